//! The last digits of a solution, with residuals of thirty digits.

use super::decomposition::{Decomposition, dot, norm};
use super::extended::Extended;
use super::least_squares::{Problem, Solution, jacobian};
use crate::laws::Real;

/// Steps; each brings in some digits.
const STEPS: usize = 30;

/// Improves a solution by undamped Gauss-Newton steps, the residuals and parameters of which have some thirty digits, as
/// in iterative refinement (Wilkinson 1963): derivatives may be less precise than residuals.
pub(super) fn refine<P: Problem>(problem: &P, solution: &mut Solution) {
    let mut parameters: Vec<Extended> = solution.parameters.iter().map(|value| Extended::constant(*value)).collect();
    let mut residuals = exact(problem, &parameters);
    let mut before = f64::INFINITY;
    let free: Vec<usize> = (0..parameters.len()).filter(|&index| !solution.held[index]).collect();
    for _ in 0..STEPS {
        let columns: Vec<Vec<f64>> = free.iter().map(|&index| solution.jacobian[index].clone()).collect();
        let scale: Vec<f64> = columns.iter().map(|column| norm(column).max(f64::MIN_POSITIVE)).collect();
        let scaled = columns.iter().zip(&scale).map(|(column, scale)| column.iter().map(|v| v / scale).collect());
        let factors = Decomposition::new(scaled.collect(), residuals.iter().map(|value| -value).collect());
        let step = factors.solve(0.0);
        let length = norm(&step);
        if length.is_nan() || length >= 0.9 * before {
            break;
        }
        let mut trial = parameters.clone();
        for ((&index, part), scale) in free.iter().zip(&step).zip(&scale) {
            trial[index] = trial[index] + Extended::constant(part / scale);
        }
        let there = exact(problem, &trial);
        if !there.iter().all(|value| value.is_finite())
            || dot(&there, &there) > dot(&residuals, &residuals) * (1.0 + 1e-8)
        {
            break;
        }
        (parameters, residuals, before) = (trial, there, length);
        solution.parameters = parameters.iter().map(|value| value.high).collect();
        solution.jacobian = jacobian(problem, &solution.parameters, &solution.held);
    }
    solution.sum_of_squares = dot(&residuals, &residuals);
    solution.residuals = residuals;
}

fn exact<P: Problem>(problem: &P, parameters: &[Extended]) -> Vec<f64> {
    (0..problem.rows()).map(|row| problem.residual(parameters, row).high).collect()
}
