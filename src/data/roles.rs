//! What the columns of a table hold, by their names and by what is in them.

mod dated;
mod keys;
mod named;
mod parts;
mod rows;
mod said;
mod together;

pub(super) use said::{OF_DAY, advice_on_time};

use std::borrow::Cow;

use super::block::{Kind, YEARS, heading_time, kind};
use super::clock::{Clock, Hints};
use super::frame::{ALL_SERIES, AddsUp, Asked, Axis, Crossing, Frame, Role};
use super::names;
use super::part::{Said, said, whole};
use crate::calendar::{Span as Covers, Stamp};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Spanned};

/// So many rows are looked at to learn what a column holds.
const LOOKED_AT: usize = 300;
/// Columns over which series add up at most: there are totals over each choice of them.
const MOST_SUMMED: usize = 6;

/// What there is in a column, as far as it was looked at.
#[derive(Debug, Clone, Copy, Default)]
struct Content {
    numbers: usize,
    texts: usize,
    /// Whether all numbers are whole.
    whole: bool,
    /// Whether some begin with a 0 that no number has: `007`.
    padded: bool,
    longest: usize,
}

impl Content {
    fn is_empty(self) -> bool {
        self.numbers + self.texts == 0
    }

    /// Whether it is a column of numbers, of which some may be mistaken.
    fn is_numeric(self) -> bool {
        self.numbers > 0 && self.numbers * 2 >= self.texts && !self.is_code()
    }

    /// Whether it is a column of codes: all are digits, and some begin with a 0 that no number has.
    fn is_code(self) -> bool {
        self.padded && self.whole && self.texts == 0
    }
}

impl Frame {
    /// Finds the axis of times and the role of each column.
    pub(super) fn find_roles(&mut self, asked: &Asked) -> Result<(), Diagnostics> {
        let mut found = Diagnostics::new();
        let columns = [&asked.series, &asked.time, &asked.value, &asked.split];
        let [series, time, value, split] = columns.map(|name| {
            let name = name.as_ref()?;
            let column = self.column(&name.value);
            // What is measured beside times in headings may be called for as well.
            let of_value = asked.value.as_ref().is_some_and(|value| std::ptr::eq(value, name));
            if column.is_none() && !of_value {
                found.push(self.no_column(name));
            }
            column
        });
        let measure = asked.value.as_ref().filter(|_| value.is_none());
        self.adds_up = self.find_adds_up(&asked.adds_up, &mut found);
        if found.has_errors() {
            return Err(found);
        }
        self.axis = self.find_axis(time, series, value);
        if time.is_none() && self.axis.as_ref().is_none_or(|axis| matches!(axis, Axis::Across(..))) {
            self.measures_beside_times(series, value);
        }
        if self.axis.is_none() && time.is_none() {
            let free: Vec<usize> =
                (0..self.roles.len()).filter(|at| Some(*at) != series && Some(*at) != value).collect();
            self.axis = self.times_together(&free, asked.order)?;
        }
        if let Some(measure) = measure.filter(|measure| !self.take_measure(&measure.value)) {
            return Err(self.no_column(measure).into());
        }
        self.knows_parts(series)?;
        self.set_role(split, Role::Split);
        match self.axis.clone() {
            Some(Axis::Across(times, _)) => {
                for (column, ..) in times {
                    self.set_role(Some(column), Role::Value);
                }
            }
            Some(Axis::Column(_) | Axis::Columns(..)) | None => {}
        }
        for column in self.axis.as_ref().map(Axis::columns).unwrap_or_default() {
            self.set_role(Some(column), Role::Time);
        }
        self.name_roles(series, value);
        self.say_parts_across();
        self.multipliers = self.find_multipliers();
        self.can_add_up(asked)?;
        self.find_keys(series);
        self.has_no_blank_keys()?;
        self.say_unmultiplied();
        self.say_unused();
        if time.is_none() && value.is_none() {
            self.has_one_column_of_dates()?;
        }
        Ok(())
    }

    /// The columns over which series add up; `series` are all of them, where no column is called so.
    fn find_adds_up(&self, names: &[Spanned<String>], found: &mut Diagnostics) -> AddsUp {
        match names {
            [] => return AddsUp::Nothing,
            [only] if only.value == ALL_SERIES && self.column(&only.value).is_none() => return AddsUp::Series,
            _ => {}
        }
        let mut columns = Vec::new();
        for name in names {
            match self.column(&name.value) {
                Some(column) if !columns.contains(&column) => columns.push(column),
                Some(_) => {}
                None => found.push(self.no_column(name)),
            }
        }
        AddsUp::Columns(columns)
    }

