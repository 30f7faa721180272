//! What is run under faults: commands that write, and how their results are held against what they must be.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use catchup::export::Archive;

use super::child::{Child, KILLED};

/// A scenario with something of everything that is written.
pub const CASE: &str = include_str!("case.toml");

/// A table to fit and to forecast.
fn table() -> String {
    let row = |year: i32| {
        let share = 1.0 / (1.0 + (-0.3 * f64::from(year - 2012)).exp());
        format!("{year},{:.4}\n", 100.0 * share + f64::from(year * 7 % 3))
    };
    std::iter::once("year,value\n".to_owned()).chain((2000..2024).map(row)).collect()
}

/// A command that writes.
#[derive(Debug, Clone)]
pub struct Task {
    /// How it is called in the list of results.
    pub name: &'static str,
    /// Arguments; results of one call differ from those of the other.
    pub calls: [&'static [&'static str]; 2],
    /// What is written: a folder of results or a file.
    pub result: &'static str,
    /// Whether results go inside a folder that cannot be exchanged.
    pub inside: bool,
}

const fn task(name: &'static str, calls: [&'static [&'static str]; 2], result: &'static str) -> Task {
    Task { name, calls, result, inside: false }
}

/// All of them.
pub const TASKS: [Task; 9] = [
    task(
        "run",
        [&["run", "case.toml", "--quiet", "--seed", "1"], &["run", "case.toml", "--quiet", "--seed", "2"]],
        "output/case",
    ),
    Task {
        inside: true,
        ..task(
            "run inside",
            [
                &["run", "case.toml", "--quiet", "--seed", "1", "--format", "csv,svg,iamc"],
                &["run", "case.toml", "--quiet", "--seed", "2", "--format", "csv,svg,xlsx"],
            ],
            "output/case",
        )
    },
    task(
        "compare",
        [
            &["compare", "case.toml", "other.toml", "--quiet", "--seed", "1"],
            &["compare", "case.toml", "other.toml", "--quiet", "--seed", "2"],
        ],
        "output/compare",
    ),
    task(
        "solve",
        [
            &["solve", "case.toml", "--lever", "push", "--reach", "total@2025>=1.1", "--seed", "1", "--out", "s"],
            &["solve", "case.toml", "--lever", "push", "--reach", "total@2025>=1.2", "--seed", "2", "--out", "s"],
        ],
        "s",
    ),
    task(
        "sensitivity",
        [
            &["sensitivity", "case.toml", "--of", "total@2025", "--samples", "64", "--out", "v"],
            &["sensitivity", "case.toml", "--of", "total@2025", "--samples", "128", "--out", "v"],
        ],
        "v",
    ),
    task(
        "fit",
        [
            &["fit", "--data", "table.csv", "--law", "logistic", "--out", "f"],
            &["fit", "--data", "table.csv", "--law", "gompertz", "--out", "f"],
        ],
        "f",
    ),
    task(
        "fit --write",
        [
            &["fit", "--data", "table.csv", "--law", "logistic", "--write", "w.toml", "--force"],
            &["fit", "--data", "table.csv", "--law", "gompertz", "--write", "w.toml", "--force"],
        ],
        "w.toml",
    ),
    task(
        "forecast",
        [
            &["forecast", "table.csv", "--horizon", "3", "--out", "g"],
            &["forecast", "table.csv", "--horizon", "4", "--out", "g"],
        ],
        "g",
    ),
    task("new", [&["new", "starter"], &["new", "starter"]], "starter.toml"),
];

/// What is seen of results: each file with its bytes, but for hidden folders of runs.
type Seen = BTreeMap<PathBuf, Vec<u8>>;

/// A place where a task is run over and over.
pub struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let other = format!("extends = \"case.toml\"\n{}", "scenario.title = \"Other\"\nlevers.push.value = 2\n");
        for (name, text) in [("case.toml", CASE), ("other.toml", &other), ("table.csv", &table())] {
            fs::write(folder.path().join(name), text).expect("written");
        }
        Self { folder }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// All that is there but the inputs and `result`: what should not be.
    pub fn leftovers(&self, result: &str) -> Vec<String> {
        let known = ["case.toml", "other.toml", "table.csv", "output"];
        let mut found = Vec::new();
        for folder in [self.path().to_owned(), self.path().join("output"), self.path().join(result)] {
            for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
                let name = entry.file_name().to_string_lossy().into_owned();
                let own = entry.path() == self.path().join(result) || known.contains(&&*name);
                if !own && (folder != self.path().join(result) || name.starts_with('.')) {
                    found.push(name);
                }
            }
        }
        found
    }

    pub fn seen(&self, result: &str) -> Seen {
        let result = self.path().join(result);
        let mut found = Seen::new();
        let mut pending = vec![result];
        while let Some(path) = pending.pop() {
            let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(".catchup-"));
            if path.is_dir() && !hidden {
                pending.extend(fs::read_dir(&path).into_iter().flatten().flatten().map(|entry| entry.path()));
            } else if path.is_file() {
                let bytes = fs::read(&path).unwrap_or_default();
                found.insert(path, bytes);
            }
        }
        found
    }

    /// `catchup new` writes what is not there.
    pub fn remove_if_new(&self, task: &Task) {
        if task.name == "new" {
            self.remove(task.result);
        }
    }

    fn remove(&self, result: &str) {
        let path = self.path().join(result);
        let _none = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    }
}

