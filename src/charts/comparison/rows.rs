//! A chart of rows: labels at the left, values along a horizontal axis.

use super::super::axis::{self, Scale, ValueAxis};
use super::super::content::Content;
use super::super::frame::{self, AXIS_SIZE, Swatch, WIDTH};
use super::super::geometry::Rect;
use super::super::labels::LINE_HEIGHT;
use super::super::number;
use super::super::palette::{Colour, GRID, INK, MUTED, RULE};
use super::super::readout::{Reading, Readout};
use super::super::sheet::{Align, Sheet, Style};
use super::super::text::CAPITALS;
use super::super::unit::Unit;

/// Height of a row.
pub(super) const ROW: f64 = 40.0;
/// Height of the axis below the rows.
const BELOW: f64 = 36.0;
/// Height of the paper on which title, key and footer are measured.
const TRIAL: f64 = 4000.0;
/// Labels take no more of the width than this.
const MOST_LABEL: f64 = 250.0;

/// A page as high as its words and so many rows need, and the rectangle left for rows and axis.
pub(super) fn page(content: &Content, note: &str, key: &[(Swatch, String)], rows: usize) -> (Sheet, Rect) {
    let (_, inner) = frame::page(content, note, key, TRIAL);
    frame::page(content, note, key, TRIAL - inner.height() + ROW * rows as f64 + BELOW)
}

/// Rows below one another with a common axis.
pub(super) struct Rows {
    /// Where values are drawn.
    pub area: Rect,
    /// Values to pixels.
    pub x: Scale,
    ticks: Vec<(f64, String)>,
    labels: Vec<Vec<String>>,
}

impl Rows {
    /// Rows with these labels and a value axis in a rectangle; `right` is room for words right of the values.
    pub fn of_values(inner: Rect, labels: &[String], axis: &ValueAxis, unit: &Unit, right: f64) -> Self {
        let ticks = axis.ticks.iter().map(|tick| (*tick, axis.tick(*tick, unit))).collect();
        Self::new(inner, labels, (axis.low, axis.high), ticks, right)
    }

    /// Rows with a time axis.
    pub fn of_years(inner: Rect, labels: &[String], times: (f64, f64), right: f64) -> Self {
        let ticks = axis::years(times.0, times.1, 8).into_iter().map(|year| (year, number::year(year))).collect();
        Self::new(inner, labels, times, ticks, right)
    }

    fn new(inner: Rect, labels: &[String], (low, high): (f64, f64), ticks: Vec<(f64, String)>, right: f64) -> Self {
        let style = Style::regular(13.0, INK);
        let labels: Vec<Vec<String>> = labels.iter().map(|label| style.wrap(label, MOST_LABEL, 2)).collect();
        let widest = labels.iter().flatten().map(|line| style.width(line)).fold(0.0, f64::max);
        let area = Rect {
            left: inner.left + widest + 14.0,
            top: inner.top,
            right: inner.right - right,
            bottom: inner.top + ROW * labels.len() as f64,
        };
        let x = Scale::new(low, high, area.left, area.right, false);
        Self { area, x, ticks, labels }
    }

    /// The middle of a row.
    pub fn middle(&self, row: usize) -> f64 {
        self.area.top + ROW * (row as f64 + 0.5)
    }

    /// Grid, axis and labels.
    pub fn lay(&self, sheet: &mut Sheet) {
        let style = Style::regular(AXIS_SIZE, MUTED);
        let widest = self.ticks.iter().map(|(_, text)| style.width(text)).fold(0.0, f64::max);
        let apart = self.area.width() / self.ticks.len().saturating_sub(1).max(1) as f64;
        let every = ((widest + 12.0) / apart).ceil().max(1.0) as usize;
        for (index, (tick, text)) in self.ticks.iter().enumerate() {
            let x = self.x.at(*tick);
            let colour = if *tick == 0.0 { RULE } else { GRID };
            sheet.line(vec![(x, self.area.top), (x, self.area.bottom)], colour, 1.0);
            if index % every == 0 {
                let baseline = self.area.bottom + 8.0 + style.size * CAPITALS;
                sheet.text(text, style, Align::Centre, (x, baseline));
            }
        }
        let style = Style::regular(13.0, INK);
        for (row, lines) in self.labels.iter().enumerate() {
            let first = self.middle(row) - style.size * LINE_HEIGHT * (lines.len() as f64 - 1.0) / 2.0;
            for (line, text) in lines.iter().enumerate() {
                let baseline = first + style.size * (LINE_HEIGHT * line as f64 + CAPITALS / 2.0);
                sheet.text(text, style, Align::Right, (self.area.left - 12.0, baseline));
            }
        }
    }

    /// A bar between two values of a row.
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
        let (top, middle) = (self.area.top + ROW * row as f64, self.middle(row));
        let reading = |(label, colour, words): (String, Colour, String)| Reading {
            label,
            colour: colour.hexadecimal(),
            points: vec![Some((middle, words))],
        };
        sheet.answer(Readout {
            title: String::new(),
            area: [self.area.left, top, self.area.right, top + ROW],
            times: vec![heading.to_owned()],
            x: vec![self.x.at(at).clamp(self.area.left, self.area.right)],
            readings: numbers.into_iter().map(reading).collect(),
        });
    }

    /// A text right of `x` in a row, or left of it if it would not fit.
    pub fn beside(&self, sheet: &mut Sheet, row: usize, x: f64, text: &str, style: Style) {
        let baseline = self.middle(row) + style.size * CAPITALS / 2.0;
        let fits = x + 8.0 + style.width(text) <= WIDTH - 12.0;
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
        for lines in 0..6 {
            let content = Content::words("x", "Title", &line, "%", vec![line.clone(); lines]);
            let key = vec![(Swatch::Dot(INK), line.clone()); lines];
            let (_, inner) = page(&content, "note", &key, 7);
            assert!((inner.height() - 7.0 * ROW - BELOW).abs() < 1e-9, "{lines}: {}", inner.height());
        }
    }
}
