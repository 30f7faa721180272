//! When paths pass thresholds, in the terminal.

use super::super::summary::{passing, passing_by};
use super::super::terminal::Row;
use super::text::{numbers, titled};
use crate::projection::{Beside, Comparison, Event, Milestone};
use crate::wording::unit::Unit;
use crate::wording::{number, phrase};

/// A table for each variable with thresholds that tell paths from one another: of one without dimensions a row for each path; of
/// others, a row for each element and threshold, in median years. All others, and ranges, stand in `milestones.csv`.
pub(super) fn text(comparison: &Comparison, width: usize) -> String {
    let all = comparison.side_by_side();
    let asked: Vec<(&Beside, Vec<Asked>)> = all.iter().map(|beside| (beside, beside.events())).collect();
    let mut text = String::new();
    let mut told: Vec<&str> = Vec::new();
    for (beside, events) in asked.iter().filter(|(_, events)| events.iter().any(|asked| tells(comparison, asked))) {
        let name = beside.variable.name.as_str();
        if beside.variable.dims.is_empty() {
            text.push_str(&of_one(comparison, beside, events, width));
        } else if !told.contains(&name) {
            told.push(name);
            let same = || asked.iter().filter(|(other, _)| other.variable.name == name);
            text.push_str(&of_elements(comparison, beside, same().map(|(beside, events)| (*beside, events)), width));
        }
    }
    text
}

/// Whether it tells one path from another: what happens on all of them at the same time, or never, is left away.
fn tells(comparison: &Comparison, (_, all): &Asked) -> bool {
    let answer = |own: &Milestone| [own.years[0], own.years[1], own.years[2], own.never].map(f64::to_bits);
    let mut found = (0..comparison.projections.len()).map(|path| all[path].map(answer));
    let first = found.next().flatten();
    found.any(|other| other != first)
}

/// An event, and by scenario when it happens.
type Asked<'a> = (Event, Vec<Option<&'a Milestone>>);

fn of_one(comparison: &Comparison, beside: &Beside, events: &[Asked], width: usize) -> String {
    let unit = Unit::of(beside.variable);
    let step = beside.projection.step();
    let heading: Vec<String> = events.iter().map(|(event, _)| phrase::event(event, &unit, step)).collect();
    let cell = |milestone: &Milestone| {
        let never = number::probability(milestone.never);
        let never = if milestone.never > 0.0 { format!(", never {never}") } else { String::new() };
        format!("{}{never}", passing(milestone, beside.projection))
    };
    let rows: Vec<Row> = (0..comparison.projections.len())
        .filter(|index| beside.all[*index].is_some())
        .map(|index| {
            // Another scenario may have other thresholds.
            let cells = events.iter().map(|(_, all)| all[index].map_or_else(|| "–".to_owned(), cell));
            Row::Cells((index + 1).to_string(), cells.collect())
        })
        .collect();
    titled(&format!("{}: year passed, median (5–95 %)", beside.variable.label), &heading, &rows, width)
}

fn of_elements<'a>(
    comparison: &Comparison,
    first: &Beside,
    all: impl Iterator<Item = (&'a Beside<'a>, &'a Vec<Asked<'a>>)>,
    width: usize,
) -> String {
    let unit = Unit::of(first.variable);
    let mut rows = Vec::new();
    for (beside, events) in all {
        let events: Vec<&Asked> = events.iter().filter(|asked| tells(comparison, asked)).collect();
        if !events.is_empty() {
            rows.push(Row::Group(beside.projection.element_label(beside.variable, beside.series)));
        }
        rows.extend(events.into_iter().map(|(event, all)| {
            let cell = |own: Option<&Milestone>| own.map_or_else(|| "–".to_owned(), |own| median(own, beside));
            Row::Cells(
                format!("  {}", phrase::event(event, &unit, beside.projection.step())),
                all.iter().copied().map(cell).collect(),
            )
        }));
    }
    titled(&format!("{}: year passed, median", first.variable.label), &numbers(comparison), &rows, width)
}

fn median(milestone: &Milestone, beside: &Beside) -> String {
    passing_by(milestone.years[1], milestone, beside.projection)
}