/// Whether results are whole: a folder by the hashes of its manifest, a file by its last line.
pub fn is_whole(place: &Place, result: &str) -> bool {
    let path = place.path().join(result);
    if path.is_file() {
        return fs::read_to_string(path).is_ok_and(|text| text.ends_with('\n') && text.len() > 100);
    }
    Archive::open(&path).is_ok_and(|archive| archive.differences().is_ok_and(|differences| differences.is_empty()))
}

/// What is wrong with how a command ended and what it left, given what was there before.
pub fn judge(task: &Task, place: &Place, before: &Seen, output: &Output, killed: bool) -> Option<String> {
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    let code = output.status.code();
    let after = place.seen(task.result);
    let (old, new) = (after == *before, is_whole(place, task.result) && after != *before);
    let short = || error.chars().take(300).collect::<String>();
    if error.contains("panicked") {
        return Some(format!("a panic: {}", short()));
    }
    match code {
        Some(0) if new || task.name == "new" && old => None,
        Some(0) => Some("success without the new results".to_owned()),
        Some(1 | 3 | 4) if old || new => None,
        // A file that is there is no place for `catchup new`.
        Some(2) if task.name == "new" && old => None,
        // By the order, or by the system: a signal for a file that grows too large, or its C library without memory.
        Some(KILLED) | None if killed && (old || new) => None,
        Some(_) if !old && !new => Some(format!("code {code:?} and neither old nor new: {}", short())),
        other => Some(format!("code {other:?}, signal or undocumented: {}", short())),
    }
}

/// Puts results of the first call in place, without faults.
pub fn reset(task: &Task, place: &Place, child: &Child) -> Result<Seen, String> {
    place.remove_if_new(task);
    let output = child.output(place.path(), task.calls[0], &task.standing(), None);
    if !output.status.success() {
        return Err(format!("the next run fails: {}", String::from_utf8_lossy(&output.stderr)));
    }
    if !is_whole(place, task.result) {
        return Err("the next run is not whole".to_owned());
    }
    let left = place.leftovers(task.result);
    if left.is_empty() { Ok(place.seen(task.result)) } else { Err(format!("the next run leaves {left:?}")) }
}

impl Task {
    /// The orders that hold all the time: nothing can be made beside a folder that is written inside.
    pub fn standing(&self) -> String {
        if self.inside { ";Folder:0:refused=13".to_owned() } else { String::new() }
    }
}
