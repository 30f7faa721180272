//! Labelled rows over a horizontal axis: what charts of ranked things, and of scenarios below one another, have in common.

use super::axis::{self, Scale, ValueAxis};
use super::content::Content;
use super::frame::{self, AXIS_SIZE, Swatch};
use super::geometry::Rect;
use super::labels::{LINE_HEIGHT, lay_lines};
use super::palette::{Colour, GRID, INK, MUTED, RULE};
use super::readout::{Reading, Readout};
use super::sheet::{Align, Sheet, Style};
use super::text::CAPITALS;
use crate::wording::number;
use crate::wording::unit::Unit;

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
    /// The same as content of a page, with the words of a unit.
    #[must_use]
    pub fn content(&self, unit: &str) -> Content {
        Content::words(&self.name, &self.title, &self.subtitle, unit, self.footer.clone())
    }
}

/// What stands around rows.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// Title, subtitle and footer.
    pub content: &'a Content,
    /// What the kind of chart adds to the subtitle.
    pub note: &'a str,
    /// Key.
    pub key: &'a [(Swatch, String)],
    /// Room above the rows, for words at a line through them.
    pub above: f64,
    /// Room for words at the left and right ends of what is drawn.
    pub margins: [f64; 2],
    /// The least height of a row.
    pub least: f64,
}

/// The horizontal axis: its ends, and ticks in words.
#[derive(Debug, Clone)]
pub struct Ticks {
    ends: (f64, f64),
    ticks: Vec<(f64, String)>,
}

impl Ticks {
    /// Those of a value axis.
    #[must_use]
    pub fn of_values(axis: &ValueAxis, unit: &Unit) -> Self {
        let ticks = axis.ticks.iter().map(|tick| (*tick, axis.tick(*tick, unit))).collect();
        Self { ends: (axis.low, axis.high), ticks }
    }

    /// These times, in words, between two ends.
    #[must_use]
    pub fn of_times(ends: (f64, f64), ticks: Vec<(f64, String)>) -> Self {
        Self { ends, ticks }
    }

    /// Round years of a span of time.
    #[must_use]
    pub fn of_years(first: f64, last: f64) -> Self {
        let ticks = axis::years(first, last, false, 8).into_iter().map(|year| (year, number::year(year))).collect();
        Self { ends: (first, last), ticks }
    }
}

/// The greatest width of the labels of rows.
const LABEL_ROOM: f64 = 300.0;
/// Lines of a label: what tells it from others often stands at its end.
const MOST_LINES: usize = 3;
/// Height of what is drawn below a label on narrow paper.
const UNDER: f64 = 26.0;
/// Between the labels and the plot.
const GAP: f64 = 14.0;
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
    /// Height of what is drawn in a row.
    pub height: f64,
    /// Height of a row with its label, where that stands above it.
    pitch: f64,
}

impl Rows {
    /// A sheet as high as its rows need, with their labels at the left, and vertical grid lines with ticks below.
    #[must_use]
    pub fn new(around: &Around, labels: &[String], ticks: &Ticks) -> (Sheet, Self) {
        let narrow = around.content.look.size.is_narrow();
        let room = LABEL_ROOM.min(0.31 * around.content.look.size.paper().0);
        let style = Style::regular(if narrow { 12.0 } else { 13.0 }, INK);
        // On narrow paper long labels would leave little of the plot, and lose what tells them apart.
        let over = narrow && labels.iter().any(|label| style.wrap(label, room, MOST_LINES).len() > 2);
        let room = if over { around.content.look.size.paper().0 - 2.0 * frame::margin(around.content) } else { room };
        let labels: Vec<Vec<String>> = labels.iter().map(|label| style.wrap(label, room, MOST_LINES)).collect();
        let lines = labels.iter().map(Vec::len).max().unwrap_or(1) as f64;
        let line = 13.0 * LINE_HEIGHT;
        let height = if over { UNDER } else { (line * lines + 13.0).max(around.least) };
        let pitch = if over { line * lines + 6.0 + height } else { height };
        let page = |paper: f64| frame::exact_page(around.content, around.note, around.key, paper);
        let (_, inner) = page(TRIAL);
        let (mut sheet, inner) = page(TRIAL - inner.height() + around.above + BELOW + pitch * labels.len() as f64);
        let widest = labels.iter().flatten().map(|line| style.width(line)).fold(0.0, f64::max);
        let area = Rect {
            left: inner.left + if over { 4.0 } else { widest + GAP } + around.margins[0],
            top: inner.top + around.above,
            right: inner.right - around.margins[1],
            bottom: inner.bottom - BELOW,
        };
        let x = Scale::new(ticks.ends.0, ticks.ends.1, area.left, area.right, false);
        let rows = Self { area, x, height, pitch };
        rows.lay_grid(&mut sheet, &ticks.ticks);
        for (index, label) in labels.into_iter().enumerate() {
            let lines: Vec<(String, Style)> = label.into_iter().map(|line| (line, style)).collect();
            if over {
                // Just above what it is of.
                let foot = rows.middle(index) - height / 2.0 - line * lines.len() as f64 / 2.0;
                lay_lines(&mut sheet, &lines, Align::Left, (inner.left, foot));
            } else {
                lay_lines(&mut sheet, &lines, Align::Right, (inner.left + widest, rows.middle(index)));
            }
        }
        (sheet, rows)
    }

