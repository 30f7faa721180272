//! The theta family: standard, optimised, and dynamic optimised.

use crate::forecast::line::Line;
use crate::forecast::profile::{Sums, least};

/// Smoothing parameters tried on a grid, and golden sections after it.
const SEARCH: (usize, usize) = (9, 10);
/// Bounds of the smoothing parameter of the optimised methods.
const SMOOTHING: (f64, f64) = (0.1, 0.99);
/// Bounds of one minus one over theta.
const WEIGHTS: (f64, f64) = (0.0, 0.999);

/// The standard theta method: simple exponential smoothing, with half the slope of the least-squares line as drift.
///
/// Source: Assimakopoulos & Nikolopoulos 2000, doi:10.1016/S0169-2070(00)00066-2, in the form of Hyndman & Billah 2003,
/// doi:10.1016/S0169-2070(01)00143-1.
#[must_use]
pub fn standard(history: &[f64], horizon: usize) -> Vec<f64> {
    let line = Line::through(history);
    let alpha = least((0.01, 0.99), SEARCH.0, SEARCH.1, |alpha| {
        let sums = smoothed(history, alpha);
        sums.squares([sums.first_given(0.0), 0.0])
    });
    let level = history[0] + smoothed(history, alpha).first_given(0.0);
    let level = history.iter().fold(level, |level, value| level + alpha * (value - level));
    let n = history.len() as f64;
    let settled = (1.0 - (1.0 - alpha).powf(n)) / alpha;
    (0..horizon).map(|ahead| level + line.slope / 2.0 * (ahead as f64 + settled)).collect()
}

/// Errors of simple exponential smoothing that begins at the first value, and what a higher first level takes from each.
fn smoothed(history: &[f64], alpha: f64) -> Sums {
    let (mut level, mut decay) = (history[0], 1.0);
    let mut sums = Sums::default();
    for value in history {
        let error = value - level;
        sums.add(error, decay, 0.0);
        level += alpha * error;
        decay *= 1.0 - alpha;
    }
    sums
}

/// The optimised theta method: smoothing and the weight of the trend line are fitted together; the line is that of the
/// whole history.
///
/// Source: Fiorucci, Pellegrini, Louzada, Petropoulos & Koehler 2016, doi:10.1016/j.ijforecast.2016.02.005.
#[must_use]
pub fn optimised(history: &[f64], horizon: usize) -> Vec<f64> {
    fit(history, horizon, false)
}

/// The dynamic optimised theta method: as [`optimised`], with the line fitted anew at each step to what was known then.
#[must_use]
pub fn dynamic(history: &[f64], horizon: usize) -> Vec<f64> {
    fit(history, horizon, true)
}

/// Runs of the recursion: level, trend line so far.
#[derive(Debug, Clone, Copy)]
struct State {
    level: f64,
    mean: f64,
    intercept: f64,
    slope: f64,
    /// (1 - alpha)^(t - 1).
    decay: f64,
    seen: f64,
}

/// The parameters: first level, smoothing, and one minus one over theta.
#[derive(Debug, Clone, Copy)]
struct Parameters {
    level: f64,
    alpha: f64,
    weight: f64,
}

impl State {
    fn begin(parameters: Parameters, first: f64, line: Option<Line>) -> Self {
        // The first value is its own trend line.
        let (intercept, slope) = line.map_or((first, 0.0), |line| (line.intercept, line.slope));
        let level = parameters.alpha * first + (1.0 - parameters.alpha) * parameters.level;
        Self { level, mean: first, intercept, slope, decay: 1.0 - parameters.alpha, seen: 1.0 }
    }

    /// What is expected next.
    fn next(&self, parameters: Parameters) -> f64 {
        self.level + parameters.weight * self.trend(parameters.alpha)
    }

    /// What the trend line adds if it has all the weight.
    fn trend(&self, alpha: f64) -> f64 {
        let settled = (1.0 - self.decay * (1.0 - alpha)) / alpha;
        self.decay * self.intercept + settled * self.slope
    }

    fn advance(&mut self, parameters: Parameters, value: f64, dynamic: bool) {
        let seen = self.seen + 1.0;
        let mean = (self.seen * self.mean + value) / seen;
        if dynamic {
            self.slope = ((seen - 2.0) * self.slope + 6.0 / seen * (value - self.mean)) / (seen + 1.0);
            self.intercept = mean - f64::midpoint(seen, 1.0) * self.slope;
        }
        self.level += parameters.alpha * (value - self.level);
        self.decay *= 1.0 - parameters.alpha;
        (self.mean, self.seen) = (mean, seen);
    }
}

/// Given its smoothing, a forecast is linear in the first level and in the weight of the trend line: these are of least
/// squares within their bounds, and smoothing is searched for.
fn fit(history: &[f64], horizon: usize, dynamic: bool) -> Vec<f64> {
    let line = (!dynamic).then(|| Line::through(history));
    let run = |alpha: f64| {
        let zero = Parameters { level: history[0], alpha, weight: 0.0 };
        let mut state = State::begin(zero, history[0], line);
        let mut sums = Sums::default();
        for (index, &value) in history.iter().enumerate().skip(1) {
            // The line through one point has no slope yet, so the second value is no test of it.
            if index > 1 || !dynamic {
                sums.add(value - state.next(zero), state.decay, state.trend(alpha));
            }
            state.advance(zero, value, dynamic);
        }
        let [_, weight] = sums.both();
        let weight = weight.clamp(WEIGHTS.0, WEIGHTS.1);
        let level = sums.first_given(weight);
        (sums.squares([level, weight]), Parameters { level: history[0] + level, alpha, weight })
    };
    let (_, parameters) = run(least(SMOOTHING, SEARCH.0, SEARCH.1, |alpha| run(alpha).0));
    let mut state = State::begin(parameters, history[0], line);
    for &value in &history[1..] {
        state.advance(parameters, value, dynamic);
    }
    (0..horizon)
        .map(|_| {
            let next = state.next(parameters);
            state.advance(parameters, next, dynamic);
            next
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALUES: [f64; 14] = [12.0, 15.0, 13.0, 18.0, 16.0, 21.0, 19.0, 20.0, 26.0, 23.0, 27.0, 25.0, 31.0, 28.0];

    /// Against the formulas of the papers in Python, minimised by scipy's differential evolution. Minima are flat,
    /// so a sum of squares as small is had from parameters that differ.
    #[test]
    fn forecasts_of_an_independent_program() {
        type Method = fn(&[f64], usize) -> Vec<f64>;
        let methods: [(&str, Method, [f64; 3]); 3] = [
            ("standard", standard, [29.365_710, 30.031_644, 30.697_578]),
            ("optimised", optimised, [30.909_205, 32.226_143, 33.543_080]),
            ("dynamic", dynamic, [30.380_886, 31.534_583, 32.679_814]),
        ];
        for (name, method, expected) in methods {
            for (found, expected) in method(&VALUES, 3).iter().zip(expected) {
                assert!((found / expected - 1.0).abs() < 4e-3, "{name}: {found}, not {expected}");
            }
        }
    }

    #[test]
    fn four_values_and_constants() {
        for method in [standard, optimised, dynamic] {
            assert!(method(&[1.0, 3.0, 2.0, 4.0], 2).iter().all(|value| value.is_finite()));
            assert!(method(&[5.0; 6], 2).iter().all(|value| (value - 5.0).abs() < 1e-6));
        }
    }
}
