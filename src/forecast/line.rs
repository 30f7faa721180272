//! The least-squares line through a series.

/// Intercept and slope; the first value is at 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// Where the line is at 0, one step before the first value.
    pub intercept: f64,
    /// Rise from one value to the next.
    pub slope: f64,
}

impl Line {
    /// The line of least squares through values at 1, 2, …; level if there is only one.
    #[must_use]
    pub fn through(values: &[f64]) -> Self {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let middle = f64::midpoint(n, 1.0);
        let (mut across, mut square) = (0.0, 0.0);
        for (index, value) in values.iter().enumerate() {
            let time = index as f64 + 1.0 - middle;
            across += time * (value - mean);
            square += time * time;
        }
        let slope = if square > 0.0 { across / square } else { 0.0 };
        Self { intercept: mean - slope * middle, slope }
    }
}
