//! Opens scenario files for commands.

use std::path::{Path, PathBuf};

use super::error::show;
use super::{CliError, terminal};
use crate::diagnostic::Diagnostic;
use crate::scenario::options::Options;
use crate::session::Session;

/// Opens files; the problems of all are reported together. Warnings are shown.
pub(super) fn open_all(paths: &[PathBuf], options: &Options, quiet: bool) -> Result<Vec<Session>, CliError> {
    let sessions = Session::open_all(paths, options)?;
    if !quiet {
        // What several extend is warned of once.
        let mut warnings: Vec<&Diagnostic> = Vec::new();
        for warning in sessions.iter().flat_map(Session::warnings) {
            let same = |known: &&Diagnostic| {
                known.message == warning.message && known.labels[0].span == warning.labels[0].span
            };
            if !warnings.iter().any(same) {
                warnings.push(warning);
            }
        }
        show(&warnings.into_iter().cloned().collect::<Vec<_>>());
    }
    Ok(sessions)
}

/// Opens one file; warnings are shown.
pub(super) fn open(path: &Path, options: Options, quiet: bool) -> Result<Session, CliError> {
    let session = Session::open_with(path, options)?;
    if !quiet {
        show(session.warnings());
    }
    Ok(session)
}

/// Tells templates from scenarios that can be run by themselves, and says which are left out.
pub(super) fn without_templates(sessions: Vec<Session>, left_out: &str, quiet: bool) -> Vec<Session> {
    let (skipped, rest): (Vec<Session>, Vec<Session>) = sessions.into_iter().partition(Session::is_template);
    for session in skipped.iter().filter(|_| !quiet) {
        terminal::say(&format!("note: {} is a template and is {left_out}", session.path().display()));
    }
    rest
}
