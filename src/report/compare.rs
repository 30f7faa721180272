//! Tables of a comparison: paths side by side.

use maud::{Markup, html};

use super::address::slug;
use super::numbers::{names, points_of, value_cell};
use super::table::{Cell, Column, Row, Table};
use crate::charts::short_title;
use crate::projection::{Attribution, Comparison, Costs, Criterion, Dominance, Part, Projection, Summary, Target};
use crate::wording::phrase::{difference, difference_range, event, goal, passing, signed, standing, unit_of_summaries};
use crate::wording::ranged::Ranged;
use crate::wording::unit::Unit;
use crate::wording::{number, phrase, time};

/// What a path is called beside others.
pub fn path(comparison: &Comparison, scenario: usize) -> String {
    if scenario < comparison.projections.len() { short_title(comparison, scenario) } else { String::new() }
}

/// What the page is called: `4 paths compared with Baseline`.
pub fn title(comparison: &Comparison) -> String {
    match comparison.projections.len().saturating_sub(1) {
        1 => format!("One path compared with {}", path(comparison, comparison.reference)),
        others => format!("{others} paths compared with {}", path(comparison, comparison.reference)),
    }
}

/// Address of the row of a path under a criterion.
pub fn criterion_id(criterion: &Criterion, scenario: usize) -> String {
    format!("criterion-{}-{scenario}", slug(&criterion.name))
}

/// Address of the row of a path's costs.
pub fn cost_id(scenario: usize) -> String {
    format!("cost-{scenario}")
}

/// Address of the row of a path under all criteria at once.
pub fn dominance_id(scenario: usize) -> String {
    format!("dominance-{scenario}")
}

/// Address of the row of a part of a gap.
pub fn part_id(attribution: &Attribution, part: usize) -> String {
    format!("part-{}-{}-{part}", attribution.scenario, slug(&attribution.selector))
}

/// The paths and their narratives.
pub fn path_table(comparison: &Comparison) -> Table {
    let row = |(scenario, projection): (usize, &Projection)| {
        let cell = Cell::words(projection.about.title.clone());
        let cell = if scenario == comparison.reference { cell.with_note("reference") } else { cell };
        let cell = if projection.about.ranked { cell } else { cell.with_note("shown, not ranked") };
        let story = projection.about.narrative.split_whitespace().collect::<Vec<_>>().join(" ");
        Row { id: format!("path-{scenario}"), cells: vec![cell, Cell::words(story)] }
    };
    let rows = comparison.projections.iter().enumerate().map(row).collect();
    Table { caption: "The paths".to_owned(), columns: ["Path", "Narrative"].map(Column::words).to_vec(), rows }
}

/// Columns with the titles of all paths.
fn path_columns(comparison: &Comparison) -> impl Iterator<Item = Column> + '_ {
    (0..comparison.projections.len()).map(|scenario| Column::numbers(path(comparison, scenario)))
}

/// Median and 90 % range of a summary.
pub fn summary_cell(summary: &Summary, unit: &Unit) -> Cell {
    of_ranged(&Ranged::median(summary, unit), summary)
}

/// The same of a path by a criterion, told from the paths that it is compared with.
pub fn criterion_cell(comparison: &Comparison, criterion: &Criterion, scenario: usize, unit: &Unit) -> Cell {
    let summary = &criterion.values[scenario];
    of_ranged(&Ranged::median_beside(summary, unit, &criterion.beside(scenario, comparison.reference)), summary)
}

fn of_ranged(written: &Ranged, summary: &Summary) -> Cell {
    let cell = Cell::number(written.short(), summary.median);
    match written.range() {
        Some(range) => cell.with_note(range),
        None => cell,
    }
}

/// The same of a paired difference; a mere 0 where worlds do not differ.
pub fn difference_cell(summary: &Summary, unit: &Unit) -> Cell {
    if summary.low == 0.0 && summary.high == 0.0 && summary.mean == 0.0 {
        return Cell::number("0", 0.0);
    }
    let written = Ranged::difference(summary, unit);
    let cell = Cell::number(in_points(written.number(), unit), summary.median);
    // A range of differences is said even where all are the same: they need not have been.
    cell.with_note(written.range().unwrap_or_else(|| difference_range(summary.low, summary.high, unit)))
}

/// A difference whose unit stands in the row or heading, but for points.
pub fn difference_short(value: f64, unit: &Unit) -> String {
    if unit.suffix.is_empty() { signed(value * unit.factor) } else { difference(value, unit) }
}

