//! The record of common errors: what a walk would have missed at all times of the histories, long before the rolling origins.

use super::sizes::{concurrent, size};
use super::walk::Walk;
use super::{Means, Missed, expected};
use crate::forecast::origins::fading;
use crate::forecast::trained::Settings;
use crate::parallel;

/// How far errors of late are brought to the size of those over the whole of the histories, in logarithms.
const TOWARDS: f64 = 0.5;
/// What the correlation over all steps ahead counts for in that of each, in times.
const SHARED: f64 = 20.0;

/// How far errors of a random walk with drift went together, and how large they were, by step ahead, over the whole of the histories.
/// Few rolling origins have seen a recession; histories have.
#[derive(Debug, Clone)]
pub struct Record {
    ends: Vec<i64>,
    /// Over all steps ahead, and by step.
    correlation: f64,
    steps: Vec<f64>,
    sizes: Vec<f64>,
}

impl Record {
    /// Looks at histories that end at these steps of a common calendar, at each of so many that `apart` says.
    #[must_use]
    pub fn new(histories: &[&[f64]], ends: &[i64], apart: usize, settings: &Settings) -> Self {
        let count = histories.len().div_ceil(apart);
        let walks = parallel::map_indices(count, |index| Walk::of(histories[index * apart], settings));
        let means = |step: usize| {
            let errors = walks.iter().enumerate().flat_map(|(index, walk)| walk.errors(step + 1, ends[index * apart]));
            // Windows that overlap are worth as many as follow one another.
            Means::of(&errors.collect::<Vec<Missed>>()).map(|means| means.overlapping(step + 1))
        };
        let steps: Vec<Option<Means>> = parallel::map_indices(settings.horizon, means);
        let known = steps.iter().flatten().count() as f64;
        let correlation = if known > 0.0 {
            // Steps share what happened: together they count as one.
            expected(|at| steps.iter().flatten().map(|means| means.likelihood(at)).sum::<f64>() / known)
        } else {
            0.0
        };
        let prior =
            |at: f64| (SHARED * correlation - 1.0) * at.ln() + (SHARED * (1.0 - correlation) - 1.0) * (1.0 - at).ln();
        let of_step =
            |means: &Option<Means>| means.map_or(correlation, |means| expected(|at| means.likelihood(at) + prior(at)));
        let towards = TOWARDS * concurrent(ends.iter().copied().step_by(apart), fading(settings.period));
        let sizes = parallel::map_indices(settings.horizon, |step| size(&walks, step + 1, settings).powf(towards));
        Self { ends: ends.to_vec(), correlation, steps: steps.iter().map(of_step).collect(), sizes }
    }

    /// The steps of the common calendar that histories end at.
    #[must_use]
    pub fn ends(&self) -> &[i64] {
        &self.ends
    }

    /// The correlation of errors of different series over all steps ahead, from 0 to 1.
    #[must_use]
    pub fn correlation(&self) -> f64 {
        self.correlation
    }

    /// The same so many steps ahead: its mean given those errors, if it was as that over all steps by a beta distribution.
    #[must_use]
    pub fn at(&self, ahead: usize) -> f64 {
        self.steps[ahead - 1]
    }

    /// What errors so many steps ahead are taken times, since those of late say less of how large they will be than those of all times:
    /// half of the way from the one size to the other, if all series end at one time. The less they do, the more times are among those
    /// of late, and the less is it.
    #[must_use]
    pub fn size(&self, ahead: usize) -> f64 {
        self.sizes[ahead - 1]
    }

    /// A record of errors that have nothing in common.
    #[cfg(test)]
    pub fn of(ends: &[i64], sizes: &[f64]) -> Self {
        Self { ends: ends.to_vec(), correlation: 0.0, steps: vec![0.0; sizes.len()], sizes: sizes.to_vec() }
    }
}

impl Means {
    /// The same of windows so many steps long.
    fn overlapping(self, ahead: usize) -> Self {
        Self { times: (self.times / ahead as f64).max(1.0), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forecast::methods::Method;
    use crate::numeric::random::{fill_normal, key};

    fn walks(share: f64, values: usize) -> Vec<Vec<f64>> {
        let noise = |element: u64| {
            let mut noise = vec![0.0; values];
            fill_normal(&mut noise, 0, key(7, "record", element), 0);
            noise
        };
        let common = noise(1000);
        let walk = |element: u64| {
            let steps = noise(element).into_iter().zip(&common);
            let walk = steps.scan(-1e6, |level, (own, common)| {
                *level += share.sqrt() * common + (1.0 - share).sqrt() * own;
                Some(*level)
            });
            walk.collect()
        };
        (0..30).map(walk).collect()
    }

    fn record(all: &[Vec<f64>], ends: &[i64]) -> Record {
        let histories: Vec<&[f64]> = all.iter().map(Vec::as_slice).collect();
        let settings = Settings { horizon: 4, period: 1, maximum: None, methods: vec![Method::Naive] };
        Record::new(&histories, ends, 1, &settings)
    }

    /// Random walks of 100 values that share a part of the variance of their changes: so do their errors, at any step ahead.
    #[test]
    fn a_known_share_is_found() {
        for share in [0.0, 0.3, 0.7] {
            let found = record(&walks(share, 100), &[0; 30]);
            for correlation in [found.correlation(), found.at(1), found.at(4)] {
                assert!((correlation - share).abs() < 0.1, "{correlation}, not {share}");
            }
        }
    }

    /// The same walks, each at times of its own, have nothing in common; those that end later are put together by time.
    #[test]
    fn errors_are_put_together_by_time() {
        let all = walks(0.7, 100);
        let ends: Vec<i64> = (0..30).map(|series| series * 7).collect();
        assert!(record(&all, &ends).correlation() < 0.1, "{}", record(&all, &ends).correlation());
        let cut: Vec<Vec<f64>> = all.iter().zip(0..).map(|(walk, at)| walk[..100 - at].to_vec()).collect();
        let ends: Vec<i64> = (0..30).map(|series| -series).collect();
        assert!(record(&cut, &ends).correlation() > 0.6, "{}", record(&cut, &ends).correlation());
    }
}
