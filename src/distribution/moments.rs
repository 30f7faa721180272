//! Mean and standard deviation of distributions for which no closed form is at hand.

use super::Family;
use crate::numeric::normal::normal_density;

/// Half width of the range of scores: what lies beyond has probability 1e-17.
const RANGE: f64 = 8.5;
const STEP: f64 = 1.0 / 256.0;

/// Mean and standard deviation of a family, by the trapezoidal rule over its quantiles at normal scores: exact to rounding
/// for smooth quantile functions (Trefethen and Weideman 2014, doi:10.1137/130932132), to about 1e-5 sd where there is a kink.
pub(super) fn over_scores(family: &dyn Family) -> (f64, f64) {
    let count = (2.0 * RANGE / STEP) as u32;
    let scores: Vec<f64> = (0..=count).map(|i| f64::from(i) * STEP - RANGE).collect();
    let mut values = scores.clone();
    family.fill_from_normal(&mut values);
    mean_sd(values.into_iter().zip(scores.into_iter().map(normal_density)))
}

/// Mean and standard deviation of weighted values.
pub(super) fn mean_sd(weighted: impl Iterator<Item = (f64, f64)> + Clone) -> (f64, f64) {
    let total: f64 = weighted.clone().map(|(_, weight)| weight).sum();
    let mean = weighted.clone().map(|(value, weight)| value * weight).sum::<f64>() / total;
    let variance = weighted.map(|(value, weight)| (value - mean).powi(2) * weight).sum::<f64>() / total;
    (mean, variance.sqrt())
}
