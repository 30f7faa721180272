//! Functions whose indices are known in closed form, to check estimators with.

use std::f64::consts::PI;

/// First-order and total index of one factor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Known {
    /// Share of the variance that the factor explains alone.
    pub first: f64,
    /// Share of the variance in which the factor takes part.
    pub total: f64,
}

/// sin x1 + a sin^2 x2 + b x3^4 sin x1 with x = pi (2 u - 1): strong interaction of a factor that has no effect alone
/// (Ishigami and Homma 1990, doi:10.1109/ISUMA.1990.151285).
#[must_use]
pub fn ishigami(u: [f64; 3], a: f64, b: f64) -> f64 {
    let [x1, x2, x3] = u.map(|u| PI * (2.0 * u - 1.0));
    x1.sin() + a * x2.sin().powi(2) + b * x3.powi(4) * x1.sin()
}

/// Indices of [`ishigami`], from its variance decomposition.
#[must_use]
pub fn ishigami_indices(a: f64, b: f64) -> [Known; 3] {
    let alone = 0.5 * (1.0 + b * PI.powi(4) / 5.0).powi(2);
    let second = a * a / 8.0;
    let together = b * b * PI.powi(8) * (1.0 / 18.0 - 1.0 / 50.0);
    let variance = alone + second + together;
    [(alone, alone + together), (second, second), (0.0, together)]
        .map(|(first, total)| Known { first: first / variance, total: total / variance })
}

/// The product of (|4 u - 2| + a) / (1 + a) over factors: the larger a, the less a factor matters (Saltelli and Sobol
/// 1995, doi:10.1016/0951-8320(95)00099-2).
///
/// Factors beyond the shorter of the two slices do not count.
#[must_use]
pub fn sobol_g(u: &[f64], a: &[f64]) -> f64 {
    u.iter().zip(a).map(|(u, a)| ((4.0 * u - 2.0).abs() + a) / (1.0 + a)).product()
}

/// Indices of [`sobol_g`]: partial variances are products of v = 1 / (3 (1 + a)^2).
#[must_use]
pub fn sobol_g_indices(a: &[f64]) -> Vec<Known> {
    let partial: Vec<f64> = a.iter().map(|a| 1.0 / (3.0 * (1.0 + a).powi(2))).collect();
    let product: f64 = partial.iter().map(|v| 1.0 + v).product();
    let variance = product - 1.0;
    partial.iter().map(|v| Known { first: v / variance, total: v * product / (1.0 + v) / variance }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_indices() {
        // Ishigami: Sobol and Levitan 1999; G: Saltelli et al. 2010, table 2, to the digits given there.
        let found = ishigami_indices(7.0, 0.1);
        for (known, (first, total)) in found.iter().zip([(0.3139, 0.5576), (0.4424, 0.4424), (0.0, 0.2437)]) {
            assert!((known.first - first).abs() < 5e-5 && (known.total - total).abs() < 5e-5, "{known:?}");
        }
        let found = sobol_g_indices(&[0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0]);
        for (known, (first, total)) in
            found.iter().zip([(0.716, 0.787), (0.179, 0.242), (0.024, 0.034), (0.007, 0.010)])
        {
            assert!((known.first - first).abs() < 6e-4 && (known.total - total).abs() < 6e-4, "{known:?}");
        }
    }

    #[test]
    fn values_at_points_that_are_easy() {
        // x = (pi / 2, pi / 2, 0) and (-pi / 2, 0, pi).
        assert!((ishigami([0.75, 0.75, 0.5], 7.0, 0.1) - 8.0).abs() < 1e-12);
        assert!((ishigami([0.25, 0.5, 1.0], 7.0, 0.1) + 1.0 + 0.1 * PI.powi(4)).abs() < 1e-12);
        assert_eq!(sobol_g(&[0.0, 0.5], &[1.0, 3.0]), 1.5 * 0.75);
    }
}
