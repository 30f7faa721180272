//! How much each draw counts: all the same, or by weights.

use super::moments::{mean, mean_sd};
use super::order::NotFinite;
use super::quantile::Quantiles;

/// Weights of draws.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Weights {
    /// They add up to 1; none: all draws count the same.
    shares: Option<Vec<f64>>,
}

impl Weights {
    /// All draws count the same.
    #[must_use]
    pub fn equal() -> Self {
        Self::default()
    }

    /// Weights in proportion to the exponentials of these logarithms, of which minus infinity is none. None if no draw
    /// has weight.
    #[must_use]
    pub fn of_logarithms(logarithms: &[f64]) -> Option<Self> {
        let top = logarithms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if !top.is_finite() {
            return None;
        }
        let mut shares: Vec<f64> = logarithms.iter().map(|logarithm| (logarithm - top).exp()).collect();
        let total: f64 = shares.iter().sum();
        for share in &mut shares {
            *share /= total;
        }
        Some(Self { shares: Some(shares) })
    }

    /// Shares that add up to 1, as [`Self::shares`] gives them.
    #[must_use]
    #[cfg(any(test, feature = "records"))]
    pub(crate) fn of_shares(shares: Vec<f64>) -> Self {
        Self { shares: Some(shares) }
    }

    /// The same of the first draws only. None if none of them has weight.
    #[must_use]
    pub fn of_first(&self, draws: usize) -> Option<Self> {
        let Some(shares) = &self.shares else { return Some(Self::equal()) };
        let logarithms: Vec<f64> = shares[..draws].iter().map(|share| share.ln()).collect();
        Self::of_logarithms(&logarithms)
    }

    /// Kish's effective sample size, 1 / sum of squares: as many equal draws would tell as much (Kish 1965, Survey
    /// Sampling). `draws` where all count the same.
    #[must_use]
    pub fn effective(&self, draws: usize) -> f64 {
        self.shares.as_ref().map_or(draws as f64, |shares| 1.0 / shares.iter().map(|share| share * share).sum::<f64>())
    }

    /// The share of each draw, if they differ.
    #[must_use]
    pub fn shares(&self) -> Option<&[f64]> {
        self.shares.as_deref()
    }

    /// The share of one of so many draws.
    #[must_use]
    pub fn share(&self, draw: usize, draws: usize) -> f64 {
        self.shares.as_ref().map_or(1.0 / draws as f64, |shares| shares[draw])
    }

