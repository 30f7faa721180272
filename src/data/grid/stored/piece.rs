//! Some rows as columns: numbers by their digits, texts by numbers of their own.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::super::split::{row, trimmed};
use super::super::wide;

/// The form of a cell that is a text; those of numbers are how many decimals they have.
pub(super) const TEXT: u8 = u8::MAX;
/// Added to the form of a number in quotes.
pub(super) const QUOTED: u8 = 32;
/// Digits of a number at most.
const MOST_DIGITS: usize = 18;
/// So many texts of a piece have numbers of their own, unless each stands in several rows.
const FEW: usize = 1 << 12;

/// Some rows.
#[derive(Debug)]
pub(super) struct Piece {
    pub columns: Vec<Column>,
    pub rows: usize,
    /// The lines of the file above the first row.
    pub above: usize,
    /// By row: lines above it in the piece, where not each row has one.
    pub lines: Option<Vec<u32>>,
    /// How many cells most rows have.
    pub width: usize,
    /// Rows that have another number of cells, and that.
    pub odd: Vec<(u32, u32)>,
}

impl Piece {
    #[inline]
    pub fn width(&self, at: usize) -> usize {
        if self.odd.is_empty() {
            return self.width;
        }
        let found = self.odd.binary_search_by_key(&(at as u32), |(row, _)| *row);
        found.map_or(self.width, |found| self.odd[found].1 as usize)
    }

    pub fn line(&self, at: usize) -> usize {
        self.above + 1 + self.lines.as_ref().map_or(at, |lines| lines[at] as usize)
    }
}

/// The cells of a column in a piece.
#[derive(Debug)]
pub(super) enum Column {
    /// Digits with the number of decimals, or the number of a text.
    Coded { digits: Whole, forms: Forms },
    /// Texts that are seldom the same.
    Plain(Plain),
}

impl Column {
    /// Lets a cell be a text that has a number.
    pub fn set(&mut self, at: usize, number: u32, raw: &str) {
        match self {
            Self::Coded { digits, forms } => {
                digits.set(at, i64::from(number));
                forms.set(at, TEXT, digits.len());
            }
            Self::Plain(plain) => plain.set(at, raw),
        }
    }
}

/// Whole numbers in as few bytes as all of them need.
#[derive(Debug)]
pub(super) enum Whole {
    One(Vec<i8>),
    Two(Vec<i16>),
    Four(Vec<i32>),
    Eight(Vec<i64>),
}

impl Whole {
    fn of(numbers: &[i64]) -> Self {
        let (least, most) =
            numbers.iter().fold((0, 0), |(least, most), number| (*number.min(&least), *number.max(&most)));
        if i8::try_from(least).is_ok() && i8::try_from(most).is_ok() {
            Self::One(numbers.iter().map(|number| *number as i8).collect())
        } else if i16::try_from(least).is_ok() && i16::try_from(most).is_ok() {
            Self::Two(numbers.iter().map(|number| *number as i16).collect())
        } else if i32::try_from(least).is_ok() && i32::try_from(most).is_ok() {
            Self::Four(numbers.iter().map(|number| *number as i32).collect())
        } else {
            Self::Eight(numbers.to_vec())
        }
    }

    #[inline]
    pub fn get(&self, at: usize) -> i64 {
        match self {
            Self::One(all) => i64::from(all[at]),
            Self::Two(all) => i64::from(all[at]),
            Self::Four(all) => i64::from(all[at]),
            Self::Eight(all) => all[at],
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::One(all) => all.len(),
            Self::Two(all) => all.len(),
            Self::Four(all) => all.len(),
            Self::Eight(all) => all.len(),
        }
    }

    fn set(&mut self, at: usize, number: i64) {
        match self {
            Self::One(all) if i8::try_from(number).is_ok() => return all[at] = number as i8,
            Self::Two(all) if i16::try_from(number).is_ok() => return all[at] = number as i16,
            Self::Four(all) if i32::try_from(number).is_ok() => return all[at] = number as i32,
            Self::Eight(all) => return all[at] = number,
            Self::One(_) | Self::Two(_) | Self::Four(_) => {}
        }
        let mut all: Vec<i64> = (0..self.len()).map(|at| self.get(at)).collect();
        all[at] = number;
        *self = Self::of(&all);
    }
}

/// What the numbers of cells are.
#[derive(Debug)]
pub(super) enum Forms {
    All(u8),
    Each(Vec<u8>),
}

impl Forms {
    #[inline]
    pub fn get(&self, at: usize) -> u8 {
        match self {
            Self::All(all) => *all,
            Self::Each(each) => each[at],
        }
    }

    fn set(&mut self, at: usize, form: u8, len: usize) {
        if let Self::All(all) = self {
            if *all == form {
                return;
            }
            *self = Self::Each(vec![*all; len]);
        }
        if let Self::Each(each) = self {
            each[at] = form;
        }
    }
}

