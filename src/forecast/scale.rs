//! The scale on which series are forecast: bounded values stay within their bounds.

use std::f64::consts::FRAC_PI_2;

/// By how much the log likelihood of logarithms has to be above that of roots, for each change of a history.
const MARGIN: f64 = 0.2;
/// Positive values may become so many times smaller than the least that was seen.
const SMALLER: f64 = 1e6;

/// Whether values are positive and fall, and logarithms, as a random walk with drift, are far likelier than roots. A rise stays on
/// roots: on logarithms the upper limits of a growing series explode.
///
/// Likelihoods are those of the values: normal changes of the transform, and its derivatives (Box & Cox 1964,
/// doi:10.1111/j.2517-6161.1964.tb00553.x).
fn goes_by_factors(values: &[f64]) -> bool {
    let known: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    let falls = known.first() > known.last();
    if known.len() < 4 || !falls || known.iter().any(|value| *value <= 0.0) {
        return false;
    }
    let likelihood = |transform: fn(f64) -> f64, derivative: fn(f64) -> f64| {
        let changes: Vec<f64> = known.windows(2).map(|pair| transform(pair[1]) - transform(pair[0])).collect();
        let n = changes.len() as f64;
        let mean = changes.iter().sum::<f64>() / n;
        let largest = changes.iter().fold(0.0_f64, |largest, change| largest.max(change.abs()));
        let variance = changes.iter().map(|change| (change - mean).powi(2)).sum::<f64>() / n;
        // Changes that differ by rounding are equal.
        let deviation = variance.sqrt().max(1e-6 * largest).max(f64::MIN_POSITIVE);
        let derivatives: f64 = known[1..].iter().map(|value| derivative(*value).ln()).sum();
        derivatives / n - deviation.ln()
    };
    let logarithms = likelihood(f64::ln, f64::recip);
    let roots = likelihood(f64::sqrt, |value| 0.5 / value.sqrt());
    logarithms > roots + MARGIN
}

/// A monotone change of scale, and its inverse.
///
/// Square roots lie between the level, on which errors of growing series grow, and the logarithm, on which extrapolated
/// growth explodes; they take zeros, and make the variance of counts constant (Bartlett 1936, doi:10.2307/2983678).
/// For values with an upper bound too, the angle does the same (Anscombe 1948, doi:10.1093/biomet/35.3-4.246).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scale {
    /// As it is: there are negative values.
    Level,
    /// Square roots: no value is negative.
    Root,
    /// Logarithms up to the greatest value, and roots that go on from there: values are positive and fall, and their changes are far
    /// more alike as factors than as changes of roots.
    Logarithm {
        /// What smaller values count as.
        least: f64,
        /// The greatest value that was seen.
        greatest: f64,
    },
    /// The angle whose squared sine is the share of the maximum: values are between zero and a maximum.
    Angle {
        /// The maximum.
        maximum: f64,
    },
}

impl Scale {
    /// The scale for values, given the most they can be if that is known; missing ones are not a number.
    #[must_use]
    pub fn of(values: &[f64], maximum: Option<f64>) -> Self {
        if values.iter().any(|value| *value < 0.0) {
            return Self::Level;
        }
        if let Some(maximum) = maximum {
            return Self::Angle { maximum };
        }
        if goes_by_factors(values) {
            let least = values.iter().copied().fold(f64::INFINITY, f64::min);
            let greatest = values.iter().copied().fold(0.0, f64::max);
            return Self::Logarithm { least: least / SMALLER, greatest };
        }
        Self::Root
    }

    /// From a value to the scale; values out of bounds count as at the bound, missing ones stay missing.
    #[must_use]
    pub fn forward(self, value: f64) -> f64 {
        match self {
            Self::Level => value,
            // Not `max`, which would make a zero of a missing value.
            Self::Root => {
                if value < 0.0 {
                    0.0
                } else {
                    value.sqrt()
                }
            }
            Self::Logarithm { least, greatest } => {
                if value < least {
                    least.ln()
                } else if value > greatest {
                    // The root that has the value and the slope of the logarithm there.
                    greatest.ln() + 2.0 * ((value / greatest).sqrt() - 1.0)
                } else {
                    value.ln()
                }
            }
            Self::Angle { maximum } => (value / maximum).clamp(0.0, 1.0).sqrt().asin(),
        }
    }

    /// From the scale to a value, within the bounds.
    #[must_use]
    pub fn back(self, scaled: f64) -> f64 {
        match self {
            Self::Level => scaled,
            Self::Root => scaled.max(0.0).powi(2),
            Self::Logarithm { greatest, .. } => {
                let above = scaled - greatest.ln();
                if above > 0.0 { greatest * (1.0 + above / 2.0).powi(2) } else { scaled.exp() }
            }
            Self::Angle { maximum } => maximum * scaled.clamp(0.0, FRAC_PI_2).sin().powi(2),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for (scale, value, scaled) in [
            (Scale::Level, -3.0, -3.0),
            (Scale::Root, 9.0, 3.0),
            (Scale::Root, 0.0, 0.0),
            (Scale::Angle { maximum: 80.0 }, 40.0, std::f64::consts::FRAC_PI_4),
            (Scale::Angle { maximum: 80.0 }, 80.0, FRAC_PI_2),
            (Scale::Logarithm { least: 1e-3, greatest: 4.0 }, 2.0, std::f64::consts::LN_2),
            (Scale::Logarithm { least: 1e-3, greatest: 1.0 }, 9.0, 4.0),
        ] {
            assert!((scale.forward(value) - scaled).abs() < 1e-12, "{scale:?}");
            assert!((scale.back(scaled) - value).abs() < 1e-12, "{scale:?}");
        }
    }

    #[test]
    fn bounds_hold() {
        assert_eq!(Scale::Root.back(-0.5), 0.0);
        assert_eq!(Scale::Angle { maximum: 80.0 }.back(4.0), 80.0);
        assert_eq!(Scale::of(&[1.0, f64::NAN], None), Scale::Root);
        assert_eq!(Scale::of(&[1.0, -1.0], Some(9.0)), Scale::Level);
        assert_eq!(Scale::Logarithm { least: 1.0, greatest: 2.0 }.forward(-5.0), 0.0);
        assert!(Scale::Logarithm { least: 1.0, greatest: 2.0 }.forward(f64::NAN).is_nan());
        assert_eq!(Scale::of(&[0.0, 1.0], Some(9.0)), Scale::Angle { maximum: 9.0 });
    }

    #[test]
    fn what_falls_by_factors_is_on_logarithms() {
        let halving: Vec<f64> = (0..9).map(|time| 1e6 * 0.5_f64.powi(time)).collect();
        assert!(matches!(Scale::of(&halving, None), Scale::Logarithm { .. }));
        let doubling: Vec<f64> = halving.iter().rev().copied().collect();
        assert_eq!(Scale::of(&doubling, None), Scale::Root);
        let line: Vec<f64> = (0..9).map(|time| 100.0 - 3.0 * f64::from(time)).collect();
        assert_eq!(Scale::of(&line, None), Scale::Root);
        assert_eq!(Scale::of(&[8.0, 4.0, 2.0, 1.0, 0.0], None), Scale::Root);
    }
}
