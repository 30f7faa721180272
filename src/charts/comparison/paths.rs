//! Paths: the same variable in all scenarios.

use super::super::content::{Content, capitalised};
use super::super::finding::with_words;
use super::super::palette::{MUTED, RULE};
use super::super::period::Period;
use super::super::taken::{rescale, trace};
use super::super::trace::{Trace, times};
use super::super::{lines, small_multiples};
use super::{Plan, colours, footer, short_title};
use crate::projection::{Chart, ChartKind, Comparison, Projection, Variable};
use crate::wording::{number, time};

/// Medians of more other paths in one panel are all grey: their colours could not be told apart.
const MOST_COLOURS: usize = 4;
/// More panels than this say nothing.
const MOST_PANELS: usize = 24;

/// The pictures of every variable that the reference shows.
pub(super) fn plans(comparison: &Comparison) -> Vec<Plan<'_>> {
    let reference = &comparison.projections[comparison.reference];
    let mut plans = Vec::new();
    for variable in reference.variables.iter().enumerate().filter(|(index, v)| is_shown(reference, *index, v)) {
        let (index, variable) = variable;
        let count = variable.series.len();
        let all: Vec<Vec<Trace>> = (0..count).map(|series| traces(comparison, index, series)).collect();
        if count == 1 {
            let mut medians = content(comparison, index, "", "");
            medians.traces.clone_from(&all[0]);
            focus(&mut medians, &short_title(comparison, comparison.reference));
            plans.push(finished(medians, lines::draw));
            if are_equal(&all[0]) {
                continue;
            }
            let mut fans = content(comparison, index, "-fans", "each scenario with its range");
            let base =
                all[0].iter().find(|trace| trace.label == short_title(comparison, comparison.reference)).cloned();
            fans.beside = all[0]
                .iter()
                .map(|own| {
                    base.iter()
                        .filter(|base| base.label != own.label)
                        .cloned()
                        .map(|base| Trace { colour: MUTED, ..base })
                        .collect()
                })
                .collect();
            fans.traces = all.into_iter().flatten().map(|trace| Trace { targets: Vec::new(), ..trace }).collect();
            plans.push(finished(fans, small_multiples::draw));
        } else if count <= MOST_PANELS {
            let reference_title = short_title(comparison, comparison.reference);
            let what = format!("range of {reference_title}, medians of the others");
            let mut panels = content(comparison, index, "", &what);
            panels.own.clone_from(&reference_title);
            for (series, traces) in all.into_iter().enumerate() {
                let place = traces.iter().position(|trace| trace.label == reference_title);
                let mut traces = traces;
                let Some(place) = place else { continue };
                let base = traces.remove(place);
                let label = reference.element_label(variable, &variable.series[series]);
                panels.traces.push(Trace { label, targets: Vec::new(), ..base });
                let many = traces.len() > MOST_COLOURS;
                let others = traces.into_iter().map(|trace| if many { Trace { colour: RULE, ..trace } } else { trace });
                panels.beside.push(others.collect());
            }
            plans.push(finished(panels, small_multiples::draw));
        }
    }
    plans.retain(|plan| !plan.content.traces.is_empty());
    plans
}

/// Puts two paths before the others: the reference, and the one that ends farthest from it. The others are grey, and the
/// title says where the two lead.
fn focus(content: &mut Content, reference: &str) {
    let end = |trace: &Trace| trace.horizon().map(|(time, [_, median, _])| (time, median));
    let Some(base) = content.traces.iter().find(|trace| trace.label == reference) else { return };
    let Some((last, level)) = end(base) else { return };
    let off = |trace: &Trace| end(trace).map_or(0.0, |(_, median)| (median - level).abs());
    let Some(far) = content.traces.iter().max_by(|a, b| off(a).total_cmp(&off(b))) else { return };
    let (far, unit) = (far.clone(), base.unit.clone());
    let reached = end(&far).map_or(level, |(_, median)| median);
    let [of_far, of_base] = number::figures(reached, level);
    let differ = of_far != of_base;
    let (of_far, of_base) = (format!("{of_far}{}", unit.suffix), with_words(&of_base, &unit));
    let by = time::of(last, &far.times);
    if !content.title.contains([':', '?', '：']) {
        let found = match end(&far) {
            Some(_) if differ => {
                format!("{} {of_far}, {reference} {of_base} by {by}", far.label)
            }
            _ => format!("{of_base} by {by} on every path"),
        };
        content.title = format!("{}: {found}", content.title);
    }
    if content.traces.len() > 3 && differ {
        for trace in &mut content.traces {
            trace.behind = trace.label != reference && trace.label != far.label;
            if trace.behind {
                trace.colour = RULE;
            }
        }
    }
}

