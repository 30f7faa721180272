//! A table whose columns have their roles: what tells series apart, when, how much.

mod decide;
mod kinds;
mod marked;
mod merged;
mod no_years;
mod values;

use std::borrow::Cow;

pub(super) use kinds::KINDS;
pub use values::Reading;
use values::unit_of;

use super::block::{Block, LeftOut};
use super::clock::{Clock, DateOrder};
use super::grid::Grid;
use super::names;
use super::number::Decimal;
use super::part::Part;
use crate::calendar::{Span as Covers, Stamp};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, Spanned, fold};

/// Says in place of a column that all series of a table add up.
pub const ALL_SERIES: &str = "series";

/// What was asked for; what was not is found.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// The column that tells series apart.
    pub series: Option<Spanned<String>>,
    /// The column of times.
    pub time: Option<Spanned<String>>,
    /// The column of values.
    pub value: Option<Spanned<String>>,
    /// The column that says `train` or `test`.
    pub split: Option<Spanned<String>>,
    /// The columns over which series add up to totals, or [`ALL_SERIES`].
    pub adds_up: Vec<Spanned<String>>,
    /// Only rows in which these columns have these texts.
    pub filter: Vec<(Spanned<String>, Spanned<String>)>,
    /// What comes before decimals.
    pub decimal: Option<Decimal>,
    /// Which number of a date is the day.
    pub order: Option<DateOrder>,
    /// The kind of times that is read, where there are several.
    pub frequency: Option<Covers>,
    /// Texts that stand for what is missing, beside the usual ones.
    pub missing: Vec<String>,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Part of what tells series apart.
    Key,
    /// What is the same for all rows of a series: a code beside a name.
    About,
    /// Times.
    Time,
    /// Values, or those of one time.
    Value,
    /// Units.
    Unit,
    /// What values are multiplied by.
    Multiplier,
    /// Marks beside values.
    Flag,
    /// `train` or `test`.
    Split,
    /// Not read.
    Unused,
}

/// What adds up to totals.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum AddsUp {
    /// Nothing, as far as was said.
    #[default]
    Nothing,
    /// Series, over these columns.
    Columns(Vec<usize>),
    /// All series.
    Series,
}

/// Where times stand.
#[derive(Debug, Clone, PartialEq)]
pub enum Axis {
    /// In a column.
    Column(usize),
    /// Years in one column; the month or quarter, and then the day, in others.
    Columns(usize, Parts),
    /// In the headings of these columns, and then in the row too.
    Across(Vec<(usize, Stamp, Covers)>, Option<Crossing>),
}

/// Columns of parts of years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts {
    /// That of months, quarters or half-years.
    pub column: usize,
    /// That of days of months.
    pub day: Option<usize>,
}

impl Parts {
    /// All of its columns.
    pub fn columns(self) -> impl Iterator<Item = usize> {
        [self.column].into_iter().chain(self.day)
    }
}

/// What the row of a cell says of its time, beside its heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Crossing {
    /// The part of the year that the heading has.
    Parts(Parts),
    /// The year, in this column, of which the heading has a part: times of headings are those of the year 0.
    Years(usize),
}

impl Axis {
    /// The columns that have times in their rows.
    #[must_use]
    pub fn columns(&self) -> Vec<usize> {
        match self {
            Self::Column(column) | Self::Across(_, Some(Crossing::Years(column))) => vec![*column],
            Self::Columns(years, parts) => [*years].into_iter().chain(parts.columns()).collect(),
            Self::Across(_, Some(Crossing::Parts(parts))) => parts.columns().collect(),
            Self::Across(_, None) => Vec::new(),
        }
    }
}

