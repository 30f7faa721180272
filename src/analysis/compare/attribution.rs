//! Splits the gap between a scenario and the reference among the changes that make it.

use std::collections::HashMap;

use ndarray::{Array2, Array3, Axis};

use super::coalition::{Changes, Coalition, Failure, Group, every, passed, sampled};
use super::judge::summary;
use super::{CompareOptions, Compared, label, shapley};
use crate::analysis::RunError;
use crate::engine::Settings;
use crate::model::Quantity;
use crate::numeric::moments::mean_sd;
use crate::numeric::weights::Weights;
use crate::parallel;
use crate::projection::{Attribution, Part};

/// Up to so many groups all coalitions are run.
const EXACT: usize = 12;
/// Pairs of orders that are sampled beyond.
const PAIRS: usize = 64;
/// Draws of all coalitions together, unless asked for otherwise; with more coalitions, each has fewer draws.
const MOST_RUNS: u64 = 65_536;
/// Parts smaller than this, as a share of the number they belong to, are rounding.
const ROUNDING: f64 = 1e-12;
/// Each coalition has at least so many draws, if the ensemble has them.
const LEAST_DRAWS: u64 = 512;

/// Attributions of all quantities (of the reference) for one scenario, and what a reader should know of.
///
/// Every coalition is run once for all quantities. None if nothing differs.
///
/// # Errors
/// Memory does not suffice.
pub(super) fn attribute(
    files: &[Compared],
    how: CompareOptions,
    scenario: usize,
    quantities: &[Quantity],
    settings: &Settings,
    weights: &Weights,
) -> Result<(Vec<Attribution>, Vec<String>), RunError> {
    let (base, other) = (&files[how.reference], &files[scenario]);
    let mut changes = Changes::new(base, other, &how);
    if changes.groups.is_empty() || quantities.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    let before = changes.groups.len();
    let mut notes = Vec::new();
    let (found, draws) = loop {
        match shares(&changes, quantities, settings, weights, how.attribution_draws) {
            Ok(found) => break found,
            Err(Failure::Run(error)) => return Err(error),
            Err(Failure::Weightless(draws)) => {
                let title = &other.model.header.about.title;
                let note = format!(
                    "{title}: its gap to the reference is not attributed, for none of the first {draws} draws agrees with \
                     history; ask for more by --attribution-draws"
                );
                return Ok((Vec::new(), vec![note]));
            }
            Err(Failure::Invalid(_)) if changes.groups.len() == 1 => {
                let title = &other.model.header.about.title;
                let note = format!(
                    "{title}: its gap to the reference cannot be attributed, for its changes give no valid numbers"
                );
                return Ok((Vec::new(), vec![note]));
            }
            Err(Failure::Invalid(coalition)) => changes.fuse(coalition),
        }
    };
    if changes.groups.len() < before {
        let fused = changes.groups.iter().filter(|group| group.entries.len() > 1).map(Group::title);
        notes.push(format!(
            "{}: changes that give nothing valid without one another are attributed together: {}",
            other.model.header.about.title,
            fused.collect::<Vec<_>>().join("; ")
        ));
    }
    let attributions = quantities
        .iter()
        .enumerate()
        .map(|(index, of)| Attribution {
            scenario,
            selector: label::selector(&base.model, *of),
            label: label::of(&base.model, *of),
            unit: base.model.unit_of(*of).to_owned(),
            from: found.ends[0][index],
            to: found.ends[1][index],
            draws,
            parts: parts(&changes, base, other, &found, index),
            sampled_orders: found.errors.as_ref().map(|_| 2 * PAIRS as u64),
        })
        .collect();
    Ok((attributions, notes))
}

/// Shapley values of all groups, and the draws they are taken over.
fn shares(
    changes: &Changes,
    quantities: &[Quantity],
    settings: &Settings,
    weights: &Weights,
    draws: Option<u64>,
) -> Result<(Found, u64), Failure> {
    let groups = changes.groups.len();
    let exact = groups <= EXACT;
    let coalitions = if exact { every(groups) } else { sampled(groups, PAIRS, settings.seed) };
    let affordable = (MOST_RUNS / coalitions.len() as u64).max(LEAST_DRAWS);
    let draws = settings.draws.min(draws.unwrap_or(affordable));
    let count = if exact { counted } else { by_orders };
    let weights = weights.of_first(draws as usize).ok_or(Failure::Weightless(draws))?;
    Ok((count(changes, &coalitions, quantities, settings, (draws, weights))?, draws))
}

/// Shapley values.
struct Found {
    /// [group, quantity, draw].
    parts: Array3<f64>,
    /// Standard errors of the mean part [group, quantity], if orders were sampled.
    errors: Option<Array2<f64>>,
    /// Mean of each quantity in the reference and in the scenario.
    ends: [Vec<f64>; 2],
    weights: Weights,
}

impl Found {
    fn new(changes: &Changes, quantities: &[Quantity], draws: u64, weights: Weights) -> Self {
        let parts = Array3::zeros((changes.groups.len(), quantities.len(), draws as usize));
        Self { parts, errors: None, ends: [Vec::new(), Vec::new()], weights }
    }

