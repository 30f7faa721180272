//! Probability distributions of assumptions: parameters checked, quantile functions for vectors of draws, moments.
//!
//! A family is a file here with a [`Kind`] that says what it is called and what parameters it takes, and a type behind the
//! trait `Family` that does the work.

mod beta;
mod discrete;
mod empirical;
mod gamma;
mod lognormal;
mod metalog;
mod moments;
mod normal;
mod parameters;
mod synonyms;
mod table;
mod triangular;
mod truncated;
mod uniform;

use std::fmt::Debug;
use std::sync::Arc;

use crate::numeric::normal::normal_cdf;

#[cfg(test)]
pub use parameters::Parameter;
pub use parameters::{Kind, ParameterError, Parameters, Presence, Value, quantile_level};

/// All kinds of distributions, in the order of the user guide.
pub const KINDS: &[Kind] = &[
    uniform::KIND,
    triangular::KIND,
    beta::PERT,
    normal::KIND,
    lognormal::KIND,
    beta::KIND,
    gamma::KIND,
    discrete::KIND,
    truncated::KIND,
    empirical::KIND,
    metalog::KIND,
];

/// The greatest float below 1: probabilities are kept from being rounded to certainty.
const GREATEST_PROBABILITY: f64 = 1.0 - f64::EPSILON / 2.0;

/// From this score on, the probability up to it is so near 1 that it does not tell well how near.
const FAR: f64 = 6.0;

/// What a family of distributions must know; everything in the unit of its parameters.
trait Family: Debug + Send + Sync {
    /// Replaces probabilities by quantiles. A value must depend on its own probability alone.
    fn fill(&self, u: &mut [f64]);

    /// Replaces standard normal scores by the quantiles at the same probability.
    fn fill_from_normal(&self, z: &mut [f64]) {
        let far: Vec<(usize, f64)> = z.iter().copied().enumerate().filter(|(_, z)| *z > FAR).collect();
        for z in &mut *z {
            *z = normal_cdf(*z).clamp(f64::MIN_POSITIVE, GREATEST_PROBABILITY);
        }
        self.fill(z);
        for (place, score) in far {
            if let Some(value) = self.exceeded(normal_cdf(-score).max(f64::MIN_POSITIVE)) {
                z[place] = value;
            }
        }
    }

    /// The value that is exceeded with a small probability; none where a greatest value is so near that this tells no more than
    /// the probability up to it.
    fn exceeded(&self, _beyond: f64) -> Option<f64> {
        None
    }

    /// The probability of a value of at most `x`.
    fn cdf(&self, x: f64) -> f64;

    /// The least and the greatest value.
    fn support(&self) -> (f64, f64);

    /// Mean; infinite if there is none.
    fn mean(&self) -> f64;

    /// Standard deviation; infinite if there is none.
    fn sd(&self) -> f64;

    /// Kind and parameters in a few words.
    fn describe(&self) -> String;

    /// The distribution of the values from `low` to `high`, if it is one of finitely many values.
    fn within(&self, _low: f64, _high: f64) -> Option<Box<dyn Family>> {
        None
    }

    /// The exponent of a tail that is that of a power: the quantile at 1 - p, or at p, grows like p^-exponent. None of other
    /// tails.
    fn power_tail(&self) -> Option<f64> {
        None
    }

    /// For each of finitely many values, in increasing order, the probability of it or a lesser one; none of other
    /// distributions.
    fn cumulative(&self) -> Option<Vec<f64>> {
        None
    }
}

/// A distribution whose parameters make sense.
///
/// Its values are those of a family times a ratio of two numbers, which converts units: 6 % is 6 * 1 / 100, and
/// dividing gives the float nearest to 0.06 where multiplying by 0.01 would not.
#[derive(Debug, Clone)]
pub struct Distribution {
    family: Arc<dyn Family>,
    numerator: f64,
    denominator: f64,
}

/// Makes a distribution of its kind and parameters.
///
/// # Errors
/// All that is wrong, in the order of the parameters as far as one can be named.
pub fn build(kind: &str, parameters: &Parameters) -> Result<Distribution, Vec<ParameterError>> {
    build_family(kind, parameters).map(|family| Distribution {
        family: family.into(),
        numerator: 1.0,
        denominator: 1.0,
    })
}

