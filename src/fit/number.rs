//! What a model to be fitted needs of a number besides what laws need.

use crate::laws::{Dual, Real};

/// A `Real` with trigonometric functions.
///
/// Implemented for `f64` (values), `Dual` (exact derivatives) and `Extended` (twice the digits).
pub trait Number: Real + Copy {
    /// Sine of an angle in radians.
    #[must_use]
    fn sin(self) -> Self;
    /// Cosine of an angle in radians.
    #[must_use]
    fn cos(self) -> Self;
    /// The angle in radians, between -pi/2 and pi/2, whose tangent this is.
    #[must_use]
    fn atan(self) -> Self;
}

impl Number for f64 {
    fn sin(self) -> Self {
        f64::sin(self)
    }

    fn cos(self) -> Self {
        f64::cos(self)
    }

    fn atan(self) -> Self {
        f64::atan(self)
    }
}

impl<const N: usize> Number for Dual<N> {
    fn sin(self) -> Self {
        self.chain(self.value.sin(), self.value.cos())
    }

    fn cos(self) -> Self {
        self.chain(self.value.cos(), -self.value.sin())
    }

    fn atan(self) -> Self {
        self.chain(self.value.atan(), 1.0 / (1.0 + self.value * self.value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derivatives() {
        let x = Dual::variable(0.7);
        for (result, value, derivative) in [
            (x.sin(), 0.7_f64.sin(), 0.7_f64.cos()),
            (x.cos(), 0.7_f64.cos(), -0.7_f64.sin()),
            (x.atan(), 0.7_f64.atan(), 1.0 / 1.49),
        ] {
            assert!((result.value - value).abs() < 1e-16 && (result.derivative[0] - derivative).abs() < 1e-15);
        }
    }
}
