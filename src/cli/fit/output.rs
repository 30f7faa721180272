//! The folder of a fit: parameters, fitted values and a chart.

use std::path::PathBuf;

use super::super::CliError;
use super::super::output::{Format, write_picture};
use super::moment::{units_apart, when};
use super::{Arguments, Done};
use crate::calendar::{Stamp, Unit};
use crate::charts;
use crate::export::{Folder, Manifest, Ran, write_rows};
use crate::fit::{Fitted, Identified, LEVEL};
use crate::numeric::dispatch;
use crate::projection::{About, Band, Basis, Chart, Observation, Projection, Quantiles, Series, Variable};
use crate::scenario::merged::hash;

/// A table goes on for so many periods at most.
const MOST_LATER: i64 = 10_000;
/// Points of a curve between the first and the last time.
const CURVE: usize = 120;

/// Writes `fit.csv`, `fitted.csv` and the chart of the best law; gives the files.
pub(super) fn write(done: &Done, arguments: &Arguments, folder: Folder) -> Result<Vec<PathBuf>, CliError> {
    let header = ["law", "error_scale", "parameter", "unit", "value", "standard_error", "p025", "p975", "identified"];
    let rows = done.fits.iter().flat_map(|fitted| parameter_rows(fitted, &done.input.unit));
    folder.write("fit.csv", |out| write_rows("fit.csv", &header, rows, out))?;
    let header = [
        "law",
        "time",
        "date",
        "volume",
        "observed",
        "fitted",
        "residual",
        "low",
        "high",
        "predicted_low",
        "predicted_high",
    ];
    let rows = done.fits.iter().flat_map(|fitted| fitted_rows(fitted, done, arguments));
    folder.write("fitted.csv", |out| write_rows("fitted.csv", &header, rows, out))?;
    let Some(best) = done.fits.first() else { return Ok(Vec::new()) };
    let projection = projection(best, done, arguments);
    for chart in &projection.charts {
        let picture = charts::draw_dated(&projection, chart, done.input.times)
            .map_err(|error| CliError::Chart { name: chart.name.clone(), error })?;
        write_picture(&picture, &folder, &[Format::Png, Format::Svg])?;
    }
    Ok(folder.commit(&manifest(best, done))?)
}

fn parameter_rows(fitted: &Fitted, unit_of_values: &str) -> Vec<Vec<String>> {
    let number = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    let rows = fitted.estimates.iter().map(|estimate| {
        let identified = match estimate.identified {
            Identified::Yes => "yes",
            Identified::No => "no",
            Identified::Fixed => "given",
        };
        vec![
            fitted.law.name.to_owned(),
            fitted.scale.name().to_owned(),
            estimate.parameter.name.to_owned(),
            estimate.parameter.quantity.unit(unit_of_values),
            estimate.value.to_string(),
            number(estimate.error),
            number(estimate.interval[0]),
            number(estimate.interval[1]),
            identified.to_owned(),
        ]
    });
    rows.collect()
}

/// Observations with the law, and the law at later times if asked for; residuals are on the error scale.
fn fitted_rows(fitted: &Fitted, done: &Done, arguments: &Arguments) -> Vec<Vec<String>> {
    let data = observations(fitted, done);
    let row = |x: f64, observed: Option<usize>| {
        let curve = fitted.curve(x, LEVEL);
        let number = |value: f64| value.to_string();
        let [time, volume] = if fitted.law.by_volume { [None, Some(x)] } else { [Some(x), None] };
        let date = time.filter(|_| done.input.times != Unit::Number).map(|time| when(time, done.input.times));
        let optional = |value: Option<f64>| value.map_or_else(String::new, number);
        vec![
            fitted.law.name.to_owned(),
            optional(time),
            date.unwrap_or_default(),
            optional(volume),
            optional(observed.map(|index| data.y[index])),
            number(curve.value),
            optional(observed.map(|index| fitted.residuals[index])),
            number(curve.confidence[0]),
            number(curve.confidence[1]),
            number(curve.prediction[0]),
            number(curve.prediction[1]),
        ]
    };
    let mut rows: Vec<Vec<String>> = data.x.iter().enumerate().map(|(index, x)| row(*x, Some(index))).collect();
    rows.extend(later(fitted, done, arguments).into_iter().map(|x| row(x, None)));
    rows
}

fn observations<'a>(fitted: &Fitted, done: &'a Done) -> &'a crate::fit::Observations {
    done.input.by_volume.as_ref().filter(|_| fitted.law.by_volume).unwrap_or(&done.input.by_time)
}

