//! What results can be written as.

use super::ExportError;

/// What can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Tidy tables: projections.csv, milestones.csv, targets.csv.
    Csv,
    /// iamc.csv, as pyam and the IAMC database read it.
    Iamc,
    /// projections.parquet.
    Parquet,
    /// draws.parquet: every draw of every reported variable.
    Draws,
    /// Charts as pixels.
    Png,
    /// Charts as vectors.
    Svg,
    /// report.html: story, charts, tables and sources on one page.
    Html,
    /// projections.xlsx, or comparison.xlsx: a sheet for each table, and charts that follow the cells.
    Xlsx,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 8] =
        [Self::Csv, Self::Iamc, Self::Parquet, Self::Draws, Self::Png, Self::Svg, Self::Html, Self::Xlsx];

    /// Sees to it that this build of the library writes it.
    ///
    /// # Errors
    /// [`ExportError::NotBuilt`] with the feature that it lacks.
    pub fn built(self) -> Result<(), ExportError> {
        let (what, feature, is_there) = match self {
            Self::Parquet | Self::Draws => ("Parquet", "parquet", cfg!(feature = "parquet")),
            Self::Xlsx => ("workbooks", "workbooks", cfg!(feature = "workbooks")),
            Self::Csv | Self::Iamc | Self::Png | Self::Svg | Self::Html => return Ok(()),
        };
        if is_there { Ok(()) } else { Err(ExportError::NotBuilt { what, feature }) }
    }
}
