//! Where the table is in a file: what stands above it, its headings, its rows, what stands below.

mod about;
mod counting;
mod headings;
mod nested;
mod notes;
mod parts;
mod times;

use std::borrow::Cow;
use std::ops::Range;

use super::grid::{Delimiter, Grid, on_one_line};
use super::names;
use super::number::{is_missing, shape_of};
use crate::calendar::{Stamp, Unit};
use crate::diagnostic::{Code, Diagnostic, Spanned};
use about::{about_above, above_groups, is_about, is_unit_row};
use counting::{name_initials, without_names_of_parts};
use headings::{first_of_body, headings_above, names_again, numbers_columns};
use notes::{around, end_of_body, line_of};
use parts::parts_below;
use times::unit_of_times;

/// The first rows of a table are within so many of a file.
const FAR: usize = 80;
/// So many rows are looked at to learn what columns hold.
const LOOKED_AT: usize = 200;
/// Rows of headings at most.
const HEADINGS: usize = 4;
/// Years in headings.
pub(super) const YEARS: Range<i64> = 1500..2301;

/// What columns of marks behind values are called that all have one name.
pub(super) const MARKS: &str = "codes";

/// Why lines above a table are not read.
pub(super) const ABOVE: &str = "above the table";

/// What was not read, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// What: a line, a column, some rows.
    pub what: String,
    /// Why.
    pub why: &'static str,
}

/// A table in a grid.
#[derive(Debug)]
pub struct Block {
    /// The headings of columns; those of several rows in one.
    pub headings: Vec<Spanned<String>>,
    /// Units that stand in a row of their own below the headings.
    pub units: Vec<String>,
    /// The rows of values.
    pub body: Range<usize>,
    /// Columns of what rows stand indented below.
    pub nested: Range<usize>,
    /// Whether the rows have no headings.
    pub headless: bool,
    /// What stands around it.
    pub left_out: Vec<LeftOut>,
}

/// What a text of a table can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Missing,
    Number,
    Text,
}

pub(super) fn kind(text: &str) -> Kind {
    if is_missing(text) {
        Kind::Missing
    } else if shape_of(text).is_some_and(|shape| shape != super::number::Shape::Wrong)
        && !matches!(super::number::cell(text, super::number::Decimal::Point), super::number::Cell::Other)
        || is_comma_number(text)
    {
        Kind::Number
    } else {
        Kind::Text
    }
}

/// Whether a text is a number with a comma before decimals, or with points that group digits: `1.234,5`, `1.234.567`.
fn is_comma_number(text: &str) -> bool {
    (text.contains(',') || text.matches('.').count() > 1)
        && matches!(super::number::cell(text, super::number::Decimal::Comma), super::number::Cell::Number(_))
}

/// A text that can be the heading of a column of one time.
pub(super) fn heading_time(text: &str) -> Option<Stamp> {
    let (stamp, _) = Stamp::lenient(text)?;
    (stamp.unit != Unit::Number || YEARS.contains(&stamp.at)).then_some(stamp)
}

impl Block {
    /// Finds the table.
    ///
    /// # Errors
    /// A row has not as many cells as there are headings, or two headings are equal.
    pub fn find(grid: &mut Grid) -> Result<Self, Diagnostic> {
        let width = usual_width(grid);
        let first = first_of_body(grid, width);
        let first = above_groups(grid, first);
        let about = about_above(grid, first);
        let headings = match &about {
            Some(about) => about.start - 1..about.start,
            None => headings_above(grid, first, width),
        };
        if headings.len() == 1 && grid.delimiter == Delimiter::Tab {
            let corner = grid.text(headings.start, 0).into_owned();
            if corner.contains('\\') && corner.contains(',') {
                grid.split_first(headings.start, b',');
            }
        }
        let again = headings.len() == 1 && names_again(grid, headings.start, first, width);
        let first = first + usize::from(again);
        let numbered = !headings.is_empty() && first < grid.len() && numbers_columns(grid, first);
        let first = first + usize::from(numbered);
        let end = end_of_body(grid, first);
        let mut block = Self {
            headings: Vec::new(),
            units: Vec::new(),
            body: first..end,
            nested: 0..0,
            headless: headings.is_empty(),
            left_out: around(grid, headings.start, end),
        };
        let note = block.read_headings(grid, headings)?;
        grid.notes.extend(note);
        block.read_about(grid, about.unwrap_or_default());
        if again {
            let row = first - 1 - usize::from(numbered);
            block.left_out.push(LeftOut { what: line_of(grid, row), why: "it names the columns again" });
        }
        if numbered {
            block.left_out.push(LeftOut { what: line_of(grid, first - 1), why: "it numbers the columns" });
        }
        block.check_rows(grid)?;
        let note = block.nest(grid);
        grid.notes.extend(note);
        block.no_name_twice()?;
        Ok(block)
    }

