//! Workbooks of Excel, of 2007 and later and of 97, by calamine.

use std::collections::HashMap;
use std::io::Cursor;

use calamine::{Data, DataRef, ExcelDateTime, Reader, SheetVisible};

use super::archive;
use super::cells::Cells;
use super::place::Area;
use super::raised;
use super::style::Shown;
use super::{Sheet, Sheets};

/// Bytes of what a workbook says of itself.
const LARGEST_ABOUT: u64 = 4_000_000;

fn broken(error: impl std::fmt::Display) -> String {
    format!("it is a workbook that cannot be read: {error}")
}

fn sheets(metadata: &[calamine::Sheet]) -> Vec<Sheet> {
    let hidden = |sheet: &calamine::Sheet| sheet.visible != SheetVisible::Visible;
    metadata.iter().map(|sheet| Sheet { name: sheet.name.clone(), hidden: hidden(sheet) }).collect()
}

/// A workbook in Office Open XML.
pub(super) struct Xlsx<'a> {
    book: calamine::Xlsx<Cursor<&'a [u8]>>,
    /// Whether it asks to be computed when it is opened, as programs do that store 0 for each formula.
    uncomputed: bool,
    /// Numbers with raised marks, by all of their characters.
    marked: HashMap<String, String>,
}

impl<'a> Xlsx<'a> {
    pub fn open(bytes: &'a [u8]) -> Result<Self, String> {
        let about = archive::file(bytes, "xl/workbook.xml", LARGEST_ABOUT).unwrap_or_default();
        let uncomputed = String::from_utf8_lossy(&about).contains("fullCalcOnLoad=\"1\"");
        let book = calamine::Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
        Ok(Self { book, uncomputed, marked: raised::marked(bytes) })
    }

    /// Formulas whose value was not stored; where a workbook is still to be computed, 0 is none if all have it.
    fn find_open(&mut self, sheet: &str, area: Option<&Area>, cells: &mut Cells) -> Result<(), String> {
        let uncomputed = self.uncomputed;
        let mut reader = self.book.worksheet_cells_reader(sheet).map_err(broken)?;
        let (mut open, mut zeros, mut computed) = (Vec::new(), Vec::new(), false);
        while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(broken)? {
            match cell.value {
                _ if cell.formula.is_none() => {}
                DataRef::Empty => open.push(cell.pos),
                value if uncomputed && is_zero(&value) => zeros.push(cell.pos),
                _ => computed = true,
            }
        }
        if !computed {
            cells.take(&zeros.iter().copied().collect());
            open.extend(zeros);
            open.sort_unstable();
        }
        for at in open {
            cells.put_open(area, at);
        }
        Ok(())
    }
}

impl Sheets for Xlsx<'_> {
    fn form(&self) -> &'static str {
        "Excel workbook"
    }

    fn sheets(&self) -> Vec<Sheet> {
        sheets(self.book.sheets_metadata())
    }

    fn from_1904(&self) -> bool {
        self.book.has_1904_epoch()
    }

    fn names(&self) -> Vec<(String, String)> {
        self.book.defined_names().to_vec()
    }

    fn cells(&mut self, sheet: &str, area: Option<&Area>) -> Result<Cells, String> {
        let mut cells = Cells::default();
        let (mut open, uncomputed) = (false, self.uncomputed);
        let marked = self.marked.clone();
        let mut reader = self.book.worksheet_cells_reader(sheet).map_err(broken)?;
        let styles: Vec<(Shown, u8)> = reader.styles().iter().map(|style| (shown(style), indent(style))).collect();
        while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(broken)? {
            let (shown, indent) = styles.get(style).copied().unwrap_or_default();
            open |= *cell.get_value() == DataRef::Empty || uncomputed && is_zero(cell.get_value());
            let marked = match cell.get_value() {
                DataRef::SharedString(text) if !marked.is_empty() => marked.get(text.trim()),
                _ => None,
            };
            match marked {
                Some(text) => cells.put(area, cell.get_position(), text)?,
                None => put(&mut cells, area, cell.get_position(), cell.get_value(), (shown, indent))?,
            }
        }
        drop(reader);
        if open {
            self.find_open(sheet, area, &mut cells)?;
        }
        cells.sort();
        for region in self.book.merge_cells_by_sheet_name(sheet).unwrap_or_default() {
            cells.fill(region.start, region.end);
        }
        Ok(cells)
    }
}

