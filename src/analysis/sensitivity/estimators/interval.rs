//! Bootstrap percentile intervals.

use crate::numeric::quantile::Quantiles;
use crate::numeric::random;
use crate::parallel;

/// An estimate and the interval that says how far it may be off.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// From all points.
    pub estimate: f64,
    /// Lower end of the percentile interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// Whether a value lies in the interval, ends included.
    #[must_use]
    pub fn contains(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }
}

/// How intervals are found: points are drawn again with replacement (Efron 1979, doi:10.1214/aos/1176344552), and the
/// interval leaves out equal shares of the estimates at both ends.
///
/// Points are taken as independent. Those of a quasi-random sequence err less, so that intervals are then rather too wide.
#[derive(Debug, Clone, Copy)]
pub struct Bootstrap {
    /// How often points are drawn again.
    pub replicates: usize,
    /// Confidence level, such as 0.95.
    pub level: f64,
    /// Seed of the draws: intervals do not depend on the number of threads.
    pub seed: u64,
}

impl Bootstrap {
    /// Estimates with intervals. `estimate` takes how often each of the `points` counts and returns a number for each of
    /// the quantities estimated.
    pub(super) fn intervals(&self, points: usize, estimate: impl Fn(&[f64]) -> Vec<f64> + Sync) -> Vec<Interval> {
        let whole = estimate(&vec![1.0; points]);
        let key = random::key(self.seed, "bootstrap", 0);
        let replicates: Vec<Vec<f64>> = parallel::map_indices(self.replicates, |replicate| {
            let mut drawn = vec![0.0; points];
            random::fill_uniform(&mut drawn, 0, key, replicate as u64);
            let mut counts = vec![0.0; points];
            for u in drawn {
                counts[((u * points as f64) as usize).min(points - 1)] += 1.0;
            }
            estimate(&counts)
        });
        let levels = [0.5 * (1.0 - self.level), 0.5 * (1.0 + self.level)];
        let mut quantiles = Quantiles::default();
        whole
            .into_iter()
            .enumerate()
            .map(|(quantity, estimate)| {
                let values: Vec<f64> = replicates.iter().map(|replicate| replicate[quantity]).collect();
                let mut ends = [f64::NAN; 2];
                // A value that is not finite leaves both ends unknown.
                if quantiles.linear(&values, &levels, &mut ends).is_err() {
                    ends = [f64::NAN; 2];
                }
                Interval { estimate, low: ends[0], high: ends[1] }
            })
            .collect()
    }
}
