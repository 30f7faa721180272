//! Inputs laid beside results, so that a folder is enough to make its results again.

use std::collections::BTreeSet;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::error::ExportError;
use super::folder::Folder;
use super::manifest::Ran;
use crate::scenario::files::stream::is_passing;
use crate::scenario::merged::hash_of;

/// The folder of inputs below a folder of results.
pub(super) const INPUTS: &str = "inputs";

/// Copies what was read into a folder of results. Files keep their places towards one another and towards the working
/// folder, so that names in them and in the command line lead to the same files; returns the working folder as seen from
/// the folder of results, with `/`. Absolute paths of the command line become relative.
///
/// # Errors
/// [`ExportError::Unpackable`] if an input is gone or has changed since it was read, or is named by an absolute path in
/// a file; what [`Folder::write`] returns.
pub(super) fn pack(folder: &Folder, scenarios: &[Ran], command: &mut [String]) -> Result<String, ExportError> {
    let here = std::env::current_dir().map_err(|error| unpackable(Path::new("."), error.to_string()))?;
    packable(scenarios)?;
    let inputs: BTreeSet<(PathBuf, &Path, &str)> = (scenarios.iter().flat_map(|ran| &ran.inputs))
        .map(|input| (normal(&here.join(&input.path)), input.path.as_path(), input.hash.as_str()))
        .collect();
    let root = inputs.iter().fold(here.clone(), |root, (place, _, _)| common(&root, place));
    for (place, written, hash) in &inputs {
        let bytes = super::disk::read(written).map_err(|error: io::Error| unpackable(written, error.to_string()))?;
        if hash_of(&bytes) != *hash {
            return Err(unpackable(written, "it has changed since it was read".to_owned()));
        }
        let name = below(&root, place);
        folder.write(&name, |out| {
            out.write_all(&bytes).map_err(|source| ExportError::File { path: name.clone().into(), source })
        })?;
    }
    for word in command {
        if inputs.iter().any(|(_, written, _)| written.is_absolute() && *written == Path::new(word)) {
            *word = towards(&here, Path::new(word));
        }
    }
    Ok(below(&root, &here))
}

/// Whether all that was read can be laid beside results, as far as is known before there are any.
///
/// # Errors
/// [`ExportError::Unpackable`] if something was read that is gone then, or a file names another by an absolute path.
pub fn packable(scenarios: &[Ran]) -> Result<(), ExportError> {
    scenarios.iter().flat_map(|ran| &ran.inputs).try_for_each(|input| lasting(&input.path))?;
    let named_absolutely = |ran: &Ran| {
        let relative = ran.files.last().is_some_and(|file| file.is_relative());
        ran.inputs.iter().map(|input| input.path.clone()).find(|path| relative && path.is_absolute())
    };
    let why = "a file names it by an absolute path; name it relative to that file";
    scenarios.iter().find_map(named_absolutely).map_or(Ok(()), |path| Err(unpackable(&path, why.to_owned())))
}

/// Whether an input is there when results are written.
///
/// # Errors
/// [`ExportError::Unpackable`] if it is gone once it was read.
pub fn lasting(input: &Path) -> Result<(), ExportError> {
    if is_passing(input) {
        let why = "it is gone once it was read; save it to a file, and give that";
        return Err(unpackable(input, why.to_owned()));
    }
    Ok(())
}

fn unpackable(path: &Path, why: String) -> ExportError {
    ExportError::Unpackable { path: path.to_owned(), why }
}

/// A path as seen from a folder.
fn towards(folder: &Path, path: &Path) -> String {
    let (path, root) = (normal(path), common(folder, &normal(path)));
    let up = folder.strip_prefix(&root).map_or(0, |rest| rest.components().count());
    let down = path.strip_prefix(&root).unwrap_or(&path).display().to_string();
    "../".repeat(up) + &down
}

/// A path without `.` and `..`, as it is written: links are not followed, since names are written along them.
pub(super) fn normal(path: &Path) -> PathBuf {
    let mut found = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                found.pop();
            }
            Component::CurDir => {}
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => found.push(part),
        }
    }
    found
}

/// The deepest folder that holds both: a folder, and a file or folder.
fn common(folder: &Path, other: &Path) -> PathBuf {
    folder.ancestors().find(|ancestor| other.starts_with(ancestor)).unwrap_or(Path::new("/")).to_owned()
}

/// The name of a file in the folder of results.
fn below(root: &Path, place: &Path) -> String {
    let parts = place.strip_prefix(root).unwrap_or(place).components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
        Component::Prefix(_) | Component::RootDir | Component::CurDir | Component::ParentDir => None,
    });
    std::iter::once(INPUTS.to_owned()).chain(parts).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_towards_one_another() {
        let here = Path::new("/home/a/study");
        assert_eq!(normal(&here.join("../data/./x.csv")), Path::new("/home/a/data/x.csv"));
        let root = common(here, Path::new("/home/a/data/x.csv"));
        assert_eq!(root, Path::new("/home/a"));
        assert_eq!(below(&root, Path::new("/home/a/data/x.csv")), "inputs/data/x.csv");
        assert_eq!(below(&root, here), "inputs/study");
        assert_eq!(below(here, here), "inputs");
        assert_eq!(common(here, Path::new("/var/x.csv")), Path::new("/"));
        assert_eq!(towards(here, Path::new("/home/a/study/x.toml")), "x.toml");
        assert_eq!(towards(here, Path::new("/home/a/study/../data/x.csv")), "../data/x.csv");
    }
}
