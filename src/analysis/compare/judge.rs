//! What paths cost, which is best by what, and how much the others lose.

use ndarray::{Array2, ArrayView1, ArrayView2, Axis};

use crate::numeric::goal::{equal, nothing};
use crate::numeric::quantile::Quantiles;
use crate::numeric::weights::Weights;
use crate::projection::{Dominance, Regret, Summary};

/// A draw that counts for less than this part of what it would if all counted alike does not decide what is lost at most: all such
/// draws together have less than a thousandth of the weight, as little as one draw in a thousand of an ensemble without weights.
const LEAST: f64 = 1e-3;

/// Mean and quantiles of finite values.
#[must_use]
pub fn summary(values: &[f64], weights: &Weights) -> Summary {
    let mut found = [f64::NAN; 3];
    // What is not finite has been refused where it arose.
    let _ = weights.quantiles(&mut Quantiles::default(), values, &[0.05, 0.5, 0.95], &mut found);
    let [low, median, high] = found;
    Summary { mean: weights.mean(values), low, median, high }
}

/// Summaries of the rows of `values` [scenario, draw], and of their differences to the row `reference`.
pub(super) fn with_differences(
    values: ArrayView2<f64>,
    reference: usize,
    weights: &Weights,
) -> (Vec<Summary>, Vec<Summary>) {
    let within = rounding(values);
    let base = values.row(reference);
    let gaps = |row: ArrayView1<f64>| -> Vec<f64> { row.iter().zip(base).map(|(here, there)| here - there).collect() };
    let rows = || values.axis_iter(Axis(0));
    (
        rows().map(|row| settled(summary(&row.to_vec(), weights), within)).collect(),
        rows().map(|row| settled(summary(&gaps(row), weights), within)).collect(),
    )
}

/// Numbers of which what is nothing but rounding is 0.
fn settled(of: Summary, within: f64) -> Summary {
    let settle = |value: f64| if value.abs() <= within { 0.0 } else { value };
    Summary { mean: settle(of.mean), low: settle(of.low), median: settle(of.median), high: settle(of.high) }
}

/// A difference between values of a criterion that is nothing.
fn rounding(values: ArrayView2<f64>) -> f64 {
    nothing(values.iter().fold(0.0_f64, |most, value| most.max(value.abs())))
}

/// By row of `values` [scenario, draw]: the share of draws in which it is the best, and what it loses against the best of
/// each draw. Where several are best, they share the draw. One that is not `ranked` is never the best; where it is better than
/// the best it loses nothing.
#[must_use]
pub fn best_and_regret(
    values: ArrayView2<f64>,
    higher_is_better: bool,
    ranked: &[bool],
    weights: &Weights,
) -> (Vec<f64>, Vec<Regret>) {
    let sign = if higher_is_better { 1.0 } else { -1.0 };
    let draws = values.ncols();
    let within = rounding(values);
    let mut best = vec![0.0; values.nrows()];
    let mut losses = Array2::zeros(values.dim());
    // Shares are of their sum, so that what is always best is so in exactly all worlds.
    let mut all = 0.0;
    for (draw, column) in values.axis_iter(Axis(1)).enumerate() {
        let options = || column.iter().zip(ranked).filter(|(_, ranked)| **ranked).map(|(value, _)| sign * value);
        let top = options().fold(f64::NEG_INFINITY, f64::max);
        all += weights.share(draw, draws);
        // What differs from the best by rounding alone is as good.
        let wins = |worth: f64| equal(worth, top, within);
        let winners = options().filter(|worth| wins(*worth)).count();
        for (scenario, value) in column.iter().enumerate() {
            let worth = sign * value;
            // What has no weight is no world.
            let counts = weights.share(draw, draws) > 0.0 && !wins(worth);
            losses[[scenario, draw]] = if counts { (top - worth).max(0.0) } else { 0.0 };
            if ranked[scenario] && wins(worth) {
                best[scenario] += weights.share(draw, draws) / winners as f64;
            }
        }
    }
    let regret = |row: ArrayView1<f64>| {
        let loss = summary(&row.to_vec(), weights);
        let heavy = row.iter().enumerate().filter(|(draw, _)| weights.share(*draw, draws) * draws as f64 >= LEAST);
        Regret { mean: loss.mean, high: loss.high, greatest: heavy.map(|(_, loss)| *loss).fold(0.0, f64::max) }
    };
    (best.into_iter().map(|share| share / all).collect(), losses.axis_iter(Axis(0)).map(regret).collect())
}

