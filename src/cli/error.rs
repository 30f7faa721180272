//! What can go wrong in a command, how it is shown, and the exit code it gives.

use std::process::ExitCode;

use super::terminal;
use crate::analysis::RunError;
use crate::charts::ChartError;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::export::ExportError;

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
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// What went wrong in a command.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// Input files have errors.
    #[error("{0}")]
    Input(#[from] Diagnostics),
    /// A run gave nothing.
    #[error("{scenario}: {error}")]
    Run {
        /// Which scenario.
        scenario: String,
        /// Why.
        error: RunError,
    },
    /// The command line does not make sense.
    #[error("{0}")]
    Usage(String),
    /// Output could not be written.
    #[error(transparent)]
    Output(#[from] ExportError),
    /// A chart could not be drawn.
    #[error("the chart `{name}` cannot be drawn: {error}")]
    Chart {
        /// Which.
        name: String,
        /// Why.
        error: ChartError,
    },
    /// Standard output is closed or full.
    #[error("standard output: {0}")]
    Print(#[from] std::io::Error),
}

impl CliError {
    /// The exit code.
    #[must_use]
    pub fn exit(&self) -> Exit {
        match self {
            Self::Input(_) | Self::Chart { .. } => Exit::Input,
            Self::Usage(_) => Exit::Usage,
            Self::Run { .. } => Exit::Run,
            Self::Output(_) | Self::Print(_) => Exit::Output,
        }
    }

    /// Shows it on standard error.
    pub fn report(&self) {
        match self {
            Self::Input(problems) => show(problems.as_slice()),
            Self::Run { error: RunError::NotFinite(diagnostic), .. } => show(std::slice::from_ref(diagnostic)),
            // A reader that has gone away, such as `head`, is not an error to talk about.
            Self::Print(error) if error.kind() == std::io::ErrorKind::BrokenPipe => {}
            other => eprintln!("error: {other}"),
        }
    }
}

/// Shows diagnostics on standard error.
pub(super) fn show(diagnostics: &[Diagnostic]) {
    if !diagnostics.is_empty() {
        let text = crate::diagnostic::render(diagnostics, terminal::colours_on_error(), terminal::width());
        eprintln!("{}", text.trim_end());
    }
}
