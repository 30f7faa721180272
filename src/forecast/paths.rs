//! Sample paths: whole futures, whose steps hang together as errors at the rolling origins did.

use super::calibration::PRIOR;
use super::predictive::Predictive;
use crate::numeric::normal::{normal_cdf, normal_quantile};
use crate::numeric::random::{key, uniform};

impl Predictive {
    /// So many possible paths, each by step ahead; the same again for the same seed, name and number.
    ///
    /// The errors of all steps are taken together from one rolling origin drawn at random, so that they hang together as
    /// they did there; or, as often as the prior weighs among them, from a random walk. What is kept of them is their
    /// order: at each step, the paths are the quantiles of its forecast at evenly spread levels (the Schaake shuffle:
    /// Clark, Gangopadhyay, Hay, Rajagopalan & Wilby 2004, doi:10.1175/1525-7541(2004)005<0243:TSSAMF>2.0.CO;2).
    #[must_use]
    pub fn paths(&self, seed: u64, name: &str, number: usize) -> Vec<Vec<f64>> {
        let mut paths = self.errors_together(key(seed, name, 0), number);
        for ahead in 1..=self.horizon() {
            let mut column: Vec<&mut f64> = paths.iter_mut().map(|path| &mut path[ahead - 1]).collect();
            column.sort_by(|a, b| a.total_cmp(b));
            for (rank, value) in column.into_iter().enumerate() {
                *value = self.quantile(ahead, (rank as f64 + 0.5) / number as f64);
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
        let mut sum = 0.0;
        (1..=self.horizon())
            .map(|ahead| {
                sum += normal_quantile::<false>(uniform(draw, key, ahead as u64));
                self.calibration().belief(ahead, normal_cdf(sum / (ahead as f64).sqrt()))
            })
            .collect()
    }
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
}
