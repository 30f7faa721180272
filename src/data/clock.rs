//! Times of a column. What one of them leaves open, the others decide.

mod counted;
mod numbered;
mod parted;
mod together;

use std::collections::BTreeMap;

use counted::{cumulated_months, epoch, epoch_day, republic, serial};
use numbered::{numbered, three};
use parted::parted;
pub(super) use parted::{are_parted, is_parted};
use together::{months, months_together, week_of, weeks};

use super::part::Part;
use crate::calendar::{Span as Covers, Stamp, Unit, cumulated, minguo, unmarked};

/// Which number of `03/04/2020` is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    /// `31/03/2020`
    DayFirst,
    /// `03/31/2020`
    MonthFirst,
}

/// How times that can be read in two ways are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Rule {
    /// None leaves anything open.
    #[default]
    Plain,
    /// Three numbers, the year last.
    Numbered(DateOrder),
    /// Years such as 2009/10.
    Fiscal,
    /// Six digits: a year and a month.
    Compact,
    /// A spreadsheet's count of days, from the end of 1899, or from the beginning of 1904.
    Serial { from_1904: bool },
    /// Parts of years: the quarter or month that begins then.
    Part(Unit),
    /// `2020.03` is March.
    PointMonth,
    /// `ene-23` is January 2023.
    ShortMonth,
    /// `2024年1-5月` is all that there is up to May.
    Cumulated,
    /// `112年` is 2023.
    Minguo,
    /// Milliseconds from the beginning of 1970.
    Epoch,
    /// `2019:1` is such a part of a year.
    Parted(Part),
    /// `52/2022`, `2022-S52`, `202252` are weeks.
    Week,
    /// `Jan-Mar 2023` is dated by its last month, or is a quarter.
    Months { quarters: bool },
}

/// How the times of a column are read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Clock {
    rule: Rule,
}

/// A column of times that can be read in two ways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ambiguous {
    /// A text of it.
    pub text: String,
    /// The two readings.
    pub readings: [String; 2],
    /// What decides.
    pub remedy: &'static str,
}

/// What is known beside the texts of a column.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hints {
    /// Which number of a date is the day, if that was said.
    pub order: Option<DateOrder>,
    /// Whether the heading says that these are times.
    pub named: bool,
    /// Whether the file counts days from 1904.
    pub from_1904: bool,
    /// What parts of years times are, if that was said.
    pub part: Option<Part>,
}

