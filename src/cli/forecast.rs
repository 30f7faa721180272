//! `catchup forecast`: series forecast by their own past.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use rayon::prelude::*;
use serde_json::{Value, json};

use super::CliError;
use super::answer::Answer;
use super::panel::{Read, Table, method};
use super::terminal::{self, Row};
use crate::charts::{self, number};
use crate::export::{ExportError, Folder, write_rows};
use crate::forecast::{MOST_SERIES, Method, Predictive, Series, Settings, Trained};
use crate::projection::{self, About, Basis, Chart, Level, Observation, Projection, Quantiles, Variable};

/// Levels of the quantiles that are written, and their names.
const QUANTILES: [(f64, &str); 9] = [
    (0.025, "p025"),
    (0.05, "p05"),
    (0.10, "p10"),
    (0.25, "p25"),
    (0.50, "p50"),
    (0.75, "p75"),
    (0.90, "p90"),
    (0.95, "p95"),
    (0.975, "p975"),
];
/// Series shown on the terminal.
const SHOWN: usize = 5;
/// Share of beliefs in the errors from which it is said.
const LITTLE: f64 = 0.2;

/// Forecast series by their own past: medians, calibrated intervals, sample paths, a fan chart for each.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    table: Table,
    /// Steps ahead; by the frequency of the data unless given.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=1000))]
    horizon: Option<u16>,
    /// Method.
    #[arg(long, value_name = "METHOD", default_value = "combination", value_parser = method)]
    method: Method,
    /// Sample paths of each series to write.
    #[arg(long, value_name = "NUMBER", default_value = "0", value_parser = clap::value_parser!(u32).range(0..=100_000))]
    paths: u32,
    /// Seed of the sample paths.
    #[arg(long, value_name = "NUMBER", default_value = "1")]
    seed: u64,
    /// Charts to draw at most, of the first series.
    #[arg(long, value_name = "NUMBER", default_value = "12")]
    charts: usize,
    /// Unit of the values, for charts.
    #[arg(long, value_name = "UNIT", default_value = "value")]
    unit: String,
    /// Folder for tables and charts.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    #[command(flatten)]
    answer: Answer,
}

/// All that was forecast.
struct Done {
    read: Read,
    trained: Trained,
    forecasts: Vec<Predictive>,
    horizon: usize,
    time: Duration,
}

/// Forecasts the series of a table.
///
/// # Errors
/// The table is not valid, or output cannot be written.
pub fn run(arguments: &Arguments) -> Result<(), CliError> {
    let folder = arguments.out.as_deref().map(Folder::create).transpose()?;
    let begin = Instant::now();
    let read = arguments.table.read(None)?;
    let calendar = read.panel.calendar;
    let settings = Settings {
        horizon: arguments.horizon.map_or_else(|| calendar.horizon(), usize::from),
        period: arguments.table.period(&read.panel),
        maximum: arguments.table.max,
        methods: vec![arguments.method],
    };
    let histories: Vec<&[f64]> = read.panel.series.iter().map(Series::history).collect();
    let trained = Trained::new(&histories, &settings);
    let forecast = |(index, history): (usize, &&[f64])| trained.forecast(index, history);
    let forecasts = histories.par_iter().enumerate().flat_map_iter(forecast).collect();
    let done = Done { horizon: settings.horizon, time: begin.elapsed(), read, trained, forecasts };
    let files = folder.map_or_else(|| Ok(Vec::new()), |folder| write(arguments, &done, folder))?;
    arguments.answer.print(|| object(arguments, &done, &files), || text(arguments, &done, &files))
}

impl Done {
    /// Each series with its forecast.
    fn series(&self) -> impl Iterator<Item = (&Series, &Predictive)> {
        self.read.panel.series.iter().zip(&self.forecasts)
    }

    /// The time so many steps after the last value of a series, as text.
    fn time_of(&self, series: &Series, ahead: usize) -> String {
        let calendar = &self.read.panel.calendar;
        calendar.text(series.time(series.known + ahead - 1, calendar))
    }

