//! Observed values from tables in any layout: columns of numbers, picked by the texts of other columns.

mod reading;

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::chain::beside;
use super::csv::Csv;
use super::files::{Disk, Files, read_bytes, read_text};
use super::merged::{Hashed, hash_of};
use crate::calendar::{Span as Frequency, Unit};
use crate::data::{self, Columns, DateOrder, Decimal, Frame};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Source, Span, Spanned};
use crate::encoding::Encoding;
use crate::numeric::sorting::sort_by_key;
use reading::Reading;

/// A data file may have this many bytes, but for a large text, of which nothing is held but its cells.
const LARGEST: u64 = 64_000_000;
/// Numbers with six digits may be dates without separators.
const FEWEST_DIGITS: f64 = 100_000.0;
/// No year is farther from the year 0, as in tables that are forecast.
const FARTHEST: f64 = 1e9;
/// What columns are called unless said otherwise; a table that has none of this name has its own.
pub const USUAL: [&str; 2] = ["year", "value"];
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
    /// How the table is written, as far as that was said.
    pub written: Written,
}

/// How a table is written, where that is not found by itself.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Written {
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// The cells of a sheet, as `B3:H40`, or the name of a range.
    pub range: Option<String>,
    /// What comes before decimals.
    pub decimal: Option<Decimal>,
    /// Which number of `03/04/2020` is the day.
    pub order: Option<DateOrder>,
    /// The kind of times that is read, where there are several.
    pub frequency: Option<Frequency>,
    /// The encoding of a text.
    pub encoding: Option<Encoding>,
    /// Texts that stand for what is missing, beside the usual ones.
    pub missing: Vec<String>,
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
    /// The unit of values, as far as the table says it.
    pub of_values: String,
    /// What words in the table multiply its first number that they multiply by; 1 if they multiply none.
    pub multiplied: f64,
    /// What was decided, in sentences.
    pub notes: Vec<String>,
}

impl Default for Table {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            empty: 0,
            reordered: false,
            unit: Unit::Number,
            of_values: String::new(),
            multiplied: 1.0,
            notes: Vec::new(),
        }
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

/// A file, the sheet and the range of it, and the name of its encoding, as far as they were said.
type Part = (PathBuf, Option<String>, Option<String>, Option<&'static str>);

/// The data files of a scenario; each is read once.
#[derive(Debug)]
pub struct DataFiles {
    files: Arc<dyn Files>,
    read: HashMap<Part, Option<Frame>>,
    /// SHA-256 of the bytes of tables, of which a text may have been made.
    hashes: HashMap<PathBuf, String>,
    locks: HashMap<PathBuf, Arc<Source>>,
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
        Self { files, read: HashMap::new(), hashes: HashMap::new(), locks: HashMap::new() }
    }

    /// Times in years and values, in increasing time; rows whose value is missing are left out. Times may be years, whole or
    /// not, or dates in one of the [`FORMS`]; dates of which no two are in one month are months.
    ///
    /// Problems are added to `found`: file or column missing, no row left, not a number, two values for one time, times in
    /// two forms.
    #[cfg(test)]
    pub fn series(&mut self, query: &Query, found: &mut Diagnostics) -> Vec<(f64, f64)> {
        self.table(query, &[], found).rows.into_iter().map(|row| (row.time, row.value)).collect()
    }

    /// The same with further columns of numbers, with places, and with what was done to the rows.
    pub fn table(&mut self, query: &Query, more: &[Spanned<String>], found: &mut Diagnostics) -> Table {
        let Some(frame) = self.open(&query.file, &query.written, found) else {
            return Table::default();
        };
        let before = frame.notes.len();
        let mut reading = Reading { frame, query, found };
        let mut table = reading.table(more).unwrap_or_default();
        table.notes = frame.notes.split_off(before);
        table
    }

    /// All files read, ordered by path, with their texts; of those of which the text is not held the hash stands for it.
    #[must_use]
    pub fn texts(&self) -> Vec<(&Path, &str)> {
        let tables = self.read.iter().filter_map(|(part, frame)| Some((part, &frame.as_ref()?.grid)));
        let mut tables: Vec<_> = tables.collect();
        sort_by_key(&mut tables, |(part, _)| *part);
        let tables = tables.into_iter().map(|(part, grid)| {
            let held = grid.read_of().is_none().then_some(grid.source.text.as_str());
            (&part.0, held.or_else(|| self.hash(&part.0)).unwrap_or_default())
        });
        let locks = self.locks.iter().map(|(path, source)| (path, source.text.as_str()));
        let mut files: Vec<_> = tables.chain(locks).collect();
        sort_by_key(&mut files, |(path, _)| *path);
        files.into_iter().map(|(path, text)| (path.as_path(), text)).collect()
    }

    /// SHA-256 of the bytes of a table that was read, in hexadecimal.
    #[must_use]
    pub fn hash(&self, path: &Path) -> Option<&str> {
        self.hashes.get(path).map(String::as_str)
    }

    /// Whether there is such a file.
    pub fn exists(&self, file: &Spanned<String>) -> bool {
        self.files.canonical(&beside(&file.span.source.path, file)).is_ok()
    }

    /// A file as a table, read once; none if it cannot be read, which `found` then says.
    fn open(&mut self, file: &Spanned<String>, written: &Written, found: &mut Diagnostics) -> Option<&mut Frame> {
        let path = beside(&file.span.source.path, file);
        let encoding = written.encoding.map(Encoding::name);
        match self.read.entry((path, written.sheet.clone(), written.range.clone(), encoding)) {
            Entry::Occupied(known) => known.into_mut().as_mut(),
            Entry::Vacant(new) => {
                let frame = frame(&*self.files, new.key(), file, &mut self.hashes);
                let frame = frame.map_err(|problems| found.extend(problems)).ok();
                found.extend(frame.as_ref().and_then(|frame| guessed(frame, file)));
                new.insert(frame).as_mut()
            }
        }
    }

    /// A lock, which this program writes: comma-separated values; none if it cannot be read, which `found` then says.
    pub(super) fn lock(&mut self, file: &Spanned<String>, found: &mut Diagnostics) -> Option<Arc<Csv>> {
        let path = beside(&file.span.source.path, file);
        let csv = match read_text(&*self.files, &path, LARGEST) {
            Err(problem) => Err(problem.at(file.span.clone())),
            Ok(source) => Csv::read(&source).map_err(|bad| bad.with_label(file.span.clone(), "read for this")),
        };
        let csv = csv.map(Arc::new).map_err(|diagnostic| found.push(diagnostic)).ok()?;
        self.locks.insert(path, Arc::clone(&csv.source));
        Some(csv)
    }
}

