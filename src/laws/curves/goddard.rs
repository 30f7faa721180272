//! Costs that fall with the scale of production.

use super::learning::{self, COST, exponent};
use super::{At, Formula, Frame, Input, Known, Parameter, Points, Scale, Texts};
use crate::laws;
use crate::laws::Real;

pub(super) struct Goddard;

impl Formula for Goddard {
    const NAME: &'static str = "goddard";
    const DOC: &'static str = "Unit cost falls by the same percentage with each doubling of what is made in a period \
                               (Goddard 1982, doi:10.1109/TCHMT.1982.1136009).";
    const FORMULA: &'static str = "cost (production / production0)^(-exponent)";
    const PURPOSE: &'static str = "unit cost by economies of scale, `--production COLUMN`";
    const PARAMETERS: &'static [Parameter] =
        &[COST, exponent("exponent", "exponent of scale; each doubling lowers cost by 1 - 2^(-exponent)")];
    const SCALE: Scale = Scale::Log;
    const INPUTS: &'static [Input] = &[Input::Production];

    fn value<N: Real + Copy>(b: &[N], frame: &Frame, at: &At) -> N {
        laws::learning::goddard(b[0], N::constant(frame.relative(at, Input::Production)), N::constant(1.0), b[1])
    }

    fn derived<N: Real + Copy>(b: &[N], _: &Frame) -> Vec<(&'static str, &'static str, N)> {
        vec![("fall by doubled production", "1", learning::rate(b[1]))]
    }

    fn starts(points: &Points, frame: &Frame, known: &[Known]) -> Vec<Vec<f64>> {
        learning::starts(points, known, &|at| vec![-frame.relative(at, Input::Production).ln()])
    }

    fn equation(b: &[String], frame: &Frame, at: &Texts) -> String {
        format!("goddard({}, {}, {}, {})", b[0], at.input(Input::Production), frame.first(Input::Production), b[1])
    }
}
