//! Exact order statistics of many values at several ranks at once, without sorting them.
//!
//! A few hundred values suggest where the bins of a histogram should lie; one pass over all values finds and counts their
//! bins; those in bins that hold a wanted rank are collected and selected from. Whatever the bins, the answer is exact:
//! values that crowd into few of them only cost time.
#![allow(
    clippy::inline_always,
    reason = "a function that is not inlined keeps the loop around it from being vectorised"
)]

use super::dispatch::dispatch;

/// Bins for very many values, and for fewer: counts of more bins than there are values for take longer to be cleared, to be
/// found in the cache and to be gone through than they save.
const BINS: usize = 4096;
const FEWER_BINS: usize = 1024;
/// From so many values on there are more bins.
const MANY: usize = 32_768;
/// Bins that are passed over together.
const GROUP: usize = 64;
/// Below this many values a histogram does not pay.
const FEW: usize = 2048;
/// Values whose bins are computed together.
const BLOCK: usize = 256;
/// One value in this many is looked at to place the bins, within limits.
const SAMPLING: usize = 64;
const LEAST_SAMPLE: usize = 128;
const GREATEST_SAMPLE: usize = 1024;
/// One in so many of the looked at, on either side, may lie outside the bins.
const OUTSIDE: usize = 100;

/// A value that is infinite or NaN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the value of draw {index} (counted from 0) is not a finite number")]
pub struct NotFinite {
    /// Index of the first such value.
    pub index: usize,
}

/// Finds order statistics, and keeps its buffers for the next time: fresh memory costs more than the work in it.
#[derive(Debug, Default)]
pub struct OrderStatistics {
    /// Wanted ranks, increasing and distinct, and the values found there.
    ranks: Vec<usize>,
    found: Vec<f64>,
    /// Bin of every value.
    bins: Vec<u16>,
    /// Values in each bin.
    counts: Vec<u32>,
    /// Values that may have a wanted rank, and the wanted ranks among them.
    candidates: Vec<f64>,
    places: Vec<usize>,
}

impl OrderStatistics {
    /// Finds the order statistics of `values` at `ranks`, counted from 0, in any order; those beyond the last are left out.
    ///
    /// # Errors
    /// If a value is not finite.
    pub fn find(&mut self, values: &[f64], ranks: impl Iterator<Item = usize>) -> Result<(), NotFinite> {
        self.found.clear();
        self.ranks.clear();
        self.ranks.extend(ranks.filter(|&rank| rank < values.len()));
        self.ranks.sort_unstable();
        self.ranks.dedup();
        if values.len() < FEW {
            self.take_all(values)?;
        } else if values.len() < MANY {
            self.narrow::<FEWER_BINS>(values)?;
        } else {
            self.narrow::<BINS>(values)?;
        }
        self.found.resize(self.ranks.len(), f64::NAN);
        select(&mut self.candidates, &self.places, 0, &mut self.found);
        Ok(())
    }

    /// The order statistic of a rank that was asked for; NaN of another. A zero has no sign.
    #[must_use]
    pub fn at(&self, rank: usize) -> f64 {
        let place = self.ranks.binary_search(&rank).ok();
        place.and_then(|place| self.found.get(place)).map_or(f64::NAN, |value| value + 0.0)
    }

    /// All values may have a wanted rank.
    fn take_all(&mut self, values: &[f64]) -> Result<(), NotFinite> {
        check(values, 0)?;
        self.candidates.clear();
        self.candidates.extend_from_slice(values);
        self.places.clone_from(&self.ranks);
        Ok(())
    }

    /// The values in bins that hold a wanted rank may have one.
    fn narrow<const BINS: usize>(&mut self, values: &[f64]) -> Result<(), NotFinite> {
        let Some(axis) = self.place_bins(values, BINS) else { return self.take_all(values) };
        self.count::<BINS>(values, axis)?;
        let (wanted, candidates) = self.wanted::<BINS>();
        self.collect(values, &wanted, candidates);
        Ok(())
    }

    /// So many bins in which most values lie well apart; none if there are no such bins.
    fn place_bins(&mut self, values: &[f64], bins: usize) -> Option<Axis> {
        let size = (values.len() / SAMPLING).clamp(LEAST_SAMPLE, GREATEST_SAMPLE);
        let sample = &mut self.candidates;
        sample.clear();
        sample.extend(values.iter().step_by(values.len() / size));
        let margin = sample.len() / OUTSIDE;
        let (_, low, above) = sample.select_nth_unstable_by(margin, f64::total_cmp);
        let place = above.len() - 1 - margin;
        let (low, high) = (*low, *above.select_nth_unstable_by(place, f64::total_cmp).1);
        let last = (bins - 1) as f64;
        let scale = last / (high - low);
        (low.is_finite() && scale.is_finite() && scale > 0.0).then_some(Axis { low, scale, last })
    }

