//! A fitted law: parameters with what is known of them, criteria, and the curve with its bands.

use ndarray::Array2;
use statrs::distribution::{ContinuousCDF, StudentsT};

use super::bands::Member;
use super::candidate::{Candidate, Component};
use super::covariance::UNIDENTIFIED;
use super::dependence::Dependence;
use super::least_squares::Solution;
use super::observations::Observations;
use super::problem::LawProblem;
use super::profile::End;
use super::request::Request;
use super::residuals::ResidualTests;
use super::scale::Scale;
use super::{At, Frame, Law, Parameter, Structure};
use crate::laws::Dual;
use crate::laws::curves::MOST_PARAMETERS;

/// Confidence level of intervals.
pub const LEVEL: f64 = 0.95;

/// A value with derivatives by all parameters of a law.
pub(super) type Gradient = Dual<MOST_PARAMETERS>;

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
    pub name: String,
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
    /// How errors hang together in time.
    pub errors: Structure,
    /// The correlation of errors one period apart where they are autoregressive, by restricted likelihood.
    pub correlation_of_errors: Option<f64>,
    /// Structures of errors that were compared.
    pub structures: Vec<Compared>,
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
    /// Residual standard deviation on the error scale, of an observation of weight 1: of the error itself, or where
    /// errors draw on those before them, of what a period adds.
    pub sigma: f64,
    /// Observations less free parameters.
    pub freedom: usize,
    /// Logarithm of the likelihood of the observed values, whatever the error scale and the structure of errors.
    pub log_likelihood: f64,
    /// Akaike's criterion, corrected for small samples (Hurvich and Tsai 1989, doi:10.1093/biomet/76.2.297); infinite
    /// if there are too few observations for the correction. Counts the variance as a parameter, and a correlation of
    /// errors.
    pub aicc: f64,
    /// Schwarz's criterion (1978, doi:10.1214/aos/1176344136).
    pub bic: f64,
    /// Part of the (weighted) variance of the values that the law explains.
    pub r_squared: f64,
    /// Observations in front that were left out: zeros before the launch.
    pub before: usize,
    /// The law at each observation that was used.
    pub fitted: Vec<f64>,
    /// Observed minus fitted on the error scale, times the root of the weight.
    pub residuals: Vec<f64>,
    /// Tests of the residuals, made independent where errors draw on those before them.
    pub tests: ResidualTests,
    /// Whether the search ended at a minimum.
    pub converged: bool,
    /// Parameters of which the search for an end of the interval lost its way.
    failed: Vec<usize>,
    pub(super) dependence: Dependence,
    /// Solutions that bands average over.
    pub(super) members: Vec<Member>,
    /// Where observations were made, and their values on the error scale.
    pub(super) observed: Vec<(At, f64)>,
}

/// The quantile of Student's distribution that leaves half of what `level` leaves above it.
pub(super) fn student(freedom: usize, level: f64) -> f64 {
    StudentsT::new(0.0, 1.0, freedom.max(1) as f64).map_or(f64::NAN, |t| t.inverse_cdf(0.5 + 0.5 * level))
}

/// How well a structure of errors suits the data, for one law.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Compared {
    /// The structure.
    pub structure: Structure,
    /// Akaike's corrected criterion by the restricted likelihood, up to a constant: the least is the best.
    pub criterion: f64,
    /// Its part in intervals.
    pub weight: f64,
}

/// What was found besides the candidate.
pub(super) struct Outcome<'a> {
    /// By parameter: ends of its interval on its inner scale.
    pub ends: &'a [[End; 2]],
    /// Structures of errors that were compared.
    pub judged: Vec<Compared>,
    /// Observations left out in front.
    pub before: usize,
}

/// Akaike's corrected criterion, and Schwarz's.
pub(super) struct Criteria {
    pub aicc: f64,
    pub bic: f64,
}

