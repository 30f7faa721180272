//! Cells of tables beside a model: numbers of elements, and points along a row or a column.

use crate::diagnostic::Code;
use std::ops::Range;

use super::super::Problem;
use super::super::expression::Expression;
use super::super::model::{Definition, Graph, NOT_AVAILABLE, Shape};
use super::outside::plain;
use crate::data::{Sheet, column_of};
use crate::numeric::sorting::sort_by;

/// A row or a column of cells, and where it goes on.
#[derive(Debug, Clone, Copy)]
struct Line {
    start: (u32, u32),
    /// Whether it goes down rather than across.
    down: bool,
    /// How many cells it has; none: as far as there are any.
    length: Option<u32>,
}

impl Line {
    fn cell(self, place: u32, beside: u32) -> (u32, u32) {
        let (row, column) = self.start;
        if self.down { (row + place, column + beside) } else { (row + beside, column + place) }
    }
}

/// Reads the cells that one function names.
pub(super) struct Reader<'a> {
    pub sheet: &'a Sheet,
    pub texts: &'a [String],
    pub range: &'a Range<usize>,
}

impl Reader<'_> {
    fn wrong(&self, message: String) -> Problem {
        let message = format!("`{}`, `{}`: {message}", self.texts[0], self.texts[1]);
        Problem::new(Code::BadWorkbook, message, self.range.clone())
    }

    fn number(&self, at: (u32, u32)) -> Result<Option<f64>, Problem> {
        self.sheet
            .number(at)
            .map_err(|text| self.wrong(format!("row {}, column {} says `{text}`, no number", at.0 + 1, at.1 + 1)))
    }

    /// Numbers of elements: the last dimension that has several goes across, the one before it down; with a star behind the cell
    /// the other way.
    pub(super) fn constants(&self, lists: &[Vec<String>]) -> Result<Vec<Definition>, Problem> {
        let place = self.texts[2].as_str();
        let (place, turned) = place.strip_suffix('*').map_or((place, false), |place| (place, true));
        let block = self.sheet.block(place);
        let start = block.ok_or_else(|| self.wrong(format!("`{place}` is no cell, and no name of cells")))?.start;
        let several: Vec<usize> = lists.iter().map(Vec::len).filter(|length| *length > 1).collect();
        let (rows, columns) = match *several.as_slice() {
            [] => (1, 1),
            [columns] => (1, columns),
            [rows, columns] => (rows, columns),
            _ => return Err(self.wrong("constants have two dimensions with several elements at most".to_owned())),
        };
        let mut found = Vec::new();
        for (row, column) in (0..rows).flat_map(|row| (0..columns).map(move |column| (row as u32, column as u32))) {
            let (down, across) = if turned { (column, row) } else { (row, column) };
            let at = (start.0 + down, start.1 + across);
            let value = self.number(at)?.unwrap_or(NOT_AVAILABLE);
            if value == NOT_AVAILABLE {
                return Err(self.wrong(format!("row {}, column {} is empty", at.0 + 1, at.1 + 1)));
            }
            found.push(plain(Expression::number(value, self.range.clone()), None));
        }
        Ok(found)
    }

    /// Where times stand: a row by its number, a column by its letters, or cells that have a name.
    fn times(&self, first: (u32, u32)) -> Result<Line, Problem> {
        let text = self.texts[2].as_str();
        if let Ok(row) = text.parse::<u32>() {
            let row = row.checked_sub(1).ok_or_else(|| self.wrong("there is no row 0".to_owned()))?;
            return Ok(Line { start: (row, first.1), down: false, length: None });
        }
        if let Some(block) = self.sheet.block(text) {
            let (rows, columns) = (block.end.0 - block.start.0, block.end.1 - block.start.1);
            let down = rows >= columns;
            return Ok(Line { start: block.start, down, length: Some(rows.max(columns) + 1) });
        }
        match column_of(text) {
            Some(column) => Ok(Line { start: (first.0, column), down: true, length: None }),
            None => Err(self.wrong(format!("`{text}` is no row, no column, and no name of cells"))),
        }
    }

    /// Points of each element, one line of cells beside the other.
    pub(super) fn series(&self, lists: &[Vec<String>]) -> Result<Vec<Graph>, Problem> {
        let place = self.texts[3].trim_end_matches('*');
        let block = self.sheet.block(place);
        let first = block.ok_or_else(|| self.wrong(format!("`{place}` is no cell, and no name of cells")))?.start;
        let times = self.times(first)?;
        let last = self.sheet.last();
        let reach = if times.down {
            (last.0 + 1).saturating_sub(times.start.0)
        } else {
            (last.1 + 1).saturating_sub(times.start.1)
        };
        let length = times.length.unwrap_or(reach);
        let values = Line { start: first, ..times };
        let count: usize = lists.iter().map(Vec::len).product();
        let mut found = Vec::new();
        for beside in 0..count as u32 {
            let mut points: Vec<(f64, f64)> = Vec::new();
            let (mut latest, mut gap) = (f64::NEG_INFINITY, false);
            for place in 0..length {
                let at = times.cell(place, 0);
                // Text among times is not of them.
                let (Ok(Some(time)), value) = (self.sheet.number(at), values.cell(place, beside)) else {
                    gap = true;
                    continue;
                };
                // Times that begin again behind a gap are of another table.
                if gap && time <= latest {
                    break;
                }
                latest = latest.max(time);
                if let Some(value) = self.number(value)? {
                    points.push((time, value));
                }
            }
            sort_by(&mut points, |a, b| a.0.total_cmp(&b.0));
            if points.is_empty() {
                let (row, column) = values.cell(0, beside);
                return Err(self.wrong(format!("from row {}, column {} on there is no number", row + 1, column + 1)));
            }
            found.push(Graph { points, data: None, shape: Shape::Continuous, range: self.range.clone() });
        }
        Ok(found)
    }
}