impl Clock {
    /// Decides by all texts of a column that are not plain; gives a note where there was something to decide.
    ///
    /// # Errors
    /// Nothing decides between two readings.
    pub fn of<'a>(texts: impl Iterator<Item = &'a str>, hints: Hints) -> Result<(Self, Option<String>), Ambiguous> {
        let mut distinct: BTreeMap<&str, usize> = BTreeMap::new();
        let mut last = "";
        for text in texts.map(unmarked).filter(|text| !text.is_empty()) {
            // Times of rows that follow one another are often the same.
            if text != last {
                *distinct.entry(text).or_default() += 1;
                last = text;
            }
        }
        let texts: Vec<&str> = distinct.into_keys().collect();
        if texts.is_empty() {
            return Ok((Self::default(), None));
        }
        if let Some(numbered) = numbered(&texts, hints) {
            return numbered;
        }
        let found = parted(&texts, hints)?
            .or_else(|| cumulated_months(&texts))
            .or_else(|| republic(&texts))
            .or_else(|| epoch(&texts, hints))
            .or_else(|| weeks(&texts, hints))
            .or_else(|| months_together(&texts))
            .or_else(|| fiscal(&texts))
            .or_else(|| compact(&texts))
            .or_else(|| serial(&texts, hints))
            .or_else(|| point_month(&texts))
            .or_else(|| parts(&texts))
            .or_else(|| short_months(&texts));
        if found.is_none() && texts.len() == 1 {
            one_fiscal(texts[0])?;
        }
        Ok(found.map_or((Self::default(), None), |(rule, note)| (Self { rule }, Some(note))))
    }

    /// Whether numbers are what they are: years, with parts or without, or a count.
    #[must_use]
    pub fn reads_numbers_as_they_are(self) -> bool {
        matches!(self.rule, Rule::Plain | Rule::Numbered(_) | Rule::Fiscal | Rule::Part(_))
    }

    /// Whether times are months of six digits.
    #[must_use]
    pub fn is_compact(self) -> bool {
        self.rule == Rule::Compact
    }

    /// Reads one time, and what it covers.
    #[must_use]
    pub fn read(self, text: &str) -> Option<(Stamp, Covers)> {
        let text = unmarked(text.trim());
        match self.rule {
            Rule::Plain => Stamp::lenient(text),
            Rule::Numbered(order) => {
                let (a, b, year) = three(text)?;
                let (day, month) = if order == DateOrder::DayFirst { (a, b) } else { (b, a) };
                let stamp = Stamp::parse(&format!("{year:04}-{month:02}-{day:02}"))?;
                Some((stamp, Covers::Day))
            }
            Rule::Fiscal => {
                let (stamp, _) = Stamp::lenient(text)?;
                let at = if stamp.unit == Unit::Month { stamp.at.div_euclid(12) } else { stamp.at };
                Some((Stamp { unit: Unit::Number, at }, Covers::FiscalYear))
            }
            Rule::Compact => Some((Stamp::parse(text)?.compact_month()?, Covers::Month)),
            Rule::Serial { from_1904 } => {
                /// Days from the end of 1899 to the beginning of 1904.
                const SYSTEMS: f64 = 1462.0;
                let number = text.parse::<f64>().ok()? + if from_1904 { SYSTEMS } else { 0.0 };
                Some((Stamp::of_serial(number)?, Covers::Day))
            }
            Rule::Part(unit) => {
                /// Parts of years are written with two digits.
                const ROUNDED: f64 = 0.006;
                let stamp = Stamp::containing(text.parse::<f64>().ok()? + ROUNDED, unit);
                Some((stamp, if unit == Unit::Quarter { Covers::Quarter } else { Covers::Month }))
            }
            Rule::ShortMonth => Stamp::short_month(text),
            Rule::Cumulated => cumulated(text).map(|stamp| (stamp, Covers::Month)),
            Rule::Minguo => Stamp::lenient(&minguo(text)?),
            Rule::Epoch => Some((epoch_day(text)?, Covers::Day)),
            Rule::Parted(part) => parted::read(text, part),
            Rule::Week => week_of(text).and_then(|(year, week)| Some((Stamp::of_week(year, week)?, Covers::Week))),
            Rule::Months { quarters } => months(text).map(|(_, last)| together::dated(last, quarters)),
            Rule::PointMonth => {
                let (year, month) = text.split_once('.')?;
                let month = if month == "1" { "10" } else { month };
                Some((Stamp::parse(&format!("{year}-{month}"))?, Covers::Month))
            }
        }
    }
}

/// Whether a text can be a time of six digits, a date of three numbers, or a year and a month with a point between them.
pub(super) fn is_written_in_numbers(text: &str) -> bool {
    let text = unmarked(text);
    is_month_of_digits(text) || three(text).is_some_and(|(a, b, _)| a.min(b) <= 12 && a.max(b) <= 31)
}

/// Whether a text is a year and a month in digits: `202301`, `2023.01`.
fn is_month_of_digits(text: &str) -> bool {
    let whole = text.len() == 6 && Stamp::parse(text).is_some_and(|stamp| stamp.compact_month().is_some());
    whole || fraction(text).is_some_and(|part| part == "1" || part.len() == 2)
}

/// Months in digits that follow one another, each once, as headings of columns have them: none of them is a number then.
pub(super) fn are_months_of_digits<'a>(texts: impl Iterator<Item = &'a str>) -> bool {
    let texts: Vec<&str> = texts.map(unmarked).collect();
    if !texts.iter().all(|text| is_month_of_digits(text)) {
        return false;
    }
    let Ok((clock, _)) = Clock::of(texts.iter().copied(), Hints { named: true, ..Hints::default() }) else {
        return false;
    };
    let months: Option<Vec<i64>> = texts
        .iter()
        .map(|text| clock.read(text).filter(|(stamp, _)| stamp.unit == Unit::Month).map(|(stamp, _)| stamp.at))
        .collect();
    months.is_some_and(|months| {
        let step = |pair: &[i64]| pair[1] - pair[0];
        months.len() > 1
            && months
                .windows(2)
                .all(|pair| step(pair) == step(&months[..2]) && step(pair).abs() <= 12 && step(pair) != 0)
    })
}

