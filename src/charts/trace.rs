//! A series over time as charts see it: times, quantiles, observations and goals.

use crate::projection::{Heard, Histogram, Level, Quantiles};

use super::palette::Colour;
use crate::wording::unit::Unit;

/// One series over time, in the numbers of the chart.
#[derive(Debug, Clone)]
pub struct Trace {
    /// What tells it from the other traces of the chart.
    pub label: String,
    /// Its colour.
    pub colour: Colour,
    /// How its numbers are written.
    pub unit: Unit,
    /// Times in years, ascending.
    pub times: Vec<f64>,
    /// By time: observed rather than projected.
    pub observed: Vec<bool>,
    /// Mean over draws, by time.
    pub mean: Vec<f64>,
    /// Quantiles by level and time.
    pub quantiles: Quantiles,
    /// How draws spread at its last time, in the unit of the projection, if that was counted.
    pub histogram: Option<Histogram>,
    /// Some of the draws by time.
    pub lines: Vec<Vec<f64>>,
    /// Observations.
    pub history: Vec<Dot>,
    /// Goals.
    pub targets: Vec<Goal>,
    /// It stands behind those that the picture is about: thin and grey.
    pub behind: bool,
}

/// An observation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dot {
    /// Time in years.
    pub time: f64,
    /// Value.
    pub value: f64,
    /// It drove the run, rather than being only compared with it.
    pub drives: bool,
    /// What else the run heard of it.
    pub heard: Heard,
}

/// A goal.
#[derive(Debug, Clone, PartialEq)]
pub struct Goal {
    /// What it is called.
    pub label: String,
    /// Date in years.
    pub time: f64,
    /// Value.
    pub value: f64,
    /// Reached from below rather than from above.
    pub at_least: bool,
    /// Share of draws that reach it.
    pub probability: f64,
    /// Nothing is left to chance: its date was observed, or the run is deterministic.
    pub settled: bool,
    /// What is known of it was observed, and not computed.
    pub observed: bool,
}

impl Trace {
    /// Medians by time.
    #[must_use]
    pub fn median(&self) -> &[f64] {
        &self.quantiles[Level::MEDIAN]
    }

    /// The last time, with the 5 % quantile, median and 95 % quantile there.
    #[must_use]
    pub fn horizon(&self) -> Option<(f64, [f64; 3])> {
        let last = self.times.len().checked_sub(1)?;
        Some((self.times[last], Level::RANGE.map(|level| self.quantiles[level][last])))
    }

    /// The last time at which what was observed drove it, if projected times follow. None where observations are only
    /// compared with it: it is projected from its first time on.
    #[must_use]
    pub fn observed_until(&self) -> Option<f64> {
        let driven = self.observed.iter().rposition(|observed| *observed);
        let until = match driven {
            Some(last) => self.times[last],
            None => self.history.iter().rfind(|dot| dot.drives)?.time,
        };
        (self.times.last()? > &until).then_some(until)
    }

    /// Least and greatest of what a fan shows: the 90 % band (the median alone without `bands`), history, targets.
    #[must_use]
    pub fn extent(&self, bands: bool) -> (f64, f64) {
        let levels: &[Level] = if bands { &Level::ALL } else { &[Level::MEDIAN] };
        let values = levels.iter().flat_map(|level| self.quantiles[*level].iter().copied());
        let history = self.history.iter().map(|dot| dot.value);
        let targets = self.targets.iter().map(|goal| goal.value);
        range(values.chain(history).chain(targets))
    }
}

/// The times of series and of their observations, which may begin before the run does.
pub fn times(traces: &[Trace]) -> impl Iterator<Item = f64> + Clone {
    traces.iter().flat_map(|trace| {
        let history = trace.history.iter().map(|dot| dot.time);
        trace.times.iter().copied().chain(history)
    })
}

/// Least and greatest of numbers; an empty range is from infinity to minus infinity.
pub fn range(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
}
