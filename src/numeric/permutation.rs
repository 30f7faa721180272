//! A keyed permutation of 0..n with random access, and the Latin hypercube built on it.

use super::random::{mix, uniform};

const ROUNDS: usize = 8;
/// Least width of the network in bits: on fewer, permutations of a handful of elements are not all equally likely.
const LEAST_BITS: u32 = 8;

/// A pseudo-random permutation of `0..n`: a function of its key, with no table.
///
/// A Feistel network (Luby and Rackoff 1988, doi:10.1137/0217022) on the smallest power of two that holds n, applied again
/// while its result is not below n ("cycle walking", Black and Rogaway 2002, doi:10.1007/3-540-45760-7_9): less than two
/// steps on average for n > 128.
#[derive(Debug, Clone)]
pub struct Permutation {
    n: u64,
    /// Bits of the low half, which a round exchanges with the rest.
    low_bits: u32,
    high_bits: u32,
    keys: [u64; ROUNDS],
}

impl Permutation {
    /// The permutation of `0..n` that belongs to `key`.
    #[must_use]
    pub fn new(n: u64, key: u64) -> Self {
        let bits = (u64::BITS - n.saturating_sub(1).leading_zeros()).max(LEAST_BITS);
        Self {
            n,
            low_bits: bits / 2,
            high_bits: bits - bits / 2,
            keys: std::array::from_fn(|round| mix(key ^ mix(round as u64))),
        }
    }

    /// The image of `i`, which must be below n.
    #[must_use]
    pub fn apply(&self, i: u64) -> u64 {
        debug_assert!(i < self.n, "{i} is not below {}", self.n);
        let mut x = i;
        loop {
            x = self.network(x);
            // The orbit of a number below n comes back below n, at the latest at that number itself.
            if x < self.n {
                return x;
            }
        }
    }

    /// Each round adds a keyed hash of one half to the other and exchanges them; the widths change places as well.
    fn network(&self, x: u64) -> u64 {
        let (mut low_bits, mut high_bits) = (self.low_bits, self.high_bits);
        let (mut low, mut high) = (x & ones(low_bits), x >> low_bits);
        for key in self.keys {
            (low, high) = ((high ^ mix(low ^ key)) & ones(high_bits), low);
            (low_bits, high_bits) = (high_bits, low_bits);
        }
        (high << low_bits) | low
    }
}

/// The lowest `bits` bits, at most 32.
fn ones(bits: u32) -> u64 {
    (1 << bits) - 1
}

/// Fills a slice with Latin hypercube numbers of the draws from `first_draw` on: u = (p(i) + v) / total, p a permutation of
/// `0..total` and v uniform, strictly between 0 and 1 (`McKay`, Beckman and Conover 1979, doi:10.2307/1268522).
///
/// Of each `total` draws, one falls in each of `total` equal intervals. Draws past `total` belong to a further hypercube
/// with a key of its own.
pub fn latin_hypercube(u: &mut [f64], first_draw: u64, total: u64, key: u64) {
    let total = total.max(1);
    let mut draw = first_draw;
    let mut rest = u;
    while !rest.is_empty() {
        let cube = draw / total;
        let offset = draw % total;
        let length = usize::try_from(total - offset).map_or(rest.len(), |left| left.min(rest.len()));
        let (part, later) = rest.split_at_mut(length);
        let permutation = Permutation::new(total, mix(key ^ mix(cube)));
        for (value, i) in part.iter_mut().zip(offset..) {
            *value = in_stratum(permutation.apply(i), total, uniform(draw + (i - offset), key, 0));
        }
        draw += length as u64;
        rest = later;
    }
}