    /// What one should know of the data and the intervals.
    fn notes(&self, arguments: &Arguments) -> Vec<String> {
        let mut notes = self.read.panel.notes.clone();
        let believed = self.believed();
        if believed > LITTLE {
            notes.push(format!(
                "there is little to learn errors from: at the end of the horizon {} of what intervals rest on is the belief \
                 that errors spread as those of random walks with drift",
                number::probability(believed)
            ));
        }
        let shortest = self.read.panel.series.iter().map(|series| series.known).min().unwrap_or(0);
        if self.horizon > shortest {
            notes
                .push(format!("the horizon of {} steps is longer than the shortest series ({shortest})", self.horizon));
        }
        let seasonal = self.forecasts.iter().filter(|forecast| forecast.is_seasonal()).count();
        if seasonal > 0 {
            notes.push(format!(
                "a season of {} steps was found in {seasonal} series",
                arguments.table.period(&self.read.panel)
            ));
        }
        let sporadic = self.forecasts.iter().filter(|forecast| forecast.is_sporadic()).count();
        if sporadic > 0 {
            notes.push(format!(
                "{sporadic} series are zero now and again: any step ahead is forecast as a draw from their own values, whose \
                 median may be zero"
            ));
        }
        if self.forecasts.len() > MOST_SERIES {
            notes.push(format!(
                "weights and intervals are learned from {} series, evenly spread over the {}",
                self.trained.learned,
                self.forecasts.len()
            ));
        }
        if arguments.out.is_some() && self.forecasts.len() > arguments.charts {
            notes.push(format!("charts are of the first {} series (--charts draws more)", arguments.charts));
        }
        notes
    }

    /// How much of the intervals at the end of the horizon is belief.
    fn believed(&self) -> f64 {
        self.forecasts.iter().map(|forecast| forecast.believed(self.horizon)).fold(0.0, f64::max)
    }

    /// What the combination is made of: methods with their weights.
    fn weights(&self) -> Vec<(Method, f64)> {
        let candidates = self.trained.candidates();
        candidates.iter().copied().zip(self.trained.combination.weights.iter().copied()).collect()
    }
}

fn text(arguments: &Arguments, done: &Done, files: &[PathBuf]) -> String {
    let columns = ["median", "50 % from", "to", "90 % from", "to", "95 % from", "to"].map(str::to_owned);
    let mut text = String::new();
    for (series, forecast) in done.series().take(SHOWN) {
        let rows: Vec<Row> = (1..=done.horizon)
            .map(|ahead| {
                let levels = [0.5, 0.25, 0.75, 0.05, 0.95, 0.025, 0.975];
                let cells = levels.map(|level| number::significant(forecast.quantile(ahead, level), 4));
                Row::Cells(done.time_of(series, ahead), cells.to_vec())
            })
            .collect();
        text.push_str(&terminal::table(&series.name, &columns, &rows, terminal::width()));
    }
    text.push('\n');
    let more = done.forecasts.len().saturating_sub(SHOWN);
    if more > 0 {
        text.push_str(&format!("… and {more} more series: --out writes all, --json prints them\n"));
    }
    if arguments.method == Method::Combination {
        let parts = done.weights().into_iter().filter(|(_, weight)| *weight > 0.0);
        let parts: Vec<String> =
            parts.map(|(method, weight)| format!("{} {}", method.name(), number::decimals(weight, 2))).collect();
        text.push_str(&terminal::wrap(&format!("weighted median of {}", parts.join(", ")), terminal::width(), ""));
    }
    for note in done.notes(arguments) {
        text.push_str(&terminal::wrap(&format!("note: {note}"), terminal::width(), ""));
    }
    let seconds = done.time.as_secs_f64();
    let origins = number::decimals(done.trained.origins as f64, 0);
    text.push_str(&format!("{} series, {origins} rolling origins, {seconds:.1} s\n", done.forecasts.len()));
    if let (Some(folder), false) = (&arguments.out, files.is_empty()) {
        text.push_str(&format!("{} files in {}\n", files.len(), folder.display()));
    }
    text
}

fn object(arguments: &Arguments, done: &Done, files: &[PathBuf]) -> Value {
    let steps = |series: &Series, forecast: &Predictive| -> Vec<Value> {
        (1..=done.horizon)
            .map(|ahead| {
                let mut step = json!({ "time": done.time_of(series, ahead) });
                for (level, name) in QUANTILES {
                    step[name] = json!(forecast.quantile(ahead, level));
                }
                step
            })
            .collect()
    };
    let series: Vec<Value> = done
        .series()
        .map(|(series, forecast)| json!({ "series": series.name, "values": series.known, "forecast": steps(series, forecast) }))
        .collect();
    let weights: serde_json::Map<String, Value> =
        done.weights().into_iter().map(|(method, weight)| (method.name().to_owned(), json!(weight))).collect();
    json!({
        "file": arguments.table.file.display().to_string(),
        "method": arguments.method.name(),
        "horizon": done.horizon,
        "origins": done.trained.origins,
        "believed": done.believed(),
        "weights": weights,
        "seconds": done.time.as_secs_f64(),
        "notes": done.notes(arguments),
        "files": files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>(),
        "series": series,
    })
}

