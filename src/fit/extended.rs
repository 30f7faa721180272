//! Numbers with about 31 decimal digits: unevaluated sums of two doubles (Dekker 1971, doi:10.1007/BF01397083; Hida, Li
//! and Bailey 2001, doi:10.1109/ARITH.2001.930115).
//!
//! Where a model leaves residuals near the rounding errors of doubles, their sum of squares, and with it every standard
//! error, is noise unless residuals are computed with more digits.

use std::f64::consts::LN_2;
use std::ops::{Add, Div, Mul, Neg, Sub};

use super::number::Number;
use crate::laws::Real;

/// ln 2.
const LN_2_EXTENDED: Extended = Extended { high: LN_2, low: 2.319_046_813_846_299_6e-17 };
/// pi / 2.
const HALF_PI: Extended = Extended { high: std::f64::consts::FRAC_PI_2, low: 6.123_233_995_736_766e-17 };
/// The argument of the exponential is divided by 2 to this power before its series is summed.
const HALVINGS: i32 = 9;

/// A number as the sum of two doubles, the second at most half a unit in the last place of the first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extended {
    /// The number rounded to a double.
    pub high: f64,
    /// What is missing.
    pub low: f64,
}

impl Extended {
    /// a + b, with the rounding error kept (Knuth 1969).
    #[must_use]
    pub fn sum(a: f64, b: f64) -> Self {
        let high = a + b;
        let part = high - a;
        Self { high, low: (a - (high - part)) + (b - part) }
    }

    /// a + b for |a| >= |b|.
    fn ordered_sum(a: f64, b: f64) -> Self {
        let high = a + b;
        Self { high, low: b - (high - a) }
    }

    /// a b, with the rounding error kept.
    fn product(a: f64, b: f64) -> Self {
        let high = a * b;
        Self { high, low: a.mul_add(b, -high) }
    }

    /// The number that a decimal text such as `2.5134E+00` stands for, to all digits; none if it is not a number.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (mantissa, exponent) = match text.find(['e', 'E']) {
            Some(at) => (&text[..at], text[at + 1..].parse::<i32>().ok()?),
            None => (text, 0),
        };
        let negative = mantissa.starts_with('-');
        let digits = mantissa.trim_start_matches(['-', '+']);
        let mut value = Self::constant(0.0);
        let (mut seen, mut places) = (0, None);
        for character in digits.chars() {
            if character == '.' && places.is_none() {
                places = Some(0);
                continue;
            }
            value = value * Self::constant(10.0) + Self::constant(f64::from(character.to_digit(10)?));
            seen += 1;
            places = places.map(|places: i32| places + 1);
        }
        let shift = exponent.checked_sub(places.unwrap_or(0)).filter(|shift| seen > 0 && shift.abs() <= 400)?;
        let power = Self::constant(10.0).whole_power(shift.unsigned_abs());
        let value = if shift < 0 { value / power } else { value * power };
        Some(if negative { -value } else { value })
    }

    /// self ^ exponent by repeated squaring.
    fn whole_power(self, mut exponent: u32) -> Self {
        let (mut result, mut square) = (Self::constant(1.0), self);
        while exponent > 0 {
            if exponent & 1 == 1 {
                result = result * square;
            }
            square = square * square;
            exponent >>= 1;
        }
        result
    }

    /// self times a power of two, which is exact.
    fn scaled(self, factor: f64) -> Self {
        Self { high: self.high * factor, low: self.low * factor }
    }

    /// Sum of `first` and each next term, which is the last times `step` over the given divisors, until it does not count.
    fn series(first: Self, step: Self, divisors: impl Iterator<Item = f64>) -> Self {
        let (mut sum, mut term) = (first, first);
        for divisor in divisors {
            term = term * step / Self::constant(divisor);
            sum = sum + term;
            if term.high.abs() <= 1e-34 * sum.high.abs() {
                break;
            }
        }
        sum
    }

    /// Sine and cosine.
    fn sine_and_cosine(self) -> (Self, Self) {
        let quarters = (self.high / HALF_PI.high).round();
        let rest = self - HALF_PI * Self::constant(quarters);
        let square = -(rest * rest);
        let divisors = |start: u32| (start..).step_by(2).take(20).map(|n| f64::from(n) * f64::from(n + 1));
        let sine = Self::series(rest, square, divisors(2));
        let cosine = Self::series(Self::constant(1.0), square, divisors(1));
        match quarters.rem_euclid(4.0) as u8 {
            0 => (sine, cosine),
            1 => (cosine, -sine),
            2 => (-sine, -cosine),
            _ => (-cosine, sine),
        }
    }
}

impl Add for Extended {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        let (high, low) = (Self::sum(self.high, other.high), Self::sum(self.low, other.low));
        let sum = Self::ordered_sum(high.high, high.low + low.high);
        Self::ordered_sum(sum.high, sum.low + low.low)
    }
}

impl Sub for Extended {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Mul for Extended {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        let product = Self::product(self.high, other.high);
        let cross = self.high.mul_add(other.low, self.low * other.high);
        Self::ordered_sum(product.high, product.low + cross)
    }
}

