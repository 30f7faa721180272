//! Learning: costs that fall with cumulative production.

use super::real::Real;

/// c0 (x / x0)^(-b): unit cost at cumulative production `x`, when it was `c0` at `x0` (Wright 1936, doi:10.2514/8.155).
///
/// `b` is the [`learning_exponent`].
pub fn wright<R: Real>(c0: R, x: R, x0: R, b: R) -> R {
    c0 * (x / x0).pow(-b)
}

/// -log2(1 - rate): the exponent b at which each doubling of cumulative production lowers cost by `rate`
/// (1 - 2^(-b) = rate; Nagy et al. 2013, doi:10.1371/journal.pone.0052669).
pub fn learning_exponent<R: Real>(rate: R) -> R {
    (R::constant(1.0) - rate).ln() / R::constant(-std::f64::consts::LN_2)
}

/// c0 exp(-rate t): unit cost whose logarithm falls by `rate` a year (Moore 1965; Nagy et al. 2013,
/// doi:10.1371/journal.pone.0052669).
pub fn moore<R: Real>(c0: R, rate: R, t: R) -> R {
    c0 * (-(rate * t)).exp()
}

/// c0 (q / q0)^(-a): unit cost by what is made in a period (Goddard 1982, doi:10.1109/TCHMT.1982.1136009, as in Nagy et
/// al. 2013, doi:10.1371/journal.pone.0052669).
pub fn goddard<R: Real>(c0: R, q: R, q0: R, a: R) -> R {
    wright(c0, q, q0, a)
}

/// c0 (q / q0)^(-a) (x / x0)^(-b): unit cost by what is made in a period, `q`, and by what was made before it, `x`
/// (Sinclair, Klepper and Cohen 2000, doi:10.1287/mnsc.46.1.28.15133, as in Nagy et al. 2013).
pub fn sinclair_klepper_cohen<R: Real>(c0: R, q: R, q0: R, a: R, x: R, x0: R, b: R) -> R {
    c0 * (q / q0).pow(-a) * (x / x0).pow(-b)
}

/// c0 (x / x0)^(-b) exp(-rate t): unit cost by experience and by time (Nordhaus 2014, doi:10.5547/01956574.35.1.1).
pub fn nordhaus<R: Real>(c0: R, x: R, x0: R, b: R, rate: R, t: R) -> R {
    wright(c0, x, x0, b) * (-(rate * t)).exp()
}

/// c0 (x / x0)^(-b) (k / k0)^(-c): unit cost by experience and by knowledge (Kouvaritakis, Soria and Isoard 2000,
/// doi:10.1504/IJGEI.2000.004384).
pub fn two_factor_learning<R: Real>(c0: R, x: R, x0: R, b: R, k: R, k0: R, c: R) -> R {
    c0 * (x / x0).pow(-b) * (k / k0).pow(-c)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Progress ratio 0.8: b = 0.32193; two doublings lower cost to 0.64.
    #[test]
    fn two_doublings_at_progress_ratio_0_8() {
        let b = learning_exponent(0.2);
        assert!((b - 0.32193_f64).abs() <= 5e-6, "{b}");
        let cost = wright(1.0, 4.0, 1.0, b);
        assert!((cost - 0.64).abs() < 1e-15, "{cost}");
    }

    #[test]
    fn limits() {
        assert_eq!(learning_exponent(0.0), 0.0);
        assert_eq!(wright(5.0, 7.0, 7.0, 0.3), 5.0);
        assert_eq!(wright(5.0, 70.0, 7.0, 0.0), 5.0);
    }
}
