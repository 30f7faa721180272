//! A fitted law: parameters with what is known of them, criteria, and the curve with its bands.

use ndarray::Array2;
use statrs::distribution::{ContinuousCDF, StudentsT};

use super::covariance::{UNIDENTIFIED, Uncertainty};
use super::least_squares::Solution;
use super::observations::Observations;
use super::problem::LawProblem;
use super::request::Request;
use super::residuals::ResidualTests;
use super::scale::Scale;
use super::{Frame, Law, Parameter};
use crate::laws::Dual;
use crate::laws::curves::MOST_PARAMETERS;

/// Confidence level of intervals.
pub const LEVEL: f64 = 0.95;

/// A value with derivatives by all parameters of a law.
type Gradient = Dual<MOST_PARAMETERS>;

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

/// The quantile of Student's distribution that leaves half of what `level` leaves above it.
pub(super) fn student(freedom: usize, level: f64) -> f64 {
    StudentsT::new(0.0, 1.0, freedom.max(1) as f64).map_or(f64::NAN, |t| t.inverse_cdf(0.5 + 0.5 * level))
}

/// All that is to be said of a solution.
pub(super) fn describe(
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
