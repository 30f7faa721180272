//! What can be read of rows before those before them are: on all threads.

use super::groups::{Found, Groups};
use super::points::Room;
use super::timed::{Fresh, Known, Times};
use super::{Covers, Frame, Maker, Reading, Series};
use crate::calendar::Unit;

/// What is known of a table as some of its rows are read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Before<'a> {
    pub frame: &'a Frame,
    pub groups: &'a Groups,
    pub times: &'a Known,
}

/// What was read of some rows by themselves, each of one time, if nothing of it asks for more than to be put down.
#[derive(Debug)]
pub(super) struct Ahead {
    /// What their times are.
    pub unit: Unit,
    /// What these cover.
    pub covers: Covers,
    /// By row: the count of its time.
    at: Vec<i32>,
    /// Times that were not known before.
    pub times: Vec<Fresh>,
    /// By row: its group.
    pub found: Found,
    /// By row of a group that was not known, and then by column of values: its series.
    pub series: Vec<Series>,
    /// By row, if there is a column for it: whether it is to be forecast.
    pub test: Vec<bool>,
    pub values: Values,
}

/// The numbers of some rows in some columns.
#[derive(Debug, Default)]
pub(super) struct Values {
    /// By row and column: the number.
    pub all: Vec<f64>,
    columns: usize,
    /// How many of them are missing.
    pub missing: usize,
    /// By row, if any is: how many say nothing at all.
    blank: Vec<usize>,
    /// Those that have something beside them.
    pub marked: Vec<Marked>,
}

/// A value with something beside it.
#[derive(Debug)]
pub(super) struct Marked {
    /// Its cell.
    pub at: (u32, usize),
    /// What words behind it multiply it by.
    pub factor: f64,
    /// The letters beside it.
    pub flag: String,
}

impl Ahead {
    /// None if a row has no time or one of another kind than the first, or a cell is no number.
    pub fn of(before: Before, rows: &[u32], values: &[usize], split: Option<usize>) -> Option<Self> {
        let Before { frame, groups, times: known } = before;
        let mut times = Times::of(frame, known);
        let (first, covers) = times.read(*rows.first()?)?;
        let at = times.counts(rows, (first.unit, covers))?;
        let mut read = Self {
            unit: first.unit,
            covers,
            at,
            times: times.fresh,
            found: Found::default(),
            series: Vec::new(),
            test: Vec::new(),
            values: Values::room(rows.len(), values.len()),
        };
        if let Some(split) = split {
            let is_test = |row: &u32| is_test(&frame.text(*row, split));
            read.test = rows.iter().map(is_test).collect::<Option<_>>()?;
        }
        for (index, column) in values.iter().enumerate() {
            read.values.column(frame, rows, *column, index)?;
        }
        read.found = Found::of(frame, rows, groups);
        read.series.reserve_exact(read.found.fresh.len() * values.len());
        // Texts that all threads count the users of would make them wait for one another.
        let mut maker = Maker::default();
        for row in &read.found.fresh.rows {
            read.series.extend(values.iter().map(|column| maker.of(frame, *row, *column)));
        }
        Some(read)
    }

    /// Puts down what was read.
    pub fn write(&self, room: Room) {
        let columns = self.values.columns;
        room.values.copy_from_slice(&self.values.all);
        if columns == 1 {
            room.at.copy_from_slice(&self.at);
            return room.series.copy_from_slice(&self.found.groups);
        }
        for (index, (at, group)) in self.at.iter().zip(&self.found.groups).enumerate() {
            let places = index * columns..(index + 1) * columns;
            room.at[places.clone()].fill(*at);
            for (column, series) in room.series[places].iter_mut().enumerate() {
                *series = *group * columns as u32 + column as u32;
            }
        }
    }
}

impl Values {
    /// Room for the numbers of so many rows in so many columns.
    pub fn room(rows: usize, columns: usize) -> Self {
        Self { all: vec![0.0; rows * columns], columns, ..Self::default() }
    }

    /// Reads a column, which is one of all; none if a cell is no number.
    pub fn column(&mut self, frame: &Frame, rows: &[u32], column: usize, index: usize) -> Option<()> {
        let mut cells = frame.grid.cursor(column);
        let (columns, values) = (self.columns, &mut self.all[index..]);
        // Those that are more than a number written plainly.
        let mut others = Vec::new();
        let put = |at: usize, number: Option<f64>| match number {
            Some(number) => values[at * columns] = number,
            None => others.push(at),
        };
        if !(frame.has_plain_numbers(column) && cells.decimals(rows, put)) {
            others = (0..rows.len()).collect();
        }
        for at in others {
            let row = rows[at];
            let reading = if cells.is_blank(row as usize) {
                self.blank.resize(rows.len(), 0);
                self.blank[at] += 1;
                BLANK
            } else {
                frame.number(row, column)
            };
            let (value, factor, flag) = match reading {
                Reading::Number { value, factor, flag } => (value, factor, flag),
                Reading::Missing(flag) => {
                    self.missing += 1;
                    (f64::NAN, 1.0, flag)
                }
                Reading::Other => return None,
            };
            self.all[at * columns + index] = value;
            if factor != 1.0 || !flag.is_empty() {
                self.marked.push(Marked { at: (row, column), factor, flag });
            }
        }
        Some(())
    }

    /// Takes rows away that say nothing in any column: those that are left, and these.
    pub fn without_blank(&mut self, rows: &[u32]) -> (Vec<u32>, Vec<u32>) {
        let is_blank = |at: usize| self.blank.get(at).is_some_and(|blank| *blank == self.columns);
        if !(0..self.blank.len()).any(is_blank) {
            return (rows.to_vec(), Vec::new());
        }
        let (mut left, mut empty, mut all) = (Vec::new(), Vec::new(), Vec::with_capacity(self.all.len()));
        for ((at, row), values) in rows.iter().enumerate().zip(self.all.chunks_exact(self.columns)) {
            if is_blank(at) {
                empty.push(*row);
            } else {
                left.push(*row);
                all.extend_from_slice(values);
            }
        }
        self.missing -= empty.len() * self.columns;
        self.all = all;
        (left, empty)
    }
}

/// What a cell says that stands for learning or for forecasting; none if it says neither.
pub(super) fn is_test(text: &str) -> Option<bool> {
    let test = text.eq_ignore_ascii_case("test");
    (test || text.eq_ignore_ascii_case("train")).then_some(test)
}

/// What an empty cell says.
const BLANK: Reading = Reading::Missing(String::new());
