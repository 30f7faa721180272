//! Tables of every scenario, one under another.

use polars::frame::DataFrame;
use polars::prelude::{Column, PolarsResult};

use super::super::milestones::milestone_table;
use super::super::table::{QUANTILES, Rows, projection_table, year_column};
use super::super::targets::target_table;
use crate::projection::{Comparison, Projection};

/// The projections of all scenarios.
pub(super) fn paths(comparison: &Comparison) -> PolarsResult<DataFrame> {
    stacked(comparison, |_, projection| projection_table(projection))
}

/// The milestones of all scenarios.
pub(super) fn milestones(comparison: &Comparison) -> PolarsResult<DataFrame> {
    stacked(comparison, |_, projection| milestone_table(projection))
}

/// The targets of all scenarios.
pub(super) fn targets(comparison: &Comparison) -> PolarsResult<DataFrame> {
    stacked(comparison, |_, projection| target_table(projection))
}

/// Paired differences to the reference.
pub(super) fn differences(comparison: &Comparison) -> PolarsResult<DataFrame> {
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
        columns.extend(names.zip(numbers).map(|(name, values)| Column::new(name.into(), values)));
        DataFrame::new_infer_height(columns)
    })
}

/// The frames of all scenarios that have rows, after a column `scenario`. A dimension that a scenario lacks is empty there.
fn stacked(
    comparison: &Comparison,
    frame: impl Fn(usize, &Projection) -> PolarsResult<DataFrame>,
) -> PolarsResult<DataFrame> {
    let mut frames = Vec::new();
    for (index, projection) in comparison.projections.iter().enumerate() {
        let mut frame = frame(index, projection)?;
        if frame.height() > 0 {
            let id = Column::new("scenario".into(), vec![projection.about.id.as_str(); frame.height()]);
            frame.insert_column(0, id)?;
            frames.push(frame);
        }
    }
    let mut fullest: Vec<Column> = Vec::new();
    for frame in &frames {
        for column in frame.columns() {
            if fullest.iter().all(|known| known.name() != column.name()) {
                fullest.push(column.clone());
            }
        }
    }
    let mut all = DataFrame::empty();
    for frame in &frames {
        let columns = fullest.iter().map(|like| {
            let own = frame.columns().iter().find(|column| column.name() == like.name());
            own.cloned().unwrap_or_else(|| Column::full_null(like.name().clone(), frame.height(), like.dtype()))
        });
        let frame = DataFrame::new_infer_height(columns.collect())?;
        if all.width() == 0 {
            all = frame;
        } else {
            all.vstack_mut(&frame)?;
        }
    }
    Ok(all)
}