/// A table whose columns have their roles.
#[derive(Debug)]
pub struct Frame {
    /// The cells.
    pub grid: Grid,
    /// Where the table is in them.
    pub block: Block,
    /// What each column holds.
    pub roles: Vec<Role>,
    /// Where times stand; none if that was not asked for and cannot be found.
    pub axis: Option<Axis>,
    /// How times are read.
    pub clock: Clock,
    /// Whether there are times of several kinds, as years beside quarters.
    pub(super) mixed: bool,
    /// Times that are no years where all others are, as `0` and `9999`.
    pub(super) no_years: Vec<String>,
    /// What parts of years are, where they stand beside years.
    pub(super) part: Part,
    /// Whether months are numbered from `I` to `XII`.
    pub(super) roman_months: bool,
    /// Columns that tell series apart, from the surest.
    pub keys: Vec<usize>,
    /// Columns over which series add up.
    pub adds_up: AddsUp,
    /// The rows of the table that were asked for.
    pub rows: Vec<u32>,
    /// Rows of marks of the values in the rows above them.
    pub(super) marked: Vec<u32>,
    /// What was decided, in sentences.
    pub notes: Vec<String>,
    /// What was not read.
    pub left_out: Vec<LeftOut>,
    /// Texts that stand for what is missing, beside the usual ones.
    pub missing: Vec<String>,
    /// What is measured in the columns of a table with times in its headings that name that too, each once; and by column which.
    pub measures: (Vec<String>, Vec<usize>),
    pub(super) multipliers: Vec<usize>,
    /// Columns of texts whose units multiply.
    pub(super) worded: Vec<usize>,
    /// Columns whose texts say units. They are looked at for each series: a table may have a hundred thousand.
    pub(super) of_units: Vec<usize>,
    pub(super) decimals: Vec<Decimal>,
    /// By column: what the unit in its heading multiplies by, and the unit without that.
    pub(super) units: Vec<(f64, String)>,
    pub(super) percent: Vec<bool>,
}

impl Frame {
    /// Finds the table, its rows, the roles of its columns, and how its times and numbers are written.
    ///
    /// # Errors
    /// It has no rows, a column that is asked for is not there, no row meets all conditions, or numbers or times can be read in
    /// two ways: all problems of one kind at once.
    pub fn read(grid: Grid, asked: &Asked) -> Result<Self, Diagnostics> {
        let mut frame = Self::new(grid)?;
        frame.missing.clone_from(&asked.missing);
        frame.pick(&asked.filter)?;
        frame.find_roles(asked)?;
        frame.find_words();
        frame.read_clock(asked)?;
        frame.read_notation(asked)?;
        Ok(frame)
    }

    /// Finds the table and the roles of its columns, and decides nothing of what is in them: [`Self::clock_of`] and
    /// [`Self::notation`] do so for the columns that are wanted.
    ///
    /// # Errors
    /// It is not a table.
    pub fn of_columns(grid: Grid) -> Result<Self, Diagnostics> {
        let mut frame = Self::new(grid)?;
        frame.find_roles(&Asked::default())?;
        frame.find_words();
        Ok(frame)
    }

    fn new(mut grid: Grid) -> Result<Self, Diagnostic> {
        let block = Block::find(&mut grid)?;
        if block.body.is_empty() {
            let message = format!("`{}` has no rows below its header", grid.source.path.display());
            return Err(Diagnostic::error(Code::NoRows, message, grid.row_span(block.body.start - 1), ""));
        }
        let width = block.headings.len();
        let units = (0..width).map(|column| unit_of(&block, column)).collect();
        let mut frame = Self {
            rows: block.body.clone().map(|row| row as u32).collect(),
            left_out: block.left_out.clone(),
            marked: Vec::new(),
            roles: vec![Role::Unused; width],
            axis: None,
            keys: Vec::new(),
            adds_up: AddsUp::Nothing,
            missing: Vec::new(),
            measures: (Vec::new(), vec![0; width]),
            multipliers: Vec::new(),
            worded: Vec::new(),
            of_units: Vec::new(),
            clock: Clock::default(),
            mixed: false,
            no_years: Vec::new(),
            part: Part::default(),
            roman_months: false,
            notes: grid.notes.clone(),
            decimals: vec![Decimal::Point; width],
            percent: vec![false; width],
            units,
            grid,
            block,
        };
        if frame.block.headless {
            frame.notes.push("there are no headings: columns are called `column 1` and so on".to_owned());
        }
        frame.fill_down();
        frame.take_rows_of_marks();
        Ok(frame)
    }

