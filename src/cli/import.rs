//! `catchup import`: what a file says, as it was understood; tables become series, and entries of a scenario.

mod json;

use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::CliError;
use super::answer::Answer;
use super::error::show;
use super::output::OutputArguments;
use super::table::ColumnArguments;
use super::terminal::{self, Printer, Row};
use crate::scenario::files::stream::is_passing;
use crate::session::write::write_file;
use crate::session::{Disk, Imported, SeriesSummary, import_model, is_model};
use crate::wording::{number, phrase};

/// Make a scenario file from a model in XMILE (.xmile, .stmx) or of Vensim (.mdl); or say what was understood of a table, draw its
/// series, and write it as a tidy table or as a scenario. What a file is, is told by its content.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The model; or a table of series: a row for each value, a column for each series, or a column for each time.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    columns: ColumnArguments,
    /// Write NAME.toml, a scenario in which each series is the history of a variable, and NAME.csv, which it names.
    #[arg(long, value_name = "NAME")]
    scenario: Option<PathBuf>,
    /// Take the place of files that are there.
    #[arg(long)]
    force: bool,
    /// Charts to draw at most, of the first series.
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true, default_value = "12")]
    charts: usize,
    /// Of a model the scenario file to write: beside it, under its name, unless given. Of a table the folder for a tidy table and charts.
    #[arg(long, value_name = "FILE|FOLDER")]
    out: Option<PathBuf>,
    #[command(flatten)]
    output: OutputArguments,
    #[command(flatten)]
    answer: Answer,
}

/// Reads a file and says what was understood of it.
///
/// # Errors
/// The file cannot be read, or output cannot be written.
pub fn run(arguments: &Arguments) -> Result<(), CliError> {
    if is_model(&Disk, &arguments.file) { model(arguments) } else { table(arguments) }
}

/// Writes a model as a scenario file, unless the file exists.
fn model(arguments: &Arguments) -> Result<(), CliError> {
    let file = &arguments.file;
    let path = beside(file, arguments.out.as_deref(), "toml")?;
    if path.exists() && !arguments.force {
        let message = format!("{} exists already, and is left as it is; --force writes over it", path.display());
        return Err(CliError::Usage(message));
    }
    let made = import_model(&Disk, file)?;
    show(&made.warnings);
    write_file(&path, &made.text, arguments.force, |_| Ok(()))?;
    terminal::print(&format!("wrote {0}\nrun it: catchup run {0}\n", path.display()))
}

/// The file that is written: as asked for, or beside the one that is read.
///
/// # Errors
/// Nothing is beside what is gone once it was read.
pub(super) fn beside(file: &Path, asked: Option<&Path>, ending: &str) -> Result<PathBuf, CliError> {
    match asked {
        Some(path) => Ok(path.to_owned()),
        None if is_passing(file) => {
            let message = format!("nothing can stand beside {}: say --out NAME.{ending}", file.display());
            Err(CliError::Usage(message))
        }
        None => Ok(file.with_extension(ending)),
    }
}

fn table(arguments: &Arguments) -> Result<(), CliError> {
    arguments.output.check_files([arguments.file.as_path()])?;
    let folder = arguments.output.optional(arguments.out.as_deref())?;
    let found = Imported::read(&arguments.file, &arguments.columns.columns())?;
    let mut files = Vec::new();
    if let Some(name) = &arguments.scenario {
        let mut path = name.clone();
        if path.extension().is_none_or(|extension| extension != "toml") {
            path.as_mut_os_string().push(".toml");
        }
        files.extend(found.write_scenario(&path, arguments.force)?);
    }
    if let Some(folder) = folder {
        files.extend(found.write(folder, arguments.charts)?);
    }
    let printed = if arguments.answer.json {
        let mut of_all = found.json();
        of_all["files"] = files.iter().map(|file| file.display().to_string()).collect();
        let mut out = Printer::default();
        json::write(&mut out, &of_all, found.each()).and_then(|()| out.flush()).map_err(CliError::Print)
    } else {
        arguments.answer.print(|| Value::Null, || text(&found, &files))
    };
    // The program ends: a table of many series is given back to the system at once, rather than text by text.
    std::mem::forget(found);
    printed
}

/// The report for people.
fn text(found: &Imported, files: &[PathBuf]) -> String {
    let width = terminal::width();
    let mut text = terminal::wrap(&format!("{}: {}", found.path.display(), found.form()), width, "");
    let (known, missing) = found.values();
    let count = |number: usize| number::decimals(number as f64, 0);
    let (rows, values) = (phrase::count(found.rows(), "row"), phrase::count(known, "value"));
    let mut facts = format!("{rows}, {} series, {values}", count(found.count()));
    if missing > 0 {
        facts.push_str(&format!(", {} missing", count(missing)));
    }
    if let Some((unit, first, last)) = found.times() {
        facts.push_str(&format!("; {unit} from {first} to {last}"));
    }
    text.push_str(&terminal::wrap(&facts, width, ""));
    let rows: Vec<Row> = found.summaries().iter().map(row).collect();
    let columns = ["unit", "values", "from", "first", "to", "last"].map(str::to_owned);
    text.push_str(&terminal::table("Series", &columns, &rows, width));
    let more = found.count().saturating_sub(rows.len());
    if more > 0 {
        text.push_str(&format!("… and {} more series: --json prints all\n", count(more)));
    }
    for note in found.notes() {
        text.push_str(&terminal::wrap(&format!("note: {note}"), width, ""));
    }
    for file in files {
        text.push_str(&format!("wrote {}\n", file.display()));
    }
    text
}

fn row(one: &SeriesSummary) -> Row {
    let value = |value: f64| number::significant(value, 6);
    let ends = one.ends.as_ref().map(|[first, last]| [first.0.clone(), value(first.1), last.0.clone(), value(last.1)]);
    let ends = ends.unwrap_or_else(|| ["", "", "", ""].map(str::to_owned));
    Row::Cells(one.name.to_owned(), [one.unit.to_owned(), one.counts.0.to_string()].into_iter().chain(ends).collect())
}
