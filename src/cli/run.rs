//! `catchup run`: scenario files in, projections with charts and tables out.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::prelude::*;
use serde_json::Value;

use super::load::{Loaded, load_all};
use super::{CliError, json, summary, terminal};
use crate::analysis::{Outcome, RunOptions, project};
use crate::charts::{self, Picture};
use crate::export::{self, DrawColumns, EXPORTERS, ExportError, Folder};
use crate::model::Model;
use crate::projection::Projection;
use crate::scenario::Sampler;
use crate::scenario::options::{Options, parse_memory};

/// Run scenario files: projections as charts and tables, one folder for each scenario.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Scenario files.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Folder that takes one folder of results for each scenario.
    #[arg(long, value_name = "FOLDER", default_value = "output")]
    out: PathBuf,
    /// Number of draws, instead of the file's.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(1..))]
    draws: Option<u64>,
    /// Seed, instead of the file's.
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// Sampler, instead of the file's.
    #[arg(long, value_name = "SAMPLER", value_parser = ["sobol", "latin-hypercube", "random"])]
    sampler: Option<String>,
    /// Memory that kept results may take, such as "4 GiB", instead of the file's.
    #[arg(long, value_name = "AMOUNT", value_parser = parse_memory)]
    memory: Option<u64>,
    /// Threads; all cores unless given. Results do not depend on it.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Fix an assumption or set a lever: NAME=NUMBER or NAME[element]=NUMBER, in its declared unit.
    #[arg(long, value_name = "NAME[ELEMENT]=NUMBER")]
    set: Vec<String>,
    /// What to write, separated by commas.
    #[arg(long, value_name = "FORMATS", value_delimiter = ',', default_value = "csv,iamc,parquet,png,svg,xlsx")]
    format: Vec<Format>,
    /// Run templates too: base files that others extend.
    #[arg(long)]
    template: bool,
    /// Print one JSON object instead of text.
    #[arg(long)]
    json: bool,
    /// Print nothing but errors.
    #[arg(long, short)]
    quiet: bool,
}

/// What can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Tidy tables: projections.csv, milestones.csv, targets.csv.
    Csv,
    /// iamc.csv, as pyam and the IAMC database read it.
    Iamc,
    /// projections.parquet.
    Parquet,
    /// draws.parquet: every draw of every reported variable.
    Draws,
    /// Charts as pixels.
    Png,
    /// Charts as vectors.
    Svg,
    /// projections.xlsx: a sheet for each table, and charts that follow the cells.
    Xlsx,
}

impl Format {
    /// The format that a table's file belongs to.
    fn of(file_name: &str) -> Self {
        match file_name.rsplit_once('.') {
            _ if file_name == "iamc.csv" => Self::Iamc,
            Some((_, "parquet")) => Self::Parquet,
            Some((_, "xlsx")) => Self::Xlsx,
            _ => Self::Csv,
        }
    }
}

/// A finished run.
struct Done {
    projection: Projection,
    files: Vec<PathBuf>,
    times: Vec<(String, Duration)>,
}

/// Runs every file.
///
/// # Errors
/// A file is not valid (then none is run), a run fails, or output cannot be written.
pub fn run(arguments: &Arguments) -> Result<(), CliError> {
    let threads = arguments.threads.map_or(0, usize::from);
    // The pool can be built once; a second call in one process keeps the first, which changes no result.
    let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    let options = Options {
        set: arguments.set.clone(),
        draws: arguments.draws,
        seed: arguments.seed,
        sampler: arguments.sampler.as_deref().and_then(Sampler::named),
        memory: arguments.memory,
    };
    let started = Instant::now();
    let loaded = load_all(&arguments.files, &options, arguments.quiet)?;
    let read = started.elapsed() / loaded.len().max(1) as u32;
    let (run, skipped): (Vec<Loaded>, Vec<Loaded>) =
        loaded.into_iter().partition(|file| arguments.template || !file.model.scenario.about.template);
    if !arguments.quiet {
        for file in &skipped {
            eprintln!("note: {} is a template and is not run by itself (--template runs it)", file.path.display());
        }
    }
    distinct(&run)?;
    // All folders are opened first: a closed door is noticed before the work, not after.
    let folders: Vec<Folder> = run
        .iter()
        .map(|file| Folder::create(&arguments.out.join(&file.model.scenario.id)))
        .collect::<Result<_, _>>()?;
    let mut objects = Vec::new();
    for (index, (file, folder)) in run.iter().zip(folders).enumerate() {
        let done = one(file, folder, index, read, arguments)?;
        if arguments.json {
            objects.push(json::summary(&done.projection, &done.times, &done.files));
        } else if !arguments.quiet {
            terminal::print(&summary::text(&done.projection, &done.times, &done.files, terminal::width()))?;
        }
    }
    if arguments.json {
        let object = match <[Value; 1]>::try_from(objects) {
            Ok([object]) => object,
            Err(objects) => serde_json::json!({ "runs": objects }),
        };
        terminal::print(&format!("{object:#}\n"))?;
    }
    Ok(())
}

