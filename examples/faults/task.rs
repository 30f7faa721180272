//! What is run under faults: commands that write, and how their results are held against what they must be.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use catchup::export::Archive;

use super::child::{Child, HANGS, KILLED, Suffering, written};
use catchup::workbench::fault::Operation;

/// Where temporary folders are made, in the place of a task.
pub const TEMPORARY: &str = "tmp";

/// A folder in memory, where the system has one: what is tried is what happens when a disk fails, and not how long it takes.
const IN_MEMORY: &str = "/dev/shm";

/// A command that writes.
#[derive(Debug, Clone, Copy)]
pub struct Task {
    /// How it is called in the list of results.
    pub name: &'static str,
    /// What makes the old results, and what puts new ones in their place, under faults.
    pub calls: [&'static [&'static str]; 2],
    /// What is written: a folder of results or a file.
    pub result: &'static str,
    /// How it comes into its place.
    pub kind: Kind,
}

/// How results come into their place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A folder is exchanged for another.
    Folder,
    /// They go inside a folder that cannot be exchanged.
    Inside,
    /// A file takes the place of another.
    File,
    /// A file is made that is not there.
    Fresh,
    /// They are only read; what makes them is the first call.
    Read,
}

const fn task(name: &'static str, result: &'static str, kind: Kind, calls: [&'static [&'static str]; 2]) -> Task {
    Task { name, calls, result, kind }
}

/// All of them.
pub const TASKS: [Task; 17] = [
    task(
        "run",
        "output/case",
        Kind::Folder,
        [&["run", "case.toml", "--quiet", "--seed", "1"], &["run", "case.toml", "--quiet", "--seed", "2"]],
    ),
    task(
        "run of a tiny case",
        "output/tiny",
        Kind::Folder,
        [
            &["run", "tiny.toml", "--quiet", "--format", "csv", "--seed", "1"],
            &["run", "tiny.toml", "--quiet", "--format", "csv", "--seed", "2"],
        ],
    ),
    task(
        "run inside",
        "output/case",
        Kind::Inside,
        [
            &["run", "case.toml", "--quiet", "--seed", "1", "--format", "csv,svg,iamc"],
            &["run", "case.toml", "--quiet", "--seed", "2", "--format", "csv,svg,xlsx"],
        ],
    ),
    task(
        "run --pack",
        "output/other",
        Kind::Folder,
        [
            &["run", "other.toml", "--quiet", "--pack", "--seed", "1", "--format", "csv,draws"],
            &["run", "other.toml", "--quiet", "--pack", "--seed", "2", "--format", "csv"],
        ],
    ),
    task(
        "rerun",
        "output/other",
        Kind::Read,
        [
            &["run", "other.toml", "--quiet", "--pack", "--seed", "1", "--format", "csv"],
            &["rerun", "output/other", "--quiet"],
        ],
    ),
    task(
        "compare",
        "output/compare",
        Kind::Folder,
        [
            &["compare", "case.toml", "other.toml", "--quiet", "--seed", "1"],
            &["compare", "case.toml", "other.toml", "--quiet", "--seed", "2"],
        ],
    ),
    task(
        "solve",
        "s",
        Kind::Folder,
        [
            &["solve", "case.toml", "--lever", "push", "--reach", "total@2025>=1.1", "--seed", "1", "--out", "s"],
            &["solve", "case.toml", "--lever", "push", "--reach", "total@2025>=1.2", "--seed", "2", "--out", "s"],
        ],
    ),
    task(
        "sensitivity",
        "v",
        Kind::Folder,
        [
            &["sensitivity", "case.toml", "--of", "total@2025", "--samples", "64", "--out", "v"],
            &["sensitivity", "case.toml", "--of", "total@2025", "--samples", "128", "--out", "v"],
        ],
    ),
    task(
        "fit",
        "f",
        Kind::Folder,
        [
            &["fit", "table.csv", "--law", "logistic", "--errors", "independent", "--out", "f"],
            &["fit", "table.csv", "--law", "gompertz", "--errors", "independent", "--out", "f"],
        ],
    ),
    task(
        "fit --write",
        "w.toml",
        Kind::File,
        [
            &["fit", "table.csv", "--law", "logistic", "--write", "w.toml", "--force"],
            &["fit", "table.csv", "--law", "gompertz", "--write", "w.toml", "--force"],
        ],
    ),
    task(
        "forecast",
        "g",
        Kind::Folder,
        [
            &["forecast", "table.csv", "--horizon", "3", "--out", "g"],
            &["forecast", "table.csv", "--horizon", "4", "--out", "g"],
        ],
    ),
    task(
        "backtest",
        "b",
        Kind::Folder,
        [
            &["backtest", "table.csv", "--horizon", "2", "--out", "b"],
            &["backtest", "table.csv", "--horizon", "3", "--out", "b"],
        ],
    ),
    task(
        "import of a table",
        "i",
        Kind::Folder,
        [
            &["import", "table.csv", "--quiet", "--out", "i", "--charts", "0"],
            &["import", "table.csv", "--quiet", "--out", "i", "--charts", "1"],
        ],
    ),
    task(
        "import of a model",
        "m.toml",
        Kind::File,
        [
            &["import", "model.xmile", "--out", "m.toml", "--force"],
            &["import", "other.xmile", "--out", "m.toml", "--force"],
        ],
    ),
    task(
        "export",
        "e.xmile",
        Kind::File,
        [
            &["export", "known.toml", "--xmile", "--out", "e.xmile", "--force"],
            &["export", "known.toml", "--xmile", "--out", "e.xmile", "--force", "--set", "pace=3"],
        ],
    ),
    task("lock", "case.lock", Kind::Fresh, [&["lock", "locked.toml"], &["lock", "locked.toml"]]),
    task("new", "starter.toml", Kind::Fresh, [&["new", "starter"], &["new", "starter"]]),
];

