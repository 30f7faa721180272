//! What a fit says of a parameter, as a distribution: by linear approximation, on the scale the parameter is searched on.

use super::fitted::{Estimate, Fitted, Identified};
use super::scale::Domain;

/// The 95 % quantile of the standard normal distribution.
const SCORE_95: f64 = 1.644_853_626_951_472_7;

/// The distribution of an estimate, in the words of scenario files.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Spread {
    /// The data leave no doubt: a number.
    Certain(f64),
    /// `normal`.
    Normal {
        /// Mean.
        mean: f64,
        /// Standard deviation.
        sd: f64,
    },
    /// `lognormal`, of what must be positive.
    Lognormal {
        /// Median.
        median: f64,
        /// Standard deviation of the logarithm.
        sigma: f64,
    },
    /// `quantiles` within 0 and `whole`, of a share: normal on the logit scale.
    Quantiles {
        /// Quantiles at 5, 50 and 95 %.
        at: [f64; 3],
        /// What is 1 of the share in its unit.
        whole: f64,
    },
}

impl Spread {
    fn of(domain: Domain, value: f64, error: f64) -> Self {
        let spread = match domain {
            Domain::Positive => Self::Lognormal { median: value, sigma: error / value },
            // The error of a logit is error / (value (1 - value)).
            Domain::Share => {
                let logit = (value / (1.0 - value)).ln();
                let reach = SCORE_95 * error / (value * (1.0 - value));
                let at = |sign: f64| 1.0 / (1.0 + (-(logit + sign * reach)).exp());
                Self::Quantiles { at: [at(-1.0), value, at(1.0)], whole: 1.0 }
            }
            Domain::Real | Domain::Growth => Self::Normal { mean: value, sd: error },
        };
        if spread.is_wide() { spread } else { Self::Certain(value) }
    }

    /// Whether it is wider than a number can tell.
    fn is_wide(&self) -> bool {
        match self {
            Self::Certain(_) => false,
            Self::Normal { sd, .. } => *sd > 0.0,
            Self::Lognormal { sigma, .. } => *sigma > 0.0,
            Self::Quantiles { at: [low, middle, high], .. } => low < middle && middle < high,
        }
    }

    /// The same in another unit, into which `convert` takes numbers in proportion.
    #[must_use]
    pub fn converted(self, convert: impl Fn(f64) -> f64) -> Self {
        match self {
            Self::Certain(value) => Self::Certain(convert(value)),
            Self::Normal { mean, sd } => Self::Normal { mean: convert(mean), sd: convert(sd) },
            Self::Lognormal { median, sigma } => Self::Lognormal { median: convert(median), sigma },
            Self::Quantiles { at, whole } => Self::Quantiles { at: at.map(&convert), whole: convert(whole) },
        }
    }

    /// Its median.
    #[must_use]
    pub fn middle(&self) -> f64 {
        match *self {
            Self::Certain(value) => value,
            Self::Normal { mean, .. } => mean,
            Self::Lognormal { median, .. } => median,
            Self::Quantiles { at, .. } => at[1],
        }
    }

    /// The kind and the parameters by which a scenario file says it; none for a number.
    #[must_use]
    pub fn parameters(&self) -> Option<(&'static str, Vec<(&'static str, f64)>)> {
        Some(match *self {
            Self::Certain(_) => return None,
            Self::Normal { mean, sd } => ("normal", vec![("mean", mean), ("sd", sd)]),
            Self::Lognormal { median, sigma } => ("lognormal", vec![("median", median), ("sigma", sigma)]),
            Self::Quantiles { at: [p05, p50, p95], whole } => {
                ("quantiles", vec![("p05", p05), ("p50", p50), ("p95", p95), ("low", 0.0), ("high", whole)])
            }
        })
    }
}

impl Estimate {
    /// The distribution of the parameter: lognormal where it must be positive, quantiles within 0 and 1 for a share, else
    /// normal. None if it was not fitted, or ran to a bound.
    #[must_use]
    pub fn spread(&self) -> Option<Spread> {
        self.error.map(|error| Spread::of(self.parameter.domain, self.value, error))
    }
}

impl Fitted {
    /// The first parameter that was to be fitted and that the data do not identify.
    #[must_use]
    pub fn unidentified(&self) -> Option<&Estimate> {
        let lacks = |estimate: &&Estimate| {
            let free = estimate.identified != Identified::Fixed;
            estimate.identified == Identified::No || (free && estimate.error.is_none())
        };
        self.estimates.iter().find(lacks)
    }

    /// Pairs of parameters that were both estimated, the first before the second.
    #[must_use]
    pub fn pairs(&self) -> Vec<(usize, usize)> {
        let count = self.estimates.len();
        let free: Vec<usize> = (0..count).filter(|&index| self.estimates[index].error.is_some()).collect();
        free.iter().flat_map(|&a| free.iter().filter(move |b| a < **b).map(move |&b| (a, b))).collect()
    }

    /// Spearman's rank correlation of two parameters: a correlation r of normal scores is a rank correlation
    /// 6/pi arcsin(r/2) (Pearson 1907).
    #[must_use]
    pub fn rank_correlation(&self, a: usize, b: usize) -> f64 {
        let rank = 6.0 / std::f64::consts::PI * (self.correlation[[a, b]] / 2.0).asin();
        rank.clamp(-1.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spreads_by_domain() {
        for (domain, value, error, expected) in [
            (Domain::Positive, 80.0, 8.0, Spread::Lognormal { median: 80.0, sigma: 0.1 }),
            (Domain::Real, -0.5, 0.2, Spread::Normal { mean: -0.5, sd: 0.2 }),
            (Domain::Growth, 0.1, 0.02, Spread::Normal { mean: 0.1, sd: 0.02 }),
            (Domain::Real, 3.0, 0.0, Spread::Certain(3.0)),
            (Domain::Share, 0.5, 1e-20, Spread::Certain(0.5)),
        ] {
            assert_eq!(Spread::of(domain, value, error), expected);
        }
        // Half, with an error of 0.1 in 0.25 of slope: logit ±1.6449 × 0.4 = ±0.65794, shares 0.34120 and 0.65880.
        let Spread::Quantiles { at, whole } = Spread::of(Domain::Share, 0.5, 0.1) else { panic!("a share") };
        assert!((at[0] - 0.341_202_2).abs() < 1e-6 && (at[2] - 0.658_797_8).abs() < 1e-6 && whole == 1.0, "{at:?}");
    }

    #[test]
    fn another_unit_scales_all_but_the_spread_of_a_logarithm() {
        let per_cent = |value: f64| value * 100.0;
        let text = |spread: Spread| format!("{:?}", spread.converted(per_cent).parameters());
        assert_eq!(
            text(Spread::Lognormal { median: 0.5, sigma: 0.1 }),
            r#"Some(("lognormal", [("median", 50.0), ("sigma", 0.1)]))"#
        );
        assert_eq!(text(Spread::Normal { mean: 0.5, sd: 0.25 }), r#"Some(("normal", [("mean", 50.0), ("sd", 25.0)]))"#);
        let share = Spread::Quantiles { at: [0.25, 0.5, 0.75], whole: 1.0 };
        let expected = r#"[("p05", 25.0), ("p50", 50.0), ("p95", 75.0), ("low", 0.0), ("high", 100.0)]"#;
        assert_eq!(text(share), format!("Some((\"quantiles\", {expected}))"));
        assert_eq!(Spread::Certain(0.5).converted(per_cent), Spread::Certain(50.0));
    }
}
