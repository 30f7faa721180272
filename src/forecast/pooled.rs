//! One regression for all series: what comes depends on the same few averages of past changes everywhere.
//!
//! Source: "global" models, Montero-Manso & Hyndman 2021, doi:10.1016/j.ijforecast.2021.03.004.

use super::origins::Origin;
use super::ridge::Ridge;
use super::start::{CHANGES, Start};
use crate::parallel;

/// Rounds of weighting that turn least squares into least absolute errors.
const ROUNDS: usize = 12;
/// Errors, in units, below which a row does not count for more.
const FLOOR: f64 = 0.1;
/// The weight of the prior as a share of that of all rows, and in rows besides.
const PRIOR: (f64, f64) = (0.02, 100.0);
/// Parts of the series; each is forecast by what the others teach.
const FOLDS: usize = 5;
/// Series below which there are too few to divide.
const DIVISIBLE: usize = 10;

/// Coefficients of the changes in [`Start`], by step ahead.
#[derive(Debug, Clone)]
pub struct Regression {
    coefficients: Vec<[f64; CHANGES]>,
}

impl Regression {
    /// The regression on all origins, and its path at each of them.
    ///
    /// Errors at an origin are to be honest: with ten series or more, the path there is that of a regression on other
    /// series; with fewer, of one on what was known at that time.
    #[must_use]
    pub fn cross_fitted(origins: &[Origin], series: usize, horizon: usize) -> (Self, Vec<Vec<f64>>) {
        let whole = Self::fit(origins, horizon, |_, _| true);
        let part = |origin: &Origin| if series < DIVISIBLE { origin.back } else { origin.series % FOLDS };
        let parts = origins.iter().map(part).max().map_or(0, |last| last + 1);
        let without = |part: usize| {
            if series < DIVISIBLE {
                Self::fit(origins, horizon, |origin, ahead| origin.back - ahead >= part)
            } else {
                Self::fit(origins, horizon, |origin, _| origin.series % FOLDS != part)
            }
        };
        let fits: Vec<Self> = parallel::map_indices(parts, without);
        let paths = origins.iter().map(|origin| fits[part(origin)].path(&origin.start)).collect();
        (whole, paths)
    }

    /// The least absolute errors of those origins and steps ahead that `take` takes, by iteratively reweighted least
    /// squares, drawn towards a random walk with drift.
    fn fit(origins: &[Origin], horizon: usize, take: impl Fn(&Origin, usize) -> bool + Sync) -> Self {
        let fit = |ahead: usize| {
            let known = |origin: &&Origin| origin.start.unit > 0.0 && origin.actual[ahead - 1].is_finite();
            let rows: Vec<(&[f64; CHANGES], f64, f64)> = origins
                .iter()
                .filter(|origin| known(origin) && take(origin, ahead))
                .map(|origin| {
                    let Start { last, unit, changes, .. } = &origin.start;
                    (changes, (origin.actual[ahead - 1] - last) / unit, origin.weight(ahead))
                })
                .collect();
            let mut prior = [0.0; CHANGES];
            prior[0] = ahead as f64;
            let total: f64 = rows.iter().map(|(.., weight)| weight).sum();
            (0..ROUNDS).fold(prior, |coefficients, _| {
                let mut ridge = Ridge::default();
                let mut sum = 0.0;
                for (changes, target, weight) in &rows {
                    let weight = weight / (target - product(&coefficients, changes)).abs().max(FLOOR);
                    ridge.add(changes, *target, weight);
                    sum += weight;
                }
                let penalty = sum * (PRIOR.0 + PRIOR.1 / total.max(1e-9));
                ridge.solve(&prior, &[penalty; CHANGES])
            })
        };
        Self { coefficients: parallel::map_indices(horizon, |step| fit(step + 1)) }
    }

    /// The expected path of a history.
    #[must_use]
    pub fn path(&self, start: &Start) -> Vec<f64> {
        self.coefficients.iter().map(|ahead| start.last + start.unit * product(ahead, &start.changes)).collect()
    }
}

fn product(a: &[f64; CHANGES], b: &[f64; CHANGES]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::super::origins::roll;
    use super::*;
    use crate::forecast::methods::Method;
    use crate::forecast::prepared::Prepared;
    use crate::numeric::random::{fill_normal, key};

    /// Changes that carry on by seven tenths, with noise: each history says little, all together say it clearly.
    #[test]
    fn what_series_have_in_common_is_found() {
        let series = |element: u64| -> Vec<f64> {
            let mut noise = [0.0; 25];
            fill_normal(&mut noise, 0, key(1, "changes", element), 0);
            let mut change = 0.0;
            let steps = noise.iter().scan(0.0, |level, noise| {
                change = 0.7 * change + noise;
                *level += change;
                Some(*level)
            });
            // Below zero the scale is the level itself.
            steps.map(|level| level - 1000.0).collect()
        };
        let all: Vec<Vec<f64>> = (0..200).map(series).collect();
        let histories: Vec<&[f64]> = all.iter().map(Vec::as_slice).collect();
        let origins = roll(&histories, 1, None, &[Method::Drift], 2, &|_, _| {});
        let (_, paths) = Regression::cross_fitted(&origins, histories.len(), 2);
        let error = |path: &dyn Fn(usize) -> f64| -> f64 {
            let errors = (0..origins.len()).map(|index| (origins[index].actual[0] - path(index)).abs());
            errors.sum::<f64>() / origins.len() as f64
        };
        let pooled = error(&|index| paths[index][0]);
        let drift = error(&|index| origins[index].start.paths[0][0]);
        // Noise has a mean size of 0.80; with changes that carry on, those of a drift miss by that of 1 / sqrt(1 - 0.49).
        assert!(pooled < 0.95 && drift > 1.05, "{pooled} against {drift}");
    }

    #[test]
    fn without_origins_it_is_a_random_walk_with_drift() {
        let (regression, _) = Regression::cross_fitted(&[], 1, 3);
        let start = Start::new(&Prepared::new(&[-1.0, 1.0, 0.0, 2.0], 1, None), &[], 3);
        let found = regression.path(&start);
        assert!(found.iter().zip([3.0, 4.0, 5.0]).all(|(a, b)| (a - b).abs() < 1e-9), "{found:?}");
    }
}
