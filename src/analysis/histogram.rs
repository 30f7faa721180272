//! Histograms: where their cells lie, and how many draws are in each.
//!
//! Some draws say where to look, all are counted. Counts add up, over threads, groups of columns and shards, so that shares are
//! those of the whole.

use crate::model::units::Unit;
use crate::numeric::weights::Weights;
use crate::projection::Histogram;

/// The draws that say where cells lie leave such a share of them out at either end.
const LEFT_OUT: f64 = 0.005;
/// Cells go on by such a part of that range on either side: what lies beyond is rare.
const BEYOND: f64 = 0.25;
/// The range is at least ten to this power cells, and less than ten times as many.
const CELLS: i32 = 2;
/// By how much of a cell a number may be short of an edge by rounding.
const ROUNDING: f64 = 1e-9;
/// Powers of ten that are cells at most, and cells from zero to them.
const POWERS: std::ops::RangeInclusive<i32> = -300..=300;
/// A number of more cells cannot be told from the next cell.
const FAR: f64 = 1e12;

/// The cells of the histogram of a number.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cells {
    /// The point of time.
    pub point: usize,
    unit: Unit,
    exponent: i32,
    first: i64,
    count: usize,
}

impl Cells {
    /// The cells of a number, by some draws of it, in base units, and their weights.
    pub fn new(point: usize, unit: &Unit, draws: &[f64], weights: &Weights) -> Self {
        let (low, high) = extent(draws, weights);
        let (low, high) = (unit.from_base(low), unit.from_base(high));
        let (low, high) = (low.min(high), low.max(high));
        let one = Self { point, unit: unit.clone(), exponent: 0, first: 0, count: 1 };
        if !(low.is_finite() && high.is_finite() && (high - low).is_finite()) {
            return one;
        }
        let most = low.abs().max(high.abs());
        let range = if high > low { high - low } else { most.max(f64::MIN_POSITIVE) };
        let least = (most / FAR).max(f64::MIN_POSITIVE).log10().ceil() as i32;
        let exponent = (range.log10().floor() as i32 - CELLS).max(least).clamp(*POWERS.start(), *POWERS.end());
        let beyond = if high > low { BEYOND * range } else { 0.0 };
        let placed = Self { exponent, ..one };
        let (first, last) = (placed.cell(low - beyond), placed.cell(high + beyond));
        Self { first: first as i64, count: (last - first) as usize + 1, ..placed }
    }

    /// The power of ten that cells are wide, where the first lies, and how many there are: what [`Self::of_parts`] makes them
    /// of again.
    pub fn parts(&self) -> (i32, i64, usize) {
        (self.exponent, self.first, self.count)
    }

    /// The cells of a number of their parts.
    pub fn of_parts(point: usize, unit: &Unit, (exponent, first, count): (i32, i64, usize)) -> Self {
        Self { point, unit: unit.clone(), exponent, first, count }
    }

    /// How many counts there are: those of cells, and of what lies below and above them.
    pub fn counts(&self) -> usize {
        self.count + 2
    }

    /// How wide cells are and where the first lies, as numbers that parts of a run compare.
    pub fn place_of_first(&self) -> [u64; 2] {
        [i64::from(self.exponent) as u64, self.first as u64]
    }

    /// Which count a draw adds to, by its value in base units: 0 below all cells, 1 in the first.
    pub fn place(&self, value: f64) -> usize {
        let cell = self.cell(self.unit.from_base(value)) - self.first as f64 + 1.0;
        // What is not a number stops the run elsewhere.
        cell.clamp(0.0, (self.count + 1) as f64) as usize
    }

    /// The cell of a number in its unit, counted from zero.
    fn cell(&self, value: f64) -> f64 {
        let power = 10_f64.powi(self.exponent.abs());
        let widths = if self.exponent < 0 { value * power } else { value / power };
        (widths + ROUNDING).floor()
    }

    /// The histogram of draws, in base units, by weight.
    pub fn of_draws(&self, draws: &[f64], weights: &Weights) -> Histogram {
        match weights.shares() {
            None => {
                let mut counts = vec![0; self.counts()];
                for value in draws {
                    counts[self.place(*value)] += 1;
                }
                self.of_counts(&counts, draws.len() as u64)
            }
            Some(shares) => {
                let mut sums = vec![0.0; self.counts()];
                draws.iter().zip(shares).for_each(|(value, share)| sums[self.place(*value)] += share);
                self.of_shares(&sums)
            }
        }
    }

    /// The histogram of counts among so many draws.
    pub fn of_counts(&self, counts: &[u64], draws: u64) -> Histogram {
        let shares: Vec<f64> = counts.iter().map(|count| *count as f64 / draws as f64).collect();
        self.of_shares(&shares)
    }

    fn of_shares(&self, shares: &[f64]) -> Histogram {
        Histogram {
            point: self.point,
            exponent: self.exponent,
            first: self.first,
            below: shares[0],
            shares: shares[1..=self.count].to_vec(),
            above: shares[self.count + 1],
        }
    }
}

