//! What all charts have around them: title, subtitle, key, footer, axes and grid.

use super::axis::{Scale, ValueAxis};
use super::content::Content;
use super::geometry::Rect;
use super::labels::{Column, EndLabel, LINE_HEIGHT};
use super::palette::{Colour, GRID, INK, MUTED, PAPER, RULE};
use super::period::Period;
use super::sheet::{Align, Sheet, Style};
use super::text::CAPITALS;
use crate::wording::unit::Unit;

/// Height of a chart in pixels; small multiples of many panels are higher.
#[must_use]
pub fn height(content: &Content) -> f64 {
    content.look.size.paper().1
}

/// Width of the margin around a chart.
pub fn margin(content: &Content) -> f64 {
    if content.look.size.is_narrow() { 14.0 } else { 24.0 }
}

/// The least height between the words above and below a chart on narrow paper, if it is no higher than usual.
pub const LEAST_NARROW: f64 = 300.0;

/// Size of axis labels.
pub const AXIS_SIZE: f64 = 12.0;

/// How an entry of the key is drawn.
#[derive(Debug, Clone, Copy)]
pub enum Swatch {
    /// A filled dot.
    Dot(Colour),
    /// A hollow dot.
    Ring(Colour),
    /// A piece of line.
    Line(Colour),
    /// A piece of band.
    Band(Colour),
    /// A filled diamond.
    Diamond(Colour),
}

/// A sheet with title, subtitle, key and footer, and the rectangle left for the chart between them. `note` is what the
/// kind of chart adds to the subtitle. However many lines these words take on narrow paper, the chart keeps its height there.
#[must_use]
pub fn page(content: &Content, note: &str, key: &[(Swatch, String)], height: f64) -> (Sheet, Rect) {
    page_of_least(content, note, key, (height, 0.0))
}

/// Notes of a subtitle with commas between them; empty ones are none.
#[must_use]
pub fn joined(notes: &[&str]) -> String {
    notes.iter().copied().filter(|note| !note.is_empty()).collect::<Vec<_>>().join(", ")
}

/// As [`page`], with at least so much height for the chart on any paper.
#[must_use]
pub fn page_of_least(
    content: &Content,
    note: &str,
    key: &[(Swatch, String)],
    (height, least): (f64, f64),
) -> (Sheet, Rect) {
    let narrow = content.look.size.is_narrow();
    let usual = if narrow { LEAST_NARROW + (height - self::height(content)).max(0.0) } else { 0.0 };
    sheet_of(content, note, key, (height, usual.max(least)))
}

/// As [`page`], of this height, whatever it leaves for the chart.
#[must_use]
pub fn exact_page(content: &Content, note: &str, key: &[(Swatch, String)], height: f64) -> (Sheet, Rect) {
    sheet_of(content, note, key, (height, 0.0))
}

/// A sheet of a height, or a higher one where that would leave less than the least for the chart.
fn sheet_of(content: &Content, note: &str, key: &[(Swatch, String)], (height, least): (f64, f64)) -> (Sheet, Rect) {
    let width = content.look.size.paper().0;
    let mut sheet = Sheet::new(width, height, content.look);
    let margin = margin(content);
    let room = width - 2.0 * margin;
    let narrow = content.look.size.is_narrow();
    let title = Style::semi_bold(if narrow { 17.0 } else { 20.0 }, INK);
    let subtitle = Style::regular(if narrow { 12.5 } else { 14.0 }, MUTED);
    let mut y = margin - 4.0;
    let under = subtitle_lines(content, note, subtitle, room);
    for (style, lines) in [(title, title.wrap(&content.title, room, 3)), (subtitle, under)] {
        for line in lines.iter().filter(|line| !line.is_empty()) {
            let high = style.size * LINE_HEIGHT;
            let baseline = y + f64::midpoint(high, style.size * CAPITALS);
            sheet.text(line, style, Align::Left, (margin, baseline));
            y += high;
        }
        y += 2.0;
    }
    if !key.is_empty() {
        y = lay_key(&mut sheet, key, y + 6.0, margin);
    }
    let footer = Style::regular(11.0, MUTED);
    let lines: Vec<String> = content.footer.iter().flat_map(|line| footer.wrap(line, room, 3)).collect();
    let footer_line = footer.size * LINE_HEIGHT;
    let below = 14.0 + footer_line * lines.len() as f64;
    if least > 0.0 {
        sheet.height = height.max(y + 8.0 + least + 12.0 + below).ceil();
    }
    let footer_top = sheet.height - below;
    for (index, line) in lines.iter().enumerate() {
        let baseline = footer_top + footer_line * (index as f64 + 0.8);
        sheet.text(line, footer, Align::Left, (margin, baseline));
    }
    let inner = Rect { left: margin, top: y + 8.0, right: width - margin, bottom: footer_top - 12.0 };
    (sheet, inner)
}

