//! Where a forecast begins: what is known of a history at its end.

use super::methods::Method;
use super::prepared::Prepared;

/// Number of past changes and averages of them that the pooled regression looks at.
pub const CHANGES: usize = 8;
/// Number of measures of how a history moves.
pub const SHAPES: usize = 4;
/// By how much of an error the drift of a series is believed to change. It matters only where there are few errors to
/// learn from.
const WANDERING: f64 = 0.25;
/// How many times the largest value a forecast may be away from the last, on the scale of the history.
const FARTHEST: f64 = 1e3;
/// Errors of more units times growth than this count as this in how large errors have been.
pub const LARGEST: f64 = 20.0;
/// Least values a forecast can begin with.
pub const LEAST: usize = 4;

/// A history at its end, on its scale.
#[derive(Debug, Clone)]
pub struct Start {
    /// Number of values.
    pub values: usize,
    /// The last value.
    pub last: f64,
    /// Mean absolute change: the unit in which errors of different series compare. Zero if nothing ever changed.
    pub unit: f64,
    /// Changes in units: mean, median, the last three, and three moving averages.
    pub changes: [f64; CHANGES],
    /// Logarithms of standard deviation, roughness (mean absolute second difference) and recent mean absolute change, in
    /// units, and of the number of values over twenty.
    pub shapes: [f64; SHAPES],
    /// The paths of the local methods, in the order they were asked for.
    pub paths: Vec<Vec<f64>>,
}

impl Start {
    /// Looks at a history of at least [`LEAST`] values and runs local methods on it.
    #[must_use]
    pub fn new(prepared: &Prepared, methods: &[Method], horizon: usize) -> Self {
        let working = &prepared.working;
        let steps: Vec<f64> = working.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let unit = mean(steps.iter().map(|step| step.abs()));
        // Changes that are rounding errors of the values are none.
        let largest = working.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
        let unit = if unit > 1e-12 * largest { unit } else { 0.0 };
        let last = working.last().copied().unwrap_or(f64::NAN);
        let run = |method: &Method| Some(possible(working, method.local()?(prepared, horizon)));
        let paths = methods.iter().filter_map(run).collect();
        let (changes, shapes) =
            if unit > 0.0 { (changes(&steps, unit), shapes(&steps, unit)) } else { ([0.0; CHANGES], [0.0; SHAPES]) };
        Self { values: working.len(), last, unit, changes, shapes, paths }
    }

    /// How errors are believed to grow, as [`growth`].
    #[must_use]
    pub fn growth(&self, ahead: usize) -> f64 {
        growth(self.values - 1, ahead)
    }
}

/// How errors are believed to grow, in standard deviations of so many changes: those of a random walk whose drift was
/// estimated, which adds h² / number of changes to the variance, and wanders by a share of each error itself (the
/// variance of a linear trend under exponential smoothing: Hyndman, Koehler, Ord & Snyder 2008, section 6.1).
#[must_use]
pub fn growth(changes: usize, ahead: usize) -> f64 {
    let shocks: f64 = (0..ahead).map(|step| (1.0 + WANDERING * step as f64).powi(2)).sum();
    (shocks + (ahead * ahead) as f64 / changes as f64).sqrt()
}

/// A path from the end of a history on its scale. What no series could do, such as an exponential beyond all numbers, is no
/// forecast: the last value stays.
#[must_use]
pub fn possible(working: &[f64], path: Vec<f64>) -> Vec<f64> {
    let largest = working.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
    let last = working.last().copied().unwrap_or(f64::NAN);
    path.into_iter().map(|value| if (value - last).abs() <= FARTHEST * largest { value } else { last }).collect()
}

fn changes(steps: &[f64], unit: f64) -> [f64; CHANGES] {
    let average = mean(steps.iter().copied());
    let first = mean(steps[..steps.len().min(3)].iter().copied());
    let smooth = |alpha: f64, from: f64| steps.iter().fold(from, |level, step| level + alpha * (step - level));
    let back = |lag: usize| steps[steps.len() - lag];
    [average, median(steps), back(1), back(2), back(3), smooth(0.15, average), smooth(0.35, first), smooth(0.65, first)]
        .map(|change| change / unit)
}

fn shapes(steps: &[f64], unit: f64) -> [f64; SHAPES] {
    let average = mean(steps.iter().copied());
    let n = steps.len() as f64;
    let deviation = (steps.iter().map(|step| (step - average).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
    let roughness = mean(steps.windows(2).map(|pair| (pair[1] - pair[0]).abs()));
    let recent = mean(steps[steps.len().saturating_sub(4)..].iter().map(|step| step.abs()));
    // A tenth of a unit keeps a stretch without change from counting as infinitely calm.
    let logarithm = |value: f64| (value / unit).max(0.1).ln();
    [logarithm(deviation), logarithm(roughness), logarithm(recent), ((n + 1.0) / 20.0).ln()]
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    if count > 0.0 { sum / count } else { 0.0 }
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    f64::midpoint(sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2])
}
