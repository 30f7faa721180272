//! Forecasts of parts and totals made to add up, whole distributions of them: minimum trace reconciliation.
//!
//! Sources: Wickramasuriya, Athanasopoulos & Hyndman 2019, doi:10.1080/01621459.2018.1448825 (the projection); Schäfer &
//! Strimmer 2005, doi:10.2202/1544-6115.1175 (the shrunken correlations of errors); Panagiotelis, Gamakumara,
//! Athanasopoulos & Hyndman 2023, doi:10.1016/j.ejor.2022.07.040 (projected draws are draws of what adds up).

use crate::numeric::cholesky::cholesky;
use crate::numeric::random::key;
use crate::parallel;

use super::empirical::{DECILES_APART, Empirical};
use super::hierarchy::Group;
use super::panel::Series;
use super::paths::{SHARED, walks};
use super::predictive::Predictive;

/// Draws that the distributions of sums are made of.
const DRAWS: usize = 2000;
/// Their seed.
const SEED: u64 = 1;
/// Between the 2.5 and 97.5 % quantiles of a normal distribution, in standard deviations.
const EDGES_APART: f64 = 2.0 * 1.959_963_984_540_054;

/// Correlations of the errors of several series, drawn towards none: those of `own[i]` of its own and of factors that all
/// share, one for each origin.
#[derive(Debug, Clone)]
pub struct Correlations {
    /// By series: the weights of the factors.
    factors: Vec<Vec<f64>>,
    /// By series: the share of the variance that is its own.
    own: Vec<f64>,
    /// How far correlations are drawn towards none, from 0 to 1.
    shrinkage: f64,
}

impl Correlations {
    /// From errors by series at the same origins; not a number where there is none. Errors are taken about zero, as forecasts
    /// are without bias.
    ///
    /// The shrinkage is the sum of the variances of all correlations over the sum of their squares (Schäfer & Strimmer 2005,
    /// target D).
    #[must_use]
    pub fn shrunk(errors: &[Vec<f64>]) -> Self {
        let origins = errors.iter().map(Vec::len).max().unwrap_or(0);
        let standard: Vec<Vec<f64>> = errors.iter().map(|errors| standardised(errors, origins)).collect();
        let count = origins as f64;
        let pairs = parallel::map_indices(standard.len(), |one| {
            standard[..one].iter().fold((0.0, 0.0), |(variances, squares), other| {
                let (mut sum, mut sum_of_squares) = (0.0, 0.0);
                for (a, b) in standard[one].iter().zip(other) {
                    sum += a * b;
                    sum_of_squares += (a * b).powi(2);
                }
                let variance = (sum_of_squares - sum * sum / count) / (count * (count - 1.0));
                (variances + variance, squares + (sum / count).powi(2))
            })
        });
        let (variances, squares) = pairs.into_iter().fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        let shrinkage = if origins > 1 && squares > 0.0 { (variances / squares).clamp(0.0, 1.0) } else { 1.0 };
        let weight = ((1.0 - shrinkage) / count.max(1.0)).sqrt();
        let factors: Vec<Vec<f64>> =
            standard.into_iter().map(|errors| errors.into_iter().map(|error| weight * error).collect()).collect();
        let own = factors.iter().map(|factors| (1.0 - dot(factors, factors)).max(0.0)).collect();
        Self { factors, own, shrinkage }
    }
}

/// Errors over their root mean square, for which those that are missing count as zero; 0 where there is none.
fn standardised(errors: &[f64], origins: usize) -> Vec<f64> {
    let squares: f64 = errors.iter().filter(|error| error.is_finite()).map(|error| error * error).sum();
    let root = (squares / origins as f64).sqrt();
    let standard = |error: f64| if error.is_finite() && root > 0.0 { error / root } else { 0.0 };
    (0..origins).map(|origin| standard(errors.get(origin).copied().unwrap_or(f64::NAN))).collect()
}

fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(a, b)| a * b).sum()
}

