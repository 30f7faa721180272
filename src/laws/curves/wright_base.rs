//! Costs that fall to a floor with cumulative volume.

use super::learning::{self, exponent};
use super::start::smallest;
use super::{At, Domain, Formula, Frame, Input, Known, Parameter, Points, Quantity, Scale, Texts, parameter};
use crate::laws;
use crate::laws::Real;

/// Floors to begin from, as parts of the smallest value.
const FLOORS: [f64; 7] = [1e-3, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98];

pub(super) struct WrightBase;

impl Formula for WrightBase {
    const NAME: &'static str = "wright-base";
    const DOC: &'static str = "What unit cost has above a floor falls by the same percentage with each doubling of \
                               cumulative volume.";
    const FORMULA: &'static str = "base + cost (volume / volume0)^(-exponent)";
    const PURPOSE: &'static str = "unit cost that experience does not lower beyond a floor, such as that of materials";
    const PARAMETERS: &'static [Parameter] = &[
        parameter("base", "the floor that cost falls to", Quantity::Value, Domain::Positive),
        parameter("cost", "cost above the floor where the data begin", Quantity::Value, Domain::Positive),
        exponent("exponent", "learning exponent of what is above the floor"),
    ];
    const SCALE: Scale = Scale::Log;
    const INPUTS: &'static [Input] = &[Input::Volume];

    fn value<N: Real + Copy>(b: &[N], frame: &Frame, at: &At) -> N {
        b[0] + laws::learning::wright(b[1], N::constant(frame.relative(at, Input::Volume)), N::constant(1.0), b[2])
    }

    fn derived<N: Real + Copy>(b: &[N], _: &Frame) -> Vec<(&'static str, &'static str, N)> {
        vec![("learning rate above the floor", "1", learning::rate(b[2]))]
    }

    fn starts(points: &Points, frame: &Frame, known: &[Known]) -> Vec<Vec<f64>> {
        let floors = known[0].map_or_else(|| FLOORS.map(|part| part * smallest(points)).to_vec(), |floor| vec![floor]);
        let start = |floor: f64| {
            let above: Vec<(At, f64)> = points.iter().map(|(at, y)| (*at, y - floor)).collect();
            let found = learning::starts(&above, &known[1..], &|at| vec![-frame.relative(at, Input::Volume).ln()]);
            found.into_iter().map(move |b| [vec![floor], b].concat())
        };
        floors.into_iter().flat_map(start).collect()
    }

    fn equation(b: &[String], frame: &Frame, at: &Texts) -> String {
        let (volume, first) = (at.input(Input::Volume), frame.first(Input::Volume));
        format!("{} + wright({}, {volume}, {first}, {})", b[0], b[1], b[2])
    }
}
