//! `catchup check`: everything that is wrong with scenario files, without a run.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{CliError, terminal};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, to_json};
use crate::scenario::options::Options;
use crate::session::{Health, Session};
use crate::wording::phrase;

/// Check scenario files and report everything that is wrong, without running them.
#[derive(Debug, clap::Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct Arguments {
    /// Scenario files.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Fix an assumption or set a lever: NAME=NUMBER or NAME[element]=NUMBER, in its declared unit.
    #[arg(long, value_name = "NAME[ELEMENT]=NUMBER")]
    set: Vec<String>,
    /// Try some draws at half the step too, and name what moves, and amounts that fall below zero.
    #[arg(long)]
    step: bool,
    /// Also name what editors and tools that read TOML 1.0 refuse: line breaks in inline tables, `\e` and `\x41`.
    #[arg(long)]
    portable: bool,
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
                if arguments.portable {
                    warnings.extend(session.newer_toml());
                }
                if arguments.step && !session.is_template() {
                    let health = session.health(&|_| {})?;
                    let _ = writeln!(text, "{}", tried(path, &health));
                    warnings.extend(health.warnings);
                }
                let size = session.size();
                let _ = writeln!(
                    text,
                    "{}: {}, {} ({} uncertain), {}",
                    path.display(),
                    if session.is_template() { "a valid template" } else { "valid" },
                    phrase::count(size.assumptions, "assumption"),
                    size.uncertain,
                    phrase::count(size.variables, "variable"),
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
            terminal::note(&text)?;
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(Diagnostics::from(problems).into()) }
}

/// So many variables that were not compared are named.
const SHOWN: usize = 6;

/// What was looked at, at half the step.
fn tried(path: &Path, health: &Health) -> String {
    let moved = health.warnings.iter().filter(|one| one.code == Code::StepSize).count();
    let mut text = format!("{}: tried at half the step, ", path.display());
    text += &match moved {
        0 if health.not_compared.len() == health.variables => "nothing can be compared".to_owned(),
        0 => "nothing moves by more than 1 %".to_owned(),
        _ => format!(
            "{} by more than 1 %",
            if moved == 1 { "1 variable moves".to_owned() } else { format!("{moved} variables move") }
        ),
    };
    let apart = &health.not_compared;
    if !apart.is_empty() {
        let names = apart.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
        let more = apart.len().saturating_sub(SHOWN);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        text += "; what reads the step itself (`dt`, `previous`, noise, history that drives), or depends on what does, is not compared: ";
        text += &format!("{names}{more}");
    }
    text
}