    /// Notes the means at the two ends.
    fn see(&mut self, changes: &Changes, coalition: Coalition, values: &Array2<f64>) {
        let means =
            |found: &Self| values.outer_iter().map(|row| found.weights.mean_sd(&row.to_vec()).0).collect::<Vec<f64>>();
        if coalition == 0 {
            self.ends[0] = means(self);
        }
        if coalition == changes.all() {
            self.ends[1] = means(self);
        }
    }
}

/// How many coalitions are run before their values are added up: enough for all threads, little memory.
const AT_ONCE: usize = 32;

/// Runs coalitions, as many at the same time as fit the budget of memory, and takes their values in order, so that a sum
/// does not depend on threads.
fn each(
    changes: &Changes,
    coalitions: &[Coalition],
    quantities: &[Quantity],
    settings: &Settings,
    draws: u64,
    mut take: impl FnMut(Coalition, Array2<f64>),
) -> Result<(), Failure> {
    for chunk in coalitions.chunks(AT_ONCE.min(changes.at_once(quantities, settings, draws))) {
        let values: Vec<Result<Array2<f64>, Failure>> =
            parallel::map(chunk, |coalition| changes.values(*coalition, quantities, settings, draws));
        for (coalition, values) in chunk.iter().zip(values) {
            take(*coalition, values?);
        }
    }
    Ok(())
}

/// Shapley values from all coalitions.
fn counted(
    changes: &Changes,
    coalitions: &[Coalition],
    quantities: &[Quantity],
    settings: &Settings,
    (draws, weights): (u64, Weights),
) -> Result<Found, Failure> {
    let mut found = Found::new(changes, quantities, draws, weights);
    let all = changes.groups.len() as u32;
    // The empty coalition is the first.
    let mut base: Option<Array2<f64>> = None;
    each(changes, coalitions, quantities, settings, draws, |coalition, values| {
        found.see(changes, coalition, &values);
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
fn by_orders(
    changes: &Changes,
    coalitions: &[Coalition],
    quantities: &[Quantity],
    settings: &Settings,
    (draws, weights): (u64, Weights),
) -> Result<Found, Failure> {
    let mut found = Found::new(changes, quantities, draws, weights);
    let groups = changes.groups.len();
    let mut known: HashMap<Coalition, Array2<f64>> = HashMap::with_capacity(coalitions.len());
    each(changes, coalitions, quantities, settings, draws, |coalition, values| {
        known.insert(coalition, values);
    })?;
    for coalition in [0, changes.all()] {
        found.see(changes, coalition, &known[&coalition]);
    }
    // [pair of orders, group, quantity]: mean parts, for the standard error.
    let mut means = Array3::zeros((PAIRS, groups, quantities.len()));
    let share = 1.0 / (2 * PAIRS) as f64;
    for (index, order) in shapley::orders(groups, PAIRS, settings.seed).iter().enumerate() {
        let steps = passed(order);
        for (step, group) in order.iter().enumerate() {
            let gain = &known[&steps[step + 1]] - &known[&steps[step]];
            found.parts.index_axis_mut(Axis(0), *group).scaled_add(share, &gain);
            for (quantity, row) in gain.outer_iter().enumerate() {
                means[[index / 2, *group, quantity]] += found.weights.mean_sd(&row.to_vec()).0 / 2.0;
            }
        }
    }
    let error = |(group, quantity): (usize, usize)| {
        let pairs: Vec<f64> = (0..PAIRS).map(|pair| means[[pair, group, quantity]]).collect();
        mean_sd(&pairs).1 / (PAIRS as f64).sqrt()
    };
    found.errors = Some(Array2::from_shape_fn((groups, quantities.len()), error));
    Ok(found)
}

/// The parts of one quantity, the greatest first.
fn parts(changes: &Changes, base: &Compared, other: &Compared, found: &Found, quantity: usize) -> Vec<Part> {
    let ends = found.ends.iter().map(|means| means[quantity].abs()).fold(0.0, f64::max);
    let part = |(group, changed): (usize, &Group)| {
        let all = found.parts.index_axis(Axis(0), group);
        let mut draws = all.row(quantity).to_vec();
        // What is nothing but rounding beside the number itself is nothing.
        if draws.iter().all(|part| part.abs() < ROUNDING * ends) {
            draws.fill(0.0);
        }
        let texts = changed.entries.iter().flat_map(|name| {
            let lines = base.merged.changes(&other.merged, name);
            lines.into_iter().map(move |line| format!("{name}.{line}"))
        });
        let labels: Vec<String> =
            changed.entries.iter().map(|name| label::change(&base.model, &other.model, name)).collect();
        Part {
            name: changed.title(),
            label: changed.name.clone().unwrap_or_else(|| labels.join(" + ")),
            changes: texts.collect(),
            summary: summary(&draws, &found.weights),
            error: found.errors.as_ref().map(|errors| errors[[group, quantity]]),
        }
    };
    let mut parts: Vec<Part> = changes.groups.iter().enumerate().map(part).collect();
    parts.sort_by(|a, b| b.summary.mean.abs().total_cmp(&a.summary.mean.abs()));
    parts
}
