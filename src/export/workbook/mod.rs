//! Excel workbooks: a sheet for each table, and native charts. The same input gives the same bytes.

mod about;
mod chart;
mod comparison;
mod form;
mod paths;
mod pictures;
mod scope;
mod sheet;
mod spread;
mod tables;
#[cfg(test)]
mod tests;

use std::io::Write;

use rust_xlsxwriter::{Chart, DocProperties, ExcelDateTime, Workbook as File, Worksheet, XlsxError};

use super::{ExportError, Exporter, Format};
use crate::parallel;
use crate::projection::{ChartKind, Comparison, Projection};
use about::Contents;
use paths::Wide;
use scope::Scope;
use sheet::{Styles, Table};
use spread::Bars;

/// The workbook of a comparison.
pub const COMPARISON_WORKBOOK: &str = "comparison.xlsx";

/// `projections.xlsx`: all tables of a run.
///
/// Sheets: About, Charts, Headline, Projections (a row for each series and statistic, a column for each point of time),
/// Histograms (bars, if charts show them), Lines (draws, if charts show them as thin lines), Milestones, Targets, History, Assumptions, Changes, Variables; those without rows are left out. A table beyond what a
/// spreadsheet program can open (1,048,576 rows, 16,384 columns, 4 million cells) is left out, and About says so. Values
/// declared in `%` are percentages: 57 % is the number 0.57, shown as 57.0%.
#[derive(Debug, Clone, Copy)]
pub struct Workbook;

impl Exporter for Workbook {
    fn file_name(&self) -> &'static str {
        "projections.xlsx"
    }

    fn format(&self) -> Format {
        Format::Xlsx
    }

    fn write(&self, projection: &Projection, out: &mut dyn Write) -> Result<(), ExportError> {
        let scope = Scope::of_run(projection);
        let mut book = Book::default();
        let wide = paths::projections(&scope);
        book.add(tables::headline(&scope));
        book.pictures = wide.as_ref().map(|wide| pictures::of_run(projection, wide)).unwrap_or_default();
        book.add_wide("Projections", wide);
        let charts = projection.charts.iter().filter(|chart| chart.kind == ChartKind::Histogram);
        let charts: Vec<_> = charts.map(|chart| (projection, chart)).collect();
        book.add_bars(spread::bars(&scope, &charts));
        if let Some(lines) = spread::lines(&scope) {
            book.pictures.extend(pictures::of_lines(&lines));
            book.add(lines.table);
        }
        for table in [tables::milestones(&scope), tables::targets(&scope), tables::history(&scope)] {
            book.add(table);
        }
        for table in [tables::inputs(&scope, 0), tables::changes(&scope), tables::variables(&scope)] {
            book.add(table);
        }
        book.write(self.file_name(), &about::of_run(projection), out)
    }
}

/// Writes the workbook of a comparison.
///
/// Sheets: About, Charts, Costs, Criteria, Dominance, Attribution, Milestones, Targets, Paths, Differences, Histograms, Assumptions,
/// Changes, Variables; otherwise as [`Workbook`].
///
/// # Errors
/// [`ExportError::Workbook`] if `out` cannot take it.
pub fn write_comparison_workbook(comparison: &Comparison, out: &mut dyn Write) -> Result<(), ExportError> {
    let scope = Scope::of_comparison(&comparison.projections);
    let mut book = Book::default();
    let paths = paths::paths(&scope);
    book.pictures = pictures::of_comparison(&scope, comparison, paths.as_ref());
    if let Some(costs) = &comparison.costs {
        book.add(self::comparison::costs(&scope, costs));
    }
    book.add(self::comparison::criteria(&scope, &comparison.criteria));
    if let Some(dominance) = &comparison.dominance {
        book.add(self::comparison::dominance(&scope, dominance));
    }
    book.add(self::comparison::attributions(&scope, comparison));
    book.add(tables::milestones(&scope));
    book.add(tables::targets(&scope));
    book.add_wide("Paths", paths);
    book.add_wide("Differences", paths::differences(&scope, comparison));
    book.add_bars(spread::bars(&scope, &comparison.charts(ChartKind::Histogram)));
    for table in [tables::inputs(&scope, comparison.reference), tables::changes(&scope), tables::variables(&scope)] {
        book.add(table);
    }
    book.write(COMPARISON_WORKBOOK, &about::of_comparison(&scope, comparison), out)
}

/// A workbook in the making.
#[derive(Default)]
struct Book<'a> {
    tables: Vec<Table<'a>>,
    pictures: Vec<Chart>,
    notes: Vec<String>,
}

impl<'a> Book<'a> {
    /// Adds a table; one without rows is left out, and one that is too large, with a note.
    fn add(&mut self, table: Table<'a>) {
        if !sheet::fits(table.rows.len(), table.head.len()) {
            self.leave_out(table.name);
        } else if !table.rows.is_empty() {
            self.tables.push(table);
        }
    }

    fn add_wide(&mut self, name: &str, wide: Option<Wide<'a>>) {
        match wide {
            Some(wide) => self.add(wide.table),
            None => self.leave_out(name),
        }
    }

    /// Adds bars and their charts, if there are any.
    fn add_bars(&mut self, bars: Option<Bars<'a>>) {
        if let Some(bars) = bars {
            self.pictures.extend(pictures::of_bars(&bars));
            self.add(bars.table);
        }
    }

    fn leave_out(&mut self, name: &str) {
        self.notes.push(format!(
            "{name} is larger than a spreadsheet program can open and is left out here; the CSV and Parquet files have it."
        ));
    }

    fn write(self, file: &'static str, about: &about::About, out: &mut dyn Write) -> Result<(), ExportError> {
        let failed = |source| ExportError::Workbook { file, source: Box::new(source) };
        let bytes = self.bytes(about).map_err(failed)?;
        out.write_all(&bytes).map_err(|source| failed(XlsxError::IoError(source)))
    }

    fn bytes(mut self, about: &about::About) -> Result<Vec<u8>, XlsxError> {
        let mut styles = Styles::new();
        let mut sheets: Vec<Worksheet> = Vec::new();
        let mut contents: Contents = Vec::new();
        let mut cut = 0;
        for table in &self.tables {
            let (sheet, texts) = sheet::sheet(table, &mut styles)?;
            cut += texts;
            sheets.push(sheet);
            contents.push((table.name, table.about));
        }
        if !self.pictures.is_empty() {
            let (sheet, note) = pictures::sheet(&self.pictures)?;
            self.notes.extend(note);
            sheets.insert(0, sheet);
            contents.insert(0, (pictures::NAME, pictures::ABOUT));
        }
        if cut > 0 {
            self.notes.push(format!("{cut} texts were longer than a cell can hold; they end in “… (cut)”."));
        }
        let mut file = File::new();
        // The date of writing would change the bytes.
        let written = ExcelDateTime::from_ymd(2000, 1, 1)?;
        file.set_properties(&DocProperties::new().set_title(&about.title).set_creation_datetime(&written));
        file.push_worksheet(about::sheet(about, &contents, &self.notes)?);
        let count = sheets.len() + 1;
        for sheet in sheets {
            file.push_worksheet(sheet);
        }
        // The crate starts a thread for each sheet, and ends the program where it cannot.
        if !parallel::can_start(count) {
            let why = format!("the system does not start the {count} threads it takes: leave it out of --format");
            return Err(XlsxError::IoError(std::io::Error::other(why)));
        }
        file.save_to_buffer()
    }
}
