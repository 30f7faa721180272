//! The time that a chart shows: how its moments are written, and which of them are labelled on the axis.

use super::axis;
use super::trace::range;
use crate::calendar::{Stamp, Unit};
use crate::wording::{number, time};

/// A span longer than so many years is labelled by whole years, a shorter one by parts of years.
const LONG: f64 = 2.5;
/// A Monday, in days since 1970-01-01: weeks are counted from it.
const MONDAY: i64 = 4;

/// A span of time, or of other numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Period {
    /// First time, in years.
    pub first: f64,
    /// Last time, in years.
    pub last: f64,
    /// What its times are: years and their parts ([`Unit::Number`]), or quarters, months or days.
    pub unit: Unit,
    /// Nothing is shown between whole years, so that no part of a year needs a label.
    pub whole: bool,
    /// Parts of years are no quarters, and none is called one.
    pub decimal: bool,
}

impl Period {
    /// A span of years, or of other numbers.
    #[must_use]
    pub fn years(first: f64, last: f64) -> Self {
        Self { first, last, unit: Unit::Number, whole: false, decimal: false }
    }

    /// From the first to the last of some times, in years.
    #[must_use]
    pub fn over(times: impl Iterator<Item = f64> + Clone) -> Self {
        let (first, last) = range(times.clone());
        Self {
            whole: times.into_iter().all(|time: f64| (time - time.round()).abs() < 1e-6),
            ..Self::years(first, last)
        }
    }

    /// The same for the times of a run, as finely as they are.
    #[must_use]
    pub fn in_steps_of(self, times: &[f64]) -> Self {
        Self { unit: time::unit_of(times), decimal: time::has_other_parts(times), ..self }
    }

    /// A time of it as text: a year, `2019Q2`, `May 2019` or `2019-05-13`, by its unit.
    #[must_use]
    pub fn text(&self, time: f64) -> String {
        if self.decimal && self.unit == Unit::Number { time::decimal(time) } else { time::text(time, self.unit) }
    }

    /// From one time to another: `2027–2030`, or `2027`; of quarters `2027 Q2–2028 Q1`, and `2027` for all four of them.
    #[must_use]
    pub fn span(&self, from: f64, until: f64) -> String {
        const QUARTER: &str = "\u{a0}Q";
        let [begin, end] = [from, until].map(|time| self.text(time));
        if begin == end || end == format!("{begin}{QUARTER}4") {
            return begin;
        }
        // The first quarter of a year is written as the year, which would read like all of it.
        let beside = |text: &str, other: &str| match (text.contains(QUARTER), other.contains(QUARTER)) {
            (false, true) => format!("{text}{QUARTER}1"),
            _ => text.to_owned(),
        };
        format!("{}–{}", beside(&begin, &end), beside(&end, &begin))
    }

    /// A time of it in a sentence: `in May 2019`, but `on 2019-05-13`.
    #[must_use]
    pub fn when(&self, time: f64) -> String {
        if self.unit == Unit::Number { format!("in {}", self.text(time)) } else { time::when(time, self.unit) }
    }

    /// The times to label on an axis, with their labels; `most` gives how many labels as wide as a text there is room for.
    #[must_use]
    pub fn ticks(&self, most: impl Fn(&str) -> usize) -> Vec<(f64, String)> {
        let long = self.last - self.first > LONG;
        if !long && self.unit != Unit::Number {
            let ticks = steps(self.unit).iter().map(|(unit, step)| self.multiples(*unit, *step));
            let fits = |ticks: &Vec<(f64, String)>| {
                ticks.first().is_some_and(|(_, text)| ticks.len() <= most(&text.replace("May", "Nov")))
            };
            if let Some(ticks) = ticks.into_iter().find(fits) {
                return ticks;
            }
        }
        let widest = if long { "2024" } else { "2024\u{a0}Q2" };
        axis::years(self.first, self.last, self.whole, most(widest))
            .into_iter()
            .map(|year| (year, if self.decimal { time::decimal(year) } else { number::year(year) }))
            .collect()
    }

    /// The multiples of a step within it.
    fn multiples(&self, unit: Unit, step: i64) -> Vec<(f64, String)> {
        let offset = if unit == Unit::Day && step % 7 == 0 { MONDAY } else { 0 };
        let at = Stamp::containing(self.first, unit).at - offset;
        let first = at.div_euclid(step) * step + offset;
        (0..)
            .map(|index| Stamp { unit, at: first + index * step }.years())
            .skip_while(|time| *time < self.first - 1e-9)
            .take_while(|time| *time <= self.last + 1e-9)
            .map(|at| (at, time::text(at, unit)))
            .collect()
    }
}

/// Distances of labels of a short time, from the least on.
fn steps(unit: Unit) -> &'static [(Unit, i64)] {
    const DAYS: [(Unit, i64); 8] = [
        (Unit::Day, 1),
        (Unit::Day, 2),
        (Unit::Day, 7),
        (Unit::Day, 14),
        (Unit::Month, 1),
        (Unit::Month, 2),
        (Unit::Month, 3),
        (Unit::Month, 6),
    ];
    match unit {
        Unit::Number => &[],
        Unit::Quarter => &[(Unit::Quarter, 1), (Unit::Quarter, 2)],
        Unit::Month => &DAYS[4..],
        Unit::Day => &DAYS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_say_quarters_where_one_end_is_one() {
        let years = Period::years(2020.0, 2040.0);
        for (from, until, expected) in [
            (2027.0, 2030.0, "2027–2030"),
            (2027.0, 2027.0, "2027"),
            (2027.0, 2027.75, "2027"),
            (2027.0, 2027.5, "2027 Q1–2027 Q3"),
            (2027.25, 2028.0, "2027 Q2–2028 Q1"),
        ] {
            assert_eq!(years.span(from, until).replace('\u{a0}', " "), expected);
        }
    }

    #[test]
    fn labels_are_as_fine_as_there_is_room_for() {
        let day = |text: &str| Stamp::parse(text).expect(text).years();
        for (first, last, unit, most, expected) in [
            ("2010-01", "2019-12", Unit::Month, 8, "2010 2012 2014 2016 2018"),
            ("2019-02", "2019-07", Unit::Month, 8, "Feb_2019 Mar_2019 Apr_2019 May_2019 Jun_2019 Jul_2019"),
            ("2018-11", "2020-05", Unit::Month, 8, "Jan_2019 Apr_2019 Jul_2019 Oct_2019 Jan_2020 Apr_2020"),
            ("2019Q1", "2019Q4", Unit::Quarter, 8, "2019Q1 2019Q2 2019Q3 2019Q4"),
            ("2019-05-13", "2019-05-15", Unit::Day, 8, "2019-05-13 2019-05-14 2019-05-15"),
            // The 13th of May 2019 was a Monday.
            ("2019-05-12", "2019-05-28", Unit::Day, 8, "2019-05-13 2019-05-20 2019-05-27"),
            ("2019-04-30", "2019-07-31", Unit::Day, 6, "May_2019 Jun_2019 Jul_2019"),
        ] {
            let ticks = Period { unit, ..Period::years(day(first), day(last)) }.ticks(|_| most);
            let texts: Vec<String> = ticks.into_iter().map(|(_, text)| text.replace('\u{a0}', "_")).collect();
            assert_eq!(texts.join(" "), expected, "{first} {last}");
        }
    }
}
