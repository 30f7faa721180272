//! Summarises one column of an ensemble: an element of a variable over time.

use ndarray::{ArrayView1, ArrayView2};

use super::RunError;
use super::milestone::milestone;
use super::simulation::Simulation;
use crate::diagnostic::Spanned;
use crate::engine::Ensemble;
use crate::model::Model;
use crate::model::program::Column;
use crate::model::units::Unit;
use crate::numeric::goal::{Goal, NOTHING, equal, nothing};
use crate::numeric::quantile;
use crate::numeric::sorting::sort_by;
use crate::numeric::weights::Weights;
use crate::projection::{Event, Level, Milestone, Observation, Quantiles, Series, Target};
use crate::scenario::{self, At, Use};

/// A number of an ensemble that is not finite.
#[derive(Debug, Clone, Copy)]
pub(super) struct NotFinite {
    /// The draw it stands in.
    pub draw: u64,
}

/// Summarises the columns of an ensemble.
///
/// # Errors
/// As [`Simulation::by_column`].
pub(super) fn summarised(simulation: &Simulation, ensemble: &Ensemble) -> Result<Vec<Series>, RunError> {
    let Simulation { model, study, .. } = simulation;
    simulation.by_column(ensemble, |column, values| series(model, column, values, &study.weights))
}

/// Summarises the values [time, draw], in base units, of a column.
fn series(model: &Model, column: Column, values: ArrayView2<f64>, weights: &Weights) -> Result<Series, NotFinite> {
    let variable = &model.variables[column.variable];
    let unit = &variable.signature.unit;
    let points = model.axis.points;
    let mut quantiles = Quantiles::with_capacity(points);
    let (mut mean, mut sd) = (Vec::with_capacity(points), Vec::with_capacity(points));
    let mut scratch = quantile::Quantiles::default();
    let mut found = [0.0; Level::COUNT];
    let mut broken: Option<u64> = None;
    for row in values.outer_iter() {
        let owned;
        let draws = match row.as_slice() {
            Some(draws) => draws,
            None => {
                owned = row.to_vec();
                &owned
            }
        };
        if let Err(fault) = weights.quantiles(&mut scratch, draws, &Level::PROBABILITIES, &mut found) {
            let draw = fault.index as u64;
            broken = Some(broken.map_or(draw, |known| known.min(draw)));
            continue;
        }
        quantiles.push(found.map(|value| unit.from_base(value)));
        let (average, spread) = weights.mean_sd(draws);
        mean.push(unit.from_base(average));
        sd.push(unit.from_base(spread));
    }
    if let Some(draw) = broken {
        return Err(NotFinite { draw });
    }
    let written = &model.variables[column.variable].declared.value;
    let observed = observed(model, column);
    Ok(Series {
        elements: model.elements(&variable.signature.dims, column.element),
        targets: targets(model, column, &values, &quantiles, &observed, weights),
        milestones: written
            .milestones
            .iter()
            .map(|event| {
                let event = event.value;
                let in_base = Event { threshold: unit.to_base(event.threshold), ..event };
                let within = unit.to_base(1.0) * NOTHING;
                Milestone { event, ..milestone(values, &model.axis.times(), &in_base, within, weights) }
            })
            .collect(),
        history: history(model, column, written, unit),
        observed,
        mean,
        sd: Some(sd),
        quantiles,
    })
}

/// By point: whether the value reported there was observed.
fn observed(model: &Model, column: Column) -> Vec<bool> {
    let variable = &model.variables[column.variable];
    let shift = i64::from(variable.at == At::End);
    let driven = &variable.driven[column.element];
    (0..model.axis.points as i64).map(|point| driven.iter().any(|(known, _)| *known == point + shift)).collect()
}

fn targets(
    model: &Model,
    column: Column,
    values: &ArrayView2<f64>,
    quantiles: &Quantiles,
    observed: &[bool],
    weights: &Weights,
) -> Vec<Target> {
    let variable = &model.variables[column.variable];
    let unit = &variable.signature.unit;
    let known = model.header.time.known_until.as_ref().map_or(f64::NEG_INFINITY, |until| until.value);
    // In almost all draws nothing on the way is greater than the greatest of the quantiles; a pass over all of them costs more.
    let scale = quantiles.values().fold(0.0_f64, |most, value| most.max(value.abs()));
    let medians = &quantiles[Level::MEDIAN];
    let mut found = Vec::new();
    for (entry, point) in announced_targets(model, column.variable, column.element) {
        let target = &entry.value;
        let goal = Goal::new(target.value.value, target.at_least, scale).times(unit.to_base(1.0));
        let row = values.row(point);
        let (probability, shortfall) = reached(row, goal, weights);
        let gap = medians[point] - target.value.value;
        found.push(Target {
            name: entry.name.clone(),
            label: target.label.clone(),
            year: target.year.value,
            at_least: target.at_least,
            value: target.value.value,
            probability,
            // What is rounding is no gap.
            median_gap: if equal(medians[point], target.value.value, nothing(scale)) { 0.0 } else { gap },
            shortfall: shortfall.map(|distance| unit.from_base(distance)),
            observed: observed.get(point).copied().unwrap_or(false),
            past: target.year.value <= known + 1e-9,
            source: target.source.clone(),
        });
    }
    found
}