/// Times after the last observation up to `--project`, a period apart.
fn later(fitted: &Fitted, done: &Done, arguments: &Arguments) -> Vec<f64> {
    let (Some(last), Some(project)) = (done.input.by_time.x.last(), arguments.project) else { return Vec::new() };
    let (unit, until, period) = (done.input.times, project.last(done.input.times), fitted.frame.period);
    if fitted.law.by_volume {
        return Vec::new();
    }
    if unit == Unit::Number {
        let steps = ((until - last) / period + 1e-9).floor().clamp(0.0, MOST_LATER as f64) as usize;
        return (1..=steps).map(|step| last + step as f64 * period).collect();
    }
    // A step of dates is a number of days, months or quarters, whatever part of a year that is.
    let first = Stamp::containing(*last, unit);
    let step = units_apart(&done.input.by_time.x, unit);
    let dates = (1..=MOST_LATER).map(|count| Stamp { unit, at: first.at + step * count }.years());
    dates.take_while(|time| *time <= until).collect()
}

/// The best law as a projection without draws: the curve with confidence bands, and what was observed.
///
/// A law of volume is shown over the times at which volumes were observed.
fn projection(best: &Fitted, done: &Done, arguments: &Arguments) -> Projection {
    let data = &done.input.by_time;
    let (times, abscissae) = curve_points(best, done, arguments);
    let mut quantiles = Quantiles::from_fn(times.len(), |_, point| best.curve(abscissae[point], LEVEL).value);
    for band in Band::ALL {
        for (point, x) in abscissae.iter().enumerate() {
            let edges = best.curve(*x, 1.0 - 2.0 * band.edges()[0].probability()).confidence;
            for (level, value) in band.edges().into_iter().zip(edges) {
                quantiles[level][point] = value;
            }
        }
    }
    let observed = data.points().into_iter();
    let history = observed
        .map(|(time, value)| Observation { time, value, drives: true, source: done.input.source.clone() })
        .collect();
    let series = Series { history, ..Series::estimated(quantiles) };
    let title = format!("{}: {} fit", done.input.label, best.law.name);
    let chart = Chart {
        subtitle: "Fitted curve and its confidence bands".to_owned(),
        source: done.input.source.clone(),
        ..Chart::fan("fit", &title)
    };
    let variable = Variable::of_series(&done.input.name, &done.input.label, &done.input.unit, series);
    Projection { charts: vec![chart], ..Projection::of_series(about(best, done, title), times, variable) }
}

fn about(best: &Fitted, done: &Done, title: String) -> About {
    let observations = best.fitted.len();
    let method = format!("nonlinear least squares, {} errors, {observations} observations", best.scale.name());
    About {
        model: best.law.name.to_owned(),
        source: done.input.source.clone(),
        ..About::new(&done.input.name, title, Basis::Estimated { method, uncertain: true })
    }
}

/// Times of the curve, and the abscissae at which the law is taken.
fn curve_points(best: &Fitted, done: &Done, arguments: &Arguments) -> (Vec<f64>, Vec<f64>) {
    let data = &done.input.by_time;
    if let (true, Some(volumes)) = (best.law.by_volume, &done.input.by_volume) {
        return (data.x.clone(), volumes.x.clone());
    }
    let (first, last) = (data.x[0], data.x[data.len() - 1]);
    let last = match arguments.project {
        Some(until) if done.input.times == Unit::Number => until.begins.max(last),
        _ => later(best, done, arguments).last().copied().unwrap_or(last),
    };
    let times: Vec<f64> = (0..=CURVE).map(|step| first + (last - first) * step as f64 / CURVE as f64).collect();
    (times.clone(), times)
}

fn manifest(best: &Fitted, done: &Done) -> Manifest {
    let ran = Ran {
        id: done.input.name.clone(),
        title: format!("{}: {} fit", done.input.label, best.law.name),
        hash: hash(done.input.texts.iter().map(String::as_str)),
        files: done.input.files.clone(),
        overrides: Vec::new(),
        estimated: Vec::new(),
    };
    Manifest {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        scenarios: vec![ran],
        reference: None,
        seed: 0,
        draws: 0,
        sampler: "none".to_owned(),
        cpu: dispatch::level().name().to_owned(),
        threads: rayon::current_num_threads(),
        times: Vec::new(),
        warnings: best.warnings(),
    }
}
