//! Folders that commands write.

use std::path::Path;

use crate::export::{ExportError, Folder};

/// Opens an output folder, whose manifest will say by which command line it was made.
pub(super) fn folder(path: &Path) -> Result<Folder, ExportError> {
    let command = std::env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned()).collect();
    Ok(Folder::create(path)?.made_by(command))
}