/// Whether all paths are the same throughout: a panel for each would show one picture many times.
fn are_equal(traces: &[Trace]) -> bool {
    traces.windows(2).all(|pair| pair[0].times == pair[1].times && pair[0].quantiles == pair[1].quantiles)
}

/// Whether a chart of the scenario shows quantiles of the variable, or it is a headline, or the shares of several
/// elements that no chart shows, such as self-sufficiency by sector; if the scenario asks for neither charts nor headlines, all are. What is only shown as means, such as a
/// probability, has no range worth comparing.
fn is_shown(projection: &Projection, index: usize, variable: &Variable) -> bool {
    let charted =
        projection.charts.iter().any(|chart| chart.kind.shows_quantiles() && chart.variables.contains(&index));
    let nothing_asked =
        projection.charts.is_empty() && projection.variables.iter().all(|variable| variable.headline.is_empty());
    let anyhow = projection.charts.iter().any(|chart| chart.variables.contains(&index));
    charted || !variable.headline.is_empty() || nothing_asked || (!anyhow && is_share(variable))
}

/// Whether a variable is a share of several elements: in per cent, and never negative. Exports may lift self-sufficiency
/// over 100 %.
fn is_share(variable: &Variable) -> bool {
    let mut values = variable.series.iter().flat_map(|series| series.quantiles.values());
    variable.unit == "%" && variable.series.len() > 1 && values.all(|value| *value >= 0.0)
}

/// A plan whose time span is that of its series and their observations.
fn finished(mut content: Content, draw: fn(&Content) -> Result<super::Drawing, super::ChartError>) -> Plan<'static> {
    content.period = Period::over(times(&content.traces));
    content.unit = content.traces.first().map_or_else(String::new, |trace| trace.unit.words.clone());
    Plan { content, draw: Box::new(draw) }
}

/// Words for a picture of a variable of the reference; a chart of that variable alone lends its own.
fn content(comparison: &Comparison, index: usize, suffix: &str, what: &str) -> Content {
    let reference = &comparison.projections[comparison.reference];
    let variable = &reference.variables[index];
    let own = reference.charts.iter().find(|chart| chart.variables == [index] && chart.fixed.is_empty());
    let title = own.map_or(&variable.label, |chart| &chart.title);
    let subtitle = own.map_or("", |chart| chart.subtitle.as_str());
    let subtitle = match (subtitle, what) {
        ("", what) => capitalised(what),
        (subtitle, "") => subtitle.to_owned(),
        (subtitle, what) => format!("{subtitle}; {what}"),
    };
    let name = format!("paths-{}{suffix}", variable.name);
    let mut content = Content::words(&name, title, &subtitle, "", footer(comparison));
    content.uncertain = reference.about.is_uncertain();
    content
}

/// One element of a variable of the reference in every scenario that has it. Observations and targets are the same in all,
/// so only the reference's are shown.
fn traces(comparison: &Comparison, index: usize, series: usize) -> Vec<Trace> {
    let reference = &comparison.projections[comparison.reference];
    traces_of(comparison, (index, series), &period(reference, index))
}

/// As [`traces`], of the times of a chart.
pub(super) fn traces_of(comparison: &Comparison, (index, series): (usize, usize), chart: &Chart) -> Vec<Trace> {
    let wanted = &comparison.projections[comparison.reference].variables[index];
    let colours = colours(comparison);
    let mut found: Vec<(&str, Trace)> = Vec::new();
    for (scenario, projection) in comparison.projections.iter().enumerate() {
        let variable = projection.variables.iter().find(|variable| variable.name == wanted.name);
        let Some((variable, series)) = variable.and_then(|v| Some((v, v.series.get(series)?))) else { continue };
        let mut trace = trace(projection, chart, variable, series);
        trace.label = short_title(comparison, scenario);
        trace.colour = colours[scenario];
        if scenario != comparison.reference {
            trace.history.clear();
            trace.targets.clear();
        }
        if !trace.times.is_empty() {
            found.push((wanted.unit.as_str(), trace));
        }
    }
    rescale(&wanted.unit, &mut found);
    found.into_iter().map(|(_, trace)| trace).collect()
}

/// A chart that says which times of a variable are shown.
fn period(reference: &Projection, index: usize) -> Chart {
    let of = |chart: &&Chart| chart.variables.contains(&index) && !chart.kind.is_of_one_time();
    let own = reference.charts.iter().find(of);
    Chart {
        from: own.and_then(|chart| chart.from),
        until: own.and_then(|chart| chart.until),
        ..Chart::new(ChartKind::Lines, "", vec![index])
    }
}
