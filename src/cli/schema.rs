//! `catchup schema`: the JSON schema of scenario files.

use super::{CliError, terminal};
use crate::scenario::schema::json_schema;

/// Print the JSON schema of scenario files, with which editors complete and check keys.
#[derive(Debug, clap::Args)]
pub struct Arguments {}

/// Prints the schema.
///
/// # Errors
/// Standard output is closed.
pub fn run(_: &Arguments) -> Result<(), CliError> {
    terminal::print(&format!("{:#}\n", json_schema()))
}
