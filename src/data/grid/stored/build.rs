//! Rows of a text as they are read, cell by cell, into columns.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::super::split::row;
use super::super::wide;
use super::cell::{Marks, number, plain_number};
use super::piece::{Column, Forms, Piece, Plain, QUOTED, TEXT, Whole};
use super::short::Part;
use super::written;
use crate::data::grid::split::trimmed;

/// So many texts of a piece are told apart, unless each stands in several rows.
const FEW: usize = 1 << 12;

/// The cells of a column as they are read: numbers by their digits, texts by numbers of their own.
#[derive(Debug, Default)]
pub(super) struct Builder<'a> {
    /// All that is read.
    whole: &'a str,
    /// Digits, or the number of a text.
    digits: Vec<i64>,
    /// How many of the digits are decimals, or [`TEXT`].
    forms: Vec<u8>,
    /// Where each text stands first.
    texts: Vec<Part>,
    numbers: HashMap<&'a [u8], u32, RandomState>,
    /// Whether there are so many different texts that each has a new number but where it stands again at once.
    many: bool,
    /// The number of the text that was read last.
    last: u32,
    /// Whether a text has several lines, which are to be counted wherever it stands.
    of_lines: bool,
}

impl<'a> Builder<'a> {
    /// A column of which so many rows have nothing.
    fn empty(whole: &'a str, rows: usize, room: usize) -> Self {
        let (texts, numbers) =
            if rows > 0 { (vec![Part::default()], HashMap::from_iter([(&[][..], 0)])) } else { Default::default() };
        let (mut digits, mut forms) = (Vec::with_capacity(room), Vec::with_capacity(room));
        digits.resize(rows, 0);
        forms.resize(rows, TEXT);
        Self { whole, digits, forms, texts, numbers, ..Self::default() }
    }

    #[inline]
    fn put(&mut self, digits: i64, form: u8) {
        self.digits.push(digits);
        self.forms.push(form);
    }

    #[inline]
    fn push_text(&mut self, part: Part) {
        let text = part.bytes(self.whole.as_bytes());
        let number = match self.texts.get(self.last as usize) {
            Some(last) if last.len() == part.len() && last.is_again(self.whole.as_bytes(), part.start()) => self.last,
            _ if self.many => self.add(part),
            _ => match self.numbers.get(text) {
                Some(number) => *number,
                None => {
                    let number = self.add(part);
                    self.numbers.insert(text, number);
                    self.many = self.texts.len() > FEW && self.texts.len() * 2 > self.digits.len();
                    number
                }
            },
        };
        self.last = number;
        self.put(i64::from(number), TEXT);
    }

    fn add(&mut self, part: Part) -> u32 {
        self.texts.push(part);
        self.texts.len() as u32 - 1
    }

    /// Adds the cell that begins at some byte, if it says what the last text says, or the one that came behind that before: texts
    /// of rows that follow one another are often the same, or come in the same order again. Gives where it ends.
    #[inline]
    fn push_again(&mut self, bytes: &[u8], at: usize, marks: Marks) -> Option<usize> {
        if self.of_lines {
            return None;
        }
        for number in self.last..self.last.saturating_add(2) {
            let text = self.texts.get(number as usize)?;
            let end = at + text.len();
            if text.is_again(bytes, at) && marks.is_end(bytes, end) {
                self.last = number;
                self.put(i64::from(number), TEXT);
                return Some(end);
            }
        }
        None
    }

    /// Adds a cell by what stands between two bytes, its quotes included.
    fn push(&mut self, start: usize, end: usize) {
        let bytes = &self.whole.as_bytes()[start..end];
        match number(bytes) {
            Some((digits, form)) => self.put(digits, form),
            None => {
                self.of_lines |= bytes.iter().any(|byte| matches!(byte, b'\n' | b'\r'));
                self.push_text(Part::of(start, end - start));
            }
        }
    }

