//! Years in a column, and their months, quarters or half-years in the headings: by name, or by number.

use std::collections::BTreeMap;

use super::year;
use crate::data::frame::{Axis, Crossing, Frame};
use crate::data::names::{
    self,
    parts::{FISCAL, YEAR},
};
use crate::data::part::{Part, Said, counted, roman, said, whole};

/// By what part of a year and its number columns are, each once.
type Found = BTreeMap<(Part, i64), usize>;

impl Frame {
    /// Years in a column, and their parts in the headings: at least two months by name, or all quarters or half-years; by number
    /// or by codes such as `M1` all months, or all quarters.
    pub(super) fn parts_across(&self, years: usize, free: &[usize]) -> Option<Axis> {
        let calendar = |text: &str| year(text).is_some_and(|(_, fiscal)| !fiscal);
        if !self.is_mostly(years, calendar) || self.is_called(FISCAL, years) {
            return None;
        }
        // All months of a year leave no doubt, whatever stands above the years.
        let named = self.is_called(YEAR, years) || self.heading(years).is_empty();
        let mut found = Found::new();
        for column in free {
            if let Some(Said::Named(part, number)) = said(self.heading(*column)) {
                found.entry((part, number)).or_insert(*column);
            }
        }
        if let Some(numbered) = self.counted_across(free, named) {
            found.retain(|(part, _), _| *part != numbered[0].0.0);
            found.extend(numbered);
        }
        let of = |part: Part| found.iter().filter(move |((one, _), _)| *one == part);
        let least = |part: Part| match part {
            Part::Month if named && !of(part).all(|(_, column)| is_code(self.heading(*column))) => 2,
            // Money is M1, M2 and M3.
            Part::Month if named => 5,
            _ => part.count() as usize,
        };
        let enough = |part: &Part| (named || *part == Part::Month) && of(*part).count() >= least(*part);
        let part = [Part::Month, Part::Quarter, Part::Half].into_iter().find(enough)?;
        let columns: Vec<&str> = of(part).map(|(_, column)| self.heading(*column)).collect();
        if free.iter().any(|column| goes_on(self.heading(*column), &columns, part)) {
            return None;
        }
        let times =
            of(part).filter_map(|((_, number), column)| part.of(0, *number).map(|(at, covers)| (*column, at, covers)));
        Some(Axis::Across(times.collect(), Some(Crossing::Years(years))))
    }

    /// Headings that count from 1 on, `1` to `12` or `I` to `XII`, or under a column of years `1` to `4`: months, quarters.
    fn counted_across(&self, free: &[usize], named: bool) -> Option<Vec<((Part, i64), usize)>> {
        let of = |number: fn(&str) -> Option<i64>| {
            let in_heading = |column: &usize| Some((number(self.heading(*column))?, *column));
            let mut found: Vec<(i64, usize)> = free.iter().filter_map(in_heading).collect();
            found.sort_unstable();
            let part = match found.len() {
                12 => Part::Month,
                4 if named => Part::Quarter,
                _ => return None,
            };
            let counts = found.iter().zip(1..).all(|((number, _), count)| *number == count);
            counts.then(|| found.into_iter().map(|(number, column)| ((part, number), column)).collect())
        };
        of(counted).or_else(|| of(roman))
    }
}

/// Whether a heading is a letter and a number of one digit: `M1`.
fn is_code(heading: &str) -> bool {
    heading.len() == 2 && heading.starts_with(['M', 'm'])
}

/// Whether a heading goes on where headings of parts of a year end, as `s3` behind `s1` and `s2`: these are names then.
fn goes_on(heading: &str, parts: &[&str], part: Part) -> bool {
    let split = |text: &str| {
        let plain = names::folded(text);
        let letters = plain.trim_end_matches(|letter: char| letter.is_ascii_digit()).len();
        let number = whole(&plain[letters..])?;
        (letters > 0).then(|| (plain[..letters].to_owned(), number))
    };
    let is_whole_year = || matches!(said(heading), Some(Said::Named(Part::Year, _)));
    let Some((letters, _)) = split(heading).filter(|(_, number)| *number > part.count()) else { return false };
    !is_whole_year() && parts.iter().all(|other| split(other).is_some_and(|(own, _)| own == letters))
}
