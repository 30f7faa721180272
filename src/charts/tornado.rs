//! Tornado: how far a number moves when one assumption at a time goes to its ends, the farthest first.

use super::axis::ValueAxis;
use super::frame::Swatch;
use super::geometry::Rect;
use super::labels::lay_lines;
use super::palette::{self, Colour, INK, RULE};
use super::rows::{Around, Rows, Ticks, Words};
use super::sheet::{Align, Sheet, Style};
use super::trace::range;
use super::{ChartError, Picture};
use crate::numeric::sorting::sort_by;
use crate::wording::number;
use crate::wording::unit::Unit;

/// The most bars; those that move the number least are left out.
const MOST: usize = 14;
/// A bar shorter than this share of the longest is left out.
const LEAST: f64 = 0.01;
/// Share of the height of a row that a bar fills.
const BAR: f64 = 0.56;
/// Size of the numbers at the ends of bars.
const SIZE: f64 = 12.0;
/// Room above the bars, for words at the line of the medians.
const ABOVE: f64 = 22.0;

/// One assumption.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// What it is.
    pub label: String,
    /// The number with it at its low end.
    pub low: f64,
    /// The number with it at its high end.
    pub high: f64,
}

/// What a tornado shows: numbers in their declared unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Tornado {
    /// Title and what else stands around it.
    pub words: Words,
    /// The unit that the number declares.
    pub unit: String,
    /// The number with all assumptions at their middles.
    pub base: f64,
    /// What the ends are, such as `at its 5 % quantile`.
    pub ends: [String; 2],
    /// The assumptions, in any order.
    pub bars: Vec<Bar>,
}

fn colours() -> [Colour; 2] {
    [palette::series(0), palette::series(1)]
}

/// Decimals that tell apart hundredths of a range; none where numbers of such a size are written as powers of ten.
fn places(range: f64) -> Option<usize> {
    (1e-6..1e15).contains(&range).then(|| (2.0 - range.log10()).ceil().max(0.0) as usize)
}

fn written(value: f64, places: Option<usize>, unit: &Unit) -> String {
    let text = places.map_or_else(|| number::significant(value, 3), |places| number::decimals(value, places));
    format!("{text}{}", unit.suffix)
}

impl Tornado {
    /// Draws it, the longest bar at the top. At the left of each bar stands its lesser value, at the right its greater one,
    /// each in the colour of the end it belongs to.
    ///
    /// # Errors
    /// [`ChartError::NothingToShow`] without a bar that has any length; what [`ChartError`] says of writing.
    pub fn draw(&self) -> Result<Picture, ChartError> {
        let bars = self.shown();
        if bars.is_empty() {
            return Err(ChartError::NothingToShow { chart: self.words.name.clone() });
        }
        let (low, high) = range(bars.iter().flat_map(|bar| [bar.low, bar.high, self.base]));
        let unit = Unit::new(&self.unit, low, high);
        let axis = ValueAxis::around(low * unit.factor, high * unit.factor, 6);
        let style = Style::regular(SIZE, INK);
        let places = places(unit.factor * (high - low));
        let text = |value: f64| written(value * unit.factor, places, &unit);
        let widest = bars.iter().flat_map(|bar| [bar.low, bar.high]).map(|value| style.width(&text(value)));
        let margin = widest.fold(0.0, f64::max) + 8.0;
        let labels: Vec<String> = bars.iter().map(|bar| bar.label.clone()).collect();
        let key: Vec<(Swatch, String)> = colours().map(Swatch::Band).into_iter().zip(self.ends.clone()).collect();
        let words = self.words_with_rest(bars.len());
        let content = words.content(&unit.words);
        let margins = [margin, margin];
        let around = Around { content: &content, note: "", key: &key, above: ABOVE, margins, least: 0.0 };
        let (mut sheet, rows) = Rows::new(&around, &labels, &Ticks::of_values(&axis, &unit));
        for (row, bar) in bars.iter().copied().enumerate() {
            self.lay_bar(&mut sheet, &rows, (row, bar), unit.factor, &text);
        }
        let x = rows.x.at(self.base * unit.factor);
        rows.down(&mut sheet, x, (rows.area.top - 4.0, rows.area.bottom), RULE, 1.2);
        let base = [(format!("all at their medians: {}", text(self.base)), Style::semi_bold(SIZE, INK))];
        let half = base[0].1.width(&base[0].0) / 2.0;
        let centre = x.clamp(rows.area.left - margin + half, rows.area.right + margin - half);
        lay_lines(&mut sheet, &base, Align::Centre, (centre, rows.area.top - 13.0));
        let alt = self.describe(&bars, &text);
        Ok(Picture::new(&self.words.name, &self.words.title, sheet, alt))
    }

    /// The longest bars, the longest first; finite ones that have a length.
    fn shown(&self) -> Vec<&Bar> {
        let length =
            |bar: &Bar| (bar.high - bar.low).abs().max((bar.low - self.base).abs()).max((bar.high - self.base).abs());
        let mut bars: Vec<&Bar> = self.bars.iter().filter(|bar| length(bar).is_finite() && length(bar) > 0.0).collect();
        sort_by(&mut bars, |a, b| length(b).total_cmp(&length(a)));
        bars.truncate(MOST);
        let least = bars.first().map_or(0.0, |longest| LEAST * length(longest));
        bars.retain(|bar| length(bar) >= least);
        bars
    }

    /// The words, with a line that says how many bars are left out.
    fn words_with_rest(&self, shown: usize) -> Words {
        let mut words = self.words.clone();
        match self.bars.len() - shown {
            0 => {}
            1 => words.footer.insert(0, "One assumption that moves it less, or not at all, is not shown.".to_owned()),
            rest => {
                words.footer.insert(0, format!("{rest} assumptions that move it less, or not at all, are not shown."));
            }
        }
        words
    }

    fn lay_bar(
        &self,
        sheet: &mut Sheet,
        rows: &Rows,
        (row, bar): (usize, &Bar),
        factor: f64,
        text: &impl Fn(f64) -> String,
    ) {
        let middle = rows.middle(row);
        let half = rows.height * BAR / 2.0;
        let base = rows.x.at(self.base * factor);
        let mut ends: Vec<(f64, Colour)> = [bar.low, bar.high].into_iter().zip(colours()).collect();
        // Where both lie on one side of the middle, the nearer one is laid over the farther.
        sort_by(&mut ends, |a, b| (b.0 - self.base).abs().total_cmp(&(a.0 - self.base).abs()));
        for (value, colour) in &ends {
            let x = rows.x.at(value * factor);
            let rect = Rect { left: x.min(base), top: middle - half, right: x.max(base), bottom: middle + half };
            sheet.rect(rect, *colour, 1.0);
        }
        sort_by(&mut ends, |a, b| a.0.total_cmp(&b.0));
        for ((value, colour), (align, away)) in ends.iter().zip([(Align::Right, -5.0), (Align::Left, 5.0)]) {
            let x = rows.x.at(value * factor);
            let x = if away < 0.0 { x.min(base) } else { x.max(base) };
            let style = Style::regular(SIZE, colour.for_text());
            rows.number(sheet, &text(*value), style, align, (x + away, middle));
        }
    }

    fn describe(&self, bars: &[&Bar], text: &impl Fn(f64) -> String) -> String {
        let parts: Vec<String> = bars
            .iter()
            .take(3)
            .map(|bar| format!("{} from {} to {}", bar.label, text(bar.low), text(bar.high)))
            .collect();
        format!("{}: {} with all at their medians; {}.", self.words.title, text(self.base), parts.join("; "))
    }
}