    /// Adds the cell that begins at some byte, and gives where it ends; none, and nothing is added, where quotes in it need a closer
    /// look.
    #[inline]
    fn push_at(&mut self, at: usize, marks: Marks) -> Option<usize> {
        let bytes = self.whole.as_bytes();
        if let Some((digits, decimals, end)) = plain_number(bytes, at, marks) {
            self.put(digits, decimals);
            return Some(end);
        }
        if let Some(end) = self.push_again(bytes, at, marks) {
            return Some(end);
        }
        if bytes.get(at) == Some(&b'"') {
            let end = marks.end_of_quoted(bytes, at)?;
            self.push(at, end);
            return Some(end);
        }
        let end = marks.end(bytes, at);
        let odd = |at: usize| !bytes[at].is_ascii_graphic();
        if at < end && (odd(at) || odd(end - 1)) {
            let (start, stop) = trimmed(bytes, at, end, marks.delimiter);
            if bytes.get(start as usize) == Some(&b'"') && start < stop {
                return None;
            }
            self.push(start as usize, stop as usize);
        } else {
            self.push_text(Part::of(at, end - at));
        }
        Some(end)
    }

    /// Takes the last cell away.
    fn pop(&mut self) {
        self.digits.pop();
        self.forms.pop();
    }

    /// The cells without the text that they were read of.
    fn owned(self) -> Cells {
        Cells { texts: self.texts, digits: self.digits, forms: self.forms }
    }
}

/// The cells of a column of some rows, without the text that they were read of.
#[derive(Debug)]
pub(super) struct Cells {
    digits: Vec<i64>,
    forms: Vec<u8>,
    /// Where the texts that have numbers stand, in the order of these.
    texts: Vec<Part>,
}

impl Cells {
    /// How many cells there are.
    pub fn len(&self) -> usize {
        self.digits.len()
    }

    /// Where the texts that have numbers stand, in the order of these, in the bytes that were read.
    pub fn texts(&self) -> &[Part] {
        &self.texts
    }

    /// The column, its texts with these numbers in place of their own; without any, they are kept as they are.
    fn finish(self, numbers: Option<&[u32]>, bytes: &[u8]) -> Column {
        match numbers {
            Some(numbers) => self.coded(numbers),
            None => Column::Plain(self.plain(bytes)),
        }
    }

    fn coded(mut self, numbers: &[u32]) -> Column {
        if numbers.iter().enumerate().any(|(own, number)| own as u32 != *number) {
            for (digits, _) in self.digits.iter_mut().zip(&self.forms).filter(|(_, form)| **form == TEXT) {
                *digits = i64::from(numbers[*digits as usize]);
            }
        }
        let first = self.forms.first().copied().unwrap_or(TEXT);
        let same = self.forms.iter().all(|form| *form == first);
        let forms = if same { Forms::All(first) } else { Forms::Each(self.forms[..].into()) };
        Column::Coded { digits: Whole::of(&self.digits), forms }
    }

    fn plain(&self, bytes: &[u8]) -> Plain {
        let mut plain = Plain::default();
        for (digits, form) in self.digits.iter().zip(&self.forms) {
            match *form {
                TEXT => plain.push(self.texts[*digits as usize].text(bytes)),
                form if form & QUOTED > 0 => plain.push(&format!("\"{}\"", written(*digits, form & !QUOTED))),
                form => plain.push(&written(*digits, form)),
            }
        }
        plain.shrink_to_fit();
        plain
    }
}

/// Some rows, before their texts have the numbers of the whole table.
#[derive(Debug)]
pub(super) struct Built {
    pub columns: Vec<Cells>,
    rows: usize,
    /// Ends of lines in the piece.
    pub newlines: usize,
    /// Whether the last row ends with a line, rather than in the middle of a cell.
    pub closed: bool,
    /// Whether there are digits as wide as Chinese letters.
    pub wide: bool,
    lines: Option<Vec<u32>>,
    width: usize,
    odd: Vec<(u32, u32)>,
}

impl Built {
    /// The rows, which were read of these bytes, with the numbers of texts of the whole table, behind so many lines.
    pub fn finish(self, numbers: &[Option<Vec<u32>>], above: usize, bytes: &[u8]) -> Piece {
        let finished = |(column, numbers): (Cells, &Option<Vec<u32>>)| column.finish(numbers.as_deref(), bytes);
        let columns = self.columns.into_iter().zip(numbers).map(finished).collect();
        Piece { columns, rows: self.rows, above, lines: self.lines, width: self.width, odd: self.odd }
    }
}

