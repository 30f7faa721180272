//! What can go wrong while writing results, and what to do about it.

use std::io;
use std::path::PathBuf;

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
    #[error("cannot write `{}` ({source}); check the free space of the disk and run again", path.display())]
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
    /// A table cannot be written.
    #[error("cannot write the table `{file}` ({source}); check the free space of the disk and run again")]
    Table {
        /// The name of the file.
        file: &'static str,
        /// Why.
        source: io::Error,
    },
    /// A workbook cannot be written.
    #[error("cannot write the workbook `{file}` ({source}); check the free space of the disk and run again")]
    Workbook {
        /// The name of the file.
        file: &'static str,
        /// Why.
        source: Box<XlsxError>,
    },
}
