//! Exponential, logarithm and kin without branches, so that loops over them compile to vector instructions.
//!
//! Every function is generic over `FMA`: `true` fuses multiply and add and belongs inside code compiled for a processor
//! that has the instruction (see `dispatch`); `false` runs anywhere. There are only selects and bit
//! casts here: no tables, no calls, no conversions between floats and integers (AVX2 has none for 64 bits).
//! Functions that are rarely hot (sine, arc tangent, …) are those of the standard library.
#![allow(
    clippy::inline_always,
    reason = "a function that is not inlined keeps the loop around it from being vectorised"
)]
#![allow(clippy::unreadable_literal, reason = "coefficients are read by machines")]

/// 1.5 * 2^52: adding it rounds a number below 2^51 to an integer, which then stands in the low bits of the sum.
const ROUNDER: f64 = 6755399441055744.0;
/// Exponent bias of an `f64`.
const BIAS: f64 = 1023.0;
const MANTISSA_BITS: u32 = 52;

/// ln 2 to 32 bits, so that its product with any exponent is exact; then the rest (Cody and Waite 1980, ISBN 0138220646).
const LN_2_HIGH: f64 = 0.6931471803691238;
const LN_2_LOW: f64 = 1.9082149292705877e-10;

/// (e^r - 1 - r) / r^2 for |r| <= ln 2 / 2 by interpolation at Chebyshev points: error 0.003 ulp of e^r.
const EXP: [f64; 11] = [
    0.5,
    0.1666666666666667,
    0.04166666666666667,
    0.008333333333326136,
    0.0013888888888883748,
    0.00019841269874820627,
    2.4801587325547743e-05,
    2.7557255400206422e-06,
    2.75572736431103e-07,
    2.5105217004720745e-08,
    2.0914686968086876e-09,
];

/// (2 artanh(s) - 2 s) / s^3 as a polynomial in s^2, |s| <= 3 - 2 sqrt 2, likewise: error 0.04 ulp of the logarithm.
const LN: [f64; 7] = [
    0.666666666666667,
    0.39999999999899444,
    0.2857142862600327,
    0.22222211130259878,
    0.18182889455674947,
    0.15331710618210773,
    0.14616585424888623,
];

/// `a * b + c`, rounded once if `FMA`, twice if not.
#[inline(always)]
#[must_use]
pub fn multiply_add<const FMA: bool>(a: f64, b: f64, c: f64) -> f64 {
    if FMA { a.mul_add(b, c) } else { a * b + c }
}

/// The polynomial with the given coefficients, lowest power first, by Horner's rule.
#[inline(always)]
#[must_use]
pub fn polynomial<const FMA: bool, const N: usize>(x: f64, coefficients: &[f64; N]) -> f64 {
    let mut sum = coefficients[N - 1];
    let mut power = N - 1;
    while power > 0 {
        power -= 1;
        sum = multiply_add::<FMA>(sum, x, coefficients[power]);
    }
    sum
}

/// 2^n for an integer -1022 <= n <= 1023 held in a float.
#[inline(always)]
fn power_of_two(n: f64) -> f64 {
    f64::from_bits((n + (ROUNDER + BIAS)).to_bits() << MANTISSA_BITS)
}

/// e^x, within 1 ulp; 0 and infinity beyond the range, subnormal results rounded once.
#[inline(always)]
#[must_use]
pub fn exp<const FMA: bool>(x: f64) -> f64 {
    // Beyond these limits the result is 0 or infinity anyhow; selects written this way let NaN pass.
    let x = if x > 720.0 { 720.0 } else { x };
    let x = if x < -760.0 { -760.0 } else { x };
    let n = multiply_add::<FMA>(x, std::f64::consts::LOG2_E, ROUNDER) - ROUNDER;
    let r = multiply_add::<FMA>(n, -LN_2_HIGH, x);
    let r = multiply_add::<FMA>(n, -LN_2_LOW, r);
    let tail = polynomial::<FMA, 11>(r, &EXP);
    let mantissa = 1.0 + multiply_add::<FMA>(r * r, tail, r);
    // Two factors, since 2^n itself may overflow or be subnormal where the result is not.
    let half = multiply_add::<FMA>(n, 0.5, ROUNDER) - ROUNDER;
    mantissa * power_of_two(half) * power_of_two(n - half)
}

