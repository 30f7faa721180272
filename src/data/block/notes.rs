//! What stands above and below a table: titles, sources, notes, tables of notes.

use std::borrow::Cow;

use super::about::is_about;
use super::{ABOVE, Kind, LOOKED_AT, LeftOut, kind, said};
use crate::calendar::Stamp;
use crate::data::grid::Grid;

/// Behind the last row of values: lines of one text at the end are notes.
pub(super) fn end_of_body(grid: &Grid, first: usize) -> usize {
    let wide = (first.saturating_sub(1)..grid.len()).take(LOOKED_AT).any(|row| grid.width(row) > 1);
    let mut end = narrow_end(grid, first);
    while wide && end > first && is_note(grid, end - 1) {
        end -= 1;
    }
    end
}

/// Where narrower rows begin behind an empty line at the end of a text: notes, which may have commas, or a table of notes.
fn narrow_end(grid: &Grid, first: usize) -> usize {
    /// Lines of notes at most.
    const MOST: usize = 100;
    /// What the first column of a table of notes is called.
    const NOTES: [&str; 2] = ["footnoteseqid", "fnseqid"];
    let len = grid.len();
    if grid.sheet.is_none() && grid.form.is_some() || first >= len {
        return len;
    }
    // Rows of sheets end with their last cell.
    let width = (first..len).take(LOOKED_AT).map(|row| grid.width(row)).max().unwrap_or(0);
    let narrow = if grid.sheet.is_some() { width.div_ceil(2) } else { grid.width(first) };
    let mut start = len;
    while start > first + 1 && len - start < MOST && grid.width(start - 1) < narrow {
        start -= 1;
    }
    // A table of notes may follow at once (UN Data).
    let is_heading = |row: usize| NOTES.contains(&grid.text(row, 0).to_lowercase().as_str());
    (start..len).find(|row| grid.line(*row) > grid.line(*row - 1) + 1 || is_heading(*row)).unwrap_or(len)
}

/// Whether a row is a note: a text alone, that is neither a number nor a time.
fn is_note(grid: &Grid, row: usize) -> bool {
    /// What notes begin with, though they have commas.
    const NOTES: [&str; 12] = [
        "source",
        "note",
        "quelle",
        "anmerkung",
        "fuente",
        "nota",
        "fonte",
        "注",
        "资料来源",
        "数据来源",
        "来源",
        "資料",
    ];
    let text = grid.text(row, 0);
    let alone = said(grid, row) == 1 && !text.is_empty();
    let labelled = said(grid, row) == 2
        && grid.width(row) > 2
        && text.ends_with([':', '：'])
        && kind(&grid.text(row, 1)) == Kind::Text;
    let named = NOTES.iter().any(|word| text.to_lowercase().starts_with(word)) && text.contains([':', '：']);
    // `Fonte;IBGE;IBGE`: that of each series (Banco Central do Brasil).
    let of_each = NOTES.contains(&text.to_lowercase().as_str())
        && (1..grid.width(row)).all(|at| kind(&grid.text(row, at)) != Kind::Number);
    (alone || labelled || named || of_each || is_about(grid, row))
        && kind(&text) == Kind::Text
        && Stamp::lenient(&text).is_none()
}

/// What stands above and below a table.
pub(super) fn around(grid: &Grid, first: usize, end: usize) -> Vec<LeftOut> {
    let one = |row: usize, why| LeftOut { what: line_of(grid, row), why };
    let above = (0..first).map(|row| one(row, ABOVE));
    above.chain((end..grid.len()).take(20).map(|row| one(row, "below the table"))).collect()
}

/// A row in one line.
pub(super) fn line_of(grid: &Grid, row: usize) -> String {
    let texts: Vec<Cow<str>> =
        (0..grid.width(row)).map(|at| grid.text(row, at)).filter(|text| !text.is_empty()).collect();
    let text: String = texts.join(", ").chars().take(80).collect();
    format!("line {}: {text}", grid.line(row))
}
