//! Does something again whenever a file of it is saved.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

use super::{CliError, terminal};

/// How often files are looked at.
const EVERY: Duration = Duration::from_millis(250);
/// Files of these kinds are read by scenarios.
const KINDS: [&str; 3] = ["toml", "csv", "lock"];

/// When files were last saved, and how long they are.
type Stamps = BTreeMap<PathBuf, Option<(SystemTime, u64)>>;

/// Does the work, and again after each save of one of `files` or of what lies beside them or is `also` read. What goes wrong is
/// said, and waits for the next save.
pub(super) fn watch(
    files: &[PathBuf],
    also: impl Fn() -> Vec<PathBuf>,
    work: impl Fn() -> Result<(), CliError>,
) -> Result<(), CliError> {
    let mut read: Vec<PathBuf> = Vec::new();
    loop {
        let before = stamps(files, &read);
        if let Err(error) = work() {
            error.report();
        }
        let found = also();
        if !found.is_empty() {
            read = found;
        }
        terminal::say("Waiting for a file to be saved; Ctrl-C ends this.");
        // What is saved while the work goes on counts too, of files that were known before.
        let mut known = stamps(files, &read);
        known.extend(before);
        while stamps(files, &read) == known {
            thread::sleep(EVERY);
        }
    }
}

/// The state of files, of those beside them, and of others that are read.
fn stamps(files: &[PathBuf], read: &[PathBuf]) -> Stamps {
    let folder = |file: &PathBuf| match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    let beside = files.iter().map(folder).filter_map(|folder| folder.read_dir().ok());
    let beside = beside.flatten().filter_map(|entry| Some(entry.ok()?.path())).filter(|path| is_read(path));
    let stamp = |path: PathBuf| {
        let data = std::fs::metadata(&path).ok();
        let stamp = data.and_then(|data| Some((data.modified().ok()?, data.len())));
        (path, stamp)
    };
    beside.chain(files.iter().cloned()).chain(read.iter().cloned()).map(stamp).collect()
}

/// Whether scenarios read files of this kind.
fn is_read(path: &Path) -> bool {
    path.extension().is_some_and(|ending| KINDS.iter().any(|kind| ending.eq_ignore_ascii_case(kind)))
}
