//! Calibrated errors: how far from a method's path the truth has been at the rolling origins, and will be.

mod histories;
mod step;
mod widen;

use std::collections::HashMap;

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::common::Record;
use super::empirical::Empirical;
use super::origins::Origin;
use super::start::{SHAPES, Start};
use histories::Histories;
pub use step::PRIOR;
use step::{MEASURES, Row, Step, learn_steps};
use widen::widen;

/// Those degrees of freedom, if there are that many.
const FREEDOM: usize = 3;

/// What errors are like, by step ahead.
#[derive(Debug, Clone)]
pub struct Calibration {
    steps: Vec<Step>,
    /// By series: how large its errors are, relative to others, in logarithms.
    own: HashMap<usize, f64>,
    /// At origins with all steps known: errors over their scales by step, with the weight of the origin.
    together: Vec<(f64, Vec<f64>)>,
    /// Degrees of freedom of what is believed.
    freedom: f64,
    /// The correlation of errors of different series at the same time.
    common: f64,
    /// By series and number of values after the origin: errors one step ahead over their scales.
    first: HashMap<(usize, usize), f64>,
}

impl Calibration {
    /// Learns from a method's paths at rolling origins. `apart` holds the standard deviations of the candidates' paths
    /// at each origin, `longest` is the number of values of the longest history, `record` what their errors have had in
    /// common: without one, nothing is.
    ///
    /// The scale of an error is unit × growth × exp(coefficients · measures), where the coefficients are fitted to
    /// logarithms of errors over all series; errors over scales are then taken as one distribution for each step ahead.
    /// This is split conformal prediction with normalised scores (Lei, G'Sell, Rinaldo, Tibshirani & Wasserman 2018,
    /// doi:10.1080/01621459.2017.1307116) whose calibration set are rolling origins.
    #[must_use]
    pub fn learn(
        origins: &[Origin],
        paths: &[&[f64]],
        apart: &[Vec<f64>],
        horizon: usize,
        longest: usize,
        record: Option<&Record>,
    ) -> Self {
        // The spread of n - 1 changes about their mean has n - 2.
        let freedom = FREEDOM.min(longest.saturating_sub(2)).max(1) as f64;
        let relative: Vec<Vec<(usize, f64)>> =
            origins.iter().zip(paths).map(|(origin, path)| errors(origin, path)).collect();
        let histories = Histories::new(origins, &relative);
        let mut rows: Vec<Vec<Row>> = (0..horizon).map(|_| Vec::new()).collect();
        for (index, origin) in origins.iter().enumerate() {
            let own = histories.size(origin.series, origin.back);
            for &(ahead, error) in &relative[index] {
                let measures = measures(&origin.start, apart[index][ahead - 1], own);
                rows[ahead - 1].push(Row {
                    measures,
                    error,
                    weight: origin.weight(ahead),
                    series: origin.series,
                    back: origin.back,
                });
            }
        }
        let mut steps = learn_steps(&rows, freedom);
        let fading = origins.first().map_or(1.0, |origin| origin.fading);
        let common = record.map_or(0.0, |record| widen(&mut steps, &rows, record, fading));
        let own = histories.series().map(|series| (series, histories.size(series, 0))).collect();
        let together = together(origins, &rows, &steps);
        let ahead = origins.iter().filter(|origin| origin.known().any(|(ahead, ..)| ahead == 1));
        let first = ahead
            .zip(&rows[0])
            .map(|(origin, row)| ((origin.series, origin.back), row.error / steps[0].scale(&row.measures)))
            .collect();
        Self { steps, own, together, freedom, common, first }
    }

    /// The scales of the errors of a history's forecast, by step ahead.
    #[must_use]
    pub fn scales(&self, series: usize, start: &Start, apart: &[f64]) -> Vec<f64> {
        let own = self.own.get(&series).copied().unwrap_or(0.0);
        let scale = |(step, (ahead, apart)): (&Step, (usize, &f64))| {
            if start.unit > 0.0 {
                start.unit * start.growth(ahead) * step.scale(&measures(start, *apart, own))
            } else {
                0.0
            }
        };
        self.steps.iter().zip((1..).zip(apart)).map(scale).collect()
    }

    /// The correlation of errors of different series at the same time, from 0 to 1.
    #[must_use]
    pub fn common(&self) -> f64 {
        self.common
    }

    /// Errors of a series one step ahead over their scales, by how many values are after the origin, from 1; not a number where
    /// there is no origin.
    #[must_use]
    pub fn one_step(&self, series: usize) -> Vec<f64> {
        let last = self.first.keys().map(|(_, back)| *back).max().unwrap_or(0);
        (1..=last).map(|back| self.first.get(&(series, back)).copied().unwrap_or(f64::NAN)).collect()
    }

    /// Errors over their scale so many steps ahead.
    #[must_use]
    pub fn errors(&self, ahead: usize) -> &Empirical {
        &self.steps[ahead - 1].errors
    }

