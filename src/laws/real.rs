//! What a law needs of a number, so that one definition serves floats, derivatives and symbolic expressions.

use std::ops::{Add, Div, Mul, Neg, Sub};

use crate::numeric::normal;

/// What a law needs of a number: field operations and a few functions.
///
/// Implemented for `f64` (values), [`Dual`](super::Dual) (values with a derivative) and, in the equation compiler, for
/// the nodes of an expression graph.
pub trait Real:
    Clone + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self> + Neg<Output = Self>
{
    /// The number `value`.
    fn constant(value: f64) -> Self;
    /// e ^ self.
    #[must_use]
    fn exp(self) -> Self;
    /// Natural logarithm.
    #[must_use]
    fn ln(self) -> Self;
    /// self ^ exponent for self >= 0 (NaN for negative self unless exponent is a constant whole number).
    #[must_use]
    fn pow(self, exponent: Self) -> Self;
    /// 1 / (1 + exp(-self)), without overflow.
    #[must_use]
    fn logistic(self) -> Self;
    /// `then` where self != 0, else `otherwise`: conditions are numbers.
    #[must_use]
    fn select(self, then: Self, otherwise: Self) -> Self;
    /// 1 where self < other, else 0.
    #[must_use]
    fn less(self, other: Self) -> Self;
    /// The smaller of two; NaN if either is.
    #[must_use]
    fn minimum(self, other: Self) -> Self;
    /// The larger of two; NaN if either is.
    #[must_use]
    fn maximum(self, other: Self) -> Self;
}

/// A [`Real`] with the standard normal distribution function.
///
/// Implemented for `f64`, [`Dual`](super::Dual) and the nodes of an expression graph.
pub trait Gaussian: Real {
    /// The probability that a standard normal number is below this one.
    #[must_use]
    fn normal_cdf(self) -> Self;
}

impl Gaussian for f64 {
    #[inline]
    fn normal_cdf(self) -> Self {
        normal::normal_cdf(self)
    }
}

impl Real for f64 {
    #[inline]
    fn constant(value: f64) -> Self {
        value
    }

    #[inline]
    fn exp(self) -> Self {
        f64::exp(self)
    }

    #[inline]
    fn ln(self) -> Self {
        f64::ln(self)
    }

    #[inline]
    fn pow(self, exponent: Self) -> Self {
        self.powf(exponent)
    }

    #[inline]
    fn logistic(self) -> Self {
        // The exponential of minus the absolute value never overflows, and small shares keep all their digits.
        let decay = (-self.abs()).exp();
        if self >= 0.0 { 1.0 / (1.0 + decay) } else { decay / (1.0 + decay) }
    }

    #[inline]
    fn select(self, then: Self, otherwise: Self) -> Self {
        if self == 0.0 { otherwise } else { then }
    }

    #[inline]
    fn less(self, other: Self) -> Self {
        f64::from(self < other)
    }

    #[inline]
    fn minimum(self, other: Self) -> Self {
        // `f64::min` would drop a NaN and hide the mistake that made it.
        if self < other || self.is_nan() { self } else { other }
    }

    #[inline]
    fn maximum(self, other: Self) -> Self {
        if self > other || self.is_nan() { self } else { other }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logistic_keeps_small_shares_and_does_not_overflow() {
        // exp(-700) and exp(-740), from Python's decimal module.
        for (x, expected) in [
            (0.0, 0.5),
            (2.0, 0.880_797_077_977_882_4),
            (-2.0, 0.119_202_922_022_117_56),
            (-700.0, 9.859_676_543_759_77e-305),
            (800.0, 1.0),
            (f64::NEG_INFINITY, 0.0),
            (f64::INFINITY, 1.0),
        ] {
            let share = Real::logistic(x);
            assert!((share - expected).abs() <= 1e-14 * expected, "logistic({x}) = {share}");
        }
        assert!(Real::logistic(-740.0_f64) > 0.0);
    }

    #[test]
    fn not_a_number_is_never_hidden() {
        assert!(Real::minimum(f64::NAN, 1.0).is_nan() && Real::minimum(1.0, f64::NAN).is_nan());
        assert!(Real::maximum(f64::NAN, 1.0).is_nan() && Real::maximum(1.0, f64::NAN).is_nan());
        assert!((-2.0_f64).pow(0.5).is_nan());
        assert_eq!((-2.0_f64).pow(3.0), -8.0);
    }

    #[test]
    fn conditions_are_numbers() {
        assert_eq!(1.0.less(2.0), 1.0);
        assert_eq!(2.0.less(2.0), 0.0);
        assert_eq!(0.0.select(1.0, 2.0), 2.0);
        assert_eq!((-3.0).select(1.0, 2.0), 1.0);
        assert_eq!((Real::minimum(1.0, 2.0), Real::maximum(1.0, 2.0)), (1.0, 2.0));
    }
}
