//! Observed values from CSV files: columns of numbers, picked by the texts of other columns.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::chain::beside;
use super::csv::{Csv, is_missing};
use super::files::{Disk, Files, read_text};
use crate::calendar::{FORMS, SPANNING, Stamp, Unit};
use crate::diagnostic::{Diagnostic, Diagnostics, Span, Spanned};
use crate::numeric::sorting::{sort_by, sort_by_key};

/// A data file may have this many bytes.
const LARGEST: u64 = 64_000_000;
/// Numbers with six digits may be dates without separators.
const FEWEST_DIGITS: f64 = 100_000.0;
/// After this many bad cells of one column the rest is not looked at.
const ENOUGH: usize = 10;

/// What to read from which file.
#[derive(Debug)]
pub struct Query {
    /// The file, relative to the file that names it.
    pub file: Spanned<String>,
    /// The column of values; its place is that of the file if the name is a default.
    pub column: Spanned<String>,
    /// The column of times; none if all that is wanted is a list of values.
    pub time: Option<Spanned<String>>,
    /// Only rows in which these columns have these texts.
    pub filter: Vec<(Spanned<String>, Spanned<String>)>,
}

/// Rows of a data file as numbers.
#[derive(Debug)]
pub struct Table {
    /// The rows that have a value, in increasing time.
    pub rows: Vec<Row>,
    /// Rows left out because their value is missing.
    pub empty: usize,
    /// Whether rows had to be put in order.
    pub reordered: bool,
    /// What times are written in.
    pub unit: Unit,
}

impl Default for Table {
    fn default() -> Self {
        Self { rows: Vec::new(), empty: 0, reordered: false, unit: Unit::Number }
    }
}

/// One row of a [`Table`].
#[derive(Debug)]
pub struct Row {
    /// Time in years, of dates that of their beginning; 0 if no column of times was asked for.
    pub time: f64,
    /// The value.
    pub value: f64,
    /// Further columns, as asked for.
    pub more: Vec<f64>,
    /// Where the value stands.
    pub place: Span,
    /// Its time as written; the value if no column of times was asked for.
    pub written: Spanned<String>,
    /// When the month ends, in years, of which its time is the last day; none of other times.
    pub ends: Option<f64>,
}

/// The data files of a scenario; each is read once.
#[derive(Debug)]
pub struct DataFiles {
    files: Arc<dyn Files>,
    read: HashMap<PathBuf, Option<Arc<Csv>>>,
}

/// The data files on disk.
impl Default for DataFiles {
    fn default() -> Self {
        Self::new(Arc::new(Disk))
    }
}

impl DataFiles {
    /// Data files that are read from there, none so far.
    #[must_use]
    pub fn new(files: Arc<dyn Files>) -> Self {
        Self { files, read: HashMap::new() }
    }

    /// Times in years and values, in increasing time; rows whose value is missing are left out. Times may be years, whole or
    /// not, or dates in one of the [`FORMS`]; dates of which no two are in one month are months.
    ///
    /// Problems are added to `found`: file or column missing, no row left, not a number, two values for one time, times in
    /// two forms.
    pub fn series(&mut self, query: &Query, found: &mut Diagnostics) -> Vec<(f64, f64)> {
        self.table(query, &[], found).rows.into_iter().map(|row| (row.time, row.value)).collect()
    }

    /// The same with further columns of numbers, with places, and with what was done to the rows.
    pub fn table(&mut self, query: &Query, more: &[Spanned<String>], found: &mut Diagnostics) -> Table {
        let Some(csv) = self.open(&query.file, found) else {
            return Table::default();
        };
        let mut reading = Reading { csv: &csv, query, found };
        reading.table(more).unwrap_or_default()
    }

    /// All files read, ordered by path, with their texts.
    #[must_use]
    pub fn texts(&self) -> Vec<(&Path, &str)> {
        let mut files: Vec<_> = self.read.iter().filter_map(|(path, csv)| Some((path, csv.as_ref()?))).collect();
        sort_by_key(&mut files, |(path, _)| *path);
        files.into_iter().map(|(path, csv)| (path.as_path(), csv.source.text.as_str())).collect()
    }

    /// Whether there is such a file.
    pub fn exists(&self, file: &Spanned<String>) -> bool {
        self.files.canonical(&beside(&file.span.source.path, file)).is_ok()
    }

