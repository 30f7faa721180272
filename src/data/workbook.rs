//! Workbooks of spreadsheets as text: the first sheet with a table, or the one that was asked for, line for line.

mod archive;
mod cells;
mod compound;
mod excel;
mod open_document;
mod place;
mod raised;
mod style;

use super::guard::guarded;
pub(super) use archive::Container;
use cells::Cells;
use place::Area;

/// Bytes that a cell may have.
const LARGEST_CELL: usize = 1 << 20;
/// Sheets that a note names.
const NAMED: usize = 5;

/// A sheet as comma-separated values.
#[derive(Debug)]
pub(super) struct Opened {
    /// The values; line 5 of the text is row 5 of the sheet.
    pub text: String,
    /// The name of the sheet.
    pub sheet: String,
    /// The form of the workbook.
    pub form: &'static str,
    /// Whether cells are numbers, so that a point comes before decimals wherever one is.
    pub numbers: bool,
    /// Whether days are counted from 1904.
    pub from_1904: bool,
    /// What was decided.
    pub notes: Vec<String>,
}

/// A sheet that there is.
#[derive(Debug, Clone)]
struct Sheet {
    name: String,
    hidden: bool,
}

/// A workbook of some kind.
trait Sheets {
    /// Its form, for people.
    fn form(&self) -> &'static str;

    /// Its sheets, in its order.
    fn sheets(&self) -> Vec<Sheet>;

    /// Whether days are counted from 1904 rather than from the end of 1899.
    fn from_1904(&self) -> bool {
        false
    }

    /// Names of ranges, with what they stand for.
    fn names(&self) -> Vec<(String, String)>;

    /// The cells of a sheet that say something, those of an area alone if one is given.
    fn cells(&mut self, sheet: &str, area: Option<&Area>) -> Result<Cells, String>;
}

/// Opens a workbook: its sheet of this name, or the first with a table; of it the cells of a range, `B3:H40` or a name.
///
/// # Errors
/// It is none, unpacks to more than is read, or has no such sheet or range: says what there is.
pub(super) fn open(
    bytes: &[u8],
    container: Container,
    sheet: Option<&str>,
    range: Option<&str>,
) -> Result<Opened, String> {
    with(bytes, container, |book| choose(book, sheet, range))
}

/// Cells by row and column from 0, and names of ranges with what they stand for.
pub(super) type Places = (Vec<((u32, u32), String)>, Vec<(String, String)>);

/// All cells of the sheet of this name.
///
/// # Errors
/// It is no workbook, unpacks to more than is read, or has no such sheet: says what there is.
pub(super) fn sheet(bytes: &[u8], container: Container, sheet: &str) -> Result<Places, String> {
    with(bytes, container, |book| {
        let found = named(&book.sheets(), sheet)?;
        let cells = book.cells(&found.name, None).map_err(|problem| format!("sheet `{sheet}`: {problem}"))?;
        Ok((cells.places(), book.names()))
    })
}

/// Opens a workbook and does something with it.
fn with<T>(
    bytes: &[u8],
    container: Container,
    ask: impl FnOnce(&mut dyn Sheets) -> Result<T, String>,
) -> Result<T, String> {
    match container {
        Container::Xlsx | Container::OpenDocument => archive::check(bytes)?,
        Container::Compound => compound::check(bytes)?,
    }
    let read = || -> Result<T, String> {
        match container {
            Container::Xlsx => ask(&mut excel::Xlsx::open(bytes)?),
            Container::OpenDocument => ask(&mut open_document::Document::open(bytes)?),
            Container::Compound => ask(&mut excel::Xls::open(bytes)?),
        }
    };
    guarded(read).unwrap_or_else(|_| Err("it is a workbook that is damaged".to_owned()))
}

fn choose(book: &mut dyn Sheets, sheet: Option<&str>, range: Option<&str>) -> Result<Opened, String> {
    let sheets = book.sheets();
    let area = range.map(|range| Area::read(range, &book.names())).transpose()?;
    let of_range = area.as_ref().and_then(|area| area.sheet.clone());
    let wanted = sheet.map(str::to_owned).or(of_range);
    let candidates = match &wanted {
        Some(wanted) => vec![named(&sheets, wanted)?],
        // What is hidden is looked at last.
        None => [false, true]
            .into_iter()
            .flat_map(|hidden| sheets.iter().filter(move |one| one.hidden == hidden))
            .cloned()
            .collect(),
    };
    for candidate in candidates {
        // Of several sheets, one that cannot be read, as a sheet of a chart, is passed over.
        let cells = match book.cells(&candidate.name, area.as_ref()) {
            Ok(cells) => cells,
            Err(problem) if wanted.is_some() => return Err(format!("sheet `{}`: {problem}", candidate.name)),
            Err(_) => continue,
        };
        if cells.is_empty() || (wanted.is_none() && !cells.has_table()) {
            continue;
        }
        let others = || sheets.iter().filter(|other| other.name != candidate.name).map(|other| other.name.as_str());
        let mut notes = Vec::new();
        if wanted.is_none() && others().next().is_some() {
            let hidden = if candidate.hidden { ", which is hidden," } else { "" };
            let name = &candidate.name;
            notes.push(format!(
                "sheet `{name}`{hidden} is read; there are also {}: --sheet takes another",
                listed(others())
            ));
        }
        let opened = cells.opened(candidate.name, book.form(), area.is_some(), notes)?;
        return Ok(Opened { from_1904: book.from_1904(), ..opened });
    }
    let place = match (&wanted, range) {
        (Some(sheet), Some(range)) => format!("range `{range}` of sheet `{sheet}` has no cell that says something"),
        (Some(sheet), None) => format!("sheet `{sheet}` has no cell that says something"),
        (None, Some(range)) => format!("no sheet of the workbook has a table in `{range}`"),
        (None, None) => "no sheet of the workbook has a table".to_owned(),
    };
    Err(format!("{place}; its sheets are {}", listed(sheets.iter().map(|one| one.name.as_str()))))
}

fn named(sheets: &[Sheet], wanted: &str) -> Result<Sheet, String> {
    let exact = sheets.iter().find(|sheet| sheet.name == wanted);
    let found = exact.or_else(|| sheets.iter().find(|sheet| sheet.name.to_lowercase() == wanted.to_lowercase()));
    let known = || listed(sheets.iter().map(|sheet| sheet.name.as_str()));
    found.cloned().ok_or_else(|| format!("the workbook has no sheet `{wanted}`; its sheets are {}", known()))
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let all: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    let more = if all.len() > NAMED { format!(" and {} more", all.len() - NAMED) } else { String::new() };
    format!("{}{more}", all[..all.len().min(NAMED)].join(", "))
}
