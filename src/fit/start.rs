//! Starting values of laws from data: transformed to straight lines where they can be, else from a grid.

use super::law::{Frame, Law};
use super::observations::Observations;
use crate::laws::curves::Form;

/// Capacities to begin from, relative to the largest value seen.
const CAPACITIES: [f64; 5] = [1.02, 1.2, 2.0, 6.0, 50.0];
/// (p + q) times the length of the data, to begin from.
const SPEEDS: [f64; 4] = [1.5, 4.0, 8.0, 16.0];
/// p / q to begin from.
const INNOVATORS: [f64; 3] = [0.3, 0.03, 0.003];

/// Places to begin a search from, in the law's own parameters.
pub(super) fn starts(law: &Law, data: &Observations, frame: &Frame) -> Vec<Vec<f64>> {
    let points = data.points();
    let from_origin: Vec<(f64, f64)> = points.iter().map(|(x, y)| (x - frame.origin, *y)).collect();
    let largest = points.iter().map(|(_, y)| y.abs()).fold(f64::MIN_POSITIVE, f64::max);
    match law.form {
        Form::Linear => {
            let (level, slope) = line(&from_origin);
            let mean = points.iter().map(|(_, y)| y).sum::<f64>() / points.len() as f64;
            vec![vec![level, slope], vec![mean, 0.0]]
        }
        Form::Exponential => {
            let (level, slope) = line(&mapped(&from_origin, |y| y.max(1e-9 * largest).ln()));
            vec![vec![level.exp(), slope.exp_m1()]]
        }
        Form::Logistic => CAPACITIES
            .iter()
            .map(|factor| {
                let capacity = factor * largest;
                let (level, rate) = line(&mapped(&points, |y| logit(y / capacity)));
                vec![capacity, rate, if rate == 0.0 { frame.origin } else { -level / rate }]
            })
            .collect(),
        Form::Gompertz => CAPACITIES
            .iter()
            .map(|factor| {
                let capacity = factor * largest;
                let (gap, rate) = line(&mapped(&from_origin, |y| (-inside(y / capacity).ln()).ln()));
                vec![capacity, gap.exp(), -rate]
            })
            .collect(),
        Form::Bass | Form::BassAdoptions => bass(law, &points, frame),
        Form::FisherPry => {
            let (level, rate) = line(&mapped(&from_origin, logit));
            vec![vec![crate::laws::Real::logistic(level), rate]]
        }
        Form::Wright => {
            let logs: Vec<(f64, f64)> =
                points.iter().map(|(x, y)| ((x / frame.origin).ln(), y.max(1e-9 * largest).ln())).collect();
            let (level, slope) = line(&logs);
            vec![vec![level.exp(), -slope]]
        }
    }
}

/// A grid of p and q; the market that goes with each is a linear problem.
fn bass(law: &Law, points: &[(f64, f64)], frame: &Frame) -> Vec<Vec<f64>> {
    let last = points.iter().map(|(x, _)| *x).fold(f64::NEG_INFINITY, f64::max);
    let length = (last - frame.launch).max(frame.period);
    let grid = SPEEDS.iter().flat_map(|speed| INNOVATORS.iter().map(move |ratio| (speed / length, *ratio)));
    grid.map(|(sum, ratio)| {
        let q = sum / (1.0 + ratio);
        let p = sum - q;
        let unit = |x: f64| -> f64 { law.value(&[1.0, p, q], frame, x) };
        let product: f64 = points.iter().map(|(x, y)| unit(*x) * y).sum();
        let square: f64 = points.iter().map(|(x, _)| unit(*x).powi(2)).sum();
        let market = if square > 0.0 { product / square } else { f64::NAN };
        vec![if market > 0.0 { market } else { 1.0 }, p, q]
    })
    .collect()
}

/// A share kept off 0 and 1.
fn inside(share: f64) -> f64 {
    share.clamp(1e-4, 1.0 - 1e-4)
}

fn logit(share: f64) -> f64 {
    let share = inside(share);
    (share / (1.0 - share)).ln()
}

fn mapped(points: &[(f64, f64)], change: impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
    points.iter().map(|(x, y)| (*x, change(*y))).collect()
}

/// Intercept and slope by least squares; a level line if all abscissae are equal.
fn line(points: &[(f64, f64)]) -> (f64, f64) {
    let count = points.len() as f64;
    let (mean_x, mean_y) =
        (points.iter().map(|p| p.0).sum::<f64>() / count, points.iter().map(|p| p.1).sum::<f64>() / count);
    let product: f64 = points.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
    let square: f64 = points.iter().map(|(x, _)| (x - mean_x).powi(2)).sum();
    let slope = if square > 0.0 { product / square } else { 0.0 };
    (mean_y - slope * mean_x, slope)
}
