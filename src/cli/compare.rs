//! `catchup compare`: scenarios side by side, in the same worlds.

mod exposure;
mod json;
mod milestones;
mod text;
mod values;
mod worlds;

use std::path::PathBuf;
use std::time::Instant;

use super::answer::Answer;
use super::ensemble::EnsembleArguments;
use super::follow::Follower;
use super::load::{open_all, without_templates};
use super::output::{LiveArguments, OutputArguments};
use super::{CliError, terminal};
use crate::analysis::compare::Group;
use crate::session::write::{Format, write_comparison_folder};
use crate::session::{CompareOptions, Session, compare, distinct};

pub(super) use json::summary as summary_json;
pub(super) use text::{with_range, worded};

/// Compare scenarios: paths, milestones, targets, costs, why they differ, which is best and what it risks.
///
/// All scenarios are run in the same worlds: with the draws, seed and sampler of the reference.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Scenario files; templates are skipped.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The scenario that others are held against: the name of its file without ending. The one that the files name unless
    /// given, else the first.
    #[arg(long, value_name = "NAME")]
    reference: Option<String>,
    /// Folder of results.
    #[arg(long, value_name = "FOLDER", default_value = "output/compare")]
    out: PathBuf,
    #[command(flatten)]
    output: OutputArguments,
    #[command(flatten)]
    ensemble: EnsembleArguments,
    /// What to write, separated by commas.
    #[arg(long, value_name = "FORMATS", value_delimiter = ',', default_value = "csv,parquet,png,svg,html,xlsx")]
    format: Vec<Format>,
    #[command(flatten)]
    live: LiveArguments,
    /// Do not attribute gaps to the changes that make them.
    #[arg(long)]
    no_attribution: bool,
    /// Attribute changes together, under a name: NAME=ENTRY,ENTRY with entries such as levers.tariff.
    #[arg(long, value_name = "NAME=ENTRIES", value_parser = group)]
    group: Vec<Group>,
    /// Files of worlds, such as export controls or a slump, that every path is laid into: what each file changes of the one it
    /// extends. Those that the scenarios name, unless files are given.
    #[arg(long, value_name = "FILE", num_args = 0..)]
    worlds: Option<Vec<PathBuf>>,
    /// Draws of each combination of changes in attributions; fewer the more combinations there are, unless given.
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true, value_parser = clap::value_parser!(u64).range(1..))]
    attribution_draws: Option<u64>,
    #[command(flatten)]
    answer: Answer,
}

/// Reads `NAME=ENTRY,ENTRY`.
fn group(text: &str) -> Result<Group, String> {
    let (name, entries) = text.split_once('=').ok_or("an equals sign is missing")?;
    let entries: Vec<String> = entries.split(',').map(|entry| entry.trim().to_lowercase()).collect();
    let whole = !name.trim().is_empty() && entries.iter().all(|entry| entry.contains('.'));
    let group = || Group { name: Some(name.trim().to_owned()), entries };
    if whole { Ok(group()) } else { Err("write NAME=ENTRY,ENTRY with entries such as levers.tariff".to_owned()) }
}

/// The files of worlds that were named; those of the scenario if none was.
fn worlds_of(named: &[PathBuf], reference: &Session) -> Result<Vec<PathBuf>, CliError> {
    let found = if named.is_empty() { reference.worlds() } else { named };
    if found.is_empty() {
        let file = reference.path().display();
        return Err(CliError::Usage(format!(
            "{file} names no worlds: write --worlds FILE…, or worlds = [\"FILE\"] in [comparison]"
        )));
    }
    Ok(found.to_vec())
}

/// Compares the files.
///
/// # Errors
/// A file is not valid, scenarios do not fit together, a run fails, or output cannot be written.
pub fn run(arguments: &Arguments) -> Result<(), CliError> {
    arguments.ensemble.start_threads();
    let started = Instant::now();
    let quiet = arguments.answer.quiet;
    let opened = open_all(&arguments.files, &arguments.ensemble.options(), quiet)?;
    let sessions = without_templates(opened, "not compared", quiet);
    distinct(&sessions, "have one name")?;
    let apart = [(Format::Iamc, "iamc"), (Format::Draws, "draws")];
    if let Some((_, name)) = apart.iter().find(|(format, _)| arguments.format.contains(format)) {
        return Err(CliError::Usage(format!(
            "a comparison is not written as {name}: `catchup run` writes it for each scenario"
        )));
    }
    let mut options = CompareOptions {
        reference: arguments.reference.clone(),
        attribute: !arguments.no_attribution,
        attribution_draws: arguments.attribution_draws,
        groups: arguments.group.clone(),
        worlds: Vec::new(),
    };
    if sessions.len() < 2 && arguments.worlds.as_ref().is_some_and(|named| !named.is_empty()) {
        let message =
            "fewer than two scenarios: all files that follow --worlds are worlds; name the scenarios before it";
        return Err(CliError::Usage(message.to_owned()));
    }
    let reference = options.reference(&sessions)?;
    if let Some(named) = &arguments.worlds {
        options.worlds = open_all(&worlds_of(named, &sessions[reference])?, &arguments.ensemble.options(), quiet)?;
    }
    arguments.output.check(&sessions)?;
    let live = arguments.live.page(&arguments.files, &arguments.format)?;
    let folder = arguments.output.folder(&arguments.out, &[], None)?.carrying(live);
    let read = started.elapsed();
    let begin = Instant::now();
    let title = format!("{} scenarios", sessions.len());
    let rounds = options.worlds.len() as u64 + 1;
    let draws = sessions[reference].draws().saturating_mul(sessions.len() as u64).saturating_mul(rounds);
    let follower = Follower::new(arguments.answer, &title, draws);
    let comparison = compare(&sessions, &options, &follower)?;
    follower.finish();
    let mut times = vec![("read".to_owned(), read), ("compare".to_owned(), begin.elapsed())];
    let files =
        write_comparison_folder(&sessions, &options.worlds, &comparison, folder, &arguments.format, &mut times)?;
    arguments.answer.print(
        || json::object(&comparison, &times, &files),
        || text::text(&comparison, &times, &files, terminal::width()),
    )
}
