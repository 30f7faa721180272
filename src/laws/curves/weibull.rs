//! Weibull growth to a capacity.

use super::start::{capacities, inside, line_with, since};
use super::{At, CAPACITY, Domain, Formula, Frame, Known, Parameter, Points, Quantity, Scale, Texts, parameter};
use crate::laws::{Real, diffusion};

pub(super) struct Weibull;

impl Formula for Weibull {
    const NAME: &'static str = "weibull";
    const DOC: &'static str = "Growth to a capacity that begins at a launch, as an S-curve or slower and slower.";
    const FORMULA: &'static str = "capacity (1 - exp(-((t - launch) / scale)^shape))";
    const PURPOSE: &'static str = "saturation whose shape the data are to say, from a known launch on";
    const PARAMETERS: &'static [Parameter] = &[
        CAPACITY,
        parameter("scale", "time after the launch at which 63 % are reached", Quantity::Span, Domain::Positive),
        parameter("shape", "above 1: an S-curve; 1: exponential saturation", Quantity::Number, Domain::Positive),
    ];
    const SCALE: Scale = Scale::Level;
    const LAUNCHED: bool = true;

    fn value<N: Real + Copy>(b: &[N], frame: &Frame, at: &At) -> N {
        diffusion::weibull(b[0], b[1], b[2], N::constant(at.time - frame.launch))
    }

    fn derived<N: Real + Copy>(b: &[N], frame: &Frame) -> Vec<(&'static str, &'static str, N)> {
        // When a share of the capacity is reached: scale (-ln(1 - share))^(1/shape) after the launch.
        let reached = |share: f64| b[1] * N::constant(-(-share).ln_1p()).pow(N::constant(1.0) / b[2]);
        let half = N::constant(frame.launch) + reached(0.5);
        vec![("time from 10 % to 90 %", "yr", reached(0.9) - reached(0.1)), ("time of half", "yr", half)]
    }

    /// Weibull's plot: ln(-ln(1 - share)) is a straight line in the logarithm of time, its slope the shape.
    fn starts(points: &Points, frame: &Frame, known: &[Known]) -> Vec<Vec<f64>> {
        // Times are counted in spans of the known scale, at which the line goes through 0.
        let unit = known[1].unwrap_or(1.0);
        let begun = since(points, frame.launch).into_iter().filter(|(time, _)| *time > 0.0);
        let by_log: Vec<(f64, f64)> = begun.map(|(time, y)| ((time / unit).ln(), y)).collect();
        let start = |capacity: f64| {
            let plotted: Vec<(f64, f64)> =
                by_log.iter().map(|(x, y)| (*x, (-(-inside(y / capacity)).ln_1p()).ln())).collect();
            let (level, slope) = line_with(&plotted, known[1].map(|_| 0.0), known[2]);
            let shape = if slope > 0.0 { slope } else { 1.0 };
            vec![capacity, unit * (-level / shape).exp(), shape]
        };
        capacities(points, known[0]).into_iter().map(start).collect()
    }

    fn equation(b: &[String], frame: &Frame, at: &Texts) -> String {
        format!("weibull({}, {}, {}, {})", b[0], b[1], b[2], frame.since_launch(&at.time))
    }
}
