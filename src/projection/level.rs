//! The levels at which quantiles are reported, the bands between them, and quantiles by level and time.

use std::ops::{Index, IndexMut};

/// A level at which quantiles are reported: the edges of the 90, 80 and 50 % bands, and the median.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// 5 %.
    P05,
    /// 10 %.
    P10,
    /// 25 %.
    P25,
    /// The median.
    P50,
    /// 75 %.
    P75,
    /// 90 %.
    P90,
    /// 95 %.
    P95,
}

impl Level {
    /// All levels, ascending.
    pub const ALL: [Self; 7] = [Self::P05, Self::P10, Self::P25, Self::P50, Self::P75, Self::P90, Self::P95];
    /// How many there are.
    pub const COUNT: usize = Self::ALL.len();
    /// The median.
    pub const MEDIAN: Self = Self::P50;
    /// The lower edge of the 90 % band, the median, and its upper edge: what is told of a number in short.
    pub const RANGE: [Self; 3] = [Self::P05, Self::P50, Self::P95];
    /// The probabilities of all levels, ascending.
    pub const PROBABILITIES: [f64; Self::COUNT] = {
        let mut all = [0.0; Self::COUNT];
        let mut index = 0;
        while index < Self::COUNT {
            all[index] = Self::ALL[index].probability();
            index += 1;
        }
        all
    };

    /// Its probability.
    #[must_use]
    pub const fn probability(self) -> f64 {
        match self {
            Self::P05 => 0.05,
            Self::P10 => 0.10,
            Self::P25 => 0.25,
            Self::P50 => 0.50,
            Self::P75 => 0.75,
            Self::P90 => 0.90,
            Self::P95 => 0.95,
        }
    }

    /// Its name in tables and JSON, such as `p05`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::P05 => "p05",
            Self::P10 => "p10",
            Self::P25 => "p25",
            Self::P50 => "p50",
            Self::P75 => "p75",
            Self::P90 => "p90",
            Self::P95 => "p95",
        }
    }

    /// The level of a name such as `p05`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }

    /// Its place in [`Level::ALL`].
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// A band around the median that holds a share of draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Band {
    /// Between the 5 and the 95 % quantile.
    Ninety,
    /// Between the 10 and the 90 % quantile.
    Eighty,
    /// Between the 25 and the 75 % quantile.
    Fifty,
}

impl Band {
    /// All bands, the widest first.
    pub const ALL: [Self; 3] = [Self::Ninety, Self::Eighty, Self::Fifty];

    /// Its lower and its upper edge.
    #[must_use]
    pub const fn edges(self) -> [Level; 2] {
        match self {
            Self::Ninety => [Level::P05, Level::P95],
            Self::Eighty => [Level::P10, Level::P90],
            Self::Fifty => [Level::P25, Level::P75],
        }
    }

    /// The share of draws in it.
    #[must_use]
    pub const fn share(self) -> f64 {
        let [low, high] = self.edges();
        high.probability() - low.probability()
    }
}

/// Quantiles by level and point of time, in one unit: linear between order statistics (Hyndman and Fan 1996, type 7).
///
/// `quantiles[Level::P05][point]` is one of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Quantiles([Vec<f64>; Level::COUNT]);

impl Quantiles {
    /// The quantiles that a function gives by level and point of time.
    #[must_use]
    pub fn from_fn(points: usize, value: impl Fn(Level, usize) -> f64) -> Self {
        Self(Level::ALL.map(|level| (0..points).map(|point| value(level, point)).collect()))
    }

    /// Nothing yet, with room for so many points of time.
    #[must_use]
    pub fn with_capacity(points: usize) -> Self {
        Self(Level::ALL.map(|_| Vec::with_capacity(points)))
    }

    /// Adds a point of time: its quantiles in the order of [`Level::ALL`].
    pub fn push(&mut self, values: [f64; Level::COUNT]) {
        for (row, value) in self.0.iter_mut().zip(values) {
            row.push(value);
        }
    }

    /// Number of points of time.
    #[must_use]
    pub fn points(&self) -> usize {
        self[Level::MEDIAN].len()
    }

    /// Each level, ascending, with its quantiles by time.
    pub fn rows(&self) -> impl Iterator<Item = (Level, &[f64])> {
        Level::ALL.into_iter().map(|level| (level, &self[level]))
    }

    /// The lower and the upper edge of a band, by time.
    #[must_use]
    pub fn band(&self, band: Band) -> [&[f64]; 2] {
        band.edges().map(|level| &self[level])
    }

    /// All numbers, level by level.
    pub fn values(&self) -> impl Iterator<Item = &f64> {
        self.0.iter().flatten()
    }

    /// The same, to be changed.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut f64> {
        self.0.iter_mut().flatten()
    }
}

impl Index<Level> for Quantiles {
    type Output = [f64];

    fn index(&self, level: Level) -> &[f64] {
        &self.0[level.index()]
    }
}

impl IndexMut<Level> for Quantiles {
    fn index_mut(&mut self, level: Level) -> &mut [f64] {
        &mut self.0[level.index()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_named_by_their_probability() {
        for (place, level) in Level::ALL.into_iter().enumerate() {
            assert_eq!(level.index(), place);
            assert_eq!(level.name(), format!("p{:02}", (100.0 * level.probability()).round()));
            assert_eq!(Level::named(level.name()), Some(level));
        }
        assert!(Level::PROBABILITIES.is_sorted_by(|a, b| a < b));
        assert_eq!(Level::named("p33"), None);
    }

    #[test]
    fn bands_hold_what_they_say() {
        let shares: Vec<String> = Band::ALL.into_iter().map(|band| format!("{:.2}", band.share())).collect();
        assert_eq!(shares, ["0.90", "0.80", "0.50"]);
        for band in Band::ALL {
            let [low, high] = band.edges().map(Level::probability);
            assert!((low + high - 1.0).abs() < 1e-12, "{band:?} is not around the median");
        }
    }

    #[test]
    fn quantiles_are_found_by_level_and_time() {
        let built = Quantiles::from_fn(2, |level, point| level.probability() + point as f64);
        assert_eq!((built[Level::P05][1], built[Level::P95][0], built.points()), (1.05, 0.95, 2));
        assert_eq!(built.band(Band::Fifty), [&[0.25, 1.25], &[0.75, 1.75]]);
        let mut pushed = Quantiles::with_capacity(2);
        pushed.push(Level::PROBABILITIES);
        pushed.push(Level::PROBABILITIES.map(|probability| probability + 1.0));
        assert_eq!(pushed, built);
        assert_eq!(built.values().count(), 14);
    }
}
