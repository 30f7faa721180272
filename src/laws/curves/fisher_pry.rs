//! The replacement of an old technology by a new one.

use super::start::{line_with, logit, mapped, since};
use super::{At, Domain, Formula, Frame, Known, Parameter, Points, Quantity, Scale, Texts, parameter};
use crate::laws::{Real, diffusion};

pub(super) struct FisherPry;

impl Formula for FisherPry {
    const NAME: &'static str = "fisher-pry";
    const DOC: &'static str = "The share of a new technology that replaces an old one: its logit grows steadily.";
    const FORMULA: &'static str = "logit(share) = logit(start) + rate (t - t0)";
    const PURPOSE: &'static str = "the share of a new technology, between 0 and 1";
    const PARAMETERS: &'static [Parameter] = &[
        parameter("start", "share at t0", Quantity::Number, Domain::Share),
        parameter("rate", "growth of the logit a year", Quantity::Rate, Domain::Real),
    ];
    const SCALE: Scale = Scale::Logit;

    fn value<N: Real + Copy>(b: &[N], frame: &Frame, at: &At) -> N {
        diffusion::fisher_pry(b[0], b[1], N::constant(at.time - frame.origin()))
    }

    fn derived<N: Real + Copy>(b: &[N], frame: &Frame) -> Vec<(&'static str, &'static str, N)> {
        let half = N::constant(frame.origin()) - (b[0] / (N::constant(1.0) - b[0])).ln() / b[1];
        vec![("time from 10 % to 90 %", "yr", diffusion::takeover_time(b[1])), ("time of half", "yr", half)]
    }

    fn starts(points: &Points, frame: &Frame, known: &[Known]) -> Vec<Vec<f64>> {
        let (level, rate) = line_with(&mapped(&since(points, frame.origin()), &logit), known[0].map(logit), known[1]);
        vec![vec![Real::logistic(level), rate]]
    }

    fn equation(b: &[String], frame: &Frame, at: &Texts) -> String {
        format!("fisher_pry({}, {}, {})", b[0], b[1], frame.since_origin(&at.time))
    }
}
