//! The combination: a weighted median of the candidates that did well at the rolling origins.

use super::origins::Origin;

/// The power of errors that candidates weigh in inverse proportion to.
const POWER: i32 = 5;
/// What the average of all candidates counts for in the error of each, in origins: few origins do not tell them apart.
const PRIOR: f64 = 10.0;

/// What each candidate counts for.
#[derive(Debug, Clone, PartialEq)]
pub struct Combination {
    /// Mean absolute errors at the rolling origins, in units, by candidate.
    pub errors: Vec<f64>,
    /// Weights by candidate, summing to one.
    pub weights: Vec<f64>,
}

impl Combination {
    /// Compares candidates over all rolling origins of all series; `paths` holds the paths of each candidate at each origin.
    ///
    /// Weights are in inverse proportion to a power of errors, after the squares of Bates & Granger 1969,
    /// doi:10.1057/jors.1969.103: a higher power leaves out what did badly without a limit at which it drops out.
    #[must_use]
    pub fn learn(origins: &[Origin], paths: &[Vec<&[f64]>], horizon: usize) -> Self {
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
        let least = errors.iter().copied().fold(f64::INFINITY, f64::min);
        let raw = errors.iter().map(|error| (least / error).powi(POWER));
        // Histories without any error leave nothing to compare.
        let raw: Vec<f64> = raw.map(|weight| if weight.is_finite() { weight } else { 1.0 }).collect();
        let sum: f64 = raw.iter().sum();
        Self { weights: raw.iter().map(|weight| weight / sum).collect(), errors }
    }

    /// The weighted median path, step by step.
    #[must_use]
    pub fn combine(&self, paths: &[&[f64]], horizon: usize) -> Vec<f64> {
        let mut values = Vec::with_capacity(paths.len());
        (0..horizon)
            .map(|step| {
                values.clear();
                let weighted = paths.iter().zip(&self.weights).filter(|(_, weight)| **weight > 0.0);
                values.extend(weighted.map(|(path, weight)| (path[step], *weight)));
                weighted_median(&mut values)
            })
            .collect()
    }
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

    /// Of three candidates two are a step off, one three.
    #[test]
    fn what_did_badly_hardly_counts() {
        let history: Vec<f64> = (0..30).map(|time| f64::from(time) - 100.0).collect();
        let histories = vec![history.as_slice(); 20];
        let origins = crate::forecast::origins::roll(&histories, 1, None, &[], 2, &|_, _| {});
        let off = |by: f64| -> Vec<Vec<f64>> {
            origins.iter().map(|origin| origin.actual.iter().map(|actual| actual + by).collect()).collect()
        };
        let paths = [off(1.0), off(-1.0), off(3.0)];
        let slices: Vec<Vec<&[f64]>> = paths.iter().map(|paths| paths.iter().map(Vec::as_slice).collect()).collect();
        let found = Combination::learn(&origins, &slices, 2);
        // Twenty series have eight origins one step ahead and seven two steps; ten origins' worth of the average, 5/3, is added.
        let seen = [8, 7].map(|origins| 20.0 * (1.0 - 0.6_f64.powi(origins)) / 0.4);
        let error = |own: f64| seen.map(|seen| (seen * own + 50.0 / 3.0) / (seen + 10.0)).iter().sum::<f64>();
        let ratio = found.errors[0] / found.errors[2];
        assert!((ratio - error(1.0) / error(3.0)).abs() < 1e-9, "{ratio}");
        let rest = ratio.powi(5);
        for (weight, expected) in found.weights.iter().zip([1.0, 1.0, rest]) {
            assert!((weight - expected / (2.0 + rest)).abs() < 1e-12, "{weight}");
        }
        // Half of the weight is just above the middle of the two good ones.
        let combined = found.combine(&[&[1.0, 2.0], &[3.0, 4.0], &[99.0, 99.0]], 2);
        assert!((combined[0] - (2.0 + rest)).abs() < 1e-9 && (combined[1] - combined[0] - 1.0).abs() < 1e-9);
        let nothing = Combination::learn(&[], &[vec![], vec![]], 2);
        assert_eq!(nothing.weights, [0.5, 0.5]);
    }
}
