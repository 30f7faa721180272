//! `catchup fit`: laws of growth, diffusion, substitution and learning fitted to data.

mod assumptions;
mod input;
mod json;
mod moment;
mod output;
mod text;

use std::path::PathBuf;

use clap::ValueEnum;

use super::CliError;
use super::answer::Answer;
use crate::diagnostic::{Diagnostic, Diagnostics, Source, Span, Spanned};
use crate::export::Folder;
use crate::fit::{Domain, Fitted, LAWS, Law, LawError, Observations, Request, Scale, fit};

use input::Input;
use moment::Moment;

/// Fit laws of growth, diffusion, substitution and learning to data.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Scenario whose history is fitted; or give --data.
    #[arg(value_name = "FILE", required_unless_present = "data", requires = "of")]
    file: Option<PathBuf>,
    /// The variable of the scenario whose history is fitted, with an element of each of its dimensions.
    #[arg(long, value_name = "NAME[ELEMENT,…]", requires = "file")]
    of: Option<String>,
    /// CSV file with a column of times, years or dates, and one of values.
    #[arg(long, value_name = "CSV", conflicts_with = "file")]
    data: Option<String>,
    /// The law, or all of them, best first.
    #[arg(long, value_name = "LAW", default_value = "all", value_parser = law)]
    law: Choice,
    /// Column of times: years, or dates such as 2020Q1, 2020-03 and 2020-03-31.
    #[arg(long, value_name = "COLUMN", default_value = "year", conflicts_with = "file")]
    time: String,
    /// Column of values.
    #[arg(long, value_name = "COLUMN", default_value = "value", conflicts_with = "file")]
    column: String,
    /// Column of cumulative volumes, for `wright`.
    #[arg(long, value_name = "COLUMN", conflicts_with = "file")]
    volume: Option<String>,
    /// Column of weights: the variance of a value is in inverse proportion to its weight.
    #[arg(long, value_name = "COLUMN", conflicts_with = "file")]
    weights: Option<String>,
    /// Only rows in which a column has a text; may be given several times.
    #[arg(long = "where", value_name = "COLUMN=TEXT", value_parser = pair, conflicts_with = "file")]
    filter: Vec<(String, String)>,
    /// What values are multiplied by: 0.01 turns per cent into shares.
    #[arg(long, value_name = "NUMBER", default_value = "1", value_parser = positive, allow_negative_numbers = true)]
    factor: f64,
    /// How values scatter around the law, instead of the law's own way: by amounts, by factors, or by odds.
    #[arg(long, value_name = "SCALE")]
    error: Option<ErrorScale>,
    /// First time that is used.
    #[arg(long, value_name = "TIME", value_parser = Moment::parse)]
    from: Option<Moment>,
    /// Last time that is used.
    #[arg(long, value_name = "TIME", value_parser = Moment::parse)]
    until: Option<Moment>,
    /// Give a parameter instead of fitting it; may be given several times.
    #[arg(long, value_name = "PARAMETER=NUMBER", value_parser = known, allow_hyphen_values = true)]
    fix: Vec<(String, f64)>,
    /// When diffusion by `bass` began; one period before the first value unless given.
    #[arg(long, value_name = "TIME", value_parser = Moment::parse)]
    launch: Option<Moment>,
    /// Go on with the curve to this time, in tables and the chart.
    #[arg(long, value_name = "TIME", value_parser = Moment::parse)]
    project: Option<Moment>,
    /// Folder for tables and the chart.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
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

/// One law or all.
#[derive(Debug, Clone, Copy)]
enum Choice {
    All,
    One(&'static Law),
}

/// The names of [`Scale`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ErrorScale {
    /// Errors are differences.
    Level,
    /// Errors are differences of logarithms.
    Log,
    /// Errors are differences of logits.
    Logit,
}

impl ErrorScale {
    fn scale(self) -> Scale {
        match self {
            Self::Level => Scale::Level,
            Self::Log => Scale::Log,
            Self::Logit => Scale::Logit,
        }
    }
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

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write COLUMN=TEXT")?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
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

/// Laws that do not go with the data, and why.
type Skipped = Vec<(&'static Law, LawError)>;

/// What was fitted: best first.
struct Done {
    input: Input,
    /// Fits by increasing criterion.
    fits: Vec<Fitted>,
    /// Laws that do not go with the data, and why.
    skipped: Skipped,
    files: Vec<PathBuf>,
}

/// Fits one law or all.
///
/// # Errors
/// The data or the file is not valid, no law goes with the data, or output cannot be written.
pub fn run(arguments: &Arguments) -> Result<(), CliError> {
    let folder = arguments.out.as_deref().map(Folder::create).transpose()?;
    let input = input::read(arguments)?;
    let (fits, skipped) = match arguments.law {
        Choice::One(law) => (vec![one(law, &input, arguments)?], Vec::new()),
        Choice::All => all(&input, arguments)?,
    };
    let mut done = Done { input, fits, skipped, files: Vec::new() };
    if let Some(path) = &arguments.write {
        assumptions::write(path, &done, arguments)?;
        done.files.push(path.clone());
    }
    if let Some(folder) = folder {
        done.files.extend(output::write(&done, arguments, folder)?);
    }
    arguments.answer.print(|| json::object(&done), || text::report(&done))
}

/// The observations that a law takes: by time, or by cumulative volume.
fn observations<'a>(law: &Law, input: &'a Input, arguments: &Arguments) -> Result<&'a Observations, CliError> {
    if !law.by_volume {
        return Ok(&input.by_time);
    }
    let missing = || {
        let by = if arguments.data.is_some() { "name its column with --volume" } else { "use --data with --volume" };
        CliError::Usage(format!("{} is a law of cumulative volume: {by}", law.name))
    };
    input.by_volume.as_ref().ok_or_else(missing)
}

