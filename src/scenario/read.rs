//! From a file to a [`Scenario`].

use std::path::Path;

use super::Scenario;
use super::merged::Merged;
use super::options::Options;
use crate::diagnostic::{Diagnostic, Diagnostics};

/// Reads a scenario file, all it extends and the data they name; returns warnings besides.
///
/// # Errors
/// All problems found, each with the place it stands at: what cannot be read, is not TOML, is unknown, missing, of the
/// wrong kind or out of bounds. What equations, units and distributions mean is not checked here.
pub fn read(path: &Path, options: &Options) -> Result<(Scenario, Vec<Diagnostic>), Diagnostics> {
    match read_through(path, options) {
        (Some(scenario), found) => found.or(scenario),
        (None, found) => Err(found),
    }
}

/// What [`read`] gives, with the scenario even where it has errors, as far as it could be understood: so that what a
/// later stage finds wrong can be said at the same time. None if a file could not be read or is not TOML.
#[must_use]
pub fn read_through(path: &Path, options: &Options) -> (Option<Scenario>, Diagnostics) {
    let mut found = Diagnostics::new();
    let scenario = Merged::load(path, &mut found).map(|merged| merged.scenario(options, &mut found));
    (scenario, found)
}
