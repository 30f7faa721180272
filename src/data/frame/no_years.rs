//! Marks for what is not known in a column of years, as `0` and `9999`.

use std::borrow::Cow;

use super::Frame;
use crate::calendar::{Span as Covers, Unit};
use crate::data::block::{LeftOut, YEARS};
use crate::data::clock::Clock;

/// What stands where a year is not known, or for all of them.
const MARKS: [i64; 14] = [0, 9, 99, 999, 9999, 7777, 8888, 9998, 9997, -1, -9, -99, -999, -9999];

/// Years so far from one another are those of a table of history, of which `0` is one.
const FAR: i64 = 50;

/// The times that are such marks: all others are years, at least two, that are near one another. Counts, and years of long ago, are
/// what they are.
pub(super) fn no_years(texts: &[Cow<str>], clock: Clock) -> Vec<String> {
    let number = |text: &Cow<str>| {
        let found = clock.read(text).filter(|(at, covers)| at.unit == Unit::Number && *covers == Covers::Number);
        found.map(|(at, _)| (at.at, text.clone().into_owned()))
    };
    let Some(all) = texts.iter().map(number).collect::<Option<Vec<_>>>() else { return Vec::new() };
    let (years, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|(at, _)| YEARS.contains(at));
    let mut years: Vec<i64> = years.into_iter().map(|(at, _)| at).collect();
    years.sort_unstable();
    let near = years.len() > 1 && years.windows(2).all(|pair| pair[1] - pair[0] < FAR);
    if near && others.iter().all(|(at, _)| MARKS.contains(at)) {
        others.into_iter().map(|(_, text)| text).collect()
    } else {
        Vec::new()
    }
}

impl Frame {
    /// Takes away rows whose times are no years, and says so.
    pub fn take_no_years(&mut self, column: usize, rows: &mut Vec<u32>) -> Option<LeftOut> {
        if self.no_years.is_empty() {
            return None;
        }
        let is_one = |row: &u32| self.no_years.iter().any(|text| *text == self.text(*row, column));
        let (left, kept): (Vec<u32>, Vec<u32>) = rows.iter().partition(|row| is_one(row));
        let first = *left.first()?;
        *rows = kept;
        let (text, place) = (self.text(first, column), self.grid.place_in_words(first as usize, column));
        let count = if left.len() == 1 { "1 row".to_owned() } else { format!("{} rows", left.len()) };
        let what = format!("{count} whose time is no year, as `{text}` {place}");
        Some(LeftOut { what, why: "all other times are years: such numbers stand for what is not known" })
    }
}
