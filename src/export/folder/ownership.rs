//! Which folders may be replaced.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use super::super::disk;
use super::super::error::ExportError;
use super::super::manifest::{MANIFEST, PROGRAM};

/// Files that file managers and spreadsheets leave behind by themselves, the lock of a run killed as it ended,
/// and what file systems have at their top.
const LITTER: [&str; 5] = [".DS_Store", "Thumbs.db", "desktop.ini", "lost+found", LOCK];

/// A file locked for as long as the run that gathers results in its folder lives.
pub const LOCK: &str = ".lock";

/// What the name of a folder begins with in which results are gathered inside their target.
pub const INSIDE: &str = ".catchup-";

/// Whether a name is that of a folder in which results are gathered inside their target.
pub fn is_inside(name: &OsStr) -> bool {
    let end = name.as_encoded_bytes().strip_prefix(INSIDE.as_bytes());
    end.is_some_and(|end| !end.is_empty() && end.iter().all(u8::is_ascii_alphanumeric))
}

/// What office programs prefix to the name of a file they have open.
const OFFICE_LOCK: &str = ".~lock.";

/// Checks that `target` is absent, empty, or holds just what a run of this program wrote.
///
/// # Errors
/// [`ExportError::NotAFolder`], [`ExportError::ForeignFile`], or [`ExportError::Unwritable`] if it cannot even be read.
pub fn check_replaceable(target: &Path) -> Result<(), ExportError> {
    let foreign = match disk::metadata(target) {
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
pub fn written_files(folder: &Path) -> Option<HashSet<String>> {
    let text = disk::read(folder.join(MANIFEST)).ok()?;
    let manifest: serde_json::Value = serde_json::from_slice(&text).ok()?;
    if manifest.get("program")?.as_str()? != PROGRAM {
        return None;
    }
    let files = manifest.get("files")?.as_array()?;
    Some(files.iter().filter_map(|file| Some(file.as_str()?.to_owned())).collect())
}

/// All files in a folder of ours that its manifest does not list.
pub fn unlisted(folder: &Path) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    gather_unlisted(folder, "", &written_files(folder).unwrap_or_default(), &mut found)?;
    Ok(found)
}

/// A file in `folder` that no run of this program wrote.
fn foreign_file(folder: &Path) -> io::Result<Option<String>> {
    match written_files(folder) {
        Some(written) => unlisted_file(folder, &written),
        // Without a manifest of ours, whatever is there is foreign, folders too.
        None => {
            for entry in disk::read_dir(folder)? {
                let entry = entry?;
                if !is_inside(&entry.file_name()) && lossy(&entry) != "lost+found" {
                    return Ok(Some(lossy(&entry)));
                }
            }
            Ok(None)
        }
    }
}

/// The first file below `folder` that is not `written`.
fn unlisted_file(folder: &Path, written: &HashSet<String>) -> io::Result<Option<String>> {
    let mut found = Vec::new();
    gather_unlisted(folder, "", written, &mut found)?;
    Ok(found.into_iter().next())
}

/// The files below `folder` that are not `written`; `prefix` leads to it from the top.
fn gather_unlisted(folder: &Path, prefix: &str, written: &HashSet<String>, found: &mut Vec<String>) -> io::Result<()> {
    for entry in disk::read_dir(folder)? {
        let entry = entry?;
        let name = lossy(&entry);
        let path = format!("{prefix}{name}");
        let hidden = prefix.is_empty() && (is_inside(&entry.file_name()) || name == "lost+found");
        if hidden {
            continue;
        }
        if entry.file_type()?.is_dir() {
            gather_unlisted(&entry.path(), &format!("{path}/"), written, found)?;
        } else if !written.contains(&path) && !LITTER.contains(&&*name) && !name.starts_with(OFFICE_LOCK) {
            found.push(path);
        }
    }
    Ok(())
}

fn lossy(entry: &fs::DirEntry) -> String {
    entry.file_name().to_string_lossy().into_owned()
}
