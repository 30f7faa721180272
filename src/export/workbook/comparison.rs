//! The tables that only a comparison has.

use super::form::Measure;
use super::scope::Scope;
use super::sheet::{Cell, Table};
use crate::projection::{Attribution, Comparison, Costs, Criterion, Dominance, Summary};

/// Median, 90 % range and mean.
const SUMMARY: [&str; 4] = ["Median", "5 %", "95 %", "Mean"];
const DIFFERENCE: [&str; 4] = ["Difference, median", "Difference, 5 %", "Difference, 95 %", "Difference, mean"];

fn numbers(summary: &Summary) -> [f64; 4] {
    [summary.median, summary.low, summary.high, summary.mean]
}

fn cells<'a>(measure: Measure, summary: Option<&Summary>) -> Vec<Cell<'a>> {
    match summary {
        Some(summary) => numbers(summary).map(|value| measure.cell(value)).to_vec(),
        None => vec![Cell::Empty; SUMMARY.len()],
    }
}

fn measure<'s>(unit: &str, summaries: impl IntoIterator<Item = &'s Summary>) -> Measure {
    Measure::new(unit, summaries.into_iter().flat_map(numbers))
}

/// What paths cost: for each part, and the total last, a row for each scenario.
pub fn costs<'a>(scope: &'a Scope<'a>, costs: &'a Costs) -> Table<'a> {
    let measure = costs_measure(costs);
    let mut rows = Vec::new();
    for part in 0..=costs.parts.len() {
        let label = costs.parts.get(part).map_or("Total", String::as_str);
        for (scenario, own) in costs.costs.iter().enumerate() {
            let mut row = vec![Cell::text(label), Cell::text(scope.name(scenario)), Cell::text(&costs.unit)];
            row.extend(cells(measure, own.get(part)));
            row.extend(cells(measure, costs.differences.get(scenario).and_then(|parts| parts.get(part))));
            rows.push(row);
        }
    }
    let head = ["Part", "Scenario", "Unit"].into_iter().chain(SUMMARY).chain(DIFFERENCE).map(Cell::text).collect();
    let about = "What each path costs, by part and in total, and its paired difference to the reference";
    Table { name: "Costs", about, head, rows, frozen: 2 }
}

/// How costs are written.
pub fn costs_measure(costs: &Costs) -> Measure {
    measure(&costs.unit, costs.costs.iter().flatten())
}

/// Column of the names of scenarios in [`costs`].
pub const COSTS_SCENARIO: usize = 1;
/// Column of means in [`costs`].
pub const COSTS_MEAN: usize = 6;

/// What is wanted of a path: for each criterion a row for each scenario.
pub fn criteria<'a>(scope: &'a Scope<'a>, criteria: &'a [Criterion]) -> Table<'a> {
    let mut rows = Vec::new();
    for criterion in criteria {
        let measure = measure(&criterion.unit, criterion.values.iter().chain(&criterion.differences));
        for (scenario, values) in criterion.values.iter().enumerate() {
            let mut row = [&criterion.name, &criterion.label, &criterion.selector, &criterion.unit]
                .map(|text| Cell::text(text))
                .to_vec();
            row.push(Cell::text(if criterion.higher_is_better { "higher" } else { "lower" }));
            row.push(Cell::text(scope.name(scenario)));
            row.push(criterion.best.get(scenario).map_or(Cell::Empty, |share| Cell::share(*share)));
            let regret = criterion.regret.get(scenario).map(|regret| [regret.mean, regret.high, regret.greatest]);
            row.extend(regret.map_or([const { Cell::Empty }; 3], |regret| regret.map(|value| measure.cell(value))));
            row.extend(cells(measure, Some(values)));
            row.extend(cells(measure, criterion.differences.get(scenario)));
            rows.push(row);
        }
    }
    let names = [
        "Criterion",
        "Label",
        "Number",
        "Unit",
        "Better",
        "Scenario",
        "Best in",
        "Regret, mean",
        "Regret, 95 %",
        "Regret, greatest",
    ];
    let head = names.into_iter().chain(SUMMARY).chain(DIFFERENCE).map(Cell::text).collect();
    let about =
        "What is wanted of a path, the share of worlds in which each is best, and what it loses against the best";
    Table { name: "Criteria", about, head, rows, frozen: 2 }
}

/// Paths by all criteria at once.
pub fn dominance<'a>(scope: &'a Scope<'a>, dominance: &'a Dominance) -> Table<'a> {
    let scenarios = dominance.undominated.len();
    let mut head = vec![Cell::text("Scenario"), Cell::text("Undominated")];
    head.extend((0..scenarios).map(|other| Cell::owned(format!("Dominates {}", scope.name(other)))));
    let rows = dominance.undominated.iter().enumerate().map(|(scenario, undominated)| {
        let against = (0..scenarios).map(|other| match dominance.dominates.get([scenario, other]) {
            Some(share) if other != scenario => Cell::share(*share),
            _ => Cell::Empty,
        });
        [Cell::text(scope.name(scenario)), Cell::share(*undominated)].into_iter().chain(against).collect()
    });
    let about = "Shares of worlds in which no other path is at least as good by every criterion and better by one";
    Table { name: "Dominance", about, head, rows: rows.collect(), frozen: 1 }
}

/// How the parts of an attribution are written.
pub fn attribution_measure(attribution: &Attribution) -> Measure {
    let ends = [attribution.from, attribution.to];
    Measure::new(&attribution.unit, attribution.parts.iter().map(|part| part.summary.mean).chain(ends))
}

/// Columns of labels and of means in [`attributions`].
pub const ATTRIBUTION_LABEL: usize = 6;
/// See [`ATTRIBUTION_LABEL`].
pub const ATTRIBUTION_MEAN: usize = 7;

/// Why paths differ: the rows of each attribution follow one another, a part each.
pub fn attributions<'a>(scope: &'a Scope<'a>, comparison: &'a Comparison) -> Table<'a> {
    let mut rows = Vec::new();
    for one in &comparison.attributions {
        let measure = attribution_measure(one);
        for part in &one.parts {
            let mut row = vec![
                Cell::text(scope.name(one.scenario)),
                Cell::text(&one.selector),
                Cell::text(&one.label),
                Cell::text(&one.unit),
                measure.cell(one.from),
                measure.cell(one.to),
                Cell::text(&part.label),
            ];
            let summary = part.summary;
            row.extend([summary.mean, summary.median, summary.low, summary.high].map(|value| measure.cell(value)));
            row.push(part.error.map_or(Cell::Empty, |error| measure.cell(error)));
            row.push(Cell::text(&part.name));
            row.push(Cell::owned(part.changes.join("; ")));
            row.push(Cell::Number(one.draws as f64, super::form::Form::Decimals(0)));
            let orders = one.sampled_orders.map(|orders| Cell::Number(orders as f64, super::form::Form::Decimals(0)));
            row.push(orders.unwrap_or_else(|| Cell::text("all")));
            rows.push(row);
        }
    }
    let head = [
        "Scenario",
        "Number",
        "Label",
        "Unit",
        "Mean of reference",
        "Mean of scenario",
        "Part",
        "Mean",
        "Median",
        "5 %",
        "95 %",
        "Standard error of sampled orders",
        "Group",
        "Changes",
        "Draws",
        "Orders",
    ];
    let about =
        "Why each path differs from the reference: Shapley values of its changes, whose means add up to the gap";
    Table { name: "Attribution", about, head: head.map(Cell::text).to_vec(), rows, frozen: 2 }
}
