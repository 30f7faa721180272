//! The one door through which results are written and looked at: files and folders of the system, as `std::fs` has them, but
//! that a test may order faults of them ([`crate::fault`]).

use std::fs::{self, File, Metadata, Permissions, ReadDir, TryLockError};
use std::io::{self, Write};
use std::path::Path;

use tempfile::{Builder, NamedTempFile, TempDir};

use crate::fault::{Operation, ask};
use crate::scenario::files::no_pipe;

/// A file that is being written.
#[derive(Debug)]
pub struct Output(File);

impl Output {
    /// A file with nothing in it yet, in the place of one that is there.
    pub fn create(path: impl AsRef<Path>) -> io::Result<Self> {
        create(path).map(Self)
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        ask(Operation::Write)?;
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

pub fn create(path: impl AsRef<Path>) -> io::Result<File> {
    ask(Operation::Create)?;
    File::create(path)
}

/// Writes a file, in the place of one that is there.
pub fn write(path: impl AsRef<Path>, bytes: impl AsRef<[u8]>) -> io::Result<()> {
    Output::create(path)?.write_all(bytes.as_ref())
}

/// Writes to a file that is open.
pub fn write_to(file: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    ask(Operation::Write)?;
    file.write_all(bytes)
}

/// Waits until a file is on the disk, as far as its system can say.
pub fn sync_file(path: impl AsRef<Path>) -> io::Result<()> {
    // Some systems take only files that may be written.
    sync(&File::options().read(cfg!(unix)).write(!cfg!(unix)).open(path)?)
}

/// Waits until an open file is on the disk.
pub fn sync(file: &File) -> io::Result<()> {
    ask(Operation::Sync)?;
    or_unknown(file.sync_all())
}

/// Waits until the names in a folder are on the disk.
#[cfg(unix)]
pub fn sync_folder(path: impl AsRef<Path>) -> io::Result<()> {
    ask(Operation::Sync)?;
    or_unknown(File::open(path)?.sync_all())
}

/// Waits until the names in a folder are on the disk: this system does not open folders.
#[cfg(not(unix))]
pub fn sync_folder(_path: impl AsRef<Path>) -> io::Result<()> {
    ask(Operation::Sync)
}

/// What cannot be synchronised at all, as on some disks of a network, need not be.
fn or_unknown(synced: io::Result<()>) -> io::Result<()> {
    match synced {
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
        synced => synced,
    }
}

pub fn open(path: impl AsRef<Path>) -> io::Result<File> {
    ask(Operation::Open)?;
    no_pipe(path.as_ref())?;
    File::open(path)
}

pub fn read(path: impl AsRef<Path>) -> io::Result<Vec<u8>> {
    ask(Operation::Open)?;
    no_pipe(path.as_ref())?;
    fs::read(path)
}

pub fn read_to_string(path: impl AsRef<Path>) -> io::Result<String> {
    ask(Operation::Open)?;
    no_pipe(path.as_ref())?;
    fs::read_to_string(path)
}

pub fn metadata(path: impl AsRef<Path>) -> io::Result<Metadata> {
    ask(Operation::Open)?;
    fs::metadata(path)
}

pub fn read_dir(path: impl AsRef<Path>) -> io::Result<ReadDir> {
    ask(Operation::Open)?;
    fs::read_dir(path)
}

pub fn create_dir(path: impl AsRef<Path>) -> io::Result<()> {
    ask(Operation::Folder)?;
    fs::create_dir(path)
}

pub fn create_dir_all(path: impl AsRef<Path>) -> io::Result<()> {
    if path.as_ref().is_dir() {
        return Ok(());
    }
    ask(Operation::Folder)?;
    fs::create_dir_all(path)
}

/// A folder with a name of its own.
pub fn temporary_folder(builder: &Builder<'_, '_>, parent: &Path) -> io::Result<TempDir> {
    ask(Operation::Folder)?;
    builder.tempdir_in(parent)
}

/// A file with a name of its own.
pub fn temporary_file(builder: &Builder<'_, '_>, parent: &Path) -> io::Result<NamedTempFile> {
    ask(Operation::Create)?;
    builder.tempfile_in(parent)
}

pub fn rename(from: impl AsRef<Path>, to: impl AsRef<Path>) -> io::Result<()> {
    ask(Operation::Rename)?;
    fs::rename(from, to)
}

/// Gives a temporary file its name: that of one that is there only where it may be replaced.
pub fn persist(file: NamedTempFile, path: &Path, replace: bool) -> io::Result<File> {
    ask(Operation::Rename)?;
    Ok(if replace { file.persist(path)? } else { file.persist_noclobber(path)? })
}

/// Copies a file.
pub fn copy(from: impl AsRef<Path>, to: impl AsRef<Path>) -> io::Result<()> {
    ask(Operation::Write)?;
    fs::copy(from, to).map(drop)
}

/// Exchanges two folders in one step.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    ask(Operation::Rename)?;
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

/// Exchanges two folders in one step: not on this system.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub fn exchange(_one: &Path, _other: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

pub fn remove_file(path: impl AsRef<Path>) -> io::Result<()> {
    ask(Operation::Remove)?;
    fs::remove_file(path)
}

pub fn remove_dir(path: impl AsRef<Path>) -> io::Result<()> {
    ask(Operation::Remove)?;
    fs::remove_dir(path)
}

pub fn remove_dir_all(path: impl AsRef<Path>) -> io::Result<()> {
    ask(Operation::Remove)?;
    fs::remove_dir_all(path)
}

pub fn set_permissions(path: impl AsRef<Path>, permissions: Permissions) -> io::Result<()> {
    ask(Operation::Change)?;
    fs::set_permissions(path, permissions)
}

/// Gives a file or folder away.
#[cfg(unix)]
pub fn chown(path: impl AsRef<Path>, user: u32, group: u32) -> io::Result<()> {
    ask(Operation::Change)?;
    std::os::unix::fs::chown(path, Some(user), Some(group))
}

pub fn try_lock(file: &File) -> Result<(), TryLockError> {
    ask(Operation::Change).map_err(TryLockError::Error)?;
    file.try_lock()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_pipe_at_which_one_would_wait_is_refused() {
        let home = tempfile::tempdir().expect("a folder");
        let path = home.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&path).status().expect("mkfifo");
        assert!(made.success());
        let found = [read(&path).err(), read_to_string(&path).err(), open(&path).err()];
        assert!(found.iter().flatten().all(|error| error.to_string().contains("named pipe")), "{found:?}");
        assert_eq!(found.iter().flatten().count(), 3);
    }
}
