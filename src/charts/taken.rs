//! The series that a chart shows, taken out of a projection, and turned into its units.

use super::ChartError;
use super::palette;
use super::text::closed;
use super::trace::{Dot, Goal, Trace, range};
use crate::numeric::sorting::sort_by;
use crate::projection::{Chart, Level, Projection, Quantiles, Series, Variable};
use crate::wording::unit::Unit;

/// Observations that a picture shows of one series; of more, as many evenly spread.
const MOST_DOTS: usize = 5_000;

/// The series of a chart, before they are in its units.
pub struct Taken<'p> {
    /// Each with the unit that its variable declares.
    pub traces: Vec<(&'p str, Trace)>,
    /// Whether all have the same.
    pub one_unit: bool,
}

impl<'p> Taken<'p> {
    /// Every series that the chart's fixed elements leave, if it has a time.
    ///
    /// # Errors
    /// [`ChartError::MixedUnits`] if one value axis would have to carry several units.
    pub fn new(projection: &'p Projection, chart: &Chart) -> Result<Self, ChartError> {
        let shown = select(projection, chart);
        let mut texts: Vec<&str> = shown.iter().map(|(variable, _)| variable.unit.as_str()).collect();
        texts.sort_unstable();
        texts.dedup();
        if texts.len() > 1 && !chart.kind.has_panels() {
            return Err(ChartError::MixedUnits { chart: chart.name.clone(), units: texts.join(", ") });
        }
        let traces = shown
            .iter()
            .map(|(variable, series)| (variable.unit.as_str(), trace(projection, chart, variable, series)))
            .filter(|(_, trace)| !trace.times.is_empty())
            .collect();
        Ok(Self { traces, one_unit: texts.len() == 1 })
    }
}

/// The series that a chart's variables and fixed elements leave.
fn select<'a>(projection: &'a Projection, chart: &Chart) -> Vec<(&'a Variable, &'a Series)> {
    chart
        .variables
        .iter()
        .filter_map(|index| projection.variables.get(*index))
        .flat_map(|variable| variable.series.iter().map(move |series| (variable, series)))
        .filter(|(variable, series)| chart.shows(&variable.dims, &series.elements))
        .collect()
}

/// One series within the chart's period, in the unit of the projection.
pub fn trace(projection: &Projection, chart: &Chart, variable: &Variable, series: &Series) -> Trace {
    let inside = |time: f64| {
        time.is_finite()
            && chart.from.is_none_or(|from| time >= from - 1e-6)
            && chart.until.is_none_or(|until| time <= until + 1e-6)
    };
    let least = rounding(series);
    let clean = |value: f64| if value.abs() < least { 0.0 } else { value };
    let number = |level: Level, time: usize| series.quantiles[level].get(time).copied().map_or(f64::NAN, clean);
    let mean = |time: usize| series.mean.get(time).copied().map_or(f64::NAN, clean);
    let kept: Vec<usize> = (0..projection.times.len())
        .filter(|&time| {
            inside(projection.times[time])
                && mean(time).is_finite()
                && Level::ALL.into_iter().all(|level| number(level, time).is_finite())
        })
        .collect();
    let mut history: Vec<Dot> = series
        .history
        .iter()
        .filter(|seen| inside(seen.time) && seen.value.is_finite())
        .map(|seen| Dot { time: seen.time, value: seen.value, drives: seen.drives, heard: seen.heard })
        .collect();
    sort_by(&mut history, |a, b| a.time.total_cmp(&b.time));
    // No picture tells more dots than this apart, and readers of SVG refuse files of millions.
    let step = history.len().div_ceil(MOST_DOTS).max(1);
    let history = history.into_iter().step_by(step).collect();
    let targets = series
        .targets
        .iter()
        .filter(|target| inside(target.year) && target.value.is_finite())
        .map(|target| Goal {
            label: closed(&target.label),
            time: target.year,
            value: target.value,
            at_least: target.at_least,
            probability: target.probability,
            settled: target.is_settled() || !projection.about.is_uncertain(),
            // A run without uncertainty is one line anyway.
            observed: target.observed || !projection.about.is_uncertain(),
        })
        .collect();
    Trace {
        label: label(projection, chart, variable, series),
        colour: palette::INK,
        unit: Unit::new(&variable.unit, 0.0, 0.0),
        times: kept.iter().map(|&time| projection.times[time]).collect(),
        observed: kept.iter().map(|&time| series.observed.get(time).copied().unwrap_or(false)).collect(),
        mean: kept.iter().map(|&time| mean(time)).collect(),
        quantiles: Quantiles::from_fn(kept.len(), |level, place| number(level, kept[place])),
        histogram: series.histograms.iter().find(|one| Some(&one.point) == kept.last()).cloned(),
        lines: series.lines.iter().map(|line| kept.iter().map(|&time| clean(line[time])).collect()).collect(),
        history,
        targets,
        behind: false,
    }
}

/// Below what a number of a series is the rounding of sums that end at 0, as where a sine passes it: by its size over all times,
/// and nothing for series that do not change their sign, which may grow from very little.
fn rounding(series: &Series) -> f64 {
    const RELATIVE: f64 = 1e-13;
    let (low, high) = range(Level::ALL.into_iter().flat_map(|level| series.quantiles[level].iter().copied()));
    if low < 0.0 && high > 0.0 { RELATIVE * high.max(-low) } else { 0.0 }
}

/// Turns traces into the numbers of the chart, those of a unit all by the same factor.
pub fn in_units_of_the_chart(traces: &mut [(&str, Trace)]) {
    let mut texts: Vec<&str> = traces.iter().map(|(text, _)| *text).collect();
    texts.sort_unstable();
    texts.dedup();
    for text in texts {
        rescale(text, traces);
    }
}

/// Turns the traces of a unit into the numbers of the chart, all by the same factor.
pub fn rescale(text: &str, traces: &mut [(&str, Trace)]) {
    let (low, high) = range(
        traces.iter().filter(|(unit, _)| *unit == text).flat_map(|(_, trace)| <[f64; 2]>::from(trace.extent(true))),
    );
    let unit = Unit::new(text, low, high);
    for (_, trace) in traces.iter_mut().filter(|(own, _)| *own == text) {
        let numbers = trace
            .quantiles
            .values_mut()
            .chain(&mut trace.mean)
            .chain(trace.lines.iter_mut().flatten())
            .chain(trace.history.iter_mut().map(|dot| &mut dot.value))
            .chain(trace.targets.iter_mut().map(|goal| &mut goal.value));
        for number in numbers {
            *number *= unit.factor;
        }
        trace.unit = unit.clone();
    }
}

/// What tells a series from the others of its chart.
fn label(projection: &Projection, chart: &Chart, variable: &Variable, series: &Series) -> String {
    let is_fixed = |dimension: &usize| chart.fixed.iter().any(|(fixed, _)| fixed == dimension);
    let elements = variable
        .dims
        .iter()
        .zip(&series.elements)
        .filter(|(dimension, _)| !is_fixed(dimension))
        .filter_map(|(dimension, element)| element_label(projection, *dimension, *element));
    let mut parts: Vec<&str> = elements.collect();
    if chart.variables.len() > 1 || parts.is_empty() {
        parts.insert(0, &variable.label);
    }
    closed(&parts.join(", "))
}

pub fn element_label(projection: &Projection, dimension: usize, element: usize) -> Option<&str> {
    let element = projection.dimensions.get(dimension)?.elements.get(element)?;
    Some(&element.label)
}
