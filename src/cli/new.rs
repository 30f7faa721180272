//! `catchup new`: a commented starter scenario that runs.

use std::io::Write;
use std::path::PathBuf;

use super::{CliError, terminal};

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
    let failed = |source: std::io::Error| {
        let why = if source.kind() == std::io::ErrorKind::AlreadyExists {
            "it exists already, and is left as it is".to_owned()
        } else {
            source.to_string()
        };
        CliError::Usage(format!("cannot write {}: {why}", path.display()))
    };
    let mut file = std::fs::File::create_new(&path).map_err(failed)?;
    file.write_all(STARTER.replace("TITLE", title.trim()).as_bytes()).map_err(failed)?;
    terminal::print(&format!("wrote {0}\nrun it: catchup run {0}\n", path.display()))
}
