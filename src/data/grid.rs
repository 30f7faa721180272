//! A text as rows of cells that know where they stand.

mod held;
mod split;
mod stored;
mod wide;

use std::borrow::Cow;
use std::sync::Arc;

use stored::Stored;
pub use stored::{Cursor, Token, begins_as_cells, streamed};

use crate::diagnostic::{Source, Span, Spanned};
use crate::encoding::Encoding;

/// A cell may have this many bytes; one that has more is most likely a quote that nobody closed.
pub(super) const LARGEST_CELL: usize = 1 << 20;
/// A text may have so many bytes: places are counted in 32 bits.
const LARGEST_TEXT: usize = u32::MAX as usize - 1;

/// Rows that one thread looks at at a time.
pub(super) const TOGETHER: usize = 1 << 16;

/// What stands between the cells of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delimiter {
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// A tab.
    Tab,
    /// `|`
    Bar,
}

impl Delimiter {
    /// From what is the least likely to stand in a text.
    pub const ALL: [Self; 4] = [Self::Tab, Self::Semicolon, Self::Bar, Self::Comma];

    /// Its byte.
    #[must_use]
    pub const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
            Self::Bar => b'|',
        }
    }

    /// What there is many of, for messages.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Comma => "commas",
            Self::Semicolon => "semicolons",
            Self::Tab => "tabs",
            Self::Bar => "bars",
        }
    }
}

/// Rows of cells, those that are blank left out. A cell is a range of bytes of the text, its quotes included, or stands in columns
/// that were made of a text too large to be held.
#[derive(Debug)]
pub struct Grid {
    /// The text; of one that is too large the beginning.
    pub source: Arc<Source>,
    /// What stands between cells.
    pub delimiter: Delimiter,
    /// The sheet of a workbook that the text was made of.
    pub sheet: Option<String>,
    /// The form of a file that is no text of cells, which the text was made of.
    pub form: Option<&'static str>,
    /// Whether cells were stored as numbers, so that a point comes before decimals.
    pub numbers: bool,
    /// Whether days are counted from 1904.
    pub from_1904: bool,
    /// The encoding that the text was taken to have, where nothing said it.
    pub encoding: Option<Encoding>,
    /// What was decided when the file was opened.
    pub notes: Vec<String>,
    /// Whether there are digits as wide as Chinese letters.
    wide: bool,
    cells: Vec<(u32, u32)>,
    /// The first cell of each row, and the end of the last.
    rows: Vec<u32>,
    /// The cells of a text that is not held.
    stored: Option<Stored>,
}

impl Grid {
    /// The grid of a text of which only the beginning is held.
    fn of_stored(source: Arc<Source>, stored: Stored, wide: bool) -> Self {
        Self {
            source,
            delimiter: stored.delimiter(),
            sheet: None,
            form: None,
            numbers: false,
            from_1904: false,
            encoding: None,
            notes: Vec::new(),
            wide,
            cells: Vec::new(),
            rows: Vec::new(),
            stored: Some(stored),
        }
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.stored.as_ref().map_or_else(|| self.rows.len() - 1, Stored::len)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many cells a row has.
    #[must_use]
    pub fn width(&self, row: usize) -> usize {
        match &self.stored {
            Some(stored) => stored.width(row),
            None => (self.rows[row + 1] - self.rows[row]) as usize,
        }
    }

    /// How many bytes the text has, if it is not held.
    #[must_use]
    pub fn read_of(&self) -> Option<u64> {
        self.stored.as_ref().map(|stored| stored.bytes)
    }

    /// Whether it is known without looking at each row that all from some on have so many cells.
    #[must_use]
    pub fn all_have(&self, width: usize, from: usize) -> bool {
        self.stored.as_ref().is_some_and(|stored| stored.all_have(width, from))
    }

    /// Whether it is known without looking at its cells that all of a column have a [`Token`].
    #[must_use]
    pub fn is_told(&self, column: usize) -> bool {
        !self.wide && self.stored.as_ref().is_some_and(|stored| stored.is_told(column).0)
    }

    /// Whether it is known without looking at its cells that none of a column is blank.
    #[must_use]
    pub fn is_full(&self, column: usize) -> bool {
        self.stored.as_ref().is_some_and(|stored| stored.is_told(column).1)
    }

    /// A column to be read downwards.
    #[must_use]
    pub fn cursor(&self, column: usize) -> Cursor<'_> {
        Cursor::new(self, column)
    }