fn build_family(kind: &str, parameters: &Parameters) -> Result<Box<dyn Family>, Vec<ParameterError>> {
    let Some(kind) = KINDS.iter().find(|known| known.name == kind) else {
        let names: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
        return Err(vec![ParameterError {
            parameter: None,
            problem: format!("there is no distribution `{kind}`"),
            expected: format!("one of {}", names.join(", ")),
        }]);
    };
    let (parameters, mut errors) = synonyms::understood(kind, parameters);
    let mut reader = parameters::Reader::new(kind, &parameters);
    let family = (kind.build)(&mut reader);
    errors.extend(reader.into_errors());
    match family {
        Some(family) if errors.is_empty() => Ok(family),
        _ => Err(errors),
    }
}

impl Distribution {
    /// The distribution of this one's values times `numerator / denominator`, both positive.
    #[must_use]
    pub fn scaled(&self, numerator: f64, denominator: f64) -> Self {
        debug_assert!(numerator > 0.0 && denominator > 0.0);
        Self {
            family: Arc::clone(&self.family),
            numerator: self.numerator * numerator,
            denominator: self.denominator * denominator,
        }
    }

    /// The value that a share `u` of all draws does not exceed, 0 < u < 1; the very number that [`fill`](Self::fill) gives.
    #[must_use]
    pub fn quantile(&self, u: f64) -> f64 {
        let mut value = [u];
        self.fill(&mut value);
        value[0]
    }

    /// Replaces probabilities, strictly between 0 and 1, by quantiles.
    pub fn fill(&self, u: &mut [f64]) {
        self.family.fill(u);
        self.rescale(u);
    }

    /// Replaces standard normal scores by quantiles at the same probability, as a Gaussian copula needs it.
    pub fn fill_from_normal(&self, z: &mut [f64]) {
        self.family.fill_from_normal(z);
        self.rescale(z);
    }

    /// The probability of a value of at most `x`.
    #[must_use]
    pub fn cdf(&self, x: f64) -> f64 {
        self.family.cdf(x * self.denominator / self.numerator)
    }

    /// Mean; infinite if there is none.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.rescaled(self.family.mean())
    }

    /// Standard deviation; infinite if there is none.
    #[must_use]
    pub fn sd(&self) -> f64 {
        self.rescaled(self.family.sd())
    }

    /// The least and the greatest value, either of which may be infinite.
    #[must_use]
    pub fn support(&self) -> (f64, f64) {
        let (low, high) = self.family.support();
        (self.rescaled(low), self.rescaled(high))
    }

    /// The exponent of a tail that is that of a power: the quantile at 1 - p, or at p, grows like p^-exponent, so that there is
    /// no mean from 1 on and no standard deviation from 1/2 on. None of other tails.
    #[must_use]
    pub fn power_tail(&self) -> Option<f64> {
        self.family.power_tail()
    }

    /// For each of finitely many values, in increasing order, the probability of it or a lesser one; none of other
    /// distributions.
    #[must_use]
    pub fn cumulative(&self) -> Option<Vec<f64>> {
        self.family.cumulative()
    }

    /// Kind and parameters in a few words, in the unit they were given in: `triangular 0.05 … 0.10 … 0.15`.
    #[must_use]
    pub fn describe(&self) -> String {
        self.family.describe()
    }

    fn rescaled(&self, x: f64) -> f64 {
        x * self.numerator / self.denominator
    }

    fn rescale(&self, x: &mut [f64]) {
        if self.numerator != 1.0 || self.denominator != 1.0 {
            for x in x {
                *x = self.rescaled(*x);
            }
        }
    }
}

/// Numbers with the same number of decimals, as few as all of them need.
fn with_equal_decimals<const N: usize>(numbers: [f64; N]) -> [String; N] {
    let decimals = |number: &f64| number.to_string().split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let most = numbers.iter().map(decimals).max().unwrap_or(0);
    numbers.map(|number| format!("{number:.most$}"))
}

#[cfg(test)]
mod tests;
