//! The combination: a weighted median of the candidates that did well at the rolling origins.

use super::origins::Origin;

/// A candidate whose errors are larger than the least by more than this is left out.
const TOLERATED: f64 = 1.1;
/// What the average of all candidates counts for in the error of each, in origins: few origins do not tell them apart.
const PRIOR: f64 = 10.0;
/// The power of errors that candidates weigh in inverse proportion to.
const POWER: i32 = 2;
/// Steps ahead until which candidates of far steps do not count.
pub const NEAR: usize = 6;
/// Steps ahead from which they count in full.
const FAR: usize = 10;

/// What each candidate counts for.
#[derive(Debug, Clone, PartialEq)]
pub struct Combination {
    /// Mean absolute errors at the rolling origins, in units, by candidate.
    pub errors: Vec<f64>,
    /// Weights by step ahead and candidate, summing to one at each step; zero if it is left out.
    pub weights: Vec<Vec<f64>>,
    /// Weights of candidates at near steps, and at far ones.
    near: Vec<f64>,
    far: Vec<f64>,
}

impl Combination {
    /// Compares candidates over all rolling origins of all series; `paths` holds the paths of each candidate at each origin, and
    /// `near` says which count at near steps too.
    ///
    /// Weights are in inverse proportion to squared errors (Bates & Granger 1969, doi:10.1057/jors.1969.103). From the sixth to the
    /// tenth step ahead they go over from those among near candidates to those among all, which know no limit.
    #[must_use]
    pub fn learn(origins: &[Origin], paths: &[Vec<&[f64]>], near: &[bool], horizon: usize) -> Self {
        let raw: Vec<Vec<(f64, f64)>> = paths.iter().map(|paths| sums(origins, paths, horizon)).collect();
        let errors: Vec<f64> = (0..raw.len())
            .map(|candidate| {
                let by_step = (0..horizon).map(|step| {
                    let (sum, weight) = raw[candidate][step];
                    let all = raw.iter().map(|sums| sums[step].0).sum::<f64>() / raw.len() as f64;
                    if weight > 0.0 { (sum + PRIOR * all / weight) / (weight + PRIOR) } else { 1.0 }
                });
                by_step.sum::<f64>() / horizon as f64
            })
            .collect();
        let counted = errors.iter().zip(near).map(|(error, near)| if *near { *error } else { f64::INFINITY });
        let among_near = weights(&counted.collect::<Vec<f64>>(), TOLERATED);
        let among_all = weights(&errors, f64::INFINITY);
        let at = |ahead: usize| -> Vec<f64> {
            among_near.iter().zip(&among_all).map(|(near, all)| near + farness(ahead) * (all - near)).collect()
        };
        Self { weights: (1..=horizon).map(at).collect(), errors, near: among_near, far: among_all }
    }

    /// The weighted median path, step by step. Between near and far steps it goes over from the median of the one to that of the
    /// other: a median by weights that go over jumps where those of two families of candidates are equal.
    #[must_use]
    pub fn combine(&self, paths: &[&[f64]]) -> Vec<f64> {
        let mut values = Vec::with_capacity(paths.len());
        let mut median = |step: usize, weights: &[f64]| {
            values.clear();
            let weighted = paths.iter().zip(weights).filter(|(_, weight)| **weight > 0.0);
            values.extend(weighted.map(|(path, weight)| (path[step], *weight)));
            weighted_median(&mut values)
        };
        let combined = (0..self.weights.len()).map(|step| match farness(step + 1) {
            0.0 => median(step, &self.near),
            1.0 => median(step, &self.far),
            far => (1.0 - far) * median(step, &self.near) + far * median(step, &self.far),
        });
        combined.collect()
    }
}

/// How far so many steps ahead are, from 0 at near steps to 1 at far ones.
fn farness(ahead: usize) -> f64 {
    (ahead.saturating_sub(NEAR) as f64 / (FAR - NEAR) as f64).min(1.0)
}

/// Weights in inverse proportion to that power of errors; none for errors beyond so many times the least, and infinite ones.
fn weights(errors: &[f64], tolerated: f64) -> Vec<f64> {
    let least = errors.iter().copied().fold(f64::INFINITY, f64::min);
    let raw = errors.iter().map(|error| {
        if error.is_infinite() || *error > least * tolerated {
            return 0.0;
        }
        // Histories without any error leave nothing to compare.
        Some((least / error).powi(POWER)).filter(|weight| weight.is_finite()).unwrap_or(1.0)
    });
    let raw: Vec<f64> = raw.collect();
    let sum: f64 = raw.iter().sum();
    raw.iter().map(|weight| weight / sum).collect()
}

/// Sum of absolute errors in units, and sum of weights, by step ahead.
fn sums(origins: &[Origin], paths: &[&[f64]], horizon: usize) -> Vec<(f64, f64)> {
    let mut sums = vec![(0.0, 0.0); horizon];
    for (origin, path) in origins.iter().zip(paths) {
        for (ahead, actual, weight) in origin.known() {
            sums[ahead - 1].0 += weight * (actual - path[ahead - 1]).abs() / origin.start.unit;
            sums[ahead - 1].1 += weight;
        }
    }
    sums
}

