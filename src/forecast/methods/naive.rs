//! The benchmarks: the last value, and the last value with the mean change.

use crate::forecast::prepared::Prepared;

/// The last value stays.
#[must_use]
pub fn naive(history: &[f64], horizon: usize) -> Vec<f64> {
    vec![history.last().copied().unwrap_or(f64::NAN); horizon]
}

/// The benchmark: [`drift`] of the values themselves, whatever the scale of the history.
#[must_use]
pub fn drift_of_values(prepared: &Prepared, horizon: usize) -> Vec<f64> {
    let scale = prepared.scale;
    let values: Vec<f64> = prepared.working.iter().map(|scaled| scale.back(*scaled)).collect();
    drift(&values, horizon).into_iter().map(|value| scale.forward(value)).collect()
}

/// The last value and the mean change so far: the line through the first and the last value.
#[must_use]
pub fn drift(history: &[f64], horizon: usize) -> Vec<f64> {
    let (Some(first), Some(last)) = (history.first(), history.last()) else { return vec![f64::NAN; horizon] };
    let step = if history.len() > 1 { (last - first) / (history.len() - 1) as f64 } else { 0.0 };
    (1..=horizon).map(|ahead| last + step * ahead as f64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        assert_eq!(naive(&[1.0, 2.0, 7.0], 2), [7.0, 7.0]);
        assert_eq!(drift(&[1.0, 2.0, 7.0], 2), [10.0, 13.0]);
        assert_eq!(drift(&[4.0], 2), [4.0, 4.0]);
        // On the scale of roots, the drift of the values 1, 4, 25 is 12.
        let prepared = Prepared::new(&[1.0, 4.0, 25.0], 1, None);
        assert_eq!(drift_of_values(&prepared, 2), [37_f64.sqrt(), 7.0]);
    }
}
