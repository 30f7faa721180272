//! The standard normal distribution: quantiles for vectors, the distribution function for tails.
#![allow(
    clippy::inline_always,
    reason = "a function that is not inlined keeps the loop around it from being vectorised"
)]
#![allow(clippy::unreadable_literal, clippy::excessive_precision, reason = "coefficients as published")]

use super::dispatch::dispatch;
use super::math::{ln, multiply_add, polynomial};

/// A quotient of two polynomials, coefficients lowest power first.
pub struct Rational {
    /// Above the line.
    pub numerator: [f64; 8],
    /// Below it.
    pub denominator: [f64; 8],
}

/// z / (u - 1/2) in 0.425^2 - (u - 1/2)^2, where |u - 1/2| <= 0.425 (Wichura 1988, algorithm AS 241, PPND16,
/// doi:10.2307/2347330).
pub const CENTRAL: Rational = Rational {
    numerator: [
        3.3871328727963666080,
        133.14166789178437745,
        1971.5909503065514427,
        13731.693765509461125,
        45921.953931549871457,
        67265.770927008700853,
        33430.575583588128105,
        2509.0809287301226727,
    ],
    denominator: [
        1.0,
        42.313330701600911252,
        687.18700749205790830,
        5394.1960214247511077,
        21213.794301586595867,
        39307.895800092710610,
        28729.085735721942674,
        5226.4952788528545610,
    ],
};

/// |z| in r - 1.6, r^2 = -ln of the smaller of u and 1 - u, where r <= 5 (Wichura 1988, algorithm AS 241, PPND16,
/// doi:10.2307/2347330).
pub const MIDDLE: Rational = Rational {
    numerator: [
        1.42343711074968357734,
        4.63033784615654529590,
        5.76949722146069140550,
        3.64784832476320460504,
        1.27045825245236838258,
        0.241780725177450611770,
        0.0227238449892691845833,
        7.74545014278341407640e-4,
    ],
    denominator: [
        1.0,
        2.05319162663775882187,
        1.67638483018380384940,
        0.689767334985100004550,
        0.148103976427480074590,
        0.0151986665636164571966,
        5.47593808499534494600e-4,
        1.05075007164441684324e-9,
    ],
};

/// |z| in r - 5, where r > 5 (Wichura 1988, algorithm AS 241, PPND16,
/// doi:10.2307/2347330).
pub const FAR: Rational = Rational {
    numerator: [
        6.65790464350110377720,
        5.46378491116411436990,
        1.78482653991729133580,
        0.296560571828504891230,
        0.0265321895265761230930,
        0.00124266094738807843860,
        2.71155556874348757815e-5,
        2.01033439929228813265e-7,
    ],
    denominator: [
        1.0,
        0.599832206555887937690,
        0.136929880922735805310,
        0.0148753612908506148525,
        7.86869131145613259100e-4,
        1.84631831751005468180e-5,
        1.42151175831644588870e-7,
        2.04426310338993978564e-15,
    ],
};

/// The standard normal quantile of a probability, to a relative error of about 1e-15 (Wichura 1988).
///
/// Minus and plus infinity at 0 and 1, NaN outside. Without branches: all three ranges are computed and one selected.
#[inline(always)]
#[must_use]
pub fn normal_quantile<const FMA: bool>(u: f64) -> f64 {
    let q = u - 0.5;
    let sign = if q < 0.0 { -1.0 } else { 1.0 };
    let nearer_tail = if q < 0.0 { u } else { 1.0 - u };
    let r = (-ln::<FMA>(nearer_tail)).sqrt();
    let tail = if r <= 5.0 { fraction::<FMA>(r - 1.6, &MIDDLE) } else { fraction::<FMA>(r - 5.0, &FAR) };
    let central = fraction::<FMA>(multiply_add::<FMA>(-q, q, 0.180625), &CENTRAL);
    let is_central = q.abs() <= 0.425;
    let (numerator, denominator) = if is_central { central } else { tail };
    let z = numerator / denominator * if is_central { q } else { sign };
    if nearer_tail == 0.0 { sign * f64::INFINITY } else { z }
}

/// Numerator and denominator, not yet divided: one division serves all ranges.
#[inline(always)]
fn fraction<const FMA: bool>(x: f64, of: &Rational) -> (f64, f64) {
    (polynomial::<FMA, 8>(x, &of.numerator), polynomial::<FMA, 8>(x, &of.denominator))
}

#[inline(always)]
fn to_scores<const FMA: bool>(u: &mut [f64]) {
    for u in u {
        *u = normal_quantile::<FMA>(*u);
    }
}

dispatch! {
    /// Replaces probabilities by standard normal quantiles, in place.
    pub fn normal_scores(u: &mut [f64]) = to_scores;
}

/// The standard normal distribution function, with full relative accuracy in the lower tail.
///
/// Phi(z) = erfc(-z / sqrt 2) / 2, corrected to first order for the rounding of the argument, which the tail would
/// otherwise magnify by z^2.
#[must_use]
pub fn normal_cdf(z: f64) -> f64 {
    /// sqrt(1/2) less its own rounding.
    const SQRT_HALF_LOW: f64 = -4.833646656726457e-17;

    let t = -z * std::f64::consts::FRAC_1_SQRT_2;
    let half = 0.5 * libm::erfc(t);
    if t.is_infinite() {
        return half;
    }
    let rounding = (-z).mul_add(std::f64::consts::FRAC_1_SQRT_2, -t) - z * SQRT_HALF_LOW;
    half - rounding * (-t * t).exp() * std::f64::consts::FRAC_1_PI.sqrt()
}

