//! A column that is read downwards: for who looks at many of its cells.

use super::piece::{Column, Forms, QUOTED, TEXT, Whole};
use super::{Stored, Token, decimal};
use crate::data::grid::Grid;

/// A column of a grid, and the piece of it that was looked at last.
#[derive(Debug, Clone)]
pub struct Cursor<'a> {
    grid: &'a Grid,
    column: usize,
    /// The first row of the piece, and how many it has.
    start: usize,
    rows: usize,
    cells: Option<Cells<'a>>,
}

/// The cells of a column in a piece, and the texts that have numbers.
#[derive(Debug, Clone, Copy)]
struct Cells<'a> {
    digits: &'a Whole,
    forms: &'a Forms,
    says: &'a [u32],
    blank: Option<u32>,
}

impl<'a> Cursor<'a> {
    /// A column of a grid.
    pub fn new(grid: &'a Grid, column: usize) -> Self {
        Self { grid, column, start: 0, rows: 0, cells: None }
    }

    /// A cell: digits with its form, or the number of a text.
    #[expect(clippy::inline_always, reason = "called for each cell of large tables")]
    #[inline(always)]
    fn cell(&mut self, row: usize) -> Option<(i64, u8, Cells<'a>)> {
        if row.wrapping_sub(self.start) >= self.rows {
            self.turn_to(self.grid.stored.as_ref()?, row);
        }
        let cells = self.cells?;
        let at = row - self.start;
        Some((cells.digits.get(at), cells.forms.get(at), cells))
    }

    #[cold]
    fn turn_to(&mut self, stored: &'a Stored, row: usize) {
        let (piece, at) = stored.place(row);
        (self.start, self.rows) = (row - at, piece.rows);
        self.cells = match piece.columns.get(self.column) {
            None | Some(Column::Plain(_)) => None,
            Some(Column::Coded { digits, forms }) => {
                let texts = &stored.texts[self.column];
                Some(Cells { digits, forms, says: &texts.says, blank: texts.blank })
            }
        };
    }

    /// What a cell can be compared by with others of its column; none where nothing is known but its text.
    #[must_use]
    #[inline]
    pub fn token(&mut self, row: usize) -> Option<Token> {
        Some(match self.cell(row)? {
            (number, TEXT, cells) => Token(i64::from(cells.says[number as usize]), TEXT),
            (digits, form, _) => Token(digits, form & !QUOTED),
        })
    }

    /// As [`Self::token`] for rows that rise, behind what there is; whether all of them have one.
    #[must_use]
    pub fn tokens(&mut self, rows: &[u32], tokens: &mut Vec<Token>) -> bool {
        self.each_token(rows, |_, token| tokens.push(token))
    }

    /// Numbers from 0 for the cells of rows that rise, the same for those that say the same, and how many there may be; none if they
    /// are not all texts, or numbers with as many decimals, near one another.
    #[must_use]
    pub fn numbered(&mut self, rows: &[u32]) -> Option<(Vec<u32>, usize)> {
        let mut tokens = Vec::with_capacity(rows.len());
        let told = self.tokens(rows, &mut tokens);
        let Token(first, form) = *tokens.first().filter(|_| told)?;
        let (mut least, mut most, mut same) = (first, first, true);
        for Token(number, other) in &tokens {
            (least, most) = (least.min(*number), most.max(*number));
            same &= *other == form;
        }
        let count = u32::try_from(most.checked_sub(least)?).ok().filter(|count| same && *count < u32::MAX)?;
        Some((tokens.iter().map(|token| (token.0 - least) as u32).collect(), count as usize + 1))
    }

    /// As [`Self::decimal`] for rows that rise, by their places among these; whether all cells could be looked at.
    #[must_use]
    pub fn decimals(&mut self, rows: &[u32], mut put: impl FnMut(usize, Option<f64>)) -> bool {
        self.each(rows, |at, digits, form, _| {
            put(at, if form == TEXT { None } else { decimal((digits, form & !QUOTED)) });
        })
    }

