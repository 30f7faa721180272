//! Spaghetti: one series, some of its draws as thin lines, so that one sees paths and not only where many of them are.

use super::content::Content;
use super::fan::{describe, end_label, obstacles};
use super::frame::{self, Plot, Swatch};
use super::geometry::Point;
use super::goals::{self, Listed};
use super::marks;
use super::palette::{INK, PAPER};
use super::readout;
use super::trace::{Trace, range};
use super::{ChartError, Drawing};
use crate::wording::phrase;

/// More points of a line than this lie on the same pixels: as many are drawn, evenly spread.
const MOST_POINTS: usize = 400;
/// How wide a thin line is.
const THIN: f64 = 0.9;

/// Draws the lines of one series with its median before them, its history and the levels of its goals.
///
/// # Errors
/// [`ChartError::NotOneSeries`] if the content has several, [`ChartError::Certain`] if nothing is uncertain,
/// [`ChartError::NothingToShow`] if no draws were kept.
pub fn draw(content: &Content) -> Result<Drawing, ChartError> {
    content.first()?;
    let [trace] = &content.traces[..] else {
        return Err(ChartError::NotOneSeries { chart: content.name.clone(), found: content.traces.len() });
    };
    if !content.uncertain {
        return Err(ChartError::Certain { chart: content.name.clone() });
    }
    if trace.lines.is_empty() {
        return Err(content.nothing_to_show());
    }
    let thin = trace.colour.over(PAPER, 0.42);
    let mut key = vec![
        (Swatch::Line(thin), phrase::count(trace.lines.len(), "draw")),
        (Swatch::Line(trace.colour), "median of all draws".to_owned()),
    ];
    key.extend(marks::history_key(&content.traces, INK));
    key.extend(marks::target_key(&content.traces));
    let listed = Listed::new(content, trace.targets.iter().map(|goal| (trace, goal, INK)));
    let extent = content.extent(|side| {
        let trace = side.traces.first().unwrap_or(trace);
        let (low, high) = trace.extent(false);
        range(trace.lines.iter().flatten().copied().chain([low, high]))
    });
    let axis = content.axis(extent, &trace.unit, 6);
    let (note, height) = (axis.beginning(&trace.unit), frame::height(content) + listed.height());
    let (mut sheet, inner) = frame::page(content, &note, &listed.spared(key), height);
    let inner = listed.lay(&mut sheet, inner);
    let (plot, column) = frame::fit(inner, axis, &trace.unit, content.period, 170.0, |plot| {
        end_label(content, trace, plot).into_iter().collect()
    });
    let shocks = marks::shocks(&mut sheet, &plot, content);
    plot.lay_values(&mut sheet, &trace.unit, true);
    plot.lay_times(&mut sheet);
    for line in &trace.lines {
        sheet.line(thinned(&plot, trace, line), thin, THIN);
    }
    marks::median(&mut sheet, &plot, trace, [INK, trace.colour], 2.6);
    marks::history(&mut sheet, &plot, &trace.history, INK, 2.6);
    if let Some(time) = trace.observed_until() {
        marks::projection_begins(&mut sheet, &plot, time, true);
    }
    readout::answer_traces(&mut sheet, &plot, "", &[trace], content.uncertain);
    let mut obstacles = obstacles(&plot, trace);
    obstacles.boxes.extend(shocks);
    for line in &trace.lines {
        obstacles.line(&thinned(&plot, trace, line));
    }
    goals::lay(&mut sheet, &plot, (trace, &listed), content, obstacles);
    column.lay(&mut sheet, plot.area.right, plot.area.top, plot.area.bottom + frame::BELOW);
    let told = describe(content, trace, &plot);
    let told = told.trim_end_matches('.');
    Ok(Drawing { sheet, alt: format!("{told}; {} shown as lines.", phrase::count(trace.lines.len(), "draw")) })
}

/// Where the line of a draw goes.
fn thinned(plot: &Plot, trace: &Trace, line: &[f64]) -> Vec<Point> {
    let every = trace.times.len().div_ceil(MOST_POINTS).max(1);
    let last = line.len().saturating_sub(1);
    let shown = (0..line.len()).filter(|place| place % every == 0 || *place == last);
    shown.map(|place| plot.at(trace.times[place], line[place])).collect()
}
