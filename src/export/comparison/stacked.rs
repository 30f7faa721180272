//! Tables of every scenario, one under another.

use super::super::milestones::milestone_table;
use super::super::projections::{QUANTILES, Rows, projection_table, year_column};
use super::super::table::{Column, Table};
use super::super::targets::target_table;
use crate::projection::{Comparison, Projection};

/// The projections of all scenarios.
pub(super) fn paths(comparison: &Comparison) -> Table<'_> {
    stacked(comparison, |_, projection| projection_table(projection))
}

/// The milestones of all scenarios.
pub(super) fn milestones(comparison: &Comparison) -> Table<'_> {
    stacked(comparison, |_, projection| milestone_table(projection))
}

/// The targets of all scenarios.
pub(super) fn targets(comparison: &Comparison) -> Table<'_> {
    stacked(comparison, |_, projection| target_table(projection))
}

/// Paired differences to the reference.
pub(super) fn differences(comparison: &Comparison) -> Table<'_> {
    stacked(comparison, |index, projection| {
        let mut rows = Rows::default();
        let mut years = Vec::new();
        let mut numbers: Vec<Vec<f64>> = vec![Vec::new(); 1 + QUANTILES.len()];
        for difference in &comparison.differences[index] {
            let variable = &projection.variables[difference.variable];
            rows.push(projection, variable, &variable.series[difference.series], projection.times.len());
            years.extend_from_slice(&projection.times);
            numbers[0].extend_from_slice(&difference.mean);
            for (column, (_, level)) in numbers[1..].iter_mut().zip(difference.quantiles.rows()) {
                column.extend_from_slice(level);
            }
        }
        let mut columns = rows.into_columns(projection);
        columns.push(year_column(&years));
        let names = ["mean"].into_iter().chain(QUANTILES);
        columns.extend(names.zip(numbers).map(|(name, values)| Column::number(name, values)));
        Table::new(columns)
    })
}

/// The tables of all scenarios that have rows, after a column `scenario`. A dimension that a scenario lacks is empty there.
fn stacked<'a>(comparison: &'a Comparison, table: impl Fn(usize, &'a Projection) -> Table<'a>) -> Table<'a> {
    let scenarios = comparison.projections.iter().enumerate();
    let tables =
        scenarios.map(|(index, projection)| table(index, projection).labelled("scenario", &projection.about.id));
    Table::stacked(tables.filter(|table| table.rows() > 0).collect())
}
