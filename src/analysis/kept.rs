//! Summarises columns of which all draws are kept.

use ndarray::{ArrayView1, ArrayView2, Axis, s};

use super::RunError;
use super::charts::Wanted;
use super::histogram::lines_of;
use super::simulation::Simulation;
use super::summary::{Asked, Found};
use crate::engine::Ensemble;
use crate::model::Model;
use crate::model::program::Column;
use crate::numeric::goal::Goal;
use crate::numeric::moments::sum_of;
use crate::numeric::quantile;
use crate::numeric::weights::Weights;
use crate::projection::{Histogram, Level, Series};

/// So many of the first draws say how great the numbers of a column are, and where its quantiles are to be looked for.
pub(super) const PILOT: usize = 1024;

/// So many draws are shown as lines where a chart asks for them: of more, no line can be followed.
pub(super) const LINES: usize = 60;

/// A number of an ensemble that is not finite.
#[derive(Debug, Clone, Copy)]
pub(super) struct NotFinite {
    /// The draw it stands in.
    pub draw: u64,
}

/// Summarises the columns of an ensemble.
///
/// # Errors
/// As [`Simulation::by_column`].
pub(super) fn summarised(simulation: &Simulation, ensemble: &Ensemble) -> Result<Vec<Series>, RunError> {
    summarised_after(simulation, ensemble, &[])
}

/// What the first points of time of a column give.
#[derive(Debug, Clone, Default)]
pub(super) struct Begun {
    /// By point of time, in base units.
    quantiles: Vec<[f64; Level::COUNT]>,
    /// Mean and standard deviation by point of time.
    moments: Vec<(f64, f64)>,
    /// How great the numbers are, if it was asked for.
    scale: f64,
    /// By point of time: whether draws are those of the twin.
    shared: Vec<bool>,
}

/// What the columns of an ensemble give before a step.
///
/// # Errors
/// As [`Simulation::by_column`].
pub(super) fn begun(simulation: &Simulation, ensemble: &Ensemble, step: usize) -> Result<Vec<Begun>, RunError> {
    simulation.by_column(ensemble, |column, _, values| {
        // What belongs to the end of a step is known in the next one.
        let points = step.saturating_sub(usize::from(column.closing)).min(values.nrows());
        let mut begun = Begun::default();
        let first = values.slice(s![..points, ..]);
        begun.add(first, &simulation.study.weights, None)?;
        if Asked::new(simulation.model, column).has_targets() {
            begun.scale = scale(first);
        }
        Ok(begun)
    })
}

/// Summarises the columns of an ensemble of which the first points of time have been summarised: by column, none if it is empty.
///
/// # Errors
/// As [`Simulation::by_column`].
pub(super) fn summarised_after(
    simulation: &Simulation,
    ensemble: &Ensemble,
    begun: &[Begun],
) -> Result<Vec<Series>, RunError> {
    let Simulation { model, study, .. } = simulation;
    simulation.by_column(ensemble, |column, slot, values| {
        let begun = begun.get(slot).cloned().unwrap_or_default();
        let asked = Asked::new(model, column);
        series(model, asked, values, &study.weights, (begun, None)).map(|(series, _)| series)
    })
}

/// A column that has been summarised, for others that share draws with it in some points of time.
#[derive(Clone, Copy)]
pub(super) struct Twin<'a> {
    /// Values [time, draw].
    pub values: ArrayView2<'a, f64>,
    /// What they give.
    pub begun: &'a Begun,
}

