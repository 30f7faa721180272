//! For which weights of the criteria each path is the best.

use crate::numeric::goal::{equal, nothing};
use crate::projection::Winning;

/// Sets of weights that are tried, at most.
const MOST: usize = 20_000;

/// By path: the share of all weights for which it has the greatest weighted sum, and their ranges.
///
/// `worth` is, by path, how good it is by each criterion, on one scale. Weights are at least 0 and sum to 1; every set is as
/// likely as any other (uniform on the simplex), and of them the middles of a regular lattice are tried. Paths that are
/// equally good share a set; one that is not `ranked` wins none.
///
/// Source: criteria whose weights are unknown, as in stochastic multicriteria acceptability analysis (Lahdelma, Hokkanen and
/// Salminen 1998, doi:10.1016/S0377-2217(97)00163-X).
pub(super) fn weigh(worth: &[Vec<f64>], ranked: &[bool]) -> Vec<Winning> {
    let criteria = worth.first().map_or(0, Vec::len);
    let mut shares = vec![0.0; worth.len()];
    let mut ranges: Vec<Option<Vec<[f64; 2]>>> = vec![None; worth.len()];
    let mut tried = 0.0;
    lattice(criteria, &mut |weights: &[f64]| {
        tried += 1.0;
        let sums: Vec<f64> =
            worth.iter().map(|own| own.iter().zip(weights).map(|(worth, weight)| worth * weight).sum()).collect();
        let options = || (0..sums.len()).filter(|path| ranked[*path]);
        let best = options().map(|path| sums[path]).fold(f64::NEG_INFINITY, f64::max);
        let winners: Vec<usize> = options().filter(|path| equal(sums[*path], best, nothing(1.0))).collect();
        for path in &winners {
            shares[*path] += 1.0 / winners.len() as f64;
            let known = ranges[*path].get_or_insert_with(|| vec![[f64::INFINITY, f64::NEG_INFINITY]; criteria]);
            for (range, weight) in known.iter_mut().zip(weights) {
                *range = [range[0].min(*weight), range[1].max(*weight)];
            }
        }
    });
    shares
        .into_iter()
        .zip(ranges)
        .map(|(share, ranges)| Winning { share: share / f64::max(tried, 1.0), ranges })
        .collect()
}

/// Visits the middles of a lattice on the simplex of so many weights.
fn lattice(criteria: usize, visit: &mut dyn FnMut(&[f64])) {
    let steps = (0..MOST).take_while(|steps| points(criteria, *steps) <= MOST as f64).last().unwrap_or(0);
    let mut counts = vec![0; criteria];
    let mut weights = vec![0.0; criteria];
    let mut at = |counts: &[usize]| {
        for (weight, count) in weights.iter_mut().zip(counts) {
            *weight = (*count as f64 + 1.0 / criteria as f64) / (steps as f64 + 1.0);
        }
        visit(&weights);
    };
    spread(&mut counts, 0, steps, &mut at);
}

/// Visits every way to spread `left` over the counts from a place on.
fn spread(counts: &mut [usize], place: usize, left: usize, visit: &mut dyn FnMut(&[usize])) {
    if place + 1 >= counts.len() {
        if let Some(last) = counts.last_mut() {
            *last = left;
            visit(counts);
        }
        return;
    }
    for taken in 0..=left {
        counts[place] = taken;
        spread(counts, place + 1, left - taken, visit);
    }
}

/// How many ways there are to spread so many steps over weights.
fn points(criteria: usize, steps: usize) -> f64 {
    (1..criteria).map(|place| (steps + place) as f64 / place as f64).product()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-3, "{found}, not {expected}");
    }

    /// With two criteria the first path wins where its weight is above .6, the second where it is below .4, the one that is
    /// good at both between.
    #[test]
    fn two_criteria_by_hand() {
        let paths = [vec![1.0, 0.0], vec![0.0, 1.0], vec![0.6, 0.6], vec![0.5, 0.5], vec![2.0, 2.0]];
        let found = weigh(&paths, &[true, true, true, true, false]);
        for (winning, (share, low, high)) in found.iter().zip([(0.4, 0.6, 1.0), (0.4, 0.0, 0.4), (0.2, 0.4, 0.6)]) {
            close(winning.share, share);
            let first = winning.ranges.as_ref().expect("it wins")[0];
            close(first[0], low);
            close(first[1], high);
        }
        assert_eq!(found[3..], [const { Winning { share: 0.0, ranges: None } }; 2]);
    }

    /// Of three paths, each the best by one of three criteria, each wins a third. Where one is worth twice as much by its own,
    /// it wins where twice its weight is more than both others.
    #[test]
    fn three_criteria_by_hand() {
        let each = |first: f64| weigh(&[vec![first, 0.0, 0.0], vec![0.0, 1.0, 0.0], vec![0.0, 0.0, 1.0]], &[true; 3]);
        for winning in each(1.0) {
            assert!((winning.share - 1.0 / 3.0).abs() < 0.01, "{}", winning.share);
        }
        // P(2 a > max(b, c)) for (a, b, c) uniform on the simplex: a, b, c are as independent exponentials over their sum, and
        // P(2 A > B and 2 A > C) = E[(1 - exp(-2 A))^2] = 1 - 2/3 + 1/5.
        assert!((each(2.0)[0].share - 8.0 / 15.0).abs() < 0.01);
    }

    #[test]
    fn equal_paths_share_and_one_criterion_decides() {
        let found = weigh(&[vec![1.0], vec![1.0], vec![0.5]], &[true; 3]);
        assert_eq!(found.iter().map(|winning| winning.share).collect::<Vec<_>>(), [0.5, 0.5, 0.0]);
        assert!(weigh(&[], &[]).is_empty());
    }
}
