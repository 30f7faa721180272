//! Numbers that have a range, whoever gives them: a command line, a page, Python.

use std::fmt::Display;
use std::ops::RangeInclusive;

use super::Error;

/// Refuses a number out of its range; `what` names it, as the beginning of a sentence.
pub(super) fn check<T: PartialOrd + Display>(what: &str, given: T, range: &RangeInclusive<T>) -> Result<(), Error> {
    if range.contains(&given) {
        return Ok(());
    }
    Err(Error::Question(format!("{what} is a number from {} to {}, not {given}", range.start(), range.end())))
}
