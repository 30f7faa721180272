//! A hidden folder inside the target, for a target that cannot be exchanged with another folder.

use std::collections::{BTreeSet, HashSet};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::super::disk;
use super::super::manifest::MANIFEST;
use super::lock::{self, Run};
use super::ownership::{self, INSIDE};
use crate::numeric::sorting::sort_by_key;

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
        let (folder, lock) = lock::locked_folder(tempfile::Builder::new().prefix(INSIDE), target)?;
        let new = folder.path().join(NEW);
        disk::create_dir(&new)?;
        disk::create_dir(folder.path().join(OLD))?;
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
        // Checked by the caller: what cannot be read now is an error, else old files would stay among the new.
        let before = if target.join(MANIFEST).is_file() {
            ownership::written_files(target).ok_or(io::ErrorKind::InvalidData)?
        } else {
            HashSet::new()
        };
        let mut before: Vec<&String> = before.iter().filter(|name| target.join(name).is_file()).collect();
        sort_by_key(&mut before, |name| *name != MANIFEST);
        let mut files: Vec<&String> = files.iter().collect();
        sort_by_key(&mut files, |name| *name == MANIFEST);
        let mut moved: Vec<(PathBuf, PathBuf)> = Vec::new();
        let out = before.iter().map(|name| (target.join(name), old.join(name)));
        let in_place = files.iter().map(|name| (self.new.join(name), target.join(name)));
        for (from, to) in out.chain(in_place) {
            if let Err(error) = carry(&from, &to) {
                if !moved.iter().rev().all(|(from, to)| carry(to, from).is_ok()) {
                    // What cannot be put back now the next run puts back.
                    let _kept = self.folder.keep();
                }
                return Err(error);
            }
            moved.push((from, to));
        }
        for name in before {
            drop_empty(target, Path::new(name));
        }
        // The old ones are not removed before the disk knows of the new ones, their manifest last.
        let folders = files.iter().flat_map(|name| Path::new(name).ancestors().skip(1));
        for below in folders.collect::<BTreeSet<_>>().into_iter().rev() {
            let _known_later = disk::sync_folder(target.join(below));
        }
        drop(self.lock);
        // The results are in place: what is left of the old ones the next run clears.
        let _cleared_later = self.folder.close();
        Ok(())
    }

    /// Clears what killed runs have left inside `target`. Where one was killed while it changed files, the old ones are put
    /// back.
    pub fn clear(target: &Path) {
        let entries = disk::read_dir(target).into_iter().flatten().flatten();
        for entry in entries.filter(|entry| ownership::is_inside(&entry.file_name())) {
            let folder = entry.path();
            let dead = match lock::run_of(&folder) {
                Run::Dead(dead) => dead,
                Run::Lives => continue,
                // Nothing is in it yet; its run, if it lives, makes another.
                Run::Unknown => {
                    let _not_empty = disk::remove_dir(&folder);
                    continue;
                }
            };
            // A folder with a manifest is whole. What cannot be put back now the next run puts back.
            if target.join(MANIFEST).is_file() || put_back(&folder, target).is_ok() {
                let _taken = disk::remove_dir_all(folder);
            }
            drop(dead);
        }
    }
}

/// Moves a file, into folders that are made for it.
fn carry(from: &Path, to: &Path) -> io::Result<()> {
    if let Some(parent) = to.parent() {
        disk::create_dir_all(parent)?;
    }
    disk::rename(from, to)
}

/// Takes out the new files that have come and puts the old ones back, the manifest last.
fn put_back(folder: &Path, target: &Path) -> io::Result<()> {
    let (old, new) = (folder.join(OLD), folder.join(NEW));
    let listed = |folder: &Path| ownership::written_files(folder).unwrap_or_default();
    let before = listed(&old);
    for name in listed(&new).iter().filter(|name| !before.contains(*name)) {
        // It came by this run, as far as it is not waiting any more.
        if !new.join(name).is_file() && target.join(name).is_file() {
            disk::remove_file(target.join(name))?;
            drop_empty(target, Path::new(name));
        }
    }
    let mut files: Vec<String> = before.into_iter().filter(|name| old.join(name).is_file()).collect();
    sort_by_key(&mut files, |name| name == MANIFEST);
    files.iter().try_for_each(|name| carry(&old.join(name), &target.join(name)))
}

/// Removes the folders that a file has left empty.
fn drop_empty(target: &Path, name: &Path) {
    for folder in name.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty()) {
        if disk::remove_dir(target.join(folder)).is_err() {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::ownership::LOCK;
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
        fs::create_dir_all(killed.join(OLD)).unwrap();
        fs::write(killed.join(LOCK), "").unwrap();
        results(&killed.join(OLD), "old", &["a.csv", "charts/b.svg"]);
        fs::write(home.path().join("a.csv"), "new").unwrap();
        // One that there was not before; another still waits.
        results(&killed.join(NEW), "new", &["a.csv", "tables/c.csv", "d.csv"]);
        fs::create_dir(home.path().join("tables")).unwrap();
        fs::rename(killed.join(NEW).join("tables/c.csv"), home.path().join("tables/c.csv")).unwrap();
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
