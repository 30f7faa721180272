//! `catchup new`: a commented starter scenario that runs.

use std::path::PathBuf;

use super::{CliError, terminal};
use crate::session::write::write_file;

/// The starter scenario; `TITLE` is replaced.
const STARTER: &str = include_str!("starter.toml");

/// Write a commented starter scenario that runs.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Name of the scenario: NAME.toml is written.
    #[arg(value_name = "NAME")]
    name: PathBuf,
}

/// Writes the starter scenario, unless the file exists.
///
/// # Errors
/// The file exists or cannot be written.
pub fn run(arguments: &Arguments) -> Result<(), CliError> {
    let mut path = arguments.name.clone();
    if path.extension().is_none_or(|extension| extension != "toml") {
        path.as_mut_os_string().push(".toml");
    }
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let title: String =
        stem.replace(['-', '_'], " ").chars().filter(|c| !matches!(c, '"' | '\\') && !c.is_control()).collect();
    if path.exists() {
        return Err(CliError::Usage(format!("{} exists already, and is left as it is", path.display())));
    }
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.is_dir()) {
        let folder = folder.display();
        return Err(CliError::Usage(format!("cannot write {}: there is no folder {folder}", path.display())));
    }
    write_file(&path, &STARTER.replace("TITLE", title.trim()), false, |_| Ok(()))?;
    terminal::print(&format!("wrote {0}\nrun it: catchup run {0}\n", path.display()))
}
