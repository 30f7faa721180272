//! Growth: constant, and fading towards a long-run rate.

use super::real::Real;

/// x0 (1 + g)^t: growth by a constant rate, the definition of a compound annual growth rate.
///
/// `x0` is the value at t = 0 and sets the unit, `g` the rate per year (0.1 = 10 %), `t` the time in years.
pub fn cagr<R: Real>(x0: R, g: R, t: R) -> R {
    x0 * (R::constant(1.0) + g).pow(t)
}

/// (x1 / x0)^(1/n) - 1: the constant rate per year that leads from `x0` to `x1` in `n` years.
///
/// Inverse of [`cagr`] in the rate.
pub fn growth_rate<R: Real>(x0: R, x1: R, n: R) -> R {
    (x1 / x0).pow(R::constant(1.0) / n) - R::constant(1.0)
}

/// `g_long` + (`g0` - `g_long`) exp(-`lambda` t): a growth rate that fades to a long-run rate.
///
/// `g0` is the rate at t = 0, `lambda` the speed of fading (ln 2 / half-life). The continuous form of a damped
/// trend (Gardner 1985, doi:10.1002/for.3980040103).
pub fn fading_growth<R: Real>(g0: R, g_long: R, lambda: R, t: R) -> R {
    g_long.clone() + (g0 - g_long) * (-(lambda * t)).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closed_forms() {
        for (value, expected) in [
            (cagr(100.0, 0.1, 3.0), 133.1),
            (cagr(100.0, 0.1, -1.0), 100.0 / 1.1),
            (cagr(7.0, 0.0, 40.0), 7.0),
            (cagr(100.0, -1.0, 2.0), 0.0),
            (growth_rate(100.0, 133.1, 3.0), 0.1),
            (growth_rate(200.0, 50.0, 2.0), -0.5),
            (fading_growth(0.5, 0.1, 0.3, 0.0), 0.5),
            (fading_growth(0.5, 0.1, 2_f64.ln() / 4.0, 4.0), 0.3),
            (fading_growth(0.5, 0.1, 0.3, 1e6), 0.1),
        ] {
            assert!((value - expected).abs() < 1e-12, "{value}, not {expected}");
        }
    }
}
