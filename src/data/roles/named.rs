//! Roles of columns by their names, and by what is in them.

use std::borrow::Cow;
use std::collections::HashMap;

use super::{Content, LOOKED_AT};
use crate::data::block::MARKS;
use crate::data::frame::{AddsUp, Axis, Crossing, Frame, Role};
use crate::data::names;
use crate::data::part::{Part, Said, said};

/// Letters of a mark beside a value at most.
const LONGEST_FLAG: usize = 12;

impl Frame {
    /// Roles by the names of columns, and by what is in them.
    pub(super) fn name_roles(&mut self, series: Option<usize>, value: Option<usize>) {
        let across = matches!(self.axis, Some(Axis::Across(..)));
        let free: Vec<usize> = (0..self.roles.len()).filter(|column| self.roles[*column] == Role::Unused).collect();
        let mut numeric = Vec::new();
        for column in free {
            let content = self.content(column);
            let is = |list| names::rank(list, self.heading(column)).is_some();
            let adds_up = matches!(&self.adds_up, AddsUp::Columns(columns) if columns.contains(&column));
            let role = if Some(column) == series {
                Role::Key
            } else if Some(column) == value {
                Role::Value
            } else if adds_up {
                Role::About
            } else if content.is_empty() && is(names::VALUE) {
                numeric.push(column);
                Role::Unused
            } else if content.is_empty() || self.is_about(column) {
                Role::Unused
            } else if self.has_marks(column, content) {
                Role::Flag
            } else if is(names::MULTIPLIER) && self.are_factors(column) {
                Role::Multiplier
            } else if is(names::UNIT) {
                Role::Unit
            } else if content.is_numeric()
                && !self.is_key_of_numbers(column)
                && !self.is_called_code(column, content)
                && !self.has_codes_again(column, content)
                || content.is_code() && is(names::VALUE)
            {
                numeric.push(column);
                Role::Unused
            } else {
                Role::About
            };
            self.roles[column] = role;
        }
        if across && !self.roles.iter().any(|role| matches!(role, Role::About | Role::Key | Role::Unit)) {
            // Where no text tells rows apart, whole numbers do: ranks, codes; not what stands behind months, as sums of years.
            let first = match &self.axis {
                Some(Axis::Across(times, Some(Crossing::Years(_)))) => times.iter().map(|(column, ..)| *column).min(),
                _ => None,
            };
            let is_sum = |column: usize| {
                first.is_some_and(|first| column > first)
                    || matches!(said(self.heading(column)), Some(Said::Named(Part::Year, _)))
            };
            let is_key = |column: &usize| self.content(*column).whole && !is_sum(*column);
            let whole: Vec<usize> = numeric.iter().copied().filter(is_key).collect();
            for column in whole {
                self.roles[column] = Role::About;
            }
        }
        if !across && value.is_none() {
            let named = numeric
                .iter()
                .copied()
                .filter_map(|column| Some((names::rank(names::VALUE, self.heading(column))?, column)));
            // A column of values in which most is mistaken is one all the same.
            let odd = (0..self.roles.len())
                .filter(|column| self.roles[*column] == Role::About && self.block.headings.len() < 4);
            let odd = odd.filter_map(|column| Some((names::rank(names::VALUE, self.heading(column))? + 100, column)));
            match named.chain(odd).min() {
                Some((_, column)) => self.roles[column] = Role::Value,
                None => numeric.iter().for_each(|column| self.roles[*column] = Role::Value),
            }
        }
    }

    /// Names under which numbers tell series apart.
    fn is_key_of_numbers(&self, column: usize) -> bool {
        const NUMBERS: [&str; 9] =
            ["series id", "series", "unique id", "id", "name", "variable", "indicator", "region", "country"];
        NUMBERS.contains(&names::folded(self.heading(column)).as_str())
    }

    /// Whether a column is called as codes are, and has some: a name that is a word for values too needs whole numbers.
    fn is_called_code(&self, column: usize, content: Content) -> bool {
        let heading = self.heading(column);
        names::is_code(heading) || content.whole && (names::is_number_of(heading) || self.has_labels(heading))
    }

