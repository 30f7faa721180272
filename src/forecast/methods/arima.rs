//! A small set of ARIMA models by conditional least squares, averaged by `AICc`.

use crate::forecast::criterion::{average, corrected_akaike, normal_deviance};
use crate::forecast::profile::least;
use crate::forecast::simplex::minimise;

/// Evaluations of the sum of squares for a model of two parameters.
const EVALUATIONS: usize = 60;
/// Bounds of parameters.
const PARAMETERS: (f64, f64) = (-0.98, 0.98);
/// Values of a single parameter tried on a grid, and golden sections after it.
const SEARCH: (usize, usize) = (9, 10);
/// Values that no model is judged by, so that all are judged by the same: two differences and one lag.
const SKIPPED: usize = 3;

/// Orders, and whether the differences have a mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Order {
    autoregressive: usize,
    differences: usize,
    moving: usize,
    mean: bool,
}

const fn order(autoregressive: usize, differences: usize, moving: usize, mean: bool) -> Order {
    Order { autoregressive, differences, moving, mean }
}

/// The models tried.
const ORDERS: [Order; 11] = [
    order(0, 1, 0, false),
    order(0, 1, 0, true),
    order(0, 1, 1, false),
    order(0, 1, 1, true),
    order(1, 1, 0, false),
    order(1, 1, 0, true),
    order(2, 1, 0, true),
    order(1, 1, 1, true),
    order(0, 2, 1, false),
    order(0, 2, 2, false),
    order(1, 0, 0, true),
];

/// The average of the set, weighted by `AICc`; a random walk with drift if there are too few values to compare models.
///
/// Source: Box & Jenkins 1970; conditional sums of squares as in Hyndman & Khandakar 2008, doi:10.18637/jss.v027.i03.
/// Errors are those of the values whatever the differences, and all models are judged by the same values, so that their
/// criteria compare.
#[must_use]
pub fn averaged(history: &[f64], horizon: usize) -> Vec<f64> {
    if history.len() <= SKIPPED + 3 {
        return super::naive::drift(history, horizon);
    }
    let models = ORDERS.map(|order| fit(history, order));
    average(&models, horizon, |model| model.forecast(history, horizon))
}

/// A model with its coefficients: phi 1, phi 2, theta 1, theta 2, mean of the differences.
#[derive(Debug, Clone, Copy)]
struct Model {
    order: Order,
    coefficients: [f64; 5],
}

fn fit(history: &[f64], order: Order) -> (Model, f64) {
    let differenced = difference(history, order.differences);
    let mean = differenced.iter().sum::<f64>() / differenced.len() as f64;
    let skip = SKIPPED - order.differences;
    let model = |&[a, b]: &[f64; 2]| {
        // Partial autocorrelations keep pairs within the triangle of stationary, or invertible, models.
        let pair = |used: usize, sign: f64| match used {
            0 => [0.0, 0.0],
            1 => [a, 0.0],
            _ => [a * (1.0 + sign * b), b],
        };
        let mut coefficients = [0.0, 0.0, 0.0, 0.0, if order.mean { mean } else { 0.0 }];
        if order.autoregressive == 1 && order.moving == 1 {
            (coefficients[0], coefficients[2]) = (a, b);
        } else {
            coefficients[..2].copy_from_slice(&pair(order.autoregressive, -1.0));
            coefficients[2..4].copy_from_slice(&pair(order.moving, 1.0));
        }
        Model { order, coefficients }
    };
    let cost = |at: &[f64; 2]| model(at).run(&differenced, skip).0;
    let at = match (order.autoregressive, order.moving) {
        (0, 0) => [0.0, 0.0],
        (1, 0) | (0, 1) => [least(PARAMETERS, SEARCH.0, SEARCH.1, |a| cost(&[a, 0.0])), 0.0],
        _ => minimise([0.0, 0.0], [PARAMETERS; 2], 0.25, EVALUATIONS, cost).at,
    };
    let values = history.len() - SKIPPED;
    let parameters = order.autoregressive + order.moving + usize::from(order.mean) + 1;
    let deviance = normal_deviance(cost(&at), values);
    (model(&at), corrected_akaike(deviance, parameters, values))
}

/// What the recursion carries: the last two deviations from the mean, and the last two errors.
#[derive(Debug, Clone, Copy, Default)]
struct Lags {
    deviations: [f64; 2],
    errors: [f64; 2],
}

impl Model {
    fn expected(&self, lags: &Lags) -> f64 {
        let [p1, p2, q1, q2, _] = self.coefficients;
        p1 * lags.deviations[0] + p2 * lags.deviations[1] + q1 * lags.errors[0] + q2 * lags.errors[1]
    }

