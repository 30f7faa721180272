//! Sample quantiles of draws: linear between order statistics, by inverse distribution function, and weighted.

use super::order::{NotFinite, OrderStatistics};

/// Computes sample quantiles; one for each thread, used again and again.
#[derive(Debug, Default)]
pub struct Quantiles {
    order: OrderStatistics,
    /// Indices of values in increasing order, for weighted quantiles.
    sorted: Vec<u32>,
}

impl Quantiles {
    /// Quantiles of `values` at `levels` (each from 0 to 1, in any order), written to `out`, of the same length.
    ///
    /// Linear between order statistics, at position (n - 1) p counted from 0 (Hyndman and Fan 1996, type 7,
    /// doi:10.2307/2684934). NaN if there are no values.
    ///
    /// # Errors
    /// If a value is infinite or NaN.
    pub fn linear(&mut self, values: &[f64], levels: &[f64], out: &mut [f64]) -> Result<(), NotFinite> {
        debug_assert_eq!(levels.len(), out.len());
        let position = |level: &f64| Position::of(*level, values.len() as u64);
        self.order.find(values, levels.iter().flat_map(|level| position(level).ranks()).map(|rank| rank as usize))?;
        for (out, level) in out.iter_mut().zip(levels) {
            *out = position(level).between(|rank| self.order.at(rank as usize));
        }
        Ok(())
    }

    /// Quantiles of weighted values; weights are not negative, and only their proportions matter.
    ///
    /// The mean of the weighted inverse distribution function over [(n* - 1) p, (n* - 1) p + 1] / n*, where
    /// n* = (sum w)^2 / sum w^2 is Kish's effective sample size (Akinshin 2023, Weighted quantile estimators,
    /// arXiv:2304.07265, type 7). With equal weights this is [`linear`](Self::linear) up to rounding, and values
    /// without weight do not matter. NaN if no value has weight.
    ///
    /// # Errors
    /// If a value, or a weight, is infinite or NaN.
    pub fn weighted(
        &mut self,
        values: &[f64],
        weights: &[f64],
        levels: &[f64],
        out: &mut [f64],
    ) -> Result<(), NotFinite> {
        debug_assert!(levels.len() == out.len() && values.len() == weights.len());
        if let Some(index) = values.iter().zip(weights).position(|(x, w)| !x.is_finite() || !w.is_finite()) {
            return Err(NotFinite { index });
        }
        self.sorted.clear();
        self.sorted.extend((0..).zip(weights).filter(|&(_, &weight)| weight > 0.0).map(|(index, _)| index));
        self.sorted.sort_unstable_by(|&a, &b| values[a as usize].total_cmp(&values[b as usize]));
        let total: f64 = self.sorted.iter().map(|&index| weights[index as usize]).sum();
        let squares: f64 = self.sorted.iter().map(|&index| (weights[index as usize] / total).powi(2)).sum();
        for (out, &level) in out.iter_mut().zip(levels) {
            let start = (1.0 - squares) * level.clamp(0.0, 1.0);
            let ordered = self.sorted.iter().map(|&index| (values[index as usize], weights[index as usize] / total));
            *out = mean_over(ordered, start, squares);
        }
        Ok(())
    }
}

/// Where a quantile lies among values in increasing order: between two ranks, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    below: u64,
    above: u64,
    /// How far it is on the way from one to the other.
    share: f64,
}

impl Position {
    /// The position of a quantile of so many values: (n - 1) p (Hyndman and Fan 1996, type 7).
    #[must_use]
    pub fn of(level: f64, count: u64) -> Self {
        let position = level.clamp(0.0, 1.0) * count.saturating_sub(1) as f64;
        Self { below: position.floor() as u64, above: position.ceil() as u64, share: position.fract() }
    }

    /// The ranks that it lies between, which may be one.
    #[must_use]
    pub fn ranks(self) -> [u64; 2] {
        [self.below, self.above]
    }

    /// The quantile, from order statistics.
    pub fn between(self, at: impl Fn(u64) -> f64) -> f64 {
        between(at(self.below), at(self.above), self.share)
    }
}

/// Mean of a step function on [0, 1], given as heights and widths from the left, over an interval within.
fn mean_over(steps: impl Iterator<Item = (f64, f64)>, start: f64, width: f64) -> f64 {
    let (mut left, mut covered, mut mean) = (0.0, 0.0, 0.0);
    for (height, step) in steps {
        let right: f64 = left + step;
        let overlap = (right.min(start + width) - left.max(start)).max(0.0);
        if overlap > 0.0 {
            // A running mean: between the heights even if rounding makes the overlaps miss the width a little.
            covered += overlap;
            mean += (height - mean) * (overlap / covered);
        }
        left = right;
    }
    if covered > 0.0 { mean } else { f64::NAN }
}

