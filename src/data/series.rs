//! The series of a table: a value for each time, with where it stands.

mod ahead;
mod points;
mod said;
mod times;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use foldhash::fast::RandomState;

use ahead::Ahead;
pub use points::Points;
pub(super) use times::SEVERAL_MONTHS;
use times::no_time;

use super::block::LeftOut;
use super::frame::{AddsUp, Axis, Frame, Reading, Role};
use super::grid::Token;
use super::number::number_help;
use crate::calendar::{Span as Covers, Stamp};
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::parallel;

/// After this many bad cells the rest is not looked at.
const ENOUGH: usize = 20;
/// Between the keys of a series in its name.
pub const BETWEEN: &str = " | ";
/// What values are called that have no name.
const VALUES: &str = "value";
/// What a total is called that has no name of its own.
pub const TOTAL: &str = "total";

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
        let split = tidy.frame.columns(Role::Split).next();
        Reader {
            tidy,
            values,
            split,
            worded: None,
            groups: HashMap::default(),
            known: HashMap::default(),
            members: Vec::new(),
            last: None,
            key: String::new(),
            found: Diagnostics::new(),
        }
        .read()
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

/// Reads the rows of a table, one after the other.
struct Reader {
    tidy: Tidy,
    values: Vec<usize>,
    /// The column that says `train` or `test`.
    split: Option<usize>,
    /// The first cell with a number that a word behind it multiplies, and how many there are.
    worded: Option<((u32, usize), usize)>,
    /// By the texts of keys: the number of a group of series.
    groups: HashMap<String, usize, RandomState>,
    /// The same by what one or two of them can be compared by.
    known: HashMap<[Option<Token>; 2], usize, RandomState>,
    /// By group, and in it by column of values: its series.
    members: Vec<u32>,
    /// The last row with its group: rows that follow one another are often of one.
    last: Option<(u32, usize)>,
    /// The texts of the keys of a row.
    key: String,
    found: Diagnostics,
}

/// So many rows are looked at to see whether a text stands in several.
const LOOKED_AT: usize = 10_000;
/// Room for so many values is made at once.
const MOST_RESERVED: usize = 1 << 27;
/// No series yet.
const NONE: u32 = u32::MAX;

/// Rows that are read ahead at a time.
const TOGETHER: usize = 1 << 16;

impl Reader {
    fn read(mut self) -> Result<Tidy, Diagnostics> {
        let rows = std::mem::take(&mut self.tidy.frame.rows);
        let axis = self.tidy.frame.axis.clone();
        let mut empty = Vec::new();
        let columns = if let Some(Axis::Across(times, _)) = &axis { times.len() } else { self.values.len() };
        self.tidy.points.reserve(rows.len().saturating_mul(columns).min(MOST_RESERVED));
        for block in rows.chunks(TOGETHER) {
            if self.found.as_slice().len() >= ENOUGH {
                break;
            }
            match &axis {
                Some(Axis::Across(times, _)) => {
                    for row in block {
                        if self.found.as_slice().len() < ENOUGH && !self.across(*row, times) {
                            empty.push(*row);
                        }
                    }
                }
                _ => self.block(block),
            }
        }
        self.tidy.frame.rows = rows;
        if self.found.has_errors() {
            return Err(self.found);
        }
        self.say_empty(&empty);
        self.name_series();
        self.say_units();
        self.say_scales();
        self.say_marks();
        self.say_marks_beside();
        self.tidy.no_time_twice()?;
        self.tidy.to_months();
        self.tidy.say_times();
        Ok(self.tidy)
    }

    /// Rows of one time each. What needs nothing of the rows before is read ahead, on all threads.
    fn block(&mut self, rows: &[u32]) {
        /// Rows that one thread reads at a time.
        const PIECE: usize = 1 << 12;
        let pieces: Vec<&[u32]> = rows.chunks(PIECE).collect();
        let (frame, values) = (&self.tidy.frame, &self.values);
        let ahead = |piece: &&[u32]| Ahead::of(frame, piece, values);
        for (piece, ahead) in pieces.iter().zip(parallel::map(&pieces, ahead)) {
            for (index, row) in piece.iter().enumerate() {
                if self.found.as_slice().len() < ENOUGH {
                    let before = ahead.alike[index].then(|| piece[index - 1]);
                    let numbers = &ahead.numbers[index * self.values.len()..];
                    self.long(*row, before, ahead.times[index], numbers);
                }
            }
        }
    }

