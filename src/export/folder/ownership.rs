//! Which folders may be replaced.

use std::collections::HashSet;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use super::super::error::ExportError;
use super::super::manifest::{MANIFEST, PROGRAM};

/// Files that file managers and spreadsheets leave behind by themselves, and the lock of a run killed as it ended.
const LITTER: [&str; 4] = [".DS_Store", "Thumbs.db", "desktop.ini", LOCK];

/// A file locked for as long as the run that gathers results in its folder lives.
pub const LOCK: &str = ".lock";

/// What office programs prefix to the name of a file they have open.
const OFFICE_LOCK: &str = ".~lock.";

/// Checks that `target` is absent, empty, or holds just what a run of this program wrote.
///
/// # Errors
/// [`ExportError::NotAFolder`], [`ExportError::ForeignFile`], or [`ExportError::Unwritable`] if it cannot even be read.
pub fn check_replaceable(target: &Path) -> Result<(), ExportError> {
    let foreign = match fs::metadata(target) {
        Ok(data) if data.is_file() => {
            return Err(ExportError::NotAFolder { path: target.to_owned() });
        }
        Ok(_) => foreign_file(target),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(());
        }
        Err(error) => Err(error),
    };
    match foreign {
        Ok(None) => Ok(()),
        Ok(Some(file)) => Err(ExportError::ForeignFile { path: target.to_owned(), file }),
        // Another run has just put its folder in this place; it was ours before and is ours now.
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(source) => Err(ExportError::Unwritable { path: target.to_owned(), source }),
    }
}

/// Whether a run of this program wrote the folder.
pub fn is_ours(folder: &Path) -> bool {
    written_files(folder).is_some()
}

/// The files that the manifest in `folder` lists, if it is ours.
fn written_files(folder: &Path) -> Option<HashSet<String>> {
    let text = fs::read(folder.join(MANIFEST)).ok()?;
    let manifest: serde_json::Value = serde_json::from_slice(&text).ok()?;
    if manifest.get("program")?.as_str()? != PROGRAM {
        return None;
    }
    let files = manifest.get("files")?.as_array()?;
    Some(files.iter().filter_map(|file| Some(file.as_str()?.to_owned())).collect())
}

/// A file in `folder` that no run of this program wrote.
fn foreign_file(folder: &Path) -> io::Result<Option<String>> {
    match written_files(folder) {
        Some(written) => unlisted_file(folder, "", &written),
        // Without a manifest of ours, whatever is there is foreign, folders too.
        None => fs::read_dir(folder)?.next().map(|entry| Ok(lossy(&entry?))).transpose(),
    }
}

/// The first file below `folder` that is not `written`; `prefix` leads to it from the top.
fn unlisted_file(folder: &Path, prefix: &str, written: &HashSet<String>) -> io::Result<Option<String>> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = lossy(&entry);
        let path = format!("{prefix}{name}");
        if entry.file_type()?.is_dir() {
            if let Some(file) = unlisted_file(&entry.path(), &format!("{path}/"), written)? {
                return Ok(Some(file));
            }
        } else if !written.contains(&path) && !LITTER.contains(&&*name) && !name.starts_with(OFFICE_LOCK) {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

fn lossy(entry: &fs::DirEntry) -> String {
    entry.file_name().to_string_lossy().into_owned()
}
