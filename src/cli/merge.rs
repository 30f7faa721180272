//! `catchup run --shard` and `catchup merge`: one run on machines that do not know of one another.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::{Parser, ValueEnum};
use serde_json::json;

use super::answer::Answer;
use super::follow::Follower;
use super::load::open;
use super::output::OutputArguments;
use super::{CliError, Command, json, summary, terminal};
use crate::export::Folder;
use crate::session::write::{Format, MergedParts, PartFile};
use crate::session::{Session, Shard};

/// Merge the parts that `run --shard` has written to the run that one machine would have done, or say what is to be run next.
///
/// Exit code 5 says that another pass over the draws is needed: run all shards again, and merge again.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Parts, or folders of parts.
    #[arg(required = true, value_name = "PART")]
    parts: Vec<PathBuf>,
    /// Folder that takes the folder of results.
    #[arg(long, value_name = "FOLDER", default_value = "output")]
    out: PathBuf,
    #[command(flatten)]
    output: OutputArguments,
    /// What to write, separated by commas.
    #[arg(long, value_name = "FORMATS", value_delimiter = ',', default_value = "csv,iamc,parquet,png,svg,html,xlsx")]
    format: Vec<Format>,
    /// Merge parts of several instruction sets, which differ by rounding; the manifest says so.
    #[arg(long)]
    mixed: bool,
    #[command(flatten)]
    answer: Answer,
}

/// Words of a command line that may differ between the shards of a run, each with its value.
const OWN: [&str; 6] = ["--shard", "--part", "--threads", "--time-limit", "--out", "--format"];

/// A shard as `3/10`.
pub(super) fn parse_shard(text: &str) -> Result<Shard, String> {
    const MOST: u64 = 1_000_000;
    let numbers = text.split_once('/').and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
    match numbers {
        Some((number, of)) if 1 <= number && number <= of && of <= MOST => Ok(Shard { number, of }),
        _ => Err(format!("a shard is written as its number, from 1, and how many there are, at most {MOST}: 3/10")),
    }
}

/// Carries out one shard of a run of `file`, and says what is next.
pub(super) fn carry_out(session: &Session, shard: Shard, folder: &Path, answer: Answer) -> Result<(), CliError> {
    let command = shared(std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()));
    let draws = shard.draws(session.draws());
    let follower = Follower::new(answer, session.title(), draws.end - draws.start);
    let carried = session.write_part(shard, folder, command, &follower)?;
    follower.finish();
    let file = carried.file.display().to_string();
    if answer.json {
        let object = json!({ "file": file, "pass": carried.pass, "was_there": carried.was_there });
        terminal::print(&format!("{object:#}\n"))?;
    } else if !answer.quiet {
        let (number, of, pass) = (shard.number, shard.of, carried.pass);
        let folder = typed(&folder.display().to_string());
        terminal::print(&if carried.was_there {
            format!("{file} is there already: `catchup merge {folder}` says what comes next\n")
        } else {
            format!("Shard {number} of {of}, pass {pass}: {file}\nWhen all are there: catchup merge {folder}\n")
        })?;
    }
    Ok(())
}

/// Merges parts.
///
/// # Errors
/// Parts are missing, double, broken or of several runs, the scenario is not the one they were made of, another pass is needed,
/// or output cannot be written.
pub fn run(arguments: &Arguments) -> Result<(), CliError> {
    let started = Instant::now();
    let answer = arguments.answer;
    let parts = PartFile::read_all(&arguments.parts)?;
    if arguments.format.contains(&Format::Draws) {
        return Err(CliError::Usage("parts keep no draws: leave `draws` out of --format".to_owned()));
    }
    let Some(first) = PartFile::like_most(&parts) else {
        return Err(CliError::Usage(
            "there are no parts: `catchup run FILE --shard K/N --part FOLDER` writes them".to_owned(),
        ));
    };
    let words = std::iter::once("catchup".to_owned()).chain(first.origin.command.clone());
    let unreadable =
        |_| CliError::Again(format!("{}: its command line is not one of this program", first.path.display()));
    let Command::Run(ran) = super::Arguments::try_parse_from(words).map_err(unreadable)?.command else {
        return Err(CliError::Again(format!("{}: is not a part of a run", first.path.display())));
    };
    let Some(file) = ran.only_file() else {
        return Err(CliError::Again(format!("{}: is not a part of a run of one file", first.path.display())));
    };
    if !file.exists() {
        let file = file.display();
        return Err(CliError::Usage(format!(
            "the parts were made of `{file}`, which is not there: merge in the folder where their shards ran"
        )));
    }
    let session = open(file, ran.options(), answer.quiet)?;
    let read = started.elapsed();
    let follower = Follower::new(answer, session.title(), 0);
    match session.merge(&parts, arguments.mixed, &follower)? {
        MergedParts::Next { pass, files } => say_next(arguments, pass, &files, first),
        MergedParts::Run(mut run) => {
            if !answer.quiet {
                super::error::show(&run.notes);
            }
            run.times = vec![("read".to_owned(), read), ("merge".to_owned(), started.elapsed().saturating_sub(read))];
            let folder = folder(arguments, &session, &first.origin.command)?;
            let told = run.notes.len();
            let files = run.write(&session, folder, &arguments.format)?;
            if !answer.quiet {
                super::error::show(&run.notes[told..]);
            }
            if answer.json {
                let object = json::summary(&run.projection, &run.times, &files);
                terminal::print(&format!("{object:#}\n"))?;
                return Ok(());
            }
            if !answer.quiet {
                terminal::tell(&summary::text(&run.projection, &run.times, &files, terminal::width()))?;
            }
            Ok(())
        }
    }
}

