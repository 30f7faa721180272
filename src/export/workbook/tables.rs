//! The tables of one projection, or of several side by side.

use super::form::{Form, Measure};
use super::scope::{Item, Keys, Scope};
use super::sheet::{Cell, Table};
use crate::export::projections::clean;
use crate::projection::{InputKind, Milestone, Observation, Summary, Target, Variable};

/// Head, and cells from an item and one of the things that its series has many of.
type Column<'a, T> = (&'static str, fn(&Item<'a>, &'a T) -> Cell<'a>);

/// A table with a row for each of the things that series have many of.
fn listed<'a, T>(
    scope: &'a Scope<'a>,
    (name, about): (&'static str, &'static str),
    list: fn(&Item<'a>) -> &'a [T],
    columns: &[Column<'a, T>],
) -> Table<'a> {
    let items: Vec<Item> = scope.items().filter(|item| !list(item).is_empty()).collect();
    let keys = Keys::new(&items);
    let mut head = keys.head(scope);
    let frozen = head.len();
    head.extend(columns.iter().map(|(name, _)| Cell::text(name)));
    let rows = items.iter().flat_map(|item| {
        let keys = keys.cells(scope, item);
        list(item).iter().map(move |one| {
            let mut row = keys.clone();
            row.extend(columns.iter().map(|(_, cell)| cell(item, one)));
            row
        })
    });
    Table { name, about, head, rows: rows.collect(), frozen: frozen.min(3) }
}

/// When thresholds are passed; already and never are outcomes.
pub fn milestones<'a>(scope: &'a Scope<'a>) -> Table<'a> {
    let columns: [Column<Milestone>; 11] = [
        ("Threshold", |item, one| item.measure.cell(one.event.threshold)),
        ("Direction", |_, one| Cell::text(one.event.direction.name())),
        ("Passage", |_, one| Cell::text(one.event.passage.name())),
        ("Lasting, years", |_, one| Cell::Number(one.event.lasting, Form::of_year(one.event.lasting))),
        ("From", |_, one| one.event.from.map_or(Cell::Empty, |from| Cell::Number(from, Form::of_year(from)))),
        ("Until", |_, one| one.event.until.map_or(Cell::Empty, |until| Cell::Number(until, Form::of_year(until)))),
        ("5 %", |item, one| passing(item, one, 0)),
        ("Median", |item, one| passing(item, one, 1)),
        ("95 %", |item, one| passing(item, one, 2)),
        ("Already", |_, one| Cell::share(one.already)),
        ("Never", |_, one| Cell::share(one.never)),
    ];
    listed(
        scope,
        ("Milestones", "The year in which a threshold is passed: 5 %, 50 % and 95 % quantiles; never is an outcome"),
        |item| &item.series.milestones,
        &columns,
    )
}

/// A year of passing. A passing from below needs an earlier time, so the first time stands for `already`.
fn passing<'a>(item: &Item<'a>, milestone: &Milestone, which: usize) -> Cell<'a> {
    let year = milestone.years[which];
    if year == f64::INFINITY {
        Cell::text("never")
    } else if year <= item.projection.first_time_of(&milestone.event) {
        Cell::text("already")
    } else {
        Cell::Number(clean(year), Form::Date)
    }
}

/// Announced goals and how likely they are met.
pub fn targets<'a>(scope: &'a Scope<'a>) -> Table<'a> {
    let columns: [Column<Target>; 8] = [
        ("Target", |_, one| Cell::text(&one.label)),
        ("Year", |_, one| Cell::year(clean(one.year))),
        ("Direction", |_, one| Cell::text(if one.at_least { "at least" } else { "at most" })),
        ("Goal", |item, one| item.measure.cell(one.value)),
        ("Probability", |_, one| Cell::share(one.probability)),
        ("Median gap", |item, one| item.measure.cell(one.median_gap)),
        ("Observed", |_, one| Cell::flag(one.observed)),
        ("Source", |_, one| Cell::text(&one.source)),
    ];
    listed(
        scope,
        ("Targets", "Announced goals, the probability of meeting them, and the median of value minus goal"),
        |item| &item.series.targets,
        &columns,
    )
}

/// What has been observed.
pub fn history<'a>(scope: &'a Scope<'a>) -> Table<'a> {
    let columns: [Column<Observation>; 4] = [
        ("Time", |_, one| Cell::year(clean(one.time))),
        ("Value", |item, one| item.measure.cell(one.value)),
        ("Drives", |_, one| Cell::flag(one.drives)),
        ("Source", |_, one| Cell::text(&one.source)),
    ];
    listed(
        scope,
        ("History", "What has been observed, and whether it drove the model"),
        |item| &item.series.history,
        &columns,
    )
}

