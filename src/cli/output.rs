//! What commands write.

use std::path::PathBuf;

use clap::ValueEnum;

use super::CliError;
use crate::charts::Picture;
use crate::export::{ExportError, Folder};

/// What can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
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
    /// The format that a table's file belongs to.
    pub(super) fn of(file_name: &str) -> Self {
        match file_name.rsplit_once('.') {
            _ if file_name == "iamc.csv" => Self::Iamc,
            Some((_, "parquet")) => Self::Parquet,
            Some((_, "xlsx")) => Self::Xlsx,
            _ => Self::Csv,
        }
    }
}

/// Writes a text as a file.
pub(super) fn write_text(file: &str, text: &str, folder: &Folder) -> Result<(), CliError> {
    let failed = |source| ExportError::File { path: PathBuf::from(file), source };
    Ok(folder.write(file, |out| out.write_all(text.as_bytes()).map_err(failed))?)
}

/// Writes a picture as each of the formats that are pictures.
pub(super) fn write_picture(picture: &Picture, folder: &Folder, formats: &[Format]) -> Result<(), CliError> {
    let write = |extension: &str, content: &[u8]| {
        let file = format!("charts/{}.{extension}", picture.name);
        folder.write(&file, |out| {
            out.write_all(content).map_err(|source| ExportError::File { path: PathBuf::from(&file), source })
        })
    };
    if formats.contains(&Format::Svg) {
        write("svg", picture.svg.as_bytes())?;
    }
    if formats.contains(&Format::Png) {
        let png = picture.png().map_err(|error| CliError::Chart { name: picture.name.clone(), error })?;
        write("png", &png)?;
    }
    Ok(())
}
