//! Costs that fall with time and with cumulative volume.

use super::learning::{self, COST, exponent};
use super::{At, Domain, Formula, Frame, Input, Known, Parameter, Points, Quantity, Scale, Texts, parameter};
use crate::laws;
use crate::laws::Real;

pub(super) struct Nordhaus;

impl Formula for Nordhaus {
    const NAME: &'static str = "nordhaus";
    const DOC: &'static str = "Unit cost falls with time and with each doubling of cumulative volume (Nordhaus 2014, \
                               doi:10.5547/01956574.35.1.1).";
    const FORMULA: &'static str = "cost (volume / volume0)^(-exponent) exp(-rate (t - t0))";
    const PURPOSE: &'static str = "unit cost by time and experience; volumes that grow steadily do not tell them apart";
    const PARAMETERS: &'static [Parameter] = &[
        COST,
        exponent("exponent", "learning exponent; the learning rate is 1 - 2^(-exponent)"),
        parameter("rate", "fall of the logarithm of cost a year, whatever is made", Quantity::Rate, Domain::Real),
    ];
    const SCALE: Scale = Scale::Log;
    const INPUTS: &'static [Input] = &[Input::Volume];

    fn value<N: Real + Copy>(b: &[N], frame: &Frame, at: &At) -> N {
        let volume = N::constant(frame.relative(at, Input::Volume));
        laws::learning::nordhaus(b[0], volume, N::constant(1.0), b[1], b[2], N::constant(at.time - frame.origin()))
    }

    fn derived<N: Real + Copy>(b: &[N], _: &Frame) -> Vec<(&'static str, &'static str, N)> {
        vec![("learning rate", "1", learning::rate(b[1]))]
    }

    fn starts(points: &Points, frame: &Frame, known: &[Known]) -> Vec<Vec<f64>> {
        let columns = |at: &At| vec![-frame.relative(at, Input::Volume).ln(), frame.origin() - at.time];
        learning::starts(points, known, &columns)
    }

    fn equation(b: &[String], frame: &Frame, at: &Texts) -> String {
        let (volume, first) = (at.input(Input::Volume), frame.first(Input::Volume));
        format!("nordhaus({}, {volume}, {first}, {}, {}, {})", b[0], b[1], b[2], frame.since_origin(&at.time))
    }
}
