//! Growth laws: exponential, logistic and Gompertz, averaged by AICc, carried on from the last value.

use super::naive;
use crate::forecast::criterion::{average, corrected_akaike, normal_deviance};
use crate::forecast::line::Line;
use crate::forecast::prepared::Prepared;
use crate::forecast::scale::Scale;
use crate::laws::{diffusion, growth};

/// Capacities tried, as multiples of the greatest value, in equal ratios up to the last.
const CAPACITIES: usize = 24;
/// The greatest capacity tried: beyond it a law cannot be told from exponential growth.
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
        let fits = capacities(&values, scale).into_iter().filter_map(|capacity| family(&values, capacity));
        fits.map(|law| judge(law, 4)).min_by(|a, b| a.1.total_cmp(&b.1))
    };
    let mut laws = vec![judge(exponential(&values), 3)];
    laws.extend([logistic, gompertz].into_iter().filter_map(best));
    average(&laws, horizon, |law| {
        let moved = history[history.len() - 1] - scale.forward(law.at(last));
        (1..=horizon).map(|ahead| moved + scale.forward(law.at(last + ahead as f64))).collect()
    })
}

/// The capacities to try: the maximum if it is known, else multiples of the greatest value.
fn capacities(values: &[f64], scale: Scale) -> Vec<f64> {
    if let Scale::Angle { maximum } = scale {
        return vec![maximum];
    }
    let greatest = values.iter().copied().fold(0.0, f64::max);
    (1..=CAPACITIES).map(|step| greatest * FARTHEST.powf(step as f64 / CAPACITIES as f64)).collect()
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
