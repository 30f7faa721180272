//! Nonlinear least squares: Levenberg-Marquardt with exact derivatives, geodesic acceleration and bounds.

use super::decomposition::{Decomposition, dot, norm};
use super::number::Number;
use super::refine;
use crate::laws::Dual;

/// Residuals that depend on parameters; least squares makes the sum of their squares small.
pub trait Problem {
    /// Number of parameters.
    fn parameters(&self) -> usize;

    /// Number of residuals.
    fn rows(&self) -> usize;

    /// One residual, observed minus fitted, times the square root of its weight.
    fn residual<N: Number>(&self, parameters: &[N], row: usize) -> N;

    /// All residuals; for problems whose residuals have something in common.
    fn residuals<N: Number>(&self, parameters: &[N]) -> Vec<N> {
        (0..self.rows()).map(|row| self.residual(parameters, row)).collect()
    }
}

/// How to search.
#[derive(Debug, Clone)]
pub struct Options {
    /// Lower and upper bound of each parameter; no bounds if empty. A parameter whose bounds are equal is held there.
    pub bounds: Vec<(f64, f64)>,
    /// Steps after which the search gives up.
    pub steps: usize,
    /// Relative offset (Bates and Watts 1981) below which the search ends. The last digits are brought in after that if
    /// it is at most 1e-9.
    pub offset: f64,
    /// Compute the end with twice the digits of a double: for residuals near the rounding errors of the data.
    pub extended: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { bounds: Vec::new(), steps: 5000, offset: OFFSET, extended: false }
    }
}

/// Why there is no solution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FitError {
    /// Too little is known.
    #[error("{rows} observation{} cannot determine {parameters} parameter{}",
        if *rows == 1 { "" } else { "s" },
        if *parameters == 1 { "" } else { "s" })]
    TooFewRows {
        /// Residuals.
        rows: usize,
        /// Parameters that are free.
        parameters: usize,
    },
    /// The search cannot begin.
    #[error("the model gives no finite number at the starting values")]
    NotFinite,
}

/// Where the sum of squares is least, as far as the search found.
#[derive(Debug, Clone)]
pub struct Solution {
    /// Parameters.
    pub parameters: Vec<f64>,
    /// Residuals there.
    pub residuals: Vec<f64>,
    /// Their sum of squares.
    pub sum_of_squares: f64,
    /// Derivatives of residuals by parameter: one column for each; zero where a parameter is held or at a bound.
    pub jacobian: Vec<Vec<f64>>,
    /// By parameter: whether a bound holds it.
    pub held: Vec<bool>,
    /// Steps taken.
    pub steps: usize,
    /// Whether no further step could better it, as opposed to giving up.
    pub converged: bool,
}

/// The damping that a step starts from is this part of the square of the largest singular value.
const FIRST_DAMPING: f64 = 1e-3;
/// What damping is multiplied by after a step that did what was predicted.
const CALMER: f64 = 1.0 / 3.0;
/// The second-order correction may not be longer than this part of the first-order step (Transtrum and Sethna 2012).
const MOST_CURVED: f64 = 0.75;
/// Part of a step along which curvature is measured.
const PROBE: f64 = 0.1;
/// Steps shorter than this, relative to the parameters, are straight: their curvature would be rounding errors.
const STRAIGHT: f64 = 1e-5;
/// Offset of a search whose digits are all wanted.
const OFFSET: f64 = 1e-9;
/// A step this short, relative to the parameters, is none.
const NEGLIGIBLE: f64 = 1e-15;
/// Undamped steps at the end, which bring in the last digits.
const LAST_STEPS: usize = 20;

#[cfg(test)]
thread_local! {
    /// Steps that this thread has taken in all searches.
    pub(super) static TAKEN: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Finds the parameters near `start` at which the sum of squared residuals is least.
///
/// Levenberg (1944) and Marquardt (1963, doi:10.1137/0111030), with parameters scaled by the lengths of their columns
/// in the Jacobian (Moré 1978, doi:10.1007/BFb0067700), damping by Nielsen (1999, IMM-REP-1999-05) and steps bent by
/// the second derivative along them, which follows narrow curved valleys (Transtrum and Sethna 2012, arXiv:1201.5885).
/// Ends when residuals are orthogonal to all directions in which the model can move, relative to their own length
/// (Bates and Watts 1981, doi:10.2307/1268237).
///
/// # Errors
/// There are fewer residuals than free parameters, or one is not finite at the start.
pub fn solve<P: Problem>(problem: &P, start: &[f64], options: &Options) -> Result<Solution, FitError> {
    let mut search = Search::new(problem, start, options)?;
    let converged = search.descend(options.steps, options.offset);
    if options.offset <= OFFSET {
        search.finish();
    }
    let mut solution = search.solution(converged);
    if options.extended {
        refine::refine(problem, &mut solution);
    }
    Ok(solution)
}

/// The state of a search.
struct Search<'a, P> {
    problem: &'a P,
    bounds: Vec<(f64, f64)>,
    parameters: Vec<f64>,
    residuals: Vec<f64>,
    cost: f64,
    jacobian: Vec<Vec<f64>>,
    /// Parameters that may move.
    free: Vec<usize>,
    /// By parameter: the greatest length that its column has had.
    scale: Vec<f64>,
    damping: f64,
    /// What damping is multiplied by after the next failure.
    growth: f64,
    steps: usize,
}

