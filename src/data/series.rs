//! The series of a table: a value for each time, with where it stands.

mod across;
mod ahead;
mod ends;
mod groups;
mod named;
mod points;
mod reader;
mod said;
mod timed;
mod times;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

pub use named::{BETWEEN, TOTAL};
pub use points::Points;
use reader::Reader;
pub(super) use times::SEVERAL_MONTHS;

use super::frame::{Axis, Frame, Reading, Role};
use crate::calendar::{Span as Covers, Stamp};
use crate::diagnostic::{Diagnostics, Span};

/// A series: what tells it apart, and its unit. Series share their texts: a table may have a million of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// What differs between series, in one text.
    pub name: Arc<str>,
    /// Texts of the columns that tell series apart, in the order of [`Tidy::keys`].
    pub keys: Box<[Arc<str>]>,
    /// The heading of its values, where each series has a column.
    pub measure: Option<Arc<str>>,
    /// Its unit, as far as the table says it.
    pub unit: Arc<str>,
}

/// Makes series that share their texts.
#[derive(Debug, Clone, Default)]
struct Maker {
    /// Texts other than those of keys that series have had lately.
    known: Vec<Arc<str>>,
}

impl Maker {
    /// That of a row with values of one time in a column; it has no name yet.
    fn of(&mut self, frame: &Frame, row: u32, column: usize) -> Series {
        let measure = Some(self.shared(frame.heading(column)));
        self.measured(frame, row, column, measure)
    }

    /// That of a row, of what is measured in a column; it has no name yet.
    fn measured(&mut self, frame: &Frame, row: u32, column: usize, measure: Option<Arc<str>>) -> Series {
        let keys = frame.keys.iter().map(|key| frame.grid.shared(row as usize, *key)).collect();
        Series { name: self.shared(""), keys, measure, unit: self.shared(&frame.unit_of(row, column)) }
    }

    fn shared(&mut self, text: &str) -> Arc<str> {
        /// Texts that are looked for.
        const MOST: usize = 16;
        if let Some(known) = self.known.iter().find(|known| known.as_ref() == text) {
            return Arc::clone(known);
        }
        self.known.truncate(MOST - 1);
        self.known.insert(0, Arc::from(text));
        Arc::clone(&self.known[0])
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