    /// Columns over which series add up tell series apart, and are few.
    fn can_add_up(&self, asked: &Asked) -> Result<(), Diagnostics> {
        let AddsUp::Columns(columns) = &self.adds_up else { return Ok(()) };
        let other = columns
            .iter()
            .copied()
            .find(|column| matches!(self.roles[*column], Role::Time | Role::Value | Role::Split | Role::Multiplier));
        let message = match other {
            Some(column) => {
                format!("column `{}` tells no series apart, so nothing adds up over it", self.heading(column))
            }
            None if columns.len() > MOST_SUMMED => {
                format!("series add up over at most {MOST_SUMMED} columns, not {}", columns.len())
            }
            None => return Ok(()),
        };
        let at = other.map_or(0, |other| columns.iter().position(|column| *column == other).unwrap_or(0));
        let help = "name columns such as region and sector, or `series` for all series of the table";
        Err(Diagnostic::error(Code::DoesNotAddUp, message, asked.adds_up[at].span.clone(), "").with_help(help).into())
    }

    fn set_role(&mut self, column: Option<usize>, role: Role) {
        if let Some(column) = column {
            self.roles[column] = role;
        }
    }

    fn content(&self, column: usize) -> Content {
        let mut found = Content { whole: true, ..Content::default() };
        for row in self.some_rows() {
            let text = self.text(row, column);
            if self.is_said_missing(&text) {
                continue;
            }
            match kind(&text) {
                Kind::Number => {
                    found.numbers += 1;
                    found.whole &= text.bytes().all(|byte| byte.is_ascii_digit());
                    found.padded |= text.len() > 1 && text.starts_with('0');
                }
                Kind::Text => found.texts += 1,
                Kind::Missing => {}
            }
            found.longest = found.longest.max(text.chars().count());
        }
        found
    }

    /// Whether a column has numbers.
    pub(super) fn is_of_numbers(&self, column: usize) -> bool {
        self.content(column).is_numeric()
    }

