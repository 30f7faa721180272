//! Lines: medians of several series in one picture, labelled at their ends.

use super::content::Content;
use super::equal;
use super::frame::{self, Plot, Swatch};
use super::geometry::Rect;
use super::goals::Listed;
use super::labels::{self, EndLabel, Obstacles};
use super::marks;
use super::named::Named;
use super::palette::{self, Colour, INK, MUTED};
use super::readout;
use super::sheet::{Sheet, Style};
use super::trace::{Trace, range};
use super::{ChartError, Drawing, fan};
use crate::numeric::sorting::sort_by;

/// At most this many lines have bands: more of them cannot be told apart.
const MOST_BANDS: usize = 3;

/// What was observed, beside series in colours.
const HISTORY: Colour = MUTED;

/// Draws the medians of all series; with a 90 % band for each if there are at most three. Of more than a dozen series those
/// that are largest at the end are shown, and the subtitle says so.
///
/// # Errors
/// [`ChartError::NothingToShow`] if there is no series.
pub fn draw(content: &Content) -> Result<Drawing, ChartError> {
    let unit = &content.first()?.unit;
    let shown = content.traces.len().min(palette::MOST);
    let (traces, bands) = drawn(content);
    let listed = listed(content, &traces);
    let extent = content.extent(|side| {
        let (traces, bands) = drawn(side);
        range(traces.iter().flat_map(|trace| <[f64; 2]>::from(trace.extent(bands))))
    });
    let axis = content.axis(extent, unit, 6);
    // There is room for names, or for numbers below them.
    let one_line = traces.len() > 6 || (traces.len() > MOST_BANDS && content.look.size.is_narrow());
    let labels = |plot: &Plot| traces.iter().filter_map(|trace| end_label(trace, plot, bands, one_line)).collect();
    let named = Named::new(content, (&axis, unit), 210.0, labels);
    let height = frame::height(content) + listed.height() + named.height();
    let key = listed.spared(key(&traces));
    let (mut sheet, inner) = frame::page(content, &note(content, shown, bands, &axis.beginning(unit)), &key, height);
    let inner = listed.lay(&mut sheet, inner);
    let inner = named.lay(&mut sheet, inner);
    let (plot, column) = frame::fit(inner, axis, unit, content.period, 210.0, |plot| named.or(labels(plot)));
    let shocks = marks::shocks(&mut sheet, &plot, content);
    plot.lay_values(&mut sheet, unit, true);
    plot.lay_times(&mut sheet);
    if let Some(time) = observed_until(&traces) {
        marks::projection_begins(&mut sheet, &plot, time, true);
    }
    let focused = traces.iter().any(|trace| trace.behind);
    let wide = if focused {
        3.0
    } else if traces.len() <= 6 {
        2.4
    } else {
        2.0
    };
    for trace in traces.iter().filter(|_| bands) {
        marks::outer_band(&mut sheet, &plot, trace);
    }
    // What was observed has one colour in all charts; what several series share of it is drawn once.
    let (behind, before): (Vec<_>, Vec<_>) = traces.iter().enumerate().rev().partition(|(_, trace)| trace.behind);
    for (index, trace) in behind.into_iter().chain(before) {
        let width = if trace.behind { 1.6 } else { wide };
        marks::median(&mut sheet, &plot, trace, [HISTORY, trace.colour], width);
        if traces[..index].iter().all(|other| other.history != trace.history) {
            marks::history(&mut sheet, &plot, &trace.history, HISTORY, width);
        }
    }
    if listed.is_empty() {
        goals(&mut sheet, &plot, content, (&traces, shocks));
    } else {
        listed.mark(&mut sheet, &plot);
    }
    let answering: Vec<&Trace> = traces.iter().collect();
    readout::answer_traces(&mut sheet, &plot, "", &answering, content.uncertain);
    column.lay(&mut sheet, plot.area.right, plot.area.top - 8.0, plot.area.bottom + frame::BELOW);
    let ends: Vec<String> =
        traces.iter().map(|trace| format!("{}: {}", trace.label, fan::horizon_words(content, trace, &plot))).collect();
    Ok(Drawing { sheet, alt: format!("{}: {}.", content.title, ends.join("; ")) })
}

/// The lines that are drawn, and whether they have bands.
fn drawn(content: &Content) -> (Vec<Trace>, bool) {
    let traces = together(largest(&content.traces, palette::MOST));
    let bands = content.uncertain && traces.len() <= MOST_BANDS;
    (traces, bands)
}

/// So many goals of several series have words.
const MOST_GOALS: usize = 4;

/// Goals below the plot, if they are few and the paper is narrow.
fn listed(content: &Content, traces: &[Trace]) -> Listed {
    let all = || traces.iter().flat_map(|trace| trace.targets.iter().map(move |goal| (trace, goal)));
    let few = all().count() <= MOST_GOALS;
    Listed::new(content, all().filter(|_| few).map(|(trace, goal)| (trace, goal, trace.colour.for_text())))
}

