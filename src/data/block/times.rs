//! Rows of headings that are times.

use std::borrow::Cow;
use std::collections::HashSet;

use super::{Kind, heading_time, kind, said};
use crate::calendar::{Stamp, Unit};
use crate::data::clock::{are_months_of_digits, are_parted};
use crate::data::grid::Grid;

/// Whether the cells above the numbers are times that follow one another, as no row of values has them.
pub(super) fn is_row_of_times(grid: &Grid, row: usize, numeric: &[usize]) -> bool {
    // Keys that are numbers have names above them.
    let is_name = |text: &Cow<str>| kind(text) == Kind::Text && heading_time(text).is_none();
    // Numbers of rows have none.
    let below = |down: usize| if row + down < grid.len() { grid.text(row + down, 0) } else { Cow::Borrowed("") };
    let counted =
        grid.text(row, 0).is_empty() && matches!((below(1).as_ref(), below(2).as_ref()), ("0", "1") | ("1", "2"));
    // Codes that are numbers, below nothing.
    let unnamed = grid.text(row, 0).is_empty() && said(grid, row) > 1 && has_only_times(grid, row);
    let named = numeric.first() == Some(&0) && (is_name(&grid.text(row, 0)) || counted || unnamed);
    let texts = numeric.iter().map(|column| grid.text(row, *column)).filter(|text| !text.is_empty());
    let texts: Vec<Cow<str>> = texts.skip_while(is_name).collect();
    if texts.len() >= if numeric.first() == Some(&0) && !named { 3 } else { 2 }
        && (are_months_of_digits(texts.iter().map(AsRef::as_ref)) || are_parted(texts.iter().map(AsRef::as_ref)))
    {
        return true;
    }
    let times: Vec<Stamp> = texts.iter().filter_map(|text| heading_time(text)).collect();
    let distinct: HashSet<Stamp> = times.iter().copied().collect();
    // Two numbers below a heading can be a year and a value.
    // Each several times, above or below what is measured then.
    let often = times.len() / distinct.len().max(1);
    let repeated = (named || numeric.first() != Some(&0))
        && often > 1
        && distinct.len() > 1
        && times.len() == texts.len()
        && distinct.iter().all(|time| times.iter().filter(|other| *other == time).count() == often);
    // A time that stands twice: what is wrong is said when it is read.
    let twice = (named || numeric.first() != Some(&0))
        && distinct.len() > 1
        && times.len() == texts.len()
        && times.is_sorted()
        && row + 1 < grid.len()
        && numeric.iter().any(|column| heading_time(&grid.text(row + 1, *column)).is_none());
    if repeated || twice {
        return true;
    }
    let enough = times.len() >= if numeric.first() == Some(&0) && !named { 3 } else { 2 };
    let ordered = times.windows(2).all(|pair| pair[0] < pair[1]) || times.windows(2).all(|pair| pair[0] > pair[1]);
    let share = if times.len() > 2 { 5 } else { 8 };
    // Two years near one another, and names of further columns, as `Change`.
    let near = times.len() == 2 && times[0].unit == times[1].unit && (times[0].at - times[1].at).abs() <= 10;
    let beside = near && texts.iter().all(|text| heading_time(text).is_some() || is_name(text));
    // Years, and behind them changes and shares of some (Energy Institute).
    let follow = |pair: &&[Stamp]| pair[1].unit == Unit::Number && pair[1].at == pair[0].at + 1;
    if texts.first().is_some_and(|text| heading_time(text).is_some()) && times.windows(2).take_while(follow).count() > 2
    {
        return true;
    }
    enough
        && (beside || times.len() * 10 >= texts.len() * share)
        && (ordered || distinct.len() == times.len() && times[0].unit != Unit::Number)
}

/// Whether all that a row says are times.
pub(super) fn has_only_times(grid: &Grid, row: usize) -> bool {
    (0..grid.width(row)).map(|at| grid.text(row, at)).all(|text| text.is_empty() || heading_time(&text).is_some())
}

/// The column of the only text of a row that stands below the first of a row of times (Statistics Canada): their unit.
pub(super) fn unit_of_times(grid: &Grid, row: usize) -> Option<usize> {
    let above = row.checked_sub(1)?;
    let first = (1..grid.width(above)).find(|at| heading_time(&grid.text(above, *at)).is_some())?;
    let times = (first..grid.width(above)).all(|at| heading_time(&grid.text(above, at)).is_some());
    let text = grid.text(row, first);
    let alone = said(grid, row) == 1 && kind(&text) == Kind::Text && heading_time(&text).is_none();
    (times && grid.width(above) > first + 1 && alone && crate::data::part::said(&text).is_none()).then_some(first)
}
