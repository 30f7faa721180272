//! Where a law comes nearest to data: bounds, starts, the best of several searches.

use super::least_squares::{Options, Problem, Solution, solve};
use super::observations::Observations;
use super::problem::LawProblem;
use super::request::Request;
use super::scale::Domain;
use super::{Frame, Law, Quantity};
use crate::numeric::sorting::sort_by;

/// Where there are more observations than this, starts are compared on some of them, evenly spread.
pub(super) const SAMPLED: usize = 2_000;
/// Searches that are carried out, from the best of all starts.
const SEARCHES: usize = 5;
/// A capacity may be this many times the largest value seen.
const LARGEST: f64 = 1e4;
/// Rates may be so many times one over the period of the data.
const FASTEST: f64 = 20.0;
/// Times may lie so many times the length of the data outside of it.
const FARTHEST: f64 = 1000.0;

/// Bounds of parameters on their inner scales: wide enough never to matter where data say anything.
pub(super) fn bounds(law: &Law, data: &Observations, frame: &Frame, request: &Request) -> Vec<(f64, f64)> {
    let (first, last) = (data.x[0], data.x[data.len() - 1]);
    let length = (last - first).max(frame.period);
    let largest = data.y.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
    let smallest = data.y.iter().fold(f64::INFINITY, |least, value| least.min(value.abs())).max(1e-9 * largest);
    let mut bounds: Vec<(f64, f64)> = law
        .parameters
        .iter()
        .map(|parameter| {
            let positive = |low: f64, high: f64| (low.ln(), high.ln());
            match (parameter.domain, parameter.quantity) {
                (Domain::Positive, Quantity::Value) => positive(smallest / LARGEST, largest * LARGEST),
                (Domain::Positive, Quantity::Rate) => positive(1e-9 / length, FASTEST / frame.period),
                (Domain::Positive, _) => positive(1e-9, 1e9),
                (Domain::Real, Quantity::Time) => (first - FARTHEST * length, last + FARTHEST * length),
                (Domain::Real, Quantity::Rate) => (-FASTEST / frame.period, FASTEST / frame.period),
                (Domain::Real, _) => (f64::NEG_INFINITY, f64::INFINITY),
                (Domain::Share | Domain::Growth, _) => (-50.0, 50.0),
            }
        })
        .collect();
    for (index, value) in &request.fixed {
        let inner = law.parameters[*index].domain.inner(*value);
        bounds[*index] = (inner, inner);
    }
    bounds
}

/// Starts on inner scales with their sums of squares, the best first; `known` are parameters on their natural scales.
pub(super) fn starts(problem: &LawProblem, known: &[Option<f64>]) -> Vec<(f64, Vec<f64>)> {
    let cost =
        |inner: &[f64]| -> f64 { problem.residuals::<f64>(inner).iter().map(|residual| residual * residual).sum() };
    let mut starts: Vec<(f64, Vec<f64>)> = problem
        .law
        .starts(&problem.data.points(), &problem.frame, known)
        .into_iter()
        .map(|mut natural| {
            for (value, known) in natural.iter_mut().zip(known) {
                *value = known.unwrap_or(*value);
            }
            let inner = problem.inner(&natural);
            (cost(&inner), inner)
        })
        .filter(|(cost, _)| cost.is_finite())
        .collect();
    sort_by(&mut starts, |a, b| a.0.total_cmp(&b.0));
    starts
}

/// The best of searches from the most promising starts, and from others that are given.
pub(super) fn search(
    problem: &LawProblem,
    options: &Options,
    known: &[Option<f64>],
    others: &[&[f64]],
) -> Option<Solution> {
    if problem.data.len() > SAMPLED && others.is_empty() {
        let sample = problem.data.thinned(SAMPLED);
        let smaller = LawProblem::new(problem.law, problem.frame, problem.scale, &sample);
        return solve(problem, &search(&smaller, options, known, &[])?.parameters, options).ok();
    }
    let promising = if problem.data.len() > SAMPLED { Vec::new() } else { starts(problem, known) };
    let promising = promising.iter().take(SEARCHES).map(|(_, start)| start.as_slice());
    let solutions = promising.chain(others.iter().copied()).filter_map(|start| solve(problem, start, options).ok());
    solutions.min_by(|a, b| a.sum_of_squares.total_cmp(&b.sum_of_squares))
}
