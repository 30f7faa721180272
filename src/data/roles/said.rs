//! What is said of columns that are not read, or not as they may be meant.

use crate::calendar::{FORMS, Span as Covers, Stamp, cumulated};
use crate::data::block::{Kind, LeftOut, YEARS, kind};
use crate::data::frame::{Axis, Crossing, Frame, Role};
use crate::data::names;
use crate::data::number::{is_sized, number_help};
use crate::data::part::{Part, Said, counted, said};
use crate::data::series::SEVERAL_MONTHS;
use crate::diagnostic::{Code, Diagnostic};

impl Frame {
    /// Columns called `Q1`, `Q2` beside one of years are its quarters if all of them are there; else series of years, which may
    /// not be what was meant. Either is said.
    pub(super) fn say_parts_across(&mut self) {
        let note = match &self.axis {
            Some(Axis::Across(times, Some(Crossing::Years(years)))) => {
                let (Some((first, _, covers)), Some((last, ..))) = (times.first(), times.last()) else { return };
                let numbers = if counted(self.heading(*first)).is_some() { "; series would need names" } else { "" };
                format!(
                    "columns `{}` to `{}` are read as parts of the years in {}: {}{numbers}",
                    self.heading(*first),
                    self.heading(*last),
                    match self.heading(*years) {
                        "" => "the column without a name".to_owned(),
                        name => format!("column `{name}`"),
                    },
                    covers.words()
                )
            }
            Some(Axis::Column(years) | Axis::Columns(years, _)) => {
                let is_part = |heading: &&str| matches!(said(heading), Some(Said::Named(..) | Said::Number(_)));
                let headings = self.columns(Role::Value).map(|column| self.heading(column));
                let parts: Vec<&str> = headings.filter(is_part).collect();
                let [first, .., last] = parts.as_slice() else { return };
                let (count, name) = (parts.len(), self.heading(*years));
                if count < 3 && counted(first).is_none() {
                    return;
                }
                format!(
                    "columns `{first}` to `{last}` are {count} series by `{name}`: if they are parts of its times, write a row for each of them, as 2020-01, 2020Q1 or 2020-01-31"
                )
            }
            _ => return,
        };
        self.notes.push(note);
    }

    /// Columns that are called as multipliers are, and multiply nothing, as what is in them is no scale.
    pub(super) fn say_unmultiplied(&mut self) {
        let mut notes = Vec::new();
        for column in 0..self.roles.len() {
            let heading = self.heading(column);
            let said = |row: &&u32| !self.text(**row, column).is_empty();
            if names::rank(names::MULTIPLIER, heading).is_none() || self.is_merged(column) {
                continue;
            }
            let odd = |row: &&u32| {
                let text = self.text(**row, column);
                said(row) && !(names::factor(&text).is_some() && names::is_credible(heading, &text))
            };
            let Some(row) = self.rows.iter().find(odd).or_else(|| self.rows.iter().find(said)) else { continue };
            let (text, place) = (self.text(*row, column), self.grid.place_in_words(*row as usize, column));
            notes.push(format!(
                "values are not multiplied by what column `{heading}` says, as `{text}` {place}: powers of ten in a column \
                 `UNIT_MULT`, or words as `millions`, would multiply"
            ));
        }
        self.notes.extend(notes);
    }

    /// Whether a column multiplies, or says what another one that does says too.
    fn is_merged(&self, column: usize) -> bool {
        let factor = |row: u32, column: usize| names::factor(&self.text(row, column));
        let same = |other: &usize| self.rows.iter().all(|row| factor(*row, *other) == factor(*row, column));
        self.roles[column] == Role::Multiplier || self.multipliers.iter().any(same) || self.unit_says(column)
    }

    /// Columns that are read by nothing are said, not dropped in silence.
    pub(super) fn say_unused(&mut self) {
        let has_value = self.columns(Role::Value).next().is_some();
        for column in 0..self.roles.len() {
            let name = self.heading(column).to_owned();
            let role = self.roles[column];
            let told = role == Role::About
                && self.count(&self.keys, Some(column), false) == self.count(&self.keys, None, false);
            if role == Role::About && !told && self.count(&[], Some(column), false) > 1 {
                self.roles[column] = Role::Unused;
            }
            let empty = role == Role::Unused && self.rows.iter().all(|row| self.text(*row, column).is_empty());
            if self.roles[column] == Role::Unused && !(empty && name.is_empty()) {
                let why = if empty {
                    "the column is empty"
                } else if cumulated(&name).is_some() {
                    SEVERAL_MONTHS
                } else if self.numbers_rows(column) {
                    "it counts the rows"
                } else if self.some_rows().any(|row| is_sized(&self.text(row, column))) {
                    "letters behind its numbers may be scales"
                } else if has_value {
                    "not used"
                } else {
                    "no values were found"
                };
                self.left_out.push(LeftOut { what: format!("column `{name}`"), why });
            }
        }
    }

    /// What to say if there is no column of times.
    #[must_use]
    pub fn no_times(&self) -> Diagnostic {
        let path = self.grid.source.path.display();
        if let Some(problem) = self.parts_below_headings() {
            return problem;
        }
        let help = "name it with --time; it may be called time, period, date, year, quarter, month, week, day";
        let Some((row, column)) = self.unread_time() else {
            let message = format!("`{path}` has no column of times");
            return Diagnostic::error(Code::MissingColumn, message, self.header_span(), "its columns").with_help(help);
        };
        // One is called so, and what is in it is in the way.
        let (text, place) = (self.text(row, column), self.grid.place_in_words(row as usize, column));
        let message = format!("`{path}` has no column of times: `{text}` {place} is not read as one");
        let advice = advice_on_time(&text).map_or_else(|| format!("write times as {FORMS}, or {help}"), str::to_owned);
        Diagnostic::error(Code::MissingColumn, message, self.span(row, column), "").with_help(advice)
    }

