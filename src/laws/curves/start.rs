//! What starting values are made of: capacities to try, and lines through data transformed to be straight.

/// Capacities to begin from, relative to the largest value seen.
const CAPACITIES: [f64; 5] = [1.02, 1.2, 2.0, 6.0, 50.0];

/// Capacities to begin from.
pub(super) fn capacities(points: &[(f64, f64)]) -> impl Iterator<Item = f64> {
    let largest = largest(points);
    CAPACITIES.into_iter().map(move |factor| factor * largest)
}

/// The largest value seen, whatever its sign; never 0.
pub(super) fn largest(points: &[(f64, f64)]) -> f64 {
    points.iter().map(|(_, y)| y.abs()).fold(f64::MIN_POSITIVE, f64::max)
}

/// Points by the time since some moment.
pub(super) fn since(points: &[(f64, f64)], moment: f64) -> Vec<(f64, f64)> {
    points.iter().map(|(x, y)| (x - moment, *y)).collect()
}

/// The logarithm of a value; one that is not positive counts as very small.
pub(super) fn log(value: f64, largest: f64) -> f64 {
    value.max(1e-9 * largest).ln()
}

/// A share kept off 0 and 1.
pub(super) fn inside(share: f64) -> f64 {
    share.clamp(1e-4, 1.0 - 1e-4)
}

/// ln(s / (1 - s)) of a share kept off 0 and 1.
pub(super) fn logit(share: f64) -> f64 {
    let share = inside(share);
    (share / (1.0 - share)).ln()
}

/// Points with their values changed.
pub(super) fn mapped(points: &[(f64, f64)], change: impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
    points.iter().map(|(x, y)| (*x, change(*y))).collect()
}

/// Intercept and slope by least squares; a level line if all abscissae are equal.
pub(super) fn line(points: &[(f64, f64)]) -> (f64, f64) {
    let count = points.len() as f64;
    let (mean_x, mean_y) =
        (points.iter().map(|p| p.0).sum::<f64>() / count, points.iter().map(|p| p.1).sum::<f64>() / count);
    let product: f64 = points.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
    let square: f64 = points.iter().map(|(x, _)| (x - mean_x).powi(2)).sum();
    let slope = if square > 0.0 { product / square } else { 0.0 };
    (mean_y - slope * mean_x, slope)
}
