//! The honest test of a model: what it would have projected from a year in the past.

use ndarray::{ArrayView1, ArrayView2};

use super::RunError;
use super::kept::NotFinite;
use super::simulation::Simulation;
use super::study::Study;
use crate::engine::Progress;
use crate::forecast::scores;
use crate::model::Model;
use crate::model::program::Column;
use crate::numeric::quantile::Quantiles;
use crate::numeric::sorting::sort_by_key;
use crate::numeric::weights::Weights;
use crate::projection::{Backtest, Held};
use crate::scenario::At;

/// Runs a model that knows history until `until`, and holds it against the observations after that year.
///
/// The model must have been read with `known_until` set to that year, so that neither history nor `[condition]` tells it
/// of what came later. What its author knew when choosing assumptions no test can take back.
///
/// # Errors
/// Memory does not suffice, a number is not finite, or the run is cancelled.
pub fn backtest(model: &Model, until: f64, progress: &dyn Progress) -> Result<Backtest, RunError> {
    let study = Study::new(model, progress)?;
    let wanted = |variable: usize, element: usize| !held_back(model, variable, element, until).is_empty();
    let simulation = Simulation::new(&study, model, wanted);
    let of_column = |column: Column, _: usize, values: ArrayView2<f64>| -> Result<Vec<Held>, NotFinite> {
        let past = past(model, column, until);
        let points = held_back(model, column.variable, column.element, until).into_iter();
        points
            .map(|(point, came)| held_at(model, column, (point, came), values.row(point), &study.weights, &past))
            .collect()
    };
    let mut held = Vec::new();
    simulation.each_group(|ensemble| {
        held.extend(simulation.by_column(&ensemble, of_column)?.into_iter().flatten());
        Ok(())
    })?;
    let without_past = held.iter().filter(|held: &&Held| held.naive.is_none()).count();
    Ok(Backtest { until, draws: study.draws, seed: study.settings.seed, held, without_past })
}

/// Observations of an element that count, by point as reported, in base units, in order of time, each point once.
fn observations(model: &Model, variable: usize, element: usize) -> Vec<(i64, f64)> {
    let checked = &model.variables[variable];
    let shift = i64::from(checked.at == At::End);
    let mut found: Vec<(i64, f64)> =
        checked.scored[element].iter().map(|(point, value)| (point - shift, *value)).collect();
    sort_by_key(&mut found, |(point, _)| *point);
    found.dedup_by_key(|(point, _)| *point);
    found
}

/// The time of a point that may lie before the start.
fn time(model: &Model, point: i64) -> f64 {
    model.axis.start + model.axis.step * point as f64
}

/// Whether a point as reported is known: it lies before or in a year, or history drives it. A value of the end of that year
/// is the state at the start of the next.
fn is_known(model: &Model, variable: usize, element: usize, point: i64, until: f64) -> bool {
    let checked = &model.variables[variable];
    let shift = i64::from(checked.at == At::End);
    time(model, point) <= until + 1e-6 || checked.driven[element].iter().any(|(known, _)| *known == point + shift)
}

/// Observations after a year, on the axis.
fn held_back(model: &Model, variable: usize, element: usize, until: f64) -> Vec<(usize, f64)> {
    let later = |(point, value): (i64, f64)| {
        let place = usize::try_from(point).ok().filter(|place| *place < model.axis.points)?;
        (!is_known(model, variable, element, point, until)).then_some((place, value))
    };
    observations(model, variable, element).into_iter().filter_map(later).collect()
}

/// Observations until a year: times and values in base units.
fn past(model: &Model, column: Column, until: f64) -> Vec<(f64, f64)> {
    let all = observations(model, column.variable, column.element).into_iter();
    all.filter(|(point, _)| is_known(model, column.variable, column.element, *point, until))
        .map(|(point, value)| (time(model, point), value))
        .collect()
}

/// Levels at which the score of draws that have weights looks at their distribution.
const LEVELS: usize = 200;

/// Holds one observation against all draws; a draw that is not finite is an error.
fn held_at(
    model: &Model,
    column: Column,
    (point, observed): (usize, f64),
    draws: ArrayView1<f64>,
    weights: &Weights,
    past: &[(f64, f64)],
) -> Result<Held, NotFinite> {
    let variable = &model.variables[column.variable];
    let unit = &variable.signature.unit;
    let draws = draws.to_vec();
    let mut quantiles = [0.0; 3];
    weights
        .quantiles(&mut Quantiles::default(), &draws, &[0.05, 0.5, 0.95], &mut quantiles)
        .map_err(|fault| NotFinite { draw: fault.index as u64 })?;
    let below = weights.share_of(draws.iter(), |value| value < observed);
    let equal = weights.share_of(draws.iter(), |value| value == observed);
    let score = match weights.shares() {
        None => scores::ranked_probability_of_sample(observed, &draws),
        Some(_) => {
            let mut quantiles = [0.0; LEVELS];
            let levels: Vec<f64> = scores::middles(LEVELS).collect();
            // The same draws were finite above.
            let _ = weights.quantiles(&mut Quantiles::default(), &draws, &levels, &mut quantiles);
            scores::ranked_probability(observed, &quantiles)
        }
    };
    let now = model.axis.time(point);
    // What is nothing but rounding beside the number itself is no error, and no benchmark.
    let error = |expected: f64| {
        let error = (observed - expected).abs();
        if error > 1e-12 * observed.abs() { error } else { 0.0 }
    };
    let naive = past.last().map(|(_, last)| error(*last));
    let drift = past.first().zip(past.last()).filter(|((first, _), (last, _))| last > first).map(
        |((first, from), (last, to))| {
            let slope = (to - from) / (last - first);
            error(to + slope * (now - last))
        },
    );
    Ok(Held {
        selector: model.selector(&variable.signature, column.element),
        label: model.series_label(column.variable, column.element),
        unit: model.variables[column.variable].declared.value.unit.value.clone(),
        time: now,
        observed: unit.from_base(observed),
        projected: quantiles.map(|value| unit.from_base(value)),
        level: below + equal / 2.0,
        score: unit.from_base(score),
        naive: naive.map(|error| unit.from_base(error)),
        drift: drift.map(|error| unit.from_base(error)),
    })
}
