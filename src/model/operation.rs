//! Operations on numbers, and their values: what constants are folded by, and what kernels do where speed does not matter.

use crate::laws::Real;
use crate::numeric::{math, normal};

/// Operations of one operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unary {
    /// -x
    Negate,
    /// |x|
    Absolute,
    /// e^x
    Exp,
    /// Natural logarithm.
    Ln,
    /// Square root.
    Sqrt,
    /// Sine of radians.
    Sin,
    /// Cosine of radians.
    Cos,
    /// Tangent of radians.
    Tan,
    /// Arctangent in radians.
    Arctan,
    /// Towards zero.
    Truncate,
    /// Towards minus infinity.
    Floor,
    /// To the nearest, ties to even.
    Round,
    /// -1, 0 or 1.
    Sign,
    /// 1 where x is 0, else 0.
    Not,
    /// 1 / (1 + exp(-x)).
    Logistic,
    /// The standard normal distribution function.
    NormalCdf,
}

/// Operations of two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Binary {
    /// a + b
    Add,
    /// a - b
    Subtract,
    /// a * b
    Multiply,
    /// a / b
    Divide,
    /// The lesser; NaN if either is.
    Minimum,
    /// The greater; NaN if either is.
    Maximum,
    /// Remainder with the sign of b.
    Modulo,
    /// 1 if a = 0, else exp(a b): the power x^a with b = ln x.
    ExpTimes,
    /// 1 if a < b.
    Less,
    /// 1 if a <= b.
    LessEqual,
    /// 1 if a = b.
    Equal,
    /// 1 if neither is 0.
    And,
    /// 1 if one is not 0.
    Or,
    /// a, or b where a is NaN: what was observed, else what is computed.
    Coalesce,
}

/// The value of an operation of one operand.
#[must_use]
pub fn unary(operation: Unary, x: f64) -> f64 {
    match operation {
        Unary::Negate => -x,
        Unary::Absolute => x.abs(),
        Unary::Exp => math::exp::<false>(x),
        Unary::Ln => math::ln::<false>(x),
        Unary::Sqrt => x.sqrt(),
        Unary::Sin => x.sin(),
        Unary::Cos => x.cos(),
        Unary::Tan => x.tan(),
        Unary::Arctan => x.atan(),
        Unary::Truncate => x.trunc(),
        Unary::Floor => x.floor(),
        Unary::Round => x.round_ties_even(),
        Unary::Sign if x.is_nan() => x,
        Unary::Sign => f64::from(i8::from(x > 0.0) - i8::from(x < 0.0)),
        Unary::Not => f64::from(x == 0.0),
        Unary::Logistic => math::logistic::<false>(x),
        Unary::NormalCdf => normal::normal_cdf(x),
    }
}

/// The value of an operation of two operands.
#[must_use]
pub fn binary(operation: Binary, a: f64, b: f64) -> f64 {
    match operation {
        Binary::Add => a + b,
        Binary::Subtract => a - b,
        Binary::Multiply => a * b,
        Binary::Divide => a / b,
        Binary::Minimum => Real::minimum(a, b),
        Binary::Maximum => Real::maximum(a, b),
        Binary::Modulo => a - b * (a / b).floor(),
        Binary::ExpTimes => math::exp_times::<false>(a, b),
        Binary::Less => f64::from(a < b),
        Binary::LessEqual => f64::from(a <= b),
        Binary::Equal => f64::from(a == b),
        Binary::And => f64::from(a != 0.0 && b != 0.0),
        Binary::Or => f64::from(a != 0.0 || b != 0.0),
        Binary::Coalesce => {
            if a.is_nan() {
                b
            } else {
                a
            }
        }
    }
}
