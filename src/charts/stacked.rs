//! Stacked: means of several series as areas on one another. Means add up; medians do not.

use super::axis::ValueAxis;
use super::content::Content;
use super::frame::{self, Plot};
use super::labels::EndLabel;
use super::marks;
use super::named::Named;
use super::palette::{self, Colour, INK, PAPER};
use super::period::Period;
use super::readout::{self, Numbers};
use super::trace::Trace;
use super::{ChartError, Drawing, lines};
use crate::numeric::sorting::sort_by;

/// One area: values at the common times.
struct Layer {
    label: String,
    colour: Colour,
    values: Vec<f64>,
}

/// Draws the means of all series as areas, the first at the bottom. Of more than a dozen series the smallest are summed up as
/// "others".
///
/// # Errors
/// [`ChartError::NegativeArea`] if a mean is negative; [`ChartError::NothingToShow`] if the series have no common time.
pub fn draw(content: &Content) -> Result<Drawing, ChartError> {
    let unit = &content.first()?.unit;
    let times = common_times(content)?;
    let layers = layers(content, &times)?;
    // Edges from the bottom up: one more than there are layers.
    let mut edges = vec![vec![0.0; times.len()]];
    for layer in &layers {
        let below = &edges[edges.len() - 1];
        edges.push(below.iter().zip(&layer.values).map(|(a, b)| a + b).collect());
    }
    let totals = &edges[edges.len() - 1];
    let note = if content.uncertain { "mean of draws" } else { "" };
    let (_, high) = content.extent(|side| (0.0, highest(side)));
    let axis = ValueAxis::linear(0.0, high, unit, 6);
    let period = Period { first: times[0], last: times[times.len() - 1], ..content.period };
    let labels = |plot: &Plot| end_labels(content, &layers, &edges, plot);
    let named = Named::new(content, (&axis, unit), 210.0, labels);
    let (mut sheet, inner) = frame::page(content, note, &[], frame::height(content) + named.height());
    let inner = named.lay(&mut sheet, inner);
    let (plot, column) = frame::fit(inner, axis, unit, period, 210.0, |plot| named.or(labels(plot)));
    let _words = marks::shocks(&mut sheet, &plot, content);
    plot.lay_values(&mut sheet, unit, true);
    plot.lay_times(&mut sheet);
    for (index, layer) in layers.iter().enumerate() {
        let sides = [edges[index].as_slice(), edges[index + 1].as_slice()];
        marks::band(&mut sheet, &plot, &times, sides, layer.colour, 0.85);
        sheet.line(marks::points(&plot, &times, sides[1]), PAPER, 1.2);
    }
    sheet.line(marks::points(&plot, &times, totals), INK, 1.6);
    if let Some(time) = lines::observed_until(&content.traces) {
        marks::projection_begins(&mut sheet, &plot, time, true);
    }
    let tops = layers.iter().zip(&edges[1..]);
    let mut answers: Vec<Numbers> =
        tops.map(|(layer, tops)| (layer.label.as_str(), layer.colour, pair(tops, &layer.values))).collect();
    answers.push(("Total", INK, pair(totals, totals)));
    readout::answer_numbers(&mut sheet, &plot, unit, &times, &answers);
    column.lay(&mut sheet, plot.area.right, plot.area.top - 8.0, plot.area.bottom + frame::BELOW);
    Ok(Drawing { sheet, alt: describe(content, &layers, totals, &times, &plot) })
}

/// The greatest total.
fn highest(content: &Content) -> f64 {
    let Ok(times) = common_times(content) else { return 0.0 };
    let mut totals = vec![0.0; times.len()];
    for trace in &content.traces {
        totals.iter_mut().zip(means_at(trace, &times)).for_each(|(total, mean)| *total += mean.max(0.0));
    }
    totals.into_iter().fold(0.0, f64::max)
}

fn pair(heights: &[f64], numbers: &[f64]) -> Vec<(f64, f64)> {
    heights.iter().copied().zip(numbers.iter().copied()).collect()
}

/// Times at which all series have a value.
///
/// # Errors
/// [`ChartError::NothingToShow`] if there is none.
pub fn common_times(content: &Content) -> Result<Vec<f64>, ChartError> {
    let (first, others) = content.traces.split_at(1);
    let times: Vec<f64> = first
        .iter()
        .flat_map(|trace| &trace.times)
        .copied()
        .filter(|time| others.iter().all(|trace| trace.times.contains(time)))
        .collect();
    if times.is_empty() {
        return Err(content.nothing_to_show());
    }
    Ok(times)
}