/// Summarises the columns of an ensemble beside those, by slot, that share points of time with them, and says what they give
/// for yet others. `shown` is what pictures of several scenarios show of a column, besides those of its own.
///
/// # Errors
/// As [`Simulation::by_column`].
pub(super) fn summarised_beside<'a>(
    simulation: &Simulation,
    ensemble: &Ensemble,
    shown: &(dyn Fn(Column) -> Wanted + Sync),
    twin: &(dyn Fn(usize) -> Option<Twin<'a>> + Sync),
) -> Result<Vec<(Series, Begun)>, RunError> {
    let Simulation { model, study, .. } = simulation;
    simulation.by_column(ensemble, |column, slot, values| {
        let mut asked = Asked::new(model, column);
        asked.shown.add(&shown(column));
        series(model, asked, values, &study.weights, (Begun::default(), twin(slot)))
    })
}

/// Whether draws are the same, bit by bit.
fn same(one: ArrayView1<f64>, other: ArrayView1<f64>) -> bool {
    /// So many are compared before it is asked whether they differ.
    const AT_ONCE: usize = 64;
    let (Some(one), Some(other)) = (one.to_slice(), other.to_slice()) else { return false };
    let differ = |one: &[f64], other: &[f64]| {
        one.iter().zip(other).fold(0, |bits, (one, other)| bits | (one.to_bits() ^ other.to_bits()))
    };
    one.len() == other.len()
        && one.chunks(AT_ONCE).zip(other.chunks(AT_ONCE)).all(|(one, other)| differ(one, other) == 0)
}

impl Begun {
    /// Whether draws of a point of time are those of the twin, bit by bit.
    pub fn shares(&self, point: usize) -> bool {
        self.shared[point]
    }

    /// Adds what the next points of time give: values [time, draw]. What a twin shares is taken from it.
    fn add(&mut self, values: ArrayView2<f64>, weights: &Weights, twin: Option<Twin>) -> Result<(), NotFinite> {
        let mut scratch = quantile::Quantiles::default();
        let mut found = [0.0; Level::COUNT];
        let mut broken: Option<u64> = None;
        for (point, row) in (self.quantiles.len()..).zip(values.outer_iter()) {
            let twin = twin.filter(|twin| same(row, twin.values.row(point)));
            self.shared.push(twin.is_some());
            if let Some(twin) = twin {
                self.quantiles.push(twin.begun.quantiles[point]);
                self.moments.push(twin.begun.moments[point]);
                continue;
            }
            let draws = slice(row);
            if let Err(fault) = weights.quantiles(&mut scratch, draws, &Level::PROBABILITIES, &mut found) {
                let draw = fault.index as u64;
                broken = Some(broken.map_or(draw, |known| known.min(draw)));
                continue;
            }
            self.quantiles.push(found);
            self.moments.push(weights.mean_sd(draws));
        }
        broken.map_or(Ok(()), |draw| Err(NotFinite { draw }))
    }
}

/// Summarises the values [time, draw], in base units, of a column of which something is known already; and what is known then.
fn series(
    model: &Model,
    asked: Asked,
    values: ArrayView2<f64>,
    weights: &Weights,
    (mut begun, twin): (Begun, Option<Twin>),
) -> Result<(Series, Begun), NotFinite> {
    let rest = values.slice(s![begun.quantiles.len().., ..]);
    begun.add(rest, weights, twin)?;
    let scale = if asked.has_targets() { begun.scale.max(scale(rest)) } else { 0.0 };
    let goals = asked.goals(model, scale);
    let found = Found {
        quantiles: begun.quantiles.clone(),
        moments: begun.moments.clone(),
        targets: goals.into_iter().map(|(point, goal)| reached(values.row(point), goal, weights)).collect(),
        milestones: asked.events.iter().map(|event| event.of(values, weights)).collect(),
        histograms: histograms(model, &asked, values, weights),
        lines: if asked.shown.lines { lines(values, weights) } else { Vec::new() },
    };
    Ok((asked.series(model, found, scale), begun))
}

/// The histograms that charts show of values [time, draw]. Where draws have weights, all of them say where cells lie, for the
/// first ones may have none.
fn histograms(model: &Model, asked: &Asked, values: ArrayView2<f64>, weights: &Weights) -> Vec<Histogram> {
    let draws = values.ncols();
    let first = if weights.shares().is_none() { draws.min(PILOT) } else { draws };
    let cells = asked.cells(model, values.slice(s![.., ..first]), weights);
    cells.iter().map(|cells| cells.of_draws(slice(values.index_axis_move(Axis(0), cells.point)), weights)).collect()
}

