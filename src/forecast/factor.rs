//! Several series together: what moves all series of a file foretells each of them.
//!
//! Changes of each series are regressed on its own last change and on that of one factor, the first principal component of
//! the changes of all (a diffusion index: Stock & Watson 2002, doi:10.1198/016214502388618960; of a vector autoregression it
//! keeps rank one across series). Coefficients are drawn towards none, those of the factor more than the own one (Litterman
//! 1986, doi:10.1080/07350015.1986.10509491), by as much as the data say: fits under several tightnesses are averaged by how
//! likely they make the data (Giannone, Lenza & Primiceri 2015, <https://doi.org/10.1162/REST_a_00483>). Drawn towards none altogether, a
//! forecast is a random walk with drift.

use super::prepared::Prepared;
use super::start::possible;

/// Values that a series needs to be among those whose changes make the factor, and to be foretold by it.
const ENOUGH: usize = 8;
/// Prior standard deviations of the coefficient of a series' own last change; each is weighed, and none beside them.
const TIGHTNESS: [f64; 4] = [0.1, 0.2, 0.4, 0.8];
/// What the prior standard deviation of the factor's coefficient is of that of the own change; each is weighed.
const SHARES: [f64; 3] = [0.0, 0.25, 1.0];
/// Squarings that a matrix is raised to a high power by: to the power 2⁵⁰ only what is along the first eigenvector is left.
const SQUARINGS: usize = 50;

/// Paths of series that end at the same time, each on its own scale, so many steps ahead. A series that is alone, or has few
/// values, is foretold by its own last change; one whose changes are all equal goes on by them.
#[must_use]
pub fn paths(histories: &[&Prepared], horizon: usize) -> Vec<Vec<f64>> {
    let series: Vec<Changes> = histories.iter().map(|prepared| Changes::of(&prepared.working)).collect();
    let together: Vec<&Changes> = series.iter().filter(|changes| changes.count()).collect();
    let factor = (together.len() > 1).then(|| common(&together)).flatten();
    // The factor's own path, by its own last value.
    let leads = factor.as_ref().map_or_else(Vec::new, |factor| {
        let coefficient = Regression::averaged(factor, None).own;
        (0..horizon)
            .scan(factor[factor.len() - 1], |last, _| Some(std::mem::replace(last, *last * coefficient)))
            .collect()
    });
    let path = |changes: &Changes| {
        let factor = factor.as_deref().filter(|_| changes.count());
        let found = Regression::averaged(&changes.standard, factor);
        let mut last = changes.standard.last().copied().unwrap_or(0.0);
        let mut level = changes.last;
        let step = |ahead: usize| {
            last = found.own * last + found.factor * leads.get(ahead).copied().unwrap_or(0.0);
            level += changes.mean + changes.deviation * last;
            level
        };
        (0..horizon).map(step).collect()
    };
    series.iter().zip(histories).map(|(changes, prepared)| possible(&prepared.working, path(changes))).collect()
}

/// Changes of a history.
#[derive(Debug)]
struct Changes {
    /// The last value.
    last: f64,
    /// Mean and standard deviation of changes.
    mean: f64,
    deviation: f64,
    /// Changes less their mean, in standard deviations; none if they do not differ.
    standard: Vec<f64>,
}

impl Changes {
    fn of(history: &[f64]) -> Self {
        let mut changes: Vec<f64> = history.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let largest = history.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
        let (mean, deviation) = standardise(&mut changes, 1e-12 * largest);
        Self { last: history[history.len() - 1], mean, deviation, standard: changes }
    }

    /// Whether it is among those that make the factor.
    fn count(&self) -> bool {
        self.standard.len() + 1 >= ENOUGH
    }
}

/// Takes the mean out of numbers and divides by their standard deviation, and gives both; where they differ by no more than
/// rounding, zeros are left, and the deviation is zero.
fn standardise(numbers: &mut [f64], rounding: f64) -> (f64, f64) {
    let n = numbers.len() as f64;
    let mean = numbers.iter().sum::<f64>() / n;
    let deviation = (numbers.iter().map(|number| (number - mean).powi(2)).sum::<f64>() / n).sqrt();
    let deviation = if deviation > rounding { deviation } else { 0.0 };
    for number in numbers {
        *number = if deviation > 0.0 { (*number - mean) / deviation } else { 0.0 };
    }
    (mean, deviation)
}

