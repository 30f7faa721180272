//! `catchup export`: a scenario as a model that other programs read.

use std::path::PathBuf;

use super::import::beside;
use super::{CliError, load, terminal};
use crate::session::Options;
use crate::session::write::write_file;

/// Write a scenario as a model in XMILE, which Stella and others read; what XMILE cannot say is refused by name.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The scenario file.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// In XMILE.
    #[arg(long, required = true)]
    xmile: bool,
    /// The file to write; beside the scenario, under its name, unless given.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Fix an assumption or set a lever: NAME=NUMBER or NAME[element]=NUMBER.
    #[arg(long, value_name = "NAME=NUMBER")]
    set: Vec<String>,
    /// Take the place of a file that is there.
    #[arg(long)]
    force: bool,
}

/// Writes the model, unless the file exists.
///
/// # Errors
/// The scenario is not valid or says what XMILE cannot; the file exists or cannot be written.
pub fn run(arguments: &Arguments) -> Result<(), CliError> {
    let path = beside(&arguments.file, arguments.out.as_deref(), "xmile")?;
    if path.exists() && !arguments.force {
        let message = format!("{} exists already, and is left as it is; --force writes over it", path.display());
        return Err(CliError::Usage(message));
    }
    let options = Options { set: arguments.set.clone(), ..Options::default() };
    let session = load::open(&arguments.file, options, false)?;
    let text = session.to_xmile()?;
    write_file(&path, &text, arguments.force, |_| Ok(()))?;
    terminal::print(&format!("wrote {}\n", path.display()))
}
