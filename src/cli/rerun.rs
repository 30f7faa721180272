//! `catchup rerun`: makes a folder of results again, and says whether the bytes are the same.

use std::fmt::Write as _;
use std::path::{Component, Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::{CliError, follow, terminal};
use crate::export::{Archive, Difference, Temporary, disk};
use crate::scenario::files::stream::is_passing;
use crate::wording::phrase;

/// Run what made a folder of results again, and compare: exit code 0 if every file is the same, 1 if not.
///
/// Inputs are those that `--pack` laid beside the results; else they are looked for where they were, seen from the working
/// folder. Nothing is written but into a temporary folder; one that a killed rerun left behind is cleared.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// A folder that this program wrote.
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
    /// Print nothing but what differs.
    #[arg(long, short)]
    quiet: bool,
}

/// Options that lead to where results are written, and what ends work early: none of it is to hold again.
const LEFT_OUT: [&str; 6] = ["--out", "--write", "--name", "--scenario", "--csv", "--time-limit"];
/// Commands that write folders: what else a manifest may name was not its maker.
const MAKERS: [&str; 8] = ["run", "compare", "solve", "sensitivity", "fit", "forecast", "backtest", "import"];
/// The same without a value.
const FLAGS_LEFT_OUT: [&str; 2] = ["--force", "--watch"];

/// Runs the command of the manifest anew, into a temporary folder.
///
/// # Errors
/// The folder has no manifest, its command fails now, files differ, or the folder is not as it was written.
pub fn run(arguments: &Arguments) -> Result<(), CliError> {
    let archive = Archive::open(&arguments.folder)?;
    let command = archive.command();
    if command.is_empty() {
        let folder = arguments.folder.display();
        return Err(CliError::Usage(format!(
            "{folder} was not made by a command line, so there is nothing to run again"
        )));
    }
    if let (None, Some((file, _))) = (archive.pack(), archive.inputs().find(|(file, _)| is_passing(Path::new(file)))) {
        return Err(CliError::Again(format!(
            "its input {file} was gone once it was read, and is kept nowhere: save what it was to a file, and run `catchup {}` with that in its place",
            command.join(" ")
        )));
    }
    let unmade = || format!("no temporary folder can be made in `{}`", std::env::temp_dir().display());
    let temporary = Temporary::create().map_err(CliError::of_system(unmade()))?;
    let made = temporary.path().join("made");
    let again = elsewhere(&command, &made);
    if !MAKERS.iter().any(|maker| again.first().is_some_and(|first| first == maker)) {
        let said = format!("its manifest names `catchup {}`, which makes no folder of results", command.join(" "));
        return Err(CliError::Again(said));
    }
    let uncopied = "the inputs beside the results cannot be copied into a temporary folder";
    let working = working_folder(&archive, temporary.path()).map_err(CliError::of_system(uncopied))?;
    let changed: Vec<&str> = if archive.pack().is_some() { Vec::new() } else { archive.changed_inputs().collect() };
    let ended = carried_out(&again, &working, temporary.path())
        .map_err(CliError::of_system("the program cannot be started again"))?;
    if !ended.success() {
        let again = command.join(" ");
        return Err(CliError::Again(format!("`catchup {again}` does not run now: {}", causes(&archive, &changed))));
    }
    let made = match (again.first().map(String::as_str), archive.scenario()) {
        (Some("run"), Some(scenario)) => made.join(scenario),
        (_, _) => made,
    };
    let again = Archive::open(&made)?;
    let differences = compared(&archive, &again);
    if differences.is_empty() {
        // What is made is compared by the hashes of manifests: the files themselves may have been edited. What came
        // later is none of the results.
        let mut edited = archive.differences()?;
        edited.retain(|difference| !matches!(difference, Difference::Foreign(_)));
        if !edited.is_empty() {
            return Err(CliError::Edited { folder: arguments.folder.clone(), differences: edited });
        }
        if !arguments.quiet {
            let files = phrase::count(archive.hashes().count(), "file");
            terminal::note(&format!("{}: the same {files} again, byte by byte\n", arguments.folder.display()))?;
        }
        return Ok(());
    }
    let mut text = format!("{} differs from what is made now:\n", arguments.folder.display());
    for difference in &differences {
        let _ = match difference {
            Difference::Missing(file) => writeln!(text, "  {file} is not made any more"),
            Difference::Changed(file) => writeln!(text, "  {file} has other bytes"),
            Difference::Foreign(file) => writeln!(text, "  {file} was not made before"),
            Difference::Unreadable(file, why) => writeln!(text, "  {file} cannot be read ({why})"),
        };
    }
    Err(CliError::Again(text + &causes(&archive, &changed)))
}

