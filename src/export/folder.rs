//! The output folder: complete or absent, never half, and never at the cost of files that are not ours.

mod gathering;
mod inside;
mod lock;
mod ownership;
mod sibling;
mod temporary;
mod written;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::disk::{self, Output};
use super::error::ExportError;
use super::formulas::Plain;
use super::manifest::{MANIFEST, Made, Manifest, sealed};
use super::pack::{INPUTS, pack};
use crate::parallel;
use gathering::Gathering;
use written::Hashed;

pub(super) use ownership::unlisted;
pub use temporary::Temporary;
pub use written::Written;

/// Bytes gathered before they go to the system.
const BUFFER: usize = 1 << 16;

/// An output folder in the making.
///
/// Files go to a hidden sibling of the target. [`Folder::commit`] puts the whole in the target's place in one step where
/// the system can exchange two folders (Linux, macOS), elsewhere in two renames that the next run completes if this one
/// is killed in between. A target that cannot be exchanged, such as a mounted volume or a folder whose parent may not be
/// written, is written inside: the old files leave it and the new ones come, the manifest first and last, and the next run
/// puts the old ones back if this one is killed in between. Dropped without commit, or killed, it leaves the target as it
/// was; what a killed run leaves the next run clears. Files are on the disk before they take any place, so that after a loss
/// of power too the old or the new are there, as far as the disk does what it says.
#[derive(Debug)]
pub struct Folder {
    target: PathBuf,
    gathering: Gathering,
    files: Mutex<BTreeMap<String, Written>>,
    command: Vec<String>,
    packed: bool,
    plain: bool,
    live: Option<String>,
}

impl Folder {
    /// Prepares to write the folder `path`, so that a long computation does not end in front of a closed door.
    ///
    /// Missing parents are created. A symbolic link is followed, to a folder that is not there yet too.
    ///
    /// # Errors
    /// If `path` names no folder, nothing can be created beside or inside it, or it holds files that this program did not
    /// write.
    pub fn create(path: &Path) -> Result<Self, ExportError> {
        let target = resolve(path)?;
        let gathering = Gathering::create(&target)?;
        let files = Mutex::default();
        Ok(Self { target, gathering, files, command: Vec::new(), packed: false, plain: false, live: None })
    }

    /// Notes the arguments of the command line that the results are made by, so that they can be made again.
    #[must_use]
    pub fn made_by(self, command: Vec<String>) -> Self {
        Self { command, ..self }
    }

    /// Lays what was read beside the results, below `inputs/`, so that the folder is enough to make them again.
    #[must_use]
    pub fn packed(self, packed: bool) -> Self {
        Self { packed, ..self }
    }

    /// Writes an apostrophe before texts in CSV files that a spreadsheet would take for formulas.
    #[must_use]
    pub fn without_formulas(self, plain: bool) -> Self {
        Self { plain, ..self }
    }

    /// Lets a report in it carry a live page of what it reports.
    #[must_use]
    pub fn carrying(self, live: Option<String>) -> Self {
        Self { live, ..self }
    }

    /// The live page that a report in it carries.
    #[must_use]
    pub fn live(&self) -> Option<&str> {
        self.live.as_deref()
    }

