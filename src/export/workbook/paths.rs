//! Values over time: a row for each series and statistic, a column for each point of time.

use ndarray::Array2;

use super::scope::{Item, Keys, Scope};
use super::sheet::{Cell, Table, fits};
use super::tables::shaded;
use crate::export::projections::clean;
use crate::projection::{Comparison, LEVELS, MEDIAN};

/// Names of the quantiles, in the order of [`LEVELS`].
const QUANTILES: [&str; LEVELS.len()] = ["5 %", "10 %", "25 %", "median", "75 %", "90 %", "95 %"];

/// A row of a series.
#[derive(Debug, Clone, Copy)]
enum Statistic {
    Quantile(usize),
    Mean,
    StandardDeviation,
    /// The only value of what is certain.
    Value,
}

use Statistic::{Mean, Quantile, StandardDeviation, Value};

const MEDIAN_ROW: Statistic = Quantile(MEDIAN);
const LOW: Statistic = Quantile(0);
const HIGH: Statistic = Quantile(LEVELS.len() - 1);
/// Charts count on the first three.
const ALL: [Statistic; 2 + LEVELS.len()] =
    [MEDIAN_ROW, LOW, HIGH, Mean, StandardDeviation, Quantile(1), Quantile(2), Quantile(4), Quantile(5)];

/// What the statistics of one series are taken from.
struct Values<'a> {
    mean: &'a [f64],
    sd: &'a [f64],
    quantiles: &'a Array2<f64>,
}

impl Statistic {
    fn name(self) -> &'static str {
        match self {
            Quantile(level) => QUANTILES[level],
            Mean => "mean",
            StandardDeviation => "standard deviation",
            Value => "value",
        }
    }

    fn at(self, values: &Values, point: usize) -> Option<f64> {
        match self {
            Quantile(level) => values.quantiles.get([level, point]),
            Value => values.quantiles.get([MEDIAN, point]),
            Mean => values.mean.get(point),
            StandardDeviation => values.sd.get(point),
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
    let certain = scope.projections.iter().all(|projection| !projection.about.uncertain);
    let statistics = if certain { &[Value][..] } else { &ALL };
    let about = "All statistics of all series over time; shaded values were observed";
    wide(scope, ("Projections", about), statistics, |item| Some(own_values(item)))
}

/// Median and 90 % range of all series of all scenarios. None if they are too many for a sheet.
pub fn paths<'a>(scope: &'a Scope<'a>) -> Option<Wide<'a>> {
    let about = "Median and 90 % range of all series of all scenarios over time; shaded values were observed";
    wide(scope, ("Paths", about), &[MEDIAN_ROW, LOW, HIGH], |item| Some(own_values(item)))
}

/// Paired differences to the reference. None if they are too many for a sheet.
pub fn differences<'a>(scope: &'a Scope<'a>, comparison: &'a Comparison) -> Option<Wide<'a>> {
    let about = "Scenario minus reference, draw by draw: median, 90 % range and mean of the difference";
    wide(scope, ("Differences", about), &[MEDIAN_ROW, LOW, HIGH, Mean], |item| {
        let found = comparison.differences.get(item.scenario)?.iter().find(|difference| {
            let variable = item.projection.variables.get(difference.variable);
            let series = variable.and_then(|variable| variable.series.get(difference.series));
            series.is_some_and(|series| std::ptr::eq(series, item.series))
        })?;
        Some(Values { mean: &found.mean, sd: &[], quantiles: &found.quantiles })
    })
}

fn own_values<'a>(item: &Item<'a>) -> Values<'a> {
    let series = item.series;
    Values { mean: &series.mean, sd: &series.sd, quantiles: &series.quantiles }
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