    /// Rows spread over the table.
    fn some_rows(&self) -> impl Iterator<Item = u32> + '_ {
        let step = (self.rows.len() / LOOKED_AT).max(1);
        self.rows.iter().step_by(step).copied()
    }

    fn find_axis(&self, time: Option<usize>, series: Option<usize>, value: Option<usize>) -> Option<Axis> {
        let taken = |column: &usize| Some(*column) == series || Some(*column) == value;
        let free: Vec<usize> = (0..self.block.headings.len()).filter(|column| !taken(column)).collect();
        if let Some(time) = time {
            return Some(self.with_part_or_column(time, &free, value));
        }
        if let Some(times) = self.read_together(&free) {
            return Some(Axis::Across(times, None));
        }
        let across: Vec<(usize, Stamp, Covers)> = free
            .iter()
            .filter(|column| !self.block.headless && heading_time(self.heading(**column)).is_some())
            .filter_map(|column| Stamp::lenient(self.heading(*column)).map(|(stamp, covers)| (*column, stamp, covers)))
            .collect();
        let mut named: Vec<(usize, usize)> = free
            .iter()
            .filter_map(|column| Some((names::rank(names::TIME, self.heading(*column))?, *column)))
            .collect();
        named.sort_unstable();
        let named = named.into_iter().map(|(_, column)| column).find(|column| self.has_times(*column, true));
        let parts = if across.len() > 1 { self.years_across(&across, &free) } else { None };
        let parts = parts.filter(|parts| named.is_none_or(|named| named == parts.column));
        if parts.is_none() && named.is_some_and(|column| self.counts_within_headings(column)) {
            return None;
        }
        if let Some(parts) = parts {
            return Some(Axis::Across(across, Some(Crossing::Parts(parts))));
        }
        // Beside a column of times few of many headings are called so by chance, as `S12000` among 100,000.
        let few = across.len() < 3 || across.len() * 8 < free.len();
        if across.len() > 1 && named.is_none_or(|_| !few) {
            return Some(Axis::Across(across, None));
        }
        if let Some(column) = named {
            return Some(self.with_part_or_column(column, &free, value));
        }
        let strict = free.iter().copied().find(|column| self.has_times(*column, false));
        if let Some(column) = strict.or_else(|| self.counts_first(&free)) {
            return Some(self.with_part_or_column(column, &free, value));
        }
        (across.len() == 1 && self.block.headings.len() > 1).then_some(Axis::Across(across, None))
    }

    /// A column of times with what stands beside it; nothing stands in headings where one column has the values.
    fn with_part_or_column(&self, time: usize, free: &[usize], value: Option<usize>) -> Axis {
        let axis = self.with_part(time, free);
        if matches!(axis, Axis::Across(..)) && value.is_some() { Axis::Column(time) } else { axis }
    }

    /// Whether a column numbers the weeks or days of the years or months in other headings.
    pub(super) fn counts_within_headings(&self, column: usize) -> bool {
        let small = || self.some_rows().all(|row| whole(&self.text(row, column)).is_none_or(|number| number <= 366));
        let is_time = |other: usize| {
            let heading = self.heading(other);
            other != column && (heading_time(heading).is_some() || matches!(said(heading), Some(Said::Named(..))))
        };
        matches!(names::folded(self.heading(column)).as_str(), "week" | "day")
            && small()
            && (0..self.block.headings.len()).filter(|other| is_time(*other)).count() > 1
    }

    /// A first column of whole numbers that rise is a count of steps if there are none but values beside it, unless its name says
    /// that it numbers or names something else.
    fn counts_first(&self, free: &[usize]) -> Option<usize> {
        /// Counts that begin above this do not count from a beginning.
        const LATEST: i64 = 2999;
        if free.first() != Some(&0) || names::is_no_count(self.heading(0)) {
            return None;
        }
        let texts: Vec<Cow<str>> = self.some_rows().map(|row| self.text(row, 0)).collect();
        let number = |text: &Cow<str>| text.strip_suffix(".0").unwrap_or(text).parse::<i64>().ok();
        let numbers: Vec<i64> = texts.iter().filter_map(number).collect();
        // Years with something between them: what that is, is said.
        if texts.first().and_then(number).is_some() && numbers.iter().all(|year| YEARS.contains(year)) {
            return Some(0);
        }
        if numbers.len() < texts.len() {
            return None;
        }
        let counts = numbers.first().is_some_and(|first| (0..=LATEST).contains(first))
            && numbers.windows(2).all(|pair| pair[0] < pair[1]);
        let value = |column: &usize| {
            let content = self.content(*column);
            content.is_empty() || content.is_numeric() || names::rank(names::FLAG, self.heading(*column)).is_some()
        };
        (counts && free[1..].iter().all(value)).then_some(0)
    }

    /// Whether most of what is in a column are times; numbers alone are so if they are years, or if its name says so.
    fn has_times(&self, column: usize, named: bool) -> bool {
        let texts: Vec<Cow<str>> =
            self.some_rows().map(|row| self.text(row, column)).filter(|text| !text.is_empty()).collect();
        if texts.is_empty() {
            return false;
        }
        let hints = Hints { named, from_1904: self.grid.from_1904, ..Hints::default() };
        let Ok((clock, _)) = Clock::of(texts.iter().map(AsRef::as_ref), hints) else { return true };
        let is_time = |text: &&Cow<str>| {
            let stamp = clock.read(text).map(|(stamp, _)| stamp);
            let plain = stamp.is_some_and(|stamp| named || YEARS.contains(&(stamp.years() as i64)));
            plain || (named && text.parse::<f64>().is_ok())
        };
        let times = texts.iter().filter(is_time).count();
        if named { times * 2 >= texts.len() } else { times == texts.len() }
    }

    /// Columns that values are multiplied by: of those that say the same in other words the first, and none that says what the unit
    /// of every value says too.
    fn find_multipliers(&mut self) -> Vec<usize> {
        let mut kept: Vec<usize> = Vec::new();
        for column in self.columns(Role::Multiplier).collect::<Vec<_>>() {
            self.of_units = self.unit_columns().collect();
            let factor = |row: u32, column: usize| names::factor(&self.text(row, column));
            let same = |other: &usize| self.rows.iter().all(|row| factor(*row, *other) == factor(*row, column));
            if kept.iter().any(same) || self.unit_says(column) {
                self.roles[column] = Role::About;
            } else {
                kept.push(column);
            }
        }
        kept
    }

    /// Whether the units of all values have the scale that a column says: `产量 万台` beside a multiplier of 4.
    fn unit_says(&self, column: usize) -> bool {
        let scale = |(factor, unit): (f64, String)| {
            let words = unit.split_whitespace().filter(|word| word.starts_with(char::is_alphabetic));
            if factor == 1.0 { words.filter_map(names::factor).find(|of_word| *of_word != 1.0) } else { Some(factor) }
        };
        let of_value = |row: u32, value: usize| {
            let own = self.units[value].clone();
            scale(own).or_else(|| self.said(row, value).and_then(scale))
        };
        let values: Vec<usize> = self.columns(Role::Value).collect();
        self.rows.iter().all(|row| {
            let said = names::factor(&self.text(*row, column));
            values.iter().all(|value| said.is_some() && of_value(*row, *value) == said)
        })
    }
}

/// A text that was given, as what was asked for; `name` says where.
#[must_use]
pub fn asked(name: &str, text: &str) -> Spanned<String> {
    let source = crate::diagnostic::Source::new(name, text);
    Spanned::new(text.to_owned(), crate::diagnostic::Span::new(&source, 0..text.len()))
}
