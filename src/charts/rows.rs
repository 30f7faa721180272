//! Labelled rows over a horizontal axis: what charts of ranked things, and of scenarios below one another, have in common.

use super::axis::{self, Scale, ValueAxis};
use super::content::Content;
use super::frame::{self, AXIS_SIZE, Swatch};
use super::geometry::Rect;
use super::labels::{LINE_HEIGHT, lay_lines};
use super::palette::{Colour, GRID, INK, MUTED, PAPER, RULE};
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
const MOST_LINES: usize = 5;
/// Labels of more lines than this stand above what they are of, on narrow paper.
const MOST_BESIDE: usize = 2;
/// Height of what is drawn below a label on narrow paper.
const UNDER: f64 = 26.0;
/// Between what is drawn in a row and the label of the next, where that stands above it.
const ABOVE_LABEL: f64 = 6.0;
/// Between words and the edge of the paper.
const EDGE: f64 = 4.0;
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
    /// Where rows end.
    feet: Vec<f64>,
    /// Labels that stand above what they are of.
    over: Vec<Rect>,
}

impl Rows {
    /// A sheet as high as its rows need, with their labels at the left, and vertical grid lines with ticks below.
    #[must_use]
    pub fn new(around: &Around, labels: &[String], ticks: &Ticks) -> (Sheet, Self) {
        let narrow = around.content.look.size.is_narrow();
        let room = LABEL_ROOM.min(0.31 * around.content.look.size.paper().0);
        let style = Style::regular(if narrow { 12.0 } else { 13.0 }, INK);
        // On narrow paper long labels would leave little of the plot, and lose what tells them apart.
        let over = narrow && labels.iter().any(|label| style.wrap(label, room, MOST_LINES).len() > MOST_BESIDE);
        let room = if over { around.content.look.size.paper().0 - 2.0 * frame::margin(around.content) } else { room };
        let labels: Vec<Vec<String>> = labels.iter().map(|label| style.wrap(label, room, MOST_LINES)).collect();
        let lines = labels.iter().map(Vec::len).max().unwrap_or(1) as f64;
        let line = style.size * LINE_HEIGHT;
        let height = if over { UNDER } else { (13.0 * LINE_HEIGHT * lines + 13.0).max(around.least) };
        let label_height = |label: &Vec<String>| line * label.len() as f64 + ABOVE_LABEL;
        let feet: Vec<f64> = labels
            .iter()
            .scan(0.0, |foot, label| {
                *foot += height + if over { label_height(label) } else { 0.0 };
                Some(*foot)
            })
            .collect();
        let below = feet.last().copied().unwrap_or(0.0);
        let page = |paper: f64| frame::exact_page(around.content, around.note, around.key, paper);
        let (_, inner) = page(TRIAL);
        let (mut sheet, inner) = page(TRIAL - inner.height() + around.above + BELOW + below);
        let widest = labels.iter().flatten().map(|line| style.width(line)).fold(0.0, f64::max);
        let area = Rect {
            left: inner.left + if over { 4.0 } else { widest + GAP } + around.margins[0],
            top: inner.top + around.above,
            right: inner.right - around.margins[1],
            bottom: inner.bottom - BELOW,
        };
        let x = Scale::new(ticks.ends.0, ticks.ends.1, area.left, area.right, false);
        let feet: Vec<f64> = feet.into_iter().map(|foot| area.top + foot).collect();
        let mut rows = Self { area, x, height, feet, over: Vec::new() };
        rows.lay_grid(&mut sheet, &ticks.ticks);
        for (index, label) in labels.into_iter().enumerate() {
            let lines: Vec<(String, Style)> = label.into_iter().map(|line| (line, style)).collect();
            if over {
                // Just above what it is of, on paper without lines.
                let bottom = rows.middle(index) - height / 2.0;
                let right = inner.left + lines.iter().map(|(line, style)| style.width(line)).fold(0.0, f64::max);
                let top = bottom - line * lines.len() as f64;
                let place = Rect { left: inner.left, top, right, bottom }.grown(1.5);
                sheet.rect(place, PAPER, 1.0);
                rows.over.push(place);
                lay_lines(&mut sheet, &lines, Align::Left, (inner.left, f64::midpoint(top, bottom)));
            } else {
                lay_lines(&mut sheet, &lines, Align::Right, (inner.left + widest, rows.middle(index)));
            }
        }
        (sheet, rows)
    }

    /// The middle of what is drawn in a row.
    #[must_use]
    pub fn middle(&self, row: usize) -> f64 {
        self.feet[row] - self.height / 2.0
    }

