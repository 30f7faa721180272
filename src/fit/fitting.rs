//! Fits a law to observations: many starts, the best solution, and all that is to be said of it.

use ndarray::Array2;
use statrs::distribution::{ContinuousCDF, StudentsT};

use super::covariance::{UNIDENTIFIED, Uncertainty};
use super::law::{Domain, Frame, Law, Parameter, Quantity, Scale};
use super::least_squares::{Options, Problem, Solution, solve};
use super::observations::Observations;
use super::problem::{LawProblem, MOST_PARAMETERS};
use super::profile::{Profile, profile};
use super::residuals::ResidualTests;
use super::start::starts;
use crate::laws::Dual;

/// Confidence level of intervals.
pub const LEVEL: f64 = 0.95;
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

/// A value with derivatives by all parameters of a law.
type Gradient = Dual<MOST_PARAMETERS>;

/// What is asked for besides a law and data.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Error scale; the law's own unless given.
    pub scale: Option<Scale>,
    /// Parameters that are known: index and value.
    pub fixed: Vec<(usize, f64)>,
    /// When diffusion began; one period before the first observation unless given.
    pub launch: Option<f64>,
}

/// Why a law cannot be fitted.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum LawError {
    /// Too few observations.
    #[error("{law} has {parameters} free parameters and needs at least {} observations, there are {rows}", parameters + 1)]
    TooFew {
        /// The law.
        law: &'static str,
        /// Its free parameters.
        parameters: usize,
        /// Observations.
        rows: usize,
    },
    /// Nothing changes.
    #[error("all values are {value}: nothing can be learnt about {law} from data that do not change")]
    Constant {
        /// The law.
        law: &'static str,
        /// The value.
        value: f64,
    },
    /// A value that has no place on the error scale.
    #[error("{value} cannot be fitted with {} errors: {}", scale.name(), requirement(*scale))]
    Value {
        /// Index of the observation.
        row: usize,
        /// Its value.
        value: f64,
        /// The scale.
        scale: Scale,
    },
    /// A cumulative volume that is not above 0.
    #[error("a cumulative volume must be above 0, this is {volume}")]
    Volume {
        /// Index of the observation.
        row: usize,
        /// The volume.
        volume: f64,
    },
    /// A weight that is not above 0.
    #[error("a weight must be above 0, this is {weight}")]
    Weight {
        /// Index of the observation.
        row: usize,
        /// The weight.
        weight: f64,
    },
    /// A fixed parameter that the law cannot have.
    #[error("{law} cannot have {parameter} = {value}")]
    Fixed {
        /// The law.
        law: &'static str,
        /// The parameter.
        parameter: &'static str,
        /// The value.
        value: f64,
    },
    /// No search found anything.
    #[error("no parameters of {law} give finite values at all observations on the {} scale", scale.name())]
    NoStart {
        /// The law.
        law: &'static str,
        /// The error scale.
        scale: Scale,
    },
}

fn requirement(scale: Scale) -> &'static str {
    match scale {
        Scale::Level => "values must be finite",
        Scale::Log => "values must be above 0",
        Scale::Logit => "values must be shares between 0 and 1",
    }
}

/// How sure the data are of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identified {
    /// The data limit it from both sides.
    Yes,
    /// It was fixed by the caller.
    Fixed,
    /// The data set no upper limit, or no lower one, or neither.
    No,
}

/// A parameter with what is known of it.
#[derive(Debug, Clone)]
pub struct Estimate {
    /// Which.
    pub parameter: &'static Parameter,
    /// Its value.
    pub value: f64,
    /// Standard error; none if the parameter is fixed or ran to a bound.
    pub error: Option<f64>,
    /// Lower and upper end of the 95 % profile interval; none where the data set no limit.
    pub interval: [Option<f64>; 2],
    /// Whether data say what it is.
    pub identified: Identified,
}

/// A quantity that follows from parameters.
#[derive(Debug, Clone)]
pub struct DerivedQuantity {
    /// What it is.
    pub name: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// Its value.
    pub value: f64,
    /// Standard error by linear approximation; none if a parameter ran to a bound.
    pub error: Option<f64>,
}

