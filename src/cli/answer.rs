//! How a command answers: as text, as JSON, or not at all.

use serde::Serialize;

use super::CliError;
use super::terminal;

/// The form of an answer.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct Answer {
    /// Print one JSON object instead of text.
    #[arg(long)]
    pub json: bool,
    /// Print nothing but errors.
    #[arg(long, short)]
    pub quiet: bool,
}

impl Answer {
    /// Prints the object or the text, whichever is wanted.
    pub fn print<S: Serialize>(
        self,
        object: impl FnOnce() -> S,
        text: impl FnOnce() -> String,
    ) -> Result<(), CliError> {
        match self {
            Self { json: true, .. } => {
                let text =
                    serde_json::to_string_pretty(&object()).map_err(|problem| CliError::Print(problem.into()))?;
                terminal::print(&(text + "\n"))
            }
            Self { quiet: true, .. } => Ok(()),
            _ => terminal::tell(&text()),
        }
    }
}
