//! What a run says in the terminal: headline projections, milestones, targets, and where the files are.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::terminal::{Row, table, wrap};
use crate::diagnostic::columns;
use crate::projection::{About, Basis, Event, Milestone, Projection, Sample, Series, Summary, Target, Variable};
use crate::wording::ranged::Ranged;
use crate::wording::unit::Unit;
use crate::wording::{number, phrase, time};

/// The report of a run, for a terminal of this width.
pub(super) fn text(projection: &Projection, times: &[(String, Duration)], files: &[PathBuf], width: usize) -> String {
    let about = &projection.about;
    let mut text = format!("\n{}", wrap(&about.title, width, ""));
    text.push_str(&wrap(&about.narrative, width, ""));
    text.push_str(&conditioning_table(projection, width));
    text.push_str(&headline_table(projection, width));
    text.push_str(&milestone_table(projection, width));
    text.push_str(&target_table(projection, width));
    text.push('\n');
    text.push_str(&wrap(&timing(about, times), width, ""));
    text.push_str(&file_list(files, width));
    text
}

/// How the scenario was run, and how long each stage took.
pub(super) fn timing(about: &About, times: &[(String, Duration)]) -> String {
    let total: Duration = times.iter().map(|(_, time)| *time).sum();
    let parts: Vec<String> =
        times.iter().map(|(name, time)| format!("{name} {:.2}\u{a0}s", time.as_secs_f64())).collect();
    let draws = match &about.basis {
        Basis::Run(Sample { draws, seed, sampler }) => {
            format!("{}, seed {seed}, {}", phrase::count(*draws as usize, "draw"), sampler.name())
        }
        Basis::Certain(_) => "Nothing is uncertain: a single run".to_owned(),
        Basis::Estimated { method, .. } => method.clone(),
    };
    format!("{draws}. {:.2} s: {}.", total.as_secs_f64(), parts.join(", "))
}

/// The folder of results and what is in it.
pub(super) fn file_list(files: &[PathBuf], width: usize) -> String {
    let folder =
        files.iter().find(|file| file.file_name().is_some_and(|name| name == "run.json")).and_then(|f| f.parent());
    let Some(folder) = folder else { return String::new() };
    let name = |file: &PathBuf| file.file_name().map(|name| name.to_string_lossy().into_owned());
    let tables: Vec<String> = files.iter().filter(|file| file.parent() == Some(folder)).filter_map(name).collect();
    let charts = files.iter().filter(|file| file.parent() == Some(&folder.join("charts"))).count();
    let mut content = tables.join(", ");
    if charts > 0 {
        let _ = write!(content, ", and {} in charts/", phrase::count(charts, "picture"));
    }
    let here = std::env::current_dir().unwrap_or_default();
    let shown: &Path = folder.strip_prefix(&here).unwrap_or(folder);
    format!("Written to {}\n{}", shown.display(), wrap(&content, width, "  "))
}

/// A variable without dimensions is one row; one with dimensions is a line of its own over a row for each element.
fn push(
    rows: &mut Vec<Row>,
    projection: &Projection,
    variable: &Variable,
    title: &str,
    cells: impl Fn(&Series) -> Option<Vec<String>>,
) {
    let found: Vec<(String, Vec<String>)> = variable
        .series
        .iter()
        .filter_map(|series| cells(series).map(|cells| (projection.element_label(variable, series), cells)))
        .collect();
    if found.is_empty() {
        return;
    }
    if variable.dims.is_empty() {
        rows.extend(found.into_iter().map(|(_, cells)| Row::Cells(title.to_owned(), cells)));
        return;
    }
    rows.push(Row::Group(title.to_owned()));
    rows.extend(found.into_iter().map(|(label, cells)| Row::Cells(format!("  {label}"), cells)));
}

fn titled(variable: &Variable, unit: &Unit) -> String {
    if unit.words.is_empty() { variable.label.clone() } else { format!("{}, {}", variable.label, unit.words) }
}

/// The assumptions that history has moved most, before and after.
fn conditioning_table(projection: &Projection, width: usize) -> String {
    const MOST: usize = 8;
    let Some(found) = &projection.conditioning else { return String::new() };
    let rows: Vec<Row> = found
        .shifts
        .iter()
        .take(MOST)
        .map(|shift| {
            let unit = Unit::new(&shift.unit, shift.before.low, shift.before.high);
            let show = |of: &Summary| Ranged::median(of, &unit).cell() + &unit.sign();
            Row::Cells(unit.beside(&shift.label), vec![show(&shift.before), show(&shift.after)])
        })
        .collect();
    let columns = ["before", "given history"].map(str::to_owned);
    let said = wrap(&format!("Conditioned on history: {}.", found.summary()), width, "");
    format!("\n{said}{}", table("Assumption", &columns, &rows, width))
}

/// Median and 90 % range of headline variables, as many of the last years as fit beside one another.
fn headline_table(projection: &Projection, width: usize) -> String {
    let mut years: Vec<f64> = projection.headlines().map(|(_, year)| year).collect();
    years.sort_by(f64::total_cmp);
    years.dedup();
    let mut heads: Vec<String> = years.iter().map(|year| time::of(*year, &projection.times)).collect();
    let shown = years.len() - fitting(&heads, &headline_rows(projection, &years), width);
    let left: Vec<String> = heads.drain(..shown).collect();
    let title = if projection.about.is_uncertain() { "Median (5–95 %)" } else { "Value" };
    let text = table(title, &heads, &headline_rows(projection, &years[shown..]), width);
    let left = format!("Not shown, for want of width: {}.", left.join(", "));
    if shown == 0 { text } else { text + &wrap(&left, width, "") }
}

