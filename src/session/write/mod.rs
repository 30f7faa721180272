//! Writes everything that was found into a folder: tables, pictures, pages, and how it was made.
//!
//! A folder is opened before the work ([`Folder::create`]), so that a closed door is noticed first, and is whole or not there.

mod backtest;
mod comparison;
mod fit;
mod forecast;
mod frontier;
mod import;
mod made;
mod part;
mod run;
mod scores;
mod sensitivity;
mod sensitivity_pictures;
mod shard;
mod single;

use std::path::PathBuf;

use super::Error;
use crate::charts::Picture;
pub use crate::export::Format;
use crate::export::{ExportError, Folder, fitting};

pub use backtest::{backtest_pictures, draw_backtest, write_backtests};
pub use comparison::{comparison_page, write_comparison_folder};
pub use forecast::ForecastOutput;
pub use made::Made;
pub use part::{Origin, PartFile};
pub use sensitivity::{region_csv, sensitivity_csv, sensitivity_pictures};
pub use shard::{Carried, MergedParts};
pub use single::write_file;

/// Both forms of a picture.
const PICTURES: &[Format] = &[Format::Png, Format::Svg];

/// Writes bytes as a file of a folder.
fn write_bytes(file: &str, content: &[u8], folder: &Folder) -> Result<(), Error> {
    let failed = |source| ExportError::File { path: PathBuf::from(file), source };
    Ok(folder.write(file, |out| out.write_all(content).map_err(failed))?)
}

/// Writes a picture as each of the formats that are pictures, under its name or, where no file can have that, one that begins alike.
fn write_picture(picture: &Picture, folder: &Folder, formats: &[Format]) -> Result<(), Error> {
    let name = fitting(&picture.name);
    let file = |ending: &str| format!("charts/{name}.{ending}");
    if formats.contains(&Format::Svg) {
        write_bytes(&file("svg"), picture.svg.as_bytes(), folder)?;
    }
    if formats.contains(&Format::Png) {
        write_bytes(&file("png"), &png(picture)?, folder)?;
    }
    Ok(())
}

fn png(picture: &Picture) -> Result<Vec<u8>, Error> {
    picture.png().map_err(|error| Error::Chart { name: picture.name.clone(), error })
}