/// Years such as 2009/10, if all are and there are two at least: as months they would be 13 apart.
fn fiscal(texts: &[&str]) -> Option<(Rule, String)> {
    let is_one = |text: &&str| {
        Stamp::lenient(text).is_some_and(|(stamp, covers)| covers == Covers::FiscalYear || stamp.may_span_years())
    };
    let open = texts.iter().any(|text| Stamp::lenient(text).is_some_and(|(_, covers)| covers == Covers::Month));
    let note = |text: &str| {
        format!(
            "times such as {text} are years that begin in one year and end in the next; they are counted by the first"
        )
    };
    (texts.iter().all(is_one) && (texts.len() > 1 || !open)).then(|| (Rule::Fiscal, note(texts[0])))
}

/// A single time that may be a month or a year.
fn one_fiscal(text: &str) -> Result<(), Ambiguous> {
    let open = Stamp::parse(text)
        .filter(|stamp| stamp.may_span_years() && text.len() <= 7 && !text.contains(char::is_alphabetic));
    let Some(stamp) = open.filter(|_| text.contains(['/', '-'])) else { return Ok(()) };
    let year = stamp.at.div_euclid(12);
    // 2020-01 is the usual form of a month.
    if text.contains('-') {
        return Ok(());
    }
    let readings = [stamp.words(), format!("the year that begins in {year}")];
    Err(Ambiguous { text: text.to_owned(), readings, remedy: "write the month as 2009-10, or the year as 2009" })
}

/// Six digits in all times are a year and a month, but for whole years among them.
fn compact(texts: &[&str]) -> Option<(Rule, String)> {
    let is_month =
        |text: &&&str| text.len() == 6 && Stamp::parse(text).is_some_and(|stamp| stamp.compact_month().is_some());
    let months = texts.iter().filter(is_month).count();
    let all = texts.iter().all(|text| is_month(&text) || is_whole_year(text));
    let first = texts.iter().find(is_month)?;
    (all && months * 2 >= texts.len())
        .then(|| (Rule::Compact, format!("times such as {first} are read as a year and a month")))
}

/// Numbers of times that do not begin small are at most this: years, and counts of days of spreadsheets.
pub(super) const LARGEST: i64 = 99_999;

/// A number that is read as a year or a count.
pub(super) fn count(clock: Clock, text: &str) -> Option<i64> {
    let found = clock.read(text).filter(|(stamp, covers)| stamp.unit == Unit::Number && *covers == Covers::Number);
    found.map(|(stamp, _)| stamp.at)
}

/// Whether a text stands for a whole year among months of six digits: `202313` (Energy Information Administration), `202352`
/// (Eurostat's trade).
pub(super) fn is_whole_year(text: &str) -> bool {
    const WHOLE: [&str; 2] = ["13", "52"];
    let year = |text: &str| Stamp::parse(&format!("{text}01")).is_some_and(|stamp| stamp.compact_month().is_some());
    text.len() == 6 && text.split_at_checked(4).is_some_and(|(at, part)| WHOLE.contains(&part) && year(at))
}

