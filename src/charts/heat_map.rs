//! Heat map: medians of many series over time as cells, the darker the greater.

use super::content::Content;
use super::frame::Swatch;
use super::geometry::Rect;
use super::lines::{cut, largest, observed_until};
use super::palette::{self, Colour, INK, PAPER};
use super::readout::{Reading, Readout};
use super::rows::{Around, Rows, Ticks};
use super::sheet::{Align, Sheet, Style};
use super::text::CAPITALS;
use super::trace::{Trace, range};
use super::{ChartError, Drawing};
use crate::wording::number;

/// Between cells.
const GAP: f64 = 1.0;
/// Room around a number in a cell.
const ROOM: f64 = 4.0;
/// The lightest cell.
const LIGHTEST: f64 = 0.06;
/// Series that are shown: of more, the largest at the end.
const MOST: usize = 40;

/// What colours cells: a value as a share of the way from the least to the greatest, or, where there are values of both
/// signs, of the one that is farthest from zero.
struct Ramp {
    low: f64,
    high: f64,
    log: bool,
}

impl Ramp {
    fn colour(&self, value: f64) -> Colour {
        let (hue, share) = if self.low < 0.0 && self.high > 0.0 {
            (usize::from(value < 0.0), value.abs() / self.high.max(-self.low))
        } else if self.log {
            (0, (value / self.low).ln() / (self.high / self.low).ln())
        } else {
            (0, (value - self.low) / (self.high - self.low))
        };
        let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.5 };
        palette::series(hue).over(PAPER, LIGHTEST + (1.0 - LIGHTEST) * share)
    }
}

/// Draws a row for each series and a cell for each time, with its number where there is room for all of them.
///
/// # Errors
/// [`ChartError::NothingToShow`] if there is no series.
pub fn draw(content: &Content) -> Result<Drawing, ChartError> {
    let unit = &content.first()?.unit;
    let traces = largest(&content.traces, MOST);
    let mut times: Vec<f64> = traces.iter().flat_map(|trace| trace.times.iter().copied()).collect();
    times.sort_by(f64::total_cmp);
    times.dedup();
    let medians = |traces: &[Trace]| range(traces.iter().flat_map(|trace| trace.median().iter().copied()));
    let (low, high) = content.extent(|side| medians(&largest(&side.traces, MOST)));
    // Colours that differ where numbers do not would say that something changes.
    let flat = number::significant(low, 3) == number::significant(high, 3);
    let (low, high) = if flat { (f64::midpoint(low, high), f64::midpoint(low, high)) } else { (low, high) };
    let ramp = Ramp { low, high, log: content.log };
    let written = |value: f64| format!("{}{}", number::figure(value), unit.suffix);
    let ends = number::figures(low, high).map(|text| format!("{text}{}", unit.suffix));
    let mut key: Vec<(Swatch, String)> =
        [low, high].into_iter().zip(ends).map(|(value, text)| (Swatch::Band(ramp.colour(value)), text)).collect();
    key.truncate(if flat { 1 } else { 2 });
    let labels: Vec<String> = traces.iter().map(|trace| trace.label.clone()).collect();
    let until = observed_until(&traces);
    let notes = [
        if content.uncertain { "medians" } else { "" },
        if until.is_some() { "projected right of the line" } else { "" },
        &cut(traces.len(), content.traces.len()),
    ];
    let note = notes.into_iter().filter(|note| !note.is_empty()).collect::<Vec<&str>>().join(", ");
    let around = Around { content, note: &note, key: &key, above: 4.0, margins: [0.0, 0.0], least: 28.0 };
    let step = times.windows(2).map(|pair| pair[1] - pair[0]).min_by(f64::total_cmp);
    let half = step.unwrap_or(1.0) / 2.0;
    let (first, last) = (times[0], times[times.len() - 1]);
    let names: Vec<(f64, String)> = named(&times).map(|time| (time, content.period.text(time))).collect();
    let (mut sheet, rows) = Rows::new(&around, &labels, &Ticks::of_times((first - half, last + half), names));
    let cells = Cells { rows: &rows, half };
    let texts = texts(&traces, cells.width(first));
    for (row, trace) in traces.iter().enumerate() {
        for (place, time) in trace.times.iter().enumerate() {
            let (rect, value) = (cells.rect(row, *time), trace.median()[place]);
            let colour = ramp.colour(value);
            sheet.rect(rect, colour, 1.0);
            if let Some(texts) = &texts {
                lay_text(&mut sheet, rect, &texts[row][place], colour);
            }
        }
    }
    if let Some(time) = until {
        let x = rows.x.at(time + half);
        sheet.line(vec![(x, rows.area.top - 3.0), (x, rows.area.bottom + 3.0)], INK, 1.6);
    }
    answer(&mut sheet, &rows, &traces, &times, content);
    let ends: Vec<String> = traces
        .iter()
        .filter_map(|trace| trace.horizon().map(|(_, [_, median, _])| format!("{} {}", trace.label, written(median))))
        .collect();
    let alt = format!("{}: {}: {}.", content.title, content.period.text(last), ends.join("; "));
    Ok(Drawing { sheet, alt })
}

/// The times that are named: where there are many parts of years, the years, not each seventh quarter.
fn named(times: &[f64]) -> impl Iterator<Item = f64> {
    /// So many are named as they are.
    const FEW: usize = 12;
    let is_year = |time: f64| (time - time.round()).abs() < 1e-6;
    let years = times.iter().filter(|time| is_year(**time)).count();
    let years_only = times.len() > FEW && years > 1;
    times.iter().copied().filter(move |time| !years_only || is_year(*time))
}

struct Cells<'a> {
    rows: &'a Rows,
    half: f64,
}