impl<'a, P: Problem> Search<'a, P> {
    fn new(problem: &'a P, start: &[f64], options: &Options) -> Result<Self, FitError> {
        let count = problem.parameters();
        let bounds = if options.bounds.is_empty() {
            vec![(f64::NEG_INFINITY, f64::INFINITY); count]
        } else {
            options.bounds.clone()
        };
        let parameters = within(start, &bounds);
        let free = bounds.iter().filter(|(low, high)| low < high).count();
        if problem.rows() < free {
            return Err(FitError::TooFewRows { rows: problem.rows(), parameters: free });
        }
        let residuals = residuals(problem, &parameters);
        let cost = dot(&residuals, &residuals);
        if !cost.is_finite() {
            return Err(FitError::NotFinite);
        }
        let mut search = Self {
            problem,
            bounds,
            parameters,
            residuals,
            cost,
            jacobian: Vec::new(),
            free: Vec::new(),
            scale: vec![0.0; count],
            damping: 0.0,
            growth: 2.0,
            steps: 0,
        };
        search.linearise();
        if search.jacobian.iter().flatten().all(|value| value.is_finite()) {
            Ok(search)
        } else {
            Err(FitError::NotFinite)
        }
    }

    /// Derivatives at the present parameters, the parameters that may move, and their scales.
    fn linearise(&mut self) {
        let fixed: Vec<bool> = self.bounds.iter().map(|(low, high)| low >= high).collect();
        self.jacobian = jacobian(self.problem, &self.parameters, &fixed);
        self.free = (0..self.parameters.len()).filter(|&index| !fixed[index] && !self.at_bound(index)).collect();
        for (scale, column) in self.scale.iter_mut().zip(&self.jacobian) {
            *scale = scale.max(norm(column));
        }
    }

    /// Whether a parameter is at a bound and would go beyond.
    fn at_bound(&self, index: usize) -> bool {
        let (low, high) = self.bounds[index];
        let slope = dot(&self.jacobian[index], &self.residuals);
        (self.parameters[index] <= low && slope > 0.0) || (self.parameters[index] >= high && slope < 0.0)
    }

    /// What a parameter is measured by.
    fn scale_of(&self, index: usize) -> f64 {
        if self.scale[index] > 0.0 { self.scale[index] } else { 1.0 }
    }

    /// The columns of the parameters that may move, scaled.
    fn scaled_columns(&self) -> Vec<Vec<f64>> {
        let scaled = |&index: &usize| self.jacobian[index].iter().map(|value| value / self.scale_of(index)).collect();
        self.free.iter().map(scaled).collect()
    }

    fn decompose(&self) -> Decomposition {
        Decomposition::new(self.scaled_columns(), self.residuals.iter().map(|value| -value).collect())
    }

    /// Length of the parameters that may move, on their scales.
    fn size(&self) -> f64 {
        let scaled: Vec<f64> = self.free.iter().map(|&index| self.parameters[index] * self.scale_of(index)).collect();
        norm(&scaled)
    }

    /// Goes down until there is no way; whether it got there within `most` steps.
    fn descend(&mut self, most: usize, enough: f64) -> bool {
        while self.steps < most {
            let factors = self.decompose();
            let freedom = (self.residuals.len() - self.free.len()).max(1) as f64;
            let offset = norm(&factors.projected) / (self.cost * self.free.len().max(1) as f64 / freedom).sqrt();
            if self.cost == 0.0 || self.free.is_empty() || offset < enough {
                return true;
            }
            if self.damping == 0.0 {
                self.damping = FIRST_DAMPING * factors.values.iter().copied().fold(0.0, f64::max).powi(2);
            }
            if !self.improve(&factors) {
                return true;
            }
            self.steps += 1;
            #[cfg(test)]
            TAKEN.set(TAKEN.get() + 1);
            self.linearise();
        }
        false
    }

    /// Raises damping until a step goes down, and takes it; whether there was one.
    fn improve(&mut self, factors: &Decomposition) -> bool {
        let columns = self.scaled_columns();
        loop {
            let step = factors.solve(self.damping);
            if norm(&step) <= NEGLIGIBLE * self.size() || !self.damping.is_finite() {
                return false;
            }
            if let Some(step) = self.bent(factors, &columns, step) {
                let parameters = self.moved(&step);
                let residuals = residuals(self.problem, &parameters);
                let cost = dot(&residuals, &residuals);
                if cost < self.cost {
                    self.calm(factors, cost);
                    (self.parameters, self.residuals, self.cost) = (parameters, residuals, cost);
                    return true;
                }
            }
            self.damping *= self.growth;
            self.growth *= 2.0;
        }
    }

