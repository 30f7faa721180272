//! `catchup import`: a scenario file from a model that comes from elsewhere.

use std::path::PathBuf;

use super::error::show;
use super::{CliError, terminal};
use crate::session::write::write_file;
use crate::session::{Disk, import_model, is_model};

/// Make a scenario file from a model in XMILE (.xmile, .stmx) or of Vensim (.mdl); what a file is, is told by its content.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The model.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The scenario file to write; beside the model, under its name, unless given.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Take the place of a file that is there.
    #[arg(long)]
    force: bool,
}

/// Writes the scenario file, unless it exists.
///
/// # Errors
/// The model cannot be read, or the file exists or cannot be written.
pub fn run(arguments: &Arguments) -> Result<(), CliError> {
    let file = &arguments.file;
    if file.exists() && !is_model(&Disk, file) {
        let message =
            format!("{} is no model in XMILE or of Vensim; tables are not read by this command", file.display());
        return Err(CliError::Usage(message));
    }
    let path = arguments.out.clone().unwrap_or_else(|| file.with_extension("toml"));
    if path.exists() && !arguments.force {
        let message = format!("{} exists already, and is left as it is; --force writes over it", path.display());
        return Err(CliError::Usage(message));
    }
    let made = import_model(&Disk, file)?;
    show(&made.warnings);
    write_file(&path, &made.text, arguments.force, |_| Ok(()))?;
    terminal::print(&format!("wrote {0}\nrun it: catchup run {0}\n", path.display()))
}
