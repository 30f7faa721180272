//! Training on histories, and forecasts from what was learned.

use std::borrow::Cow;
use std::sync::Arc;

use super::calibration::Calibration;
use super::cleared::cleared;
use super::combination::{Combination, NEAR};
use super::common::Record;
use super::methods::Method;
use super::origins::{Origin, Told, roll, stride};
use super::pooled::Regression;
use super::predictive::Predictive;
use super::prepared::Prepared;
use super::sporadic;
use super::start::Start;
use super::together::Together;
use crate::parallel;

/// What is to be forecast and how.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Steps ahead.
    pub horizon: usize,
    /// Values in a year; 1 if there is no season.
    pub period: usize,
    /// The most a value can be, if that is known.
    pub maximum: Option<f64>,
    /// The methods wanted.
    pub methods: Vec<Method>,
}

impl Settings {
    /// What the combination combines.
    #[must_use]
    pub fn candidates(&self) -> Vec<Method> {
        Method::candidates(self.maximum.is_some(), self.horizon > NEAR, self.period)
    }
}

/// All that was learned from the rolling origins of some histories.
#[derive(Debug, Clone)]
pub struct Trained {
    settings: Settings,
    /// Methods that are run on each history by itself.
    locals: Vec<Method>,
    /// What the combination combines.
    candidates: Vec<Method>,
    regression: Regression,
    /// Paths from the ends of histories, of series that were forecast together, or asked to be.
    together: Option<Vec<Vec<f64>>>,
    /// What the candidates count for, as in [`Self::candidates`].
    pub combination: Combination,
    /// For each method wanted.
    calibrations: Vec<Arc<Calibration>>,
    /// How many rolling origins there were.
    pub origins: usize,
    /// How many of the series they are in; all that are long enough, unless there are very many.
    pub learned: usize,
}

impl Trained {
    /// Learns from histories: runs all methods at rolling origins inside them, fits the pooled regression, weighs the
    /// candidates, and calibrates errors. Each history begins and ends with a number and has at least
    /// [`super::LEAST`] of them; missing values between are not a number. What is before a level shift is left away. All end
    /// at the same time.
    #[must_use]
    pub fn new(histories: &[&[f64]], settings: &Settings) -> Self {
        Self::followed(histories, Some(&vec![0; histories.len()]), settings, &|_, _| {})
    }

    /// As [`Self::new`], of histories that end at these steps of a common calendar, if they have one; `told` hears how many have been
    /// looked into, which takes most of the time.
    #[must_use]
    pub fn followed(histories: &[&[f64]], ends: Option<&[i64]>, settings: &Settings, told: Told) -> Self {
        let horizon = settings.horizon;
        let learned_from: Vec<Cow<[f64]>> = histories.iter().map(|history| cleared(history)).collect();
        let histories: Vec<&[f64]> = learned_from.iter().map(AsRef::as_ref).collect();
        let histories = histories.as_slice();
        let mut candidates = settings.candidates();
        let takes = ends.is_some() && Together::takes(histories.len());
        candidates.extend(takes.then_some(Method::Factor));
        let (regression, rolled) = Rolled::new(histories, ends, &candidates, settings, told);
        let origins = rolled.origins.as_slice();
        let by_candidate: Vec<Vec<&[f64]>> = candidates.iter().map(|method| rolled.paths(*method)).collect();
        let near: Vec<bool> = candidates.iter().map(|method| !method.is_far(settings.period)).collect();
        let combination = Combination::learn(origins, &by_candidate, &near, horizon);
        let at = |index: usize| -> Vec<&[f64]> { by_candidate.iter().map(|paths| paths[index]).collect() };
        let combined: Vec<Vec<f64>> = parallel::map_indices(origins.len(), |index| combination.combine(&at(index)));
        let apart: Vec<Vec<f64>> = parallel::map_indices(origins.len(), |index| deviations(&at(index), horizon));
        let record = ends.map(|ends| Record::new(histories, ends, stride(histories.len()), settings));
        let longest = histories.iter().map(|history| history.len()).max().unwrap_or(0);
        let calibrate = |method: &Method| {
            let paths: Vec<&[f64]> = match method {
                Method::Combination => combined.iter().map(Vec::as_slice).collect(),
                _ => rolled.paths(*method),
            };
            Arc::new(Calibration::learn(origins, &paths, &apart, horizon, longest, record.as_ref()))
        };
        let calibrations = parallel::map(&settings.methods, calibrate);
        let learned = origins.chunk_by(|one, next| one.series == next.series).count();
        let origins = origins.len();
        let Rolled { locals, together, .. } = rolled;
        let together = together.map(|together| together.at_ends);
        let settings = settings.clone();
        Self { settings, locals, candidates, regression, together, combination, calibrations, origins, learned }
    }

