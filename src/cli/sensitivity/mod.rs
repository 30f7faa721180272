//! `catchup sensitivity`: which assumptions drive a number, and in which region of them it misses what is wanted.

mod pictures;
mod tables;
mod text;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::ValueEnum;

use super::CliError;
use super::answer::Answer;
use super::load::{Loaded, load_all};
use crate::analysis::sensitivity::Bootstrap;
use crate::analysis::{Discovery, Driver, Miss, RunError, SensitivityOptions, announced, discovery, sensitivity};
use crate::charts::Picture;
use crate::diagnostic::{Diagnostics, Source, Span, Spanned};
use crate::export::{ExportError, Folder};
use crate::model::{Quantity, quantity};
use crate::scenario::options::Options;

/// Confidence level of intervals.
const LEVEL: f64 = 0.95;
/// How often points are drawn again for intervals.
const REPLICATES: usize = 1000;

/// Say which assumptions drive a number, and where it misses its target.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Scenario file.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The number: a variable, an element of each of its dimensions, and a year.
    #[arg(long, value_name = "NAME[ELEMENT,…]@YEAR")]
    of: String,
    /// Methods, separated by commas.
    #[arg(long, value_name = "METHODS", value_delimiter = ',', default_value = "swing,sobol,ranking")]
    method: Vec<Method>,
    /// Base samples of Sobol indices, and draws of ranking and scenario discovery; best a power of 2.
    #[arg(long, value_name = "NUMBER", default_value = "4096", value_parser = clap::value_parser!(u32).range(64..=1_048_576))]
    samples: u32,
    /// Trajectories of Morris' method.
    #[arg(long, value_name = "NUMBER", default_value = "100", value_parser = clap::value_parser!(u32).range(2..=100_000))]
    trajectories: u32,
    /// Scenario discovery: the number misses where it is below this, in its declared unit.
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true, conflicts_with = "miss_above", value_parser = finite)]
    miss_below: Option<f64>,
    /// Scenario discovery: the number misses where it is above this, in its declared unit.
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true, value_parser = finite)]
    miss_above: Option<f64>,
    /// Fix an assumption or set a lever: NAME=NUMBER or NAME[element]=NUMBER, in its declared unit.
    #[arg(long, value_name = "NAME[ELEMENT]=NUMBER")]
    set: Vec<String>,
    /// Folder for the tables and charts.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Write the table as comma-separated values.
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    #[command(flatten)]
    answer: Answer,
}

/// How sensitivity is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Method {
    /// The number with one assumption at its 5 % and 95 % quantiles, all others at their medians.
    Swing,
    /// First-order and total Sobol indices with 95 % bootstrap intervals.
    Sobol,
    /// Correlation ratio from one sample: a cheap first-order index.
    Ranking,
    /// Morris' elementary effects: cheap for many assumptions.
    Morris,
    /// Scenario discovery: a region of the assumptions in which the number misses its target (or `--miss-below`,
    /// `--miss-above`), by the patient rule induction method.
    Prim,
}

/// What was asked, and what was found.
struct Findings<'a> {
    /// The file.
    file: &'a Loaded,
    /// The number, as it was written.
    of: &'a str,
    /// Where it stands.
    quantity: Quantity,
    /// Its declared unit.
    unit: &'a str,
    /// Base samples.
    samples: u32,
    /// What drives it; none if only a region was asked for.
    drivers: Option<Vec<Driver>>,
    /// Where it misses, and what a miss is.
    discovery: Option<(Miss, Discovery)>,
}

