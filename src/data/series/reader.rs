//! Reads the values of a table.

use std::ops::Range;

use super::ahead::{Ahead, Marked, is_test};
use super::groups::Groups;
use super::times::no_time;
use super::{Axis, Covers, Point, Reading, Role, Series, Stamp, Tidy};
use crate::data::block::LeftOut;
use crate::data::number::number_help;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::parallel;

/// After this many bad cells the rest is not looked at.
const ENOUGH: usize = 20;
/// So many rows are looked at to see whether a text stands in several.
const LOOKED_AT: usize = 10_000;
/// Room for so many values is made at once.
const MOST_RESERVED: usize = 1 << 27;
/// No series yet.
const NONE: u32 = u32::MAX;
/// Rows that are read ahead at a time, and of them by one thread.
const TOGETHER: usize = 1 << 16;
const PIECE: usize = 1 << 12;

/// Reads the rows of a table, one after the other.
pub(super) struct Reader {
    pub tidy: Tidy,
    /// The columns of values.
    pub values: Vec<usize>,
    /// The column that says `train` or `test`.
    split: Option<usize>,
    /// The first cell with a number that a word behind it multiplies, and how many there are.
    pub worded: Option<((u32, usize), usize)>,
    /// Groups of rows: those of the same series.
    groups: Groups,
    /// By group, and in it by column of values: its series.
    members: Vec<u32>,
    found: Diagnostics,
}

impl Reader {
    pub fn of(tidy: Tidy, values: Vec<usize>) -> Self {
        let split = tidy.frame.columns(Role::Split).next();
        let (groups, members, found) = (Groups::new(&tidy.frame), Vec::new(), Diagnostics::new());
        Self { tidy, values, split, worded: None, groups, members, found }
    }

    pub fn read(mut self) -> Result<Tidy, Diagnostics> {
        let rows = std::mem::take(&mut self.tidy.frame.rows);
        let axis = self.tidy.frame.axis.clone();
        let mut empty = Vec::new();
        let columns = if let Some(Axis::Across(times, _)) = &axis { times.len() } else { self.values.len() };
        self.tidy.points.reserve(rows.len().saturating_mul(columns).min(MOST_RESERVED));
        for block in rows.chunks(TOGETHER) {
            if self.is_enough() {
                break;
            }
            match &axis {
                Some(Axis::Across(times, _)) => {
                    for row in block {
                        if !self.is_enough() && !self.across(*row, times) {
                            empty.push(*row);
                        }
                    }
                }
                _ => self.block(block),
            }
        }
        self.tidy.frame.rows = rows;
        if self.found.has_errors() {
            return Err(self.found);
        }
        self.say_empty(&empty);
        self.name_series();
        self.say_units();
        self.say_scales();
        self.say_marks();
        self.say_marks_beside();
        self.tidy.no_time_twice()?;
        self.tidy.to_months();
        self.tidy.say_times();
        Ok(self.tidy)
    }

    fn is_enough(&self) -> bool {
        self.found.as_slice().len() >= ENOUGH
    }

    /// Rows of one time each. What needs nothing of the rows before is read ahead, on all threads.
    fn block(&mut self, rows: &[u32]) {
        let pieces: Vec<&[u32]> = rows.chunks(PIECE).collect();
        let (frame, values, split, groups) = (&self.tidy.frame, &self.values, self.split, &self.groups);
        let ahead = parallel::map(&pieces, |piece| Ahead::of(frame, piece, values, split, groups));
        let mut taken: Vec<(Ahead, Range<usize>)> = Vec::with_capacity(pieces.len());
        for (piece, ahead) in pieces.into_iter().zip(ahead) {
            let covers = if self.tidy.points.is_empty() { None } else { Some(self.tidy.covers) };
            match ahead.filter(|ahead| covers.is_none_or(|covers| covers == ahead.covers)) {
                Some(ahead) => taken.push(self.take(piece, ahead)),
                None => {
                    for row in piece {
                        if !self.is_enough() {
                            self.long(*row);
                        }
                    }
                }
            }
        }
        let rooms = self.tidy.points.rooms(taken.iter().map(|(_, places)| places.clone()));
        parallel::for_each(taken.iter().zip(rooms), |((ahead, _), room)| ahead.write(room));
    }

