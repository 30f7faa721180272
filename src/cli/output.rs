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
}

impl Format {
    /// The format that a table's file belongs to.
    pub(super) fn of(file_name: &str) -> Self {
        match file_name {
            "iamc.csv" => Self::Iamc,
            name if name.ends_with(".parquet") => Self::Parquet,
            _ => Self::Csv,
        }
    }
}

/// Writes a picture as each of the formats that are pictures.
pub(super) fn write_picture(picture: &Picture, folder: &Folder, formats: &[Format]) -> Result<(), CliError> {
    let write =
        |extension: &str, content: &[u8]| write_whole(folder, &format!("charts/{}.{extension}", picture.name), content);
    if formats.contains(&Format::Svg) {
        write("svg", picture.svg.as_bytes())?;
    }
    if formats.contains(&Format::Png) {
        let png = picture.png().map_err(|error| CliError::Chart { name: picture.name.clone(), error })?;
        write("png", &png)?;
    }
    Ok(())
}

/// Writes a file of a folder whose content is at hand.
pub(super) fn write_whole(folder: &Folder, file: &str, content: &[u8]) -> Result<(), ExportError> {
    folder.write(file, |out| {
        out.write_all(content).map_err(|source| ExportError::File { path: PathBuf::from(file), source })
    })
}
