//! The hidden folder beside the target in which results are gathered, and its way into the target's place.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::super::disk;
use super::super::error::ExportError;
use super::super::name::fitting;
use super::lock::{self, ATTEMPTS, Dead, Run};
use super::ownership::{self, LOCK};

/// A folder `.NAME.tmp-XXXXXX` beside the target `NAME`, removed when dropped.
#[derive(Debug)]
pub struct Sibling {
    // Dropped before the folder: some systems do not remove open files.
    lock: File,
    folder: TempDir,
}

impl Sibling {
    /// Creates it, and the parents of `target`, and clears away what killed runs have left.
    ///
    /// # Errors
    /// [`ExportError::NotAFolder`] or [`ExportError::Unwritable`] if nothing can be created beside `target`.
    pub fn create(target: &Path) -> Result<Self, ExportError> {
        let parent = parent(target);
        Self::try_create(target).map_err(|source| match parent.ancestors().find(|folder| folder.exists()) {
            Some(file) if !file.is_dir() => ExportError::NotAFolder { path: file.to_owned() },
            _ => ExportError::Unwritable { path: parent.to_owned(), source },
        })
    }

    fn try_create(target: &Path) -> io::Result<Self> {
        disk::create_dir_all(parent(target))?;
        clear_leftovers(target)?;
        let prefix = prefix(target, "tmp");
        let mut builder = tempfile::Builder::new();
        builder.prefix(&prefix);
        // As any new folder, subject to the user's mask: results are not private.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
        let (folder, lock) = lock::locked_folder(&builder, parent(target))?;
        Ok(Self { lock, folder })
    }

    /// Gives it the owner of the folder whose place it shall take.
    ///
    /// # Errors
    /// If the system does not permit it.
    #[cfg(unix)]
    pub fn belong_as(&self, target: &Path) -> io::Result<()> {
        use std::os::unix::fs::MetadataExt;
        let (own, data) = (disk::metadata(self.path())?, disk::metadata(target)?);
        if (own.uid(), own.gid()) == (data.uid(), data.gid()) {
            return Ok(());
        }
        disk::chown(self.path(), data.uid(), data.gid())
    }

    /// Gives it the owner of the folder whose place it shall take: this system has none.
    ///
    /// # Errors
    /// None.
    #[cfg(not(unix))]
    pub fn belong_as(&self, _target: &Path) -> io::Result<()> {
        Ok(())
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Puts it in the place of `target` and removes what was there.
    ///
    /// # Errors
    /// If the system does not permit it; the target is then as it was.
    pub fn replace(self, target: &Path) -> io::Result<()> {
        let Self { lock, folder } = self;
        if let Ok(data) = disk::metadata(target) {
            disk::set_permissions(folder.path(), data.permissions())?;
        }
        let old = swap(folder.path(), target, disk::exchange)?;
        // The results are in place, for good once the disk knows of it; the old ones are not removed before.
        let _known_later = disk::sync_folder(parent(target));
        // Whatever bears the temporary name now is no longer the new folder.
        let _moved = folder.keep();
        discard(target, old.as_deref());
        drop(lock);
        Ok(())
    }
}

/// Removes the old folder and takes the lock out of the new one. The lock goes over to the old folder first and from it
/// last, so that it is known for what it is if the run is killed in between.
fn discard(target: &Path, old: Option<&Path>) {
    let lock = target.join(LOCK);
    // The results are in place: whatever fails here, for one because another run has replaced them already, the next
    // run clears.
    let _cleared_later = match old {
        None => disk::remove_file(lock),
        Some(old) => {
            let _moved = disk::rename(lock, old.join(LOCK));
            clear_folder(old)
        }
    };
}

/// Removes a folder, its lock last.
fn clear_folder(folder: &Path) -> io::Result<()> {
    for entry in disk::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name() == LOCK {
            continue;
        }
        if entry.file_type()?.is_dir() { disk::remove_dir_all(entry.path())? } else { disk::remove_file(entry.path())? }
    }
    disk::remove_dir_all(folder)
}

fn parent(target: &Path) -> &Path {
    target.parent().unwrap_or(target)
}

/// `.NAME.KIND-`
fn prefix(target: &Path, kind: &str) -> OsString {
    let mut prefix = OsString::from(".");
    let name = target.file_name().unwrap_or_default();
    match name.to_str() {
        Some(name) => prefix.push(&*fitting(name)),
        None => prefix.push(name),
    }
    prefix.push(format!(".{kind}-"));
    prefix
}

