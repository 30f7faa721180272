//! Values over time: a row for each series and statistic, a column for each point of time.

use super::scope::{Item, Keys, Scope};
use super::sheet::{Cell, Table, fits};
use super::tables::shaded;
use crate::export::projections::clean;
use crate::projection::{Comparison, Level, Quantiles};

/// A row of a series.
#[derive(Debug, Clone, Copy)]
enum Statistic {
    Quantile(Level),
    Mean,
    StandardDeviation,
    /// The only value of what is certain.
    Value,
}

use Statistic::{Mean, Quantile, StandardDeviation, Value};

const MEDIAN: Statistic = Quantile(Level::P50);
const LOW: Statistic = Quantile(Level::P05);
const HIGH: Statistic = Quantile(Level::P95);
/// Charts count on the first three.
const ALL: [Statistic; 2 + Level::COUNT] = [
    MEDIAN,
    LOW,
    HIGH,
    Mean,
    StandardDeviation,
    Quantile(Level::P10),
    Quantile(Level::P25),
    Quantile(Level::P75),
    Quantile(Level::P90),
];

/// What the statistics of one series are taken from.
struct Values<'a> {
    mean: &'a [f64],
    sd: Option<&'a [f64]>,
    quantiles: &'a Quantiles,
}

impl Statistic {
    fn name(self) -> &'static str {
        match self {
            Quantile(Level::P05) => "5 %",
            Quantile(Level::P10) => "10 %",
            Quantile(Level::P25) => "25 %",
            Quantile(Level::P50) => "median",
            Quantile(Level::P75) => "75 %",
            Quantile(Level::P90) => "90 %",
            Quantile(Level::P95) => "95 %",
            Mean => "mean",
            StandardDeviation => "standard deviation",
            Value => "value",
        }
    }

    fn at(self, values: &Values, point: usize) -> Option<f64> {
        match self {
            Quantile(level) => values.quantiles[level].get(point),
            Value => values.quantiles[Level::MEDIAN].get(point),
            Mean => values.mean.get(point),
            StandardDeviation => values.sd.and_then(|sd| sd.get(point)),
        }
        .copied()
    }
}

/// A table over time and where the rows of each series begin in it.
pub struct Wide<'a> {
    /// The table.
    pub table: Table<'a>,
    /// The series, with the index of their first row. If anything is uncertain, median, 5 % and 95 % quantile come first.
    pub items: Vec<(Item<'a>, usize)>,
    /// Index of the first column of values.
    pub first_column: usize,
}

/// All statistics of all series. None if they are too many for a sheet.
pub fn projections<'a>(scope: &'a Scope<'a>) -> Option<Wide<'a>> {
    let certain = scope.projections.iter().all(|projection| !projection.about.is_uncertain());
    let statistics = if certain { &[Value][..] } else { &ALL };
    let about = "All statistics of all series over time; shaded values were observed";
    wide(scope, ("Projections", about), statistics, |item| Some(own_values(item)))
}

/// Median and 90 % range of all series of all scenarios. None if they are too many for a sheet.
pub fn paths<'a>(scope: &'a Scope<'a>) -> Option<Wide<'a>> {
    let about = "Median and 90 % range of all series of all scenarios over time; shaded values were observed";
    wide(scope, ("Paths", about), &[MEDIAN, LOW, HIGH], |item| Some(own_values(item)))
}

/// Paired differences to the reference. None if they are too many for a sheet.
pub fn differences<'a>(scope: &'a Scope<'a>, comparison: &'a Comparison) -> Option<Wide<'a>> {
    let about = "Scenario minus reference, draw by draw: median, 90 % range and mean of the difference";
    wide(scope, ("Differences", about), &[MEDIAN, LOW, HIGH, Mean], |item| {
        let found = comparison.differences.get(item.scenario)?.iter().find(|difference| {
            let variable = item.projection.variables.get(difference.variable);
            let series = variable.and_then(|variable| variable.series.get(difference.series));
            series.is_some_and(|series| std::ptr::eq(series, item.series))
        })?;
        Some(Values { mean: &found.mean, sd: None, quantiles: &found.quantiles })
    })
}

fn own_values<'a>(item: &Item<'a>) -> Values<'a> {
    let series = item.series;
    Values { mean: &series.mean, sd: series.sd.as_deref(), quantiles: &series.quantiles }
}

fn wide<'a>(
    scope: &'a Scope<'a>,
    (name, about): (&'static str, &'static str),
    statistics: &[Statistic],
    values: impl Fn(&Item<'a>) -> Option<Values<'a>>,
) -> Option<Wide<'a>> {
    let with_values = |item: Item<'a>| values(&item).map(|values| (item, values));
    let found: Vec<(Item, Values)> = scope.items().filter_map(with_values).collect();
    let items: Vec<Item> = found.iter().map(|(item, _)| *item).collect();
    let times = scope.projections.first().map_or(&[][..], |projection| &projection.times);
    let keys = Keys::new(&items);
    let mut head = keys.head(scope);
    head.push(Cell::text("Statistic"));
    let first_column = head.len();
    head.extend(times.iter().map(|time| Cell::year(clean(*time))));
    if !fits(found.len() * statistics.len(), head.len()) {
        return None;
    }
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut placed = Vec::new();
    for (item, values) in found {
        placed.push((item, rows.len()));
        for statistic in statistics {
            let cell = |point: usize| {
                let observed = item.series.observed.get(point).is_some_and(|observed| *observed);
                statistic.at(&values, point).map_or(Cell::Empty, |value| shaded(item.measure.cell(value), observed))
            };
            let mut row = keys.cells(scope, &item);
            row.push(Cell::text(statistic.name()));
            row.extend((0..times.len()).map(cell));
            rows.push(row);
        }
    }
    let frozen = if scope.scenario_head().is_some() { 3 } else { 2 };
    Some(Wide { table: Table { name, about, head, rows, frozen }, items: placed, first_column })
}
