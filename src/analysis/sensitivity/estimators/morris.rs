//! Elementary effects: the cheapest look at many factors.

use ndarray::Array2;

use crate::numeric::permutation::Permutation;
use crate::numeric::random;

/// Values that a factor takes: the middles of this many equal parts of (0, 1), so that no quantile is infinite.
const GRID: usize = 8;
/// How far a factor moves on the grid: up by so many values, or down by the rest of the grid where that is beyond it, so that all
/// values are equally likely. Not half of the grid: what repeats within half of a distribution, as sin² does around a circle, would
/// have no effect at all.
const STEP: usize = 3;

/// What moving one factor does to the output, per unit of the factor, over all trajectories.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effects {
    /// Mean effect.
    pub mu: f64,
    /// Mean of absolute effects: does not cancel where the sign changes.
    pub mu_star: f64,
    /// Standard deviation (divisor r - 1): interaction or curvature.
    pub sigma: f64,
}

/// Paths through the unit cube that move every factor once (Morris 1991, doi:10.1080/00401706.1991.10484804), with the
/// mean of absolute effects of Campolongo, Cariboni and Saltelli (2007, doi:10.1016/j.envsoft.2006.10.004).
#[derive(Debug, Clone)]
pub struct Trajectories {
    /// The points [factor, point]: each trajectory has one more than there are factors.
    pub design: Array2<f64>,
    /// The factor that moves to each point; none at the start of a trajectory.
    moved: Vec<Option<usize>>,
}

impl Trajectories {
    /// Random trajectories.
    #[must_use]
    pub fn new(factors: usize, trajectories: usize, seed: u64) -> Self {
        let length = factors + 1;
        let mut design = Array2::zeros((factors, trajectories * length));
        let mut moved = vec![None; trajectories * length];
        for trajectory in 0..trajectories {
            let first = trajectory * length;
            let key = random::key(seed, "trajectory", trajectory as u64);
            let order = Permutation::new(factors as u64, key);
            let mut at: Vec<usize> =
                (0..factors).map(|factor| (random::uniform(factor as u64, key, 1) * GRID as f64) as usize).collect();
            for point in first..first + length {
                if point > first {
                    let factor = order.apply((point - first - 1) as u64) as usize;
                    at[factor] = (at[factor] + STEP) % GRID;
                    moved[point] = Some(factor);
                }
                for (factor, level) in at.iter().enumerate() {
                    design[[factor, point]] = (*level as f64 + 0.5) / GRID as f64;
                }
            }
        }
        Self { design, moved }
    }

    /// Whether a factor with few values has one that no point of the grid stands for, given the probabilities of all values
    /// up to each: what that value does is in no effect.
    #[must_use]
    pub fn miss_a_value(cumulative: &[f64]) -> bool {
        let tried =
            |from: f64, to: f64| (0..GRID).any(|level| (from..to).contains(&((level as f64 + 0.5) / GRID as f64)));
        let from = std::iter::once(&0.0).chain(cumulative);
        from.zip(cumulative).any(|(from, to)| to > from && !tried(*from, *to))
    }

    /// The effects of each factor, from the outputs at the points of the design.
    ///
    /// # Panics
    /// If there are not as many outputs as points.
    #[must_use]
    pub fn effects(&self, outputs: &[f64]) -> Vec<Effects> {
        assert_eq!(outputs.len(), self.moved.len(), "as many outputs as points");
        let mut found: Vec<Vec<f64>> = vec![Vec::new(); self.design.nrows()];
        for (point, factor) in self.moved.iter().enumerate() {
            let Some(factor) = *factor else { continue };
            let step = self.design[[factor, point]] - self.design[[factor, point - 1]];
            found[factor].push((outputs[point] - outputs[point - 1]) / step);
        }
        found.iter().map(|effects| summary(effects)).collect()
    }
}

