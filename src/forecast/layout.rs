//! Which columns of a table hold what: tidy long, wide with a column for each series, or with a column for each time.

use std::collections::HashMap;

use crate::calendar::{FORMS, Stamp};
use crate::diagnostic::{Diagnostic, Diagnostics, Source, Span, Spanned};
use crate::scenario::csv::{Csv, is_missing};

/// After this many bad cells the rest is not looked at.
const ENOUGH: usize = 20;
/// Names by which a column of times is known.
const TIME: [&str; 8] = ["time", "period", "date", "year", "quarter", "month", "week", "day"];
/// Names by which a column of values is known.
const VALUE: [&str; 5] = ["value", "values", "y", "obs_value", "observation"];
/// Names by which a column that tells series apart is known.
const SERIES: [&str; 9] =
    ["series_id", "series", "unique_id", "id", "name", "variable", "indicator", "region", "country"];

/// Names of columns asked for; a column that is not is looked for by usual names.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    /// What tells series apart.
    pub series: Option<String>,
    /// When.
    pub time: Option<String>,
    /// How much.
    pub value: Option<String>,
    /// `train` or `test`.
    pub split: Option<String>,
}

/// One value with its places.
#[derive(Debug, Clone, Copy)]
pub struct Cell<'a> {
    /// Index of the series.
    pub series: usize,
    /// When.
    pub stamp: Stamp,
    /// How much; not a number if it is missing.
    pub value: f64,
    /// To be forecast, rather than to be learned from.
    pub test: bool,
    /// Where the time stands.
    pub time_at: &'a Span,
    /// Where the value stands.
    pub value_at: &'a Span,
}

/// All values of a table.
#[derive(Debug, Clone, Default)]
pub struct Cells<'a> {
    /// Names of series, in the order of the file.
    pub names: Vec<String>,
    /// Values, in the order of the file.
    pub values: Vec<Cell<'a>>,
    /// What was done that one should know.
    pub notes: Vec<String>,
}

/// What the columns are.
enum Layout {
    Long { series: Option<usize>, time: usize, value: usize },
    Wide { time: usize, values: Vec<usize> },
    Across { series: Option<usize>, times: Vec<(usize, Stamp)> },
}

/// Reads all values of a table.
///
/// # Errors
/// A column is missing, or cells are neither numbers, times nor one of the texts for a missing value: all problems at once.
pub fn cells<'a>(csv: &'a Csv, columns: &Columns) -> Result<Cells<'a>, Diagnostics> {
    let mut reading = Reading { csv, found: Diagnostics::new(), cells: Cells::default(), series: HashMap::new() };
    let layout = reading.layout(columns);
    let split = reading.asked(columns.split.as_deref(), "--split");
    if let Some(layout) = layout.filter(|_| !reading.found.has_errors()) {
        reading.note_unused(&layout, split);
        reading.rows(&layout, split);
    }
    if reading.found.has_errors() { Err(reading.found) } else { Ok(reading.cells) }
}

struct Reading<'a> {
    csv: &'a Csv,
    found: Diagnostics,
    cells: Cells<'a>,
    series: HashMap<&'a str, usize>,
}

impl<'a> Reading<'a> {
    fn layout(&mut self, columns: &Columns) -> Option<Layout> {
        if self.csv.rows.is_empty() {
            let message = format!("`{}` has no rows below its header", self.csv.source.path.display());
            self.found.push(Diagnostic::error("no-rows", message, self.csv.header_span(), ""));
            return None;
        }
        let asked = |reading: &mut Self, name: &Option<String>, option| reading.asked(name.as_deref(), option);
        let time = asked(self, &columns.time, "--time").or_else(|| self.usual(&TIME));
        let value = asked(self, &columns.value, "--value").or_else(|| self.usual(&VALUE));
        let series = asked(self, &columns.series, "--series").or_else(|| self.usual(&SERIES));
        let split = columns.split.as_deref().and_then(|name| self.csv.column(name));
        let across: Vec<(usize, Stamp)> = (0..self.csv.header.len())
            .filter(|at| Some(*at) != series)
            .filter_map(|at| Some((at, Stamp::parse(&self.csv.header[at].value)?)))
            .collect();
        if time.is_none() && across.len() > 1 {
            return Some(Layout::Across { series, times: across });
        }
        let first = || Stamp::parse(&self.csv.rows[0][0].value).map(|_| 0);
        let Some(time) = time.or_else(first) else {
            let message = format!("`{}` has no column of times", self.csv.source.path.display());
            let help = format!("name it with --time; it may be called {}", TIME.join(", "));
            let problem = Diagnostic::error("missing-column", message, self.csv.header_span(), "its columns");
            self.found.push(problem.with_help(help));
            return None;
        };
        if let Some(value) = value {
            return Some(Layout::Long { series, time, value });
        }
        let values: Vec<usize> =
            (0..self.csv.header.len()).filter(|at| ![Some(time), split, series].contains(&Some(*at))).collect();
        if values.is_empty() || (series.is_some() && values.len() > 1) {
            let message = format!("`{}` has no column of values", self.csv.source.path.display());
            let problem = Diagnostic::error("missing-column", message, self.csv.header_span(), "its columns");
            self.found.push(problem.with_help("name it with --value"));
            return None;
        }
        if series.is_some() {
            return Some(Layout::Long { series, time, value: values[0] });
        }
        Some(Layout::Wide { time, values })
    }