/// Puts `new` in the place of `target` and returns where the old folder is now, if there was one.
fn swap(new: &Path, target: &Path, exchange: fn(&Path, &Path) -> io::Result<()>) -> io::Result<Option<PathBuf>> {
    let mut last = io::Error::from(ErrorKind::AlreadyExists);
    for _ in 0..ATTEMPTS {
        // Succeeds if the target is absent or, on Unix, empty.
        match disk::rename(new, target) {
            Ok(()) => return Ok(None),
            Err(error) if !target.is_dir() && error.kind() != ErrorKind::DirectoryNotEmpty => {
                last = error;
            }
            Err(_) => match exchange(new, target) {
                Ok(()) => return Ok(Some(new.to_owned())),
                Err(error) if error.kind() == ErrorKind::NotFound => last = error,
                Err(_) => match move_aside(new, target) {
                    Ok(old) => return Ok(Some(old)),
                    Err(error) if error.kind() == ErrorKind::PermissionDenied => return Err(error),
                    Err(error) => last = error,
                },
            },
        }
    }
    Err(last)
}

/// [`swap`] in two renames, for systems that cannot exchange folders. On failure the old folder is put back.
fn move_aside(new: &Path, target: &Path) -> io::Result<PathBuf> {
    let mut name = prefix(target, "old");
    // The random part of the temporary name.
    name.push(new.extension().and_then(OsStr::to_str).and_then(|end| end.rsplit('-').next()).unwrap_or_default());
    let aside = target.with_file_name(name);
    disk::rename(target, &aside)?;
    match disk::rename(new, target) {
        Ok(()) => Ok(aside),
        Err(error) => {
            if disk::rename(&aside, target).is_err() {
                // Another run has taken the place with newer results.
                disk::remove_dir_all(&aside)?;
            }
            Err(error)
        }
    }
}

/// Removes what killed runs have left beside `target`, and puts back an old folder whose successor never came.
fn clear_leftovers(target: &Path) -> io::Result<()> {
    let (temporary, old) = (prefix(target, "tmp"), prefix(target, "old"));
    for entry in disk::read_dir(parent(target))? {
        let entry = entry?;
        let path = entry.path();
        if !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            continue;
        }
        // Failures are of no consequence: another run may be doing the same.
        let aside = is_numbered(&entry.file_name(), &old);
        if aside && ownership::is_ours(&path) && !target.exists() {
            let _taken = disk::rename(path, target);
        } else if (aside || is_numbered(&entry.file_name(), &temporary))
            && let Some(dead) = abandoned(&path)
        {
            let _taken = clear_folder(&path);
            drop(dead);
        }
    }
    Ok(())
}

/// Whether `name` is `prefix` and a random part.
fn is_numbered(name: &OsStr, prefix: &OsStr) -> bool {
    name.as_encoded_bytes()
        .strip_prefix(prefix.as_encoded_bytes())
        .is_some_and(|end| !end.is_empty() && end.iter().all(u8::is_ascii_alphanumeric))
}

