//! Tables of what a run gives: headline values, milestones, targets.

use super::address::slug;
use super::table::{Cell, Column, Row, Table};
use crate::projection::{Event, Projection, Series, Target, Variable};
use crate::wording::phrase::{change, event, goal, passing, standing};
use crate::wording::ranged::Ranged;
use crate::wording::unit::Unit;
use crate::wording::{number, time};

/// Address of the row with the headline values of a series.
pub fn value_id(projection: &Projection, variable: &Variable, series: &Series) -> String {
    format!("value-{}", slug(&projection.selector(variable, series)))
}

/// Address of the row with a milestone of a series.
pub fn milestone_id(projection: &Projection, variable: &Variable, series: &Series, event: &Event) -> String {
    format!("milestone-{}", slug(&format!("{}-{}", projection.selector(variable, series), event.id())))
}

/// Address of the row with a target of a series.
pub fn target_id(projection: &Projection, variable: &Variable, series: &Series, target: &Target) -> String {
    format!("target-{}", slug(&format!("{}-{}", projection.selector(variable, series), target.name)))
}

/// Points of time with headline values, and the first, from which change is counted.
fn headline_points(projection: &Projection) -> Vec<usize> {
    let years = projection.variables.iter().flat_map(|variable| projection.headline_years(variable));
    let mut points: Vec<usize> = years.filter_map(|year| projection.point(year)).chain([0]).collect();
    points.sort_unstable();
    points.dedup();
    points
}

/// The points of time at which a variable is a headline, ascending, the first of the run before them.
pub fn points_of(projection: &Projection, variable: &Variable) -> Vec<usize> {
    let mut points: Vec<usize> =
        projection.headline_years(variable).into_iter().filter_map(|year| projection.point(year)).collect();
    if !points.is_empty() {
        points.push(0);
    }
    points.sort_unstable();
    points.dedup();
    points
}

/// Medians and 90 % ranges of headline variables, from the first time on.
pub fn headline_table(projection: &Projection) -> Table {
    let points = headline_points(projection);
    let mut columns = vec![Column::words("Variable"), Column::words("For"), Column::words("Unit")];
    columns.extend(points.iter().map(|point| Column::numbers(time::of(projection.times[*point], &projection.times))));
    columns.push(Column::numbers("Change"));
    let mut rows = Vec::new();
    for (variable, series, unit) in Unit::of_all(projection) {
        let own = points_of(projection, variable);
        let (Some(first), Some(last)) = (own.first(), own.last()) else { continue };
        let mut cells = names(projection, variable, series);
        cells.push(Cell::words(unit.words.clone()));
        cells.extend(points.iter().map(|point| {
            if own.contains(point) { value_cell(projection, series, *point, &unit) } else { Cell::default() }
        }));
        let at = |point: usize| (projection.times[point], series.median()[point]);
        let change = change(at(*first), at(*last), &unit);
        cells.push(change.map_or_else(Cell::default, |(text, order)| Cell::number(text, order)));
        rows.push(Row { id: value_id(projection, variable, series), cells });
    }
    let what = if projection.about.is_uncertain() { "medians with 5–95\u{a0}% ranges" } else { "values" };
    Table { caption: format!("Headline values: {what}"), columns, rows }.without_empty_columns()
}

/// The label of a variable and those of the elements.
pub fn names(projection: &Projection, variable: &Variable, series: &Series) -> Vec<Cell> {
    vec![Cell::words(variable.label.clone()), Cell::words(projection.element_label(variable, series))]
}

/// Median and range; an observed value has no range, and says so.
pub fn value_cell(projection: &Projection, series: &Series, point: usize, unit: &Unit) -> Cell {
    let summary = series.at(point);
    let written = Ranged::median_beside(&summary, unit, &projection.goals(series, point));
    let cell = Cell::number(written.short(), summary.median);
    match written.range() {
        _ if series.observed[point] => cell.with_note("observed"),
        Some(range) => cell.with_note(range),
        None => cell,
    }
}

/// When thresholds are passed.
pub fn milestone_table(projection: &Projection) -> Table {
    let last = projection.times.last().copied().unwrap_or(f64::INFINITY);
    let mut columns = vec![Column::words("Variable"), Column::words("For"), Column::numbers("Threshold")];
    columns.extend(["First 5\u{a0}%", "Median", "Last 5\u{a0}%"].map(Column::numbers));
    columns.push(Column::numbers(format!("Passed by {}", time::of(last, &projection.times))));
    let mut rows = Vec::new();
    for (variable, series, unit) in Unit::of_all(projection) {
        for milestone in &series.milestones {
            let mut cells = names(projection, variable, series);
            cells.push(Cell::number(event(&milestone.event, &unit, projection.step()), milestone.event.threshold));
            let first = projection.first_time_of(&milestone.event);
            cells.extend(milestone.years.map(|year| Cell::number(passing(year, first, projection.step()), year)));
            let passed = 1.0 - milestone.never;
            cells.push(Cell::number(number::probability(passed), passed));
            rows.push(Row { id: milestone_id(projection, variable, series, &milestone.event), cells });
        }
    }
    let caption = "Milestones: the year by which 5, 50 and 95\u{a0}% of draws have passed a threshold".to_owned();
    Table { caption, columns, rows }.without_empty_columns()
}

/// Announced targets and their chances.
pub fn target_table(projection: &Projection) -> Table {
    let mut columns = vec![Column::words("Target"), Column::words("Variable"), Column::words("For")];
    columns.extend(["Goal", "Year", "Chance", "Median gap", "Short by"].map(Column::numbers));
    columns.extend([Column::words("Unit"), Column::words("Source")]);
    let mut rows = Vec::new();
    for (variable, series, unit) in Unit::of_all(projection) {
        for target in &series.targets {
            let mut cells = vec![Cell::words(target.label.clone())];
            cells.extend(names(projection, variable, series));
            let gap = crate::wording::phrase::signed(target.median_gap * unit.factor);
            cells.extend([
                Cell::number(goal(target.value, target.at_least, &unit), target.value),
                Cell::number(time::of(target.year, &projection.times), target.year),
                Cell::number(standing(target), target.probability),
                Cell::number(gap, target.median_gap),
                target.shortfall.map_or_else(Cell::default, |short| {
                    Cell::number(number::significant(short * unit.factor, 3), short)
                }),
                Cell::words(unit.words.clone()),
                Cell::words(target.source.clone()),
            ]);
            rows.push(Row { id: target_id(projection, variable, series, target), cells });
        }
    }
    let caption = "Targets: the share of draws that meet each goal at its date".to_owned();
    Table { caption, columns, rows }.without_empty_columns()
}
