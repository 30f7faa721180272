//! What cells of values are: numbers, what multiplies them, and their units.

use std::borrow::Cow;

use super::{Axis, Frame, Role};
use crate::data::block::{Block, heading_time};
use crate::data::grid::TOGETHER;
use crate::data::names;
use crate::data::number::{self, Cell};
use crate::parallel;

impl Frame {
    /// The number in a cell, with what its column and its row multiply it by.
    #[must_use]
    pub fn number(&self, row: u32, column: usize) -> Reading {
        if self.has_plain_numbers(column)
            && let Some(value) = self.grid.cursor(column).decimal(row as usize)
        {
            return Reading::Number { value, factor: 1.0, flag: String::new() };
        }
        let text = self.text(row, column);
        if self.is_said_missing(&text) {
            return Reading::Missing(text.into_owned());
        }
        match number::cell(&text, self.decimals[column]) {
            Cell::Missing(flag) => Reading::Missing(flag.to_owned()),
            Cell::Other if number::is_secret(&text) => Reading::Missing(text.into_owned()),
            Cell::Other => Reading::Other,
            Cell::Number(found) => match self.factor(row, column) {
                Some(factor) => {
                    let factor = factor * self.units[column].0;
                    let value = if factor == 1.0 { found.value } else { found.value * factor };
                    let flag = if found.flag.is_empty() { String::new() } else { found.flag.to_owned() };
                    Reading::Number { value, factor: found.factor, flag }
                }
                None => Reading::Other,
            },
        }
    }

    /// Whether numbers of a column that are written plainly are what they are: nothing multiplies them.
    #[must_use]
    pub fn has_plain_numbers(&self, column: usize) -> bool {
        self.decimals[column] == number::Decimal::Point
            && self.units[column].0 == 1.0
            && self.missing.is_empty()
            && self.multipliers.is_empty()
            && self.worded.is_empty()
    }

    /// Whether it was said that a text stands for what is missing.
    pub(in crate::data) fn is_said_missing(&self, text: &str) -> bool {
        !self.missing.is_empty() && self.missing.iter().any(|missing| missing == text)
    }

    /// What words multiply the number in a cell by: in the cell, its row, or its column.
    #[must_use]
    pub fn multiplied(&self, row: u32, column: usize) -> f64 {
        let own = match self.number(row, column) {
            Reading::Number { factor, .. } => factor,
            Reading::Missing(_) | Reading::Other => 1.0,
        };
        own * self.units[column].0 * self.factor(row, column).unwrap_or(1.0)
    }

    /// What the multipliers and units of a row multiply a value by; none if one is none.
    #[must_use]
    pub fn factor(&self, row: u32, value: usize) -> Option<f64> {
        let factor = |factor: f64, column: &usize| Some(factor * names::factor(&self.text(row, *column))?);
        let factor = self.multipliers.iter().try_fold(1.0, factor)?;
        if self.worded.is_empty() {
            return Some(factor);
        }
        // What says the unit says its word too: a name in a table that has the plain values beside it multiplies nothing.
        Some(self.said(row, value).map_or(factor, |(of_unit, _)| of_unit * factor))
    }

    /// What the row of a value says of its unit: what it multiplies by, and the unit without that.
    pub(in crate::data) fn said(&self, row: u32, value: usize) -> Option<(f64, String)> {
        let units = self.of_units.iter().copied();
        units.filter(|unit| self.is_unit_of(*unit, value)).find_map(|unit| self.unit_in(row, unit))
    }

    /// The unit that a text of a row says, in a column of units or in brackets behind a name, and what it multiplies by.
    #[must_use]
    pub fn unit_in(&self, row: u32, column: usize) -> Option<(f64, String)> {
        let text = self.text(row, column);
        let unit = if self.roles[column] == Role::Unit { text.as_ref() } else { names::unit_of(&text)? };
        (!unit.is_empty()).then(|| plain_unit(unit))
    }

    /// Whether a column of units speaks of a column of values: one beside a column of values speaks of that alone.
    pub(in crate::data) fn is_unit_of(&self, unit: usize, value: usize) -> bool {
        let before =
            unit.checked_sub(1).filter(|before| self.roles[*before] == Role::Value && self.roles[unit] == Role::Unit);
        before.is_none_or(|before| before == value || matches!(self.axis, Some(Axis::Across(..))))
    }