    /// A row of one time, with the row before if that has the same keys, and its numbers as far as they are plain.
    fn long(&mut self, row: u32, before: Option<u32>, time: Option<(Stamp, Covers)>, numbers: &[f64]) {
        let Some((stamp, covers)) = time else {
            return self.bad_time(row);
        };
        let test = self.part(row);
        if self.tidy.points.is_empty() {
            self.tidy.covers = covers;
        } else if covers != self.tidy.covers {
            return self.found.push(self.tidy.of_another_kind(row));
        }
        let group = match self.last {
            Some((last, group)) if before == Some(last) => {
                self.last = Some((row, group));
                group
            }
            _ => self.group(row),
        };
        for (index, number) in numbers.iter().enumerate().take(self.values.len()) {
            let column = self.values[index];
            if number.is_nan() {
                self.push_at((row, group), index, column, stamp, test);
            } else {
                let series = self.series(row, group, index);
                self.tidy.points.push(Point { series, row, column: column as u32, stamp, value: *number, test });
            }
        }
    }

    /// A row with all times of a series; whether it has any value.
    fn across(&mut self, row: u32, times: &[(usize, Stamp, Covers)]) -> bool {
        if times.iter().all(|(column, ..)| self.tidy.frame.text(row, *column).is_empty()) {
            return false;
        }
        let test = self.part(row);
        let group = self.group(row);
        for (column, stamp, covers) in times {
            let Some((stamp, covers)) = self.tidy.frame.time_across(row, (*stamp, *covers)) else {
                self.bad_time(row);
                return true;
            };
            if self.tidy.points.is_empty() {
                self.tidy.covers = covers;
            }
            let measure = self.tidy.frame.measures.1[*column];
            self.push_at((row, group), measure, *column, stamp, test);
        }
        true
    }

    fn push_at(&mut self, (row, group): (u32, usize), index: usize, column: usize, stamp: Stamp, test: bool) {
        let (value, flag) = match self.tidy.frame.number(row, column) {
            Reading::Number { value, factor, flag } => {
                if factor != 1.0 {
                    let (_, count) = self.worded.get_or_insert(((row, column), 0));
                    *count += 1;
                }
                (value, flag)
            }
            Reading::Missing(flag) => {
                self.tidy.missing += 1;
                (f64::NAN, flag)
            }
            Reading::Other => return self.bad_number(row, column),
        };
        if !flag.is_empty() {
            let flag = flag.trim_matches(['(', ')', '[', ']']).to_owned();
            *self.tidy.flags.entry(flag).or_insert(0) += 1;
        }
        let series = self.series(row, group, index);
        self.tidy.points.push(Point { series, row, column: column as u32, stamp, value, test });
    }

    /// The group of series that a row belongs to.
    fn group(&mut self, row: u32) -> usize {
        let frame = &self.tidy.frame;
        if let Some((last, group)) = self.last
            && frame.keys.iter().all(|column| frame.text(row, *column) == frame.text(last, *column))
        {
            self.last = Some((row, group));
            return group;
        }
        let tokens = tokens(frame, row);
        if let Some(group) = tokens.and_then(|tokens| self.known.get(&tokens)) {
            self.last = Some((row, *group));
            return *group;
        }
        self.key.clear();
        for column in &frame.keys {
            self.key.push_str(&frame.text(row, *column));
            self.key.push('\u{1f}');
        }
        let group = match self.groups.get(&self.key) {
            Some(group) => *group,
            None => {
                let width = if matches!(frame.axis, Some(Axis::Across(..))) {
                    frame.measures.0.len().max(1)
                } else {
                    self.values.len()
                };
                self.members.resize(self.members.len() + width, NONE);
                let group = self.groups.len();
                self.groups.insert(self.key.clone(), group);
                group
            }
        };
        self.last = Some((row, group));
        self.known.extend(tokens.map(|tokens| (tokens, group)));
        group
    }

    fn series(&mut self, row: u32, group: usize, index: usize) -> u32 {
        let frame = &self.tidy.frame;
        let across = matches!(frame.axis, Some(Axis::Across(..)));
        let at = if across { group * frame.measures.0.len().max(1) + index } else { group * self.values.len() + index };
        if self.members[at] == NONE {
            let keys = frame.keys.iter().map(|column| frame.text(row, *column).into_owned()).collect();
            let measure = if across {
                frame.measures.0.get(index).cloned()
            } else {
                Some(frame.heading(self.values[index]).to_owned())
            };
            let of_measure = |column: &&usize| frame.measures.1[**column] == index;
            let column = if across { self.values.iter().find(of_measure).copied() } else { None };
            let column = column.unwrap_or(self.values[index.min(self.values.len() - 1)]);
            let unit = frame.unit_of(row, column);
            self.members[at] = self.tidy.series.len() as u32;
            self.tidy.series.push(Series { name: String::new(), keys, measure, unit });
        }
        self.members[at]
    }

