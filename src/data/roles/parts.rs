//! Years in one place, and their months, quarters or half-years in another: beside them in a row, or across it in the headings.

mod called;

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::super::block::{LeftOut, YEARS};
use super::super::frame::{Axis, Crossing, Frame, Parts};
use super::super::names;
use super::super::part::{Part, Said, said, whole};
use crate::calendar::{FORMS, Span as Covers, Stamp, Unit};
use crate::diagnostic::{Diagnostic, Diagnostics};
use called::{BEFORE, DAY, HALF, MONTH, PERIOD, QUARTER, YEAR};

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
        let is = |name: &str| {
            let name = names::folded(name);
            let after = name.split_once(' ').filter(|(before, _)| BEFORE.contains(before)).map(|(_, after)| after);
            list.contains(&name.as_str()) || after.is_some_and(|after| list.contains(&after))
        };
        // `Yıl - Year`: in two languages.
        let heading = self.heading(column);
        is(heading) || [" - ", "/"].iter().any(|mark| heading.contains(mark) && heading.split(mark).any(is))
    }

    /// What a column counts by its name; none if what is in it says so.
    fn part_called(&self, column: usize) -> Option<Part> {
        let of = [(MONTH, Part::Month), (QUARTER, Part::Quarter), (HALF, Part::Half)];
        of.into_iter().find(|(list, _)| self.is_called(list, column)).map(|(_, part)| part)
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

    /// Whether a column speaks of a time that others tell better: quarters beside months.
    pub(super) fn is_spare_time(&self, column: usize) -> bool {
        matches!(self.axis, Some(Axis::Columns(..)))
            && (self.part_called(column).is_some() || self.is_called(YEAR, column) || self.has_parts_in_words(column))
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
            !text.is_empty() && said(&text).is_none()
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
                return Err(Diagnostic::error("bad-time", message, self.span(*row, column), "").with_help(help));
            }
        }
        Ok(())
    }

    /// Whether a column has parts of years: its name may be one of theirs, or all it has are names of them.
    fn is_parts(&self, column: usize) -> bool {
        let called = self.part_called(column).is_some() || self.is_called(PERIOD, column);
        let numbered = |text: &str| match said(text) {
            Some(Said::Number(number)) => number <= 13,
            Some(Said::Named(..)) => true,
            None => false,
        };
        called && self.is_mostly(column, numbered)
    }

    /// The column of parts of years beside others: that of the shortest, with that of days.
    fn parts_among(&self, free: &[usize]) -> Option<Parts> {
        let rank =
            |column: &usize| [MONTH, QUARTER, HALF, PERIOD].iter().position(|list| self.is_called(list, *column));
        let called = free.iter().copied().filter(|column| self.is_parts(*column)).min_by_key(rank);
        let column = called.or_else(|| free.iter().copied().find(|column| self.has_parts_in_words(*column)))?;
        let is_day = |day: &&usize| {
            self.is_called(DAY, **day) && self.is_mostly(**day, |text| whole(text).is_some_and(|day| day <= 31))
        };
        Some(Parts { column, day: free.iter().find(is_day).copied() })
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

    /// Years in a column, and their months in the headings: at least two by name, or all quarters or half-years.
    fn parts_across(&self, years: usize, free: &[usize]) -> Option<Axis> {
        let calendar = |text: &str| year(text).is_some_and(|(_, fiscal)| !fiscal);
        if !self.is_mostly(years, calendar) {
            return None;
        }
        // All months of a year leave no doubt, whatever stands above the years.
        let named = self.is_called(YEAR, years) || self.heading(years).is_empty();
        let mut found: BTreeMap<(Part, i64), usize> = BTreeMap::new();
        for column in free {
            if let Some(Said::Named(part, number)) = said(self.heading(*column)) {
                found.entry((part, number)).or_insert(*column);
            }
        }
        let of = |part: Part| found.iter().filter(move |((one, _), _)| *one == part);
        let least = |part: Part| if part == Part::Month && named { 2 } else { part.count() as usize };
        let enough = |part: &Part| (named || *part == Part::Month) && of(*part).count() >= least(*part);
        let part = [Part::Month, Part::Quarter, Part::Half].into_iter().find(enough)?;
        let times =
            of(part).filter_map(|((_, number), column)| part.of(0, *number).map(|(at, covers)| (*column, at, covers)));
        Some(Axis::Across(times.collect(), Some(Crossing::Years(years))))
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
        let named = |text: &str| matches!(said(text), Some(Said::Named(..)));
        let corner =
            others.first().copied().filter(|column| self.heading(*column).is_empty() && self.is_mostly(*column, named));
        self.parts_among(&others)
            .or_else(|| Some(Parts { column: corner?, day: None }))
            .filter(|parts| parts.day.is_none())
    }

    /// The year of a row, as it stands there or in a heading, and whether it is a fiscal one.
    fn years_of(&self, rows: &[u32]) -> Option<(String, bool)> {
        let shown = |text: Cow<str>| year(&text).map(|(_, fiscal)| (text.clone().into_owned(), fiscal));
        match self.axis.as_ref()? {
            Axis::Columns(years, _) => {
                let named = !self.is_called(&YEAR[YEAR.len() - 3..], *years);
                let found = rows.iter().filter_map(|row| shown(self.text(*row, *years)));
                found.map(|(text, fiscal)| (text, fiscal || !named)).next()
            }
            Axis::Across(times, _) => times.iter().find_map(|(column, ..)| shown(self.heading(*column).into())),
            Axis::Column(_) => None,
        }
    }

    /// Decides what the parts of years in some rows are, and takes away rows of other parts, which is said: an annual average
    /// among months. If all are the same whole year, the times are years.
    ///
    /// # Errors
    /// They can be read in two ways.
    pub fn decide_parts(&mut self, rows: &mut Vec<u32>, asked: Option<Covers>) -> Result<(), Diagnostics> {
        let Some(Axis::Columns(_, parts) | Axis::Across(_, Some(Crossing::Parts(parts)))) = self.axis else {
            return Ok(());
        };
        let mut counts: BTreeMap<Part, usize> = BTreeMap::new();
        let mut numbers = (0, 0);
        let mut distinct: BTreeMap<String, Option<Said>> = BTreeMap::new();
        for row in rows.iter() {
            let text = self.text(*row, parts.column);
            let found = if let Some(known) = distinct.get(text.as_ref()) {
                *known
            } else {
                let found = said(&text);
                distinct.insert(text.into_owned(), found);
                found
            };
            match found {
                Some(Said::Named(part, _)) => *counts.entry(part).or_default() += 1,
                Some(Said::Number(number)) => numbers = (numbers.0 + 1, number.max(numbers.1)),
                None => {}
            }
        }
        let most = counts.iter().filter(|(part, _)| **part != Part::Year).max_by_key(|(_, count)| **count);
        let asked = asked.and_then(Part::of_kind).filter(|part| counts.contains_key(part));
        self.part = match (asked.or(most.map(|(part, _)| *part)), numbers) {
            (Some(part), (0, _)) => part,
            (None, (0, _)) => Part::Year,
            (part, (_, greatest)) => match part.or_else(|| self.part_called(parts.column)) {
                Some(part) => part,
                None => self.numbered(&parts, greatest, rows)?,
            },
        };
        if let Some(Axis::Columns(years, _)) = self.axis
            && rows.iter().any(|row| self.text(*row, years).is_empty())
        {
            self.notes.push(format!("where column `{}` is empty, the year is that above", self.heading(years)));
        }
        self.take_parts(&parts, &distinct, rows)?;
        if self.part == Part::Year
            && let Some(Axis::Columns(years, _)) = self.axis
        {
            self.clock = self.clock_of(years, None)?;
        }
        Ok(())
    }

    /// What numbers count whose column does not say so.
    fn numbered(&mut self, parts: &Parts, greatest: i64, rows: &[u32]) -> Result<Part, Diagnostic> {
        let years = self.years_of(rows).map_or_else(|| "2019".to_owned(), |(text, _)| text);
        let at = year(&years).map_or(2019, |(at, _)| at);
        let heading = self.heading(parts.column).to_owned();
        let part = match greatest {
            4 => Part::Quarter,
            5.. => Part::Month,
            _ => {
                let row = rows.iter().find(|row| !self.text(**row, parts.column).is_empty()).copied().unwrap_or(0);
                let text = self.text(row, parts.column);
                let message = format!(
                    "`{text}` in column `{heading}` may be {at}Q1 or {at}-01, and nothing in its column decides"
                );
                return Err(Diagnostic::error("ambiguous-time", message, self.span(row, parts.column), "")
                    .with_help("call the column `quarter` or `month`"));
            }
        };
        let (stamp, covers) = part.of(at, 1).unwrap_or((Stamp { unit: Unit::Number, at }, Covers::Number));
        self.notes.push(format!(
            "numbers in column `{heading}` are read as {}: 1 of {at} is {}",
            covers.words(),
            covers.text(stamp)
        ));
        Ok(part)
    }

    /// Keeps rows of the parts that were decided on; those of fiscal years only if all are the same.
    fn take_parts(
        &mut self,
        parts: &Parts,
        distinct: &BTreeMap<String, Option<Said>>,
        rows: &mut Vec<u32>,
    ) -> Result<(), Diagnostics> {
        let fiscal = self.years_of(rows).filter(|(_, fiscal)| *fiscal);
        if let (Some((text, _)), true) = (&fiscal, self.part != Part::Year) {
            if distinct.len() > 1 {
                return Err(self.open_year(parts, text, rows).into());
            }
            self.part = Part::Year;
            return Ok(());
        }
        let other = |row: u32| match distinct.get(self.text(row, parts.column).as_ref()) {
            Some(Some(Said::Named(part, _))) if *part != self.part => Some(*part),
            _ => None,
        };
        let mut left: BTreeMap<Part, (usize, u32)> = BTreeMap::new();
        let mut kept = Vec::with_capacity(rows.len());
        for row in rows.iter() {
            match other(*row) {
                Some(part) => left.entry(part).or_insert((0, *row)).0 += 1,
                None => kept.push(*row),
            }
        }
        *rows = kept;
        for (part, (count, first)) in left {
            let text = self.text(first, parts.column);
            let place = self.grid.place_in_words(first as usize, parts.column);
            let (row, kind) = (if count == 1 { "row" } else { "rows" }, part.word());
            let what = if part == Part::Year {
                format!("{count} {row} of whole years, as `{text}` {place}")
            } else {
                format!("{count} {row} of {kind}s, as `{text}` {place}")
            };
            self.left_out.push(LeftOut { what, why: "the table has times of several kinds, and most are of another" });
        }
        Ok(())
    }

    /// Where a part of a fiscal year lies depends on where that begins.
    fn open_year(&self, parts: &Parts, year: &str, rows: &[u32]) -> Diagnostic {
        let row = rows.iter().find(|row| !self.text(**row, parts.column).is_empty()).copied().unwrap_or(0);
        let text = self.text(row, parts.column);
        let one = format!("{}={text}", self.heading(parts.column));
        let one = if one.contains(' ') { format!("\"{one}\"") } else { one };
        let (word, form) = if self.part == Part::Month { ("month", "2019-04") } else { ("quarter", "2019Q2") };
        let message = format!(
            "`{text}` of the fiscal year `{year}` may lie in either of two years, and nothing says with which month those begin"
        );
        Diagnostic::error("ambiguous-time", message, self.span(row, parts.column), "").with_help(format!(
            "write the {word} of the calendar, as {form}, in one column, or take one {word} of each year, as --where {one}"
        ))
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

    /// The part of a year that a row has.
    fn part_in(&self, row: u32, parts: &Parts, year: i64) -> Option<(Stamp, Covers)> {
        match said(&self.text(row, parts.column))? {
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
            Diagnostic::error("bad-time", message, self.span(row, column), "").with_help(help)
        };
        let years = "write years with four digits, as 2019".to_owned();
        let of_part = |parts: &Parts| {
            let (word, count) = (self.part.word(), self.part.count());
            let help = format!("{word}s have numbers from 1 to {count}, or names");
            wrong(parts.column, &format!("a {word}"), help)
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
                    _ => of_part(parts),
                }
            }
            Some(Axis::Across(_, Some(Crossing::Years(column)))) => wrong(*column, "a year", years),
            Some(Axis::Across(_, Some(Crossing::Parts(parts)))) => of_part(parts),
            _ => wrong(self.time_column().unwrap_or(0), "a time", format!("write times as {FORMS}")),
        }
    }
}