/// Analyses one number of a scenario.
///
/// # Errors
/// The file or the selector is not valid, nothing says what a miss is, a run fails, or output cannot be written.
pub fn run(arguments: &Arguments) -> Result<(), CliError> {
    let started = Instant::now();
    let options = Options { set: arguments.set.clone(), ..Options::default() };
    let loaded = load_all(std::slice::from_ref(&arguments.file), &options, arguments.answer.quiet)?;
    let Some(file) = loaded.first() else { return Ok(()) };
    let model = &file.model;
    let source = Source::new("--of", arguments.of.as_str());
    let written = Spanned::new(arguments.of.clone(), Span::new(&source, 0..arguments.of.len()));
    let of = quantity(model, &written).map_err(|problem| CliError::Input(Diagnostics::from(vec![problem])))?;
    let miss = miss(arguments, file, of)?;
    // A closed door is noticed before the work, not after.
    let folder = arguments.out.as_deref().map(Folder::create).transpose()?;
    let read = started.elapsed();

    let begin = Instant::now();
    let failed = |error: RunError| CliError::Run { scenario: model.scenario.id.clone(), error };
    let samples = arguments.samples as usize;
    let drivers = match wanted(arguments, model.scenario.ensemble.seed) {
        Some(options) => Some(sensitivity(model, of, &options, &|_| {}).map_err(failed)?),
        None => None,
    };
    let discovery = match miss {
        Some(miss) => Some(discovery(model, of, &miss, samples, &|_| {}).map_err(failed).map(|found| (miss, found))?),
        None => None,
    };
    let times = vec![("read".to_owned(), read), ("analyse".to_owned(), begin.elapsed())];
    let unit = model.scenario.variables[of.variable].value.unit.value.as_str();
    let (of, quantity) = (arguments.of.as_str(), of);
    let found = Findings { file, of, quantity, unit, samples: arguments.samples, drivers, discovery };

    if let Some(path) = &arguments.csv {
        write_file(path, &tables::drivers(&found))?;
    }
    let files = folder.map_or(Ok(Vec::new()), |folder| write_folder(&found, folder, times))?;
    arguments.answer.print(|| tables::object(&found), || text::report(&found, &files))
}

/// A number that is neither infinite nor not a number.
fn finite(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if number.is_finite() { Ok(number) } else { Err("not a finite number".to_owned()) }
}

/// What is asked; nothing if only a region is.
fn wanted(arguments: &Arguments, seed: u64) -> Option<SensitivityOptions> {
    let wants = |method: Method| arguments.method.contains(&method);
    let morris = wants(Method::Morris);
    let options = SensitivityOptions {
        samples: arguments.samples as usize,
        swing: wants(Method::Swing),
        sobol: wants(Method::Sobol),
        ranking: wants(Method::Ranking),
        trajectories: if morris { arguments.trajectories as usize } else { 0 },
        bootstrap: Bootstrap { replicates: REPLICATES, level: LEVEL, seed },
    };
    (options.swing || options.sobol || options.ranking || morris).then_some(options)
}

/// What counts as a miss, if a region is asked for: the user's bound, or that of an announced target.
fn miss(arguments: &Arguments, file: &Loaded, of: Quantity) -> Result<Option<Miss>, CliError> {
    let given = match (arguments.miss_below, arguments.miss_above) {
        (Some(bound), _) => Some((bound, true)),
        (None, Some(bound)) => Some((bound, false)),
        (None, None) => None,
    };
    if let Some((bound, below)) = given {
        return Ok(Some(Miss { bound, below, target: String::new() }));
    }
    if !arguments.method.contains(&Method::Prim) {
        return Ok(None);
    }
    let announced = announced(&file.model, of);
    announced.map(Some).ok_or_else(|| {
        CliError::Usage(format!(
            "--method prim must know what a miss is, and no target is announced for {}; give --miss-below NUMBER or \
             --miss-above NUMBER",
            arguments.of
        ))
    })
}

/// Writes a file whole or not at all.
fn write_file(path: &Path, text: &str) -> Result<(), CliError> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let written = tempfile::NamedTempFile::new_in(parent).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.persist(path).map_err(|error| error.error)
    });
    written.map_err(|source| ExportError::File { path: path.to_owned(), source })?;
    Ok(())
}

/// Tables, charts and manifest.
fn write_folder(
    found: &Findings,
    folder: Folder,
    mut times: Vec<(String, Duration)>,
) -> Result<Vec<PathBuf>, CliError> {
    let begin = Instant::now();
    let write = |name: &str, content: &[u8]| {
        folder.write(name, |out| {
            out.write_all(content).map_err(|source| ExportError::File { path: PathBuf::from(name), source })
        })
    };
    if found.drivers.is_some() {
        write("sensitivity.csv", tables::drivers(found).as_bytes())?;
    }
    if found.discovery.is_some() {
        write("region.csv", tables::region(found).as_bytes())?;
    }
    for picture in pictures::all(found)? {
        let Picture { name, svg, .. } = &picture;
        write(&format!("{name}.svg"), svg.as_bytes())?;
        let png = picture.png().map_err(|error| CliError::Chart { name: name.clone(), error })?;
        write(&format!("{name}.png"), &png)?;
    }
    times.push(("write".to_owned(), begin.elapsed()));
    let about = &found.file.model.scenario.ensemble;
    let sample = (about.seed, u64::from(found.samples), "sobol".to_owned());
    Ok(folder.commit(&found.file.manifest(sample, &times))?)
}
