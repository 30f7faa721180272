//! A hidden folder inside the target, for a target that cannot be exchanged with another folder.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::super::manifest::MANIFEST;
use super::ownership::{self, INSIDE, LOCK};

/// New files, until they are whole.
const NEW: &str = "new";
/// Old files, until the new ones are in their places.
const OLD: &str = "old";

/// A folder `.catchup-XXXXXX` inside the target, removed when dropped.
#[derive(Debug)]
pub struct Inside {
    // Dropped before the folder: some systems do not remove open files.
    lock: File,
    folder: TempDir,
    new: PathBuf,
}

impl Inside {
    /// Creates it.
    pub fn create(target: &Path) -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix(INSIDE).tempdir_in(target)?;
        let lock = File::create(folder.path().join(LOCK))?;
        // Some network file systems have no locks.
        let _unsupported = lock.try_lock();
        let new = folder.path().join(NEW);
        fs::create_dir(&new)?;
        fs::create_dir(folder.path().join(OLD))?;
        Ok(Self { lock, folder, new })
    }

    /// Where new files go.
    pub fn path(&self) -> &Path {
        &self.new
    }

    /// Moves the old files of the target out and `files` in: the old manifest is the first to go, the new one the last to
    /// come, so that a folder with a manifest is whole.
    ///
    /// # Errors
    /// If the system does not permit it; the target is then as it was.
    pub fn place(self, target: &Path, files: &[String]) -> io::Result<()> {
        let old = self.folder.path().join(OLD);
        let before = ownership::written_files(target).unwrap_or_default();
        let mut before: Vec<&String> = before.iter().filter(|name| target.join(name).is_file()).collect();
        before.sort_by_key(|name| *name != MANIFEST);
        let mut files: Vec<&String> = files.iter().collect();
        files.sort_by_key(|name| *name == MANIFEST);
        let mut moved: Vec<(PathBuf, PathBuf)> = Vec::new();
        let out = before.iter().map(|name| (target.join(name), old.join(name)));
        let in_place = files.iter().map(|name| (self.new.join(name), target.join(name)));
        for (from, to) in out.chain(in_place) {
            if let Err(error) = carry(&from, &to) {
                for (from, to) in moved.iter().rev() {
                    // What cannot be put back now the next run puts back.
                    let _later = carry(to, from);
                }
                return Err(error);
            }
            moved.push((from, to));
        }
        for name in before {
            drop_empty(target, Path::new(name));
        }
        drop(self.lock);
        // The results are in place: what is left of the old ones the next run clears.
        let _cleared_later = self.folder.close();
        Ok(())
    }

    /// Clears what killed runs have left inside `target`. Where one was killed while it changed files, the old ones are put
    /// back.
    pub fn clear(target: &Path) {
        let entries = fs::read_dir(target).into_iter().flatten().flatten();
        for entry in entries.filter(|entry| ownership::is_inside(&entry.file_name())) {
            let folder = entry.path();
            let dead = File::open(folder.join(LOCK)).is_ok_and(|lock| lock.try_lock().is_ok());
            if !dead {
                continue;
            }
            let old = folder.join(OLD);
            if old.join(MANIFEST).is_file() && !target.join(MANIFEST).is_file() {
                put_back(&old, target);
            }
            let _taken = fs::remove_dir_all(folder);
        }
    }
}

/// Moves a file, into folders that are made for it.
fn carry(from: &Path, to: &Path) -> io::Result<()> {
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::rename(from, to)
}

/// Puts old files back, the manifest last. New ones that came before are overwritten or stay as files of nobody.
fn put_back(old: &Path, target: &Path) {
    let Some(files) = ownership::written_files(old) else { return };
    let mut files: Vec<String> = files.into_iter().collect();
    files.sort_by_key(|name| name == MANIFEST);
    for name in files {
        if old.join(&name).is_file() {
            let _gone = carry(&old.join(&name), &target.join(&name));
        }
    }
}

/// Removes the folders that a file has left empty.
fn drop_empty(target: &Path, name: &Path) {
    for folder in name.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty()) {
        if fs::remove_dir(target.join(folder)).is_err() {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn results(folder: &Path, tag: &str, files: &[&str]) -> Vec<String> {
        let mut all: Vec<String> = files.iter().map(|file| (*file).to_owned()).collect();
        for file in files {
            let path = folder.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, tag).unwrap();
        }
        all.push(MANIFEST.to_owned());
        let list = serde_json::json!({ "program": "catchup", "files": all });
        fs::write(folder.join(MANIFEST), list.to_string()).unwrap();
        all
    }

    #[test]
    fn new_files_take_the_places_of_old_ones() {
        let home = TempDir::new().unwrap();
        results(home.path(), "old", &["a.csv", "charts/old.svg"]);
        let inside = Inside::create(home.path()).unwrap();
        let files = results(inside.path(), "new", &["a.csv", "charts/deep/new.svg"]);
        inside.place(home.path(), &files).unwrap();
        assert_eq!(names(home.path()), ["a.csv", "charts", MANIFEST]);
        assert_eq!(names(&home.path().join("charts")), ["deep"]);
        assert_eq!(fs::read_to_string(home.path().join("a.csv")).unwrap(), "new");
    }

    #[test]
    fn a_file_that_cannot_be_placed_leaves_the_old_ones() {
        let home = TempDir::new().unwrap();
        results(home.path(), "old", &["a.csv", "b.csv"]);
        let inside = Inside::create(home.path()).unwrap();
        let mut files = results(inside.path(), "new", &["a.csv"]);
        files.push("lost.csv".to_owned());
        assert!(inside.place(home.path(), &files).is_err());
        assert_eq!(names(home.path()), ["a.csv", "b.csv", MANIFEST]);
        assert_eq!(fs::read_to_string(home.path().join("a.csv")).unwrap(), "old");
    }

    #[test]
    fn killed_in_the_middle_the_next_run_puts_the_old_ones_back() {
        let home = TempDir::new().unwrap();
        let killed = home.path().join(".catchup-kill01");
        fs::create_dir_all(killed.join(NEW)).unwrap();
        fs::write(killed.join(LOCK), "").unwrap();
        results(&killed.join(OLD), "old", &["a.csv", "charts/b.svg"]);
        fs::write(home.path().join("a.csv"), "new").unwrap();
        Inside::clear(home.path());
        assert_eq!(names(home.path()), ["a.csv", "charts", MANIFEST]);
        assert_eq!(fs::read_to_string(home.path().join("a.csv")).unwrap(), "old");

        // A living run is spared; dropped, it leaves nothing.
        let living = Inside::create(home.path()).unwrap();
        Inside::clear(home.path());
        assert!(living.path().exists());
        drop(living);
        assert_eq!(names(home.path()), ["a.csv", "charts", MANIFEST]);
    }
}
