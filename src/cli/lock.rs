//! `catchup lock`: keeps the random numbers of a study while its model grows.

use std::path::PathBuf;

use super::{CliError, load, terminal};
use crate::scenario::options::Options;
use crate::session::write::write_file;
use crate::wording::phrase;

/// Keep the random numbers of a study as its model grows: write the lock that the files name as `lock` in [ensemble].
///
/// Numbers that are in it stay as they are; assumptions that are new get numbers behind them.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Scenario files.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Print nothing but what is wrong.
    #[arg(long, short)]
    quiet: bool,
}

/// Writes the lock of each file, one after the other, so that files with one lock share it.
///
/// # Errors
/// A file is not valid or names no lock, or the lock cannot be written.
pub fn run(arguments: &Arguments) -> Result<(), CliError> {
    for file in &arguments.files {
        let session = load::open(file, Options { locking: true, ..Options::default() }, true)?;
        let locked = session.lock()?;
        write_file(&locked.path, &locked.text, true, |_| Ok(()))?;
        if !arguments.quiet {
            let (path, numbers) = (locked.path.display(), phrase::count(locked.count, "random number"));
            terminal::note(&format!("{path}: {numbers}, {} of them new\n", locked.added))?;
        }
    }
    Ok(())
}
