//! Mean and standard deviation whose bits do not depend on how the draws were divided among threads or shards.
//!
//! Draws are summed in chunks of [`CHUNK`] by absolute index, and chunks are joined as the leaves of one tree, in pairs that
//! begin at a multiple of their length. A shard that begins at a multiple of `CHUNK` therefore yields nodes of the tree of
//! the whole, and few of them, in whatever order chunks were summed. Errors of rounding grow with the logarithm of the
//! number of chunks (Higham 1993, doi:10.1137/0914050).
#![allow(
    clippy::inline_always,
    clippy::needless_range_loop,
    reason = "a function that is not inlined keeps the loop around it from being vectorised"
)]

use std::collections::BTreeMap;

use super::dispatch::dispatch;

/// Draws summed together.
pub const CHUNK: usize = 512;
/// Partial sums within a chunk: a fixed number, so that the order of additions is that of no particular processor.
const LANES: usize = 16;

/// Count, mean and sum of squared deviations of some draws.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Moments {
    /// Number of draws.
    pub count: u64,
    /// Their mean; 0 if there are none.
    pub mean: f64,
    /// Sum of squared deviations from the mean.
    pub squares: f64,
}

impl Moments {
    /// Moments of consecutive draws, the first of which has the index 0.
    #[must_use]
    pub fn of(values: &[f64]) -> Self {
        in_order(values.chunks(CHUNK).map(Self::of_chunk))
    }

    /// Moments of at most one chunk: the mean first, then deviations from it, so nothing cancels. The mean is found from
    /// deviations too, from the first value, so that equal values have exactly that mean and no deviation.
    #[must_use]
    pub fn of_chunk(values: &[f64]) -> Self {
        let found = Self::mean_of_chunk(values);
        Self { squares: sum_of_powers(values, found.mean, true), ..found }
    }

    /// The same without deviations, which takes half the time.
    fn mean_of_chunk(values: &[f64]) -> Self {
        let Some(&first) = values.first() else {
            return Self::default();
        };
        let mean = first + sum_of_powers(values, first, false) / values.len() as f64;
        Self { count: values.len() as u64, mean, squares: 0.0 }
    }

    /// Moments of these draws and those that follow them (Chan, Golub and `LeVeque` 1983, doi:10.1080/00031305.1983.10483115).
    #[must_use]
    pub fn followed_by(self, later: Self) -> Self {
        if self.count == 0 {
            return later;
        }
        if later.count == 0 {
            return self;
        }
        let count = self.count + later.count;
        let share = later.count as f64 / count as f64;
        let difference = later.mean - self.mean;
        Self {
            count,
            mean: self.mean + difference * share,
            squares: self.squares + later.squares + difference * difference * (self.count as f64 * share),
        }
    }

    /// Standard deviation with divisor n - 1; 0 for a single draw.
    #[must_use]
    pub fn sd(&self) -> f64 {
        if self.count < 2 { 0.0 } else { (self.squares / (self.count - 1) as f64).sqrt() }
    }
}

/// What can be joined with what comes after it.
pub trait Join {
    /// Takes in what comes next.
    fn join(&mut self, later: &Self);
}

impl Join for Moments {
    fn join(&mut self, later: &Self) {
        *self = self.followed_by(*later);
    }
}

impl Join for f64 {
    fn join(&mut self, later: &Self) {
        *self += later;
    }
}

/// Sums of chunks, joined as soon as both halves of a pair are there: as many are held as a number has digits, and some
/// more where chunks come in no order.
#[derive(Debug, Clone)]
pub struct Tree<T> {
    /// By the first of its chunks: how many they are, and their sum.
    nodes: BTreeMap<u64, (u64, T)>,
}

impl<T> Default for Tree<T> {
    fn default() -> Self {
        Self { nodes: BTreeMap::new() }
    }
}

