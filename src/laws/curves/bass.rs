//! Bass's law of diffusion: those who have adopted.

use super::{At, Domain, Formula, Frame, Known, Parameter, Points, Quantity, Scale, Texts, parameter};
use crate::laws::{Real, diffusion};

/// (p + q) times the length of the data, to begin from.
const SPEEDS: [f64; 4] = [1.5, 4.0, 8.0, 16.0];
/// p / q to begin from.
const INNOVATORS: [f64; 3] = [0.3, 0.03, 0.003];

pub(super) struct Bass;

impl Formula for Bass {
    const NAME: &'static str = "bass";
    const DOC: &'static str = "Cumulative adopters: some by themselves, most by imitation.";
    const FORMULA: &'static str = "market (1 - exp(-(p+q) (t - launch))) / (1 + (q/p) exp(-(p+q) (t - launch)))";
    const PURPOSE: &'static str = "cumulative adopters, units in use without replacement";
    const PARAMETERS: &'static [Parameter] = &[
        parameter("market", "all who will ever adopt", Quantity::Value, Domain::Positive),
        parameter("p", "coefficient of innovation", Quantity::Rate, Domain::Positive),
        parameter("q", "coefficient of imitation", Quantity::Rate, Domain::Positive),
    ];
    const SCALE: Scale = Scale::Level;
    const LAUNCHED: bool = true;

    fn value<N: Real + Copy>(b: &[N], frame: &Frame, at: &At) -> N {
        b[0] * diffusion::bass(b[1], b[2], N::constant(at.time - frame.launch))
    }

    fn derived<N: Real + Copy>(b: &[N], frame: &Frame) -> Vec<(&'static str, &'static str, N)> {
        vec![("time of peak adoption", "yr", N::constant(frame.launch) + (b[2] / b[1]).ln() / (b[1] + b[2]))]
    }

    fn starts(points: &Points, frame: &Frame, known: &[Known]) -> Vec<Vec<f64>> {
        starts_of::<Self>(points, frame, known)
    }

    fn equation(b: &[String], frame: &Frame, at: &Texts) -> String {
        format!("{} * bass({}, {}, {})", b[0], b[1], b[2], frame.since_launch(&at.time))
    }
}

/// A grid of p and q; the market that goes with each is a linear problem.
pub(super) fn starts_of<F: Formula>(points: &Points, frame: &Frame, known: &[Known]) -> Vec<Vec<f64>> {
    let last = points.iter().map(|(at, _)| at.time).fold(f64::NEG_INFINITY, f64::max);
    let length = (last - frame.launch).max(frame.period);
    let grid = SPEEDS.iter().flat_map(|speed| INNOVATORS.iter().map(move |ratio| (speed / length, *ratio)));
    grid.map(|(sum, ratio)| {
        let q = known[2].unwrap_or(sum / (1.0 + ratio));
        let p = known[1].unwrap_or(sum - sum / (1.0 + ratio));
        let unit = |at: &At| -> f64 { F::value(&[1.0, p, q], frame, at) };
        let product: f64 = points.iter().map(|(at, y)| unit(at) * y).sum();
        let square: f64 = points.iter().map(|(at, _)| unit(at).powi(2)).sum();
        let market = known[0].unwrap_or(if square > 0.0 { product / square } else { f64::NAN });
        vec![if market > 0.0 { market } else { 1.0 }, p, q]
    })
    .collect()
}
