//! Cells without the text that they stand in, for tables of which nobody wants to hold that in memory: columns of numbers and
//! of texts that stand in many rows, from which each cell can be written again as it was.

mod build;
mod cell;
mod cursor;
mod piece;
mod read;
mod short;
#[cfg(test)]
mod tests;
mod texts;

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use build::Built;
pub use cursor::Cursor;
use piece::{Column, Piece, QUOTED, TEXT};
pub use read::{begins_as_cells, streamed};
use texts::Texts;

use super::{Delimiter, unquoted};
use crate::diagnostic::{Source, Span};

/// Rows between which the pieces are looked up at once.
const STEP: u32 = 1 << 12;

/// What a cell says, as far as two of a column can be compared: equal ones say the same, and others do so only where one of two
/// equal numbers is in quotes with blanks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Token(i64, u8);

/// Rows of cells, piece by piece.
#[derive(Debug)]
pub(super) struct Stored {
    pieces: Vec<Piece>,
    /// The first row of each piece, and the end of the last.
    starts: Vec<u32>,
    /// By so many rows: the piece that has the first of them.
    guide: Vec<u32>,
    /// By column: the texts that stand in it, each once, and quotes as they were.
    texts: Vec<Texts>,
    /// What stands between cells.
    delimiter: Delimiter,
    /// Bytes of the text.
    pub bytes: u64,
}

impl Token {
    /// The number of the text that it stands for, if it does.
    #[must_use]
    #[inline]
    pub fn text(self) -> Option<usize> {
        (self.1 == TEXT).then_some(self.0 as usize)
    }

    /// A place in a small table for it: tokens that follow one another have different ones.
    #[must_use]
    #[inline]
    pub fn slot(self, slots: usize) -> usize {
        self.0 as usize % slots
    }
}

impl Stored {
    fn new(delimiter: Delimiter) -> Self {
        Self { pieces: Vec::new(), starts: vec![0], guide: Vec::new(), texts: Vec::new(), delimiter, bytes: 0 }
    }

    /// What stands between cells.
    pub fn delimiter(&self) -> Delimiter {
        self.delimiter
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.starts.last().map_or(0, |end| *end as usize)
    }

    /// Adds what was read of rows in some bytes; gives the numbers that its texts have by column, or none where more than so many are
    /// seldom the same.
    fn numbers(&mut self, built: &Built, bytes: &[u8], most: usize) -> Vec<Option<Vec<u32>>> {
        self.texts.resize_with(self.texts.len().max(built.columns.len()), Texts::default);
        let of = |(column, texts): (usize, &mut Texts)| {
            let Some(cells) = built.columns.get(column) else { return Some(Vec::new()) };
            texts.numbers(bytes, cells.texts(), cells.len(), most)
        };
        self.texts.iter_mut().enumerate().map(of).collect()
    }

    fn push(&mut self, piece: Piece) {
        let (start, rows) = (self.len() as u32, piece.rows as u32);
        while self.guide.len() as u32 * STEP < start + rows {
            self.guide.push(self.pieces.len() as u32);
        }
        self.starts.push(start + rows);
        self.pieces.push(piece);
    }

    /// The piece of a row, and its place in it.
    #[inline]
    fn place(&self, row: usize) -> (&Piece, usize) {
        let mut at = self.guide[row / STEP as usize] as usize;
        while self.starts[at + 1] as usize <= row {
            at += 1;
        }
        (&self.pieces[at], row - self.starts[at] as usize)
    }

    /// How many cells a row has.
    pub fn width(&self, row: usize) -> usize {
        let (piece, at) = self.place(row);
        piece.width(at)
    }

    /// Whether all rows from some on have so many cells.
    pub fn all_have(&self, width: usize, from: usize) -> bool {
        let regular = |piece: &Piece| piece.width == width && piece.odd.is_empty();
        (0..self.pieces.len()).filter(|at| self.starts[at + 1] as usize > from).all(|at| {
            let rows = from.max(self.starts[at] as usize)..self.starts[at + 1] as usize;
            regular(&self.pieces[at]) || rows.into_iter().all(|row| self.width(row) == width)
        })
    }