    /// A line down from one height to another, which leaves out the words above rows.
    pub fn down(&self, sheet: &mut Sheet, x: f64, (from, to): (f64, f64), colour: Colour, width: f64) {
        let mut top = from;
        let met = self.over.iter().filter(|words| (words.left..=words.right).contains(&x) && words.bottom > from);
        for words in met.filter(|words| words.top < to) {
            if words.top > top {
                sheet.line(vec![(x, top), (x, words.top)], colour, width);
            }
            top = words.bottom;
        }
        if to > top {
            sheet.line(vec![(x, top), (x, to)], colour, width);
        }
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
                // Words at the ends of narrow paper stay on it.
                let half = style.width(text) / 2.0 + EDGE;
                let x = x.clamp(half.min(sheet.width / 2.0), (sheet.width - half).max(sheet.width / 2.0));
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
        let top = row.checked_sub(1).map_or(self.area.top, |before| self.feet[before]);
        let middle = self.middle(row);
        let reading = |(label, colour, words): (String, Colour, String)| Reading {
            label,
            colour: colour.hexadecimal(),
            points: vec![Some((middle, words))],
        };
        sheet.answer(Readout {
            title: String::new(),
            area: [self.area.left, top, self.area.right, self.feet[row]],
            times: vec![heading.to_owned()],
            x: vec![self.x.at(at).clamp(self.area.left, self.area.right)],
            readings: numbers.into_iter().map(reading).collect(),
        });
    }

    /// A text right of `x` in a row, or left of it if it would not fit.
    pub fn beside(&self, sheet: &mut Sheet, row: usize, x: f64, text: &str, style: Style) {
        let fits = x + 8.0 + style.width(text) <= sheet.width - 12.0;
        if fits {
            return self.number(sheet, text, style, Align::Left, (x + 8.0, self.middle(row)));
        }
        sheet.text(text, style, Align::Right, (x - 8.0, self.middle(row) + style.size * CAPITALS / 2.0));
    }

    /// A text around a height, which no line of the grid runs through.
    pub fn number(&self, sheet: &mut Sheet, text: &str, style: Style, align: Align, (x, middle): (f64, f64)) {
        let width = style.width(text);
        let left = if align == Align::Left { x } else { x - width };
        let half = style.size * CAPITALS / 2.0;
        let place = Rect { left, top: middle - half, right: left + width, bottom: middle + half }.grown(2.5);
        if left < self.area.right && left + width > self.area.left {
            sheet.rect(place, PAPER, 1.0);
        }
        sheet.text(text, style, align, (x, middle + half));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::tests::crossed;
    use crate::charts::{Look, Size};

    /// On a telephone long labels stand above their rows, each just above its own, and neither the grid nor what joins rows
    /// runs through words; nothing leaves the paper, however wide the first tick is.
    #[test]
    fn long_labels_of_a_telephone_are_crossed_by_nothing() {
        let look = Look { size: Size::Phone, ..Look::default() };
        let content = Content { look, ..Content::words("x", "Title", "", "trn EUR", Vec::new()) };
        let long = "What is displaced of machine tools by a yuan of additive equipment, all else being as it was";
        let labels = ["Baseline".to_owned(), long.to_owned(), long.repeat(2), "Boom".to_owned()];
        let axis = ValueAxis::around(0.1622, 0.1630, 5);
        let around = Around { content: &content, note: "", key: &[], above: 0.0, margins: [0.0, 78.0], least: 40.0 };
        let (mut sheet, rows) = Rows::new(&around, &labels, &Ticks::of_values(&axis, &Unit::new("trn EUR", 0.1, 0.2)));
        let x = rows.x.at(0.1626) + 3.0;
        for row in 0..3 {
            rows.down(&mut sheet, x, (rows.middle(row) + 11.0, rows.middle(row + 1) - 11.0), RULE, 1.0);
            rows.number(&mut sheet, "+0.00036", Style::regular(13.0, MUTED), Align::Left, (x + 8.0, rows.middle(row)));
        }
        assert_eq!(crossed(&sheet), []);
        let texts = sheet.texts();
        assert!(texts.iter().all(|(_, place)| place.left >= 0.0 && place.right <= sheet.width), "{texts:?}");
        assert!(texts.iter().all(|(words, _)| !words.contains('…')), "{texts:?}");
        let last = |words: &str| texts.iter().rfind(|(text, _)| words.ends_with(text.as_str())).expect("a label").1;
        for (row, label) in labels.iter().enumerate() {
            let away = rows.middle(row) - rows.height / 2.0 - last(label).bottom;
            assert!(row == 1 || (0.0..6.0).contains(&away), "{label}: {away}");
        }
        // A row is as high as its own label needs.
        assert!(rows.middle(2) - rows.middle(1) > rows.middle(3) - rows.middle(2) + 30.0);
    }

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
