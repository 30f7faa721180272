//! The forecast of one series: a distribution for each step ahead.

use std::sync::Arc;

use super::calibration::Calibration;
use super::prepared::Prepared;

/// What a series will be, by step ahead.
#[derive(Debug, Clone)]
pub struct Predictive {
    prepared: Arc<Prepared>,
    path: Vec<f64>,
    scales: Vec<f64>,
    calibration: Arc<Calibration>,
}

impl Predictive {
    /// From a path and the scales of its errors, both on the scale of the history.
    #[must_use]
    pub fn new(prepared: Arc<Prepared>, path: Vec<f64>, scales: Vec<f64>, calibration: Arc<Calibration>) -> Self {
        Self { prepared, path, scales, calibration }
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
        self.prepared.back(self.path[ahead - 1], ahead)
    }

    /// The quantile at a level.
    #[must_use]
    pub fn quantile(&self, ahead: usize, level: f64) -> f64 {
        let error = self.scales[ahead - 1] * self.calibration.errors(ahead).quantile(level);
        self.prepared.back(self.path[ahead - 1] + error, ahead)
    }

    /// How much of the distribution of errors is what is believed beforehand, from 0 to 1; the rest was seen at rolling
    /// origins.
    #[must_use]
    pub fn believed(&self, ahead: usize) -> f64 {
        self.calibration.believed(ahead)
    }

    /// Whether a season was found in the history.
    #[must_use]
    pub fn is_seasonal(&self) -> bool {
        self.prepared.is_seasonal()
    }

    /// The level of a value: the probability that it is not exceeded.
    #[must_use]
    pub fn level(&self, ahead: usize, value: f64) -> f64 {
        let error = self.prepared.forward(value, ahead) - self.path[ahead - 1];
        let scale = self.scales[ahead - 1];
        if scale > 0.0 {
            return self.calibration.errors(ahead).level(error / scale);
        }
        // All is certain: the distribution is a step.
        if error < 0.0 {
            0.0
        } else if error > 0.0 {
            1.0
        } else {
            0.5
        }
    }
}
