//! Dual numbers: a value and its derivative in one direction (forward-mode differentiation; Clifford 1873,
//! doi:10.1112/plms/s1-4.1.381).

use std::ops::{Add, Div, Mul, Neg, Sub};

use super::real::{Gaussian, Real};
use crate::numeric::normal;

/// A value and its derivatives in N directions, such as by N parameters.
///
/// Fitting calls a law with its parameters as [`Dual::along`] and everything else as [`Real::constant`]; the result carries
/// the exact partial derivatives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dual<const N: usize = 1> {
    /// The value.
    pub value: f64,
    /// Its derivatives.
    pub derivative: [f64; N],
}

#[cfg(test)]
impl Dual {
    /// The parameter itself: derivative 1.
    #[must_use]
    pub const fn variable(value: f64) -> Self {
        Self { value, derivative: [1.0] }
    }
}

impl<const N: usize> Dual<N> {
    /// A parameter: derivative 1 in one direction, 0 in all others; 0 in all if there is no such direction.
    #[must_use]
    #[inline]
    pub fn along(value: f64, direction: usize) -> Self {
        let mut derivative = [0.0; N];
        if let Some(one) = derivative.get_mut(direction) {
            *one = 1.0;
        }
        Self { value, derivative }
    }

    /// f(self), given the value of f and of its derivative there.
    #[must_use]
    #[inline]
    pub fn chain(self, value: f64, slope: f64) -> Self {
        Self { value, derivative: each(|n| slope * self.derivative[n]) }
    }

    /// f(self, other), given the value of f and of its partial derivatives there.
    #[inline]
    fn chain_both(self, other: Self, value: f64, slopes: [f64; 2]) -> Self {
        let derivative = each(|n| slopes[0] * self.derivative[n] + slopes[1] * other.derivative[n]);
        Self { value, derivative }
    }
}

/// Derivatives in each direction. A loop that is inlined wherever it stands: what maps whole arrays is compiled apart, and called.
#[inline]
fn each<const N: usize>(of: impl Fn(usize) -> f64) -> [f64; N] {
    let mut derivative = [0.0; N];
    let mut n = 0;
    while n < N {
        derivative[n] = of(n);
        n += 1;
    }
    derivative
}

/// Partial derivatives of a quotient, by its numerator and its denominator.
#[inline]
fn quotient_slopes(quotient: f64, denominator: f64) -> [f64; 2] {
    [1.0 / denominator, -quotient / denominator]
}

impl<const N: usize> Add for Dual<N> {
    type Output = Self;
    #[inline]
    fn add(self, other: Self) -> Self {
        Self { value: self.value + other.value, derivative: each(|n| self.derivative[n] + other.derivative[n]) }
    }
}

impl<const N: usize> Sub for Dual<N> {
    type Output = Self;
    #[inline]
    fn sub(self, other: Self) -> Self {
        Self { value: self.value - other.value, derivative: each(|n| self.derivative[n] - other.derivative[n]) }
    }
}

impl<const N: usize> Mul for Dual<N> {
    type Output = Self;
    #[inline]
    fn mul(self, other: Self) -> Self {
        self.chain_both(other, self.value * other.value, [other.value, self.value])
    }
}

impl<const N: usize> Div for Dual<N> {
    type Output = Self;
    #[inline]
    fn div(self, other: Self) -> Self {
        let value = self.value / other.value;
        self.chain_both(other, value, quotient_slopes(value, other.value))
    }
}

impl<const N: usize> Neg for Dual<N> {
    type Output = Self;
    #[inline]
    fn neg(self) -> Self {
        Self { value: -self.value, derivative: each(|n| -self.derivative[n]) }
    }
}

impl<const N: usize> Real for Dual<N> {
    #[inline]
    fn constant(value: f64) -> Self {
        Self { value, derivative: [0.0; N] }
    }

    #[inline]
    fn exp(self) -> Self {
        let value = self.value.exp();
        self.chain(value, value)
    }

    #[inline]
    fn ln(self) -> Self {
        self.chain(self.value.ln(), 1.0 / self.value)
    }

