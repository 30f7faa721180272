//! The series of an element of a variable over time, from what its draws say.

use super::charts::{Wanted, wanted};
use super::milestone::Passing;
use ndarray::ArrayView2;

use super::histogram::Cells;
use crate::diagnostic::Spanned;
use crate::model::program::Column;
use crate::model::units::Unit;
use crate::model::{Conditioned, Model};
use crate::numeric::goal::{Goal, equal, nothing};
use crate::numeric::sorting::sort_by;
use crate::numeric::weights::Weights;
use crate::projection::{Event, Heard, Histogram, Level, Milestone, Observation, Quantiles, Series, Target};
use crate::scenario::{self, At, Estimated, Use};

/// What is asked of the draws of a column, besides quantiles and moments.
pub(super) struct Asked<'a> {
    column: Column,
    targets: Vec<(&'a scenario::Entry<scenario::Target>, usize)>,
    /// Events of its path.
    pub events: Vec<Passing>,
    /// What charts show of its draws.
    pub shown: Wanted,
}

/// What is found of the draws of a column, in base units.
pub(super) struct Found {
    /// By point of time.
    pub quantiles: Vec<[f64; Level::COUNT]>,
    /// Mean and standard deviation by point of time.
    pub moments: Vec<(f64, f64)>,
    /// By target: the share of draws that reach it, and the mean distance of those that do not, if any.
    pub targets: Vec<(f64, Option<f64>)>,
    /// By event.
    pub milestones: Vec<Milestone>,
    /// By point of time that charts show.
    pub histograms: Vec<Histogram>,
    /// Some draws by point of time, if charts show them.
    pub lines: Vec<Vec<f64>>,
}

impl<'a> Asked<'a> {
    /// What a model asks of a column.
    pub fn new(model: &'a Model, column: Column) -> Self {
        let variable = &model.variables[column.variable];
        let one = variable.signature.unit.to_base(1.0);
        let passing = |event: &Spanned<Event>| Passing::new(event.value, &model.axis.times(), one);
        Self {
            column,
            targets: announced_targets(model, column.variable, column.element).collect(),
            events: variable.declared.value.milestones.iter().map(passing).collect(),
            shown: wanted(model, column),
        }
    }

    /// The cells of the histograms that charts show of it, by some draws [time, draw] and their weights.
    pub fn cells(&self, model: &Model, values: ArrayView2<f64>, weights: &Weights) -> Vec<Cells> {
        let unit = &model.variables[self.column.variable].signature.unit;
        let of = |point: &usize| Cells::new(*point, unit, &values.row(*point).to_vec(), weights);
        self.shown.histograms.iter().map(of).collect()
    }

    /// The same of the parts of each.
    pub fn cells_of(&self, model: &Model, parts: &[(i32, i64, usize)]) -> Option<Vec<Cells>> {
        let unit = &model.variables[self.column.variable].signature.unit;
        let points = &self.shown.histograms;
        let of = |(point, parts): (&usize, &(i32, i64, usize))| Cells::of_parts(*point, unit, *parts);
        (points.len() == parts.len()).then(|| points.iter().zip(parts).map(of).collect())
    }

    /// Whether it has targets, for which one must know how great its numbers are.
    pub fn has_targets(&self) -> bool {
        !self.targets.is_empty()
    }

    /// The goals of its targets, in base units, and their points of time. `scale` is how great its numbers are, in base
    /// units: what is nothing to them decides nothing.
    pub fn goals(&self, model: &Model, scale: f64) -> Vec<(usize, Goal)> {
        let unit = &model.variables[self.column.variable].signature.unit;
        let scale = unit.from_base(scale).abs();
        let goal = |(entry, point): &(&scenario::Entry<scenario::Target>, usize)| {
            let target = &entry.value;
            (*point, Goal::new(target.value.value, target.at_least, scale).times(unit.to_base(1.0)))
        };
        self.targets.iter().map(goal).collect()
    }