/// Reads a file; says of problems for what it was read.
fn frame(
    files: &dyn Files,
    (path, sheet, range, encoding): &Part,
    file: &Spanned<String>,
    hashes: &mut HashMap<PathBuf, String>,
) -> Result<Frame, Diagnostics> {
    let encoding = encoding.and_then(Encoding::named);
    let columns = Columns { sheet: sheet.clone(), range: range.clone(), encoding, ..Columns::default() };
    let streamed = files.large(path, data::LARGE).and_then(|text| {
        let mut text = Hashed::new(text);
        let grid = data::grid_of_large(path, &mut text, &columns)?;
        hashes.insert(path.clone(), text.hash());
        Some(grid)
    });
    let grid = match streamed {
        Some(grid) => Ok(grid),
        None => {
            let bytes = read_bytes(files, path, LARGEST).map_err(|problem| problem.at(file.span.clone()))?;
            hashes.insert(path.clone(), hash_of(&bytes));
            data::grid(path, bytes, &columns, &file.span)
        }
    };
    grid.map_err(Diagnostics::from).and_then(Frame::of_columns).map_err(|problems| {
        let read_for = |problem: Diagnostic| match problem.labels.first() {
            Some(place) if place.span.source == file.span.source => problem,
            _ => problem.with_label(file.span.clone(), "read for this"),
        };
        problems.into_iter().map(read_for).collect::<Vec<_>>().into()
    })
}

