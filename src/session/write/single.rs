//! One file by itself: whole or not at all, in the place of one that is there only where that is allowed.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::super::Error;
use crate::export::{ExportError, disk, fitting};

/// Writes a file by itself, whole or not at all; one that is there is replaced only if that is allowed.
///
/// # Errors
/// [`Error::Output`] if the folder cannot take it, or `check` refuses what was written.
pub fn write_file(
    path: &Path,
    text: &str,
    replace: bool,
    check: impl FnOnce(&Path) -> Result<(), Error>,
) -> Result<(), Error> {
    write_bytes_file(path, text.as_bytes(), replace, check)
}

/// As [`write_file`], of bytes.
pub(super) fn write_bytes_file(
    path: &Path,
    bytes: &[u8],
    replace: bool,
    check: impl FnOnce(&Path) -> Result<(), Error>,
) -> Result<(), Error> {
    let there = disk::metadata(path).ok();
    if there.as_ref().is_some_and(|there| !there.is_file() && !there.is_dir()) {
        return through(path, bytes, replace);
    }
    let path = &followed(path);
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let failed = |source| ExportError::File { path: path.to_owned(), source };
    let ending = path.extension().map_or_else(String::new, |ending| format!(".{}", ending.to_string_lossy()));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let prefix = format!(".{}.tmp-", fitting(&name));
    clear_leftovers(parent, &prefix, &ending);
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(&ending);
    // As any new file, subject to the user's mask: a scenario is not private. What takes the place of another is nobody else's
    // until it has the mode of that.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(if there.is_some() { 0o600 } else { 0o666 }));
    let mut file = disk::temporary_file(&builder, parent).map_err(failed)?;
    // Some network file systems have no locks; then nobody clears what a killed run leaves.
    let _unsupported = disk::try_lock(file.as_file());
    disk::write_to(&mut file, bytes).map_err(failed)?;
    disk::sync(file.as_file()).map_err(failed)?;
    check(file.path())?;
    if let Some(there) = &there {
        keep(file.path(), there).map_err(failed)?;
    }
    disk::persist(file, path, replace).map_err(failed)?;
    let _known_later = disk::sync_folder(parent);
    Ok(())
}

/// The file that a link leads to, through others: it is written, and the link stays.
fn followed(path: &Path) -> PathBuf {
    /// So many links as systems follow.
    const MOST: usize = 40;
    let mut path = path.to_owned();
    for _ in 0..MOST {
        let Ok(target) = fs::read_link(&path) else { break };
        path = path.parent().map_or_else(|| target.clone(), |parent| parent.join(&target));
    }
    path
}

/// Writes to what is no file of a disk, such as a pipe or `/dev/stdout`, which nothing may take the place of.
fn through(path: &Path, bytes: &[u8], replace: bool) -> Result<(), Error> {
    let write = || {
        if !replace {
            return Err(ErrorKind::AlreadyExists.into());
        }
        disk::write_to(&mut fs::File::options().write(true).open(path)?, bytes)
    };
    Ok(write().map_err(|source| ExportError::File { path: path.to_owned(), source })?)
}

/// Gives a file the mode and, where that is allowed, the owner of the one whose place it takes.
fn keep(file: &Path, there: &fs::Metadata) -> std::io::Result<()> {
    disk::set_permissions(file, there.permissions())?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let own = disk::metadata(file)?;
        if (own.uid(), own.gid()) != (there.uid(), there.gid()) {
            let _not_allowed = disk::chown(file, there.uid(), there.gid());
        }
    }
    Ok(())
}

/// Removes what killed runs have left of a file.
fn clear_leftovers(parent: &Path, prefix: &str, ending: &str) {
    let is_one = |name: &str| {
        let end = name.strip_prefix(prefix).and_then(|rest| rest.strip_suffix(ending));
        end.is_some_and(|end| !end.is_empty() && end.bytes().all(|byte| byte.is_ascii_alphanumeric()))
    };
    for entry in disk::read_dir(parent).into_iter().flatten().flatten() {
        let dead = || disk::open(entry.path()).is_ok_and(|file| disk::try_lock(&file).is_ok());
        if entry.file_name().to_str().is_some_and(is_one) && dead() {
            let _taken = disk::remove_file(entry.path());
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};

    fn written(path: &Path, replace: bool) -> Result<(), Error> {
        write_file(path, "new", replace, |_| Ok(()))
    }

    #[test]
    fn links_stay_and_what_they_lead_to_is_written() {
        let home = tempfile::tempdir().expect("a folder");
        let at = |name: &str| home.path().join(name);
        fs::create_dir(at("far")).expect("a folder");
        fs::write(at("far/real.csv"), "old").expect("a file");
        for (link, target) in [("one", "far/real.csv"), ("two", "one"), ("dangling", "far/none.csv")] {
            symlink(target, at(link)).expect("a link");
        }
        assert!(written(&at("two"), false).is_err(), "what is there stays unless replaced");
        assert_eq!(fs::read_to_string(at("far/real.csv")).expect("a file"), "old");
        written(&at("two"), true).expect("written");
        written(&at("dangling"), false).expect("written");
        for file in ["far/real.csv", "far/none.csv"] {
            assert_eq!(fs::read_to_string(at(file)).expect("a file"), "new");
        }
        for link in ["one", "two", "dangling"] {
            assert!(at(link).is_symlink(), "{link}");
        }
    }

    #[test]
    fn a_file_keeps_its_mode() {
        let home = tempfile::tempdir().expect("a folder");
        let path = home.path().join("table.csv");
        for mode in [0o600, 0o664, 0o444] {
            fs::write(&path, "old")
                .and_then(|()| fs::set_permissions(&path, fs::Permissions::from_mode(mode)))
                .expect("a file");
            written(&path, true).expect("written");
            let there = fs::metadata(&path).expect("a file");
            assert_eq!(there.permissions().mode() & 0o777, mode);
            assert_eq!(fs::read_to_string(&path).expect("a file"), "new");
            fs::remove_file(&path).expect("removed");
        }
    }

    #[test]
    fn a_pipe_is_written_to_and_stays() {
        let home = tempfile::tempdir().expect("a folder");
        let path = home.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&path).status().expect("mkfifo");
        assert!(made.success());
        assert!(written(&path, false).is_err(), "it is there already");
        let read = std::thread::spawn({
            let path = path.clone();
            move || fs::read_to_string(path).expect("text")
        });
        written(&path, true).expect("written");
        assert_eq!(read.join().expect("read"), "new");
        assert!(fs::metadata(&path).expect("a pipe").file_type().is_fifo());
    }
}
