//! Decomposition: means of several variables as bars by year, what adds upwards, what takes away downwards, and their sum.

use super::axis::ValueAxis;
use super::content::Content;
use super::frame::{self, Plot};
use super::geometry::Rect;
use super::labels::EndLabel;
use super::marks;
use super::named::Named;
use super::palette::{INK, PAPER, RULE};
use super::period::Period;
use super::readout::{self, Numbers};
use super::sheet::Sheet;
use super::stacked::{common_times, gathered, means_at};
use super::{ChartError, Drawing};

/// Share of the distance of two bars that a bar fills.
const BAR: f64 = 0.72;

/// The bars: by series and time, the values between which a piece of bar reaches.
struct Bars {
    times: Vec<f64>,
    pieces: Vec<Vec<[f64; 2]>>,
    sums: Vec<f64>,
}

/// Draws the means of all series as stacked bars, with their sum as a line. Of more than a dozen series the smallest are summed up
/// as "others".
///
/// # Errors
/// [`ChartError::NothingToShow`] if the series have no common time.
pub fn draw(content: &Content) -> Result<Drawing, ChartError> {
    content.first()?;
    let content = &of_dozen(content)?;
    let unit = &content.first()?.unit;
    let bars = Bars::new(content)?;
    let note = if content.uncertain { "mean of draws" } else { "" };
    let (low, high) = content.extent(|side| {
        let bars = of_dozen(side).and_then(|side| Bars::new(&side));
        let ends = bars.iter().flat_map(|bars| bars.pieces.iter().flatten().flatten().copied());
        super::trace::range(ends.chain([0.0]))
    });
    let axis = ValueAxis::linear(low, high, unit, 6);
    let half = bars.distance() / 2.0;
    let last = bars.times.len() - 1;
    let period = Period { first: bars.times[0] - half, last: bars.times[last] + half, ..content.period };
    let labels = |plot: &Plot| end_labels(content, &bars, plot);
    let named = Named::new(content, (&axis, unit), 210.0, labels);
    let (mut sheet, inner) = frame::page(content, note, &[], frame::height(content) + named.height());
    let inner = named.lay(&mut sheet, inner);
    let (plot, column) = frame::fit(inner, axis, unit, period, 210.0, |plot| named.or(labels(plot)));
    plot.lay_values(&mut sheet, unit, true);
    lay_bars(&mut sheet, &plot, content, &bars);
    let zero = plot.y.at(0.0);
    sheet.line(vec![(plot.area.left, zero), (plot.area.right, zero)], RULE, 1.0);
    lay_sum(&mut sheet, &plot, &bars);
    lay_times(&mut sheet, &plot, &bars);
    if let Some(index) = bars.times.iter().rposition(|time| observed(content, *time))
        && index < last
    {
        marks::projection_begins(&mut sheet, &plot, bars.times[index] + half, true);
    }
    let traces = content.traces.iter().zip(&bars.pieces);
    let mut answers: Vec<Numbers> = traces
        .map(|(trace, pieces)| {
            (trace.label.as_str(), trace.colour, pieces.iter().map(|[from, to]| (*to, to - from)).collect())
        })
        .collect();
    answers.push(("Sum", INK, bars.sums.iter().map(|sum| (*sum, *sum)).collect()));
    readout::answer_numbers(&mut sheet, &plot, unit, &bars.times, &answers);
    column.lay(&mut sheet, plot.area.right, plot.area.top - 8.0, plot.area.bottom + frame::BELOW);
    Ok(Drawing { sheet, alt: describe(content, &bars, &plot) })
}

/// A dozen series, the smallest of more being summed up.
fn of_dozen(content: &Content) -> Result<Content, ChartError> {
    let times = common_times(content)?;
    Ok(Content { traces: gathered(&content.traces, &times), ..content.clone() })
}

impl Bars {
    fn new(content: &Content) -> Result<Self, ChartError> {
        let times = common_times(content)?;
        let mut ends = vec![[0.0_f64; 2]; times.len()];
        let mut pieces = Vec::new();
        for trace in &content.traces {
            let means = means_at(trace, &times);
            let piece = |(end, mean): (&mut [f64; 2], f64)| {
                let side = &mut end[usize::from(mean < 0.0)];
                let from = *side;
                *side += mean;
                [from, *side]
            };
            pieces.push(ends.iter_mut().zip(means).map(piece).collect());
        }
        let sums = ends.iter().map(|[up, down]| up + down).collect();
        Ok(Self { times, pieces, sums })
    }

    /// The least distance of two times; a year if there is one time.
    fn distance(&self) -> f64 {
        let least = self.times.windows(2).map(|pair| pair[1] - pair[0]).fold(f64::INFINITY, f64::min);
        if least.is_finite() { least } else { 1.0 }
    }
}

