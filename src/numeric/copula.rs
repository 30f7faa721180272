//! Rank correlations of two numbers under a Gaussian copula, where their values may be tied.
//!
//! Spearman's rank correlation gives values that are tied the mean of their ranks: it is the Pearson correlation of
//! M(Z), M(z) being for a number with finitely many values the probability of a lesser value and half that of the value at the
//! normal score z, and Phi(z) for a continuous one (Neslehova 2007, doi:10.1016/j.jmva.2006.11.007). M is a sum of
//! steps; a continuous number counts as one step at 0 of the score (Z - Z') / sqrt(2), Z' independent of Z.

use std::f64::consts::{FRAC_1_SQRT_2, PI};

use super::normal::normal_quantile;

/// Levels rarer than this are joined with their neighbours where there are many.
const FINEST: f64 = 1.0 / 32.0;
/// More levels than this are many.
const MANY: usize = 64;

/// How the values of a number are tied.
#[derive(Debug, Clone, PartialEq)]
pub struct Margin {
    steps: Vec<Step>,
    /// What the copula's correlation is multiplied by in that of the score at which steps are.
    loading: f64,
    /// Of the ranks as shares of 1.
    variance: f64,
}

/// Where the rank rises from one level to the next.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Step {
    /// Probability of a value below.
    below: f64,
    /// The normal score of that probability.
    score: f64,
    /// How far the rank rises.
    rise: f64,
}

impl Margin {
    /// No two values are equal.
    #[must_use]
    pub fn continuous() -> Self {
        let step = Step { below: 0.5, score: 0.0, rise: 1.0 };
        Self { steps: vec![step], loading: FRAC_1_SQRT_2, variance: 1.0 / 12.0 }
    }

    /// Finitely many values: for each, in increasing order, the probability of it or a lesser one. None of a single value,
    /// which has no rank correlation with anything.
    #[must_use]
    pub fn discrete(cumulative: &[f64]) -> Option<Self> {
        let mut levels = vec![0.0];
        levels.extend(if cumulative.len() > MANY { joined(cumulative) } else { cumulative.to_vec() });
        let steps: Vec<Step> = levels
            .windows(3)
            .map(|levels| Step {
                below: levels[1],
                score: normal_quantile::<false>(levels[1]),
                rise: 0.5 * (levels[2] - levels[0]),
            })
            .collect();
        let variance = (1.0 - levels.windows(2).map(|pair| (pair[1] - pair[0]).powi(3)).sum::<f64>()) / 12.0;
        (!steps.is_empty()).then_some(Self { steps, loading: 1.0, variance })
    }

    fn is_continuous(&self) -> bool {
        self.loading < 1.0
    }
}

/// Levels that are not rarer than [`FINEST`] as they are, and all others joined with their neighbours until they are not.
fn joined(cumulative: &[f64]) -> Vec<f64> {
    let mut levels = Vec::new();
    let (mut end, mut before) = (0.0, 0.0);
    for up_to in cumulative {
        if up_to - before >= FINEST && before > end {
            levels.push(before);
            end = before;
        }
        if up_to - end >= FINEST {
            levels.push(*up_to);
            end = *up_to;
        }
        before = *up_to;
    }
    if before > end {
        levels.push(before);
    }
    levels
}

/// The greatest rank correlation that two numbers can have if `sign` is 1, the least if it is -1. They differ in size where
/// values are not tied alike at both ends.
#[must_use]
pub fn limit(a: &Margin, b: &Margin, sign: f64) -> f64 {
    if a.is_continuous() && b.is_continuous() {
        return sign;
    }
    // Cov(1{U > c}, U) = c (1 - c) / 2, and Cov(1{U > c}, 1{U > d}) = min(c, d) - c d; with 1 - U for the second
    // min(c, 1 - d) takes the place of min(c, d) (Hoeffding's formula).
    let pairs = a.steps.iter().flat_map(|first| b.steps.iter().map(move |second| (first, second)));
    let covariance: f64 = pairs
        .map(|(first, second)| {
            let (c, d) = (first.below, second.below);
            let rise = first.rise * second.rise;
            rise * match (a.is_continuous(), b.is_continuous()) {
                (false, true) => sign * 0.5 * c * (1.0 - c),
                (true, false) => sign * 0.5 * d * (1.0 - d),
                _ if sign > 0.0 => c.min(d) - c * d,
                _ => (c + d - 1.0).max(0.0) - c * d,
            }
        })
        .sum();
    covariance / (a.variance * b.variance).sqrt()
}

