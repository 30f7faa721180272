//! Tables of files as series, and what a manifest says of these files.

use std::path::Path;
use std::sync::Arc;

use super::Error;
use crate::data::{self, Columns, Tidy};
use crate::diagnostic::{Diagnostics, Source, Span};
use crate::scenario::files::{Disk, Files, read_bytes};
use crate::scenario::merged::{hash, hash_of, hashes_of};

/// A table that must be read whole may have this many bytes.
const LARGEST: u64 = 4_000_000_000;

/// The series of a file, and its text. A problem of it as a whole is said at `place`.
///
/// # Errors
/// It cannot be read, or all problems of one kind that the table has, each with its place.
pub(super) fn read(
    files: &dyn Files,
    path: &Path,
    columns: &Columns,
    place: &Span,
) -> Result<(Tidy, Text), Diagnostics> {
    if let Some(mut text) = files.large(path, data::LARGE)
        && let Some(tidy) = data::streamed(path, &mut text, columns)
    {
        return tidy.map(|tidy| Text::beside(tidy, None));
    }
    let bytes = read_bytes(files, path, LARGEST).map_err(|problem| Diagnostics::from(problem.at(place.clone())))?;
    // The text that is made of a workbook is none that anybody has.
    let made = cfg!(feature = "report") && !data::is_text_of_cells(&bytes);
    let hashes = if made { hashes_of(&mut bytes.as_slice(), bytes.len() as u64) } else { None };
    Ok(Text::beside(data::series(path, bytes, columns, place)?, hashes))
}

/// The text of a table; of one that is not held as many bytes as it had, and of one that was made of a file that is none what
/// [`Text::hashes`] gives of that.
#[derive(Debug, Clone)]
pub(super) struct Text {
    pub source: Arc<Source>,
    #[cfg_attr(not(feature = "report"), allow(dead_code, reason = "manifests alone ask for it"))]
    read_of: Option<u64>,
    #[cfg_attr(not(feature = "report"), allow(dead_code, reason = "manifests alone ask for it"))]
    hashes: Option<[String; 2]>,
}

impl Text {
    fn beside(tidy: Tidy, hashes: Option<[String; 2]>) -> (Tidy, Self) {
        let grid = &tidy.frame.grid;
        let text = Self { source: Arc::clone(&grid.source), read_of: grid.read_of(), hashes };
        (tidy, text)
    }

    /// The hash of its file, and that of a list that has it alone. What is not held is read again.
    ///
    /// # Errors
    /// It cannot be read again, or is another by now.
    #[cfg_attr(not(feature = "report"), allow(dead_code, reason = "manifests alone ask for it"))]
    pub fn hashes(&self) -> Result<[String; 2], Error> {
        if let Some(hashes) = &self.hashes {
            return Ok(hashes.clone());
        }
        let Some(bytes) = self.read_of else {
            let text = self.source.text.as_str();
            return Ok([hash_of(text.as_bytes()), hash([text].into_iter())]);
        };
        let path = &self.source.path;
        let again = Disk.large(path, bytes).and_then(|mut text| hashes_of(&mut text, bytes));
        again.ok_or_else(|| Error::Question(format!("`{}` has changed since it was read: try again", path.display())))
    }
}
