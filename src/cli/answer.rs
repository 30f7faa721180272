//! How a command answers: as text, as JSON, or not at all.

use serde::{Serialize, Serializer};

use std::io::Write;

use super::CliError;
use super::terminal::{self, Printer};

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
                let mut out = Printer::default();
                let written = serde_json::to_writer_pretty(&mut out, &object()).map_err(Into::into);
                written.and_then(|()| out.write_all(b"\n")).and_then(|()| out.flush()).map_err(CliError::Print)
            }
            Self { quiet: true, .. } => Ok(()),
            _ => terminal::tell(&text()),
        }
    }
}

/// A list in JSON of what an iterator gives, made anew each time it is written.
pub(super) struct Listed<F>(pub F);

impl<F: Fn() -> I, I: Iterator<Item: Serialize>> Serialize for Listed<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}
