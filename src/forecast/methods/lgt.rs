//! Local and global trend: growth between linear and exponential beside a damped local trend, and errors with heavy tails that grow
//! with the level.
//!
//! Source: Smyl, Bergmeir, Dokumentov, Long, Wibowo & Schmidt 2025, doi:10.1016/j.ijforecast.2024.03.006. They sample the posterior
//! of a series; here its smoothing constants and the power of growth are on a grid, the two trends are fitted by penalised
//! likelihood, and forecasts are averaged by their posterior weight, which takes a millisecond.

use super::naive;
use crate::forecast::criterion::average;
use crate::forecast::prepared::Prepared;

/// How fast the level follows the values.
const LEVELS: [f64; 3] = [0.4, 0.85, 0.99];
/// How fast the local trend follows the changes of the level.
const SLOPES: [f64; 2] = [0.1, 0.4];
/// The power of the level by which the global trend grows: 0 is linear, 1 exponential.
const POWERS: [f64; 3] = [0.0, 0.4, 1.0];
/// The power of the level by which errors grow.
const SPREAD: f64 = 0.9;
/// Degrees of freedom of the errors.
const FREEDOM: f64 = 5.0;
/// Prior standard deviation of the global trend, as a multiple of the mean absolute change.
const GLOBAL: f64 = 0.5;
/// Prior mean and standard deviation of how much of the local trend goes on.
const LOCAL: (f64, f64) = (0.5, 0.5);
/// Steps of expectation and maximisation, each of which leaves a third of the way: more change a forecast by a few ten-thousandths.
const ROUNDS: usize = 6;
/// Fewer values do not tell two trends apart.
const FEWEST: usize = 5;

/// The forecasts of all smoothing constants and powers, averaged by posterior weight, on the scale of the history; a random walk
/// with drift if not all values are positive or there are fewer than five of them.
#[must_use]
pub fn averaged(prepared: &Prepared, horizon: usize) -> Vec<f64> {
    let values: Vec<f64> = prepared.working.iter().map(|scaled| prepared.scale.back(*scaled)).collect();
    let changes: f64 = values.windows(2).map(|pair| (pair[1] - pair[0]).abs()).sum();
    if values.len() < FEWEST || changes <= 0.0 || !values.iter().all(|value| *value > 0.0) {
        return naive::drift(&prepared.working, horizon);
    }
    let path = from_positive(&values, changes / (values.len() - 1) as f64, horizon, ROUNDS);
    path.into_iter().map(|value| prepared.scale.forward(value)).collect()
}

/// The average for positive values with this mean absolute change.
fn from_positive(values: &[f64], change: f64, horizon: usize, rounds: usize) -> Vec<f64> {
    let mut models = Vec::new();
    for alpha in LEVELS {
        let levels = smoothed(&values[1..], alpha, values[0]);
        let mean = levels.iter().sum::<f64>() / levels.len() as f64;
        let known = &levels[..levels.len() - 1];
        let relative: Vec<f64> = known.iter().map(|level| level / mean).collect();
        let spreads: Vec<f64> = relative.iter().map(|level| level.powf(SPREAD)).collect();
        let moves: Vec<f64> = values[1..].iter().zip(known).map(|(value, level)| value - level).collect();
        let steps: Vec<f64> = levels.windows(2).map(|pair| pair[1] - pair[0]).collect();
        for power in POWERS {
            let global: Vec<f64> = relative.iter().map(|level| change * level.powf(power)).collect();
            for beta in SLOPES {
                let slopes = smoothed(&steps, beta, steps[0].clamp(-2.0 * change, 2.0 * change));
                let seen = Seen { moves: &moves, global: &global, local: &slopes[..known.len()], spreads: &spreads };
                let trends = seen.fitted(change, rounds);
                let state = State { level: levels[known.len()], slope: slopes[known.len()] };
                models.push(((Model { alpha, beta, power, change, mean, trends }, state), seen.deviance(&trends)));
            }
        }
    }
    average(&models, horizon, |(model, state)| model.path(*state, horizon))
}

/// Exponential smoothing: the start, and what it becomes with each value.
fn smoothed(values: &[f64], constant: f64, start: f64) -> Vec<f64> {
    let follow = |last: &mut f64, value: &f64| {
        *last = constant * value + (1.0 - constant) * *last;
        Some(*last)
    };
    std::iter::once(start).chain(values.iter().scan(start, follow)).collect()
}

/// How much of each trend goes into the next value, and the variance of errors at the mean level.
#[derive(Debug, Clone, Copy)]
struct Trends {
    global: f64,
    local: f64,
    variance: f64,
}

/// What one-step forecasts are fitted to, a value for each step.
struct Seen<'a> {
    /// Values less the level before them.
    moves: &'a [f64],
    /// The global trend before them, and the local one.
    global: &'a [f64],
    local: &'a [f64],
    /// Scales of errors, relative to the one at the mean level.
    spreads: &'a [f64],
}