impl<T: Join> Tree<T> {
    /// Adds the sum of a chunk that is not there yet.
    pub fn add(&mut self, chunk: u64, sum: T) {
        self.add_node(chunk, 1, sum);
    }

    /// Adds the sum of some chunks, a power of two, the first of which has an index divisible by that.
    pub fn add_node(&mut self, first: u64, chunks: u64, sum: T) {
        let (mut first, mut chunks, mut sum) = (first, chunks, sum);
        loop {
            let sibling = first ^ chunks;
            if self.nodes.get(&sibling).is_none_or(|(length, _)| *length != chunks) {
                self.nodes.insert(first, (chunks, sum));
                return;
            }
            if let Some((_, mut other)) = self.nodes.remove(&sibling) {
                if sibling < first {
                    other.join(&sum);
                    sum = other;
                } else {
                    sum.join(&other);
                }
            }
            first = first.min(sibling);
            chunks *= 2;
        }
    }

    /// The nodes: the first of its chunks, how many they are, and their sum.
    pub fn nodes(&self) -> impl Iterator<Item = (u64, u64, &T)> {
        self.nodes.iter().map(|(first, (chunks, sum))| (*first, *chunks, sum))
    }

    /// The sum of all, joined from the last, which has the fewest chunks; none if there are none.
    #[must_use]
    pub fn total(self) -> Option<T> {
        let mut nodes = self.nodes.into_values().map(|(_, sum)| sum).rev();
        let last = nodes.next()?;
        Some(nodes.fold(last, |later, mut before| {
            before.join(&later);
            before
        }))
    }
}

/// The total of a [`Tree`] of sums of chunks that come in order, which needs no tree: those that wait for the other half of
/// their pair are as many as the number of chunks has ones, and the last is the next to be joined.
fn in_order<T: Join + Default>(sums: impl Iterator<Item = T>) -> T {
    let mut waiting: Vec<T> = Vec::with_capacity(usize::BITS as usize);
    let join = |waiting: &mut Vec<T>, later: T| match waiting.pop() {
        Some(mut before) => {
            before.join(&later);
            before
        }
        None => later,
    };
    for (number, mut sum) in (1_u64..).zip(sums) {
        for _ in 0..number.trailing_zeros() {
            sum = join(&mut waiting, sum);
        }
        waiting.push(sum);
    }
    let mut total = waiting.pop().unwrap_or_default();
    while !waiting.is_empty() {
        total = join(&mut waiting, total);
    }
    total
}

/// The sum of what a function gives for each value, in the order of [`Moments::of`].
#[must_use]
pub fn sum_of(values: &[f64], function: impl Fn(f64) -> f64) -> f64 {
    in_order(values.chunks(CHUNK).map(|chunk| chunk.iter().map(|value| function(*value)).sum::<f64>()))
}

/// The mean that [`mean_sd`] gives.
#[must_use]
pub fn mean(values: &[f64]) -> f64 {
    in_order(values.chunks(CHUNK).map(Moments::mean_of_chunk)).mean
}

/// Mean and standard deviation (divisor n - 1; 0 for a single draw) of draws, the first of which has the index 0. Not finite
/// if a value, or the sum of [`CHUNK`] of them, is not.
#[must_use]
pub fn mean_sd(values: &[f64]) -> (f64, f64) {
    let moments = Moments::of(values);
    (moments.mean, moments.sd())
}

dispatch! {
    /// Sum of x - centre, or of its square.
    fn sum_of_powers(values: &[f64], centre: f64, square: bool) -> f64 = sum_of_powers_kernel;
}