/// Rows as they are read.
#[derive(Debug, Default)]
pub(super) struct Rows<'a> {
    text: &'a str,
    columns: Vec<Builder<'a>>,
    count: usize,
    /// Rows that there is room for.
    room: usize,
    newlines: usize,
    closed: bool,
    lines: Option<Vec<u32>>,
    width: usize,
    odd: Vec<(u32, u32)>,
}

impl<'a> Rows<'a> {
    /// Reads rows; none if they are no text in UTF-8, a row is too long, or there are too many columns.
    pub fn read(text: &'a [u8], delimiter: u8, most: usize, longest: usize) -> Option<Built> {
        let checked = std::str::from_utf8(text).ok()?;
        let marks = Marks { delimiter };
        let line = text.iter().position(|byte| *byte == b'\n').unwrap_or(text.len());
        let mut rows = Self { text: checked, closed: true, room: text.len() / (line + 1) + 16, ..Self::default() };
        let (mut at, mut cells) = (0, Vec::new());
        while at < text.len() {
            let start = at;
            at = match rows.plain_row(at, marks, most) {
                Some(end) => end,
                None => rows.any_row(at, delimiter, most, &mut cells)?,
            };
            if at - start > longest {
                return None;
            }
        }
        Some(Built {
            columns: rows.columns.into_iter().map(Builder::owned).collect(),
            rows: rows.count,
            newlines: rows.newlines,
            closed: rows.closed,
            wide: !text.is_ascii() && wide::has_digits(text),
            lines: rows.lines,
            width: rows.width,
            odd: rows.odd,
        })
    }

    /// Reads the row that begins at some byte if it evidently says something and quotes in it are plain; gives where it ends.
    fn plain_row(&mut self, start: usize, marks: Marks, most: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        if marks.may_say_nothing(bytes, start) {
            return None;
        }
        let (mut at, mut cells) = (start, 0);
        loop {
            if cells == self.columns.len() {
                self.columns.push(Builder::empty(self.text, self.count, self.room));
            }
            let Some(end) = self.columns[cells].push_at(at, marks).filter(|_| cells < most) else {
                self.columns[..cells].iter_mut().for_each(Builder::pop);
                return None;
            };
            at = end;
            cells += 1;
            match bytes.get(at) {
                Some(byte) if *byte == marks.delimiter => at += 1,
                end => {
                    self.end_row(cells);
                    let feed = at + usize::from(end == Some(&b'\r'));
                    let fed = bytes.get(feed) == Some(&b'\n');
                    self.newlines += usize::from(fed);
                    self.closed = end.is_some();
                    return Some(if fed { feed + 1 } else { feed });
                }
            }
        }
    }

    /// Reads any row that begins at some byte; gives where it ends, none if it has too many cells.
    fn any_row(&mut self, start: usize, delimiter: u8, most: usize, cells: &mut Vec<(u32, u32)>) -> Option<usize> {
        cells.clear();
        let bytes = self.text.as_bytes();
        let (at, closed) = row(bytes, start, delimiter, cells);
        if cells.len() > most {
            return None;
        }
        let is_empty = |(start, end): &(u32, u32)| start == end || bytes[*start as usize..*end as usize] == *b"\"\"";
        if !cells.iter().all(is_empty) {
            while self.columns.len() < cells.len() {
                self.columns.push(Builder::empty(self.text, self.count, self.room));
            }
            for (column, (start, end)) in self.columns.iter_mut().zip(&*cells) {
                column.push(*start as usize, *end as usize);
            }
            self.end_row(cells.len());
        }
        self.newlines += bytes[start..at].iter().map(|byte| usize::from(*byte == b'\n')).sum::<usize>();
        self.closed = closed;
        Some(at)
    }

    /// Ends a row of which so many cells were added.
    #[inline]
    fn end_row(&mut self, cells: usize) {
        if self.count == 0 {
            self.width = cells;
        } else if cells != self.width {
            self.odd.push((self.count as u32, cells as u32));
        }
        if self.lines.is_none() && self.newlines != self.count {
            self.lines = Some((0..self.count as u32).collect());
        }
        if let Some(lines) = &mut self.lines {
            lines.push(self.newlines as u32);
        }
        self.columns[cells..].iter_mut().for_each(|column| column.push_text(Part::default()));
        self.count += 1;
    }
}
