//! The times of rows. Most stand in many of them, and are read once.

use std::borrow::Cow;
use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::points::FAR;
use super::{Axis, Covers, Frame, Stamp};
use crate::calendar::Unit;
use crate::data::grid::Token;

/// The time of a cell, if it is read as one.
type Time = Option<(Stamp, Covers)>;

/// Columns of parts of a time at most.
const PARTS: usize = 3;
/// What a time is compared by: year, month and day, or fewer.
type Parts = [Token; PARTS];
/// A time that was not known, and its count.
pub(super) type Fresh = (Parts, i32);

/// Times that are remembered at once, of cells that can be compared.
const NEAR: usize = 256;
/// So many times of a table are remembered.
const MOST: usize = 1 << 20;

/// Times of one kind that were read before.
#[derive(Debug, Default)]
pub(super) struct Known {
    kind: Option<(Unit, Covers)>,
    /// By the number of a text, of those that are in one column: dates most often. [`FAR`] of others.
    texts: Vec<i32>,
    counts: HashMap<Parts, i32, RandomState>,
}

impl Known {
    /// Adds times of a kind, if it is that of the first.
    pub fn add(&mut self, kind: (Unit, Covers), fresh: Vec<Fresh>) {
        if *self.kind.get_or_insert(kind) != kind || self.counts.len() > MOST {
            return;
        }
        for (parts, count) in fresh {
            match only_text(&parts) {
                Some(text) => {
                    self.texts.resize(self.texts.len().max(text + 1), FAR);
                    self.texts[text] = count;
                }
                None => drop(self.counts.insert(parts, count)),
            }
        }
    }

    #[inline]
    fn get(&self, parts: &Parts) -> Option<i32> {
        match only_text(parts) {
            Some(text) => self.texts.get(text).copied().filter(|count| *count != FAR),
            None => self.counts.get(parts).copied(),
        }
    }
}

/// The number of the text that a time in one column is.
#[inline]
fn only_text(parts: &Parts) -> Option<usize> {
    parts[0].text().filter(|_| parts[1..] == [Token::default(); PARTS - 1])
}

/// The times of some rows.
pub(super) struct Times<'a> {
    frame: &'a Frame,
    columns: Vec<usize>,
    before: &'a Known,
    known: HashMap<Cow<'a, str>, Time, RandomState>,
    /// Those of rows that can be compared and were not known before.
    pub fresh: Vec<Fresh>,
}

impl<'a> Times<'a> {
    pub fn of(frame: &'a Frame, before: &'a Known) -> Self {
        let columns = frame.axis.as_ref().map(Axis::columns).unwrap_or_default();
        Self { frame, columns, before, known: HashMap::default(), fresh: Vec::new() }
    }

    /// The counts of times of rows that rise; none if one is not of this kind, or 32 bits do not hold it.
    pub fn counts(&mut self, rows: &[u32], kind: (Unit, Covers)) -> Option<Vec<i32>> {
        let mut tokens = vec![Vec::with_capacity(rows.len()); self.columns.len()];
        let mut cells = self.columns.iter().zip(&mut tokens);
        let told = cells.all(|(column, tokens)| self.frame.grid.cursor(*column).tokens(rows, tokens));
        match tokens.as_slice() {
            [one] if told => self.counts_by(rows, kind, [one]),
            [one, two] if told => self.counts_by(rows, kind, [one, two]),
            [one, two, three] if told => self.counts_by(rows, kind, [one, two, three]),
            _ => rows.iter().map(|row| self.count(*row, kind)).collect(),
        }
    }

    /// The same where times are compared by what stands for their parts.
    fn counts_by<const COLUMNS: usize>(
        &mut self,
        rows: &[u32],
        kind: (Unit, Covers),
        tokens: [&[Token]; COLUMNS],
    ) -> Option<Vec<i32>> {
        let before = Some(self.before).filter(|before| before.kind == Some(kind));
        let mut near: Vec<Option<([Token; COLUMNS], i32)>> = vec![None; NEAR];
        let mut counts = Vec::with_capacity(rows.len());
        for (at, row) in rows.iter().enumerate() {
            let key = tokens.map(|tokens| tokens[at]);
            let near = &mut near[slot(key)];
            counts.push(match near {
                Some((known, count)) if *known == key => *count,
                _ => {
                    let mut parts = [Token::default(); PARTS];
                    parts[..COLUMNS].copy_from_slice(&key);
                    let known = before.and_then(|before| before.get(&parts));
                    let count = match known {
                        Some(count) => count,
                        None => {
                            let count = self.count(*row, kind)?;
                            self.fresh.push((parts, count));
                            count
                        }
                    };
                    near.insert((key, count)).1
                }
            });
        }
        Some(counts)
    }

    fn count(&mut self, row: u32, kind: (Unit, Covers)) -> Option<i32> {
        let (stamp, covers) = self.read(row)?;
        let count = i32::try_from(stamp.at).ok().filter(|count| *count != FAR)?;
        ((stamp.unit, covers) == kind).then_some(count)
    }

    pub fn read(&mut self, row: u32) -> Time {
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

/// A place for several of them.
fn slot<const COLUMNS: usize>(tokens: [Token; COLUMNS]) -> usize {
    tokens.iter().fold(0_usize, |slot, token| slot.wrapping_mul(31).wrapping_add(token.slot(NEAR))) % NEAR
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::data::Columns;
    use crate::data::grid::streamed;

    /// How the time of a row is written.
    type Written = fn(usize) -> String;

    /// Texts of dates, numbers, and years beside months: what was read once is not read again, if it is of the same kind.
    #[test]
    fn times_that_are_known_are_not_read_again() {
        let day = |row: usize| format!("{}-{:02}-{:02}", 2000 + row / 336, row / 28 % 12 + 1, row % 28 + 1);
        let year = |row: usize| format!("{}", 1600 + row);
        let month = |row: usize| format!("{},M{:02}", 1950 + row / 12, row % 12 + 1);
        let times: [(&str, Written, Unit); 3] =
            [("date", day, Unit::Day), ("year", year, Unit::Number), ("year,month", month, Unit::Month)];
        for (heading, time, unit) in times {
            let mut text = format!("series,{heading},value\n");
            for row in 0..1200 {
                text.push_str(&format!("A{},{},{row}.5\n", row / 600, time(row % 600)));
            }
            let grid = streamed(Path::new("t.csv"), &mut text.as_bytes(), 1 << 14, 1 << 12).expect("it is plain");
            let frame = Frame::read(grid, &Columns::default().asked()).expect(heading);
            let mut known = Known::default();
            let (first, covers) = Times::of(&frame, &known).read(frame.rows[0]).expect("a time");
            let kind = (first.unit, covers);
            assert_eq!(kind.0, unit, "{heading}");
            let one: Vec<i32> = frame
                .rows
                .iter()
                .map(|row| Times::of(&frame, &known).read(*row).expect("a time").0.at as i32)
                .collect();
            let mut times = Times::of(&frame, &known);
            assert_eq!(times.counts(&frame.rows, kind), Some(one.clone()), "{heading}");
            let fresh = times.fresh;
            assert!(fresh.len() >= 600, "{heading}: {}", fresh.len());
            known.add(kind, fresh);
            let mut again = Times::of(&frame, &known);
            assert_eq!(again.counts(&frame.rows, kind), Some(one), "{heading}");
            assert!(again.fresh.is_empty(), "{heading}: {} are read again", again.fresh.len());
            // Times of another kind are not what these texts were read as.
            let other = (unit, Covers::Week);
            assert_eq!(Times::of(&frame, &known).counts(&frame.rows, other), None, "{heading}");
        }
    }
}
