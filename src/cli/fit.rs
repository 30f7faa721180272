//! `catchup fit`: laws of growth, diffusion, substitution and learning fitted to data.

mod json;
mod text;

use std::path::{Path, PathBuf};

use super::CliError;
use super::answer::Answer;
use super::load::open;
use super::output::OutputArguments;
use super::table::{RowArguments, pair};
use crate::fit::{LAWS, Law, Scale, Structure};
use crate::scenario::options::Options;
use crate::session::{FitColumns, FitData, FitHistory, FitOptions, FitRequest, Moment};

/// Fit laws of growth, diffusion, substitution and learning to data.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Scenario whose history is fitted, with --of; or a table, as of --data.
    #[arg(value_name = "FILE", required_unless_present = "data")]
    file: Option<PathBuf>,
    /// The variable of the scenario whose history is fitted, with an element of each of its dimensions.
    #[arg(long, value_name = "NAME[ELEMENT,…]", requires = "file", conflicts_with = "data")]
    of: Option<String>,
    /// A table with times, years or dates, and values, in any layout.
    #[arg(long, value_name = "TABLE", conflicts_with = "file")]
    data: Option<PathBuf>,
    /// The law, or all of them, best first.
    #[arg(long, value_name = "LAW", default_value = "all", value_parser = law)]
    law: Choice,
    /// Column of times: years, or dates such as 2020Q1, 2020-03 and 2020-03-31.
    #[arg(long, value_name = "COLUMN", default_value = "year", conflicts_with = "of")]
    time: String,
    /// Column of values.
    #[arg(long, value_name = "COLUMN", default_value = "value", conflicts_with = "of")]
    column: String,
    /// Column of cumulative volumes, for `wright`, `nordhaus`, `sinclair-klepper-cohen` and `two-factor`; of a scenario,
    /// the variable whose history they are. So with the other two.
    #[arg(long, value_name = "COLUMN")]
    volume: Option<String>,
    /// Column of what is made in each period, for `goddard` and `sinclair-klepper-cohen`.
    #[arg(long, value_name = "COLUMN")]
    production: Option<String>,
    /// Column of stocks of knowledge, such as research spent so far, for `two-factor`.
    #[arg(long, value_name = "COLUMN")]
    knowledge: Option<String>,
    /// Column of weights: the variance of a value is in inverse proportion to its weight.
    #[arg(long, value_name = "COLUMN", conflicts_with = "of")]
    weights: Option<String>,
    #[command(flatten)]
    rows: RowArguments,
    /// What values are multiplied by: 0.01 turns per cent into shares.
    #[arg(long, value_name = "NUMBER", default_value = "1", value_parser = positive, allow_negative_numbers = true)]
    factor: f64,
    /// How values scatter around the law, instead of the law's own way: by amounts, by factors, or by odds.
    #[arg(long, value_name = "SCALE")]
    error: Option<Scale>,
    /// How errors hang together in time; `auto` takes what suits the data best, by Akaike's corrected criterion.
    #[arg(long, value_name = "STRUCTURE", default_value = "auto", value_parser = structure)]
    errors: Errors,
    /// First time that is used.
    #[arg(long, value_name = "TIME", value_parser = Moment::parse, allow_negative_numbers = true)]
    from: Option<Moment>,
    /// Last time that is used.
    #[arg(long, value_name = "TIME", value_parser = Moment::parse, allow_negative_numbers = true)]
    until: Option<Moment>,
    /// Give a parameter instead of fitting it; may be given several times.
    #[arg(long, value_name = "PARAMETER=NUMBER", value_parser = known, allow_hyphen_values = true)]
    fix: Vec<(String, f64)>,
    /// When growth began, for laws with a launch (`bass`, `weibull`); unless given, the last of the
    /// zeros that data begin with, or one period before the first value.
    #[arg(long, value_name = "TIME", value_parser = Moment::parse, allow_negative_numbers = true)]
    launch: Option<Moment>,
    /// Go on with the curve to this time, in tables and the chart.
    #[arg(long, value_name = "TIME", value_parser = Moment::parse, allow_negative_numbers = true)]
    project: Option<Moment>,
    /// Folder for tables and the chart.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    #[command(flatten)]
    output: OutputArguments,
    /// Write the parameters as correlated assumptions of a scenario.
    #[arg(long, value_name = "SCENARIO")]
    write: Option<PathBuf>,
    /// Name of the fitted quantity in the scenario that is written.
    #[arg(long, value_name = "NAME", requires = "write")]
    name: Option<String>,
    /// Unit of the values.
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
    /// Let --write replace a file.
    #[arg(long, requires = "write")]
    force: bool,
    #[command(flatten)]
    answer: Answer,
}

/// One structure of errors, or the one that suits the data.
#[derive(Debug, Clone, Copy)]
struct Errors(Option<Structure>);

