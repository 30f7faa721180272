//! Names that stand once above all of their rows, as merged cells do when a table is saved as text.

use std::collections::HashSet;

use super::Frame;
use crate::calendar::Stamp;
use crate::data::block::heading_time;
use crate::data::number::is_missing;

/// So many rows are looked at to see whether anything is empty.
const LOOKED_AT: usize = 200;

impl Frame {
    /// Lets names go on in the empty cells below them, where that is evident: in columns of texts at the left, the first row has one,
    /// none is written twice, and nothing is said left of an empty cell. Says so.
    pub(super) fn fill_down(&mut self) {
        let body = self.block.body.clone();
        let leading = self.leading_texts();
        let across = self.block.headings.iter().filter(|heading| heading_time(&heading.value).is_some()).count() > 1;
        let empty = |row: usize, column: usize| self.grid.text(row, column).is_empty();
        let some = |column: usize| body.clone().take(LOOKED_AT).any(|row| empty(row, column));
        if !(0..leading).any(some) {
            return;
        }
        // By row: whether nothing is said in the columns that were looked at.
        let mut open = vec![true; body.len()];
        let mut above = vec![String::new(); body.len()];
        for column in 0..leading {
            let Some(rows) = self.evident(column, leading, across, &open, &mut above) else { return };
            for (index, row) in body.clone().enumerate() {
                open[index] &= self.grid.text(row, column).is_empty();
            }
            for row in &rows {
                self.grid.repeat_above(*row, column);
            }
            if let Some(first) = rows.first() {
                let (text, place) =
                    (self.grid.text(*first, column).into_owned(), self.grid.place_in_words(*first, column));
                let heading = self.heading(column);
                self.notes.push(format!("where column `{heading}` is empty, it goes on as above: `{text}` {place}"));
            }
        }
    }

    /// How many columns at the left have texts that are no times, by the first row.
    fn leading_texts(&self) -> usize {
        let first = self.block.body.start;
        let is_text = |column: &usize| {
            let text = self.grid.text(first, *column);
            text.contains(char::is_alphabetic) && !is_missing(&text) && Stamp::lenient(&text).is_none()
        };
        (0..self.block.headings.len()).take_while(is_text).count()
    }

    /// The rows in which a column is empty and evidently goes on; none if it is not evident. `above` has the texts left of it.
    fn evident(
        &self,
        column: usize,
        leading: usize,
        across: bool,
        open: &[bool],
        above: &mut [String],
    ) -> Option<Vec<usize>> {
        let (mut rows, mut seen, mut name) = (Vec::new(), HashSet::new(), String::new());
        for (index, row) in self.block.body.clone().enumerate() {
            let text = self.grid.text(row, column);
            if text.is_empty() {
                // In one row with all times of a series something else must tell it apart.
                let told = (!across || (column + 1..leading).any(|other| !self.grid.text(row, other).is_empty()))
                    && (column + 1..self.grid.width(row)).filter(|at| !self.grid.text(row, *at).is_empty()).count() > 1;
                if !open[index] || !told {
                    return None;
                }
                rows.push(row);
            } else {
                name = text.into_owned();
            }
            above[index].push_str(&name);
            above[index].push('\u{1f}');
            let written = rows.last() != Some(&row);
            if written && !seen.insert(above[index].clone()) {
                return None;
            }
        }
        Some(rows)
    }
}