    /// As [`Self::token`] for rows that rise, by their places among these; whether all cells could be looked at.
    #[must_use]
    #[inline]
    pub fn each_token(&mut self, rows: &[u32], mut put: impl FnMut(usize, Token)) -> bool {
        self.each(rows, |at, digits, form, says| {
            put(
                at,
                match form {
                    TEXT => Token(i64::from(says[digits as usize]), TEXT),
                    form => Token(digits, form & !QUOTED),
                },
            );
        })
    }

    /// As [`Self::digits`] for rows that rise, by their places among these; whether all cells could be looked at.
    #[must_use]
    #[inline]
    pub fn each_digits(&mut self, rows: &[u32], mut put: impl FnMut(usize, Option<(i64, u8)>)) -> bool {
        self.each(rows, |at, digits, form, _| put(at, (form != TEXT).then_some((digits, form & !QUOTED))))
    }

    /// Whether all cells of rows that rise are known to be numbers written plainly, with such digits.
    #[must_use]
    pub fn all_digits(&mut self, rows: &[u32], is: impl Fn(i64, u8) -> bool) -> bool {
        let mut all = true;
        self.each(rows, |_, digits, form, _| all &= form != TEXT && is(digits, form & !QUOTED)) && all
    }

    /// Tells of each of some rows that rise its place among them, the digits of the cell or the number of its text, and its form; and
    /// what texts say. Whether all of them are known so.
    #[inline]
    fn each(&mut self, rows: &[u32], mut tell: impl FnMut(usize, i64, u8, &[u32])) -> bool {
        let mut at = 0;
        while let Some(first) = rows.get(at) {
            let Some((.., cells)) = self.cell(*first as usize) else { return false };
            let (start, end) = (self.start as u32, (self.start + self.rows) as u32);
            let some = &rows[at..at + rows[at..].partition_point(|row| *row < end)];
            let mut tell = |index: usize, digits: i64, form: u8| tell(at + index, digits, form, cells.says);
            match cells.digits {
                Whole::One(all) => each_of(all, cells.forms, some, start, &mut tell),
                Whole::Two(all) => each_of(all, cells.forms, some, start, &mut tell),
                Whole::Four(all) => each_of(all, cells.forms, some, start, &mut tell),
                Whole::Eight(all) => each_of(all, cells.forms, some, start, &mut tell),
            }
            at += some.len();
        }
        true
    }

    /// The digits of a cell that is known to be a number written plainly, and how many of them are decimals: -1250 and 2 of `-12.50`.
    #[must_use]
    #[inline]
    pub fn digits(&mut self, row: usize) -> Option<(i64, u8)> {
        let (digits, form, _) = self.cell(row)?;
        (form != TEXT).then_some((digits, form & !QUOTED))
    }

    /// The number of such a cell.
    #[must_use]
    #[inline]
    pub fn decimal(&mut self, row: usize) -> Option<f64> {
        decimal(self.digits(row)?)
    }

    /// Whether a cell says nothing.
    #[must_use]
    #[inline]
    pub fn is_blank(&mut self, row: usize) -> bool {
        match self.cell(row) {
            Some((number, TEXT, cells)) => Some(cells.says[number as usize]) == cells.blank,
            Some(_) => false,
            None => self.grid.text(row, self.column).is_empty(),
        }
    }
}

/// Tells of some rows of a piece that begins with another.
#[inline]
fn each_of<T: Copy + Into<i64>>(
    digits: &[T],
    forms: &Forms,
    rows: &[u32],
    start: u32,
    tell: &mut impl FnMut(usize, i64, u8),
) {
    let digits = |row: u32| digits[(row - start) as usize].into();
    match forms {
        Forms::All(form) => rows.iter().enumerate().for_each(|(at, row)| tell(at, digits(*row), *form)),
        Forms::Each(each) => {
            rows.iter().enumerate().for_each(|(at, row)| tell(at, digits(*row), each[(row - start) as usize]));
        }
    }
}
