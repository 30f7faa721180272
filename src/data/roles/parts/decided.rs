//! What parts of years are, where their columns do not say so: decided by all of them, or refused with both readings.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::year;
use crate::calendar::{Span as Covers, Stamp, Unit};
use crate::data::block::LeftOut;
use crate::data::frame::{Axis, Crossing, Frame, KINDS, Parts};
use crate::data::names;
use crate::data::names::parts::FISCAL;
use crate::data::part::{Part, Said, roman, said};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

impl Frame {
    /// The year of a row, as it stands there or in a heading, and whether it is a fiscal one.
    fn years_of(&self, rows: &[u32]) -> Option<(String, bool)> {
        let shown = |text: Cow<str>| year(&text).map(|(_, fiscal)| (text.clone().into_owned(), fiscal));
        match self.axis.as_ref()? {
            Axis::Columns(years, _) => {
                let named = !self.is_called(FISCAL, *years);
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
        self.roman_months = self.has_roman_months(parts.column, rows);
        let mut counts: BTreeMap<Part, usize> = BTreeMap::new();
        let mut numbers = (0, 0);
        let mut distinct: BTreeMap<String, Option<Said>> = BTreeMap::new();
        for row in rows.iter() {
            let text = self.text(*row, parts.column);
            let found = if let Some(known) = distinct.get(text.as_ref()) {
                *known
            } else {
                let found = self.said_of_part(&text);
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
                None => match self.part_by_frequency(rows) {
                    Some(part) if greatest <= part.count() => part,
                    _ => self.numbered(&parts, greatest, rows)?,
                },
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
            self.clock = self.clock_of(years, None, None)?;
        }
        Ok(())
    }

    /// Whether a column numbers months from `I` to `XII`: to `IV` alone they are quarters, unless it is called as months are.
    fn has_roman_months(&self, column: usize, rows: &[u32]) -> bool {
        let called = self.part_called(column);
        let mut greatest = 0;
        for row in rows {
            let text = self.text(*row, column);
            match roman(&text) {
                Some(number) => greatest = greatest.max(number),
                None if text.is_empty() || matches!(said(&text), Some(Said::Named(Part::Year, _))) => {}
                None => return false,
            }
        }
        greatest > 0 && called == Some(Part::Month) || greatest > 4 && called.is_none()
    }

    /// What a column of frequencies says of all rows, as `M` in `FREQ`.
    pub(in crate::data) fn part_by_frequency(&self, rows: &[u32]) -> Option<Part> {
        /// Rows that are looked at.
        const LOOKED_AT: usize = 300;
        let column = (0..self.block.headings.len()).find(|at| names::rank(KINDS, self.heading(*at)).is_some())?;
        let part = |row: u32| {
            let text = names::folded(&self.text(row, column));
            // `M: Monthly`
            match text.split(':').next().unwrap_or_default() {
                "m" | "monthly" | "month" | "months" | "monatlich" | "mensuel" | "月" | "月度" => Some(Part::Month),
                "q" | "quarterly" | "quarter" | "quarters" | "vierteljährlich" | "trimestriel" | "季" | "季度" => {
                    Some(Part::Quarter)
                }
                "s" | "h" | "half yearly" | "semi annual" | "halbjährlich" | "semestriel" => Some(Part::Half),
                "w" | "weekly" | "wöchentlich" | "hebdomadaire" | "周" => Some(Part::Week),
                _ => None,
            }
        };
        let first = part(*rows.first()?)?;
        let mut some = rows.iter().step_by((rows.len() / LOOKED_AT).max(1));
        some.all(|row| part(*row) == Some(first)).then_some(first)
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
                return Err(Diagnostic::error(Code::AmbiguousTime, message, self.span(row, parts.column), "")
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
        let (word, form) = match self.part {
            Part::Month => ("month", "2019-04"),
            Part::Week => ("week", "2019-W14"),
            Part::Year | Part::Half | Part::Quarter => ("quarter", "2019Q2"),
        };
        let message = format!(
            "`{text}` of the fiscal year `{year}` may lie in either of two years, and nothing says with which month those begin"
        );
        Diagnostic::error(Code::AmbiguousTime, message, self.span(row, parts.column), "").with_help(format!(
            "write the {word} of the calendar, as {form}, in one column, or take one {word} of each year, as --where {one}"
        ))
    }
}
