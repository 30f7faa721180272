//! Training on histories, and forecasts from what was learned.

use std::sync::Arc;

use super::calibration::Calibration;
use super::combination::{Combination, NEAR};
use super::methods::Method;
use super::origins::{Told, roll};
use super::pooled::Regression;
use super::predictive::Predictive;
use super::prepared::Prepared;
use super::shift;
use super::sporadic;
use super::start::Start;
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
    regression: Regression,
    /// What the candidates count for, as in [`Settings::candidates`].
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
        let histories: Vec<&[f64]> = histories.iter().map(|history| &history[shift::start(history)..]).collect();
        let histories = histories.as_slice();
        let candidates = settings.candidates();
        let mut locals: Vec<Method> = candidates.iter().chain(&settings.methods).copied().collect();
        locals.sort_unstable();
        locals.dedup();
        locals.retain(|method| method.local().is_some());
        let origins = roll(histories, settings.period, settings.maximum, &locals, horizon, told);
        let (regression, pooled) = Regression::cross_fitted(&origins, histories.len(), horizon);
        let path = |method: Method, index: usize| path_of(&locals, method, &origins[index].start, &pooled[index]);
        let by_candidate: Vec<Vec<&[f64]>> =
            candidates.iter().map(|method| (0..origins.len()).map(|index| path(*method, index)).collect()).collect();
        let near: Vec<bool> = candidates.iter().map(|method| !method.is_far()).collect();
        let combination = Combination::learn(&origins, &by_candidate, &near, horizon);
        let at = |index: usize| -> Vec<&[f64]> { by_candidate.iter().map(|paths| paths[index]).collect() };
        let combined: Vec<Vec<f64>> = parallel::map_indices(origins.len(), |index| combination.combine(&at(index)));
        let apart: Vec<Vec<f64>> = parallel::map_indices(origins.len(), |index| deviations(&at(index), horizon));
        let longest = histories.iter().map(|history| history.len()).max().unwrap_or(0);
        let calibrate = |method: &Method| {
            let paths: Vec<&[f64]> = match method {
                Method::Combination => combined.iter().map(Vec::as_slice).collect(),
                _ => (0..origins.len()).map(|index| path(*method, index)).collect(),
            };
            Arc::new(Calibration::learn(&origins, &paths, &apart, horizon, longest, ends))
        };
        let calibrations = parallel::map(&settings.methods, calibrate);
        let learned = origins.chunk_by(|one, next| one.series == next.series).count();
        let origins = origins.len();
        Self { settings: settings.clone(), locals, regression, combination, calibrations, origins, learned }
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
    pub fn candidates(&self) -> Vec<Method> {
        self.settings.candidates()
    }

    /// Forecasts a history by each method wanted. `series` is its index among those trained on.
    #[must_use]
    pub fn forecast(&self, series: usize, history: &[f64]) -> Vec<Predictive> {
        let Settings { horizon, period, maximum, methods } = &self.settings;
        let history = &history[shift::start(history)..];
        let prepared = Arc::new(Prepared::new(history, *period, *maximum));
        let start = Start::new(&prepared, &self.locals, *horizon);
        let pooled = self.regression.path(&start);
        let path = |method: Method| path_of(&self.locals, method, &start, &pooled);
        let candidates: Vec<&[f64]> = self.settings.candidates().iter().map(|method| path(*method)).collect();
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

/// The path of a method that is not the combination.
fn path_of<'a>(locals: &[Method], method: Method, start: &'a Start, pooled: &'a [f64]) -> &'a [f64] {
    locals.iter().position(|local| *local == method).map_or(pooled, |place| &start.paths[place])
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
