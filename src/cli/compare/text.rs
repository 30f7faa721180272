//! What a comparison says in the terminal: one page towards a decision.

use std::path::PathBuf;
use std::time::Duration;

use super::super::summary::{file_list, timing};
use super::super::terminal::{Row, table, wrap};
use super::{exposure, milestones, values, worlds};
use crate::projection::{Attribution, Comparison, Criterion, Summary, Target};
use crate::wording::ranged::Ranged;
use crate::wording::unit::Unit;
use crate::wording::{number, phrase, time};

/// Parts of a gap that are named.
const MOST_PARTS: usize = 3;

/// The report, for a terminal of this width. Scenarios are numbered, so that they fit beside one another.
pub(super) fn text(comparison: &Comparison, times: &[(String, Duration)], files: &[PathBuf], width: usize) -> String {
    let mut text = scenarios(comparison, width);
    for note in &comparison.notes {
        text.push_str(&wrap(&format!("note: {note}"), width, ""));
    }
    for criterion in &comparison.criteria {
        text.push_str(&criterion_table(comparison, criterion, width));
    }
    if comparison.criteria.is_empty() {
        text.push_str(&values::text(comparison, width));
    }
    text.push_str(&worlds::text(comparison, width));
    text.push_str(&cost_table(comparison, width));
    text.push_str(&exposure::text(comparison, width));
    text.push_str(&milestones::text(comparison, width));
    text.push_str(&target_table(comparison, width));
    text.push_str(&reasons(comparison, width));
    text.push('\n');
    let about = &comparison.projections[comparison.reference].about;
    text.push_str(&wrap(&timing(about, times), width, ""));
    text.push_str(&file_list(files, width));
    text
}

fn numbered(comparison: &Comparison, index: usize) -> String {
    format!("{} {}", index + 1, comparison.projections[index].about.title)
}

fn scenarios(comparison: &Comparison, width: usize) -> String {
    let mut text = "\n".to_owned();
    for index in 0..comparison.projections.len() {
        let mark = match (index == comparison.reference, comparison.projections[index].about.ranked) {
            (true, true) => " (reference)",
            (false, true) => "",
            (true, false) => " (reference, not ranked)",
            (false, false) => " (not ranked)",
        };
        text.push_str(&wrap(&format!("{}{mark}", numbered(comparison, index)), width, ""));
    }
    text
}

/// `1.23 (0.9–1.6)`; of what is certain the number alone.
pub(in crate::cli) fn with_range(summary: Summary, unit: &Unit, plus: bool) -> String {
    if plus { Ranged::difference(&summary, unit).cell() } else { Ranged::median(&summary, unit).cell() }
}

fn criterion_table(comparison: &Comparison, criterion: &Criterion, width: usize) -> String {
    let ends = criterion.values.iter().flat_map(|summary| [summary.low, summary.high]);
    let (low, high) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
    let unit = Unit::new(&criterion.unit, low, high);
    let show = |value: f64| number::significant(value * unit.factor, 3);
    let rows: Vec<Row> = (0..comparison.projections.len())
        .map(|index| {
            let difference = if index == comparison.reference {
                "reference".to_owned()
            } else {
                with_range(criterion.differences[index], &unit, true)
            };
            // What is not ranked has no place among the others.
            let ranked = comparison.is_ranked(index);
            let option = |text: String| if ranked { text } else { "–".to_owned() };
            let cells = vec![
                Ranged::median_beside(&criterion.values[index], &unit, &criterion.beside(index, comparison.reference))
                    .cell(),
                difference,
                option(number::probability(criterion.best[index])),
                option(show(criterion.regret[index].greatest)),
            ];
            Row::Cells((index + 1).to_string(), cells)
        })
        .collect();
    let heading = ["median (5–95 %)", "paired difference", "best", "most regret"].map(str::to_owned);
    let better = if criterion.higher_is_better { "more is better" } else { "less is better" };
    let points = points(&unit).map_or("", |_| "; differences and regret in points");
    titled(&format!("{}{}; {better}{points}", criterion.label, worded(&unit)), &heading, &rows, width)
}

/// Parts of the costs as means, which add up, and below them how totals differ from the reference.
fn cost_table(comparison: &Comparison, width: usize) -> String {
    let Some(costs) = &comparison.costs else { return String::new() };
    let parts: Vec<&str> = costs.parts.iter().map(String::as_str).chain(["total"]).take(costs.costs[0].len()).collect();
    let largest = costs.costs.iter().flatten().map(|summary| summary.mean.abs()).fold(0.0, f64::max);
    let unit = Unit::new(&costs.unit, -largest, largest);
    // What is nothing but rounding beside the largest is nothing.
    let mean = |summary: &Summary| if summary.mean.abs() < 1e-9 * largest { 0.0 } else { summary.mean };
    let row = |(part, name): (usize, &&str)| {
        let cells = costs.costs.iter().map(|own| number::significant(mean(&own[part]) * unit.factor, 3));
        Row::Cells((*name).to_owned(), cells.collect())
    };
    let last = parts.len() - 1;
    let says = |part: usize| part == last || costs.costs.iter().any(|own| mean(&own[part]) != 0.0);
    let rows: Vec<Row> = parts.iter().enumerate().filter(|(part, _)| says(*part)).map(row).collect();
    let words = worded(&unit);
    let title = format!(
        "{}{words}: means by {}. {}",
        costs.label,
        time::of(costs.year, &comparison.projections[comparison.reference].times),
        costs.description
    );
    let gaps: Vec<Row> = others(comparison)
        .map(|index| Row::Cells((index + 1).to_string(), vec![with_range(costs.differences[index][last], &unit, true)]))
        .collect();
    let heading = ["paired difference: median (5–95 %)".to_owned()];
    titled(&title, &numbers(comparison), &rows, width)
        + &titled(
            &format!("{}{words}: total against {}", costs.label, comparison.reference + 1),
            &heading,
            &gaps,
            width,
        )
}

