//! Years in one place, and their months, quarters or half-years in another: beside them in a row, or across it in the headings.

mod across;
mod decided;

use std::borrow::Cow;

use super::super::block::YEARS;
use super::super::frame::{Axis, Crossing, Frame, Parts};
use super::super::names;
use super::super::names::parts::{DAY, HALF, MONTH, PERIOD, QUARTER, WEEK, YEAR, is_called};
use super::super::part::{Part, Said, roman, said, whole};
use super::LOOKED_AT;
use super::said::advice_on_time;
use crate::calendar::{FORMS, Span as Covers, Stamp, Unit};
use crate::diagnostic::{Code, Diagnostic};

/// A year, and whether it is one that may begin in another month than January.
fn year(text: &str) -> Option<(i64, bool)> {
    let (stamp, covers) = Stamp::lenient(text)?;
    let fiscal = covers == Covers::FiscalYear || text.trim().to_lowercase().starts_with("fy");
    match covers {
        Covers::Number | Covers::FiscalYear => YEARS.contains(&stamp.at).then_some((stamp.at, fiscal)),
        // 2009-10 may be October.
        Covers::Month if stamp.may_span_years() && text.len() == 7 => Some((stamp.at.div_euclid(12), true)),
        _ => None,
    }
}

impl Frame {
    fn is_called(&self, list: &[&str], column: usize) -> bool {
        is_called(list, self.heading(column))
    }

    /// What a column counts by its name; none if what is in it says so.
    fn part_called(&self, column: usize) -> Option<Part> {
        Part::called(self.heading(column))
    }

    /// Whether most of what is in a column has some property.
    fn is_mostly(&self, column: usize, is: impl Fn(&str) -> bool) -> bool {
        let texts = || self.some_rows().map(|row| self.text(row, column)).filter(|text| !text.is_empty());
        let found = texts().filter(|text| is(text)).count();
        found > 0 && found * 2 >= texts().count()
    }

    fn is_years(&self, column: usize) -> bool {
        // GENESIS names neither years nor months.
        let called = self.heading(column).is_empty()
            || self.is_called(YEAR, column)
            || names::rank(names::TIME, self.heading(column)).is_some();
        called && self.is_mostly(column, |text| year(text).is_some())
    }

    /// Whether a column speaks of a time that others tell better: quarters beside months, years that another column has too.
    pub(super) fn is_spare_time(&self, column: usize) -> bool {
        if let Some(Axis::Column(time)) = self.axis {
            return self.is_called(YEAR, column) && self.says_years_of(column, time);
        }
        matches!(self.axis, Some(Axis::Columns(..)))
            && (self.part_called(column).is_some() || self.is_called(YEAR, column) || self.has_parts_in_words(column))
    }

    /// Whether a column has nothing but the years of the times in another.
    fn says_years_of(&self, column: usize, time: usize) -> bool {
        let same = |row: u32| {
            let (own, at) = (year(&self.text(row, column)), Stamp::lenient(&self.text(row, time)));
            own.zip(at).is_some_and(|((own, _), (at, _))| at.years().floor() as i64 == own)
        };
        self.some_rows().next().is_some() && self.some_rows().all(same)
    }

    /// Whether all that a column has are names of parts of years in words, whatever it is called: `März`, `1. Quartal`.
    fn has_parts_in_words(&self, column: usize) -> bool {
        /// Letters of a name at least: `out` is October in Portuguese.
        const FEWEST: usize = 4;
        let in_words = |text: &str| match said(text) {
            Some(Said::Named(part, _)) => {
                let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
                part == Part::Year || letters >= FEWEST || !text.is_ascii()
            }
            Some(Said::Number(_)) | None => false,
        };
        let mut first = None;
        let mut differ = false;
        for row in self.some_rows() {
            let text = self.text(row, column);
            if !in_words(&text) {
                return false;
            }
            let part = said(&text).filter(|part| !matches!(part, Said::Named(Part::Year, _)));
            differ |= part.is_some() && *first.get_or_insert(part) != part;
        }
        differ
    }

    /// A column that is called as months or quarters beside years, and whose texts are not known as such, is no key.
    ///
    /// # Errors
    /// There is one, and rows differ in it.
    pub(super) fn knows_parts(&self, series: Option<usize>) -> Result<(), Diagnostic> {
        let Some(Axis::Column(time)) = self.axis else { return Ok(()) };
        if !self.is_years(time) {
            return Ok(());
        }
        let unknown = |row: &u32, column: usize| {
            let text = self.text(*row, column);
            !text.is_empty() && said(&text).is_none() && roman(&text).is_none()
        };
        let others = (0..self.block.headings.len()).filter(|column| *column != time && Some(*column) != series);
        for column in others {
            let Some(part) = self.part_called(column) else { continue };
            let content = self.content(column);
            let differ = || self.count(&[], Some(column), false) > 1;
            let Some(row) = self.rows.iter().find(|row| unknown(row, column)) else { continue };
            if content.texts > content.numbers && !self.is_parts(column) && differ() {
                let (text, place) = (self.text(*row, column), self.grid.place_in_words(*row as usize, column));
                let (word, heading) = (part.word(), self.heading(column));
                let message = format!("`{text}` {place}, in column `{heading}` beside years, is not known as a {word}");
                let help = format!(
                    "write {word}s as numbers from 1 to {}, or as names in English or another language of Europe; \
                     --where \"{heading}={text}\" takes one of each year",
                    part.count()
                );
                return Err(Diagnostic::error(Code::BadTime, message, self.span(*row, column), "").with_help(help));
            }
        }
        Ok(())
    }