fn is_zero(value: &DataRef) -> bool {
    matches!(value, DataRef::Int(0)) || matches!(value, DataRef::Float(number) if *number == 0.0)
}

/// How a style shows numbers.
fn shown(style: &calamine::Style) -> Shown {
    /// The numbers that percent, and months with years, have among the formats that are always there.
    const PERCENT: [u32; 2] = [9, 10];
    const MONTH: u32 = 17;
    match &style.number_format {
        Some(format) if format.format_id.is_some_and(|id| PERCENT.contains(&id)) => Shown::Percent,
        Some(format) if format.format_id == Some(MONTH) => Shown::Month,
        Some(format) => Shown::of(&format.format_code),
        None => Shown::Plain,
    }
}

/// How many steps to the right a style puts texts.
fn indent(style: &calamine::Style) -> u8 {
    style.alignment.as_ref().and_then(|alignment| alignment.indent).unwrap_or(0)
}

fn put(
    cells: &mut Cells,
    area: Option<&Area>,
    at: (u32, u32),
    value: &DataRef,
    (shown, indent): (Shown, u8),
) -> Result<(), String> {
    match value {
        DataRef::Int(number) => cells.put_number(area, at, *number as f64, shown == Shown::Percent),
        DataRef::Float(number) => cells.put_number(area, at, *number, shown == Shown::Percent),
        DataRef::String(text) => cells.put_indented(area, at, text, indent),
        DataRef::SharedString(text) => cells.put_indented(area, at, text, indent),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => cells.put(area, at, text),
        DataRef::Bool(truth) => cells.put(area, at, &truth.to_string()),
        DataRef::DateTime(date) => cells.put(area, at, &date_text(date, shown)),
        DataRef::Error(error) => cells.put(area, at, &error.to_string()),
        DataRef::Empty => Ok(()),
    }
}

/// A date as text, as much of it as is shown; of a time of day only what is not midnight.
fn date_text(date: &ExcelDateTime, shown: Shown) -> String {
    if date.is_duration() {
        return date.as_f64().to_string();
    }
    let (year, month, day, hour, minute, ..) = date.to_ymd_hms_milli();
    match shown {
        Shown::Year => format!("{year:04}"),
        Shown::Month => format!("{year:04}-{month:02}"),
        Shown::Plain | Shown::Percent if (hour, minute) == (0, 0) => format!("{year:04}-{month:02}-{day:02}"),
        Shown::Plain | Shown::Percent => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}"),
    }
}

/// A workbook of Excel 97.
pub(super) struct Xls<'a>(calamine::Xls<Cursor<&'a [u8]>>);

impl<'a> Xls<'a> {
    pub fn open(bytes: &'a [u8]) -> Result<Self, String> {
        calamine::Xls::new(Cursor::new(bytes)).map(Self).map_err(broken)
    }
}

impl Sheets for Xls<'_> {
    fn form(&self) -> &'static str {
        "Excel 97 workbook"
    }

    fn sheets(&self) -> Vec<Sheet> {
        sheets(self.0.sheets_metadata())
    }

    fn from_1904(&self) -> bool {
        self.0.has_1904_epoch()
    }

    fn names(&self) -> Vec<(String, String)> {
        self.0.defined_names().to_vec()
    }

    fn cells(&mut self, sheet: &str, area: Option<&Area>) -> Result<Cells, String> {
        let found = self.0.worksheet_range(sheet).map_err(broken)?;
        let (row, column) = found.start().unwrap_or_default();
        let mut cells = Cells::default();
        for (down, right, value) in found.used_cells() {
            let at = (row + down as u32, column + right as u32);
            match value {
                Data::Int(number) => cells.put_number(area, at, *number as f64, false)?,
                Data::Float(number) => cells.put_number(area, at, *number, false)?,
                Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => cells.put(area, at, text)?,
                Data::Bool(truth) => cells.put(area, at, &truth.to_string())?,
                Data::DateTime(date) => cells.put(area, at, &date_text(date, Shown::Plain))?,
                Data::Error(error) => cells.put(area, at, &error.to_string())?,
                Data::Empty => {}
            }
        }
        cells.sort();
        for region in self.0.merge_cells_by_sheet_name(sheet).unwrap_or_default() {
            cells.fill(region.start, region.end);
        }
        Ok(cells)
    }
}