    /// The place of the column of this name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        let headings = &self.block.headings;
        let exact = headings.iter().position(|heading| heading.value == name);
        let exact = exact.or_else(|| headings.iter().position(|heading| fold(&heading.value) == fold(name)));
        exact.or_else(|| headings.iter().position(|heading| names::without_unit(&heading.value).0 == name))
    }

    /// Whether a column has one of the names that columns of times or of values usually have.
    #[must_use]
    pub fn is_usual(&self, column: usize) -> bool {
        [names::TIME, names::VALUE].iter().any(|list| names::rank(list, self.heading(column)).is_some())
    }

    /// The name of a column.
    #[must_use]
    pub fn heading(&self, column: usize) -> &str {
        &self.block.headings[column].value
    }

    /// Columns of a role.
    pub fn columns(&self, role: Role) -> impl Iterator<Item = usize> + '_ {
        self.roles.iter().enumerate().filter(move |(_, other)| **other == role).map(|(column, _)| column)
    }

    /// What a cell of the table says.
    #[must_use]
    #[inline]
    pub fn text(&self, row: u32, column: usize) -> Cow<'_, str> {
        self.grid.text(row as usize, column)
    }

    /// Where a cell stands.
    #[must_use]
    pub fn span(&self, row: u32, column: usize) -> Span {
        self.grid.span(row as usize, column)
    }

    /// Where the headings stand.
    #[must_use]
    pub fn header_span(&self) -> Span {
        let headings = &self.block.headings;
        match (headings.first(), headings.last()) {
            (Some(first), Some(last)) => first.span.join(&last.span),
            _ => Span::start_of(&self.grid.source),
        }
    }

    /// The time of a row.
    #[must_use]
    pub fn time(&self, row: u32) -> Option<(Stamp, Covers)> {
        match self.axis.as_ref()? {
            Axis::Column(column) => self.clock.read(&self.text(row, *column)),
            Axis::Columns(year, parts) => self.composed(row, *year, parts),
            Axis::Across(..) => None,
        }
    }

    /// The column of times; the first of those that have them in their headings.
    #[must_use]
    pub fn time_column(&self) -> Option<usize> {
        match self.axis.as_ref()? {
            Axis::Column(column) | Axis::Columns(column, _) => Some(*column),
            Axis::Across(times, _) => times.first().map(|(column, ..)| *column),
        }
    }

    /// Keeps the rows in which columns have texts.
    fn pick(&mut self, filter: &[(Spanned<String>, Spanned<String>)]) -> Result<(), Diagnostics> {
        if filter.is_empty() {
            return Ok(());
        }
        let mut found = Diagnostics::new();
        let mut conditions = Vec::new();
        for (name, text) in filter {
            match self.column(&name.value) {
                Some(column) => conditions.push((column, text)),
                None => found.push(self.no_column(name)),
            }
        }
        if found.has_errors() {
            return Err(found);
        }
        for (column, text) in &conditions {
            let has = |row: &u32| self.text(*row, *column) == text.value.as_str();
            if !self.rows.iter().any(has) {
                return Err(self.no_such_text(*column, text).into());
            }
        }
        let mut rows = std::mem::take(&mut self.rows);
        rows.retain(|row| conditions.iter().all(|(column, text)| self.text(*row, *column) == text.value.as_str()));
        self.rows = rows;
        if let (true, Some((_, text))) = (self.rows.is_empty(), filter.first()) {
            let message = format!("no row of `{}` meets all conditions", self.grid.source.path.display());
            return Err(Diagnostic::error(Code::NoRows, message, text.span.clone(), "").into());
        }
        Ok(())
    }

    /// What to say of a text that no row has in a column.
    #[must_use]
    pub fn no_such_text(&self, column: usize, text: &Spanned<String>) -> Diagnostic {
        const SHOWN: usize = 10;
        let known: std::collections::BTreeSet<Cow<str>> =
            self.block.body.clone().map(|row| self.grid.text(row, column)).collect();
        let path = self.grid.source.path.display();
        let message = format!("no row of `{path}` has `{}` in column `{}`", text.value, self.heading(column));
        let some: Vec<&str> = known.iter().map(AsRef::as_ref).take(SHOWN).collect();
        let more = if known.len() > some.len() { ", …" } else { "" };
        Diagnostic::error(Code::NoRows, message, text.span.clone(), "")
            .with_help(format!("the column has {}{more}", some.join(", ")))
            .with_suggestion(&text.value, known.iter().map(AsRef::as_ref))
    }

    /// What to say of a column that is not there.
    #[must_use]
    pub fn no_column(&self, name: &Spanned<String>) -> Diagnostic {
        const SHOWN: usize = 30;
        let columns: Vec<&str> = self.block.headings.iter().map(|heading| heading.value.as_str()).collect();
        let message = format!("`{}` has no column `{}`", self.grid.source.path.display(), name.value);
        let more = if columns.len() > SHOWN { ", …" } else { "" };
        let shown = columns[..columns.len().min(SHOWN)].join(", ");
        let measures = self.measures.0.join(", ");
        let measured = if measures.is_empty() { measures } else { format!("; what is measured is {measures}") };
        let known = columns.iter().copied().chain(self.measures.0.iter().map(String::as_str));
        Diagnostic::error(Code::MissingColumn, message, name.span.clone(), "")
            .with_label(self.header_span(), "its columns")
            .with_help(format!("its columns are {shown}{more}{measured}"))
            .with_suggestion(&name.value, known)
    }
}
