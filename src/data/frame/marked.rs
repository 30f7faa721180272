//! Rows of marks below those of values: `Codes` below each series (INSEE), `Status` (IMF).

use super::Frame;
use crate::data::block::{Kind, MARKS, heading_time, kind};
use crate::data::names;

/// The column that says what a row has, and what it says of rows of marks.
const ATTRIBUTE: &str = "attribute";
const STATUS: &str = "status";
/// Letters of a mark at most.
const LONGEST: usize = 3;

impl Frame {
    /// Takes rows of marks out of those of values, in a table with times in its headings: they are called so, and have nothing but
    /// marks below the times.
    pub(super) fn take_rows_of_marks(&mut self) {
        let times = self.times_in_headings();
        if times.len() < 2 {
            return;
        }
        let is_mark = |text: &str| text.chars().count() <= LONGEST && kind(text) != Kind::Number;
        let attribute = (0..times[0]).find(|at| names::folded(self.heading(*at)) == ATTRIBUTE);
        let is_status = |row: u32| attribute.is_some_and(|at| names::folded(&self.text(row, at)) == STATUS);
        let is_called = |row: u32| {
            if is_status(row) {
                return true;
            }
            let mut texts = (0..times[0]).map(|at| self.text(row, at)).filter(|text| !text.is_empty());
            texts.next().is_some_and(|text| names::folded(&text) == MARKS) && texts.next().is_none()
        };
        let is_of_marks = |row: &u32| is_called(*row) && times.iter().all(|at| is_mark(&self.text(*row, *at)));
        let (marked, rows) = self.rows.iter().partition(|row| is_of_marks(row));
        (self.marked, self.rows) = (marked, rows);
    }

    /// What rows of marks are called.
    pub(in crate::data) fn name_of_marked(&self) -> Option<String> {
        let first = *self.marked.first()?;
        let attribute = (0..self.block.headings.len()).find(|at| names::folded(self.heading(*at)) == ATTRIBUTE);
        Some(self.text(first, attribute.unwrap_or(0)).into_owned())
    }

    /// The marks that stand below values that were read, each as often as it does.
    pub(in crate::data) fn marks_below(&self) -> Vec<String> {
        let times = self.times_in_headings();
        let below = self
            .marked
            .iter()
            .filter(|row| row.checked_sub(1).is_some_and(|above| self.rows.binary_search(&above).is_ok()));
        let texts = below.flat_map(|row| times.iter().map(|at| self.text(*row, *at).into_owned()));
        texts.filter(|text| !text.is_empty()).collect()
    }

    fn times_in_headings(&self) -> Vec<usize> {
        (0..self.block.headings.len()).filter(|at| heading_time(self.heading(*at)).is_some()).collect()
    }
}