    /// Joins the rows of headings; says what numbers below years count.
    fn read_headings(&mut self, grid: &Grid, rows: Range<usize>) -> Result<Option<String>, Diagnostic> {
        let width = rows.clone().chain(self.body.clone().take(1)).map(|row| filled(grid, row)).max().unwrap_or(0);
        let width = width.max(self.width_with_marks(grid, width));
        let Some(last) = rows.clone().next_back() else {
            self.headings = (0..width)
                .map(|column| Spanned::new(format!("column {}", column + 1), grid.span(self.body.start, column)))
                .collect();
            return Ok(None);
        };
        let mut names = rows;
        if names.len() > 1 && is_units(grid, last) {
            self.units = (0..width)
                .map(|column| grid.text(last, column).trim_matches(['(', ')', '[', ']']).to_owned())
                .collect();
            if let Some(first) = unit_of_times(grid, last) {
                // It stands once, below the first of all times that it is the unit of.
                let unit = self.units[first].clone();
                self.units[first..].fill(unit);
            }
            names.end = last;
        }
        let mut levels: Vec<Vec<Cow<str>>> =
            names.clone().map(|row| spread(grid, row, width, row + 1 == names.end)).collect();
        let below = if names.len() > 1 { parts_below(grid, names.end - 2, names.end - 1) } else { None };
        let note = below.map(|below| below.name(grid, &mut levels)).transpose()?;
        self.headings = (0..width)
            .map(|column| {
                let mut parts: Vec<Cow<str>> = Vec::new();
                for level in &levels {
                    let part = &level[column];
                    if !part.is_empty() && parts.last() != Some(part) {
                        parts.push(part.clone());
                    }
                }
                without_names_of_parts(&mut parts);
                // What only says that these are times is none of their names.
                if parts.iter().any(|part| heading_time(part).is_some()) {
                    parts.retain(|part| heading_time(part).is_some() || names::rank(names::TIME, part).is_none());
                }
                let times = parts.join(" ");
                let text = if parts.len() > 1 && heading_time(&times).is_some() { times } else { parts.join(" | ") };
                let row = names.clone().rev().find(|row| !grid.text(*row, column).is_empty()).unwrap_or(names.end - 1);
                Spanned::new(on_one_line(text.trim_start_matches('\u{feff}')), grid.span(row, column))
            })
            .collect();
        // Eurostat: what is above the times is named behind what is above the keys.
        for heading in &mut self.headings {
            if let Some((name, _)) = heading.value.split_once('\\') {
                heading.value = name.to_owned();
            }
        }
        let initials = name_initials(&mut self.headings);
        Ok(note.or(initials))
    }

    /// How wide rows of values are where marks stand behind the last of their values, in a column without a heading (Eurostat), or
    /// words in one of which a row above says so: `BBK01.SU0502_FLAGS` (Bundesbank).
    fn width_with_marks(&self, grid: &Grid, width: usize) -> usize {
        /// Rows that name columns and speak of them.
        const ABOUT: usize = 12;
        let above = self.body.start.saturating_sub(ABOUT)..self.body.start;
        let of_flags = |at: usize| above.clone().any(|row| grid.text(row, at).ends_with("_FLAGS"));
        let is_mark = |at: usize, text: &str| {
            kind(text) != Kind::Number
                && (text.chars().count() <= 3 || of_flags(at) && text.starts_with(char::is_alphabetic))
        };
        let wide = |row: &usize| {
            let filled = filled(grid, *row);
            (width..filled).all(|at| is_mark(at, &grid.text(*row, at))).then_some(filled)
        };
        let looked_at = if grid.sheet.is_some() { self.body.len() } else { LOOKED_AT };
        self.body.clone().take(looked_at).filter_map(|row| wide(&row)).max().unwrap_or(width)
    }

