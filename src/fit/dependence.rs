//! Errors that depend on those before them, and the differences that make them independent.
//!
//! The error of an observation is e(t), on the error scale and times the root of its weight. The unit of time is a
//! period of the data. One that is independent has no memory. An autoregressive one is e(t) = r^d e(t - d) +
//! innovations of d periods, stationary. A walk is e(t) = e(t - d) + innovations of d periods, and sets out from the
//! law one period before the first observation, so that all three are models of all observations, whose likelihoods can
//! be compared (Farmer and Lafond 2016, doi:10.1016/j.respol.2015.11.001; Lafond et al. 2018,
//! doi:10.1016/j.techfore.2017.11.001).

use super::Structure;

/// How errors depend on those before them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Dependence {
    /// Not at all.
    None,
    /// With this correlation over a period, from 0 to 1.
    Autoregressive(f64),
    /// Wholly.
    Walk,
}

impl Dependence {
    pub(super) const fn structure(self) -> Structure {
        match self {
            Self::None => Structure::Independent,
            Self::Autoregressive(_) => Structure::Autoregressive,
            Self::Walk => Structure::Walk,
        }
    }

    /// The correlation of errors one period apart, if it was estimated.
    pub(super) const fn correlation(self) -> Option<f64> {
        match self {
            Self::Autoregressive(correlation) => Some(correlation),
            Self::None | Self::Walk => None,
        }
    }

    /// What is left of an error after so many periods, and the variance that innovations of variance 1 a period have
    /// added.
    pub(super) fn after(self, periods: f64) -> (f64, f64) {
        match self {
            Self::None => (0.0, 1.0),
            Self::Autoregressive(correlation) => {
                let left = correlation.powf(periods);
                (left, (1.0 - left * left) / (1.0 - correlation * correlation))
            }
            Self::Walk => (1.0, periods),
        }
    }

    /// The variance of the first error, of innovations of variance 1 a period.
    pub(super) fn first(self) -> f64 {
        match self {
            Self::None | Self::Walk => 1.0,
            Self::Autoregressive(correlation) => 1.0 / (1.0 - correlation * correlation),
        }
    }
}

/// How errors are made independent: from each a part of the one before is taken, and it is scaled to the variance of a
/// period.
#[derive(Debug, Clone)]
pub(super) struct Whitening {
    pub dependence: Dependence,
    /// By observation: part of the error before it that is left in it.
    pub carried: Vec<f64>,
    /// By observation: what the difference is multiplied by.
    pub scale: Vec<f64>,
}

impl Whitening {
    /// For observations so many periods apart: one step fewer than observations.
    pub(super) fn new(dependence: Dependence, steps: &[f64]) -> Self {
        let mut carried = vec![0.0];
        let mut scale = vec![dependence.first().sqrt().recip()];
        for step in steps {
            let (left, variance) = dependence.after(*step);
            carried.push(left);
            scale.push(variance.sqrt().recip());
        }
        Self { dependence, carried, scale }
    }

    /// The logarithm of the density that errors gain by being made independent.
    pub(super) fn log_determinant(&self) -> f64 {
        self.scale.iter().map(|scale| scale.ln()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By two times.
    type Covariance<'a> = &'a dyn Fn(f64, f64) -> f64;

    /// The covariance of errors that follows from the model, by hand; whitening must take it to the unit matrix.
    #[test]
    fn whitened_errors_are_independent() {
        let times = [0.0, 1.0, 2.5, 3.0, 7.0_f64];
        let steps: Vec<f64> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let ar = |a: f64, b: f64| 0.6_f64.powf((a - b).abs()) / (1.0 - 0.36);
        let walk = |a: f64, b: f64| 1.0 + a.min(b);
        let none = |a: f64, b: f64| f64::from(u8::from(a == b));
        let cases: [(Dependence, Covariance); 3] =
            [(Dependence::Autoregressive(0.6), &ar), (Dependence::Walk, &walk), (Dependence::None, &none)];
        for (dependence, covariance) in cases {
            let whitening = Whitening::new(dependence, &steps);
            let row = |of: usize| -> [f64; 5] {
                std::array::from_fn(|at| match at {
                    _ if at == of => whitening.scale[of],
                    _ if at + 1 == of => -whitening.carried[of] * whitening.scale[of],
                    _ => 0.0,
                })
            };
            for a in 0..5 {
                for b in 0..5 {
                    let (first, second) = (row(a), row(b));
                    let found: f64 = (0..5)
                        .flat_map(|i| (0..5).map(move |j| (i, j)))
                        .map(|(i, j)| first[i] * covariance(times[i], times[j]) * second[j])
                        .sum();
                    assert!((found - none(a as f64, b as f64)).abs() < 1e-12, "{dependence:?} {a} {b}: {found}");
                }
            }
        }
    }
}
