//! Times as offices and spreadsheets write them, beyond the forms that messages recommend.

use super::east_asia::{chinese, east_asian};
use super::forms::{COMPACT, MONTHS};
use super::marks::{without_bracket, without_mark, without_word};
use super::weeks::{week, week_text};
use super::words::{month_named, part_in_words};
use super::{Stamp, Unit};

/// What a time covers, as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Span {
    /// A whole number: a year, or a count.
    Number,
    /// A year that begins in one year and ends in the next.
    FiscalYear,
    /// Half a year.
    Half,
    /// A quarter.
    Quarter,
    /// A month.
    Month,
    /// A week that begins on Monday (ISO 8601).
    Week,
    /// A day.
    Day,
}

impl Span {
    /// The many of it, in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Number => "years",
            Self::FiscalYear => "fiscal years",
            Self::Half => "half-years",
            Self::Quarter => "quarters",
            Self::Month => "months",
            Self::Week => "weeks",
            Self::Day => "days",
        }
    }

    /// The kind of times of such a name: `years`, `quarters`, `months`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let kinds = [Self::Number, Self::FiscalYear, Self::Half, Self::Quarter, Self::Month, Self::Week, Self::Day];
        kinds.into_iter().find(|kind| kind.words() == name)
    }

    /// A time as text: halves and weeks, which are counted in quarters and days, under their own names.
    #[must_use]
    pub fn text(self, stamp: Stamp) -> String {
        match self {
            Self::Half => format!("{}H{}", stamp.at.div_euclid(4), stamp.at.rem_euclid(4) / 2 + 1),
            Self::Week => week_text(stamp.at),
            Self::FiscalYear => format!("{}/{:02}", stamp.at, (stamp.at + 1).rem_euclid(100)),
            Self::Number | Self::Quarter | Self::Month | Self::Day => stamp.to_string(),
        }
    }
}

impl Stamp {
    /// Reads a time in any form that leaves no doubt, and says what it covers: those of [`Stamp::parse`], and `2015-S1`,
    /// `2020-W53`, `1Q20`, `Q1/2020`, `2020-T1`, `Jan-19`, `2019/20`, `FY2019`, `2019年3月`, `2015 [YR2015]`, `X2019`.
    ///
    /// Half-years are their first quarters, weeks their Mondays; fiscal years are numbered by the year in which they begin,
    /// but those that are called by one year by that.
    #[must_use]
    pub fn lenient(text: &str) -> Option<(Self, Span)> {
        let text = text.trim();
        if let Some(year) = plain_year(text).or_else(|| short_year(text)) {
            return Some((Self { unit: Unit::Number, at: year }, Span::Number));
        }
        let text = without_word(without_mark(without_bracket(text)));
        if let Some(stamp) = Self::parse(text) {
            let year = fiscal(text).filter(|_| stamp.unit == Unit::Month && !stamp.may_span_years());
            return Some(year.unwrap_or((stamp, of_unit(stamp.unit))));
        }
        let lower = text.to_lowercase();
        let plain = lower.trim_start_matches(['x', 'y']).trim();
        fiscal(plain)
            .or_else(|| chinese(plain))
            .or_else(|| chinese(&east_asian(plain)?))
            .or_else(|| coded(plain))
            .or_else(|| fourth(plain))
            .or_else(|| part_of_year(plain))
            .or_else(|| part_in_words(plain))
            .or_else(|| named_month(plain))
            .or_else(|| month_then_year(plain))
            .or_else(|| week(plain))
            .or_else(|| written_date(plain))
            .or_else(|| {
                let stamp =
                    (plain.len() < lower.len()).then(|| Self::parse(plain.trim_start_matches(['r', '_', '.'])))??;
                Some((stamp, of_unit(stamp.unit)))
            })
    }

    /// Reads a month in three letters before two digits of its year, in any language: `ene-23`, `Mrz 23`. A single text of this
    /// kind may be anything; a column of them is not.
    #[must_use]
    pub fn short_month(text: &str) -> Option<(Self, Span)> {
        month_of(text.trim().to_lowercase().as_str(), true).filter(|(_, span)| *span == Span::Month)
    }
}

fn of_unit(unit: Unit) -> Span {
    match unit {
        Unit::Number => Span::Number,
        Unit::Quarter => Span::Quarter,
        Unit::Month => Span::Month,
        Unit::Day => Span::Day,
    }
}