/// Some draws of values [time, draw], by time.
pub(super) fn lines(values: ArrayView2<f64>, weights: &Weights) -> Vec<Vec<f64>> {
    let chosen = lines_of(values.ncols(), LINES, weights);
    chosen.into_iter().map(|draw| values.column(draw).to_vec()).collect()
}

/// The draws of a number, as an ensemble has them.
fn slice(draws: ArrayView1<'_, f64>) -> &[f64] {
    draws.to_slice().unwrap_or_else(|| unreachable!("draws lie one after the other"))
}

/// How great values [time, draw] are: the greatest quantile, of those that are reported, of the first draws. On the way of
/// almost all draws nothing is greater, and a pass over all of them costs more.
pub(super) fn scale(values: ArrayView2<f64>) -> f64 {
    let mut scratch = quantile::Quantiles::default();
    let mut found = [0.0; Level::COUNT];
    let mut most = 0.0_f64;
    for row in values.outer_iter() {
        let first: Vec<f64> = row.iter().take(PILOT).copied().collect();
        if scratch.linear(&first, &Level::PROBABILITIES, &mut found).is_ok() {
            most = found.iter().fold(most, |most, value| most.max(value.abs()));
        }
    }
    most
}

/// The share of draws that reach a goal, by weight, and the mean distance to it of those that do not; none if all do.
fn reached(draws: ArrayView1<f64>, goal: Goal, weights: &Weights) -> (f64, Option<f64>) {
    let probability = weights.share_of(draws.iter(), |value| goal.met(value));
    let values = slice(draws);
    let missing = match weights.shares() {
        None => sum_of(values, |value| goal.distance(value)) / values.len() as f64,
        Some(shares) => values.iter().zip(shares).map(|(value, share)| share * goal.distance(*value)).sum(),
    };
    (probability, (missing > 0.0).then(|| missing / (1.0 - probability)))
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn the_shortfall_is_the_mean_distance_of_draws_that_miss() {
        let draws = array![1.0, 2.0, 4.0, 7.0];
        // Weights 1/4, 1/2, 1/4 and none.
        let weighted = Weights::of_logarithms(&[0.0, 2.0_f64.ln(), 0.0, f64::NEG_INFINITY]).unwrap();
        // At least 3: 1 and 2 miss by 2 and 1. At most 3: 4 and 7 miss by 1 and 4, and 7 is no world where it has no weight.
        // What just reaches a goal does not miss it.
        let cases = [
            (Weights::equal(), 3.0, true, 0.5, Some(1.5)),
            (Weights::equal(), 3.0, false, 0.5, Some(2.5)),
            (Weights::equal(), 2.0, true, 0.75, Some(1.0)),
            (Weights::equal(), 1.0, true, 1.0, None),
            (weighted.clone(), 3.0, true, 0.25, Some((0.25 * 2.0 + 0.5 * 1.0) / 0.75)),
            (weighted.clone(), 3.0, false, 0.75, Some(1.0)),
            (weighted, 4.0, false, 1.0, None),
        ];
        for (weights, goal, at_least, probability, shortfall) in cases {
            let found = reached(draws.view(), Goal::new(goal, at_least, 7.0), &weights);
            let close = |a: f64, b: f64| (a - b).abs() < 1e-14;
            assert!(close(found.0, probability), "{goal} {at_least}: {found:?}");
            assert_eq!(found.1.is_some(), shortfall.is_some(), "{goal} {at_least}: {found:?}");
            assert!(found.1.zip(shortfall).is_none_or(|(a, b)| close(a, b)), "{goal} {at_least}: {found:?}");
        }
    }
}
