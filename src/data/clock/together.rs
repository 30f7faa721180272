//! Times that a column shows to be weeks, or several months together.

use std::collections::BTreeSet;

use super::{Covers, Hints, Rule};
use crate::calendar::{Stamp, Unit};
use crate::data::part::{Part, Said, said};

/// The year and the number of a week, where nothing but its column says that it is one: `52/2022`, `2022-S52` (Institut national de
/// la statistique), `202252`.
pub(super) fn week_of(text: &str) -> Option<(i64, i64)> {
    let digits = |text: &str, most: usize| -> Option<i64> {
        let fine = (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        if fine { text.parse().ok() } else { None }
    };
    let year = |text: &str| digits(text, 4).filter(|_| text.len() == 4);
    if let Some((week, at)) = text.split_once('/') {
        return Some((year(at)?, digits(week, 2)?));
    }
    if let Some((at, week)) = text.split_once(['S', 's']) {
        return Some((year(at.trim_end_matches(['-', ' ']))?, digits(week, 2)?));
    }
    let (at, week) = text.split_at_checked(4).filter(|_| text.len() == 6)?;
    Some((year(at)?, digits(week, 2)?))
}

/// Weeks, if all times can be such and some can be no months, quarters or half-years; six digits need a name and several such, as
/// `202352` stands for a whole year among months.
pub(super) fn weeks(texts: &[&str], hints: Hints) -> Option<(Rule, String)> {
    /// Numbers of weeks that months do not have, at least, in six digits.
    const FEWEST: usize = 3;
    let all: Option<Vec<(i64, i64)>> = texts.iter().map(|text| week_of(text)).collect();
    let all = all.filter(|all| all.iter().all(|(year, week)| Stamp::of_week(*year, *week).is_some()))?;
    let halves = texts.iter().all(|text| text.contains(['S', 's']));
    let most = if halves { 2 } else { 13 };
    let others: BTreeSet<i64> = all.iter().map(|(_, week)| *week).filter(|week| *week > most).collect();
    let compact = texts.iter().any(|text| text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit()));
    let fewest = if compact { FEWEST } else { 1 };
    let (text, (year, week)) = (texts.first()?, all.first()?);
    (others.len() >= fewest && (hints.named || !compact)).then(|| {
        (
            Rule::Week,
            format!(
                "times such as {text} are weeks: {}",
                Covers::Week.text(Stamp::of_week(*year, *week).unwrap_or(Stamp { unit: Unit::Day, at: 0 }))
            ),
        )
    })
}

/// The number of months that stand together, as in `Jan-Mar 2023`, and the last of them.
pub(super) fn months(text: &str) -> Option<(i64, Stamp)> {
    let (first, last) = text.split_once(['-', '–', '—'])?;
    let (last, covers) = Stamp::lenient(last.trim())?;
    // The first may have a year of its own: `Dec 2022-Feb 2023`.
    let before = match Stamp::lenient(first.trim()) {
        Some((first, Covers::Month)) => (last.at - first.at).checked_add(1)?,
        _ => match said(first)? {
            Said::Named(Part::Month, month) => (last.at.rem_euclid(12) + 1 - month).rem_euclid(12) + 1,
            _ => return None,
        },
    };
    (covers == Covers::Month && last.unit == Unit::Month && (2..=12).contains(&before)).then_some((before, last))
}

/// What several months together are: a quarter, or their last month.
pub(super) fn dated(last: Stamp, quarters: bool) -> (Stamp, Covers) {
    if quarters {
        (Stamp { unit: Unit::Quarter, at: last.at.div_euclid(3) }, Covers::Quarter)
    } else {
        (last, Covers::Month)
    }
}

/// Spans of equally many months, if all times are such: quarters of years where all are, else each is dated by its last month, as those
/// of surveys of three months overlap (Office for National Statistics).
pub(super) fn months_together(texts: &[&str]) -> Option<(Rule, String)> {
    let all: Option<Vec<(i64, Stamp)>> = texts.iter().map(|text| months(text)).collect();
    let all = all?;
    let (count, last) = all.first()?;
    if all.iter().any(|(other, _)| other != count) {
        return None;
    }
    let quarters = *count == 3 && all.iter().all(|(_, last)| last.at.rem_euclid(3) == 2);
    let (stamp, _) = dated(*last, quarters);
    let text = texts[0];
    let note = if quarters {
        format!("times such as {text} are quarters: {stamp}")
    } else {
        format!("times such as {text} are {count} months together: each is dated by its last, {stamp}")
    };
    Some((Rule::Months { quarters }, note))
}
