//! Gompertz growth to a capacity.

use super::start::{capacities, inside, line_with, since};
use super::{At, CAPACITY, Domain, Formula, Frame, Known, Parameter, Points, Quantity, Scale, Texts, parameter};
use crate::laws::{Real, diffusion};

pub(super) struct Gompertz;

impl Formula for Gompertz {
    const NAME: &'static str = "gompertz";
    const DOC: &'static str = "An S-curve that rises fast and levels off slowly.";
    const FORMULA: &'static str = "capacity exp(-gap exp(-rate (t - t0)))";
    const PURPOSE: &'static str = "saturation that takes longer than the rise";
    const PARAMETERS: &'static [Parameter] = &[
        CAPACITY,
        parameter("gap", "ln(capacity / value at t0)", Quantity::Number, Domain::Positive),
        parameter("rate", "rate at which the logarithmic gap closes", Quantity::Rate, Domain::Real),
    ];
    const SCALE: Scale = Scale::Level;

    fn value<N: Real + Copy>(b: &[N], frame: &Frame, at: &At) -> N {
        diffusion::gompertz(b[0], b[1], b[2], N::constant(at.time - frame.origin()))
    }

    fn derived<N: Real + Copy>(b: &[N], frame: &Frame) -> Vec<(&'static str, &'static str, N)> {
        vec![("time of steepest growth", "yr", N::constant(frame.origin()) + b[1].ln() / b[2])]
    }

    /// The logarithm of the gap to the logarithm of a capacity is a straight line.
    fn starts(points: &Points, frame: &Frame, known: &[Known]) -> Vec<Vec<f64>> {
        let times = since(points, frame.origin());
        let start = |capacity: f64| {
            let gaps: Vec<(f64, f64)> = times.iter().map(|(t, y)| (*t, (-inside(y / capacity).ln()).ln())).collect();
            let (gap, slope) = line_with(&gaps, known[1].map(f64::ln), known[2].map(|rate| -rate));
            vec![capacity, gap.exp(), -slope]
        };
        capacities(points, known[0]).into_iter().map(start).collect()
    }

    fn equation(b: &[String], frame: &Frame, at: &Texts) -> String {
        format!("gompertz({}, {}, {}, {})", b[0], b[1], b[2], frame.since_origin(&at.time))
    }
}
