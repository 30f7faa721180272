//! `catchup backtest`: how good forecasts have been.

mod scenario;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::CliError;
use super::answer::Answer;
use super::panel::{Read, Table, method};
use super::terminal::{self, Row};
use crate::charts::{Histogram, number};
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::export::{ExportError, Folder, write_rows};
use crate::forecast::{Backtest, CONFIDENCES, Method, PARTS, Plan, Report, Settings, backtest};

/// Probability of a difference by chance below which a method is called better.
const SIGNIFICANT: f64 = 0.05;

/// Score forecasts of series, or a scenario, from the past: errors, coverage of intervals, skill against benchmarks.
///
/// A CSV file is forecast from origins in the past. A scenario file (.toml) is run with what was known --until a year, its
/// `[fits]` made anew, and held against what came.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    table: Table,
    /// The column that says `train` or `test`; without it, rolling origins are taken.
    #[arg(long, value_name = "COLUMN", conflicts_with = "origins")]
    split: Option<String>,
    /// Rolling origins, one step apart.
    #[arg(long, value_name = "NUMBER", default_value = "5", value_parser = clap::value_parser!(u16).range(1..=1000))]
    origins: u16,
    /// Steps ahead; by the frequency of the data unless given, or as many as `test` has.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=1000))]
    horizon: Option<u16>,
    /// Methods, separated by commas; the first is what the JSON object reports at its top.
    #[arg(long, value_name = "METHODS", value_delimiter = ',', default_value = "combination,naive,drift", value_parser = method)]
    method: Vec<Method>,
    /// For a scenario: the year until which it knows history, or several; what came after is held against it.
    #[arg(long, value_name = "YEARS", value_delimiter = ',', value_parser = year)]
    until: Vec<f64>,
    /// For a scenario: number of draws, instead of the file's.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(1..))]
    draws: Option<u64>,
    /// Folder for the tables and the chart.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    #[command(flatten)]
    answer: Answer,
}

fn year(text: &str) -> Result<f64, String> {
    let value = text.trim().parse::<f64>().ok().filter(|value| value.is_finite());
    value.ok_or_else(|| "a year is a number".to_owned())
}

/// Backtests the series of a table.
///
/// # Errors
/// The table is not valid or has nothing to score, or output cannot be written.
pub fn run(arguments: &Arguments) -> Result<(), CliError> {
    if is_scenario(&arguments.table.file) {
        return scenario::run(&scenario::Question {
            file: &arguments.table.file,
            until: &arguments.until,
            draws: arguments.draws,
            out: arguments.out.as_deref(),
            answer: arguments.answer,
        });
    }
    let folder = arguments.out.as_deref().map(Folder::create).transpose()?;
    let begin = Instant::now();
    let read = arguments.table.read(arguments.split.as_deref())?;
    let settings = settings(arguments, &read);
    let plan = if arguments.split.is_some() { Plan::Split } else { Plan::Origins(usize::from(arguments.origins)) };
    let found = backtest(&read.panel, &settings, plan).ok_or_else(|| nothing(&read, plan, settings.horizon))?;
    let time = begin.elapsed();
    if let Some(folder) = folder {
        write(arguments, &read, &found, folder, time)?;
    }
    arguments.answer.print(|| object(arguments, &read, &found, time), || text(&read, &found, time))
}

fn is_scenario(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"))
}

fn settings(arguments: &Arguments, read: &Read) -> Settings {
    let calendar = read.panel.calendar;
    let tested = read.panel.series.iter().map(|series| series.values.len() - series.known).max();
    let usual = tested.filter(|tested| arguments.split.is_some() && *tested > 0).unwrap_or_else(|| calendar.horizon());
    let mut methods = Vec::new();
    for method in &arguments.method {
        if !methods.contains(method) {
            methods.push(*method);
        }
    }
    Settings {
        horizon: arguments.horizon.map_or(usual, usize::from),
        period: arguments.table.period(&read.panel),
        maximum: arguments.table.max,
        methods,
    }
}

