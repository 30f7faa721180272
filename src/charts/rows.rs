//! Labelled rows over a horizontal value axis: what charts of ranked things have in common.

use super::axis::{Scale, ValueAxis};
use super::content::Content;
use super::frame::{self, AXIS_SIZE, Swatch};
use super::geometry::Rect;
use super::labels::{LINE_HEIGHT, lay_lines};
use super::palette::{GRID, INK, MUTED};
use super::sheet::{Align, Sheet, Style};
use super::text::CAPITALS;
use super::unit::Unit;

/// The words around a chart of rows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Words {
    /// Name: the stem of its files.
    pub name: String,
    /// Title.
    pub title: String,
    /// Subtitle; the unit is appended.
    pub subtitle: String,
    /// Lines of the footer.
    pub footer: Vec<String>,
}

impl Words {
    fn content(&self, unit: &str) -> Content {
        Content::words(&self.name, &self.title, &self.subtitle, unit, self.footer.clone())
    }
}

/// The greatest width of the labels of rows.
const LABEL_ROOM: f64 = 330.0;
/// Between the labels and the plot.
const GAP: f64 = 14.0;
/// Room above the rows, for words at a line through them.
const ABOVE: f64 = 22.0;
/// Room below the rows, for the ticks.
const BELOW: f64 = 24.0;
/// Height of the paper on which header and footer are measured.
const TRIAL: f64 = 4000.0;

/// Rows laid out on a sheet.
#[derive(Debug, Clone)]
pub struct Rows {
    /// The plot.
    pub area: Rect,
    /// Values to pixels.
    pub x: Scale,
    /// The value axis.
    pub axis: ValueAxis,
    /// Height of a row.
    pub height: f64,
}

impl Rows {
    /// A sheet as high as its rows need, with their labels at the left, and vertical grid lines with ticks below.
    /// `margins` is the room for words at the left and right ends of what is drawn.
    #[must_use]
    pub fn new(
        words: &Words,
        key: &[(Swatch, String)],
        labels: &[String],
        (axis, unit): (ValueAxis, &Unit),
        margins: [f64; 2],
    ) -> (Sheet, Self) {
        let content = words.content(&unit.words);
        let style = Style::regular(13.0, INK);
        let labels: Vec<Vec<String>> = labels.iter().map(|label| style.wrap(label, LABEL_ROOM, 2)).collect();
        let lines = labels.iter().map(Vec::len).max().unwrap_or(1) as f64;
        let height = 13.0 * LINE_HEIGHT * lines + 13.0;
        let (_, inner) = frame::page(&content, "", key, TRIAL);
        let around = inner.top + (TRIAL - inner.bottom) + ABOVE + BELOW;
        let (mut sheet, inner) = frame::page(&content, "", key, around + height * labels.len() as f64);
        let widest = labels.iter().flatten().map(|line| style.width(line)).fold(0.0, f64::max);
        let area = Rect {
            left: inner.left + widest + GAP + margins[0],
            top: inner.top + ABOVE,
            right: inner.right - margins[1],
            bottom: inner.bottom - BELOW,
        };
        let x = Scale::new(axis.low, axis.high, area.left, area.right, false);
        let rows = Self { area, x, axis, height };
        rows.lay_grid(&mut sheet, unit);
        for (index, label) in labels.into_iter().enumerate() {
            let lines: Vec<(String, Style)> = label.into_iter().map(|line| (line, style)).collect();
            lay_lines(&mut sheet, &lines, Align::Right, (inner.left + widest, rows.middle(index)));
        }
        (sheet, rows)
    }

    /// The middle of a row.
    #[must_use]
    pub fn middle(&self, row: usize) -> f64 {
        self.area.top + self.height * (row as f64 + 0.5)
    }

    fn lay_grid(&self, sheet: &mut Sheet, unit: &Unit) {
        let style = Style::regular(AXIS_SIZE, MUTED);
        for &tick in &self.axis.ticks {
            let x = self.x.at(tick);
            sheet.line(vec![(x, self.area.top), (x, self.area.bottom)], GRID, 1.0);
            let baseline = self.area.bottom + 8.0 + style.size * CAPITALS;
            sheet.text(&self.axis.tick(tick, unit), style, Align::Centre, (x, baseline));
        }
    }
}
