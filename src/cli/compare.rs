//! `catchup compare`: scenarios side by side, in the same worlds.

mod json;
mod text;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use indicatif::ProgressBar;
use rayon::prelude::*;

use super::answer::Answer;
use super::ensemble::EnsembleArguments;
use super::load::{Loaded, distinct, load_all};
use super::output::{Format, write_picture, write_text};
use super::{CliError, terminal};
use crate::analysis::compare::{CompareError, CompareOptions, Compared, Group, Step, compare};
use crate::charts::comparison_pictures;
use crate::diagnostic::did_you_mean;
use crate::export::{
    COMPARISON_TABLES, COMPARISON_WORKBOOK, Folder, Manifest, write_comparison, write_comparison_workbook,
};
use crate::numeric::dispatch;
use crate::projection::Comparison;
use crate::report::compare_page;

pub(super) use json::summary as summary_json;
pub(super) use text::with_range;

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
    ensemble: EnsembleArguments,
    /// What to write, separated by commas.
    #[arg(long, value_name = "FORMATS", value_delimiter = ',', default_value = "csv,parquet,png,svg,html,xlsx")]
    format: Vec<Format>,
    /// Do not attribute gaps to the changes that make them.
    #[arg(long)]
    no_attribution: bool,
    /// Attribute changes together, under a name: NAME=ENTRY,ENTRY with entries such as levers.tariff.
    #[arg(long, value_name = "NAME=ENTRIES", value_parser = group)]
    group: Vec<Group>,
    /// Draws of each combination of changes in attributions; fewer the more combinations there are, unless given.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(1..))]
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

/// Compares the files.
///
/// # Errors
/// A file is not valid, scenarios do not fit together, a run fails, or output cannot be written.
pub fn run(arguments: &Arguments) -> Result<(), CliError> {
    arguments.ensemble.start_threads();
    let options = arguments.ensemble.options();
    let started = Instant::now();
    let loaded = load_all(&arguments.files, &options, arguments.answer.quiet)?;
    let (skipped, files): (Vec<Loaded>, Vec<Loaded>) =
        loaded.into_iter().partition(|file| file.model.header.about.template);
    if !arguments.answer.quiet {
        for file in &skipped {
            eprintln!("note: {} is a template and is not compared", file.path.display());
        }
    }
    distinct(&files, "have one name")?;
    let apart = [(Format::Iamc, "iamc"), (Format::Draws, "draws")];
    if let Some((_, name)) = apart.iter().find(|(format, _)| arguments.format.contains(format)) {
        return Err(CliError::Usage(format!(
            "a comparison is not written as {name}: `catchup run` writes it for each scenario"
        )));
    }
    let reference = reference(&files, arguments)?;
    let folder = Folder::create(&arguments.out)?;
    let read = started.elapsed();
    let mut manifest = Manifest {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        scenarios: files.iter().map(Loaded::ran).collect(),
        reference: Some(files[reference].model.header.id.clone()),
        seed: 0,
        draws: 0,
        sampler: String::new(),
        cpu: dispatch::level().name().to_owned(),
        threads: rayon::current_num_threads(),
        times: Vec::new(),
        warnings: files.iter().flat_map(|file| &file.warnings).map(|warning| warning.message.clone()).collect(),
    };
    let compared: Vec<Compared> =
        files.into_iter().map(|file| Compared { merged: file.merged, model: file.model }).collect();
    let begin = Instant::now();
    let how = CompareOptions {
        reference,
        options: &options,
        attribute: !arguments.no_attribution,
        attribution_draws: arguments.attribution_draws,
        groups: &arguments.group,
    };
    let bar = progress(&compared, reference, arguments);
    let comparison = compare(&compared, how, &|step| match step {
        Step::Draws(draws) => bar.inc(draws),
        Step::Attributed(done, of) => bar.set_message(format!("Attributing gaps, {done} of {of} scenarios done")),
    })?;
    bar.finish_and_clear();
    let simulate = begin.elapsed();
    let mut times = vec![("read".to_owned(), read), ("compare".to_owned(), simulate)];
    let about = &comparison.projections[reference].about;
    (manifest.seed, manifest.draws, manifest.sampler) = (about.seed, about.draws, about.sampler.clone());
    times.extend(write(&comparison, &manifest, &folder, arguments)?);
    manifest.times.clone_from(&times);
    let files = folder.commit(&manifest)?;
    arguments.answer.print(
        || json::object(&comparison, &times, &files),
        || text::text(&comparison, &times, &files, terminal::width()),
    )
}

