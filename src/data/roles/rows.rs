//! Columns that number the rows of a table, as programs and people write them beside it.

use std::collections::HashSet;

use super::Frame;
use crate::data::block::heading_time;
use crate::data::frame::{AddsUp, Axis, Role};
use crate::data::grid::{Cursor, TOGETHER};
use crate::data::names;
use crate::diagnostic::{Code, Diagnostic};
use crate::parallel;

/// What columns are called that number rows, or are not called at all (pandas, R); others may number what they name.
const NUMBERS: &[&str] = &[
    "",
    "id",
    "no",
    "no.",
    "nr",
    "nr.",
    "lfd. nr.",
    "n°",
    "nº",
    "№",
    "#",
    "row",
    "rows",
    "row id",
    "rowid",
    "row number",
    "rownumber",
    "record",
    "index",
    "level 0",
    "index level 0",
    "unnamed: 0",
    "obs",
    "sn",
    "s.no",
    "s.no.",
    "s. no.",
    "sl no",
    "sr no",
    "序号",
    "编号",
];

impl Frame {
    /// Whether a column only numbers the rows, from 0 or 1 on; one that a program wrote without a name may have lost some. Below
    /// headings of times it is one if something else tells rows apart.
    pub(super) fn numbers_rows(&self, column: usize) -> bool {
        let name = names::folded(self.heading(column)).trim().to_owned();
        if !NUMBERS.contains(&name.as_str()) || heading_time(self.heading(column)).is_some() {
            return false;
        }
        let unnamed = matches!(name.as_str(), "" | "index level 0" | "unnamed: 0");
        let mut last = None;
        for row in self.block.body.clone() {
            let Ok(number) = self.grid.text(row, column).parse::<u64>() else { return false };
            let follows = match last {
                None => number < 2 || unnamed,
                Some(last) => number == last + 1 || unnamed && number > last,
            };
            if !follows {
                return false;
            }
            last = Some(number);
        }
        let across = matches!(self.axis, Some(Axis::Across(..)));
        last.is_some() && self.block.body.len() > 1 && (!across || self.has_other_texts(column))
    }

    /// Where the columns that tell series apart are empty, rows go on as above if a time that comes is not there yet: then nobody can
    /// tell whose they are.
    ///
    /// # Errors
    /// That is so.
    pub(super) fn has_no_blank_keys(&self) -> Result<(), Diagnostic> {
        let summed = |column: &usize| matches!(&self.adds_up, AddsUp::Columns(columns) if columns.contains(column));
        let Some(first) = self.keys.first().filter(|_| !self.keys.iter().any(summed)) else { return Ok(()) };
        let times = self.axis.as_ref().map(Axis::columns).unwrap_or_default();
        if times.is_empty() || matches!(self.axis, Some(Axis::Across(..))) {
            return Ok(());
        }
        if self.keys.iter().any(|column| self.grid.is_full(*column)) {
            return Ok(());
        }
        let cursors = || -> Vec<Cursor> { self.keys.iter().map(|column| self.grid.cursor(*column)).collect() };
        let is_blank = |keys: &mut [Cursor], row: u32| keys.iter_mut().all(|key| key.is_blank(row as usize));
        let has_value = |row: u32| {
            times.iter().any(|column| !self.text(row, *column).is_empty())
                && self.columns(Role::Value).any(|column| !self.text(row, column).is_empty())
        };
        let pieces: Vec<&[u32]> = self.rows.chunks(TOGETHER).collect();
        let some = |piece: &&[u32]| {
            let mut keys = cursors();
            piece.iter().any(|row| is_blank(&mut keys, *row) && has_value(*row))
        };
        if !parallel::map(&pieces, some).into_iter().any(|some| some) {
            return Ok(());
        }
        let texts = |row: u32, columns: &[usize]| -> Vec<String> {
            columns.iter().map(|column| self.text(row, *column).into_owned()).collect()
        };
        let known: HashSet<(Vec<String>, Vec<String>)> =
            self.rows.iter().map(|row| (texts(*row, &self.keys), texts(*row, &times))).collect();
        let (mut keys, mut above) = (cursors(), None);
        for row in &self.rows {
            if !is_blank(&mut keys, *row) {
                above = Some(texts(*row, &self.keys));
                continue;
            }
            let goes_on = above.as_ref().is_some_and(|above| !known.contains(&(above.clone(), texts(*row, &times))));
            if goes_on && has_value(*row) {
                return Err(self.blank_key(*row, *first));
            }
        }
        Ok(())
    }

    /// What to say of a row that says nothing where others say which series they are of.
    pub(in crate::data) fn blank_key(&self, row: u32, column: usize) -> Diagnostic {
        let place = self.grid.place_in_words(row as usize, column);
        let message = format!("column `{}`, which tells series apart, is empty {place}", self.heading(column));
        Diagnostic::error(Code::BlankKey, message, self.span(row, column), "whose value is this?")
            .with_help("write in each row what its series is called; a name goes on below only where each stands once, above all of its rows")
    }

    /// Whether another column has a text in each row.
    fn has_other_texts(&self, column: usize) -> bool {
        let times = |other: usize| heading_time(self.heading(other)).is_some();
        let named = |other: usize| {
            self.block.body.clone().all(|row| {
                let text = self.grid.text(row, other);
                text.contains(char::is_alphabetic)
            })
        };
        (0..self.block.headings.len()).any(|other| other != column && !times(other) && named(other))
    }
}