/// Natural logarithm, within 1 ulp; minus infinity at ±0, NaN below, right for subnormal arguments.
#[inline(always)]
#[must_use]
pub fn ln<const FMA: bool>(x: f64) -> f64 {
    const SQRT_HALF_BITS: u64 = std::f64::consts::FRAC_1_SQRT_2.to_bits();
    const ONE_BITS: u64 = 1f64.to_bits();
    /// 2^52: a float whose low bits are an integer.
    const CARRIER: f64 = 4503599627370496.0;

    let subnormal = x < f64::MIN_POSITIVE;
    let scaled = if subnormal { x * (CARRIER * 4.0) } else { x };
    // Write the argument as m 2^k with sqrt(1/2) <= m < sqrt(2): adding the offset carries into the exponent.
    let shifted = scaled.to_bits().wrapping_add(ONE_BITS - SQRT_HALF_BITS);
    let exponent = f64::from_bits(CARRIER.to_bits() | (shifted >> MANTISSA_BITS)) - (CARRIER + BIAS);
    let k = exponent - if subnormal { 54.0 } else { 0.0 };
    let m = f64::from_bits((shifted & ((1 << MANTISSA_BITS) - 1)) + SQRT_HALF_BITS);

    // ln m = 2 artanh s = f - f^2/2 + s (f^2/2 + R), s = f / (2 + f): the exact f leads, corrections are small
    // (Tang 1990, doi:10.1145/98267.98294).
    let f = m - 1.0;
    let s = f / (2.0 + f);
    let z = s * s;
    let half_square = 0.5 * f * f;
    let rest = z * polynomial::<FMA, 7>(z, &LN);
    let small = multiply_add::<FMA>(s, half_square + rest, k * LN_2_LOW);
    let result = multiply_add::<FMA>(k, LN_2_HIGH, f - (half_square - small));

    let result = if x > f64::MAX { x } else { result };
    let result = if x == 0.0 { f64::NEG_INFINITY } else { result };
    if x >= 0.0 { result } else { f64::NAN }
}

/// x^y as e^(y l) with l = ln x computed beforehand; 1 if y = 0, whatever l is.
///
/// The relative error grows with the exponent: about |y l| 2^-53.
#[inline(always)]
#[must_use]
pub fn exp_times<const FMA: bool>(y: f64, l: f64) -> f64 {
    let power = exp::<FMA>(y * l);
    if y == 0.0 { 1.0 } else { power }
}

