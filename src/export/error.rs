//! What can go wrong while writing results, and what to do about it.

use std::io;
use std::path::PathBuf;

#[cfg(feature = "workbooks")]
use rust_xlsxwriter::XlsxError;
use thiserror::Error;

/// Why results could not be written.
#[derive(Debug, Error)]
pub enum ExportError {
    /// The output path names no folder: it is empty, the root, or ends in `..`.
    #[error("`{}` does not name an output folder; give a path such as `output/baseline`", path.display())]
    NoName {
        /// The path.
        path: PathBuf,
    },
    /// The output path, or a parent of it, is a file.
    #[error("`{}` is a file, not a folder; remove it or choose another output folder", path.display())]
    NotAFolder {
        /// The file.
        path: PathBuf,
    },
    /// The folder holds something this program did not write.
    #[error(
        "`{}` holds `{file}`, which this program did not write, so the folder is not replaced; \
         move the file away or choose another output folder",
        path.display()
    )]
    ForeignFile {
        /// The folder.
        path: PathBuf,
        /// A file in it, relative to it.
        file: String,
    },
    /// Nothing can be created beside the output folder.
    #[error("cannot write in `{}` ({source}); make it writable or choose another output folder", path.display())]
    Unwritable {
        /// The parent of the output folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The name of a file would lead out of the output folder.
    #[error("`{name}` cannot be the name of an output file; use a plain name without `..` and without a leading `/`")]
    FileName {
        /// The name.
        name: String,
    },
    /// A file of the output folder cannot be written.
    #[error("cannot write `{}` ({source}){}", path.display(), advice(source))]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The finished results cannot take the place of the old ones, which are untouched.
    #[error(
        "cannot replace `{}` with the new results ({source}); the old ones are untouched: \
         close programs that have them open and run again",
        path.display()
    )]
    Swap {
        /// The output folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// An input cannot be laid beside the results.
    #[error("`{}` cannot be packed: {why}", path.display())]
    Unpackable {
        /// The input.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// A file that has been written is not there any more, or not as it was written.
    #[error(
        "`{file}` was written for `{}` and is gone or changed: something else removes files there; the old results are \
         untouched: run again",
        path.display()
    )]
    Vanished {
        /// The output folder.
        path: PathBuf,
        /// The file, relative to it.
        file: String,
    },
    /// A table cannot be written.
    #[error("cannot write the table `{file}` ({source}){}", advice(source))]
    Table {
        /// The name of the file.
        file: &'static str,
        /// Why.
        source: io::Error,
    },
    /// This build of the library does not write that.
    #[error("this build does not write {what}: build it with the feature `{feature}`")]
    NotBuilt {
        /// What was asked for.
        what: &'static str,
        /// What it lacks.
        feature: &'static str,
    },
    /// A workbook cannot be written.
    #[cfg(feature = "workbooks")]
    #[error("cannot write the workbook `{file}` ({source}){}", workbook_advice(source))]
    Workbook {
        /// The name of the file.
        file: &'static str,
        /// Why.
        source: Box<XlsxError>,
    },
}

/// What to do about a file that cannot be written: a full disk is named only where it is one.
fn advice(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::WriteZero => {
            "; check the free space of the disk and run again"
        }
        io::ErrorKind::NotFound => "; its folder is not there: make it, or run again if something else removed it",
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => "; make it writable and run again",
        // Other kinds say by themselves what is wrong.
        _ => "",
    }
}

#[cfg(feature = "workbooks")]
fn workbook_advice(error: &XlsxError) -> &'static str {
    match error {
        XlsxError::IoError(error) => advice(error),
        XlsxError::ZipError(zip) => {
            let source = std::error::Error::source(zip).and_then(|source| source.downcast_ref::<io::Error>());
            source.map_or("", advice)
        }
        // What the content of a workbook may be wrong in has nothing to do with the disk.
        _ => "",
    }
}