/// The factor of series that end at the same time: the first principal component of their standardised changes since half of
/// them have begun, what a series lacks counting as its mean; standardised, oldest first. None if nothing changes.
fn common(series: &[&Changes]) -> Option<Vec<f64>> {
    let mut lengths: Vec<usize> = series.iter().map(|changes| changes.standard.len()).collect();
    lengths.sort_unstable();
    let window = lengths[lengths.len() / 2];
    let at = |changes: &Changes, time: usize| {
        (changes.standard.len() + time).checked_sub(window).map_or(0.0, |place| changes.standard[place])
    };
    let product = |one: &Changes, other: &Changes| (0..window).map(|time| at(one, time) * at(other, time)).sum::<f64>();
    let products: Vec<Vec<f64>> =
        series.iter().map(|one| series.iter().map(|other| product(one, other)).collect()).collect();
    let loadings = leading(products)?;
    let value = |time: usize| series.iter().zip(&loadings).map(|(changes, loading)| loading * at(changes, time)).sum();
    let mut factor: Vec<f64> = (0..window).map(value).collect();
    (standardise(&mut factor, 0.0).1 > 0.0).then_some(factor)
}

/// The eigenvector of the largest eigenvalue of a symmetric positive semidefinite matrix, by squaring it over and over; its
/// largest element is positive. None if the matrix is zero.
fn leading(mut matrix: Vec<Vec<f64>>) -> Option<Vec<f64>> {
    for _ in 0..SQUARINGS {
        let trace: f64 = (0..matrix.len()).map(|at| matrix[at][at]).sum();
        if trace.is_nan() || trace <= 0.0 {
            return None;
        }
        for cell in matrix.iter_mut().flatten() {
            *cell /= trace;
        }
        let product = |one: &Vec<f64>, other: &Vec<f64>| one.iter().zip(other).map(|(a, b)| a * b).sum::<f64>();
        matrix = matrix.iter().map(|one| matrix.iter().map(|other| product(one, other)).collect()).collect();
    }
    // What is left is the eigenvector times itself: its longest row is that of the largest element.
    let longest = (0..matrix.len()).max_by(|a, b| matrix[*a][*a].total_cmp(&matrix[*b][*b]))?;
    let row = matrix.swap_remove(longest);
    let length = row.iter().map(|cell| cell * cell).sum::<f64>().sqrt();
    (length > 0.0).then(|| row.iter().map(|cell| cell / length).collect())
}

/// A standardised change by the last own one and the last of the factor.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Regression {
    own: f64,
    factor: f64,
}

impl Regression {
    /// The mean of fits under all tightnesses, weighed by their evidence; with a factor, which ends at the same time, and
    /// without. What a change keeps of the own last one is at most all of it.
    fn averaged(own: &[f64], factor: Option<&[f64]>) -> Self {
        let rows = Rows::of(own, factor);
        let shares = if factor.is_some() { &SHARES[..] } else { &SHARES[..1] };
        let priors = TIGHTNESS.iter().flat_map(|own| shares.iter().map(move |share| [*own, own * share]));
        let fits: Vec<([f64; 2], f64)> = std::iter::once([0.0; 2]).chain(priors).map(|prior| rows.fit(prior)).collect();
        let likeliest = fits.iter().map(|(_, evidence)| *evidence).fold(f64::NEG_INFINITY, f64::max);
        let mut sums = [0.0; 3];
        for ([own, factor], evidence) in fits {
            let weight = (evidence - likeliest).exp();
            sums = [sums[0] + weight * own, sums[1] + weight * factor, sums[2] + weight];
        }
        Self { own: (sums[0] / sums[2]).clamp(-1.0, 1.0), factor: sums[1] / sums[2] }
    }
}

/// Products of deviations from means, over pairs of a change and what was known before it.
#[derive(Debug)]
struct Rows {
    /// How many there are.
    number: f64,
    /// Of what was known, the own last change and the factor, with each other.
    known: [[f64; 2]; 2],
    /// Of what was known with what came, and of what came with itself.
    cross: [f64; 2],
    came: f64,
}

