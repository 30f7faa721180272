//! Times as people write them, and how times in years are written back.

use crate::calendar::{FORMS, Stamp, Unit};
use crate::wording::number;

/// A year, whole or not, or a date.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moment {
    /// When it begins, in years.
    pub begins: f64,
    /// When the next year, quarter, month or day begins; the same as `begins` for a part of a year.
    ends: f64,
}

impl Moment {
    /// Reads a year, whole or not, or a date.
    ///
    /// # Errors
    /// A sentence that says what is expected.
    pub fn parse(text: &str) -> Result<Self, String> {
        let number = text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
        match (Stamp::parse(text), number) {
            (Some(stamp), _) => Ok(Self { begins: stamp.years(), ends: stamp.next().years() }),
            (None, Some(number)) => Ok(Self { begins: number, ends: number }),
            (None, None) => Err(format!("`{text}` is not a time: write a year, or {FORMS}")),
        }
    }

    /// The last time that is not after it, for data with times in this unit: `2020` has all quarters of 2020 in it, but
    /// not 2020.5 among years.
    #[must_use]
    pub fn last(self, unit: Unit) -> f64 {
        if unit == Unit::Number || self.ends == self.begins { self.begins } else { self.ends.next_down() }
    }
}

/// The median number of quarters, months or days from one date to the next; at least one.
pub(super) fn units_apart(years: &[f64], unit: Unit) -> i64 {
    let dates: Vec<i64> = years.iter().map(|time| Stamp::containing(*time, unit).at).collect();
    let mut steps: Vec<i64> = dates.windows(2).map(|pair| pair[1] - pair[0]).collect();
    steps.sort_unstable();
    steps.get(steps.len() / 2).map_or(1, |step| (*step).max(1))
}

/// A time in years as the data write times.
#[must_use]
pub fn when(years: f64, unit: Unit) -> String {
    if unit == Unit::Number { number::year(years) } else { Stamp::containing(years, unit).to_string() }
}

/// A time in years that was computed, such as a midpoint: with two decimals, or a date one unit finer than those of the data.
#[must_use]
pub fn computed(years: f64, unit: Unit) -> String {
    match unit {
        Unit::Number => format!("{years:.2}"),
        Unit::Quarter => when(years, Unit::Month),
        Unit::Month | Unit::Day => when(years, Unit::Day),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_hold_what_they_name() {
        for (text, unit, before, after) in [
            ("2020", Unit::Number, 2020.0, 2020.1),
            ("2020.5", Unit::Quarter, 2020.5, 2020.6),
            ("2020", Unit::Quarter, 2020.75, 2021.0),
            ("2020Q2", Unit::Month, 2020.0 + 5.0 / 12.0, 2020.5),
            ("2020-12", Unit::Day, 2020.0 + 365.0 / 366.0, 2021.0),
        ] {
            let last = Moment::parse(text).expect(text).last(unit);
            assert!(before <= last && last < after, "{text}: {last}");
        }
        assert!(Moment::parse("soon").is_err_and(|error| error.contains("`soon` is not a time")));
    }

    #[test]
    fn times_are_written_as_the_data_write_them() {
        for (years, unit, expected) in [
            (2020.0, Unit::Number, "2020"),
            (2020.25, Unit::Quarter, "2020Q2"),
            (2020.0 + 2.0 / 12.0, Unit::Month, "2020-03"),
            (2020.0 + 90.0 / 366.0, Unit::Day, "2020-03-31"),
        ] {
            assert_eq!(when(years, unit), expected);
        }
        for (years, unit, expected) in [
            (1976.633, Unit::Number, "1976.63"),
            (2021.37, Unit::Quarter, "2021-05"),
            (2021.37, Unit::Month, "2021-05-16"),
            (2021.37, Unit::Day, "2021-05-16"),
        ] {
            assert_eq!(computed(years, unit), expected);
        }
    }
}