/// The projection of one step onto what adds up: `y - W C' (C W C')⁻¹ C y`, where each row of C is a total less its parts and W is
/// the covariance of errors. W has a diagonal and a few factors, and is never written out.
struct Projector<'a> {
    sums: &'a [Vec<usize>],
    /// Factors of each member, in its units.
    factors: Vec<Vec<f64>>,
    /// The variance of each member that is its own.
    own: Vec<f64>,
    /// Factors of each row of C.
    rows: Vec<Vec<f64>>,
    /// The lower factor of C W C' over `scales` on both sides.
    lower: Vec<Vec<f64>>,
    scales: Vec<f64>,
}

impl<'a> Projector<'a> {
    /// From the standard deviations of errors of totals and parts.
    fn new(sums: &'a [Vec<usize>], correlations: &Correlations, deviations: &[f64]) -> Self {
        let scaled =
            |(factors, deviation): (&Vec<f64>, &f64)| factors.iter().map(|factor| factor * deviation).collect();
        let factors: Vec<Vec<f64>> = correlations.factors.iter().zip(deviations).map(scaled).collect();
        let own: Vec<f64> =
            correlations.own.iter().zip(deviations).map(|(own, deviation)| own * deviation * deviation).collect();
        let totals = sums.len();
        let row = |total: usize| {
            let mut row = factors[total].clone();
            for part in &sums[total] {
                row.iter_mut().zip(&factors[totals + part]).for_each(|(row, factor)| *row -= factor);
            }
            row
        };
        let rows: Vec<Vec<f64>> = (0..totals).map(row).collect();
        let covariance = |one: usize, other: usize| {
            let parts: f64 = common(&sums[one], &sums[other]).map(|part| own[totals + part]).sum();
            dot(&rows[one], &rows[other]) + parts + if one == other { own[one] } else { 0.0 }
        };
        let scales: Vec<f64> = (0..totals).map(|total| covariance(total, total).sqrt()).collect();
        let correlation = |one: usize, other: usize| match scales[one] * scales[other] {
            scale if scale > 0.0 => covariance(one, other) / scale,
            _ => 0.0,
        };
        let matrix = parallel::map_indices(totals, |one| (0..totals).map(|other| correlation(one, other)).collect());
        // Rounding alone can keep it from having a factor; forecasts are then left as they are, and parts added up.
        let lower = cholesky(&matrix).unwrap_or_else(|| vec![vec![0.0; totals]; totals]);
        Self { sums, factors, own, rows, lower, scales }
    }

    /// Moves what is to add up as little as its errors allow, and adds parts up. Members are totals, then parts.
    fn apply(&self, values: &mut [f64], at_least_zero: bool) {
        let totals = self.sums.len();
        let missed: Vec<f64> = self
            .sums
            .iter()
            .enumerate()
            .map(|(total, parts)| values[total] - parts.iter().map(|part| values[totals + part]).sum::<f64>())
            .collect();
        let moves = self.solved(missed);
        let mut shared = vec![0.0; self.rows.first().map_or(0, Vec::len)];
        for (row, by) in self.rows.iter().zip(&moves) {
            shared.iter_mut().zip(row).for_each(|(sum, factor)| *sum += factor * by);
        }
        let mut direct = vec![0.0; values.len() - totals];
        for (parts, by) in self.sums.iter().zip(&moves) {
            for part in parts {
                direct[*part] -= by;
            }
        }
        for (part, direct) in direct.into_iter().enumerate() {
            let member = totals + part;
            values[member] -= dot(&self.factors[member], &shared) + self.own[member] * direct;
            if at_least_zero {
                values[member] = values[member].max(0.0);
            }
        }
        for (total, parts) in self.sums.iter().enumerate() {
            values[total] = parts.iter().map(|part| values[totals + part]).sum();
        }
    }