fn summary(effects: &[f64]) -> Effects {
    let number = effects.len() as f64;
    let mu = effects.iter().sum::<f64>() / number;
    let mu_star = effects.iter().map(|effect| effect.abs()).sum::<f64>() / number;
    let squares: f64 = effects.iter().map(|effect| (effect - mu).powi(2)).sum();
    Effects { mu, mu_star, sigma: (squares / (number - 1.0).max(1.0)).sqrt() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn analyse(factors: usize, f: impl Fn(&[f64]) -> f64) -> Vec<Effects> {
        let trajectories = Trajectories::new(factors, 40, 3);
        let outputs: Vec<f64> = trajectories.design.columns().into_iter().map(|u| f(&u.to_vec())).collect();
        trajectories.effects(&outputs)
    }

    #[test]
    fn effects_of_a_linear_function_are_its_slopes() {
        let slopes = [2.0, -3.0, 0.0];
        let found = analyse(3, |u| 10.0 + u.iter().zip(slopes).map(|(u, slope)| u * slope).sum::<f64>());
        for (found, slope) in found.iter().zip(slopes) {
            assert!((found.mu - slope).abs() < 1e-12 && (found.mu_star - slope.abs()).abs() < 1e-12, "{found:?}");
            assert!(found.sigma < 1e-12, "{found:?}");
        }
    }

    #[test]
    fn an_effect_that_changes_its_sign_shows_in_the_mean_of_absolutes() {
        // The slope in one factor is 4 (u - 1/2) of the other: over the grid its mean is 0, that of its absolute value 1,
        // and its standard deviation sqrt(21 / 16) = 1.15.
        let found = analyse(2, |u| 4.0 * (u[0] - 0.5) * (u[1] - 0.5));
        for effects in found {
            assert!(effects.mu.abs() < 0.6 && (effects.mu_star - 1.0).abs() < 0.3, "{effects:?}");
            assert!((effects.sigma - 1.15).abs() < 0.3, "{effects:?}");
        }
    }

    /// 7 sin² of an angle around the circle, the second factor of Ishigami's function: at the eight values it is 7 times .146 or .854,
    /// and half of the moves go from one to the other, by 3/8 or 5/8 of the circle: 7 × .707 × (2/.375 + 2/.625) / 8.
    #[test]
    fn what_repeats_within_half_of_a_distribution_has_an_effect() {
        let trajectories = Trajectories::new(1, 4000, 3);
        let wave = |u: &f64| 7.0 * (2.0 * std::f64::consts::PI * u).sin().powi(2);
        let outputs: Vec<f64> = trajectories.design.row(0).iter().map(wave).collect();
        let (found, expected) =
            (trajectories.effects(&outputs)[0], 7.0 * 0.5_f64.sqrt() * (2.0 / 0.375 + 2.0 / 0.625) / 8.0);
        assert!((found.mu_star - expected).abs() < 0.2, "{found:?}, {expected}");
    }

    #[test]
    fn values_that_are_rarer_than_the_grid_are_not_tried() {
        // The grid has sixteenths 1, 3, … 15.
        for (cumulative, missed) in [
            (vec![0.5, 1.0], false),
            (vec![0.97, 1.0], true),
            (vec![0.05, 1.0], true),
            (vec![0.93, 1.0], false),
            (vec![0.45, 0.55, 1.0], true),
            (vec![0.4, 0.55, 1.0], false),
        ] {
            assert_eq!(Trajectories::miss_a_value(&cumulative), missed, "{cumulative:?}");
        }
    }

    #[test]
    fn every_trajectory_moves_every_factor_once() {
        let trajectories = Trajectories::new(5, 7, 1);
        assert!(trajectories.design.iter().all(|u| *u > 0.0 && *u < 1.0));
        for moved in trajectories.moved.chunks(6) {
            let mut factors: Vec<usize> = moved.iter().flatten().copied().collect();
            factors.sort_unstable();
            assert_eq!((moved[0], factors), (None, vec![0, 1, 2, 3, 4]));
        }
    }
}