    /// The correlation of errors of different series at the same time, from 0 to 1, of the first method wanted.
    #[must_use]
    pub fn common(&self) -> f64 {
        self.calibrations.first().map_or(0.0, |calibration| calibration.common())
    }

    /// Errors one step ahead over their scales of the method at a place among those wanted, by series and origin, the latest first;
    /// not a number where there is none. `series` are indices among those trained on.
    #[must_use]
    pub fn one_step(&self, method: usize, series: &[usize]) -> Vec<Vec<f64>> {
        series.iter().map(|series| self.calibrations[method].one_step(*series)).collect()
    }

    /// What the combination combines, in the order of its weights.
    #[must_use]
    pub fn candidates(&self) -> &[Method] {
        &self.candidates
    }

    /// Whether series were forecast together, and that is a candidate.
    #[must_use]
    pub fn is_together(&self) -> bool {
        self.candidates.contains(&Method::Factor)
    }

    /// Forecasts a history by each method wanted. `series` is its index among those trained on.
    #[must_use]
    pub fn forecast(&self, series: usize, history: &[f64]) -> Vec<Predictive> {
        let Settings { horizon, period, maximum, methods } = &self.settings;
        let history = cleared(history);
        let history = history.as_ref();
        let prepared = Arc::new(Prepared::new(history, *period, *maximum));
        let start = Start::new(&prepared, &self.locals, *horizon);
        let pooled = self.regression.path(&start);
        let together = self.together.as_ref().map(|paths| paths[series].as_slice());
        let path = |method: Method| path_of(&self.locals, method, &start, &pooled, together);
        let candidates: Vec<&[f64]> = self.candidates.iter().map(|method| path(*method)).collect();
        let apart = deviations(&candidates, *horizon);
        let forecast = |(method, calibration): (&Method, &Arc<Calibration>)| {
            let path = match method {
                Method::Combination => self.combination.combine(&candidates),
                _ => path(*method).to_vec(),
            };
            let scales = calibration.scales(series, &start, &apart);
            let found = Predictive::new(Arc::clone(&prepared), path, scales, Arc::clone(calibration));
            if *method == Method::Combination { found.of_values(sporadic::values(history, &prepared)) } else { found }
        };
        methods.iter().zip(&self.calibrations).map(forecast).collect()
    }
}

/// What methods forecast at rolling origins.
struct Rolled {
    locals: Vec<Method>,
    origins: Vec<Origin>,
    /// Paths of the regression, by origin.
    pooled: Vec<Vec<f64>>,
    /// Paths of series together, if they are wanted.
    together: Option<Together>,
}

impl Rolled {
    /// Runs candidates and the methods wanted; with the regression on all origins.
    fn new(
        histories: &[&[f64]],
        ends: Option<&[i64]>,
        candidates: &[Method],
        settings: &Settings,
        told: Told,
    ) -> (Regression, Self) {
        let mut methods: Vec<Method> = candidates.iter().chain(&settings.methods).copied().collect();
        methods.sort_unstable();
        methods.dedup();
        let locals: Vec<Method> = methods.iter().copied().filter(|method| method.local().is_some()).collect();
        let origins = roll(histories, settings.period, settings.maximum, &locals, settings.horizon, told);
        let (regression, pooled) = Regression::cross_fitted(&origins, histories.len(), settings.horizon);
        let wanted = methods.contains(&Method::Factor);
        let together = wanted.then(|| Together::new(histories, ends, &origins, settings));
        (regression, Self { locals, origins, pooled, together })
    }

    /// The paths of a method that is not the combination, by origin.
    fn paths(&self, method: Method) -> Vec<&[f64]> {
        let path = |index: usize| {
            let together = self.together.as_ref().map(|together| together.at_origins[index].as_slice());
            path_of(&self.locals, method, &self.origins[index].start, &self.pooled[index], together)
        };
        (0..self.origins.len()).map(path).collect()
    }
}

/// The path of a method that is not the combination.
fn path_of<'a>(
    locals: &[Method],
    method: Method,
    start: &'a Start,
    pooled: &'a [f64],
    together: Option<&'a [f64]>,
) -> &'a [f64] {
    match (method, together) {
        (Method::Factor, Some(together)) => together,
        _ => locals.iter().position(|local| *local == method).map_or(pooled, |place| &start.paths[place]),
    }
}

/// Standard deviations between paths, by step ahead.
fn deviations(paths: &[&[f64]], horizon: usize) -> Vec<f64> {
    let count = paths.len() as f64;
    (0..horizon)
        .map(|step| {
            let mean = paths.iter().map(|path| path[step]).sum::<f64>() / count;
            (paths.iter().map(|path| (path[step] - mean).powi(2)).sum::<f64>() / count).sqrt()
        })
        .collect()
}
