//! The scores of one forecast value, and their means.

use super::predictive::Predictive;
use super::scores::{
    absolute_percentage_error, interval_score, pinball, ranked_probability, symmetric_percentage_error,
};
use crate::projection::Level;

/// Confidence of the intervals whose coverage is reported.
pub const CONFIDENCES: [f64; 4] = [0.50, 0.80, 0.90, 0.95];
/// Parts of the histogram of levels.
pub const PARTS: usize = 10;
/// The levels that quantile losses of public comparisons are means over.
pub const DECILES: [f64; 9] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
/// Part of a value by which the way to its logarithm and back may miss it: an interval without width covers it all the same.
const ROUNDING: f64 = 1e-12;
/// Levels that stand for a distribution in its ranked probability score.
const FINE: usize = 100;

/// Scores of one method at one value.
#[derive(Debug, Clone, Copy)]
pub struct Score {
    /// Steps ahead, from 1.
    pub ahead: usize,
    smape: f64,
    /// None if the value is zero.
    mape: Option<f64>,
    /// Scaled scores; none where nothing ever changed.
    scaled: Option<Scaled>,
    /// Twice the mean pinball loss at [`DECILES`].
    loss: f64,
    /// The size of the value.
    size: f64,
    coverage: [f64; CONFIDENCES.len()],
    levels: [f64; PARTS],
}

#[derive(Debug, Clone, Copy)]
struct Scaled {
    mase: f64,
    crps: f64,
    pinball: f64,
    sql: f64,
    msis: f64,
}

/// One origin of one series: scores by method, then by value that came.
pub struct Case {
    /// Which series.
    pub series: usize,
    /// Which origin; the first is the latest.
    pub origin: usize,
    /// Scores by method, then by value.
    pub scores: Vec<Vec<Score>>,
}

/// Means of scores over steps ahead, then over origins, then over series; of `wql` it is the ratio of sums.
#[derive(Debug, Clone, Copy)]
pub struct Means {
    /// Symmetric mean absolute percentage error, in per cent.
    pub smape: f64,
    /// Mean absolute percentage error of the values that are not zero, in per cent.
    pub mape: f64,
    /// Mean absolute scaled error.
    pub mase: f64,
    /// Continuous ranked probability score, scaled as the MASE.
    pub crps: f64,
    /// Mean pinball loss at the levels of [`Level::ALL`], scaled as the MASE.
    pub pinball: f64,
    /// Weighted quantile loss: the sum of twice the mean pinball losses at [`DECILES`] over the sum of the sizes of values.
    pub wql: f64,
    /// Scaled quantile loss: twice the mean pinball loss at [`DECILES`], scaled as the MASE.
    pub sql: f64,
    /// Share of values inside intervals of [`CONFIDENCES`].
    pub coverage: [f64; CONFIDENCES.len()],
    /// Mean scaled interval score at 95 %.
    pub msis: f64,
}

impl Score {
    /// Scores a forecast by the value that came so many steps ahead; `scale` is what scaled scores are scaled by.
    pub fn of(forecast: &Predictive, ahead: usize, value: f64, scale: Option<f64>) -> Self {
        let quantile = |level: f64| forecast.quantile(ahead, level);
        let interval = |confidence: f64| (quantile((1.0 - confidence) / 2.0), quantile(f64::midpoint(1.0, confidence)));
        let covered = |confidence: f64| {
            let (low, high) = interval(confidence);
            let rounding = ROUNDING * value.abs();
            if (low - rounding..=high + rounding).contains(&value) { 1.0 } else { 0.0 }
        };
        let mut levels = [0.0; PARTS];
        spread(&mut levels, forecast.levels(ahead, value));
        let mean_pinball = |levels: &[f64]| {
            let losses = levels.iter().map(|level| pinball(value, quantile(*level), *level));
            losses.sum::<f64>() / levels.len() as f64
        };
        let median = forecast.median(ahead);
        let loss = 2.0 * mean_pinball(&DECILES);
        let scaled = scale.map(|scale| Scaled {
            mase: (value - median).abs() / scale,
            crps: ranked_probability(value, &forecast.middles(ahead, FINE)) / scale,
            pinball: mean_pinball(&Level::PROBABILITIES) / scale,
            sql: loss / scale,
            msis: interval_score(value, interval(0.95), 0.95) / scale,
        });
        Self {
            ahead,
            smape: symmetric_percentage_error(value, median),
            mape: absolute_percentage_error(value, median),
            scaled,
            loss,
            size: value.abs(),
            coverage: CONFIDENCES.map(covered),
            levels,
        }
    }
}