    fn bad_time(&mut self, row: u32) {
        let frame = &self.tidy.frame;
        let cells = frame.grid.width(row as usize);
        let said = (0..cells).filter(|at| !frame.text(row, *at).is_empty()).count();
        if said == 1 && cells > 2 {
            // A line between rows, as `Asia` above the countries of Asia.
            let what = format!("line {}: {}", frame.grid.line(row as usize), frame.text(row, 0));
            self.tidy.frame.left_out.push(LeftOut { what, why: "it has neither a time nor a value" });
            return;
        }
        if let Some(column) = frame.time_column()
            && let Some(why) = no_time(&frame.text(row, column))
        {
            let what = format!("line {}: {}", frame.grid.line(row as usize), frame.text(row, column));
            self.tidy.frame.left_out.push(LeftOut { what, why });
            return;
        }
        self.found.push(frame.bad_time(row));
    }

    fn bad_number(&mut self, row: u32, column: usize) {
        let frame = &self.tidy.frame;
        let (text, place) = (frame.text(row, column), frame.grid.place_in_words(row as usize, column));
        let message = format!("the value `{text}` {place} is not a number");
        let mut rows = frame.block.body.clone().take(LOOKED_AT);
        let again = rows.any(|other| other != row as usize && frame.grid.text(other, column) == text);
        let help = if again && !text.contains(|letter: char| letter.is_ascii_digit()) {
            format!("if `{text}` stands for what is missing, say --missing \"{text}\"; {}", number_help(&text))
        } else {
            number_help(&text).to_owned()
        };
        self.found.push(Diagnostic::error("not-a-number", message, frame.span(row, column), "").with_help(help));
    }

    /// Whether a row is to be forecast.
    fn part(&mut self, row: u32) -> bool {
        let Some(column) = self.split else { return false };
        let frame = &self.tidy.frame;
        let text = frame.text(row, column);
        if text.eq_ignore_ascii_case("train") || text.eq_ignore_ascii_case("test") {
            return text.eq_ignore_ascii_case("test");
        }
        let message = format!("`{text}` is neither `train` nor `test`");
        let problem = Diagnostic::error("bad-split", message, frame.span(row, column), "");
        self.found.push(problem);
        false
    }

    fn say_empty(&mut self, rows: &[u32]) {
        let frame = &mut self.tidy.frame;
        for row in rows.iter().take(ENOUGH) {
            let named = |column: &usize| !frame.text(*row, *column).is_empty();
            let texts = frame.keys.iter().copied().filter(|column| frame.roles[*column] == Role::Key);
            let name = texts.chain([0]).chain(0..frame.roles.len()).find(named).unwrap_or(0);
            let what = format!("line {}: {}", frame.grid.line(*row as usize), frame.text(*row, name));
            frame.left_out.push(LeftOut { what, why: "it has no values" });
        }
        if rows.len() > ENOUGH {
            let what = format!("{} more lines", rows.len() - ENOUGH);
            frame.left_out.push(LeftOut { what, why: "they have no values" });
        }
    }

    /// Names series by what differs between them.
    fn name_series(&mut self) {
        let only = self.only_name();
        let series = &mut self.tidy.series;
        let differs: Vec<usize> = (0..self.tidy.keys.len())
            .filter(|at| series.iter().any(|one| one.keys[*at] != series[0].keys[*at]))
            .collect();
        let measures = series.iter().any(|one| one.measure != series[0].measure);
        for one in series.iter_mut() {
            let mut parts: Vec<&str> = differs.iter().map(|at| part(&self.tidy.frame, *at, &one.keys[*at])).collect();
            if parts.is_empty() && !measures {
                parts.extend(one.keys.first().map(String::as_str));
            }
            if measures || parts.is_empty() {
                parts.extend(one.measure.as_deref());
            }
            one.name = parts.join(BETWEEN);
            if let (true, Some(only)) = (one.name.is_empty(), &only) {
                one.name.clone_from(only);
            }
        }
    }

    /// What the only series of a table with times in its headings is called: by the first of its texts, or as values are.
    fn only_name(&self) -> Option<String> {
        let frame = &self.tidy.frame;
        let row = self.tidy.points.first().filter(|_| self.tidy.series.len() == 1)?.row;
        let about = frame.columns(Role::About).map(|column| frame.text(row, column).into_owned());
        about.chain([VALUES.to_owned()]).find(|text| !text.is_empty())
    }
}

/// What the keys of a row can be compared by, if they are one or two and have that.
fn tokens(frame: &Frame, row: u32) -> Option<[Option<Token>; 2]> {
    let token = |column: &usize| frame.grid.token(row as usize, *column);
    match frame.keys.as_slice() {
        [only] => Some([Some(token(only)?), None]),
        [one, other] => Some([Some(token(one)?), Some(token(other)?)]),
        _ => None,
    }
}

/// A key as part of a name: where series add up over it, an empty one is a total.
fn part<'a>(frame: &Frame, key: usize, text: &'a str) -> &'a str {
    let adds_up = matches!(&frame.adds_up, AddsUp::Columns(columns) if columns.contains(&frame.keys[key]));
    if adds_up && text.is_empty() { TOTAL } else { text }
}