    #[inline]
    fn range(&self, row: usize, column: usize) -> Option<(usize, usize)> {
        let cell = self.rows[row] as usize + column;
        (cell < self.rows[row + 1] as usize).then(|| (self.cells[cell].0 as usize, self.cells[cell].1 as usize))
    }

    /// What a cell says, without its quotes and the blanks around it; nothing beyond the end of its row. Numbers and times with
    /// digits as wide as Chinese letters are those of usual ones.
    #[must_use]
    #[inline]
    pub fn text(&self, row: usize, column: usize) -> Cow<'_, str> {
        if let Some(stored) = &self.stored {
            let text = stored.text(row, column);
            return if self.wide { wide::narrowed(text) } else { text };
        }
        let Some((start, end)) = self.range(row, column) else { return Cow::Borrowed("") };
        let raw = &self.source.text[start..end];
        if self.wide {
            return wide::narrowed(unquoted(raw));
        }
        unquoted(raw)
    }

    /// The same as a text that is shared, where the table has it once for many cells.
    #[must_use]
    pub fn shared(&self, row: usize, column: usize) -> Arc<str> {
        let once = self.stored.as_ref().filter(|_| !self.wide).and_then(|stored| stored.once(row, column));
        once.map_or_else(|| Arc::from(self.text(row, column)), Arc::clone)
    }

    /// Where a cell stands; the end of the row for one that it does not have.
    #[must_use]
    pub fn span(&self, row: usize, column: usize) -> Span {
        if let Some(stored) = &self.stored {
            return stored.span(&self.source.path, row, column);
        }
        let cell = self.range(row, column).or_else(|| {
            let last = self.width(row).checked_sub(1)?;
            self.range(row, last).map(|(_, end)| (end, end))
        });
        cell.map_or_else(|| Span::start_of(&self.source), |(start, end)| Span::new(&self.source, start..end))
    }

    /// Lets a cell say what the cell above it says, as if both were merged.
    pub fn repeat_above(&mut self, row: usize, column: usize) {
        if let Some(stored) = &mut self.stored {
            return stored.repeat_above(row, column);
        }
        let [begins, ends] = [self.rows[row] as usize, self.rows[row + 1] as usize];
        let above = row.checked_sub(1).map(|above| self.rows[above] as usize + column).filter(|cell| *cell < begins);
        let cell = begins + column;
        if let (Some(above), true) = (above, cell < ends) {
            self.cells[cell] = self.cells[above];
        }
    }

    /// How many blanks stand before what a cell says; not known of a text that is not held.
    #[must_use]
    pub fn indent(&self, row: usize, column: usize) -> usize {
        let range = if self.stored.is_some() { None } else { self.range(row, column) };
        let Some((start, end)) = range else { return 0 };
        let text = &self.source.text;
        let mark = char::from(self.delimiter.byte());
        let is_blank = |letter: &char| letter.is_whitespace() && !matches!(letter, '\n' | '\r') && *letter != mark;
        let inside = text[start..end].strip_prefix('"').unwrap_or_default();
        text[..start].chars().rev().take_while(is_blank).count() + inside.chars().take_while(is_blank).count()
    }

    /// Adds columns before one, each with a cell of that column in each row: that of the row which is said, or an empty one.
    pub fn insert(&mut self, column: usize, lines: &[Vec<Option<usize>>]) {
        if self.stored.is_some() {
            return;
        }
        let (mut cells, mut rows) = (Vec::with_capacity(self.cells.len() * 2), vec![0]);
        for (row, line) in lines.iter().enumerate() {
            let all = &self.cells[self.rows[row] as usize..self.rows[row + 1] as usize];
            let (before, behind) = all.split_at(column.min(all.len()));
            let place = behind.first().or(before.last()).map_or(0, |(start, _)| *start);
            let other = |row: &usize| self.range(*row, column).map(|(start, end)| (start as u32, end as u32));
            cells.extend_from_slice(before);
            cells.extend(line.iter().map(|above| above.as_ref().and_then(other).unwrap_or((place, place))));
            cells.extend_from_slice(behind);
            rows.push(cells.len() as u32);
        }
        (self.cells, self.rows) = (cells, rows);
    }

    /// From the first cell of a row to its last.
    #[must_use]
    pub fn row_span(&self, row: usize) -> Span {
        self.span(row, 0).join(&self.span(row, self.width(row).saturating_sub(1)))
    }

    /// A cell with its place.
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> Spanned<String> {
        Spanned::new(self.text(row, column).into_owned(), self.span(row, column))
    }

    /// The line of the file that a row begins on, from 1.
    #[must_use]
    pub fn line(&self, row: usize) -> usize {
        self.stored.as_ref().map_or_else(|| self.span(row, 0).line_column().0, |stored| stored.line(row))
    }

    /// Where a cell stands, in words: `on line 7`; of a workbook ``in cell B7 of sheet `Data` ``.
    #[must_use]
    pub fn place_in_words(&self, row: usize, column: usize) -> String {
        match &self.sheet {
            Some(sheet) => {
                format!("in cell {} of sheet `{sheet}`", name_of((self.line(row) as u32 - 1, column as u32)))
            }
            None => format!("on line {}", self.line(row)),
        }
    }

    /// Makes cells of the parts of the first cell of each row from some row on, as `A,MIO_EUR,AA` of Eurostat.
    pub fn split_first(&mut self, from: usize, delimiter: u8) {
        if self.stored.is_some() {
            unreachable!("such a text is held");
        }
        let mut cells = Vec::with_capacity(self.cells.len() * 2);
        let mut rows = vec![0];
        for row in 0..self.len() {
            let all = &self.cells[self.rows[row] as usize..self.rows[row + 1] as usize];
            let (first, rest) = all.split_first().map_or((None, all), |(first, rest)| (Some(*first), rest));
            if let Some((start, end)) = first {
                if row < from {
                    cells.push((start, end));
                } else {
                    let raw = self.source.text[start as usize..end as usize].trim_matches('"');
                    let offset = raw.as_ptr() as usize - self.source.text.as_ptr() as usize;
                    parts(raw, offset, delimiter, &mut cells);
                }
            }
            cells.extend_from_slice(rest);
            rows.push(cells.len() as u32);
        }
        (self.cells, self.rows) = (cells, rows);
    }
}