/// The folder of results, whose manifest names the command with which one machine gives the same.
fn folder(arguments: &Arguments, session: &Session, command: &[String]) -> Result<Folder, CliError> {
    let mut command = command.to_vec();
    let name = |format: &Format| Some(format.to_possible_value()?.get_name().to_owned());
    let formats: Vec<String> = arguments.format.iter().filter_map(name).collect();
    command.extend(["--out".to_owned(), arguments.out.display().to_string()]);
    command.extend(["--format".to_owned(), formats.join(",")]);
    arguments.output.check([session])?;
    arguments.output.made_by(&arguments.out.join(session.id()), command)
}

/// Says that another pass is needed, and which commands carry it out: what was asked for is not there yet.
fn say_next(arguments: &Arguments, pass: u32, files: &[PathBuf], first: &PartFile) -> Result<(), CliError> {
    let of = first.origin.of;
    if arguments.answer.json {
        let files: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        let object = json!({ "next_pass": pass, "shards": of, "files": files });
        terminal::print(&format!("{object:#}\n"))?;
        return Err(CliError::Unfinished(pass));
    }
    if arguments.answer.quiet {
        terminal::say(&format!("pass {pass} over the draws is needed: run all {of} shards again, then merge again"));
        return Err(CliError::Unfinished(pass));
    }
    let command: Vec<String> = first.origin.command.iter().map(|word| typed(word)).collect();
    let command = command.join(" ");
    let folder = typed(&first.path.parent().unwrap_or(Path::new(".")).display().to_string());
    let needed = format!(
        "Exact quantiles need pass {pass} over the draws. What it looks for has been laid beside the parts. Run all shards \
         again, for K from 1 to {of}:"
    );
    let needed = terminal::wrap(&needed, terminal::width(), "");
    terminal::print(&format!("{needed}\n    catchup {command} --shard K/{of} --part {folder}\n\nThen merge again.\n"))?;
    Err(CliError::Unfinished(pass))
}

/// A word as one types it into a shell.
fn typed(word: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || "-_./=,:+@%".contains(letter);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// The words of a command line that the shards of a run share.
fn shared(words: impl Iterator<Item = String>) -> Vec<String> {
    let mut found = Vec::new();
    let mut words = words;
    while let Some(word) = words.next() {
        if OWN.contains(&word.as_str()) {
            words.next();
        } else if !OWN.iter().any(|own| word.strip_prefix(own).is_some_and(|rest| rest.starts_with('='))) {
            found.push(word);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_are_written_as_number_and_count() {
        assert_eq!(parse_shard("3/10"), Ok(Shard { number: 3, of: 10 }));
        for wrong in ["0/3", "4/3", "3", "a/b", "1/0", "-1/3", "1/1000001", "1/2/3", ""] {
            assert!(parse_shard(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn words_can_be_pasted_into_a_shell() {
        let words = ["run", "a b.toml", "x=1", "it's", "", "share[robots]=1"].map(typed);
        assert_eq!(words, ["run", "'a b.toml'", "x=1", r"'it'\''s'", "''", "'share[robots]=1'"]);
    }

    #[test]
    fn what_differs_between_shards_is_no_part_of_their_command() {
        let words = [
            "run",
            "a.toml",
            "--shard",
            "1/3",
            "--draws=5",
            "--part=p",
            "--threads",
            "4",
            "--format=csv",
            "--set",
            "x=1",
        ];
        let found = shared(words.into_iter().map(str::to_owned));
        assert_eq!(found, ["run", "a.toml", "--draws=5", "--set", "x=1"]);
    }
}
