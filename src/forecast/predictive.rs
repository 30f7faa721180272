//! The forecast of one series: a distribution for each step ahead.

use std::sync::Arc;

use super::calibration::Calibration;
use super::empirical::Empirical;
use super::prepared::Prepared;
use super::scores::middles;

/// What a series will be, by step ahead.
#[derive(Debug, Clone)]
pub struct Predictive {
    prepared: Arc<Prepared>,
    path: Vec<f64>,
    scales: Vec<f64>,
    calibration: Arc<Calibration>,
    /// What the series is at any step, if it is sporadic.
    values: Option<Empirical>,
    /// What it is made so that parts and totals add up.
    adds_up: Option<AddedUp>,
}

/// A forecast that adds up with others, by step ahead.
#[derive(Debug, Clone)]
struct AddedUp {
    points: Vec<f64>,
    draws: Vec<Empirical>,
}

impl Predictive {
    /// From a path and the scales of its errors, both on the scale of the history.
    #[must_use]
    pub fn new(prepared: Arc<Prepared>, path: Vec<f64>, scales: Vec<f64>, calibration: Arc<Calibration>) -> Self {
        Self { prepared, path, scales, calibration, values: None, adds_up: None }
    }

    /// The same series as draws from a distribution of values, whatever the step.
    #[must_use]
    pub fn of_values(self, values: Option<Empirical>) -> Self {
        Self { values, ..self }
    }

    /// The same series as part of what adds up: its point and draws by step ahead.
    #[must_use]
    pub fn added_up(&self, points: Vec<f64>, draws: Vec<Empirical>) -> Self {
        Self { adds_up: Some(AddedUp { points, draws }), ..self.clone() }
    }

    /// The forecast of the series by itself, whether or not it adds up with others.
    #[must_use]
    pub fn by_itself(&self) -> Self {
        Self { adds_up: None, ..self.clone() }
    }

    /// The point forecast of a series that adds up with others: of parts and totals, these add up; medians need not.
    #[must_use]
    pub fn point(&self, ahead: usize) -> Option<f64> {
        self.adds_up.as_ref().map(|added| added.points[ahead - 1])
    }

    /// Whether the series is zero now and again, and forecast as draws from its own values.
    #[must_use]
    pub fn is_sporadic(&self) -> bool {
        self.values.is_some()
    }

    /// What errors are like.
    #[must_use]
    pub(super) fn calibration(&self) -> &Calibration {
        &self.calibration
    }

    /// Steps ahead.
    #[must_use]
    pub fn horizon(&self) -> usize {
        self.path.len()
    }

    /// The median so many steps ahead, from 1: the method's own forecast.
    #[must_use]
    pub fn median(&self, ahead: usize) -> f64 {
        if self.adds_up.is_some() {
            return self.quantile(ahead, 0.5);
        }
        self.values
            .as_ref()
            .map_or_else(|| self.prepared.back(self.path[ahead - 1], ahead), |values| values.nearest(0.5))
    }

    /// The quantile at a level.
    #[must_use]
    pub fn quantile(&self, ahead: usize, level: f64) -> f64 {
        if let Some(added) = &self.adds_up {
            return added.draws[ahead - 1].quantile(level);
        }
        if let Some(values) = &self.values {
            return values.nearest(level);
        }
        let error = self.scales[ahead - 1] * self.calibration.errors(ahead).quantile(level);
        self.prepared.back(self.path[ahead - 1] + error, ahead)
    }

    /// The quantiles at the levels in the middles of so many equal parts of 0 to 1.
    #[must_use]
    pub fn middles(&self, ahead: usize, parts: usize) -> Vec<f64> {
        if let Some(added) = &self.adds_up {
            return added.draws[ahead - 1].middles(parts).into_owned();
        }
        if let Some(values) = &self.values {
            return middles(parts).map(|level| values.nearest(level)).collect();
        }
        let (path, scale) = (self.path[ahead - 1], self.scales[ahead - 1]);
        let errors = self.calibration.errors(ahead).middles(parts);
        errors.iter().map(|error| self.prepared.back(path + scale * error, ahead)).collect()
    }

    /// How much of the distribution of errors is what is believed beforehand, from 0 to 1; the rest was seen at rolling
    /// origins.
    #[must_use]
    pub fn believed(&self, ahead: usize) -> f64 {
        if self.is_sporadic() { 0.0 } else { self.calibration.believed(ahead) }
    }

    /// The correlation of errors of the series of a file at the same time, from 0 to 1; 0 if the series is sporadic.
    #[must_use]
    pub fn common(&self) -> f64 {
        if self.is_sporadic() { 0.0 } else { self.calibration.common() }
    }

    /// How many times as wide 80 % intervals are as errors that were seen and believed make them, for what all series of a file may
    /// have in common; 1 if the series is sporadic.
    #[must_use]
    pub fn widened(&self, ahead: usize) -> f64 {
        if self.is_sporadic() { 1.0 } else { self.calibration.widened(ahead) }
    }

    /// Whether a season was found in the history.
    #[must_use]
    pub fn is_seasonal(&self) -> bool {
        self.prepared.is_seasonal()
    }

    /// The probabilities that a value is not reached and that it is not exceeded. They differ by the probability of the
    /// value itself.
    #[must_use]
    pub fn levels(&self, ahead: usize, value: f64) -> (f64, f64) {
        if let Some(added) = &self.adds_up {
            return added.draws[ahead - 1].levels(value);
        }
        if let Some(values) = &self.values {
            return values.levels(value);
        }
        let error = self.prepared.forward(value, ahead) - self.path[ahead - 1];
        let scale = self.scales[ahead - 1];
        if scale > 0.0 {
            return self.calibration.errors(ahead).levels(error / scale);
        }
        // All is certain: the distribution is a step.
        if error < 0.0 {
            (0.0, 0.0)
        } else if error > 0.0 {
            (1.0, 1.0)
        } else {
            (0.0, 1.0)
        }
    }
}