/// The part of a year that a number ends with, as a text.
fn fraction(text: &str) -> Option<&str> {
    let (year, part) = text.split_once('.')?;
    let fine = year.len() == 4
        && !part.is_empty()
        && [year, part].iter().all(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    fine.then_some(part)
}

/// `2020.01` to `2020.12`, where some cannot be parts of years.
fn point_month(texts: &[&str]) -> Option<(Rule, String)> {
    let parts: Vec<&str> = texts.iter().map(|text| fraction(text)).collect::<Option<_>>()?;
    let months =
        parts.iter().all(|part| *part == "1" || (part.len() == 2 && (1..=12).contains(&part.parse().unwrap_or(0))));
    let sure = parts.iter().any(|part| matches!(*part, "01" | "02" | "03" | "05" | "06" | "07" | "09" | "10" | "11"));
    (months && sure)
        .then(|| (Rule::PointMonth, format!("times such as {} are a year and the number of a month", texts[0])))
}

/// Months in three letters of another language before two digits, where all times are such and several months are named.
fn short_months(texts: &[&str]) -> Option<(Rule, String)> {
    /// Different months at least.
    const FEWEST: usize = 3;
    let plain = |text: &&&str| Stamp::lenient(text).is_none();
    let first = texts.iter().find(plain)?;
    let months: Option<Vec<Stamp>> = texts.iter().map(|text| Some(Stamp::short_month(text)?.0)).collect();
    let months: std::collections::BTreeSet<i64> = months?.iter().map(|month| month.at.rem_euclid(12)).collect();
    let read = Stamp::short_month(first)?.0;
    (months.len() >= FEWEST).then(|| (Rule::ShortMonth, format!("times such as {first} are months: {read}")))
}

/// Numbers with parts of years: quarters if all are, else months.
fn parts(texts: &[&str]) -> Option<(Rule, String)> {
    let numbers: Option<Vec<f64>> = texts.iter().map(|text| text.parse::<f64>().ok()).collect();
    let numbers = numbers?;
    let years = texts.iter().all(|text| text.split('.').next().is_some_and(|year| year.len() == 4));
    if !years || numbers.iter().all(|number| number.fract() == 0.0) {
        return None;
    }
    let near = |per_year: f64| {
        numbers.iter().all(|number| {
            let steps = number * per_year;
            (steps - steps.round()).abs() / per_year < 0.006
        })
    };
    let (unit, words) = if near(4.0) { (Unit::Quarter, "quarters") } else { (Unit::Month, "months") };
    let rule = Rule::Part(unit);
    let shown = texts.iter().find(|text| text.contains('.')).unwrap_or(&texts[0]);
    let (stamp, _) = Clock { rule }.read(shown)?;
    near(12.0).then(|| (rule, format!("times such as {shown} are parts of years: {words}, {shown} is {stamp}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(texts: &[&str]) -> Result<Vec<String>, Ambiguous> {
        let hints = Hints { named: true, ..Hints::default() };
        let (clock, _) = Clock::of(texts.iter().copied(), hints)?;
        Ok(texts
            .iter()
            .map(|text| clock.read(text).map_or("?".to_owned(), |(stamp, covers)| covers.text(stamp)))
            .collect())
    }

    #[test]
    fn columns_decide() {
        for (texts, expected) in [
            (vec!["01/02/2020", "31/03/2020"], vec!["2020-02-01", "2020-03-31"]),
            (vec!["01/02/2020", "03/31/2020"], vec!["2020-01-02", "2020-03-31"]),
            (vec!["01.02.2020", "02.03.2020"], vec!["2020-02-01", "2020-03-02"]),
            (vec!["2008/09", "2009/10", "2010/11"], vec!["2008/09", "2009/10", "2010/11"]),
            (vec!["2015/16", "2016/17"], vec!["2015/16", "2016/17"]),
            (vec!["2009-10", "2009-11"], vec!["2009-10", "2009-11"]),
            (vec!["202001", "202002"], vec!["2020-01", "2020-02"]),
            (vec!["202001", "202002", "202013"], vec!["2020-01", "2020-02", "?"]),
            (vec!["43466", "43497"], vec!["2019-01-01", "2019-02-01"]),
            (vec!["2020", "2020.25", "2020.5", "2020.75"], vec!["2020Q1", "2020Q2", "2020Q3", "2020Q4"]),
            (vec!["2020.00", "2020.08", "2020.17"], vec!["2020-01", "2020-02", "2020-03"]),
            (vec!["2020.09", "2020.1", "2020.11"], vec!["2020-09", "2020-10", "2020-11"]),
            (vec!["2019", "2020"], vec!["2019", "2020"]),
        ] {
            assert_eq!(read(&texts), Ok(expected.iter().map(|text| (*text).to_owned()).collect()), "{texts:?}");
        }
    }

    #[test]
    fn what_nothing_decides_is_refused_with_both_readings() {
        let found = read(&["01/02/2020", "01/03/2020"]).expect_err("two readings");
        assert_eq!(found.readings, ["2020-02-01".to_owned(), "2020-01-02".to_owned()]);
        assert!(read(&["31/03/2020", "03/31/2020"]).is_err(), "both orders");
        assert!(read(&["2009/10"]).is_err());
    }

    #[test]
    fn dates_from_1904() {
        // 1 January 2020 is 43831 days after the end of 1899, and 42369 after the beginning of 1904.
        let hints = Hints { named: true, from_1904: true, ..Hints::default() };
        let (clock, _) = Clock::of(["42369"].into_iter(), hints).expect("dates");
        assert_eq!(clock.read("42369").map(|(stamp, _)| stamp.to_string()).as_deref(), Some("2020-01-01"));
    }
}
