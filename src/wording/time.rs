//! Times as people read them, by what they are: years, quarters, months or days.

use super::number;
use crate::calendar::{Stamp, Unit};

/// A time as text: a year, `2019Q2`, `May 2019` or `2019-05-13`.
#[must_use]
pub fn text(time: f64, unit: Unit) -> String {
    if unit == Unit::Number || !time.is_finite() {
        return number::year(time);
    }
    Stamp::containing(time, unit).words().replace(' ', "\u{a0}")
}

/// A time in a sentence: `in May 2019`, but `on 2019-05-13`.
#[must_use]
pub fn when(time: f64, unit: Unit) -> String {
    format!("{} {}", if unit == Unit::Day { "on" } else { "in" }, text(time, unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_by_their_unit() {
        for (time, unit, expected) in [
            (2019.0, Unit::Number, "2019"),
            (2019.0 + 5.0 / 12.0, Unit::Number, "2019.42"),
            (2019.25, Unit::Quarter, "2019Q2"),
            (2019.0 + 4.0 / 12.0, Unit::Month, "May\u{a0}2019"),
            (2019.0 + 132.0 / 365.0, Unit::Day, "2019-05-13"),
            (f64::NAN, Unit::Day, "n/a"),
        ] {
            assert_eq!(text(time, unit), expected);
        }
        assert_eq!(when(2019.0 + 132.0 / 365.0, Unit::Day), "on 2019-05-13");
        assert_eq!(when(2019.25, Unit::Quarter), "in 2019Q2");
    }
}
