//! Costs that fall with time.

use super::learning::{self, COST};
use super::{At, Domain, Formula, Frame, Known, Parameter, Points, Quantity, Scale, Texts, parameter};
use crate::laws;
use crate::laws::Real;

pub(super) struct Moore;

impl Formula for Moore {
    const NAME: &'static str = "moore";
    const DOC: &'static str = "The logarithm of unit cost falls by the same amount every year (Moore 1965; Nagy et al. 2013, \
                               doi:10.1371/journal.pone.0052669).";
    const FORMULA: &'static str = "cost exp(-rate (t - t0))";
    const PURPOSE: &'static str = "unit cost by time; `exponential` in the words of learning";
    const PARAMETERS: &'static [Parameter] =
        &[COST, parameter("rate", "fall of the logarithm of cost a year", Quantity::Rate, Domain::Real)];
    const SCALE: Scale = Scale::Log;
    const SAME_AS: Option<&'static str> = Some("exponential");

    fn value<N: Real + Copy>(b: &[N], frame: &Frame, at: &At) -> N {
        laws::learning::moore(b[0], b[1], N::constant(at.time - frame.origin()))
    }

    fn derived<N: Real + Copy>(b: &[N], _: &Frame) -> Vec<(&'static str, &'static str, N)> {
        vec![("time in which cost halves", "yr", N::constant(std::f64::consts::LN_2) / b[1])]
    }

    fn starts(points: &Points, frame: &Frame, known: &[Known]) -> Vec<Vec<f64>> {
        learning::starts(points, known, &|at| vec![frame.origin() - at.time])
    }

    fn equation(b: &[String], frame: &Frame, at: &Texts) -> String {
        format!("moore({}, {}, {})", b[0], b[1], frame.since_origin(&at.time))
    }
}