fn observed(content: &Content, time: f64) -> bool {
    content.traces.iter().all(|trace| {
        let place = trace.times.iter().position(|own| *own == time);
        place.is_some_and(|place| trace.observed[place])
    })
}

fn bar_width(plot: &Plot, bars: &Bars) -> f64 {
    let distance = plot.x.at(bars.times[0] + bars.distance()) - plot.x.at(bars.times[0]);
    (BAR * distance).clamp(1.0, 60.0)
}

fn lay_bars(sheet: &mut Sheet, plot: &Plot, content: &Content, bars: &Bars) {
    let half = bar_width(plot, bars) / 2.0;
    for (trace, pieces) in content.traces.iter().zip(&bars.pieces) {
        for (time, [from, to]) in bars.times.iter().zip(pieces) {
            let (x, ends) = (plot.x.at(*time), [plot.y.at(*from), plot.y.at(*to)]);
            let rect =
                Rect { left: x - half, top: ends[0].min(ends[1]), right: x + half, bottom: ends[0].max(ends[1]) };
            let strength = if observed(content, *time) { 1.0 } else { 0.8 };
            sheet.rect(rect, trace.colour.over(PAPER, strength), 1.0);
        }
    }
}

/// The sum as a line with dots, rimmed in white so that it stands out from the bars.
fn lay_sum(sheet: &mut Sheet, plot: &Plot, bars: &Bars) {
    if bars.pieces.len() < 2 {
        return;
    }
    let points = marks::points(plot, &bars.times, &bars.sums);
    let radius = (bar_width(plot, bars) / 5.0).clamp(1.6, 3.6);
    sheet.line(points.clone(), PAPER, 4.4);
    for point in &points {
        sheet.dot(*point, radius + 1.4, PAPER);
    }
    sheet.line(points.clone(), INK, 2.0);
    for point in points {
        sheet.dot(point, radius, INK);
    }
}

/// Labels below as many bars as there is room for.
fn lay_times(sheet: &mut Sheet, plot: &Plot, bars: &Bars) {
    let room = plot.area.width() / bars.times.len() as f64;
    let every = (52.0 / room).ceil().max(1.0) as usize;
    let round = bars.times.iter().position(|time| {
        let multiple = time / (every as f64 * bars.distance());
        (multiple - multiple.round()).abs() < 1e-6
    });
    for time in bars.times.iter().skip(round.unwrap_or(0) % every).step_by(every) {
        plot.lay_time(sheet, &plot.period.text(*time), plot.x.at(*time));
    }
}

fn end_labels(content: &Content, bars: &Bars, plot: &Plot) -> Vec<EndLabel> {
    let unit = &content.traces[0].unit;
    let last = bars.times.len() - 1;
    let one_line = content.traces.len() > 6;
    // A sign tells what adds from what takes away; a number that stands alone needs none.
    let several = content.traces.len() > 1;
    let label = |at: f64, colour, name: &str, value: f64| {
        let number = if several { signed(plot, value, unit) } else { plot.axis.value(value, unit) };
        let (number, details) = if one_line { (number, Vec::new()) } else { (String::new(), vec![number]) };
        EndLabel { y: plot.y.at(at), colour, name: name.to_owned(), number, details }
    };
    // What would be called 0 has no bar that could be seen.
    let is_seen = |piece: &[f64; 2]| !several || !plot.axis.is_nothing(piece[1] - piece[0]);
    let mut labels: Vec<EndLabel> = content
        .traces
        .iter()
        .zip(&bars.pieces)
        .map(|(trace, pieces)| (trace, pieces[last]))
        .filter(|(_, piece)| is_seen(piece))
        .map(|(trace, [from, to])| label(f64::midpoint(from, to), trace.colour, &trace.label, to - from))
        .collect();
    if several {
        let sum = bars.sums[last];
        labels.push(label(sum, INK, "Sum", sum));
    }
    labels
}

fn signed(plot: &Plot, value: f64, unit: &crate::wording::unit::Unit) -> String {
    let text = plot.axis.value(value, unit);
    if value > 0.0 { format!("+{text}") } else { text }
}

fn describe(content: &Content, bars: &Bars, plot: &Plot) -> String {
    let unit = &content.traces[0].unit;
    let last = bars.times.len() - 1;
    let parts: Vec<String> = content
        .traces
        .iter()
        .zip(&bars.pieces)
        .map(|(trace, pieces)| {
            let [from, to] = pieces[last];
            format!("{} {}", trace.label, signed(plot, to - from, unit))
        })
        .collect();
    if let [trace] = &content.traces[..] {
        let end = plot.axis.value(bars.sums[last], unit);
        return format!("{}: {} {end} {}.", content.title, trace.label, content.period.when(bars.times[last]));
    }
    format!(
        "{}: {} {}, made up of {}.",
        content.title,
        signed(plot, bars.sums[last], unit),
        content.period.when(bars.times[last]),
        parts.join(", ")
    )
}