/// Why there is nothing to score.
fn nothing(read: &Read, plan: Plan, horizon: usize) -> CliError {
    let place = Span::start_of(&read.source);
    let problem = match plan {
        Plan::Split => Diagnostic::error("bad-split", "no series has `test` rows after its `train` rows", place, ""),
        Plan::Origins(_) => {
            let message =
                format!("no series is long enough: 4 values before the origin and {horizon} after it are needed");
            Diagnostic::error("too-short", message, place, "").with_help("ask for a shorter --horizon")
        }
    };
    CliError::Input(Diagnostics::from(vec![problem]))
}

fn text(read: &Read, found: &Backtest, time: Duration) -> String {
    let columns =
        ["sMAPE", "MASE", "CRPS", "pinball", "in 95 %", "MSIS", "over naive", "over drift", "p"].map(str::to_owned);
    let rows: Vec<Row> = found.reports.iter().map(row).collect();
    let mut text = terminal::table("method", &columns, &rows, terminal::width());
    for report in &found.reports {
        text.push_str(&terminal::wrap(&verdict(report, &found.reports), terminal::width(), ""));
    }
    let shares: Vec<String> = found.reports[0].levels.iter().map(|share| number::decimals(share * 100.0, 1)).collect();
    text.push_str(&format!(
        "\n{}: share of values in each tenth of its distribution, in % (10 each if calibrated)\n  {}\n",
        found.reports[0].method.name(),
        shares.join("  ")
    ));
    for note in read.panel.notes.iter().chain(&found.notes) {
        text.push_str(&terminal::wrap(&format!("note: {note}"), terminal::width(), ""));
    }
    let origins = if found.origins == 1 { "1 origin".to_owned() } else { format!("{} origins", found.origins) };
    let values = number::decimals(found.values as f64, 0);
    let seconds = time.as_secs_f64();
    text + &format!(
        "{} series, {origins}, {values} values up to {} steps ahead, {seconds:.1} s\n",
        found.series, found.horizon
    )
}

fn row(report: &Report) -> Row {
    let skill = |skill: Option<f64>| skill.map_or_else(String::new, |skill| number::decimals(skill, 3));
    let cells = vec![
        number::decimals(report.smape, 3),
        number::decimals(report.mase, 3),
        number::decimals(report.crps, 3),
        number::decimals(report.pinball, 3),
        format!("{} %", number::decimals(report.coverage[CONFIDENCES.len() - 1] * 100.0, 1)),
        number::decimals(report.msis, 2),
        skill(report.skill_naive),
        skill(report.skill_drift),
        report.test.map_or_else(String::new, |test| number::decimals(test.comparison.p_value, 4)),
    ];
    Row::Cells(report.method.name().to_owned(), cells)
}

/// What may be said of a method against the better benchmark.
fn verdict(report: &Report, all: &[Report]) -> String {
    let name = report.method.name();
    let Some(test) = report.test else {
        let compared = |other: &Report| other.test.is_some_and(|test| test.benchmark == report.method);
        return if all.iter().any(compared) {
            format!("{name} is the better benchmark, which the others are compared with")
        } else {
            format!("{name} is not compared: there are too few forecasts, or they do not differ")
        };
    };
    let (other, comparison) = (test.benchmark.name(), test.comparison);
    let p = match comparison.p_value {
        p if p < 0.0001 => "< 0.0001".to_owned(),
        p => format!("= {}", number::decimals(p, 4)),
    };
    match (comparison.p_value < SIGNIFICANT, comparison.difference < 0.0) {
        (true, true) => format!("{name} is better than {other} (p {p})"),
        (true, false) => format!("{name} is worse than {other} (p {p})"),
        _ => format!("{name} cannot be told from {other} (p {p})"),
    }
}

fn object(arguments: &Arguments, read: &Read, found: &Backtest, time: Duration) -> Value {
    let main = &found.reports[0];
    let mut object = report_object(main);
    let own = json!({
        "file": arguments.table.file.display().to_string(),
        "series": found.series,
        "origins": found.origins,
        "values": found.values,
        "horizon": found.horizon,
        "seconds": time.as_secs_f64(),
        "methods": found.reports.iter().map(report_object).collect::<Vec<_>>(),
        "notes": read.panel.notes.iter().chain(&found.notes).collect::<Vec<_>>(),
    });
    if let (Some(object), Value::Object(own)) = (object.as_object_mut(), own) {
        object.extend(own);
    }
    object
}

