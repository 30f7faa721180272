//! What the errors of a file's series have in common: a recession moves all of them at once.

mod record;
mod sizes;
mod walk;

use std::collections::BTreeMap;

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::empirical::{DECILES_APART, Empirical};
use super::scores::middles;
pub use record::Record;

/// Errors count up to so many times their root mean square, so that one wild series is no common shock.
pub const MOST: f64 = 2.5;
/// Correlations that are weighed, in the middles of so many equal parts of 0 to 1.
const GRID: usize = 400;
/// The share of the variance that is taken for lost at most: three times what was seen is added.
const LARGEST: f64 = 0.75;
/// Degrees of freedom of a shock that all series have in common.
const FREEDOM: f64 = 3.0;
/// The squared ratio of a decile of a normal distribution to that of Student's t with so many.
const DECILES: f64 = 0.612_4;
/// Points that stand for the errors, and for the shock, where both are added.
const ERRORS: usize = 199;
const SHOCKS: usize = 99;

/// An error over its scale at a rolling origin.
#[derive(Debug, Clone, Copy)]
pub struct Missed {
    /// The step of the common calendar that the origin is at.
    pub at: i64,
    /// The error.
    pub error: f64,
}

/// The correlation of errors of different series at the same origin and step ahead, from 0 to 1: its mean given the errors, if all
/// correlations were as likely before; 0 if no time has several series. `steps` holds errors by step ahead.
///
/// Errors are those of a common factor and of each series' own, normal (a one-way model of random effects, by Bayes's rule on a
/// grid: Box & Tiao 1973, doi:10.1002/9781118033197, chapter 5). The mean of N errors at a time then has the variance
/// r + (1 - r) / N. Each time counts once, whatever the steps, for steps share what happened; and for less if fewer series are there.
#[must_use]
pub fn correlation(steps: &[Vec<Missed>]) -> f64 {
    let steps = steps.iter().filter_map(|errors| Means::of(errors));
    let all = steps.fold(Means::default(), |sum, one| Means {
        times: sum.times.max(one.times),
        weight: sum.weight + one.weight,
        squares: sum.squares + one.squares,
        parts: sum.parts + one.parts,
    });
    if all.weight > 0.0 { expected(|correlation| all.likelihood(correlation)) } else { 0.0 }
}

/// The mean correlation, given a logarithm of its density up to a constant.
fn expected(likelihood: impl Fn(f64) -> f64) -> f64 {
    let likelihoods: Vec<(f64, f64)> = middles(GRID).map(|at| (at, likelihood(at))).collect();
    let largest = likelihoods.iter().map(|(_, likelihood)| *likelihood).fold(f64::NEG_INFINITY, f64::max);
    let weighed = likelihoods.into_iter().map(|(at, likelihood)| (at, (likelihood - largest).exp()));
    let (sum, total) = weighed.fold((0.0, 0.0), |(sum, total), (at, weight)| (sum + at * weight, total + weight));
    sum / total
}

/// Means of errors at equal times.
#[derive(Debug, Clone, Copy, Default)]
struct Means {
    /// How many times there are, each counted by how many series it has; and over all steps.
    times: f64,
    weight: f64,
    /// Over times, the sum of squared means in mean squares of the errors.
    squares: f64,
    /// Over times, the sum of what a series is of all that are there.
    parts: f64,
}

impl Means {
    /// Of the errors of one step ahead; none if no time has several series, or nothing was missed.
    fn of(errors: &[Missed]) -> Option<Self> {
        let root = (errors.iter().map(|missed| missed.error.powi(2)).sum::<f64>() / errors.len() as f64).sqrt();
        // Number, sum and sum of squares at each time.
        let mut sums = BTreeMap::<i64, (f64, f64, f64)>::new();
        for missed in errors.iter().filter(|_| root > 0.0) {
            let error = (missed.error / root).clamp(-MOST, MOST);
            let (number, sum, squares) = sums.entry(missed.at).or_default();
            (*number, *sum, *squares) = (*number + 1.0, *sum + error, *squares + error * error);
        }
        let most = sums.values().map(|(number, ..)| *number).fold(0.0, f64::max);
        let (mut found, mut all) = (Self::default(), 0.0);
        for (number, sum, squares) in sums.into_values().filter(|(number, ..)| *number > 1.0) {
            let counts = number / most;
            found.times += counts;
            found.squares += counts * (sum / number).powi(2);
            found.parts += counts / number;
            all += counts * squares / number;
        }
        found.squares *= found.times / all;
        found.weight = found.times;
        (found.times > 0.0).then_some(found)
    }

