//! Slope: where several series are at the first and at the last time shown, and nothing between.

use super::content::Content;
use super::frame::{self, Plot};
use super::geometry::Rect;
use super::labels::{EndLabel, LINE_HEIGHT, push_apart};
use super::lines::{cut, largest};
use super::named::Named;
use super::palette::{self, Colour, MUTED, RULE};
use super::period::Period;
use super::readout;
use super::sheet::{Align, Sheet, Style};
use super::text::CAPITALS;
use super::trace::{Trace, range};
use super::{ChartError, Drawing};

/// At most this many series have a range in the words at their ends.
const MOST_RANGES: usize = 6;
const SIZE: f64 = 13.0;
/// Between the numbers at the left and the plot.
const BESIDE: f64 = 10.0;

/// A series at two times: value at the first, and low end, median and high end at the last.
struct Slope {
    from: f64,
    to: [f64; 3],
}

/// Draws medians at both ends, joined; with the range of nine of ten draws in words if there are few series.
///
/// # Errors
/// [`ChartError::NothingToShow`] if no series has two times.
pub fn draw(content: &Content) -> Result<Drawing, ChartError> {
    let whole: Vec<Trace> = content.traces.iter().filter(|trace| trace.times.len() > 1).cloned().collect();
    let traces = largest(&whole, palette::MOST);
    let first = traces.first().ok_or_else(|| content.nothing_to_show())?;
    let (begin, end) = range(traces.iter().flat_map(|trace| [trace.times[0], trace.times[trace.times.len() - 1]]));
    let ranges = content.uncertain && traces.len() <= MOST_RANGES;
    let slopes: Vec<Slope> = traces.iter().filter_map(slope).collect();
    let extent = content.extent(|side| {
        let traces: Vec<Trace> = side.traces.iter().filter(|trace| trace.times.len() > 1).cloned().collect();
        let slopes = largest(&traces, palette::MOST).into_iter().filter_map(|trace| slope(&trace));
        range(slopes.flat_map(|slope| [slope.from, slope.to[1]]))
    });
    let unit = &first.unit;
    let axis = content.axis(extent, unit, 6);
    let period = Period { first: begin, last: end, ..content.period };
    let what = match (content.uncertain, ranges) {
        (false, _) => "",
        (true, true) => "medians; at the end 9\u{a0}of\u{a0}10\u{a0}draws",
        (true, false) => "medians",
    };
    let short = content.traces.len() - whole.len();
    let short = if short > 0 { format!("{short} with one time left out") } else { String::new() };
    let note = frame::joined(&[what, &cut(traces.len(), whole.len()), &short, &axis.beginning(unit)]);
    let labels = |plot: &Plot| {
        let label = |(trace, slope): (&Trace, &Slope)| end_label(trace, slope, plot, ranges);
        traces.iter().zip(&slopes).map(label).collect()
    };
    let named = Named::new(content, (&axis, unit), 240.0, labels);
    let (mut sheet, inner) = frame::page(content, &note, &[], frame::height(content) + named.height());
    let inner = named.lay(&mut sheet, inner);
    let style = Style::regular(SIZE, MUTED);
    // The numbers at the left are finer than ticks, and may be wider.
    let widest = slopes.iter().map(|slope| style.width(&axis.value(slope.from, unit))).fold(0.0, f64::max);
    let left = inner.left + (widest + BESIDE - frame::tick_room(&axis, unit)).max(0.0);
    let inner = Rect { left, ..inner };
    let (plot, column) = frame::fit(inner, axis, unit, period, 240.0, |plot| named.or(labels(plot)));
    for time in [begin, end] {
        let x = plot.x.at(time);
        sheet.line(vec![(x, plot.area.top), (x, plot.area.bottom)], RULE, 1.0);
        plot.lay_time(&mut sheet, &period.text(time), x);
    }
    for (trace, slope) in traces.iter().zip(&slopes) {
        let (left, right) = (plot.at(begin, slope.from), plot.at(end, slope.to[1]));
        sheet.line(vec![left, right], trace.colour, 2.4);
        sheet.dot(left, 4.0, trace.colour);
        sheet.dot(right, 4.0, trace.colour);
    }
    lay_beginnings(&mut sheet, &plot, &traces, &slopes);
    column.lay(&mut sheet, plot.area.right, plot.area.top - 8.0, plot.area.bottom + frame::BELOW);
    let both: Vec<Vec<(f64, f64)>> =
        slopes.iter().map(|slope| [slope.from, slope.to[1]].map(|value| (value, value)).to_vec()).collect();
    let answers: Vec<readout::Numbers> =
        traces.iter().zip(both).map(|(trace, points)| (trace.label.as_str(), trace.colour, points)).collect();
    readout::answer_numbers(&mut sheet, &plot, unit, &[begin, end], &answers);
    let words: Vec<String> = traces.iter().zip(&slopes).map(|(trace, slope)| told(trace, slope, &plot)).collect();
    let alt = format!(
        "{}: {} to {}: {}.",
        content.title,
        content.period.text(begin),
        content.period.text(end),
        words.join("; ")
    );
    Ok(Drawing { sheet, alt })
}

