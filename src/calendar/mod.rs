//! Points of time in tables: years, quarters, months, days, or plain numbers; how they are read, counted and written.

mod east_asia;
mod forms;
mod gregorian;
mod marks;
mod offices;
mod weeks;
mod words;

use std::fmt::{Display, Formatter, Result};

use forms::{COMPACT, FARTHEST, MONTHS};
use gregorian::{civil, days};

pub use east_asia::{cumulated, minguo};
pub use forms::{FORMS, SPANNING};
pub use marks::{has_mark, unmarked};
pub use offices::Span;

/// What a time is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Whole numbers: years, or a count.
    Number,
    /// Quarters.
    Quarter,
    /// Months.
    Month,
    /// Days.
    Day,
}

/// A point of time: a count of its unit. Quarters and months count from the year 0, days from the beginning of 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp {
    /// The unit.
    pub unit: Unit,
    /// The count.
    pub at: i64,
}

/// How the times of a table follow one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calendar {
    /// The unit of times.
    pub unit: Unit,
    /// Units from one time to the next.
    pub step: i64,
}

/// Days between dates that are months rather than days.
const FOUR_WEEKS: i64 = 28;
/// How far beside a period a time in years may lie by rounding, as a part of the period.
const ROUNDING: f64 = 1e-6;

impl Stamp {
    /// The month that a day is in; other units stay.
    #[must_use]
    pub fn to_month(self) -> Self {
        if self.unit != Unit::Day {
            return self;
        }
        let (year, month, _) = civil(self.at);
        Self { unit: Unit::Month, at: year * 12 + month - 1 }
    }

    /// The month that a number of six digits can stand for: 202003 is March 2020. A single number may as well be a count;
    /// if all times of a table are such, they are months.
    #[must_use]
    pub fn compact_month(self) -> Option<Self> {
        let (year, month) = (self.at / 100, self.at % 100);
        let is_month = self.unit == Unit::Number && COMPACT.contains(&year) && (1..=12).contains(&month);
        is_month.then_some(Self { unit: Unit::Month, at: year * 12 + month - 1 })
    }

    /// Whether it was written as a month but can be a year that begins in another: 2009/10 is October, or 2009 to 2010. If all
    /// times of a table are such, they are not months.
    #[must_use]
    pub fn may_span_years(self) -> bool {
        self.unit == Unit::Month && (self.at.div_euclid(12) + 1) % 100 == self.at.rem_euclid(12) + 1
    }

    /// Whether two days in order can stand for months: at least four weeks apart and not in one month.
    #[must_use]
    pub fn is_month_before(self, later: Self) -> bool {
        [self, later].iter().all(|stamp| stamp.unit == Unit::Day)
            && later.at - self.at >= FOUR_WEEKS
            && self.to_month() != later.to_month()
    }

    /// When the month ends, in years, of which it is the last day; none of other days and of what is no day.
    #[must_use]
    pub fn month_end(self) -> Option<f64> {
        let (month, next) = (self.to_month(), Self { at: self.at + 1, ..self }.to_month());
        (self.unit == Unit::Day && month != next).then(|| next.years())
    }

    /// The day that spreadsheets count from the end of 1899 with such a number: 43831 is 2020-01-01.
    ///
    /// Such numbers are told from years by their size; from March 1900 on, which is before all of them, the count is right in
    /// spite of a leap day that 1900 did not have (ECMA-376, part 1, section 18.17.4.1).
    #[must_use]
    pub fn of_serial(number: f64) -> Option<Self> {
        const SERIALS: std::ops::Range<f64> = 10_000.0..100_000.0;
        /// Of the beginning of 1970.
        const EPOCH: i64 = 25_569;
        SERIALS.contains(&number).then(|| Self { unit: Unit::Day, at: number.floor() as i64 - EPOCH })
    }