/// The uniform number of a normal score, strictly between 0 and 1.
#[must_use]
pub fn score_uniform(z: f64) -> f64 {
    normal_cdf(z).clamp(f64::EPSILON / 2.0, 1.0 - f64::EPSILON / 2.0)
}

/// The standard normal density.
#[must_use]
pub fn normal_density(z: f64) -> f64 {
    (-0.5 * z * z).exp() * (0.5 * std::f64::consts::FRAC_1_PI).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Probability and quantile: roots of erfc in 60 digits (mpmath 1.3), rounded.
    const QUANTILES: [(f64, f64); 27] = [
        (5e-324, -38.467405617144344),
        (1e-300, -37.0470962993612),
        (1e-100, -21.273453560965326),
        (1e-20, -9.262340089798407),
        (1.1102230246251565e-16, -8.209536151601387),
        (1e-12, -7.034483825301132),
        (1.1641532182693481e-10, -6.3379577545537895),
        (1e-08, -5.612001244174789),
        (1e-05, -4.264890793922825),
        (0.001, -3.0902323061678136),
        (0.02, -2.053748910631823),
        (0.05, -1.6448536269514726),
        (0.0749, -1.4402382675279637),
        (0.0751, -1.43882539275254),
        (0.1, -1.2815515655446004),
        (0.25, -0.6744897501960817),
        (0.4, -0.2533471031357997),
        (0.499, -0.002506630899571766),
        (0.5, 0.0),
        (0.500001, 2.5066282747057052e-06),
        (0.6, 0.2533471031357997),
        (0.8, 0.8416212335729144),
        (0.9251, 1.440238267527964),
        (0.975, 1.9599639845400538),
        (0.9999, 3.7190164854557084),
        (0.9999999998835847, 6.3379577545537895),
        (0.9999999999999999, 8.209536151601387),
    ];

    #[test]
    fn quantiles_of_the_reference() {
        for f in [normal_quantile::<false> as fn(f64) -> f64, normal_quantile::<true>] {
            for (u, z) in QUANTILES {
                let error = if z == 0.0 { f(u) } else { f(u) / z - 1.0 };
                assert!(error.abs() < 2e-15, "{u:e}: {error:e}");
            }
        }
    }

    #[test]
    fn quantile_limits_and_order() {
        for f in [normal_quantile::<false> as fn(f64) -> f64, normal_quantile::<true>] {
            assert_eq!((f(0.0), f(1.0)), (f64::NEG_INFINITY, f64::INFINITY));
            assert!(f(f64::NAN).is_nan() && f(-0.1).is_nan() && f(1.1).is_nan());
            // The ranges meet without a step down.
            for (before, after) in [(0.075f64, 0.075 + 1e-12), (0.925, 0.925 + 1e-12), (1.3887e-11, 1.3889e-11)] {
                assert!(f(before) < f(after));
            }
        }
    }

    #[test]
    fn scores_in_place_are_quantiles() {
        let mut u = QUANTILES.map(|(u, _)| u);
        normal_scores(&mut u);
        for (value, (_, z)) in u.into_iter().zip(QUANTILES) {
            assert!((value - z).abs() <= 2e-15 * z.abs(), "{value} {z}");
        }
    }

    #[test]
    fn cdf_keeps_relative_accuracy_in_the_tail() {
        // erfc in 60 digits (mpmath 1.3), rounded.
        let cases = [
            (-38.4, 6.4e-323),
            (-30.0, 4.906713927148187e-198),
            (-20.0, 2.7536241186062337e-89),
            (-10.3, 3.5230650789264124e-25),
            (-8.7, 1.6594208699647843e-18),
            (-6.0, 9.86587645037698e-10),
            (-4.1, 2.065750691254677e-05),
            (-3.0, 0.0013498980316300946),
            (-1.7, 0.04456546275854304),
            (-1.0, 0.15865525393145705),
            (-0.5, 0.3085375387259869),
            (-1e-09, 0.49999999960105773),
            (0.0, 0.5),
            (0.3, 0.6179114221889527),
            (1.0, 0.8413447460685429),
            (2.5, 0.9937903346742238),
            (5.0, 0.9999997133484281),
            (8.0, 0.9999999999999993),
            (f64::INFINITY, 1.0),
            (f64::NEG_INFINITY, 0.0),
        ];
        for (z, expected) in cases {
            let distance = normal_cdf(z).to_bits().abs_diff(f64::to_bits(expected));
            assert!(distance <= 3, "{z}: {:e} is {distance} ulp off", normal_cdf(z));
        }
        assert!(normal_cdf(f64::NAN).is_nan());
    }

    #[test]
    fn density_is_the_slope_of_the_distribution_function() {
        for z in [-3.0, -0.5, 0.0, 1.3] {
            let slope = (normal_cdf(z + 1e-4) - normal_cdf(z - 1e-4)) / 2e-4;
            assert!((normal_density(z) - slope).abs() < 2e-9, "{z}");
        }
    }
}
