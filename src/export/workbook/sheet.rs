//! Tables in memory, and how they become sheets.

use std::borrow::Cow;
use std::collections::HashMap;

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

use super::form::Form;

/// Rows of a sheet, the head among them: a limit of the file format (ECMA-376).
const MOST_ROWS: usize = 1_048_576;
/// Columns of a sheet: a limit of the file format.
const MOST_COLUMNS: usize = 16_384;
/// More cells than this make a file that spreadsheet programs can hardly open.
const MOST_CELLS: usize = 4_000_000;
/// UTF-16 units of a text: a limit of the file format.
const LONGEST_TEXT: usize = 32_767;
/// What ends a text that was cut.
const CUT: &str = " … (cut)";
/// Widths of columns, in characters.
const NARROWEST: usize = 9;
const WIDEST: usize = 44;
/// Height of a line of text, and the greatest of a row, in points.
const LINE: f64 = 15.0;
const HIGHEST: f64 = 409.0;

/// Colours of heads and of observed values.
const HEAD: Color = Color::RGB(0x00_E1_E5_EA);
const OBSERVED: Color = Color::RGB(0x00_F1_F3_F5);
const RULE: Color = Color::RGB(0x00_8A_94_9E);

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// Nothing.
    Empty,
    /// Text; never read as a formula, whatever it begins with.
    Text(Cow<'a, str>),
    /// A number; one that is not finite is written as `n/a`.
    Number(f64, Form),
    /// A number that was observed, shaded.
    Observed(f64, Form),
}

impl<'a> Cell<'a> {
    /// A text that is there already.
    pub fn text(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    /// A text that was made.
    pub fn owned(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }

    /// A share in per cent.
    pub fn share(value: f64) -> Self {
        Self::Number(value, Form::Percent)
    }

    /// Yes or no: words, since programs differ in how they show truth values.
    pub fn flag(flag: bool) -> Self {
        Self::text(if flag { "yes" } else { "no" })
    }

    /// A year.
    pub fn year(year: f64) -> Self {
        Self::Number(year, Form::of_year(year))
    }

    fn width(&self) -> usize {
        match self {
            Self::Text(text) => text.lines().map(|line| line.chars().count()).max().unwrap_or(0),
            Self::Number(value, Form::Decimals(places)) | Self::Observed(value, Form::Decimals(places)) => {
                let digits = value.abs().max(1.0).log10() as usize + 1;
                digits + digits / 3 + usize::from(*places) + 2
            }
            Self::Empty | Self::Number(..) | Self::Observed(..) => NARROWEST,
        }
    }
}

/// A table: a head, and rows as long as it.
#[derive(Debug)]
pub struct Table<'a> {
    /// Name of its sheet: at most 31 characters.
    pub name: &'static str,
    /// What it holds, in one line.
    pub about: &'static str,
    /// Names of the columns.
    pub head: Vec<Cell<'a>>,
    /// The cells.
    pub rows: Vec<Vec<Cell<'a>>>,
    /// Columns that stay in view.
    pub frozen: usize,
}

/// Whether a table of this size goes on a sheet that a spreadsheet program can open.
pub fn fits(rows: usize, columns: usize) -> bool {
    rows < MOST_ROWS && columns <= MOST_COLUMNS && rows.saturating_mul(columns) <= MOST_CELLS
}

/// The formats of a workbook.
pub struct Styles {
    /// Of names of columns.
    head: Format,
    text: Format,
    numbers: HashMap<(Form, bool), Format>,
}

impl Styles {
    /// The same for all workbooks.
    pub fn new() -> Self {
        let head = Format::new()
            .set_bold()
            .set_background_color(HEAD)
            .set_border_bottom(FormatBorder::Thin)
            .set_border_bottom_color(RULE)
            .set_align(FormatAlign::Top)
            .set_text_wrap();
        Self { head, text: Format::new().set_align(FormatAlign::Top).set_text_wrap(), numbers: HashMap::new() }
    }

    fn number(&mut self, form: Form, observed: bool) -> &Format {
        self.numbers.entry((form, observed)).or_insert_with(|| {
            let format = Format::new().set_num_format(form.code()).set_align(FormatAlign::Top);
            if observed { format.set_background_color(OBSERVED) } else { format }
        })
    }
}

