//! Marks for what is not known in a column of years, as `0` and `9999`.

use std::borrow::Cow;

use super::Frame;
use crate::calendar::{Span as Covers, Unit};
use crate::data::block::{LeftOut, YEARS};
use crate::data::clock::Clock;

/// What stands where a year is not known, or for all of them.
const MARKS: [i64; 14] = [0, 9, 99, 999, 9999, 7777, 8888, 9998, 9997, -1, -9, -99, -999, -9999];

/// The times that are such marks: all others are years, at least two, and each mark is farther from them than they are from one
/// another. Counts, and years of long ago, are what they are.
pub(super) fn no_years(texts: &[Cow<str>], clock: Clock) -> Vec<String> {
    let number = |text: &Cow<str>| {
        let found = clock.read(text).filter(|(at, covers)| at.unit == Unit::Number && *covers == Covers::Number);
        found.map(|(at, _)| (at.at, text.clone().into_owned()))
    };
    let Some(all) = texts.iter().map(number).collect::<Option<Vec<_>>>() else { return Vec::new() };
    let (years, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|(at, _)| YEARS.contains(at));
    let ends = years.iter().map(|(at, _)| *at).min().zip(years.iter().map(|(at, _)| *at).max());
    let Some((first, last)) = ends.filter(|(first, last)| first < last) else { return Vec::new() };
    let is_mark = |(at, _): &(i64, String)| MARKS.contains(at) && (first - at).max(at - last) > last - first;
    if others.iter().all(is_mark) { others.into_iter().map(|(_, text)| text).collect() } else { Vec::new() }
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
