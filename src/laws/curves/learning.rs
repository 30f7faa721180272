//! What laws of learning share: their logarithms are linear in their parameters.

use super::start::{coefficients, largest, log};
use super::{At, Domain, Known, Parameter, Points, Quantity, parameter};
use crate::laws::Real;

/// Unit cost at the beginning of the data.
pub(super) const COST: Parameter = parameter("cost", "cost where the data begin", Quantity::Value, Domain::Positive);

/// An exponent, whatever its sign.
pub(super) const fn exponent(name: &'static str, doc: &'static str) -> Parameter {
    parameter(name, doc, Quantity::Number, Domain::Real)
}

/// The fall of cost by a doubling that goes with an exponent.
pub(super) fn rate<N: Real + Copy>(exponent: N) -> N {
    N::constant(1.0) - (-(exponent * N::constant(std::f64::consts::LN_2))).exp()
}

/// The line through logarithms of costs: `columns` are what exponents and rates are multiplied by; some may be known.
pub(super) fn starts(points: &Points, known: &[Known], columns: &dyn Fn(&At) -> Vec<f64>) -> Vec<Vec<f64>> {
    let largest = largest(points);
    let rows: Vec<Vec<f64>> = points.iter().map(|(at, _)| [vec![1.0], columns(at)].concat()).collect();
    let given: Vec<Known> =
        known.iter().enumerate().map(|(at, b)| b.map(|b| if at == 0 { b.ln() } else { b })).collect();
    let free: Vec<usize> = (0..given.len()).filter(|&at| given[at].is_none()).collect();
    let values: Vec<f64> = points
        .iter()
        .zip(&rows)
        .map(|((_, y), row)| log(*y, largest) - row.iter().zip(&given).map(|(x, b)| x * b.unwrap_or(0.0)).sum::<f64>())
        .collect();
    let columns: Vec<Vec<f64>> = free.iter().map(|&at| rows.iter().map(|row| row[at]).collect()).collect();
    let found = coefficients(&columns, &values);
    let mut start: Vec<f64> = given.iter().map(|b| b.unwrap_or(0.0)).collect();
    for (&at, b) in free.iter().zip(found) {
        start[at] = b;
    }
    start[0] = start[0].exp();
    vec![start]
}
