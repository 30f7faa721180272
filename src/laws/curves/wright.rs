//! Costs that fall with cumulative volume.

use super::frame::number;
use super::start::{largest, line, log};
use super::{Domain, Formula, Frame, Parameter, Points, Quantity, Scale, parameter};
use crate::laws::{Real, learning};

pub(super) struct Wright;

impl Formula for Wright {
    const NAME: &'static str = "wright";
    const DOC: &'static str = "Unit cost falls by the same percentage with each doubling of cumulative volume.";
    const FORMULA: &'static str = "cost (volume / volume0)^(-exponent)";
    const PURPOSE: &'static str = "unit cost by cumulative volume, `--volume COLUMN`";
    const PARAMETERS: &'static [Parameter] = &[
        parameter("cost", "cost at the first volume", Quantity::Value, Domain::Positive),
        parameter(
            "exponent",
            "learning exponent; the learning rate is 1 - 2^(-exponent)",
            Quantity::Number,
            Domain::Real,
        ),
    ];
    const SCALE: Scale = Scale::Log;
    const BY_VOLUME: bool = true;

    fn value<N: Real + Copy>(b: &[N], frame: &Frame, x: f64) -> N {
        learning::wright(b[0], N::constant(x), N::constant(frame.origin), b[1])
    }

    fn derived<N: Real + Copy>(b: &[N], _: &Frame) -> Vec<(&'static str, &'static str, N)> {
        let left = (-(b[1] * N::constant(std::f64::consts::LN_2))).exp();
        vec![("learning rate", "1", N::constant(1.0) - left)]
    }

    fn starts(points: &Points, frame: &Frame) -> Vec<Vec<f64>> {
        let largest = largest(points);
        let logs: Vec<(f64, f64)> = points.iter().map(|(x, y)| ((x / frame.origin).ln(), log(*y, largest))).collect();
        let (level, slope) = line(&logs);
        vec![vec![level.exp(), -slope]]
    }

    fn equation(b: &[String], frame: &Frame, x: &str) -> String {
        format!("wright({}, {x}, {}, {})", b[0], number(frame.origin), b[1])
    }
}