/// The numbers at the left, in the colours of their series; series that begin at what is written the same have one of it.
fn lay_beginnings(sheet: &mut Sheet, plot: &Plot, traces: &[Trace], slopes: &[Slope]) {
    let mut groups: Vec<(String, f64, Colour)> = Vec::new();
    for (trace, slope) in traces.iter().zip(slopes) {
        let text = plot.axis.value(slope.from, &trace.unit);
        match groups.iter_mut().find(|(known, ..)| *known == text) {
            Some((_, _, colour)) => *colour = MUTED,
            None => groups.push((text, plot.y.at(slope.from), colour_of(trace))),
        }
    }
    let wanted: Vec<f64> = groups.iter().map(|(_, y, _)| *y).collect();
    let heights = vec![SIZE * LINE_HEIGHT; wanted.len()];
    let centres = push_apart(&wanted, &heights, plot.area.top - 8.0, plot.area.bottom + 8.0);
    for ((text, _, colour), centre) in groups.iter().zip(centres) {
        let style = Style::regular(SIZE, *colour);
        sheet.text(text, style, Align::Right, (plot.area.left - BESIDE, centre + SIZE * CAPITALS / 2.0));
    }
}

fn slope(trace: &Trace) -> Option<Slope> {
    let (_, to) = trace.horizon()?;
    Some(Slope { from: *trace.median().first()?, to })
}

fn colour_of(trace: &Trace) -> Colour {
    trace.colour.for_text()
}

fn end_label(trace: &Trace, slope: &Slope, plot: &Plot, ranges: bool) -> EndLabel {
    let [low, middle, high] = slope.to;
    let value = plot.axis.value(middle, &trace.unit);
    let range = plot.axis.range(low, high, &trace.unit).replace(' ', "\u{a0}");
    let details = vec![if ranges { format!("{value} ({range})") } else { value }];
    EndLabel { y: plot.y.at(middle), colour: trace.colour, name: trace.label.clone(), number: String::new(), details }
}

/// `Robots from 27 % to 74 %`.
fn told(trace: &Trace, slope: &Slope, plot: &Plot) -> String {
    let value = |value: f64| plot.axis.value(value, &trace.unit);
    format!("{} from {} to {}", trace.label, value(slope.from), value(slope.to[1]))
}

#[cfg(test)]
mod tests {
    use crate::charts::sheet::Mark;
    use crate::charts::tests::synthetic::{self, SHARE};
    use crate::projection::{Chart, ChartKind};

    /// Each series is one straight line from its first to its last median.
    #[test]
    fn lines_join_the_medians_of_the_first_and_the_last_time() {
        let projection = synthetic::projection();
        let chart =
            Chart { from: Some(2020.0), until: Some(2030.0), ..synthetic::chart(ChartKind::Slope, &[SHARE], "Shares") };
        let picture = crate::charts::draw(&projection, &chart).expect("a picture");
        let lines: Vec<f64> = picture
            .sheet
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Line { points, width, .. } if *width > 2.0 => Some(points[1].1 - points[0].1),
                Mark::Line { .. } | Mark::Area { .. } | Mark::Dot { .. } | Mark::Text { .. } => None,
            })
            .collect();
        let changes: Vec<f64> =
            projection.variables[SHARE].series.iter().map(|series| series.median()[17] - series.median()[7]).collect();
        assert_eq!(lines.len(), changes.len());
        for (line, change) in lines.iter().zip(&changes) {
            // All on one scale, downwards in pixels.
            assert!((line / lines[0] - change / changes[0]).abs() < 1e-9);
        }
        assert!(lines[0] < 0.0 && picture.alt.contains("2020 to 2030: Industrial robots from 30"), "{}", picture.alt);
    }
}
