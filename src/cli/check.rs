//! `catchup check`: everything that is wrong with scenario files, without a run.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::{CliError, terminal};
use crate::diagnostic::{Diagnostic, Diagnostics, to_json};
use crate::scenario::options::Options;
use crate::session::Session;

/// Check scenario files and report everything that is wrong, without running them.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Scenario files.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Fix an assumption or set a lever: NAME=NUMBER or NAME[element]=NUMBER, in its declared unit.
    #[arg(long, value_name = "NAME[ELEMENT]=NUMBER")]
    set: Vec<String>,
    /// Print one JSON object instead of text.
    #[arg(long)]
    json: bool,
    /// Print nothing but problems.
    #[arg(long, short)]
    quiet: bool,
}

/// Checks every file.
///
/// # Errors
/// The problems of all files.
pub fn run(arguments: &Arguments) -> Result<(), CliError> {
    let options = Options { set: arguments.set.clone(), ..Options::default() };
    let mut text = String::new();
    let mut problems: Vec<Diagnostic> = Vec::new();
    let mut warnings: Vec<Diagnostic> = Vec::new();
    for path in &arguments.files {
        match Session::open_with(path, options.clone()) {
            Ok(session) => {
                warnings.extend(session.warnings().to_vec());
                let size = session.size();
                let _ = writeln!(
                    text,
                    "{}: {}, {} assumptions ({} uncertain), {} variables",
                    path.display(),
                    if session.is_template() { "a valid template" } else { "valid" },
                    size.assumptions,
                    size.uncertain,
                    size.variables,
                );
            }
            Err(found) => problems.extend(found.into_vec()),
        }
    }
    if arguments.json {
        let all: Vec<Value> = problems.iter().chain(&warnings).map(to_json).collect();
        let ok = problems.is_empty();
        terminal::print(&format!("{:#}\n", json!({ "valid": ok, "diagnostics": all })))?;
    } else {
        super::error::show(&warnings);
        if !arguments.quiet {
            terminal::print(&text)?;
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(Diagnostics::from(problems).into()) }
}
