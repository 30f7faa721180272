//! The numbers beside the charts: headline values, milestones, chances of targets, criteria.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::model::Model;
use crate::projection::Projection;
use crate::wording::phrase::{event, goal, passing, standing};
use crate::wording::ranged::Ranged;
use crate::wording::unit::Unit;
use crate::wording::{number, time};

/// The most rows of a table; a page is no place for thousands.
const MOST_ROWS: usize = 400;

/// Indices of the variables that have such numbers.
pub fn variables(model: &Model) -> Vec<usize> {
    let has = |(index, variable): &(usize, &crate::model::Variable)| {
        let written = &variable.declared.value;
        variable.reported
            && (!written.targets.is_empty()
                || !written.milestones.is_empty()
                || !written.headline.is_empty()
                || model.criteria.iter().any(|criterion| criterion.of.variable == *index))
    };
    let all = model.variables.iter().enumerate();
    let mut found: Vec<usize> = all.filter(has).map(|(index, _)| index).collect();
    // A criterion may look at what is not reported otherwise.
    found.extend(model.criteria.iter().map(|criterion| criterion.of.variable));
    found.sort_unstable();
    found.dedup();
    found
}

/// All elements of variables: indices of variables, and flat ones of elements.
pub fn elements(model: &Model, variables: &[usize]) -> BTreeSet<(usize, usize)> {
    let count = |variable: usize| model.variables[variable].of_element.len();
    variables.iter().flat_map(|own| (0..count(*own)).map(|element| (*own, element))).collect()
}

/// All such numbers of a projection.
pub fn numbers(projection: &Projection, model: &Model) -> Value {
    json!({
        "headlines": headlines(projection),
        "milestones": milestones(projection),
        "targets": targets(projection),
        "criteria": criteria(projection, model),
    })
}

fn headlines(projection: &Projection) -> Vec<Value> {
    let mut rows = Vec::new();
    for (variable, series, unit) in Unit::of_all(projection) {
        for year in projection.headline_years(variable) {
            let Some(point) = projection.point(year) else { continue };
            let summary = series.at(point);
            let written = Ranged::median_beside(&summary, &unit, &projection.goals(series, point));
            rows.push(json!({
                "label": projection.label(variable, series), "unit": unit.words, "year": time::of(year, &projection.times),
                "selector": format!("{}@{}", projection.selector(variable, series), year),
                "median": written.short(), "range": written.range().unwrap_or_default(), "value": summary.median,
            }));
        }
    }
    rows.truncate(MOST_ROWS);
    rows
}

fn milestones(projection: &Projection) -> Vec<Value> {
    let mut rows = Vec::new();
    for (variable, series, unit) in Unit::of_all(projection) {
        for milestone in &series.milestones {
            let first = projection.first_time_of(&milestone.event);
            let [low, median, high] = milestone.years.map(|year| passing(year, first, projection.step()));
            rows.push(json!({
                "label": projection.label(variable, series), "event": event(&milestone.event, &unit, projection.step()),
                "low": low, "median": median, "high": high,
                "passed": number::probability(1.0 - milestone.never), "value": 1.0 - milestone.never,
            }));
        }
    }
    rows.truncate(MOST_ROWS);
    rows
}

fn targets(projection: &Projection) -> Vec<Value> {
    let mut rows = Vec::new();
    for (variable, series, unit) in Unit::of_all(projection) {
        for target in &series.targets {
            rows.push(json!({
                "name": target.name, "label": target.label, "of": projection.label(variable, series),
                "year": time::of(target.year, &projection.times), "goal": goal(target.value, target.at_least, &unit),
                "chance": standing(target), "value": target.probability, "source": target.source,
                "settled": target.is_settled(),
            }));
        }
    }
    rows.truncate(MOST_ROWS);
    rows
}

fn criteria(projection: &Projection, model: &Model) -> Vec<Value> {
    let mut rows = Vec::new();
    for criterion in &model.criteria {
        let variable = &model.variables[criterion.of.variable];
        let selector = model.selector(&variable.signature, criterion.of.element);
        let Ok((variable, series)) = projection.find(&selector) else { continue };
        let unit = Unit::of(variable);
        let year = model.axis.time(criterion.of.point);
        let summary = series.at(criterion.of.point);
        let summed = Ranged::mean(&summary, &unit);
        let written = &criterion.declared.value;
        let label = format!("{}, {}", projection.label(variable, series), time::of(year, &projection.times));
        rows.push(json!({
            "name": criterion.declared.name, "label": written.label.clone().unwrap_or(label), "unit": unit.words,
            "selector": format!("{selector}@{year}"), "mean": summed.short(),
            "range": summed.range().unwrap_or_default(), "value": summary.mean, "more": written.higher_is_better,
        }));
    }
    rows
}