/// Which scenario dominates which: at least as good by every criterion, and better by one.
///
/// `values` are, by criterion, all draws [scenario, draw], and whether more is better. One that is not `ranked` dominates none.
#[must_use]
pub fn dominance(values: &[(ArrayView2<f64>, bool)], ranked: &[bool], weights: &Weights) -> Dominance {
    let (scenarios, draws) = values.first().map_or((0, 0), |(values, _)| values.dim());
    let values: Vec<_> = values.iter().map(|(values, higher)| (values, *higher, rounding(*values))).collect();
    let mut dominates = Array2::zeros((scenarios, scenarios));
    let (mut undominated, mut all) = (vec![0.0; scenarios], 0.0);
    for draw in 0..draws {
        let share = weights.share(draw, draws);
        all += share;
        for other in 0..scenarios {
            let mut free = true;
            for scenario in (0..scenarios).filter(|scenario| *scenario != other && ranked[*scenario]) {
                let (mut no_worse, mut better) = (true, false);
                for (values, higher, within) in &values {
                    let (here, there) = (values[[scenario, draw]], values[[other, draw]]);
                    let same = equal(here, there, *within);
                    let ahead = if *higher { here > there } else { here < there };
                    no_worse &= same || ahead;
                    better |= ahead && !same;
                }
                if no_worse && better {
                    dominates[[scenario, other]] += share;
                    free = false;
                }
            }
            undominated[other] += if free { share } else { 0.0 };
        }
    }
    let undominated = undominated.into_iter().map(|share| share / all).collect();
    Dominance { undominated, dominates: dominates / all }
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    const ALL: [bool; 3] = [true; 3];

    /// Less is better. Path 0 would be the best throughout, and is no option: the others are ranked as if it were not there.
    #[test]
    fn what_is_not_ranked_sets_no_scale() {
        let values = array![[0.0, 3.0], [1.0, 5.0], [2.0, 4.0]];
        let options = [false, true, true];
        let (best, regret) = best_and_regret(values.view(), false, &options, &Weights::equal());
        assert_eq!(best, [0.0, 0.5, 0.5]);
        assert_eq!(regret.iter().map(|loss| loss.mean).collect::<Vec<_>>(), [0.0, 0.5, 0.5]);
        let found = dominance(&[(values.view(), false)], &options, &Weights::equal());
        assert_eq!(found.dominates, array![[0.0, 0.0, 0.0], [0.0, 0.0, 0.5], [0.0, 0.5, 0.0]]);
        assert_eq!(found.undominated, [1.0, 0.5, 0.5]);
    }

    /// Beside values of size 5, what is left of .1 + .2 - .3 is nothing.
    #[test]
    fn what_is_left_by_rounding_is_shown_as_nothing() {
        let values = array![[0.1 + 0.2 - 0.3, 0.1 + 0.2 - 0.3], [5.0, 5.0]];
        let (own, gaps) = with_differences(values.view(), 1, &Weights::equal());
        let nothing = Summary { mean: 0.0, low: 0.0, median: 0.0, high: 0.0 };
        assert_eq!((own[0], gaps[1]), (nothing, nothing));
        assert_eq!(own[1].median, 5.0);
    }

    #[test]
    fn best_regret_and_ties() {
        // Three paths in four worlds, worked out by hand; less is better.
        let values = array![[1.0, 5.0, 2.0, 3.0], [2.0, 4.0, 2.0, 9.0], [9.0, 9.0, 2.0, 2.0]];
        let (best, regret) = best_and_regret(values.view(), false, &ALL, &Weights::equal());
        assert!(best.iter().all(|share| (share - 1.0 / 3.0).abs() < 1e-15), "{best:?}");
        assert_eq!(regret.iter().map(|loss| loss.greatest).collect::<Vec<_>>(), [1.0, 7.0, 8.0]);
        assert_eq!(regret.iter().map(|loss| loss.mean).collect::<Vec<_>>(), [0.5, 2.0, 3.25]);
        // Losses 0 1 0 1: the 95 % quantile, linear between order statistics, is 1.
        assert_eq!(regret[0].high, 1.0);
        let (best, regret) = best_and_regret(values.view(), true, &ALL, &Weights::equal());
        assert!((best[2] - (0.5 + 0.25 / 3.0)).abs() < 1e-15, "{best:?}");
        assert_eq!(regret[0].greatest, 8.0);
    }

    #[test]
    fn what_differs_by_rounding_is_as_good() {
        // 0.1 + 0.2 and 0.3 are the same cost, and the cheaper path of the second criterion dominates.
        let cost = array![[0.1 + 0.2, 1.0], [0.3, 2.0]];
        let (best, regret) = best_and_regret(cost.view(), false, &ALL, &Weights::equal());
        assert_eq!(best, [0.75, 0.25]);
        assert_eq!(regret[0].greatest, 0.0);
        let share = array![[5.0, 1.0], [4.0, 1.0]];
        let found = dominance(&[(cost.view(), false), (share.view(), true)], &ALL, &Weights::equal());
        assert_eq!(found.dominates, array![[0.0, 1.0], [0.0, 0.0]]);
    }

    #[test]
    fn what_has_no_weight_is_neither_lost_nor_won() {
        // Less is better. The second world, in which path 0 would lose 100, has no weight.
        let weights = Weights::of_logarithms(&[0.0, f64::NEG_INFINITY, 0.0]).unwrap();
        let values = array![[1.0, 100.0, 4.0], [3.0, 0.0, 2.0]];
        let (best, regret) = best_and_regret(values.view(), false, &ALL, &weights);
        assert_eq!(best, [0.5, 0.5]);
        assert_eq!(regret.iter().map(|loss| loss.mean).collect::<Vec<_>>(), [1.0, 1.0]);
        assert_eq!(regret.iter().map(|loss| loss.greatest).collect::<Vec<_>>(), [2.0, 2.0]);
        let found = dominance(&[(values.view(), false)], &ALL, &weights);
        assert_eq!((found.undominated, found.dominates), (vec![0.5, 0.5], array![[0.0, 0.5], [0.5, 0.0]]));
    }

    /// Less is better. The second world, in which path 0 would lose 100, has 2e-9 of the weight; the third 1e-3.
    #[test]
    fn what_has_next_to_no_weight_does_not_decide_the_most_regret() {
        let weights = Weights::of_logarithms(&[0.0, -20.0, -6.9, 0.0]).unwrap();
        let values = array![[1.0, 100.0, 9.0, 4.0], [3.0, 0.0, 2.0, 2.0]];
        let (_, regret) = best_and_regret(values.view(), false, &ALL, &weights);
        assert_eq!(regret.iter().map(|loss| loss.greatest).collect::<Vec<_>>(), [7.0, 2.0]);
    }

    #[test]
    fn equal_by_one_criterion_and_better_by_another_dominates() {
        let cost = array![[5.0, 5.0, 5.0], [5.0, 5.0, 5.0]];
        let share = array![[2.0, 1.0, 3.0], [1.0, 2.0, 3.0]];
        let found = dominance(&[(cost.view(), false), (share.view(), true)], &ALL, &Weights::equal());
        // Path 0 is better in the first world, path 1 in the second; in the third they are equal throughout.
        let third = 1.0 / 3.0;
        assert_eq!(found.dominates, array![[0.0, third], [third, 0.0]]);
        assert!(found.undominated.iter().all(|share| (share - 2.0 * third).abs() < 1e-15), "{:?}", found.undominated);
    }

    #[test]
    fn what_holds_in_all_worlds_has_the_share_one() {
        let draws = 1000;
        let logarithms: Vec<f64> = (0..draws).map(|draw| -f64::from(draw % 7)).collect();
        let values = Array2::from_shape_fn((2, draws as usize), |(scenario, _)| scenario as f64);
        for weights in [Weights::equal(), Weights::of_logarithms(&logarithms).unwrap()] {
            assert_eq!(best_and_regret(values.view(), true, &ALL, &weights).0, [0.0, 1.0]);
            let found = dominance(&[(values.view(), true)], &ALL, &weights);
            assert_eq!((found.undominated, found.dominates), (vec![0.0, 1.0], array![[0.0, 0.0], [1.0, 0.0]]));
        }
    }

    #[test]
    fn dominance_needs_every_criterion() {
        let cost = array![[1.0, 1.0], [2.0, 1.0]];
        let share = array![[5.0, 5.0], [4.0, 5.0]];
        let found = dominance(&[(cost.view(), false), (share.view(), true)], &ALL, &Weights::equal());
        // In the first world path 0 is better by both; in the second they are equal, so neither dominates.
        assert_eq!(found.dominates, array![[0.0, 0.5], [0.0, 0.0]]);
        assert_eq!(found.undominated, [1.0, 0.5]);
        let found = dominance(&[(cost.view(), true), (share.view(), true)], &ALL, &Weights::equal());
        assert_eq!(found.dominates, array![[0.0, 0.0], [0.0, 0.0]], "each better by one criterion");
    }

    #[test]
    fn paired_quantiles_are_not_differences_of_quantiles() {
        let values = array![[0.0, 1.0, 2.0], [2.0, 1.0, 0.0]];
        let (own, gaps) = with_differences(values.view(), 0, &Weights::equal());
        assert_eq!((own[1].low, own[1].median, own[1].high), (own[0].low, own[0].median, own[0].high));
        assert_eq!((gaps[1].mean, gaps[1].median), (0.0, 0.0));
        assert!((gaps[1].low + 1.8).abs() < 1e-12 && (gaps[1].high - 1.8).abs() < 1e-12);
        assert_eq!((gaps[0].low, gaps[0].high), (0.0, 0.0));
    }
}