    /// The share of draws whose value passes a test.
    pub fn share_of<'v>(&self, values: impl ExactSizeIterator<Item = &'v f64>, test: impl Fn(f64) -> bool) -> f64 {
        let draws = values.len();
        match &self.shares {
            None => values.filter(|value| test(**value)).count() as f64 / draws.max(1) as f64,
            Some(shares) => {
                let (mut passed, mut failed) = (0.0, 0.0);
                for (value, share) in values.zip(shares) {
                    *if test(*value) { &mut passed } else { &mut failed } += share;
                }
                // Exactly 1 if all pass, whatever the rounding of the sum.
                passed / (passed + failed)
            }
        }
    }

    /// Mean and standard deviation. Weighted, the variance has the divisor 1 - sum of squares, which makes it unbiased for
    /// weights that do not depend on the values, and is n - 1 over n where they are equal.
    #[must_use]
    pub fn mean_sd(&self, values: &[f64]) -> (f64, f64) {
        let Some(shares) = &self.shares else { return mean_sd(values) };
        let mean: f64 = values.iter().zip(shares).map(|(value, share)| value * share).sum();
        let squares: f64 = values.iter().zip(shares).map(|(value, share)| share * (value - mean).powi(2)).sum();
        let free = 1.0 - shares.iter().map(|share| share * share).sum::<f64>();
        (mean, if free > 1e-12 { (squares / free).sqrt() } else { 0.0 })
    }

    /// The mean that [`Self::mean_sd`] gives, in half the time.
    #[must_use]
    pub fn mean(&self, values: &[f64]) -> f64 {
        self.shares().map_or_else(|| mean(values), |_| self.mean_sd(values).0)
    }

    /// Quantiles of finite values, linear between order statistics: [`Quantiles::linear`] or [`Quantiles::weighted`].
    ///
    /// # Errors
    /// If a value is infinite or NaN.
    pub fn quantiles(
        &self,
        scratch: &mut Quantiles,
        values: &[f64],
        levels: &[f64],
        out: &mut [f64],
    ) -> Result<(), NotFinite> {
        match &self.shares {
            None => scratch.linear(values, levels, out),
            Some(shares) => scratch.weighted(values, shares, levels, out),
        }
    }

    /// Quantiles by inverse distribution function: the least value such that a share of at least `level` is at most that.
    /// Values may be infinite, not NaN.
    #[must_use]
    pub fn inverse(&self, values: &[f64], levels: &[f64]) -> Vec<f64> {
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_unstable_by(|a, b| values[*a].total_cmp(&values[*b]));
        let at = |level: f64| {
            let mut below = 0.0;
            let found = match &self.shares {
                None => order.get(((level * values.len() as f64).ceil() as usize).max(1) - 1),
                Some(shares) => order.iter().find(|draw| {
                    below += shares[**draw];
                    // A hair for the rounding of the sum.
                    below >= level - 1e-12 && shares[**draw] > 0.0
                }),
            };
            found.map_or(f64::INFINITY, |draw| values[*draw])
        };
        levels.iter().map(|level| at(*level)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_count_draws_as_if_repeated() {
        // Weights 1, 2, 1: as the four draws 3, 5, 5, 9.
        let weights = Weights::of_logarithms(&[0.0, 2.0_f64.ln(), 0.0]).unwrap();
        let values = [3.0, 5.0, 9.0];
        assert_eq!(weights.share_of(values.iter(), |value| value >= 5.0), 0.75);
        assert!((weights.mean_sd(&values).0 - 5.5).abs() < 1e-12);
        assert_eq!(weights.inverse(&values, &[0.25, 0.26, 0.75, 0.76]), [3.0, 5.0, 5.0, 9.0]);
        // 1 / (1/16 + 1/4 + 1/16).
        assert!((weights.effective(3) - 8.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn equal_weights_are_none_at_all() {
        let values = [4.0, 1.0, 7.0, 2.0];
        let (equal, same) = (Weights::equal(), Weights::of_logarithms(&[-5.0; 4]).unwrap());
        assert_eq!(equal.inverse(&values, &[0.1, 0.5, 1.0]), same.inverse(&values, &[0.1, 0.5, 1.0]));
        let ((mean, sd), (weighted, spread)) = (equal.mean_sd(&values), same.mean_sd(&values));
        assert!((mean - weighted).abs() < 1e-12 && (sd - spread).abs() < 1e-12);
        assert_eq!((equal.effective(4), same.effective(4)), (4.0, 4.0));
        assert_eq!((equal.share(3, 4), same.share(3, 4)), (0.25, 0.25));
        let small = |weights: &Weights| weights.share_of(values.iter(), |value| value < 7.0);
        assert_eq!((small(&equal), small(&same)), (0.75, 0.75));
    }

    #[test]
    fn the_first_draws_keep_their_proportions_and_are_not_equal_for_lack_of_weight() {
        let weights = Weights::of_logarithms(&[f64::NEG_INFINITY, 0.0, 3.0_f64.ln(), 1.0]).unwrap();
        assert_eq!(weights.of_first(1), None);
        let first = weights.of_first(3).unwrap();
        assert!(first.share(0, 3) == 0.0 && (first.share(2, 3) - 0.75).abs() < 1e-12, "{first:?}");
        assert_eq!(Weights::equal().of_first(2), Some(Weights::equal()));
    }

    #[test]
    fn what_all_draws_pass_has_the_share_one() {
        let logarithms: Vec<f64> = (0..1000).map(|draw| -f64::from(draw % 7)).collect();
        let weights = Weights::of_logarithms(&logarithms).unwrap();
        assert_ne!(weights.shares().unwrap().iter().sum::<f64>(), 1.0, "the case must be one of rounding");
        assert_eq!(weights.share_of(logarithms.iter(), |value| value <= 0.0), 1.0);
        assert_eq!(weights.share_of(logarithms.iter(), |value| value > 0.0), 0.0);
    }

    #[test]
    fn nothing_likely_has_no_weights() {
        assert_eq!(Weights::of_logarithms(&[f64::NEG_INFINITY; 3]), None);
        let one = Weights::of_logarithms(&[f64::NEG_INFINITY, -1e300]).unwrap();
        assert_eq!(one.shares(), Some(&[0.0, 1.0][..]));
        assert_eq!(one.mean_sd(&[1.0, 2.0]), (2.0, 0.0));
    }
}