impl Seen<'_> {
    /// Errors of one-step forecasts, in units of their relative scale.
    fn errors(&self, trends: &Trends) -> impl Iterator<Item = f64> {
        let error = |at: usize| {
            (self.moves[at] - trends.global * self.global[at] - trends.local * self.local[at]) / self.spreads[at]
        };
        (0..self.moves.len()).map(error)
    }

    /// Trends of greatest posterior density for Student errors, by steps of expectation and maximisation.
    ///
    /// Source: Lange, Little & Taylor 1989, doi:10.1080/01621459.1989.10478852.
    fn fitted(&self, change: f64, rounds: usize) -> Trends {
        let mut trends = Trends { global: 0.0, local: 0.0, variance: change * change };
        let mut weights = vec![1.0; self.moves.len()];
        for _ in 0..rounds {
            (trends.global, trends.local) = self.regressed(&weights, trends.variance);
            let squares: f64 = self.errors(&trends).zip(&weights).map(|(error, weight)| weight * error * error).sum();
            trends.variance = (squares / self.moves.len() as f64).max(1e-12 * change * change);
            for (weight, error) in weights.iter_mut().zip(self.errors(&trends)) {
                *weight = (FREEDOM + 1.0) / (FREEDOM + error * error / trends.variance);
            }
        }
        trends
    }

    /// Both trends by weighted least squares with their priors; no more than all of the local one goes on.
    fn regressed(&self, weights: &[f64], variance: f64) -> (f64, f64) {
        let (of_global, of_local) = (variance / (GLOBAL * GLOBAL), variance / (LOCAL.1 * LOCAL.1));
        let (mut gg, mut gl, mut ll, mut gm, mut lm) = (of_global, 0.0, of_local, 0.0, of_local * LOCAL.0);
        for (at, weight) in weights.iter().enumerate() {
            let weight = weight / (self.spreads[at] * self.spreads[at]);
            let (global, local, moved) = (self.global[at], self.local[at], self.moves[at]);
            gg += weight * global * global;
            gl += weight * global * local;
            ll += weight * local * local;
            gm += weight * global * moved;
            lm += weight * local * moved;
        }
        let local = ((gg * lm - gl * gm) / (gg * ll - gl * gl)).clamp(-1.0, 1.0);
        ((gm - gl * local) / gg, local)
    }

    /// Minus twice the logarithm of the posterior density, up to a constant.
    fn deviance(&self, trends: &Trends) -> f64 {
        let of_error = |error: f64| (FREEDOM + 1.0) * (error * error / (FREEDOM * trends.variance)).ln_1p();
        let errors: f64 = self.errors(trends).map(of_error).sum();
        let scales: f64 = self.spreads.iter().map(|spread| 2.0 * spread.ln()).sum();
        let priors = (trends.global / GLOBAL).powi(2) + ((trends.local - LOCAL.0) / LOCAL.1).powi(2);
        errors + scales + self.moves.len() as f64 * trends.variance.ln() + priors
    }
}

/// One pair of smoothing constants and one power, with its trends.
struct Model {
    alpha: f64,
    beta: f64,
    power: f64,
    change: f64,
    mean: f64,
    trends: Trends,
}

/// Where a forecast begins.
#[derive(Clone, Copy)]
struct State {
    level: f64,
    slope: f64,
}

impl Model {
    fn path(&self, mut state: State, horizon: usize) -> Vec<f64> {
        let step = |_| {
            // A level that has fallen to nothing grows no more.
            let relative = (state.level / self.mean).max(1e-9);
            let global = self.trends.global * self.change * relative.powf(self.power);
            let value = state.level + global + self.trends.local * state.slope;
            let level = self.alpha * value + (1.0 - self.alpha) * state.level;
            state = State { level, slope: self.beta * (level - state.level) + (1.0 - self.beta) * state.slope };
            value
        };
        (0..horizon).map(step).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against a program that maximises the posterior density of each model by a general search (`L-BFGS-B` of `scipy`) and knows
    /// neither weighted least squares nor steps of expectation and maximisation.
    #[test]
    fn forecasts_are_those_of_a_general_search() {
        let values = [112.0, 118.0, 132.0, 129.0, 121.0, 135.0, 148.0, 148.0, 163.0, 175.0, 170.0, 190.0];
        let change = values.windows(2).map(|pair| f64::abs(pair[1] - pair[0])).sum::<f64>() / 11.0;
        let expected = [194.932_250, 202.312_397, 209.761_479, 217.301_099, 224.948_187, 232.716_342];
        for (rounds, tolerance) in [(500, 1e-7), (ROUNDS, 2e-4)] {
            for (found, expected) in from_positive(&values, change, 6, rounds).into_iter().zip(expected) {
                assert!((found / expected - 1.0).abs() < tolerance, "{rounds} rounds: {found}, not {expected}");
            }
        }
    }

    #[test]
    fn growth_goes_on_between_a_line_and_a_factor() {
        let values: Vec<f64> = (0..20).map(|time| 100.0 * 1.1_f64.powi(time)).collect();
        let prepared = Prepared::new(&values, 1, None);
        let found = prepared.back(averaged(&prepared, 5)[4], 5);
        let (line, factor) = (values[19] + 5.0 * (values[19] - values[18]), values[19] * 1.1_f64.powi(5));
        assert!(line < found && found < factor * 1.01, "{line} < {found} < {factor}");
    }

    #[test]
    fn what_is_constant_short_or_negative_drifts() {
        for values in [vec![7.0; 12], vec![1.0, 2.0, 4.0, 8.0], vec![-1.0, 1.0, 2.0, 5.0, 8.0, 9.0]] {
            let prepared = Prepared::new(&values, 1, None);
            assert_eq!(averaged(&prepared, 3), naive::drift(&prepared.working, 3), "{values:?}");
        }
    }
}
