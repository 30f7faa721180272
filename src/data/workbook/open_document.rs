//! Spreadsheets of `OpenDocument` (OASIS Open Document Format 1.3, part 3, section 9). Repeated cells are not written out, and
//! percent formats are kept, which other readers do not do.

use std::io::{BufReader, Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::cells::{Cells, Merged};
use super::place::Area;
use super::{LARGEST_CELL, Sheet, Sheets};

/// Times that a row or a cell with content may be repeated.
const MOST_REPEATED: u32 = 100_000;
/// Cells that repetitions may make.
const MOST_CELLS: usize = 6_000_000;

/// A spreadsheet.
pub(super) struct Document<'a> {
    bytes: &'a [u8],
    sheets: Vec<Sheet>,
    names: Vec<(String, String)>,
}

/// A cell while it is read.
#[derive(Debug, Default)]
struct Cell {
    /// The kind of its value.
    kind: String,
    value: Option<String>,
    formula: bool,
    columns: u32,
    rows_merged: u32,
    columns_merged: u32,
    text: String,
}

impl<'a> Document<'a> {
    pub fn open(bytes: &'a [u8]) -> Result<Self, String> {
        let mut document = Self { bytes, sheets: Vec::new(), names: Vec::new() };
        let mut hidden = Vec::new();
        let mut style = String::new();
        let mut sheets = Vec::new();
        let mut names = Vec::new();
        each(document.content()?, &mut |event| {
            let (Event::Start(start) | Event::Empty(start)) = event else { return Ok(()) };
            match start.name().into_inner() {
                "style:style" => style = attribute(start, "style:name").unwrap_or_default(),
                "style:table-properties" if attribute(start, "table:display").as_deref() == Some("false") => {
                    hidden.push(style.clone());
                }
                "table:table" => {
                    let style = attribute(start, "table:style-name").unwrap_or_default();
                    let name = attribute(start, "table:name").unwrap_or_default();
                    sheets.push(Sheet { name, hidden: hidden.contains(&style) });
                }
                "table:named-range" => names.extend(
                    attribute(start, "table:name")
                        .zip(attribute(start, "table:cell-range-address"))
                        .map(|(name, place)| (name, plain_place(&place))),
                ),
                _ => {}
            }
            Ok(())
        })?;
        (document.sheets, document.names) = (sheets, names);
        Ok(document)
    }

    fn content(&self) -> Result<Vec<u8>, String> {
        let mut archive = ZipArchive::new(Cursor::new(self.bytes)).map_err(|error| error.to_string())?;
        if archive.index_for_name("META-INF/manifest.xml").is_some() {
            let mut manifest = String::new();
            let file = archive.by_name("META-INF/manifest.xml").map_err(|error| error.to_string())?;
            BufReader::new(file).read_to_string(&mut manifest).map_err(|error| error.to_string())?;
            if manifest.contains("manifest:encryption-data") {
                return Err("it is locked by a password: save it without one".to_owned());
            }
        }
        let mut content = Vec::new();
        let mut file = archive.by_name("content.xml").map_err(|error| error.to_string())?;
        file.read_to_end(&mut content).map_err(|error| error.to_string())?;
        Ok(content)
    }
}

impl Sheets for Document<'_> {
    fn form(&self) -> &'static str {
        "OpenDocument"
    }

    fn sheets(&self) -> Vec<Sheet> {
        self.sheets.clone()
    }

    fn names(&self) -> Vec<(String, String)> {
        self.names.clone()
    }

    fn cells(&mut self, sheet: &str, area: Option<&Area>) -> Result<Cells, String> {
        let mut table = Table { area, ..Table::default() };
        each(self.content()?, &mut |event| table.event(event, sheet))?;
        table.cells.sort();
        for (start, end) in table.merged {
            table.cells.fill(start, end);
        }
        Ok(table.cells)
    }
}

/// A sheet while it is read.
#[derive(Default)]
struct Table<'a> {
    area: Option<&'a Area>,
    cells: Cells,
    merged: Vec<Merged>,
    inside: bool,
    row: u32,
    rows_repeated: u32,
    column: u32,
    cell: Option<Cell>,
    /// Depth in a comment beside a cell.
    comment: usize,
    put: usize,
}

