//! The sheet of charts.

use rust_xlsxwriter::{Chart, Worksheet, XlsxError};

use super::chart::{self, Cells, Drawn, HEIGHT, Times, WIDTH};
use super::comparison::{
    ATTRIBUTION_LABEL, ATTRIBUTION_MEAN, COSTS_MEAN, COSTS_SCENARIO, attribution_measure, costs_measure,
};
use super::paths::Wide;
use super::scope::{Item, Scope};
use super::spread::{Bars, Group, Lines};
use crate::projection::{Comparison, Costs, Projection};
use crate::wording::phrase;

/// Name of the sheet.
pub const NAME: &str = "Charts";
/// What it holds.
pub const ABOUT: &str = "Charts of the headline variables; they follow the cells of the tables";

/// The most charts of one workbook.
const MOST: usize = 60;
/// Charts side by side.
const ACROSS: usize = 2;
/// Pixels of a cell of the sheet: the default height, and a width set here.
const CELL: (u32, u32) = (64, 20);

/// Median and 90 % range of each headline series.
pub fn of_run(projection: &Projection, wide: &Wide) -> Vec<Chart> {
    let colour = chart::colour(projection.about.colour);
    let edges = if projection.about.is_uncertain() { 2 } else { 0 };
    let headline = wide.items.iter().filter(|(item, _)| is_headline(item));
    headline
        .map(|(item, first)| {
            let drawn: Vec<Drawn> = (0..=edges)
                .map(|line| Drawn {
                    name: Cells::one(wide.table.name, first + line + 1, wide.first_column - 1),
                    values: values(wide, first + line),
                    colour,
                    edge: line > 0,
                })
                .collect();
            match &drawn[..] {
                [median, low, high] if item.is_never_negative() => {
                    let (title, times) = (title(item), times(wide));
                    let tint = chart::tint(projection.about.colour);
                    chart::fan(&title, times, median, [low, high], tint, item.measure.form)
                }
                _ => over_time(item, wide, &drawn),
            }
        })
        .collect()
}

/// Columns for the bars of each histogram.
pub fn of_bars(bars: &Bars) -> Vec<Chart> {
    let sheet = bars.table.name;
    let rows = |(first, last): (usize, usize)| (first + 1, last + 1);
    let of = |group: &Group| {
        let Group { item, when, .. } = group;
        let names = Cells::column(sheet, bars.words, rows(group.rows));
        let drawn = Drawn {
            name: Cells::one(sheet, 0, bars.shares),
            values: Cells::column(sheet, bars.shares, rows(group.rows)),
            colour: chart::colour(item.projection.about.colour),
            edge: false,
        };
        let scenario = bars.scope.name(item.scenario);
        let of = if scenario.is_empty() { item.label() } else { format!("{scenario}: {}", item.label()) };
        let unit = if item.variable.unit.is_empty() { String::new() } else { format!(" ({})", item.variable.unit) };
        chart::columns(&format!("{of}{unit}, {when}: share of draws"), names, &drawn, group.rows.1 - group.rows.0 + 1)
    };
    bars.groups.iter().map(of).collect()
}

/// Some draws of each series that is shown so, and its median.
pub fn of_lines(lines: &Lines) -> Vec<Chart> {
    let sheet = lines.table.name;
    let columns = (lines.first_column, lines.table.head.len() - 1);
    let of = |(item, median, last): &(Item, usize, usize)| {
        let drawn = |row: usize| Drawn {
            name: Cells::one(sheet, row + 1, lines.first_column - 1),
            values: Cells::row(sheet, row + 1, columns),
            colour: chart::colour(item.projection.about.colour),
            edge: false,
        };
        let draws: Vec<Drawn> = (median + 1..=*last).map(drawn).collect();
        let times = Times::new(Cells::row(sheet, 0, columns), &item.projection.times);
        let title = format!("{}: {} and the median of all", title(item), phrase::count(draws.len(), "draw"));
        let tint = chart::tint(item.projection.about.colour);
        chart::thin_lines(&title, times, (&draws, tint), &drawn(*median), item.measure.form)
    };
    lines.groups.iter().map(of).collect()
}

fn is_headline(item: &Item) -> bool {
    !item.projection.headline_years(item.variable).is_empty()
}

/// The cells of one row of a table over time, the head not counted.
fn values(wide: &Wide, row: usize) -> Cells {
    Cells::row(wide.table.name, row + 1, (wide.first_column, wide.table.head.len() - 1))
}