    /// Rows of headings that speak of series: their units are read, others are left out, and said.
    fn read_about(&mut self, grid: &Grid, rows: Range<usize>) {
        let called = |name: &str| rows.clone().find(|row| names::folded(&grid.text(*row, 0)) == name);
        let before = called("preunit");
        // `unit multiplier`, `millions`, above or below `unit`, `EUR` (Bundesbank).
        let scale = called("unit multiplier");
        for row in rows {
            if is_unit_row(&grid.text(row, 0)) && self.units.is_empty() {
                // `£` in a row of its own above `million` (Office for National Statistics).
                let in_row = |row: Option<usize>, column| row.map_or(Cow::Borrowed(""), |row| grid.text(row, column));
                let scale = |column: usize| {
                    let text = in_row(scale, column);
                    if names::factor(&text) == Some(1.0) { Cow::Borrowed("") } else { text }
                };
                let unit = |column: usize| {
                    let words = [in_row(before, column), scale(column), grid.text(row, column)];
                    words.iter().flat_map(|text| text.split_whitespace()).collect::<Vec<_>>().join(" ")
                };
                self.units = (0..self.headings.len()).map(unit).collect();
                self.units[0].clear();
            } else {
                let what = format!("line {}: {}", grid.line(row), grid.text(row, 0));
                self.left_out.push(LeftOut { what, why: "it speaks of the series" });
            }
        }
    }

    /// All rows are as long as the headings, but for what is empty.
    fn check_rows(&self, grid: &Grid) -> Result<(), Diagnostic> {
        let width = self.headings.len();
        if grid.all_have(width, self.body.start) {
            return Ok(());
        }
        let short_is_fine = grid.delimiter == Delimiter::Tab || grid.sheet.is_some();
        let odd = self.body.clone().find(|row| {
            let cells = grid.width(*row);
            (cells < width && !short_is_fine)
                || (cells > width && (width..cells).any(|at| !grid.text(*row, at).is_empty()))
        });
        let Some(row) = odd else { return Ok(()) };
        let count = |number: usize| format!("{number} field{}", if number == 1 { "" } else { "s" });
        let message = format!("this row has {}, the header has {}", count(grid.width(row)), count(width));
        let help = if grid.sheet.is_some() {
            "name the cells of the table, headings included, as --range A3:D20".to_owned()
        } else {
            let delimiter = if grid.delimiter == Delimiter::Comma { "a comma" } else { "what separates fields" };
            format!(
                "put fields that contain {delimiter} in double quotes, and leave away lines that are not of the table"
            )
        };
        Err(Diagnostic::error(Code::BadCsv, message, grid.row_span(row), "").with_help(help))
    }

    /// Which of two columns of one name is meant, nobody can tell. Columns without a name are not asked for, nor are those of marks.
    fn no_name_twice(&self) -> Result<(), Diagnostic> {
        let mut seen = std::collections::HashMap::new();
        let is_of_marks = |name: &str| names::folded(name) == MARKS || names::rank(names::FLAG, name).is_some();
        let asked_for = |name: &str| !name.is_empty() && !is_of_marks(name);
        for heading in self.headings.iter().filter(|heading| asked_for(&heading.value)) {
            if let Some(first) = seen.insert(heading.value.as_str(), heading) {
                return Err(twice(first, heading));
            }
        }
        Ok(())
    }
}

/// What to say of two columns of one name, or of one time.
pub(super) fn twice(first: &Spanned<String>, second: &Spanned<String>) -> Diagnostic {
    let time = heading_time(&second.value).map(|_| &second.value);
    let (message, help) = match time {
        Some(time) if first.value == second.value => (
            format!("the time `{time}` stands twice in the headings"),
            format!(
                "leave one of them away, or say what each of them has, as `{time} Output` and `{time} Price`, of which --value \
                 takes one"
            ),
        ),
        Some(_) => (
            format!("the headings `{}` and `{}` are one time", first.value, second.value),
            "leave one of them away, or give it a name that is no time".to_owned(),
        ),
        None => (format!("there are two columns `{}`", second.value), "give one of them another name".to_owned()),
    };
    Diagnostic::error(Code::BadCsv, message, second.span.clone(), "the second of this name")
        .with_label(first.span.clone(), "the first is here")
        .with_help(help)
}

