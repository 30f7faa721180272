//! Times that are counted from elsewhere: from January, from 1912, from 1970, from the end of 1899.

use super::{Clock, Hints, Rule};
use crate::calendar::{Stamp, Unit, cumulated, minguo};

/// Sums from the beginning of each year, if all times are such and not all are first quarters.
pub(super) fn cumulated_months(texts: &[&str]) -> Option<(Rule, String)> {
    let months: Option<Vec<Stamp>> = texts.iter().map(|text| cumulated(text)).collect();
    let months = months?;
    let quarters = months.iter().all(|month| month.at.rem_euclid(12) == 2);
    let (text, month) = (texts[0], months.first()?);
    (!quarters).then(|| {
        let note = format!(
            "times such as {text} are months of a year together, from January on: each is dated by its last, {month}"
        );
        (Rule::Cumulated, note)
    })
}

/// Years of the Republic of China, if all are written so, and some with three digits.
pub(super) fn republic(texts: &[&str]) -> Option<(Rule, String)> {
    let sure = |text: &&str| text.split_once('年').is_some_and(|(year, _)| year.trim().len() == 3);
    if !texts.iter().all(|text| minguo(text).is_some_and(|text| Stamp::lenient(&text).is_some())) {
        return None;
    }
    let shown = texts.iter().find(|text| sure(text))?;
    let (read, covers) = Stamp::lenient(&minguo(shown)?)?;
    Some((Rule::Minguo, format!("years are those of the Republic of China: {shown} is {}", covers.text(read))))
}

/// Milliseconds from the beginning of 1970 in UTC, as JavaScript counts: whole hours, or under a heading of times.
pub(super) fn epoch(texts: &[&str], hints: Hints) -> Option<(Rule, String)> {
    const HOUR: i64 = 3_600_000;
    let is_one = |text: &&str| {
        let number = text.strip_suffix(".0").unwrap_or(text).parse::<i64>().ok();
        number.is_some_and(|number| (hints.named || number % HOUR == 0) && epoch_day(text).is_some())
    };
    let day = epoch_day(texts.first()?)?;
    texts.iter().all(is_one).then(|| {
        let note = format!("times such as {} are milliseconds from the beginning of 1970 in UTC: {day}", texts[0]);
        (Rule::Epoch, note)
    })
}

/// The day of a count of milliseconds, from 1990 to 2100: others may be anything.
pub(super) fn epoch_day(text: &str) -> Option<Stamp> {
    const DAY: i64 = 86_400_000;
    const DAYS: std::ops::Range<i64> = 7_305..47_482;
    let number = text.strip_suffix(".0").unwrap_or(text).parse::<i64>().ok()?;
    let at = number.div_euclid(DAY);
    DAYS.contains(&at).then_some(Stamp { unit: Unit::Day, at })
}

/// Numbers that a spreadsheet shows as dates: above all years, and under a heading of times or with the steps of a calendar.
pub(super) fn serial(texts: &[&str], hints: Hints) -> Option<(Rule, String)> {
    let numbers: Option<Vec<f64>> = texts
        .iter()
        .map(|text| text.parse::<f64>().ok().filter(|number| Stamp::of_serial(*number).is_some()))
        .collect();
    let mut numbers = numbers?;
    numbers.sort_by(f64::total_cmp);
    let calendar = |pair: &[f64]| matches!((pair[1] - pair[0]) as i64, 28..=31 | 90..=92 | 365 | 366);
    let steps = numbers.len() > 1 && numbers.windows(2).all(calendar);
    if !hints.named && !steps {
        return None;
    }
    let rule = Rule::Serial { from_1904: hints.from_1904 };
    let (stamp, _) = Clock { rule }.read(texts[0])?;
    Some((rule, format!("times such as {} are a spreadsheet's dates: {stamp}", texts[0])))
}
