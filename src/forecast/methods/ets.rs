//! Exponential smoothing without trend, with a trend and with a damped one, averaged by `AICc`.

use crate::forecast::criterion::{average, corrected_akaike, normal_deviance};
use crate::forecast::profile::{Sums, least};
use crate::forecast::simplex::minimise;

/// Evaluations of the sum of squares from each start of a search for two or three parameters.
const EVALUATIONS: usize = 50;
/// Smoothing parameters tried on a grid, and golden sections after it, where there is but one.
const SEARCH: (usize, usize) = (9, 10);
/// Bounds of smoothing parameters.
const SMOOTHING: (f64, f64) = (1e-4, 0.9999);
/// Bounds of damping, as usual: below it a trend is gone at once, above it cannot be told from a linear one.
const DAMPING: (f64, f64) = (0.8, 0.98);

/// The form of a trend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trend {
    /// None: simple exponential smoothing (Brown 1959).
    None,
    /// Linear: Holt 1957, reprinted doi:10.1016/j.ijforecast.2003.09.015.
    Linear,
    /// Damped: Gardner & `McKenzie` 1985, doi:10.1287/mnsc.31.10.1237.
    Damped,
}

/// The states after a history.
#[derive(Debug, Clone, Copy)]
struct States {
    level: f64,
    slope: f64,
    damping: f64,
    /// Sum of squared errors on the way.
    squares: f64,
}

/// Smoothing parameters of level and trend, and damping.
#[derive(Debug, Clone, Copy)]
struct Parameters {
    alpha: f64,
    beta: f64,
    damping: f64,
}

/// The average of the three forms, weighted by `AICc`: short histories rarely say which is true.
///
/// Source: Hyndman, Koehler, Ord & Snyder 2008, doi:10.1007/978-3-540-71918-2, chapters 2, 5 and 7, with additive errors.
#[must_use]
pub fn averaged(history: &[f64], horizon: usize) -> Vec<f64> {
    let models = [Trend::None, Trend::Linear, Trend::Damped].map(|trend| fit(history, trend));
    average(&models, horizon, |states| states.forecast(horizon))
}

/// One form.
#[must_use]
pub fn single(history: &[f64], trend: Trend, horizon: usize) -> Vec<f64> {
    fit(history, trend).0.forecast(horizon)
}

/// Fits a form by maximum likelihood, first states included; with its `AICc`. Given the smoothing parameters, errors are linear
/// in the first states, which are those of least squares.
fn fit(history: &[f64], trend: Trend) -> (States, f64) {
    let squares = |parameters: Parameters| {
        let sums = sums(history, parameters);
        let states = if trend == Trend::None { [sums.first_given(0.0), 0.0] } else { sums.both() };
        (sums.squares(states), states)
    };
    let linear = |&[alpha, beta]: &[f64; 2]| Parameters { alpha, beta: alpha * beta, damping: 1.0 };
    let damped = |&[alpha, beta, damping]: &[f64; 3]| Parameters { alpha, beta: alpha * beta, damping };
    let (parameters, number) = match trend {
        Trend::None => {
            let single = |alpha: f64| Parameters { alpha, beta: 0.0, damping: 1.0 };
            (single(least(SMOOTHING, SEARCH.0, SEARCH.1, |alpha| squares(single(alpha)).0)), 3)
        }
        Trend::Linear => {
            let bounds = [SMOOTHING, SMOOTHING];
            let starts = [[0.5, 0.1], [0.9, 0.5]];
            (linear(&best(starts, bounds, |at| squares(linear(at)).0)), 5)
        }
        Trend::Damped => {
            let bounds = [SMOOTHING, SMOOTHING, DAMPING];
            let starts = [[0.5, 0.1, DAMPING.1], [0.9, 0.5, 0.9]];
            (damped(&best(starts, bounds, |at| squares(damped(at)).0)), 6)
        }
    };
    let (_, [level, slope]) = squares(parameters);
    let states = States::over(history, history[0] + level, slope, parameters);
    let deviance = normal_deviance(states.squares, history.len());
    (states, corrected_akaike(deviance, number, history.len()))
}

/// The better of the minima found from several starts.
fn best<const N: usize, const S: usize>(
    starts: [[f64; N]; S],
    bounds: [(f64, f64); N],
    function: impl Fn(&[f64; N]) -> f64,
) -> [f64; N] {
    let found = starts.map(|start| minimise(start, bounds, 0.25, EVALUATIONS, &function));
    found.into_iter().min_by(|a, b| a.value.total_cmp(&b.value)).map_or(starts[0], |found| found.at)
}

/// Errors from a first level at the first value and no slope, and what a higher level and slope take from each.
fn sums(history: &[f64], Parameters { alpha, beta, damping }: Parameters) -> Sums {
    let mut sums = Sums::default();
    // Level and slope of the history, and what one more of a first level and of a first slope makes of them.
    let [mut own, mut by_level, mut by_slope] = [[history[0], 0.0], [1.0, 0.0], [0.0, 1.0]];
    let advance = |states: &mut [f64; 2], value: f64| {
        let carried = damping * states[1];
        let expected = states[0] + carried;
        let error = value - expected;
        *states = [expected + alpha * error, carried + beta * error];
        error
    };
    for &value in history {
        let error = advance(&mut own, value);
        sums.add(error, -advance(&mut by_level, 0.0), -advance(&mut by_slope, 0.0));
    }
    sums
}

impl States {
    fn over(history: &[f64], level: f64, slope: f64, parameters: Parameters) -> Self {
        let Parameters { alpha, beta, damping } = parameters;
        let mut states = Self { level, slope, damping, squares: 0.0 };
        for &value in history {
            let carried = damping * states.slope;
            let expected = states.level + carried;
            let error = value - expected;
            states.level = expected + alpha * error;
            states.slope = carried + beta * error;
            states.squares += error * error;
        }
        states
    }

    fn forecast(&self, horizon: usize) -> Vec<f64> {
        let (mut level, mut slope) = (self.level, self.slope);
        (0..horizon)
            .map(|_| {
                slope *= self.damping;
                level += slope;
                level
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALUES: [f64; 14] = [12.0, 15.0, 13.0, 18.0, 16.0, 21.0, 19.0, 20.0, 26.0, 23.0, 27.0, 25.0, 31.0, 28.0];

    /// Against the recursions in Python, minimised by scipy's differential evolution.
    #[test]
    fn forecasts_of_an_independent_program() {
        for (trend, expected) in [
            (Trend::None, [28.353_050, 28.353_050, 28.353_050]),
            (Trend::Linear, [30.989_011, 32.320_879, 33.652_747]),
            (Trend::Damped, [30.461_577, 31.591_557, 32.698_938]),
        ] {
            for (found, expected) in single(&VALUES, trend, 3).iter().zip(expected) {
                assert!((found / expected - 1.0).abs() < 2e-3, "{trend:?}: {found}, not {expected}");
            }
        }
        for (found, expected) in averaged(&VALUES, 3).iter().zip([30.886_558, 32.168_955, 33.450_549]) {
            assert!((found / expected - 1.0).abs() < 2e-3, "average: {found}, not {expected}");
        }
    }

    #[test]
    fn four_values_and_constants() {
        assert!(averaged(&[1.0, 3.0, 2.0, 4.0], 2).iter().all(|value| value.is_finite()));
        assert!(averaged(&[5.0; 6], 2).iter().all(|value| (value - 5.0).abs() < 1e-9));
    }
}