/// Adds a value to parts of the histogram of levels, evenly from one level to another.
///
/// Source: Czado, Gneiting & Held 2009, doi:10.1111/j.1541-0420.2009.01191.x, section 2.
fn spread(parts: &mut [f64; PARTS], (from, until): (f64, f64)) {
    let place = |level: f64| level * PARTS as f64;
    if until <= from {
        parts[(place(from) as usize).min(PARTS - 1)] += 1.0;
        return;
    }
    for (part, share) in parts.iter_mut().enumerate() {
        let (low, high) = (place(from).max(part as f64), place(until).min(part as f64 + 1.0));
        *share += (high - low).max(0.0) / (place(until) - place(from));
    }
}

impl Case {
    /// How many values came.
    pub fn values(&self) -> usize {
        self.scores.first().map_or(0, Vec::len)
    }

    /// Whether nothing had ever changed before the origin.
    pub fn is_constant(&self) -> bool {
        self.scores.iter().flatten().all(|score| score.scaled.is_none())
    }

    /// The mean of a score of a method over the values that have it, or over the one so many steps ahead.
    fn mean(&self, method: usize, ahead: Option<usize>, score: impl Fn(&Score) -> Option<f64>) -> Option<f64> {
        let asked = self.scores[method].iter().filter(|own| ahead.is_none_or(|ahead| own.ahead == ahead));
        mean(asked.filter_map(score))
    }

    /// The mean scaled absolute error of a method.
    pub fn mase(&self, method: usize) -> Option<f64> {
        self.mean(method, None, |score| Some(score.scaled?.mase))
    }
}

impl Means {
    /// The means of a method's scores over all steps ahead, or at one of them.
    #[must_use]
    pub fn of(cases: &[&Case], method: usize, ahead: Option<usize>) -> Self {
        let mean = |score: &dyn Fn(&Score) -> Option<f64>| over_series(cases, method, ahead, score);
        let scaled = |score: fn(&Scaled) -> f64| mean(&|own: &Score| own.scaled.as_ref().map(score));
        let asked = |score: &&Score| ahead.is_none_or(|ahead| score.ahead == ahead);
        let all = cases.iter().flat_map(|case| &case.scores[method]).filter(asked);
        let (loss, size) = all.fold((0.0, 0.0), |(loss, size), score| (loss + score.loss, size + score.size));
        Self {
            smape: mean(&|score| Some(score.smape)),
            mape: mean(&|score| score.mape),
            mase: scaled(|score| score.mase),
            crps: scaled(|score| score.crps),
            pinball: scaled(|score| score.pinball),
            wql: loss / size,
            sql: scaled(|score| score.sql),
            coverage: std::array::from_fn(|index| mean(&|score| Some(score.coverage[index]))),
            msis: scaled(|score| score.msis),
        }
    }
}

/// Shares of values by the part of a method's distribution they fell in.
pub fn levels(cases: &[&Case], method: usize) -> [f64; PARTS] {
    std::array::from_fn(|part| over_series(cases, method, None, |score| Some(score.levels[part])))
}

fn over_series(cases: &[&Case], method: usize, ahead: Option<usize>, score: impl Fn(&Score) -> Option<f64>) -> f64 {
    let by_series = means_by(cases, |case| case.series, |case| case.mean(method, ahead, &score));
    mean(by_series.into_iter()).unwrap_or(f64::NAN)
}

/// Means of a score over the cases of one key, in the order of keys; keys without any are left out.
pub fn means_by(cases: &[&Case], key: impl Fn(&Case) -> usize, score: impl Fn(&Case) -> Option<f64>) -> Vec<f64> {
    let keys = cases.iter().map(|case| key(case)).max().map_or(0, |last| last + 1);
    let mut sums = vec![(0.0, 0.0); keys];
    for case in cases {
        if let Some(score) = score(case) {
            let sum: &mut (f64, f64) = &mut sums[key(case)];
            *sum = (sum.0 + score, sum.1 + 1.0);
        }
    }
    sums.into_iter().filter(|(_, count)| *count > 0.0).map(|(sum, count)| sum / count).collect()
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    (count > 0.0).then(|| sum / count)
}