/// A law fitted to data.
#[derive(Debug, Clone)]
pub struct Fitted {
    /// The law.
    pub law: &'static Law,
    /// What it takes from the data as given.
    pub frame: Frame,
    /// Error scale.
    pub scale: Scale,
    /// Parameters.
    pub estimates: Vec<Estimate>,
    /// What follows from them.
    pub derived: Vec<DerivedQuantity>,
    /// Covariance of parameters [parameter, parameter]; zeros where one is fixed or ran to a bound.
    pub covariance: Array2<f64>,
    /// Correlation of parameters on the scales they are searched on: of logarithms where parameters are positive.
    pub correlation: Array2<f64>,
    /// Condition number of the scaled Jacobian.
    pub condition: f64,
    /// Residual standard deviation on the error scale, of an observation of weight 1.
    pub sigma: f64,
    /// Observations less free parameters.
    pub freedom: usize,
    /// Logarithm of the likelihood of the observed values, whatever the error scale.
    pub log_likelihood: f64,
    /// Akaike's criterion, corrected for small samples (Hurvich and Tsai 1989, doi:10.1093/biomet/76.2.297); infinite if
    /// there are too few observations for the correction. Counts the variance as a parameter.
    pub aicc: f64,
    /// Schwarz's criterion (1978, doi:10.1214/aos/1176344136).
    pub bic: f64,
    /// Part of the (weighted) variance of the values that the law explains.
    pub r_squared: f64,
    /// The law at each observation.
    pub fitted: Vec<f64>,
    /// Observed minus fitted on the error scale, times the root of the weight.
    pub residuals: Vec<f64>,
    /// Tests of the residuals.
    pub tests: ResidualTests,
    /// Whether the search ended at a minimum.
    pub converged: bool,
    inner: Vec<f64>,
    inner_covariance: Array2<f64>,
}

/// The curve at one abscissa, with bands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurvePoint {
    /// The law.
    pub value: f64,
    /// Ends of the confidence interval of the law.
    pub confidence: [f64; 2],
    /// Ends of the interval for a new observation of weight 1.
    pub prediction: [f64; 2],
}

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
    let mut starts: Vec<(f64, Vec<f64>)> = starts(problem.law, problem.data, &problem.frame)
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

/// The quantile of Student's distribution that leaves half of what `level` leaves above it.
fn student(freedom: usize, level: f64) -> f64 {
    StudentsT::new(0.0, 1.0, freedom.max(1) as f64).map_or(f64::NAN, |t| t.inverse_cdf(0.5 + 0.5 * level))
}

fn describe(
    problem: &LawProblem,
    best: Solution,
    uncertainty: &Uncertainty,
    intervals: &[[Option<f64>; 2]],
    request: &Request,
) -> Fitted {
    let (law, data, scale) = (problem.law, problem.data, problem.scale);
    let mut natural = problem.natural(&best.parameters);
    for (index, value) in &request.fixed {
        natural[*index] = *value;
    }
    let slopes: Vec<f64> =
        law.parameters.iter().zip(&natural).map(|(parameter, value)| parameter.domain.slope(*value)).collect();
    let count = natural.len();
    let covariance =
        Array2::from_shape_fn((count, count), |(a, b)| uncertainty.covariance[[a, b]] * slopes[a] * slopes[b]);
    let correlation =
        Array2::from_shape_fn((count, count), |(a, b)| if a == b { 1.0 } else { uncertainty.correlation(a, b) });
    let estimates: Vec<Estimate> = (0..count)
        .map(|index| estimate(problem, &best, &natural, &covariance, intervals[index], index, request))
        .collect();
    let fitted: Vec<f64> = data.x.iter().map(|x| law.value(&natural, &problem.frame, *x)).collect();
    let log_likelihood = log_likelihood(data, scale, best.sum_of_squares);
    let observations = data.len() as f64;
    // A parameter that ran to a bound was searched for all the same.
    let free = count - request.fixed.len() + 1;
    let spare = observations - free as f64 - 1.0;
    let correction = if spare > 0.0 { 2.0 * free as f64 * (free as f64 + 1.0) / spare } else { f64::INFINITY };
    Fitted {
        law,
        frame: problem.frame,
        scale,
        derived: derived(law, &problem.frame, &natural, &covariance, &estimates),
        estimates,
        covariance,
        correlation,
        condition: uncertainty.condition,
        sigma: uncertainty.sigma,
        freedom: uncertainty.freedom,
        log_likelihood,
        aicc: 2.0 * free as f64 - 2.0 * log_likelihood + correction,
        bic: free as f64 * observations.ln() - 2.0 * log_likelihood,
        r_squared: r_squared(data, &fitted),
        fitted,
        tests: ResidualTests::of(&best.residuals),
        residuals: best.residuals,
        converged: best.converged,
        inner: best.parameters,
        inner_covariance: uncertainty.covariance.clone(),
    }
}

fn estimate(
    problem: &LawProblem,
    best: &Solution,
    natural: &[f64],
    covariance: &Array2<f64>,
    interval: [Option<f64>; 2],
    index: usize,
    request: &Request,
) -> Estimate {
    let parameter = &problem.law.parameters[index];
    let identified = if request.fixed.iter().any(|(fixed, _)| *fixed == index) {
        Identified::Fixed
    } else if best.held[index] || interval.iter().any(Option::is_none) {
        Identified::No
    } else {
        Identified::Yes
    };
    Estimate {
        parameter,
        value: natural[index],
        error: (!best.held[index]).then(|| covariance[[index, index]].sqrt()).filter(|error| error.is_finite()),
        interval: interval.map(|end| end.map(|inner| parameter.domain.natural(inner))),
        identified,
    }
}

