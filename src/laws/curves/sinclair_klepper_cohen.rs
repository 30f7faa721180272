//! Costs that fall with the scale of production and with experience.

use super::learning::{self, COST, exponent};
use super::{At, Formula, Frame, Input, Known, Parameter, Points, Scale, Texts};
use crate::laws;
use crate::laws::Real;

pub(super) struct SinclairKlepperCohen;

/// What had been made before the period.
fn before(at: &At) -> f64 {
    at.input(Input::Volume) - at.input(Input::Production)
}

impl Formula for SinclairKlepperCohen {
    const NAME: &'static str = "sinclair-klepper-cohen";
    const DOC: &'static str = "Unit cost falls with what is made in a period and with what was made before it (Sinclair, \
                               Klepper and Cohen 2000, doi:10.1287/mnsc.46.1.28.15133; Nagy et al. 2013).";
    const FORMULA: &'static str =
        "cost (production / production0)^(-scale) (before / before0)^(-exponent), before = volume - production";
    const PURPOSE: &'static str = "unit cost by scale and experience, `--volume COLUMN --production COLUMN`";
    const PARAMETERS: &'static [Parameter] = &[
        COST,
        exponent("scale", "exponent of scale"),
        exponent("exponent", "learning exponent; the learning rate is 1 - 2^(-exponent)"),
    ];
    const SCALE: Scale = Scale::Log;
    const INPUTS: &'static [Input] = &[Input::Volume, Input::Production];

    fn value<N: Real + Copy>(b: &[N], frame: &Frame, at: &At) -> N {
        let one = N::constant(1.0);
        let production = N::constant(frame.relative(at, Input::Production));
        let experience = N::constant(before(at) / before(&frame.first));
        laws::learning::sinclair_klepper_cohen(b[0], production, one, b[1], experience, one, b[2])
    }

    fn derived<N: Real + Copy>(b: &[N], _: &Frame) -> Vec<(&'static str, &'static str, N)> {
        vec![("learning rate", "1", learning::rate(b[2])), ("fall by doubled production", "1", learning::rate(b[1]))]
    }

    fn starts(points: &Points, frame: &Frame, known: &[Known]) -> Vec<Vec<f64>> {
        let columns = |at: &At| {
            let experience = before(at) / before(&frame.first);
            vec![-frame.relative(at, Input::Production).ln(), -experience.ln()]
        };
        learning::starts(points, known, &columns)
    }

    fn equation(b: &[String], frame: &Frame, at: &Texts) -> String {
        let (volume, production) = (at.input(Input::Volume), at.input(Input::Production));
        let (first, scale) = (super::number(before(&frame.first)), frame.first(Input::Production));
        format!(
            "sinclair_klepper_cohen({}, {production}, {scale}, {}, {volume} - {production}, {first}, {})",
            b[0], b[1], b[2]
        )
    }
}