/// A place in an interval, kept from being rounded into the next one.
fn in_stratum(stratum: u64, total: u64, v: f64) -> f64 {
    let next = stratum as f64 + 1.0;
    (stratum as f64 + v).min(next.next_down()) / total as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_a_bijection() {
        for n in [1, 2, 3, 4, 5, 7, 8, 9, 63, 64, 65, 1000, 1024, 1025, 40_000] {
            for key in 0..5 {
                let permutation = Permutation::new(n, key);
                let mut seen = vec![false; n as usize];
                for i in 0..n {
                    let image = permutation.apply(i) as usize;
                    assert!(!seen[image], "n {n} key {key}: {image} twice");
                    seen[image] = true;
                }
            }
        }
    }

    #[test]
    fn reaches_the_whole_range_of_large_n() {
        for n in [u64::MAX, (1 << 63) + 1, 1 << 40] {
            let permutation = Permutation::new(n, 3);
            let mean = (0..4096).map(|i| permutation.apply(i) as f64 / n as f64).sum::<f64>() / 4096.0;
            assert!((mean - 0.5).abs() < 4.0 * 0.2887 / 64.0, "{n}: {mean}");
        }
    }

    /// Every permutation of a few elements is as likely as any other, over keys.
    #[test]
    fn all_permutations_of_small_n_are_equally_likely() {
        for (n, count) in [(2u64, 2u32), (3, 6), (4, 24), (5, 120)] {
            let keys = 400 * count;
            let mut counts = std::collections::HashMap::new();
            for key in 0..keys {
                let permutation = Permutation::new(n, u64::from(key));
                let images: Vec<u64> = (0..n).map(|i| permutation.apply(i)).collect();
                *counts.entry(images).or_insert(0u32) += 1;
            }
            assert_eq!(counts.len() as u32, count, "n = {n}");
            let chi_squared: f64 = counts.values().map(|&c| (f64::from(c) - 400.0).powi(2) / 400.0).sum();
            let freedom = f64::from(count - 1);
            assert!(chi_squared < freedom + 4.0 * (2.0 * freedom).sqrt() + 4.0, "n = {n}: {chi_squared} of {freedom}");
        }
    }

    /// Over keys, the image of a pair of neighbours is uniform on all pairs.
    #[test]
    fn images_of_neighbours_are_independent() {
        let (n, keys) = (12u64, 60_000);
        for first in [0, 5, 10] {
            let mut counts = vec![0u32; (n * n) as usize];
            for key in 0..keys {
                let permutation = Permutation::new(n, key);
                counts[(permutation.apply(first) * n + permutation.apply(first + 1)) as usize] += 1;
            }
            let expected = keys as f64 / (n * (n - 1)) as f64;
            let pairs = (0..n * n).filter(|pair| pair / n != pair % n);
            let chi_squared: f64 =
                pairs.map(|pair| (f64::from(counts[pair as usize]) - expected).powi(2) / expected).sum();
            // 131 degrees of freedom: standard deviation 16.2.
            assert!(chi_squared < 131.0 + 4.5 * 16.2, "{first}: {chi_squared}");
        }
    }

    #[test]
    fn hypercube_fills_every_stratum_once_and_any_cut_is_the_same() {
        for total in [1, 3, 100, 4097] {
            let mut u = vec![0.0; 2 * total];
            latin_hypercube(&mut u, 0, total as u64, 11);
            for cube in u.chunks(total) {
                let mut strata: Vec<usize> = cube.iter().map(|u| (u * total as f64) as usize).collect();
                strata.sort_unstable();
                assert!(strata.into_iter().eq(0..total));
            }
            let first = total / 2;
            let mut part = vec![0.0; total];
            latin_hypercube(&mut part, first as u64, total as u64, 11);
            assert_eq!(part, u[first..first + total]);
        }
    }

    #[test]
    fn strata_end_before_the_next_begins() {
        assert!(in_stratum(9, 10, 1.0 - f64::EPSILON / 2.0) < 1.0);
        assert!(in_stratum((1 << 40) - 1, 1 << 40, 1.0 - f64::EPSILON / 2.0) < 1.0);
        assert_eq!(in_stratum(0, 4, 0.5), 0.125);
    }
}