/// The criteria of a candidate with so many free parameters of its law.
pub(super) fn criteria(candidate: &Candidate, free: usize) -> Criteria {
    let observations = candidate.reported().problem.data.len() as f64;
    // The variance counts, and a correlation; a parameter that ran to a bound was searched for all the same.
    let count = (free + 1 + usize::from(candidate.dependence().correlation().is_some())) as f64;
    let spare = observations - count - 1.0;
    let correction = if spare > 0.0 { 2.0 * count * (count + 1.0) / spare } else { f64::INFINITY };
    let twice = 2.0 * candidate.log_likelihood;
    Criteria { aicc: 2.0 * count - twice + correction, bic: count * observations.ln() - twice }
}

/// The covariance of parameters on their inner scales: that of the solution, and with several components the mean of
/// theirs and of the squares of their distances from the one that is reported.
pub(super) fn averaged(candidate: &Candidate) -> Array2<f64> {
    let reported = candidate.reported();
    let count = reported.best.parameters.len();
    if let [one] = candidate.components.as_slice() {
        return one.uncertainty.covariance.clone();
    }
    let mut sum = Array2::zeros((count, count));
    for one in &candidate.components {
        let away: Vec<f64> =
            one.best.parameters.iter().zip(&reported.best.parameters).map(|(there, here)| there - here).collect();
        sum.indexed_iter_mut().for_each(|((a, b), sum): ((usize, usize), &mut f64)| {
            let held = reported.best.held[a] || reported.best.held[b];
            let part = one.uncertainty.covariance[[a, b]] + away[a] * away[b];
            *sum += if held { 0.0 } else { one.weight * part };
        });
    }
    sum
}

/// All that is to be said of a solution.
pub(super) fn describe(candidate: &Candidate, outcome: Outcome, request: &Request) -> Fitted {
    let Component { problem, best, uncertainty, .. } = candidate.reported();
    let (law, data, scale) = (problem.law, problem.data, problem.scale);
    let mut natural = problem.natural(&best.parameters);
    for (index, value) in &request.fixed {
        natural[*index] = *value;
    }
    let inner_covariance = averaged(candidate);
    let slopes: Vec<f64> =
        law.parameters.iter().zip(&natural).map(|(parameter, value)| parameter.domain.slope(*value)).collect();
    let count = natural.len();
    let covariance = Array2::from_shape_fn((count, count), |(a, b)| inner_covariance[[a, b]] * slopes[a] * slopes[b]);
    let correlation =
        Array2::from_shape_fn((count, count), |(a, b)| if a == b { 1.0 } else { correlation(&inner_covariance, a, b) });
    let estimates: Vec<Estimate> = (0..count)
        .map(|index| estimate(problem, best, &natural, &covariance, outcome.ends[index], index, request))
        .collect();
    let fitted: Vec<f64> = (0..data.len()).map(|row| law.value(&natural, &problem.frame, &data.at(row))).collect();
    let Criteria { aicc, bic } = criteria(candidate, count - request.fixed.len());
    let failed = |index: &usize| outcome.ends[*index].contains(&End::Failed);
    Fitted {
        law,
        frame: problem.frame,
        scale,
        errors: problem.whitening.dependence.structure(),
        correlation_of_errors: problem.whitening.dependence.correlation(),
        structures: outcome.judged,
        derived: derived(law, &problem.frame, &natural, &covariance, &estimates),
        estimates,
        covariance,
        correlation,
        condition: uncertainty.condition,
        sigma: uncertainty.sigma,
        freedom: uncertainty.freedom,
        log_likelihood: candidate.log_likelihood,
        aicc,
        bic,
        r_squared: r_squared(data, &fitted),
        before: outcome.before,
        fitted,
        tests: ResidualTests::of(&best.residuals),
        residuals: (0..data.len()).map(|row| problem.error::<f64>(&best.parameters, row)).collect(),
        converged: best.converged,
        failed: (0..count).filter(failed).collect(),
        dependence: problem.whitening.dependence,
        members: candidate
            .components
            .iter()
            .enumerate()
            .map(|(at, one)| Member::of(one, at == candidate.central))
            .collect(),
        observed: (0..data.len()).map(|row| (data.at(row), problem.linked[row])).collect(),
    }
}