/// What is said of a text whose encoding was guessed.
fn guessed(frame: &Frame, file: &Spanned<String>) -> Option<Diagnostic> {
    frame.grid.encoding?;
    let note = frame.notes.iter().find(|note| note.starts_with(data::GUESSED))?;
    let warning = Diagnostic::warning(Code::GuessedEncoding, note.clone(), file.span.clone(), "");
    Some(warning.with_help("say it with the key `encoding`, or save the file with the encoding UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::super::files::Memory;
    use super::*;

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
        let query = Query {
            file: place(file),
            column: place(column),
            time: Some(place(time)),
            filter,
            written: Written::default(),
        };
        let mut found = Diagnostics::new();
        let points = DataFiles::new(Arc::new(files)).series(&query, &mut found);
        if found.is_empty() {
            return Ok(points);
        }
        Err(found.into_iter().map(|one| (one.code.to_string(), one.labels[0].span.text().to_owned())).collect())
    }

    #[test]
    fn rows_are_picked_and_put_in_order() {
        let robots = read("data.csv", "value", "year", &[("series", "robots")]);
        assert_eq!(robots, Ok(vec![(2019.0, 0.30), (2020.0, 0.27)]));
        let tools = read("data.csv", "Value", "Year", &[("Series", "tools")]);
        assert_eq!(tools, Ok(vec![(2020.0, 0.5)]), "a value that is missing is a gap");
    }

    /// Values of a file of the offices' layouts, or of a text, written as is said.
    fn read_as(files: Arc<dyn Files>, file: &str, written: Written) -> Result<Points, String> {
        let place = |text: &str| {
            let source = Source::new("scenario.toml", text);
            Spanned::new(text.to_owned(), Span::new(&source, 0..text.len()))
        };
        let [time, value] = USUAL;
        let query =
            Query { file: place(file), column: place(value), time: Some(place(time)), filter: Vec::new(), written };
        let mut found = Diagnostics::new();
        let points = DataFiles::new(files).series(&query, &mut found);
        if found.is_empty() { Ok(points) } else { Err(found.into_iter().map(|one| one.message).collect()) }
    }

    #[test]
    fn what_was_said_of_a_table_decides() {
        let text = "year,value\n2019,\"1,234\"\n2020,\"2,345\"\n";
        let files = || -> Arc<dyn Files> { Arc::new(Memory::new([("open.csv", text)])) };
        let decimal = |decimal| read_as(files(), "open.csv", Written { decimal, ..Written::default() });
        assert_eq!(decimal(Some(Decimal::Comma)), Ok(vec![(2019.0, 1.234), (2020.0, 2.345)]));
        assert_eq!(decimal(Some(Decimal::Point)), Ok(vec![(2019.0, 1234.0), (2020.0, 2345.0)]));
        assert!(decimal(None).expect_err("open").contains("may be 1234 or 1.234"));
        let sheet = Written { sheet: Some("a".to_owned()), ..Written::default() };
        assert!(read_as(files(), "open.csv", sheet).expect_err("a text").contains("no workbook"));
    }

    #[test]
    fn what_else_is_missing_can_be_said() {
        let text = "year,value\n2019,12\n2020,secret\n2021,14\n";
        let read = |missing: &[&str]| {
            let missing = missing.iter().map(|text| (*text).to_owned()).collect();
            let files = Arc::new(Memory::new([("open.csv", text)]));
            read_as(files, "open.csv", Written { missing, ..Written::default() })
        };
        assert_eq!(read(&["secret"]), Ok(vec![(2019.0, 12.0), (2021.0, 14.0)]));
        assert!(read(&[]).expect_err("a text").contains("`secret`"));
    }

    /// Where headings have times and what is measured, the column is called by the latter.
    #[test]
    fn one_measure_beside_times_in_headings() {
        let text = "Region,2019,2019,2020,2020\nRegion,Firms,Workers,Firms,Workers\nA,7,29,8,30\n";
        let files = Arc::new(Memory::new([("wide.csv", text)]));
        let place = |text: &str| {
            let source = Source::new("scenario.toml", text);
            Spanned::new(text.to_owned(), Span::new(&source, 0..text.len()))
        };
        let query = |column: &str| Query {
            file: place("wide.csv"),
            column: place(column),
            time: Some(place(USUAL[0])),
            filter: Vec::new(),
            written: Written::default(),
        };
        let mut found = Diagnostics::new();
        let workers = DataFiles::new(Arc::clone(&files) as Arc<dyn Files>).series(&query("Workers"), &mut found);
        assert_eq!((workers, found.is_empty()), (vec![(2019.0, 29.0), (2020.0, 30.0)], true));
        // Nothing says which: two values for a time.
        DataFiles::new(files).series(&query(USUAL[1]), &mut found);
        assert!(found.has_errors());
    }

    #[cfg(feature = "workbooks")]
    #[test]
    fn a_sheet_and_a_range_of_a_workbook() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/offices/workbook.xlsx");
        let read = |sheet: Option<&str>, range: Option<&str>| {
            let [sheet, range] = [sheet, range].map(|text| text.map(str::to_owned));
            read_as(Arc::new(Disk), file, Written { sheet, range, ..Written::default() })
        };
        for found in [read(Some("Data"), Some("F3:G6")), read(None, Some("other"))] {
            assert_eq!(found, Ok(vec![(2019.0, 2.0), (2020.0, 4.0)]));
        }
        assert!(read(Some("Datum"), None).expect_err("no sheet").contains("its sheets are `About`, `Data`"));
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
