//! How far observations scatter around a fitted law.

use statrs::distribution::{ChiSquared, ContinuousCDF};

use super::dependence::Dependence;
use super::fitted::{Estimate, Fitted, Identified, LEVEL};
use crate::laws::curves::{memory, residual};

impl Fitted {
    /// The residual standard deviation on the error scale, of the innovations of a period where errors draw on those
    /// before them, as an estimate: with f degrees of freedom its standard error is s / sqrt(2 f), and f s² / sigma²
    /// has a chi-squared distribution, which gives the interval.
    #[must_use]
    pub fn scatter(&self) -> Estimate {
        let freedom = self.freedom.max(1) as f64;
        let end = |probability: f64| {
            let quantile = ChiSquared::new(freedom).map(|chi| chi.inverse_cdf(probability)).ok()?;
            Some(self.sigma * (freedom / quantile).sqrt()).filter(|end| end.is_finite())
        };
        Estimate {
            parameter: residual(self.scale),
            value: self.sigma,
            error: Some(self.sigma / (2.0 * freedom).sqrt()),
            interval: [end(0.5 + LEVEL / 2.0), end(0.5 - LEVEL / 2.0)],
            identified: Identified::Yes,
        }
    }
    /// What is left of a deviation from the law after a period, as an estimate: its standard error is the root of the
    /// mean square of its distance from what other correlations and structures say.
    #[must_use]
    pub fn memory(&self) -> Estimate {
        let left = |dependence: Dependence| dependence.after(1.0).0;
        let value = left(self.dependence);
        let away = self.members.iter().map(|member| member.weight * (left(member.dependence) - value).powi(2));
        Estimate {
            parameter: memory(),
            value,
            error: Some(away.sum::<f64>().sqrt()),
            interval: [None; 2],
            identified: Identified::Yes,
        }
    }
}