    /// The middle of a row.
    #[must_use]
    pub fn middle(&self, row: usize) -> f64 {
        self.area.top + self.pitch * (row as f64 + 1.0) - self.height / 2.0
    }

    /// Lines at all ticks, darker at zero, and words at as many as there is room for.
    fn lay_grid(&self, sheet: &mut Sheet, ticks: &[(f64, String)]) {
        let style = Style::regular(AXIS_SIZE, MUTED);
        let widest = ticks.iter().map(|(_, text)| style.width(text)).fold(0.0, f64::max);
        let apart = self.area.width() / ticks.len().saturating_sub(1).max(1) as f64;
        let every = ((widest + 12.0) / apart).ceil().max(1.0) as usize;
        for (index, (tick, text)) in ticks.iter().enumerate() {
            let x = self.x.at(*tick);
            let colour = if *tick == 0.0 { RULE } else { GRID };
            sheet.line(vec![(x, self.area.top), (x, self.area.bottom)], colour, 1.0);
            if index % every == 0 {
                let baseline = self.area.bottom + 8.0 + style.size * CAPITALS;
                sheet.text(text, style, Align::Centre, (x, baseline));
            }
        }
    }

    /// A bar between two values of a row.
    #[must_use]
    pub fn bar(&self, row: usize, from: f64, to: f64, thickness: f64) -> Rect {
        let (a, b) = (self.x.at(from), self.x.at(to));
        let middle = self.middle(row);
        Rect { left: a.min(b), top: middle - thickness / 2.0, right: a.max(b), bottom: middle + thickness / 2.0 }
    }

    /// Lets a row answer a pointer: its heading, and numbers with what they are and their colours, marked at a value.
    pub fn answer(
        &self,
        sheet: &mut Sheet,
        row: usize,
        heading: &str,
        at: f64,
        numbers: Vec<(String, Colour, String)>,
    ) {
        let (top, middle) = (self.area.top + self.pitch * row as f64, self.middle(row));
        let reading = |(label, colour, words): (String, Colour, String)| Reading {
            label,
            colour: colour.hexadecimal(),
            points: vec![Some((middle, words))],
        };
        sheet.answer(Readout {
            title: String::new(),
            area: [self.area.left, top, self.area.right, top + self.pitch],
            times: vec![heading.to_owned()],
            x: vec![self.x.at(at).clamp(self.area.left, self.area.right)],
            readings: numbers.into_iter().map(reading).collect(),
        });
    }

    /// A text right of `x` in a row, or left of it if it would not fit.
    pub fn beside(&self, sheet: &mut Sheet, row: usize, x: f64, text: &str, style: Style) {
        let baseline = self.middle(row) + style.size * CAPITALS / 2.0;
        let fits = x + 8.0 + style.width(text) <= sheet.width - 12.0;
        let (align, x) = if fits { (Align::Left, x + 8.0) } else { (Align::Right, x - 8.0) };
        sheet.text(text, style, align, (x, baseline));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_never_lie_on_the_axis() {
        let line = "A long note on sources, which fills a whole line of the footer of a chart. ".repeat(2);
        let labels = vec!["Row".to_owned(); 7];
        for lines in 0..6 {
            let content = Content::words("x", "Title", &line, "%", vec![line.clone(); lines]);
            let key = vec![(Swatch::Dot(INK), line.clone()); lines];
            let around =
                Around { content: &content, note: "note", key: &key, above: 10.0, margins: [0.0; 2], least: 40.0 };
            let (_, rows) = Rows::new(&around, &labels, &Ticks::of_years(2020.0, 2030.0));
            assert!((rows.area.height() - 7.0 * 40.0).abs() < 1e-9, "{lines}: {}", rows.area.height());
        }
    }
}