/// A share of the way from one number to another; exact at both ends and where both are equal.
fn between(a: f64, b: f64, share: f64) -> f64 {
    let difference = b - a;
    if share == 0.0 {
        a
    } else if difference.is_finite() {
        a + share * difference
    } else {
        a * (1.0 - share) + b * share
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LEVELS: [f64; 7] = [0.0, 0.05, 0.25, 0.5, 0.9, 0.95, 1.0];

    fn linear(values: &[f64]) -> [f64; 7] {
        let mut out = [0.0; 7];
        Quantiles::default().linear(values, &LEVELS, &mut out).unwrap();
        out
    }

    #[test]
    fn linear_quantiles_of_numpy() {
        // numpy 2.4, np.quantile(values, levels), whose default is type 7.
        let cases: [(&[f64], [f64; 7]); 4] = [
            (&[5.0], [5.0; 7]),
            (&[3.0, 1.0], [1.0, 1.1, 1.5, 2.0, 2.8, 2.9, 3.0]),
            (&[9.0, 2.0, 4.0, 4.0, 7.0], [2.0, 2.4, 4.0, 4.0, 8.2, 8.6, 9.0]),
            (&[-1e9, 0.0, 1.0, 1e9], [-1e9, -8.5e8, -2.5e8, 0.5, 7.000_000_003e8, 8.500_000_001_5e8, 1e9]),
        ];
        for (values, expected) in cases {
            for (value, expected) in linear(values).into_iter().zip(expected) {
                assert!((value - expected).abs() <= 1e-15 * expected.abs(), "{values:?}: {value}, not {expected}");
            }
        }
        assert!(linear(&[])[3].is_nan());
    }

    #[test]
    fn linear_quantiles_of_many_values_in_closed_form() {
        // A shuffled 0 … n - 1: the quantile is (n - 1) p.
        let n = 30_011;
        let values: Vec<f64> = (0..n).map(|i| f64::from(i * 7919 % n)).collect();
        for (value, level) in linear(&values).into_iter().zip(LEVELS) {
            assert!((value - f64::from(n - 1) * level).abs() < 1e-9, "{level}: {value}");
        }
    }

    #[test]
    fn interpolation_neither_overflows_nor_leaves_its_ends() {
        assert_eq!(between(-1.7e308, 1.7e308, 0.5), 0.0);
        assert_eq!(between(0.1, 0.1, 0.3), 0.1);
        assert_eq!(between(2.0, f64::NAN, 0.0), 2.0);
        assert_eq!(linear(&[1.0, 2.0, 3.0]).last(), Some(&3.0));
        assert_eq!(Quantiles::default().linear(&[1.0, f64::NAN], &[0.5], &mut [0.0]), Err(NotFinite { index: 1 }));
    }

    fn weighted(values: &[f64], weights: &[f64], level: f64) -> f64 {
        let mut out = [0.0];
        Quantiles::default().weighted(values, weights, &[level], &mut out).unwrap();
        out[0]
    }

    #[test]
    fn weighted_quantiles_by_hand() {
        // Values 1, 2, 3 with weights 1/2, 1/4, 1/4: n* = 8/3, so the median is the mean over [5/16, 11/16]:
        // (3/16 of 1 and 3/16 of 2) / (6/16).
        assert!((weighted(&[3.0, 1.0, 2.0], &[1.0, 2.0, 1.0], 0.5) - 1.5).abs() < 1e-15);
        // All weight on one value; none at all.
        assert_eq!(weighted(&[3.0, 1.0, 2.0], &[0.0, 0.0, 5.0], 0.1), 2.0);
        assert!(weighted(&[3.0, 1.0], &[0.0, 0.0], 0.5).is_nan());
        let bad = Quantiles::default().weighted(&[1.0, 2.0], &[1.0, f64::NAN], &[0.5], &mut [0.0]);
        assert_eq!(bad, Err(NotFinite { index: 1 }));
    }

    proptest! {
        #[test]
        fn equal_weights_change_nothing(values in prop::collection::vec(-1e3..1e3f64, 1..60), weight in 0.1..10f64) {
            let plain = linear(&values);
            for (plain, level) in plain.into_iter().zip(LEVELS) {
                let value = weighted(&values, &vec![weight; values.len()], level);
                prop_assert!((value - plain).abs() < 1e-9, "level {level}: {value} {plain}");
            }
        }

        #[test]
        fn values_without_weight_do_not_matter(values in prop::collection::vec(-1e3..1e3f64, 2..40), level in 0.0..1f64) {
            let weights: Vec<f64> = (0..values.len()).map(|i| if i % 2 == 0 { 1.0 + i as f64 } else { 0.0 }).collect();
            let kept: (Vec<f64>, Vec<f64>) = values.iter().zip(&weights).filter(|(_, w)| **w > 0.0).unzip();
            prop_assert_eq!(weighted(&values, &weights, level), weighted(&kept.0, &kept.1, level));
        }
    }
}