    /// Whether another column has what a column of numbers stands for: `Economy` beside `Economy Label` (UN Trade and Development).
    pub(super) fn has_labels(&self, heading: &str) -> bool {
        let name = names::folded(heading);
        let is_label = |other: &str| names::folded(other).strip_suffix(" label").is_some_and(|of| of == name);
        !name.is_empty() && self.block.headings.iter().any(|other| is_label(&other.value))
    }

    /// Whether a column has codes, some of which are whole numbers, each in several rows: `T001081`, `300003` (Statistics
    /// Netherlands).
    fn has_codes_again(&self, column: usize, content: Content) -> bool {
        if content.texts == 0 || !content.whole {
            return false;
        }
        let mut counts: HashMap<Cow<str>, (usize, bool)> = HashMap::new();
        for row in self.rows.iter().take(LOOKED_AT) {
            let text = self.text(*row, column);
            let code = text.starts_with(char::is_alphabetic) && text.ends_with(|c: char| c.is_ascii_digit());
            let of_digits = text.len() > 2 && text.bytes().all(|byte| byte.is_ascii_digit());
            counts.entry(text).or_insert((0, code || of_digits)).0 += 1;
        }
        counts.len() > 1 && counts.values().all(|(count, code)| *code && *count > 1)
    }

    /// Whether a column has marks: it is called so, or has no name and stands behind a column of one time.
    fn has_marks(&self, column: usize, content: Content) -> bool {
        /// Letters of a mark in a column that is called `2019 flag` or `SERIES_FLAGS`.
        const LONGEST_OF_ONE: usize = 40;
        let heading = self.heading(column);
        let plain = names::folded(heading);
        let of_one = plain.ends_with(" flag") || plain.ends_with(" flags");
        // `OBS_STATUS: Observation status` has `M: Missing value`.
        let longest = if heading.contains(':') { LONGEST_OF_ONE } else { LONGEST_FLAG };
        // INSEE calls them all by one name.
        let no_name = heading.is_empty() || plain == MARKS;
        let unnamed = no_name
            && content.numbers == 0
            && content.longest <= 3
            && column.checked_sub(1).is_some_and(|before| self.roles[before] == Role::Value);
        let unnamed_behind_numbers = no_name
            && content.numbers == 0
            && content.longest <= 3
            && column.checked_sub(1).is_some_and(|before| {
                // Behind times: what is before them numbers or names rows.
                let times = self.axis.as_ref().map(Axis::columns).unwrap_or_default();
                times.iter().any(|time| *time < before) && self.content(before).is_numeric()
            });
        // `Y2019`, `Y2019F`, `Y2019N` (FAOSTAT).
        let before = column.checked_sub(1).filter(|before| self.roles[*before] == Role::Value);
        let of_time = before
            .and_then(|before| heading.strip_prefix(self.heading(before)))
            .is_some_and(|rest| matches!(rest.trim_matches([' ', '_']), "F" | "f") && content.numbers == 0);
        of_time
            || names::rank(names::FLAG, heading).is_some() && content.longest <= longest
            || of_one && content.longest <= LONGEST_OF_ONE
            || unnamed && matches!(self.axis, Some(Axis::Across(..)))
            || unnamed_behind_numbers
    }

    /// Whether a column speaks of the file, of a value or of its row, by its name or by numbering the rows.
    fn is_about(&self, column: usize) -> bool {
        let heading = self.heading(column);
        names::rank(names::ABOUT, heading).is_some()
            || [" footnotes", " footnote"].iter().any(|end| names::folded(heading).ends_with(end))
            || self.is_spare_time(column)
            || self.numbers_rows(column)
    }

    fn are_factors(&self, column: usize) -> bool {
        let is_value = |other: &usize| *other != column && names::rank(names::VALUE, self.heading(*other)).is_some();
        if names::folded(self.heading(column)) == names::MAGNITUDE
            && !(0..self.block.headings.len()).any(|other| is_value(&other))
        {
            return false;
        }
        let texts = || self.some_rows().map(|row| self.text(row, column));
        // Powers and what is written out cannot both be meant.
        let [powers, written] = [names::is_power, names::is_written_out].map(|is| texts().any(|text| is(&text)));
        let heading = self.heading(column);
        let is_factor = |text: &str| names::factor(text).is_some() && names::is_credible(heading, text);
        !(powers && written) && self.rows.iter().all(|row| is_factor(&self.text(*row, column)))
    }
}