/// Diamonds at the goals, and, if they are few, their names and levels, each where it covers least.
fn goals(sheet: &mut Sheet, plot: &Plot, content: &Content, (traces, taken): (&[Trace], Vec<Rect>)) {
    let all = || traces.iter().flat_map(|trace| trace.targets.iter().map(move |goal| (trace, goal)));
    let mut obstacles = Obstacles::default();
    for trace in traces {
        obstacles.line(&marks::points(plot, &trace.times, trace.median()));
        let history = trace.history.iter().map(|dot| plot.at(dot.time, dot.value));
        obstacles.line(&history.collect::<Vec<_>>());
    }
    obstacles.goals = all().map(|(_, goal)| plot.at(goal.time, goal.value)).collect();
    obstacles.boxes =
        obstacles.goals.iter().map(|(x, y)| Rect { left: *x, top: *y, right: *x, bottom: *y }.grown(7.0)).collect();
    obstacles.boxes.extend(taken);
    let few = obstacles.goals.len() <= MOST_GOALS;
    for (trace, goal) in all() {
        let colour = trace.colour.for_text();
        let at = plot.at(goal.time, goal.value);
        let [what, _] = marks::goal_words(goal, trace, &content.period);
        // In ink: a colour could not be read on a band of its own hue.
        let (strong, light) = (Style::semi_bold(12.0, INK), Style::regular(12.0, INK));
        let name = strong.wrap(&goal.label, 150.0, 2).into_iter().filter(|line| !line.is_empty());
        let named: Vec<_> = name.map(|line| (line, strong)).chain([(what.clone(), light)]).collect();
        let ways = [named, vec![(what, light)]];
        let _ = few && ways.iter().any(|lines| labels::lay_beside(sheet, lines, at, plot.area, &mut obstacles));
        frame::diamond(sheet, at, 5.5, colour);
    }
}

/// The series to show, at most so many, each in its own colour: those that are largest at the end, in their own order.
pub(super) fn largest(traces: &[Trace], most: usize) -> Vec<Trace> {
    let size = |index: &usize| traces[*index].horizon().map_or(0.0, |(_, [_, middle, _])| middle.abs());
    let mut order: Vec<usize> = (0..traces.len()).collect();
    sort_by(&mut order, |a, b| size(b).total_cmp(&size(a)));
    order.truncate(most);
    order.sort_unstable();
    let cut = order.len() < traces.len();
    order
        .iter()
        .enumerate()
        .map(|(place, &index)| {
            let mut trace = traces[index].clone();
            if cut {
                trace.colour = palette::series(place);
            }
            trace
        })
        .collect()
}

/// Series that are the same throughout as one, which is called after all of them.
fn together(traces: Vec<Trace>) -> Vec<Trace> {
    let mut groups: Vec<(Trace, Vec<String>)> = Vec::new();
    let all = traces.len();
    for trace in traces {
        let same = |(other, _): &&mut (Trace, Vec<String>)| {
            other.behind == trace.behind && other.times == trace.times && other.quantiles == trace.quantiles
        };
        match groups.iter_mut().find(same) {
            Some((_, names)) => names.push(trace.label),
            None => groups.push((trace.clone(), vec![trace.label])),
        }
    }
    groups
        .into_iter()
        .map(|(mut trace, names)| {
            trace.label = match names.len() {
                count if count == all && count > 3 => format!("All {count} are equal"),
                _ => equal::listed(&names),
            };
            trace
        })
        .collect()
}

/// When the last of the series stops being observed.
pub fn observed_until(traces: &[Trace]) -> Option<f64> {
    traces.iter().filter_map(Trace::observed_until).max_by(f64::total_cmp)
}

fn note(content: &Content, shown: usize, bands: bool, axis: &str) -> String {
    let what = match (content.uncertain, bands) {
        (false, _) => "",
        (true, true) => "median and 9\u{a0}of\u{a0}10\u{a0}draws",
        (true, false) => "median of draws",
    };
    frame::joined(&[what, &cut(shown, content.traces.len()), axis])
}

/// That not all series are shown, in words; nothing if all are.
pub(super) fn cut(shown: usize, all: usize) -> String {
    if shown < all { format!("the {shown} largest of {all}") } else { String::new() }
}

fn key(traces: &[Trace]) -> Vec<(Swatch, String)> {
    let mut key = marks::history_key(traces, HISTORY);
    key.extend(marks::target_key(traces));
    key
}

fn end_label(trace: &Trace, plot: &Plot, bands: bool, one_line: bool) -> Option<EndLabel> {
    let (_, [low, middle, high]) = trace.horizon()?;
    let value = plot.axis.value(middle, &trace.unit);
    let (number, details) = if bands {
        let range = plot.axis.range(low, high, &trace.unit).replace(' ', "\u{a0}");
        (String::new(), vec![if range == value { value } else { format!("{value} ({range})") }])
    } else if one_line {
        (value, Vec::new())
    } else {
        (String::new(), vec![value])
    };
    let colour = if trace.behind { MUTED } else { trace.colour };
    Some(EndLabel { y: plot.y.at(middle), colour, name: trace.label.clone(), number, details })
}
