//! What can go wrong in a command, how it is shown, and the exit code it gives.

use std::path::PathBuf;

use super::terminal;
use crate::analysis::RunError;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::export::{ArchiveError, Difference, ExportError};
use crate::session::Error;

/// Exit codes, as documented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// An input file has errors.
    Input = 1,
    /// The command line is wrong.
    Usage = 2,
    /// A run failed.
    Run = 3,
    /// Output could not be written.
    Output = 4,
    /// Parts of shards need another pass before they are a run.
    Unfinished = 5,
}

/// What went wrong in a command.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// What was asked has no answer.
    #[error(transparent)]
    Session(#[from] Error),
    /// The command line does not make sense.
    #[error("{0}")]
    Usage(String),
    /// A folder of results is not as it was written.
    #[error("{} is not as it was written: {}", folder.display(), listed(differences))]
    Edited {
        /// The folder.
        folder: PathBuf,
        /// What differs.
        differences: Vec<Difference>,
    },
    /// What is made now is not what was made.
    #[error("{0}")]
    Again(String),
    /// Parts need another pass over the draws, of this number; how it is carried out has been said.
    #[error("pass {0} over the draws is needed")]
    Unfinished(u32),
    /// A folder cannot be looked at.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// Standard output is closed or full.
    #[error("standard output: {0}")]
    Print(std::io::Error),
    /// The system refused something else.
    #[error("{doing}: {source}")]
    System {
        /// What could not be done.
        doing: String,
        /// Why.
        source: std::io::Error,
    },
}

impl From<Diagnostics> for CliError {
    fn from(problems: Diagnostics) -> Self {
        Self::Session(Error::Input(problems))
    }
}

impl From<ExportError> for CliError {
    fn from(error: ExportError) -> Self {
        Self::Session(Error::Output(error))
    }
}

impl CliError {
    /// The exit code.
    #[must_use]
    pub fn exit(&self) -> Exit {
        match self {
            Self::Session(Error::Input(_) | Error::Chart { .. })
            | Self::Edited { .. }
            | Self::Again(_)
            | Self::Archive(_) => Exit::Input,
            Self::Usage(_) | Self::Session(Error::Question(_)) => Exit::Usage,
            Self::Session(Error::Run { .. }) => Exit::Run,
            Self::Unfinished(_) => Exit::Unfinished,
            Self::Session(Error::Output(_)) | Self::Print(_) | Self::System { .. } => Exit::Output,
        }
    }

    /// What the system refused, by what could not be done.
    pub fn of_system(doing: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let doing = doing.into();
        move |source| Self::System { doing, source }
    }

    /// Shows it on standard error.
    pub fn report(&self) {
        match self {
            Self::Session(Error::Input(problems)) => show(problems.as_slice()),
            Self::Session(Error::Run { error: RunError::NotFinite(diagnostic), .. }) => {
                show(std::slice::from_ref(diagnostic));
            }
            // A reader that has gone away, such as `head`, is not an error to talk about.
            Self::Print(error) if error.kind() == std::io::ErrorKind::BrokenPipe => {}
            Self::Unfinished(_) => {}
            other => terminal::say(&format!("error: {other}")),
        }
    }
}

/// What differs, in words.
fn listed(differences: &[Difference]) -> String {
    let one = |difference: &Difference| match difference {
        Difference::Missing(file) => format!("{file} is missing"),
        Difference::Changed(file) => format!("{file} has changed"),
        Difference::Foreign(file) => format!("{file} came later"),
        Difference::Unreadable(file, why) => format!("{file} cannot be read ({why})"),
    };
    differences.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// Shows diagnostics on standard error.
pub(super) fn show(diagnostics: &[Diagnostic]) {
    if !diagnostics.is_empty() {
        terminal::show(diagnostics);
    }
}