/// A table to fit and to forecast.
fn table() -> String {
    let row = |year: i32| {
        let share = 1.0 / (1.0 + (-0.3 * f64::from(year - 2012)).exp());
        format!("{year},{:.4}\n", 100.0 * share + f64::from(year * 7 % 3))
    };
    std::iter::once("year,value\n".to_owned()).chain((2000..2024).map(row)).collect()
}

/// The files that tasks read.
fn inputs() -> [(&'static str, String); 8] {
    let (case, model) = (include_str!("case.toml"), include_str!("model.xmile"));
    [
        ("case.toml", case.to_owned()),
        ("other.toml", "extends = \"case.toml\"\nscenario.title = \"Other\"\nlevers.push.value = 2\n".to_owned()),
        ("locked.toml", case.replace("draws = 64\n", "draws = 64\nlock = \"case.lock\"\n")),
        ("tiny.toml", include_str!("tiny.toml").to_owned()),
        ("known.toml", include_str!("known.toml").to_owned()),
        ("table.csv", table()),
        ("model.xmile", model.to_owned()),
        ("other.xmile", model.replace("<eqn>2</eqn>", "<eqn>3</eqn>")),
    ]
}

/// What is seen of a place: each file and folder with its mode and its bytes.
pub type Seen = BTreeMap<PathBuf, (u32, Vec<u8>)>;

/// A place where a task is run over and over.
pub struct Place {
    folder: tempfile::TempDir,
    task: Task,
    child: Child,
    /// What a file is once it is made.
    made: Option<Vec<u8>>,
    /// What there is before the task is run.
    before: Seen,
}

impl Place {
    /// Lays inputs and old results there, and makes sure that the next run succeeds.
    pub fn new(task: Task, child: &Child) -> Result<Self, String> {
        clear_killed();
        let mut builder = tempfile::Builder::new();
        let name = format!("catchup-faults-{}-", std::process::id());
        builder.prefix(&name);
        let in_memory = builder.tempdir_in(IN_MEMORY);
        let folder = in_memory.or_else(|_| builder.tempdir()).map_err(|error| error.to_string())?;
        let written = |name: &str, text: &str| fs::write(folder.path().join(name), text);
        inputs().iter().try_for_each(|(name, text)| written(name, text)).map_err(|error| error.to_string())?;
        fs::create_dir(folder.path().join(TEMPORARY)).map_err(|error| error.to_string())?;
        let mut place = Self { folder, task, child: child.clone(), made: None, before: Seen::new() };
        if task.kind == Kind::Inside {
            fs::create_dir_all(place.result()).map_err(|error| error.to_string())?;
        }
        place.clean(task.calls[0])?;
        if matches!(task.kind, Kind::File | Kind::Fresh) {
            place.remove_if_fresh();
            place.clean(task.calls[1])?;
            place.made = fs::read(place.result()).ok();
        }
        place.reset()?;
        Ok(place)
    }

    fn result(&self) -> PathBuf {
        self.folder.path().join(self.task.result)
    }

    /// Runs the task without faults and counts what it asks of the system: numbers are those of these orders.
    pub fn run(&self, suffering: &Suffering, arguments: &[&str]) -> Output {
        let standing = match self.task.kind {
            // Nothing can be made beside a folder that is written inside.
            Kind::Inside => ";Folder:0:refused=13",
            Kind::Folder | Kind::File | Kind::Fresh | Kind::Read => "",
        };
        let orders = suffering.orders.clone() + standing;
        self.child.output(self.folder.path(), arguments, &Suffering { orders, ..suffering.clone() })
    }

    /// Runs a command that nothing happens to, which succeeds.
    fn clean(&self, arguments: &[&str]) -> Result<(), String> {
        let output = self.run(&Suffering::default(), arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        if output.status.success() { Ok(()) } else { Err(format!("the next run fails: {said}")) }
    }

    /// Tries the task, and says what is wrong with how it ended, or with what the next run leaves.
    pub fn attempt(&mut self, suffering: &Suffering, arguments: &[&str]) -> Option<String> {
        let output = self.run(suffering, arguments);
        let limited = suffering.shell.as_ref().is_some_and(|shell| shell.starts_with("ulimit"));
        let killed = suffering.orders.contains("killed") || limited;
        if killed && self.task.kind == Kind::Inside {
            // Files give way one by one here: the next run puts the old ones back before anything else.
            let _ended = self.run(&written(&[Operation::Write], 0, "killed").into(), self.task.calls[1]);
        }
        let now = self.seen();
        let wrong = self.judge(&output, killed, &now);
        // Where all is as it was, to the last hidden file, the next run is as it was too.
        if now == self.before { wrong } else { wrong.or(self.reset().err()) }
    }

    /// Puts old results in place, without faults, and says what is wrong with that.
    fn reset(&mut self) -> Result<(), String> {
        self.remove_if_fresh();
        let reads = self.task.kind == Kind::Read;
        self.clean(self.task.calls[usize::from(reads)])?;
        if !matches!(self.task.kind, Kind::File | Kind::Fresh) && !is_whole(&self.result()) {
            return Err("the next run is not whole".to_owned());
        }
        self.remove_if_fresh();
        self.before = self.seen();
        let left = self.leftovers();
        if left.is_empty() { Ok(()) } else { Err(format!("the next run leaves {left:?}")) }
    }

    fn remove_if_fresh(&self) {
        if self.task.kind == Kind::Fresh {
            let _none = fs::remove_file(self.result());
        }
    }

    /// What should not be there after a run to which nothing happened.
    fn leftovers(&self) -> Vec<&PathBuf> {
        let (inputs, result) = (inputs(), Path::new(self.task.result));
        let known = |path: &Path| {
            let input = inputs.iter().any(|(name, _)| path == Path::new(name));
            let hidden = path.components().any(|part| part.as_os_str().as_encoded_bytes().starts_with(b"."));
            input || path == Path::new(TEMPORARY) || !hidden && (path.starts_with(result) || result.starts_with(path))
        };
        self.before.keys().filter(|path| !known(path)).collect()
    }

    fn seen(&self) -> Seen {
        let mut found = Seen::new();
        let mut pending = vec![self.folder.path().to_owned()];
        while let Some(folder) = pending.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                let (path, mode) = (entry.path(), entry.metadata().map(|data| mode(&data)).unwrap_or_default());
                let bytes = if path.is_dir() { Vec::new() } else { fs::read(&path).unwrap_or_default() };
                let below = path.strip_prefix(self.folder.path()).unwrap_or(&path).to_owned();
                found.insert(below, (mode, bytes));
                pending.extend(path.is_dir().then_some(path));
            }
        }
        found
    }

    /// What is wrong with how a command ended and what it left.
    fn judge(&self, output: &Output, killed: bool, now: &Seen) -> Option<String> {
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        let hidden =
            |path: &Path| path.components().any(|part| part.as_os_str().as_encoded_bytes().starts_with(b".catchup-"));
        let of_result = |seen: &Seen| -> Seen {
            let own = seen.iter().filter(|(path, _)| path.starts_with(self.task.result) && !hidden(path));
            own.map(|(path, what)| (path.clone(), what.clone())).collect()
        };
        let old = of_result(now) == of_result(&self.before);
        let whole = match &self.made {
            Some(made) => fs::read(self.result()).is_ok_and(|found| found == *made),
            None => is_whole(&self.result()),
        };
        let (kind, code) = (self.task.kind, output.status.code());
        let new = whole && old == (kind == Kind::Read);
        let short = || error.chars().take(300).collect::<String>();
        if error.contains("panicked") {
            return Some(format!("a panic: {}", short()));
        }
        if error.contains(HANGS) {
            return Some(HANGS.to_owned());
        }
        match code {
            Some(0) if new => None,
            Some(0) => Some("success without the new results".to_owned()),
            Some(1 | 3 | 4) if old || new => None,
            // A file that is there is no place for `catchup new`, nor one that cannot be looked at.
            Some(2) if kind == Kind::Fresh && old => None,
            // By the order, or by the system: a signal for a file that grows too large, or its C library without memory.
            Some(KILLED) | None if killed && (old || new) => None,
            Some(_) if !old && !new => Some(format!("code {code:?} and neither old nor new: {}", short())),
            other => Some(format!("code {other:?}, signal or undocumented: {}", short())),
        }
    }
}

#[cfg(unix)]
fn mode(data: &fs::Metadata) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&data.permissions())
}

#[cfg(not(unix))]
fn mode(data: &fs::Metadata) -> u32 {
    u32::from(data.permissions().readonly())
}

/// Whether results are whole, by the hashes of their manifest.
fn is_whole(folder: &Path) -> bool {
    Archive::open(folder).is_ok_and(|archive| archive.differences().is_ok_and(|differences| differences.is_empty()))
}

/// Removes what programmes that were ended by Ctrl-C have left in memory.
fn clear_killed() {
    for entry in fs::read_dir(IN_MEMORY).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let number = name.strip_prefix("catchup-faults-").and_then(|rest| rest.split_once('-'));
        if number
            .is_some_and(|(number, _)| Path::new("/proc/self").exists() && !Path::new("/proc").join(number).exists())
        {
            let _taken = fs::remove_dir_all(entry.path());
        }
    }
}
