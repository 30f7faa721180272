//! Columns of values with dates of their own, side by side, as terminals of financial data write them.

use super::super::frame::{Axis, Frame, Role};
use super::super::names;
use crate::calendar::Stamp;
use crate::diagnostic::{Code, Diagnostic};

/// Between the rows of headings that name a column.
const BETWEEN: &str = " | ";

impl Frame {
    /// Columns of values behind a second column of dates are of these, not of the first.
    ///
    /// # Errors
    /// There are such, and the dates differ.
    pub(super) fn has_one_column_of_dates(&self) -> Result<(), Diagnostic> {
        let Some(Axis::Column(time)) = self.axis else { return Ok(()) };
        let values: Vec<usize> = self.columns(Role::Value).collect();
        let between = |column: usize| {
            let before = values.iter().any(|value| (time..column).contains(value));
            before && values.iter().any(|value| *value > column)
        };
        let called = |column: usize| {
            let name = self.heading(column).rsplit(BETWEEN).next().unwrap_or_default();
            names::rank(names::TIME, name).is_some()
        };
        let columns = self.columns(Role::Unused).filter(|column| *column > time && between(*column) && called(*column));
        for column in columns {
            let differs = |row: &u32| {
                let (own, first) = (self.text(*row, column), self.text(*row, time));
                own != first && Stamp::lenient(&own).is_some() && Stamp::lenient(&first).is_some()
                    || own != first
                        && own.starts_with(|letter: char| letter.is_ascii_digit())
                        && own.contains(['/', '.'])
            };
            if let Some(row) = self.rows.iter().copied().find(differs) {
                let message = format!(
                    "columns of values have dates of their own: `{}` in column `{}`, `{}` in column `{}`",
                    self.text(row, time),
                    self.heading(time),
                    self.text(row, column),
                    self.heading(column)
                );
                return Err(Diagnostic::error(Code::AmbiguousTime, message, self.span(row, column), "these differ")
                    .with_label(self.span(row, time), "from these")
                    .with_help(
                        "write each with its dates as a table of its own, or say which are read with --time and --value",
                    ));
            }
        }
        Ok(())
    }
}