/// Whether the run that gathered results in this folder is dead.
fn abandoned(folder: &Path) -> Option<Dead> {
    match lock::run_of(folder) {
        Run::Dead(dead) => Some(dead),
        Run::Lives => None,
        // While results are gathered there is a lock: complete results without one have been replaced. An empty folder is
        // cleared by removing it; its run, if it lives, makes another.
        Run::Unknown => (ownership::is_ours(folder) || disk::remove_dir(folder).is_ok()).then(Dead::without_lock),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::lock::UNNAMED;
    use super::*;

    /// A folder as a run leaves it when complete, with `tag` in a file.
    fn complete(folder: &Path, tag: &str) {
        fs::create_dir(folder).unwrap();
        fs::write(folder.join("run.json"), r#"{"program": "catchup", "files": ["run.json", "tag"]}"#).unwrap();
        fs::write(folder.join("tag"), tag).unwrap();
    }

    fn tag(folder: &Path) -> String {
        fs::read_to_string(folder.join("tag")).unwrap()
    }

    #[test]
    fn folders_of_killed_runs_are_cleared_and_those_of_living_ones_spared() {
        let home = TempDir::new().unwrap();
        let target = home.path().join("push");
        let killed = home.path().join(".push.tmp-kill01");
        fs::create_dir_all(killed.join("charts")).unwrap();
        fs::write(killed.join(LOCK), "").unwrap();
        let other_name = home.path().join(".pull.tmp-kill01");
        fs::create_dir(&other_name).unwrap();
        fs::write(other_name.join(LOCK), "").unwrap();
        let unnamed = home.path().join(".push.tmp-kill02");
        fs::create_dir(&unnamed).unwrap();
        fs::write(unnamed.join(UNNAMED), "").unwrap();
        let just_begun = home.path().join(".push.tmp-begun1");
        fs::create_dir(&just_begun).unwrap();

        let living = Sibling::create(&target).unwrap();
        assert!(!killed.exists() && !unnamed.exists() && !just_begun.exists());
        assert!(other_name.exists());
        let _second = Sibling::create(&target).unwrap();
        assert!(living.path().join(LOCK).exists());
    }

    #[test]
    fn folders_without_a_lock_are_cleared_when_ours_or_empty() {
        let home = TempDir::new().unwrap();
        let target = home.path().join("push");
        let names = [".push.tmp-ours01", ".push.tmp-empty1", ".push.tmp-theirs"].map(|name| home.path().join(name));
        complete(&names[0], "superseded");
        fs::create_dir(&names[1]).unwrap();
        fs::create_dir(&names[2]).unwrap();
        fs::write(names[2].join("thesis.tex"), "").unwrap();
        let _sibling = Sibling::create(&target).unwrap();
        assert_eq!(names.map(|name| name.exists()), [false, false, true]);
    }

    #[test]
    fn killed_while_the_old_folder_is_removed_the_next_run_clears_the_rest() {
        let home = TempDir::new().unwrap();
        let target = home.path().join("push");
        for (half_removed, cleared) in
            [(".push.tmp-half01", true), (".push.old-half01", true), (".pull.tmp-half01", false)]
        {
            let folder = home.path().join(half_removed);
            fs::create_dir(&folder).unwrap();
            fs::write(folder.join("tag"), "its manifest is gone").unwrap();
            fs::write(folder.join(LOCK), "").unwrap();
            drop(Sibling::create(&target).unwrap());
            assert_eq!(!folder.exists(), cleared, "{half_removed}");
        }
    }

    #[test]
    fn a_replaced_folder_and_the_lock_are_gone() {
        let home = TempDir::new().unwrap();
        let target = home.path().join("push");
        complete(&target, "old");
        let sibling = Sibling::create(&target).unwrap();
        sibling.replace(&target).unwrap();
        assert_eq!(fs::read_dir(&target).unwrap().count(), 0);
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
    }

    #[test]
    fn an_old_folder_whose_successor_never_came_is_put_back() {
        let home = TempDir::new().unwrap();
        let target = home.path().join("push");
        complete(&home.path().join(".push.old-kill01"), "old");
        let _sibling = Sibling::create(&target).unwrap();
        assert_eq!(tag(&target), "old");

        complete(&home.path().join(".push.old-kill02"), "older");
        let _sibling = Sibling::create(&target).unwrap();
        assert_eq!(tag(&target), "old");
        assert!(!home.path().join(".push.old-kill02").exists());
    }

    #[test]
    fn swapped_with_and_without_exchange() {
        let unsupported: fn(&Path, &Path) -> io::Result<()> = |_, _| Err(ErrorKind::Unsupported.into());
        for (how, old_place) in
            [(disk::exchange as fn(&Path, &Path) -> _, ".push.tmp-new001"), (unsupported, ".push.old-new001")]
        {
            let home = TempDir::new().unwrap();
            let (new, target) = (home.path().join(".push.tmp-new001"), home.path().join("push"));
            complete(&new, "first");
            assert_eq!(swap(&new, &target, how).unwrap(), None);
            assert_eq!(tag(&target), "first");

            complete(&new, "second");
            let old = swap(&new, &target, how).unwrap().unwrap();
            assert_eq!(tag(&target), "second");
            assert_eq!(tag(&old), "first");
            assert_eq!(old, home.path().join(old_place));
        }
    }

    #[test]
    fn a_swap_that_fails_leaves_the_old() {
        let home = TempDir::new().unwrap();
        let target = home.path().join("push");
        complete(&target, "old");
        let missing = home.path().join(".push.tmp-none01");
        for how in [disk::exchange as fn(&Path, &Path) -> _, |_: &Path, _: &Path| Err(ErrorKind::Unsupported.into())] {
            assert_eq!(swap(&missing, &target, how).unwrap_err().kind(), ErrorKind::NotFound);
            assert_eq!(tag(&target), "old");
        }
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
    }
}
