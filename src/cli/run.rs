//! `catchup run`: scenario files in, projections with charts and tables out.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::answer::Answer;
use super::ensemble::EnsembleArguments;
use super::follow::Follower;
use super::load::{open_all, without_templates};
use super::output::{LiveArguments, OutputArguments};
use super::{CliError, json, merge, summary, terminal, watch};
use crate::analysis::RunOptions;
use crate::export::Folder;
use crate::scenario::files::stream::is_passing;
use crate::session::write::Format;
use crate::session::{Options, Run, Session, Shard, distinct};

/// Run scenario files: projections as charts and tables, one folder for each scenario.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Scenario files.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Folder that takes one folder of results for each scenario.
    #[arg(long, value_name = "FOLDER", default_value = "output")]
    out: PathBuf,
    #[command(flatten)]
    output: OutputArguments,
    #[command(flatten)]
    ensemble: EnsembleArguments,
    /// What to write, separated by commas.
    #[arg(long, value_name = "FORMATS", value_delimiter = ',', default_value = "csv,iamc,parquet,png,svg,html,xlsx")]
    format: Vec<Format>,
    #[command(flatten)]
    live: LiveArguments,
    /// Carry out one of several shards of a run, number and how many there are: draws that follow one another.
    #[arg(long, value_name = "K/N", requires = "part", value_parser = merge::parse_shard)]
    shard: Option<Shard>,
    /// Folder that takes the part of a shard, which `catchup merge` merges.
    #[arg(long, value_name = "FOLDER", requires = "shard")]
    part: Option<PathBuf>,
    /// Run again whenever a file is saved, until the program is ended.
    #[arg(long, conflicts_with = "shard")]
    watch: bool,
    /// Run templates too: base files that others extend.
    #[arg(long)]
    template: bool,
    /// The place of the file among several, which decides its colour: so the manifests of those have it.
    #[arg(long, value_name = "N", hide = true)]
    place: Option<usize>,
    #[command(flatten)]
    answer: Answer,
}

impl Arguments {
    /// Its file, if it is one.
    pub(super) fn only_file(&self) -> Option<&Path> {
        if let [file] = &self.files[..] { Some(file) } else { None }
    }

    /// How its files are read.
    pub(super) fn options(&self) -> Options {
        self.ensemble.options()
    }
}

/// Runs every file.
///
/// # Errors
/// A file is not valid (then none is run), a run fails, or output cannot be written.
pub fn run(arguments: &Arguments) -> Result<(), CliError> {
    arguments.ensemble.start_threads();
    if !arguments.watch {
        return once(arguments);
    }
    if let Some(file) = arguments.files.iter().find(|file| is_passing(file)) {
        let file = file.display();
        return Err(CliError::Usage(format!(
            "{file} is gone once it was read, so there is no saving to watch: give a file"
        )));
    }
    let read = || {
        let sessions = Session::open_all(&arguments.files, &arguments.options()).unwrap_or_default();
        sessions.iter().flat_map(Session::files_read).map(Path::to_path_buf).collect()
    };
    watch::watch(&arguments.files, read, || once(arguments))
}

/// Runs every file once.
fn once(arguments: &Arguments) -> Result<(), CliError> {
    let started = Instant::now();
    let quiet = arguments.answer.quiet;
    let opened = open_all(&arguments.files, &arguments.ensemble.options(), quiet)?;
    let read = started.elapsed() / opened.len().max(1) as u32;
    let sessions = if arguments.template {
        opened
    } else {
        without_templates(opened, "not run by itself (--template runs it)", quiet)
    };
    if let (Some(shard), Some(folder)) = (arguments.shard, &arguments.part) {
        if arguments.output.is_asked() {
            return Err(CliError::Usage(
                "a part is no folder of results: give --pack, --no-formulas and how pictures look to `catchup merge`"
                    .to_owned(),
            ));
        }
        return match (&sessions[..], arguments.format.contains(&Format::Draws)) {
            ([session], false) => merge::carry_out(session, shard, folder, arguments.answer),
            ([_], true) => Err(CliError::Usage("shards keep no draws: leave `draws` out of --format".to_owned())),
            (_, _) => {
                Err(CliError::Usage("shards are of one scenario: give one FILE, or run each by itself".to_owned()))
            }
        };
    }
    distinct(&sessions, "would both be written to one folder")?;
    arguments.output.check(&sessions)?;
    // All folders are opened first: a closed door is noticed before the work, not after.
    let several = sessions.len() > 1;
    let folder = |(place, session): (usize, &Session)| {
        let place = several.then(|| format!("--place={place}"));
        let others = arguments.files.iter().map(PathBuf::as_path).filter(|file| *file != session.path());
        let folder = arguments.output.folder(&arguments.out.join(session.id()), &others.collect::<Vec<_>>(), place)?;
        let live = arguments.live.page(&[session.path().to_path_buf()], &arguments.format)?;
        Ok(folder.carrying(live))
    };
    let folders: Vec<Folder> = sessions.iter().enumerate().map(folder).collect::<Result<_, CliError>>()?;
    let mut objects = Vec::new();
    for (index, (session, folder)) in sessions.iter().zip(folders).enumerate() {
        let (run, files) = one(session, folder, arguments.place.unwrap_or(index), read, arguments)?;
        if arguments.answer.json {
            objects.push(json::summary(&run.projection, &run.times, &files));
        } else if !quiet {
            terminal::tell(&summary::text(&run.projection, &run.times, &files, terminal::width()))?;
        }
    }
    if arguments.answer.json {
        let object = match <[Value; 1]>::try_from(objects) {
            Ok([object]) => object,
            Err(objects) => json!({ "runs": objects }),
        };
        terminal::print(&format!("{object:#}\n"))?;
    }
    Ok(())
}

/// Runs one file and writes what it gives.
fn one(
    session: &Session,
    folder: Folder,
    colour: usize,
    read: Duration,
    arguments: &Arguments,
) -> Result<(Run, Vec<PathBuf>), CliError> {
    let follower =
        Follower::new(arguments.answer, session.title(), session.draws()).with_memory(session.results_bytes());
    let options = RunOptions { colour, keep_draws: arguments.format.contains(&Format::Draws) };
    let mut run = session.run_with(&options, &follower)?;
    follower.finish();
    if !arguments.answer.quiet {
        super::error::show(&run.notes);
    }
    run.times.insert(0, ("read".to_owned(), read));
    let told = run.notes.len();
    let files = run.write(session, folder, &arguments.format)?;
    if !arguments.answer.quiet {
        super::error::show(&run.notes[told..]);
    }
    Ok((run, files))
}
