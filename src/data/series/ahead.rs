//! What can be read of rows before those before them are: on all threads.

use std::borrow::Cow;
use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::{Axis, Covers, Frame, Reading, Stamp};
use crate::data::grid::Token;

/// What can be read of some rows by themselves.
pub(super) struct Ahead {
    /// By row: its time; none if it is not read.
    pub times: Vec<Time>,
    /// By row: it has the keys of the row before.
    pub alike: Vec<bool>,
    /// By row and column of values: the number; not a number where there is more to say than that.
    pub numbers: Vec<f64>,
}

impl Ahead {
    pub fn of(frame: &Frame, rows: &[u32], values: &[usize]) -> Self {
        let same = |one: u32, other: u32| {
            let token = |row: u32, column: usize| frame.grid.token(row as usize, column);
            frame.keys.iter().all(|column| match (token(one, *column), token(other, *column)) {
                (Some(one), Some(other)) => one == other,
                _ => frame.text(one, *column) == frame.text(other, *column),
            })
        };
        let alike = (0..rows.len()).map(|index| index > 0 && same(rows[index], rows[index - 1])).collect();
        let number = |row: u32, column: usize| match frame.number(row, column) {
            Reading::Number { value, factor, flag } if flag.is_empty() && factor == 1.0 => value,
            _ => f64::NAN,
        };
        let numbers = rows.iter().flat_map(|row| values.iter().map(move |column| number(*row, *column))).collect();
        Self { times: times(frame, rows), alike, numbers }
    }
}

/// The time of a cell, if it is read as one.
type Time = Option<(Stamp, Covers)>;

/// Times that are remembered at once, of cells that can be compared.
const NEAR: usize = 256;

/// The times of some rows. Most stand in many of them, and are read once.
fn times(frame: &Frame, rows: &[u32]) -> Vec<Time> {
    let Some(Axis::Column(column)) = &frame.axis else { return rows.iter().map(|row| frame.time(*row)).collect() };
    let mut known: HashMap<Cow<str>, Time, RandomState> = HashMap::default();
    let mut near: [Option<(Token, Time)>; NEAR] = [None; NEAR];
    let read = |row: &u32| {
        if let Some(token) = frame.grid.token(*row as usize, *column) {
            let near = &mut near[token.slot(NEAR)];
            return match near {
                Some((known, time)) if *known == token => *time,
                _ => near.insert((token, frame.clock.read(&frame.text(*row, *column)))).1,
            };
        }
        let text = frame.text(*row, *column);
        if let Some(known) = known.get(&text) {
            return *known;
        }
        let found = frame.clock.read(&text);
        known.insert(text, found);
        found
    };
    rows.iter().map(read).collect()
}
