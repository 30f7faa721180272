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

use std::path::{Path, PathBuf};

use super::Error;
use crate::charts::Picture;
pub use crate::export::Format;
use crate::export::{ExportError, Folder, disk};

pub use backtest::{backtest_pictures, draw_backtest, write_backtests};
pub use comparison::{comparison_page, write_comparison_folder};
pub use forecast::ForecastOutput;
pub use made::Made;
pub use part::{Origin, PartFile};
pub use sensitivity::{region_csv, sensitivity_csv, sensitivity_pictures};
pub use shard::{Carried, MergedParts};

/// Both forms of a picture.
const PICTURES: &[Format] = &[Format::Png, Format::Svg];

/// Writes bytes as a file of a folder.
fn write_bytes(file: &str, content: &[u8], folder: &Folder) -> Result<(), Error> {
    let failed = |source| ExportError::File { path: PathBuf::from(file), source };
    Ok(folder.write(file, |out| out.write_all(content).map_err(failed))?)
}

/// Writes a picture as each of the formats that are pictures.
fn write_picture(picture: &Picture, folder: &Folder, formats: &[Format]) -> Result<(), Error> {
    let file = |ending: &str| format!("charts/{}.{ending}", picture.name);
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

/// Writes a file by itself, whole or not at all; one that is there is replaced only if that is allowed.
///
/// # Errors
/// [`Error::Output`] if the folder cannot take it, or `check` refuses what was written.
pub fn write_file(
    path: &Path,
    text: &str,
    replace: bool,
    check: impl FnOnce(&Path) -> Result<(), Error>,
) -> Result<(), Error> {
    write_bytes_file(path, text.as_bytes(), replace, check)
}

/// As [`write_file`], of bytes.
fn write_bytes_file(
    path: &Path,
    bytes: &[u8],
    replace: bool,
    check: impl FnOnce(&Path) -> Result<(), Error>,
) -> Result<(), Error> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let failed = |source| ExportError::File { path: path.to_owned(), source };
    let ending = path.extension().map_or_else(String::new, |ending| format!(".{}", ending.to_string_lossy()));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let prefix = format!(".{name}.tmp-");
    clear_leftovers(parent, &prefix, &ending);
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(&ending);
    // As any new file, subject to the user's mask: a scenario is not private.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = disk::temporary_file(&builder, parent).map_err(failed)?;
    // Some network file systems have no locks; then nobody clears what a killed run leaves.
    let _unsupported = disk::try_lock(file.as_file());
    disk::write_to(&mut file, bytes).map_err(failed)?;
    disk::sync(file.as_file()).map_err(failed)?;
    check(file.path())?;
    let done = if replace { file.persist(path) } else { file.persist_noclobber(path) };
    done.map(drop).map_err(|error| failed(error.error))?;
    let _known_later = disk::sync_folder(parent);
    Ok(())
}

/// Removes what killed runs have left of a file.
fn clear_leftovers(parent: &Path, prefix: &str, ending: &str) {
    let is_one = |name: &str| {
        let end = name.strip_prefix(prefix).and_then(|rest| rest.strip_suffix(ending));
        end.is_some_and(|end| !end.is_empty() && end.bytes().all(|byte| byte.is_ascii_alphanumeric()))
    };
    for entry in disk::read_dir(parent).into_iter().flatten().flatten() {
        let dead = || disk::open(entry.path()).is_ok_and(|file| disk::try_lock(&file).is_ok());
        if entry.file_name().to_str().is_some_and(is_one) && dead() {
            let _taken = disk::remove_file(entry.path());
        }
    }
}
