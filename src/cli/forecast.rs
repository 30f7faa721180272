//! `catchup forecast`: series forecast by their own past.

use std::path::PathBuf;

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Value, json};

use super::CliError;
use super::answer::{Answer, Listed};
use super::follow::Follower;
use super::output::OutputArguments;
use super::table::{TableArguments, method};
use super::terminal::{self, Row};
use crate::forecast::{Method, Predictive, Reconciled, Series};
use crate::session::write::ForecastOutput;
use crate::session::{Forecast, ForecastOptions, LEVELS, level_name};
use crate::wording::{number, phrase};

/// Series shown on the terminal.
const SHOWN: usize = 5;
/// Weights below which a part of the combination is not named.
const LEAST: f64 = 0.005;

/// Forecast series by their own past: medians, calibrated intervals, sample paths, a fan chart for each.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    table: TableArguments,
    /// Steps ahead; by the frequency of the data unless given.
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    horizon: Option<usize>,
    /// Method.
    #[arg(long, value_name = "METHOD", default_value = "combination", value_parser = method)]
    method: Method,
    /// Levels of the quantiles to report, such as 0.1,0.5,0.9; deciles and the edges of usual intervals unless given.
    #[arg(long, value_name = "LEVELS", value_delimiter = ',')]
    levels: Vec<f64>,
    /// Sample paths of each series to write.
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true, default_value = "0", value_parser = clap::value_parser!(u32).range(0..=100_000))]
    paths: u32,
    /// Seed of the sample paths.
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true, default_value = "1")]
    seed: u64,
    /// Charts to draw at most, of the first series.
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true, default_value = "12")]
    charts: usize,
    /// Unit of the values, for charts; as the table says unless given.
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
    /// Folder for tables and charts.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    #[command(flatten)]
    output: OutputArguments,
    #[command(flatten)]
    answer: Answer,
}

/// Forecasts the series of a table.
///
/// # Errors
/// The table is not valid, or output cannot be written.
pub fn run(arguments: &Arguments) -> Result<(), CliError> {
    arguments.output.check_files([arguments.table.file.as_path()])?;
    if arguments.paths > 0 && arguments.out.is_none() {
        return Err(CliError::Usage("sample paths are written to a file: give --out FOLDER".to_owned()));
    }
    let folder = arguments.output.optional(arguments.out.as_deref())?;
    let options = ForecastOptions {
        horizon: arguments.horizon,
        method: arguments.method,
        levels: if arguments.levels.is_empty() { LEVELS.to_vec() } else { arguments.levels.clone() },
    };
    options.check()?;
    let table = arguments.table.read(None)?;
    let series = table.len() as u64;
    let found = table.forecast_with(&options, &Follower::new(arguments.answer, "forecasting", series))?;
    let output = ForecastOutput {
        paths: arguments.paths,
        seed: arguments.seed,
        charts: arguments.charts,
        unit: arguments.unit.clone(),
    };
    let notes = notes(arguments, &found);
    let files = folder.map_or_else(|| Ok(Vec::new()), |folder| found.write(folder, &output, notes))?;
    arguments.answer.print(|| object(arguments, &found, &files), || text(arguments, &found, &files))
}

/// What one should know of the data, the intervals and what is written.
fn notes(arguments: &Arguments, found: &Forecast) -> Vec<String> {
    let mut notes = found.notes();
    if arguments.out.is_some() && found.forecasts.len() > arguments.charts {
        notes.push(format!("charts are of the first {} series (--charts draws more)", arguments.charts));
    }
    notes
}