/// Correlation of two parameters; zero where one is held.
fn correlation(covariance: &Array2<f64>, a: usize, b: usize) -> f64 {
    let product = covariance[[a, a]] * covariance[[b, b]];
    if product > 0.0 { (covariance[[a, b]] / product.sqrt()).clamp(-1.0, 1.0) } else { 0.0 }
}

fn estimate(
    problem: &LawProblem,
    best: &Solution,
    natural: &[f64],
    covariance: &Array2<f64>,
    ends: [End; 2],
    index: usize,
    request: &Request,
) -> Estimate {
    let parameter = &problem.law.parameters[index];
    let interval = ends.map(|end| match end {
        End::At(inner) => Some(inner),
        End::Open | End::Failed => None,
    });
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
            // What halves in minus three years doubles in three.
            let grows = name.ends_with("halves") && dual.value < 0.0;
            let name = if grows { name.replace("halves", "doubles") } else { name.to_owned() };
            DerivedQuantity { name, unit, value: if grows { -dual.value } else { dual.value }, error }
        })
        .collect()
}

/// g' C g.
pub(super) fn quadratic(gradient: &[f64], covariance: &Array2<f64>) -> f64 {
    covariance.indexed_iter().map(|((a, b), value)| gradient[a] * value * gradient[b]).sum()
}

impl Fitted {
    /// The last observation: where it was made, and its value.
    #[must_use]
    pub fn last(&self) -> Option<(At, f64)> {
        self.observed.last().map(|(at, linked)| (*at, self.scale.unlink(*linked)))
    }

    /// What is left of an error after so many years, and by how many times the square of [`Self::sigma`] its variance
    /// has grown.
    #[must_use]
    pub fn after(&self, years: f64) -> (f64, f64) {
        self.dependence.after(years / self.frame.period)
    }

    /// Whether what is left is rounding: no residual tells of an error.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        let size = self.observed.iter().fold(0.0_f64, |most, (_, linked)| most.max(linked.abs()));
        self.residuals.iter().all(|residual| residual.abs() <= 1e-12 * size)
    }

    /// What was done to the data, if anything.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.before > 0 {
            let zeros = if self.before == 1 {
                "a zero in front says".to_owned()
            } else {
                format!("{} zeros in front say", self.before)
            };
            notes.push(format!(
                "{zeros} that growth began in {}: {} is fitted from there",
                self.frame.launch, self.law.name
            ));
        }
        notes
    }

    /// What a reader must know before using the numbers: parameters that the data do not determine, a search that gave
    /// up, residuals that are not independent.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        for (index, estimate) in self.estimates.iter().enumerate() {
            if self.failed.contains(&index) {
                let name = estimate.parameter.name;
                warnings.push(format!("the search for the interval of {name} lost its way: take it as not known"));
            } else if estimate.identified == Identified::No {
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
        // Errors that hang together are taken into account where their structure says so.
        let independent = self.errors == Structure::Independent;
        let alike = tests.autocorrelation > 2.0 / (self.residuals.len() as f64).sqrt();
        if self.is_exact() {
            warnings.push(
                "the law goes through every observation, but for rounding: the data tell nothing of errors, and intervals are those of none"
                    .to_owned(),
            );
        } else if independent && (alike || (tests.autocorrelation > 0.0 && tests.runs_p.is_some_and(|p| p < 0.05))) {
            warnings.push(format!(
                "neighbouring residuals are alike (autocorrelation {:.2}): standard errors and intervals are too \
                 small; errors that are autoregressive or walk would take that into account",
                tests.autocorrelation,
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