/// The share of draws that reach a goal, by weight, and the mean distance to it of those that do not; none if all do.
fn reached(draws: ArrayView1<f64>, goal: Goal, weights: &Weights) -> (f64, Option<f64>) {
    let probability = weights.share_of(draws.iter(), |value| goal.met(value));
    let missing: f64 =
        draws.iter().enumerate().map(|(draw, value)| weights.share(draw, draws.len()) * goal.distance(*value)).sum();
    (probability, (missing > 0.0).then(|| missing / (1.0 - probability)))
}

/// The targets that bind an element of a variable and lie on the time axis, with their points of time.
pub(super) fn announced_targets(
    model: &Model,
    variable: usize,
    element: usize,
) -> impl Iterator<Item = (&scenario::Entry<scenario::Target>, usize)> {
    let dims = &model.variables[variable].signature.dims;
    let elements = model.elements(dims, element);
    model.variables[variable].declared.value.targets.iter().filter_map(move |entry| {
        let target = &entry.value;
        let named = |text: &Spanned<String>| matches(model, dims, &elements, &text.value);
        let binds = target.elements.is_empty() || target.elements.iter().any(named);
        let point = model.axis.point(target.year.value).and_then(|point| usize::try_from(point).ok())?;
        binds.then_some((entry, point))
    })
}

/// Whether an element text holds for a combination of elements: one element of each dimension, in their order, or one
/// element of any of them.
fn matches(model: &Model, dims: &[usize], elements: &[usize], text: &str) -> bool {
    let names: Vec<&str> = dims
        .iter()
        .zip(elements)
        .map(|(dim, element)| model.dimensions[*dim].value.elements[*element].name.as_str())
        .collect();
    let parts: Vec<String> = text.split(',').map(crate::diagnostic::fold).collect();
    if parts.len() == names.len() {
        return parts.iter().zip(names).all(|(part, name)| part == name);
    }
    parts.iter().all(|part| names.contains(&part.as_str()))
}

fn history(model: &Model, column: Column, written: &scenario::Variable, unit: &Unit) -> Vec<Observation> {
    let variable = &model.variables[column.variable];
    let elements = model.elements(&variable.signature.dims, column.element);
    let reported = f64::from(i8::from(variable.at == At::End));
    let mut found = Vec::new();
    for entry in &written.history {
        let data = &entry.value;
        let here =
            data.element.as_ref().is_none_or(|text| matches(model, &variable.signature.dims, &elements, &text.value));
        if !here {
            continue;
        }
        let shift = (f64::from(i8::from(data.at == At::End)) - reported) * model.axis.step;
        let known = model.header.time.known_until.as_ref().map_or(f64::NEG_INFINITY, |until| until.value + 1e-9);
        let to_unit = |value: f64| match &data.unit {
            Some(text) => model.history_unit(&text.value).map_or(value, |given| unit.from_base(given.to_base(value))),
            None => value,
        };
        found.extend(data.points.iter().map(|(time, value)| Observation {
            time: time + shift,
            value: to_unit(*value),
            drives: data.usage == Use::Drive && *time <= known,
            source: data.source.clone(),
        }));
    }
    sort_by(&mut found, |a, b| a.time.total_cmp(&b.time));
    found
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn the_shortfall_is_the_mean_distance_of_draws_that_miss() {
        let draws = array![1.0, 2.0, 4.0, 7.0];
        // Weights 1/4, 1/2, 1/4 and none.
        let weighted = Weights::of_logarithms(&[0.0, 2.0_f64.ln(), 0.0, f64::NEG_INFINITY]).unwrap();
        // At least 3: 1 and 2 miss by 2 and 1. At most 3: 4 and 7 miss by 1 and 4, and 7 is no world where it has no weight.
        // What just reaches a goal does not miss it.
        let cases = [
            (Weights::equal(), 3.0, true, 0.5, Some(1.5)),
            (Weights::equal(), 3.0, false, 0.5, Some(2.5)),
            (Weights::equal(), 2.0, true, 0.75, Some(1.0)),
            (Weights::equal(), 1.0, true, 1.0, None),
            (weighted.clone(), 3.0, true, 0.25, Some((0.25 * 2.0 + 0.5 * 1.0) / 0.75)),
            (weighted.clone(), 3.0, false, 0.75, Some(1.0)),
            (weighted, 4.0, false, 1.0, None),
        ];
        for (weights, goal, at_least, probability, shortfall) in cases {
            let found = reached(draws.view(), Goal::new(goal, at_least, 7.0), &weights);
            let close = |a: f64, b: f64| (a - b).abs() < 1e-14;
            assert!(close(found.0, probability), "{goal} {at_least}: {found:?}");
            assert_eq!(found.1.is_some(), shortfall.is_some(), "{goal} {at_least}: {found:?}");
            assert!(found.1.zip(shortfall).is_none_or(|(a, b)| close(a, b)), "{goal} {at_least}: {found:?}");
        }
    }
}