    /// (C W C')⁻¹ times a vector; 0 for what has no errors.
    fn solved(&self, mut vector: Vec<f64>) -> Vec<f64> {
        let usable = |total: usize| self.scales[total] > 0.0 && self.lower[total][total] > 1e-8;
        for total in 0..vector.len() {
            let before = dot(&self.lower[total][..total], &vector[..total]);
            let rest = if usable(total) { vector[total] / self.scales[total] - before } else { 0.0 };
            vector[total] = if usable(total) { rest / self.lower[total][total] } else { 0.0 };
        }
        for total in (0..vector.len()).rev() {
            let after: f64 = (total + 1..vector.len()).map(|below| self.lower[below][total] * vector[below]).sum();
            vector[total] = if usable(total) { (vector[total] - after) / self.lower[total][total] } else { 0.0 };
        }
        vector.iter().zip(&self.scales).map(|(value, scale)| if *scale > 0.0 { value / scale } else { 0.0 }).collect()
    }
}

/// What two ascending lists have in common.
fn common<'a>(one: &'a [usize], other: &'a [usize]) -> impl Iterator<Item = usize> + 'a {
    one.iter().copied().filter(|part| other.binary_search(part).is_ok())
}

/// Forecasts of a group that add up.
#[derive(Debug)]
pub struct Reconciled {
    /// Places of its series in the panel: totals, then parts.
    pub members: Vec<usize>,
    sums: Vec<Vec<usize>>,
    /// By member: its forecast by itself, and its name.
    forecasts: Vec<Predictive>,
    names: Vec<String>,
    correlations: Correlations,
    at_least_zero: bool,
}

impl Reconciled {
    /// From the series of a group, totals before parts, the forecast of each by itself, and their errors one step ahead by series and
    /// origin. No draw of a part is below zero if none of their values is.
    #[must_use]
    pub fn new(group: &Group, series: &[&Series], forecasts: &[&Predictive], errors: &[Vec<f64>]) -> Self {
        let values = series[group.sums.len()..].iter().flat_map(|series| series.history());
        Self {
            members: group.members.clone(),
            sums: group.sums.clone(),
            forecasts: forecasts.iter().map(|forecast| forecast.by_itself()).collect(),
            names: series.iter().map(|series| series.name.clone()).collect(),
            correlations: Correlations::shrunk(errors),
            at_least_zero: values.filter(|value| value.is_finite()).all(|value| *value >= 0.0),
        }
    }

    /// How far correlations of errors are drawn towards none, from 0 to 1.
    #[must_use]
    pub fn shrinkage(&self) -> f64 {
        self.correlations.shrinkage
    }

