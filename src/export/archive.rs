//! Whether a folder of results is whole and as it was written.

use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use serde_json::Value;

use super::disk;
use super::folder::unlisted;
use super::manifest::{MANIFEST, PROGRAM, is_sealed};
use super::pack::INPUTS;
use crate::scenario::merged::hash_of;

/// A folder of results as its manifest tells of it.
#[derive(Debug, Clone)]
pub struct Archive {
    folder: PathBuf,
    text: String,
    manifest: Value,
}

/// What is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// A file is gone.
    Missing(String),
    /// The bytes of a file are others.
    Changed(String),
    /// A file came later.
    Foreign(String),
    /// A file cannot be read, and why.
    Unreadable(String, String),
}

/// Why a folder cannot be looked at.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// There is no manifest, or it cannot be read.
    #[error("`{}` cannot be read ({why}): is this a folder that this program wrote?", path.display())]
    Unreadable {
        /// The manifest.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// What is in it cannot be listed.
    #[error("what is in `{}` cannot be listed ({why})", path.display())]
    Unlisted {
        /// The folder.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// The manifest is not of this program, or of a version before there were hashes.
    #[error("`{}` has no {what}: it was not written by this program, or by a version that did not note it", path.display())]
    Lacks {
        /// The manifest.
        path: PathBuf,
        /// What it lacks.
        what: &'static str,
    },
}

impl Archive {
    /// Reads the manifest of a folder.
    ///
    /// # Errors
    /// There is none, or it is not of this program.
    pub fn open(folder: &Path) -> Result<Self, ArchiveError> {
        let path = folder.join(MANIFEST);
        let unreadable = |why: String| ArchiveError::Unreadable { path: path.clone(), why };
        let text = disk::read_to_string(&path).map_err(|error| unreadable(error.to_string()))?;
        let manifest: Value = serde_json::from_str(&text).map_err(|error| unreadable(error.to_string()))?;
        if manifest["program"] != PROGRAM {
            return Err(ArchiveError::Lacks { path, what: "mark of this program" });
        }
        if !manifest["hashes"].is_object() {
            return Err(ArchiveError::Lacks { path, what: "hashes" });
        }
        Ok(Self { folder: folder.to_owned(), text, manifest })
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The files beside the manifest and their hashes, in alphabetical order.
    pub fn hashes(&self) -> impl Iterator<Item = (&str, &str)> {
        let hashes = self.manifest["hashes"].as_object().into_iter().flatten();
        hashes.map(|(name, hash)| (name.as_str(), hash.as_str().unwrap_or_default()))
    }

    /// The arguments of the command line that made it; none if no command did.
    #[must_use]
    pub fn command(&self) -> Vec<&str> {
        self.manifest["command"].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// The folder of inputs that lie beside the results, and the working folder in it, if they do.
    #[must_use]
    pub fn pack(&self) -> Option<(PathBuf, PathBuf)> {
        let place = Path::new(self.manifest["pack"].as_str()?);
        let plain = place.components().all(|part| matches!(part, Component::Normal(_)));
        let below = place.strip_prefix(INPUTS).ok().filter(|_| plain)?;
        Some((self.folder.join(INPUTS), below.to_owned()))
    }

    /// The version of the program, and the set of processor features its kernels ran with.
    #[must_use]
    pub fn made_with(&self) -> (&str, &str) {
        (self.manifest["version"].as_str().unwrap_or_default(), self.manifest["cpu"].as_str().unwrap_or_default())
    }

    /// The scenarios or data that it was made of: the name of each, and its inputs with their hashes.
    pub fn inputs(&self) -> impl Iterator<Item = (&str, &str)> {
        let several = self.manifest["scenarios"].as_array().into_iter().flatten();
        let all = several.chain(self.manifest.get("scenario"));
        all.flat_map(|one| one["inputs"].as_array().into_iter().flatten())
            .filter_map(|input| Some((input["file"].as_str()?, input["sha256"].as_str()?)))
    }

    /// The name of the scenario, if it is a run of one.
    #[must_use]
    pub fn scenario(&self) -> Option<&str> {
        self.manifest["scenario"]["id"].as_str()
    }

    /// Everything that is not as it was written, the manifest first.
    ///
    /// # Errors
    /// The folder cannot be listed.
    pub fn differences(&self) -> Result<Vec<Difference>, ArchiveError> {
        let mut found = Vec::new();
        if !is_sealed(&self.text) {
            found.push(Difference::Changed(MANIFEST.to_owned()));
        }
        for (name, hash) in self.hashes() {
            match disk::read(self.folder.join(name)) {
                Ok(bytes) if hash_of(&bytes) == hash => {}
                Ok(_) => found.push(Difference::Changed(name.to_owned())),
                // What stands where its folder was is no file of this name either.
                Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                    found.push(Difference::Missing(name.to_owned()));
                }
                Err(error) => found.push(Difference::Unreadable(name.to_owned(), error.to_string())),
            }
        }
        let unlisted = unlisted(&self.folder)
            .map_err(|error| ArchiveError::Unlisted { path: self.folder.clone(), why: error.to_string() })?;
        found.extend(unlisted.into_iter().map(Difference::Foreign));
        Ok(found)
    }

    /// Inputs that are not where they were, or not as they were, seen from the working folder.
    pub fn changed_inputs(&self) -> impl Iterator<Item = &str> {
        let same = |file: &str, hash: &str| disk::read(file).is_ok_and(|bytes| hash_of(&bytes) == hash);
        self.inputs().filter(move |(file, hash)| !same(file, hash)).map(|(file, _)| file)
    }
}
