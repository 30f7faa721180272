//! Logistic growth to a capacity.

use super::start::{capacities, line, logit, mapped};
use super::{CAPACITY, Domain, Formula, Frame, Parameter, Points, Quantity, Scale, parameter};
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

    fn value<N: Real + Copy>(b: &[N], _: &Frame, x: f64) -> N {
        diffusion::logistic(b[0], b[1], b[2], N::constant(x))
    }

    fn derived<N: Real + Copy>(b: &[N], _: &Frame) -> Vec<(&'static str, &'static str, N)> {
        vec![("time from 10 % to 90 %", "yr", diffusion::takeover_time(b[1]))]
    }

    fn starts(points: &Points, frame: &Frame) -> Vec<Vec<f64>> {
        let start = |capacity: f64| {
            let (level, rate) = line(&mapped(points, |y| logit(y / capacity)));
            vec![capacity, rate, if rate == 0.0 { frame.origin } else { -level / rate }]
        };
        capacities(points).map(start).collect()
    }

    fn equation(b: &[String], _: &Frame, x: &str) -> String {
        format!("logistic({}, {}, {}, {x})", b[0], b[1], b[2])
    }
}
