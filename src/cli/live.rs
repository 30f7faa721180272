//! Live pages: the explorer as one file that needs no program, by itself or within a report.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cli::error::show;
use crate::cli::{CliError, load, terminal};
use crate::diagnostic::Diagnostics;
use crate::explorer::Explorer;
use crate::explorer::live::{Carried, page};
use crate::session::write::write_file;
use crate::session::{Options, Recorded, Session, distinct};

/// The module, compressed; none in a program that was built without.
#[cfg(feature = "live")]
const MODULE: Option<&[u8]> = Some(catchup_live::MODULE);
#[cfg(not(feature = "live"))]
const MODULE: Option<&[u8]> = None;

/// Writes the page.
///
/// # Errors
/// As [`page_of`], and if the file exists or cannot be written.
pub fn write(files: &[PathBuf], path: &Path, force: bool) -> Result<(), CliError> {
    module()?;
    if path.exists() && !force {
        let message = format!("{} exists already, and is left as it is; --force writes over it", path.display());
        return Err(CliError::Usage(message));
    }
    let text = page_of(files)?;
    write_file(path, &text, force, |_| Ok(()))?;
    let megabytes = text.len() as f64 / 1e6;
    terminal::print(&format!("wrote {} ({megabytes:.1} MB)\n", path.display()))
}

fn module() -> Result<&'static [u8], CliError> {
    MODULE.ok_or_else(|| {
        CliError::Usage(
            "this program was built without the module of live pages; `rustup target add wasm32-unknown-unknown`, then \
             `cargo build --release --features live` builds one that has it"
                .to_owned(),
        )
    })
}

/// The page of these scenarios.
///
/// # Errors
/// A scenario is not valid or needs what a page cannot carry; the program has no module.
pub fn page_of(files: &[PathBuf]) -> Result<String, CliError> {
    let module = module()?;
    let read = Arc::new(Recorded::default());
    let (mut sessions, mut problems) = (Vec::new(), Vec::new());
    for path in files {
        match Session::open_from(read.clone(), path, Options::default()) {
            Ok(session) => sessions.push(session),
            Err(found) => problems.extend(found.into_vec()),
        }
    }
    if !problems.is_empty() {
        return Err(Diagnostics::from(problems).into());
    }
    let sessions = load::without_templates(sessions, "left out", false);
    if sessions.is_empty() {
        return Err(CliError::Usage("none of these files is a scenario that can be run by itself".to_owned()));
    }
    for session in &sessions {
        show(session.warnings());
    }
    distinct(&sessions, "have one name")?;
    // Shocks that are switched off may need data of their own: they are read as a page does it.
    let _state = Explorer::new(sessions.clone()).state();
    let carried = Carried::of(&sessions, &read.all()).map_err(|problem| CliError::Usage(problem.to_string()))?;
    Ok(page(module, &carried))
}