    /// Lowers damping after a step, by as much as the step did what was predicted of it.
    fn calm(&mut self, factors: &Decomposition, cost: f64) {
        let left = |s: f64| self.damping / (s * s + self.damping);
        let predicted: f64 =
            factors.values.iter().zip(&factors.projected).map(|(s, u)| u * u * (1.0 - left(*s).powi(2))).sum();
        let gain = (self.cost - cost) / predicted;
        self.damping *= (1.0 - (2.0 * gain - 1.0).powi(3)).clamp(CALMER, 2.0);
        self.growth = 2.0;
    }

    /// A step with its second-order correction; none if the model bends so much that the step says little.
    fn bent(&self, factors: &Decomposition, columns: &[Vec<f64>], step: Vec<f64>) -> Option<Vec<f64>> {
        let length = norm(&step);
        if length < STRAIGHT * self.size() {
            return Some(step);
        }
        let probe: Vec<f64> = step.iter().map(|value| PROBE * value).collect();
        let there = residuals(self.problem, &self.moved(&probe));
        let curvature: Vec<f64> = (0..self.residuals.len())
            .map(|row| {
                let slope: f64 = columns.iter().zip(&step).map(|(column, part)| column[row] * part).sum();
                2.0 / PROBE * ((there[row] - self.residuals[row]) / PROBE - slope)
            })
            .collect();
        let transposed: Vec<f64> = columns.iter().map(|column| -0.5 * dot(column, &curvature)).collect();
        let correction = factors.solve_normal(&transposed, self.damping);
        let ratio = 2.0 * norm(&correction) / length;
        (ratio <= MOST_CURVED).then(|| step.iter().zip(&correction).map(|(a, b)| a + b).collect())
    }

    /// The parameters after a scaled step, within their bounds.
    fn moved(&self, step: &[f64]) -> Vec<f64> {
        let mut parameters = self.parameters.clone();
        for (&index, part) in self.free.iter().zip(step) {
            parameters[index] += part / self.scale_of(index);
        }
        within(&parameters, &self.bounds)
    }

    /// Undamped steps while they shrink.
    fn finish(&mut self) {
        let mut before = f64::INFINITY;
        for _ in 0..LAST_STEPS {
            let factors = self.decompose();
            let step = factors.solve(0.0);
            let length = norm(&step);
            if length.is_nan() || length > 0.5 * before || length <= NEGLIGIBLE * self.size() {
                break;
            }
            let parameters = self.moved(&step);
            let residuals = residuals(self.problem, &parameters);
            let cost = dot(&residuals, &residuals);
            // The sum of squares is flat here, so that rounding may make it rise.
            if cost.is_nan() || cost > self.cost * (1.0 + 1e-8) {
                break;
            }
            (self.parameters, self.residuals, self.cost) = (parameters, residuals, cost);
            before = length;
            self.linearise();
        }
    }

    fn solution(self, converged: bool) -> Solution {
        let held: Vec<bool> = (0..self.parameters.len()).map(|index| !self.free.contains(&index)).collect();
        Solution {
            parameters: self.parameters,
            sum_of_squares: self.cost,
            residuals: self.residuals,
            jacobian: self.jacobian,
            held,
            steps: self.steps,
            converged,
        }
    }
}

fn within(parameters: &[f64], bounds: &[(f64, f64)]) -> Vec<f64> {
    parameters.iter().zip(bounds).map(|(value, (low, high))| value.max(*low).min(*high)).collect()
}

fn residuals<P: Problem>(problem: &P, parameters: &[f64]) -> Vec<f64> {
    problem.residuals(parameters)
}

/// Parameters by which derivatives are taken at a time.
const AT_ONCE: usize = 4;

/// Derivatives of all residuals by each parameter that is not fixed; zeros for those that are.
pub(super) fn jacobian<P: Problem>(problem: &P, parameters: &[f64], fixed: &[bool]) -> Vec<Vec<f64>> {
    let mut columns = vec![vec![0.0; problem.rows()]; parameters.len()];
    let free: Vec<usize> = (0..parameters.len()).filter(|&index| !fixed[index]).collect();
    for group in free.chunks(AT_ONCE) {
        let direction = |index: usize| group.iter().position(|free| *free == index).unwrap_or(AT_ONCE);
        let dual: Vec<Dual<AT_ONCE>> =
            parameters.iter().enumerate().map(|(index, value)| Dual::along(*value, direction(index))).collect();
        let rows = problem.residuals(&dual);
        for (direction, &index) in group.iter().enumerate() {
            columns[index] = rows.iter().map(|row| row.derivative[direction]).collect();
        }
    }
    columns
}
