//! Fits a law to observations: many starts, bounds, the best solution, profile intervals.

use super::covariance::Uncertainty;
use super::error::LawError;
use super::fitted::{Fitted, LEVEL, describe, student};
use super::least_squares::{Options, Problem, Solution, solve};
use super::observations::Observations;
use super::problem::LawProblem;
use super::profile::{Profile, profile};
use super::request::Request;
use super::scale::{Domain, Scale};
use super::{Frame, Law, Quantity};

/// Where there are more observations than this, starts are compared on some of them, evenly spread.
const SAMPLED: usize = 2_000;
/// Where there are more than this, intervals are by linear approximation: profiles would take long, and would agree.
const PROFILED: usize = 20_000;
/// Searches that are carried out, from the best of all starts.
const SEARCHES: usize = 4;
/// A capacity may be this many times the largest value seen.
const LARGEST: f64 = 1e4;
/// Rates may be so many times one over the period of the data.
const FASTEST: f64 = 20.0;
/// Times may lie so many times the length of the data outside of it.
const FARTHEST: f64 = 20.0;
/// Times a search starts again from something better that profiling came across.
const RETRIES: usize = 5;

/// Residuals below this part of the observations are rounding errors, of which no interval can be made.
const EXACT: f64 = 1e-13;

/// Fits a law.
///
/// # Errors
/// [`LawError`] if data and law do not go together.
pub fn fit(law: &'static Law, data: &Observations, request: &Request) -> Result<Fitted, LawError> {
    let scale = request.scale.unwrap_or(law.scale);
    check(law, data, scale, request)?;
    let origin = data.x[0];
    let period = data.period();
    let frame = Frame { origin, period, launch: request.launch.unwrap_or(origin - period) };
    let problem = LawProblem::new(law, frame, scale, data);
    let options = Options { bounds: bounds(law, data, &frame, request), ..Options::default() };
    let mut best = search(&problem, &options, request).ok_or(LawError::NoStart { law: law.name, scale })?;
    let mut uncertainty = Uncertainty::of(&best);
    let mut intervals = intervals(&problem, &best, &options, &uncertainty);
    for _ in 0..RETRIES {
        let Err(better) = intervals else { break };
        // The profiled parameter was held there; set free, it may go further still.
        best = solve(&problem, &better.parameters, &options).unwrap_or(*better);
        uncertainty = Uncertainty::of(&best);
        intervals = self::intervals(&problem, &best, &options, &uncertainty);
    }
    let intervals = intervals.unwrap_or_else(|_| vec![[None; 2]; law.parameters.len()]);
    Ok(describe(&problem, best, &uncertainty, &intervals, request))
}

fn check(law: &'static Law, data: &Observations, scale: Scale, request: &Request) -> Result<(), LawError> {
    for (index, value) in &request.fixed {
        let parameter = &law.parameters[*index];
        if !parameter.domain.contains(*value) {
            return Err(LawError::Fixed { law: law.name, parameter: parameter.name, value: *value });
        }
    }
    let parameters = law.parameters.len() - request.fixed.len();
    if data.len() <= parameters {
        return Err(LawError::TooFew { law: law.name, parameters, rows: data.len() });
    }
    if let Some(row) = data.weights.iter().position(|weight| !(*weight > 0.0 && weight.is_finite())) {
        return Err(LawError::Weight { row, weight: data.weights[row] });
    }
    if law.by_volume
        && let Some(row) = data.x.iter().position(|volume| !(*volume > 0.0 && volume.is_finite()))
    {
        return Err(LawError::Volume { row, volume: data.x[row] });
    }
    if let Some(row) = data.y.iter().position(|value| !scale.contains(*value)) {
        return Err(LawError::Value { row, value: data.y[row], scale });
    }
    if data.y.iter().all(|value| *value == data.y[0]) {
        return Err(LawError::Constant { law: law.name, value: data.y[0] });
    }
    Ok(())
}

/// Bounds of parameters on their inner scales: wide enough never to matter where data say anything.
fn bounds(law: &Law, data: &Observations, frame: &Frame, request: &Request) -> Vec<(f64, f64)> {
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

/// The best of searches from the most promising starts.
fn search(problem: &LawProblem, options: &Options, request: &Request) -> Option<Solution> {
    if problem.data.len() > SAMPLED {
        let sample = problem.data.thinned(SAMPLED);
        let smaller = LawProblem::new(problem.law, problem.frame, problem.scale, &sample);
        return solve(problem, &search(&smaller, options, request)?.parameters, options).ok();
    }
    let cost =
        |inner: &[f64]| -> f64 { (0..problem.rows()).map(|row| problem.residual::<f64>(inner, row).powi(2)).sum() };
    let mut starts: Vec<(f64, Vec<f64>)> = problem
        .law
        .starts(&problem.data.points(), &problem.frame)
        .into_iter()
        .map(|mut natural| {
            for (index, value) in &request.fixed {
                natural[*index] = *value;
            }
            let inner = problem.inner(&natural);
            (cost(&inner), inner)
        })
        .filter(|(cost, _)| cost.is_finite())
        .collect();
    starts.sort_by(|a, b| a.0.total_cmp(&b.0));
    let solutions = starts.iter().take(SEARCHES).filter_map(|(_, start)| solve(problem, start, options).ok());
    solutions.min_by(|a, b| a.sum_of_squares.total_cmp(&b.sum_of_squares))
}

/// Profile intervals of all parameters on their inner scales, or something better than the solution.
fn intervals(
    problem: &LawProblem,
    best: &Solution,
    options: &Options,
    uncertainty: &Uncertainty,
) -> Result<Vec<[Option<f64>; 2]>, Box<Solution>> {
    let t = student(uncertainty.freedom, LEVEL);
    let target = 1.0 + t * t / uncertainty.freedom as f64;
    let errors = uncertainty.standard_errors();
    let size: f64 = problem.linked.iter().zip(&problem.roots).map(|(value, root)| (value * root).powi(2)).sum();
    let exact = best.sum_of_squares <= EXACT * EXACT * size;
    let mut intervals = Vec::with_capacity(errors.len());
    for (index, error) in errors.iter().enumerate() {
        let (low, high) = options.bounds[index];
        if low >= high || exact {
            intervals.push([Some(best.parameters[index]); 2]);
            continue;
        }
        let usual = t * error;
        if problem.rows() > PROFILED {
            let ends = [-usual, usual].map(|way| Some(best.parameters[index] + way).filter(|_| !best.held[index]));
            intervals.push(ends);
            continue;
        }
        let reach = if usual > 0.0 && usual.is_finite() { usual } else { 0.1 * best.parameters[index].abs().max(1.0) };
        match profile(problem, best, options, index, reach, target) {
            Profile::Interval(ends) => intervals.push(ends),
            Profile::Better(better) => return Err(better),
        }
    }
    Ok(intervals)
}