/// Runs this program with other arguments. If time is over before it ends, it ends too, and the temporary folder goes.
fn carried_out(arguments: &[String], working: &Path, temporary: &Path) -> std::io::Result<ExitStatus> {
    /// Between two looks at it.
    const PAUSE: Duration = Duration::from_millis(5);
    let mut command = Command::new(std::env::current_exe()?);
    command.args(arguments).current_dir(working).stdin(Stdio::null()).stdout(Stdio::null());
    let child = Arc::new(Mutex::new(command.spawn()?));
    let (other, folder) = (Arc::clone(&child), temporary.to_owned());
    follow::when_time_is_over(move || {
        let mut child = other.lock().unwrap_or_else(PoisonError::into_inner);
        // It may have ended by itself, and nobody is left to tell.
        let _gone = child.kill().and_then(|()| child.wait()).and_then(|_| std::fs::remove_dir_all(folder));
        // Held until the program ends, which it does now: who waits for the child would take it for one that failed.
        std::mem::forget(child);
    });
    loop {
        if let Some(status) = child.lock().unwrap_or_else(PoisonError::into_inner).try_wait()? {
            return Ok(status);
        }
        std::thread::sleep(PAUSE);
    }
}

/// Where the command runs: among the inputs that lie beside the results, copied so that nothing is written there, or here.
fn working_folder(archive: &Archive, temporary: &Path) -> std::io::Result<PathBuf> {
    let Some((inputs, below)) = archive.pack() else { return std::env::current_dir() };
    let copy = temporary.join("inputs");
    for (name, _) in archive.hashes() {
        let Ok(name) = archive.folder().join(name).strip_prefix(&inputs).map(Path::to_owned) else { continue };
        // A name that leads elsewhere is not one of ours.
        if !name.components().all(|part| matches!(part, Component::Normal(_))) {
            continue;
        }
        let place = copy.join(&name);
        place.parent().map_or(Ok(()), disk::create_dir_all)?;
        disk::copy(inputs.join(&name), place)?;
    }
    let working = copy.join(below);
    disk::create_dir_all(&working)?;
    Ok(working)
}

/// The command with another place for what it writes.
fn elsewhere(command: &[&str], place: &Path) -> Vec<String> {
    let mut arguments = Vec::new();
    let mut words = command.iter();
    while let Some(word) = words.next() {
        if LEFT_OUT.contains(word) {
            words.next();
        } else if !FLAGS_LEFT_OUT.contains(word)
            && !LEFT_OUT.iter().any(|option| word.strip_prefix(option).is_some_and(|rest| rest.starts_with('=')))
        {
            arguments.push((*word).to_owned());
        }
    }
    arguments.extend(["--out".to_owned(), place.display().to_string()]);
    arguments
}

/// Files of the first that the second lacks or has otherwise, and those it has besides.
fn compared(before: &Archive, now: &Archive) -> Vec<Difference> {
    let mut found = Vec::new();
    for (name, hash) in before.hashes() {
        match now.hashes().find(|(other, _)| *other == name) {
            Some((_, other)) if other == hash => {}
            Some(_) => found.push(Difference::Changed(name.to_owned())),
            None => found.push(Difference::Missing(name.to_owned())),
        }
    }
    let new = now.hashes().filter(|(name, _)| before.hashes().all(|(other, _)| other != *name));
    found.extend(new.map(|(name, _)| Difference::Foreign(name.to_owned())));
    found
}

/// What may be why.
fn causes(archive: &Archive, changed: &[&str]) -> String {
    let (version, cpu) = archive.made_with();
    let mut causes: Vec<String> =
        changed.iter().map(|file| format!("its input {file} is gone or has changed")).collect();
    let own = env!("CARGO_PKG_VERSION");
    if version != own {
        causes.push(format!("it was made by version {version}, this is {own}"));
    }
    let here = crate::numeric::dispatch::level().name();
    if cpu != here {
        causes.push(format!("it was computed with the instruction set {cpu}, here it is {here}: last digits differ"));
    }
    if causes.is_empty() {
        causes.push("inputs, version and instruction set are the same: something in the folder was edited, or the program was built anew".to_owned());
    }
    causes.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_go_elsewhere() {
        let found = elsewhere(&["run", "a.toml", "--out", "x", "--draws", "5", "--write=y.toml"], Path::new("t"));
        assert_eq!(found, ["run", "a.toml", "--draws", "5", "--out", "t"]);
        let found = elsewhere(&["--time-limit", "5", "sensitivity", "a.toml", "--csv", "x.csv"], Path::new("t"));
        assert_eq!(found, ["sensitivity", "a.toml", "--out", "t"]);
        let found =
            elsewhere(&["fit", "--data", "x.csv", "--write", "w.toml", "--name", "w", "--force"], Path::new("t"));
        assert_eq!(found, ["fit", "--data", "x.csv", "--out", "t"]);
    }
}