/// A bar that counts the draws of all scenarios.
fn progress(compared: &[Compared], reference: usize, arguments: &Arguments) -> ProgressBar {
    let draws = compared[reference].model.header.ensemble.draws.value;
    let title = format!("{} scenarios", compared.len());
    terminal::progress(arguments.answer.quiet || arguments.answer.json, &title, draws * compared.len() as u64)
}

/// Writes the report, all tables and pictures, at the same time; returns how long that took.
fn write(
    comparison: &Comparison,
    manifest: &Manifest,
    folder: &Folder,
    arguments: &Arguments,
) -> Result<Vec<(String, Duration)>, CliError> {
    let begin = Instant::now();
    let (pictures, (workbook, tables)) = rayon::join(
        || write_pictures(comparison, manifest, folder, &arguments.format),
        || {
            rayon::join(
                || write_workbook(comparison, folder, &arguments.format),
                || write_tables(comparison, folder, &arguments.format),
            )
        },
    );
    pictures.and(workbook).and(tables)?;
    Ok(vec![("outputs".to_owned(), begin.elapsed())])
}

fn write_pictures(
    comparison: &Comparison,
    manifest: &Manifest,
    folder: &Folder,
    formats: &[Format],
) -> Result<(), CliError> {
    if ![Format::Png, Format::Svg, Format::Html].iter().any(|format| formats.contains(format)) {
        return Ok(());
    }
    let pictures =
        comparison_pictures(comparison).map_err(|error| CliError::Chart { name: "comparison".to_owned(), error })?;
    let (written, page) = rayon::join(
        || pictures.par_iter().try_for_each(|picture| write_picture(picture, folder, formats)),
        || {
            let wanted = formats.contains(&Format::Html);
            wanted.then(|| write_text("report.html", &compare_page(comparison, &pictures, manifest), folder))
        },
    );
    written.and(page.unwrap_or(Ok(())))
}

fn write_workbook(comparison: &Comparison, folder: &Folder, formats: &[Format]) -> Result<(), CliError> {
    if formats.contains(&Format::Xlsx) {
        folder.write(COMPARISON_WORKBOOK, |out| write_comparison_workbook(comparison, out))?;
    }
    Ok(())
}

fn write_tables(comparison: &Comparison, folder: &Folder, formats: &[Format]) -> Result<(), CliError> {
    let wanted = [Format::Csv, Format::Parquet].map(|format| formats.contains(&format));
    COMPARISON_TABLES.par_iter().try_for_each(|table| write_comparison(table, comparison, wanted, folder))?;
    Ok(())
}

/// The index of the scenario that others are held against.
fn reference(files: &[Loaded], arguments: &Arguments) -> Result<usize, CliError> {
    let ids: Vec<&str> = files.iter().map(|file| file.model.header.id.as_str()).collect();
    if ids.len() < 2 {
        return Err(CliError::Usage("a comparison needs at least two scenarios that are not templates".to_owned()));
    }
    let place = |name: &str| ids.iter().position(|id| *id == name);
    if let Some(name) = &arguments.reference {
        return place(name).ok_or_else(|| {
            let near = did_you_mean(name, ids.iter().copied());
            let meant =
                near.map_or_else(|| format!("there are {}", ids.join(", ")), |id| format!("did you mean `{id}`?"));
            CliError::Usage(format!("no scenario `{name}` is compared; {meant}"))
        });
    }
    let named = files.iter().find_map(|file| place(file.model.header.reference.as_deref()?));
    Ok(named.unwrap_or(0))
}

impl From<CompareError> for CliError {
    fn from(error: CompareError) -> Self {
        match error {
            CompareError::NotComparable(problems) => Self::Input(problems),
            CompareError::Run { scenario, error } => Self::Run { scenario, error },
        }
    }
}