    /// The sum of squared errors from `skip` on, and the lags at the end; before the first value all are zero.
    fn run(&self, differenced: &[f64], skip: usize) -> (f64, Lags) {
        let mut lags = Lags::default();
        let mut sum = 0.0;
        for (index, value) in differenced.iter().enumerate() {
            let deviation = value - self.coefficients[4];
            // A level has no mean to start from: its first value is no error.
            let begins = index == 0 && self.order.differences == 0;
            let error = if begins { 0.0 } else { deviation - self.expected(&lags) };
            lags = lags.then(deviation, error);
            if index >= skip {
                sum += error * error;
            }
        }
        (sum, lags)
    }

    fn forecast(&self, history: &[f64], horizon: usize) -> Vec<f64> {
        let differences = self.order.differences;
        let (_, mut lags) = self.run(&difference(history, differences), 0);
        let last = |times: usize| difference(history, times).last().copied();
        let mut ends: Vec<f64> = (0..differences).filter_map(last).collect();
        (0..horizon)
            .map(|_| {
                let deviation = self.expected(&lags);
                lags = lags.then(deviation, 0.0);
                let mut value = deviation + self.coefficients[4];
                for end in ends.iter_mut().rev() {
                    *end += value;
                    value = *end;
                }
                value
            })
            .collect()
    }
}

impl Lags {
    fn then(self, deviation: f64, error: f64) -> Self {
        Self { deviations: [deviation, self.deviations[0]], errors: [error, self.errors[0]] }
    }
}

fn difference(values: &[f64], times: usize) -> Vec<f64> {
    (0..times).fold(values.to_vec(), |values, _| values.windows(2).map(|pair| pair[1] - pair[0]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: &[f64], expected: &[f64]) {
        assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-9), "{found:?}, not {expected:?}");
    }

    #[test]
    fn forecasts_by_hand() {
        let history = [1.0, 2.0, 4.0, 8.0];
        let model = |order, coefficients| Model { order, coefficients };
        // The last difference is 4; half of it, a quarter, an eighth follow.
        let persistent = model(order(1, 1, 0, false), [0.5, 0.0, 0.0, 0.0, 0.0]);
        close(&persistent.forecast(&history, 3), &[10.0, 11.0, 11.5]);
        // Deviations from a mean of 2: the last is 2.
        let with_mean = model(order(1, 1, 0, true), [0.5, 0.0, 0.0, 0.0, 2.0]);
        close(&with_mean.forecast(&history, 2), &[11.0, 13.5]);
        // Errors 1, 2.5, 5.25 of differences 1, 2, 4; then -0.5 times the last, then nothing.
        let smoothed = model(order(0, 1, 1, false), [0.0, 0.0, -0.5, 0.0, 0.0]);
        close(&smoothed.forecast(&history, 2), &[8.0 - 0.5 * 5.25, 8.0 - 0.5 * 5.25]);
        // Two differences without memory: the last slope goes on.
        let straight = model(order(0, 2, 1, false), [0.0; 5]);
        close(&straight.forecast(&history, 2), &[12.0, 16.0]);
        let level = model(order(1, 0, 0, true), [0.5, 0.0, 0.0, 0.0, 4.0]);
        close(&level.forecast(&history, 2), &[6.0, 5.0]);
    }

    /// The sum of squares of a first-order autoregression is least at the ratio of sums of products.
    #[test]
    fn coefficients_of_least_squares() {
        let history = [0.0, 1.0, 1.4, 1.9, 1.7, 1.9, 2.2, 2.1, 2.3];
        let (model, _) = fit(&history, order(1, 1, 0, false));
        let steps = difference(&history, 1);
        let (mut products, mut squares) = (0.0, 0.0);
        for pair in steps.windows(2).skip(SKIPPED - 2) {
            products += pair[0] * pair[1];
            squares += pair[0] * pair[0];
        }
        assert!((model.coefficients[0] - products / squares).abs() < 1e-3, "{model:?}");
    }

    #[test]
    fn a_line_goes_on() {
        let line: Vec<f64> = (0..12).map(|t| 3.0 + 2.0 * f64::from(t)).collect();
        let found = averaged(&line, 3);
        assert!(found.iter().zip([27.0, 29.0, 31.0]).all(|(a, b)| (a - b).abs() < 1e-6), "{found:?}");
        close(&averaged(&line[..5], 2), &[13.0, 15.0]);
    }
}