/// A sheet with a table: the head in view while scrolling, a filter on each column, columns as wide as they need.
///
/// Returns how many texts were longer than a cell can hold and were cut.
///
/// # Errors
/// None that a table which [`fits`] can cause.
pub fn sheet(table: &Table, styles: &mut Styles) -> Result<(Worksheet, usize), XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(table.name)?;
    let mut widths = vec![NARROWEST; table.head.len()];
    let mut cut = 0;
    for (row, cells) in std::iter::once(&table.head).chain(&table.rows).enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            cut += usize::from(write(&mut sheet, (row as u32, column as u16), cell, row == 0, styles)?);
            if let Some(width) = widths.get_mut(column) {
                *width = cell.width().max(*width);
            }
        }
    }
    // A filter button takes two characters.
    let widths: Vec<usize> = widths.into_iter().map(|width| (width + 2).min(WIDEST)).collect();
    for (column, width) in widths.iter().enumerate() {
        sheet.set_column_width(column as u16, *width as f64)?;
    }
    for (row, cells) in table.rows.iter().enumerate() {
        let text = |(cell, width): (&Cell, &usize)| match cell {
            Cell::Text(text) => lines(text, *width),
            _ => 1,
        };
        set_lines(&mut sheet, row as u32 + 1, cells.iter().zip(&widths).map(text).max().unwrap_or(1))?;
    }
    let last_column = table.head.len().saturating_sub(1) as u16;
    sheet.autofilter(0, 0, table.rows.len() as u32, last_column)?;
    sheet.set_freeze_panes(1, table.frozen as u16)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    Ok((sheet, cut))
}

/// About how many lines a text takes in a column of this width, in characters.
pub fn lines(text: &str, width: usize) -> usize {
    text.lines().map(|line| line.chars().count().div_ceil(width.max(1)).max(1)).sum::<usize>().max(1)
}

/// Makes a row as high as its lines of text need; programs do not do so when they open a file.
///
/// # Errors
/// None.
pub fn set_lines(sheet: &mut Worksheet, row: u32, lines: usize) -> Result<(), XlsxError> {
    if lines > 1 {
        sheet.set_row_height(row, (LINE * lines as f64).min(HIGHEST))?;
    }
    Ok(())
}

/// Writes one cell; true if its text was cut.
fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    head: bool,
    styles: &mut Styles,
) -> Result<bool, XlsxError> {
    match cell {
        Cell::Empty if !head => return Ok(false),
        Cell::Empty => sheet.write_blank(row, column, &styles.head)?,
        Cell::Text(text) => {
            let fitting = fitting(text);
            let format = if head { &styles.head } else { &styles.text };
            sheet.write_string_with_format(row, column, fitting.as_ref(), format)?;
            return Ok(fitting.len() != text.len());
        }
        Cell::Number(value, _) | Cell::Observed(value, _) if !value.is_finite() => {
            sheet.write_string_with_format(row, column, "n/a", &styles.text)?
        }
        Cell::Number(value, form) if head => {
            let format = styles.head.clone().set_num_format(form.code());
            sheet.write_number_with_format(row, column, *value, &format)?
        }
        Cell::Number(value, form) => {
            sheet.write_number_with_format(row, column, *value, styles.number(*form, false))?
        }
        Cell::Observed(value, form) => {
            sheet.write_number_with_format(row, column, *value, styles.number(*form, true))?
        }
    };
    Ok(false)
}

/// A text that fits in a cell; one that was cut says so.
fn fitting(text: &str) -> Cow<'_, str> {
    let length = |text: &str| text.encode_utf16().count();
    // UTF-8 never has fewer bytes than UTF-16 has units.
    if text.len() <= LONGEST_TEXT || length(text) <= LONGEST_TEXT {
        return Cow::Borrowed(text);
    }
    let (start, _) = split(text, LONGEST_TEXT - length(CUT));
    Cow::Owned(format!("{start}{CUT}"))
}

/// The text up to this many UTF-16 units, and the rest.
pub fn split(text: &str, units: usize) -> (&str, &str) {
    let mut used = 0;
    let end = text.char_indices().find(|(_, character)| {
        used += character.len_utf16();
        used > units
    });
    text.split_at(end.map_or(text.len(), |(at, _)| at))
}

/// A long text in parts that each fit in a cell.
pub fn parts(text: &str) -> Vec<&str> {
    let (mut part, mut rest) = split(text, LONGEST_TEXT);
    let mut parts = vec![part];
    while !rest.is_empty() {
        (part, rest) = split(rest, LONGEST_TEXT);
        parts.push(part);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_that_fit() {
        for (rows, columns, expected) in [
            (0, 3, true),
            (1_048_575, 3, true),
            (1_048_576, 3, false),
            (10, 16_384, true),
            (10, 16_385, false),
            (1_000_000, 5, false),
            (usize::MAX, 2, false),
        ] {
            assert_eq!(fits(rows, columns), expected, "{rows} {columns}");
        }
    }

    #[test]
    fn long_texts_are_cut_at_whole_characters() {
        // One character of two UTF-16 units.
        let long = "𝄞".repeat(20_000);
        let cut = fitting(&long);
        assert!(cut.ends_with("𝄞 … (cut)"), "{}", cut.len());
        assert_eq!(cut.encode_utf16().count(), 32_766);
        assert_eq!(fitting(&"é".repeat(32_767)).as_ref(), "é".repeat(32_767));
        let parts = parts(&long);
        assert_eq!(parts.concat(), long);
        assert_eq!(parts.iter().map(|part| part.chars().count()).collect::<Vec<_>>(), [16_383, 3_617]);
    }
}