fn structure(text: &str) -> Result<Errors, String> {
    let folded = text.trim().to_lowercase();
    if folded == Structure::AUTO {
        return Ok(Errors(None));
    }
    let names = Structure::NAMES.join(", ");
    Structure::named(&folded)
        .map(|known| Errors(Some(known)))
        .ok_or_else(|| format!("structures of errors are {names}"))
}

/// One law or all.
#[derive(Debug, Clone, Copy)]
enum Choice {
    All,
    One(&'static Law),
}

fn law(text: &str) -> Result<Choice, String> {
    if text.eq_ignore_ascii_case("all") {
        return Ok(Choice::All);
    }
    Law::named(text).map(Choice::One).ok_or_else(|| {
        let names: Vec<&str> = LAWS.iter().map(|law| law.name).collect();
        let meant = crate::diagnostic::did_you_mean(text, names.iter().copied());
        let meant = meant.map_or_else(String::new, |meant| format!("did you mean `{meant}`? "));
        format!("{meant}the laws are {}, and `all`", names.join(", "))
    })
}

fn known(text: &str) -> Result<(String, f64), String> {
    let (name, value) = pair(text).map_err(|_| "write PARAMETER=NUMBER")?;
    let number = value.parse::<f64>().ok().filter(|number| number.is_finite());
    Ok((name, number.ok_or_else(|| format!("`{value}` is not a number"))?))
}

fn positive(text: &str) -> Result<f64, String> {
    let number = text.parse::<f64>().ok().filter(|number| *number > 0.0 && number.is_finite());
    number.ok_or_else(|| format!("`{text}` is not a number above 0"))
}

/// Fits one law or all.
///
/// # Errors
/// The data or the file is not valid, no law goes with the data, or output cannot be written.
pub fn run(arguments: &Arguments) -> Result<(), CliError> {
    let read = arguments.data.as_deref().into_iter().chain(arguments.file.as_deref());
    arguments.output.check_files(read)?;
    let folder = arguments.output.optional(arguments.out.as_deref())?;
    let request = FitRequest {
        law: match arguments.law {
            Choice::All => None,
            Choice::One(law) => Some(law),
        },
        scale: arguments.error,
        errors: arguments.errors.0,
        fixed: arguments.fix.clone(),
        launch: arguments.launch.map(|launch| launch.begins),
    };
    if arguments.project.is_some() && arguments.out.is_none() && arguments.write.is_none() {
        return Err(CliError::Usage("--project is of what is written: give --out FOLDER or --write FILE".to_owned()));
    }
    let fits = data(arguments)?.fit(&request)?;
    let in_scenario = arguments.write.is_some();
    if let Some(why) = arguments.project.and_then(|until| fits.cannot_go_on(until, in_scenario)) {
        return Err(CliError::Usage(format!("--project: {why}")));
    }
    let mut files = Vec::new();
    if let Some(path) = &arguments.write {
        fits.write_scenario(path, arguments.project, arguments.force)?;
        files.push(path.clone());
    }
    if let Some(folder) = folder {
        files.extend(fits.write(folder, arguments.project)?);
    }
    arguments.answer.print(|| json::object(&fits, &files), || text::report(&fits, &files))
}

/// Reads what the command line names.
fn data(arguments: &Arguments) -> Result<FitData, CliError> {
    let options = FitOptions {
        factor: arguments.factor,
        from: arguments.from,
        until: arguments.until,
        unit: arguments.unit.clone(),
        name: arguments.name.clone(),
    };
    match (&arguments.data, &arguments.file, &arguments.of) {
        (None, Some(file), None) if is_scenario(file) => {
            Err(CliError::Usage("give --of NAME: the variable of the scenario whose history is fitted".to_owned()))
        }
        (Some(table), ..) | (None, Some(table), None) => {
            let columns = FitColumns {
                time: arguments.time.clone(),
                value: arguments.column.clone(),
                volume: arguments.volume.clone(),
                production: arguments.production.clone(),
                knowledge: arguments.knowledge.clone(),
                weights: arguments.weights.clone(),
                filter: arguments.rows.filter.clone(),
                written: arguments.rows.written(),
            };
            Ok(FitData::read(table, &columns, &options)?)
        }
        (None, Some(_), Some(_)) if arguments.rows.says_something() => {
            let message = "--where, --decimal, --dates, --sheet and --range are of a table, given by --data";
            Err(CliError::Usage(message.to_owned()))
        }
        (None, Some(file), Some(of)) => {
            let (volume, production) = (arguments.volume.clone(), arguments.production.clone());
            let wanted = FitHistory { of: of.clone(), volume, production, knowledge: arguments.knowledge.clone() };
            Ok(open(file, Options::default(), arguments.answer.quiet)?.history(wanted, &options)?)
        }
        (None, None, _) => Err(CliError::Usage("give a TABLE, or a scenario FILE with --of NAME".to_owned())),
    }
}

/// Whether a file is a scenario or a model by its name.
fn is_scenario(file: &Path) -> bool {
    let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
    ["toml", "xmile", "stmx", "itmx", "mdl"].contains(&ending.as_str())
}