    /// Takes rows that were read ahead; gives the places of their values, in which these are still to be put.
    fn take(&mut self, rows: &[u32], mut ahead: Ahead) -> (Ahead, Range<usize>) {
        self.tidy.covers = ahead.covers;
        let mut groups = Vec::with_capacity(ahead.found.fresh.len());
        for (fresh, series) in ahead.found.fresh.drain(..).zip(ahead.series.drain(..)) {
            let group = self.groups.put_fresh(&self.tidy.frame, &fresh);
            self.make_room(group);
            groups.push(group);
            let members = &mut self.members[group as usize * self.values.len()..];
            for (member, one) in members.iter_mut().zip(series).filter(|(member, _)| **member == NONE) {
                *member = self.tidy.series.len() as u32;
                self.tidy.series.push(one);
            }
        }
        ahead.found.settle(&groups);
        self.tidy.missing += ahead.missing;
        for Marked { at, factor, flag } in std::mem::take(&mut ahead.marked) {
            self.mark(at, factor, &flag);
        }
        let places = self.tidy.points.claim(rows, &self.values, ahead.unit, &ahead.test);
        (ahead, places)
    }

    /// A row of one time.
    fn long(&mut self, row: u32) {
        let Some((stamp, covers)) = self.tidy.frame.time(row) else {
            return self.bad_time(row);
        };
        let test = self.part(row);
        if self.tidy.points.is_empty() {
            self.tidy.covers = covers;
        } else if covers != self.tidy.covers {
            return self.found.push(self.tidy.of_another_kind(row));
        }
        let group = self.group(row);
        for index in 0..self.values.len() {
            self.push_at((row, group), index, self.values[index], stamp, test);
        }
    }

    /// A row with all times of a series; whether it has any value.
    fn across(&mut self, row: u32, times: &[(usize, Stamp, Covers)]) -> bool {
        if times.iter().all(|(column, ..)| self.tidy.frame.text(row, *column).is_empty()) {
            return false;
        }
        let test = self.part(row);
        let group = self.group(row);
        for (column, stamp, covers) in times {
            let Some((stamp, covers)) = self.tidy.frame.time_across(row, (*stamp, *covers)) else {
                // Most years have no week 53.
                if let Reading::Missing(_) = self.tidy.frame.number(row, *column) {
                    continue;
                }
                self.bad_time(row);
                return true;
            };
            if self.tidy.points.is_empty() {
                self.tidy.covers = covers;
            }
            let measure = self.tidy.frame.measures.1[*column];
            self.push_at((row, group), measure, *column, stamp, test);
        }
        true
    }

    fn push_at(&mut self, (row, group): (u32, u32), index: usize, column: usize, stamp: Stamp, test: bool) {
        let (value, factor, flag) = match self.tidy.frame.number(row, column) {
            Reading::Number { value, factor, flag } => (value, factor, flag),
            Reading::Missing(flag) => {
                self.tidy.missing += 1;
                (f64::NAN, 1.0, flag)
            }
            Reading::Other => return self.bad_number(row, column),
        };
        self.mark((row, column), factor, &flag);
        let series = self.series(row, group, index);
        self.tidy.points.push(Point { series, row, column: column as u32, stamp, value, test });
    }

    /// Counts what stands beside a number, if anything does.
    fn mark(&mut self, at: (u32, usize), factor: f64, flag: &str) {
        if factor != 1.0 {
            let (_, count) = self.worded.get_or_insert((at, 0));
            *count += 1;
        }
        if !flag.is_empty() {
            let flag = flag.trim_matches(['(', ')', '[', ']']).to_owned();
            *self.tidy.flags.entry(flag).or_insert(0) += 1;
        }
    }

    /// The group of series that a row belongs to.
    fn group(&mut self, row: u32) -> u32 {
        let group = self.groups.put(&self.tidy.frame, row);
        self.make_room(group);
        group
    }

    /// Makes room for the series of a group.
    fn make_room(&mut self, group: u32) {
        let frame = &self.tidy.frame;
        let width = if matches!(frame.axis, Some(Axis::Across(..))) {
            frame.measures.0.len().max(1)
        } else {
            self.values.len()
        };
        let needed = (group as usize + 1) * width;
        if self.members.len() < needed {
            self.members.resize(needed, NONE);
        }
    }

