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
}

impl Predictive {
    /// From a path and the scales of its errors, both on the scale of the history.
    #[must_use]
    pub fn new(prepared: Arc<Prepared>, path: Vec<f64>, scales: Vec<f64>, calibration: Arc<Calibration>) -> Self {
        Self { prepared, path, scales, calibration, values: None }
    }

    /// The same series as draws from a distribution of values, whatever the step.
    #[must_use]
    pub fn of_values(self, values: Option<Empirical>) -> Self {
        Self { values, ..self }
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
        self.values
            .as_ref()
            .map_or_else(|| self.prepared.back(self.path[ahead - 1], ahead), |values| values.nearest(0.5))
    }

    /// The quantile at a level.
    #[must_use]
    pub fn quantile(&self, ahead: usize, level: f64) -> f64 {
        if let Some(values) = &self.values {
            return values.nearest(level);
        }
        let error = self.scales[ahead - 1] * self.calibration.errors(ahead).quantile(level);
        self.prepared.back(self.path[ahead - 1] + error, ahead)
    }

    /// The quantiles at the levels in the middles of so many equal parts of 0 to 1.
    #[must_use]
    pub fn middles(&self, ahead: usize, parts: usize) -> Vec<f64> {
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

    /// Whether a season was found in the history.
    #[must_use]
    pub fn is_seasonal(&self) -> bool {
        self.prepared.is_seasonal()
    }

    /// The probabilities that a value is not reached and that it is not exceeded. They differ by the probability of the
    /// value itself.
    #[must_use]
    pub fn levels(&self, ahead: usize, value: f64) -> (f64, f64) {
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