fn write(arguments: &Arguments, done: &Done, folder: Folder) -> Result<Vec<PathBuf>, CliError> {
    let header: Vec<&str> = ["series", "time"].into_iter().chain(QUANTILES.map(|(_, name)| name)).collect();
    let rows = done.series().flat_map(|(series, forecast)| {
        (1..=done.horizon).map(move |ahead| {
            let mut cells = vec![series.name.clone(), done.time_of(series, ahead)];
            cells.extend(QUANTILES.map(|(level, _)| forecast.quantile(ahead, level).to_string()));
            cells
        })
    });
    folder.write("forecast.csv", |out| write_rows("forecast.csv", &header, rows, out))?;
    if arguments.paths > 0 {
        let rows = done.series().flat_map(|(series, forecast)| {
            let paths = forecast.paths(arguments.seed, &series.name, arguments.paths as usize);
            paths.into_iter().enumerate().flat_map(move |(draw, path)| {
                (1..).zip(path).map(move |(ahead, value)| {
                    vec![series.name.clone(), draw.to_string(), done.time_of(series, ahead), value.to_string()]
                })
            })
        });
        let header = ["series", "draw", "time", "value"];
        folder.write("paths.csv", |out| write_rows("paths.csv", &header, rows, out))?;
    }
    let drawn: Vec<(usize, (&Series, &Predictive))> = done.series().take(arguments.charts).enumerate().collect();
    drawn.par_iter().try_for_each(|(index, (series, forecast))| {
        let projection = projection(arguments, done, series, forecast);
        let chart = Chart::fan(format!("{:03}-{}", index + 1, plain(&series.name)), "");
        let failed = |error| CliError::Chart { name: series.name.clone(), error };
        let picture = charts::draw_dated(&projection, &chart, done.read.panel.calendar.unit).map_err(failed)?;
        let png = picture.png().map_err(failed)?;
        for (ending, content) in [("svg", picture.svg.as_bytes()), ("png", png.as_slice())] {
            let file = format!("charts/{}.{ending}", picture.name);
            folder.write(&file, |out| {
                out.write_all(content)
                    .map_err(|source| CliError::Output(ExportError::File { path: PathBuf::from(&file), source }))
            })?;
        }
        Ok::<(), CliError>(())
    })?;
    let title = format!("Forecast of {}", arguments.table.file.display());
    let times = vec![("forecast".to_owned(), done.time)];
    let mut manifest = done.read.manifest(&arguments.table, title, arguments.seed, u64::from(arguments.paths), times);
    manifest.warnings = done.notes(arguments);
    Ok(folder.commit(&manifest)?)
}

/// A name as part of a file name.
fn plain(name: &str) -> String {
    name.chars()
        .map(|letter| if letter.is_alphanumeric() || "-_".contains(letter) { letter } else { '_' })
        .take(60)
        .collect()
}

/// A forecast as a projection: what was observed, and quantiles from the last observation on.
fn projection(arguments: &Arguments, done: &Done, series: &Series, forecast: &Predictive) -> Projection {
    let calendar = &done.read.panel.calendar;
    let years = |step: usize| calendar.years(series.time(step, calendar));
    let last = series.known - 1;
    let quantile = |level: Level, ahead: usize| {
        if ahead == 0 { series.values[last] } else { forecast.quantile(ahead, level.probability()) }
    };
    let observed = series.history().iter().enumerate().filter(|(_, value)| value.is_finite());
    let history = observed
        .map(|(step, value)| Observation { time: years(step), value: *value, drives: true, source: String::new() })
        .collect();
    let reported = projection::Series {
        observed: (0..=done.horizon).map(|ahead| ahead == 0).collect(),
        history,
        ..projection::Series::estimated(Quantiles::from_fn(done.horizon + 1, quantile))
    };
    let method = if forecast.is_sporadic() {
        "bands from the values of the series".to_owned()
    } else {
        format!("bands from errors at {} rolling origins", number::decimals(done.trained.origins as f64, 0))
    };
    let basis = Basis::Estimated { method, uncertain: !series.is_constant() };
    let about = About {
        source: arguments.table.file.display().to_string(),
        ..About::new(arguments.table.id(), format!("Forecast by {}", arguments.method.name()), basis)
    };
    let times = (0..=done.horizon).map(|ahead| years(last + ahead)).collect();
    Projection::of_series(about, times, Variable::of_series(&series.name, &series.name, &arguments.unit, reported))
}