    /// What to say of a time that looks like one of those numbers; none of others.
    #[must_use]
    pub fn serial_hint(written: &str, number: f64) -> Option<String> {
        let date = Self::of_serial(number)?;
        Some(format!(
            "numbers such as {written} look like a spreadsheet's dates: {written} would be {date}; format the column as \
             dates, as 2020-01-31, and save it anew"
        ))
    }

    /// When it begins, in years: the second quarter of 2020 is 2020.25. Plain numbers stay.
    #[must_use]
    pub fn years(self) -> f64 {
        match self.unit {
            Unit::Number => self.at as f64,
            Unit::Quarter => self.at as f64 / 4.0,
            Unit::Month => self.at as f64 / 12.0,
            Unit::Day => {
                let (year, ..) = civil(self.at);
                let begins = days(year, 1, 1);
                year as f64 + (self.at - begins) as f64 / (days(year + 1, 1, 1) - begins) as f64
            }
        }
    }

    /// The number, quarter, month or day that a time in years lies in: the inverse of [`Stamp::years`], but for rounding. Times
    /// beyond all that are counted lie in the farthest.
    #[must_use]
    pub fn containing(years: f64, unit: Unit) -> Self {
        /// As many days as the farthest years have.
        const MOST: f64 = 366.0 * FARTHEST as f64;
        let floor = |units: f64| (units + ROUNDING).floor().clamp(-MOST, MOST) as i64;
        let at = match unit {
            Unit::Number => floor(years),
            Unit::Quarter => floor(years * 4.0),
            Unit::Month => floor(years * 12.0),
            Unit::Day => {
                let year = (years + ROUNDING / 366.0).floor().clamp(-FARTHEST as f64, FARTHEST as f64);
                let begins = days(year as i64, 1, 1);
                begins + floor((years - year) * (days(year as i64 + 1, 1, 1) - begins) as f64)
            }
        };
        Self { unit, at }
    }

    /// It as text for people: months are named, as `May 2019`; others are as in tables.
    #[must_use]
    pub fn words(self) -> String {
        if self.unit != Unit::Month {
            return self.to_string();
        }
        let (year, name) = (self.at.div_euclid(12), MONTHS[self.at.rem_euclid(12) as usize]);
        format!("{}{} {year}", name[..1].to_uppercase(), &name[1..3])
    }

    /// The one after it.
    #[must_use]
    pub fn next(self) -> Self {
        Self { unit: self.unit, at: self.at + 1 }
    }
}

impl Display for Stamp {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        match self.unit {
            Unit::Number => write!(out, "{}", self.at),
            Unit::Quarter => write!(out, "{}Q{}", self.at.div_euclid(4), self.at.rem_euclid(4) + 1),
            Unit::Month => write!(out, "{}-{:02}", self.at.div_euclid(12), self.at.rem_euclid(12) + 1),
            Unit::Day => {
                let (year, month, day) = civil(self.at);
                write!(out, "{year}-{month:02}-{day:02}")
            }
        }
    }
}

impl Calendar {
    /// A time as text.
    #[must_use]
    pub fn text(&self, at: i64) -> String {
        self.stamp(at).to_string()
    }

    /// A time in years, for charts; plain numbers stay.
    #[must_use]
    pub fn years(&self, at: i64) -> f64 {
        self.stamp(at).years()
    }

    fn stamp(&self, at: i64) -> Stamp {
        Stamp { unit: self.unit, at }
    }

    /// Steps in a season: quarters and months of a year, days of a week, weeks of a year; 1 if there is none.
    #[must_use]
    pub fn period(&self) -> usize {
        let whole = |cycle: i64| if cycle % self.step == 0 { (cycle / self.step) as usize } else { 1 };
        match (self.unit, self.step) {
            (Unit::Quarter, _) => whole(4),
            (Unit::Month, _) => whole(12),
            (Unit::Day, 1) => 7,
            (Unit::Day, 7) => 52,
            (Unit::Number | Unit::Day, _) => 1,
        }
    }