    /// The unit of a value: of its column, else of its row.
    #[must_use]
    pub fn unit_of(&self, row: u32, column: usize) -> String {
        let own = &self.units[column].1;
        if !own.is_empty() && own != "1" {
            return own.clone();
        }
        let percent = || (self.percent[column] && self.is_percent(row, column)).then(|| "%".to_owned());
        self.said(row, column).map(|(_, unit)| unit).or_else(percent).unwrap_or_else(|| own.clone())
    }

    /// Whether the values of a row are in per cent: a column is so in all rows, times in headings by row.
    fn is_percent(&self, row: u32, column: usize) -> bool {
        let Some(Axis::Across(times, _)) = &self.axis else { return self.percent[column] };
        times.iter().any(|(column, ..)| self.text(row, *column).ends_with(['%', '％']))
    }

    /// Columns whose texts say units: those of units, then what names series.
    pub fn unit_columns(&self) -> impl Iterator<Item = usize> + '_ {
        let names = (0..self.roles.len()).filter(|column| {
            matches!(self.roles[*column], Role::Key | Role::About)
                && names::rank(names::MEASURED, self.heading(*column)).is_some()
        });
        // A name of a unit says more than its code, as `Million US dollar` beside `USM`.
        let is_code = |column: &usize| names::folded(self.heading(*column)).ends_with("unit code");
        let units = self.columns(Role::Unit).filter(move |column| !is_code(column));
        units.chain(self.columns(Role::Unit).filter(is_code)).chain(names)
    }

    /// Finds the columns whose units multiply.
    pub(super) fn find_words(&mut self) {
        let says = |row: u32, column: usize| self.unit_in(row, column).is_some_and(|(factor, _)| factor != 1.0);
        let in_piece = |rows: &[u32], column: usize| {
            if let Some(rows) = self.told_apart(rows, column) {
                return rows.into_iter().any(|row| says(row, column));
            }
            let mut last = Cow::Borrowed("");
            rows.iter().any(|row| {
                let text = self.text(*row, column);
                let new = text != last;
                last = text;
                new && says(*row, column)
            })
        };
        let pieces: Vec<&[u32]> = self.rows.chunks(TOGETHER).collect();
        let multiplies = |column: &usize| parallel::map(&pieces, |rows| in_piece(rows, *column)).contains(&true);
        let units: Vec<usize> = self.unit_columns().collect();
        self.worded = units.iter().copied().filter(multiplies).collect();
        self.of_units = units;
    }
}

/// What the number in a cell is.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading {
    /// Nothing is known; the letters beside the mark.
    Missing(String),
    /// A number, what words behind it multiplied it by, and the letters beside it.
    Number {
        /// It, with all that multiplies it.
        value: f64,
        /// What words in its own cell multiplied it by.
        factor: f64,
        /// The letters beside it.
        flag: String,
    },
    /// The cell is no number.
    Other,
}

/// The unit of a column, by its heading or a row of units, and what it multiplies by.
pub(super) fn unit_of(block: &Block, column: usize) -> (f64, String) {
    let below = block.units.get(column).map(String::as_str).filter(|unit| !unit.is_empty());
    if below.is_none() && heading_time(&block.headings[column].value).is_some() {
        return (1.0, String::new());
    }
    let Some(unit) = below.or_else(|| names::unit_of(&block.headings[column].value)) else {
        return (1.0, String::new());
    };
    plain_unit(unit)
}

/// A unit without the word that multiplies, and what that multiplies by: `万台` is 10 000 of 台, `Rs crore` ten million Rs, `lakh`
/// 100 000 of 1. That unit is said, so that who reads plain values under the name that has the word knows them to be plain.
fn plain_unit(unit: &str) -> (f64, String) {
    let unit = unit.trim();
    if let Some((factor, length)) = number::multiplier(unit) {
        return (factor, or_one(unit[length..].trim().to_owned()));
    }
    let words: Vec<&str> = unit.split_whitespace().collect();
    // `per lakh` is what something is divided by.
    let before = words.iter().take_while(|word| !names::is_rate(word));
    let found = before.enumerate().find_map(|(index, word)| {
        let (factor, length) = number::multiplier(word).filter(|(_, length)| *length == word.len())?;
        (length > 0).then_some((index, factor))
    });
    match found {
        Some((index, factor)) => {
            let rest = words.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, word)| *word);
            // A lakh crore is 10^12.
            let (again, unit) = plain_unit(&rest.collect::<Vec<_>>().join(" "));
            (factor * again, or_one(unit))
        }
        None => (1.0, unit.to_owned()),
    }
}

fn or_one(unit: String) -> String {
    if unit.is_empty() { "1".to_owned() } else { unit }
}