/// The name of a cell: `B3` of row 2 and column 1.
pub(super) fn name_of((row, column): (u32, u32)) -> String {
    let (mut letters, mut left) = (String::new(), column + 1);
    while left > 0 {
        letters.insert(0, char::from(b'A' + ((left - 1) % 26) as u8));
        left = (left - 1) / 26;
    }
    format!("{letters}{}", row + 1)
}

/// The parts of a text that begins at some byte, without blanks around them.
fn parts(text: &str, offset: usize, delimiter: u8, cells: &mut Vec<(u32, u32)>) {
    let mut start = 0;
    for part in text.split(delimiter as char) {
        let from_start = part.trim_start();
        let begins = offset + start + part.len() - from_start.len();
        cells.push((begins as u32, (begins + from_start.trim_end().len()) as u32));
        start += part.len() + 1;
    }
}

/// A cell without its quotes, each `""` as one quote, and line ends as blanks.
#[inline]
fn unquoted(raw: &str) -> Cow<'_, str> {
    // Of a character a pattern is made, which is compared by a function of the system: a quarter of the time of a large table.
    if raw.as_bytes().first() != Some(&b'"') {
        return Cow::Borrowed(raw);
    }
    let inside = raw[1..].strip_suffix('"').unwrap_or(&raw[1..]);
    if inside.contains(|c: char| c == '"' || c.is_control()) {
        Cow::Owned(without_quotes(inside))
    } else {
        Cow::Borrowed(inside.trim())
    }
}

/// A quoted text on one line, with each `""` as one quote.
fn without_quotes(inside: &str) -> String {
    on_one_line(&inside.replace("\"\"", "\"")).trim().to_owned()
}

/// A text with a blank for each end of a line and each other control character.
pub(super) fn on_one_line(text: &str) -> String {
    text.replace("\r\n", "\n").replace(char::is_control, " ")
}