    /// A cell as it is written, its quotes included.
    fn raw(&self, row: usize, column: usize) -> Cow<'_, str> {
        let (piece, at) = self.place(row);
        match piece.columns.get(column) {
            None => Cow::Borrowed(""),
            Some(Column::Plain(plain)) => Cow::Borrowed(plain.text(at)),
            Some(Column::Coded { digits, forms }) => match (digits.get(at), forms.get(at)) {
                (number, TEXT) => Cow::Borrowed(&self.texts[column].all[number as usize]),
                (digits, form) if form & QUOTED > 0 => Cow::Owned(format!("\"{}\"", written(digits, form & !QUOTED))),
                (digits, decimals) => Cow::Owned(written(digits, decimals)),
            },
        }
    }

    /// What a cell says, without its quotes.
    #[inline]
    pub fn text(&self, row: usize, column: usize) -> Cow<'_, str> {
        match self.raw(row, column) {
            Cow::Borrowed(raw) => unquoted(raw),
            Cow::Owned(raw) => Cow::Owned(raw.trim_matches('"').to_owned()),
        }
    }

    /// What a cell says, if it is a text that the column has once for many.
    pub fn once(&self, row: usize, column: usize) -> Option<&Arc<str>> {
        let (piece, at) = self.place(row);
        match piece.columns.get(column)? {
            Column::Coded { digits, forms } if forms.get(at) == TEXT => {
                let texts = &self.texts[column];
                Some(&texts.all[texts.says[digits.get(at) as usize] as usize])
            }
            Column::Coded { .. } | Column::Plain(_) => None,
        }
    }

    /// Whether it is known without looking at its cells that all of a column can be compared, and whether none of them is blank.
    pub fn is_told(&self, column: usize) -> (bool, bool) {
        let coded = |piece: &Piece| matches!(piece.columns.get(column), Some(Column::Coded { .. }));
        let told = self.pieces.iter().all(coded);
        (told, told && self.texts.get(column).is_some_and(|texts| texts.blank.is_none()))
    }

    /// The line of the file that a row begins on, from 1.
    pub fn line(&self, row: usize) -> usize {
        let (piece, at) = self.place(row);
        piece.line(at)
    }

    /// Where a cell stands, in the text of its row alone; the end of the row for one that it does not have.
    pub fn span(&self, path: &Path, row: usize, column: usize) -> Span {
        let mut text = String::new();
        let mut range = None;
        for at in 0..self.width(row) {
            if at > 0 {
                text.push(self.delimiter.byte() as char);
            }
            let start = text.len();
            text.push_str(&self.raw(row, at));
            if at == column {
                range = Some(start..text.len());
            }
        }
        let end = text.len();
        Span::new(&Source::part(path, text, self.line(row) - 1), range.unwrap_or(end..end))
    }

    /// Lets a cell say what the cell above it says.
    pub fn repeat_above(&mut self, row: usize, column: usize) {
        let Some(above) = row.checked_sub(1).filter(|above| self.width(*above) > column) else { return };
        if self.width(row) <= column {
            return;
        }
        let raw = self.raw(above, column).into_owned();
        let number = self.texts[column].number(&raw);
        let piece = self.starts.partition_point(|start| *start as usize <= row) - 1;
        let at = row - self.starts[piece] as usize;
        if let Some(column) = self.pieces[piece].columns.get_mut(column) {
            column.set(at, number, &raw);
        }
    }
}

/// The number that has these digits, of which so many are decimals.
#[inline(always)]
fn decimal((digits, decimals): (i64, u8)) -> Option<f64> {
    /// Whole numbers that floats have are below this.
    const EXACT: i64 = 1 << 53;
    if digits.abs() > EXACT {
        return written(digits, decimals).parse().ok();
    }
    // Both are exact, so that what they give is the nearest float (W. D. Clinger, doi:10.1145/93548.93557).
    Some(digits as f64 / TENS[decimals as usize])
}

/// Powers of ten that floats have.
const TENS: [f64; 19] =
    [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18];

/// A number with so many decimals.
fn written(digits: i64, decimals: u8) -> String {
    if decimals == 0 {
        return digits.to_string();
    }
    let decimals = decimals as usize;
    let plain = format!("{:0width$}", digits.unsigned_abs(), width = decimals + 1);
    let (whole, part) = plain.split_at(plain.len() - decimals);
    format!("{}{whole}.{part}", if digits < 0 { "-" } else { "" })
}