    /// Whether a column has parts of years: its name may be one of theirs, or all it has are names of them.
    fn is_parts(&self, column: usize) -> bool {
        let part = self.part_called(column);
        if part.is_none() && !self.is_called(PERIOD, column) {
            return false;
        }
        let weeks = part.or_else(|| self.part_by_frequency(&self.rows)) == Some(Part::Week);
        let most = if weeks { Part::Week.count() } else { 13 };
        let numbered = |text: &str| match said(text) {
            Some(Said::Number(number)) => number <= most,
            Some(Said::Named(..)) => true,
            None => roman(text).is_some(),
        };
        self.is_mostly(column, numbered)
    }

    /// The column of parts of years beside others: that of the shortest, with that of days.
    fn parts_among(&self, free: &[usize]) -> Option<Parts> {
        let weeks = |column: &usize| self.is_called(WEEK, *column) && !self.are_weeks_of_months(*column, free);
        let rank = |column: &usize| {
            let longer = || [MONTH, QUARTER, HALF, WEEK, PERIOD].iter().position(|list| self.is_called(list, *column));
            if weeks(column) { Some(0) } else { longer().map(|rank| rank + 1) }
        };
        let called = free.iter().copied().filter(|column| self.is_parts(*column)).min_by_key(rank);
        let column = called.or_else(|| free.iter().copied().find(|column| self.has_parts_in_words(*column)))?;
        let is_day = |day: &&usize| {
            self.is_called(DAY, **day) && self.is_mostly(**day, |text| whole(text).is_some_and(|day| day <= 31))
        };
        Some(Parts { column, day: free.iter().find(is_day).copied() })
    }

    /// Whether a column numbers the weeks of months that stand in another.
    fn are_weeks_of_months(&self, column: usize, free: &[usize]) -> bool {
        const MOST: i64 = 6;
        let few = || self.some_rows().all(|row| whole(&self.text(row, column)).is_none_or(|week| week <= MOST));
        free.iter().any(|other| self.is_called(MONTH, *other)) && few()
    }

    /// A column of times, or one of years with one of their parts beside it, or with their parts in headings.
    pub(super) fn with_part(&self, time: usize, free: &[usize]) -> Axis {
        let others = |years: usize| -> Vec<usize> { free.iter().copied().filter(|column| *column != years).collect() };
        let years = if self.is_years(time) {
            Some(time)
        } else if self.is_parts(time) {
            let rank = |column: &usize| YEAR.iter().position(|name| names::folded(self.heading(*column)) == *name);
            free.iter().copied().filter(|column| *column != time && self.is_years(*column)).min_by_key(rank)
        } else {
            None
        };
        if let Some(column) = self.unnamed_months(time, free) {
            return Axis::Columns(time, Parts { column, day: None });
        }
        let with_parts = years.and_then(|years| {
            let mut others = others(years);
            if !others.contains(&time) && time != years {
                others.push(time);
            }
            Some(Axis::Columns(years, self.parts_among(&others)?))
        });
        let across = || self.parts_across(time, &others(time));
        with_parts.or_else(across).unwrap_or(Axis::Column(time))
    }

    /// Months as numbers behind years, in a table without headings: each year stands several times, and each month of it once.
    fn unnamed_months(&self, years: usize, free: &[usize]) -> Option<usize> {
        let column = Some(years + 1).filter(|column| self.block.headless && free.contains(column))?;
        let mut seen = std::collections::HashSet::new();
        let mut once = |row: u32| {
            let month = whole(&self.text(row, column)).filter(|month| (1..=Part::Month.count()).contains(month))?;
            seen.insert((year(&self.text(row, years))?.0, month)).then_some(month)
        };
        let rows = self.rows.iter().take(LOOKED_AT);
        let months: Vec<i64> = rows.map(|row| once(*row)).collect::<Option<_>>()?;
        let distinct: std::collections::BTreeSet<i64> = seen.iter().map(|(year, _)| *year).collect();
        (distinct.len() < seen.len() && months.into_iter().max() > Some(4)).then_some(column)
    }

    /// Years in headings whose rows have months or quarters.
    pub(super) fn years_across(&self, times: &[(usize, Stamp, Covers)], free: &[usize]) -> Option<Parts> {
        let is_year = |covers: Covers| matches!(covers, Covers::Number | Covers::FiscalYear);
        let others: Vec<usize> =
            free.iter().copied().filter(|column| times.iter().all(|(other, ..)| other != column)).collect();
        if !times.iter().all(|(.., covers)| is_year(*covers)) {
            return None;
        }
        // The corner above months may be empty.
        let named = |text: &str| matches!(said(text), Some(Said::Named(..))) || roman(text).is_some();
        let corner =
            others.first().copied().filter(|column| self.heading(*column).is_empty() && self.is_mostly(*column, named));
        self.parts_among(&others)
            .or_else(|| Some(Parts { column: corner?, day: None }))
            .filter(|parts| parts.day.is_none())
    }

