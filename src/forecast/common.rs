//! What the errors of a file's series have in common: a recession moves all of them at once.

use std::collections::BTreeMap;

/// Errors count up to so many times their root mean square, so that one wild series is no common shock.
const MOST: f64 = 2.5;
/// The correlation that is believed before any error was seen, and its weight in origins: what few origins of calm years do not
/// show may come.
const BELIEVED: f64 = 0.3;
const PRIOR: f64 = 6.0;
/// What is taken for lost at most: scales are at most doubled.
const LARGEST: f64 = 0.75;

/// An error over its scale at a rolling origin.
#[derive(Debug, Clone, Copy)]
pub struct Missed {
    /// The step of the common calendar that the origin is at.
    pub at: i64,
    /// The error.
    pub error: f64,
}

/// The correlation of errors of different series at the same origin and step ahead, from 0 to 1: the mean product of pairs over
/// the mean square, over origins and steps, drawn towards a belief; 0 if there are no pairs. `steps` holds errors by step ahead.
///
/// It is that of a common factor and errors of each series' own (variance components by the method of moments: Henderson 1953,
/// doi:10.2307/3001853). A time counts by how many series have an origin there.
#[must_use]
pub fn correlation(steps: &[Vec<Missed>]) -> f64 {
    let sums = steps.iter().map(|errors| products(errors));
    let (products, squares) = sums.fold((0.0, 0.0), |sum, step| (sum.0 + step.0, sum.1 + step.1));
    if squares > 0.0 { (products / squares).clamp(0.0, 1.0) } else { 0.0 }
}

/// Sums over times of the mean product of pairs and of the mean square, in mean squares of the step.
fn products(errors: &[Missed]) -> (f64, f64) {
    let root = (errors.iter().map(|missed| missed.error.powi(2)).sum::<f64>() / errors.len() as f64).sqrt();
    // Number, sum and sum of squares at each time.
    let mut sums = BTreeMap::<i64, (f64, f64, f64)>::new();
    for missed in errors.iter().filter(|_| root > 0.0) {
        let error = (missed.error / root).clamp(-MOST, MOST);
        let (number, sum, squares) = sums.entry(missed.at).or_default();
        (*number, *sum, *squares) = (*number + 1.0, *sum + error, *squares + error * error);
    }
    let most = sums.values().map(|(number, ..)| *number).fold(0.0, f64::max);
    let several = sums.into_values().filter(|(number, ..)| *number > 1.0);
    let at = |(number, sum, squares): (f64, f64, f64)| {
        let counts = number / most;
        (counts * (sum * sum - squares) / (number * (number - 1.0)), counts * squares / number)
    };
    let found = several.map(at).fold((0.0, 0.0), |sums, one| (sums.0 + one.0, sums.1 + one.1));
    if found.1 > 0.0 { (found.0 + BELIEVED * PRIOR, found.1 + PRIOR) } else { found }
}

/// How many independent origins so many are worth, each a step older than the one before it, which counts for `fading` times
/// as much, for errors so many steps ahead: origins closer than that share shocks.
#[must_use]
pub fn independent(origins: usize, fading: f64, ahead: usize) -> f64 {
    let weight = |origin: usize| fading.powi(origin as i32);
    let overlap = |apart: usize| 1.0 - (apart as f64 / ahead as f64).min(1.0);
    let sum: f64 = (0..origins).map(weight).sum();
    let pairs = (0..origins).flat_map(|one| (0..origins).map(move |other| (one, other)));
    let shared: f64 = pairs.map(|(one, other)| weight(one) * weight(other) * overlap(one.abs_diff(other))).sum();
    if shared > 0.0 { sum * sum / shared } else { 1.0 }
}

/// What scales are to be taken times. Errors are spread about their median at few origins, and what all series had in common
/// there is in the median; of the variance in common only 1 - 1 / n is seen at n independent origins. `seen` is the
/// share of errors that were seen rather than believed.
#[must_use]
pub fn widening(correlation: f64, seen: f64, independent: f64) -> f64 {
    (1.0 - (correlation * seen / independent).min(LARGEST)).sqrt().recip()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::random::{fill_normal, key};

    #[test]
    fn independent_origins_by_hand() {
        // One step ahead no two overlap: (1 + 1/2)² / (1 + 1/4).
        assert!((independent(2, 0.5, 1) - 1.8).abs() < 1e-12);
        // Two steps ahead neighbours share half: 2² / (2 + 2 / 2).
        assert!((independent(2, 1.0, 2) - 4.0 / 3.0).abs() < 1e-12);
        assert_eq!(independent(1, 0.6, 10), 1.0);
        assert!((widening(0.5, 1.0, 1.0) - 2.0_f64.sqrt()).abs() < 1e-12);
        assert_eq!((widening(0.0, 1.0, 1.0), widening(1.0, 1.0, 1.0)), (1.0, 2.0));
    }

    /// Errors of 50 series at 400 origins with a common part of a known share.
    #[test]
    fn a_known_correlation_is_found() {
        for share in [0.0, 0.3, 0.7_f64] {
            let mut noise = vec![0.0; 400 * 51];
            fill_normal(&mut noise, 0, key(1, "common", 0), 0);
            let errors = (0..).zip(noise.chunks(51)).flat_map(|(at, noise)| {
                let common = share.sqrt() * noise[50];
                (0..50).map(move |series| Missed { at, error: common + (1.0 - share).sqrt() * noise[series] })
            });
            let found = correlation(&[errors.collect()]);
            assert!((found - share).abs() < 0.05, "{found}, not {share}");
        }
        assert_eq!(correlation(&[vec![], vec![Missed { at: 0, error: 2.0 }]]), 0.0);
        assert_eq!(correlation(&[vec![Missed { at: 0, error: 0.0 }; 3]]), 0.0);
    }

    /// What series share is found at equal times; one that few series have counts for less.
    #[test]
    fn errors_are_put_together_by_time() {
        let shock = |at: i64| if at % 2 == 0 { 1.0 } else { -1.0 };
        let errors = |shift: i64| -> Vec<Missed> {
            (0..50)
                .flat_map(|series| (0..40).map(move |at| Missed { at: at + shift * (series % 2), error: shock(at) }))
                .collect()
        };
        // (40 + belief) / (40 + 6) where all agree; half of the pairs are opposed where every second series is a step late.
        assert!((correlation(&[errors(0)]) - 41.8 / 46.0).abs() < 1e-12);
        // At the first and last time there are 25 of them, which agree.
        let opposed = (39.0 * -25.0 / 1225.0 + 1.0 + 1.8) / (39.0 + 1.0 + 6.0);
        assert!((correlation(&[errors(1)]) - opposed).abs() < 1e-12);
    }
}