    /// The steps of a forecast if none are asked for: those of the M competitions for yearly, quarterly and monthly data
    /// (Makridakis & Hibon 2000), and two weeks or a quarter of a year for finer ones.
    #[must_use]
    pub fn horizon(&self) -> usize {
        match self.period() {
            4 => 8,
            12 => 18,
            7 => 14,
            52 => 13,
            _ => 6,
        }
    }

    /// What the steps are, in words.
    #[must_use]
    pub fn words(&self) -> String {
        let (one, many) = match self.unit {
            Unit::Number => ("step by one", "steps of"),
            Unit::Quarter => ("quarterly", "quarters apart:"),
            Unit::Month => ("monthly", "months apart:"),
            Unit::Day => ("daily", "days apart:"),
        };
        if self.step == 1 { one.to_owned() } else { format!("{many} {}", self.step) }
    }
}

/// The greatest common divisor.
#[must_use]
pub fn common_divisor(a: i64, b: i64) -> i64 {
    if b == 0 { a.abs() } else { common_divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_time() {
        for (text, unit, shown) in [
            ("2020", Unit::Number, "2020"),
            ("2020.0", Unit::Number, "2020"),
            ("17", Unit::Number, "17"),
            ("2020Q1", Unit::Quarter, "2020Q1"),
            ("2020-q4", Unit::Quarter, "2020Q4"),
            ("Q3 2020", Unit::Quarter, "2020Q3"),
            ("2020-03", Unit::Month, "2020-03"),
            ("2020/3", Unit::Month, "2020-03"),
            ("2020M03", Unit::Month, "2020-03"),
            ("Mar 2020", Unit::Month, "2020-03"),
            ("2020 September", Unit::Month, "2020-09"),
            ("Dec-2020", Unit::Month, "2020-12"),
            ("2020-02-29", Unit::Day, "2020-02-29"),
            ("2020/12/31", Unit::Day, "2020-12-31"),
            ("31.03.2020", Unit::Day, "2020-03-31"),
            ("2020-03-31T00:00:00Z", Unit::Day, "2020-03-31"),
            ("1969-12-31 00:00", Unit::Day, "1969-12-31"),
            ("2019-01-01T00:00:00.000", Unit::Day, "2019-01-01"),
            ("2023-01-01 00:00:00+00:00", Unit::Day, "2023-01-01"),
            ("2023-01-01T00:00:00.000000+0800", Unit::Day, "2023-01-01"),
            ("2023-01-01 00:00:00 UTC", Unit::Day, "2023-01-01"),
            ("20200331", Unit::Day, "2020-03-31"),
            ("20201331", Unit::Number, "20201331"),
        ] {
            let stamp = Stamp::parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((stamp.unit, Calendar { unit, step: 1 }.text(stamp.at).as_str()), (unit, shown), "{text}");
        }
        for text in [
            "",
            "soon",
            "2020.5",
            "2020Q5",
            "Q10101",
            "2023-01-01 01:00:00+00:00",
            "2020-13",
            "2021-02-29",
            "31/03/2020",
            "03-2020",
            "99999999999",
            "-9223372036854775808",
            "9223372036854775807",
            "NaN",
        ] {
            assert_eq!(Stamp::parse(text), None, "{text}");
        }
    }

    #[test]
    fn days_are_counted_right() {
        // From `datetime.date(...).toordinal() - 719163` of Python.
        for (text, at) in [("1970-01-01", 0), ("2000-03-01", 11_017), ("2024-02-29", 19_782), ("1900-12-31", -25_203)] {
            assert_eq!(Stamp::parse(text).map(|stamp| stamp.at), Some(at), "{text}");
        }
        assert_eq!(Stamp::parse("2020-03-31").map(Stamp::to_month), Stamp::parse("2020-03"));
    }

    #[test]
    fn times_in_years_and_back() {
        // 2020 has 366 days, of which 90 are gone when the last of March begins.
        for (text, years) in [
            ("2020", 2020.0),
            ("2020Q2", 2020.25),
            ("2020-07", 2020.5),
            ("2020-01-01", 2020.0),
            ("31.03.2020", 2020.0 + 90.0 / 366.0),
            ("2021-12-31", 2021.0 + 364.0 / 365.0),
        ] {
            let stamp = Stamp::parse(text).expect(text);
            assert!((stamp.years() - years).abs() < 1e-9, "{text}: {}", stamp.years());
            assert_eq!(Stamp::containing(years, stamp.unit), stamp, "{text}");
            let almost = stamp.years() + 0.999 * (stamp.next().years() - stamp.years());
            assert_eq!(Stamp::containing(almost, stamp.unit), stamp, "{text}");
        }
    }

    #[test]
    fn times_beyond_all_count_as_the_farthest() {
        for unit in [Unit::Number, Unit::Quarter, Unit::Month, Unit::Day] {
            for years in [1e300, f64::MAX, f64::INFINITY, 9_223_372_036_854_775_807.0] {
                let [early, late] = [-years, years].map(|years| Stamp::containing(years, unit));
                // Neither wraps: what comes after lies later, and so does what is written.
                for stamp in [early, late] {
                    assert!(stamp.next().years() > stamp.years(), "{years} {unit:?}");
                    assert!(stamp.next().to_string() != stamp.to_string(), "{years} {unit:?}");
                }
                assert!(early.years() < -1e8 && late.years() > 1e8, "{early} {late}");
            }
            assert_eq!(Stamp::containing(f64::NAN, unit).next().at, Stamp::containing(f64::NAN, unit).at + 1);
        }
    }

    #[test]
    fn last_days_and_serial_numbers() {
        for (text, end) in [
            ("2020-12-31", Some(2021.0)),
            ("2020-02-29", Some(2020.0 + 2.0 / 12.0)),
            ("2021-03-31", Some(2021.25)),
            ("2020-12-30", None),
            ("2020-12", None),
            ("2020", None),
        ] {
            assert_eq!(Stamp::parse(text).and_then(Stamp::month_end), end, "{text}");
        }
        // As LibreOffice 7.4 shows these numbers as dates.
        for (number, date) in
            [(43_831.0, Some("2020-01-01")), (44_196.5, Some("2020-12-31")), (2020.0, None), (2e5, None)]
        {
            assert_eq!(Stamp::of_serial(number).map(|stamp| stamp.to_string()).as_deref(), date, "{number}");
        }
    }

    #[test]
    fn days_and_digits_that_are_months() {
        for (a, b, months) in [
            ("2020-01-31", "2020-02-29", true),
            ("2020-01-01", "2020-01-31", false),
            ("2020-01-31", "2020-02-27", false),
            ("2020-01", "2020-02", false),
        ] {
            let [a, b] = [a, b].map(|text| Stamp::parse(text).expect(text));
            assert_eq!(a.is_month_before(b), months, "{a} {b}");
        }
        for (text, spanning) in [("2009/10", true), ("2000-01", true), ("2009/11", false), ("2009", false)] {
            assert_eq!(Stamp::parse(text).map(Stamp::may_span_years), Some(spanning), "{text}");
        }
        for (text, month) in [("202003", Some("2020-03")), ("202013", None), ("2020", None), ("120003", None)] {
            let stamp = Stamp::parse(text).expect(text);
            assert_eq!(stamp.compact_month().map(|stamp| stamp.to_string()).as_deref(), month, "{text}");
        }
    }

    #[test]
    fn steps_and_seasons() {
        for (unit, step, period) in [
            (Unit::Number, 1, 1),
            (Unit::Quarter, 1, 4),
            (Unit::Month, 1, 12),
            (Unit::Month, 3, 4),
            (Unit::Month, 12, 1),
            (Unit::Month, 5, 1),
            (Unit::Day, 1, 7),
            (Unit::Day, 7, 52),
        ] {
            assert_eq!(Calendar { unit, step }.period(), period, "{unit:?} {step}");
        }
        assert_eq!(common_divisor(12, 18), 6);
    }
}
