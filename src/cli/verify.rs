//! `catchup verify`: whether a folder of results is whole and as it was written.

use std::path::PathBuf;

use serde_json::json;

use super::{CliError, terminal};
use crate::export::{Archive, Difference};

/// Check that a folder of results is whole, and that nobody has edited it: exit code 0 if so, 1 if not.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// A folder that this program wrote.
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
    /// Print one JSON object instead of text.
    #[arg(long)]
    json: bool,
    /// Print nothing but what is wrong.
    #[arg(long, short)]
    quiet: bool,
}

/// Holds every file against the hash that the manifest has of it.
///
/// # Errors
/// The folder has no manifest, or is not as it was written.
pub fn run(arguments: &Arguments) -> Result<(), CliError> {
    let archive = Archive::open(&arguments.folder)?;
    let differences = archive.differences()?;
    // Inputs that lie beside the results are among its files.
    let changed: Vec<&str> = if archive.pack().is_some() { Vec::new() } else { archive.changed_inputs().collect() };
    if arguments.json {
        let said: Vec<_> = differences
            .iter()
            .map(|difference| match difference {
                Difference::Missing(file) => json!({ "file": file, "is": "missing" }),
                Difference::Changed(file) => json!({ "file": file, "is": "changed" }),
                Difference::Foreign(file) => json!({ "file": file, "is": "foreign" }),
                Difference::Unreadable(file, why) => json!({ "file": file, "is": "unreadable", "why": why }),
            })
            .collect();
        let object = json!({ "whole": differences.is_empty(), "differences": said, "changed_inputs": changed });
        terminal::print(&format!("{object:#}\n"))?;
    } else if differences.is_empty() && !arguments.quiet {
        let count = archive.hashes().count() + 1;
        let mut text = format!("{}: whole, {count} files as they were written\n", arguments.folder.display());
        for file in changed {
            text += &format!("its input {file} is not there any more, or has changed since\n");
        }
        terminal::note(&text)?;
    }
    if differences.is_empty() {
        Ok(())
    } else {
        Err(CliError::Edited { folder: arguments.folder.clone(), differences })
    }
}
