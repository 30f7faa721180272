//! Calibration: how values spread over equal parts of their forecast distributions.

use super::axis::ValueAxis;
use super::content::Content;
use super::frame::{self, Plot, Swatch};
use super::geometry::Rect;
use super::palette::{self, INK, MUTED, PAPER};
use super::period::Period;
use super::sheet::{Align, Style};
use super::text::CAPITALS;
use super::{ChartError, Picture};
use crate::wording::number;
use crate::wording::unit::Unit;

/// Between the foot of a bar and its label.
const LABEL_GAP: f64 = 8.0;
/// Between the labels of two bars.
const BETWEEN: f64 = 6.0;
/// The least height of a bar with its label inside: capitals with a gap below and above.
const LABEL: f64 = frame::AXIS_SIZE * CAPITALS + 2.0 * LABEL_GAP;

/// Shares of values by equal parts of a distribution from 0 to 1: even if the distribution is calibrated, high at both
/// ends if it is too narrow, high in the middle if it is too wide.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    /// The stem of its files.
    pub name: String,
    /// Title.
    pub title: String,
    /// Subtitle.
    pub subtitle: String,
    /// Lines of the footer.
    pub footer: Vec<String>,
    /// Shares by part; they sum to one.
    pub shares: Vec<f64>,
}

impl Calibration {
    /// Draws it, with a line at the even share.
    ///
    /// # Errors
    /// [`ChartError`] if there are no shares or the picture cannot be written.
    pub fn draw(&self) -> Result<Picture, ChartError> {
        if self.shares.is_empty() || self.shares.iter().any(|share| !share.is_finite()) {
            return Err(ChartError::NothingToShow { chart: self.name.clone() });
        }
        let content = self.content();
        let key = [
            (Swatch::Band(bar_colour()), "share of values".to_owned()),
            (Swatch::Line(INK), "even: calibrated".to_owned()),
        ];
        let (mut sheet, inner) = frame::page(&content, "", &key, frame::height(&content));
        let unit = Unit { factor: 100.0, words: String::new(), suffix: "\u{a0}%", calendar: false };
        let even = 100.0 / self.shares.len() as f64;
        let high = self.shares.iter().map(|share| share * 100.0).fold(even, f64::max);
        let axis = ValueAxis::linear(0.0, high, &unit, 5);
        let area = Rect {
            left: inner.left + frame::tick_room(&axis, &unit),
            bottom: inner.bottom - 2.0 * frame::BELOW,
            ..inner
        };
        let plot = Plot::new(area, axis, Period::years(0.0, 1.0));
        plot.lay_values(&mut sheet, &unit, true);
        let style = Style::regular(frame::AXIS_SIZE, MUTED);
        let labels = labels(&self.shares, area.width() / self.shares.len() as f64);
        for (index, share) in self.shares.iter().enumerate() {
            let [left, right] = [index, index + 1].map(|edge| plot.x.at(edge as f64 / self.shares.len() as f64));
            let top = plot.y.at(share * 100.0);
            sheet.rect(Rect { left: left + 2.0, right: right - 2.0, top, bottom: area.bottom }, bar_colour(), 1.0);
            let Some(labels) = &labels else { continue };
            // A label stands at the foot of its bar, or upon one that is too short for it.
            let foot = if area.bottom - top < LABEL { top } else { area.bottom };
            let at = (f64::midpoint(left, right), foot - LABEL_GAP);
            sheet.text(&labels[index], Style::regular(frame::AXIS_SIZE, INK), Align::Centre, at);
        }
        let line = plot.y.at(even);
        sheet.line(vec![(area.left, line), (area.right, line)], INK, 1.6);
        for edge in 0..=self.shares.len() {
            let level = edge as f64 / self.shares.len() as f64;
            let text = number::decimals(level * 100.0, 0);
            sheet.text(&text, style, Align::Centre, (plot.x.at(level), area.bottom + 18.0));
        }
        let middle = f64::midpoint(area.left, area.right);
        sheet.text(
            "level of the value in its forecast distribution (%)",
            style,
            Align::Centre,
            (middle, area.bottom + 38.0),
        );
        let alt = self.describe();
        Ok(Picture::new(&self.name, &self.title, sheet, alt))
    }

    fn content(&self) -> Content {
        Content::words(&self.name, &self.title, &self.subtitle, "", self.footer.clone())
    }

    fn describe(&self) -> String {
        let shares: Vec<String> = self.shares.iter().map(|share| number::decimals(share * 100.0, 1)).collect();
        format!(
            "{}: of the values, in per cent, {} fell into equal parts of their forecast distributions.",
            self.title,
            shares.join(", ")
        )
    }
}

/// The shares in words as fine as all fit their bars, of one kind: `12.5 %`, `12 %`, `12`; none if there is no room at all.
fn labels(shares: &[f64], width: f64) -> Option<Vec<String>> {
    let style = Style::regular(frame::AXIS_SIZE, INK);
    [(1, "\u{a0}%"), (0, "\u{a0}%"), (0, "")].into_iter().find_map(|(places, suffix)| {
        let written = |share: &f64| {
            let places = if *share == 0.0 { 0 } else { places };
            format!("{}{suffix}", number::decimals(share * 100.0, places))
        };
        let all: Vec<String> = shares.iter().map(written).collect();
        all.iter().all(|text| style.width(text) + BETWEEN <= width).then_some(all)
    })
}

fn bar_colour() -> palette::Colour {
    palette::series(0).over(PAPER, 0.55)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sheet::Mark;
    use crate::charts::tests::texts;

    #[test]
    fn bars_carry_their_shares() {
        let mut histogram = Calibration {
            name: "levels".to_owned(),
            title: "Levels".to_owned(),
            subtitle: String::new(),
            footer: Vec::new(),
            shares: vec![0.125, 0.25, 0.3, 0.325],
        };
        let picture = histogram.draw().expect("drawn");
        for text in ["12.5\u{a0}%", "32.5\u{a0}%", ">75<"] {
            assert!(picture.svg.contains(text), "{text}");
        }
        assert!(picture.alt.contains("12.5, 25.0, 30.0, 32.5"));
        histogram.shares.clear();
        assert!(histogram.draw().is_err());
    }
    /// Whatever the height of a bar, its top does not run through its label.
    #[test]
    fn labels_are_clear_of_the_tops_of_bars() {
        let shares = vec![0.0, 0.004, 0.009, 0.012, 0.02, 0.03, 0.05, 0.875];
        let histogram = Calibration {
            name: "levels".to_owned(),
            title: "Levels".to_owned(),
            subtitle: String::new(),
            footer: Vec::new(),
            shares,
        };
        let picture = histogram.draw().expect("drawn");
        let areas: Vec<f64> = picture
            .sheet
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Area { points, .. } => points.iter().map(|point| point.1).min_by(f64::total_cmp),
                Mark::Line { .. } | Mark::Dot { .. } | Mark::Text { .. } => None,
            })
            .collect();
        // The first area is the swatch of the key.
        let tops = &areas[1..];
        let labels: Vec<_> = texts(&picture).into_iter().filter(|(text, _)| text.ends_with("\u{a0}%")).collect();
        assert_eq!(tops.len(), 8);
        for (top, (text, place)) in tops.iter().zip(&labels[labels.len() - 8..]) {
            // A label ends above the top of its bar, or begins below it; letters end at the baseline.
            let baseline = place.bottom - 0.2 * frame::AXIS_SIZE;
            assert!(
                baseline < *top || place.top > *top,
                "{text} from {} to {baseline}, a bar from {top} on",
                place.top
            );
        }
    }
}