    /// Finds the bin of every value and counts the values in each.
    fn count<const BINS: usize>(&mut self, values: &[f64], axis: Axis) -> Result<(), NotFinite> {
        self.bins.resize(values.len(), 0);
        self.counts.clear();
        self.counts.resize(2 * BINS, 0);
        // Neighbours are often in the same bin. With two histograms the second need not wait for the first's count.
        let ([counts, odd_counts], _) = self.counts.as_chunks_mut::<BINS>() else {
            unreachable!("there are two tables")
        };
        for (number, (values, bins)) in values.chunks(BLOCK).zip(self.bins.chunks_mut(BLOCK)).enumerate() {
            if find_bins(values, bins, axis) {
                check(values, number * BLOCK)?;
            }
            let (pairs, last) = bins.as_chunks::<2>();
            for &[even, odd] in pairs {
                counts[usize::from(even) % BINS] += 1;
                odd_counts[usize::from(odd) % BINS] += 1;
            }
            if let [last] = last {
                counts[usize::from(*last) % BINS] += 1;
            }
        }
        Ok(())
    }

    /// The bins that hold a wanted rank, and how many values they hold; notes the places of wanted ranks among these.
    fn wanted<const BINS: usize>(&mut self) -> ([bool; BINS], usize) {
        let mut wanted = [false; BINS];
        let (mut below, mut candidates) = (0, 0);
        let mut next = 0;
        self.places.clear();
        let (counts, odd_counts) = self.counts.split_at(BINS);
        let groups = counts.chunks(GROUP).zip(odd_counts.chunks(GROUP)).zip(wanted.chunks_mut(GROUP));
        for ((counts, odd_counts), wanted) in groups {
            let Some(rank) = self.ranks.get(next) else { break };
            let all = (counts.iter().sum::<u32>() + odd_counts.iter().sum::<u32>()) as usize;
            if *rank >= below + all {
                below += all;
                continue;
            }
            for ((count, odd), wanted) in counts.iter().zip(odd_counts).zip(wanted) {
                let count = (*count + *odd) as usize;
                while let Some(&rank) = self.ranks.get(next).filter(|rank| **rank < below + count) {
                    next += 1;
                    *wanted = true;
                    // Bins are in order, so the candidates below are those of earlier wanted bins.
                    self.places.push(candidates + (rank - below));
                }
                below += count;
                candidates += if *wanted { count } else { 0 };
            }
        }
        (wanted, candidates)
    }

    /// Collects the values in wanted bins: so many.
    fn collect<const BINS: usize>(&mut self, values: &[f64], wanted: &[bool; BINS], candidates: usize) {
        let is_wanted = |bin: &u16| wanted[usize::from(*bin) % BINS];
        // Written to the next free place, kept if wanted: no branch to mispredict, and one place too many.
        self.candidates.resize(candidates + 1, 0.0);
        let mut end = 0;
        let mut take = |values: &[f64], bins: &[u16]| {
            for (value, bin) in values.iter().zip(bins) {
                self.candidates[end] = *value;
                end += usize::from(is_wanted(bin));
            }
        };
        let (pieces, last_values) = values.as_chunks::<8>();
        let (piece_bins, last_bins) = self.bins.as_chunks::<8>();
        for (values, bins) in pieces.iter().zip(piece_bins) {
            // Few are: of eight together mostly none.
            if bins.iter().fold(false, |any, bin| any | is_wanted(bin)) {
                take(values, bins);
            }
        }
        take(last_values, last_bins);
        self.candidates.truncate(candidates);
    }
}

/// Where the bins lie: bin number = (value - low) * scale, rounded, from 0 to the last.
#[derive(Debug, Clone, Copy)]
struct Axis {
    low: f64,
    scale: f64,
    last: f64,
}

dispatch! {
    /// Computes the bin of every value; returns whether any is not finite.
    fn find_bins(values: &[f64], bins: &mut [u16], axis: Axis) -> bool = find_bins_kernel;
}

#[inline(always)]
fn find_bins_kernel<const FMA: bool>(values: &[f64], bins: &mut [u16], axis: Axis) -> bool {
    /// 2^52: added to a small number, it leaves the rounded number in the low bits.
    const CARRIER: f64 = 4_503_599_627_370_496.0;

    let mut forbidden = false;
    for (&value, bin) in values.iter().zip(bins) {
        forbidden |= !value.is_finite();
        let place = (value - axis.low) * axis.scale;
        let place = if place > 0.0 { place } else { 0.0 };
        let place = if place < axis.last { place } else { axis.last };
        *bin = (place + CARRIER).to_bits() as u16;
    }
    forbidden
}