/// The numbers of the paths, as headings.
pub(super) fn numbers(comparison: &Comparison) -> Vec<String> {
    (1..=comparison.projections.len()).map(|number| number.to_string()).collect()
}

/// The paths but the reference.
pub(super) fn others(comparison: &Comparison) -> impl Iterator<Item = usize> {
    let reference = comparison.reference;
    (0..comparison.projections.len()).filter(move |index| *index != reference)
}

/// A unit behind a comma, if there is one to name.
pub(in crate::cli) fn worded(unit: &Unit) -> String {
    if unit.words.is_empty() { String::new() } else { format!(", {}", unit.words) }
}

/// The targets of all scenarios that have not been observed in all that have them.
fn target_table(comparison: &Comparison, width: usize) -> String {
    let mut rows = Vec::new();
    for beside in comparison.side_by_side() {
        for (target, all) in beside.goals() {
            if all.iter().flatten().all(|own| own.observed) {
                continue;
            }
            let unit = Unit::of(beside.variable);
            let element = beside.projection.label(beside.variable, beside.series);
            let goal = phrase::goal(target.value, target.at_least, &unit);
            let label = format!("{element} {goal} in {}", time::of(target.year, &beside.projection.times));
            let chance = |own: Option<&Target>| own.map_or_else(|| "–".to_owned(), phrase::standing);
            rows.push(Row::Cells(label, all.into_iter().map(chance).collect()));
        }
    }
    titled("Chance that a target is met", &numbers(comparison), &rows, width)
}

/// What differences of shares are in, if the unit is per cent.
pub(super) fn points(unit: &Unit) -> Option<String> {
    unit.words.strip_prefix('%').map(|rest| format!("points{rest}"))
}

/// The greatest parts of each gap.
fn reasons(comparison: &Comparison, width: usize) -> String {
    if comparison.attributions.is_empty() {
        return String::new();
    }
    let reference = short(&comparison.projections[comparison.reference].about.title);
    let title = format!("Why paths differ from {reference}: mean gap, and its greatest parts (Shapley values)");
    let mut text = format!("\n{}", wrap(&title, width, ""));
    let mut scenario = usize::MAX;
    for gap in &comparison.attributions {
        if gap.scenario != scenario {
            scenario = gap.scenario;
            text.push_str(&wrap(&numbered(comparison, scenario), width, ""));
        }
        text.push_str(&wrap(&reason(comparison, gap), width, "  "));
    }
    text
}

/// The labels of a group of changes, each up to a colon.
fn short(label: &str) -> String {
    let parts = label.split(" + ").map(|part| part.split_once(':').map_or(part, |(short, _)| short));
    parts.collect::<Vec<_>>().join(" + ")
}

/// A table under a title of a line of its own.
pub(super) fn titled(title: &str, columns: &[String], rows: &[Row], width: usize) -> String {
    let table = table("", columns, rows, width);
    if table.is_empty() { table } else { format!("\n{}{}", wrap(title, width, ""), table.trim_start_matches('\n')) }
}

fn reason(comparison: &Comparison, gap: &Attribution) -> String {
    let (low, high) = comparison.ends_of(gap);
    let unit = Unit::new(&gap.unit, low, high);
    let factor = unit.factor;
    let show = |value: f64| {
        let plus = if value > 0.0 { "+" } else { "" };
        format!("{plus}{}", number::significant(value * factor, 2))
    };
    let named = gap.parts.iter().take(MOST_PARTS).filter(|part| part.summary.mean != 0.0);
    let mut parts: Vec<String> =
        named.map(|part| format!("{} {}", short(&part.label), show(part.summary.mean))).collect();
    let rest: f64 = gap.parts.iter().skip(MOST_PARTS).map(|part| part.summary.mean).sum();
    if gap.parts.len() > MOST_PARTS && rest != 0.0 {
        parts.push(format!("others {}", show(rest)));
    }
    let words = points(&unit).unwrap_or(unit.words);
    let words = if words.is_empty() { words } else { format!(" {words}") };
    let parts = if parts.is_empty() { "no change matters".to_owned() } else { parts.join(", ") };
    format!("{}: {}{words} = {parts}", gap.label, show(gap.to - gap.from))
}
