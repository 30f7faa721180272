//! How times are read: the forms that are told apart.

use super::gregorian::{civil, days};
use super::{Stamp, Unit};

/// The forms of time that are read, for messages.
pub const FORMS: &str = "2020, 2020Q1, 2020-03, Mar 2020, 2020-03-31 or 31.03.2020";
/// What to do about years such as 2009/10, for messages.
pub const SPANNING: &str =
    "for years such as 2009/10 write the year in which they begin, as 2009; for months write Oct 2009";
/// Years in which digits without separators are taken for dates.
pub(super) const COMPACT: std::ops::RangeInclusive<i64> = 1800..=2199;
/// Counts beyond this are taken for mistakes.
pub(super) const FARTHEST: i64 = 1_000_000_000;

/// The months, as they are read.
pub(super) const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

impl Stamp {
    /// Reads a time in one of the `FORMS`, or with slashes, as `2020M03`, `Q1 2020`, `20200331`, or followed by midnight.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        let text = text.strip_suffix('z').unwrap_or(&text);
        let text = without_midnight(text);
        compact_day(text)
            .or_else(|| number(text))
            .or_else(|| quarter(text))
            .or_else(|| day(text))
            .or_else(|| month(text))
    }
}

/// A date without the midnight behind it, parts of seconds and zone included: `2020-03-31 00:00:00.000+00:00`. A zone's midnight
/// is that of its clocks.
fn without_midnight(text: &str) -> &str {
    const MIDNIGHT: [&str; 4] = ["t00:00:00", " 00:00:00", "t00:00", " 00:00"];
    if !text.contains("00:00") {
        return text;
    }
    let is_zone =
        |zone: &str| matches!(zone.len(), 2 | 4 | 5) && zone.bytes().all(|byte| byte.is_ascii_digit() || byte == b':');
    let at_midnight = |clock: &'_ str| -> Option<usize> {
        let clock = clock.trim_end();
        let whole = clock.trim_end_matches('0').strip_suffix('.').unwrap_or(clock);
        MIDNIGHT.iter().find_map(|end| whole.strip_suffix(end)).map(str::len)
    };
    let zoned = || {
        let at = text.rfind(['+', '-']).filter(|at| is_zone(&text[at + 1..]))?;
        at_midnight(&text[..at])
    };
    let named = || at_midnight(text.strip_suffix("utc").or_else(|| text.strip_suffix("gmt"))?);
    at_midnight(text).or_else(zoned).or_else(named).map_or(text, |end| &text[..end])
}

fn number(text: &str) -> Option<Stamp> {
    let whole = text.strip_suffix(".0").unwrap_or(text);
    let at: i64 = whole.parse().ok()?;
    (-FARTHEST..=FARTHEST).contains(&at).then_some(Stamp { unit: Unit::Number, at })
}

/// Year, month and day as eight digits.
fn compact_day(text: &str) -> Option<Stamp> {
    let digits = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    let date: i64 = if digits { text.parse().ok()? } else { return None };
    COMPACT.contains(&(date / 10_000)).then(|| date_of(date / 10_000, date / 100 % 100, date % 100))?
}

fn quarter(text: &str) -> Option<Stamp> {
    let (before, after) = text.split_once('q')?;
    let separators = ['-', ' ', '/', ':'];
    let (year, quarter) = if before.is_empty() {
        let (quarter, year) = after.split_at_checked(1)?;
        (year.trim_start_matches(separators), quarter)
    } else {
        (before.trim_end_matches(separators), after)
    };
    // Codes of tables look like this too: `Q10101`.
    let (year, quarter) = (year_of(year).filter(|year| *year >= 1000)?, quarter.parse::<i64>().ok()?);
    (1..=4).contains(&quarter).then_some(Stamp { unit: Unit::Quarter, at: year * 4 + quarter - 1 })
}

fn month(text: &str) -> Option<Stamp> {
    let parts: Vec<&str> = text.split(['-', '/', ' ', 'm']).filter(|part| !part.is_empty()).collect();
    let named = |part: &str| {
        let name = part.trim_end_matches('.');
        let index = MONTHS.iter().position(|month| name.len() >= 3 && month.starts_with(name))?;
        Some(index as i64 + 1)
    };
    let words: Vec<&str> = text.split(['-', '/', ' ', ',']).filter(|part| !part.is_empty()).collect();
    let (year, month) = match (words.as_slice(), parts.as_slice()) {
        ([a, b], _) if named(a).is_some() => (year_of(b)?, named(a)?),
        ([a, b], _) if named(b).is_some() => (year_of(a)?, named(b)?),
        (_, [year, month]) => (year_of(year)?, month.parse().ok()?),
        _ => return None,
    };
    (1..=12).contains(&month).then_some(Stamp { unit: Unit::Month, at: year * 12 + month - 1 })
}

fn day(text: &str) -> Option<Stamp> {
    let parts: Vec<&str> = text.split(['-', '/']).collect();
    let points: Vec<&str> = text.split('.').collect();
    let (year, month, day) = match (parts.as_slice(), points.as_slice()) {
        ([year, month, day], _) | (_, [day, month, year]) => (year_of(year)?, month.parse().ok()?, day.parse().ok()?),
        _ => return None,
    };
    date_of(year, month, day)
}

/// The day of a date, if the calendar has it.
fn date_of(year: i64, month: i64, day: i64) -> Option<Stamp> {
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let at = days(year, month, day);
    (civil(at) == (year, month, day)).then_some(Stamp { unit: Unit::Day, at })
}

/// A year of four digits: shorter ones are taken for something else.
fn year_of(text: &str) -> Option<i64> {
    (text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}
