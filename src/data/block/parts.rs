//! Numbers in a row of headings that count quarters or months of the years in the row above.

use std::borrow::Cow;

use super::heading_time;
use crate::calendar::Unit;
use crate::data::grid::Grid;
use crate::data::names;
use crate::data::part::{Part, Said, said, whole};
use crate::diagnostic::{Code, Diagnostic};

/// A row of such numbers.
pub(super) struct Below {
    /// The rows of years and of numbers.
    years: usize,
    row: usize,
    /// The first column with a year.
    first: usize,
    /// The greatest number.
    greatest: i64,
}

/// Whether a row has numbers that count up below each year of the row above, perhaps with its whole beside them. A year stands
/// above all of its numbers, or above the first of them alone.
pub(super) fn parts_below(grid: &Grid, years: usize, row: usize) -> Option<Below> {
    let is_year = |column: &usize| heading_time(&grid.text(years, *column)).is_some_and(|at| at.unit == Unit::Number);
    let first = (1..grid.width(years)).find(is_year)?;
    // A row of values has a name of its own below that of its column.
    let is_value = |column: usize| {
        let (above, own) = (grid.text(years, column), grid.text(row, column));
        let is_name = |text: &str| !text.is_empty() && names::rank(names::TIME, text).is_none();
        is_name(&above) && is_name(&own) && above != own
    };
    if (0..first).any(is_value) {
        return None;
    }
    let (mut before, mut year) = (None, Cow::Borrowed(""));
    let (mut numbers, mut repeated, mut greatest) = (0, false, 0);
    for column in first..grid.width(row) {
        let (text, above) = (grid.text(row, column), grid.text(years, column));
        let begins = !above.is_empty() && above != year;
        if begins {
            if !is_year(&column) {
                return None;
            }
            (year, before) = (above, None);
        }
        if text.is_empty() && !begins || matches!(said(&text), Some(Said::Named(Part::Year, _))) {
            continue;
        }
        let number = whole(&text).filter(|number| (1..=12).contains(number))?;
        // Numbers count up below each year.
        if before.map_or(!begins && number != 1, |before| number != before + 1) {
            return None;
        }
        repeated |= before.is_some();
        greatest = number.max(greatest);
        (before, numbers) = (Some(number), numbers + 1);
    }
    (numbers > 2 && repeated).then_some(Below { years, row, first, greatest })
}

/// Whether a row has years, at least one of them above several parts of it in the row below, by name or number.
pub(super) fn are_years_above_parts(grid: &Grid, years: usize) -> bool {
    let below = years + 1;
    if below >= grid.len() {
        return false;
    }
    let year = |column: usize| heading_time(&grid.text(years, column)).filter(|at| at.unit == Unit::Number);
    let Some(first) = (1..grid.width(years)).find(|column| year(*column).is_some()) else { return false };
    let columns = || first..grid.width(years).max(grid.width(below));
    let begins = |column: &usize| year(*column).is_some() && (*column == first || year(*column) != year(column - 1));
    let parts = || columns().map(|column| said(&grid.text(below, column)));
    let fits = columns().all(|column| grid.text(years, column).is_empty() || year(column).is_some())
        && parts().all(|part| part.is_some());
    let named = parts().all(|part| matches!(part, Some(Said::Named(..))));
    fits && columns().len() > columns().filter(begins).count() && (named || parts_below(grid, years, below).is_some())
}

impl Below {
    /// Names the parts that the numbers count, quarters if there are four, months if there are more; says which.
    ///
    /// # Errors
    /// There are fewer, which may be either.
    pub(super) fn name(&self, grid: &Grid, levels: &mut [Vec<Cow<str>>]) -> Result<String, Diagnostic> {
        let year = grid.text(self.years, self.first);
        let (letter, words, one) = match self.greatest {
            5.. => ('M', "months", format!("{year}-01")),
            4 => ('Q', "quarters", format!("{year}Q1")),
            _ => {
                let text = grid.text(self.row, self.first);
                let message =
                    format!("`{text}` below {year} may be a month or a quarter, and nothing in its row decides");
                return Err(Diagnostic::error(Code::AmbiguousTime, message, grid.span(self.row, self.first), "")
                    .with_help("write `Q1` or `Jan` in its place"));
            }
        };
        for number in levels.iter_mut().last().into_iter().flatten().skip(self.first) {
            if let Some(whole) = whole(number) {
                *number = Cow::Owned(format!("{letter}{whole}"));
            }
        }
        Ok(format!("numbers below years are read as {words}: 1 below {year} is {one}"))
    }
}
