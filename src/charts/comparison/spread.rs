//! Histograms: how the draws of one number spread on each path.

use super::super::content::Content;
use super::super::histogram;
use super::super::period::Period;
use super::super::trace::times;
use super::paths::traces_of;
use super::{Plan, footer};
use crate::projection::{Chart, ChartKind, Comparison, Projection};

/// A picture for each histogram of one series that a scenario asks for: a panel for each scenario, on one scale.
pub(super) fn plans(comparison: &Comparison) -> Vec<Plan<'_>> {
    let charts = comparison.charts(ChartKind::Histogram);
    charts.into_iter().filter_map(|(projection, chart)| plan(comparison, projection, chart)).collect()
}

fn plan<'c>(comparison: &'c Comparison, projection: &Projection, chart: &Chart) -> Option<Plan<'c>> {
    let reference = &comparison.projections[comparison.reference];
    let [asked] = chart.variables[..] else { return None };
    let variable = &projection.variables[asked];
    let mut shown = (0..variable.series.len()).filter(|at| chart.shows(&variable.dims, &variable.series[*at].elements));
    let (Some(series), None) = (shown.next(), shown.next()) else { return None };
    // The reference has the same elements in the same order, if it has the variable.
    let index = reference.variables.iter().position(|own| own.name == variable.name)?;
    let traces = traces_of(comparison, (index, series), chart);
    let unit = &traces.first()?.unit.words;
    let title = if chart.title.is_empty() { &variable.label } else { &chart.title };
    let name = format!("paths-{}", chart.name);
    let mut content = Content::words(&name, title, &chart.subtitle, unit, footer(comparison));
    content.uncertain = reference.about.is_uncertain();
    content.draws = reference.about.basis.sample().map_or(0, |sample| sample.draws);
    content.period = Period::over(times(&traces)).in_steps_of(&reference.times);
    content.traces = traces;
    let has_bars = content.uncertain && content.traces.iter().any(|trace| trace.histogram.is_some());
    has_bars.then(|| Plan { content, draw: Box::new(histogram::draw) })
}
