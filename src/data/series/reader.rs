//! Reads the values of a table.

use std::ops::Range;

use super::across::{Across, Heads};
use super::ahead::{Ahead, Before, Marked, Values, is_test};
use super::groups::{Found, Groups};
use super::timed::Known;
use super::times::no_time;
use super::{Axis, Covers, Maker, Point, Reading, Role, Series, Stamp, Tidy};
use crate::data::block::LeftOut;
use crate::data::number::number_help;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
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
    maker: Maker,
    times: Known,
    found: Diagnostics,
}

impl Reader {
    pub fn of(tidy: Tidy, values: Vec<usize>) -> Self {
        let split = tidy.frame.columns(Role::Split).next();
        let (groups, members, maker) = (Groups::new(&tidy.frame), Vec::new(), Maker::default());
        let (times, found) = (Known::default(), Diagnostics::new());
        Self { tidy, values, split, worded: None, groups, members, maker, times, found }
    }

    pub fn read(mut self) -> Result<Tidy, Diagnostics> {
        let rows = std::mem::take(&mut self.tidy.frame.rows);
        let axis = self.tidy.frame.axis.clone();
        let mut empty = Vec::new();
        let columns = if let Some(Axis::Across(times, _)) = &axis { times.len() } else { self.values.len() };
        self.tidy.points.reserve(rows.len().saturating_mul(columns).min(MOST_RESERVED));
        let heads = match &axis {
            Some(Axis::Across(times, None)) => Heads::of(&self.tidy.frame, times),
            _ => None,
        };
        for block in rows.chunks(TOGETHER) {
            if self.is_enough() {
                break;
            }
            match (&axis, &heads) {
                (Some(Axis::Across(times, _)), Some(heads)) => self.block_across(block, times, heads, &mut empty),
                (Some(Axis::Across(times, _)), None) => self.rows_across(block, times, &mut empty),
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
        self.tidy.say_calendar();
        Ok(self.tidy)
    }

    fn is_enough(&self) -> bool {
        self.found.as_slice().len() >= ENOUGH
    }

    /// Rows of one time each. What needs nothing of the rows before is read ahead, on all threads.
    fn block(&mut self, rows: &[u32]) {
        let pieces: Vec<&[u32]> = rows.chunks(PIECE).collect();
        let (before, values, split) = (self.before(), &self.values, self.split);
        let ahead = parallel::map(&pieces, |piece| Ahead::of(before, piece, values, split));
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

    /// Rows with all times of a series, read ahead likewise.
    fn block_across(&mut self, rows: &[u32], times: &[(usize, Stamp, Covers)], heads: &Heads, empty: &mut Vec<u32>) {
        // A table may have a hundred thousand columns.
        let pieces: Vec<&[u32]> = rows.chunks((TOGETHER / heads.columns.len()).clamp(1, PIECE)).collect();
        let value = self.value_of(0);
        for some in pieces.chunks(TOGETHER / PIECE) {
            let (before, split) = (self.before(), self.split);
            let read = parallel::map(some, |piece| Across::of(before, piece, heads, value, split));
            let mut taken: Vec<(Across, Range<usize>)> = Vec::with_capacity(some.len());
            for (piece, read) in some.iter().zip(read) {
                match read {
                    Some(read) => taken.push(self.take_across(read, heads, empty)),
                    None => self.rows_across(piece, times, empty),
                }
            }
            let rooms = self.tidy.points.rooms(taken.iter().map(|(_, places)| places.clone()));
            parallel::for_each(taken.iter().zip(rooms), |((read, _), room)| read.write(heads, room));
        }
    }

    /// The same, read one after the other.
    fn rows_across(&mut self, rows: &[u32], times: &[(usize, Stamp, Covers)], empty: &mut Vec<u32>) {
        for row in rows {
            if !self.is_enough() && !self.across(*row, times) {
                empty.push(*row);
            }
        }
    }

    fn before(&self) -> Before<'_> {
        Before { frame: &self.tidy.frame, groups: &self.groups, times: &self.times }
    }

    /// Takes rows that were read ahead; gives the places of their values, in which these are still to be put.
    fn take(&mut self, rows: &[u32], mut ahead: Ahead) -> (Ahead, Range<usize>) {
        self.tidy.covers = ahead.covers;
        self.times.add((ahead.unit, ahead.covers), std::mem::take(&mut ahead.times));
        self.put_groups(&mut ahead.found, std::mem::take(&mut ahead.series), self.values.len());
        self.count(&mut ahead.values);
        let places = self.tidy.points.claim(rows, &self.values, ahead.unit, &ahead.test);
        (ahead, places)
    }

    /// The same of rows with all times of a series.
    fn take_across(&mut self, mut read: Across, heads: &Heads, empty: &mut Vec<u32>) -> (Across, Range<usize>) {
        empty.append(&mut read.empty);
        if self.tidy.points.is_empty() {
            self.tidy.covers = heads.kind.1;
        }
        self.put_groups(&mut read.found, std::mem::take(&mut read.series), 1);
        for group in &mut read.found.groups {
            *group = self.members[*group as usize];
        }
        self.count(&mut read.values);
        let places = self.tidy.points.claim(&read.rows, &heads.columns, heads.kind.0, &read.test);
        (read, places)
    }

    /// Puts down groups that were not known, each with so many series.
    fn put_groups(&mut self, found: &mut Found, series: Vec<Series>, each: usize) {
        let (mut groups, mut series) = (Vec::with_capacity(found.fresh.len()), series.into_iter());
        for fresh in 0..found.fresh.len() {
            let group = self.groups.put_fresh(&self.tidy.frame, &found.fresh.get(fresh));
            self.make_room(group);
            groups.push(group);
            let members = &mut self.members[group as usize * each..];
            for (member, one) in members.iter_mut().zip(series.by_ref().take(each)) {
                if *member == NONE {
                    *member = self.tidy.series.len() as u32;
                    self.tidy.series.push(one);
                }
            }
        }
        found.settle(&groups);
    }

    /// Counts what is missing, and what stands beside numbers.
    fn count(&mut self, values: &mut Values) {
        self.tidy.missing += values.missing;
        for Marked { at, factor, flag } in std::mem::take(&mut values.marked) {
            self.mark(at, factor, &flag);
        }
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
            let one = self.maker.of(frame, row, self.values[index]);
            self.tidy.series.push(one);
        }
        if self.members[at] == NONE {
            let measure = frame.measures.0.get(index).map(|measure| self.maker.shared(measure));
            let column = self.value_of(index);
            self.members[at] = self.tidy.series.len() as u32;
            let one = self.maker.measured(frame, row, column, measure);
            self.tidy.series.push(one);
        }
        self.members[at]
    }

    /// The first column of what is measured.
    fn value_of(&self, measure: usize) -> usize {
        let column = self.values.iter().find(|column| self.tidy.frame.measures.1[**column] == measure).copied();
        column.unwrap_or(self.values[measure.min(self.values.len() - 1)])
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
        self.found.push(Diagnostic::error(Code::NotANumber, message, frame.span(row, column), "").with_help(help));
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
        let problem = Diagnostic::error(Code::BadSplit, message, frame.span(row, column), "");
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
