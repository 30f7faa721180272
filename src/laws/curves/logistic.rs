//! Logistic growth to a capacity.

use super::start::{capacities, line_with, logit, since};
use super::{At, CAPACITY, Domain, Formula, Frame, Known, Parameter, Points, Quantity, Scale, Texts, parameter};
use crate::laws::{Real, diffusion};

pub(super) struct Logistic;

impl Formula for Logistic {
    const NAME: &'static str = "logistic";
    const DOC: &'static str = "A symmetric S-curve to a capacity.";
    const FORMULA: &'static str = "capacity / (1 + exp(-rate (t - midpoint)))";
    const PURPOSE: &'static str = "saturation that is as fast after the middle as before";
    const PARAMETERS: &'static [Parameter] = &[
        CAPACITY,
        parameter("rate", "initial exponential rate", Quantity::Rate, Domain::Real),
        parameter("midpoint", "time at which half is reached", Quantity::Time, Domain::Real),
    ];
    const SCALE: Scale = Scale::Level;

    fn value<N: Real + Copy>(b: &[N], _: &Frame, at: &At) -> N {
        diffusion::logistic(b[0], b[1], b[2], N::constant(at.time))
    }

    fn derived<N: Real + Copy>(b: &[N], _: &Frame) -> Vec<(&'static str, &'static str, N)> {
        vec![("time from 10 % to 90 %", "yr", diffusion::takeover_time(b[1]))]
    }

    /// The logit of the share of a capacity is a straight line.
    fn starts(points: &Points, frame: &Frame, known: &[Known]) -> Vec<Vec<f64>> {
        let moment = known[2].unwrap_or_else(|| frame.origin());
        let times = since(points, moment);
        let start = |capacity: f64| {
            let logits: Vec<(f64, f64)> = times.iter().map(|(t, y)| (*t, logit(y / capacity))).collect();
            let (level, rate) = line_with(&logits, known[2].map(|_| 0.0), known[1]);
            vec![capacity, rate, if rate == 0.0 { moment } else { moment - level / rate }]
        };
        capacities(points, known[0]).into_iter().map(start).collect()
    }

    fn equation(b: &[String], _: &Frame, at: &Texts) -> String {
        format!("logistic({}, {}, {}, {})", b[0], b[1], b[2], at.time)
    }
}