    /// The column that an option names.
    fn asked(&mut self, name: Option<&str>, option: &str) -> Option<usize> {
        let name = name?;
        let index = self.csv.column(name);
        if index.is_none() {
            let columns: Vec<&str> = self.csv.header.iter().map(|column| column.value.as_str()).collect();
            let place = Span::new(&Source::new(option, name), 0..name.len());
            let message = format!("`{}` has no column `{name}`", self.csv.source.path.display());
            let problem = Diagnostic::error("missing-column", message, place, "")
                .with_label(self.csv.header_span(), "its columns")
                .with_suggestion(name, columns);
            self.found.push(problem);
        }
        index
    }

    fn usual(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.csv.column(name))
    }

    /// Columns that are read by nothing are said, not dropped in silence.
    fn note_unused(&mut self, layout: &Layout, split: Option<usize>) {
        let used: Vec<usize> = match layout {
            Layout::Long { series, time, value } => {
                [*series, split, Some(*time), Some(*value)].into_iter().flatten().collect()
            }
            Layout::Wide { .. } => return,
            Layout::Across { series, times } => {
                series.iter().chain(&split).copied().chain(times.iter().map(|time| time.0)).collect()
            }
        };
        let unused = (0..self.csv.header.len()).filter(|at| !used.contains(at));
        let names: Vec<String> = unused.map(|at| format!("`{}`", self.csv.header[at].value)).collect();
        if !names.is_empty() {
            self.cells.notes.push(format!("not used: column {}", names.join(", ")));
        }
    }

    fn rows(&mut self, layout: &Layout, split: Option<usize>) {
        for row in &self.csv.rows {
            if self.found.as_slice().len() >= ENOUGH {
                return;
            }
            let test = split.map(|at| self.part(&row[at]));
            let test = test.flatten().unwrap_or(false);
            match layout {
                Layout::Long { series, time, value } => {
                    let name = series.map_or(self.csv.header[*value].value.as_str(), |at| row[at].value.as_str());
                    let stamp = self.stamp(&row[*time]);
                    self.push(name, stamp, &row[*time].span, &row[*value], test);
                }
                Layout::Wide { time, values } => {
                    let stamp = self.stamp(&row[*time]);
                    for at in values {
                        self.push(&self.csv.header[*at].value, stamp, &row[*time].span, &row[*at], test);
                    }
                }
                Layout::Across { series, times } => {
                    let name = series.map_or("", |at| row[at].value.as_str());
                    for (at, stamp) in times {
                        self.push(name, Some(*stamp), &self.csv.header[*at].span, &row[*at], test);
                    }
                }
            }
        }
    }

    fn push(&mut self, name: &'a str, stamp: Option<Stamp>, time_at: &'a Span, cell: &'a Spanned<String>, test: bool) {
        let (value, Some(stamp)) = (self.number(cell), stamp) else { return };
        let Some(value) = value else { return };
        let series = *self.series.entry(name).or_insert_with(|| {
            self.cells.names.push(name.to_owned());
            self.cells.names.len() - 1
        });
        self.cells.values.push(Cell { series, stamp, value, test, time_at, value_at: &cell.span });
    }

    fn stamp(&mut self, cell: &Spanned<String>) -> Option<Stamp> {
        let stamp = Stamp::parse(&cell.value);
        if stamp.is_none() {
            let message = format!("`{}` is not a time", cell.value);
            let problem = Diagnostic::error("bad-time", message, cell.span.clone(), "");
            self.found.push(problem.with_help(format!("write times as {FORMS}")));
        }
        stamp
    }

    fn number(&mut self, cell: &Spanned<String>) -> Option<f64> {
        if is_missing(&cell.value) {
            return Some(f64::NAN);
        }
        let number = cell.value.parse::<f64>().ok().filter(|number| number.abs() < 1e100);
        if number.is_none() {
            let (line, _) = cell.span.line_column();
            let message = format!("the value `{}` on line {line} is not a number", cell.value);
            let help = "leave a cell empty if nothing is known; write 1234.5 without separators";
            self.found.push(Diagnostic::error("not-a-number", message, cell.span.clone(), "").with_help(help));
        }
        number
    }

    /// Whether a row is to be forecast.
    fn part(&mut self, cell: &Spanned<String>) -> Option<bool> {
        if cell.value.eq_ignore_ascii_case("train") {
            return Some(false);
        }
        if cell.value.eq_ignore_ascii_case("test") {
            return Some(true);
        }
        let message = format!("`{}` is neither `train` nor `test`", cell.value);
        self.found.push(Diagnostic::error("bad-split", message, cell.span.clone(), ""));
        None
    }
}
