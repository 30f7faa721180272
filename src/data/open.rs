//! Bytes of a file as a grid of cells: by what is in them, not by the name of the file.

use std::io::Read;
use std::path::Path;

#[cfg(feature = "parquet")]
use super::columnar;
use super::columns::Columns;
use super::drawn;
use super::frame::Frame;
use super::grid::Grid;
use super::html;
use super::json;
use super::series::Tidy;
#[cfg(feature = "workbooks")]
use super::workbook;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Source, Span};
use crate::encoding::{Encoding, decoded};

/// How the note on an encoding that was guessed begins.
pub const GUESSED: &str = "the text is not UTF-8";

/// The grid of a file's bytes. A problem of the file as a whole is said at `place`.
///
/// # Errors
/// It is no text and no form that is known, or there is nothing in it.
pub fn grid(path: &Path, bytes: Vec<u8>, columns: &Columns, place: &Span) -> Result<Grid, Diagnostic> {
    #[cfg(feature = "workbooks")]
    if let Some(container) = workbook::Container::of(&bytes) {
        is_no_text(path, "a workbook", columns, place)?;
        return container
            .and_then(|container| workbook::open(&bytes, container, columns.sheet.as_deref(), columns.range.as_deref()))
            .map_err(|problem| {
                let message = format!("`{}`: {problem}", path.display());
                Diagnostic::error(Code::BadWorkbook, message, place.clone(), "")
            })
            .and_then(|opened| {
                let mut grid = Grid::read(&Source::new(path, opened.text))?;
                (grid.sheet, grid.form) = (Some(opened.sheet), Some(opened.form));
                (grid.numbers, grid.from_1904, grid.notes) = (opened.numbers, opened.from_1904, opened.notes);
                Ok(grid)
            });
    }
    #[cfg(not(feature = "workbooks"))]
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        let message = format!("`{}` is a workbook, which this build does not read", path.display());
        let help = "save the sheet as CSV";
        return Err(Diagnostic::error(Code::BadWorkbook, message, place.clone(), "").with_help(help));
    }
    #[cfg(feature = "parquet")]
    if let Some(form) = columnar::Form::of(&bytes) {
        is_no_text(path, form.name(), columns, place)?;
        return columns_of(path, &bytes, form, columns, place);
    }
    #[cfg(not(feature = "parquet"))]
    if bytes.starts_with(b"PAR1") || bytes.starts_with(b"ARROW1") {
        let message = format!("`{}` is Parquet or Arrow, which this build does not read", path.display());
        return Err(Diagnostic::error(Code::BadColumns, message, place.clone(), "").with_help("save it as CSV"));
    }
    let decoded = decoded(bytes, columns.encoding).map_err(|bad| {
        let message = format!("`{}` {}", path.display(), bad.problem);
        Diagnostic::error(Code::NotUtf8, message, place.clone(), "").with_help(bad.help)
    })?;
    has_no_sheets(path, "a text", columns, place)?;
    let mut grid = grid_of(path, decoded.text, place)?;
    grid.encoding = decoded.guessed;
    grid.notes.extend(decoded.guessed.map(|guessed| guess(&grid, guessed)));
    Ok(grid)
}

/// Whether a text is a scenario, by its name or by what its sections are.
fn is_scenario(path: &Path, text: &str) -> bool {
    /// So many lines are looked at: a preamble is shorter.
    const LINES: usize = 200;
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"))
        || text.lines().take(LINES).any(|line| line.trim() == "[scenario]")
}

/// The grid of a text: of JSON, or of cells.
fn grid_of(path: &Path, text: String, place: &Span) -> Result<Grid, Diagnostic> {
    if is_scenario(path, &text) {
        let message = format!("`{}` is no table: it is a scenario", path.display());
        let help = format!("`catchup run {}` runs it; give the table that it reads, or a CSV file", path.display());
        return Err(Diagnostic::error(Code::BadCsv, message, place.clone(), "").with_help(help));
    }
    if let Some(found) = html::table(&text) {
        let found = found.map_err(|problem| {
            let message = format!("`{}` is no table: {problem}", path.display());
            Diagnostic::error(Code::BadCsv, message, place.clone(), "")
        })?;
        let mut grid = Grid::read(&Source::new(path, found.text))?;
        (grid.form, grid.notes) = (Some("HTML"), found.notes);
        return Ok(grid);
    }
    match json::table(&text) {
        None => {
            let drawn = drawn::undrawn(&text);
            let form = drawn.as_ref().and_then(|(_, form)| *form);
            let mut grid = Grid::read(&Source::new(path, drawn.map_or(text, |(text, _)| text)))?;
            grid.form = form;
            Ok(grid)
        }
        Some(Ok(table)) => {
            let mut grid = Grid::read(&Source::new(path, table.text))?;
            (grid.form, grid.notes) = (Some(table.form), table.notes);
            Ok(grid)
        }
        Some(Err(problem)) => {
            let message = format!("`{}` is no table: {problem}", path.display());
            Err(Diagnostic::error(Code::BadCsv, message, place.clone(), ""))
        }
    }
}

