//! Shares of a variance as dots with intervals: what each assumption explains alone, and with all its interactions.

use super::axis::ValueAxis;
use super::frame::{self, Swatch};
use super::palette::{self, Colour, INK};
use super::rows::{Around, Rows, Ticks, Words};
use super::sheet::{Align, Sheet, Style};
use super::trace::range;
use super::{ChartError, Picture};
use crate::numeric::sorting::sort_by;
use crate::wording::unit::Unit;

/// The most rows; those with the least totals are left out.
const MOST: usize = 14;
/// Rows below this total are left out: they would be shown as 0 %.
const LEAST: f64 = 0.005;
/// Distance of the two dots of a row from its middle.
const APART: f64 = 5.0;
/// Size of the numbers.
const SIZE: f64 = 12.0;

/// One assumption, group of assumptions, or noise: estimate, lower and upper end of its interval, as shares of the variance.
#[derive(Debug, Clone, PartialEq)]
pub struct IndexRow {
    /// What it is.
    pub label: String,
    /// First-order index.
    pub first: [f64; 3],
    /// Total index.
    pub total: [f64; 3],
}

/// What the chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Indices {
    /// Title and what else stands around it.
    pub words: Words,
    /// Confidence level of the intervals, such as 0.95.
    pub level: f64,
    /// The rows, in any order.
    pub rows: Vec<IndexRow>,
}

fn colours() -> [Colour; 2] {
    [palette::series(0), palette::series(1)]
}

impl Indices {
    /// Draws it, the greatest total at the top.
    ///
    /// # Errors
    /// [`ChartError::NothingToShow`] without rows; what [`ChartError`] says of writing.
    pub fn draw(&self) -> Result<Picture, ChartError> {
        let mut shown: Vec<&IndexRow> = self.rows.iter().collect();
        sort_by(&mut shown, |a, b| b.total[0].total_cmp(&a.total[0]));
        shown.truncate(MOST);
        // The first stays in any case, so that there is a picture.
        let told = shown.iter().take_while(|row| row.total[0] >= LEAST).count();
        shown.truncate(told.max(1));
        if shown.is_empty() {
            return Err(ChartError::NothingToShow { chart: self.words.name.clone() });
        }
        let unit = Unit::new("1", 0.0, 1.0);
        let ends = shown.iter().flat_map(|row| row.first.into_iter().chain(row.total));
        let (low, high) = range(ends.filter(|end| end.is_finite()).chain([0.0]));
        // Sampling errors reach a little below 0.
        let axis = ValueAxis::around(if low > -0.05 { 0.0 } else { 100.0 * low }, 100.0 * high, 6);
        let labels: Vec<String> = shown.iter().map(|row| row.label.clone()).collect();
        let [alone, whole] = colours();
        let key = [
            (Swatch::Dot(alone), "alone: would go if it were known (first-order index)".to_owned()),
            (Swatch::Ring(whole), "with interactions: would stay if only it were unknown (total index)".to_owned()),
            (Swatch::Line(alone), format!("{:.0}\u{a0}% interval", self.level * 100.0)),
        ];
        let margin = Style::regular(SIZE, INK).width("100\u{a0}%") + 12.0;
        let content = self.words(shown.len()).content(&unit.words);
        let around = Around { content: &content, note: "", key: &key, above: 8.0, margins: [6.0, margin], least: 0.0 };
        let (mut sheet, rows) = Rows::new(&around, &labels, &Ticks::of_values(&axis, &unit));
        for (index, row) in shown.iter().enumerate() {
            lay_row(&mut sheet, &rows, (index, row), (&axis, &unit));
        }
        let alt = self.describe(&shown, &axis, &unit);
        Ok(Picture::new(&self.words.name, &self.words.title, sheet, alt))
    }

    fn words(&self, shown: usize) -> Words {
        let mut words = self.words.clone();
        let rest = self.rows.len() - shown;
        if rest > 0 {
            let are = if rest == 1 { "is" } else { "are" };
            words.footer.insert(0, format!("{rest} more with lesser total indices {are} not shown."));
        }
        words
    }

    fn describe(&self, shown: &[&IndexRow], axis: &ValueAxis, unit: &Unit) -> String {
        let text = |share: f64| axis.value(100.0 * share, unit);
        let parts: Vec<String> = shown
            .iter()
            .take(3)
            .map(|row| format!("{} {} alone, {} with interactions", row.label, text(row.first[0]), text(row.total[0])))
            .collect();
        format!("{}: {}.", self.words.title, parts.join("; "))
    }
}

fn lay_row(sheet: &mut Sheet, rows: &Rows, (index, row): (usize, &IndexRow), (axis, unit): (&ValueAxis, &Unit)) {
    let middle = rows.middle(index);
    let [alone, whole] = colours();
    for (values, colour, y) in [(row.first, alone, middle - APART), (row.total, whole, middle + APART)] {
        let at = |share: f64| rows.x.at((100.0 * share).clamp(axis.low, axis.high));
        if values[1].is_finite() && values[2].is_finite() {
            sheet.line(vec![(at(values[1]), y), (at(values[2]), y)], colour, 2.0);
        }
        if colour == alone {
            sheet.dot((at(values[0]), y), 4.0, colour);
        } else {
            frame::ring(sheet, (at(values[0]), y), 4.2, colour);
        }
    }
    let ends = [row.first, row.total].into_iter().flatten().filter(|end| end.is_finite());
    let right = rows.x.at(100.0 * ends.fold(0.0, f64::max));
    let style = Style::regular(SIZE, whole.for_text());
    let text = axis.value(100.0 * row.total[0], unit);
    rows.number(sheet, &text, style, Align::Left, (right + 8.0, middle + APART));
}
