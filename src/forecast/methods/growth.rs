//! Growth laws: exponential, logistic and Gompertz, averaged by `AICc`, carried on from the last value.

use super::naive;
use crate::forecast::criterion::{average, corrected_akaike, normal_deviance};
use crate::forecast::line::Line;
use crate::forecast::prepared::Prepared;
use crate::forecast::scale::Scale;
use crate::laws::{diffusion, growth};

/// Capacities tried between two bounds, in equal ratios.
const CAPACITIES: usize = 24;
/// The greatest capacity tried, as a multiple of the greatest value: beyond it a law cannot be told from exponential growth.
const FARTHEST: f64 = 30.0;

/// A law that has been fitted.
#[derive(Debug, Clone, Copy)]
enum Law {
    Exponential { start: f64, rate: f64 },
    Logistic { capacity: f64, rate: f64, midpoint: f64 },
    Gompertz { capacity: f64, b: f64, c: f64 },
}

impl Law {
    fn at(self, time: f64) -> f64 {
        match self {
            Self::Exponential { start, rate } => growth::cagr(start, rate, time),
            Self::Logistic { capacity, rate, midpoint } => diffusion::logistic(capacity, rate, midpoint, time),
            Self::Gompertz { capacity, b, c } => diffusion::gompertz(capacity, b, c, time),
        }
    }
}

/// The average of the three laws, each moved, on the scale of the history, to begin at the last value; a random walk
/// with drift if not all values are positive.
///
/// Each law is a straight line in a transform of the values given its capacity, which is searched on a grid.
#[must_use]
pub fn averaged(prepared: &Prepared, horizon: usize) -> Vec<f64> {
    let history = &prepared.working;
    let scale = prepared.scale;
    let values: Vec<f64> = history.iter().map(|scaled| scale.back(*scaled)).collect();
    if scale == Scale::Level || values.iter().any(|value| *value <= 0.0) || history.len() < 6 {
        return naive::drift(history, horizon);
    }
    let last = history.len() as f64;
    let judge = |law: Law, parameters: usize| {
        let errors = (1..).zip(history).map(|(time, scaled)| scaled - scale.forward(law.at(f64::from(time))));
        let squares: f64 = errors.map(|error| error * error).sum();
        (law, corrected_akaike(normal_deviance(squares, history.len()), parameters, history.len()))
    };
    let best = |family: fn(&[f64], f64) -> Option<Law>| {
        let least = |capacities: Vec<f64>| {
            let fits =
                capacities.into_iter().filter_map(|capacity| Some((capacity, judge(family(&values, capacity)?, 4))));
            fits.min_by(|a, b| a.1.1.total_cmp(&b.1.1))
        };
        let greatest = values.iter().copied().fold(0.0, f64::max);
        if let Scale::Angle { maximum } = scale {
            return least(vec![maximum]);
        }
        // A coarse grid, then a fine one around its best.
        let ratio = FARTHEST.powf(1.0 / CAPACITIES as f64);
        let (coarse, _) = least(grid(greatest * ratio, greatest * FARTHEST))?;
        least(grid((coarse / ratio).max(greatest * (1.0 + 1e-6)), coarse * ratio))
    };
    let mut laws = vec![judge(exponential(&values), 3)];
    laws.extend([logistic, gompertz].into_iter().filter_map(best).map(|(_, law)| law));
    average(&laws, horizon, |law| {
        let moved = history[history.len() - 1] - scale.forward(law.at(last));
        (1..=horizon).map(|ahead| moved + scale.forward(law.at(last + ahead as f64))).collect()
    })
}

/// Capacities in equal ratios.
fn grid(low: f64, high: f64) -> Vec<f64> {
    (0..CAPACITIES).map(|step| low * (high / low).powf(step as f64 / (CAPACITIES - 1) as f64)).collect()
}

fn exponential(values: &[f64]) -> Law {
    let line = Line::through(&values.iter().map(|value| value.ln()).collect::<Vec<_>>());
    Law::Exponential { start: line.intercept.exp(), rate: line.slope.exp_m1() }
}

fn logistic(values: &[f64], capacity: f64) -> Option<Law> {
    let logits = values.iter().map(|value| (value / (capacity - value)).ln());
    let line = Line::through(&logits.collect::<Vec<_>>());
    let law = Law::Logistic { capacity, rate: line.slope, midpoint: -line.intercept / line.slope };
    (line.slope.abs() > 1e-9).then_some(law)
}

fn gompertz(values: &[f64], capacity: f64) -> Option<Law> {
    let gaps = values.iter().map(|value| (capacity / value).ln().ln());
    let line = Line::through(&gaps.collect::<Vec<_>>());
    let law = Law::Gompertz { capacity, b: line.intercept.exp(), c: -line.slope };
    (line.slope.is_finite() && line.intercept.is_finite()).then_some(law)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forecast(law: Law, values: usize, maximum: Option<f64>) -> Vec<(f64, f64)> {
        let history: Vec<f64> = (1..=values).map(|time| law.at(time as f64)).collect();
        let prepared = Prepared::new(&history, 1, maximum);
        let paths = (1..).zip(averaged(&prepared, 5));
        paths.map(|(ahead, scaled)| (prepared.back(scaled, ahead), law.at((values + ahead) as f64))).collect()
    }

    #[test]
    fn laws_go_on() {
        for (law, values, maximum, tolerance) in [
            (Law::Exponential { start: 2.0, rate: 0.15 }, 12, None, 1e-6),
            (Law::Logistic { capacity: 80.0, rate: 0.6, midpoint: 6.0 }, 14, Some(80.0), 1e-6),
            (Law::Gompertz { capacity: 80.0, b: 4.0, c: 0.3 }, 14, Some(80.0), 1e-6),
            // Past its inflection the capacity is found.
            (Law::Logistic { capacity: 80.0, rate: 0.6, midpoint: 6.0 }, 14, None, 0.01),
        ] {
            for (found, expected) in forecast(law, values, maximum) {
                assert!((found / expected - 1.0).abs() < tolerance, "{law:?}: {found}, not {expected}");
            }
        }
    }

    #[test]
    fn what_cannot_grow_drifts() {
        let prepared = Prepared::new(&[0.0, 1.0, 4.0, 9.0, 16.0, 25.0], 1, None);
        assert_eq!(averaged(&prepared, 2), naive::drift(&prepared.working, 2));
    }
}
