//! Gompertz growth to a capacity.

use super::start::{capacities, inside, line, mapped, since};
use super::{CAPACITY, Domain, Formula, Frame, Parameter, Points, Quantity, Scale, parameter};
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

    fn value<N: Real + Copy>(b: &[N], frame: &Frame, x: f64) -> N {
        diffusion::gompertz(b[0], b[1], b[2], N::constant(x - frame.origin))
    }

    fn derived<N: Real + Copy>(b: &[N], frame: &Frame) -> Vec<(&'static str, &'static str, N)> {
        vec![("time of steepest growth", "yr", N::constant(frame.origin) + b[1].ln() / b[2])]
    }

    fn starts(points: &Points, frame: &Frame) -> Vec<Vec<f64>> {
        let from_origin = since(points, frame.origin);
        let start = |capacity: f64| {
            let (gap, rate) = line(&mapped(&from_origin, |y| (-inside(y / capacity).ln()).ln()));
            vec![capacity, gap.exp(), -rate]
        };
        capacities(points).map(start).collect()
    }

    fn equation(b: &[String], frame: &Frame, x: &str) -> String {
        format!("gompertz({}, {}, {}, {})", b[0], b[1], b[2], frame.since_origin(x))
    }
}