    #[inline]
    fn pow(self, exponent: Self) -> Self {
        let value = self.value.powf(exponent.value);
        // A constant base or exponent must not bring in 0 * infinity from the other's logarithm or power.
        let moves = |number: &Self| number.derivative.iter().any(|derivative| *derivative != 0.0);
        let by_base = if moves(&self) { exponent.value * self.value.powf(exponent.value - 1.0) } else { 0.0 };
        let by_exponent = if moves(&exponent) { value * self.value.ln() } else { 0.0 };
        self.chain_both(exponent, value, [by_base, by_exponent])
    }

    #[inline]
    fn logistic(self) -> Self {
        let share = Real::logistic(self.value);
        self.chain(share, share * Real::logistic(-self.value))
    }

    #[inline]
    fn select(self, then: Self, otherwise: Self) -> Self {
        if self.value == 0.0 { otherwise } else { then }
    }

    #[inline]
    fn less(self, other: Self) -> Self {
        Self::constant(self.value.less(other.value))
    }

    #[inline]
    fn minimum(self, other: Self) -> Self {
        if self.value < other.value || self.value.is_nan() { self } else { other }
    }

    #[inline]
    fn maximum(self, other: Self) -> Self {
        if self.value > other.value || self.value.is_nan() { self } else { other }
    }
}

impl<const N: usize> Gaussian for Dual<N> {
    #[inline]
    fn normal_cdf(self) -> Self {
        self.chain(normal::normal_cdf(self.value), normal::normal_density(self.value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derivatives_of_every_operation() {
        let x = Dual::variable(3.0);
        let two = Dual::constant(2.0);
        // Derivatives at x = 3 by hand.
        for (result, value, derivative) in [
            (x + x * x, 12.0, 7.0),
            (two - x, -1.0, -1.0),
            (two / x, 2.0 / 3.0, -2.0 / 9.0),
            (-x, -3.0, -1.0),
            (x.exp(), 3_f64.exp(), 3_f64.exp()),
            (x.ln(), 3_f64.ln(), 1.0 / 3.0),
            (x.pow(two), 9.0, 6.0),
            (two.pow(x), 8.0, 8.0 * 2_f64.ln()),
            (x.pow(x), 27.0, 27.0 * (3_f64.ln() + 1.0)),
            ((x - Dual::constant(3.0)).logistic(), 0.5, 0.25),
            (x.less(two), 0.0, 0.0),
            ((x - Dual::constant(3.0)).normal_cdf(), 0.5, 0.398_942_280_401_432_7),
            (x.minimum(two), 2.0, 0.0),
            (x.maximum(two), 3.0, 1.0),
            (two.select(x, two), 3.0, 1.0),
            (Dual::constant(0.0).select(x, two), 2.0, 0.0),
        ] {
            assert!((result.value - value).abs() < 1e-14 * value.abs().max(1.0), "{result:?}, not {value}");
            assert!((result.derivative[0] - derivative).abs() < 1e-13, "{result:?}, not {derivative}");
        }
    }

    #[test]
    fn each_direction_has_its_derivative() {
        let (x, y) = (Dual::<2>::along(3.0, 0), Dual::<2>::along(2.0, 1));
        // Partial derivatives at (3, 2) by hand.
        for (result, derivative) in [
            (x * y, [2.0, 3.0]),
            (x / y, [0.5, -0.75]),
            (x - y, [1.0, -1.0]),
            (x.pow(y), [6.0, 9.0 * 3_f64.ln()]),
            (Dual::along(1.0, 2), [0.0, 0.0]),
        ] {
            assert!(result.derivative.iter().zip(derivative).all(|(a, b)| (a - b).abs() < 1e-14), "{result:?}");
        }
    }

    #[test]
    fn powers_at_zero_stay_finite() {
        let zero = Dual::variable(0.0);
        assert_eq!(zero.pow(Dual::constant(2.0)), Dual::constant(0.0));
        assert_eq!(Dual::<1>::constant(-2.0).pow(Dual::constant(3.0)), Dual::constant(-8.0));
        assert_eq!(Dual::constant(1.0).pow(Dual::variable(5.0)), Dual::constant(1.0));
    }
}