/// Looks for a value that is not finite; the first has index `offset`.
fn check(values: &[f64], offset: usize) -> Result<(), NotFinite> {
    match values.iter().position(|&value| !value.is_finite()) {
        Some(index) => Err(NotFinite { index: offset + index }),
        None => Ok(()),
    }
}

/// Order statistics at ranks (increasing, less `offset`): the middle one splits values and ranks in two.
fn select(values: &mut [f64], ranks: &[usize], offset: usize, found: &mut [f64]) {
    if ranks.is_empty() {
        return;
    }
    let middle = ranks.len() / 2;
    let place = ranks[middle] - offset;
    let (below, value, above) = values.select_nth_unstable_by(place, f64::total_cmp);
    found[middle] = *value;
    select(below, &ranks[..middle], offset, &mut found[..middle]);
    select(above, &ranks[middle + 1..], offset + place + 1, &mut found[middle + 1..]);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sorted(values: &[f64]) -> Vec<f64> {
        let mut sorted: Vec<f64> = values.iter().map(|value| if *value == 0.0 { 0.0 } else { *value }).collect();
        sorted.sort_by(f64::total_cmp);
        sorted
    }

    /// Every rank found is bit for bit that of a sorted copy.
    fn check_against_sorting(name: &str, values: &[f64], order: &mut OrderStatistics) {
        let n = values.len();
        let ranks =
            [0, 1, n / 20, n / 20 + 1, n / 4, n / 2, n / 2 + 1, n / 10 * 9, n - 2, n - 1].map(|rank| rank.min(n - 1));
        order.find(values, ranks.into_iter()).unwrap();
        let sorted = sorted(values);
        for rank in ranks {
            assert_eq!(order.at(rank).to_bits(), sorted[rank].to_bits(), "{name}, rank {rank} of {n}");
        }
    }

    fn noise(i: usize) -> f64 {
        super::super::random::uniform(i as u64, 5, 0)
    }

    #[test]
    fn nasty_values() {
        type Shape = fn(usize) -> f64;
        let shapes: [(&str, Shape); 11] = [
            ("uniform", noise),
            ("constant", |_| 0.1),
            ("zeros of both signs", |i| if noise(i) < 0.5 { 0.0 } else { -0.0 }),
            ("two values", |i| if noise(i) < 0.3 { -1.0 } else { 7.0 }),
            ("nearly constant", |i| if noise(i) < 0.999 { 3.0 } else { noise(i) }),
            ("integers", |i| (noise(i) * 20.0).floor()),
            ("Cauchy", |i| (std::f64::consts::PI * (noise(i) - 0.5)).tan()),
            ("denormal", |i| f64::from_bits((noise(i) * 1e6) as u64)),
            ("huge range", |i| (noise(i) - 0.5) * f64::MAX * 1.99),
            ("all magnitudes", |i| 10f64.powf(noise(i) * 600.0 - 300.0)),
            ("increasing", |i| i as f64),
        ];
        let mut order = OrderStatistics::default();
        for (name, shape) in shapes {
            for n in [2, 3, 100, FEW - 1, FEW, 10_001, MANY, 70_000] {
                let values: Vec<f64> = (0..n).map(shape).collect();
                check_against_sorting(name, &values, &mut order);
            }
        }
    }

    #[test]
    fn values_that_are_not_finite_are_pointed_at() {
        let mut order = OrderStatistics::default();
        for n in [10, FEW - 1, 3 * FEW + 5] {
            for bad in [0, 7, n / 2, n - 1] {
                let mut values: Vec<f64> = (0..n).map(noise).collect();
                values[bad] = f64::NAN;
                let ranks = || [0, n / 2].into_iter();
                assert_eq!(order.find(&values, ranks()), Err(NotFinite { index: bad }));
                values[bad] = f64::NEG_INFINITY;
                assert_eq!(order.find(&values, ranks()), Err(NotFinite { index: bad }));
            }
        }
    }

    #[test]
    fn ranks_beyond_the_last_are_left_out() {
        let mut order = OrderStatistics::default();
        order.find(&[2.0, 1.0], [0, 5].into_iter()).unwrap();
        assert_eq!(order.at(0), 1.0);
        assert!(order.at(5).is_nan());
        order.find(&[], [0].into_iter()).unwrap();
        assert!(order.at(0).is_nan());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_values(
            few in prop::collection::vec(any::<f64>().prop_filter("a number", |x| !x.is_nan()), 2..40),
            n in 2usize..9000,
        ) {
            // Few distinct values, repeated with and without noise.
            let values: Vec<f64> = (0..n).map(|i| few[i * 7 % few.len()] * if i % 3 == 0 { noise(i) } else { 1.0 }).collect();
            prop_assume!(values.iter().all(|x| !x.is_nan()));
            check_against_sorting("any", &values, &mut OrderStatistics::default());
        }
    }
}
