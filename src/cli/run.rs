//! `catchup run`: scenario files in, projections with charts and tables out.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use rayon::prelude::*;
use serde_json::Value;

use super::answer::Answer;
use super::ensemble::EnsembleArguments;
use super::load::{Loaded, distinct, load_all};
use super::output::{Format, write_picture, write_text};
use super::{CliError, json, summary, terminal};
use crate::analysis::{Outcome, RunOptions, project};
use crate::charts::{self, Picture};
use crate::export::{self, DrawColumns, EXPORTERS, Folder};
use crate::model::Model;
use crate::projection::Projection;
use crate::report;

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
    ensemble: EnsembleArguments,
    /// What to write, separated by commas.
    #[arg(long, value_name = "FORMATS", value_delimiter = ',', default_value = "csv,iamc,parquet,png,svg,html,xlsx")]
    format: Vec<Format>,
    /// Run templates too: base files that others extend.
    #[arg(long)]
    template: bool,
    #[command(flatten)]
    answer: Answer,
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
    arguments.ensemble.start_threads();
    let options = arguments.ensemble.options();
    let started = Instant::now();
    let loaded = load_all(&arguments.files, &options, arguments.answer.quiet)?;
    let read = started.elapsed() / loaded.len().max(1) as u32;
    let (run, skipped): (Vec<Loaded>, Vec<Loaded>) =
        loaded.into_iter().partition(|file| arguments.template || !file.model.header.about.template);
    if !arguments.answer.quiet {
        for file in &skipped {
            eprintln!("note: {} is a template and is not run by itself (--template runs it)", file.path.display());
        }
    }
    distinct(&run, "would both be written to one folder")?;
    // All folders are opened first: a closed door is noticed before the work, not after.
    let folders: Vec<Folder> =
        run.iter().map(|file| Folder::create(&arguments.out.join(&file.model.header.id))).collect::<Result<_, _>>()?;
    let mut objects = Vec::new();
    for (index, (file, folder)) in run.iter().zip(folders).enumerate() {
        let done = one(file, folder, index, read, arguments)?;
        if arguments.answer.json {
            objects.push(json::summary(&done.projection, &done.times, &done.files));
        } else if !arguments.answer.quiet {
            terminal::print(&summary::text(&done.projection, &done.times, &done.files, terminal::width()))?;
        }
    }
    if arguments.answer.json {
        let object = match <[Value; 1]>::try_from(objects) {
            Ok([object]) => object,
            Err(objects) => serde_json::json!({ "runs": objects }),
        };
        terminal::print(&format!("{object:#}\n"))?;
    }
    Ok(())
}

fn one(file: &Loaded, folder: Folder, index: usize, read: Duration, arguments: &Arguments) -> Result<Done, CliError> {
    let model = &file.model;
    let wants = |format: Format| arguments.format.contains(&format);
    let header = &model.header;
    let silent = arguments.answer.quiet || arguments.answer.json;
    let bar = terminal::progress(silent, &header.about.title, header.ensemble.draws.value);
    let options = RunOptions { colour: index, keep_draws: wants(Format::Draws) };
    let outcome = project(model, &options, &|draws| bar.inc(draws))
        .map_err(|error| CliError::Run { scenario: model.header.id.clone(), error })?;
    bar.finish_and_clear();
    let Outcome { projection, ensemble, compile, simulate, summarise, weights } = outcome;
    let begin = Instant::now();
    let drawing = [Format::Png, Format::Svg, Format::Html].into_iter().any(wants);
    let pictures = if drawing { pictures(&projection)? } else { Vec::new() };
    pictures.par_iter().try_for_each(|picture| write_picture(picture, &folder, &arguments.format))?;
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
        if let Some(shares) = weights.shares() {
            write_text("weights.csv", &export::weights_csv(shares), &folder)?;
        }
    }
    if let Some(conditioning) = projection.conditioning.as_ref().filter(|_| wants(Format::Csv)) {
        write_text("conditioning.csv", &export::conditioning_csv(conditioning), &folder)?;
    }
    if wants(Format::Html) {
        let page = report::run_page(&projection, &pictures, &file.manifest(sample(&projection), &[]));
        write_text("report.html", &page, &folder)?;
    }
    let times = vec![
        ("read".to_owned(), read),
        ("compile".to_owned(), compile),
        ("simulate".to_owned(), simulate),
        ("summarise".to_owned(), summarise),
        ("charts".to_owned(), drawn),
        ("tables".to_owned(), begin.elapsed()),
    ];
    let files = folder.commit(&file.manifest(sample(&projection), &times))?;
    Ok(Done { projection, files, times })
}

/// Seed, draws and sampler.
fn sample(projection: &Projection) -> (u64, u64, String) {
    let about = &projection.about;
    (about.seed, about.draws, about.sampler.clone())
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

/// Turns draws from base units into the units their variables declare.
fn to_units(model: &Model, ensemble: &mut crate::engine::Ensemble) {
    for (mut values, column) in ensemble.values.view_mut().outer_iter_mut().zip(&ensemble.columns) {
        let unit = &model.variables[column.variable].signature.unit;
        values.par_mapv_inplace(|value| unit.from_base(value));
    }
}