/// Multiplication and addition are not fused, so that all processors agree.
#[inline(always)]
fn sum_of_powers_kernel<const FMA: bool>(values: &[f64], centre: f64, square: bool) -> f64 {
    let mut sums = [0.0; LANES];
    let (blocks, rest) = values.as_chunks::<LANES>();
    for block in blocks {
        for lane in 0..LANES {
            let deviation = block[lane] - centre;
            sums[lane] += if square { deviation * deviation } else { deviation };
        }
    }
    for (sum, value) in sums.iter_mut().zip(rest) {
        let deviation = value - centre;
        *sum += if square { deviation * deviation } else { deviation };
    }
    let mut width = LANES / 2;
    while width > 0 {
        for lane in 0..width {
            sums[lane] += sums[lane + width];
        }
        width /= 2;
    }
    sums[0]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_samples() {
        // Closed forms.
        let cases: [(&[f64], f64, f64); 5] = [
            (&[3.0], 3.0, 0.0),
            (&[1.0, 3.0], 2.0, 2f64.sqrt()),
            (&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0], 5.0, (32.0f64 / 7.0).sqrt()),
            (&[0.1; 1000], 0.1, 0.0),
            (&[1e9 + 4.0, 1e9 + 7.0, 1e9 + 13.0, 1e9 + 16.0], 1e9 + 10.0, 30f64.sqrt()),
        ];
        for (values, mean, sd) in cases {
            let (m, s) = mean_sd(values);
            assert!((m - mean).abs() <= 1e-15 * mean && (s - sd).abs() <= 1e-15 * sd, "{m} {s}, not {mean} {sd}");
        }
        assert!(mean_sd(&[]).0 == 0.0);
        assert!(mean_sd(&[1.0, f64::NAN]).0.is_nan() && mean_sd(&[1.0, f64::INFINITY]).1.is_nan());
    }

    #[test]
    fn long_sums_keep_their_digits() {
        // 0 … n - 1 far from zero: mean (n - 1) / 2, variance n (n + 1) / 12.
        let n = 100_003;
        let values: Vec<f64> = (0..n).map(|i| 1e8 + f64::from(i)).collect();
        let (mean, sd) = mean_sd(&values);
        assert!((mean - (1e8 + f64::from(n - 1) / 2.0)).abs() < 1e-6, "{mean}");
        let expected = (f64::from(n) * f64::from(n + 1) / 12.0).sqrt();
        assert!((sd / expected - 1.0).abs() < 1e-13, "{sd} {expected}");
    }

    #[test]
    fn chunks_in_any_order_and_shards_give_the_bits_of_the_whole() {
        let values: Vec<f64> = (0..5 * CHUNK + 77).map(|i| (i as f64 * 0.7).sin() * 1e3).collect();
        let whole = Moments::of(&values);
        let chunks: Vec<Moments> = values.chunks(CHUNK).map(Moments::of_chunk).collect();
        assert_eq!(mean(&values), whole.mean);
        for order in [[0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0], [3, 0, 5, 1, 4, 2]] {
            let mut tree = Tree::default();
            for chunk in order {
                tree.add(chunk as u64, chunks[chunk]);
            }
            assert_eq!(tree.nodes().count(), 2, "four and two chunks");
            assert_eq!(tree.total(), Some(whole));
        }
        for length in (1..values.len()).step_by(97) {
            let mut tree = Tree::default();
            for (chunk, values) in values[..length].chunks(CHUNK).enumerate() {
                tree.add(chunk as u64, Moments::of_chunk(values));
            }
            assert_eq!(tree.total(), Some(Moments::of(&values[..length])), "{length}");
        }
        let mut merged = Tree::default();
        for shard in [3..6, 0..3] {
            let mut tree = Tree::default();
            for chunk in shard {
                tree.add(chunk as u64, chunks[chunk]);
            }
            for (first, length, sum) in tree.nodes() {
                merged.add_node(first, length, *sum);
            }
        }
        assert_eq!(merged.total(), Some(whole));
    }

    #[test]
    fn sums_of_a_function() {
        // 1 + 2 + … + n.
        let values: Vec<f64> = (0..3000).map(f64::from).collect();
        assert_eq!(sum_of(&values, |value| value + 1.0), 3000.0 * 3001.0 / 2.0);
        assert_eq!(sum_of(&[], |value| value), 0.0);
    }
}
