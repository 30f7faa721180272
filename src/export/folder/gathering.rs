//! Where results are gathered until they are whole: beside the target, or inside what cannot be exchanged.

use std::io;
use std::path::Path;

use super::super::disk;
use super::super::error::ExportError;
use super::inside::Inside;
use super::ownership;
use super::sibling::Sibling;

/// The hidden folder that results go to.
#[derive(Debug)]
pub enum Gathering {
    /// Beside the target, with which it is exchanged.
    Beside(Sibling),
    /// Inside the target, whose files give way one by one.
    Inside(Inside),
}

impl Gathering {
    /// Creates it where it can be put in the target's place.
    ///
    /// # Errors
    /// As [`Sibling::create`]; or the target may not be replaced.
    pub fn create(target: &Path) -> Result<Self, ExportError> {
        if target.is_dir() {
            Inside::clear(target);
        }
        ownership::check_replaceable(target)?;
        if target.is_dir() && is_mounted(target) {
            return Self::inside(target);
        }
        match Sibling::create(target) {
            Ok(sibling) if !target.is_dir() || sibling.belong_as(target).is_ok() => Ok(Self::Beside(sibling)),
            // Who may write in the folder, but not beside it or not in its owner's name, can use it all the same.
            Ok(_) => Self::inside(target),
            Err(ExportError::Unwritable { path, source }) if target.is_dir() => {
                Self::inside(target).map_err(|_| ExportError::Unwritable { path, source })
            }
            Err(error) => Err(error),
        }
    }

    fn inside(target: &Path) -> Result<Self, ExportError> {
        let unwritable = |source| ExportError::Unwritable { path: target.to_owned(), source };
        Inside::create(target).map(Self::Inside).map_err(unwritable)
    }

    /// Where files go.
    pub fn path(&self) -> &Path {
        match self {
            Self::Beside(sibling) => sibling.path(),
            Self::Inside(inside) => inside.path(),
        }
    }

    /// Puts `files`, all that were written, in the place of what is in the target.
    ///
    /// # Errors
    /// If the system does not permit it; the target is then as it was.
    pub fn place(self, target: &Path, files: &[String]) -> io::Result<()> {
        match self {
            Self::Beside(sibling) => sibling.replace(target),
            Self::Inside(inside) => inside.place(target, files),
        }
    }
}

/// Whether a folder is where something is mounted: it cannot be renamed then.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn is_mounted(folder: &Path) -> bool {
    use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags, statx};
    match statx(CWD, folder, AtFlags::empty(), StatxFlags::BASIC_STATS) {
        Ok(data) => data.stx_attributes.contains(StatxAttributes::MOUNT_ROOT),
        Err(_) => on_another_device(folder),
    }
}

/// Whether a folder is where something is mounted: it cannot be renamed then.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn is_mounted(folder: &Path) -> bool {
    on_another_device(folder)
}

#[cfg(unix)]
fn on_another_device(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let device = |path: &Path| disk::metadata(path).map(|data| data.dev()).ok();
    folder.parent().is_some_and(|parent| device(parent) != device(folder))
}

#[cfg(not(unix))]
fn on_another_device(_folder: &Path) -> bool {
    false
}