    /// How many totals there are, and how many parts.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        (self.sums.len(), self.members.len() - self.sums.len())
    }

    fn horizon(&self) -> usize {
        self.forecasts.first().map_or(0, Predictive::horizon)
    }

    fn projection(&self, ahead: usize) -> Projector<'_> {
        let deviations: Vec<f64> = self.forecasts.iter().map(|forecast| deviation(forecast, ahead)).collect();
        Projector::new(&self.sums, &self.correlations, &deviations)
    }

    /// Paths by member, number and step: those of each series by itself, together as errors were, moved so that each path adds up.
    #[must_use]
    pub fn paths(&self, seed: u64, number: usize) -> Vec<Vec<Vec<f64>>> {
        let parts = self.paths_of_parts(seed, number);
        let mut paths = self.paths_of_totals(&parts, number);
        paths.extend(parts);
        for step in 0..self.horizon() {
            let projection = self.projection(step + 1);
            let moved = parallel::map_indices(number, |path| {
                let mut values: Vec<f64> = paths.iter().map(|paths| paths[path][step]).collect();
                projection.apply(&mut values, self.at_least_zero);
                values
            });
            for (path, values) in moved.into_iter().enumerate() {
                paths.iter_mut().zip(values).for_each(|(paths, value)| paths[path][step] = value);
            }
        }
        paths
    }

    /// Paths of parts, in an order in which errors go together as they did at the rolling origins, as far as correlations are not
    /// drawn towards none.
    fn paths_of_parts(&self, seed: u64, number: usize) -> Vec<Vec<Vec<f64>>> {
        let Correlations { factors, own, .. } = &self.correlations;
        let origins = factors.first().map_or(0, Vec::len);
        let shared: Vec<Vec<Vec<f64>>> =
            parallel::map_indices(origins, |origin| walks(key(seed, SHARED, origin as u64), number, self.horizon()));
        let (totals, parts) = self.counts();
        parallel::map_indices(parts, |part| {
            let member = totals + part;
            let shared = |path: usize, step: usize| {
                let walks = factors[member].iter().zip(&shared);
                walks.map(|(factor, walks)| factor * walks[path][step]).sum::<f64>()
            };
            self.forecasts[member].ordered((seed, &self.names[member]), number, own[member].sqrt(), shared)
        })
    }

    /// Paths of totals, in the order of the sums of their parts: a total that is forecast too high has parts that are. Were
    /// correlations of totals with parts drawn towards none, draws of both would speak as of two things, and sums be too sure.
    fn paths_of_totals(&self, parts: &[Vec<Vec<f64>>], number: usize) -> Vec<Vec<Vec<f64>>> {
        parallel::map_indices(self.sums.len(), |total| {
            let mut paths = vec![vec![0.0; self.horizon()]; number];
            for step in 0..self.horizon() {
                let sum = |path: usize| self.sums[total].iter().map(|part| parts[*part][path][step]).sum::<f64>();
                let mut order: Vec<(f64, usize)> = (0..number).map(|path| (sum(path), path)).collect();
                order.sort_by(|one, other| one.0.total_cmp(&other.0));
                for (rank, (_, path)) in order.into_iter().enumerate() {
                    let level = (rank as f64 + 0.5) / number as f64;
                    paths[path][step] = self.forecasts[total].quantile(step + 1, level);
                }
            }
            paths
        })
    }

    /// What each member's own forecast becomes so that all add up, by member and step.
    #[must_use]
    pub fn points(&self) -> Vec<Vec<f64>> {
        let mut points = vec![Vec::with_capacity(self.horizon()); self.forecasts.len()];
        for ahead in 1..=self.horizon() {
            let mut values: Vec<f64> = self.forecasts.iter().map(|forecast| forecast.median(ahead)).collect();
            self.projection(ahead).apply(&mut values, self.at_least_zero);
            points.iter_mut().zip(values).for_each(|(points, value)| points.push(value));
        }
        points
    }

    /// The members' forecasts, whose points add up, and whose distributions are those of draws that do.
    #[must_use]
    pub fn forecasts(&self) -> Vec<Predictive> {
        let (points, paths) = (self.points(), self.paths(SEED, DRAWS));
        let step =
            |paths: &[Vec<f64>], step: usize| Empirical::new(paths.iter().map(|path| (path[step], 1.0)).collect());
        let members = self.forecasts.iter().zip(points).zip(paths);
        let draws = |paths: &[Vec<f64>]| (0..self.horizon()).map(|at| step(paths, at)).collect();
        members.map(|((forecast, points), paths)| forecast.added_up(points, draws(&paths))).collect()
    }
}