/// What is said of a guess: the first cells that rest on it.
fn guess(grid: &Grid, guessed: Encoding) -> String {
    /// Cells that are named.
    const NAMED: usize = 3;
    let mut cells: Vec<String> = Vec::new();
    for row in 0..grid.len() {
        for column in 0..grid.width(row) {
            let text = grid.text(row, column);
            let shown = text.chars().take(40).collect::<String>();
            if !text.is_ascii() && cells.len() < NAMED && !cells.contains(&shown) {
                cells.push(shown);
            }
        }
        if cells.len() >= NAMED {
            break;
        }
    }
    let shown: Vec<String> = cells.iter().map(|cell| format!("`{cell}`")).collect();
    let shown = if shown.is_empty() { String::new() } else { format!(": {}", shown.join(", ")) };
    format!("{GUESSED}, and is read as {}{shown}; --encoding names another", guessed.name())
}

/// A sheet or range of a file that is no workbook is not asked for.
fn has_no_sheets(path: &Path, form: &str, columns: &Columns, place: &Span) -> Result<(), Diagnostic> {
    let option = match (&columns.sheet, &columns.range) {
        (Some(_), _) => "--sheet",
        (None, Some(_)) => "--range",
        (None, None) => return Ok(()),
    };
    let message = format!("`{}` is {form} and no workbook: {option} has no meaning", path.display());
    Err(Diagnostic::error(Code::NoSheet, message, place.clone(), ""))
}

/// An encoding of a file that is no text is not said.
#[cfg(any(feature = "parquet", feature = "workbooks"))]
fn is_no_text(path: &Path, form: &str, columns: &Columns, place: &Span) -> Result<(), Diagnostic> {
    let Some(encoding) = columns.encoding else { return Ok(()) };
    let message =
        format!("`{}` is {form} and no text: the encoding {} has no meaning", path.display(), encoding.name());
    Err(Diagnostic::error(Code::BadEncoding, message, place.clone(), "").with_help("leave --encoding away"))
}

/// The grid of a file of columns with types.
#[cfg(feature = "parquet")]
fn columns_of(
    path: &Path,
    bytes: &[u8],
    form: columnar::Form,
    columns: &Columns,
    place: &Span,
) -> Result<Grid, Diagnostic> {
    has_no_sheets(path, form.name(), columns, place)?;
    let opened = columnar::open(bytes, form).map_err(|problem| {
        let message = format!("`{}` ({}): {problem}", path.display(), form.name());
        Diagnostic::error(Code::BadColumns, message, place.clone(), "")
    })?;
    let mut grid = Grid::read(&Source::new(path, opened.text))?;
    (grid.form, grid.numbers, grid.notes) = (Some(form.name()), true, opened.notes);
    Ok(grid)
}

/// Texts of so many bytes are not held while they are read.
pub const LARGE: u64 = 16_000_000;
/// Bytes of a large text that are read together, and of them by one thread at a time.
const WAVE: usize = 1 << 23;
const PART: usize = 1 << 19;

/// Whether bytes are a text in UTF-8 with marks between its cells, which is read as it is, as far as its beginning tells.
#[must_use]
pub fn is_text_of_cells(bytes: &[u8]) -> bool {
    !bytes.starts_with("\u{feff}".as_bytes())
        && std::str::from_utf8(bytes).is_ok()
        && super::grid::begins_as_cells(bytes)
}

/// The series of a large text in UTF-8 with marks between its cells, of which nothing is held but what they are made of. None where
/// it is something else, which has to be read whole.
///
/// # Errors
/// As [`series`].
pub fn streamed(path: &Path, text: &mut (dyn Read + Send), columns: &Columns) -> Option<Result<Tidy, Diagnostics>> {
    let grid = grid_of_large(path, text, columns)?;
    Some(Frame::read(grid, &columns.asked()).and_then(Tidy::read))
}

/// The grid of a large text in UTF-8 with marks between its cells, of which nothing is held but these. None where it is something
/// else, which has to be read whole.
pub fn grid_of_large(path: &Path, text: &mut (dyn Read + Send), columns: &Columns) -> Option<Grid> {
    let asked = columns.encoding.is_some_and(|encoding| encoding.name() != "UTF-8");
    if asked || columns.sheet.is_some() || columns.range.is_some() {
        return None;
    }
    super::grid::streamed(path, text, WAVE, PART)
}

/// The series of a file's bytes.
///
/// # Errors
/// All problems of one kind that the table has, each with its place.
pub fn series(path: &Path, bytes: Vec<u8>, columns: &Columns, place: &Span) -> Result<Tidy, Diagnostics> {
    Tidy::read(Frame::read(grid(path, bytes, columns, place)?, &columns.asked())?)
}