/// The text of a difference with its points, if it is one of per cent.
pub fn in_points(text: &str, unit: &Unit) -> String {
    match unit.words.strip_prefix('%') {
        Some(rest) if !unit.suffix.is_empty() => format!("{text}\u{a0}points{rest}"),
        _ => text.to_owned(),
    }
}

/// Headline values of all paths, in the last year in which the reference shows them.
pub fn values(comparison: &Comparison) -> Table {
    let mut columns = ["Variable", "For", "Unit"].map(Column::words).to_vec();
    columns.push(Column::numbers("Year"));
    columns.extend(path_columns(comparison));
    let cell = |scenario: usize, selected: &str, year: f64, unit: &Unit| {
        let projection = &comparison.projections[scenario];
        let (found, point) = (projection.series(selected).ok()?, projection.point(year)?);
        Some(value_cell(projection, found, point, unit))
    };
    let caption = "Headline values of each path: medians with 5–95\u{a0}% ranges".to_owned();
    Table { caption, columns, rows: headline_rows(comparison, "value", cell) }.without_empty_columns()
}

/// Paired differences of headline values to the reference.
pub fn differences(comparison: &Comparison) -> Table {
    let mut columns = ["Variable", "For", "Unit"].map(Column::words).to_vec();
    columns.push(Column::numbers("Year"));
    columns.extend(path_columns(comparison));
    let cell = |scenario: usize, selected: &str, year: f64, unit: &Unit| {
        comparison.difference(scenario, selected, year).map(|summary| difference_cell(&summary, unit))
    };
    let caption = "Paired differences to the reference: medians with 5–95\u{a0}% ranges".to_owned();
    let rows = if comparison.differences.iter().all(Vec::is_empty) {
        Vec::new()
    } else {
        headline_rows(comparison, "difference", cell)
    };
    Table { caption, columns, rows }.without_empty_columns()
}

/// A row for each headline series of the reference, with a cell for each path.
fn headline_rows(
    comparison: &Comparison,
    kind: &str,
    cell: impl Fn(usize, &str, f64, &Unit) -> Option<Cell>,
) -> Vec<Row> {
    let Some(reference) = comparison.projections.get(comparison.reference) else { return Vec::new() };
    let mut rows = Vec::new();
    for (variable, series, unit) in Unit::of_all(reference) {
        let Some(last) = points_of(reference, variable).last().copied() else { continue };
        let (year, selected) = (reference.times[last], reference.selector(variable, series));
        let mut cells = names(reference, variable, series);
        cells.extend([Cell::words(unit.words.clone()), Cell::number(time::of(year, &reference.times), year)]);
        let paths = 0..comparison.projections.len();
        cells.extend(paths.map(|scenario| cell(scenario, &selected, year, &unit).unwrap_or_default()));
        rows.push(Row { id: format!("{kind}-{}", slug(&selected)), cells });
    }
    rows
}

/// When each path passes each threshold.
pub fn milestones(comparison: &Comparison) -> Table {
    let mut columns = ["Variable", "For"].map(Column::words).to_vec();
    columns.push(Column::numbers("Threshold"));
    columns.extend(path_columns(comparison));
    let mut rows = Vec::new();
    for beside in comparison.side_by_side() {
        let unit = Unit::of(beside.variable);
        for (wanted, all) in beside.events() {
            let mut cells = names(beside.projection, beside.variable, beside.series);
            cells.push(Cell::number(event(&wanted, &unit, beside.projection.step()), wanted.threshold));
            let paths = comparison.projections.iter().zip(all);
            cells.extend(paths.map(|(projection, found)| {
                found.map_or_else(Cell::default, |milestone| passing_cell(projection, milestone))
            }));
            let id = format!("milestone-{}", slug(&format!("{}-{}", beside.selector, wanted.id())));
            rows.push(Row { id, cells });
        }
    }
    let caption = "Milestones: median year of passing, 5–95\u{a0}% range, share of worlds that pass".to_owned();
    Table { caption, columns, rows }.without_empty_columns()
}

fn passing_cell(projection: &Projection, milestone: &crate::projection::Milestone) -> Cell {
    let start = projection.first_time_of(&milestone.event);
    let [first, median, last] = milestone.years.map(|year| passing(year, start, projection.step()));
    let cell = Cell::number(median, milestone.years[1]);
    let passed = number::probability(1.0 - milestone.never);
    if first == last { cell } else { cell.with_note(format!("{first} to {last}; {passed} pass")) }
}

