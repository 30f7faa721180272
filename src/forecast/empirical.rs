//! A distribution of weighted values.

use std::borrow::Cow;
use std::sync::OnceLock;

use super::scores::middles;

/// Between the first and last deciles of a normal distribution, in standard deviations.
pub const DECILES_APART: f64 = 2.0 * 1.281_551_565_544_600_5;

/// Weighted values in order.
#[derive(Debug, Clone, Default)]
pub struct Empirical {
    /// Values, ascending.
    values: Vec<f64>,
    /// The share of weight up to the middle of each value's own.
    places: Vec<f64>,
    /// Quantiles in the middles of equal parts, once they have been asked for: scores of many values look at the same ones.
    middles: OnceLock<Vec<f64>>,
}

impl Empirical {
    /// From pairs of value and positive weight.
    #[must_use]
    pub fn new(mut pairs: Vec<(f64, f64)>) -> Self {
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let total: f64 = pairs.iter().map(|(_, weight)| weight).sum();
        let mut below = 0.0;
        let places = pairs.iter().map(|(_, weight)| {
            below += weight;
            (below - weight / 2.0) / total
        });
        let values = pairs.iter().map(|(value, _)| *value).collect();
        Self { places: places.collect(), values, middles: OnceLock::new() }
    }

    /// The value at a level, linear between the middles of neighbours; beyond the outermost, these.
    #[must_use]
    pub fn quantile(&self, level: f64) -> f64 {
        interpolate(&self.places, &self.values, level)
    }

    /// The values at the levels in the middles of so many equal parts of 0 to 1.
    #[must_use]
    pub fn middles(&self, parts: usize) -> Cow<'_, [f64]> {
        let find = || middles(parts).map(|level| self.quantile(level)).collect();
        let known = self.middles.get_or_init(find);
        if known.len() == parts { Cow::Borrowed(known) } else { Cow::Owned(find()) }
    }

    /// The value whose own middle is nearest to a level: always one of the values, never between them.
    #[must_use]
    pub fn nearest(&self, level: f64) -> f64 {
        let above = self.places.partition_point(|place| *place < level);
        let before = above.saturating_sub(1);
        let last = self.places.len().saturating_sub(1);
        let after = above.min(last);
        let closer = |index: usize| self.places.get(index).map_or(f64::NAN, |place| (place - level).abs());
        let chosen = if closer(before) < closer(after) { before } else { after };
        self.values.get(chosen).copied().unwrap_or(f64::NAN)
    }

    /// The levels at which a value begins and ends to be the quantile: one level, unless several values are equal to it.
    #[must_use]
    pub fn levels(&self, value: f64) -> (f64, f64) {
        let [Some(first), Some(last)] = [self.values.first(), self.values.last()] else { return (0.0, 1.0) };
        if value < *first {
            return (0.0, 0.0);
        }
        if value > *last {
            return (1.0, 1.0);
        }
        let (from, until) =
            (self.values.partition_point(|own| *own < value), self.values.partition_point(|own| *own <= value));
        if until - from < 2 {
            let level = interpolate(&self.values, &self.places, value);
            return (level, level);
        }
        let below = if from == 0 { 0.0 } else { self.places[from] };
        let above = if until == self.values.len() { 1.0 } else { self.places[until - 1] };
        (below, above)
    }

    /// The values times a factor above zero.
    #[must_use]
    pub fn times(mut self, factor: f64) -> Self {
        for value in &mut self.values {
            *value *= factor;
        }
        self.middles = OnceLock::new();
        self
    }

    /// The values moved so that the median is zero, and what it was.
    #[must_use]
    pub fn centred(mut self) -> (Self, f64) {
        let median = self.quantile(0.5);
        for value in &mut self.values {
            *value -= median;
        }
        (self, median)
    }
}

/// y at x on the broken line through ascending points; the end values outside.
fn interpolate(xs: &[f64], ys: &[f64], x: f64) -> f64 {
    let above = xs.partition_point(|known| *known < x);
    match (above, xs.len()) {
        (_, 0) => f64::NAN,
        (0, _) => ys[0],
        (above, count) if above == count => ys[count - 1],
        (above, _) => {
            let (left, right) = (xs[above - 1], xs[above]);
            let along = if right > left { (x - left) / (right - left) } else { 1.0 };
            ys[above - 1] + along * (ys[above] - ys[above - 1])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `numpy.interp(p, (cumsum(w) - w/2) / sum(w), x)`.
    #[test]
    fn middles_are_quantiles_of_their_levels_however_many_were_asked_for_before() {
        let found = Empirical::new(vec![(1.0, 1.0), (2.0, 1.0), (4.0, 2.0)]);
        for parts in [2, 3, 2] {
            let expected: Vec<f64> =
                (0..parts).map(|part| found.quantile((f64::from(part) + 0.5) / f64::from(parts))).collect();
            assert_eq!(*found.middles(parts as usize), expected);
        }
    }

    #[test]
    fn levels_and_quantiles() {
        let found = Empirical::new(vec![(3.0, 1.0), (1.0, 2.0), (7.0, 1.0)]);
        for (level, value) in [(0.25, 1.0), (0.625, 3.0), (0.875, 7.0), (0.4375, 2.0), (0.0, 1.0), (1.0, 7.0)] {
            assert!((found.quantile(level) - value).abs() < 1e-12, "{level}");
        }
        for (value, level) in [(1.0, 0.25), (2.0, 0.4375), (5.0, 0.75), (0.9, 0.0), (7.1, 1.0)] {
            assert_eq!(found.levels(value).0, found.levels(value).1);
            assert!((found.levels(value).0 - level).abs() < 1e-12, "{value}");
        }
        // Two of four are equal.
        let tied = Empirical::new([1.0, 0.0, 0.0, 7.0].map(|value| (value, 1.0)).to_vec());
        assert_eq!((tied.levels(0.0), tied.levels(1.0)), ((0.0, 0.375), (0.625, 0.625)));
        for (level, value) in [(0.0, 0.0), (0.49, 0.0), (0.51, 1.0), (0.74, 1.0), (0.76, 7.0), (1.0, 7.0)] {
            assert_eq!(tied.nearest(level), value, "{level}");
        }
        let (centred, median) = found.clone().centred();
        assert_eq!(median, found.quantile(0.5));
        assert!(centred.quantile(0.5).abs() < 1e-12);
    }
}