fn report_object(report: &Report) -> Value {
    let [half, eighty, ninety, most] = report.coverage;
    let test = report.test.map(|test| {
        json!({
            "benchmark": test.benchmark.name(),
            "difference": test.comparison.difference,
            "statistic": test.comparison.statistic,
            "p": test.comparison.p_value,
        })
    });
    json!({
        "method": report.method.name(),
        "smape": report.smape,
        "mase": report.mase,
        "crps": report.crps,
        "pinball": report.pinball,
        "coverage_50": half,
        "coverage_80": eighty,
        "coverage_90": ninety,
        "coverage_95": most,
        "msis": report.msis,
        "skill_naive": report.skill_naive,
        "skill_drift": report.skill_drift,
        "test": test,
        "pit": report.levels,
    })
}

fn write(arguments: &Arguments, read: &Read, found: &Backtest, folder: Folder, time: Duration) -> Result<(), CliError> {
    const SCORES: [&str; 14] = [
        "method",
        "smape",
        "mase",
        "crps",
        "pinball",
        "coverage_50",
        "coverage_80",
        "coverage_90",
        "coverage_95",
        "msis",
        "skill_naive",
        "skill_drift",
        "benchmark",
        "p",
    ];
    let optional = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    let scores = found.reports.iter().map(|report| {
        let [half, eighty, ninety, most] = report.coverage;
        let numbers = [report.smape, report.mase, report.crps, report.pinball, half, eighty, ninety, most, report.msis];
        let mut cells = vec![report.method.name().to_owned()];
        cells.extend(numbers.map(|number| number.to_string()));
        cells.extend([report.skill_naive, report.skill_drift].map(optional));
        cells.push(report.test.map_or_else(String::new, |test| test.benchmark.name().to_owned()));
        cells.push(optional(report.test.map(|test| test.comparison.p_value)));
        cells
    });
    folder.write("scores.csv", |out| write_rows("scores.csv", &SCORES, scores, out))?;
    let levels = found.reports.iter().flat_map(|report| {
        report.levels.iter().enumerate().map(move |(part, share)| {
            let edges = [part, part + 1].map(|edge| (edge as f64 / PARTS as f64).to_string());
            let [from, to] = edges;
            vec![report.method.name().to_owned(), from, to, share.to_string()]
        })
    });
    folder.write("pit.csv", |out| write_rows("pit.csv", &["method", "from", "to", "share"], levels, out))?;
    for report in &found.reports {
        let picture = histogram(arguments, found, report)
            .draw()
            .map_err(|error| CliError::Chart { name: "pit".to_owned(), error })?;
        let png = picture.png().map_err(|error| CliError::Chart { name: picture.name.clone(), error })?;
        for (ending, content) in [("svg", picture.svg.as_bytes()), ("png", &png)] {
            let file = format!("charts/{}.{ending}", picture.name);
            folder.write(&file, |out| {
                out.write_all(content).map_err(|source| ExportError::File { path: PathBuf::from(&file), source })
            })?;
        }
    }
    let times = vec![("backtest".to_owned(), time)];
    let title = format!("Backtest of {}", arguments.table.file.display());
    folder.commit(&read.manifest(&arguments.table, title, 0, 0, times))?;
    Ok(())
}

fn histogram(arguments: &Arguments, found: &Backtest, report: &Report) -> Histogram {
    let covered = report.coverage[CONFIDENCES.len() - 1] * 100.0;
    Histogram {
        name: format!("pit-{}", report.method.name()),
        title: format!("Where values fell in the forecasts of {}: {}", arguments.table.id(), report.method.name()),
        subtitle: format!("{}\u{a0}% of values were inside the 95\u{a0}% interval", number::decimals(covered, 1)),
        footer: vec![format!(
            "{} values of {} series, {} origin{}, up to {} steps ahead",
            number::decimals(found.values as f64, 0),
            number::decimals(found.series as f64, 0),
            found.origins,
            if found.origins == 1 { "" } else { "s" },
            found.horizon
        )],
        shares: report.levels.to_vec(),
    }
}
