//! Owen-scrambled Sobol points with random access: any draw of any dimension, in any order.
//!
//! Direction numbers are those of Joe and Kuo (2008, doi:10.1137/070709359, set D6), points come in Gray-code order
//! (Antonov and Saleev 1979, doi:10.1016/0041-5553(79)90085-5). The scramble is nested uniform (Owen 1995,
//! doi:10.1007/978-1-4612-2552-2_19), by a hash of the bits in reverse order in which every bit depends on lower ones alone
//! (Laine and Karras 2011, doi:10.1111/j.1467-8659.2011.01959.x; Burley 2020, JCGT 9(4)): the more significant bits of the
//! point decide whether a less significant one is flipped. The rounds of the hash are ours.
#![allow(
    clippy::inline_always,
    reason = "a function that is not inlined keeps the loop around it from being vectorised"
)]

use std::sync::OnceLock;

use super::dispatch::dispatch;
use super::random::{fill_uniform, mix};

const BITS: usize = 32;
/// Draws of an aligned chunk differ in their low bits only, whose contributions are tabulated.
const CHUNK_BITS: usize = 8;
const CHUNK: usize = 1 << CHUNK_BITS;
/// Even multipliers of the rounds: bits of the golden ratio, sqrt 2, sqrt 3 and pi, the last bit cleared.
const MULTIPLIERS: [u32; 4] = [0x9e37_79b8, 0x6a09_e666, 0xbb67_ae84, 0x243f_6a88];

/// The published table: a line for each dimension from the second on, the coefficients of its polynomial, then `m_1`, `m_2`, …
const JOE_KUO_D6: &str = include_str!("sobol/joe_kuo_d6.txt");

/// By bit of the draw index, what it contributes to the point, bits in reverse order.
type Directions = [u32; BITS];
/// Addend and multiplier of each round of the scramble.
type Rounds = [(u32, u32); MULTIPLIERS.len()];

/// How many dimensions have Sobol points; later ones get counter-based random numbers.
#[must_use]
pub fn dimensions() -> usize {
    table().len()
}

/// Fills a slice with the uniform numbers of one dimension for the draws from `first_draw` on.
///
/// `dimension` counts from 0, `key` selects the scramble (see [`random::key`](super::random::key)). Numbers are odd
/// multiples of 2^-33, strictly between 0 and 1. Every 2^32 draws the points begin again, under another scramble. Dimensions
/// from [`dimensions`] on get [`fill_uniform`] at step 0: random numbers, but never an error.
pub fn fill(u: &mut [f64], first_draw: u64, dimension: usize, key: u64) {
    let Some(directions) = table().get(dimension) else {
        return fill_uniform(u, first_draw, key, 0);
    };
    let mut rest = u;
    let mut draw = first_draw;
    while !rest.is_empty() {
        let left_in_period = (1u64 << BITS) - u64::from(draw as u32);
        let (part, later) = rest.split_at_mut(left_in_period.min(rest.len() as u64) as usize);
        fill_period(part, draw as u32, directions, &rounds(key, draw >> BITS));
        draw += part.len() as u64;
        rest = later;
    }
}

/// One number, as [`fill`] gives it.
#[must_use]
pub fn point(draw: u64, dimension: usize, key: u64) -> f64 {
    let mut u = [0.0];
    fill(&mut u, draw, dimension, key);
    u[0]
}

dispatch! {
    /// Draws within one period of 2^32.
    fn fill_period(u: &mut [f64], first_draw: u32, directions: &Directions, rounds: &Rounds) = fill_period_kernel;
}

#[inline(always)]
fn fill_period_kernel<const FMA: bool>(u: &mut [f64], first_draw: u32, directions: &Directions, rounds: &Rounds) {
    let mut low = [0; CHUNK];
    for (bit, direction) in directions[..CHUNK_BITS].iter().enumerate() {
        let (known, new) = low[..2 << bit].split_at_mut(1 << bit);
        for (new, known) in new.iter_mut().zip(known) {
            *new = *known ^ direction;
        }
    }
    let mut draw = first_draw;
    let mut rest = u;
    while !rest.is_empty() {
        let offset = draw as usize % CHUNK;
        let (part, later) = rest.split_at_mut((CHUNK - offset).min(rest.len()));
        let high = reversed_point(draw - offset as u32, directions);
        for (u, low) in part.iter_mut().zip(&low[offset..]) {
            *u = to_unit(scramble(high ^ low, rounds).reverse_bits());
        }
        draw = draw.wrapping_add(part.len() as u32);
        rest = later;
    }
}