/// The chance of each target on each path.
pub fn targets(comparison: &Comparison) -> Table {
    let mut columns = ["Target", "Variable", "For"].map(Column::words).to_vec();
    columns.extend(["Goal", "Year"].map(Column::numbers));
    columns.extend(path_columns(comparison));
    let mut rows: Vec<Row> = Vec::new();
    for beside in comparison.side_by_side() {
        let unit = Unit::of(beside.variable);
        for (target, all) in beside.goals() {
            let mut cells = vec![Cell::words(target.label.clone())];
            cells.extend(names(beside.projection, beside.variable, beside.series));
            cells.push(Cell::number(goal(target.value, target.at_least, &unit), target.value));
            cells.push(Cell::number(time::of(target.year, &beside.projection.times), target.year));
            cells
                .extend(all.into_iter().map(|found| found.map_or_else(Cell::default, |own| standing_cell(own, &unit))));
            let mut id = format!("target-{}", slug(&format!("{}-{}", beside.selector, target.name)));
            // Paths may give one target other numbers, and each is a row.
            let others = rows.iter().filter(|row| row.id == id || row.id.starts_with(&format!("{id}-"))).count();
            if others > 0 {
                id = format!("{id}-{}", others + 1);
            }
            rows.push(Row { id, cells });
        }
    }
    let caption = "Targets: the share of worlds in which each path meets them".to_owned();
    Table { caption, columns, rows }.without_empty_columns()
}

/// How a target stands on a path, and by how much it is missed where it is.
fn standing_cell(target: &Target, unit: &Unit) -> Cell {
    let cell = Cell::number(standing(target), target.probability);
    match target.shortfall {
        Some(short) => cell.with_note(format!("else short by {}", loss(short, unit))),
        None => cell,
    }
}

/// What paths cost, and by how much they differ from the reference.
pub fn costs(comparison: &Comparison) -> Markup {
    let Some(costs) = &comparison.costs else { return Markup::default() };
    let unit = unit_of_summaries(&costs.unit, costs.costs.iter().chain(&costs.differences).flatten());
    let table = |caption: &str, prefix: &str, all: &[Vec<Summary>], cell: &dyn Fn(&Summary, &Unit) -> Cell| {
        let rows = all.iter().enumerate().map(|(scenario, parts)| Row {
            id: format!("{prefix}{}", cost_id(scenario)),
            cells: std::iter::once(Cell::words(path(comparison, scenario)))
                .chain(parts.iter().map(|part| cell(part, &unit)))
                .collect(),
        });
        Table {
            caption: format!("{caption}, {}", cost_words(costs, &unit)),
            columns: cost_columns(costs),
            rows: rows.collect(),
        }
    };
    html! {
        @if !costs.description.is_empty() { p { (costs.description) } }
        (table(&costs.label, "all-", &costs.costs, &summary_cell).markup())
        (table("Paired differences to the reference", "", &costs.differences, &difference_cell).markup())
    }
}

fn cost_words(costs: &Costs, unit: &Unit) -> String {
    let words = if unit.words.is_empty() { String::new() } else { format!("{}, ", unit.words) };
    format!("{words}{}: medians with 5–95\u{a0}% ranges", number::year(costs.year))
}

fn cost_columns(costs: &Costs) -> Vec<Column> {
    let parts = costs.parts.iter().map(|part| Column::numbers(part.clone()));
    let first = std::iter::once(Column::words("Path"));
    let mut columns: Vec<Column> = first.chain(parts).collect();
    columns.push(Column::numbers("Total"));
    columns
}

/// A table for each criterion, and one for all at once.
pub fn criteria(comparison: &Comparison) -> Markup {
    html! {
        @for criterion in &comparison.criteria { (criterion_table(comparison, criterion).markup()) }
        @if let Some(dominance) = &comparison.dominance { (dominance_table(comparison, dominance).markup()) }
    }
}

