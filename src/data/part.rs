//! Parts of years by themselves, as they stand beside years or below them: `3`, `M03`, `Mar`, `Q2`, `Total`.

use super::names;
use super::names::parts::{HALF, MONTH, QUARTER, WEEK, is_called};
use crate::calendar::{Span as Covers, Stamp, Unit};

/// Texts beside months and quarters that stand for the whole year.
const WHOLE: &[&str] = &[
    "m13",
    "q05",
    "q5",
    "s03",
    "a01",
    "a",
    "annual",
    "annual average",
    "annual total",
    "average",
    "year",
    "year total",
    "yearly",
    "total",
    "full year",
    "fy",
    "jahr",
    "jahressumme",
    "insgesamt",
    "année",
    "annee",
    "annuel",
    "año",
    "anual",
    "anno",
    "totale",
    "全年",
    "年",
    "合计",
    "总计",
    "年计",
    "年間",
];

/// What a part of a year is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Part {
    /// All of it.
    #[default]
    Year,
    /// Half of it.
    Half,
    /// A quarter.
    Quarter,
    /// A month.
    Month,
    /// A week of ISO 8601.
    Week,
}

impl Part {
    /// What a name says that a column or a row counts: `Month`, `Quartal`.
    pub fn called(name: &str) -> Option<Self> {
        let of = [(MONTH, Self::Month), (QUARTER, Self::Quarter), (HALF, Self::Half), (WEEK, Self::Week)];
        of.into_iter().find(|(list, _)| is_called(list, name)).map(|(_, part)| part)
    }

    /// What one of them is called.
    pub fn word(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Half => "half-year",
            Self::Quarter => "quarter",
            Self::Month => "month",
            Self::Week => "week",
        }
    }

    /// That of a kind of times.
    pub fn of_kind(kind: Covers) -> Option<Self> {
        match kind {
            Covers::Number => Some(Self::Year),
            Covers::Half => Some(Self::Half),
            Covers::Quarter => Some(Self::Quarter),
            Covers::Month => Some(Self::Month),
            Covers::Week => Some(Self::Week),
            Covers::FiscalYear | Covers::Day => None,
        }
    }

    /// How many a year has at most.
    pub fn count(self) -> i64 {
        match self {
            Self::Year => 1,
            Self::Half => 2,
            Self::Quarter => 4,
            Self::Month => 12,
            Self::Week => 53,
        }
    }

    /// The part of a year by its number, from 1; weeks are of years of ISO 8601.
    pub fn of(self, year: i64, number: i64) -> Option<(Stamp, Covers)> {
        if !(1..=self.count()).contains(&number) {
            return None;
        }
        let (unit, at, covers) = match self {
            Self::Year => (Unit::Number, year, Covers::Number),
            Self::Half => (Unit::Quarter, year * 4 + 2 * (number - 1), Covers::Half),
            Self::Quarter => (Unit::Quarter, year * 4 + number - 1, Covers::Quarter),
            Self::Month => (Unit::Month, year * 12 + number - 1, Covers::Month),
            Self::Week => return Stamp::of_week(year, number).map(|monday| (monday, Covers::Week)),
        };
        Some((Stamp { unit, at }, covers))
    }
}

/// What a text says of the part of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// A part with its number, as `Mar` or `Q2`; a whole year.
    Named(Part, i64),
    /// A number alone.
    Number(i64),
}

/// What a text says of the part of a year: `3`, `M03`, `Mar`, `Q2`, `S1`, `第1季度`, `Annual`.
pub fn said(text: &str) -> Option<Said> {
    let plain = names::folded(text);
    if let Some(number) = whole(&plain) {
        return Some(Said::Number(number));
    }
    if WHOLE.contains(&plain.as_str()) {
        return Some(Said::Named(Part::Year, 1));
    }
    // `QUART1`, `MONAT01`: codes of GENESIS.
    let lettered = [
        ("m", Part::Month),
        ("q", Part::Quarter),
        ("qtr", Part::Quarter),
        ("s", Part::Half),
        ("h", Part::Half),
        ("monat", Part::Month),
        ("month", Part::Month),
        ("mon", Part::Month),
        ("mois", Part::Month),
        ("mes", Part::Month),
        ("mês", Part::Month),
        ("mese", Part::Month),
        ("maand", Part::Month),
        ("quart", Part::Quarter),
        ("halbj", Part::Half),
    ];
    let number = |(letters, part): (&str, Part)| {
        let number = plain.strip_prefix(letters).map(str::trim_start).filter(|rest| rest.len() < 3).and_then(whole)?;
        part.of(0, number).map(|_| Said::Named(part, number))
    };
    if let Some(found) = lettered.into_iter().find_map(number) {
        return Some(found);
    }
    if let Some(week) = week(&plain) {
        return Some(Said::Named(Part::Week, week));
    }
    // `01-Ocak` (TurkStat): the number of a month before its name.
    if let Some((number, name)) = plain.split_once(' ')
        && number.len() == 2
        && let (Some(number), Some(Said::Named(part, named))) = (whole(number), said(name))
        && number == named
    {
        return Some(Said::Named(part, named));
    }
    // Without a year there is no time, so that a year is lent.
    let lent = [format!("{plain} 2000"), format!("2000年{plain}"), format!("2000 {plain}")];
    let (stamp, covers) = lent.iter().find_map(|text| Stamp::lenient(text))?;
    let at = |per_year: i64| stamp.at.rem_euclid(per_year) + 1;
    match covers {
        Covers::Month => Some(Said::Named(Part::Month, at(12))),
        Covers::Quarter => Some(Said::Named(Part::Quarter, at(4))),
        Covers::Half => Some(Said::Named(Part::Half, (at(4) + 1) / 2)),
        _ => None,
    }
}