/// Parameters of a law that the command line fixes; names that the law does not have are an error if `strict`.
fn fixed(law: &Law, arguments: &Arguments, strict: bool) -> Result<Vec<(usize, f64)>, CliError> {
    let mut fixed = Vec::new();
    for (name, value) in &arguments.fix {
        let names: Vec<&str> = law.parameters.iter().map(|parameter| parameter.name).collect();
        match names.iter().position(|known| known.eq_ignore_ascii_case(name)) {
            Some(index) => fixed.push((index, *value)),
            None if strict => {
                let message = format!("--fix: {} has no parameter `{name}`, but {}", law.name, names.join(", "));
                return Err(CliError::Usage(message));
            }
            None => {}
        }
    }
    Ok(fixed)
}

fn one(law: &'static Law, input: &Input, arguments: &Arguments) -> Result<Fitted, CliError> {
    let data = observations(law, input, arguments)?;
    let scale = arguments.error.map(ErrorScale::scale);
    let request =
        Request { scale, fixed: fixed(law, arguments, true)?, launch: arguments.launch.map(|launch| launch.begins) };
    fit(law, data, &request).map_err(|error| CliError::Input(Diagnostics::from(explain(&error, input, law))))
}

/// Fits all laws that go with the data, on one error scale so that criteria compare like with like.
fn all(input: &Input, arguments: &Arguments) -> Result<(Vec<Fitted>, Skipped), CliError> {
    let scale = arguments.error.map_or_else(|| common_scale(&input.by_time), ErrorScale::scale);
    for (name, _) in &arguments.fix {
        if !LAWS.iter().flat_map(|law| law.parameters).any(|parameter| parameter.name.eq_ignore_ascii_case(name)) {
            return Err(CliError::Usage(format!("--fix: no law has a parameter `{name}`")));
        }
    }
    let (mut fits, mut skipped) = (Vec::new(), Vec::new());
    for law in LAWS.iter().filter(|law| !law.by_volume || input.by_volume.is_some()) {
        let request = Request {
            scale: Some(scale),
            fixed: fixed(law, arguments, false)?,
            launch: arguments.launch.map(|launch| launch.begins),
        };
        let shares = law.parameters[0].domain == Domain::Share;
        let outside = input.by_time.y.iter().position(|value| shares && !Scale::Logit.contains(*value));
        let fitted = match outside {
            Some(row) => Err(LawError::Value { row, value: input.by_time.y[row], scale: Scale::Logit }),
            None => fit(law, observations(law, input, arguments)?, &request),
        };
        match fitted {
            Ok(fitted) => fits.push(fitted),
            Err(error) => skipped.push((law, error)),
        }
    }
    if fits.is_empty() {
        // What stands against the law that asks least stands against all.
        let least = skipped.into_iter().min_by_key(|(law, _)| law.parameters.len());
        return Err(CliError::Input(
            least.map_or_else(Diagnostics::new, |(law, error)| explain(&error, input, law).into()),
        ));
    }
    fits.sort_by(|a, b| a.aicc.total_cmp(&b.aicc));
    Ok((fits, skipped))
}

/// The scale on which all laws can be fitted: odds of shares, factors of positive values, else amounts.
fn common_scale(data: &Observations) -> Scale {
    let every = |scale: Scale| data.y.iter().all(|value| scale.contains(*value));
    [Scale::Logit, Scale::Log].into_iter().find(|scale| every(*scale)).unwrap_or(Scale::Level)
}

/// What is wrong, at the cell it is about.
fn explain(error: &LawError, input: &Input, law: &Law) -> Diagnostic {
    let (row, help) = match error {
        LawError::Value { row, scale: Scale::Logit, .. } => (
            Some(*row),
            Some("`--factor 0.01` turns per cent into shares; another law or `--error level` takes any number"),
        ),
        LawError::Value { row, .. } => {
            (Some(*row), Some("`--error level` takes any number, `--from` leaves out early ones"))
        }
        LawError::Volume { row, .. } | LawError::Weight { row, .. } => (Some(*row), None),
        LawError::TooFew { .. } => (None, Some("give a parameter with --fix, or choose a law with fewer")),
        _ => (None, None),
    };
    let row = row.filter(|_| !law.by_volume);
    let place = row.and_then(|row| input.places.get(row)).unwrap_or(&input.place);
    let diagnostic = Diagnostic::error("cannot-fit", error.to_string(), place.clone(), "");
    help.map_or(diagnostic.clone(), |help| diagnostic.with_help(help))
}

/// A text of the command line that problems can point at.
fn given(option: &str, text: &str) -> Spanned<String> {
    let source = Source::new(option, text);
    Spanned::new(text.to_owned(), Span::new(&source, 0..text.len()))
}
