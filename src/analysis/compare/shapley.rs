//! Shapley values: how a gap is split among the changes that make it.
//!
//! Shapley 1953, A value for n-person games, doi:10.1515/9781400881970-018. The value of a coalition is an array (here all
//! draws of some numbers), so parts are found draw by draw.

use crate::numeric::random;
use crate::numeric::sorting::sort_by;

/// The weight of a coalition's value in the part of a member (positive) and of one who stands outside (negative), if it has
/// `size` of `all` members.
///
/// s! (n - 1 - s)! / n! is the share of orders in which a given set of s stands just before a given member.
#[must_use]
pub fn weights(size: u32, all: u32) -> (f64, f64) {
    // before(s) = s! (n - 1 - s)! / n!, built up factor by factor so that nothing overflows.
    let before = |size: u32| {
        let start = 1.0 / f64::from(all.max(1));
        (1..=size).fold(start, |weight, k| weight * f64::from(k) / f64::from(all - k))
    };
    let member = if size == 0 { 0.0 } else { before(size - 1) };
    let outside = if size >= all { 0.0 } else { -before(size) };
    (member, outside)
}

/// Orders of `count` members, in pairs of an order and its reverse (antithetic; Castro, Gómez and Tejada 2009,
/// doi:10.1016/j.cor.2008.04.004, sample plain ones).
#[must_use]
pub fn orders(count: usize, pairs: usize, seed: u64) -> Vec<Vec<usize>> {
    let mut orders = Vec::with_capacity(2 * pairs);
    for pair in 0..pairs {
        let key = random::key(seed, "shapley", pair as u64);
        let mut ranks = vec![0.0; count];
        random::fill_uniform(&mut ranks, 0, key, 0);
        let mut order: Vec<usize> = (0..count).collect();
        sort_by(&mut order, |a, b| ranks[*a].total_cmp(&ranks[*b]));
        let reverse = order.iter().rev().copied().collect();
        orders.extend([order, reverse]);
    }
    orders
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Parts from the values of all coalitions, by bit set.
    fn parts(values: &[f64]) -> Vec<f64> {
        let all = values.len().trailing_zeros();
        let part = |member: u32| {
            let weighed = values.iter().enumerate().map(|(set, value)| {
                let (inside, outside) = weights((set as u32).count_ones(), all);
                value * if set & (1 << member) == 0 { outside } else { inside }
            });
            weighed.sum()
        };
        (0..all).map(part).collect()
    }

    #[test]
    fn closed_forms() {
        // By hand: a b from 2 3 to 5 7 splits into (3 (3 + 7) / 2, 4 (2 + 5) / 2); three that only do it together; one
        // that does nothing; the glove game with one left glove.
        let cases: [(&[f64], &[f64]); 5] = [
            (&[6.0, 15.0, 14.0, 35.0], &[15.0, 14.0]),
            (&[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 6.0], &[2.0, 2.0, 2.0]),
            (&[1.0, 4.0, 1.0, 4.0], &[3.0, 0.0]),
            (&[0.0, 0.0, 0.0, 6.0, 0.0, 6.0, 0.0, 6.0], &[4.0, 1.0, 1.0]),
            (&[5.0], &[]),
        ];
        for (values, expected) in cases {
            let found = parts(values);
            assert_eq!(found.len(), expected.len());
            assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{values:?}: {found:?}");
        }
    }

    #[test]
    fn weights_of_a_member_add_up_to_one_over_all_coalitions() {
        for all in 1..=20_u32 {
            let binomial = |k: u32| (1..=k).fold(1.0, |b, i| b * f64::from(all - 1 + 1 - i) / f64::from(i));
            let inside: f64 = (1..=all).map(|size| binomial(size - 1) * weights(size, all).0).sum();
            let outside: f64 = (0..all).map(|size| binomial(size) * weights(size, all).1).sum();
            assert!((inside - 1.0).abs() < 1e-12 && (outside + 1.0).abs() < 1e-12, "{all}: {inside} {outside}");
        }
    }

    #[test]
    fn orders_are_permutations_in_antithetic_pairs() {
        let found = orders(7, 20, 3);
        assert_eq!(found.len(), 40);
        for pair in found.chunks(2) {
            let mut sorted = pair[0].clone();
            sorted.sort_unstable();
            assert_eq!(sorted, (0..7).collect::<Vec<_>>());
            assert!(pair[0].iter().rev().eq(&pair[1]));
        }
        let first: Vec<usize> = found.iter().map(|order| order[0]).collect();
        assert!((0..7).all(|member| first.contains(&member)), "every member stands first at times: {first:?}");
    }
}