/// The number of a heading that counts: `3`, `03`, `3.`, `3rd`.
pub fn counted(heading: &str) -> Option<i64> {
    let plain = names::folded(heading);
    let ordinal = || ["st", "nd", "rd", "th", "."].iter().find_map(|end| plain.strip_suffix(end));
    whole(&plain).or_else(|| whole(ordinal()?))
}

/// The number of a heading that counts in Roman numbers, to twelve as months.
pub fn roman(heading: &str) -> Option<i64> {
    const NUMBERS: [&str; 12] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];
    let plain = heading.trim_end_matches('.');
    NUMBERS.iter().position(|number| *number == plain).map(|at| at as i64 + 1)
}

/// The number of a week: `W05`, `wk 5`, `KW05`, `Week 5`, `5. Woche`, `第5周`.
fn week(plain: &str) -> Option<i64> {
    const BEFORE: [&str; 11] =
        ["w", "wk", "kw", "week", "woche", "semaine", "semana", "settimana", "vecka", "hafta", "неделя"];
    const BEHIND: [&str; 5] = ["woche", "周", "週", "주", "неделя"];
    let number = |rest: &str| whole(rest.trim_start_matches('第').trim_matches(['.', ' ']));
    let before = BEFORE.iter().find_map(|word| number(plain.strip_prefix(word)?));
    let found = before.or_else(|| BEHIND.iter().find_map(|word| number(plain.strip_suffix(word)?)));
    found.filter(|week| (1..=Part::Week.count()).contains(week))
}

/// A whole number, as programs write it too that know no whole ones: `3`, `03`, `3.0`.
pub fn whole(text: &str) -> Option<i64> {
    let digits = text.strip_suffix(".0").unwrap_or(text);
    let fine = (1..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if fine { digits.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_years_are_known_by_their_names() {
        for (text, part, number) in [
            ("M03", Part::Month, 3),
            ("Mar", Part::Month, 3),
            ("March", Part::Month, 3),
            ("3月", Part::Month, 3),
            ("Q2", Part::Quarter, 2),
            ("01-Ocak", Part::Month, 1),
            ("Q02", Part::Quarter, 2),
            ("2Q", Part::Quarter, 2),
            ("IV", Part::Quarter, 4),
            ("第1季度", Part::Quarter, 1),
            ("S02", Part::Half, 2),
            ("H1", Part::Half, 1),
            ("下半年", Part::Half, 2),
            ("1. Quartal", Part::Quarter, 1),
            ("QUART3", Part::Quarter, 3),
            ("Qtr1", Part::Quarter, 1),
            ("MONAT09", Part::Month, 9),
            ("T4", Part::Quarter, 4),
            ("II кв.", Part::Quarter, 2),
            ("Şubat", Part::Month, 2),
            ("fevereiro", Part::Month, 2),
            ("第2四半期", Part::Quarter, 2),
            ("2. Halbjahr", Part::Half, 2),
            ("W05", Part::Week, 5),
            ("KW 53", Part::Week, 53),
            ("Week 1", Part::Week, 1),
            ("7. Woche", Part::Week, 7),
            ("第12周", Part::Week, 12),
            ("Semaine 5", Part::Week, 5),
            ("M13", Part::Year, 1),
            ("Q05", Part::Year, 1),
            ("S03", Part::Year, 1),
            ("Total", Part::Year, 1),
            ("全年", Part::Year, 1),
        ] {
            assert_eq!(said(text), Some(Said::Named(part, number)), "{text}");
        }
        assert_eq!(["3", "03", "3.0"].map(said), [Some(Said::Number(3)); 3]);
        assert_eq!(
            ["M14", "Q6", "mark", "2019Q1", "", "1.5", "T5", "02-Ocak", "W0", "W54", "wide", "5 kW"].map(said),
            [None; 12]
        );
    }
}
