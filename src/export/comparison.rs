//! Tables of a comparison.
//!
//! A new table is one function from [`Comparison`] to a frame and one line in [`COMPARISON_TABLES`].

mod judged;
mod stacked;

use std::io::Write;

use polars::frame::DataFrame;
use polars::prelude::{ParquetWriter, PolarsResult};

use super::table::write_csv;
use super::{ExportError, Folder};
use crate::projection::Comparison;

/// One table of a comparison.
#[derive(Debug, Clone, Copy)]
pub struct ComparisonTable {
    /// Name of its CSV file.
    pub csv: &'static str,
    /// Name of its Parquet file; large tables have one.
    pub parquet: Option<&'static str>,
    /// Makes it.
    pub frame: fn(&Comparison) -> PolarsResult<DataFrame>,
}

/// All tables.
///
/// - `paths`: the tables of [`super::projection_table`] one under another, after a column `scenario`.
/// - `differences`: `scenario`, `variable`, `label`, `unit`, the dimensions, `year`, `mean`, `p05` … `p95` of the paired
///   difference to the reference.
/// - `milestones`, `targets`: those of a run, after a column `scenario`.
/// - `costs`: `scenario`, `part` (`total` last), `unit`, `year`, `mean`, `p05`, `p50`, `p95`, and the same of the paired
///   difference, `difference_mean` …
/// - `criteria`: `scenario`, `criterion`, `label`, `of`, `unit`, `better`, numbers as in `costs`, `best` (share of worlds),
///   `regret_mean`, `regret_p95`, `regret_greatest`.
/// - `dominance`: `scenario`, `undominated` (share of worlds), and a column for each scenario that it may dominate.
/// - `attribution`: `scenario`, `of`, `label`, `unit`, `from`, `to`, `group`, `group_label`, `changes`, `mean`, `p05`, `p50`,
///   `p95`, `standard_error` (empty where all coalitions were counted), `draws`.
pub static COMPARISON_TABLES: &[ComparisonTable] = &[
    ComparisonTable { csv: "paths.csv", parquet: Some("paths.parquet"), frame: stacked::paths },
    ComparisonTable { csv: "differences.csv", parquet: Some("differences.parquet"), frame: stacked::differences },
    ComparisonTable { csv: "milestones.csv", parquet: None, frame: stacked::milestones },
    ComparisonTable { csv: "targets.csv", parquet: None, frame: stacked::targets },
    ComparisonTable { csv: "costs.csv", parquet: None, frame: judged::costs },
    ComparisonTable { csv: "criteria.csv", parquet: None, frame: judged::criteria },
    ComparisonTable { csv: "dominance.csv", parquet: None, frame: judged::dominance },
    ComparisonTable { csv: "attribution.csv", parquet: None, frame: judged::attribution },
];

/// Writes a table to a folder as CSV, as Parquet, or both. A table without rows is not written.
///
/// # Errors
/// The table cannot be written.
pub fn write_comparison(
    table: &ComparisonTable,
    comparison: &Comparison,
    [csv, parquet]: [bool; 2],
    folder: &Folder,
) -> Result<(), ExportError> {
    let parquet = table.parquet.filter(|_| parquet);
    if !csv && parquet.is_none() {
        return Ok(());
    }
    let failed = |file: &'static str| move |source| ExportError::Table { file, source };
    let mut frame = (table.frame)(comparison).map_err(failed(table.csv))?;
    if frame.height() == 0 {
        return Ok(());
    }
    if csv {
        folder.write(table.csv, |out: &mut dyn Write| write_csv(table.csv, Ok(frame.clone()), out))?;
    }
    if let Some(file) = parquet {
        folder.write(file, |out: &mut dyn Write| {
            ParquetWriter::new(out).finish(&mut frame).map(|_| ()).map_err(failed(file))
        })?;
    }
    Ok(())
}