/// The subtitle with the unit and a note; if it is too long, it is cut before them, for a picture needs its unit.
fn subtitle_lines(content: &Content, note: &str, style: Style, room: f64) -> Vec<String> {
    let join = |parts: [&str; 2], joint: &str| {
        let there: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        there.join(joint)
    };
    let with_unit = join([&content.subtitle, &content.unit], ", ");
    let whole = style.wrap(&join([&with_unit, note], " · "), room, usize::MAX);
    if whole.len() <= 3 {
        return whole;
    }
    let mut lines = style.wrap(&content.subtitle, room, 2);
    lines.extend(style.wrap(&join([&content.unit, note], " · "), room, 1));
    lines
}

/// Lays the key in one row, or more if it must; returns the y below it.
fn lay_key(sheet: &mut Sheet, key: &[(Swatch, String)], top: f64, margin: f64) -> f64 {
    const ROW: f64 = 18.0;
    let style = Style::regular(AXIS_SIZE, MUTED);
    let right = sheet.width - margin;
    let (mut x, mut middle) = (margin, top + ROW / 2.0);
    for (swatch, text) in key {
        let size = if matches!(swatch, Swatch::Line(_) | Swatch::Band(_)) { 18.0 } else { 9.0 };
        let room = right - margin - size - 6.0;
        let lines = style.wrap(text, room, 2);
        let widest = lines.iter().map(|line| style.width(line)).fold(0.0, f64::max);
        let width = size + 6.0 + widest;
        if x > margin && x + width > right {
            (x, middle) = (margin, middle + ROW);
        }
        lay_swatch(sheet, *swatch, x, middle, size);
        for (index, line) in lines.iter().enumerate() {
            middle += if index > 0 { ROW - 2.0 } else { 0.0 };
            let baseline = middle + style.size * CAPITALS / 2.0;
            sheet.text(line, style, Align::Left, (x + size + 6.0, baseline));
        }
        x += width + 18.0;
    }
    middle + ROW / 2.0
}

fn lay_swatch(sheet: &mut Sheet, swatch: Swatch, x: f64, middle: f64, size: f64) {
    let centre = (x + size / 2.0, middle);
    match swatch {
        Swatch::Dot(colour) => sheet.dot(centre, 3.0, colour),
        Swatch::Ring(colour) => ring(sheet, centre, 3.2, colour),
        Swatch::Line(colour) => sheet.line(vec![(x, middle), (x + size, middle)], colour, 2.4),
        Swatch::Band(colour) => {
            let rect = Rect { left: x, top: middle - 5.0, right: x + size, bottom: middle + 5.0 };
            sheet.rect(rect, colour, 1.0);
        }
        Swatch::Diamond(colour) => diamond(sheet, centre, 5.0, colour),
    }
}

/// A hollow dot.
pub fn ring(sheet: &mut Sheet, centre: (f64, f64), radius: f64, colour: Colour) {
    sheet.dot(centre, radius, colour);
    sheet.dot(centre, radius - 1.2, PAPER);
}

/// A diamond with a white rim.
pub fn diamond(sheet: &mut Sheet, centre: (f64, f64), radius: f64, colour: Colour) {
    let corners = |radius: f64| {
        let (x, y) = centre;
        vec![(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)]
    };
    sheet.area(corners(radius + 2.0), PAPER, 1.0);
    sheet.area(corners(radius), colour, 1.0);
}

/// A pair of axes on a sheet.
#[derive(Debug, Clone)]
pub struct Plot {
    /// Where data are drawn.
    pub area: Rect,
    /// Years to pixels.
    pub x: Scale,
    /// Values to pixels.
    pub y: Scale,
    /// The value axis.
    pub axis: ValueAxis,
    /// The time axis.
    pub period: Period,
}