/// The unscrambled point of a draw, bits in reverse order.
#[inline(always)]
fn reversed_point(draw: u32, directions: &Directions) -> u32 {
    directions
        .iter()
        .enumerate()
        .fold(0, |point, (bit, direction)| point ^ (direction & (draw >> bit & 1).wrapping_neg()))
}

/// A permutation of 32 bits in which every bit is flipped or not by a hash of the lower bits and the key.
#[inline(always)]
fn scramble(mut x: u32, rounds: &Rounds) -> u32 {
    let mut round = 0;
    while round < MULTIPLIERS.len() {
        let (addend, multiplier) = rounds[round];
        // Sums and products carry upwards only; an odd factor is invertible, an even one leaves out the bit itself.
        x = x.wrapping_add(addend).wrapping_mul(multiplier);
        x ^= x.wrapping_mul(MULTIPLIERS[round]);
        round += 1;
    }
    x
}

/// The scramble of a key and period; that of period 0 is the key's own.
fn rounds(key: u64, period: u64) -> Rounds {
    let key = if period == 0 { key } else { mix(key ^ mix(period)) };
    std::array::from_fn(|round| {
        let word = mix(key ^ mix(round as u64));
        (word as u32, (word >> 32) as u32 | 1)
    })
}

#[inline(always)]
fn to_unit(x: u32) -> f64 {
    (f64::from(x) + 0.5) * 2f64.powi(-32)
}

/// Directions of all dimensions.
fn table() -> &'static [Directions] {
    static TABLE: OnceLock<Vec<Directions>> = OnceLock::new();
    TABLE.get_or_init(|| direction_numbers().iter().map(gray).collect())
}

/// Direction numbers of all dimensions, as fractions of 2^32. Those of the first are the powers of one half.
fn direction_numbers() -> Vec<[u32; BITS]> {
    let first = std::array::from_fn(|bit| 1 << (BITS - 1 - bit));
    let lines = JOE_KUO_D6.lines().filter(|line| !line.starts_with('#'));
    let others = lines.map(|line| {
        let mut numbers = line.split(' ').map(|number| number.parse().expect("a number of the table"));
        let polynomial = numbers.next().expect("a polynomial");
        recurrence(polynomial, &numbers.collect::<Vec<u32>>())
    });
    std::iter::once(first).chain(others).collect()
}

/// Direction numbers from the inner coefficients of a polynomial and the first m (Joe and Kuo 2008, equations 2 and 3).
fn recurrence(polynomial: u32, m: &[u32]) -> [u32; BITS] {
    let degree = m.len();
    let mut v = [0; BITS];
    for (bit, m) in m.iter().enumerate() {
        v[bit] = m << (BITS - 1 - bit);
    }
    for bit in degree..BITS {
        let mut next = v[bit - degree] ^ (v[bit - degree] >> degree);
        for k in 1..degree {
            next ^= (polynomial >> (degree - 1 - k) & 1) * v[bit - k];
        }
        v[bit] = next;
    }
    v
}

