//! How large errors of a walk were over the whole of the histories, beside those at the rolling origins.

use std::collections::BTreeMap;
use std::f64::consts::FRAC_PI_2;

use super::walk::Walk;
use crate::forecast::origins::{BEYOND, fading};
use crate::forecast::start::LARGEST;
use crate::forecast::trained::Settings;

/// Errors are at most so many times as large, or small, over the whole of the histories as of late.
const CHANGED: f64 = 2.0;

/// The mean size of errors of all walks so many steps ahead, over that at the rolling origins; 1 if nothing was missed there.
pub(super) fn size(walks: &[Walk], ahead: usize, settings: &Settings) -> f64 {
    let sizes = walks.iter().filter_map(|walk| sizes(walk, ahead, settings));
    let (whole, late) = sizes.fold((0.0, 0.0), |(whole, late), own| (whole + own.0, late + own.1));
    if late > 0.0 { (whole / late).clamp(1.0 / CHANGED, CHANGED) } else { 1.0 }
}

/// The mean size of what a walk missed so many steps ahead: at all times, and at those of the rolling origins, which weigh as there.
///
/// Sizes are in the mean change known then, times how much changes have grown with the series: of what grows, late errors are large
/// beside the mean of all changes however calm they are. The inverse of a mean absolute change of n normal changes is on average
/// (π / 2 - 1) / n too large, to the first order; early sizes, in units of few changes, would be too large by that.
fn sizes(walk: &Walk, ahead: usize, settings: &Settings) -> Option<(f64, f64)> {
    let (fading, last) = (fading(settings.period), settings.horizon + BEYOND);
    let (mut whole, mut late, mut count, mut weights) = (0.0, 0.0, 0.0, 0.0);
    for missed in walk.errors(ahead, 0) {
        let back = missed.at.unsigned_abs() as usize;
        let inverse = 1.0 + (FRAC_PI_2 - 1.0) / (walk.changes() - back) as f64;
        let size = (missed.error.abs() / (inverse * walk.grown(back))).min(LARGEST);
        (whole, count) = (whole + size, count + 1.0);
        if back <= last {
            let weight = fading.powi((back - ahead) as i32);
            (late, weights) = (late + weight * size, weights + weight);
        }
    }
    (weights > 0.0).then(|| (whole / count, late / weights))
}

/// How far the rolling origins of series that end at these times are the same times: the mean over all pairs, a series and itself
/// among them, of the correlation of two averages that fade so and end apart, fading to the power of the steps between. 1 if all end
/// at one time.
pub(super) fn concurrent(ends: impl Iterator<Item = i64>, fading: f64) -> f64 {
    let mut counts = BTreeMap::<i64, f64>::new();
    for end in ends {
        *counts.entry(end).or_default() += 1.0;
    }
    // Pairs, series, and those that ended before, each for what it shares with the present end.
    let (mut pairs, mut number, mut before, mut last) = (0.0, 0.0, 0.0, 0);
    for (end, count) in counts {
        before *= fading.powf((end - last) as f64);
        pairs += count * (count + 2.0 * before);
        (before, number, last) = (before + count, number + count, end);
    }
    if number > 0.0 { pairs / (number * number) } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sizes at the rolling origins weigh 0.6 for each step back, one step ahead as far as eight back if two are forecast.
    #[test]
    fn errors_of_late_are_compared_with_those_of_all_times() {
        let settings = Settings { horizon: 2, period: 1, maximum: None, methods: vec![] };
        let values = [-9.0, -8.0, -6.0, -9.0, -4.0, -5.0, -3.0, -9.0, -8.0, -8.9, -8.0, -7.0, -7.9, -8.7, -8.0, -8.8];
        let walk = Walk::of(&values, &settings);
        // In units of so many changes as were known, from the oldest to the latest, which is one back.
        let errors: Vec<f64> = walk.errors(1, 0).map(|missed| missed.error.abs()).collect();
        assert_eq!(errors.len(), 10);
        let own: Vec<f64> = (5..).zip(errors).map(|(n, error)| error / (1.0 + 0.570_796_327 / f64::from(n))).collect();
        let whole = own.iter().sum::<f64>() / 10.0;
        let weights: Vec<f64> = (0..8).map(|back| 0.6_f64.powi(back)).collect();
        let late: f64 = own.iter().rev().zip(&weights).map(|(size, weight)| size * weight).sum();
        let late = late / weights.iter().sum::<f64>();
        let found = sizes(&walk, 1, &settings).expect("sizes");
        assert!((found.0 - whole).abs() < 1e-8 && (found.1 - late).abs() < 1e-8, "{found:?}, not {whole}, {late}");
        assert!(whole > 1.5 * late, "{whole}, {late}");
        // One more walk that was never calm.
        let rough: Vec<f64> = (0..16).map(|at| f64::from(at % 2) - 9.0).collect();
        let rough = Walk::of(&rough, &settings);
        let other = sizes(&rough, 1, &settings).expect("sizes");
        let ratio = (found.0 + other.0) / (found.1 + other.1);
        assert!(ratio > 1.1 && ratio < CHANGED, "{ratio}");
        assert!((size(&[walk, rough], 1, &settings) - ratio).abs() < 1e-12);
    }

    /// A step of nine once every four, then none: what is missed of late is what is left of the drift.
    #[test]
    fn sizes_are_changed_by_no_more_than_twice() {
        let settings = Settings { horizon: 1, period: 1, maximum: None, methods: vec![] };
        let calm: Vec<f64> = (0..60).map(|at| if at < 15 && at % 4 == 0 { -9.0 } else { -18.0 }).collect();
        assert_eq!(size(&[Walk::of(&calm, &settings)], 1, &settings), CHANGED);
        assert_eq!(size(&[Walk::of(&[5.0; 16], &settings)], 1, &settings), 1.0);
    }

    /// By hand: of nine pairs of three series three are of one with itself, two end a step apart and four three or four steps.
    #[test]
    fn series_that_end_apart_share_few_times() {
        let all = |ends: &[i64]| concurrent(ends.iter().copied(), 0.5);
        assert_eq!(all(&[7, 7, 7, 7]), 1.0);
        assert_eq!(all(&[2, 6, 3]), (3.0 + 2.0 * 0.5 + 2.0 * (0.125 + 0.0625)) / 9.0);
        assert_eq!(all(&[-4, 0, -4, 0]), (8.0 + 8.0 / 16.0) / 16.0);
        assert_eq!(all(&[]), 1.0);
    }
}
