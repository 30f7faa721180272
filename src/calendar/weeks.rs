//! Weeks of ISO 8601, which are dated by their Mondays.

use super::gregorian::days;
use super::offices::{Span, digits};
use super::{Stamp, Unit};

/// Weeks of ISO 8601: `2020-W53`, `2020W53`, `W53 2020`; week 1 is that of 4 January.
pub(super) fn week(text: &str) -> Option<(Stamp, Span)> {
    let (before, after) = text.split_once('w')?;
    let after = after.trim_start_matches(['k', ' ']);
    let trim = |text: &str| -> String { text.trim_matches(['-', ' ', ':', '/', '_']).to_owned() };
    let (before, after) = (trim(before), trim(after));
    let (year, week) = if before.is_empty() {
        let (week, year) = after.split_once([' ', '-', '/'])?;
        (digits(year.trim(), 4, 4)?, digits(week, 1, 2)?)
    } else {
        (digits(&before, 4, 4)?, digits(&after, 1, 2)?)
    };
    Stamp::of_week(year, week).map(|monday| (monday, Span::Week))
}

impl Stamp {
    /// The Monday of a week of a year (ISO 8601); none if the year has no such week.
    #[must_use]
    pub fn of_week(year: i64, week: i64) -> Option<Self> {
        let at = monday(year) + 7 * (week - 1);
        ((1..=53).contains(&week) && at < monday(year + 1)).then_some(Self { unit: Unit::Day, at })
    }
}

/// The Monday with which the first week of a year begins. 1970-01-01 was a Thursday.
fn monday(year: i64) -> i64 {
    let fourth = days(year, 1, 4);
    fourth - (fourth + 3).rem_euclid(7)
}

pub(super) fn week_text(at: i64) -> String {
    let near = Stamp::containing((Stamp { unit: Unit::Day, at: at + 3 }).years(), Unit::Number).at;
    format!("{near}-W{:02}", (at - monday(near)) / 7 + 1)
}
