//! What paths come to in named worlds, in the terminal.

use super::super::terminal::Row;
use super::text::{numbers, points, titled, worded};
use crate::projection::{Comparison, Criterion, Satisfied, Standing, Winning, Worlds, Worst};
use crate::wording::number;
use crate::wording::unit::Unit;

/// A table of paths by worlds for each criterion, and what holds over all worlds; nothing without worlds.
pub(super) fn text(comparison: &Comparison, width: usize) -> String {
    let Some(worlds) = &comparison.worlds else { return String::new() };
    let mut text = String::new();
    for (place, criterion) in comparison.criteria.iter().enumerate() {
        text.push_str(&matrix(comparison, worlds, place, criterion, width));
    }
    text.push_str(&losses(comparison, worlds, width));
    text.push_str(&robustness(comparison, worlds, width));
    text
}

/// Medians of each path in each world.
fn matrix(comparison: &Comparison, worlds: &Worlds, place: usize, criterion: &Criterion, width: usize) -> String {
    let all: Vec<&Standing> = worlds.worlds.iter().map(|world| &world.criteria[place]).collect();
    let unit = unit_of(criterion, worlds, place);
    let show = |value: f64| number::significant(value * unit.factor, 3);
    let mut rows = Vec::new();
    for (world, standing) in worlds.worlds.iter().zip(&all) {
        let cells = standing.values.iter().map(|summary| show(summary.median)).collect();
        rows.push(Row::Cells(world.title.clone(), cells));
    }
    let better = if criterion.higher_is_better { "more is better" } else { "less is better" };
    let title = format!("{}{}, by world: medians; {better}", criterion.label, worded(&unit));
    titled(&title, &numbers(comparison), &rows, width)
}

/// How the medians of a criterion are written, in all worlds alike.
fn unit_of(criterion: &Criterion, worlds: &Worlds, place: usize) -> Unit {
    let medians = || worlds.worlds.iter().flat_map(|world| &world.criteria[place].values).map(|own| own.median);
    let (low, high) = (medians().fold(f64::INFINITY, f64::min), medians().fold(f64::NEG_INFINITY, f64::max));
    Unit::new(&criterion.unit, low, high)
}

/// By criterion, the mean regret of each path in the world in which it is greatest; a criterion by which no path loses is left out.
fn losses(comparison: &Comparison, worlds: &Worlds, width: usize) -> String {
    let row = |(place, criterion): (usize, &Criterion)| {
        let most = |path: usize| {
            let regrets = worlds.worlds.iter().map(|world| world.criteria[place].regret[path].mean);
            regrets.fold(0.0, f64::max)
        };
        let losses: Vec<f64> = (0..comparison.projections.len()).map(most).collect();
        let greatest = losses.iter().copied().fold(0.0, f64::max);
        let unit = unit_of(criterion, worlds, place);
        let words = points(&unit).map_or_else(|| worded(&unit), |words| format!(", {words}"));
        let cells = losses.iter().map(|loss| number::significant(loss * unit.factor, 3)).collect();
        (greatest > 0.0).then(|| Row::Cells(format!("{}{words}", criterion.label), cells))
    };
    let rows: Vec<Row> = comparison.criteria.iter().enumerate().filter_map(row).collect();
    titled("Mean regret in the world in which it is greatest", &numbers(comparison), &rows, width)
}

/// What holds over all worlds.
fn robustness(comparison: &Comparison, worlds: &Worlds, width: usize) -> String {
    let share = number::probability;
    let mut rows = Vec::new();
    if let Some(undominated) = &worlds.undominated {
        rows.push(Row::Cells("undominated".to_owned(), undominated.iter().map(|own| share(*own)).collect()));
    }
    // What is not ranked has no place among the others.
    let option = |path: usize, text: String| if worlds.ranked[path] { text } else { "–".to_owned() };
    let wins = |(path, winning): (usize, &Winning)| option(path, share(winning.share));
    if !comparison.criteria.is_empty() {
        let cells = worlds.weights.iter().enumerate().map(wins).collect();
        rows.push(Row::Cells("best for so many weights".to_owned(), cells));
    }
    if worlds.targets > 0 {
        let met = |of: fn(&Satisfied) -> f64| worlds.satisficing.iter().map(|own| share(of(own))).collect();
        let targets = if worlds.targets == 1 { "target met" } else { "all targets met" };
        rows.push(Row::Cells(targets.to_owned(), met(|own| own.all)));
        if worlds.targets > 1 {
            rows.push(Row::Cells("part of targets met".to_owned(), met(|own| own.part)));
        }
    }
    let lost = |(path, worst): (usize, &Worst)| option(path, share(worst.regret));
    if !worlds.worst.is_empty() {
        let cells = worlds.worst.iter().enumerate().map(lost).collect();
        rows.push(Row::Cells("lost at worst, of the range".to_owned(), cells));
    }
    let mut text = titled("Over all worlds", &numbers(comparison), &rows, width);
    if let Some((path, worst)) = worlds.robust().and_then(|path| Some((path, worlds.worst.get(path)?))) {
        let told = format!(
            "Loses least at worst: {}; most in the world \"{}\", by {}.",
            comparison.projections[path].about.title,
            worlds.worlds[worst.world].title,
            comparison.criteria[worst.criterion].label,
        );
        text.push_str(&super::super::terminal::wrap(&told, width, ""));
    }
    text
}