/// The means of a series at given times, all of which it has.
pub fn means_at(trace: &Trace, times: &[f64]) -> Vec<f64> {
    trace.times.iter().zip(&trace.mean).filter(|(time, _)| times.contains(time)).map(|(_, mean)| *mean).collect()
}

fn layers(content: &Content, times: &[f64]) -> Result<Vec<Layer>, ChartError> {
    for trace in &content.traces {
        let values = means_at(trace, times);
        let largest = values.iter().fold(0.0_f64, |size, value| size.max(value.abs()));
        // Rounding in sums of draws may leave a shade below zero.
        if let Some(place) = values.iter().position(|value| *value < -1e-9 * largest) {
            return Err(ChartError::NegativeArea {
                chart: content.name.clone(),
                series: trace.label.clone(),
                time: content.period.text(times[place]),
            });
        }
    }
    let layer = |trace: &Trace| Layer {
        label: trace.label.clone(),
        colour: trace.colour,
        values: means_at(trace, times).into_iter().map(|value| value.max(0.0)).collect(),
    };
    Ok(gathered(&content.traces, times).iter().map(layer).collect())
}

/// The series to draw on one another: of more than a dozen the largest by their means, and the rest added up as "others".
pub fn gathered(traces: &[Trace], times: &[f64]) -> Vec<Trace> {
    if traces.len() <= palette::MOST {
        return traces.to_vec();
    }
    let size = |index: &usize| means_at(&traces[*index], times).iter().map(|mean| mean.abs()).sum::<f64>();
    let mut order: Vec<usize> = (0..traces.len()).collect();
    sort_by(&mut order, |a, b| size(b).total_cmp(&size(a)));
    let mut rest = order.split_off(palette::MOST - 1);
    order.sort_unstable();
    rest.sort_unstable();
    let mut others = Trace {
        label: format!("{} others", rest.len()),
        times: times.to_vec(),
        observed: vec![true; times.len()],
        mean: vec![0.0; times.len()],
        ..traces[rest[0]].clone()
    };
    for trace in rest.iter().map(|index| &traces[*index]) {
        others.mean.iter_mut().zip(means_at(trace, times)).for_each(|(sum, mean)| *sum += mean);
        let observed = trace.times.iter().zip(&trace.observed).filter(|(time, _)| times.contains(time));
        others.observed.iter_mut().zip(observed).for_each(|(all, (_, own))| *all &= own);
    }
    let mut kept: Vec<Trace> = order.into_iter().map(|index| traces[index].clone()).chain([others]).collect();
    kept.iter_mut().enumerate().for_each(|(place, trace)| trace.colour = palette::series(place));
    kept
}

fn end_labels(content: &Content, layers: &[Layer], edges: &[Vec<f64>], plot: &Plot) -> Vec<EndLabel> {
    let unit = &content.traces[0].unit;
    let last = |values: &Vec<f64>| values.last().copied().unwrap_or(0.0);
    let one_line = layers.len() > 4 || content.look.size.is_narrow();
    let label = |y: f64, colour: Colour, name: &str, value: f64| {
        let value = plot.axis.value(value, unit);
        let (number, details) = if one_line { (value, Vec::new()) } else { (String::new(), vec![value]) };
        EndLabel { y: plot.y.at(y), colour, name: name.to_owned(), number, details }
    };
    // What would be called 0 has no layer that could be seen.
    let mut labels: Vec<EndLabel> = layers
        .iter()
        .enumerate()
        .filter(|(_, layer)| !plot.axis.is_nothing(last(&layer.values)))
        .map(|(index, layer)| {
            let middle = f64::midpoint(last(&edges[index]), last(&edges[index + 1]));
            label(middle, layer.colour, &layer.label, last(&layer.values))
        })
        .collect();
    let total = last(&edges[edges.len() - 1]);
    let whole = unit.suffix.contains('%') && (total - 100.0).abs() < 1e-6;
    if layers.len() > 1 && !whole {
        labels.push(label(total, INK, "Total", total));
    }
    labels
}

fn describe(content: &Content, layers: &[Layer], totals: &[f64], times: &[f64], plot: &Plot) -> String {
    let unit = &content.traces[0].unit;
    let last = times.len() - 1;
    let parts: Vec<String> =
        layers.iter().map(|layer| format!("{} {}", layer.label, plot.axis.value(layer.values[last], unit))).collect();
    format!(
        "{}: total {} {} and {} {}, of which {}.",
        content.title,
        plot.axis.value(totals[0], unit),
        content.period.when(times[0]),
        plot.axis.value(totals[last], unit),
        content.period.when(times[last]),
        parts.join(", ")
    )
}