/// The logarithm of the normal likelihood at the best variance, in terms of the observed values: densities of logarithms
/// and logits are turned into densities of values, so that fits on different error scales can be compared.
fn log_likelihood(data: &Observations, scale: Scale, sum_of_squares: f64) -> f64 {
    let count = data.len() as f64;
    let turned: f64 =
        data.y.iter().zip(&data.weights).map(|(value, weight)| scale.log_slope(*value) + 0.5 * weight.ln()).sum();
    -0.5 * count * ((std::f64::consts::TAU * sum_of_squares / count).ln() + 1.0) + turned
}

fn r_squared(data: &Observations, fitted: &[f64]) -> f64 {
    let weight: f64 = data.weights.iter().sum();
    let mean = data.y.iter().zip(&data.weights).map(|(y, w)| w * y).sum::<f64>() / weight;
    let sum = |against: &dyn Fn(usize) -> f64| -> f64 {
        (0..data.len()).map(|row| data.weights[row] * (data.y[row] - against(row)).powi(2)).sum()
    };
    1.0 - sum(&|row| fitted[row]) / sum(&|_| mean)
}

/// Derived quantities, their errors by linear approximation.
fn derived(
    law: &Law,
    frame: &Frame,
    natural: &[f64],
    covariance: &Array2<f64>,
    estimates: &[Estimate],
) -> Vec<DerivedQuantity> {
    let known = estimates.iter().all(|estimate| estimate.error.is_some() || estimate.identified == Identified::Fixed);
    let dual: Vec<Gradient> = natural.iter().enumerate().map(|(index, value)| Dual::along(*value, index)).collect();
    law.derived(&dual, frame)
        .into_iter()
        .map(|(name, unit, dual)| {
            let error = known.then(|| quadratic(&dual.derivative, covariance).sqrt());
            DerivedQuantity { name, unit, value: dual.value, error }
        })
        .collect()
}

/// g' C g.
fn quadratic(gradient: &[f64], covariance: &Array2<f64>) -> f64 {
    covariance.indexed_iter().map(|((a, b), value)| gradient[a] * value * gradient[b]).sum()
}

impl Fitted {
    /// The curve at an abscissa, with its confidence and prediction interval at a level such as 0.95.
    ///
    /// Intervals are by linear approximation on the error scale, so that they stay positive, or between 0 and 1, where
    /// values do; a parameter that ran to a bound counts as known.
    #[must_use]
    pub fn curve(&self, x: f64, level: f64) -> CurvePoint {
        let none = Observations { x: Vec::new(), y: Vec::new(), weights: Vec::new() };
        let problem = LawProblem::new(self.law, self.frame, self.scale, &none);
        let dual: Vec<Gradient> =
            self.inner.iter().enumerate().map(|(index, value)| Dual::along(*value, index)).collect();
        let linked = problem.linked(&dual, x);
        let centre = linked.value;
        let variance = quadratic(&linked.derivative, &self.inner_covariance);
        let t = student(self.freedom, level);
        let ends = |error: f64| [-1.0, 1.0].map(|sign| self.scale.unlink(centre + sign * t * error));
        CurvePoint {
            value: self.scale.unlink(centre),
            confidence: ends(variance.sqrt()),
            prediction: ends((variance + self.sigma * self.sigma).sqrt()),
        }
    }

    /// What a reader must know before using the numbers: parameters that the data do not determine, a search that gave
    /// up, residuals that are not independent.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        for estimate in &self.estimates {
            if estimate.identified == Identified::No {
                warnings.push(unidentified(self.law, estimate));
            }
        }
        if warnings.is_empty() && self.condition > UNIDENTIFIED {
            warnings.push(format!("the data hardly tell parameters apart (condition number {:.0e})", self.condition));
        }
        if !self.converged {
            warnings.push("the search gave up before it reached a minimum".to_owned());
        }
        let tests = &self.tests;
        let alike = tests.autocorrelation > 2.0 / (self.residuals.len() as f64).sqrt();
        if alike || (tests.autocorrelation > 0.0 && tests.runs_p.is_some_and(|p| p < 0.05)) {
            warnings.push(format!(
                "neighbouring residuals are alike (autocorrelation {:.2}): standard errors and intervals are too small",
                tests.autocorrelation
            ));
        }
        warnings
    }
}

fn unidentified(law: &Law, estimate: &Estimate) -> String {
    let name = estimate.parameter.name;
    match estimate.interval {
        [Some(low), None] => {
            format!("{name} of {} is not identified: the data only say that it is above {low:.4}", law.name)
        }
        [None, Some(high)] => {
            format!("{name} of {} is not identified: the data only say that it is below {high:.4}", law.name)
        }
        _ => format!("{name} of {} is not identified by the data", law.name),
    }
}
