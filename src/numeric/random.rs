//! Counter-based random numbers: the value of a draw is a function of its key, index and step, in any order.
//!
//! Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, doi:10.1145/2063384.2063405): 128 bits of counter and 64 of key
//! become 128 random bits. Two draws share a counter, each takes half of its words.
#![allow(
    clippy::inline_always,
    reason = "a function that is not inlined keeps the loop around it from being vectorised"
)]

use super::dispatch::dispatch;
use super::normal::normal_scores;

/// Multipliers of the rounds (Salmon et al. 2011, table 2).
const MULTIPLIERS: [u32; 2] = [0xd251_1f53, 0xcd9e_8d57];
/// Weyl increments of the key: the golden ratio and sqrt 3 - 1.
const INCREMENTS: [u32; 2] = [0x9e37_79b9, 0xbb67_ae85];
const ROUNDS: u32 = 10;
/// Counters worked on together: enough to fill vector registers.
const LANES: usize = 16;

/// The Philox4x32-10 block function.
#[inline(always)]
#[must_use]
pub fn philox(mut counter: [u32; 4], mut key: [u32; 2]) -> [u32; 4] {
    let mut round = 0;
    while round < ROUNDS {
        let first = u64::from(MULTIPLIERS[0]) * u64::from(counter[0]);
        let second = u64::from(MULTIPLIERS[1]) * u64::from(counter[2]);
        counter = [
            (second >> 32) as u32 ^ counter[1] ^ key[0],
            second as u32,
            (first >> 32) as u32 ^ counter[3] ^ key[1],
            first as u32,
        ];
        key = [key[0].wrapping_add(INCREMENTS[0]), key[1].wrapping_add(INCREMENTS[1])];
        round += 1;
    }
    counter
}

