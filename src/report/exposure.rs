//! What paths would lose if what they depend on were withheld, and what it costs to lose less.

use maud::{Markup, html};

use super::compare::{difference_cell, path, summary_cell};
use super::table::{Cell, Column, Row, Table};
use crate::projection::{Comparison, Costs, Exposure};
use crate::wording::number;
use crate::wording::phrase::unit_of_summaries;

/// Starting years of the short table.
const FEW: usize = 3;

/// A table by first year, and what losing less costs; nothing where the model does not say what is exposed.
pub fn exposures(comparison: &Comparison) -> Markup {
    let Some(exposure) = &comparison.exposure else { return Markup::default() };
    let all: Vec<usize> = (0..exposure.times.len()).collect();
    html! {
        @if !exposure.description.is_empty() { p { (exposure.description) } }
        (by_year(comparison, exposure, &all).markup())
        @if let Some(table) = premium_table(comparison) { (table.markup()) }
    }
}

/// A row for each path: medians by first year, and below them the paired difference to the reference.
fn by_year(comparison: &Comparison, exposure: &Exposure, places: &[usize]) -> Table {
    let unit = unit_of_summaries(&exposure.unit, exposure.values.iter().flatten());
    let mut columns = vec![Column::words("Path")];
    columns.extend(places.iter().map(|place| Column::numbers(number::year(exposure.times[*place]))));
    let row = |scenario: usize| {
        let cells = places.iter().map(|place| summary_cell(&exposure.values[scenario][*place], &unit));
        let cells = std::iter::once(Cell::words(path(comparison, scenario))).chain(cells).collect();
        Row { id: format!("exposure-{scenario}"), cells }
    };
    let words = if unit.words.is_empty() { String::new() } else { format!(", {}", unit.words) };
    let caption = format!("{}{words}: medians with 5–95\u{a0}% ranges, by first year", exposure.label);
    Table { caption, columns, rows: (0..comparison.projections.len()).map(row).collect() }
}

/// What each path loses less than the reference when what it depends on is withheld, and what that costs; none without exposure
/// and costs.
pub fn premium_table(comparison: &Comparison) -> Option<Table> {
    let (exposure, costs) = (comparison.exposure.as_ref()?, comparison.costs.as_ref()?);
    let places = few(exposure.times.len());
    let [lost, spent] = [(&exposure.unit, &exposure.differences), (&costs.unit, &costs.differences)]
        .map(|(unit, all)| unit_of_summaries(unit, all.iter().flatten()));
    let worded = |what: &str, words: &str| if words.is_empty() { what.to_owned() } else { format!("{what}, {words}") };
    let mut columns = vec![Column::words("Path")];
    columns
        .extend(places.iter().map(|place| Column::numbers(format!("From {}", number::year(exposure.times[*place])))));
    columns.push(Column::numbers(worded("Loses less each time", &lost.words)));
    columns.push(Column::numbers(worded("Costs more", &spent.words)));
    columns.push(Column::numbers("Pays if withheld so often"));
    let row = |scenario: usize| {
        let mut cells = vec![Cell::words(path(comparison, scenario))];
        let gap = |place: &usize| difference_cell(&exposure.differences[scenario][*place], &lost);
        cells.extend(places.iter().map(gap));
        let premium = exposure.premiums[scenario];
        let own = |value: Option<(f64, f64)>| {
            value.map_or_else(Cell::default, |(value, factor)| {
                Cell::number(number::significant(value * factor, 3), value)
            })
        };
        cells.push(own(premium.map(|own| (own.saved, lost.factor))));
        cells.push(own(premium.map(|own| (own.cost, spent.factor))));
        cells.push(premium.map_or_else(Cell::default, |own| {
            if own.cost > 0.0 {
                Cell::number(format!("{} times", number::significant(own.times, 2)), own.times)
            } else {
                Cell::number("costs nothing more", 0.0)
            }
        }));
        Row { id: format!("premium-{scenario}"), cells }
    };
    let rows: Vec<Row> = others(comparison, costs).map(row).collect();
    let caption = format!(
        "{}, by first year: paired difference to {}; and, in means by {}, what losing less costs",
        exposure.label,
        path(comparison, comparison.reference),
        number::year(costs.year)
    );
    (!rows.is_empty()).then_some(Table { caption, columns, rows })
}

/// The paths to choose from but the reference.
fn others<'a>(comparison: &'a Comparison, costs: &'a Costs) -> impl Iterator<Item = usize> + 'a {
    (0..costs.costs.len())
        .filter(|scenario| *scenario != comparison.reference && comparison.projections[*scenario].about.ranked)
}

/// The first, the middle and the last of so many places.
fn few(count: usize) -> Vec<usize> {
    let few = count.min(FEW);
    (0..few).map(|place| if few < 2 { 0 } else { place * (count - 1) / (few - 1) }).collect()
}
