//! The command line end to end: what it prints and writes, its exit codes, and what it leaves when it fails or is killed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use super::support::Folder;

mod archive;
mod commands;
mod compare;
mod digits;
mod failures;
mod passing;

/// A small uncertain model with something of everything that is printed.
const CASE: &str = r#"
[scenario]
title = "A small case"
narrative = "Told in one sentence."
[time]
start = 2020
end = 2025
[ensemble]
draws = 300
seed = 3
[dimensions.sector]
elements = ["robots", "machine tools"]
[assumptions.growth]
distribution = { uniform = { low = 0, high = 0.1 } }
unit = "1/yr"
source = "a yearbook"
[assumptions.start]
dims = ["sector"]
value = 10
unit = "%"
source = "another yearbook"
[levers.push]
value = 1
neutral = 0
min = 0
max = 3
unit = "1"
source = "judgement"
[variables.share]
dims = ["sector"]
equation = "start * (1 + growth * 1 yr) ^ ((time - starttime) / 1 yr) + push / 100"
unit = "%"
label = "Domestic share"
headline = [2025]
milestones = [13]
[variables.share.targets.goal]
year = 2025
at_least = 13
label = "The goal"
elements = ["robots"]
source = "a plan"
[variables.total]
stock = { initial = "1", inflow = "sum(share, sector) * 1 [1/yr]" }
unit = "1"
[charts.share]
kind = "lines"
variables = ["share"]
by = "sector"
title = "Shares"
"#;

/// The program in a folder, with some arguments.
fn catchup(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().expect("the program starts")
}

fn command(folder: &Path, arguments: &[&str]) -> std::process::Command {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_catchup"));
    command.current_dir(folder).args(arguments).env("COLUMNS", "100");
    command
}

fn folder() -> Folder {
    Folder::new(&[("case.toml", CASE)])
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Asserts the exit code and gives what was printed: standard output, standard error.
#[track_caller]
fn exits(output: &Output, code: i32) -> (String, String) {
    let (out, error) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{out}\n{error}");
    (out, error)
}

/// All files below a folder, by their paths in it.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut pending = vec![folder.to_owned()];
    while let Some(next) = pending.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                pending.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below").to_owned();
                found.insert(name, fs::read(&path).expect("a file"));
            }
        }
    }
    found
}

fn names(folder: &Path) -> BTreeSet<String> {
    files(folder).into_keys().map(|path| path.display().to_string()).collect()
}
