//! `catchup sensitivity`: which assumptions drive a number.

use std::path::PathBuf;

use clap::ValueEnum;
use serde_json::{Value, json};

use super::CliError;
use super::load::load_all;
use super::terminal::{self, Row};
use crate::analysis::sensitivity::{Bootstrap, Interval};
use crate::analysis::{Driver, DriverOptions, drivers};
use crate::charts::number;
use crate::diagnostic::{Diagnostics, Source, Span, Spanned};
use crate::export::ExportError;
use crate::model::quantity;
use crate::scenario::options::Options;

/// Confidence level of intervals.
const LEVEL: f64 = 0.95;
/// How often points are drawn again for intervals.
const REPLICATES: usize = 1000;

/// Say which assumptions drive a number: swings, Sobol indices, and a ranking.
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
    /// Base samples, best a power of 2.
    #[arg(long, value_name = "NUMBER", default_value = "4096", value_parser = clap::value_parser!(u32).range(64..=1_048_576))]
    samples: u32,
    /// Fix an assumption or set a lever: NAME=NUMBER or NAME[element]=NUMBER, in its declared unit.
    #[arg(long, value_name = "NAME[ELEMENT]=NUMBER")]
    set: Vec<String>,
    /// Write the table as comma-separated values.
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Print one JSON object instead of text.
    #[arg(long)]
    json: bool,
    /// Print nothing but errors.
    #[arg(long, short)]
    quiet: bool,
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
}

/// Analyses one number of a scenario.
///
/// # Errors
/// The file or the selector is not valid, nothing uncertain matters, a run fails, or output cannot be written.
pub fn run(arguments: &Arguments) -> Result<(), CliError> {
    let options = Options { set: arguments.set.clone(), ..Options::default() };
    let loaded = load_all(std::slice::from_ref(&arguments.file), &options, arguments.quiet)?;
    let Some(file) = loaded.first() else { return Ok(()) };
    let model = &file.model;
    let source = Source::new("--of", arguments.of.as_str());
    let text = Spanned::new(arguments.of.clone(), Span::new(&source, 0..arguments.of.len()));
    let of = quantity(model, &text).map_err(|problem| CliError::Input(Diagnostics::from(vec![problem])))?;
    let wants = |method: Method| arguments.method.contains(&method);
    let seed = model.scenario.ensemble.seed;
    let options = DriverOptions {
        samples: arguments.samples as usize,
        swing: wants(Method::Swing),
        sobol: wants(Method::Sobol),
        ranking: wants(Method::Ranking),
        bootstrap: Bootstrap { replicates: REPLICATES, level: LEVEL, seed },
    };
    let found =
        drivers(model, of, &options).map_err(|error| CliError::Run { scenario: model.scenario.id.clone(), error })?;
    let unit = &model.scenario.variables[of.variable].value.unit.value;
    if let Some(path) = &arguments.csv {
        std::fs::write(path, csv(&found)).map_err(|source| ExportError::File { path: path.clone(), source })?;
    }
    if arguments.json {
        let object = object(&arguments.of, unit, arguments.samples, seed, &found);
        terminal::print(&format!("{object:#}\n"))?;
    } else if !arguments.quiet {
        terminal::print(&table(&arguments.of, unit, &found))?;
    }
    Ok(())
}

fn table(of: &str, unit: &str, found: &[Driver]) -> String {
    if found.is_empty() {
        return format!("{of} depends on nothing that is uncertain\n");
    }
    let columns = ["first", "total", "95 % interval", "ranking", "at 5 %", "at 95 %"].map(str::to_owned);
    let rows: Vec<Row> = found
        .iter()
        .map(|driver| {
            let share = |value: Option<f64>| value.map_or_else(String::new, |value| number::decimals(value, 3));
            let end = |value: Option<f64>| value.map_or_else(String::new, |value| number::significant(value, 4));
            let total = driver.indices.map(|indices| indices.total);
            let range =
                |total: Interval| format!("{} to {}", number::decimals(total.low, 3), number::decimals(total.high, 3));
            let cells = vec![
                share(driver.indices.map(|indices| indices.first.estimate)),
                share(total.map(|total| total.estimate)),
                total.map_or_else(String::new, range),
                share(driver.ranking),
                end(driver.swing.map(|swing| swing.low)),
                end(driver.swing.map(|swing| swing.high)),
            ];
            Row::Cells(driver.label.clone(), cells)
        })
        .collect();
    terminal::table(&format!("{of} ({unit})"), &columns, &rows, terminal::width())
}

/// The table with all digits; empty where a method does not apply. Names hold neither quotes nor line breaks.
fn csv(found: &[Driver]) -> String {
    let mut text =
        "assumption,first,first_low,first_high,total,total_low,total_high,ranking,at_p05,at_p95\n".to_owned();
    for driver in found {
        let interval = |interval: Option<Interval>| {
            [interval.map(|i| i.estimate), interval.map(|i| i.low), interval.map(|i| i.high)]
        };
        let first = interval(driver.indices.map(|indices| indices.first));
        let total = interval(driver.indices.map(|indices| indices.total));
        let ends = [driver.swing.map(|swing| swing.low), driver.swing.map(|swing| swing.high)];
        let numbers = first.into_iter().chain(total).chain([driver.ranking]).chain(ends);
        let cells: Vec<String> =
            numbers.map(|value| value.map_or_else(String::new, |value| value.to_string())).collect();
        text.extend(["\"", driver.label.as_str(), "\",", cells.join(",").as_str(), "\n"]);
    }
    text
}

fn object(of: &str, unit: &str, samples: u32, seed: u64, found: &[Driver]) -> Value {
    let interval =
        |interval: Interval| json!({ "estimate": interval.estimate, "low": interval.low, "high": interval.high });
    let drivers: Vec<Value> = found
        .iter()
        .map(|driver| {
            json!({
                "assumption": driver.label,
                "first": driver.indices.map(|indices| interval(indices.first)),
                "total": driver.indices.map(|indices| interval(indices.total)),
                "ranking": driver.ranking,
                "swing": driver.swing.map(|swing| json!({ "p05": swing.low, "p95": swing.high })),
            })
        })
        .collect();
    json!({ "of": of, "unit": unit, "samples": samples, "seed": seed, "confidence": LEVEL, "drivers": drivers })
}