    /// The time of a row whose year stands in one column, and its month or quarter, and then its day, in others.
    pub(in crate::data) fn composed(&self, row: u32, years: usize, parts: &Parts) -> Option<(Stamp, Covers)> {
        let text = self.year_above(row, years);
        if self.part == Part::Year {
            return self.clock.read(&text);
        }
        let found = self.part_in(row, parts, year(&text)?.0)?;
        let Some(day) = parts.day.filter(|_| self.part == Part::Month) else { return Some(found) };
        let day = whole(&self.text(row, day))?;
        Some((Stamp::parse(&format!("{}-{day:02}", found.0))?, Covers::Day))
    }

    /// The year of a row: where the cell is empty, that above it, as it stands once for all of its parts.
    fn year_above(&self, row: u32, years: usize) -> Cow<'_, str> {
        /// A year has twelve months and perhaps a total.
        const MOST: u32 = 13;
        let first = row.saturating_sub(MOST).max(self.block.body.start as u32);
        let texts = (first..=row).rev().map(|row| self.text(row, years));
        texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
    }

    /// What a text in the column of parts of years says.
    fn said_of_part(&self, text: &str) -> Option<Said> {
        let month = if self.roman_months { roman(text) } else { None };
        month.map(|month| Said::Named(Part::Month, month)).or_else(|| said(text))
    }

    /// The part of a year that a row has.
    fn part_in(&self, row: u32, parts: &Parts, year: i64) -> Option<(Stamp, Covers)> {
        match self.said_of_part(&self.text(row, parts.column))? {
            Said::Named(part, number) if part == self.part => part.of(year, number),
            Said::Number(number) => self.part.of(year, number),
            Said::Named(..) => None,
        }
    }

    /// The time of a cell of a row below a heading of times.
    #[must_use]
    pub fn time_across(&self, row: u32, time: (Stamp, Covers)) -> Option<(Stamp, Covers)> {
        let (stamp, covers) = time;
        match self.axis.as_ref()? {
            Axis::Across(_, Some(Crossing::Years(years))) => {
                let per_year = if stamp.unit == Unit::Month { 12 } else { 4 };
                let (year, _) = year(&self.text(row, *years))?;
                Some((Stamp { at: year * per_year + stamp.at, ..stamp }, covers))
            }
            Axis::Across(_, Some(Crossing::Parts(_))) if self.part == Part::Year => Some(time),
            Axis::Across(_, Some(Crossing::Parts(parts))) => self.part_in(row, parts, stamp.at),
            _ => Some(time),
        }
    }

    /// What is wrong with the time of a row that has none.
    #[must_use]
    pub fn bad_time(&self, row: u32) -> Diagnostic {
        let wrong = |column: usize, what: &str, help: String| {
            let place = self.grid.place_in_words(row as usize, column);
            let message = format!("`{}` {place} is not {what}", self.text(row, column));
            Diagnostic::error(Code::BadTime, message, self.span(row, column), "").with_help(help)
        };
        let years = "write years with four digits, as 2019".to_owned();
        let of_part = |parts: &Parts, year: Option<i64>| {
            let (word, count) = (self.part.word(), self.part.count());
            let count = count - i64::from(year.is_some_and(|year| self.part.of(year, count).is_none()));
            let of_year =
                year.filter(|_| self.part == Part::Week).map(|year| format!(" of {year}")).unwrap_or_default();
            let iso =
                if self.part == Part::Week { ": weeks are those of ISO 8601, which begin on Mondays" } else { "" };
            let help = format!("{word}s{of_year} have numbers from 1 to {count}, or names{iso}");
            wrong(parts.column, &format!("a {word}{of_year}"), help)
        };
        match &self.axis {
            Some(Axis::Columns(column, _)) if year(&self.year_above(row, *column)).is_none() => {
                wrong(*column, "a year", years)
            }
            Some(Axis::Columns(column, parts)) => {
                let at = year(&self.year_above(row, *column)).map_or(0, |(at, _)| at);
                match (self.part_in(row, parts, at), parts.day) {
                    (Some((month, _)), Some(day)) => wrong(
                        day,
                        &format!("a day of {month}"),
                        "write the day of the month as a number that the month has".to_owned(),
                    ),
                    _ => of_part(parts, Some(at)),
                }
            }
            Some(Axis::Across(_, Some(Crossing::Years(column)))) => wrong(*column, "a year", years),
            Some(Axis::Across(_, Some(Crossing::Parts(parts)))) => of_part(parts, None),
            _ => {
                let column = self.time_column().unwrap_or(0);
                let advice = advice_on_time(&self.text(row, column));
                wrong(column, "a time", advice.map_or_else(|| format!("write times as {FORMS}"), str::to_owned))
            }
        }
    }
}
