//! Fan: one series, with the range of its draws widening into the future.

use super::content::Content;
use super::frame::{self, Plot};
use super::goals::{self, Listed};
use super::labels::{EndLabel, Obstacles};
use super::marks;
use super::palette::INK;
use super::readout;
use super::sheet::Sheet;
use super::trace::Trace;
use super::{ChartError, Drawing};
use crate::projection::Band;

/// Draws the 50, 80 and 90 % bands of one series around its median, with history and targets.
///
/// # Errors
/// [`ChartError::NotOneSeries`] if the content has several.
pub fn draw(content: &Content) -> Result<Drawing, ChartError> {
    let [trace] = &content.traces[..] else {
        return Err(ChartError::NotOneSeries { chart: content.name.clone(), found: content.traces.len() });
    };
    let listed = Listed::new(content, trace.targets.iter().map(|goal| (trace, goal, INK)));
    let key = listed.spared(marks::key(content, &content.traces, trace.colour));
    let extent = content.extent(|side| side.traces.first().unwrap_or(trace).extent(side.uncertain));
    let axis = content.axis(extent, &trace.unit, 6);
    let note = axis.beginning(&trace.unit);
    let (mut sheet, inner) = frame::page(content, &note, &key, frame::height(content) + listed.height());
    let inner = listed.lay(&mut sheet, inner);
    let (plot, column) = frame::fit(inner, axis, &trace.unit, content.period, 170.0, |plot| {
        end_label(content, trace, plot).into_iter().collect()
    });
    let shocks = marks::shocks(&mut sheet, &plot, content);
    plot.lay_values(&mut sheet, &trace.unit, true);
    plot.lay_times(&mut sheet);
    layers(&mut sheet, &plot, trace, content.uncertain, 2.6);
    if let Some(time) = trace.observed_until() {
        marks::projection_begins(&mut sheet, &plot, time, true);
    }
    readout::answer_traces(&mut sheet, &plot, "", &[trace], content.uncertain);
    let mut obstacles = obstacles(&plot, trace);
    obstacles.boxes.extend(shocks);
    goals::lay(&mut sheet, &plot, (trace, &listed), content, obstacles);
    column.lay(&mut sheet, plot.area.right, plot.area.top, plot.area.bottom + frame::BELOW);
    Ok(Drawing { sheet, alt: describe(content, trace, &plot) })
}

/// Bands, median and history of one series.
pub fn layers(sheet: &mut Sheet, plot: &Plot, trace: &Trace, uncertain: bool, width: f64) {
    layers_over(sheet, plot, trace, uncertain, width, |_| {});
}

/// The same, with other lines between the bands and the median.
pub fn layers_over(
    sheet: &mut Sheet,
    plot: &Plot,
    trace: &Trace,
    uncertain: bool,
    width: f64,
    others: impl FnOnce(&mut Sheet),
) {
    if uncertain {
        marks::fan(sheet, plot, trace);
    }
    others(sheet);
    marks::median(sheet, plot, trace, [INK, trace.colour], width);
    marks::history(sheet, plot, &trace.history, INK, width.min(2.6));
}

/// What labels in the plot keep clear of.
pub fn obstacles(plot: &Plot, trace: &Trace) -> Obstacles {
    let mut obstacles = Obstacles::default();
    for (_, level) in trace.quantiles.rows() {
        obstacles.line(&marks::points(plot, &trace.times, level));
    }
    let [low, high] = trace.quantiles.band(Band::Ninety).map(|edge| marks::points(plot, &trace.times, edge));
    obstacles.fan(&low, &high);
    let history = trace.history.iter().map(|dot| plot.at(dot.time, dot.value));
    obstacles.line(&history.collect::<Vec<_>>());
    obstacles.goals = trace.targets.iter().map(|goal| plot.at(goal.time, goal.value)).collect();
    for (x, y) in obstacles.goals.iter().copied() {
        obstacles.boxes.push(super::geometry::Rect { left: x - 7.0, top: y - 7.0, right: x + 7.0, bottom: y + 7.0 });
    }
    if let Some(time) = trace.observed_until() {
        let x = plot.x.at(time);
        // A line through words is worse than words upon a band.
        for _ in 0..3 {
            obstacles.rule(&[(x, plot.area.top), (x, plot.area.bottom)]);
        }
    }
    obstacles
}

/// What stands at the end of its line.
pub fn end_label(content: &Content, trace: &Trace, plot: &Plot) -> Option<EndLabel> {
    let (time, [low, middle, high]) = trace.horizon()?;
    let value = plot.axis.value(middle, &trace.unit);
    let when = content.period.when(time).replace(' ', "\u{a0}");
    let details = if content.uncertain {
        let range = plot.axis.range(low, high, &trace.unit);
        let [middle, band] = content.band_words();
        vec![format!("{middle} {when}"), format!("{band}:"), range]
    } else {
        vec![when]
    };
    Some(EndLabel { y: plot.y.at(middle), colour: trace.colour, name: value, number: String::new(), details })
}

/// The picture in a sentence.
pub fn describe(content: &Content, trace: &Trace, plot: &Plot) -> String {
    let value = |value: f64| plot.axis.value(value, &trace.unit);
    let observed = match (trace.history.first(), trace.history.last()) {
        (Some(first), Some(last)) => format!(
            "observed from {} {} to {} {}, ",
            value(first.value),
            content.period.when(first.time),
            value(last.value),
            content.period.when(last.time),
        ),
        _ => String::new(),
    };
    let goals: Vec<String> = trace
        .targets
        .iter()
        .map(|goal| {
            let [what, outcome] = marks::goal_words(goal, trace, &content.period);
            format!("; {}: {what}, {outcome}", goal.label)
        })
        .collect();
    let horizon = horizon_words(content, trace, plot);
    format!("{}: {observed}{horizon}{}.", content.title, goals.concat())
}

/// The end of a series in words: `median 78 % in 2035 (90 % of draws 60–90 %)`.
pub fn horizon_words(content: &Content, trace: &Trace, plot: &Plot) -> String {
    let Some((time, [low, middle, high])) = trace.horizon() else {
        return String::new();
    };
    let value = plot.axis.value(middle, &trace.unit);
    let when = content.period.when(time);
    if content.uncertain {
        let range = plot.axis.range(low, high, &trace.unit);
        let [middle, band] = content.band_words();
        format!("{middle} {value} {when} ({band} {range})")
    } else {
        format!("{value} {when}")
    }
}
