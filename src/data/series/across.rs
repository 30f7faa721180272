//! Rows with all times of a series that are read before those before them are: on all threads.

use super::ahead::{Before, Marked, Values, is_test};
use super::groups::Found;
use super::points::{FAR, Room};
use super::{Covers, Frame, Maker, Series, Stamp};
use crate::calendar::Unit;

/// Times in headings, of one kind, each of a column of one thing that is measured.
#[derive(Debug)]
pub(super) struct Heads {
    pub columns: Vec<usize>,
    /// By column: the count of its time.
    at: Vec<i32>,
    pub kind: (Unit, Covers),
}

impl Heads {
    /// None if times are of several kinds, 32 bits do not hold one, or several things are measured.
    pub fn of(frame: &Frame, times: &[(usize, Stamp, Covers)]) -> Option<Self> {
        let (_, first, covers) = times.first().filter(|_| frame.measures.0.len() < 2)?;
        let one = |(column, stamp, other): &(usize, Stamp, Covers)| {
            let alike = (stamp.unit, other) == (first.unit, covers) && frame.measures.1[*column] == 0;
            i32::try_from(stamp.at).ok().filter(|at| alike && *at != FAR)
        };
        let at = times.iter().map(one).collect::<Option<_>>()?;
        Some(Self { columns: times.iter().map(|(column, ..)| *column).collect(), at, kind: (first.unit, *covers) })
    }
}

/// What was read of some rows by themselves, each of all times, if nothing of it asks for more than to be put down.
#[derive(Debug)]
pub(super) struct Across {
    /// Rows that have a value, and those that have none.
    pub rows: Vec<u32>,
    pub empty: Vec<u32>,
    /// By row: its group, and then its series.
    pub found: Found,
    /// By row of a group that was not known: its series.
    pub series: Vec<Series>,
    /// By row, if there is a column for it: whether it is to be forecast.
    pub test: Vec<bool>,
    pub values: Values,
}

impl Across {
    /// None if a cell is no number. What is measured is that of one column.
    pub fn of(before: Before, rows: &[u32], heads: &Heads, value: usize, split: Option<usize>) -> Option<Self> {
        let Before { frame, groups, .. } = before;
        let mut values = Values::room(rows.len(), heads.columns.len());
        for (index, column) in heads.columns.iter().enumerate() {
            values.column(frame, rows, *column, index)?;
        }
        // What stands beside a number is said as if rows were read one after the other.
        values.marked.sort_by_key(|Marked { at, .. }| *at);
        let (rows, empty) = values.without_blank(rows);
        let mut read =
            Self { empty, found: Found::of(frame, &rows, groups), rows, series: Vec::new(), test: Vec::new(), values };
        if let Some(split) = split {
            let is_test = |row: &u32| is_test(&frame.text(*row, split));
            read.test = read.rows.iter().map(is_test).collect::<Option<_>>()?;
        }
        let mut maker = Maker::default();
        let measure = frame.measures.0.first().map(|measure| maker.shared(measure));
        let one = |row: &u32| maker.measured(frame, *row, value, measure.clone());
        read.series = read.found.fresh.rows.iter().map(one).collect();
        Some(read)
    }

    /// Puts down what was read.
    pub fn write(&self, heads: &Heads, room: Room) {
        let columns = heads.columns.len();
        room.values.copy_from_slice(&self.values.all);
        for at in room.at.chunks_exact_mut(columns) {
            at.copy_from_slice(&heads.at);
        }
        for (room, series) in room.series.chunks_exact_mut(columns).zip(&self.found.groups) {
            room.fill(*series);
        }
    }
}