impl Cells<'_> {
    fn rect(&self, row: usize, time: f64) -> Rect {
        let middle = self.rows.middle(row);
        Rect {
            left: self.rows.x.at(time - self.half) + GAP / 2.0,
            right: self.rows.x.at(time + self.half) - GAP / 2.0,
            top: middle - self.rows.height / 2.0 + GAP / 2.0,
            bottom: middle + self.rows.height / 2.0 - GAP / 2.0,
        }
    }

    fn width(&self, time: f64) -> f64 {
        self.rect(0, time).width()
    }
}

fn style(colour: Colour) -> Style {
    Style::regular(11.0, colour)
}

/// Numbers of all cells, by row and time, if each fits its cell.
fn texts(traces: &[Trace], width: f64) -> Option<Vec<Vec<String>>> {
    let text = |value: &f64| number::figure(*value);
    let all: Vec<Vec<String>> = traces.iter().map(|trace| trace.median().iter().map(text).collect()).collect();
    all.iter().flatten().all(|text| style(INK).width(text) + ROOM <= width).then_some(all)
}

/// A number in the middle of its cell.
fn lay_text(sheet: &mut Sheet, rect: Rect, text: &str, on: Colour) {
    let style = style(on.text_on());
    let baseline = f64::midpoint(rect.top, rect.bottom) + style.size * CAPITALS / 2.0;
    sheet.text(text, style, Align::Centre, (f64::midpoint(rect.left, rect.right), baseline));
}

/// Each row answers a pointer with its number.
fn answer(sheet: &mut Sheet, rows: &Rows, traces: &[Trace], times: &[f64], content: &Content) {
    let reading = |(row, trace): (usize, &Trace)| {
        let point = |time: &f64| {
            let place = trace.times.iter().position(|own| own == time)?;
            let value = format!("{}{}", number::significant(trace.median()[place], 3), trace.unit.suffix);
            Some((rows.middle(row), value))
        };
        Reading {
            label: trace.label.clone(),
            colour: palette::series(0).hexadecimal(),
            points: times.iter().map(point).collect(),
        }
    };
    let area = rows.area;
    sheet.answer(Readout {
        title: String::new(),
        area: [area.left, area.top, area.right, area.bottom],
        times: times.iter().map(|time| content.period.text(*time)).collect(),
        x: times.iter().map(|time| rows.x.at(*time)).collect(),
        readings: traces.iter().enumerate().map(reading).collect(),
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sheet::Mark;
    use crate::charts::tests::synthetic::{self, EFFECTS, SHARE};
    use crate::projection::{Chart, ChartKind, Projection};

    fn cells(projection: &Projection, variables: &[usize]) -> Vec<Colour> {
        let chart = synthetic::chart(ChartKind::HeatMap, variables, "Map");
        let picture = crate::charts::draw(projection, &chart).expect("a picture");
        let areas = picture.sheet.marks.iter().filter_map(|mark| match mark {
            Mark::Area { colour, .. } => Some(*colour),
            Mark::Line { .. } | Mark::Dot { .. } | Mark::Text { .. } => None,
        });
        // The key comes first.
        areas.skip(2).collect()
    }

    #[test]
    fn greater_numbers_have_darker_cells() {
        let projection = synthetic::projection();
        let found = cells(&projection, &[SHARE]);
        let values: Vec<f64> =
            projection.variables[SHARE].series.iter().flat_map(|series| series.median().to_vec()).collect();
        assert_eq!(found.len(), values.len());
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
        let shades: Vec<f64> = order.iter().map(|index| found[*index].contrast_on_white()).collect();
        assert!(shades.is_sorted() && shades[0] < 1.3 && shades[shades.len() - 1] > 4.5, "{shades:?}");
    }

    /// Cells are as wide as a step of the axis, whatever it is.
    #[test]
    fn of_many_quarters_years_are_named() {
        let quarters = |count: u32| (0..count).map(|quarter| 2016.0 + f64::from(quarter) / 4.0).collect::<Vec<_>>();
        assert_eq!(named(&quarters(37)).collect::<Vec<_>>(), (2016..=2025).map(f64::from).collect::<Vec<_>>());
        assert_eq!(named(&quarters(6)).count(), 6);
        // Years whose runs begin in their middle have no other name.
        let middles: Vec<f64> = (2000..2020).map(|year| f64::from(year) + 0.5).collect();
        assert_eq!(named(&middles).count(), 20);
    }

    #[test]
    fn cells_touch_where_steps_are_of_five_years() {
        let mut projection = synthetic::projection();
        for (step, time) in projection.times.iter_mut().enumerate() {
            *time = 2013.0 + 5.0 * step as f64;
        }
        let chart = Chart { fixed: vec![(0, 1)], ..synthetic::chart(ChartKind::HeatMap, &[SHARE], "Map") };
        let picture = crate::charts::draw(&projection, &chart).expect("a picture");
        let edges: Vec<(f64, f64)> = picture
            .sheet
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Area { points, .. } => Some((points[0].0, points[1].0)),
                Mark::Line { .. } | Mark::Dot { .. } | Mark::Text { .. } => None,
            })
            .skip(2)
            .collect();
        assert!(
            edges.len() > 20 && edges.windows(2).all(|pair| (pair[1].0 - pair[0].1 - GAP).abs() < 1e-9),
            "{edges:?}"
        );
    }

    /// What adds and what takes away have hues of their own, and zero has hardly any.
    #[test]
    fn signs_have_their_own_hues() {
        let ramp = Ramp { low: -1.0, high: 4.0, log: false };
        assert_eq!(ramp.colour(4.0), palette::series(0));
        assert_eq!(ramp.colour(-4.0), palette::series(1));
        assert!(ramp.colour(0.0).contrast_on_white() < 1.1);
        assert!(!cells(&synthetic::projection(), &EFFECTS).is_empty());
    }
}