/// Four digits: by far the most times there are.
pub(super) fn plain_year(text: &str) -> Option<i64> {
    let digits = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

/// `'19`: a year of which two digits are left away.
fn short_year(text: &str) -> Option<i64> {
    text.strip_prefix(['\'', '’']).filter(|rest| rest.len() == 2).and_then(year)
}

pub(super) fn digits(text: &str, least: usize, most: usize) -> Option<i64> {
    let fine = (least..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if fine { text.parse().ok() } else { None }
}

/// A year of four digits, or of two: up to 68 in this century (POSIX).
fn year(text: &str) -> Option<i64> {
    match text.len() {
        2 => digits(text, 2, 2).map(|year| if year <= 68 { 2000 + year } else { 1900 + year }),
        _ => digits(text, 4, 4),
    }
}

/// `2019/20`, `1998-99`, `2019/2020`, `FY2019`, `FY 2019/20`, `FY20`.
pub(super) fn fiscal(text: &str) -> Option<(Stamp, Span)> {
    let of = |at| Some((Stamp { unit: Unit::Number, at }, Span::FiscalYear));
    let lower = text.to_lowercase();
    let named = lower.strip_prefix("fy").map(|rest| rest.trim_start_matches([' ', '-', '_']));
    let years = named.unwrap_or(&lower);
    if let Some((first, second)) = years.split_once(['/', '-', '–', '_']) {
        let (first, second) = (digits(first.trim(), 4, 4)?, second.trim());
        let next = match second.len() {
            2 => digits(second, 2, 2)? == (first + 1) % 100,
            4 => digits(second, 4, 4)? == first + 1,
            _ => false,
        };
        return if next { of(first) } else { None };
    }
    named.and_then(year).map(|at| (Stamp { unit: Unit::Number, at }, Span::Number))
}

/// Codes of Statistics Netherlands: `2021jj00`, `2022kw01`, `2022mm12`.
fn coded(text: &str) -> Option<(Stamp, Span)> {
    if text.len() != 8 || !text.is_ascii() {
        return None;
    }
    let (year, part) = (digits(&text[..4], 4, 4)?, digits(&text[6..], 2, 2)?);
    let (unit, span, per_year) = match &text[4..6] {
        "jj" => return (part == 0).then_some((Stamp { unit: Unit::Number, at: year }, Span::Number)),
        "kw" => (Unit::Quarter, Span::Quarter, 4),
        "mm" => (Unit::Month, Span::Month, 12),
        _ => return None,
    };
    (1..=per_year).contains(&part).then_some((Stamp { unit, at: year * per_year + part - 1 }, span))
}

/// Quarters as fourths of a year: `2019.1/4`, `2019 1/4`.
fn fourth(text: &str) -> Option<(Stamp, Span)> {
    let (year, quarter) = text.strip_suffix("/4")?.split_once(['.', ' ', '-'])?;
    let (year, quarter) =
        (digits(year.trim(), 4, 4)?, digits(quarter.trim(), 1, 1).filter(|part| (1..=4).contains(part))?);
    Some((Stamp { unit: Unit::Quarter, at: year * 4 + quarter - 1 }, Span::Quarter))
}

pub(super) fn date(year: i64, month: i64, day: i64) -> Option<(Stamp, Span)> {
    // The form of all dates, so that there is one check of them.
    let stamp = Stamp::parse(&format!("{year:04}-{month:02}-{day:02}"))?;
    Some((stamp, Span::Day))
}

/// `2015-S1`, `H1 2015`, `1Q20`, `Q1/2020`, `2020-T1`, `2020K1`, `2020 IV`, `2020:Q1`.
fn part_of_year(text: &str) -> Option<(Stamp, Span)> {
    const SEPARATORS: [char; 8] = ['-', ' ', '/', ':', '.', '_', '\'', '\u{a0}'];
    let marked = |mark: char| -> Option<(i64, i64)> {
        let (before, after) = text.split_once(mark)?;
        let (before, after) = (before.trim_matches(SEPARATORS), after.trim_matches(SEPARATORS));
        match (digits(before, 1, 1), digits(after, 1, 1)) {
            // 1Q20
            (Some(part), _) => Some((year(after)?, part)),
            // 2020Q1
            (None, Some(part)) => Some((year(before)?, part)),
            // Q1 2020
            (None, None) if before.is_empty() && after.is_char_boundary(1) => {
                let at = &after[1..];
                let apart = at.starts_with(SEPARATORS) || matches!(mark, 'q' | 'h') || at.len() == 2;
                // `T12020` is a code.
                Some((year(at.trim_start_matches(SEPARATORS)).filter(|_| apart)?, digits(&after[..1], 1, 1)?))
            }
            (None, None) => None,
        }
    };
    let marked = |mark: char| marked(mark).filter(|(year, _)| *year >= 1000);
    for mark in ['q', 'k', 't'] {
        if let Some((year, part)) = marked(mark).filter(|(_, part)| (1..=4).contains(part)) {
            return Some((Stamp { unit: Unit::Quarter, at: year * 4 + part - 1 }, Span::Quarter));
        }
    }
    for mark in ['s', 'h', 'b'] {
        if let Some((year, part)) = marked(mark).filter(|(_, part)| (1..=2).contains(part)) {
            return Some((Stamp { unit: Unit::Quarter, at: year * 4 + 2 * (part - 1) }, Span::Half));
        }
    }
    roman(text, &SEPARATORS)
}

/// `2020 IV`, `2020. IV.` and `IV 2020`: quarters.
fn roman(text: &str, separators: &[char]) -> Option<(Stamp, Span)> {
    let (a, b) = text.split_once(separators)?;
    let number = |text: &str| ["i", "ii", "iii", "iv"].iter().position(|name| *name == text.trim_matches(['.', ' ']));
    let (year, quarter) = match (number(a), number(b)) {
        (Some(quarter), None) => (digits(b.trim(), 4, 4)?, quarter),
        (None, Some(quarter)) => (digits(a.trim(), 4, 4)?, quarter),
        _ => return None,
    };
    Some((Stamp { unit: Unit::Quarter, at: year * 4 + quarter as i64 }, Span::Quarter))
}

/// `Jan-19`, `Jan 19`, `Jan19`, `January'19`, `2019Jan`: the month of a year; and `2020M1`, `2020.M01`, `M01 2020`.
fn named_month(text: &str) -> Option<(Stamp, Span)> {
    month_of(text, false)
}

/// The same, and months of other languages in three letters before two digits, as `ene-23`, which are none by themselves.
fn month_of(text: &str, short: bool) -> Option<(Stamp, Span)> {
    let letters = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let (month, at) = if letters >= 3 {
        let (name, at) = (&text[..letters], text[letters..].trim_matches(['-', ' ', '\'', '/', '.', ',', '_']));
        // `Set 10` is no month to those who do not read Italian.
        let english = MONTHS.iter().any(|month| month.starts_with(name)) || name == "sept";
        if at.len() == 2 && !short && !english && name.chars().count() < 4 {
            return None;
        }
        (month_named(name)?, year(at)?)
    } else if let Some((before, after)) = text.split_once('m') {
        let trim = |text: &str| -> String { text.trim_matches(['-', ' ', '.', ':', '_']).to_owned() };
        let (before, after) = (trim(before), trim(after));
        if before.is_empty() {
            let (month, at) = after.split_once([' ', '-', '/'])?;
            (digits(month, 1, 2)?, year(at.trim())?)
        } else if let Some(month) = digits(&after, 1, 2) {
            (month, digits(&before, 4, 4)?)
        } else {
            return year_then_month(text);
        }
    } else {
        return year_then_month(text);
    };
    (1..=12).contains(&month).then_some((Stamp { unit: Unit::Month, at: at * 12 + month - 1 }, Span::Month))
}

/// `1/2019`, `01-2019`, `01.2019`, `01 2019`: with a point both digits are written, as few numbers are.
fn month_then_year(text: &str) -> Option<(Stamp, Span)> {
    let (month, at) = text.split_once(['/', '-', '.', ' '])?;
    let month = digits(month, if text.contains('.') { 2 } else { 1 }, 2)?;
    let at = digits(at, 4, 4).filter(|at| COMPACT.contains(at))?;
    (1..=12).contains(&month).then_some((Stamp { unit: Unit::Month, at: at * 12 + month - 1 }, Span::Month))
}

/// `2019Jan`.
fn year_then_month(text: &str) -> Option<(Stamp, Span)> {
    let (at, name) = text.split_at_checked(4)?;
    let (at, month) = (digits(at, 4, 4)?, month_named(name.trim_start_matches(['-', ' ', '_', '.']))?);
    Some((Stamp { unit: Unit::Month, at: at * 12 + month - 1 }, Span::Month))
}

/// `31-Mar-2020`, `31 March 2020`, `March 31, 2020`, `31-Mar-20`.
fn written_date(text: &str) -> Option<(Stamp, Span)> {
    let parts: Vec<&str> = text.split(['-', ' ', ',', '/', '.']).filter(|part| !part.is_empty()).collect();
    let [a, b, c] = parts.as_slice() else { return None };
    match (month_named(a), month_named(b)) {
        (Some(month), _) => date(year(c)?, month, digits(b, 1, 2)?),
        (None, Some(month)) => date(year(c)?, month, digits(a, 1, 2)?),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_as_offices_write_them() {
        for (text, span, shown) in [
            ("2015 [YR2015]", Span::Number, "2015"),
            ("X2019", Span::Number, "2019"),
            ("2021 г.", Span::Number, "2021"),
            ("2021г", Span::Number, "2021"),
            ("2020*", Span::Number, "2020"),
            ("2020 p", Span::Number, "2020"),
            ("2023 p)", Span::Number, "2023"),
            ("2023.1/4 p)", Span::Quarter, "2023Q1"),
            ("2021JJ00", Span::Number, "2021"),
            ("2022KW03", Span::Quarter, "2022Q3"),
            ("2022MM11", Span::Month, "2022-11"),
            ("民國112年", Span::Number, "2023"),
            ("民國99年12月", Span::Month, "2010-12"),
            ("中華民國112年第1季", Span::Quarter, "2023Q1"),
            ("2020 februari*", Span::Month, "2020-02"),
            ("2020Q1 **", Span::Quarter, "2020Q1"),
            ("2019A", Span::Number, "2019"),
            ("FY22E", Span::Number, "2022"),
            ("2019年", Span::Number, "2019"),
            ("FY2019", Span::Number, "2019"),
            ("2019/20", Span::FiscalYear, "2019/20"),
            ("1998-99", Span::FiscalYear, "1998/99"),
            ("1999-2000", Span::FiscalYear, "1999/00"),
            ("2015-16", Span::FiscalYear, "2015/16"),
            ("2015-S1", Span::Half, "2015H1"),
            ("2015H2", Span::Half, "2015H2"),
            ("H1 2015", Span::Half, "2015H1"),
            ("2019年上半年", Span::Half, "2019H1"),
            ("2020-Q1", Span::Quarter, "2020Q1"),
            ("1Q20", Span::Quarter, "2020Q1"),
            ("Q1-20", Span::Quarter, "2020Q1"),
            ("Q4/2020", Span::Quarter, "2020Q4"),
            ("2020-T3", Span::Quarter, "2020Q3"),
            ("2020K2", Span::Quarter, "2020Q2"),
            ("IV 2020", Span::Quarter, "2020Q4"),
            ("2019年第3季度", Span::Quarter, "2019Q3"),
            ("2019年一季度", Span::Quarter, "2019Q1"),
            ("Jan-19", Span::Month, "2019-01"),
            ("Sept 2020", Span::Month, "2020-09"),
            ("2020M03", Span::Month, "2020-03"),
            ("2020-M3", Span::Month, "2020-03"),
            ("Mar 2020", Span::Month, "2020-03"),
            ("1/2019", Span::Month, "2019-01"),
            ("12-2019", Span::Month, "2019-12"),
            ("03.2019", Span::Month, "2019-03"),
            ("2019年3月", Span::Month, "2019-03"),
            ("2020-W53", Span::Week, "2020-W53"),
            ("2021W01", Span::Week, "2021-W01"),
            ("März 2020", Span::Month, "2020-03"),
            ("Dez 2020", Span::Month, "2020-12"),
            ("juil. 2020", Span::Month, "2020-07"),
            ("août 2020", Span::Month, "2020-08"),
            ("ENE 2020", Span::Month, "2020-01"),
            ("2020 agosto", Span::Month, "2020-08"),
            ("2019년 3월", Span::Month, "2019-03"),
            ("2019.03 월", Span::Month, "2019-03"),
            ("2019년 2분기", Span::Quarter, "2019Q2"),
            ("2019.2/4", Span::Quarter, "2019Q2"),
            ("2019 4/4", Span::Quarter, "2019Q4"),
            ("2019年10-12月期", Span::Quarter, "2019Q4"),
            ("2019年4～6月", Span::Quarter, "2019Q2"),
            ("平成30年", Span::Number, "2018"),
            ("令和元年", Span::Number, "2019"),
            ("令和2年3月", Span::Month, "2020-03"),
            ("31-Mar-2020", Span::Day, "2020-03-31"),
            ("March 31, 2020", Span::Day, "2020-03-31"),
            ("2019年3月5日", Span::Day, "2019-03-05"),
        ] {
            let found = Stamp::lenient(text).map(|(stamp, span)| (span, span.text(stamp)));
            assert_eq!(found, Some((span, shown.to_owned())), "{text}");
        }
        for text in [
            "",
            "2021-W53",
            "2020-W54",
            "2015-S3",
            "T10101",
            "S12020",
            "soon",
            "31/03/2020",
            "Q5 2020",
            "19-Jan",
            "13/2020",
            "3.2019",
            "10.0001",
            "2019/21",
            "jui 2020",
            "2020s",
            "Set 10",
            "2019.5/4",
            "2019年2-5月",
            "World",
            "x",
        ] {
            assert_eq!(Stamp::lenient(text), None, "{text}");
        }
    }

    #[test]
    fn weeks_begin_on_their_monday() {
        // From `datetime.date.fromisocalendar` of Python.
        for (text, day) in [("2020-W53", "2020-12-28"), ("2021-W01", "2021-01-04"), ("2015-W01", "2014-12-29")] {
            assert_eq!(Stamp::lenient(text).map(|(stamp, _)| stamp.to_string()).as_deref(), Some(day), "{text}");
        }
    }
}
