//! `catchup sensitivity`: which assumptions drive a number, and in which region of them it misses what is wanted.

mod json;
mod text;

use std::path::PathBuf;
use std::time::Instant;

use super::CliError;
use super::answer::Answer;
use super::follow::Follower;
use super::load::open;
use super::output::OutputArguments;
use crate::analysis::Miss;
use crate::scenario::options::Options;
use crate::session::write::{sensitivity_csv, write_file};
use crate::session::{SensitivityMethod as Method, SensitivityRequest};

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
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true, default_value = "4096")]
    samples: u32,
    /// Trajectories of Morris' method.
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true, default_value = "100")]
    trajectories: u32,
    /// Scenario discovery: the number misses where it is below this, in its declared unit.
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true, conflicts_with = "miss_above")]
    miss_below: Option<f64>,
    /// Scenario discovery: the number misses where it is above this, in its declared unit.
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    miss_above: Option<f64>,
    /// Fix an assumption or set a lever: NAME=NUMBER or NAME[element]=NUMBER, in its declared unit.
    #[arg(long, value_name = "NAME[ELEMENT]=NUMBER")]
    set: Vec<String>,
    /// Folder for the tables and charts.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    #[command(flatten)]
    output: OutputArguments,
    /// Write the table as comma-separated values.
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    #[command(flatten)]
    answer: Answer,
}

/// Analyses one number of a scenario.
///
/// # Errors
/// The file or the selector is not valid, nothing says what a miss is, a run fails, or output cannot be written.
pub fn run(arguments: &Arguments) -> Result<(), CliError> {
    let started = Instant::now();
    let options = Options { set: arguments.set.clone(), ..Options::default() };
    let session = open(&arguments.file, options, arguments.answer.quiet)?;
    let asked = SensitivityRequest {
        methods: arguments.method.clone(),
        samples: arguments.samples,
        trajectories: arguments.trajectories,
        miss: miss(arguments),
    };
    session.check_sensitivity(&arguments.of, &asked)?;
    arguments.output.check([&session])?;
    // A closed door is noticed before the work, not after.
    let folder = arguments.output.optional(arguments.out.as_deref())?;
    let read = started.elapsed();
    let begin = Instant::now();
    let follower = Follower::new(arguments.answer, "", 0);
    let found = session.sensitivity_with(&arguments.of, &asked, &follower)?;
    follower.finish();
    let mut times = vec![("read".to_owned(), read), ("analyse".to_owned(), begin.elapsed())];
    if let Some(path) = &arguments.csv {
        write_file(path, &sensitivity_csv(&found), true, |_| Ok(()))?;
    }
    let files = folder.map_or(Ok(Vec::new()), |folder| session.write_sensitivity(&found, folder, &mut times))?;
    arguments.answer.print(|| json::object(&found), || text::report(&found, &files))
}

/// What counts as a miss, if the command line says so.
fn miss(arguments: &Arguments) -> Option<Miss> {
    let (bound, below) = match (arguments.miss_below, arguments.miss_above) {
        (Some(bound), _) => (bound, true),
        (None, Some(bound)) => (bound, false),
        (None, None) => return None,
    };
    Some(Miss { bound, below, target: String::new() })
}
