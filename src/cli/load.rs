//! Reads and checks scenario files for commands.

use std::path::{Path, PathBuf};

use super::CliError;
use super::error::show;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::{Model, check::check};
use crate::scenario::options::Options;
use crate::scenario::read::read;

/// A checked file and what is worth knowing of it.
pub(super) struct Loaded {
    pub path: PathBuf,
    pub model: Model,
    pub warnings: Vec<Diagnostic>,
}

/// Reads and checks one file.
pub(super) fn load(path: &Path, options: &Options) -> Result<Loaded, Diagnostics> {
    let (scenario, warnings) = read(path, options)?;
    Ok(Loaded { path: path.to_owned(), model: check(scenario)?, warnings })
}

/// Reads and checks files; the problems of all are reported together. Warnings are shown.
pub(super) fn load_all(paths: &[PathBuf], options: &Options, quiet: bool) -> Result<Vec<Loaded>, CliError> {
    let mut loaded = Vec::new();
    let mut problems = Vec::new();
    for path in paths {
        match load(path, options) {
            Ok(file) => loaded.push(file),
            Err(found) => problems.extend(found.into_vec()),
        }
    }
    if !problems.is_empty() {
        return Err(CliError::Input(Diagnostics::from(problems)));
    }
    if !quiet {
        let warnings: Vec<Diagnostic> = loaded.iter().flat_map(|file| file.warnings.clone()).collect();
        show(&warnings);
    }
    Ok(loaded)
}
