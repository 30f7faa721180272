//! Rows of marks below those of values: `Codes` below each series (INSEE).

use super::Frame;
use crate::data::block::{Kind, MARKS, heading_time, kind};
use crate::data::names;

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
        let is_called = |row: u32| {
            let mut texts = (0..times[0]).map(|at| self.text(row, at)).filter(|text| !text.is_empty());
            texts.next().is_some_and(|text| names::folded(&text) == MARKS) && texts.next().is_none()
        };
        let is_of_marks = |row: &u32| is_called(*row) && times.iter().all(|at| is_mark(&self.text(*row, *at)));
        let (marked, rows) = self.rows.iter().partition(|row| is_of_marks(row));
        (self.marked, self.rows) = (marked, rows);
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