    /// The series of what was found.
    pub fn series(&self, model: &Model, found: Found, scale: f64) -> Series {
        let variable = &model.variables[self.column.variable];
        let written = &variable.declared.value;
        let unit = &variable.signature.unit;
        let mut quantiles = Quantiles::with_capacity(found.quantiles.len());
        for point in &found.quantiles {
            quantiles.push(point.map(|value| unit.from_base(value)));
        }
        let observed = observed(model, self.column);
        let in_unit = |line: Vec<f64>| line.into_iter().map(|value| unit.from_base(value)).collect();
        let scale = unit.from_base(scale).abs();
        Series {
            elements: model.elements(&variable.signature.dims, self.column.element),
            targets: self.targets(model, &found.targets, &quantiles, &observed, scale),
            milestones: found.milestones,
            histograms: found.histograms,
            lines: found.lines.into_iter().map(in_unit).collect(),
            history: history(model, self.column, written, unit),
            observed,
            mean: found.moments.iter().map(|(mean, _)| unit.from_base(*mean)).collect(),
            sd: Some(found.moments.iter().map(|(_, sd)| unit.from_base(*sd)).collect()),
            quantiles,
        }
    }

    fn targets(
        &self,
        model: &Model,
        found: &[(f64, Option<f64>)],
        quantiles: &Quantiles,
        observed: &[bool],
        scale: f64,
    ) -> Vec<Target> {
        let unit = &model.variables[self.column.variable].signature.unit;
        let known = model.header.time.known_until.as_ref().map_or(f64::NEG_INFINITY, |until| until.value);
        let medians = &quantiles[Level::MEDIAN];
        let target =
            |((entry, point), (probability, shortfall)): (&(&scenario::Entry<scenario::Target>, usize), &_)| {
                let target: &scenario::Target = &entry.value;
                let median = medians[*point];
                let gap = median - target.value.value;
                Target {
                    name: entry.name.clone(),
                    label: target.label.clone(),
                    year: target.year.value,
                    at_least: target.at_least,
                    value: target.value.value,
                    probability: *probability,
                    // What is rounding is no gap.
                    median_gap: if equal(median, target.value.value, nothing(scale)) { 0.0 } else { gap },
                    shortfall: Option::map(*shortfall, |distance| unit.from_base(distance)),
                    observed: observed.get(*point).copied().unwrap_or(false),
                    past: target.year.value <= known + 1e-9,
                    source: target.source.clone(),
                }
            };
        self.targets.iter().zip(found).map(target).collect()
    }
}

/// By point: whether the value reported there was observed.
fn observed(model: &Model, column: Column) -> Vec<bool> {
    let variable = &model.variables[column.variable];
    let shift = i64::from(variable.at == At::End);
    let driven = &variable.driven[column.element];
    (0..model.axis.points as i64).map(|point| driven.iter().any(|(known, _)| *known == point + shift)).collect()
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

/// What the run hears of an observation, of a time on the axis of reports and as it is written: whether draws agree with it, or a
/// law was fitted to it.
fn heard(model: &Model, column: Column, (reported, written): (f64, f64), source: &str) -> Heard {
    let at = model.axis.point(reported).and_then(|point| usize::try_from(point).ok());
    let here = |variable: usize, element: usize| (variable, element) == (column.variable, column.element);
    let mut series = model.condition.iter().flat_map(|condition| &condition.series);
    let conditions = |own: &Conditioned| own.observations.iter().any(|(point, _)| Some(*point) == at);
    if series.any(|own| here(own.variable, own.element) && conditions(own)) {
        return Heard::Condition;
    }
    let selector = || model.selector(&model.variables[column.variable].signature, column.element);
    let fits = |fit: &Estimated| {
        let inside = |(first, last)| (first - 1e-6..=last + 1e-6).contains(&written);
        fit.outcome.is_ok() && fit.source == source && fit.period.is_some_and(inside) && fit.variable == selector()
    };
    if model.header.estimated.iter().any(fits) { Heard::Fit } else { Heard::No }
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
            heard: heard(model, column, (time + shift, *time), &data.source),
            source: data.source.clone(),
        }));
    }
    sort_by(&mut found, |a, b| a.time.total_cmp(&b.time));
    found
}