    /// A file as a table, read once; none if it cannot be read, which `found` then says.
    pub(super) fn open(&mut self, file: &Spanned<String>, found: &mut Diagnostics) -> Option<Arc<Csv>> {
        let path = beside(&file.span.source.path, file);
        match self.read.entry(path) {
            Entry::Occupied(known) => known.get().clone(),
            Entry::Vacant(new) => {
                let csv = match read_text(&*self.files, new.key(), LARGEST) {
                    Err(problem) => Err(problem.at(file.span.clone())),
                    Ok(source) => Csv::read(&source).map_err(|bad| bad.with_label(file.span.clone(), "read for this")),
                };
                let csv = csv.map(Arc::new).map_err(|diagnostic| found.push(diagnostic)).ok();
                new.insert(csv).clone()
            }
        }
    }
}

/// A row while it is read.
struct Point<'a> {
    row: Row,
    /// Its time as a date, if it is written as one.
    stamp: Option<Stamp>,
    /// Where its time stands.
    cell: &'a Spanned<String>,
}

/// One query against one file.
struct Reading<'a> {
    csv: &'a Csv,
    query: &'a Query,
    found: &'a mut Diagnostics,
}

impl Reading<'_> {
    fn table(&mut self, more: &[Spanned<String>]) -> Option<Table> {
        let query = self.query;
        let value = self.column(&query.column);
        let time = query.time.as_ref().map(|time| self.column(time));
        let more: Vec<_> = more.iter().map(|name| self.column(name)).collect();
        let filter: Vec<_> = query.filter.iter().map(|(name, text)| self.column(name).map(|at| (at, text))).collect();
        let filter: Vec<_> = filter.into_iter().collect::<Option<_>>()?;
        let (value, time) = (value?, time.map_or(Some(None), |time| time.map(Some))?);
        let more: Vec<usize> = more.into_iter().collect::<Option<_>>()?;
        let rows: Vec<_> =
            self.csv.rows.iter().filter(|row| filter.iter().all(|(at, text)| row[*at].value == text.value)).collect();
        if rows.is_empty() {
            self.no_rows(&filter);
            return None;
        }
        let (mut points, empty) = self.points(&rows, value, time, &more);
        let mut table = Table { empty, ..Table::default() };
        if time.is_some() {
            table.reordered = !points.is_sorted_by_key(|point| point.row.time);
            sort_by(&mut points, |a, b| a.row.time.total_cmp(&b.row.time));
            table.unit = self.dates(&mut points);
            self.no_time_twice(&points);
        }
        table.rows = points.into_iter().map(|point| point.row).collect();
        Some(table)
    }

    /// The rows with a value, and how many have none.
    fn points<'a>(
        &mut self,
        rows: &[&'a Vec<Spanned<String>>],
        value: usize,
        time: Option<usize>,
        more: &[usize],
    ) -> (Vec<Point<'a>>, usize) {
        let bad_before = self.found.as_slice().len();
        let mut points = Vec::new();
        let filled = rows.iter().filter(|row| !is_missing(&row[value].value));
        let empty = rows.len() - filled.clone().count();
        for row in filled {
            let at = time.map_or(Some((0.0, None)), |time| self.time(&row[time]));
            let number = self.number(&row[value], "value");
            let others: Option<Vec<f64>> = more.iter().map(|&at| self.number(&row[at], "number")).collect();
            if let (Some((time_of, stamp)), Some(number), Some(more)) = (at, number, others) {
                let cell = &row[time.unwrap_or(value)];
                let (place, ends) = (row[value].span.clone(), stamp.and_then(Stamp::month_end));
                let read = Row { time: time_of, value: number, more, place, written: cell.clone(), ends };
                points.push(Point { row: read, stamp, cell });
            }
            if self.found.as_slice().len() - bad_before >= ENOUGH {
                break;
            }
        }
        (points, empty)
    }

    /// A time in years, and the date if it is written as one: a number is a year, but for whole ones that can be digits of
    /// a date.
    fn time(&mut self, cell: &Spanned<String>) -> Option<(f64, Option<Stamp>)> {
        let number = cell.value.parse::<f64>().ok().filter(|number| number.is_finite());
        let stamp =
            if number.is_some_and(|number| number.abs() < FEWEST_DIGITS) { None } else { Stamp::parse(&cell.value) };
        if let Some(stamp) = stamp {
            return Some((number.filter(|_| stamp.unit == Unit::Number).unwrap_or_else(|| stamp.years()), Some(stamp)));
        }
        if number.is_none() {
            let (line, _) = cell.span.line_column();
            let message = format!("the time `{}` on line {line} is neither a number nor a date", cell.value);
            let diagnostic = Diagnostic::error("bad-time", message, cell.span.clone(), "")
                .with_label(self.query.file.span.clone(), "read for this")
                .with_help(format!("write times as {FORMS}"));
            self.found.push(diagnostic);
        }
        number.map(|number| (number, None))
    }

    /// Reads points in order as dates if they are: as months if they can be. Gives the unit; two forms are a problem.
    fn dates(&mut self, points: &mut [Point]) -> Unit {
        let unit = |point: &Point| point.stamp.map_or(Unit::Number, |stamp| stamp.unit);
        let Some(first) = points.iter().min_by_key(|point| point.cell.span.range.start) else { return Unit::Number };
        let (wanted, place) = (unit(first), first.cell.span.clone());
        for other in points.iter().filter(|point| unit(point) != wanted).take(ENOUGH) {
            let message = format!("the time `{}` is written in another way than the first", other.cell.value);
            let diagnostic = Diagnostic::error("bad-time", message, other.cell.span.clone(), "")
                .with_label(place.clone(), "the first")
                .with_help("write all times of a file in the same form");
            self.found.push(diagnostic);
        }
        if points.len() > 1 && points.iter().all(|point| point.stamp.is_some_and(Stamp::may_span_years)) {
            let message = format!("`{}` and all other times may be years or months", place.text());
            self.found.push(Diagnostic::error("bad-time", message, place.clone(), "").with_help(SPANNING));
        }
        let months = points.windows(2).all(|pair| match (pair[0].stamp, pair[1].stamp) {
            (Some(a), Some(b)) => a.is_month_before(b),
            _ => false,
        });
        let digits: Option<Vec<Stamp>> = points.iter().map(|point| point.stamp?.compact_month()).collect();
        let read: Vec<Stamp> = match digits {
            Some(digits) => digits,
            None if months && points.len() > 1 => {
                points.iter().filter_map(|point| point.stamp).map(Stamp::to_month).collect()
            }
            None => return wanted,
        };
        for (point, stamp) in points.iter_mut().zip(read) {
            point.row.time = stamp.years();
        }
        Unit::Month
    }

    fn column(&mut self, name: &Spanned<String>) -> Option<usize> {
        let index = self.csv.column(&name.value);
        if index.is_none() {
            let columns: Vec<&str> = self.csv.header.iter().map(|column| column.value.as_str()).collect();
            let message = format!("`{}` has no column `{}`", self.csv.source.path.display(), name.value);
            let diagnostic = Diagnostic::error("missing-column", message, name.span.clone(), "")
                .with_label(self.csv.header_span(), "its columns")
                .with_help(format!("its columns are {}", columns.join(", ")));
            self.found.push(diagnostic.with_suggestion(&name.value, columns));
        }
        index
    }

    fn number(&mut self, cell: &Spanned<String>, what: &str) -> Option<f64> {
        let number = cell.value.parse::<f64>().ok().filter(|number| number.is_finite());
        if number.is_none() {
            let (line, _) = cell.span.line_column();
            let message = format!("the {what} `{}` on line {line} is not a number", cell.value);
            let diagnostic = Diagnostic::error("not-a-number", message, cell.span.clone(), "")
                .with_label(self.query.file.span.clone(), "read for this")
                .with_help("leave a cell empty if nothing is known; write 1234.5 without separators");
            self.found.push(diagnostic);
        }
        number
    }

    /// Which condition leaves no row, and what could have been meant.
    fn no_rows(&mut self, filter: &[(usize, &Spanned<String>)]) {
        let path = self.csv.source.path.display();
        let Some((column, text)) =
            filter.iter().find(|(at, text)| self.csv.rows.iter().all(|row| row[*at].value != text.value))
        else {
            let message = if filter.is_empty() {
                format!("`{path}` has no rows")
            } else {
                format!("no row of `{path}` meets all conditions")
            };
            let span = filter.first().map_or(&self.query.file.span, |(_, text)| &text.span);
            self.found.push(Diagnostic::error("no-rows", message, span.clone(), ""));
            return;
        };
        let mut known: Vec<&str> = self.csv.rows.iter().map(|row| row[*column].value.as_str()).collect();
        known.sort_unstable();
        known.dedup();
        let name = &self.csv.header[*column].value;
        let message = format!("no row of `{path}` has `{}` in column `{name}`", text.value);
        let some: Vec<&str> = known.iter().copied().take(ENOUGH).collect();
        let more = if known.len() > some.len() { ", …" } else { "" };
        let diagnostic = Diagnostic::error("no-rows", message, text.span.clone(), "")
            .with_help(format!("the column has {}{more}", some.join(", ")))
            .with_suggestion(&text.value, known);
        self.found.push(diagnostic);
    }

    fn no_time_twice(&mut self, points: &[Point]) {
        let twice = points.windows(2).filter(|pair| pair[0].row.time == pair[1].row.time).take(ENOUGH);
        for pair in twice {
            let (first, second): (&Span, &Span) = (&pair[0].cell.span, &pair[1].cell.span);
            let message = format!("there are two values for {}", pair[1].cell.value);
            let diagnostic = Diagnostic::error("duplicate-time", message, second.clone(), "again here")
                .with_label(first.clone(), "first here")
                .with_label(self.query.file.span.clone(), "read for this")
                .with_help("pick rows by the text of a column, as in where = { series = \"robots\" }");
            self.found.push(diagnostic);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::files::Memory;
    use super::*;
    use crate::diagnostic::Source;

    const DATA: &str = "year,series,value\n2020,robots,0.27\n2019,robots,0.30\n2018,tools,-\n2019,tools,\n2020,tools,0.5\n2021,odd,unknown\n2021,odd,1\n2021,odd,2\n";

    type Points = Vec<(f64, f64)>;
    type Problem = (String, String);

    /// Reads from a folder with the data; gives points, or code and underlined text of each problem.
    fn read(file: &str, column: &str, time: &str, filter: &[(&str, &str)]) -> Result<Points, Vec<Problem>> {
        let files = Memory::new([("folder/data.csv", DATA)]);
        let place = |text: &str| {
            let source = Source::new("folder/scenario.toml", text);
            Spanned::new(text.to_owned(), Span::new(&source, 0..text.len()))
        };
        let filter = filter.iter().map(|(name, text)| (place(name), place(text))).collect();
        let query = Query { file: place(file), column: place(column), time: Some(place(time)), filter };
        let mut found = Diagnostics::new();
        let points = DataFiles::new(Arc::new(files)).series(&query, &mut found);
        if found.is_empty() {
            return Ok(points);
        }
        Err(found.into_iter().map(|one| (one.code.to_owned(), one.labels[0].span.text().to_owned())).collect())
    }

    #[test]
    fn rows_are_picked_and_put_in_order() {
        let robots = read("data.csv", "value", "year", &[("series", "robots")]);
        assert_eq!(robots, Ok(vec![(2019.0, 0.30), (2020.0, 0.27)]));
        let tools = read("data.csv", "Value", "Year", &[("Series", "tools")]);
        assert_eq!(tools, Ok(vec![(2020.0, 0.5)]), "a value that is missing is a gap");
    }

    #[test]
    fn problems_point_at_the_cell_or_the_key() {
        for (file, column, time, filter, expected) in [
            ("dato.csv", "value", "year", None, vec![("file-not-found", "dato.csv")]),
            ("data.csv", "valu", "jahr", None, vec![("missing-column", "valu"), ("missing-column", "jahr")]),
            ("data.csv", "value", "year", Some(("serie", "x")), vec![("missing-column", "serie")]),
            ("data.csv", "value", "year", Some(("series", "robot")), vec![("no-rows", "robot")]),
            (
                "data.csv",
                "value",
                "year",
                Some(("series", "odd")),
                vec![("not-a-number", "unknown"), ("duplicate-time", "2021")],
            ),
        ] {
            let found = read(file, column, time, filter.as_slice()).expect_err(file);
            let found: Vec<(&str, &str)> = found.iter().map(|(code, text)| (code.as_str(), text.as_str())).collect();
            assert_eq!(found, expected);
        }
    }
}
