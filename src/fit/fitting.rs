//! Fits a law to observations: many starts, bounds, the best solution, structures of errors, profile intervals.

use std::cell::Cell;

use super::candidate::Candidate;
use super::error::LawError;
use super::fitted::{Compared, Fitted, LEVEL, Outcome, criteria, describe, student};
use super::least_squares::Options;
use super::observations::Observations;
use super::problem::LawProblem;
use super::profile::{Better, End, PATIENCE, Profiled};
use super::request::Request;
use super::scale::Scale;
use super::search::bounds;
use super::{Frame, Law, Structure};

/// Values of which none is larger are not fitted: sums of their squares lose digits below 1e-300.
const SMALLEST: f64 = 1e-130;
/// Where there are more than this, intervals are by linear approximation: profiles would take long, and would agree.
const PROFILED: usize = 20_000;
/// Times a search starts again from something better that profiling came across.
const RETRIES: usize = 12;

/// Residuals below this part of the observations are rounding errors, of which no interval can be made.
const EXACT: f64 = 1e-13;

/// Fits a law.
///
/// # Errors
/// [`LawError`] if data and law do not go together.
pub fn fit(law: &'static Law, data: &Observations, request: &Request) -> Result<Fitted, LawError> {
    begin(law, data, request, |independent, begun| begun.finish(independent, request))
}

/// How near a law comes to observations whose errors do not depend on one another: Akaike's corrected criterion of [`fit`],
/// without what takes longest, the intervals.
///
/// # Errors
/// Those of [`fit`].
pub(crate) fn nearness(law: &'static Law, data: &Observations, request: &Request) -> Result<f64, LawError> {
    let free = law.parameters.len() - request.fixed.len();
    begin(law, data, request, |independent, _| Ok(criteria(&independent, free).aicc))
}

/// What a fit goes on from.
struct Begun {
    options: Options,
    known: Vec<Option<f64>>,
    /// Observations left out in front.
    before: usize,
    lost: LawError,
}

/// Fits a law with independent errors, and goes on from there.
fn begin<R>(
    law: &'static Law,
    data: &Observations,
    request: &Request,
    onward: impl FnOnce(Candidate<'_>, &Begun) -> Result<R, LawError>,
) -> Result<R, LawError> {
    let scale = request.scale.unwrap_or(law.scale);
    let before = before_launch(law, data, request);
    let all = data;
    let rest;
    let data = if before > 0 {
        rest = all.from_row(before);
        &rest
    } else {
        all
    };
    check(law, data, scale, request).map_err(|error| error.later(before))?;
    let frame = frame(law, data, request, before.checked_sub(1).map(|last| all.x[last]));
    let problem = LawProblem::new(law, frame, scale, data);
    let options = Options { bounds: bounds(law, data, &frame, request), ..Options::default() };
    let known = request.known(law.parameters.len());
    let begun = Begun { options, known, before, lost: LawError::NoStart { law: law.name, scale } };
    match Candidate::independent(problem, &begun.options, &begun.known) {
        Some(independent) => onward(independent, &begun),
        None => Err(begun.lost),
    }
}

impl Begun {
    /// Structures of errors, and intervals.
    fn finish(&self, independent: Candidate<'_>, request: &Request) -> Result<Fitted, LawError> {
        let Self { options, known, before, lost } = self;
        let compared = structures(independent, options, known, request)?;
        let (mut candidate, judged) = choose(compared).ok_or_else(|| lost.clone())?;
        let left = Cell::new(PATIENCE);
        let mut ends = intervals(&candidate, options, known, &left);
        for _ in 0..RETRIES {
            let Err(Better { component, solution }) = ends else { break };
            candidate.improve(component, *solution, options);
            ends = intervals(&candidate, options, known, &left);
        }
        let ends = ends.unwrap_or_else(|_| vec![[End::Failed; 2]; known.len()]);
        Ok(describe(&candidate, Outcome { ends: &ends, judged, before: *before }, request))
    }
}

/// How many observations in front are zeros before a launch, of which a law with a launch has nothing to say: it is 0
/// there, and they would pass for errors of 0.
fn before_launch(law: &Law, data: &Observations, request: &Request) -> usize {
    if !law.launched {
        return 0;
    }
    let begun = |row: usize| request.launch.is_some_and(|launch| data.x[row] > launch);
    (0..data.len()).take_while(|&row| data.y[row] == 0.0 && !begun(row)).count()
}

/// What the law takes from the data as given; `last_zero` is the last time before the launch, if data say it.
fn frame(law: &Law, data: &Observations, request: &Request, last_zero: Option<f64>) -> Frame {
    let (first, period) = (data.at(0), data.period());
    let said = if law.launched { last_zero } else { None };
    Frame { first, period, launch: request.launch.or(said).unwrap_or(first.time - period) }
}

/// The law with each structure of errors that is asked for, or with all of them.
fn structures<'a>(
    independent: Candidate<'a>,
    options: &Options,
    known: &[Option<f64>],
    request: &Request,
) -> Result<Vec<Candidate<'a>>, LawError> {
    let ordered = independent.reported().problem.data.steps().iter().all(|step| *step > 0.0);
    let lost = || LawError::NoStart {
        law: independent.reported().problem.law.name,
        scale: independent.reported().problem.scale,
    };
    if is_exact(&independent) || request.errors == Some(Structure::Independent) {
        return Ok(vec![independent]);
    }
    match request.errors {
        Some(structure) if !ordered => Err(LawError::Order { structure }),
        Some(Structure::Autoregressive) => Ok(vec![independent.autoregressive(options).ok_or_else(lost)?]),
        Some(Structure::Walk) => Ok(vec![independent.walk(options, known).ok_or_else(lost)?]),
        Some(Structure::Independent) => Ok(vec![independent]),
        None if !ordered => Ok(vec![independent]),
        None => {
            let others = [independent.autoregressive(options), independent.walk(options, known)];
            Ok([Some(independent)].into_iter().chain(others).flatten().collect())
        }
    }
}

