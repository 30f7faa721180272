//! The scale on which series are forecast: bounded values stay within their bounds.

use std::f64::consts::FRAC_PI_2;

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
        maximum.map_or(Self::Root, |maximum| Self::Angle { maximum })
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
            Self::Angle { maximum } => (value / maximum).clamp(0.0, 1.0).sqrt().asin(),
        }
    }

    /// From the scale to a value, within the bounds.
    #[must_use]
    pub fn back(self, scaled: f64) -> f64 {
        match self {
            Self::Level => scaled,
            Self::Root => scaled.max(0.0).powi(2),
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
        assert_eq!(Scale::of(&[0.0, 1.0], Some(9.0)), Scale::Angle { maximum: 9.0 });
    }
}
