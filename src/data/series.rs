//! The series of a table: a value for each time, with where it stands.

mod ahead;
mod groups;
mod named;
mod points;
mod reader;
mod said;
mod times;

use std::borrow::Cow;
use std::collections::BTreeMap;

pub use named::{BETWEEN, TOTAL};
pub use points::Points;
use reader::Reader;
pub(super) use times::SEVERAL_MONTHS;

use super::frame::{Axis, Frame, Reading, Role};
use crate::calendar::{Span as Covers, Stamp};
use crate::diagnostic::{Diagnostics, Span};

/// A series: what tells it apart, and its unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// What differs between series, in one text.
    pub name: String,
    /// Texts of the columns that tell series apart, in the order of [`Tidy::keys`].
    pub keys: Vec<String>,
    /// The heading of its values, where each series has a column.
    pub measure: Option<String>,
    /// Its unit, as far as the table says it.
    pub unit: String,
}

impl Series {
    /// That of a row with values of one time in a column; it has no name yet.
    fn of(frame: &Frame, row: u32, column: usize) -> Self {
        let keys = frame.keys.iter().map(|key| frame.text(row, *key).into_owned()).collect();
        let measure = Some(frame.heading(column).to_owned());
        Self { name: String::new(), keys, measure, unit: frame.unit_of(row, column) }
    }
}

/// A value with its place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Which series.
    pub series: u32,
    /// The row of the grid, and the column.
    pub row: u32,
    /// The column of the value.
    pub column: u32,
    /// When.
    pub stamp: Stamp,
    /// How much; not a number if it is missing.
    pub value: f64,
    /// To be forecast, rather than to be learned from.
    pub test: bool,
}

/// The series of a table.
#[derive(Debug)]
pub struct Tidy {
    /// The table.
    pub frame: Frame,
    /// The columns that tell series apart.
    pub keys: Vec<String>,
    /// The series, in the order of the file.
    pub series: Vec<Series>,
    /// Their values, in the order of the file.
    pub points: Points,
    /// What times cover; the first if they differ.
    pub covers: Covers,
    /// Values that are missing.
    pub missing: usize,
    /// Marks beside values, and how often.
    pub flags: BTreeMap<String, usize>,
}

impl Tidy {
    /// Reads all values of a table.
    ///
    /// # Errors
    /// There is no column of times or of values, or cells are neither numbers, times nor one of the texts for a missing value: all
    /// problems at once.
    pub fn read(frame: Frame) -> Result<Self, Diagnostics> {
        if frame.axis.is_none() {
            return Err(frame.no_times().into());
        }
        let values: Vec<usize> = frame.columns(Role::Value).collect();
        if values.is_empty() {
            return Err(frame.no_values().into());
        }
        let keys = frame.keys.iter().map(|column| frame.heading(*column).to_owned()).collect();
        let tidy = Self {
            keys,
            series: Vec::new(),
            points: Points::default(),
            covers: Covers::Number,
            missing: 0,
            flags: BTreeMap::new(),
            frame,
        };
        Reader::of(tidy, values).read()
    }

    /// Where a value stands.
    #[must_use]
    pub fn value_at(&self, point: &Point) -> Span {
        self.frame.span(point.row, point.column as usize)
    }

    /// Where its time stands.
    #[must_use]
    pub fn time_at(&self, point: &Point) -> Span {
        match &self.frame.axis {
            Some(Axis::Column(column) | Axis::Columns(column, _)) => self.frame.span(point.row, *column),
            Some(Axis::Across(..)) => self.frame.block.headings[point.column as usize].span.clone(),
            None => self.frame.header_span(),
        }
    }

    /// What its time is written as.
    #[must_use]
    pub fn time_text(&self, point: &Point) -> Cow<'_, str> {
        match &self.frame.axis {
            Some(Axis::Column(column) | Axis::Columns(column, _)) => self.frame.text(point.row, *column),
            _ => Cow::Owned(self.time_at(point).text().to_owned()),
        }
    }
}
