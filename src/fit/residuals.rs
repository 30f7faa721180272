//! Whether residuals look like independent normal errors.

use crate::numeric::normal::normal_cdf;

/// Simple tests of residuals; with few observations they notice only gross faults.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ResidualTests {
    /// Durbin and Watson (1950, doi:10.1093/biomet/37.3-4.409): near 2 without autocorrelation, near 0 if neighbours are
    /// alike.
    pub durbin_watson: f64,
    /// Correlation of neighbours.
    pub autocorrelation: f64,
    /// Runs of equal sign.
    pub runs: usize,
    /// Two-sided p-value of the number of runs (Wald and Wolfowitz 1940, doi:10.1214/aoms/1177731909), normal
    /// approximation; none if all have one sign.
    pub runs_p: Option<f64>,
    /// Jarque and Bera (1987, doi:10.2307/1403192): 0 for a normal shape.
    pub jarque_bera: f64,
    /// Its p-value by the chi-squared distribution with 2 degrees of freedom, which is for large samples.
    pub jarque_bera_p: f64,
}

impl ResidualTests {
    /// Tests residuals in the order of time.
    #[must_use]
    pub fn of(residuals: &[f64]) -> Self {
        let squares: f64 = residuals.iter().map(|value| value * value).sum();
        let pairs = || residuals.windows(2);
        let (runs, runs_p) = runs(residuals);
        let jarque_bera = jarque_bera(residuals);
        Self {
            durbin_watson: pairs().map(|pair| (pair[1] - pair[0]).powi(2)).sum::<f64>() / squares,
            autocorrelation: pairs().map(|pair| pair[1] * pair[0]).sum::<f64>() / squares,
            runs,
            runs_p,
            jarque_bera,
            jarque_bera_p: (-jarque_bera / 2.0).exp(),
        }
    }
}

fn runs(residuals: &[f64]) -> (usize, Option<f64>) {
    let signs: Vec<bool> = residuals.iter().filter(|value| **value != 0.0).map(|value| *value > 0.0).collect();
    if signs.is_empty() {
        return (0, None);
    }
    let runs = 1 + signs.windows(2).filter(|pair| pair[0] != pair[1]).count();
    let n = signs.len() as f64;
    let above = signs.iter().filter(|sign| **sign).count() as f64;
    let product = 2.0 * above * (n - above);
    let variance = product * (product - n) / (n * n * (n - 1.0));
    let p = (variance > 0.0).then(|| {
        let z = (runs as f64 - product / n - 1.0) / variance.sqrt();
        2.0 * normal_cdf(-z.abs())
    });
    (runs, p)
}

fn jarque_bera(residuals: &[f64]) -> f64 {
    let n = residuals.len() as f64;
    let mean = residuals.iter().sum::<f64>() / n;
    let moment = |power: i32| residuals.iter().map(|value| (value - mean).powi(power)).sum::<f64>() / n;
    let variance = moment(2);
    let (skewness, excess) = (moment(3) / variance.powf(1.5), moment(4) / (variance * variance) - 3.0);
    n / 6.0 * (skewness * skewness + excess * excess / 4.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expected values from the definitions in numpy and from `scipy.stats.jarque_bera` 1.17.
    #[test]
    fn against_scipy() {
        let residuals = [0.3, 0.1, -0.4, -0.2, 0.5, 0.6, -0.1, -0.9, 0.2, 0.35];
        let found = ResidualTests::of(&residuals);
        for (value, expected) in [
            (found.durbin_watson, 1.686_922_060_766_182),
            (found.autocorrelation, 0.100_396_301_188_903_53),
            (found.runs_p.expect("both signs"), 0.574_149_072_797_162_1),
            (found.jarque_bera, 1.038_620_913_989_888_5),
            (found.jarque_bera_p, 0.594_930_636_826_111_6),
        ] {
            assert!((value - expected).abs() < 1e-9, "{value}, not {expected}");
        }
        assert_eq!(found.runs, 5);
    }

    #[test]
    fn one_sign_has_no_test_of_runs() {
        assert_eq!(ResidualTests::of(&[1.0, 2.0, 1.0]).runs_p, None);
        assert_eq!(runs(&[0.0, 0.0]), (0, None));
    }
}
