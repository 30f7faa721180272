//! `backtest.csv`: what a model would have projected from years in the past, and what came.

use std::io::Write;

use super::projections::year_column;
use super::table::{Column, Table};
use super::{ExportError, csv_file};
use crate::projection::{Backtest, Held};

/// A row for each observation that was held back: `known_until`, `series`, `label`, `unit`, `year`, `observed`,
/// `p05`, `p50`, `p95`, `inside` (the 90 % range), `level` (share of draws below), `crps`, and the absolute errors of the
/// last known value and of a line through the first and last, `naive` and `drift`.
#[must_use]
pub fn backtest_table(found: &[Backtest]) -> Table<'_> {
    let rows: Vec<(f64, &Held)> =
        found.iter().flat_map(|one| one.held.iter().map(move |held| (one.until, held))).collect();
    let text = |name, of: fn(&Held) -> &str| Column::text(name, rows.iter().map(|&(_, held)| of(held)));
    let number = |name, of: fn(&Held) -> f64| Column::number(name, rows.iter().map(|&(_, held)| of(held)));
    let maybe = |name, of: fn(&Held) -> Option<f64>| Column::number(name, rows.iter().map(|&(_, held)| of(held)));
    let years: Vec<f64> = rows.iter().map(|(_, held)| held.time).collect();
    let inside: Vec<bool> = rows.iter().map(|(_, held)| held.inside()).collect();
    let columns = vec![
        Column::number("known_until", rows.iter().map(|(until, _)| *until)),
        text("series", |held| &held.selector),
        text("label", |held| &held.label),
        text("unit", |held| &held.unit),
        year_column(&years),
        number("observed", |held| held.observed),
        number("p05", |held| held.projected[0]),
        number("p50", |held| held.projected[1]),
        number("p95", |held| held.projected[2]),
        Column::truth("inside", inside),
        number("level", |held| held.level),
        number("crps", |held| held.score),
        maybe("naive", |held| held.naive),
        maybe("drift", |held| held.drift),
    ];
    Table::new(columns)
}

/// Writes the table of [`backtest_table`] as comma-separated values.
///
/// # Errors
/// [`ExportError::Table`] if `out` cannot take it.
pub fn write_backtests(found: &[Backtest], out: &mut dyn Write) -> Result<(), ExportError> {
    csv_file("backtest.csv", &backtest_table(found), out)
}
