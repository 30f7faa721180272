//! Dual numbers: a value and its derivative in one direction (forward-mode differentiation; Clifford 1873,
//! doi:10.1112/plms/s1-4.1.381).

use std::ops::{Add, Div, Mul, Neg, Sub};

use super::real::Real;

/// A value and its derivative with respect to one parameter.
///
/// Fitting calls a law with the parameter as [`Dual::variable`] and everything else as [`Real::constant`]; the result
/// carries the exact partial derivative.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dual {
    /// The value.
    pub value: f64,
    /// Its derivative.
    pub derivative: f64,
}

impl Dual {
    /// The parameter itself: derivative 1.
    #[must_use]
    pub const fn variable(value: f64) -> Self {
        Self { value, derivative: 1.0 }
    }

    /// f(self), given the value of f and of its derivative there.
    const fn chain(self, value: f64, slope: f64) -> Self {
        Self { value, derivative: slope * self.derivative }
    }
}

impl Add for Dual {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self { value: self.value + other.value, derivative: self.derivative + other.derivative }
    }
}

impl Sub for Dual {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self { value: self.value - other.value, derivative: self.derivative - other.derivative }
    }
}

impl Mul for Dual {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        let derivative = self.derivative * other.value + self.value * other.derivative;
        Self { value: self.value * other.value, derivative }
    }
}

impl Div for Dual {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        let value = self.value / other.value;
        Self { value, derivative: (self.derivative - value * other.derivative) / other.value }
    }
}

impl Neg for Dual {
    type Output = Self;
    fn neg(self) -> Self {
        Self { value: -self.value, derivative: -self.derivative }
    }
}

impl Real for Dual {
    fn constant(value: f64) -> Self {
        Self { value, derivative: 0.0 }
    }

    fn exp(self) -> Self {
        let value = self.value.exp();
        self.chain(value, value)
    }

    fn ln(self) -> Self {
        self.chain(self.value.ln(), 1.0 / self.value)
    }

    fn pow(self, exponent: Self) -> Self {
        let value = self.value.powf(exponent.value);
        // A constant base or exponent must not bring in 0 * infinity from the other's logarithm or power.
        let mut derivative = 0.0;
        if self.derivative != 0.0 {
            derivative += exponent.value * self.value.powf(exponent.value - 1.0) * self.derivative;
        }
        if exponent.derivative != 0.0 {
            derivative += value * self.value.ln() * exponent.derivative;
        }
        Self { value, derivative }
    }

    fn logistic(self) -> Self {
        let share = Real::logistic(self.value);
        self.chain(share, share * Real::logistic(-self.value))
    }

    fn select(self, then: Self, otherwise: Self) -> Self {
        if self.value == 0.0 { otherwise } else { then }
    }

    fn less(self, other: Self) -> Self {
        Self::constant(self.value.less(other.value))
    }

    fn minimum(self, other: Self) -> Self {
        if self.value < other.value || self.value.is_nan() { self } else { other }
    }

    fn maximum(self, other: Self) -> Self {
        if self.value > other.value || self.value.is_nan() { self } else { other }
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
            (x.minimum(two), 2.0, 0.0),
            (x.maximum(two), 3.0, 1.0),
            (two.select(x, two), 3.0, 1.0),
            (Dual::constant(0.0).select(x, two), 2.0, 0.0),
        ] {
            assert!((result.value - value).abs() < 1e-14 * value.abs().max(1.0), "{result:?}, not {value}");
            assert!((result.derivative - derivative).abs() < 1e-13, "{result:?}, not {derivative}");
        }
    }

    #[test]
    fn powers_at_zero_stay_finite() {
        let zero = Dual::variable(0.0);
        assert_eq!(zero.pow(Dual::constant(2.0)), Dual::constant(0.0));
        assert_eq!(Dual::constant(-2.0).pow(Dual::constant(3.0)), Dual::constant(-8.0));
        assert_eq!(Dual::constant(1.0).pow(Dual::variable(5.0)), Dual::constant(1.0));
    }
}
