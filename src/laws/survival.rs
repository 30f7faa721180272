//! Survival: the part of a vintage that is still in service at an age.
//!
//! One minus the distribution function of service lives (OECD 2009, *Measuring Capital*, chapter 13,
//! doi:10.1787/9789264068476-en, calls it the survival function and names lognormal and Weibull among those in use).

use super::diffusion::weibull_exponent;
use super::real::{Gaussian, Real};

/// 1 - Phi(ln(age / median) / sigma): the part in service at `age` if service lives are lognormal; 1 below age 0.
///
/// Half survive `median`; `sigma` is the standard deviation of the logarithm of lives, dimensionless. The mean life is
/// median exp(sigma^2 / 2).
pub fn lognormal_survival<R: Gaussian>(age: R, median: R, sigma: R) -> R {
    let old = R::constant(0.0).less(age.clone());
    let ratio = old.clone().select(age, median.clone()) / median;
    old.select((-(ratio.ln() / sigma)).normal_cdf(), R::constant(1.0))
}

/// exp(-(age / scale)^shape): the part in service at `age` if service lives follow the distribution of Weibull (1951,
/// doi:10.1115/1.4010337); 1 below age 0.
///
/// 1/e survive `scale`. Retirement gets likelier with age where the dimensionless `shape` is above 1, and does not depend
/// on it at 1. The mean life is scale Gamma(1 + 1/shape).
pub fn weibull_survival<R: Real>(age: R, scale: R, shape: R) -> R {
    (-weibull_exponent(scale, shape, age)).exp()
}

#[cfg(test)]
mod tests {
    use super::super::Dual;
    use super::*;

    #[test]
    fn closed_forms() {
        for (found, expected) in [
            (lognormal_survival(14.0, 14.0, 0.4), 0.5),
            // One and two standard deviations of the logarithm above the median.
            (lognormal_survival(14.0 * 0.4_f64.exp(), 14.0, 0.4), 0.158_655_253_931_457_05),
            (lognormal_survival(14.0 * (-0.8_f64).exp(), 14.0, 0.4), 0.977_249_868_051_820_8),
            (lognormal_survival(0.0, 14.0, 0.4), 1.0),
            (lognormal_survival(-3.0, 14.0, 0.4), 1.0),
            (weibull_survival(14.0, 14.0, 2.2), (-1_f64).exp()),
            (weibull_survival(14.0 * 2_f64.ln().powf(1.0 / 2.2), 14.0, 2.2), 0.5),
            (weibull_survival(7.0, 14.0, 1.0), (-0.5_f64).exp()),
            (weibull_survival(0.0, 14.0, 0.5), 1.0),
            (weibull_survival(-3.0, 14.0, 2.2), 1.0),
        ] {
            assert!((found - expected).abs() < 1e-15, "{found}, not {expected}");
        }
    }

    /// The integral of a survival function is the mean life: median exp(sigma^2 / 2), scale Gamma(1 + 1/shape).
    #[test]
    fn areas_are_mean_lives() {
        let area = |survival: &dyn Fn(f64) -> f64| {
            (0..40_000).map(|n| 0.01 * survival((f64::from(n) + 0.5) * 0.01)).sum::<f64>()
        };
        let lognormal = area(&|age| lognormal_survival(age, 12.0, 0.35));
        assert!((lognormal - 12.0 * (0.35_f64 * 0.35 / 2.0).exp()).abs() < 1e-10, "{lognormal}");
        let weibull = area(&|age| weibull_survival(age, 12.0, 2.0));
        assert!((weibull - 12.0 * std::f64::consts::PI.sqrt() / 2.0).abs() < 1e-6, "{weibull}");
    }

    #[test]
    fn no_derivative_is_nan_at_birth() {
        let [p, q] = [Dual::<2>::along(14.0, 0), Dual::along(0.4, 1)];
        for age in [0.0, -1.0] {
            assert_eq!(lognormal_survival(Dual::constant(age), p, q), Dual::constant(1.0));
            assert_eq!(weibull_survival(Dual::constant(age), p, q), Dual::constant(1.0));
        }
    }
}
