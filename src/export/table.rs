//! Data frames of a projection: what all table formats share.

use std::io::Write;

use polars::frame::DataFrame;
use polars::io::SerWriter;
use polars::prelude::{Column, CsvWriter, PolarsResult};

use super::error::ExportError;
use crate::projection::{Dimension, Level, Projection, Series, Variable};

/// Times are told apart to the millionth of a year; accumulated steps have rounding errors far below that.
const TICKS_PER_YEAR: f64 = 1e6;

/// The names of the quantile columns.
pub(super) const QUANTILES: [&str; Level::COUNT] = {
    let mut names = [""; Level::COUNT];
    let mut index = 0;
    while index < Level::COUNT {
        names[index] = Level::ALL[index].name();
        index += 1;
    }
    names
};

/// Column names of all tables together, which a dimension must not take.
const RESERVED: [&str; 31] = [
    "variable",
    "label",
    "unit",
    "year",
    "observed",
    "mean",
    "sd",
    "p05",
    "p10",
    "p25",
    "p50",
    "p75",
    "p90",
    "p95",
    "threshold",
    "already",
    "never",
    "target",
    "target_label",
    "direction",
    "goal",
    "probability",
    "median_gap",
    "shortfall",
    "source",
    "year_p05",
    "year_p50",
    "year_p95",
    "model",
    "scenario",
    "draw",
];

/// The whole projection as one tidy table: a row for each element of each variable at each time.
///
/// Columns: `variable`, `label`, `unit`, one for each dimension of the projection (its element's name, null where the
/// variable lacks the dimension), `year`, `observed`, `mean`, `sd`, `p05` … `p95`. Years are integers if all are whole.
///
/// # Errors
/// None that a projection with series as long as its times can cause.
pub fn projection_table(projection: &Projection) -> PolarsResult<DataFrame> {
    let length = projection.times.len();
    let mut rows = Rows::default();
    let mut years = Vec::new();
    let mut observed = Vec::new();
    let mut numbers: [Vec<f64>; 2 + Level::COUNT] = Default::default();
    for (variable, series) in projection.all_series() {
        rows.push(projection, variable, series, length);
        years.extend_from_slice(&projection.times);
        observed.extend_from_slice(&series.observed);
        numbers[0].extend_from_slice(&series.mean);
        match &series.sd {
            Some(sd) => numbers[1].extend_from_slice(sd),
            None => numbers[1].extend(std::iter::repeat_n(f64::NAN, length)),
        }
        for (column, (_, level)) in numbers[2..].iter_mut().zip(series.quantiles.rows()) {
            column.extend_from_slice(level);
        }
    }
    let mut columns = rows.into_columns(projection);
    columns.push(year_column(&years));
    columns.push(Column::new("observed".into(), observed));
    let names = ["mean", "sd"].into_iter().chain(QUANTILES);
    columns.extend(names.zip(numbers).map(|(name, values)| Column::new(name.into(), values)));
    DataFrame::new_infer_height(columns)
}

/// The columns that say which series a row belongs to.
#[derive(Default)]
pub(super) struct Rows<'a> {
    variables: Vec<&'a str>,
    labels: Vec<&'a str>,
    units: Vec<&'a str>,
    elements: Vec<Vec<Option<&'a str>>>,
}

impl<'a> Rows<'a> {
    /// Adds `count` rows that belong to `series` of `variable`.
    pub(super) fn push(&mut self, projection: &'a Projection, variable: &'a Variable, series: &Series, count: usize) {
        self.variables.extend(std::iter::repeat_n(variable.name.as_str(), count));
        self.labels.extend(std::iter::repeat_n(variable.label.as_str(), count));
        self.units.extend(std::iter::repeat_n(variable.unit.as_str(), count));
        self.elements.resize(projection.dimensions.len(), Vec::new());
        for (index, (dimension, column)) in projection.dimensions.iter().zip(&mut self.elements).enumerate() {
            let position = variable.dims.iter().position(|&dim| dim == index);
            let element = position.map(|position| dimension.elements[series.elements[position]].name.as_str());
            column.extend(std::iter::repeat_n(element, count));
        }
    }

    /// `variable`, `label`, `unit` and a column for each dimension.
    pub(super) fn into_columns(mut self, projection: &Projection) -> Vec<Column> {
        self.elements.resize(projection.dimensions.len(), Vec::new());
        let mut columns = vec![
            Column::new("variable".into(), self.variables),
            Column::new("label".into(), self.labels),
            Column::new("unit".into(), self.units),
        ];
        let dimensions = projection.dimensions.iter().zip(self.elements);
        columns
            .extend(dimensions.map(|(dimension, elements)| Column::new(dimension_column(dimension).into(), elements)));
        columns
    }
}

/// The name of a dimension's column: its own, or `NAME_dimension` where a table has a column of that name already.
fn dimension_column(dimension: &Dimension) -> String {
    if RESERVED.contains(&dimension.name.as_str()) {
        format!("{}_dimension", dimension.name)
    } else {
        dimension.name.clone()
    }
}

/// A column `year`: integers if all years are whole.
pub(super) fn year_column(years: &[f64]) -> Column {
    let whole: Option<Vec<i64>> = years.iter().map(|&year| whole_year(year)).collect();
    match whole {
        Some(whole) => Column::new("year".into(), whole),
        None => Column::new("year".into(), years.iter().map(|&year| clean(year)).collect::<Vec<f64>>()),
    }
}

/// The year as an integer, if it is one.
pub(super) fn whole_year(year: f64) -> Option<i64> {
    let year = clean(year);
    (year.fract() == 0.0).then_some(year as i64)
}

/// A time without the rounding errors of accumulated steps.
pub(super) fn clean(year: f64) -> f64 {
    (year * TICKS_PER_YEAR).round() / TICKS_PER_YEAR
}

/// Writes a frame as CSV: comma, a header, fields quoted where they must be, floats with all their digits, nulls empty.
///
/// # Errors
/// [`ExportError::Table`] if `out` cannot take it.
pub(super) fn write_csv(
    file: &'static str,
    frame: PolarsResult<DataFrame>,
    out: &mut dyn Write,
) -> Result<(), ExportError> {
    frame
        .and_then(|mut frame| CsvWriter::new(out).finish(&mut frame))
        .map_err(|source| ExportError::Table { file, source })
}