fn headline_rows(projection: &Projection, years: &[f64]) -> Vec<Row> {
    let mut rows = Vec::new();
    for variable in &projection.variables {
        let unit = Unit::of(variable);
        let named = projection.headline_years(variable);
        let asked = |year: f64| named.iter().any(|headline| (headline - year).abs() < 1e-6);
        push(&mut rows, projection, variable, &titled(variable, &unit), |series| {
            let value = |point: usize| {
                let goals = projection.goals(series, point);
                Ranged::median_beside(&series.at(point), &unit, &goals).cell()
            };
            let point = |year: &f64| projection.point(*year).filter(|_| asked(*year));
            let cells: Vec<String> = years.iter().map(|year| point(year).map_or_else(String::new, value)).collect();
            cells.iter().any(|cell| !cell.is_empty()).then_some(cells)
        });
    }
    rows
}

/// How many columns, from the last on, fit beside one another and leave some room for labels; one at least.
fn fitting(heads: &[String], rows: &[Row], width: usize) -> usize {
    const LABELS: usize = 30;
    let cells = |column: usize| {
        rows.iter().filter_map(move |row| match row {
            Row::Cells(_, cells) => cells.get(column).map(|cell| columns(cell)),
            Row::Group(_) => None,
        })
    };
    let label = |row: &Row| match row {
        Row::Cells(label, _) => columns(label),
        Row::Group(_) => 0,
    };
    let mut taken = rows.iter().map(label).max().unwrap_or(0).min(LABELS);
    let widths = (0..heads.len()).rev().map(|column| cells(column).chain([columns(&heads[column])]).max().unwrap_or(0));
    let fits = |wide: usize| {
        taken += wide + 2;
        taken <= width
    };
    widths.map(fits).take_while(|fits| *fits).count().clamp(heads.len().min(1), heads.len())
}

/// The time of passing: median and 90 % range; never is an outcome, and so is the first time, by which it had happened.
pub(super) fn passing(milestone: &Milestone, projection: &Projection) -> String {
    let [first, median, last] = milestone.years.map(|year| passing_by(year, milestone, projection));
    if first == last { first } else { format!("{median} ({first}–{last})") }
}

/// The time by which a share of draws has passed a threshold.
pub(super) fn passing_by(year: f64, milestone: &Milestone, projection: &Projection) -> String {
    phrase::passing(year, projection.first_time_of(&milestone.event), projection.step())
}

fn milestone_table(projection: &Projection, width: usize) -> String {
    let mut text = String::new();
    let mut done: Vec<(Vec<Event>, Unit)> = Vec::new();
    // Variables with the same events in the same unit share a table.
    for first in &projection.variables {
        let (events, unit) = (events(first), Unit::of(first));
        if events.is_empty() || done.contains(&(events.clone(), unit.clone())) {
            continue;
        }
        let heading: Vec<String> = events.iter().map(|event| phrase::event(event, &unit, projection.step())).collect();
        let mut rows = Vec::new();
        let same = |variable: &&Variable| self::events(variable) == events && Unit::of(variable) == unit;
        for variable in projection.variables.iter().filter(same) {
            push(&mut rows, projection, variable, &variable.label, |series| {
                Some(series.milestones.iter().map(|milestone| passing(milestone, projection)).collect())
            });
        }
        text.push_str(&table("Year passed (5–95 %)", &heading, &rows, width));
        done.push((events, unit));
    }
    text
}

fn events(variable: &Variable) -> Vec<Event> {
    let first = variable.series.first();
    first.map(|series| series.milestones.iter().map(|milestone| milestone.event).collect()).unwrap_or_default()
}

/// A variable above its goals, with its unit unless that stands with each of them.
fn of_goals(variable: &Variable, unit: &Unit) -> String {
    if unit.suffix.is_empty() { titled(variable, unit) } else { variable.label.clone() }
}

/// A goal whose unit stands beside the name of its variable.
fn bare_goal(target: &Target, unit: &Unit) -> String {
    phrase::goal(target.value, target.at_least, &Unit { words: String::new(), ..unit.clone() })
}

fn target_table(projection: &Projection, width: usize) -> String {
    let mut rows = Vec::new();
    for variable in &projection.variables {
        let unit = Unit::of(variable);
        let mut found = Vec::new();
        for series in &variable.series {
            for target in &series.targets {
                let gap = target.median_gap * unit.factor;
                let plus = if gap > 0.0 { "+" } else { "" };
                let cells = vec![
                    bare_goal(target, &unit),
                    time::of(target.year, &projection.times),
                    phrase::standing(target),
                    format!("{plus}{}", number::significant(gap, 3)),
                ];
                found.push((projection.element_label(variable, series), cells));
            }
        }
        if !found.is_empty() && !variable.dims.is_empty() {
            rows.push(Row::Group(of_goals(variable, &unit)));
        }
        rows.extend(found.into_iter().map(|(label, cells)| {
            let label = if label.is_empty() { of_goals(variable, &unit) } else { format!("  {label}") };
            Row::Cells(label, cells)
        }));
    }
    let heading = ["goal", "year", "chance", "median gap"].map(str::to_owned);
    table("Target", &heading, &rows, width)
}