fn text(arguments: &Arguments, found: &Forecast, files: &[PathBuf]) -> String {
    let columns = ["median", "50 % from", "to", "90 % from", "to", "95 % from", "to"].map(str::to_owned);
    let mut text = String::new();
    for (series, forecast) in found.series().take(SHOWN) {
        let rows: Vec<Row> = (1..=found.horizon)
            .map(|ahead| {
                let levels = [0.5, 0.25, 0.75, 0.05, 0.95, 0.025, 0.975];
                let cells = levels.map(|level| number::significant(forecast.quantile(ahead, level), 4));
                Row::Cells(found.time_of(series, ahead), cells.to_vec())
            })
            .collect();
        text.push_str(&terminal::table(&series.name, &columns, &rows, terminal::width()));
    }
    text.push('\n');
    let more = found.forecasts.len().saturating_sub(SHOWN);
    if more > 0 {
        text.push_str(&format!("… and {more} more series: --out writes all, --json prints them\n"));
    }
    if found.method == Method::Combination {
        text.push_str(&terminal::wrap(&parts(found), terminal::width(), ""));
    }
    for note in notes(arguments, found) {
        text.push_str(&terminal::wrap(&format!("note: {note}"), terminal::width(), ""));
    }
    let seconds = found.time.as_secs_f64();
    let origins = phrase::count(found.trained.origins, "rolling origin");
    text.push_str(&format!("{} series, {origins}, {seconds:.1} s\n", found.forecasts.len()));
    if let (Some(folder), false) = (&arguments.out, files.is_empty()) {
        text.push_str(&format!("{} in {}\n", phrase::count(files.len(), "file"), folder.display()));
    }
    text
}

/// What the combination is made of at the first step, and at the last if it is another.
fn parts(found: &Forecast) -> String {
    let at = |ahead: usize| {
        let named = found.weights(ahead).into_iter().filter(|(_, weight)| *weight >= LEAST);
        let parts: Vec<String> =
            named.map(|(method, weight)| format!("{} {}", method.name(), number::decimals(weight, 2))).collect();
        parts.join(", ")
    };
    let (first, last) = (at(1), at(found.horizon));
    let then = if first == last { String::new() } else { format!("; {} steps ahead of {last}", found.horizon) };
    format!("weighted median of {first}{then}")
}

fn object<'a>(arguments: &Arguments, found: &'a Forecast, files: &[PathBuf]) -> Object<'a> {
    let weights: serde_json::Map<String, Value> = found
        .weights(found.horizon)
        .into_iter()
        .map(|(method, weight)| (method.name().to_owned(), json!(weight)))
        .collect();
    let of_all = json!({
        "file": arguments.table.file.display().to_string(),
        "method": arguments.method.name(),
        "horizon": found.horizon,
        "origins": found.trained.origins,
        "believed": found.believed(),
        "weights": weights,
        "seconds": found.time.as_secs_f64(),
        "adds_up": found.adds_up.iter().map(adds_up).collect::<Vec<_>>(),
        "notes": notes(arguments, found),
        "files": files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>(),
    });
    Object { of_all, found, names: found.levels.iter().map(|level| level_name(*level)).collect() }
}

/// The answer as JSON, of which the series are written one by one: values of JSON for all steps and levels of many series would
/// take longer than forecasting them.
struct Object<'a> {
    of_all: Value,
    found: &'a Forecast,
    /// Names of the levels.
    names: Vec<String>,
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        for (key, value) in self.of_all.as_object().into_iter().flatten() {
            object.serialize_entry(key, value)?;
        }
        let of = |(series, forecast)| OfSeries { of: self, series, forecast };
        object.serialize_entry("series", &Listed(|| self.found.series().map(of)))?;
        object.end()
    }
}

/// One series in JSON.
struct OfSeries<'a> {
    of: &'a Object<'a>,
    series: &'a Series,
    forecast: &'a Predictive,
}

impl Serialize for OfSeries<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        object.serialize_entry("series", &self.series.name)?;
        object.serialize_entry("values", &self.series.known)?;
        let step = |ahead| Step { of: self, ahead };
        object.serialize_entry("forecast", &Listed(|| (1..=self.of.found.horizon).map(step)))?;
        object.end()
    }
}

/// One step ahead of a series in JSON.
struct Step<'a> {
    of: &'a OfSeries<'a>,
    ahead: usize,
}

impl Serialize for Step<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let OfSeries { of: Object { found, names, .. }, series, forecast } = *self.of;
        let mut object = serializer.serialize_map(None)?;
        object.serialize_entry("time", &found.time_of(series, self.ahead))?;
        if let Some(point) = forecast.point(self.ahead) {
            object.serialize_entry("point", &point)?;
        }
        for (name, level) in names.iter().zip(&found.levels) {
            object.serialize_entry(name, &forecast.quantile(self.ahead, *level))?;
        }
        object.end()
    }
}

/// A group of series that add up.
fn adds_up(group: &Reconciled) -> Value {
    let (totals, parts) = group.counts();
    json!({ "totals": totals, "parts": parts, "shrinkage": group.shrinkage() })
}
