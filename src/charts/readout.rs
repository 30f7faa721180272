//! What a picture answers to a pointer: the numbers of each plot at each time, and where they are.
//!
//! A picture is still; a page that shows it can lay a rule and these words over it.

use super::frame::Plot;
use super::palette::Colour;
use super::sheet::Sheet;
use super::trace::Trace;
use crate::projection::Band;
use crate::wording::unit::Unit;

/// The numbers of one plot of a picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Readout {
    /// Title of the plot; empty if it is the only one.
    pub title: String,
    /// Left, top, right and bottom of the plot in pixels of the picture.
    pub area: [f64; 4],
    /// Times in words, ascending.
    pub times: Vec<String>,
    /// By time: pixels from the left of the picture.
    pub x: Vec<f64>,
    /// What is shown over these times.
    pub readings: Vec<Reading>,
}

/// One series of a plot.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// What it is.
    pub label: String,
    /// Its colour, as `#0072b2`.
    pub colour: String,
    /// By time: pixels from the top of the picture, and the number in words; none where there is no number.
    pub points: Vec<Option<(f64, String)>>,
}

/// Lets a plot of a picture answer with the medians, 90 % ranges and observations of traces.
pub fn answer_traces(sheet: &mut Sheet, plot: &Plot, title: &str, traces: &[&Trace], uncertain: bool) {
    let mut times: Vec<f64> = traces.iter().flat_map(|trace| trace.times.iter().copied()).collect();
    times.sort_by(f64::total_cmp);
    times.dedup();
    let readings = traces
        .iter()
        .map(|trace| {
            let point = |time: &f64| {
                let place = trace.times.iter().position(|own| own == time)?;
                Some((plot.y.at(trace.median()[place]), words(trace, plot, place, uncertain)))
            };
            Reading {
                label: trace.label.clone(),
                colour: trace.colour.hexadecimal(),
                points: times.iter().map(point).collect(),
            }
        })
        .collect();
    sheet.answer(readout(plot, title, &times, readings));
}

/// Median, range, and what was observed: `57 % (38–66 %), observed 60 %`.
fn words(trace: &Trace, plot: &Plot, place: usize, uncertain: bool) -> String {
    let value = |value: f64| plot.axis.value(value, &trace.unit);
    let [low, high] = trace.quantiles.band(Band::Ninety);
    let mut words = value(trace.median()[place]);
    if trace.observed[place] {
        return format!("{words}, observed");
    }
    if uncertain {
        words.push_str(&format!(" ({})", plot.axis.range(low[place], high[place], &trace.unit)));
    }
    let seen = trace.history.iter().find(|dot| (dot.time - trace.times[place]).abs() < 1e-6);
    match seen {
        Some(dot) => format!("{words}, observed {}", value(dot.value)),
        None => words,
    }
}

/// One series of plain numbers: label, colour, and by time the height of its mark and the number.
pub type Numbers<'a> = (&'a str, Colour, Vec<(f64, f64)>);

/// Lets a plot of a picture answer with plain numbers, such as means.
pub fn answer_numbers(sheet: &mut Sheet, plot: &Plot, unit: &Unit, times: &[f64], series: &[Numbers]) {
    let readings = series
        .iter()
        .map(|(label, colour, numbers)| Reading {
            label: (*label).to_owned(),
            colour: colour.hexadecimal(),
            points: numbers.iter().map(|(at, number)| Some((plot.y.at(*at), plot.axis.value(*number, unit)))).collect(),
        })
        .collect();
    sheet.answer(readout(plot, "", times, readings));
}

fn readout(plot: &Plot, title: &str, times: &[f64], readings: Vec<Reading>) -> Readout {
    let area = plot.area;
    Readout {
        title: title.to_owned(),
        area: [area.left, area.top, area.right, area.bottom],
        times: times.iter().map(|time| plot.period.text(*time)).collect(),
        x: times.iter().map(|time| plot.x.at(*time)).collect(),
        readings,
    }
}