/// The rank correlation of two numbers whose normal scores have a Pearson correlation of `pearson`.
///
/// By Plackett's identity the covariance of 1{X > h} and 1{Y > k} is the integral of the bivariate normal density at (h, k)
/// over the correlation, from 0 on (Plackett 1954, doi:10.1093/biomet/41.3-4.351).
#[must_use]
pub fn rank_correlation(a: &Margin, b: &Margin, pearson: f64) -> f64 {
    let end = (a.loading * b.loading * pearson).clamp(-1.0, 1.0).asin();
    let density = |angle: f64| -> f64 {
        // The correlation is the sine of the angle, whose differential cancels the root in the density.
        let (sine, cosine) = angle.sin_cos();
        let pairs = a.steps.iter().flat_map(|first| b.steps.iter().map(move |second| (first, second)));
        pairs
            .map(|(first, second)| {
                let (h, k) = (first.score, second.score);
                let distance = (h - k).powi(2) + 2.0 * h * k * (1.0 - sine);
                first.rise * second.rise * (-0.5 * distance / (cosine * cosine)).exp()
            })
            .sum()
    };
    integral(density, end) / (2.0 * PI * (a.variance * b.variance).sqrt())
}

/// The Pearson correlation of normal scores with which two numbers have this rank correlation; none if they cannot have it.
///
/// Between continuous ones it is 2 sin(pi r / 6) (Pearson 1907).
#[must_use]
pub fn pearson_of_rank(a: &Margin, b: &Margin, rank: f64) -> Option<f64> {
    if a.is_continuous() && b.is_continuous() {
        return Some(2.0 * (PI * rank / 6.0).sin());
    }
    let sign = rank.signum();
    let excess = |pearson: f64| sign * (rank_correlation(a, b, sign * pearson) - rank);
    let most = sign * (limit(a, b, sign) - rank);
    if most < -1e-9 {
        return None;
    }
    if rank == 0.0 {
        return Some(0.0);
    }
    // False position, in which the end that stays counts for half (after the Illinois algorithm).
    let (mut low, mut high) = ((0.0, -rank.abs()), (1.0, most.max(0.0)));
    while high.0 - low.0 > 1e-12 {
        let at = low.0 + (high.0 - low.0) * low.1 / (low.1 - high.1);
        let found = excess(at);
        if found.abs() < 1e-12 {
            return Some(sign * at);
        }
        if found < 0.0 {
            (low, high.1) = ((at, found), 0.5 * high.1);
        } else {
            (high, low.1) = ((at, found), 0.5 * low.1);
        }
    }
    Some(sign * high.0)
}