/// The least room that end labels are given on narrow paper.
const NARROW: f64 = 112.0;
/// Height above a plot for the words at the marker of the projection.
pub const ABOVE: f64 = 18.0;
/// Height below a plot for the labels of its time axis.
pub const BELOW: f64 = 22.0;

impl Plot {
    /// Axes for an area; the labels of the axes stand outside it. A period of a single time gets half a year on
    /// either side.
    #[must_use]
    pub fn new(area: Rect, axis: ValueAxis, period: Period) -> Self {
        let half = if period.last > period.first { 0.0 } else { 0.5 };
        let (first, last) = (period.first - half, period.last + half);
        Self {
            x: Scale::new(first, last, area.left, area.right, false),
            y: Scale::new(axis.low, axis.high, area.bottom, area.top, axis.log),
            area,
            axis,
            period,
        }
    }

    /// The point of a time and a value.
    #[must_use]
    pub fn at(&self, time: f64, value: f64) -> (f64, f64) {
        (self.x.at(time), self.y.at(value))
    }

    /// Horizontal grid lines, a base line, and tick labels at the left if wanted.
    pub fn lay_values(&self, sheet: &mut Sheet, unit: &Unit, labels: bool) {
        let style = Style::regular(AXIS_SIZE, MUTED);
        for &tick in &self.axis.ticks {
            let y = self.y.at(tick);
            let base = tick == 0.0 && !self.axis.log;
            let (colour, width) = if base { (RULE, 1.0) } else { (GRID, 1.0) };
            sheet.line(vec![(self.area.left, y), (self.area.right, y)], colour, width);
            if labels {
                let baseline = y + style.size * CAPITALS / 2.0;
                let text = self.axis.tick(tick, unit);
                sheet.text(&text, style, Align::Right, (self.area.left - 8.0, baseline));
            }
        }
    }

    /// Times below the plot, with small ticks.
    pub fn lay_times(&self, sheet: &mut Sheet) {
        let style = Style::regular(AXIS_SIZE, MUTED);
        let most = |text: &str| (self.area.width() / (style.width(text) + 14.0)).floor().clamp(2.0, 8.0) as usize;
        for (time, text) in self.period.ticks(most) {
            self.lay_time(sheet, &text, self.x.at(time));
        }
    }

    /// One label of the time axis.
    pub fn lay_time(&self, sheet: &mut Sheet, text: &str, x: f64) {
        let style = Style::regular(AXIS_SIZE, MUTED);
        let bottom = self.area.bottom;
        sheet.line(vec![(x, bottom), (x, bottom + 4.0)], RULE, 1.0);
        sheet.text(text, style, Align::Centre, (x, bottom + 8.0 + style.size * CAPITALS));
    }
}

/// Axes in a rectangle, as wide as tick labels at the left and a column of end labels at the right leave it.
///
/// `room` is the greatest width of that column; `labels` makes the labels once the value axis is in place.
#[must_use]
pub fn fit(
    inner: Rect,
    axis: ValueAxis,
    unit: &Unit,
    period: Period,
    room: f64,
    labels: impl FnOnce(&Plot) -> Vec<EndLabel>,
) -> (Plot, Column) {
    let mut area = Rect {
        left: inner.left + tick_room(&axis, unit),
        top: inner.top + ABOVE,
        right: inner.right,
        bottom: inner.bottom - BELOW,
    };
    let labels = labels(&Plot::new(area, axis.clone(), period));
    // On narrow paper the plot keeps two thirds of it.
    let room = room.min(NARROW.max(0.34 * inner.width()));
    let column = Column::new(labels, room, area.height() + BELOW);
    area.right -= column.width();
    (Plot::new(area, axis, period), column)
}

/// Width of the tick labels of an axis, with the gap to the plot.
#[must_use]
pub fn tick_room(axis: &ValueAxis, unit: &Unit) -> f64 {
    let style = Style::regular(AXIS_SIZE, MUTED);
    let widest = axis.ticks.iter().map(|tick| style.width(&axis.tick(*tick, unit))).fold(0.0, f64::max);
    widest + 8.0
}