/// The headline variables at their years.
pub fn headline<'a>(scope: &'a Scope<'a>) -> Table<'a> {
    let items: Vec<Item> =
        scope.items().filter(|item| !item.projection.headline_years(item.variable).is_empty()).collect();
    let keys = Keys::new(&items);
    let mut head = keys.head(scope);
    head.extend(["Year", "Median", "5 %", "95 %", "Mean"].map(Cell::text));
    let mut rows = Vec::new();
    for item in &items {
        let (series, measure) = (item.series, item.measure);
        for year in item.projection.headline_years(item.variable) {
            let Some(point) = item.projection.point(year) else { continue };
            let number = |value: f64| shaded(measure.cell(value), series.observed[point]);
            let mut row = keys.cells(scope, item);
            row.push(Cell::year(clean(year)));
            let Summary { mean, low, median, high } = series.at(point);
            row.extend([median, low, high, mean].map(number));
            rows.push(row);
        }
    }
    Table { name: "Headline", about: "The numbers to look at first: median, 90 % range, mean", head, rows, frozen: 0 }
}

/// A number that was observed is shaded.
pub fn shaded(cell: Cell, observed: bool) -> Cell {
    match cell {
        Cell::Number(value, form) if observed => Cell::Observed(value, form),
        cell => cell,
    }
}

/// Reported variables and what they mean.
pub fn variables<'a>(scope: &Scope<'a>) -> Table<'a> {
    let mut known: Vec<&Variable> = Vec::new();
    let mut rows = Vec::new();
    for projection in &scope.projections {
        for variable in &projection.variables {
            if known.iter().any(|one| one.name == variable.name) {
                continue;
            }
            known.push(variable);
            let dimensions = variable.dims.iter().filter_map(|dim| projection.dimensions.get(*dim));
            let dimensions: Vec<&str> = dimensions.map(|dimension| dimension.label.as_str()).collect();
            rows.push(vec![
                Cell::text(&variable.name),
                Cell::text(&variable.label),
                Cell::text(&variable.unit),
                Cell::owned(dimensions.join(", ")),
                Cell::text(if variable.at_end { "end of the step" } else { "start of the step" }),
                Cell::text(&variable.description),
            ]);
        }
    }
    let head = ["Name", "Variable", "Unit", "Dimensions", "Values at", "Description"].map(Cell::text).to_vec();
    Table { name: "Variables", about: "What is reported, and what it means", head, rows, frozen: 1 }
}

/// What goes in, with sources. Of several scenarios the reference has all its inputs, the others those that differ.
pub fn inputs<'a>(scope: &'a Scope<'a>, reference: usize) -> Table<'a> {
    let mut rows = Vec::new();
    let common = scope.projections.get(reference).map_or(&[][..], |projection| &projection.inputs);
    for (scenario, projection) in scope.projections.iter().enumerate() {
        for input in projection.inputs.iter().filter(|input| scenario == reference || !common.contains(input)) {
            let measure = Measure::new(&input.unit, input.range.into_iter().flatten());
            let end = |which: usize| input.range.map_or(Cell::Empty, |range| measure.cell(range[which]));
            let kind = match input.kind {
                InputKind::Assumption => "assumption",
                InputKind::Correlation => "correlation",
                InputKind::Lever => "lever",
                InputKind::Shock => "shock",
            };
            let mut row: Vec<Cell> = scope.scenario_cell(scenario).into_iter().collect();
            row.extend([kind, &input.selector, &input.label, &input.unit, &input.text].map(Cell::text));
            row.extend([end(0), end(1), end(2), Cell::text(&input.source)]);
            rows.push(row);
        }
    }
    let names = ["Kind", "Name", "Label", "Unit", "Value or distribution", "5 %", "Median", "95 %", "Source"];
    let head = scope.scenario_head().into_iter().chain(names.map(Cell::text)).collect();
    let about = if scope.projections.len() > 1 {
        "What goes in, with sources: all of the reference, and what differs in the others"
    } else {
        "What goes in: assumptions, their correlations, levers and shocks, with ranges, units and sources"
    };
    Table { name: "Assumptions", about, head, rows, frozen: 0 }
}

/// What scenarios changed in the files they extend.
pub fn changes<'a>(scope: &'a Scope<'a>) -> Table<'a> {
    let mut rows = Vec::new();
    for (scenario, projection) in scope.projections.iter().enumerate() {
        for change in &projection.changes {
            let mut row: Vec<Cell> = scope.scenario_cell(scenario).into_iter().collect();
            row.push(Cell::text(&change.key));
            row.extend([&change.before, &change.after].map(|text| text.as_deref().map_or(Cell::Empty, Cell::text)));
            row.push(Cell::text(&change.place));
            rows.push(row);
        }
    }
    let names = ["Key", "Before", "After", "Where"];
    let head = scope.scenario_head().into_iter().chain(names.map(Cell::text)).collect();
    Table { name: "Changes", about: "What was changed in the files that are extended", head, rows, frozen: 0 }
}