/// The integral from 0, by Gauss' rule with five points in each of some equal parts.
fn integral(of: impl Fn(f64) -> f64, end: f64) -> f64 {
    const PARTS: usize = 12;
    let root = 2.0 * (10.0_f64 / 7.0).sqrt();
    let [near, far] = [5.0 - root, 5.0 + root].map(|square| square.sqrt() / 3.0);
    let root = 13.0 * 70.0_f64.sqrt();
    let [of_near, of_far] = [322.0 + root, 322.0 - root].map(|weight| weight / 900.0);
    let points = [(0.0, 128.0 / 225.0), (near, of_near), (-near, of_near), (far, of_far), (-far, of_far)];
    let half = 0.5 * end / PARTS as f64;
    let part = |part: usize| {
        let middle = (2 * part + 1) as f64 * half;
        points.iter().map(|(at, weight)| weight * of(middle + half * at)).sum::<f64>()
    };
    half * (0..PARTS).map(part).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coin(share: f64) -> Margin {
        Margin::discrete(&[1.0 - share, 1.0]).expect("two values")
    }

    #[test]
    fn what_ties_allow() {
        let (fair, rare, even) = (coin(0.5), coin(0.01), Margin::continuous());
        let die = Margin::discrete(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0].map(|k| k / 6.0)).expect("six values");
        for (a, b, sign, expected) in [
            (&even, &even, 1.0, 1.0),
            // A fair coin and a uniform: sqrt(3) / 2.
            (&fair, &even, 1.0, 0.75_f64.sqrt()),
            (&even, &fair, -1.0, -0.75_f64.sqrt()),
            // A switch on in a share p: sqrt(3 p (1 - p)).
            (&rare, &even, 1.0, (3.0_f64 * 0.01 * 0.99).sqrt()),
            (&fair, &fair, -1.0, -1.0),
            // Of two indicators p, q: sqrt(p (1 - q) / (q (1 - p))) for p < q, and - sqrt(p q / ((1 - p) (1 - q))).
            (&rare, &fair, 1.0, (0.01_f64 / 0.99).sqrt()),
            (&rare, &coin(0.2), -1.0, -(0.01_f64 * 0.2 / (0.99 * 0.8)).sqrt()),
            // k equally likely values: sqrt(1 - 1 / k^2).
            (&die, &even, 1.0, (35.0_f64 / 36.0).sqrt()),
        ] {
            let found = limit(a, b, sign);
            assert!((found - expected).abs() < 1e-12, "{found} against {expected}");
        }
    }

    #[test]
    fn rank_correlations_of_normal_scores() {
        // A fair coin and a continuous number: 12 asin(r / sqrt 2) / (2 pi sqrt 3); two fair coins: 2 asin(r) / pi; two
        // continuous ones: 6 asin(r / 2) / pi.
        let (fair, even) = (coin(0.5), Margin::continuous());
        for pearson in [-1.0, -0.7, -0.1, 0.0, 0.3, 0.9, 0.999] {
            for (a, b, expected) in [
                (&fair, &even, 12.0 * (pearson * FRAC_1_SQRT_2).asin() / (2.0 * PI * 3.0_f64.sqrt())),
                (&fair, &fair, 2.0 * pearson.asin() / PI),
                (&even, &even, 6.0 * (0.5 * pearson).asin() / PI),
            ] {
                let found = rank_correlation(a, b, pearson);
                assert!((found - expected).abs() < 1e-9, "{pearson}: {found} against {expected}");
            }
        }
        // Switches on in a share of .2 and of .7, by SciPy 1.17, multivariate_normal.cdf.
        let found = rank_correlation(&coin(0.2), &coin(0.7), 0.6);
        assert!((found - 0.270_157_565_012).abs() < 1e-9, "{found}");
    }

    #[test]
    fn a_rank_is_had_or_not() {
        let (fair, even) = (coin(0.5), Margin::continuous());
        let pearson = pearson_of_rank(&fair, &even, 0.4).expect("it can be had");
        assert!((rank_correlation(&fair, &even, pearson) - 0.4).abs() < 1e-9);
        assert!((pearson_of_rank(&fair, &even, 0.75_f64.sqrt()).expect("just") - 1.0).abs() < 1e-6);
        assert_eq!(pearson_of_rank(&fair, &even, 0.87), None);
        assert_eq!(pearson_of_rank(&fair, &even, -0.9), None);
        assert_eq!(pearson_of_rank(&even, &even, 1.0), Some(2.0 * (PI / 6.0).sin()));
        assert_eq!(pearson_of_rank(&fair, &even, 0.0), Some(0.0));
    }

    #[test]
    fn many_values_are_as_good_as_continuous() {
        let values: Vec<f64> = (1..=1000).map(|k| f64::from(k) / 1000.0).collect();
        let many = Margin::discrete(&values).expect("more than one");
        assert!(many.steps.len() < MANY);
        let even = Margin::continuous();
        let expected = 2.0 * (PI * 0.6 / 6.0).sin();
        let found = pearson_of_rank(&many, &even, 0.6).expect("it can be had");
        assert!((found - expected).abs() < 1e-3, "{found} against {expected}");
        // One value with half of the probability among them stays a level of its own.
        let atom: Vec<f64> = (1..=500).map(|k| f64::from(k) / 1000.0).chain([1.0]).collect();
        let most = limit(&Margin::discrete(&atom).expect("more than one"), &even, 1.0);
        // Of ranks with a tied upper half the variance is (1 - 1/8) / 12, and its root over that of all is the limit.
        assert!((most - 0.875_f64.sqrt()).abs() < 1e-3, "{most}");
        assert_eq!(Margin::discrete(&[1.0]), None);
    }
}
