//! The benchmarks: the last value, and the last value with the mean change.

use crate::forecast::prepared::Prepared;

/// The last value stays.
pub fn naive(history: &[f64], horizon: usize) -> Vec<f64> {
    vec![history.last().copied().unwrap_or(f64::NAN); horizon]
}

/// The benchmark: [`drift`] of the values themselves, whatever the scale of the history.
pub fn drift_of_values(prepared: &Prepared, horizon: usize) -> Vec<f64> {
    let scale = prepared.scale;
    let values: Vec<f64> = prepared.working.iter().map(|scaled| scale.back(*scaled)).collect();
    drift(&values, horizon).into_iter().map(|value| scale.forward(value)).collect()
}

/// The last value and the mean change so far: the line through the first and the last value.
pub fn drift(history: &[f64], horizon: usize) -> Vec<f64> {
    let (Some(first), Some(last)) = (history.first(), history.last()) else { return vec![f64::NAN; horizon] };
    let step = if history.len() > 1 { (last - first) / (history.len() - 1) as f64 } else { 0.0 };
    (1..=horizon).map(|ahead| last + step * ahead as f64).collect()
}
