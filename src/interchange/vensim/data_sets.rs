//! Data of variables that have no equation: tables beside the model, as Vensim writes its data sets to texts and workbooks.
//!
//! A table has a name in each column and times down the first, or a name in each row and times across the first. A text that ends
//! in `.dat`, Vensim's own form, has a name in a line by itself, and its times and numbers in the lines below.

use crate::diagnostic::Code;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::super::expression::folded;
use super::super::model::{Graph, Shape};
use super::super::{Beside, Problem};
use crate::data::Sheet;
use crate::numeric::sorting::sort_by;

/// Tables beside a model, read once they are asked for.
pub(super) struct DataSets {
    /// Where tables may lie.
    paths: Vec<PathBuf>,
    /// Those that are there, and why others cannot be read.
    read: Option<(Vec<Sheet>, Vec<String>)>,
}

/// Endings of tables, in the order in which they are looked for.
const ENDINGS: [&str; 7] = ["csv", "tab", "txt", "dat", "xlsx", "xls", "ods"];

impl DataSets {
    /// Tables with the name of the model, of a data set that its settings name, or `data`.
    pub(super) fn new(path: &Path, settings: &str) -> Self {
        let named = |line: &str| {
            let name = line.trim().strip_prefix("1:")?.rsplit(['/', '\\']).next()?.trim();
            Some(path.with_file_name(name)).filter(|_| !name.is_empty())
        };
        let stems = std::iter::once(path.to_owned())
            .chain(settings.lines().filter_map(named))
            .chain(std::iter::once(path.with_file_name("data")));
        let paths = stems.flat_map(|stem| ENDINGS.map(|ending| stem.with_extension(ending))).collect();
        Self { paths, read: None }
    }

    /// The points of a variable, or of one of its elements.
    pub(super) fn graph(
        &mut self,
        written: &str,
        of: &[String],
        range: &Range<usize>,
        beside: Beside,
    ) -> Result<Graph, Problem> {
        let mut name = folded(written);
        if !of.is_empty() {
            name = format!("{name}[{}]", of.join(","));
        }
        let paths = &self.paths;
        let (sheets, unread) = self.read.get_or_insert_with(|| read(paths, beside));
        let Some(points) = sheets.iter().find_map(|sheet| points(sheet, &name)) else {
            let message = format!("`{written}` has no equation, and no table beside the model has a column `{name}`");
            let files: Vec<_> = paths.iter().filter_map(|path| Some(path.file_name()?.to_string_lossy())).collect();
            let help = match unread.first() {
                Some(why) => why.clone(),
                None => format!("tables are looked for as {}", files.join(", ")),
            };
            return Err(Problem::new(Code::MissingEquation, message, range.clone()).with_help(help));
        };
        match points {
            Ok(points) if !points.is_empty() => {
                Ok(Graph { points, data: None, shape: Shape::Continuous, range: range.clone() })
            }
            Ok(_) => {
                let message = format!("the table beside the model has no number of `{name}`");
                Err(Problem::new(Code::MissingEquation, message, range.clone()))
            }
            Err(text) => {
                let message = format!("the table beside the model says `{text}` of `{name}`, which is no number");
                Err(Problem::new(Code::BadWorkbook, message, range.clone()))
            }
        }
    }
}

/// The tables that are there, and why others cannot be read.
fn read(paths: &[PathBuf], beside: Beside) -> (Vec<Sheet>, Vec<String>) {
    let (mut sheets, mut unread) = (Vec::new(), Vec::new());
    for path in paths {
        match beside(path).ok().map(|bytes| sheet(path, bytes)) {
            Some(Ok(sheet)) => sheets.push(sheet),
            Some(Err(why)) => unread.push(format!("`{}` cannot be read: {why}", path.display())),
            None => {}
        }
    }
    (sheets, unread)
}

fn sheet(path: &Path, bytes: Vec<u8>) -> Result<Sheet, String> {
    // Texts of Vensim have tabs between their cells unless they end in `.csv`; of a workbook the first sheet counts.
    let mark = match path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).as_deref() {
        Some("csv") => ",",
        Some("tab" | "txt") => "\t",
        Some("dat") => return Sheet::read(&path.with_extension("tab"), in_columns(&bytes)?.into_bytes(), "\t"),
        _ => "",
    };
    Sheet::read(path, bytes, mark)
}

/// A time as it is written, and what stands at it: columns and numbers.
type Row<'t> = (&'t str, Vec<(usize, &'t str)>);

/// Cells that the table of a `.dat` text may have: names with times of their own each would make it grow with the square.
const CELLS: usize = 20_000_000;

/// The names of a `.dat` text and their numbers as a table with a name in each column.
fn in_columns(bytes: &[u8]) -> Result<String, String> {
    let text = String::from_utf8_lossy(bytes);
    let mut names: Vec<&str> = Vec::new();
    let mut rows: BTreeMap<u64, Row> = BTreeMap::new();
    for line in text.trim_start_matches('\u{feff}').lines().map(str::trim).filter(|line| !line.is_empty()) {
        let mut cells = line.split_whitespace();
        let time = cells.next().and_then(|first| Some((first, first.parse::<f64>().ok()?)));
        match (time, cells.next(), cells.next(), names.len().checked_sub(1)) {
            (Some((written, time)), Some(value), None, Some(column)) => {
                rows.entry(time.to_bits()).or_insert_with(|| (written, Vec::new())).1.push((column, value));
            }
            _ => names.push(line),
        }
    }
    if names.len().saturating_mul(rows.len()) > CELLS {
        return Err(format!("{} names at {} times are too many", names.len(), rows.len()));
    }
    let mut table = std::iter::once("time").chain(names.iter().copied()).collect::<Vec<_>>().join("\t");
    for (time, numbers) in rows.into_values() {
        let mut cells = vec![""; names.len()];
        for (column, value) in numbers {
            cells[column] = value;
        }
        table.push_str(&format!("\n{time}\t{}", cells.join("\t")));
    }
    Ok(table)
}

/// The points below or beside a name; the text of a cell that is no number. None if there is no such name.
fn points(sheet: &Sheet, name: &str) -> Option<Result<Vec<(f64, f64)>, String>> {
    let is =
        |at: (u32, u32)| sheet.text(at).is_some_and(|text| folded(&text.trim_matches('"').replace(", ", ",")) == *name);
    let last = sheet.last();
    let column = (1..=last.1).find(|column| is((0, *column)));
    let row = (1..=last.0).find(|row| is((*row, 0)));
    let cells: Vec<((u32, u32), (u32, u32))> = match (column, row) {
        (Some(column), _) => (1..=last.0).map(|row| ((row, 0), (row, column))).collect(),
        (None, Some(row)) => (1..=last.1).map(|column| ((0, column), (row, column))).collect(),
        (None, None) => return None,
    };
    let mut found = Vec::new();
    for (time, value) in cells {
        let Ok(Some(time)) = sheet.number(time) else { continue };
        match sheet.number(value) {
            Ok(Some(value)) => found.push((time, value)),
            Ok(None) => {}
            Err(text) => return Some(Err(text)),
        }
    }
    sort_by(&mut found, |a, b| a.0.total_cmp(&b.0));
    Some(Ok(found))
}
