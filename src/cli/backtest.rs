//! `catchup backtest`: how good forecasts have been.

mod scenario;

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::CliError;
use super::answer::Answer;
use super::ensemble::parse_year;
use super::follow::Follower;
use super::output::OutputArguments;
use super::table::{TableArguments, method};
use super::terminal::{self, Row};
use crate::forecast::{Means, Method, Plan, Report};
use crate::scenario::files::stream::is_passing;
use crate::session::{ScoreOptions, Scores};
use crate::wording::{number, phrase};

/// Probability of a difference by chance below which a method is called better.
const SIGNIFICANT: f64 = 0.05;

/// Score forecasts of series, or a scenario, from the past: errors, coverage of intervals, skill against benchmarks.
///
/// A CSV file is forecast from origins in the past. A scenario file (.toml) is run with what was known --until a year, its
/// `[fits]` made anew, and held against what came.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    table: TableArguments,
    /// The column that says `train` or `test`; without it, rolling origins are taken.
    #[arg(long, value_name = "COLUMN", conflicts_with = "origins")]
    split: Option<String>,
    /// Rolling origins, one step apart; 5 unless given.
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    origins: Option<usize>,
    /// Steps ahead; by the frequency of the data unless given, or as many as `test` has.
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    horizon: Option<usize>,
    /// Methods, separated by commas; the first is what the JSON object reports at its top. combination,naive,drift unless given.
    #[arg(long, value_name = "METHODS", value_delimiter = ',', value_parser = method)]
    method: Vec<Method>,
    /// For a scenario: the year until which it knows history, or several; what came after is held against it.
    #[arg(long, value_name = "YEARS", value_delimiter = ',', value_parser = parse_year)]
    until: Vec<f64>,
    /// For a scenario: number of draws, instead of the file's.
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true, value_parser = clap::value_parser!(u64).range(1..))]
    draws: Option<u64>,
    /// Folder for the tables and the chart.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    #[command(flatten)]
    output: OutputArguments,
    #[command(flatten)]
    answer: Answer,
}

/// Backtests the series of a table.
///
/// # Errors
/// The table is not valid or has nothing to score, or output cannot be written.
pub fn run(arguments: &Arguments) -> Result<(), CliError> {
    let file = &arguments.table.file;
    arguments.output.check_files([file.as_path()])?;
    // What has no name is a scenario where a year in the past is asked for.
    if is_scenario(file) || (is_passing(file) && !arguments.until.is_empty()) {
        arguments.check(&arguments.of_tables(), "a table", "a scenario")?;
        return scenario::run(&scenario::Question {
            file: &arguments.table.file,
            until: &arguments.until,
            draws: arguments.draws,
            out: arguments.out.as_deref(),
            output: arguments.output.clone(),
            answer: arguments.answer,
        });
    }
    arguments.check(&arguments.of_scenarios(), "a scenario", "a table")?;
    let folder = arguments.output.optional(arguments.out.as_deref())?;
    let options = arguments.options();
    options.check()?;
    let table = arguments.table.read(arguments.split.as_deref())?;
    let follower = Follower::new(arguments.answer, "", 0);
    let scores = table.backtest_with(&options, &follower)?;
    follower.finish();
    if let Some(folder) = folder {
        scores.write(folder)?;
    }
    arguments.answer.print(|| object(&scores), || text(&scores))
}

impl Arguments {
    /// What is asked of a table.
    fn options(&self) -> ScoreOptions {
        let mut options = ScoreOptions { horizon: self.horizon, ..ScoreOptions::default() };
        if !self.method.is_empty() {
            options.methods.clone_from(&self.method);
        }
        match (&self.split, self.origins) {
            (Some(_), _) => options.plan = Plan::Split,
            (None, Some(origins)) => options.plan = Plan::Origins(origins),
            (None, None) => {}
        }
        options
    }