/// The structure of errors with the least criterion, and intervals that average over all: with few observations the
/// data seldom say for sure how errors hang together, and intervals of the one that looks best would be too narrow.
fn choose(mut compared: Vec<Candidate>) -> Option<(Candidate, Vec<Compared>)> {
    if compared.len() > 1 {
        compared.retain(|one| one.criterion().is_finite() || one.dependence().structure() == Structure::Independent);
    }
    let criteria: Vec<(Structure, f64)> =
        compared.iter().map(|one| (one.dependence().structure(), one.criterion())).collect();
    let least = (1..criteria.len()).fold(0, |best, one| if criteria[one].1 < criteria[best].1 { one } else { best });
    let all = Candidate::averaged(compared, least)?;
    let judged = criteria
        .into_iter()
        .map(|(structure, criterion)| Compared { structure, criterion, weight: all.weight(structure) })
        .collect();
    Some((all, judged))
}

/// Whether residuals are rounding errors.
fn is_exact(candidate: &Candidate) -> bool {
    let one = candidate.reported();
    let size: f64 = one.problem.linked.iter().zip(&one.problem.roots).map(|(value, root)| (value * root).powi(2)).sum();
    one.best.sum_of_squares <= EXACT * EXACT * size
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
    for input in law.inputs {
        let values = &data.inputs[*input as usize];
        if values.is_empty() {
            return Err(LawError::Input { law: law.name, input: *input });
        }
        if let Some(row) = values.iter().position(|value| !(*value > 0.0 && value.is_finite())) {
            return Err(LawError::Volume { row, input: *input, volume: values[row] });
        }
    }
    if let Some(row) = data.y.iter().position(|value| !scale.contains(*value)) {
        return Err(LawError::Value { row, value: data.y[row], scale });
    }
    if data.y.iter().all(|value| *value == data.y[0]) {
        return Err(LawError::Constant { law: law.name, value: data.y[0] });
    }
    let largest = data.y.iter().fold(0.0, |largest: f64, value| largest.max(value.abs()));
    if largest < SMALLEST {
        return Err(LawError::Small { largest });
    }
    if law.never_negative() && data.y.iter().all(|value| *value <= 0.0) {
        return Err(LawError::Negative { law: law.name });
    }
    Ok(())
}

/// Profile intervals of all parameters on their inner scales, or something better than a solution.
fn intervals(
    candidate: &Candidate,
    options: &Options,
    known: &[Option<f64>],
    left: &Cell<usize>,
) -> Result<Vec<[End; 2]>, Better> {
    let one = candidate.reported();
    let t = student(one.uncertainty.freedom, LEVEL);
    let covariance = super::fitted::averaged(candidate);
    let profiled = Profiled { candidate, options, known, level: LEVEL, left };
    let exact = is_exact(candidate);
    let mut intervals = Vec::with_capacity(known.len());
    for (index, value) in one.best.parameters.iter().enumerate() {
        let (low, high) = options.bounds[index];
        if low >= high || exact {
            intervals.push([End::At(*value); 2]);
            continue;
        }
        let usual = t * covariance[[index, index]].sqrt();
        if one.problem.data.len() > PROFILED {
            let end = |way: f64| if one.best.held[index] { End::Open } else { End::At(value + way) };
            intervals.push([end(-usual), end(usual)]);
            continue;
        }
        let reach = if usual > 0.0 && usual.is_finite() { usual } else { 0.1 * value.abs().max(1.0) };
        intervals.push(profiled.ends(index, reach)?);
    }
    Ok(intervals)
}
