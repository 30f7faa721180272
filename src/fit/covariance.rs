//! How sure a least-squares solution is of its parameters.

use ndarray::Array2;

use super::decomposition::{Decomposition, norm};
use super::least_squares::Solution;

/// Above this condition number the data say next to nothing about some combination of parameters.
///
/// Parameters are scaled to columns of equal length first, so that units do not count; Belsley, Kuh and Welsch (1980)
/// call 30 to 100 strong dependence in linear models; nonlinear ones are identified locally to much higher numbers.
pub const UNIDENTIFIED: f64 = 1e7;

/// Covariance of parameters and how well the data tell them apart.
#[derive(Debug, Clone)]
pub struct Uncertainty {
    /// Residual standard deviation: the root of the sum of squares over the degrees of freedom; NaN without any.
    pub sigma: f64,
    /// Observations less free parameters.
    pub freedom: usize,
    /// Covariance [parameter, parameter]; zero where a parameter is held.
    pub covariance: Array2<f64>,
    /// Condition number of the Jacobian with columns of equal length.
    pub condition: f64,
}

impl Uncertainty {
    /// s^2 (J'J)^-1 with s^2 the sum of squares over the degrees of freedom (Seber and Wild 1989, *Nonlinear
    /// Regression*, 2.1.2, doi:10.1002/0471725315).
    #[must_use]
    pub fn of(solution: &Solution) -> Self {
        let count = solution.parameters.len();
        let free: Vec<usize> = (0..count).filter(|&index| !solution.held[index]).collect();
        let lengths: Vec<f64> =
            free.iter().map(|&index| norm(&solution.jacobian[index])).map(|l| if l > 0.0 { l } else { 1.0 }).collect();
        let scaled = free
            .iter()
            .zip(&lengths)
            .map(|(&index, length)| solution.jacobian[index].iter().map(|value| value / length).collect::<Vec<f64>>());
        let factors = Decomposition::new(scaled.collect(), solution.residuals.clone());
        let freedom = solution.residuals.len().saturating_sub(free.len());
        let variance = if freedom == 0 { f64::NAN } else { solution.sum_of_squares / freedom as f64 };
        let mut covariance = Array2::zeros((count, count));
        for (a, &row) in free.iter().enumerate() {
            for (b, &column) in free.iter().enumerate() {
                let sum: f64 = factors
                    .values
                    .iter()
                    .zip(&factors.directions)
                    .map(|(s, direction)| direction[a] / s * (direction[b] / s))
                    .sum();
                covariance[[row, column]] = variance * sum / (lengths[a] * lengths[b]);
            }
        }
        Self { sigma: variance.sqrt(), freedom, covariance, condition: factors.condition() }
    }

    /// Standard errors of the parameters.
    #[must_use]
    pub fn standard_errors(&self) -> Vec<f64> {
        self.covariance.diag().iter().map(|variance| variance.sqrt()).collect()
    }

    /// Correlation of two parameters; zero where one is held.
    #[must_use]
    pub fn correlation(&self, a: usize, b: usize) -> f64 {
        let product = self.covariance[[a, a]] * self.covariance[[b, b]];
        if product > 0.0 { (self.covariance[[a, b]] / product.sqrt()).clamp(-1.0, 1.0) } else { 0.0 }
    }
}

/// ln |J'J| of the parameters that are searched for, and how many they are; those that ran to a bound count, so that
/// solutions can be compared.
pub(super) fn log_determinant(solution: &Solution) -> (f64, usize) {
    let searched: Vec<&Vec<f64>> = solution.jacobian.iter().filter(|column| norm(column) > 0.0).collect();
    let lengths: Vec<f64> = searched.iter().map(|column| norm(column)).collect();
    let scaled =
        searched.iter().zip(&lengths).map(|(column, length)| column.iter().map(|value| value / length).collect());
    let factors = Decomposition::new(scaled.collect(), solution.residuals.clone());
    (2.0 * factors.values.iter().chain(&lengths).map(|value| value.ln()).sum::<f64>(), searched.len())
}
