//! A text that is held, split into rows of cells.

use std::ops::Range;
use std::sync::Arc;

use super::split::{row, said, sniffed};
use super::{Grid, LARGEST_CELL, LARGEST_TEXT, wide};
use crate::diagnostic::{Code, Diagnostic, Source, Span};
use crate::parallel;

/// Rows of a part of a text.
struct Rows {
    /// Their cells.
    cells: Vec<(u32, u32)>,
    /// Where each row ends among them.
    ends: Vec<u32>,
}

impl Grid {
    /// Splits a text into cells. What stands between them is what a `sep=` line says, else what makes most rows equally long.
    ///
    /// # Errors
    /// There is nothing in it, or a cell is too large.
    pub fn read(source: &Arc<Source>) -> Result<Self, Diagnostic> {
        let text = source.text.as_bytes();
        if text.len() > LARGEST_TEXT {
            let message = format!("`{}` is larger than 4 GB", source.path.display());
            return Err(Diagnostic::error(Code::FileTooLarge, message, Span::start_of(source), ""));
        }
        let start = if source.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let (said, start) = said(text, start);
        let delimiter = said.unwrap_or_else(|| sniffed(&text[start..]));
        let mut grid = Self {
            source: Arc::clone(source),
            delimiter,
            sheet: None,
            form: None,
            numbers: false,
            from_1904: false,
            encoding: None,
            notes: Vec::new(),
            wide: !text.is_ascii() && wide::has_digits(text),
            cells: Vec::with_capacity(text.len() / 6 + 16),
            rows: vec![0],
            stored: None,
        };
        grid.split(start)?;
        grid.cells.shrink_to_fit();
        if grid.is_empty() {
            let message = format!("`{}` is empty", source.path.display());
            return Err(Diagnostic::error(Code::BadCsv, message, Span::start_of(source), ""));
        }
        Ok(grid)
    }

    fn split(&mut self, start: usize) -> Result<(), Diagnostic> {
        let source = Arc::clone(&self.source);
        let text = source.text.as_bytes();
        // A quote may hold ends of lines: without any, lines can be told from one another before they are read.
        if !text[start..].contains(&b'"') {
            let mut at = start;
            while at < text.len() {
                let wave = pieces(text, at, 4 * parallel::threads());
                at = wave.last().map_or(text.len(), |piece| piece.end);
                let split = |piece: &Range<usize>| self.split_range(piece.clone());
                for piece in parallel::map(&wave, split) {
                    self.append(piece?);
                }
            }
            return Ok(());
        }
        // Nothing of it is copied: it may be large.
        let Rows { cells, ends } = self.split_range(start..text.len())?;
        self.cells = cells;
        self.rows.extend(ends);
        Ok(())
    }

    fn append(&mut self, Rows { cells, ends }: Rows) {
        let before = self.cells.len() as u32;
        self.cells.extend(cells);
        self.rows.extend(ends.into_iter().map(|end| before + end));
    }

    /// The rows of a range of the text that begins and ends with one.
    fn split_range(&self, range: Range<usize>) -> Result<Rows, Diagnostic> {
        let source = &self.source;
        let text = &source.text.as_bytes()[..range.end];
        // Cells are rarely shorter than four bytes; asking for too much room costs nothing.
        let (mut cells, mut ends) = (Vec::with_capacity(range.len() / 6 + 16), Vec::new());
        let mut at = range.start;
        while at < range.end {
            let (first, start_of_row) = (cells.len(), at);
            (at, _) = row(text, at, self.delimiter.byte(), &mut cells);
            let of_row = &cells[first..];
            let is_empty = |(start, end): &(u32, u32)| start == end || text[*start as usize..*end as usize] == *b"\"\"";
            if of_row.iter().all(is_empty) {
                cells.truncate(first);
                continue;
            }
            if at - start_of_row > LARGEST_CELL
                && let Some((start, end)) = of_row.iter().find(|(start, end)| (end - start) as usize > LARGEST_CELL)
            {
                let (line, _) = Span::new(source, *start as usize..*start as usize).line_column();
                let message = format!("the cell that begins on line {line} has {} bytes", end - start);
                let place = Span::new(source, *start as usize..*start as usize + 1);
                let help = "a quote that is not closed takes all that follows into its cell";
                return Err(Diagnostic::error(Code::BadCsv, message, place, "it begins here").with_help(help));
            }
            ends.push(cells.len() as u32);
        }
        Ok(Rows { cells, ends })
    }
}

/// The next ranges of a text that end with a line, at most so many.
fn pieces(text: &[u8], start: usize, most: usize) -> Vec<Range<usize>> {
    /// Bytes that are read by one thread at a time: what is made of them stays in its cache.
    const PIECE: usize = 1 << 19;
    let mut found = Vec::new();
    let mut at = start;
    while at < text.len() && found.len() < most {
        let rest = text.get(at + PIECE..).unwrap_or_default();
        let end = rest.iter().position(|byte| *byte == b'\n').map_or(text.len(), |line| at + PIECE + line + 1);
        found.push(at..end);
        at = end;
    }
    found
}
