//! A folder for a while, below that which the system has for such: what killed runs have left there, the next one clears.

use std::fs::{File, Metadata};
use std::io;
use std::path::Path;

use tempfile::{Builder, TempDir};

use super::super::disk;
use super::lock::{self, Run};

const PREFIX: &str = "catchup-rerun-";

/// A folder `catchup-rerun-XXXXXX`, removed when dropped.
#[derive(Debug)]
pub struct Temporary {
    // Dropped before the folder: some systems do not remove open files.
    _lock: File,
    folder: TempDir,
}

impl Temporary {
    /// Creates it below the folder that the system has for such, and clears what killed ones have left there.
    ///
    /// # Errors
    /// That of the system, if it does not permit it.
    pub fn create() -> io::Result<Self> {
        Self::create_in(&std::env::temp_dir())
    }

    fn create_in(parent: &Path) -> io::Result<Self> {
        let (folder, lock) = lock::locked_folder(Builder::new().prefix(PREFIX), parent)?;
        share(&lock);
        clear_leftovers(parent, folder.path());
        Ok(Self { _lock: lock, folder })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Lets programs that this one starts hold the lock too: they may outlive it and write there still.
#[cfg(unix)]
fn share(lock: &File) {
    // Else the folder is cleared while such a program writes in it, which then fails and says so.
    let _cleared_sooner = rustix::io::fcntl_setfd(lock, rustix::io::FdFlags::empty());
}

#[cfg(not(unix))]
fn share(_lock: &File) {}

/// Clears what killed runs of this user have left. Failures are of no consequence: another run may be doing the same.
fn clear_leftovers(parent: &Path, own: &Path) {
    let Ok(own) = disk::metadata(own) else { return };
    for entry in disk::read_dir(parent).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let end = name.as_encoded_bytes().strip_prefix(PREFIX.as_bytes());
        let is_one = end.is_some_and(|end| !end.is_empty() && end.iter().all(u8::is_ascii_alphanumeric));
        // Others may write here too: a link leads elsewhere, and what is theirs is not touched.
        if !is_one || !entry.metadata().is_ok_and(|data| data.is_dir() && is_of_one_user(&data, &own)) {
            continue;
        }
        match lock::run_of(&entry.path()) {
            Run::Dead(dead) => {
                let _taken = disk::remove_dir_all(entry.path());
                drop(dead);
            }
            Run::Lives => {}
            // Nothing is in it yet; its run, if it lives, makes another.
            Run::Unknown => {
                let _not_empty = disk::remove_dir(entry.path());
            }
        }
    }
}

#[cfg(unix)]
fn is_of_one_user(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    one.uid() == other.uid()
}

/// This system has a folder for each user.
#[cfg(not(unix))]
fn is_of_one_user(_one: &Metadata, _other: &Metadata) -> bool {
    true
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::process::{Command, Stdio};

    use super::super::ownership::LOCK;
    use super::*;

    #[test]
    fn what_killed_runs_have_left_is_cleared_and_nothing_else() {
        let home = tempfile::tempdir().expect("a folder");
        let at = |name: &str| home.path().join(name);
        for (name, file) in [("catchup-rerun-kill01", LOCK), ("catchup-rerun-notes1", "thesis.tex"), ("other", LOCK)] {
            fs::create_dir_all(at(name).join("made")).expect("a folder");
            fs::write(at(name).join(file), "").expect("a file");
        }
        fs::create_dir(at("catchup-rerun-begun1")).expect("a folder");
        std::os::unix::fs::symlink(at("other"), at("catchup-rerun-link01")).expect("a link");

        let living = Temporary::create_in(home.path()).expect("a folder");
        let cleared = ["catchup-rerun-kill01", "catchup-rerun-begun1"];
        let spared = ["catchup-rerun-notes1", "catchup-rerun-link01", "other/made"];
        assert_eq!(cleared.map(|name| at(name).exists()), [false, false]);
        assert_eq!(spared.map(|name| at(name).exists()), [true, true, true]);
        let second = Temporary::create_in(home.path()).expect("a folder");
        assert!(living.path().join(LOCK).exists(), "a run that lives is spared");
        let path = second.path().to_owned();
        drop(second);
        assert!(!path.exists());
    }

    #[test]
    fn a_program_that_outlives_its_run_keeps_the_folder() {
        let home = tempfile::tempdir().expect("a folder");
        let Temporary { _lock: lock, folder } = Temporary::create_in(home.path()).expect("a folder");
        let mut other = Command::new("cat").stdin(Stdio::piped()).spawn().expect("cat");
        // As if killed: nothing is removed.
        drop(lock);
        let folder = folder.keep();
        drop(Temporary::create_in(home.path()).expect("a folder"));
        assert!(folder.exists(), "it is being written in");
        drop(other.stdin.take());
        other.wait().expect("it ends");
        // Another test may have started a program at this moment, which holds the lock until it ends.
        for _ in 0..100 {
            drop(Temporary::create_in(home.path()).expect("a folder"));
            if !folder.exists() {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        panic!("nobody writes in it any more");
    }
}
