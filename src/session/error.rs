//! Why a question has no answer.

use crate::analysis::RunError;
#[cfg(feature = "report")]
use crate::charts::ChartError;
use crate::diagnostic::{Diagnostic, Diagnostics};
#[cfg(feature = "report")]
use crate::export::ExportError;

/// Why a question has no answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file, or a text that was given, has errors; each says where.
    #[error("{0}")]
    Input(#[from] Diagnostics),
    /// What was asked makes no sense of what there is.
    #[error("{0}")]
    Question(String),
    /// A run gave nothing.
    #[error("{scenario}: {error}")]
    Run {
        /// Which scenario.
        scenario: String,
        /// Why.
        error: RunError,
    },
    /// A chart could not be drawn.
    #[cfg(feature = "report")]
    #[error("the chart `{name}` cannot be drawn: {error}")]
    Chart {
        /// Which.
        name: String,
        /// Why.
        error: ChartError,
    },
    /// Output could not be written.
    #[cfg(feature = "report")]
    #[error(transparent)]
    Output(#[from] ExportError),
}

impl From<Diagnostic> for Error {
    fn from(problem: Diagnostic) -> Self {
        Self::Input(problem.into())
    }
}
