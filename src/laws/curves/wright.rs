//! Costs that fall with cumulative volume.

use super::learning::{self, COST, exponent};
use super::{At, Formula, Frame, Input, Known, Parameter, Points, Scale, Texts};
use crate::laws;
use crate::laws::Real;

pub(super) struct Wright;

impl Formula for Wright {
    const NAME: &'static str = "wright";
    const DOC: &'static str = "Unit cost falls by the same percentage with each doubling of cumulative volume.";
    const FORMULA: &'static str = "cost (volume / volume0)^(-exponent)";
    const PURPOSE: &'static str = "unit cost by cumulative volume, `--volume COLUMN`";
    const PARAMETERS: &'static [Parameter] =
        &[COST, exponent("exponent", "learning exponent; the learning rate is 1 - 2^(-exponent)")];
    const SCALE: Scale = Scale::Log;
    const INPUTS: &'static [Input] = &[Input::Volume];

    fn value<N: Real + Copy>(b: &[N], frame: &Frame, at: &At) -> N {
        laws::learning::wright(b[0], N::constant(frame.relative(at, Input::Volume)), N::constant(1.0), b[1])
    }

    fn derived<N: Real + Copy>(b: &[N], _: &Frame) -> Vec<(&'static str, &'static str, N)> {
        vec![("learning rate", "1", learning::rate(b[1]))]
    }

    fn starts(points: &Points, frame: &Frame, known: &[Known]) -> Vec<Vec<f64>> {
        learning::starts(points, known, &|at| vec![-frame.relative(at, Input::Volume).ln()])
    }

    fn equation(b: &[String], frame: &Frame, at: &Texts) -> String {
        format!("wright({}, {}, {}, {})", b[0], at.input(Input::Volume), frame.first(Input::Volume), b[1])
    }
}
