//! The benchmarks: the last value, and the last value with the mean change.

/// The last value stays.
pub fn naive(history: &[f64], horizon: usize) -> Vec<f64> {
    vec![history.last().copied().unwrap_or(f64::NAN); horizon]
}

/// The last value and the mean change so far: the line through the first and the last value.
pub fn drift(history: &[f64], horizon: usize) -> Vec<f64> {
    let (Some(first), Some(last)) = (history.first(), history.last()) else { return vec![f64::NAN; horizon] };
    let step = if history.len() > 1 { (last - first) / (history.len() - 1) as f64 } else { 0.0 };
    (1..=horizon).map(|ahead| last + step * ahead as f64).collect()
}
