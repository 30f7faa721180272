//! Rolling origins: forecasts made inside the histories, as if what came after were not known.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::methods::Method;
use super::prepared::Prepared;
use super::start::{LEAST, Start};
use crate::parallel;

/// What an origin one step older, or one season older if there are seasons, counts for: what was right of late says more of
/// what comes next.
const FADING: f64 = 0.6;
/// Origins beyond the horizon that are tried in each history.
pub(super) const BEYOND: usize = 6;
/// A history of at least this many values before an origin is asked for, or half of all if there are fewer.
const ENOUGH: usize = 8;
/// Series that are looked into at most, evenly spread over the file.
pub const MOST_SERIES: usize = 2000;

/// Is told how many series have been learned from, of how many.
pub type Told<'a> = &'a (dyn Fn(usize, usize) + Sync);

/// How many of so many series are looked into.
pub(super) fn looked_into(series: usize) -> usize {
    series.div_ceil(stride(series))
}

/// Each so many-th series is looked into.
pub(super) fn stride(series: usize) -> usize {
    series.div_ceil(MOST_SERIES).max(1)
}

/// What an origin one step older counts for, if there are so many values in a year.
pub(super) fn fading(period: usize) -> f64 {
    FADING.powf(1.0 / period.max(1) as f64)
}

/// One origin.
#[derive(Debug, Clone)]
pub struct Origin {
    /// Index of the history.
    pub series: usize,
    /// How many values are after it.
    pub back: usize,
    /// What is known at it.
    pub start: Start,
    /// What came, by step ahead, on the scale of the history up to the origin; not a number where it is not known.
    pub actual: Vec<f64>,
    /// What an origin one step older counts for.
    pub fading: f64,
}

impl Origin {
    /// What its value so many steps ahead counts for; 1 for the latest that can be known.
    #[must_use]
    pub fn weight(&self, ahead: usize) -> f64 {
        self.fading.powi((self.back - ahead) as i32)
    }

    /// Steps ahead, from 1, what came, and what it counts for, where that is known and the history was not constant.
    pub fn known(&self) -> impl Iterator<Item = (usize, f64, f64)> {
        let usable = self.start.unit > 0.0;
        let steps = (1..).zip(&self.actual).filter(move |(_, actual)| usable && actual.is_finite());
        steps.map(|(ahead, actual)| (ahead, *actual, self.weight(ahead)))
    }
}

/// Runs local methods at the rolling origins of histories: the last ones, as many as the horizon and six more. Values
/// before an origin, and they alone, prepare, fit and scale its forecasts.
#[must_use]
pub fn roll(
    histories: &[&[f64]],
    period: usize,
    maximum: Option<f64>,
    methods: &[Method],
    horizon: usize,
    told: Told,
) -> Vec<Origin> {
    let fading = fading(period);
    let (stride, all) = (stride(histories.len()), looked_into(histories.len()));
    let done = AtomicUsize::new(0);
    let origins = |index: usize| -> Vec<Origin> {
        let series = index * stride;
        let history = histories[series];
        let least = LEAST.max(ENOUGH.min(history.len() / 2));
        let backs = (1..=horizon + BEYOND).take_while(|back| history.len() >= least + back);
        let origin = |back: usize| {
            let known = history.len() - back;
            let enough = history[..known].iter().filter(|value| value.is_finite()).count() >= LEAST;
            (history[known - 1].is_finite() && enough).then(|| {
                let prepared = Prepared::new(&history[..known], period, maximum);
                let start = Start::new(&prepared, methods, horizon);
                let came = history[known..].iter().copied().chain(std::iter::repeat(f64::NAN));
                let actual = (1..).zip(came.take(horizon)).map(|(ahead, value)| prepared.forward(value, ahead));
                Origin { series, back, start, actual: actual.collect(), fading }
            })
        };
        let found = backs.filter_map(origin).collect();
        told(done.fetch_add(1, Ordering::Relaxed) + 1, all);
        found
    };
    told(0, all);
    parallel::map_indices(all, origins).into_iter().flatten().collect()
}