/// Cells of a row up to the last that says something.
fn filled(grid: &Grid, row: usize) -> usize {
    (0..grid.width(row)).rev().find(|at| !grid.text(row, *at).is_empty()).map_or(0, |last| last + 1)
}

/// How many cells of a row say something.
fn said(grid: &Grid, row: usize) -> usize {
    (0..grid.width(row)).filter(|at| !grid.text(row, *at).is_empty()).count()
}

/// The width of most rows; where most are lines of text, as around a small table, of most that have a number beside something else.
fn usual_width(grid: &Grid) -> usize {
    let usual = |rows: &mut dyn Iterator<Item = usize>| {
        let mut counts = std::collections::BTreeMap::new();
        for row in rows {
            *counts.entry(grid.width(row)).or_insert(0) += 1;
        }
        counts.into_iter().max_by_key(|(width, count)| (*count, *width)).map(|(width, _)| width)
    };
    let rows = 0..grid.len().min(LOOKED_AT);
    let of_all = usual(&mut rows.clone()).unwrap_or(1);
    let has_number = |row: &usize| (0..grid.width(*row)).any(|at| kind(&grid.text(*row, at)) == Kind::Number);
    if rows.clone().filter(|row| grid.width(*row) == of_all).any(|row| has_number(&row)) {
        return of_all;
    }
    usual(&mut rows.filter(|row| grid.width(*row) > 1).filter(has_number)).unwrap_or(of_all)
}

/// Columns in which most of what rows say is numbers, from the middle of the first rows on.
fn numeric_columns(grid: &Grid, width: usize) -> Vec<usize> {
    let looked_at = grid.len().min(LOOKED_AT);
    let counts = |row: &usize| (grid.width(*row) > 1 || width == 1) && !is_about(grid, *row);
    let rows: Vec<usize> = (looked_at / 2..looked_at).filter(counts).collect();
    let is_numeric = |column: &usize| {
        let (mut numbers, mut texts) = (0, 0);
        for row in rows.iter().copied() {
            match kind(&grid.text(row, *column)) {
                Kind::Number => numbers += 1,
                Kind::Text => texts += 1,
                Kind::Missing => {}
            }
        }
        numbers > 0 && numbers >= texts
    };
    (0..width).filter(is_numeric).collect()
}

/// Whether a row has the units of columns: it says so, or what is in it are short texts in brackets.
fn is_units(grid: &Grid, row: usize) -> bool {
    const COMMON: [&str; 16] =
        ["%", "eur", "usd", "cny", "yuan", "元", "t", "kg", "units", "unit", "gwh", "twh", "台", "套", "万台", "亿元"];
    if names::rank(names::UNIT, &grid.text(row, 0)).is_some() && said(grid, row) > 1
        || unit_of_times(grid, row).is_some()
    {
        return true;
    }
    let texts: Vec<Cow<str>> =
        (0..grid.width(row)).map(|at| grid.text(row, at)).filter(|text| !text.is_empty()).collect();
    let bracketed =
        |text: &str| (text.starts_with('(') && text.ends_with(')')) || (text.starts_with('[') && text.ends_with(']'));
    grid.text(row, 0).is_empty()
        && !texts.is_empty()
        && texts.iter().all(|text| bracketed(text) || COMMON.contains(&text.to_lowercase().as_str()))
}

/// The texts of a row; in one that groups columns, each holds until the next.
fn spread(grid: &Grid, row: usize, width: usize, last: bool) -> Vec<Cow<'_, str>> {
    let mut texts: Vec<Cow<str>> = (0..width).map(|column| grid.text(row, column)).collect();
    if !last {
        for column in 2..width {
            if texts[column].is_empty() {
                let before = texts[column - 1].clone();
                texts[column] = before;
            }
        }
    }
    texts
}