    fn series(&mut self, row: u32, group: u32, index: usize) -> u32 {
        let frame = &self.tidy.frame;
        let (across, group) = (matches!(frame.axis, Some(Axis::Across(..))), group as usize);
        let at = if across { group * frame.measures.0.len().max(1) + index } else { group * self.values.len() + index };
        if self.members[at] == NONE && !across {
            self.members[at] = self.tidy.series.len() as u32;
            let one = Series::of(frame, row, self.values[index]);
            self.tidy.series.push(one);
        }
        if self.members[at] == NONE {
            let keys = frame.keys.iter().map(|column| frame.text(row, *column).into_owned()).collect();
            let measure = frame.measures.0.get(index).cloned();
            let of_measure = |column: &&usize| frame.measures.1[**column] == index;
            let column = self.values.iter().find(of_measure).copied();
            let column = column.unwrap_or(self.values[index.min(self.values.len() - 1)]);
            let unit = frame.unit_of(row, column);
            self.members[at] = self.tidy.series.len() as u32;
            self.tidy.series.push(Series { name: String::new(), keys, measure, unit });
        }
        self.members[at]
    }

    fn bad_time(&mut self, row: u32) {
        let frame = &self.tidy.frame;
        let cells = frame.grid.width(row as usize);
        let said = (0..cells).filter(|at| !frame.text(row, *at).is_empty()).count();
        if said == 1 && cells > 2 {
            // A line between rows, as `Asia` above the countries of Asia.
            let what = format!("line {}: {}", frame.grid.line(row as usize), frame.text(row, 0));
            self.tidy.frame.left_out.push(LeftOut { what, why: "it has neither a time nor a value" });
            return;
        }
        if let Some(column) = frame.time_column()
            && let Some(why) = no_time(&frame.text(row, column))
        {
            let what = format!("line {}: {}", frame.grid.line(row as usize), frame.text(row, column));
            self.tidy.frame.left_out.push(LeftOut { what, why });
            return;
        }
        self.found.push(frame.bad_time(row));
    }

    fn bad_number(&mut self, row: u32, column: usize) {
        let frame = &self.tidy.frame;
        let (text, place) = (frame.text(row, column), frame.grid.place_in_words(row as usize, column));
        let message = format!("the value `{text}` {place} is not a number");
        let mut rows = frame.block.body.clone().take(LOOKED_AT);
        let again = rows.any(|other| other != row as usize && frame.grid.text(other, column) == text);
        let help = if again && !text.contains(|letter: char| letter.is_ascii_digit()) {
            format!("if `{text}` stands for what is missing, say --missing \"{text}\"; {}", number_help(&text))
        } else {
            number_help(&text).to_owned()
        };
        self.found.push(Diagnostic::error("not-a-number", message, frame.span(row, column), "").with_help(help));
    }

    /// Whether a row is to be forecast.
    fn part(&mut self, row: u32) -> bool {
        let Some(column) = self.split else { return false };
        let frame = &self.tidy.frame;
        let text = frame.text(row, column);
        if let Some(test) = is_test(&text) {
            return test;
        }
        let message = format!("`{text}` is neither `train` nor `test`");
        let problem = Diagnostic::error("bad-split", message, frame.span(row, column), "");
        self.found.push(problem);
        false
    }

    fn say_empty(&mut self, rows: &[u32]) {
        let frame = &mut self.tidy.frame;
        for row in rows.iter().take(ENOUGH) {
            let named = |column: &usize| !frame.text(*row, *column).is_empty();
            let texts = frame.keys.iter().copied().filter(|column| frame.roles[*column] == Role::Key);
            let name = texts.chain([0]).chain(0..frame.roles.len()).find(named).unwrap_or(0);
            let what = format!("line {}: {}", frame.grid.line(*row as usize), frame.text(*row, name));
            frame.left_out.push(LeftOut { what, why: "it has no values" });
        }
        if rows.len() > ENOUGH {
            let what = format!("{} more lines", rows.len() - ENOUGH);
            frame.left_out.push(LeftOut { what, why: "they have no values" });
        }
    }
}
