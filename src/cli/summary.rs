//! What a run says in the terminal and as JSON: headline projections, milestones, targets, and where the files are.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value, json};

use super::terminal::{table, wrap};
use crate::charts::number;
use crate::charts::unit::Unit;
use crate::projection::{MEDIAN, Milestone, Projection, Series, Variable};

const LOW: usize = 0;
const HIGH: usize = 6;

/// The name of a series: the variable's label and its elements'.
fn series_label(projection: &Projection, variable: &Variable, series: &Series) -> String {
    let elements: Vec<&str> = variable
        .dims
        .iter()
        .zip(&series.elements)
        .map(|(dim, element)| projection.dimensions[*dim].elements[*element].label.as_str())
        .collect();
    if elements.is_empty() { variable.label.clone() } else { format!("{}: {}", variable.label, elements.join(", ")) }
}

/// The selector of a series: `share[robots, components]`.
fn selector(projection: &Projection, variable: &Variable, series: &Series) -> String {
    let elements: Vec<&str> = variable
        .dims
        .iter()
        .zip(&series.elements)
        .map(|(dim, element)| projection.dimensions[*dim].elements[*element].name.as_str())
        .collect();
    if elements.is_empty() { variable.name.clone() } else { format!("{}[{}]", variable.name, elements.join(", ")) }
}

fn point(projection: &Projection, year: f64) -> Option<usize> {
    projection.times.iter().position(|time| (time - year).abs() < 1e-6)
}

/// Each headline value: series, year, and its place in time.
fn headlines(projection: &Projection) -> impl Iterator<Item = (&Variable, &Series, f64, usize)> {
    projection.variables.iter().flat_map(move |variable| {
        variable.series.iter().flat_map(move |series| {
            variable
                .headline
                .iter()
                .filter_map(move |year| point(projection, *year).map(|point| (variable, series, *year, point)))
        })
    })
}

/// The report in text, for a terminal of this width.
pub(super) fn text(projection: &Projection, times: &[(String, Duration)], files: &[PathBuf], width: usize) -> String {
    let about = &projection.about;
    let mut text = format!("\n{}\n", about.title);
    text.push_str(&wrap(&about.narrative, width, ""));
    text.push_str(&headline_table(projection, width));
    text.push_str(&milestone_table(projection, width));
    text.push_str(&target_table(projection, width));
    let total: Duration = times.iter().map(|(_, time)| *time).sum();
    let parts: Vec<String> = times.iter().map(|(name, time)| format!("{name} {:.2} s", time.as_secs_f64())).collect();
    let draws = if about.uncertain {
        format!("{} draws, seed {}, {}", number::decimals(about.draws as f64, 0), about.seed, about.sampler)
    } else {
        "nothing uncertain: a single run".to_owned()
    };
    let _ = writeln!(text);
    text.push_str(&wrap(&format!("{draws}. {:.2} s: {}.", total.as_secs_f64(), parts.join(", ")), width, ""));
    if let Some(folder) = files.first().and_then(|file| file.ancestors().find(|dir| dir.join("run.json").exists())) {
        let charts = files.iter().filter(|file| file.parent().is_some_and(|parent| parent.ends_with("charts"))).count();
        let tables: Vec<String> = files
            .iter()
            .filter(|file| file.parent() == Some(folder))
            .filter_map(|file| file.file_name().map(|name| name.to_string_lossy().into_owned()))
            .collect();
        let shown = std::env::current_dir().ok().and_then(|here| folder.strip_prefix(here).ok()).unwrap_or(folder);
        let _ = writeln!(text, "Written to {}", shown.display());
        text.push_str(&wrap(&format!("{}, and {charts} files in charts/", tables.join(", ")), width, "  "));
    }
    text
}

/// Median and 90 % range of headline variables, a row for each series, as many years as fit.
fn headline_table(projection: &Projection, width: usize) -> String {
    let mut years: Vec<f64> = headlines(projection).map(|(_, _, year, _)| year).collect();
    years.sort_by(f64::total_cmp);
    years.dedup();
    // A value with its range takes some 22 columns; the last years matter most.
    let fitting = (width.saturating_sub(34) / 22).clamp(1, 5);
    let years = years.split_off(years.len().saturating_sub(fitting));
    let mut rows = Vec::new();
    for variable in projection.variables.iter().filter(|variable| !variable.headline.is_empty()) {
        for series in &variable.series {
            let unit = unit_of(variable, series);
            let mut row = vec![series_label(projection, variable, series)];
            for year in &years {
                let asked = variable.headline.iter().any(|headline| (headline - year).abs() < 1e-6);
                let point = point(projection, *year).filter(|_| asked);
                row.push(point.map_or(String::new(), |point| value_with_range(series, point, &unit)));
            }
            row.push(unit.words.clone());
            rows.push(row);
        }
    }
    if rows.is_empty() {
        return String::new();
    }
    let range = if projection.about.uncertain { "Median (5–95 %)" } else { "Value" };
    let mut heading = vec![range.to_owned()];
    heading.extend(years.iter().map(|year| number::year(*year)));
    heading.push(String::new());
    format!("\n{}", table(&heading, &rows, width))
}

