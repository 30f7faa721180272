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
