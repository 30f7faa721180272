//! Sample paths: whole futures, whose steps hang together as errors at the rolling origins did.

use super::calibration::PRIOR;
use super::predictive::Predictive;
use crate::numeric::normal::{normal_cdf, normal_quantile};
use crate::numeric::random::{key, uniform};

/// What names the random walk that all series of a file share; no series can have it for a name of its own and be drawn from it,
/// for those are drawn from other numbers of their key.
pub(super) const SHARED: &str = "what the series of a file share";

impl Predictive {
    /// So many possible paths, each by step ahead; the same again for the same seed, name and number.
    ///
    /// The errors of all steps are taken together from one rolling origin drawn at random, so that they hang together as
    /// they did there; or, as often as the prior weighs among them, from a random walk. What is kept of them is their
    /// order: at each step, the paths are the quantiles of its forecast at evenly spread levels (the Schaake shuffle:
    /// Clark, Gangopadhyay, Hay, Rajagopalan & Wilby 2004, doi:10.1175/1525-7541(2004)005<0243:TSSAMF>2.0.CO;2).
    ///
    /// Paths of the same number of different series belong together: their order follows one random walk for all, as far as
    /// the errors of the series of the file had a common factor (a normal copula with one factor: Vasicek 2002). So a sum of
    /// series over a path is a draw of the sum.
    #[must_use]
    pub fn paths(&self, seed: u64, name: &str, number: usize) -> Vec<Vec<f64>> {
        let shared = walks(key(seed, SHARED, 0), number, self.horizon());
        let (factor, own) = (self.common().sqrt(), (1.0 - self.common()).sqrt());
        self.ordered((seed, name), number, own, |path, step| factor * shared[path][step])
    }

    /// Paths whose order at each step is that of `own` times the series' own normal scores, plus what other series share of a
    /// path and step.
    pub(super) fn ordered(
        &self,
        (seed, name): (u64, &str),
        number: usize,
        own: f64,
        shared: impl Fn(usize, usize) -> f64,
    ) -> Vec<Vec<f64>> {
        let mut paths = self.errors_together(key(seed, name, 0), number);
        let level = |rank: usize| (rank as f64 + 0.5) / number as f64;
        for ahead in 1..=self.horizon() {
            let step = ahead - 1;
            let mut order: Vec<usize> = (0..number).collect();
            order.sort_by(|a, b| paths[*a][step].total_cmp(&paths[*b][step]));
            let mut scores = vec![0.0; number];
            for (rank, path) in order.iter().enumerate() {
                scores[*path] = own * normal_quantile::<false>(level(rank)) + shared(*path, step);
            }
            order.sort_by(|a, b| scores[*a].total_cmp(&scores[*b]));
            for (rank, path) in order.into_iter().enumerate() {
                paths[path][step] = self.quantile(ahead, level(rank));
            }
        }
        paths
    }

    /// Errors over their scales by path and step.
    fn errors_together(&self, key: u64, number: usize) -> Vec<Vec<f64>> {
        let together = self.calibration().together();
        let mut total = 0.0;
        let sums: Vec<f64> = together
            .iter()
            .map(|(weight, _)| {
                total += weight;
                total
            })
            .collect();
        (0..number as u64)
            .map(|draw| {
                let place = uniform(draw, key, 0) * (total + PRIOR);
                let seen = together.get(sums.partition_point(|sum| *sum <= place));
                seen.map_or_else(|| self.walk(draw, key), |(_, errors)| errors.clone())
            })
            .collect()
    }

    /// Errors that are believed rather than seen: those of a random walk.
    fn walk(&self, draw: u64, key: u64) -> Vec<f64> {
        let walk = walk(draw, key, self.horizon());
        (1..).zip(walk).map(|(ahead, sum)| self.calibration().belief(ahead, normal_cdf(sum))).collect()
    }
}

/// Random walks by path, each step in standard deviations.
pub(super) fn walks(key: u64, number: usize, horizon: usize) -> Vec<Vec<f64>> {
    (0..number as u64).map(|draw| walk(draw, key, horizon).collect()).collect()
}