impl Rows {
    fn of(own: &[f64], factor: Option<&[f64]>) -> Self {
        let length = factor.map_or(own.len(), |factor| own.len().min(factor.len()));
        let own = &own[own.len() - length..];
        let factor = factor.map(|factor| &factor[factor.len() - length..]);
        let rows: Vec<[f64; 3]> =
            (1..length).map(|at| [own[at - 1], factor.map_or(0.0, |factor| factor[at - 1]), own[at]]).collect();
        let mean = |column: usize| rows.iter().map(|row| row[column]).sum::<f64>() / rows.len().max(1) as f64;
        let means = [0, 1, 2].map(mean);
        let product =
            |a: usize, b: usize| rows.iter().map(|row| (row[a] - means[a]) * (row[b] - means[b])).sum::<f64>();
        Self {
            number: rows.len() as f64,
            known: [[product(0, 0), product(0, 1)], [product(0, 1), product(1, 1)]],
            cross: [product(0, 2), product(1, 2)],
            came: product(2, 2),
        }
    }

    /// Coefficients, expected with these prior standard deviations in standard deviations of errors, and the logarithm of the
    /// evidence but for a constant.
    ///
    /// Normal errors, whose variance is inverse gamma with shape 1 and scale ½ beforehand, about a level of which nothing is
    /// known: then both have a closed form (Zellner 1971, An introduction to Bayesian inference in econometrics, section 8.1).
    fn fit(&self, prior: [f64; 2]) -> ([f64; 2], f64) {
        let [own, factor] = prior;
        // In prior standard deviations.
        let (a, b, d) = (
            1.0 + own * own * self.known[0][0],
            own * factor * self.known[0][1],
            1.0 + factor * factor * self.known[1][1],
        );
        let right = [own * self.cross[0], factor * self.cross[1]];
        let determinant = a * d - b * b;
        let found = [(d * right[0] - b * right[1]) / determinant, (a * right[1] - b * right[0]) / determinant];
        let left = (self.came - right[0] * found[0] - right[1] * found[1]).max(0.0);
        let shape = 1.0 + (self.number - 1.0).max(0.0) / 2.0;
        ([own * found[0], factor * found[1]], -0.5 * determinant.ln() - shape * f64::midpoint(1.0, left).ln())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::numeric::random::{fill_normal, key};

    const A: [f64; 14] = [3.0, 5.0, 4.0, 8.0, 9.0, 7.0, 12.0, 15.0, 13.0, 16.0, 20.0, 19.0, 24.0, 23.0];
    const B: [f64; 14] = [50.0, 53.0, 51.0, 58.0, 60.0, 55.0, 66.0, 70.0, 69.0, 73.0, 80.0, 77.0, 88.0, 85.0];
    const C: [f64; 10] = [7.0, 6.0, 9.0, 8.0, 11.0, 10.0, 14.0, 12.0, 15.0, 17.0];

    /// Far below zero, so that the scale is the level itself.
    fn below(values: &[f64]) -> Prepared {
        Prepared::new(&values.iter().map(|value| value - 1000.0).collect::<Vec<_>>(), 1, None)
    }

    fn close(found: &[f64], expected: &[f64]) {
        let apart = found.iter().zip(expected).map(|(found, expected)| (found + 1000.0 - expected).abs());
        assert!(found.len() == expected.len() && apart.fold(0.0, f64::max) < 1e-9, "{found:?}");
    }

    /// By numpy's singular value decomposition, generalised least squares, and scipy's multivariate t of all contrasts of what came.
    #[test]
    fn three_series_as_in_numpy() {
        let series = [below(&A), below(&B), below(&C)];
        let found = paths(&series.iter().collect::<Vec<_>>(), 4);
        close(
            &found[0],
            &[25.338_564_377_628_686, 26.618_510_120_552_287, 28.242_293_316_565_79, 29.752_098_712_355_203],
        );
        close(&found[1], &[89.865_505_694_125_74, 91.741_912_203_025_6, 94.736_795_074_517_97, 97.317_928_620_110_52]);
        close(
            &found[2],
            &[17.573_015_854_360_78, 19.004_989_345_068_285, 19.926_439_636_400_936, 21.149_080_206_676_008],
        );
        let alone = paths(&[&series[0]], 4);
        close(
            &alone[0],
            &[25.246_749_996_902_13, 26.587_582_958_858_153, 28.181_187_361_482_106, 29.704_262_787_662_714],
        );
    }

    #[test]
    fn what_says_nothing_is_a_drift() {
        // Equal changes go on; a series of few values is foretold as if it were alone.
        let line: Vec<f64> = (0..12).map(f64::from).collect();
        let few = below(&[1.0, 4.0, 2.0, 5.0]);
        let found = paths(&[&below(&line), &below(&A), &few], 3);
        close(&found[0], &[12.0, 13.0, 14.0]);
        assert_eq!(found[2], paths(&[&few], 3)[0]);
        // Drawn towards none altogether, and not at all: what came follows what was known exactly.
        let own = [0.4, -1.0, 2.0, 0.3, -0.7, 1.1, 0.2, -1.6];
        let factor = [1.0, 0.2, -0.5, 1.4, -1.0, 0.1, 0.9, 0.0];
        let came = |at: usize| 0.6 * own[at] - 0.3 * factor[at] + 5.0;
        let mut rows = Rows::of(&own, Some(&factor));
        let (mut cross, mut square) = ([0.0; 2], 0.0);
        let mean = |of: &dyn Fn(usize) -> f64| (0..7).map(of).sum::<f64>() / 7.0;
        let (one, two, three) = (mean(&|at| own[at]), mean(&|at| factor[at]), mean(&came));
        for at in 0..7 {
            let came = came(at) - three;
            cross = [cross[0] + (own[at] - one) * came, cross[1] + (factor[at] - two) * came];
            square += came * came;
        }
        (rows.cross, rows.came) = (cross, square);
        assert_eq!(rows.fit([0.0, 0.0]).0, [0.0, 0.0]);
        let ([own, factor], _) = rows.fit([1e6, 1e6]);
        assert!((own - 0.6).abs() < 1e-9 && (factor + 0.3).abs() < 1e-9, "{own} {factor}");
    }

    #[test]
    fn the_first_eigenvector() {
        // Of 3 - √5 and 3 + √5: the golden ratio.
        let golden = f64::midpoint(1.0, 5_f64.sqrt());
        let found = leading(vec![vec![2.0, 2.0], vec![2.0, 4.0]]).expect("an eigenvector");
        assert!((found[1] / found[0] - golden).abs() < 1e-12, "{found:?}");
        assert!((found[0].hypot(found[1]) - 1.0).abs() < 1e-12);
        assert_eq!(leading(vec![vec![0.0; 2]; 2]), None);
        assert_eq!(leading(vec![vec![1e-200, 0.0], vec![0.0, 4e-200]]), Some(vec![0.0, 1.0]));
    }

    /// Series whose changes have a part in common, of which four fifths are kept a step later, and a noise 1.5 times its shocks.
    pub(in crate::forecast) fn followers(length: usize) -> Vec<Vec<f64>> {
        let mut noise = vec![0.0; 7 * length];
        fill_normal(&mut noise, 0, key(5, "factor", 0), 0);
        let mut common = 0.0;
        let mut series = vec![Vec::new(); 6];
        let mut levels = [-1e4; 6];
        for noise in noise.chunks(7) {
            common = 0.8 * common + noise[6];
            for (place, level) in levels.iter_mut().enumerate() {
                *level += common + 1.5 * noise[place];
                series[place].push(*level);
            }
        }
        series
    }

    #[test]
    fn what_series_say_of_each_other_is_found() {
        let all = followers(200);
        let error = |together: bool| -> f64 {
            let at = |known: usize| -> f64 {
                let prepared: Vec<Prepared> =
                    all.iter().map(|series| Prepared::new(&series[..known], 1, None)).collect();
                let found = if together {
                    paths(&prepared.iter().collect::<Vec<_>>(), 1)
                } else {
                    prepared.iter().map(|series| paths(&[series], 1).remove(0)).collect()
                };
                (0..6).map(|place| (found[place][0] - all[place][known]).abs()).sum()
            };
            (60..200).map(at).sum::<f64>() / 840.0
        };
        // The variance of the common part is 1 / (1 - 0.8²). Knowing it leaves 1 + 1.5²; by the own last change alone 4.05 are left
        // (0.8 / 0.36)² / (1 / 0.36 + 1.5²) less than all. Errors of the two would be as 0.896 to one.
        let (together, alone) = (error(true), error(false));
        assert!(together < 0.95 * alone, "{together} against {alone}");
    }
}