/// The value at half of the weight, linear between the middles of the weights of neighbours; with equal weights the
/// ordinary median. Weights sum to one.
fn weighted_median(values: &mut [(f64, f64)]) -> f64 {
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut below = 0.0;
    let mut before: Option<(f64, f64)> = None;
    for &(value, weight) in values.iter() {
        let middle = below + weight / 2.0;
        if middle >= 0.5 {
            return before.map_or(value, |(place, lower)| lower + (value - lower) * (0.5 - place) / (middle - place));
        }
        before = Some((middle, value));
        below += weight;
    }
    before.map_or(f64::NAN, |(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians() {
        for (mut values, expected) in [
            (vec![(3.0, 1.0 / 3.0), (1.0, 1.0 / 3.0), (8.0, 1.0 / 3.0)], 3.0),
            (vec![(4.0, 0.5), (2.0, 0.5)], 3.0),
            (vec![(1.0, 0.25), (2.0, 0.25), (4.0, 0.25), (9.0, 0.25)], 3.0),
            // Middles at 0.1, 0.5 and 0.9.
            (vec![(1.0, 0.2), (2.0, 0.6), (9.0, 0.2)], 2.0),
            // Middles at 0.3 and 0.8: two fifths of the way.
            (vec![(0.0, 0.6), (5.0, 0.4)], 2.0),
            (vec![(7.0, 1.0)], 7.0),
        ] {
            let found = weighted_median(&mut values);
            assert!((found - expected).abs() < 1e-12, "{values:?}: {found}");
        }
    }

    /// Of four candidates two are a step off, one three, and one of far steps half a step.
    #[test]
    fn what_did_badly_is_left_out_and_what_is_far_counts_far() {
        let history: Vec<f64> = (0..30).map(|time| f64::from(time) - 100.0).collect();
        let histories = vec![history.as_slice(); 20];
        let origins = crate::forecast::origins::roll(&histories, 1, None, &[], 10, &|_, _| {});
        let off = |by: f64| -> Vec<Vec<f64>> {
            origins.iter().map(|origin| origin.actual.iter().map(|actual| actual + by).collect()).collect()
        };
        let paths = [off(1.0), off(-1.0), off(3.0), off(0.5)];
        let slices: Vec<Vec<&[f64]>> = paths.iter().map(|paths| paths.iter().map(Vec::as_slice).collect()).collect();
        let found = Combination::learn(&origins, &slices, &[true, true, true, false], 10);
        assert_eq!(found.weights[..6], vec![vec![0.5, 0.5, 0.0, 0.0]; 6]);
        let powers: Vec<f64> = found.errors.iter().map(|error| error.powi(-2)).collect();
        let far = |candidate: usize| powers[candidate] / powers.iter().sum::<f64>();
        let close = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-12, "{found}, not {expected}");
        for candidate in 0..4 {
            close(found.weights[9][candidate], far(candidate));
            // Half way from the sixth to the tenth step.
            close(found.weights[7][candidate], f64::midpoint(found.weights[5][candidate], far(candidate)));
        }
        assert!(far(3) > 0.5 && far(2) < 0.05, "{powers:?}");
        let path = [[1.0; 10], [3.0; 10], [99.0; 10], [7.0; 10]];
        let combined = found.combine(&path.each_ref().map(<[f64; 10]>::as_slice));
        assert_eq!((combined[0], combined[5]), (2.0, 2.0));
        // The half is between the middles of the weights of 3 and of 7.
        let (three, seven) = (far(0) + far(1) / 2.0, far(0) + far(1) + far(3) / 2.0);
        close(combined[9], 3.0 + 4.0 * (0.5 - three) / (seven - three));
        close(combined[7], f64::midpoint(2.0, combined[9]));
        let nothing = Combination::learn(&[], &[vec![], vec![]], &[true, true], 2);
        assert_eq!(nothing.weights, [[0.5, 0.5], [0.5, 0.5]]);
    }

    /// Errors are in units, the mean change of a history, which is 2 here; few origins, of weight w in all, draw those of each
    /// candidate, a and b, to their mean: (w a + 10 (a + b) / 2) / (w + 10).
    #[test]
    fn few_origins_tell_little_and_errors_are_in_units() {
        let history: Vec<f64> = (0..30).map(|time| 2.0 * f64::from(time) - 100.0).collect();
        let origins = crate::forecast::origins::roll(&[history.as_slice()], 1, None, &[], 4, &|_, _| {});
        let off = |by: f64| -> Vec<Vec<f64>> {
            origins.iter().map(|origin| origin.actual.iter().map(|actual| actual + by).collect()).collect()
        };
        let paths = [off(2.0), off(-6.0)];
        let slices: Vec<Vec<&[f64]>> = paths.iter().map(|paths| paths.iter().map(Vec::as_slice).collect()).collect();
        let found = Combination::learn(&origins, &slices, &[true, true], 4);
        let weight = |step: usize| -> f64 {
            origins.iter().flat_map(Origin::known).filter(|(ahead, ..)| *ahead == step).map(|(.., weight)| weight).sum()
        };
        for (error, own) in found.errors.iter().zip([1.0, 3.0]) {
            let by_step = (1..=4).map(|step| (weight(step) * own + 10.0 * 2.0) / (weight(step) + 10.0));
            let expected = by_step.sum::<f64>() / 4.0;
            assert!((error - expected).abs() < 1e-12, "{error}, not {expected}");
        }
    }
}
