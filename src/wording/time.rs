//! Times as people read them, by what they are: years, quarters, months or days.

use super::number;
use crate::calendar::{Stamp, Unit};

/// A month, in years.
const A_MONTH: f64 = 1.0 / 12.0;
/// Times that lie no farther apart are the same.
const SAME: f64 = 1e-6;

/// A time as text: a year, `2019Q2`, `May 2019` or `2019-05-13`.
#[must_use]
pub fn text(time: f64, unit: Unit) -> String {
    if unit == Unit::Number || !time.is_finite() {
        return number::year(time);
    }
    Stamp::containing(time, unit).words().replace(' ', "\u{a0}")
}

/// What the times of a run are: months where its steps are, else years and their parts.
#[must_use]
pub fn unit_of(times: &[f64]) -> Unit {
    let step = times.windows(2).next().map_or(1.0, |pair| pair[1] - pair[0]);
    let is_month = |time: &f64| (time * 12.0 - (time * 12.0).round()).abs() < 1e-4;
    if (step - A_MONTH).abs() < SAME && times.first().is_some_and(is_month) { Unit::Month } else { Unit::Number }
}

/// A time of a run, as finely as its times are: a month or a quarter where its steps are, else a year and its decimals.
#[must_use]
pub fn of(time: f64, times: &[f64]) -> String {
    match unit_of(times) {
        Unit::Number if has_other_parts(times) => decimal(time),
        unit => text(time, unit),
    }
}

/// Whether a run has parts of years that are no quarters, of which none is to be called one.
#[must_use]
pub fn has_other_parts(times: &[f64]) -> bool {
    let step = times.windows(2).next().map_or(1.0, |pair| pair[1] - pair[0]);
    step < 1.0 - SAME && (step - 0.25).abs() >= SAME
}

