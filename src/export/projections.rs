//! Tables of a projection: what all formats share.

use super::table::{Column, Table};
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
#[must_use]
pub fn projection_table(projection: &Projection) -> Table<'_> {
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
    columns.push(Column::truth("observed", observed));
    let names = ["mean", "sd"].into_iter().chain(QUANTILES);
    columns.extend(names.zip(numbers).map(|(name, values)| Column::number(name, values)));
    Table::new(columns)
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
    pub(super) fn into_columns(mut self, projection: &'a Projection) -> Vec<Column<'a>> {
        self.elements.resize(projection.dimensions.len(), Vec::new());
        let mut columns = vec![
            Column::text("variable", self.variables),
            Column::text("label", self.labels),
            Column::text("unit", self.units),
        ];
        let dimensions = projection.dimensions.iter().zip(self.elements);
        columns.extend(dimensions.map(|(dimension, elements)| {
            let elements = elements.into_iter().map(|element| element.map(Into::into));
            Column::optional_text(dimension_column(dimension), elements)
        }));
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
pub(super) fn year_column<'a>(years: &[f64]) -> Column<'a> {
    let whole: Option<Vec<i64>> = years.iter().map(|&year| whole_year(year)).collect();
    match whole {
        Some(whole) => Column::whole("year", whole),
        None => Column::number("year", years.iter().map(|&year| clean(year))),
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
