//! How far observations scatter around a fitted law.

use statrs::distribution::{ChiSquared, ContinuousCDF};

use super::fitted::{Estimate, Fitted, Identified, LEVEL};
use crate::laws::curves::residual;

impl Fitted {
    /// The residual standard deviation on the error scale, of the innovations of a period where errors draw on those before
    /// them, as an estimate: with f degrees of freedom its standard error is
    /// s / sqrt(2 f), and f s² / sigma² has a chi-squared distribution, which gives the interval.
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
}