/// Two files of one name would write to one folder.
fn distinct(files: &[Loaded]) -> Result<(), CliError> {
    for (index, file) in files.iter().enumerate() {
        let id = &file.model.scenario.id;
        if let Some(other) = files[..index].iter().find(|other| other.model.scenario.id == *id) {
            return Err(CliError::Usage(format!(
                "{} and {} would both be written to the folder `{id}`; rename one of them",
                other.path.display(),
                file.path.display()
            )));
        }
    }
    Ok(())
}

fn one(file: &Loaded, folder: Folder, index: usize, read: Duration, arguments: &Arguments) -> Result<Done, CliError> {
    let model = &file.model;
    let wants = |format: Format| arguments.format.contains(&format);
    let bar = progress_bar(model, arguments);
    let options = RunOptions { colour: index, keep_draws: wants(Format::Draws) };
    let outcome = project(model, &options, &|draws| bar.inc(draws))
        .map_err(|error| CliError::Run { scenario: model.scenario.id.clone(), error })?;
    bar.finish_and_clear();
    let Outcome { projection, ensemble, compile, simulate, summarise } = outcome;
    let begin = Instant::now();
    let pictures = if wants(Format::Png) || wants(Format::Svg) { pictures(&projection)? } else { Vec::new() };
    pictures.par_iter().try_for_each(|picture| write_picture(picture, &folder, arguments))?;
    let drawn = begin.elapsed();
    let begin = Instant::now();
    EXPORTERS
        .par_iter()
        .filter(|exporter| wants(Format::of(exporter.file_name())))
        .try_for_each(|exporter| folder.write(exporter.file_name(), |out| exporter.write(&projection, out)))?;
    if let Some(mut ensemble) = ensemble {
        to_units(model, &mut ensemble);
        let names = export::draw_column_names(&projection);
        let columns = DrawColumns { names: &names, times: &projection.times, values: ensemble.values.view() };
        folder.write("draws.parquet", |out| export::write_draws(&columns, out))?;
    }
    let times = vec![
        ("read".to_owned(), read),
        ("compile".to_owned(), compile),
        ("simulate".to_owned(), simulate),
        ("summarise".to_owned(), summarise),
        ("charts".to_owned(), drawn),
        ("tables".to_owned(), begin.elapsed()),
    ];
    let about = &projection.about;
    let files = folder.commit(&file.manifest((about.seed, about.draws, about.sampler.clone()), &times))?;
    Ok(Done { projection, files, times })
}

fn pictures(projection: &Projection) -> Result<Vec<Picture>, CliError> {
    let charts =
        if projection.charts.is_empty() { charts::default_charts(projection) } else { projection.charts.clone() };
    charts
        .par_iter()
        .map(|chart| {
            charts::draw(projection, chart).map_err(|error| CliError::Chart { name: chart.name.clone(), error })
        })
        .collect()
}

fn write_picture(picture: &Picture, folder: &Folder, arguments: &Arguments) -> Result<(), CliError> {
    let write = |extension: &str, content: &[u8]| {
        let file = format!("charts/{}.{extension}", picture.name);
        folder.write(&file, |out| {
            out.write_all(content).map_err(|source| ExportError::File { path: PathBuf::from(&file), source })
        })
    };
    if arguments.format.contains(&Format::Svg) {
        write("svg", picture.svg.as_bytes())?;
    }
    if arguments.format.contains(&Format::Png) {
        let png = picture.png().map_err(|error| CliError::Chart { name: picture.name.clone(), error })?;
        write("png", &png)?;
    }
    Ok(())
}

/// Turns draws from base units into the units their variables declare.
fn to_units(model: &Model, ensemble: &mut crate::engine::Ensemble) {
    for (mut values, column) in ensemble.values.view_mut().outer_iter_mut().zip(&ensemble.columns) {
        let unit = &model.variables[column.variable].signature.unit;
        values.par_mapv_inplace(|value| unit.from_base(value));
    }
}

/// A bar on standard error, if that is a terminal and nothing else is asked for.
fn progress_bar(model: &Model, arguments: &Arguments) -> ProgressBar {
    if arguments.quiet || arguments.json || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(model.scenario.ensemble.draws.value), ProgressDrawTarget::stderr());
    let template = "{msg} {wide_bar} {human_pos} of {human_len} draws, {eta} left";
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.set_message(model.scenario.about.title.clone());
    bar
}
