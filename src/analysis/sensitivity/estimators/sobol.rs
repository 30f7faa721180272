//! Sobol's variance-based indices from pairs of independent samples.

use ndarray::{Array2, ArrayView1, ArrayView2};

use super::interval::{Bootstrap, Interval};
use crate::numeric::{random, sobol};

/// First-order and total index of one factor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Indices {
    /// Share of the variance that the factor explains alone.
    pub first: Interval,
    /// Share of the variance that would be left if all other factors were known.
    pub total: Interval,
}

/// Two independent samples of all factors, A and B, each [factor, point].
#[derive(Debug, Clone)]
pub struct Pairs {
    /// The first sample.
    pub a: Array2<f64>,
    /// The second.
    pub b: Array2<f64>,
}

impl Pairs {
    /// Scrambled Sobol points in twice as many dimensions as there are factors. Best if `points` is a power of 2.
    #[must_use]
    pub fn new(factors: usize, points: usize, seed: u64) -> Self {
        let sample = |offset: usize| {
            let mut sample = Array2::zeros((factors, points));
            let key = |dimension: usize| random::key(seed, "sensitivity", dimension as u64);
            for (factor, mut row) in sample.outer_iter_mut().enumerate() {
                if let Some(row) = row.as_slice_mut() {
                    sobol::fill(row, 0, offset + factor, key(offset + factor));
                }
            }
            sample
        };
        Self { a: sample(0), b: sample(factors) }
    }

    /// A with the row of one factor taken from B: AB of Saltelli et al.
    ///
    /// # Panics
    /// If there is no such factor.
    #[must_use]
    pub fn mixed(&self, factor: usize) -> Array2<f64> {
        let mut mixed = self.a.clone();
        mixed.row_mut(factor).assign(&self.b.row(factor));
        mixed
    }
}

/// Indices of all factors, from outputs at A and B, by point, and at A with one row from B [factor, point].
///
/// With y centred at its mean over A and B and V its variance there, the first-order index is mean(yB (yAB - yA)) / V
/// (Saltelli et al. 2010, doi:10.1016/j.cpc.2009.09.018, table 2 b) and the total index mean((yA - yAB)^2) / (2 V)
/// (Jansen 1999, doi:10.1016/S0010-4655(98)00154-4). Centring changes no expectation and takes out the error that a mean
/// far from 0 would bring. All are 0 if the output does not vary.
///
/// # Panics
/// If lengths differ or there are no points.
#[must_use]
pub fn indices(a: ArrayView1<f64>, b: ArrayView1<f64>, mixed: ArrayView2<f64>, bootstrap: &Bootstrap) -> Vec<Indices> {
    let (factors, points) = mixed.dim();
    assert_eq!((a.len(), b.len()), (points, points), "as many outputs of A and B as of the mixed samples");
    assert!(points > 0, "at least one point");
    let mean = (a.sum() + b.sum()) / (2 * points) as f64;
    let (a, b) = (a.mapv(|y| y - mean).to_vec(), b.mapv(|y| y - mean).to_vec());
    let differences = |row: ArrayView1<f64>| -> Vec<f64> {
        let found: Vec<f64> = row.iter().zip(&a).map(|(y, a)| y - mean - a).collect();
        if found.iter().all(|difference| *difference == 0.0) { Vec::new() } else { found }
    };
    let differences: Vec<Vec<f64>> = mixed.outer_iter().map(differences).collect();
    let intervals = bootstrap.intervals(points, |counts| estimate(&a, &b, &differences, counts));
    (0..factors).map(|factor| Indices { first: intervals[2 * factor], total: intervals[2 * factor + 1] }).collect()
}

/// First-order and total index of each factor in turn, every point counted as often as `counts` says. Of a factor that changes
/// nothing there are no differences.
fn estimate(a: &[f64], b: &[f64], differences: &[Vec<f64>], counts: &[f64]) -> Vec<f64> {
    let (mut number, mut sum, mut squares) = (0.0, 0.0, 0.0);
    for ((a, b), count) in a.iter().zip(b).zip(counts) {
        number += count;
        sum += count * (a + b);
        squares += count * (a * a + b * b);
    }
    let mean = sum / (2.0 * number);
    let variance = squares / (2.0 * number) - mean * mean;
    let weights: Vec<f64> = b.iter().zip(counts).map(|(b, count)| count * (b - mean)).collect();
    let mut found = Vec::with_capacity(2 * differences.len());
    for difference in differences {
        let (alone, whole) = products(difference, &weights, counts);
        let share = |sum: f64| if variance > 0.0 { sum / number / variance } else { 0.0 };
        found.extend([share(alone), share(0.5 * whole)]);
    }
    found
}

