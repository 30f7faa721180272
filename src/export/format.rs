//! What results can be written as.

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
}
