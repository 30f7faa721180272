//! The lock by which a run that lives is told from a dead one: a file of the folder in which it gathers results.

use std::fs::{File, TryLockError};
use std::io::{self, ErrorKind};
use std::path::Path;

use tempfile::TempDir;

use super::super::disk;
use super::ownership::LOCK;

/// The name of a lock before it is locked.
pub const UNNAMED: &str = ".lock.new";

/// Concurrent runs may take each other's place; each attempt that fails so means that another one succeeded.
pub const ATTEMPTS: usize = 1000;

/// A new folder in `parent` and its lock.
///
/// # Errors
/// That of the system, if it does not permit it.
pub fn locked_folder(builder: &tempfile::Builder<'_, '_>, parent: &Path) -> io::Result<(TempDir, File)> {
    for _ in 0..ATTEMPTS {
        let folder = disk::temporary_folder(builder, parent)?;
        match take(folder.path()) {
            Ok(lock) => return Ok((folder, lock)),
            // In the instant before it was locked another run took it for a dead one's.
            Err(error) if error.kind() == ErrorKind::NotFound && parent.is_dir() => {}
            Err(error) => return Err(error),
        }
    }
    Err(ErrorKind::NotFound.into())
}

/// Locks a folder. The lock is held before it bears its name, so that nobody finds it unlocked.
fn take(folder: &Path) -> io::Result<File> {
    let unnamed = folder.join(UNNAMED);
    let lock = disk::create(&unnamed)?;
    match disk::try_lock(&lock) {
        Err(TryLockError::WouldBlock) => return Err(ErrorKind::NotFound.into()),
        // Some network file systems have no locks; then nobody clears this folder while the program runs or later.
        Ok(()) | Err(TryLockError::Error(_)) => {}
    }
    disk::rename(&unnamed, folder.join(LOCK)).map(|()| lock)
}

/// A folder whose run is dead, held until it is cleared: a run that has just made it sees then that it has lost it.
#[derive(Debug)]
pub struct Dead {
    _lock: Option<File>,
}

impl Dead {
    /// A folder of which is known otherwise that no run gathers results in it, or that is gone.
    pub fn without_lock() -> Self {
        Self { _lock: None }
    }
}

/// What the lock of a folder says of its run.
#[derive(Debug)]
pub enum Run {
    /// It is dead.
    Dead(Dead),
    /// It lives, or cannot be asked.
    Lives,
    /// There is no lock.
    Unknown,
}

/// Whether the run that gathers results in a folder lives.
pub fn run_of(folder: &Path) -> Run {
    // Between the first two looks a run may have named its lock: then the third finds it.
    for name in [LOCK, UNNAMED, LOCK] {
        match disk::open(folder.join(name)) {
            Ok(lock) if disk::try_lock(&lock).is_ok() => return Run::Dead(Dead { _lock: Some(lock) }),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Ok(_) | Err(_) => return Run::Lives,
        }
    }
    Run::Unknown
}