    /// Writes one file; `name` may lead into folders below, with `/`. May be called from several threads.
    ///
    /// # Errors
    /// [`ExportError::FileName`] if `name` leads elsewhere, [`ExportError::File`] if the file cannot be written, and what
    /// `content` returns.
    pub fn write<E: From<ExportError>>(
        &self,
        name: &str,
        content: impl FnOnce(&mut dyn Write) -> Result<(), E>,
    ) -> Result<(), E> {
        let inside = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
        if !inside || name.is_empty() || name == MANIFEST {
            return Err(ExportError::FileName { name: name.to_owned() }.into());
        }
        let failed = |source| ExportError::File { path: self.target.join(name), source };
        let mut out = BufWriter::with_capacity(BUFFER, Hashed::new(self.open(name).map_err(failed)?));
        let own = !name.starts_with(INPUTS);
        if self.plain && own && Path::new(name).extension().is_some_and(|ending| ending == "csv") {
            let mut plain = Plain::new(&mut out);
            content(&mut plain)?;
            plain.finish().map_err(failed)?;
        } else {
            content(&mut out)?;
        }
        let hashed = out.into_inner().map_err(|error| failed(error.into_error()))?;
        self.files.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), hashed.written());
        Ok(())
    }

    /// Folders below are made, but not the folder itself: if something has removed it, what was written is lost with it.
    fn open(&self, name: &str) -> io::Result<Output> {
        let path = self.gathering.path().join(name);
        let below = Path::new(name).parent().map(Path::components).into_iter().flatten();
        let mut folder = self.gathering.path().to_owned();
        for part in below {
            folder.push(part);
            match disk::create_dir(&folder) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                Ok(()) | Err(_) => {}
            }
        }
        Output::create(path)
    }

    /// Writes the manifest, with the list of files in it, and puts the folder in its place.
    ///
    /// Returns the paths of all files, the manifest among them, in alphabetical order.
    ///
    /// # Errors
    /// [`ExportError::File`] if the manifest cannot be written or a file not be brought to the disk, [`ExportError::Vanished`] if a file is not as it was written,
    /// [`ExportError::ForeignFile`] if other files have come into the target meanwhile, [`ExportError::Swap`] if it cannot be
    /// replaced. The target is then as it was.
    pub fn commit(self, manifest: &Manifest) -> Result<Vec<PathBuf>, ExportError> {
        let mut command = self.command.clone();
        let pack = self.packed.then(|| pack(&self, &manifest.scenarios, &mut command)).transpose()?;
        let Self { target, gathering, files, .. } = self;
        let mut files = files.into_inner().unwrap_or_else(PoisonError::into_inner);
        let text = sealed(&manifest.to_json(&files, &Made { command, pack }));
        disk::write(gathering.path().join(MANIFEST), &text)
            .map_err(|source| ExportError::File { path: target.join(MANIFEST), source })?;
        let mut hashed = Hashed::new(io::sink());
        let _into_nothing = hashed.write_all(text.as_bytes());
        files.insert(MANIFEST.to_owned(), hashed.written());
        let whole = |folder: &Path| {
            let is_there = |name: &str, written: &Written| {
                disk::metadata(folder.join(name)).is_ok_and(|data| data.is_file() && data.len() == written.bytes)
            };
            match files.iter().find(|(name, written)| !is_there(name, written)) {
                Some((file, _)) => Err(ExportError::Vanished { path: target.clone(), file: file.clone() }),
                None => Ok(()),
            }
        };
        whole(gathering.path())?;
        ownership::check_replaceable(&target)?;
        let names: Vec<String> = files.keys().cloned().collect();
        synchronise(gathering.path(), &names)
            .map_err(|(name, source)| ExportError::File { path: target.join(name), source })?;
        gathering.place(&target, &names).map_err(|source| ExportError::Swap { path: target.clone(), source })?;
        Ok(names.iter().map(|file| target.join(file)).collect())
    }
}

/// Brings files and the folders that they are in to the disk, all at a time: the disk writes them together. On failure says
/// which could not be.
fn synchronise(folder: &Path, names: &[String]) -> Result<(), (String, io::Error)> {
    parallel::try_map(names, |name| disk::sync_file(folder.join(name)).map_err(|error| (name.clone(), error)))?;
    let below = names.iter().flat_map(|name| Path::new(name).ancestors().skip(1));
    // The deepest first; the last, without a name, is the folder itself.
    let folders: BTreeSet<&Path> = below.collect();
    let in_disk =
        |below: &&Path| disk::sync_folder(folder.join(below)).map_err(|error| (below.display().to_string(), error));
    folders.iter().rev().try_for_each(in_disk)
}

/// The absolute path of an output folder, with symbolic links followed, to what is not there yet too.
fn resolve(path: &Path) -> Result<PathBuf, ExportError> {
    /// As many as systems follow.
    const MOST_LINKS: usize = 40;
    let no_name = || ExportError::NoName { path: path.to_owned() };
    let mut target = std::path::absolute(path).map_err(|_| no_name())?;
    for _ in 0..MOST_LINKS {
        if let Ok(known) = target.canonicalize() {
            target = known;
            break;
        }
        // The folder, or one that it is in, may be a link to what is not there yet.
        let led: Option<PathBuf> = target.ancestors().find_map(|above| {
            let to = fs::read_link(above).ok().filter(|_| !above.exists())?;
            let below = target.strip_prefix(above).ok()?.components();
            Some(above.parent()?.join(to).components().chain(below).collect())
        });
        match led {
            Some(led) => target = led,
            None => break,
        }
    }
    if target.file_name().is_none() { Err(no_name()) } else { Ok(target) }
}

#[cfg(test)]
mod tests;
