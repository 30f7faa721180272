//! Headings that are times together, though none of them is one by itself: `202301`, `31/01/2023`, `Imported value in 2019`.

use std::collections::BTreeMap;

use super::Frame;
use crate::calendar::{Span as Covers, Stamp, Unit};
use crate::data::clock::{Clock, DateOrder, Hints, is_written_in_numbers};
use crate::data::frame::Axis;
use crate::diagnostic::{Diagnostic, Spanned};

/// Years that a heading may end or begin with.
const YEARS: std::ops::RangeInclusive<i64> = 1900..=2100;

impl Frame {
    /// The times of headings of a table that has none elsewhere; says so of words beside years.
    ///
    /// # Errors
    /// Dates in headings can be read in two ways.
    pub(super) fn times_together(
        &mut self,
        free: &[usize],
        order: Option<DateOrder>,
    ) -> Result<Option<Axis>, Diagnostic> {
        if self.block.headless {
            return Ok(None);
        }
        let numbers: Vec<usize> =
            free.iter().copied().filter(|column| is_written_in_numbers(self.heading(*column))).collect();
        if numbers.len() > 1 {
            let headings = numbers.iter().map(|column| self.heading(*column));
            let (clock, _) = Clock::of(headings, Hints { order, named: true, ..Hints::default() })
                .map_err(|open| self.open_heading(&numbers, &open))?;
            let time = |column: &usize| clock.read(self.heading(*column)).map(|(at, covers)| (*column, at, covers));
            let times: Vec<(usize, Stamp, Covers)> = numbers.iter().filter_map(time).collect();
            let dates = times.iter().all(|(_, at, _)| at.unit != Unit::Number);
            return Ok((dates && times.len() == numbers.len()).then_some(Axis::Across(times, None)));
        }
        let mut groups: BTreeMap<String, Vec<(usize, i64)>> = BTreeMap::new();
        for column in free {
            if let Some((year, words)) = year_in(self.heading(*column)) {
                groups.entry(words).or_default().push((*column, year));
            }
        }
        let mut several = groups.into_values().filter(|group| group.len() > 1);
        let (Some(group), None) = (several.next(), several.next()) else { return Ok(None) };
        let distinct: std::collections::BTreeSet<i64> = group.iter().map(|(_, year)| *year).collect();
        if distinct.len() < group.len() {
            return Ok(None);
        }
        let (column, year) = group[0];
        self.notes.push(format!("headings such as `{}` are times: {year}", self.heading(column)));
        let time = |(column, at): (usize, i64)| (column, Stamp { unit: Unit::Number, at }, Covers::Number);
        Ok(Some(Axis::Across(group.into_iter().map(time).collect(), None)))
    }

    /// What to say of dates in headings that can be read in two ways.
    fn open_heading(&self, columns: &[usize], open: &crate::data::clock::Ambiguous) -> Diagnostic {
        let at = |column: &&usize| self.heading(**column) == open.text;
        let heading: &Spanned<String> = &self.block.headings[*columns.iter().find(at).unwrap_or(&columns[0])];
        let [one, other] = &open.readings;
        let message = format!("`{}` may be {one} or {other}, and no other heading decides", open.text);
        Diagnostic::error("ambiguous-time", message, heading.span.clone(), "").with_help(open.remedy)
    }
}

/// The only year of a heading, and the words around it.
fn year_in(heading: &str) -> Option<(i64, String)> {
    let mut found = None;
    let bytes = heading.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    for at in (0..bytes.len()).filter(|at| digit(*at) && (*at == 0 || !digit(at - 1))) {
        let end = (at..=bytes.len()).find(|end| !digit(*end)).unwrap_or(bytes.len());
        if let Some(year) = heading[at..end].parse::<i64>().ok().filter(|year| end - at == 4 && YEARS.contains(year)) {
            if found.is_some() {
                return None;
            }
            found = Some((year, at..end));
        }
    }
    let (year, place) = found?;
    let words = format!("{}…{}", &heading[..place.start], &heading[place.end..]);
    words.contains(char::is_alphabetic).then_some((year, words))
}