/// Texts one behind the other.
#[derive(Debug, Default)]
pub(super) struct Plain {
    text: String,
    ends: Vec<u32>,
}

impl Plain {
    pub fn text(&self, at: usize) -> &str {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.text[start..self.ends[at] as usize]
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len() as u32);
    }

    fn set(&mut self, at: usize, text: &str) {
        let mut changed = Self::default();
        for other in 0..self.ends.len() {
            changed.push(if other == at { text } else { self.text(other) });
        }
        *self = changed;
    }
}

/// The cells of a column as they are read.
#[derive(Debug)]
pub(super) enum Builder<'a> {
    Coded { digits: Vec<i64>, forms: Vec<u8>, texts: Vec<&'a str>, numbers: HashMap<&'a str, u32, RandomState> },
    Plain(Plain),
}

impl<'a> Builder<'a> {
    /// A column of which so many rows have nothing.
    fn empty(rows: usize) -> Self {
        let (texts, numbers) = if rows > 0 { (vec![""], HashMap::from_iter([("", 0)])) } else { Default::default() };
        Self::Coded { digits: vec![0; rows], forms: vec![TEXT; rows], texts, numbers }
    }

    #[inline]
    fn push(&mut self, text: &'a str) {
        let Self::Coded { digits, forms, texts, numbers } = self else {
            if let Self::Plain(plain) = self {
                plain.push(text);
            }
            return;
        };
        if let Some((number, form)) = number(text.as_bytes()) {
            digits.push(number);
            forms.push(form);
            return;
        }
        forms.push(TEXT);
        // Texts of rows that follow one another are often the same.
        if let (Some(last), Some(&TEXT)) = (digits.last(), forms.iter().rev().nth(1))
            && texts[*last as usize] == text
        {
            digits.push(*last);
            return;
        }
        let number = *numbers.entry(text).or_insert_with(|| {
            texts.push(text);
            texts.len() as u32 - 1
        });
        digits.push(i64::from(number));
        if texts.len() > FEW && texts.len() * 2 > digits.len() {
            self.to_plain();
        }
    }

    /// Texts are too many to have numbers.
    fn to_plain(&mut self) {
        let Self::Coded { digits, forms, texts, .. } = self else { return };
        let mut plain = Plain::default();
        for (digits, form) in digits.iter().zip(forms.iter()) {
            match *form {
                TEXT => plain.push(texts[*digits as usize]),
                form if form & QUOTED > 0 => plain.push(&format!("\"{}\"", super::written(*digits, form & !QUOTED))),
                form => plain.push(&super::written(*digits, form)),
            }
        }
        *self = Self::Plain(plain);
    }

    /// The texts that have numbers, in the order of these.
    pub fn texts(&self) -> &[&'a str] {
        match self {
            Self::Coded { texts, .. } => texts,
            Self::Plain(_) => &[],
        }
    }

    /// The column, its texts with these numbers in place of their own.
    fn finish(self, numbers: &[u32]) -> Column {
        match self {
            Self::Plain(mut plain) => {
                plain.text.shrink_to_fit();
                plain.ends.shrink_to_fit();
                Column::Plain(plain)
            }
            Self::Coded { mut digits, forms, .. } => {
                if numbers.iter().enumerate().any(|(own, number)| own as u32 != *number) {
                    for (digits, _) in digits.iter_mut().zip(&forms).filter(|(_, form)| **form == TEXT) {
                        *digits = i64::from(numbers[*digits as usize]);
                    }
                }
                let first = forms.first().copied().unwrap_or(TEXT);
                let same = forms.iter().all(|form| *form == first);
                let forms = if same { Forms::All(first) } else { Forms::Each(forms[..].into()) };
                Column::Coded { digits: Whole::of(&digits), forms }
            }
        }
    }
}

/// A number that is written plainly, with its form: digits, perhaps behind a minus, perhaps with a point between them, perhaps in
/// quotes. From both it can be written again as it was.
#[inline]
fn number(text: &[u8]) -> Option<(i64, u8)> {
    let (body, quoted) = match text {
        [b'"', inside @ .., b'"'] => (inside, QUOTED),
        _ => (text, 0),
    };
    let (negative, body) = match body {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, body),
    };
    if body.is_empty() || body.len() > MOST_DIGITS + 1 {
        return None;
    }
    let (mut digits, mut point) = (0_i64, None);
    for (at, byte) in body.iter().enumerate() {
        match byte {
            b'0'..=b'9' => digits = digits * 10 + i64::from(byte - b'0'),
            b'.' if point.is_none() && at > 0 => point = Some(at),
            _ => return None,
        }
    }
    let whole = point.unwrap_or(body.len());
    let decimals = point.map_or(0, |point| body.len() - point - 1);
    let fine = whole + decimals <= MOST_DIGITS
        && (point.is_none() || decimals > 0)
        && (whole == 1 || body[0] != b'0')
        && (digits != 0 || !negative);
    fine.then_some((if negative { -digits } else { digits }, decimals as u8 | quoted))
}

