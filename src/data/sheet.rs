//! Single cells of a file by their places, for those who know where a number stands.

use std::collections::BTreeMap;
use std::path::Path;

use super::grid::Grid;
use super::number::{Cell, Decimal, cell};
#[cfg(feature = "workbooks")]
use super::workbook;
use crate::diagnostic::Source;
use crate::encoding::decoded;

/// The cells of a sheet, or of a text with a mark between cells.
#[derive(Debug, Default)]
pub struct Sheet {
    cells: BTreeMap<(u32, u32), String>,
    /// Names of ranges, with the sheet each is of and what it stands for.
    names: Vec<(String, String)>,
}

/// A rectangle of cells, its first and its last row and column among them, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// Row and column of the first cell.
    pub start: (u32, u32),
    /// Row and column of the last.
    pub end: (u32, u32),
}

impl Sheet {
    /// The cells of the sheet `name` of a workbook; of a text, `name` is what stands between its cells.
    ///
    /// # Errors
    /// The file cannot be read, or has no such sheet; in words.
    pub fn read(path: &Path, bytes: Vec<u8>, name: &str) -> Result<Self, String> {
        #[cfg(feature = "workbooks")]
        if let Some(container) = workbook::Container::of(&bytes) {
            let (cells, names) = workbook::sheet(&bytes, container?, name)?;
            return Ok(Self { cells: cells.into_iter().collect(), names });
        }
        #[cfg(not(feature = "workbooks"))]
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
            return Err("it is a workbook, which this build does not read: save the sheet as CSV".to_owned());
        }
        let bad = |bad: crate::encoding::Undecodable| format!("`{}` {}: save it as UTF-8", path.display(), bad.problem);
        let text = decoded(bytes, None).map_err(bad)?.text;
        let mark = if name.eq_ignore_ascii_case("\\t") || name.is_empty() { "\t" } else { name };
        let text = text.trim_start_matches('\u{feff}');
        let source = Source::new(path, format!("sep={mark}\n{text}"));
        let grid = Grid::read(&source).map_err(|problem| problem.message)?;
        let mut cells = BTreeMap::new();
        for row in 0..grid.len() {
            // The line that says what stands between cells is the first.
            let line = grid.line(row).saturating_sub(2) as u32;
            for column in 0..grid.width(row) {
                let text = grid.text(row, column);
                if !text.is_empty() {
                    cells.insert((line, column as u32), text.into_owned());
                }
            }
        }
        Ok(Self { cells, names: Vec::new() })
    }

    /// What a cell says; nothing if it is empty.
    #[must_use]
    pub fn text(&self, at: (u32, u32)) -> Option<&str> {
        self.cells.get(&at).map(String::as_str)
    }

    /// The number in a cell; none if it is empty, or marks what is missing.
    ///
    /// # Errors
    /// It says something else: what.
    pub fn number(&self, at: (u32, u32)) -> Result<Option<f64>, String> {
        let Some(text) = self.text(at) else { return Ok(None) };
        if let Ok(value) = text.parse::<f64>() {
            return if value.is_finite() { Ok(Some(value)) } else { Ok(None) };
        }
        match cell(text, Decimal::Point) {
            Cell::Number(number) => Ok(Some(number.value)),
            Cell::Missing(_) => Ok(None),
            Cell::Other => Err(text.to_owned()),
        }
    }

    /// The rectangle that a cell (`B3`), a range (`B3:H40`) or a name of the workbook stands for.
    #[must_use]
    pub fn block(&self, text: &str) -> Option<Block> {
        let named = self.names.iter().find(|(name, _)| name.eq_ignore_ascii_case(text));
        let place = named.map_or(text, |(_, place)| place.as_str());
        let cells = place.rsplit_once('!').map_or(place, |(_, cells)| cells);
        let (from, to) = cells.split_once(':').unwrap_or((cells, cells));
        let (a, b) = (cell_of(from)?, cell_of(to)?);
        Some(Block { start: (a.0.min(b.0), a.1.min(b.1)), end: (a.0.max(b.0), a.1.max(b.1)) })
    }

    /// Row and column of the last cells that say something.
    #[must_use]
    pub fn last(&self) -> (u32, u32) {
        let row = self.cells.keys().map(|(row, _)| *row).max();
        let column = self.cells.keys().map(|(_, column)| *column).max();
        (row.unwrap_or_default(), column.unwrap_or_default())
    }
}

/// Row and column of `B3`, from 0.
#[must_use]
pub fn cell_of(text: &str) -> Option<(u32, u32)> {
    let plain = text.trim().replace('$', "");
    let letters = plain.find(|c: char| !c.is_ascii_alphabetic())?;
    let (letters, row) = plain.split_at(letters);
    Some((row.parse::<u32>().ok()?.checked_sub(1)?, column_of(letters)?))
}

/// The column of `B`, from 0.
#[must_use]
pub fn column_of(letters: &str) -> Option<u32> {
    if letters.is_empty() || letters.len() > 3 || !letters.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let place = |column, letter: u8| column * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1;
    Some(letters.bytes().fold(0, place) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_a_text_have_their_places() {
        let text = "time;a\n\n0;1.5\n1;\n2;x\n";
        let sheet = Sheet::read(Path::new("t.csv"), text.into(), ";").expect("a text");
        assert_eq!(sheet.text((0, 1)), Some("a"));
        assert_eq!(sheet.number((2, 1)), Ok(Some(1.5)));
        assert_eq!(sheet.number((3, 1)), Ok(None));
        assert_eq!(sheet.number((4, 1)), Err("x".to_owned()));
        assert_eq!(sheet.last(), (4, 1));
        assert_eq!(sheet.block("$B$3:a1"), Some(Block { start: (0, 0), end: (2, 1) }));
        assert_eq!((sheet.block("b"), cell_of("AA10"), column_of("ab")), (None, Some((9, 26)), Some(27)));
    }
}
