//! Summarises one column of an ensemble: an element of a variable over time.

use ndarray::ArrayView2;

use super::milestone::milestone;
use crate::diagnostic::Spanned;
use crate::model::Model;
use crate::model::program::Column;
use crate::model::units::Unit;
use crate::numeric::quantile;
use crate::numeric::weights::Weights;
use crate::projection::{Level, Observation, Quantiles, Series, Target};
use crate::scenario::{self, At, Use};

/// A number of an ensemble that is not finite.
#[derive(Debug, Clone, Copy)]
pub(super) struct NotFinite {
    /// The draw it stands in.
    pub draw: u64,
}

/// Summarises the values [time, draw], in base units, of a column.
pub(super) fn series(
    model: &Model,
    column: Column,
    values: ArrayView2<f64>,
    weights: &Weights,
) -> Result<Series, NotFinite> {
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
        targets: targets(model, column, &values, &quantiles[Level::MEDIAN], &observed, weights),
        milestones: written
            .milestones
            .iter()
            .map(|threshold| {
                let mut found = milestone(values, &model.axis.times(), unit.to_base(threshold.value), weights);
                found.threshold = threshold.value;
                found
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
    medians: &[f64],
    observed: &[bool],
    weights: &Weights,
) -> Vec<Target> {
    let variable = &model.variables[column.variable];
    let unit = &variable.signature.unit;
    let mut found = Vec::new();
    for (entry, point) in announced_targets(model, column.variable, column.element) {
        let target = &entry.value;
        let goal = unit.to_base(target.value.value);
        let row = values.row(point);
        let gap = |value: f64| if target.at_least { goal - value } else { value - goal };
        let probability = weights.share_of(row.iter(), |value| gap(value) <= 0.0);
        let missing: f64 =
            row.iter().enumerate().map(|(draw, value)| weights.share(draw, row.len()) * gap(*value).max(0.0)).sum();
        found.push(Target {
            name: entry.name.clone(),
            label: target.label.clone(),
            year: target.year.value,
            at_least: target.at_least,
            value: target.value.value,
            probability,
            median_gap: medians[point] - target.value.value,
            shortfall: (missing > 0.0).then(|| unit.from_base(missing / (1.0 - probability))),
            observed: observed.get(point).copied().unwrap_or(false),
            source: target.source.clone(),
        });
    }
    found
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
    found.sort_by(|a, b| a.time.total_cmp(&b.time));
    found
}