impl Div for Extended {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        let first = self.high / other.high;
        let rest = self - other * Self::constant(first);
        let second = rest.high / other.high;
        let rest = rest - other * Self::constant(second);
        let sum = Self::ordered_sum(first, second);
        sum + Self::constant(rest.high / other.high)
    }
}

impl Neg for Extended {
    type Output = Self;
    fn neg(self) -> Self {
        Self { high: -self.high, low: -self.low }
    }
}

impl Real for Extended {
    fn constant(value: f64) -> Self {
        Self { high: value, low: 0.0 }
    }

    fn exp(self) -> Self {
        let doublings = (self.high / LN_2).round();
        if doublings.is_nan() || doublings.abs() > 1000.0 {
            return Self::constant(self.high.exp());
        }
        let rest = (self - LN_2_EXTENDED * Self::constant(doublings)).scaled(0.5_f64.powi(HALVINGS));
        // exp(x) - 1, so that nothing is lost while it is small; squaring back: (1 + s)^2 - 1 = 2 s + s^2.
        let mut less_one = Self::series(rest, rest, (2..14).map(f64::from));
        for _ in 0..HALVINGS {
            less_one = less_one.scaled(2.0) + less_one * less_one;
        }
        let half = 2_f64.powi((doublings / 2.0) as i32);
        (less_one + Self::constant(1.0)).scaled(half).scaled(2_f64.powi(doublings as i32) / half)
    }

    fn ln(self) -> Self {
        let first = self.high.ln();
        if !first.is_finite() {
            return Self::constant(first);
        }
        // Two steps of Newton's method for exp(y) = x; each doubles the digits.
        (0..2).fold(Self::constant(first), |y, _| y + self * (-y).exp() - Self::constant(1.0))
    }

    fn pow(self, exponent: Self) -> Self {
        let whole = exponent.low == 0.0 && exponent.high.fract() == 0.0 && exponent.high.abs() <= 1024.0;
        if whole {
            let power = self.whole_power(exponent.high.abs() as u32);
            return if exponent.high < 0.0 { Self::constant(1.0) / power } else { power };
        }
        if self.high == 0.0 {
            return Self::constant(self.high.powf(exponent.high));
        }
        (exponent * self.ln()).exp()
    }

    fn logistic(self) -> Self {
        let one = Self::constant(1.0);
        let decay = if self.high < 0.0 { self.exp() } else { (-self).exp() };
        if self.high < 0.0 { decay / (one + decay) } else { one / (one + decay) }
    }

    fn select(self, then: Self, otherwise: Self) -> Self {
        if self.high == 0.0 { otherwise } else { then }
    }

    fn less(self, other: Self) -> Self {
        Self::constant((self - other).high.less(0.0))
    }

    fn minimum(self, other: Self) -> Self {
        if (self - other).high < 0.0 || self.high.is_nan() { self } else { other }
    }

    fn maximum(self, other: Self) -> Self {
        if (self - other).high > 0.0 || self.high.is_nan() { self } else { other }
    }
}

impl Number for Extended {
    fn sin(self) -> Self {
        self.sine_and_cosine().0
    }

    fn cos(self) -> Self {
        self.sine_and_cosine().1
    }

    fn atan(self) -> Self {
        // tan(a - b) = (tan a - tan b) / (1 + tan a tan b); the rest is so small that it is its own tangent.
        let first = Self::constant(self.high.atan());
        let (sine, cosine) = first.sine_and_cosine();
        let tangent = sine / cosine;
        first + (self - tangent) / (Self::constant(1.0) + self * tangent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: Extended, expected: &str) {
        let expected = Extended::parse(expected).expect("a number");
        let error = (found - expected).high.abs();
        assert!(error <= 1e-29 * expected.high.abs(), "{found:?} is off {expected:?} by {error:e}");
    }

    /// Expected values from Python's mpmath at 45 digits; the sine of 87.9 loses two to its argument.
    #[test]
    fn functions_have_29_digits() {
        let number = |text: &str| Extended::parse(text).expect("a number");
        for (found, expected) in [
            (number("0.7").exp(), "2.01375270747047652162454938858306527"),
            (number("-123.456").exp(), "2.41958254126460076613475174695067407e-54"),
            (number("0.7").ln(), "-3.56674943938732378912638711241184478e-1"),
            (number("12345.678").ln(), "9.42106132129183197652678399107144605"),
            (number("2.5").pow(number("-0.3")), "7.59657792932373874709816873131456384e-1"),
            (number("-1.1").pow(number("-3")), "-7.51314800901577761081893313298271976e-1"),
            (number("0.7").sin(), "6.44217687237691053672614351398720183e-1"),
            (number("87.9").sin(), "-6.45493907530792654698342001843977995e-2"),
            (number("-40.3").cos(), "-8.57346261454049837827915075394984549e-1"),
            (number("0.7").atan(), "6.10725964389208616543758876490236094e-1"),
            (number("-1234.5").atan(), "-1.56998628241962239717583627517712332"),
            (number("-3.3").logistic(), "3.55711892726361727773564740406281359e-2"),
            (number("3.3").logistic(), "9.64428810727363827222643525959371864e-1"),
            (number("1e1") / number("3"), "3.33333333333333333333333333333333333"),
            (number("2.5134E-02") - number("2.5E-02"), "1.34e-4"),
        ] {
            close(found, expected);
        }
    }
}
