//! The command line: one file for each subcommand.

mod answer;
mod ask;
mod backtest;
mod check;
mod compare;
mod completions;
mod ensemble;
mod error;
mod explain;
mod explore;
mod export;
mod fit;
mod fits;
mod follow;
mod forecast;
mod import;
mod json;
mod live;
mod load;
mod lock;
mod man;
pub mod memory;
mod merge;
mod names;
mod new;
mod output;
mod rerun;
mod run;
mod schema;
mod sensitivity;
mod show;
mod solve;
mod summary;
mod table;
mod terminal;
mod verify;
mod watch;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::numeric::dispatch;
pub use error::{CliError, Exit};

/// Projects industrial catch-up under uncertainty: scenario files in, charts and tables out.
///
/// Exit codes: 0 done · 1 an input file has errors · 2 the command line is wrong · 3 a run failed (memory, a number
/// that is not finite) · 4 output could not be written · 5 `merge` needs another pass of the shards.
#[derive(Debug, Parser)]
#[command(name = "catchup", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// End after this time, with exit code 3: seconds, or a number with s, min or h. What has been written is whole.
    #[arg(long, global = true, value_name = "TIME", value_parser = follow::parse_time)]
    time_limit: Option<std::time::Duration>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Run(run::Arguments),
    Merge(merge::Arguments),
    Compare(compare::Arguments),
    Explain(explain::Arguments),
    Explore(explore::Arguments),
    Ask(ask::Arguments),
    Check(check::Arguments),
    Sensitivity(sensitivity::Arguments),
    Solve(solve::Arguments),
    Fit(Box<fit::Arguments>),
    Forecast(forecast::Arguments),
    Import(import::Arguments),
    Export(export::Arguments),
    Backtest(backtest::Arguments),
    Show(show::Arguments),
    Verify(verify::Arguments),
    Rerun(rerun::Arguments),
    Lock(lock::Arguments),
    New(new::Arguments),
    Schema(schema::Arguments),
    Completions(completions::Arguments),
    Man(man::Arguments),
}

/// The command line as it is defined: all commands and their options.
fn command() -> clap::Command {
    Arguments::command()
}

/// Help is no wider, in columns: long lines are hard to read.
const HELP_WIDTH: usize = 100;

/// Reads a command line.
fn parsed(arguments: impl IntoIterator<Item = OsString>) -> Result<Arguments, clap::Error> {
    let mut command = command().term_width(terminal::width().min(HELP_WIDTH));
    let found = command.try_get_matches_from_mut(arguments)?;
    Arguments::from_arg_matches(&found).map_err(|problem| problem.format(&mut command))
}

/// Carries out the command line of this process, prints what went wrong, and gives the exit code.
#[must_use]
pub fn main() -> ExitCode {
    memory::prepare();
    if let Some(name) = std::env::var_os("CATCHUP_INSTRUCTIONS")
        && let Err(problem) = dispatch::keep_to(&name.to_string_lossy())
    {
        let error = CliError::Usage(format!("CATCHUP_INSTRUCTIONS: {problem}"));
        error.report();
        return (error.exit() as u8).into();
    }
    carry_out(std::env::args_os()).into()
}

/// Prints help, a version, or what is wrong with a command line, and gives the exit code.
fn told(answer: &clap::Error) -> u8 {
    match answer.print() {
        Err(problem) if !answer.use_stderr() => {
            let error = CliError::Print(problem);
            error.report();
            error.exit() as u8
        }
        _ => answer.exit_code() as u8,
    }
}

/// Carries out a command line, the name of the program first, prints what went wrong, and gives the exit code.
#[must_use]
pub fn carry_out(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments = match parsed(arguments) {
        Ok(arguments) => arguments,
        Err(answer) => return told(&answer),
    };
    if let Some(time) = arguments.time_limit {
        follow::limit(time);
    }
    let result = match &arguments.command {
        Command::Run(arguments) => run::run(arguments),
        Command::Merge(arguments) => merge::run(arguments),
        Command::Compare(arguments) => compare::run(arguments),
        Command::Explain(arguments) => explain::run(arguments),
        Command::Explore(arguments) => explore::run(arguments),
        Command::Ask(arguments) => ask::run(arguments),
        Command::Check(arguments) => check::run(arguments),
        Command::Sensitivity(arguments) => sensitivity::run(arguments),
        Command::Solve(arguments) => solve::run(arguments),
        Command::Fit(arguments) => fit::run(arguments),
        Command::Forecast(arguments) => forecast::run(arguments),
        Command::Import(arguments) => import::run(arguments),
        Command::Export(arguments) => export::run(arguments),
        Command::Backtest(arguments) => backtest::run(arguments),
        Command::Show(arguments) => show::run(arguments),
        Command::Verify(arguments) => verify::run(arguments),
        Command::Rerun(arguments) => rerun::run(arguments),
        Command::Lock(arguments) => lock::run(arguments),
        Command::New(arguments) => new::run(arguments),
        Command::Schema(arguments) => schema::run(arguments),
        Command::Completions(arguments) => completions::run(arguments),
        Command::Man(arguments) => man::run(arguments),
    };
    match result {
        Ok(()) => {
            // Boxes in place of letters are not passed over in silence.
            if let Some(note) = crate::charts::missing_note() {
                terminal::say(&format!("warning: {note}"));
            }
            0
        }
        Err(error) => {
            error.report();
            error.exit() as u8
        }
    }
}
