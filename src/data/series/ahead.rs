//! What can be read of rows before those before them are: on all threads.

use std::borrow::Cow;
use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::groups::{Found, Fresh, Groups};
use super::points::{FAR, Room};
use super::{Axis, Covers, Frame, Reading, Series, Stamp};
use crate::calendar::Unit;
use crate::data::grid::Token;

/// What was read of some rows by themselves, each of one time, if nothing of it asks for more than to be put down.
#[derive(Debug)]
pub(super) struct Ahead {
    /// What their times are.
    pub unit: Unit,
    /// What these cover.
    pub covers: Covers,
    /// By row: the count of its time.
    at: Vec<i32>,
    /// By row: its group.
    pub found: Found,
    /// By row of a group that was not known, and by column of values: its series.
    pub series: Vec<Vec<Series>>,
    /// By row, if there is a column for it: whether it is to be forecast.
    pub test: Vec<bool>,
    /// By row and column of values: the number.
    values: Vec<f64>,
    /// How many of them are missing.
    pub missing: usize,
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
    pub fn of(frame: &Frame, rows: &[u32], values: &[usize], split: Option<usize>, groups: &Groups) -> Option<Self> {
        let mut times = Times::of(frame);
        let (first, covers) = times.read(*rows.first()?)?;
        let at = times.counts(rows, (first.unit, covers))?;
        let mut read = Self {
            unit: first.unit,
            covers,
            at,
            found: Found::default(),
            series: Vec::new(),
            test: Vec::new(),
            values: vec![0.0; rows.len() * values.len()],
            missing: 0,
            marked: Vec::new(),
        };
        if let Some(split) = split {
            let is_test = |row: &u32| is_test(&frame.text(*row, split));
            read.test = rows.iter().map(is_test).collect::<Option<_>>()?;
        }
        for (index, column) in values.iter().enumerate() {
            read.column(frame, rows, *column, (index, values.len()))?;
        }
        read.found = Found::of(frame, rows, groups);
        let of_column = |row: u32| move |column: &usize| Series::of(frame, row, *column);
        let of_row = |fresh: &Fresh| values.iter().map(of_column(fresh.row)).collect();
        read.series = read.found.fresh.iter().map(of_row).collect();
        Some(read)
    }

    /// Reads a column of values, which is one of so many.
    fn column(&mut self, frame: &Frame, rows: &[u32], column: usize, (index, columns): (usize, usize)) -> Option<()> {
        let mut cells = frame.grid.cursor(column);
        let values = &mut self.values[index..];
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
            let reading = if cells.is_blank(row as usize) { BLANK } else { frame.number(row, column) };
            let (value, factor, flag) = match reading {
                Reading::Number { value, factor, flag } => (value, factor, flag),
                Reading::Missing(flag) => {
                    self.missing += 1;
                    (f64::NAN, 1.0, flag)
                }
                Reading::Other => return None,
            };
            self.values[at * columns + index] = value;
            if factor != 1.0 || !flag.is_empty() {
                self.marked.push(Marked { at: (row, column), factor, flag });
            }
        }
        Some(())
    }

    /// Puts down what was read.
    pub fn write(&self, room: Room) {
        let columns = self.values.len() / self.at.len().max(1);
        room.values.copy_from_slice(&self.values);
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

/// What a cell says that stands for learning or for forecasting; none if it says neither.
pub(super) fn is_test(text: &str) -> Option<bool> {
    let test = text.eq_ignore_ascii_case("test");
    (test || text.eq_ignore_ascii_case("train")).then_some(test)
}

/// What an empty cell says.
const BLANK: Reading = Reading::Missing(String::new());

/// The time of a cell, if it is read as one.
type Time = Option<(Stamp, Covers)>;

/// Times that are remembered at once, of cells that can be compared.
const NEAR: usize = 256;

/// A place for several of them.
fn slot<const PARTS: usize>(tokens: [Token; PARTS]) -> usize {
    tokens.iter().fold(0_usize, |slot, token| slot.wrapping_mul(31).wrapping_add(token.slot(NEAR))) % NEAR
}

/// The times of rows. Most stand in many of them, and are read once.
struct Times<'a> {
    frame: &'a Frame,
    columns: Vec<usize>,
    known: HashMap<Cow<'a, str>, Time, RandomState>,
}

impl<'a> Times<'a> {
    fn of(frame: &'a Frame) -> Self {
        let columns = frame.axis.as_ref().map(Axis::columns).unwrap_or_default();
        Self { frame, columns, known: HashMap::default() }
    }

    /// The counts of times of rows that rise; none if one is not of this kind, or 32 bits do not hold it.
    fn counts(&mut self, rows: &[u32], kind: (Unit, Covers)) -> Option<Vec<i32>> {
        let mut tokens = vec![Vec::with_capacity(rows.len()); self.columns.len()];
        let mut cells = self.columns.iter().zip(&mut tokens);
        let told = cells.all(|(column, tokens)| self.frame.grid.cursor(*column).tokens(rows, tokens));
        match tokens.as_slice() {
            [only] if told => self.counts_by(rows, kind, |at| (only[at], only[at].slot(NEAR))),
            [one, two] if told => self.counts_by(rows, kind, |at| ((one[at], two[at]), slot([one[at], two[at]]))),
            [one, two, three] if told => self.counts_by(rows, kind, |at| {
                let all = [one[at], two[at], three[at]];
                (all, slot(all))
            }),
            _ => rows.iter().map(|row| self.count(*row, kind)).collect(),
        }
    }

    /// The same where times are compared by what stands for their parts, each with a place among those that are remembered.
    fn counts_by<K: Copy + PartialEq>(
        &mut self,
        rows: &[u32],
        kind: (Unit, Covers),
        key: impl Fn(usize) -> (K, usize),
    ) -> Option<Vec<i32>> {
        let mut near: Vec<Option<(K, i32)>> = vec![None; NEAR];
        let mut counts = Vec::with_capacity(rows.len());
        for (at, row) in rows.iter().enumerate() {
            let (key, slot) = key(at);
            let near = &mut near[slot];
            counts.push(match near {
                Some((known, count)) if *known == key => *count,
                _ => near.insert((key, self.count(*row, kind)?)).1,
            });
        }
        Some(counts)
    }

    fn count(&mut self, row: u32, kind: (Unit, Covers)) -> Option<i32> {
        let (stamp, covers) = self.read(row)?;
        let count = i32::try_from(stamp.at).ok().filter(|count| *count != FAR)?;
        ((stamp.unit, covers) == kind).then_some(count)
    }

    fn read(&mut self, row: u32) -> Time {
        let Some(Axis::Column(column)) = self.frame.axis else { return self.frame.time(row) };
        let text = self.frame.text(row, column);
        if let Some(known) = self.known.get(&text) {
            return *known;
        }
        let found = self.frame.clock.read(&text);
        self.known.insert(text, found);
        found
    }
}