fn over_time(item: &Item, wide: &Wide, drawn: &[Drawn]) -> Chart {
    chart::lines(&title(item), times(wide), drawn, item.measure.form)
}

fn title(item: &Item) -> String {
    format!("{} ({})", item.label(), item.variable.unit)
}

/// The cells with the times.
fn times(wide: &Wide) -> Times {
    let cells = Cells::row(wide.table.name, 0, (wide.first_column, wide.table.head.len() - 1));
    Times::new(cells, wide.items.first().map_or(&[], |(item, _)| &item.projection.times))
}

/// Costs by part, why paths differ, and the medians of all scenarios for each headline series of the reference.
pub fn of_comparison(scope: &Scope, comparison: &Comparison, wide: Option<&Wide>) -> Vec<Chart> {
    let mut pictures: Vec<Chart> = comparison.costs.iter().filter_map(cost_bars).collect();
    pictures.extend(attribution_bars(scope, comparison));
    let Some(wide) = wide else { return pictures };
    let of_reference = wide.items.iter().map(|(item, _)| item);
    for item in of_reference.filter(|item| item.scenario == comparison.reference && is_headline(item)) {
        let drawn: Vec<Drawn> = wide
            .items
            .iter()
            .filter(|(other, _)| other.is_same(item))
            .map(|(other, first)| Drawn {
                name: Cells::one(wide.table.name, first + 1, 0),
                values: values(wide, *first),
                colour: chart::colour(other.projection.about.colour),
                edge: false,
            })
            .collect();
        pictures.push(over_time(item, wide, &drawn));
    }
    pictures
}

/// Stacked means of the parts; none without parts.
fn cost_bars(costs: &Costs) -> Option<Chart> {
    let scenarios = costs.costs.len();
    let rows = |part: usize| (1 + part * scenarios, (part + 1) * scenarios);
    let drawn: Vec<Drawn> = (0..costs.parts.len().max(1))
        .map(|part| Drawn {
            name: Cells::one("Costs", rows(part).0, 0),
            values: Cells::column("Costs", COSTS_MEAN, rows(part)),
            colour: chart::colour(part),
            edge: false,
        })
        .collect();
    let title = format!("{}, mean, {} ({})", costs.label, costs.year, costs.unit);
    let names = Cells::column("Costs", COSTS_SCENARIO, rows(0));
    (scenarios > 0).then(|| chart::bars(&title, names, &drawn, costs_measure(costs).form))
}

fn attribution_bars(scope: &Scope, comparison: &Comparison) -> Vec<Chart> {
    let mut pictures = Vec::new();
    let mut first = 1;
    for one in &comparison.attributions {
        let rows = (first, first + one.parts.len() - 1.min(one.parts.len()));
        first += one.parts.len();
        if one.parts.is_empty() {
            continue;
        }
        let drawn = Drawn {
            name: Cells::one("Attribution", 0, ATTRIBUTION_MEAN),
            values: Cells::column("Attribution", ATTRIBUTION_MEAN, rows),
            colour: chart::colour(comparison.projections.get(one.scenario).map_or(0, |of| of.about.colour)),
            edge: false,
        };
        let title = format!("{} less reference: {} ({})", scope.name(one.scenario), one.label, one.unit);
        let names = Cells::column("Attribution", ATTRIBUTION_LABEL, rows);
        pictures.push(chart::bars(&title, names, &[drawn], attribution_measure(one).form));
    }
    pictures
}

/// The sheet, with two charts side by side; and a note if there are more than it takes.
///
/// # Errors
/// None that charts of existing cells can cause.
pub fn sheet(pictures: &[Chart]) -> Result<(Worksheet, Option<String>), XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(NAME)?.set_screen_gridlines(false).set_print_fit_to_pages(1, 0);
    let columns = (WIDTH.div_ceil(CELL.0) + 1) as usize;
    let rows = (HEIGHT.div_ceil(CELL.1) + 1) as usize;
    sheet.set_column_range_width_pixels(0, (columns * ACROSS) as u16, CELL.0)?;
    for (place, picture) in pictures.iter().take(MOST).enumerate() {
        sheet.insert_chart((place / ACROSS * rows) as u32, (place % ACROSS * columns) as u16, picture)?;
    }
    let left = pictures.len().saturating_sub(MOST);
    let are = if left == 1 { "is" } else { "are" };
    let note = format!("Charts shows the first {MOST} charts; {left} more series {are} only in the tables.");
    Ok((sheet, (left > 0).then_some(note)))
}
