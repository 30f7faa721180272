//! Sample paths: whole futures, whose steps hang together as errors at the rolling origins did.

use super::calibration::Calibration;
use super::predictive::Predictive;
use crate::numeric::normal::normal_cdf;
use crate::numeric::normal::normal_quantile;
use crate::numeric::random::{key, uniform};

/// The weight, in origins, of a random walk's errors among those seen.
const PRIOR: f64 = 25.0;

impl Predictive {
    /// So many possible paths, each by step ahead. Path i depends on seed, name and i alone.
    ///
    /// Levels of the errors are taken together from an origin drawn at random, so that steps hang together as they did
    /// there, each moved a little as a normal score, so that no two paths are alike;
    /// with few origins from a random walk instead. Each level then is the quantile of its step (the empirical copula:
    /// Clark, Gangopadhyay, Hay, Rajagopalan & Wilby 2004, doi:10.1175/1525-7541(2004)005<0243:TSSAMF>2.0.CO;2).
    #[must_use]
    pub fn paths(&self, seed: u64, name: &str, number: usize) -> Vec<Vec<f64>> {
        let ranks = self.calibration().ranks();
        let key = key(seed, name, 0);
        let seen: f64 = ranks.iter().map(|(weight, _)| weight).sum();
        (0..number as u64)
            .map(|draw| {
                let chosen = uniform(draw, key, 0) * (seen + PRIOR);
                let levels = if chosen < seen {
                    self.shaken(origin(self.calibration(), chosen), draw, key)
                } else {
                    self.walk(draw, key)
                };
                (1..).zip(levels).map(|(ahead, level)| self.quantile(ahead, level)).collect()
            })
            .collect()
    }

    /// Levels of an origin, each moved a little as a normal score, so that paths do not repeat.
    fn shaken(&self, levels: &[f64], draw: u64, key: u64) -> Vec<f64> {
        const KEPT: f64 = 0.9;
        let moved = normal_quantile::<false>(uniform(draw, key, 1)) * (1.0 - KEPT * KEPT).sqrt();
        let score = |level: &f64| normal_quantile::<false>(level.clamp(1e-6, 1.0 - 1e-6));
        levels.iter().map(|level| normal_cdf(KEPT * score(level) + moved)).collect()
    }

    /// Levels of the errors of a random walk.
    fn walk(&self, draw: u64, key: u64) -> Vec<f64> {
        let mut sum = 0.0;
        (1..=self.horizon() as u64)
            .map(|ahead| {
                sum += normal_quantile::<false>(uniform(draw, key, ahead));
                normal_cdf(sum / (ahead as f64).sqrt())
            })
            .collect()
    }
}

/// The levels of the origin at a place in the sum of weights.
fn origin(calibration: &Calibration, place: f64) -> &[f64] {
    let mut below = 0.0;
    let ranks = calibration.ranks();
    let found = ranks.iter().find(|(weight, _)| {
        below += weight;
        place < below
    });
    found.or(ranks.last()).map_or(&[], |(_, levels)| levels)
}
