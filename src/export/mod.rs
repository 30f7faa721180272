//! Tables of a projection behind one small trait, the manifest, and the folder they are written to.
//!
//! A new format is one new file that implements [`Exporter`] and one line in [`EXPORTERS`].

#[cfg(feature = "folders")]
mod archive;
mod backtest;
#[cfg(feature = "folders")]
mod comparison;
mod conditioning;
mod csv;
#[cfg(feature = "folders")]
pub(crate) mod disk;
#[cfg(feature = "parquet")]
mod draws;
mod error;
mod fits;
#[cfg(feature = "folders")]
mod folder;
mod format;
mod formulas;
mod frontier;
mod histograms;
mod iamc;
#[cfg(feature = "folders")]
mod manifest;
mod milestones;
#[cfg(feature = "folders")]
mod name;
#[cfg(feature = "folders")]
mod pack;
#[cfg(feature = "parquet")]
mod parquet;
mod projections;
mod rows;
#[cfg(test)]
mod sample;
mod table;
mod targets;
#[cfg(feature = "workbooks")]
mod workbook;

use std::io::Write;

use crate::projection::Projection;

#[cfg(feature = "folders")]
pub use archive::{Archive, ArchiveError, Difference};
pub use backtest::{backtest_table, write_backtests};
#[cfg(feature = "folders")]
pub use comparison::{COMPARISON_TABLES, ComparisonTable, write_comparison};
pub use conditioning::{conditioning_csv, weights_csv};
pub use csv::Csv;
#[cfg(feature = "parquet")]
pub use draws::{DrawColumns, DrawWriter, draw_column_names, write_draws};
pub use error::ExportError;
pub use fits::fit_json;
#[cfg(feature = "folders")]
pub use folder::{Folder, Temporary};
pub use format::Format;
pub use frontier::frontier_csv;
pub use histograms::{Histograms, histogram_table};
pub use iamc::{Iamc, iamc_table};
#[cfg(feature = "folders")]
pub use manifest::{MANIFEST, Manifest, PROGRAM, Ran};
pub use milestones::{Milestones, milestone_table};
#[cfg(feature = "folders")]
pub use name::fitting;
#[cfg(feature = "folders")]
pub use pack::{lasting, packable};
#[cfg(feature = "parquet")]
pub use parquet::Parquet;
pub use projections::projection_table;
pub use rows::write_rows;
pub use table::{Column, Table, Values};
pub use targets::{Targets, target_table};
#[cfg(feature = "workbooks")]
pub use workbook::{COMPARISON_WORKBOOK, Workbook, write_comparison_workbook};

/// One table format.
pub trait Exporter: Sync {
    /// The name of the file in the output folder.
    fn file_name(&self) -> &'static str;

    /// The format that it is asked for by.
    fn format(&self) -> Format;

    /// Writes the table of `projection` to `out`.
    ///
    /// # Errors
    /// [`ExportError::Table`] if `out` cannot take it.
    fn write(&self, projection: &Projection, out: &mut dyn Write) -> Result<(), ExportError>;
}

/// The tables that every run writes.
pub static EXPORTERS: &[&dyn Exporter] = &[
    &Csv,
    #[cfg(feature = "parquet")]
    &Parquet,
    &Iamc,
    &Milestones,
    &Targets,
    #[cfg(feature = "workbooks")]
    &Workbook,
];

/// Writes a table as a CSV file of this name.
fn csv_file(file: &'static str, table: &Table, out: &mut dyn Write) -> Result<(), ExportError> {
    table.write_csv(out).map_err(|source| ExportError::Table { file, source })
}