/// A year with its decimals, at most two.
#[must_use]
pub fn decimal(time: f64) -> String {
    if !time.is_finite() {
        return number::year(time);
    }
    let text = format!("{time:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A time in a sentence: `in May 2019`, but `on 2019-05-13`.
#[must_use]
pub fn when(time: f64, unit: Unit) -> String {
    format!("{} {}", if unit == Unit::Day { "on" } else { "in" }, text(time, unit))
}

/// A time between two points that are `step` years apart, no finer than they are: the year at or after it where a step is a year
/// or more, and so the half, the quarter or the month where it is one, else hundredths of a year. What is passed between two years is passed
/// in the later one: its value is the first beyond.
#[must_use]
pub fn between_points(time: f64, step: f64) -> String {
    let time = point_after(time, step);
    if !time.is_finite() || step >= 1.0 - SAME {
        return number::year(time);
    }
    if (step - A_MONTH).abs() < SAME {
        return text(time, Unit::Month);
    }
    if (step - 0.25).abs() < SAME {
        let quarter = (4.0 * time).round();
        return format!("{:.0}\u{a0}Q{:.0}", (quarter / 4.0).floor(), quarter.rem_euclid(4.0) + 1.0);
    }
    decimal(time)
}

/// A moment that an author gave, of a run whose points lie `step` years apart: a year where that is a year or more, else as finely
/// as it takes to tell its beginning from all of it.
#[must_use]
pub fn moment(time: f64, step: f64) -> String {
    if !time.is_finite() || step >= 1.0 - SAME {
        return number::year(time);
    }
    if (step - A_MONTH).abs() < SAME {
        return text(time, Unit::Month);
    }
    let (words, is_whole) = (decimal(time), time.fract() == 0.0);
    match (is_whole, (step - 0.25).abs() < SAME) {
        (true, true) => format!("{words}\u{a0}Q1"),
        (true, false) => format!("{words}.0"),
        (false, true) => number::year(time),
        (false, false) => words,
    }
}

/// The year, half, quarter or month that [`between_points`] says; where steps are none of these, the time itself.
#[must_use]
pub fn point_after(time: f64, step: f64) -> f64 {
    let parts = [2.0, 4.0, 12.0].map(|a_year: f64| (a_year, (step - 1.0 / a_year).abs() < SAME));
    let mut steps = std::iter::once((1.0, step >= 1.0 - SAME)).chain(parts);
    let a_year = steps.find(|(_, is_so)| *is_so).map(|(a_year, _)| a_year);
    // But for rounding.
    a_year.map_or(time, |a_year| (time * a_year - SAME).ceil() / a_year)
}

/// How far the points of a run lie apart, in words: `1 year`, `1 quarter`, `2 months`, `1 week`, else years and their decimals.
#[must_use]
pub fn step(years: f64) -> String {
    /// Words for steps, how many of them a year has, and the longest step that is said so. A year of days has 365 or, on average,
    /// 365.25.
    const WORDS: [(&str, f64, f64); 7] = [
        ("year", 1.0, f64::INFINITY),
        ("quarter", 4.0, 0.25),
        ("month", 12.0, 2.0),
        ("week", 365.25 / 7.0, 0.5),
        ("week", 365.0 / 7.0, 0.5),
        ("day", 365.25, 0.1),
        ("day", 365.0, 0.1),
    ];
    for (word, a_year, longest) in WORDS {
        let count = (years * a_year).round();
        if count >= 1.0 && years < longest + SAME && (years - count / a_year).abs() < SAME {
            return format!("{}\u{a0}{word}{}", number::significant(count, 6), if count == 1.0 { "" } else { "s" });
        }
    }
    format!("{}\u{a0}years", number::significant(years, 4))
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
        for (time, step, expected) in [
            (2021.75, 1.0, "2022"),
            (2021.4, 5.0, "2022"),
            (2033.02, 1.0, "2034"),
            (2033.0, 1.0, "2033"),
            (2033.0 + 1e-9, 1.0, "2033"),
            (2021.75, 0.25, "2021\u{a0}Q4"),
            (2021.9, 0.25, "2022\u{a0}Q1"),
            (2022.0, 0.25, "2022\u{a0}Q1"),
            (2021.75, 0.1, "2021.75"),
            (2021.5, 1.0 / 12.0, "Jul\u{a0}2021"),
            (2025.49, 1.0 / 12.0, "Jul\u{a0}2025"),
            (2021.999, 0.5, "2022"),
            (2035.06, 0.5, "2035.5"),
            (2035.5, 0.5, "2035.5"),
            (f64::NAN, 0.5, "n/a"),
        ] {
            assert_eq!(between_points(time, step), expected, "{time} in steps of {step}");
        }
        for (time, step, expected) in [
            (2031.0, 1.0, "2031"),
            (2031.0, 1.0 / 12.0, "Jan\u{a0}2031"),
            (2031.5, 1.0 / 12.0, "Jul\u{a0}2031"),
            (2031.0, 0.25, "2031\u{a0}Q1"),
            (2031.25, 0.25, "2031\u{a0}Q2"),
            (2031.0, 0.5, "2031.0"),
            (2031.5, 0.5, "2031.5"),
        ] {
            assert_eq!(moment(time, step), expected, "{time} in steps of {step}");
        }
        let times = |step: f64| [0.0, 1.0, 2.0].map(|index| 2020.0 + index * step);
        for (step, time, expected) in [
            (1.0, 2021.0, "2021"),
            (0.25, 2020.25, "2020\u{a0}Q2"),
            (1.0 / 12.0, 2020.25, "Apr\u{a0}2020"),
            (1.0 / 12.0, 2020.0, "Jan\u{a0}2020"),
            (0.1, 2020.5, "2020.5"),
            (0.5, 2023.5, "2023.5"),
            (0.5, 2023.0, "2023"),
            (7.0 / 365.25, 2020.25, "2020.25"),
        ] {
            assert_eq!(of(time, &times(step)), expected, "{time} in steps of {step}");
        }
        for (years, expected) in [
            (1.0, "1 year"),
            (5.0, "5 years"),
            (1000.0, "1,000 years"),
            (0.25, "1 quarter"),
            (0.5, "6 months"),
            (1.5, "18 months"),
            (1.0 / 12.0, "1 month"),
            (1.0 / 6.0, "2 months"),
            (0.1, "0.1 years"),
            (2.3, "2.3 years"),
            (7.0 / 365.25, "1 week"),
            (14.0 / 365.0, "2 weeks"),
            (1.0 / 365.25, "1 day"),
            (0.0833, "0.0833 years"),
            (1e-5, "1 × 10⁻⁵ years"),
        ] {
            assert_eq!(step(years).replace('\u{a0}', " "), expected, "{years}");
        }
        assert_eq!(when(2019.0 + 132.0 / 365.0, Unit::Day), "on 2019-05-13");
        assert_eq!(when(2019.25, Unit::Quarter), "in 2019Q2");
    }
}