/// Rows as they were read, before their texts have the numbers of the whole table.
#[derive(Debug)]
pub(super) struct Built<'a> {
    pub columns: Vec<Builder<'a>>,
    rows: usize,
    /// Ends of lines in the piece.
    pub newlines: usize,
    /// Whether there are digits as wide as Chinese letters.
    pub wide: bool,
    lines: Option<Vec<u32>>,
    width: usize,
    odd: Vec<(u32, u32)>,
}

impl<'a> Built<'a> {
    /// Reads rows; none if they are no text in UTF-8, a cell is too long, or there are too many columns.
    pub fn read(text: &'a [u8], delimiter: u8, most: usize, longest: usize) -> Option<Self> {
        let checked = std::str::from_utf8(text).ok()?;
        let quotes = text.contains(&b'"');
        let mut built = Self {
            columns: Vec::new(),
            rows: 0,
            newlines: 0,
            wide: !text.is_ascii() && wide::has_digits(text),
            lines: None,
            width: 0,
            odd: Vec::new(),
        };
        let (mut at, mut cells) = (0, Vec::new());
        if !quotes && !text.contains(&b'\r') {
            return built.plain(checked, delimiter, most, longest);
        }
        while at < text.len() {
            cells.clear();
            let start = at;
            at = row(text, at, delimiter, &mut cells);
            if cells.len() > most || at - start > longest {
                return None;
            }
            let is_empty = |(start, end): &(u32, u32)| start == end || text[*start as usize..*end as usize] == *b"\"\"";
            if !cells.iter().all(is_empty) {
                built.push(checked, &cells);
            }
            let last = |at: usize| usize::from(text[at - 1] == b'\n');
            built.newlines +=
                if quotes { text[start..at].iter().map(|byte| usize::from(*byte == b'\n')).sum() } else { last(at) };
        }
        Some(built)
    }

    /// Reads rows without quotes that end with a line feed each.
    fn plain(mut self, text: &'a str, delimiter: u8, most: usize, longest: usize) -> Option<Self> {
        let mut cells = Vec::new();
        let mut start = 0;
        for line in text.as_bytes().split_inclusive(|byte| *byte == b'\n') {
            cells.clear();
            let mut begins = start;
            let body = line.strip_suffix(b"\n").unwrap_or(line);
            for cell in body.split(|byte| *byte == delimiter) {
                cells.push(trimmed(text.as_bytes(), begins, begins + cell.len(), delimiter));
                begins += cell.len() + 1;
            }
            if cells.len() > most || line.len() > longest {
                return None;
            }
            if cells.iter().any(|(start, end)| start != end) {
                self.push(text, &cells);
            }
            self.newlines += usize::from(body.len() < line.len());
            start += line.len();
        }
        Some(self)
    }

    fn push(&mut self, text: &'a str, cells: &[(u32, u32)]) {
        if self.rows == 0 {
            self.width = cells.len();
        } else if cells.len() != self.width {
            self.odd.push((self.rows as u32, cells.len() as u32));
        }
        if self.lines.is_none() && self.newlines != self.rows {
            self.lines = Some((0..self.rows as u32).collect());
        }
        if let Some(lines) = &mut self.lines {
            lines.push(self.newlines as u32);
        }
        while self.columns.len() < cells.len() {
            self.columns.push(Builder::empty(self.rows));
        }
        for (at, column) in self.columns.iter_mut().enumerate() {
            column.push(cells.get(at).map_or("", |(start, end)| &text[*start as usize..*end as usize]));
        }
        self.rows += 1;
    }

    /// The rows with the numbers of texts of the whole table, behind so many lines.
    pub fn finish(self, numbers: &[Vec<u32>], above: usize) -> Piece {
        let columns = self.columns.into_iter().zip(numbers).map(|(column, numbers)| column.finish(numbers)).collect();
        Piece { columns, rows: self.rows, above, lines: self.lines, width: self.width, odd: self.odd }
    }
}

#[cfg(test)]
mod tests {
    use super::super::written;
    use super::*;

    #[test]
    fn numbers_are_written_again_as_they_were() {
        for text in ["0", "7", "-12.50", "0.001", "2019", "\"12.0\"", "-0.5", "123456789012345678", "0.00"] {
            let (digits, form) = number(text.as_bytes()).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(written(digits, form & !QUOTED), text.trim_matches('"'), "{text}");
            assert_eq!(form & QUOTED > 0, text.starts_with('"'), "{text}");
        }
        for text in [
            "",
            "-",
            ".",
            "1.",
            ".5",
            "007",
            "+5",
            "-0",
            "-0.00",
            "1e5",
            "1,5",
            "1.2.3",
            "1234567890123456789",
            "\"\"",
            "\" 5\"",
            "\"",
            "x",
        ] {
            assert_eq!(number(text.as_bytes()), None, "{text}");
        }
    }
}