fn walk(draw: u64, key: u64, horizon: usize) -> impl Iterator<Item = f64> {
    (1..=horizon).scan(0.0, move |sum, ahead| {
        *sum += normal_quantile::<false>(uniform(draw, key, ahead as u64));
        Some(*sum / (ahead as f64).sqrt())
    })
}

#[cfg(test)]
mod tests {
    use crate::forecast::{Method, Settings, Trained};
    use crate::numeric::random::{fill_normal, key};

    #[test]
    fn paths_are_draws_of_the_forecast() {
        let mut noise = vec![0.0; 40];
        fill_normal(&mut noise, 0, key(3, "paths", 0), 0);
        let history: Vec<f64> = noise
            .iter()
            .scan(100.0, |level, noise| {
                *level += noise;
                Some(*level)
            })
            .collect();
        let settings = Settings { horizon: 5, period: 1, maximum: None, methods: vec![Method::Drift] };
        let trained = Trained::new(&[&history], &settings);
        let forecast = trained.forecast(0, &history).remove(0);
        let paths = forecast.paths(1, "x", 4000);
        for ahead in [1, 5] {
            for level in [0.1, 0.5, 0.9] {
                let limit = forecast.quantile(ahead, level);
                let share = paths.iter().filter(|path| path[ahead - 1] <= limit).count() as f64 / 4000.0;
                assert!((share - level).abs() < 0.001, "{ahead} steps ahead, {level}: {share}");
            }
        }
        // Steps of a random walk hang together: of paths that begin high, most end high.
        let high = |path: &&Vec<f64>, ahead: usize| path[ahead - 1] > forecast.median(ahead);
        let begin = paths.iter().filter(|path| high(path, 1)).count() as f64;
        let both = paths.iter().filter(|path| high(path, 1) && high(path, 5)).count() as f64;
        assert!(both / begin > 0.55, "{}", both / begin);
        assert_eq!(forecast.paths(1, "x", 4000), paths);
        assert_ne!(forecast.paths(2, "x", 4000), paths);
    }

    /// Random walks that share 0.6 of the variance of their changes: so do paths of the same number, and a sum has the
    /// variance of correlated parts.
    #[test]
    fn paths_of_different_series_belong_together() {
        const SERIES: u64 = 40;
        let noise = |element: u64| {
            let mut noise = vec![0.0; 60];
            fill_normal(&mut noise, 0, key(5, "together", element), 0);
            noise
        };
        let common = noise(SERIES);
        let histories: Vec<Vec<f64>> = (0..SERIES)
            .map(|element| {
                let steps = noise(element).into_iter().zip(&common);
                let walk = steps.scan(-1e6, |level, (own, common)| {
                    *level += 0.4_f64.sqrt() * own + 0.6_f64.sqrt() * common;
                    Some(*level)
                });
                walk.collect()
            })
            .collect();
        let slices: Vec<&[f64]> = histories.iter().map(Vec::as_slice).collect();
        let settings = Settings { horizon: 3, period: 1, maximum: None, methods: vec![Method::Naive] };
        let trained = Trained::new(&slices, &settings);
        let forecasts = [0, 1].map(|series| trained.forecast(series, slices[series]).remove(0));
        let correlation = forecasts[0].common();
        // As few origins show it.
        assert!(correlation > 0.2, "{correlation}");
        let paths = [0, 1].map(|series| forecasts[series].paths(1, &series.to_string(), 4000));
        let highs = [0, 1].map(|series| forecasts[series].quantile(3, 0.5));
        let both = (0..4000).filter(|draw| (0..2).all(|series| paths[series][*draw][2] > highs[series])).count();
        // Of two normal numbers both are above their medians with probability 1/4 + arcsin(correlation) / 2π.
        let expected = 0.25 + correlation.asin() / std::f64::consts::TAU;
        assert!((both as f64 / 4000.0 - expected).abs() < 0.025, "{both}, not {expected}");
    }
}