fn criterion_table(comparison: &Comparison, criterion: &Criterion) -> Table {
    let unit = unit_of_summaries(&criterion.unit, &criterion.values);
    let mut columns = vec![Column::words("Path")];
    let regrets = ["Mean regret", "95\u{a0}% regret", "Greatest regret"];
    columns.extend(["Value", "Difference", "Best in"].into_iter().chain(regrets).map(Column::numbers));
    let cell = |summaries: &[Summary], scenario: usize, cell: fn(&Summary, &Unit) -> Cell| {
        summaries.get(scenario).map_or_else(Cell::default, |summary| cell(summary, &unit))
    };
    let row = |scenario: usize| {
        let ranked = comparison.is_ranked(scenario);
        let mut cells = vec![Cell::words(path(comparison, scenario))];
        cells.push(criterion_cell(comparison, criterion, scenario, &unit));
        cells.push(cell(&criterion.differences, scenario, difference_cell));
        // What is not ranked has no place among the others.
        let none = || Cell::words("–");
        let best = criterion.best.get(scenario).copied();
        let best = best.map_or_else(Cell::default, |best| Cell::number(number::probability(best), best));
        cells.push(if ranked { best } else { none() });
        let regret = criterion.regret.get(scenario);
        let regret = regret.map(|regret| [regret.mean, regret.high, regret.greatest]);
        let loss = |value: f64| Cell::number(loss(value, &unit), value);
        let regrets = regret.map_or_else(|| vec![Cell::default(); 3], |all| all.map(loss).to_vec());
        cells.extend(if ranked { regrets } else { vec![none(); 3] });
        Row { id: criterion_id(criterion, scenario), cells }
    };
    let better = if criterion.higher_is_better { "more" } else { "less" };
    let words = if unit.words.is_empty() { String::new() } else { format!(", {}", unit.words) };
    let caption = format!("{}{words}: {better} is better ({})", criterion.label, criterion.selector);
    Table { caption, columns, rows: (0..comparison.projections.len()).map(row).collect() }
}

/// What is lost, without a sign; of per cent in points.
pub fn loss(value: f64, unit: &Unit) -> String {
    let text = number::significant(value * unit.factor, 3);
    if unit.suffix.is_empty() { text } else { format!("{text}\u{a0}points") }
}

fn dominance_table(comparison: &Comparison, dominance: &Dominance) -> Table {
    let mut columns = vec![Column::words("Path"), Column::numbers("Undominated in")];
    let others = 0..comparison.projections.len();
    let over = others.map(|other| Column::numbers(format!("Dominates {}", path(comparison, other))));
    columns.extend(over);
    let row = |(scenario, undominated): (usize, &f64)| {
        let share = |value: f64| Cell::number(number::probability(value), value);
        let mut cells = vec![Cell::words(path(comparison, scenario)), share(*undominated)];
        let others = dominance.dominates.rows().into_iter().nth(scenario);
        cells.extend(
            others
                .into_iter()
                .flatten()
                .enumerate()
                .map(|(other, value)| if other == scenario { Cell::default() } else { share(*value) }),
        );
        Row { id: dominance_id(scenario), cells }
    };
    let caption = "All criteria at once: shares of worlds".to_owned();
    Table { caption, columns, rows: dominance.undominated.iter().enumerate().map(row).collect() }
}

/// For each gap to the reference, the parts that make it.
pub fn attributions(comparison: &Comparison) -> Markup {
    html! { @for attribution in &comparison.attributions { (attribution_table(comparison, attribution).markup()) } }
}

/// The unit of a gap and its parts.
pub fn unit_of_attribution(comparison: &Comparison, attribution: &Attribution) -> Unit {
    let (low, high) = comparison.ends_of(attribution);
    Unit::new(&attribution.unit, low, high)
}

fn attribution_table(comparison: &Comparison, attribution: &Attribution) -> Table {
    let unit = unit_of_attribution(comparison, attribution);
    let columns =
        [Column::words("Part"), Column::words("Changes"), Column::numbers("Mean"), Column::numbers("5–95\u{a0}%")];
    let row = |(place, part): (usize, &Part)| {
        let mean = Cell::number(difference_short(part.summary.mean, &unit), part.summary.mean);
        let mean = match part.error {
            Some(error) => mean.with_note(format!("±\u{a0}{} standard error", loss(error, &unit))),
            None => mean,
        };
        let range = difference_range(part.summary.low, part.summary.high, &unit);
        let cells = vec![
            Cell::words(part.label.clone()),
            Cell::words(part.changes.join("; ")),
            mean,
            Cell::number(range, part.summary.median),
        ];
        Row { id: part_id(attribution, place), cells }
    };
    let mut rows: Vec<Row> = attribution.parts.iter().enumerate().map(row).collect();
    let gap = attribution.to - attribution.from;
    let total = vec![
        Cell::words("All together"),
        Cell::default(),
        Cell::number(difference_short(gap, &unit), gap),
        Cell::default(),
    ];
    rows.push(Row { id: String::new(), cells: total });
    let [from, to] = [attribution.from, attribution.to].map(|value| phrase::long(value, &unit));
    let sampled = attribution.sampled_orders.map(|orders| format!(", from {orders} sampled orders"));
    let caption = format!(
        "{}, {}: from {from} on the reference to {to}, in means of {}{}",
        path(comparison, attribution.scenario),
        attribution.label,
        phrase::count(attribution.draws as usize, "draw"),
        sampled.unwrap_or_default(),
    );
    Table { caption, columns: columns.to_vec(), rows }
}
