//! Tables of a comparison.
//!
//! A new table is one function from [`Comparison`] to a table and one line in [`COMPARISON_TABLES`].

mod judged;
mod stacked;
mod worlds;

#[cfg(feature = "parquet")]
use super::parquet::parquet_file;
use super::table::Table;
use super::{ExportError, Folder, csv_file};
use crate::projection::Comparison;

/// One table of a comparison.
#[derive(Debug, Clone, Copy)]
pub struct ComparisonTable {
    /// Name of its CSV file.
    pub csv: &'static str,
    /// Name of its Parquet file; large tables have one.
    pub parquet: Option<&'static str>,
    /// Makes it.
    pub table: fn(&Comparison) -> Table<'_>,
}

/// All tables.
///
/// - `paths`: the tables of [`super::projection_table`] one under another, after a column `scenario`.
/// - `differences`: `scenario`, `variable`, `label`, `unit`, the dimensions, `year`, `mean`, `p05` … `p95` of the paired
///   difference to the reference.
/// - `milestones`, `targets`: those of a run, after a column `scenario`.
/// - `costs`: `scenario`, `part` (`total` last), `unit`, `year`, `mean`, `p05`, `p50`, `p95`, and the same of the paired
///   difference, `difference_mean` …
/// - `exposure`: `scenario`, `variable`, `unit`, `year` (the first of those in which it is withheld), numbers as in `costs`, and what
///   it costs to lose less than the reference, over all years: `saved`, `cost` (in the unit of costs), `times`.
/// - `criteria`: `scenario`, `criterion`, `label`, `of`, `unit`, `better`, numbers as in `costs`, `best` (share of worlds),
///   `regret_mean`, `regret_p95`, `regret_greatest`.
/// - `dominance`: `scenario`, `undominated` (share of worlds), and a column for each scenario that it may dominate.
/// - `worlds`: `scenario`, `world`, `title`, `criterion`, `label`, `of`, `unit`, `better`, `mean`, `p05`, `p50`, `p95`, `best`,
///   `regret_mean`, `regret_p95`, `regret_greatest`.
/// - `robustness`: `scenario`, `undominated`, `weights` (the share of weights for which it wins), for each criterion
///   `NAME_weight_low` and `NAME_weight_high`, `targets_all`, `targets_part`, `worst_regret` with its `worst_criterion` and
///   `worst_world`.
/// - `attribution`: `scenario`, `of`, `label`, `unit`, `from`, `to`, `group`, `group_label`, `changes`, `mean`, `p05`, `p50`,
///   `p95`, `standard_error` (empty where all coalitions were counted), `draws`.
pub static COMPARISON_TABLES: &[ComparisonTable] = &[
    ComparisonTable { csv: "paths.csv", parquet: Some("paths.parquet"), table: stacked::paths },
    ComparisonTable { csv: "differences.csv", parquet: Some("differences.parquet"), table: stacked::differences },
    ComparisonTable { csv: "milestones.csv", parquet: None, table: stacked::milestones },
    ComparisonTable { csv: "targets.csv", parquet: None, table: stacked::targets },
    ComparisonTable { csv: "costs.csv", parquet: None, table: judged::costs },
    ComparisonTable { csv: "exposure.csv", parquet: None, table: judged::exposure },
    ComparisonTable { csv: "criteria.csv", parquet: None, table: judged::criteria },
    ComparisonTable { csv: "dominance.csv", parquet: None, table: judged::dominance },
    ComparisonTable { csv: "worlds.csv", parquet: None, table: worlds::worlds },
    ComparisonTable { csv: "robustness.csv", parquet: None, table: worlds::robustness },
    ComparisonTable { csv: "attribution.csv", parquet: None, table: judged::attribution },
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
    let parquet = table.parquet.filter(|_| parquet && cfg!(feature = "parquet"));
    if !csv && parquet.is_none() {
        return Ok(());
    }
    let rows = (table.table)(comparison);
    if rows.rows() == 0 {
        return Ok(());
    }
    if csv {
        folder.write(table.csv, |out| csv_file(table.csv, &rows, out))?;
    }
    #[cfg(feature = "parquet")]
    if let Some(file) = parquet {
        folder.write(file, |out| parquet_file(file, &rows, out))?;
    }
    Ok(())
}
