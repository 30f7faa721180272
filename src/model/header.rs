//! What of a scenario needs no check.

use crate::diagnostic::Code;
use std::path::PathBuf;

use crate::scenario::merged::Input;
use crate::scenario::{About, Correlation, Ensemble, Estimated, Named, Override, Time};

/// The parts of a scenario that are in its model just as they were read.
#[derive(Debug, Clone)]
pub struct Header {
    /// File stem of the file asked for: the name of the output folder.
    pub id: String,
    /// The files read, from the root ancestor to the file asked for.
    pub files: Vec<PathBuf>,
    /// All files read, data among them, with hashes.
    pub inputs: Vec<Input>,
    /// SHA-256 over the texts of all files read and of what `--set` and `--known-until` say, in hexadecimal.
    pub hash: String,
    /// `[scenario]`.
    pub about: About,
    /// `[time]`; [`Model::axis`](super::Model::axis) has its points.
    pub time: Time,
    /// `[ensemble]`.
    pub ensemble: Ensemble,
    /// `[comparison]`: files of the worlds that paths are laid into.
    pub worlds: Vec<PathBuf>,
    /// `[comparison]`: the scenario that others are held against, by the name of its file.
    pub reference: Option<String>,
    /// What files that extend others, and `--set`, have changed.
    pub overrides: Vec<Override>,
    /// `[correlations]`, as they were written.
    pub correlations: Named<Correlation>,
    /// What those fits gave that have been carried out.
    pub estimated: Vec<Estimated>,
}

impl Header {
    /// Whether its author says that what a warning is of is meant: with `allow` in the table that it is of, or in `[scenario]`.
    #[must_use]
    pub fn allows(&self, own: &[String], code: Code) -> bool {
        own.iter().chain(&self.about.allow).any(|allowed| allowed == code.as_str())
    }
}
