//! Linear growth.

use super::start::{line, since};
use super::{At, Domain, Formula, Frame, Known, Parameter, Points, Quantity, Scale, Texts, parameter};
use crate::laws::Real;

pub(super) struct Linear;

impl Formula for Linear {
    const NAME: &'static str = "linear";
    const DOC: &'static str = "The same amount is added every year.";
    const FORMULA: &'static str = "level + slope (t - t0)";
    const PURPOSE: &'static str = "a baseline; shares that hardly move";
    const PARAMETERS: &'static [Parameter] = &[
        parameter("level", "value at t0", Quantity::Value, Domain::Real),
        parameter("slope", "growth a year", Quantity::ValueRate, Domain::Real),
    ];
    const SCALE: Scale = Scale::Level;

    fn value<N: Real + Copy>(b: &[N], frame: &Frame, at: &At) -> N {
        b[0] + b[1] * N::constant(at.time - frame.origin())
    }

    fn derived<N: Real + Copy>(_: &[N], _: &Frame) -> Vec<(&'static str, &'static str, N)> {
        Vec::new()
    }

    fn starts(points: &Points, frame: &Frame, _: &[Known]) -> Vec<Vec<f64>> {
        let (level, slope) = line(&since(points, frame.origin()));
        let mean = points.iter().map(|(_, y)| y).sum::<f64>() / points.len() as f64;
        vec![vec![level, slope], vec![mean, 0.0]]
    }

    fn equation(b: &[String], frame: &Frame, at: &Texts) -> String {
        format!("{} + {} * ({})", b[0], b[1], frame.since_origin(&at.time))
    }
}