/// The sums of weights times differences, and of counts times their squares: each in four parts, which a processor adds at the
/// same time.
fn products(differences: &[f64], weights: &[f64], counts: &[f64]) -> (f64, f64) {
    const PARTS: usize = 4;
    let (mut alone, mut whole) = ([0.0; PARTS], [0.0; PARTS]);
    let mut add = |part: usize, difference: f64, weight: f64, count: f64| {
        alone[part] += weight * difference;
        whole[part] += count * difference * difference;
    };
    let ((differences, left), (weights, weights_left)) =
        (differences.as_chunks::<PARTS>(), weights.as_chunks::<PARTS>());
    let (counts, counts_left) = counts.as_chunks::<PARTS>();
    // By index: iterators over three slices at once are called for each element, not inlined.
    for place in 0..differences.len() {
        for part in 0..PARTS {
            add(part, differences[place][part], weights[place][part], counts[place][part]);
        }
    }
    for place in 0..left.len() {
        add(place, left[place], weights_left[place], counts_left[place]);
    }
    (alone.iter().sum(), whole.iter().sum())
}

#[cfg(test)]
mod tests {
    use super::super::functions::{Known, ishigami, ishigami_indices, sobol_g, sobol_g_indices};
    use super::*;
    use crate::parallel;

    const BOOTSTRAP: Bootstrap = Bootstrap { replicates: 500, level: 0.99, seed: 1 };

    fn analyse(factors: usize, points: usize, f: impl Fn(&[f64]) -> f64) -> Vec<Indices> {
        let pairs = Pairs::new(factors, points, 7);
        let at = |design: &Array2<f64>| design.columns().into_iter().map(|u| f(&u.to_vec())).collect::<Vec<f64>>();
        let mixed: Vec<f64> = (0..factors).flat_map(|factor| at(&pairs.mixed(factor))).collect();
        let mixed = ArrayView2::from_shape((factors, points), &mixed).expect("as many as there are points");
        indices(ArrayView1::from(&at(&pairs.a)), ArrayView1::from(&at(&pairs.b)), mixed, &BOOTSTRAP)
    }

    fn inside(found: &[Indices], known: &[Known]) {
        for (factor, (found, known)) in found.iter().zip(known).enumerate() {
            assert!(found.first.contains(known.first), "first of {factor}: {found:?} {known:?}");
            assert!(found.total.contains(known.total), "total of {factor}: {found:?} {known:?}");
        }
    }

    #[test]
    fn known_functions_lie_inside_narrow_intervals() {
        let found = analyse(3, 1 << 13, |u| ishigami([u[0], u[1], u[2]], 7.0, 0.1));
        inside(&found, &ishigami_indices(7.0, 0.1));
        assert!(found.iter().all(|index| index.first.high - index.first.low < 0.1), "{found:?}");
        let a = [0.0, 1.0, 4.5, 9.0];
        inside(&analyse(4, 1 << 13, |u| sobol_g(u, &a)), &sobol_g_indices(&a));
    }

    #[test]
    fn a_sum_has_shares_of_squared_weights() {
        // 1000 + 3 u1 + 4 u2: no interaction, whatever the mean.
        let found = analyse(3, 1 << 13, |u| 1000.0 + 3.0 * u[0] + 4.0 * u[1]);
        for (found, share) in found.iter().zip([0.36, 0.64, 0.0]) {
            assert!((found.first.estimate - share).abs() < 2e-3, "{found:?}");
            assert!((found.total.estimate - share).abs() < 2e-3, "{found:?}");
        }
    }

    #[test]
    fn an_output_that_does_not_vary_depends_on_nothing() {
        let nothing = Interval { estimate: 0.0, low: 0.0, high: 0.0 };
        assert_eq!(analyse(2, 16, |_| 5.0), vec![Indices { first: nothing, total: nothing }; 2]);
    }

    #[test]
    fn intervals_are_the_same_on_any_number_of_threads() {
        let on = |threads: usize| parallel::within(threads, || analyse(2, 256, |u| u[0] * u[1]));
        assert_eq!(on(1), on(3));
    }
}