/// Contributions of the bits of an index in Gray-code order: bit k of i flips bits k and k - 1 of the Gray code.
fn gray(v: &[u32; BITS]) -> Directions {
    std::array::from_fn(|bit| (v[bit] ^ if bit == 0 { 0 } else { v[bit - 1] }).reverse_bits())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unscrambled(draw: u32, dimension: usize) -> u32 {
        reversed_point(draw, &table()[dimension]).reverse_bits()
    }

    /// By dimension, points 1, 2, 3, 5, 100, 1023 and 4096 times 2^32: scipy 1.17,
    /// `stats.qmc.Sobol(1000, scramble=False, bits=32)`.
    #[rustfmt::skip]
    const UNSCRAMBLED: [(usize, [u32; 7]); 8] = [
        (0, [0x8000_0000, 0xc000_0000, 0x4000_0000, 0xe000_0000, 0x6a00_0000, 0x0040_0000, 0x0018_0000]),
        (1, [0x8000_0000, 0x4000_0000, 0xc000_0000, 0xe000_0000, 0x4200_0000, 0xc0c0_0000, 0x7878_0000]),
        (2, [0x8000_0000, 0x4000_0000, 0xc000_0000, 0x2000_0000, 0xc600_0000, 0x9cc0_0000, 0xd5f8_0000]),
        (3, [0x8000_0000, 0x4000_0000, 0xc000_0000, 0x6000_0000, 0xba00_0000, 0x2540_0000, 0x9ed8_0000]),
        (9, [0x8000_0000, 0xc000_0000, 0x4000_0000, 0x2000_0000, 0xb200_0000, 0xd9c0_0000, 0xfea8_0000]),
        (50, [0x8000_0000, 0x4000_0000, 0xc000_0000, 0xa000_0000, 0xe200_0000, 0x4240_0000, 0x02a8_0000]),
        (499, [0x8000_0000, 0x4000_0000, 0xc000_0000, 0x2000_0000, 0x7e00_0000, 0x7940_0000, 0xd2f8_0000]),
        (999, [0x8000_0000, 0xc000_0000, 0x4000_0000, 0xa000_0000, 0xea00_0000, 0xdb40_0000, 0x8138_0000]),
    ];

    #[test]
    fn unscrambled_points_are_those_of_scipy() {
        assert_eq!(dimensions(), 1000);
        for (dimension, expected) in UNSCRAMBLED {
            let points = [1, 2, 3, 5, 100, 1023, 4096].map(|draw| unscrambled(draw, dimension));
            assert_eq!(points, expected, "dimension {dimension}");
            assert_eq!(unscrambled(0, dimension), 0);
        }
    }

    /// FNV-1a over all 1000 times 32 numbers, little-endian, as scipy 1.17 has them.
    #[test]
    fn direction_numbers_of_all_dimensions_are_those_of_scipy() {
        let bytes = direction_numbers().into_iter().flatten().flat_map(u32::to_le_bytes);
        let hash =
            bytes.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
        assert_eq!(hash, 0x4b60_6c4b_2958_99de);
    }

    #[test]
    fn every_power_of_two_of_draws_falls_one_in_each_interval() {
        for dimension in [0, 1, 2, 17, 500, 999] {
            for k in 0..=13 {
                // Aligned runs of 2^k draws, the first and a later one.
                for start in [0u64, 5 << k] {
                    let mut u = vec![0.0; 1 << k];
                    fill(&mut u, start, dimension, 42 + dimension as u64);
                    let mut strata: Vec<usize> = u.iter().map(|u| (u * f64::from(1 << k)) as usize).collect();
                    strata.sort_unstable();
                    assert!(strata.into_iter().eq(0..1 << k), "dimension {dimension}, 2^{k} from {start}");
                }
            }
        }
    }

    #[test]
    fn the_first_two_dimensions_are_a_net() {
        // Every elementary interval of area 2^-10 holds one of 2^10 points: t = 0 for the first two Sobol dimensions.
        let (mut x, mut y) = (vec![0.0; 1024], vec![0.0; 1024]);
        fill(&mut x, 0, 0, 1);
        fill(&mut y, 0, 1, 2);
        for k in 0..=10 {
            let mut cells: Vec<usize> = x
                .iter()
                .zip(&y)
                .map(|(x, y)| ((x * f64::from(1 << k)) as usize) << (10 - k) | (y * f64::from(1 << (10 - k))) as usize)
                .collect();
            cells.sort_unstable();
            assert!(cells.into_iter().eq(0..1024), "2^{k} columns");
        }
    }

    #[test]
    fn any_cut_gives_the_same_numbers() {
        let mut whole = vec![0.0; 2000];
        fill(&mut whole, 0, 7, 3);
        for first in [0, 1, 255, 256, 300, 1023] {
            for length in [0, 1, 5, 255, 256, 257, 900] {
                let mut part = vec![0.0; length];
                fill(&mut part, first as u64, 7, 3);
                assert_eq!(part, whole[first..first + length], "{first} {length}");
            }
            assert_eq!(point(first as u64, 7, 3), whole[first]);
        }
    }

    #[test]
    fn later_periods_have_scrambles_of_their_own() {
        let period = 1u64 << 32;
        let mut u = [0.0; 512];
        fill(&mut u, period - 256, 4, 8);
        assert_eq!(u[255], point(period - 1, 4, 8));
        assert_eq!(u[256], point(period, 4, 8));
        let (mut first, mut second) = ([0.0; 256], [0.0; 256]);
        fill(&mut first, 0, 4, 8);
        fill(&mut second, period, 4, 8);
        assert_eq!(second[..], u[256..]);
        assert!(first.iter().zip(&second).all(|(a, b)| a != b));
    }

    #[test]
    fn numbers_are_inside_the_unit_interval_and_dimensions_beyond_the_table_are_random() {
        assert_eq!((to_unit(0), to_unit(u32::MAX)), (2f64.powi(-33), 1.0 - 2f64.powi(-33)));
        let (mut beyond, mut random) = ([0.0; 100], [0.0; 100]);
        fill(&mut beyond, 3, 1000, 5);
        fill_uniform(&mut random, 3, 5, 0);
        assert_eq!(beyond, random);
    }

    /// Owen's scramble flips the bit below every prefix independently; so must ours, over keys.
    #[test]
    fn flips_are_independent_over_keys() {
        const KEYS: u32 = 1 << 16;
        let reversed = |prefix: u32, level: u32| {
            if level == 0 { 0 } else { prefix.reverse_bits() >> (32 - level) }
        };
        // The flips below all prefixes of three bits together take each of 2^8 values equally often.
        let mut counts = [0u32; 256];
        for key in 0..KEYS {
            let rounds = rounds(u64::from(key), 0);
            let pattern = (0..8).fold(0, |bits, prefix| bits << 1 | scramble(reversed(prefix, 3), &rounds) >> 3 & 1);
            counts[pattern as usize] += 1;
        }
        let chi_squared: f64 = counts.iter().map(|&c| (f64::from(c) - 256.0).powi(2) / 256.0).sum();
        assert!((chi_squared - 255.0).abs() < 4.5 * 22.6, "{chi_squared}");
        // Flips at deeper levels are even, and agree by chance with those of a neighbour, near or far.
        for level in [1, 2, 5, 9, 16, 24, 31] {
            for distance in [1, 1 << (level - 1), (1 << level) - 1] {
                let (mut ones, mut agreements) = (0, 0);
                for key in 0..KEYS {
                    let rounds = rounds(u64::from(key), 0);
                    let a = scramble(reversed(0, level), &rounds) >> level & 1;
                    let b = scramble(reversed(distance, level), &rounds) >> level & 1;
                    ones += a;
                    agreements += u32::from(a == b);
                }
                // Standard deviation sqrt(2^16) / 2 = 128.
                for count in [ones, agreements] {
                    assert!(count.abs_diff(KEYS / 2) < 5 * 128, "level {level}, distance {distance}: {count}");
                }
            }
        }
    }

    /// The product of 1/2 + u over six dimensions integrates to 1; random numbers err by 0.0123, the root of
    /// ((13/12)^6 - 1) / 4096. Owen's scramble by tables of flips (independent computation in numpy) errs by 0.000146.
    #[test]
    fn integrates_far_better_than_random_numbers() {
        const DRAWS: usize = 4096;
        let error = |replicate: u64| {
            let mut product = vec![1.0; DRAWS];
            let mut u = vec![0.0; DRAWS];
            for dimension in 0..6 {
                fill(&mut u, 0, dimension, mix(replicate * 6 + dimension as u64));
                product.iter_mut().zip(&u).for_each(|(product, u)| *product *= 0.5 + u);
            }
            product.iter().sum::<f64>() / DRAWS as f64 - 1.0
        };
        let root_mean_square = ((0..64).map(|replicate| error(replicate).powi(2)).sum::<f64>() / 64.0).sqrt();
        assert!(root_mean_square < 0.000_146 * 1.3, "{root_mean_square:e}");
    }
}