/// 1 / (1 + e^-x), with full relative accuracy in both tails.
#[inline(always)]
#[must_use]
pub fn logistic<const FMA: bool>(x: f64) -> f64 {
    let e = exp::<FMA>(-x.abs());
    let numerator = if x < 0.0 { e } else { 1.0 };
    numerator / (1.0 + e)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Distance in units in the last place: how many floats lie between.
    fn ulps(a: f64, b: f64) -> u64 {
        if a == b || (a.is_nan() && b.is_nan()) {
            return 0;
        }
        if a.is_nan() || b.is_nan() || a.signum() != b.signum() {
            return u64::MAX;
        }
        a.to_bits().abs_diff(b.to_bits())
    }

    /// Floats uniform in their bits, so all magnitudes, subnormals, infinities and NaN occur.
    fn bit_patterns(n: u64) -> impl Iterator<Item = f64> {
        (0..n).map(|i| f64::from_bits(i.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23)))
    }

    fn evenly(low: f64, high: f64, n: u32) -> impl Iterator<Item = f64> {
        (0..=n).map(move |i| low + (high - low) * f64::from(i) / f64::from(n))
    }

    /// The standard library's functions err by less than 0.52 ulp, so one ulp from them is 1.52 from the truth.
    fn check(name: &str, points: impl Iterator<Item = f64>, ours: [fn(f64) -> f64; 2], reference: fn(f64) -> f64) {
        let mut worst = [(0, 0.0); 2];
        for x in points {
            for (worst, f) in worst.iter_mut().zip(ours) {
                let distance = ulps(f(x), reference(x));
                if distance > worst.0 {
                    *worst = (distance, x);
                }
            }
        }
        assert!(worst.iter().all(|w| w.0 <= 1), "{name}: (ulp, at) without and with FMA {worst:?}");
    }

    #[test]
    fn exp_is_within_two_ulp() {
        let ours = [exp::<false> as fn(f64) -> f64, exp::<true>];
        check("bits", bit_patterns(300_000), ours, f64::exp);
        check("range", evenly(-750.0, 715.0, 300_000), ours, f64::exp);
        check("subnormal results", evenly(-746.0, -708.0, 100_000), ours, f64::exp);
        check("near zero", evenly(-0.4, 0.4, 200_000), ours, f64::exp);
    }

    #[test]
    fn exp_limits() {
        let cases = [
            (0.0, 1.0),
            (-0.0, 1.0),
            (f64::INFINITY, f64::INFINITY),
            (f64::NEG_INFINITY, 0.0),
            (f64::MAX, f64::INFINITY),
            (f64::MIN, 0.0),
            (710.0, f64::INFINITY),
            (709.782712893384, 1.797693134862273e308),
            (-745.2, 0.0),
            (-745.0, 5e-324),
            (5e-324, 1.0),
        ];
        for (x, expected) in cases {
            assert!(ulps(exp::<false>(x), expected) <= 1, "exp {x} = {}", exp::<false>(x));
            assert!(ulps(exp::<true>(x), expected) <= 1, "exp {x} = {}", exp::<true>(x));
        }
        assert!(exp::<false>(f64::NAN).is_nan() && exp::<true>(f64::NAN).is_nan());
    }

    #[test]
    fn ln_is_within_two_ulp() {
        let ours = [ln::<false> as fn(f64) -> f64, ln::<true>];
        check("bits", bit_patterns(300_000), ours, f64::ln);
        check("positive bits", bit_patterns(300_000).map(f64::abs), ours, f64::ln);
        check("subnormal", (1..100_000).map(|i| f64::from_bits(i * i * 400)), ours, f64::ln);
        check("near one", evenly(0.6, 1.6, 300_000), ours, f64::ln);
        check("very near one", (0..4000).map(|i| f64::from_bits(1f64.to_bits() - 2000 + i)), ours, f64::ln);
    }

    #[test]
    fn ln_limits() {
        for f in [ln::<false> as fn(f64) -> f64, ln::<true>] {
            assert_eq!(f(1.0).to_bits(), 0, "+0 at 1");
            assert_eq!(f(0.0), f64::NEG_INFINITY);
            assert_eq!(f(-0.0), f64::NEG_INFINITY);
            assert_eq!(f(f64::INFINITY), f64::INFINITY);
            assert!(f(f64::NEG_INFINITY).is_nan() && f(-1.0).is_nan() && f(-5e-324).is_nan() && f(f64::NAN).is_nan());
            assert_eq!(f(5e-324), -744.4400719213812);
        }
    }

    #[test]
    fn powers() {
        for f in [exp_times::<false> as fn(f64, f64) -> f64, exp_times::<true>] {
            for l in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 3.0] {
                assert_eq!(f(0.0, l), 1.0);
            }
            assert_eq!(f(2.0, f64::NEG_INFINITY), 0.0);
            assert_eq!(f(-2.0, f64::NEG_INFINITY), f64::INFINITY);
            assert!(f(f64::NAN, 1.0).is_nan() && f(1.0, f64::NAN).is_nan());
            for (x, y) in [(1.1f64, 22.0f64), (0.25, -2.5), (1e-5, 0.1), (7.0, 3.0)] {
                let error = (f(y, x.ln()) / x.powf(y) - 1.0).abs();
                assert!(error < (1.0 + (y * x.ln()).abs()) * f64::EPSILON, "{x}^{y}: {error:e}");
            }
        }
    }

    #[test]
    fn logistic_has_right_tails() {
        // scipy.special.expit; e^-745 and e^-40 are exact limits of the lower tail.
        let cases = [
            (0.0, 0.5),
            (1.0, 0.7310585786300049),
            (-1.0, 0.2689414213699951),
            (-40.0, 4.248354255291589e-18),
            (40.0, 1.0),
            (-745.0, 5e-324),
            (f64::INFINITY, 1.0),
            (f64::NEG_INFINITY, 0.0),
        ];
        for (x, expected) in cases {
            for value in [logistic::<false>(x), logistic::<true>(x)] {
                assert!(ulps(value, expected) <= 1, "{x}: {value}");
            }
        }
        assert!(logistic::<true>(f64::NAN).is_nan());
    }
}