/// The range of draws without the share that is left out at either end; of all of them if that leaves one number.
fn extent(draws: &[f64], weights: &Weights) -> (f64, f64) {
    let mut order: Vec<usize> = (0..draws.len()).filter(|draw| weights.share(*draw, draws.len()) > 0.0).collect();
    order.sort_unstable_by(|a, b| draws[*a].total_cmp(&draws[*b]));
    let end = |order: &mut dyn Iterator<Item = &usize>| {
        let mut share = 0.0;
        for draw in order {
            share += weights.share(*draw, draws.len());
            if share > LEFT_OUT {
                return draws[*draw];
            }
        }
        f64::NAN
    };
    let (low, high) = (end(&mut order.iter()), end(&mut order.iter().rev()));
    match (order.first(), order.last()) {
        (Some(first), Some(last)) if low >= high => (draws[*first], draws[*last]),
        _ => (low, high),
    }
}

/// Which draws stand for all as thin lines: the first so many, or, where they have weights, draws as often as their weights
/// say, by systematic resampling (Kitagawa 1996) from the middles of equal parts.
pub(super) fn lines_of(draws: usize, most: usize, weights: &Weights) -> Vec<usize> {
    let Some(shares) = weights.shares() else { return (0..draws.min(most)).collect() };
    let mut draw = 0;
    let mut until = shares.first().copied().unwrap_or_default();
    let nth = |index: usize| {
        let wanted = (index as f64 + 0.5) / most as f64;
        while until < wanted && draw + 1 < shares.len() {
            draw += 1;
            until += shares[draw];
        }
        draw
    };
    (0..most).map(nth).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(draws: &[f64]) -> Cells {
        Cells::new(0, &Unit::one(), draws, &Weights::equal())
    }

    /// Tenths from 0 to 9.9: cells of a hundredth, a quarter of the range more on either side, each draw where it belongs though
    /// none of its numbers is one of binary ones.
    #[test]
    fn each_draw_is_in_the_cell_that_begins_there() {
        let draws: Vec<f64> = (0..100).map(|index| f64::from(index) / 10.0).collect();
        let found = cells(&draws).of_draws(&draws, &Weights::equal());
        assert_eq!((found.exponent, found.below, found.above), (-2, 0.0, 0.0));
        for (index, value) in draws.iter().enumerate() {
            let cell = (10 * index as i64 - found.first) as usize;
            assert_eq!(found.shares[cell], 0.01, "{value}");
        }
        assert_eq!(found.first, -248);
    }

    /// Of 1,000 draws the 5 least and the 5 greatest do not say where to look; all are counted.
    #[test]
    fn what_is_rare_lies_beyond_and_is_counted() {
        let mut draws: Vec<f64> = (0..990).map(|index| 1.0 + f64::from(index) / 990.0).collect();
        draws.extend([-50.0, -40.0, -30.0, -20.0, -10.0, 100.0, 200.0, 300.0, 400.0, 500.0]);
        let found = cells(&draws).of_draws(&draws, &Weights::equal());
        assert_eq!((found.below, found.above, found.exponent), (0.005, 0.005, -3));
        let all: f64 = found.shares.iter().sum();
        assert!((all - 0.99).abs() < 1e-12);
    }

    #[test]
    fn draws_count_by_their_weights() {
        let weights = Weights::of_logarithms(&[0.0, 3.0_f64.ln(), f64::NEG_INFINITY]).expect("weights");
        let draws = [1.0, 2.0, 1000.0];
        let found = Cells::new(4, &Unit::one(), &draws, &weights).of_draws(&draws, &weights);
        assert_eq!((found.point, found.exponent, found.above), (4, -2, 0.0));
        let bars = found.bars(1, 0).expect("bars");
        let shares: Vec<f64> = bars.iter().map(|bar| bar.share).collect();
        assert_eq!(shares.len(), 2);
        assert!((shares[0] - 0.25).abs() < 1e-12 && (shares[1] - 0.75).abs() < 1e-12, "{shares:?}");
    }

    #[test]
    fn one_number_is_one_cell_and_no_number_breaks_nothing() {
        for (value, bars) in [(0.0, 1), (-7.0, 1), (1e300, 1), (3e-308, 1)] {
            let found = cells(&[value; 3]).of_draws(&[value; 3], &Weights::equal());
            assert_eq!(found.shares, vec![1.0; bars], "{value}");
        }
        for draws in [&[f64::NAN, 1.0][..], &[f64::INFINITY, 1.0], &[-1e308, 1e308], &[]] {
            let found = cells(draws);
            for value in draws {
                assert!(found.place(*value) < found.counts());
            }
        }
    }

    /// Systematic resampling takes a draw as often as its weight says, or one more or less.
    #[test]
    fn thin_lines_are_draws_as_often_as_they_weigh() {
        assert_eq!(lines_of(5, 3, &Weights::equal()), [0, 1, 2]);
        assert_eq!(lines_of(2, 3, &Weights::equal()), [0, 1]);
        let weights = Weights::of_logarithms(&[f64::NEG_INFINITY, 0.5_f64.ln(), 0.125_f64.ln(), 0.375_f64.ln()]);
        let weights = weights.expect("weights");
        assert_eq!(lines_of(4, 8, &weights), [1, 1, 1, 1, 2, 3, 3, 3]);
        let found = lines_of(4, 9, &weights);
        for (draw, share) in [0.0, 0.5, 0.125, 0.375].into_iter().enumerate() {
            let times = found.iter().filter(|own| **own == draw).count() as f64;
            assert!((times - 9.0 * share).abs() < 1.0, "{draw}: {times}");
        }
    }
}
