//! Where the headings of a table are, and where its values begin.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use super::about::is_about;
use super::counting::counts_beside_times;
use super::parts::{are_years_above_parts, parts_below};
use super::times::{has_only_times, is_row_of_times};
use super::{FAR, HEADINGS, Kind, filled, heading_time, is_units, kind, numeric_columns, said};
use crate::data::grid::Grid;
use crate::data::names;
use crate::data::part::whole;

/// The first row of values: the first that has a number where most rows below have, and is no row of times above values.
pub(super) fn first_of_body(grid: &Grid, width: usize) -> usize {
    let named = (0..grid.len().min(FAR)).find(|row| is_known_heading(grid, *row, width));
    if let Some(row) = named {
        return (row + 1 + units_below(grid, row)).min(grid.len());
    }
    let numeric = numeric_columns(grid, width);
    let number = |row: usize, column: &usize| kind(&grid.text(row, *column)) == Kind::Number;
    let mut across = false;
    for row in 0..grid.len().min(FAR) {
        if grid.width(row) < width && grid.width(row) < 2 && width > 1 {
            continue;
        }
        if !across && (is_row_of_times(grid, row, &numeric) || are_years_above_parts(grid, row)) {
            across = true;
            continue;
        }
        if across && parts_below(grid, row - 1, row).is_some() || is_about(grid, row) {
            continue;
        }
        if numeric.iter().any(|column| number(row, column)) && (said(grid, row) > 1 || width == 1) {
            // Times of which nothing is known yet stand above.
            let is_time_alone = |row: usize| said(grid, row) == 1 && heading_time(&grid.text(row, 0)).is_some();
            return (1..=row).rev().find(|row| width < 2 || !is_time_alone(row - 1)).unwrap_or(row);
        }
    }
    // Nothing is a number: the first row that is full is the headings.
    let full = (0..grid.len().min(FAR)).find(|row| filled(grid, *row) == width).unwrap_or(0);
    full + 1
}

/// Whether a row of headings has names that only headings have: one of times and one more, or those that IAMC asks for.
fn is_known_heading(grid: &Grid, row: usize, width: usize) -> bool {
    // `Region, Year` is a heading, though rows about series begin so too: several of them.
    let beside = [row.checked_sub(1), Some(row + 1)];
    let speaks = is_about(grid, row) && beside.into_iter().flatten().any(|row| is_about(grid, row));
    if grid.width(row) + 1 < width || speaks || counts_beside_times(grid, row + 1) {
        return false;
    }
    if counts_beside_times(grid, row) {
        return true;
    }
    // Above a row of times alone it names these: `;Year;;` above `;2019;2020`.
    if row + 1 < grid.len()
        && grid.text(row + 1, 0).is_empty()
        && said(grid, row + 1) > 1
        && has_only_times(grid, row + 1)
    {
        return false;
    }
    let texts: Vec<Cow<str>> = (0..grid.width(row)).map(|at| grid.text(row, at)).collect();
    let is = |list: &[&str]| texts.iter().filter(|text| names::rank(list, text).is_some()).count();
    let others = texts.iter().filter(|text| !text.is_empty() && kind(text) == Kind::Text).count();
    is(names::TIME) > 0 && others > 1 && others == texts.iter().filter(|text| !text.is_empty()).count()
}

/// Whether a row below the headings names all of them again, as tables in two languages do.
pub(super) fn names_again(grid: &Grid, headings: usize, row: usize, width: usize) -> bool {
    row + 1 < grid.len()
        && filled(grid, row) == filled(grid, headings)
        && is_known_heading(grid, row, width)
        && !is_known_heading(grid, row + 1, width)
}

/// Whether a row below the headings only numbers the columns: `1`, `2`, `3`, or in brackets (Reserve Bank of India). One that counts
/// steps goes on below.
pub(super) fn numbers_columns(grid: &Grid, row: usize) -> bool {
    let number = |row: usize, column: usize| whole(grid.text(row, column).trim_matches(['(', ')', '[', ']']));
    let count = filled(grid, row);
    let goes_on = || number(row + 1, 0).is_some_and(|next| (0..=366).contains(&next));
    let bracketed = grid.text(row, 0).starts_with(['(', '[']);
    row + 1 < grid.len()
        && count > 2
        && (0..count).all(|column| number(row, column) == Some(column as i64 + 1))
        && (bracketed || !goes_on())
}

/// Rows of units or of further headings below a row of headings.
fn units_below(grid: &Grid, row: usize) -> usize {
    let next = row + 1;
    let text = |at: usize| next < grid.len() && kind(&grid.text(next, at)) != Kind::Number;
    let below = next < grid.len()
        && (0..grid.width(next)).all(text)
        && (grid.text(next, 0).is_empty()
            || grid.text(next, 0) == grid.text(row, 0)
            || names::rank(names::UNIT, &grid.text(next, 0)).is_some())
        && said(grid, next) > 0;
    usize::from(below)
}

/// The rows of headings above the first row of values.
pub(super) fn headings_above(grid: &Grid, first: usize, width: usize) -> Range<usize> {
    let Some(mut start) = first.checked_sub(1) else { return 0..0 };
    if said(grid, start) == 0 || (filled(grid, start) < 2 && width > 1 && grid.width(start) < width) {
        return first..first;
    }
    while start > 0 && first - start < HEADINGS && belongs(grid, start - 1, start, width) {
        start -= 1;
    }
    start..first
}

/// Whether a row is part of the headings whose last rows begin below it: it names what is empty there, or groups.
fn belongs(grid: &Grid, row: usize, below: usize, width: usize) -> bool {
    // What stands several times needs a name above.
    let mut seen = HashSet::new();
    let doubled = (0..width).map(|at| grid.text(below, at)).any(|text| !text.is_empty() && !seen.insert(text));
    // Years that stand once above all their quarters, and what is merged over several columns, end before the last of them.
    let ends_before =
        doubled || are_years_above_parts(grid, row) || grid.text(row, 0).is_empty() && has_only_times(grid, row);
    let short = grid.width(row) + 1 < width && !ends_before;
    if short || said(grid, row) == 0 || grid.line(below) != grid.line(row) + 1 {
        return false;
    }
    let fills = (0..width).any(|at| grid.text(below, at).is_empty() && !grid.text(row, at).is_empty());
    let corner = grid.text(row, 0).is_empty() && (1..width).any(|at| !grid.text(row, at).is_empty());
    let units = is_units(grid, below);
    // A cell that is merged over both rows says the same in both.
    let merged = (0..width).any(|at| {
        let text = grid.text(row, at);
        text == grid.text(below, at) && kind(&text) == Kind::Text
    });
    ((fills || merged || doubled) && said(grid, row) > 1)
        || corner
        || are_years_above_parts(grid, row)
        || (units && said(grid, row) > 1)
}
