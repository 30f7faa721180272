//! The theta family: standard, optimised, and dynamic optimised.

use super::range;
use crate::forecast::line::Line;
use crate::forecast::simplex::minimise;

/// Evaluations of the sum of squares for a fit.
const EVALUATIONS: usize = 200;

/// The standard theta method: simple exponential smoothing, with half the slope of the least-squares line as drift.
///
/// Source: Assimakopoulos & Nikolopoulos 2000, doi:10.1016/S0169-2070(00)00066-2, in the form of Hyndman & Billah 2003,
/// doi:10.1016/S0169-2070(01)00143-1.
#[must_use]
pub fn standard(history: &[f64], horizon: usize) -> Vec<f64> {
    let line = Line::through(history);
    let sum = |&[level, alpha]: &[f64; 2]| {
        let mut level = level;
        history.iter().fold(0.0, |sum, &value| {
            let error = value - level;
            level += alpha * error;
            sum + error * error
        })
    };
    let (low, high) = range(history);
    let spread = high - low;
    let fitted =
        minimise([history[0], 0.5], [(history[0] - spread, history[0] + spread), (0.01, 0.99)], 0.25, EVALUATIONS, sum);
    let [level, alpha] = fitted.at;
    let level = history.iter().fold(level, |level, value| level + alpha * (value - level));
    let n = history.len() as f64;
    let settled = (1.0 - (1.0 - alpha).powf(n)) / alpha;
    (0..horizon).map(|ahead| level + line.slope / 2.0 * (ahead as f64 + settled)).collect()
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
        let Parameters { alpha, weight, .. } = parameters;
        let settled = (1.0 - self.decay * (1.0 - alpha)) / alpha;
        self.level + weight * (self.decay * self.intercept + settled * self.slope)
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

fn fit(history: &[f64], horizon: usize, dynamic: bool) -> Vec<f64> {
    let line = (!dynamic).then(|| Line::through(history));
    let run = |parameters: Parameters| {
        let mut state = State::begin(parameters, history[0], line);
        let mut sum = 0.0;
        for (index, &value) in history.iter().enumerate().skip(1) {
            // The line through one point has no slope yet, so the second value is no test of it.
            let error = if index < 2 && dynamic { 0.0 } else { value - state.next(parameters) };
            sum += error * error;
            state.advance(parameters, value, dynamic);
        }
        (sum, state)
    };
    let parameters = |&[level, alpha, weight]: &[f64; 3]| Parameters { level, alpha, weight };
    let (low, high) = range(history);
    let spread = high - low;
    let first = history[0];
    let levels = (first.min(first / 2.0) - spread, first.max(first / 2.0) + spread);
    let bounds = [levels, (0.1, 0.99), (0.0, 0.999)];
    // Begun once more where it ended, the search leaves corners in which its simplex has collapsed.
    let found = (0..2).fold([first / 2.0, 0.5, 0.5], |start, _| {
        minimise(start, bounds, 0.25, EVALUATIONS, |at| run(parameters(at)).0).at
    });
    let parameters = parameters(&found);
    let mut state = run(parameters).1;
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