impl Table<'_> {
    fn event(&mut self, event: &Event<'_>, sheet: &str) -> Result<(), String> {
        match event {
            Event::Start(start) | Event::Empty(start) if start.name().into_inner() == "table:table" => {
                self.inside = attribute(start, "table:name").as_deref() == Some(sheet);
            }
            _ if !self.inside => {}
            Event::Start(start) => self.start(start),
            Event::Empty(start) => {
                self.start(start);
                self.end(start.name().into_inner())?;
            }
            Event::End(end) => self.end(end.name().into_inner())?,
            Event::Text(text) if self.comment == 0 => self.write(text),
            Event::GeneralRef(name) if self.comment == 0 => {
                let text: &str = name;
                let raw = format!("&{text};");
                self.write(&quick_xml::escape::unescape(&raw).unwrap_or_default());
            }
            _ => {}
        }
        Ok(())
    }

    fn write(&mut self, text: &str) {
        if let Some(cell) = self.cell.as_mut().filter(|cell| cell.text.len() <= LARGEST_CELL) {
            cell.text.push_str(text);
        }
    }

    fn start(&mut self, start: &BytesStart<'_>) {
        let number = |name: &str| attribute(start, name).and_then(|text| text.parse::<u32>().ok());
        match start.name().into_inner() {
            "table:table-row" => {
                self.rows_repeated = number("table:number-rows-repeated").unwrap_or(1);
                self.column = 0;
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let values = [
                    "office:value",
                    "office:date-value",
                    "office:time-value",
                    "office:boolean-value",
                    "office:string-value",
                ];
                self.cell = Some(Cell {
                    kind: attribute(start, "office:value-type").unwrap_or_default(),
                    value: values.iter().find_map(|name| attribute(start, name)),
                    formula: attribute(start, "table:formula").is_some(),
                    columns: number("table:number-columns-repeated").unwrap_or(1),
                    rows_merged: number("table:number-rows-spanned").unwrap_or(1),
                    columns_merged: number("table:number-columns-spanned").unwrap_or(1),
                    text: String::new(),
                });
            }
            "office:annotation" => self.comment += 1,
            "text:p" | "text:s" | "text:tab" | "text:line-break" if self.comment == 0 => self.write(" "),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) -> Result<(), String> {
        match name {
            "table:table" => self.inside = false,
            "table:table-row" => self.row = self.row.saturating_add(self.rows_repeated),
            "table:table-cell" | "table:covered-table-cell" => {
                if let Some(cell) = self.cell.take() {
                    self.put(&cell)?;
                }
            }
            "office:annotation" => self.comment = self.comment.saturating_sub(1),
            _ => {}
        }
        Ok(())
    }

    fn put(&mut self, cell: &Cell) -> Result<(), String> {
        let column = self.column;
        self.column = self.column.saturating_add(cell.columns);
        let said = cell.value.is_some() || !cell.text.trim().is_empty();
        if !said && !cell.formula {
            return Ok(());
        }
        let (rows, columns) = (self.rows_repeated, cell.columns);
        self.put = self.put.saturating_add((rows as usize).saturating_mul(columns as usize));
        if rows > MOST_REPEATED || columns > MOST_REPEATED || self.put > MOST_CELLS {
            return Err(format!("it has more than {MOST_CELLS} cells by repetition"));
        }
        for at in (0..rows).flat_map(|down| (0..columns).map(move |right| (down, right))) {
            let at = (self.row.saturating_add(at.0), column.saturating_add(at.1));
            if said { self.put_one(at, cell)? } else { self.cells.put_open(self.area, at) }
        }
        if cell.rows_merged > 1 || cell.columns_merged > 1 {
            let end = |from: u32, merged: u32| from.saturating_add(merged.saturating_sub(1));
            self.merged.push(((self.row, column), (end(self.row, cell.rows_merged), end(column, cell.columns_merged))));
        }
        Ok(())
    }

    fn put_one(&mut self, at: (u32, u32), cell: &Cell) -> Result<(), String> {
        let number = || cell.value.as_ref().and_then(|value| value.parse::<f64>().ok());
        match cell.kind.as_str() {
            "percentage" | "float" | "currency" if number().is_some() => {
                let number = number().unwrap_or_default();
                self.cells.put_number(self.area, at, number, cell.kind == "percentage")
            }
            "date" => {
                let date = cell.value.as_deref().unwrap_or(&cell.text);
                let midnight = date.strip_suffix("T00:00:00").unwrap_or(date);
                self.cells.put(self.area, at, &midnight.replace('T', " "))
            }
            // What is shown: errors are texts with an empty value.
            _ if !cell.text.trim().is_empty() => self.cells.put(self.area, at, &cell.text),
            _ => self.cells.put(self.area, at, cell.value.as_deref().unwrap_or_default()),
        }
    }
}

/// Tells of each event of an XML text.
pub(super) fn each(content: Vec<u8>, tell: &mut dyn FnMut(&Event<'_>) -> Result<(), String>) -> Result<(), String> {
    let content = String::from_utf8(content).map_err(|_| "its content is no UTF-8".to_owned())?;
    let mut reader = Reader::from_str(&content);
    reader.config_mut().check_end_names = false;
    loop {
        match reader.read_event().map_err(|error| format!("its content is no XML: {error}"))? {
            Event::Eof => return Ok(()),
            event => tell(&event)?,
        }
    }
}

/// What an attribute of an element says.
pub(super) fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = start.attributes().flatten().find(|attribute| attribute.key.into_inner() == name)?;
    quick_xml::escape::unescape(&found.value).ok().map(std::borrow::Cow::into_owned)
}

/// `$Data.$B$3:.$H$40` as other spreadsheets write it, `Data!$B$3:$H$40`.
fn plain_place(place: &str) -> String {
    let (first, last) = place.split_once(':').unwrap_or((place, place));
    let (sheet, start) = first.rsplit_once('.').unwrap_or(("", first));
    let end = last.rsplit_once('.').map_or(last, |(_, end)| end);
    format!("{}!{start}:{end}", sheet.trim_start_matches('$'))
}
