//! The game whose players are groups of changes: what coalitions of them are worth, and each player's Shapley value.

use std::collections::HashMap;

use ndarray::{Array2, Array3, Axis};

use super::coalition::{Changes, Coalition, Failure, every, passed, sampled};
use super::shapley;
use super::versions::Versions;
use crate::analysis::simulation::numbers;
use crate::analysis::study::Study;
use crate::model::Quantity;
use crate::numeric::moments::mean_sd;
use crate::numeric::weights::Weights;
use crate::parallel;

/// Up to so many groups all coalitions are run.
const EXACT: usize = 12;
/// Pairs of orders that are sampled beyond.
pub(super) const PAIRS: usize = 64;
/// Draws of all coalitions together, unless asked for otherwise; with more coalitions, each has fewer draws.
const MOST_RUNS: u64 = 65_536;
/// Each coalition has at least so many draws, if the ensemble has them.
const LEAST_DRAWS: u64 = 512;
/// How many coalitions are run before their values are added up: enough for all threads, little memory.
const AT_ONCE: usize = 64;

/// Shapley values.
pub(super) struct Shares {
    /// [group, quantity, draw].
    pub parts: Array3<f64>,
    /// Standard errors of the mean part [group, quantity], if orders were sampled.
    pub errors: Option<Array2<f64>>,
    /// Mean of each quantity in the reference and in the scenario.
    pub ends: [Vec<f64>; 2],
    /// Draws they are taken over.
    pub draws: u64,
    pub weights: Weights,
}

/// Shapley values of all groups for quantities of the reference, over so many draws, or as many as are affordable.
///
/// # Errors
/// A coalition that has no values, or no draw has weight.
pub(super) fn shares(
    changes: &Changes,
    quantities: &[Quantity],
    study: &Study,
    draws: Option<u64>,
) -> Result<Shares, Failure> {
    let groups = changes.groups.len();
    let exact = groups <= EXACT;
    let coalitions = if exact { every(groups) } else { sampled(groups, PAIRS, study.settings.seed) };
    let affordable = (MOST_RUNS / coalitions.len() as u64).max(LEAST_DRAWS);
    let draws = study.draws.min(draws.unwrap_or(affordable));
    let study = study.first(draws).ok_or(Failure::Weightless(draws))?;
    let game = Game { changes, coalitions, quantities, study };
    if exact { game.counted() } else { game.by_orders() }
}

/// At most so many combinations of so many changes are run to split a gap among them.
#[must_use]
pub fn combinations(changes: usize) -> u64 {
    match changes {
        0..=EXACT => 1 << changes,
        // Each order passes the changes one after the other; where it begins and ends is common to all.
        _ => 2 + 2 * PAIRS as u64 * (changes as u64 - 1),
    }
}

/// Groups of changes as players; the value of a coalition is all draws of the quantities.
struct Game<'a> {
    changes: &'a Changes<'a>,
    /// Those that are played.
    coalitions: Vec<Coalition>,
    /// Numbers of the reference.
    quantities: &'a [Quantity],
    study: Study<'a>,
}

impl Game<'_> {
    /// All draws [number, draw] of the quantities in a coalition, in the reference's units.
    fn value(&self, coalition: Coalition) -> Result<Array2<f64>, Failure> {
        let invalid = || Failure::Invalid(coalition);
        let model = self.changes.model(coalition).map_err(|_| invalid())?;
        let quantities = self.changes.quantities(&model, self.quantities).ok_or_else(invalid)?;
        let values = numbers(&self.study, &model, &quantities)?;
        if values.iter().all(|value| value.is_finite()) { Ok(values) } else { Err(invalid()) }
    }

    /// Runs coalitions, as many at the same time as fit the budget of memory, and takes their values in order, so that a sum
    /// does not depend on threads.
    fn each(&self, mut take: impl FnMut(Coalition, Array2<f64>)) -> Result<(), Failure> {
        let mut versions = Versions::new(self.changes, self.quantities, &self.study);
        for chunk in self.coalitions.chunks(AT_ONCE.min(self.study.at_once(self.quantities.len()))) {
            let known: Vec<(Coalition, Option<Array2<f64>>)> =
                chunk.iter().copied().zip(versions.values(chunk)?).collect();
            let values = parallel::map(&known, |(coalition, known)| match known {
                Some(values) => Ok(values.clone()),
                None => self.value(*coalition),
            });
            for (coalition, values) in chunk.iter().zip(values) {
                take(*coalition, values?);
            }
        }
        Ok(())
    }

    /// No shares yet.
    fn start(&self) -> Shares {
        let (draws, weights) = (self.study.draws, self.study.weights.clone());
        let parts = Array3::zeros((self.changes.groups.len(), self.quantities.len(), draws as usize));
        Shares { parts, errors: None, ends: [Vec::new(), Vec::new()], draws, weights }
    }

    /// Notes the means at the two ends.
    fn see(&self, found: &mut Shares, coalition: Coalition, values: &Array2<f64>) {
        let means = || values.outer_iter().map(|row| self.study.weights.mean(&row.to_vec())).collect();
        if coalition == 0 {
            found.ends[0] = means();
        }
        if coalition == self.changes.all() {
            found.ends[1] = means();
        }
    }

    /// Shapley values from all coalitions.
    fn counted(&self) -> Result<Shares, Failure> {
        let mut found = self.start();
        let all = self.changes.groups.len() as u32;
        // The empty coalition is the first.
        let mut base: Option<Array2<f64>> = None;
        self.each(|coalition, values| {
            self.see(&mut found, coalition, &values);
            // Gains over the reference add up to the same parts, and are zero where nothing has an effect.
            let gains = &values - &*base.get_or_insert_with(|| values.clone());
            let (member, outside) = shapley::weights(coalition.count_ones(), all);
            for (group, mut part) in found.parts.outer_iter_mut().enumerate() {
                let weight = if coalition & (1 << group) == 0 { outside } else { member };
                part.scaled_add(weight, &gains);
            }
        })?;
        Ok(found)
    }

    /// Shapley values from sampled orders.
    fn by_orders(&self) -> Result<Shares, Failure> {
        let mut found = self.start();
        let groups = self.changes.groups.len();
        let mut known: HashMap<Coalition, Array2<f64>> = HashMap::with_capacity(self.coalitions.len());
        self.each(|coalition, values| {
            known.insert(coalition, values);
        })?;
        for coalition in [0, self.changes.all()] {
            self.see(&mut found, coalition, &known[&coalition]);
        }
        // [pair of orders, group, quantity]: mean parts, for the standard error.
        let mut means = Array3::zeros((PAIRS, groups, self.quantities.len()));
        let share = 1.0 / (2 * PAIRS) as f64;
        for (index, order) in shapley::orders(groups, PAIRS, self.study.settings.seed).iter().enumerate() {
            let steps = passed(order);
            for (step, group) in order.iter().enumerate() {
                let gain = &known[&steps[step + 1]] - &known[&steps[step]];
                found.parts.index_axis_mut(Axis(0), *group).scaled_add(share, &gain);
                for (quantity, row) in gain.outer_iter().enumerate() {
                    means[[index / 2, *group, quantity]] += found.weights.mean(&row.to_vec()) / 2.0;
                }
            }
        }
        let error = |(group, quantity): (usize, usize)| {
            let pairs: Vec<f64> = (0..PAIRS).map(|pair| means[[pair, group, quantity]]).collect();
            mean_sd(&pairs).1 / (PAIRS as f64).sqrt()
        };
        found.errors = Some(Array2::from_shape_fn((groups, self.quantities.len()), error));
        Ok(found)
    }
}