fn unit_of(variable: &Variable, series: &Series) -> Unit {
    let (low, high) = series
        .quantiles
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(*value), high.max(*value)));
    Unit::new(&variable.unit, low, high)
}

fn value_with_range(series: &Series, point: usize, unit: &Unit) -> String {
    let show = |level: usize| number::significant(series.quantiles[[level, point]] * unit.factor, 3);
    if show(LOW) == show(HIGH) {
        return show(MEDIAN);
    }
    format!("{} ({}–{})", show(MEDIAN), show(LOW), show(HIGH))
}

fn milestone_year(milestone: &Milestone, which: usize) -> String {
    let year = milestone.years[which];
    if year.is_infinite() { "never".to_owned() } else { format!("{year:.1}") }
}

fn milestone_table(projection: &Projection, width: usize) -> String {
    let mut rows = Vec::new();
    for variable in &projection.variables {
        for series in &variable.series {
            let unit = unit_of(variable, series);
            for milestone in &series.milestones {
                let threshold = number::significant(milestone.threshold * unit.factor, 3);
                rows.push(vec![
                    format!("{} ≥ {threshold}{}", series_label(projection, variable, series), unit.suffix),
                    milestone_year(milestone, 1),
                    format!("{}–{}", milestone_year(milestone, 0), milestone_year(milestone, 2)),
                    number::probability(1.0 - milestone.never),
                ]);
            }
        }
    }
    if rows.is_empty() {
        return String::new();
    }
    let heading = ["Milestone passed", "median", "5–95 %", "by the end"].map(str::to_owned);
    format!("\n{}", table(&heading, &rows, width))
}

fn target_table(projection: &Projection, width: usize) -> String {
    let mut rows = Vec::new();
    for variable in &projection.variables {
        for series in &variable.series {
            let unit = unit_of(variable, series);
            for target in &series.targets {
                let sign = if target.at_least { '≥' } else { '≤' };
                let goal = number::significant(target.value * unit.factor, 3);
                let gap = target.median_gap * unit.factor;
                rows.push(vec![
                    format!("{} {sign} {goal}{}", series_label(projection, variable, series), unit.suffix),
                    number::year(target.year),
                    if target.observed {
                        if target.probability > 0.5 { "met".to_owned() } else { "missed".to_owned() }
                    } else {
                        number::probability(target.probability)
                    },
                    format!("{}{}", if gap > 0.0 { "+" } else { "" }, number::significant(gap, 3)),
                ]);
            }
        }
    }
    if rows.is_empty() {
        return String::new();
    }
    let heading = ["Target", "year", "probability", "median gap"].map(str::to_owned);
    format!("\n{}", table(&heading, &rows, width))
}

/// The report as one JSON object. A year of infinity (never) is `null`.
pub(super) fn json(projection: &Projection, times: &[(String, Duration)], files: &[PathBuf]) -> Value {
    let about = &projection.about;
    let headline: Vec<Value> = headlines(projection)
        .map(|(variable, series, year, point)| {
            json!({
                "variable": selector(projection, variable, series),
                "label": series_label(projection, variable, series),
                "unit": variable.unit,
                "year": year,
                "observed": series.observed[point],
                "mean": series.mean[point],
                "p05": series.quantiles[[LOW, point]],
                "p50": series.quantiles[[MEDIAN, point]],
                "p95": series.quantiles[[HIGH, point]],
            })
        })
        .collect();
    let mut milestones = Vec::new();
    let mut targets = Vec::new();
    for variable in &projection.variables {
        for series in &variable.series {
            let name = selector(projection, variable, series);
            let finite = |year: f64| year.is_finite().then_some(year);
            milestones.extend(series.milestones.iter().map(|milestone| {
                json!({
                    "variable": name, "threshold": milestone.threshold, "already": milestone.already,
                    "never": milestone.never, "p05": finite(milestone.years[0]), "p50": finite(milestone.years[1]),
                    "p95": finite(milestone.years[2]),
                })
            }));
            targets.extend(series.targets.iter().map(|target| {
                json!({
                    "variable": name, "target": target.name, "label": target.label, "year": target.year,
                    "direction": if target.at_least { "at_least" } else { "at_most" }, "value": target.value,
                    "probability": target.probability, "median_gap": target.median_gap, "observed": target.observed,
                    "source": target.source,
                })
            }));
        }
    }
    let seconds: serde_json::Map<String, Value> =
        times.iter().map(|(name, time)| (name.clone(), json!(time.as_secs_f64()))).collect();
    json!({
        "scenario": {
            "id": about.id, "title": about.title, "narrative": about.narrative, "draws": about.draws,
            "seed": about.seed, "sampler": about.sampler, "uncertain": about.uncertain,
        },
        "headline": headline,
        "milestones": milestones,
        "targets": targets,
        "seconds": seconds,
        "files": files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>(),
    })
}