/// The standard deviation of a normal distribution whose deciles are as far apart, or whose 95 % interval is as wide where
/// deciles are equal.
fn deviation(forecast: &Predictive, ahead: usize) -> f64 {
    let apart = |low: f64, high: f64| forecast.quantile(ahead, high) - forecast.quantile(ahead, low);
    let deviation = apart(0.1, 0.9) / DECILES_APART;
    if deviation > 0.0 { deviation } else { apart(0.025, 0.975) / EDGES_APART }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn independent(series: usize) -> Correlations {
        Correlations { factors: vec![Vec::new(); series], own: vec![1.0; series], shrinkage: 1.0 }
    }

    /// A total and two parts whose errors have nothing in common: each takes of what is amiss as much as its variance is of all.
    #[test]
    fn two_parts_by_hand() {
        let sums = [vec![0, 1]];
        let mut values = [110.0, 60.0, 40.0];
        Projector::new(&sums, &independent(3), &[1.0, 2.0, 3.0]).apply(&mut values, false);
        let missed = 10.0 / 14.0;
        for (found, expected) in values.iter().zip([110.0 - missed, 60.0 + 4.0 * missed, 40.0 + 9.0 * missed]) {
            assert!((found - expected).abs() < 1e-12, "{found}, not {expected}");
        }
        // Correlated errors: W has 0.5 × 2 × 3 between the parts; W C' is (1, -7, -12) and C W C' is 20.
        let factor = 0.5_f64.sqrt();
        let correlations = Correlations {
            factors: vec![vec![0.0], vec![factor], vec![factor]],
            own: vec![1.0, 0.5, 0.5],
            shrinkage: 0.5,
        };
        let mut values = [110.0, 60.0, 40.0];
        Projector::new(&sums, &correlations, &[1.0, 2.0, 3.0]).apply(&mut values, false);
        for (found, expected) in values.iter().zip([109.5, 63.5, 46.0]) {
            assert!((found - expected).abs() < 1e-12, "{found}, not {expected}");
        }
    }

    #[test]
    fn what_is_certain_does_not_move_and_nothing_falls_below_zero() {
        let sums = [vec![0, 1]];
        let mut values = [120.0, 60.0, 40.0];
        Projector::new(&sums, &independent(3), &[0.0, 0.0, 3.0]).apply(&mut values, false);
        assert_eq!(values, [120.0, 60.0, 60.0]);
        let mut values = [100.0, 60.0, 40.0];
        Projector::new(&sums, &independent(3), &[0.0; 3]).apply(&mut values, false);
        assert_eq!(values, [100.0, 60.0, 40.0]);
        let mut values = [10.0, 60.0, 1.0];
        Projector::new(&sums, &independent(3), &[1.0, 1.0, 1.0]).apply(&mut values, true);
        assert_eq!(values, [43.0, 43.0, 0.0]);
    }

    /// A total, two groups and four parts with twelve errors each: values by `MinTrace("mint_shrink")` of hierarchicalforecast
    /// 1.5.3 (whose covariance has 2e-8 more on its diagonal), the shrinkage by the formula in numpy.
    #[test]
    fn reconciles_as_another_implementation_does() {
        let sums = [vec![0, 1, 2, 3], vec![0, 1], vec![2, 3]];
        let errors: Vec<Vec<f64>> = (0..7)
            .map(|series: usize| {
                let error = |origin: usize| {
                    let (i, t) = (series as f64 + 1.0, origin as f64 + 1.0);
                    let own = if [1, 3, 4].contains(&series) { 0.3 * (0.9 * t).sin() } else { 0.0 };
                    (1.7 * i * t).sin() + 0.8 * (2.3 * t).cos() + own
                };
                let errors: Vec<f64> = (0..12).map(error).collect();
                let mean = errors.iter().sum::<f64>() / 12.0;
                errors.iter().map(|error| error - mean).collect()
            })
            .collect();
        let correlations = Correlations::shrunk(&errors);
        assert!((correlations.shrinkage - 0.886_922_300_048_940_3).abs() < 1e-12, "{}", correlations.shrinkage);
        let mut values = [100.0, 58.0, 50.0, 33.0, 22.0, 21.0, 24.0];
        Projector::new(&sums, &correlations, &[9.0, 6.0, 5.0, 4.0, 3.0, 2.5, 3.5]).apply(&mut values, false);
        let expected =
            [102.429_242_11, 55.673_431_98, 46.755_810_13, 33.455_043_2, 22.218_388_78, 21.587_994_39, 25.167_815_74];
        for (found, expected) in values.iter().zip(expected) {
            assert!((found - expected).abs() < 5e-8, "{found}, not {expected}");
        }
    }
}
