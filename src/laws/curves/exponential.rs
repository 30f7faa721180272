//! Growth by a constant rate.

use super::start::{largest, line_with, log, mapped, since};
use super::{At, Domain, Formula, Frame, Known, Parameter, Points, Quantity, Scale, Texts, parameter};
use crate::laws::{Real, growth};

pub(super) struct Exponential;

impl Formula for Exponential {
    const NAME: &'static str = "exponential";
    const DOC: &'static str = "The same percentage is added every year.";
    const FORMULA: &'static str = "level (1 + growth)^(t - t0)";
    const PURPOSE: &'static str = "early growth, prices; never the long run";
    const PARAMETERS: &'static [Parameter] = &[
        parameter("level", "value at t0", Quantity::Value, Domain::Positive),
        parameter("growth", "growth a year, 0.1 = 10 %", Quantity::Rate, Domain::Growth),
    ];
    const SCALE: Scale = Scale::Log;

    fn value<N: Real + Copy>(b: &[N], frame: &Frame, at: &At) -> N {
        growth::cagr(b[0], b[1], N::constant(at.time - frame.origin()))
    }

    fn derived<N: Real + Copy>(b: &[N], _: &Frame) -> Vec<(&'static str, &'static str, N)> {
        let doubling = N::constant(std::f64::consts::LN_2) / (N::constant(1.0) + b[1]).ln();
        vec![("doubling time", "yr", doubling)]
    }

    fn starts(points: &Points, frame: &Frame, known: &[Known]) -> Vec<Vec<f64>> {
        let largest = largest(points);
        let logs = mapped(&since(points, frame.origin()), &|y| log(y, largest));
        let (level, slope) = line_with(&logs, known[0].map(f64::ln), known[1].map(f64::ln_1p));
        vec![vec![level.exp(), slope.exp_m1()]]
    }

    fn equation(b: &[String], frame: &Frame, at: &Texts) -> String {
        format!("cagr({}, {}, {})", b[0], b[1], frame.since_origin(&at.time))
    }
}
