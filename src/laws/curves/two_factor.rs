//! Costs that fall with cumulative volume and with knowledge.

use super::learning::{self, COST, exponent};
use super::{At, Formula, Frame, Input, Known, Parameter, Points, Scale, Texts};
use crate::laws;
use crate::laws::Real;

pub(super) struct TwoFactor;

impl Formula for TwoFactor {
    const NAME: &'static str = "two-factor";
    const DOC: &'static str = "Unit cost falls with each doubling of cumulative volume and with each of the stock of \
                               knowledge (Kouvaritakis, Soria and Isoard 2000, doi:10.1504/IJGEI.2000.004384).";
    const FORMULA: &'static str = "cost (volume / volume0)^(-doing) (knowledge / knowledge0)^(-searching)";
    const PURPOSE: &'static str = "unit cost by doing and searching, `--volume COLUMN --knowledge COLUMN`";
    const PARAMETERS: &'static [Parameter] = &[
        COST,
        exponent("doing", "exponent of learning by doing"),
        exponent("searching", "exponent of learning by searching"),
    ];
    const SCALE: Scale = Scale::Log;
    const INPUTS: &'static [Input] = &[Input::Volume, Input::Knowledge];

    fn value<N: Real + Copy>(b: &[N], frame: &Frame, at: &At) -> N {
        let one = N::constant(1.0);
        let [volume, knowledge] = [Input::Volume, Input::Knowledge].map(|input| N::constant(frame.relative(at, input)));
        laws::learning::two_factor_learning(b[0], volume, one, b[1], knowledge, one, b[2])
    }

    fn derived<N: Real + Copy>(b: &[N], _: &Frame) -> Vec<(&'static str, &'static str, N)> {
        vec![
            ("learning rate by doing", "1", learning::rate(b[1])),
            ("learning rate by searching", "1", learning::rate(b[2])),
        ]
    }

    fn starts(points: &Points, frame: &Frame, known: &[Known]) -> Vec<Vec<f64>> {
        let columns =
            |at: &At| [Input::Volume, Input::Knowledge].iter().map(|input| -frame.relative(at, *input).ln()).collect();
        learning::starts(points, known, &columns)
    }

    fn equation(b: &[String], frame: &Frame, at: &Texts) -> String {
        let said = |input: Input| format!("{}, {}", at.input(input), frame.first(input));
        format!(
            "two_factor_learning({}, {}, {}, {}, {})",
            b[0],
            said(Input::Volume),
            b[1],
            said(Input::Knowledge),
            b[2]
        )
    }
}