    /// The share of the prior in the errors so many steps ahead; the rest was seen.
    #[must_use]
    pub fn believed(&self, ahead: usize) -> f64 {
        self.steps[ahead - 1].believed
    }

    /// How many times as wide 80 % intervals so many steps ahead are as those of the errors that were seen and believed, for what
    /// all series may have in common.
    #[must_use]
    pub fn widened(&self, ahead: usize) -> f64 {
        self.steps[ahead - 1].widened
    }

    /// At origins with all steps known: errors over their scales by step, with the weight of the origin.
    #[must_use]
    pub fn together(&self) -> &[(f64, Vec<f64>)] {
        &self.together
    }

    /// The error over its scale that is believed, before any was seen, to have a level so many steps ahead.
    #[must_use]
    pub fn belief(&self, ahead: usize, level: f64) -> f64 {
        StudentsT::new(0.0, 1.0, self.freedom)
            .map_or(0.0, |student| student.inverse_cdf(level) * self.steps[ahead - 1].level)
            - self.steps[ahead - 1].moved
    }
}

/// Errors over their scales at origins where all steps are known. Rows of each step are in the order of origins.
fn together(origins: &[Origin], rows: &[Vec<Row>], steps: &[Step]) -> Vec<(f64, Vec<f64>)> {
    let mut next = vec![0; steps.len()];
    let mut found = Vec::new();
    for origin in origins {
        let mut errors = Vec::with_capacity(steps.len());
        for (ahead, ..) in origin.known() {
            let (step, row) = (&steps[ahead - 1], &rows[ahead - 1][next[ahead - 1]]);
            next[ahead - 1] += 1;
            errors.push(row.error / step.scale(&row.measures) - step.moved);
        }
        if errors.len() == steps.len() {
            found.push((origin.weight(steps.len()), errors));
        }
    }
    found
}

fn measures(start: &Start, apart: f64, own: f64) -> [f64; MEASURES] {
    let mut measures = [0.0; MEASURES];
    measures[..SHAPES].copy_from_slice(&start.shapes);
    measures[SHAPES] = (apart / start.unit + 0.05).ln();
    measures[SHAPES + 1] = own;
    measures
}