    /// What to say of weeks or days in rows whose years or months stand in headings.
    fn parts_below_headings(&self) -> Option<Diagnostic> {
        let column = (0..self.block.headings.len()).find(|column| self.counts_within_headings(*column))?;
        let path = self.grid.source.path.display();
        let heading = self.heading(column);
        let message = format!("`{path}` has its times in column `{heading}` and in its headings at once");
        let form = if names::folded(heading) == "week" { "2020-W01" } else { "2020-01-31" };
        let help = format!("write a row for each {}, with its time in one column, as {form}", names::folded(heading));
        Some(Diagnostic::error(Code::MissingColumn, message, self.header_span(), "its columns").with_help(help))
    }

    /// The first cell that is no time in a column that is called as those of times are.
    fn unread_time(&self) -> Option<(u32, usize)> {
        let named = |column: &usize| names::rank(names::TIME, self.heading(*column)).is_some();
        // Without a name of times a column of texts that have years in them.
        let has_year = |text: &str| {
            text.split(|c: char| !c.is_ascii_digit())
                .any(|part| part.len() == 4 && part.parse().is_ok_and(|year| YEARS.contains(&year)))
        };
        let unnamed = |column: &usize| {
            self.some_rows()
                .all(|row| has_year(&self.text(row, *column)) && kind(&self.text(row, *column)) == Kind::Text)
        };
        let columns = 0..self.block.headings.len();
        let column = columns.clone().find(named).or_else(|| columns.clone().find(unnamed))?;
        let unread = |row: &u32| {
            let text = self.text(*row, column);
            !text.is_empty() && Stamp::lenient(&text).is_none()
        };
        Some((self.rows.iter().copied().find(unread)?, column))
    }

    /// A cell with a number whose scale nobody can be sure of, as `1.2B`.
    fn sized(&self) -> Option<(u32, usize)> {
        let in_column =
            |column: usize| Some((self.some_rows().find(|row| is_sized(&self.text(*row, column)))?, column));
        (0..self.roles.len()).find_map(in_column)
    }

    /// The first cell that is no number, though it begins as one, in a column that is called as those of values are:
    /// `70.1 [69.2-71.0]`.
    fn unread_value(&self) -> Option<(u32, usize)> {
        let named = |column: &usize| names::rank(names::VALUE, self.heading(*column)).is_some();
        let column = (0..self.block.headings.len()).find(named)?;
        let begins =
            |text: &str| text.starts_with(|letter: char| letter.is_ascii_digit() || matches!(letter, '-' | '−'));
        let unread = |row: &u32| {
            let text = self.text(*row, column);
            begins(&text) && kind(&text) == Kind::Text
        };
        Some((self.rows.iter().copied().find(unread)?, column))
    }

    /// What to say if there is no column of values.
    #[must_use]
    pub fn no_values(&self) -> Diagnostic {
        if let Some((row, column)) = self.sized() {
            let (text, place) = (self.text(row, column), self.grid.place_in_words(row as usize, column));
            let message = format!("the value `{text}` {place} is not a number");
            let help = number_help(&text);
            return Diagnostic::error(Code::NotANumber, message, self.span(row, column), "").with_help(help);
        }
        if let Some((row, column)) = self.unread_value() {
            let (text, place) = (self.text(row, column), self.grid.place_in_words(row as usize, column));
            let message = format!("the value `{text}` {place}, in column `{}`, is not a number", self.heading(column));
            let help = "write one number in a cell, or name another column with --value".to_owned();
            return Diagnostic::error(Code::NotANumber, message, self.span(row, column), "").with_help(help);
        }
        let message = format!("`{}` has no column of values", self.grid.source.path.display());
        let left: Vec<&str> =
            self.grid.notes.iter().map(String::as_str).filter(|note| note.contains("is left out")).collect();
        let help = if left.is_empty() { "name it with --value".to_owned() } else { left.join("; ") };
        Diagnostic::error(Code::MissingColumn, message, self.header_span(), "its columns").with_help(help)
    }
}

/// What to do about hours.
pub(in crate::data) const OF_DAY: &str =
    "times of a day are not read: write a row for each day, as 2020-01-31, with the mean or the sum of its values";

/// What to do about a text that nearly says a time: a time of day, or a part of a fiscal year.
pub(in crate::data) fn advice_on_time(text: &str) -> Option<&'static str> {
    let of_day = text.split_once(':').is_some_and(|(before, after)| {
        before.ends_with(|c: char| c.is_ascii_digit()) && after.starts_with(|c: char| c.is_ascii_digit())
    });
    if of_day {
        return Some(OF_DAY);
    }
    let is_fiscal = |part: &str| {
        part.to_lowercase().starts_with("fy")
            || Stamp::lenient(part).is_some_and(|(stamp, covers)| {
                covers == Covers::FiscalYear || covers == Covers::Month && stamp.may_span_years()
            })
    };
    let is_part = |part: &str| matches!(said(part), Some(Said::Named(Part::Quarter | Part::Month | Part::Half, _)));
    let parts: Vec<&str> = text.split([' ', ':', '_']).filter(|part| !part.is_empty()).collect();
    (parts.len() == 2 && parts.iter().any(|part| is_fiscal(part)) && parts.iter().any(|part| is_part(part))).then_some(
        "a part of a fiscal year may lie in either of two years, and nothing says with which month those begin: write the quarter \
         or month of the calendar, as 2020Q1 or 2020-03",
    )
}
