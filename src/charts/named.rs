//! Names of lines, layers and bars in a list below the plot, where some are too long to stand whole at their ends.

use super::axis::ValueAxis;
use super::content::Content;
use super::frame::{self, Plot};
use super::geometry::Rect;
use super::labels::{EndLabel, LINE_HEIGHT};
use super::palette::{Colour, INK};
use super::sheet::{Align, Sheet, Style};
use super::text::CAPITALS;
use crate::numeric::sorting::sort_by;
use crate::wording::unit::Unit;

/// Size of the words.
const SIZE: f64 = 12.0;
/// Room for the swatches of a list.
const INDENT: f64 = 18.0;
/// Half the side of a swatch.
const SWATCH: f64 = 5.0;
/// Between two entries of a list, and between two columns of it.
const GAP: f64 = 4.0;
const BETWEEN: f64 = 24.0;
/// Above and below a list.
const AROUND: f64 = 6.0;
/// Lines of an entry.
const MOST_LINES: usize = 4;
/// Part of wide paper that a plot is high, at least.
const PLOT: f64 = 0.68;

/// The list: of all names if one of them would be cut, else of none.
#[derive(Debug, Default)]
pub struct Named {
    columns: Vec<Vec<Entry>>,
}

#[derive(Debug)]
struct Entry {
    colour: Colour,
    lines: Vec<String>,
}

impl Named {
    /// The list for a picture in which `labels` would stand in a column at most `room` wide.
    #[must_use]
    pub fn new(
        content: &Content,
        (axis, unit): (&ValueAxis, &Unit),
        room: f64,
        labels: impl FnOnce(&Plot) -> Vec<EndLabel>,
    ) -> Self {
        let (width, height) = content.look.size.paper();
        let margin = frame::margin(content);
        let narrow = content.look.size.is_narrow();
        let height = if narrow { frame::LEAST_NARROW } else { PLOT * height };
        let inner = Rect { left: margin, top: 0.0, right: width - margin, bottom: height };
        let mut names = Vec::new();
        let (_, column) = frame::fit(inner, axis.clone(), unit, content.period, room, |plot| {
            names = labels(plot);
            names.clone()
        });
        if !column.is_cut() {
            return Self::default();
        }
        // From the top of the picture down, as the eye finds them in it.
        sort_by(&mut names, |a, b| a.y.total_cmp(&b.y));
        let columns = if narrow { 1 } else { 2 };
        let room = (inner.width() - BETWEEN * (columns - 1) as f64) / columns as f64 - INDENT;
        let each = names.len().div_ceil(columns);
        let entry =
            |label: &EndLabel| Entry { colour: label.colour, lines: style().wrap(&words(label), room, MOST_LINES) };
        Self { columns: names.chunks(each.max(1)).map(|part| part.iter().map(entry).collect()).collect() }
    }

    /// Whether names stand at the ends of their lines.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// The labels that stand at the ends of lines: none if they are listed.
    #[must_use]
    pub fn or(&self, labels: Vec<EndLabel>) -> Vec<EndLabel> {
        if self.is_empty() { labels } else { Vec::new() }
    }

    /// The height that it takes.
    #[must_use]
    pub fn height(&self) -> f64 {
        let column = |entries: &Vec<Entry>| entries.iter().map(height_of).sum::<f64>();
        let highest = self.columns.iter().map(column).fold(0.0, f64::max);
        if self.is_empty() { 0.0 } else { highest + 2.0 * AROUND }
    }

    /// Lays the list at the foot of a rectangle; returns what is left of it.
    #[must_use]
    pub fn lay(&self, sheet: &mut Sheet, inner: Rect) -> Rect {
        let count = self.columns.len().max(1) as f64;
        let wide = (inner.width() - BETWEEN * (count - 1.0)) / count;
        for (index, entries) in self.columns.iter().enumerate() {
            let left = inner.left + index as f64 * (wide + BETWEEN);
            let mut top = inner.bottom - self.height() + AROUND;
            for entry in entries {
                let middle = top + SIZE * LINE_HEIGHT / 2.0;
                let swatch = Rect { left, top: middle, right: left + 2.0 * SWATCH, bottom: middle };
                sheet.rect(Rect { top: middle - SWATCH, bottom: middle + SWATCH, ..swatch }, entry.colour, 1.0);
                for (line, text) in entry.lines.iter().enumerate() {
                    let baseline = middle + line as f64 * SIZE * LINE_HEIGHT + SIZE * CAPITALS / 2.0;
                    sheet.text(text, style(), Align::Left, (left + INDENT, baseline));
                }
                top += height_of(entry);
            }
        }
        Rect { bottom: inner.bottom - self.height(), ..inner }
    }
}

fn style() -> Style {
    Style::regular(SIZE, INK)
}

fn height_of(entry: &Entry) -> f64 {
    entry.lines.len() as f64 * SIZE * LINE_HEIGHT + GAP
}

/// A name and its numbers.
fn words(label: &EndLabel) -> String {
    let parts =
        [label.name.as_str(), label.number.as_str()].into_iter().chain(label.details.iter().map(String::as_str));
    parts.filter(|part| !part.is_empty()).collect::<Vec<&str>>().join(" ")
}