    /// Flags that say something of scenarios alone, and whether they were given.
    fn of_scenarios(&self) -> [(&'static str, bool); 2] {
        [("--until", !self.until.is_empty()), ("--draws", self.draws.is_some())]
    }

    /// Flags that say something of tables alone, and whether they were given.
    fn of_tables(&self) -> Vec<(&'static str, bool)> {
        let own = [
            ("--split", self.split.is_some()),
            ("--origins", self.origins.is_some()),
            ("--horizon", self.horizon.is_some()),
            ("--method", !self.method.is_empty()),
        ];
        own.into_iter().chain(self.table.given()).collect()
    }

    /// Refuses flags of another kind of file, which would change nothing.
    fn check(&self, flags: &[(&str, bool)], of: &str, file: &str) -> Result<(), CliError> {
        let given: Vec<&str> = flags.iter().filter(|(_, given)| *given).map(|(flag, _)| *flag).collect();
        if given.is_empty() {
            return Ok(());
        }
        let (flags, verb) = (given.join(", "), if given.len() > 1 { "are" } else { "is" });
        let name = self.table.file.display();
        Err(CliError::Usage(format!(
            "{flags} {verb} for the backtest of {of}, and {name} is {file}: leave out {flags}"
        )))
    }
}

fn is_scenario(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"))
}

fn text(scores: &Scores) -> String {
    let found = &scores.backtest;
    let columns = ["sMAPE", "MASE", "WQL", "SQL", "in 80 %", "in 95 %", "MSIS", "over naive", "over drift", "p"]
        .map(str::to_owned);
    let rows: Vec<Row> = found.reports.iter().map(row).collect();
    let mut text = terminal::table("method", &columns, &rows, terminal::width());
    for report in &found.reports {
        text.push_str(&terminal::wrap(&verdict(report, &found.reports), terminal::width(), ""));
    }
    let shares: Vec<String> = found.reports[0].levels.iter().map(|share| number::decimals(share * 100.0, 1)).collect();
    let heading = format!(
        "{}: share of values in each tenth of its distribution, in % (10 each if calibrated)",
        found.reports[0].method.name()
    );
    text.push_str(&format!("\n{}  {}\n", terminal::wrap(&heading, terminal::width(), ""), shares.join("  ")));
    text.push_str(&origins_text(&found.reports[0]));
    text.push_str(&tiers_text(&found.reports[0]));
    for note in scores.table.panel.notes.iter().chain(&found.notes) {
        text.push_str(&terminal::wrap(&format!("note: {note}"), terminal::width(), ""));
    }
    let origins = phrase::count(found.origins, "origin");
    let (values, steps) = (phrase::count(found.values, "value"), phrase::count(found.horizon, "step"));
    let seconds = scores.time.as_secs_f64();
    text + &format!("{} series, {origins}, {values} up to {steps} ahead, {seconds:.1} s\n", found.series)
}

/// Coverage by origin, if there are several: one shock moves all series of an origin.
fn origins_text(report: &Report) -> String {
    if report.origins.len() < 2 {
        return String::new();
    }
    let share = |means: &Means| number::decimals(means.coverage[1] * 100.0, 0);
    let shares: Vec<String> = report.origins.iter().map(share).collect();
    let text = format!("in 80 % by origin, the latest first: {}", shares.join("  "));
    terminal::wrap(&text, terminal::width(), "")
}

/// Scores by what series are sums over, if they add up.
fn tiers_text(report: &Report) -> String {
    if report.tiers.is_empty() {
        return String::new();
    }
    let columns = ["MASE", "in 80 %", "in 95 %", "MSIS"].map(str::to_owned);
    let row = |(name, means): &(String, Means)| {
        let share = |place: usize| format!("{} %", number::decimals(means.coverage[place] * 100.0, 1));
        let cells = vec![number::decimals(means.mase, 3), share(1), share(3), number::decimals(means.msis, 2)];
        Row::Cells(name.clone(), cells)
    };
    let rows: Vec<Row> = report.tiers.iter().map(row).collect();
    terminal::table("what adds up", &columns, &rows, terminal::width())
}

fn row(report: &Report) -> Row {
    let skill = |skill: Option<f64>| skill.map_or_else(String::new, |skill| number::decimals(skill, 3));
    let means = &report.means;
    let [_, eighty, _, most] = means.coverage.map(|share| format!("{} %", number::decimals(share * 100.0, 1)));
    let cells = vec![
        number::decimals(means.smape, 3),
        number::decimals(means.mase, 3),
        number::decimals(means.wql, 4),
        number::decimals(means.sql, 3),
        eighty,
        most,
        number::decimals(means.msis, 2),
        skill(report.skill_naive),
        skill(report.skill_drift),
        report.test.map_or_else(String::new, |test| p_value(test.comparison.p_value)),
    ];
    Row::Cells(report.method.name().to_owned(), cells)
}

/// A p-value with four decimals; what is possible is not called 0.
fn p_value(p: f64) -> String {
    if p < 0.0001 { "< 0.0001".to_owned() } else { number::decimals(p, 4) }
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
    let p = match p_value(comparison.p_value) {
        p if p.starts_with('<') => p,
        p => format!("= {p}"),
    };
    match (comparison.p_value < SIGNIFICANT, comparison.difference < 0.0) {
        (true, true) => format!("{name} is better than {other} (p {p})"),
        (true, false) => format!("{name} is worse than {other} (p {p})"),
        _ => format!("{name} cannot be told from {other} (p {p})"),
    }
}

fn object(scores: &Scores) -> Value {
    let found = &scores.backtest;
    let main = &found.reports[0];
    let own = json!({
        "file": scores.table.path.display().to_string(),
        "series": found.series,
        "origins": found.origins,
        "values": found.values,
        "horizon": found.horizon,
        "seconds": scores.time.as_secs_f64(),
        "methods": found.reports.iter().map(report_object).collect::<Vec<_>>(),
        "notes": scores.table.panel.notes.iter().chain(&found.notes).collect::<Vec<_>>(),
    });
    joined(report_object(main), own)
}

fn report_object(report: &Report) -> Value {
    let test = report.test.map(|test| {
        json!({
            "benchmark": test.benchmark.name(),
            "difference": test.comparison.difference,
            "statistic": test.comparison.statistic,
            "p": test.comparison.p_value,
        })
    });
    let compared = json!({
        "skill_naive": report.skill_naive,
        "skill_drift": report.skill_drift,
        "test": test,
        "pit": report.levels,
        "steps": (1..).zip(&report.steps).map(|(ahead, means)| joined(json!({ "ahead": ahead }), means_object(means)))
            .collect::<Vec<_>>(),
        "by_origin": (1..).zip(&report.origins)
            .map(|(origin, means): (usize, _)| joined(json!({ "origin": origin }), means_object(means)))
            .collect::<Vec<_>>(),
        "by_level": report.tiers.iter()
            .map(|(name, means)| joined(json!({ "level": name }), means_object(means)))
            .collect::<Vec<_>>(),
    });
    joined(joined(json!({ "method": report.method.name() }), means_object(&report.means)), compared)
}

fn means_object(means: &Means) -> Value {
    let Means { smape, mape, mase, crps, pinball, wql, sql, coverage, msis } = *means;
    let [half, eighty, ninety, most] = coverage;
    json!({
        "smape": smape,
        "mape": mape,
        "mase": mase,
        "crps": crps,
        "pinball": pinball,
        "wql": wql,
        "sql": sql,
        "coverage_50": half,
        "coverage_80": eighty,
        "coverage_90": ninety,
        "coverage_95": most,
        "msis": msis,
    })
}

/// The keys of both objects, those of the first before those of the second.
fn joined(mut first: Value, second: Value) -> Value {
    if let (Some(first), Value::Object(second)) = (first.as_object_mut(), second) {
        first.extend(second);
    }
    first
}