/// A 64-bit hash of seed, name and element (0 where there is none): the key of every random number of an assumption.
///
/// FNV-1a (Fowler, Noll and Vo 1991) over the seed, the lower-case name, a separator and the element, with the
/// finaliser of `SplitMix64` (Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195) so that every bit depends on all.
#[must_use]
pub fn key(seed: u64, name: &str, element: u64) -> u64 {
    /// No byte of UTF-8: names cannot run into what follows them.
    const SEPARATOR: u8 = 0xff;

    let mut hash = 0xcbf2_9ce4_8422_2325;
    let mut absorb = |bytes: &[u8]| {
        for &byte in bytes {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    };
    absorb(&seed.to_le_bytes());
    absorb(name.to_lowercase().as_bytes());
    absorb(&[SEPARATOR]);
    absorb(&element.to_le_bytes());
    mix(hash)
}

/// The finaliser of `SplitMix64`: a bijection of 64 bits in which every bit depends on all.
#[inline(always)]
#[must_use]
pub fn mix(hash: u64) -> u64 {
    let hash = hash.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

/// An odd multiple of 2^-53: 52 random bits and a half, so neither 0 nor 1, and 1 - u is as exact as u.
#[inline(always)]
fn unit(low: u32, high: u32) -> f64 {
    let bits = ((u64::from(high) << 32) | u64::from(low)) >> 12;
    // Put below the exponent of 1, the bits are a float in [1, 2), which needs no conversion from integers.
    f64::from_bits(1f64.to_bits() | bits) - (1.0 - f64::EPSILON / 2.0)
}

/// The two uniform numbers of draws `2 pair` and `2 pair + 1`.
#[inline(always)]
fn uniform_pair(pair: u64, key: u64, step: u64) -> (f64, f64) {
    let counter = [pair as u32, (pair >> 32) as u32, step as u32, (step >> 32) as u32];
    let words = philox(counter, [key as u32, (key >> 32) as u32]);
    (unit(words[0], words[1]), unit(words[2], words[3]))
}

/// The uniform number of one draw, strictly between 0 and 1.
#[must_use]
pub fn uniform(draw: u64, key: u64, step: u64) -> f64 {
    let (even, odd) = uniform_pair(draw / 2, key, step);
    if draw.is_multiple_of(2) { even } else { odd }
}

#[inline(always)]
fn uniform_kernel<const FMA: bool>(u: &mut [f64], first_draw: u64, key: u64, step: u64) {
    let mut draw = first_draw;
    let head = usize::from(draw % 2 == 1).min(u.len());
    let (head, rest) = u.split_at_mut(head);
    for value in head {
        *value = uniform_pair(draw / 2, key, step).1;
        draw += 1;
    }
    let mut blocks = rest.chunks_exact_mut(2 * LANES);
    for block in &mut blocks {
        let (mut even, mut odd) = ([0.0; LANES], [0.0; LANES]);
        for lane in 0..LANES {
            (even[lane], odd[lane]) = uniform_pair(draw / 2 + lane as u64, key, step);
        }
        for (pair, (even, odd)) in block.chunks_exact_mut(2).zip(even.into_iter().zip(odd)) {
            pair[0] = even;
            pair[1] = odd;
        }
        draw += 2 * LANES as u64;
    }
    for pair in blocks.into_remainder().chunks_mut(2) {
        let (even, odd) = uniform_pair(draw / 2, key, step);
        pair[0] = even;
        if let Some(second) = pair.get_mut(1) {
            *second = odd;
        }
        draw += 2;
    }
}

dispatch! {
    /// Fills a slice with the uniform numbers of the draws from `first_draw` on, strictly between 0 and 1.
    ///
    /// `key` is that of the assumption or noise ([`key`]), `step` the time step (0 for what does not vary in time).
    pub fn fill_uniform(u: &mut [f64], first_draw: u64, key: u64, step: u64) = uniform_kernel;
}

/// Fills a slice with standard normal numbers: the quantiles of what [`fill_uniform`] gives.
pub fn fill_normal(z: &mut [f64], first_draw: u64, key: u64, step: u64) {
    fill_uniform(z, first_draw, key, step);
    normal_scores(z);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn philox_known_answers() {
        // Random123 1.14 (Salmon et al.), tests/kat_vectors, `philox4x32 10`.
        let cases = [
            ([0; 4], [0; 2], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
            ([u32::MAX; 4], [u32::MAX; 2], [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]),
            (
                [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
                [0xa409_3822, 0x299f_31d0],
                [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1],
            ),
        ];
        for (counter, key, expected) in cases {
            assert_eq!(philox(counter, key), expected);
        }
    }

    #[test]
    fn uniform_numbers_are_halves_of_the_philox_block() {
        // First known answer: key, step and counter 0.
        let expected = |low: u64, high: u64| ((((high << 32) | low) >> 12) as f64 + 0.5) / 2f64.powi(52);
        assert_eq!(uniform(0, 0, 0), expected(0x6627_e8d5, 0xe169_c58d));
        assert_eq!(uniform(1, 0, 0), expected(0xbc57_ac4c, 0x9b00_dbd8));
        assert_eq!((unit(0, 0), unit(u32::MAX, u32::MAX)), (2f64.powi(-53), 1.0 - 2f64.powi(-53)));
    }

    #[test]
    fn any_cut_gives_the_same_numbers() {
        let whole: Vec<f64> = (0..200).map(|draw| uniform(draw, 9, 3)).collect();
        for first in [0, 1, 2, 7, 32, 33] {
            for length in [0, 1, 2, 31, 32, 33, 64, 97] {
                let mut part = vec![0.0; length];
                fill_uniform(&mut part, first as u64, 9, 3);
                assert_eq!(part, whole[first..first + length], "{first} {length}");
            }
        }
        let mut far = [0.0; 3];
        fill_uniform(&mut far, u64::from(u32::MAX) * 2 + 1, 9, 3);
        assert_eq!(far[1], uniform(u64::from(u32::MAX) * 2 + 2, 9, 3));
    }

    #[test]
    fn keys_and_steps_give_independent_uniform_numbers() {
        const N: usize = 1 << 16;
        let sample = |key, step| {
            let mut u = vec![0.0; N];
            fill_uniform(&mut u, 0, key, step);
            u
        };
        let reference = sample(key(1, "growth", 0), 0);
        for other in [sample(key(1, "growth", 1), 0), sample(key(2, "growth", 0), 0), sample(key(1, "growth", 0), 1)] {
            let mut counts = [0u32; 256];
            for (u, v) in reference.iter().zip(&other) {
                counts[(u * 16.0) as usize * 16 + (v * 16.0) as usize] += 1;
            }
            let expected = N as f64 / 256.0;
            let chi_squared: f64 = counts.iter().map(|&c| (f64::from(c) - expected).powi(2) / expected).sum();
            // 255 degrees of freedom: mean 255, standard deviation 22.6.
            assert!((chi_squared - 255.0).abs() < 4.5 * 22.6, "{chi_squared}");
        }
    }

    #[test]
    fn normal_numbers_have_normal_moments() {
        const N: usize = 1 << 16;
        let mut z = vec![0.0; N];
        fill_normal(&mut z, 5, 77, 2);
        let moment = |power: i32| z.iter().map(|z| z.powi(power)).sum::<f64>() / N as f64;
        // Standard errors 1/256, sqrt 2/256, sqrt 15/256, sqrt 96/256.
        for (power, expected, error) in [(1, 0.0, 1.0), (2, 1.0, 1.42), (3, 0.0, 3.88), (4, 3.0, 9.8)] {
            assert!((moment(power) - expected).abs() < 4.0 * error / 256.0, "moment {power}: {}", moment(power));
        }
    }

    #[test]
    fn keys_separate_and_fold() {
        assert_eq!(key(1, "Growth", 0), key(1, "growth", 0));
        let keys = [key(1, "a", 0), key(1, "b", 0), key(1, "a", 1), key(2, "a", 0), key(1, "ab", 0), key(1, "", 0)];
        for (i, a) in keys.iter().enumerate() {
            for b in &keys[i + 1..] {
                let differing = (a ^ b).count_ones();
                assert!((12..=52).contains(&differing), "{a:x} {b:x}");
            }
        }
    }

    #[test]
    fn mix_is_splitmix64() {
        // The first output of SplitMix64 seeded with 1234567, as published with xoshiro's reference code.
        assert_eq!(mix(1_234_567), 6_457_827_717_110_365_317);
    }
}