/// Errors of a path at an origin, by step ahead, in units times growth.
fn errors(origin: &Origin, path: &[f64]) -> Vec<(usize, f64)> {
    let error =
        |ahead: usize, actual: f64| (actual - path[ahead - 1]) / (origin.start.unit * origin.start.growth(ahead));
    origin.known().map(|(ahead, actual, _)| (ahead, error(ahead, actual))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forecast::methods::Method;
    use crate::forecast::origins::roll;
    use crate::forecast::trained::Settings;
    use crate::numeric::random::{fill_normal, key};

    /// Random walks of very different sizes: what came is inside intervals as often as they say, and their scales differ as
    /// the walks do.
    #[test]
    fn intervals_cover_what_they_say() {
        const HORIZON: usize = 4;
        let size = |element: u64| 10_f64.powi((element % 5) as i32);
        let series = |element: u64| -> Vec<f64> {
            let mut noise = [0.0; 34];
            fill_normal(&mut noise, 0, key(7, "walk", element), 0);
            let walk = noise.iter().scan(-1e9, |level, noise| {
                *level += size(element) * noise;
                Some(*level)
            });
            walk.collect()
        };
        let all: Vec<Vec<f64>> = (0..300).map(series).collect();
        let known: Vec<&[f64]> = all.iter().map(|values| &values[..30]).collect();
        let origins = roll(&known, 1, None, &[Method::Naive], HORIZON, &|_, _| {});
        let paths: Vec<&[f64]> = origins.iter().map(|origin| origin.start.paths[0].as_slice()).collect();
        let apart = vec![vec![0.0; HORIZON]; origins.len()];
        let calibration = {
            let settings = Settings { horizon: HORIZON, period: 1, maximum: None, methods: vec![Method::Drift] };
            let record = Record::new(&known, &[0; 300], 1, &settings);
            Calibration::learn(&origins, &paths, &apart, HORIZON, 30, Some(&record))
        };
        for (confidence, tolerance) in [(0.5, 0.08), (0.9, 0.049), (0.95, 0.036)] {
            for ahead in 1..=HORIZON {
                let errors = calibration.errors(ahead);
                let inside = all.iter().enumerate().filter(|(index, values)| {
                    let prepared = crate::forecast::prepared::Prepared::new(known[*index], 1, None);
                    let start = Start::new(&prepared, &[], HORIZON);
                    let scale = calibration.scales(*index, &start, &[0.0; HORIZON])[ahead - 1];
                    let error = (values[29 + ahead] - values[29]) / scale;
                    let tail = (1.0 - confidence) / 2.0;
                    (errors.quantile(tail)..=errors.quantile(1.0 - tail)).contains(&error)
                });
                let share = inside.count() as f64 / all.len() as f64;
                // Two standard errors: 300 walks teach the quantiles, 300 more values test them.
                assert!((share - confidence).abs() < tolerance, "{confidence} at {ahead}: {share}");
            }
        }
    }

    /// Errors of noise around a level do not grow with the horizon as those of a random walk do. One series soon says so,
    /// though most of the distribution is still belief.
    #[test]
    fn the_size_of_believed_errors_is_learned() {
        let mut noise = [0.0; 120];
        fill_normal(&mut noise, 0, key(3, "level", 0), 0);
        let history: Vec<f64> = noise.iter().map(|noise| noise - 1000.0).collect();
        let origins = roll(&[&history], 12, None, &[Method::Ses], 18, &|_, _| {});
        let paths: Vec<&[f64]> = origins.iter().map(|origin| origin.start.paths[0].as_slice()).collect();
        let calibration = Calibration::learn(&origins, &paths, &vec![vec![0.0; 18]; origins.len()], 18, 120, None);
        let prepared = crate::forecast::prepared::Prepared::new(&history, 12, None);
        let scale = calibration.scales(0, &Start::new(&prepared, &[], 18), &[0.0; 18])[17];
        let half = scale * calibration.errors(18).quantile(0.975);
        assert!(calibration.believed(18) > 0.4);
        // 1.96 if the level were known; 65 if errors were those of a random walk with a wandering drift: 3.18 of Student's t
        // times sqrt(2) for changes of noise times 14.4 for 18 steps. A quarter of that is learned by 24 origins.
        assert!((1.5..16.0).contains(&half), "{half}");
    }

    /// An origin of a series of ten values, with one value to come that was so many units times growth off its path at zero.
    pub(super) fn one_step(series: usize, back: usize, error: f64) -> Origin {
        let start = Start { values: 10, last: 0.0, unit: 2.0, changes: [0.0; 8], shapes: [0.0; SHAPES], paths: vec![] };
        let actual = vec![error * start.unit * start.growth(1)];
        Origin { series, back, start, actual, fading: 1.0 }
    }

    /// Two series that differ only in how far they were off, by 1 and by -4, which have nothing in common: scales are exp(slope × own), where the slope is
    /// that of a regression with the penalty [`RIDGE`], by the normal equation in one unknown.
    #[test]
    fn scales_go_with_the_own_past_errors_of_a_series() {
        let cases: Vec<(usize, usize, f64)> = [(0, 1.0), (1, -4.0)]
            .iter()
            .flat_map(|&(series, error)| (1..=6).map(move |back| (series, back, error)))
            .collect();
        let origins: Vec<Origin> = cases.iter().map(|&(series, back, error)| one_step(series, back, error)).collect();
        let (paths, apart) = (vec![&[0.0][..]; 12], vec![vec![0.0]; 12]);
        let calibration = Calibration::learn(&origins, &paths, &apart, 1, 10, None);
        // So many errors had been shown: those of the origins before.
        let own = |shown: f64, error: f64| ((6.0 * 2.5 + shown * error.abs()) / (6.0 + shown) / 2.5).ln();
        let x: Vec<f64> = cases.iter().map(|&(_, back, error)| own(6.0 - back as f64, error)).collect();
        let y: Vec<f64> = cases.iter().map(|&(_, _, error)| (error.abs() + 0.1).ln()).collect();
        let centre = x.iter().sum::<f64>() / 12.0;
        let products = x.iter().zip(&y).map(|(x, y)| (x - centre) * y).sum::<f64>();
        let slope = products / (x.iter().map(|x| (x - centre).powi(2)).sum::<f64>() + 10.0);
        for (series, error) in [(0, 1.0), (1, 4.0)] {
            let start = &origins[0].start;
            let found = calibration.scales(series, start, &[0.0])[0] / (start.unit * start.growth(1));
            let expected = (slope * (own(6.0, error) - centre)).exp();
            assert!((found - expected).abs() < 1e-9, "series {series}: {found}, not {expected}");
        }
    }

    #[test]
    fn without_origins_all_is_belief() {
        // Student's t with 3 degrees of freedom, and with 2 if histories have but four values, from scipy; its steps are a
        // 199th wide.
        for (longest, expected) in [(30, 2.353_363), (5, 2.353_363), (4, 2.919_986)] {
            let calibration = Calibration::learn(&[], &[], &[], 2, longest, None);
            assert_eq!(calibration.believed(2), 1.0);
            let quantile = calibration.errors(1).quantile(0.95);
            assert!((quantile / expected - 1.0).abs() < 0.01, "{quantile}, not {expected}");
        }
        let calibration = Calibration::learn(&[], &[], &[], 2, 30, None);
        assert!(calibration.together().is_empty());
    }
}
