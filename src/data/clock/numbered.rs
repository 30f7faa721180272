//! Dates of three numbers, of which one is the day.

use super::{Ambiguous, Clock, DateOrder, Hints, Rule};

/// Three numbers with a year at the end: `31/03/2020`, `3-31-20`.
pub(super) fn three(text: &str) -> Option<(i64, i64, i64)> {
    // What goes on to another date is a span of hours.
    let (date, behind) = text.split_once([' ', 'T']).unwrap_or((text, ""));
    if behind.contains(" - ") {
        return None;
    }
    let parts: Vec<&str> = date.split(['/', '-', '.']).collect();
    let [a, b, year] = parts.as_slice() else { return None };
    let number = |text: &str, most: usize| -> Option<i64> {
        let fine = (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        if fine { text.parse().ok() } else { None }
    };
    let full = match year.len() {
        4 => number(year, 4)?,
        2 => number(year, 2).map(|year| if year <= 68 { 2000 + year } else { 1900 + year })?,
        _ => return None,
    };
    Some((number(a, 2)?, number(b, 2)?, full))
}

/// Dates of three numbers: some number above 12 says which is the day.
pub(super) fn numbered(texts: &[&str], hints: Hints) -> Option<Result<(Clock, Option<String>), Ambiguous>> {
    let dates: Vec<(&str, (i64, i64, i64))> = texts.iter().filter_map(|text| Some((*text, three(text)?))).collect();
    let first = *dates.first()?;
    if dates.len() * 2 <= texts.len() {
        return None;
    }
    // Points are between days first, wherever there are any.
    let points = dates.iter().all(|(text, _)| text.contains('.'));
    let day_first = dates.iter().find(|(_, (a, ..))| *a > 12);
    let month_first = dates.iter().find(|(_, (_, b, _))| *b > 12);
    let (order, shows) = match (hints.order, day_first, month_first) {
        (Some(order), ..) => (order, None),
        (None, Some(shows), None) => (DateOrder::DayFirst, Some(shows.0)),
        (None, None, Some(shows)) => (DateOrder::MonthFirst, Some(shows.0)),
        (None, None, None) if points => (DateOrder::DayFirst, None),
        // Month after month over the ends of years, all on the first: days of many Januaries do not follow one another so.
        (None, a, None) if a.is_none() && follow_one_another(dates.iter().map(|(_, (a, b, year))| (*a, *b, *year))) => {
            (DateOrder::DayFirst, dates.iter().find(|(_, (_, b, _))| *b > 1).map(|(text, _)| *text))
        }
        (None, None, None) if follow_one_another(dates.iter().map(|(_, (a, b, year))| (*b, *a, *year))) => {
            (DateOrder::MonthFirst, dates.iter().find(|(_, (a, ..))| *a > 1).map(|(text, _)| *text))
        }
        // Days that are their months leave nothing open.
        (None, None, None) if dates.iter().all(|(_, (a, b, _))| a == b) => (DateOrder::DayFirst, None),
        (None, a, b) => {
            let first = dates.iter().copied().find(|(_, (a, b, _))| a != b).unwrap_or(first);
            let text = a.or(b).map_or(first.0, |(text, _)| text);
            let (text, (a, b, year)) = if a.is_none() { first } else { (text, three(text).unwrap_or(first.1)) };
            let readings = [format!("{year:04}-{b:02}-{a:02}"), format!("{year:04}-{a:02}-{b:02}")];
            let remedy = "say which with --dates day-first or --dates month-first";
            return Some(Err(Ambiguous { text: text.to_owned(), readings, remedy }));
        }
    };
    let clock = Clock { rule: Rule::Numbered(order) };
    let words = if order == DateOrder::DayFirst { "day first" } else { "month first" };
    let read = clock.read(first.0).map(|(stamp, _)| stamp.to_string()).unwrap_or_default();
    let shown = shows.map_or_else(String::new, |text| format!(", as `{text}` shows"));
    Some(Ok((clock, Some(format!("dates are read {words}{shown}: `{}` is {read}", first.0)))))
}

/// Whether days, each with its month and year, are the first of months that follow one another, over the end of a year at least.
fn follow_one_another(dates: impl Iterator<Item = (i64, i64, i64)>) -> bool {
    let mut months = Vec::new();
    for (day, month, year) in dates {
        if day != 1 {
            return false;
        }
        months.push(year * 12 + month - 1);
    }
    months.sort_unstable();
    let years = |month: &i64| month.div_euclid(12);
    months.windows(2).all(|pair| pair[1] - pair[0] == 1) && months.first().map(years) != months.last().map(years)
}
