//! An information criterion, and averages weighted by it.

/// Akaike's criterion with the correction for small samples: -2 log L + 2k + 2k(k + 1)/(n - k - 1); infinite if there
/// are too few values for so many parameters.
///
/// Source: Hurvich & Tsai 1989, doi:10.1093/biomet/76.2.297.
#[must_use]
pub fn corrected_akaike(minus_twice_log_likelihood: f64, parameters: usize, values: usize) -> f64 {
    let (k, n) = (parameters as f64, values as f64);
    if n - k - 1.0 <= 0.0 {
        return f64::INFINITY;
    }
    minus_twice_log_likelihood + 2.0 * k + 2.0 * k * (k + 1.0) / (n - k - 1.0)
}

/// Minus twice the greatest log likelihood of normal errors, up to a constant, from their sum of squares.
#[must_use]
pub fn normal_deviance(squares: f64, values: usize) -> f64 {
    // Errors of nothing would outweigh any number of parameters.
    values as f64 * squares.max(1e-300).ln()
}

/// Weights of models: the relative likelihoods exp(-(criterion - least)/2), summing to one. If no criterion is finite,
/// the first model, the simplest, has all the weight.
///
/// Source: Burnham & Anderson 2002, doi:10.1007/b97636, section 2.9.
#[must_use]
pub fn weights(criteria: &[f64]) -> Vec<f64> {
    let least = criteria.iter().copied().fold(f64::INFINITY, f64::min);
    if !least.is_finite() {
        return (0..criteria.len()).map(|index| if index == 0 { 1.0 } else { 0.0 }).collect();
    }
    let likelihoods: Vec<f64> = criteria.iter().map(|criterion| ((least - criterion) / 2.0).exp()).collect();
    let sum: f64 = likelihoods.iter().sum();
    likelihoods.iter().map(|likelihood| likelihood / sum).collect()
}

/// The average of the forecasts of models, weighted by their criteria. A model without weight is not asked.
pub fn average<M>(models: &[(M, f64)], horizon: usize, forecast: impl Fn(&M) -> Vec<f64>) -> Vec<f64> {
    let criteria: Vec<f64> = models.iter().map(|(_, criterion)| *criterion).collect();
    let mut mean = vec![0.0; horizon];
    for ((model, _), weight) in models.iter().zip(weights(&criteria)).filter(|(_, weight)| *weight > 0.0) {
        for (mean, value) in mean.iter_mut().zip(forecast(model)) {
            *mean += weight * value;
        }
    }
    mean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        // 10 + 2 * 2 + 2 * 2 * 3 / (10 - 3)
        assert!((corrected_akaike(10.0, 2, 10) - (14.0 + 12.0 / 7.0)).abs() < 1e-12);
        assert_eq!(corrected_akaike(10.0, 3, 4), f64::INFINITY);
        let found = weights(&[2.0 * 3_f64.ln(), 0.0, f64::INFINITY]);
        assert!((found[0] - 0.25).abs() < 1e-12 && (found[1] - 0.75).abs() < 1e-12 && found[2] == 0.0);
        assert_eq!(weights(&[f64::INFINITY, f64::INFINITY]), [1.0, 0.0]);
        let models = [(1.0, 2.0 * 3_f64.ln()), (5.0, 0.0)];
        assert_eq!(
            average(&models, 2, |model| vec![*model; 2]).iter().map(|mean| mean.round()).collect::<Vec<_>>(),
            [4.0, 4.0]
        );
    }
}
