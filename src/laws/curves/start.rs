//! What starting values are made of: capacities to try, lines through data transformed to be straight, and coefficients
//! of what is linear once the rest is given.

use super::{At, Known, Points};

/// Capacities to begin from, relative to the largest value seen.
const CAPACITIES: [f64; 6] = [1.02, 1.2, 2.0, 6.0, 50.0, 1000.0];

/// Capacities to begin from: the one that is known, or several.
pub(super) fn capacities(points: &Points, known: Option<f64>) -> Vec<f64> {
    let largest = largest(points);
    known.map_or_else(|| CAPACITIES.map(|factor| factor * largest).to_vec(), |known| vec![known])
}

/// The largest value seen, whatever its sign; never 0.
pub(super) fn largest(points: &Points) -> f64 {
    points.iter().map(|(_, y)| y.abs()).fold(f64::MIN_POSITIVE, f64::max)
}

/// The smallest value above 0; 1 if there is none.
pub(super) fn smallest(points: &Points) -> f64 {
    let positive = points.iter().map(|(_, y)| *y).filter(|y| *y > 0.0);
    let least = positive.fold(f64::INFINITY, f64::min);
    if least.is_finite() { least } else { 1.0 }
}

/// Values by the time since some moment.
pub(super) fn since(points: &Points, moment: f64) -> Vec<(f64, f64)> {
    points.iter().map(|(at, y)| (at.time - moment, *y)).collect()
}

/// The logarithm of a value; one that is not positive counts as very small.
pub(super) fn log(value: f64, largest: f64) -> f64 {
    value.max(1e-9 * largest).ln()
}

/// A share kept off 0 and 1.
pub(super) fn inside(share: f64) -> f64 {
    share.clamp(1e-9, 1.0 - 1e-9)
}

/// ln(s / (1 - s)) of a share kept off 0 and 1.
pub(super) fn logit(share: f64) -> f64 {
    let share = share.clamp(1e-4, 1.0 - 1e-7);
    (share / (1.0 - share)).ln()
}

/// Points with their values changed.
pub(super) fn mapped(points: &[(f64, f64)], change: &dyn Fn(f64) -> f64) -> Vec<(f64, f64)> {
    points.iter().map(|(x, y)| (*x, change(*y))).collect()
}

/// Intercept and slope by least squares; a level line if all abscissae are equal.
pub(super) fn line(points: &[(f64, f64)]) -> (f64, f64) {
    line_with(points, None, None)
}

/// Intercept and slope by least squares, where one of them may be known.
pub(super) fn line_with(points: &[(f64, f64)], intercept: Known, slope: Known) -> (f64, f64) {
    let count = points.len() as f64;
    let (mean_x, mean_y) =
        (points.iter().map(|p| p.0).sum::<f64>() / count, points.iter().map(|p| p.1).sum::<f64>() / count);
    let through = |x0: f64, y0: f64| {
        let product: f64 = points.iter().map(|(x, y)| (x - x0) * (y - y0)).sum();
        let square: f64 = points.iter().map(|(x, _)| (x - x0).powi(2)).sum();
        if square > 0.0 { product / square } else { 0.0 }
    };
    match (intercept, slope) {
        (Some(intercept), Some(slope)) => (intercept, slope),
        (Some(intercept), None) => (intercept, through(0.0, intercept)),
        (None, Some(slope)) => (mean_y - slope * mean_x, slope),
        (None, None) => {
            let slope = through(mean_x, mean_y);
            (mean_y - slope * mean_x, slope)
        }
    }
}

/// The base and the height with which `base + height unit(t)` comes nearest to values, where one of them may be known.
pub(super) fn based(points: &Points, unit: &dyn Fn(&At) -> f64, base: Known, height: Known) -> (f64, f64) {
    let by_unit: Vec<(f64, f64)> = points.iter().map(|(at, y)| (unit(at), *y)).collect();
    line_with(&by_unit, base, height)
}

/// The coefficients with which columns of numbers come nearest to values: normal equations by elimination, with a touch
/// of damping, so that columns that depend on one another have coefficients too.
pub(super) fn coefficients(columns: &[Vec<f64>], values: &[f64]) -> Vec<f64> {
    let dot = |a: &[f64], b: &[f64]| -> f64 { a.iter().zip(b).map(|(a, b)| a * b).sum() };
    let count = columns.len();
    let mut rows: Vec<Vec<f64>> =
        columns.iter().map(|a| columns.iter().map(|b| dot(a, b)).chain([dot(a, values)]).collect()).collect();
    for (index, row) in rows.iter_mut().enumerate() {
        row[index] = row[index] * (1.0 + 1e-9) + f64::MIN_POSITIVE;
    }
    for pivot in 0..count {
        let above = rows[pivot].clone();
        for (_, row) in rows.iter_mut().enumerate().filter(|(row, _)| *row != pivot) {
            let factor = row[pivot] / above[pivot];
            row.iter_mut().zip(&above).for_each(|(value, above)| *value -= factor * above);
        }
    }
    (0..count).map(|index| rows[index][count] / rows[index][index]).collect()
}