    /// The logarithm of how likely a correlation makes these, up to a constant.
    fn likelihood(&self, correlation: f64) -> f64 {
        let (square, part) = (self.squares / self.weight, self.parts / self.weight);
        let variance = correlation + (1.0 - correlation) * part;
        -self.times / 2.0 * (variance.ln() + square / variance)
    }
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

/// The variance that errors have in common and that was not seen, over that of the errors that were. Errors are spread about their
/// median at few origins, and what all series had in common there is in the median; of the variance in common only 1 - 1 / n is seen
/// at n independent origins. `seen` is the share of errors that were seen rather than believed.
#[must_use]
pub fn unseen(correlation: f64, seen: f64, independent: f64) -> f64 {
    let lost = (correlation * seen / independent).min(LARGEST);
    lost / (1.0 - lost)
}

/// The same by a correlation that is known from elsewhere, of errors that each series has of its own, with a variance, and that all had
/// in common, with the variance that is in their spread: what is in common has r / (1 - r) of the variance that each has of its own.
/// Its deciles, rather than its variance, are those that a normal shock would have.
#[must_use]
pub fn lacking(correlation: f64, own: f64, seen: f64) -> f64 {
    let common = own * correlation / (1.0 - correlation);
    let most = LARGEST / (1.0 - LARGEST);
    if own + seen > 0.0 { (DECILES * (common - seen) / (own + seen)).clamp(0.0, most) } else { 0.0 }
}

/// Errors with a shock that all series have in common added to each, whose variance is so many times theirs, by their deciles. It is
/// known from few origins, so the shock follows Student's t with few degrees of freedom.
#[must_use]
pub fn shaken(errors: &Empirical, variance: f64) -> Empirical {
    let Ok(student) = StudentsT::new(0.0, 1.0, FREEDOM) else { return errors.clone() };
    let deviation = (errors.quantile(0.9) - errors.quantile(0.1)) / DECILES_APART;
    let shocks: Vec<f64> =
        middles(SHOCKS).map(|level| deviation * variance.sqrt() * student.inverse_cdf(level)).collect();
    let own = errors.middles(ERRORS);
    let sums = own.iter().flat_map(|error| shocks.iter().map(move |shock| (error + shock, 1.0)));
    Empirical::new(sums.collect()).centred().0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::normal::normal_quantile;
    use crate::numeric::random::{fill_normal, key};

    #[test]
    fn independent_origins_by_hand() {
        // One step ahead no two overlap: (1 + 1/2)² / (1 + 1/4).
        assert!((independent(2, 0.5, 1) - 1.8).abs() < 1e-12);
        // Two steps ahead neighbours share half: 2² / (2 + 2 / 2).
        assert!((independent(2, 1.0, 2) - 4.0 / 3.0).abs() < 1e-12);
        assert_eq!(independent(1, 0.6, 10), 1.0);
        assert_eq!((unseen(0.5, 1.0, 1.0), unseen(0.5, 0.5, 2.0)), (1.0, 1.0 / 7.0));
        assert_eq!((unseen(0.0, 1.0, 1.0), unseen(1.0, 1.0, 1.0)), (0.0, 3.0));
        // Half in common of which nothing was seen, a third of it, all; deciles of 1.2816 and 1.6377.
        let ratio = (1.281_551_6_f64 / 1.637_744_4).powi(2);
        for (seen, expected) in [(0.0, 1.0), (1.0 / 3.0, 0.5), (1.0, 0.0), (2.0, 0.0)] {
            assert!((lacking(0.5, 1.0, seen) - ratio * expected).abs() < 1e-4, "{seen}");
        }
        assert_eq!((lacking(0.999, 1.0, 0.0), lacking(0.5, 0.0, 0.0)), (3.0, 0.0));
    }

    /// A standard normal number plus 0.7 times one that follows Student's t with three degrees of freedom: quantiles by integration
    /// in scipy.
    #[test]
    fn shocks_are_added() {
        let normal = middles(999).map(|level| (normal_quantile::<false>(level), 1.0));
        let found = shaken(&Empirical::new(normal.collect()), 0.49);
        for (level, expected) in [(0.75, 0.911_509), (0.9, 1.779_370), (0.95, 2.355_150), (0.975, 2.928_149)] {
            let quantile = found.quantile(level);
            assert!((quantile / expected - 1.0).abs() < 0.02, "{level}: {quantile}, not {expected}");
        }
        assert!(found.quantile(0.5).abs() < 1e-9);
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
        // By integration in scipy: the mean of all fifty is off by one each time.
        assert!((correlation(&[errors(0)]) - 0.862_517).abs() < 1e-4, "{}", correlation(&[errors(0)]));
        // Where every second series is a step late, halves are opposed but for those alone at the first and last time, which count
        // half: squares 1 / 40, and a series is (39 / 50 + 1 / 25) / 40 of those there.
        assert!((correlation(&[errors(1)]) - 0.008_620_69).abs() < 1e-4, "{}", correlation(&[errors(1)]));
    }
}
