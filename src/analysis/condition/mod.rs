//! Ensembles that agree with the past: draws are weighted by their likelihood or, where too few would count, moved.

mod chain;
mod moves;

use std::sync::Arc;

use ndarray::Axis;

use super::RunError;
use super::compare::judge::summary;
use super::project::left;
use crate::engine::{self, Ensemble, Keep, Moved, Settings};
use crate::model::compile::compile;
use crate::model::program::{Column, Program};
use crate::model::{self, Model, Value};
use crate::numeric::weights::Weights;
use crate::projection::{Conditioning, Shift};
use crate::scenario::ErrorModel;

/// Weights are enough if they tell as much as this share of all draws, and as so many at least.
const ENOUGH: (f64, f64) = (0.1, 100.0);

/// Draws that agree with history.
#[derive(Debug, Default)]
pub(super) struct Conditioned {
    /// How much each counts.
    pub weights: Weights,
    /// The table that replaces the sampler's draws, if they were moved.
    pub moved: Option<Arc<Moved>>,
    /// How it was done; none if nothing is asked.
    pub report: Option<Conditioning>,
}

/// Makes the draws of a model agree with the observations of its `[condition]`.
///
/// The posterior of draws is prior times likelihood^temper. Weights leave draws as they are. Where weights would tell of
/// too few (Kish's effective sample size under a tenth of the draws, or under 100), draws are moved by a tempered sequential
/// sampler; row i of its table then is draw i, and all count the same.
///
/// # Errors
/// [`RunError::Impossible`] if no draw has any likelihood, or memory does not suffice.
pub(super) fn condition(model: &Model, settings: &Settings) -> Result<Conditioned, RunError> {
    let Some(asked) = &model.condition else {
        return Ok(Conditioned::default());
    };
    let likelihood = Likelihood::new(model, &asked.series);
    let temper = asked.temper;
    let logarithms: Vec<f64> = likelihood.of(settings)?.iter().map(|logarithm| temper * logarithm).collect();
    let weights = Weights::of_logarithms(&logarithms).ok_or(RunError::Impossible)?;
    let draws = settings.draws as usize;
    let effective = weights.effective(draws);
    let enough = effective >= (ENOUGH.0 * draws as f64).max(ENOUGH.1.min(draws as f64));
    let mut conditioned = Conditioned { weights, moved: None, report: None };
    let (mut powers, mut accepted) = (Vec::new(), 0.0);
    if asked.moves.unwrap_or(!enough) && draws > 1 {
        let found = moves::moved(model, &likelihood, settings, temper)?;
        (powers, accepted) = (found.powers, found.accepted);
        conditioned = Conditioned { moved: Some(Arc::new(found.table)), ..Conditioned::default() };
    }
    conditioned.report = Some(Conditioning {
        draws: settings.draws,
        effective,
        moved: conditioned.moved.is_some(),
        powers,
        accepted,
        observations: asked.series.iter().map(|series| series.observations.len()).sum(),
        temper,
        shifts: shifts(model, &likelihood.program, settings, &conditioned),
    });
    Ok(conditioned)
}

/// The likelihood of draws.
struct Likelihood<'a> {
    model: &'a Model,
    /// What draws must agree with.
    series: &'a [model::Conditioned],
    /// Computes what was observed, and nothing else.
    program: Program,
}

impl<'a> Likelihood<'a> {
    fn new(model: &'a Model, series: &'a [model::Conditioned]) -> Self {
        let wanted =
            |variable, element| series.iter().any(|series| (series.variable, series.element) == (variable, element));
        Self { model, series, program: compile(model, wanted) }
    }

    /// Points of time up to the last observation.
    fn points(&self) -> usize {
        let observed = self.series.iter().flat_map(|series| &series.observations);
        observed.map(|(point, _)| point + 1).max().unwrap_or(0)
    }

    /// Steps up to the last observation. A value at the end of a step is read at the one after it.
    fn steps(&self) -> usize {
        (self.points() + 1).min(self.program.steps)
    }

    /// The logarithm of the likelihood of every draw, but for a constant.
    ///
    /// Observations are independent given the draw: sum over them of -((g(y) - g(x)) / sd)^2 / 2, where g is the identity,
    /// the logarithm or the logit. A draw where g is not defined has likelihood 0. Draws are run in as many parts as the
    /// budget of memory asks for.
    fn of(&self, settings: &Settings) -> Result<Vec<f64>, RunError> {
        let columns: Vec<usize> = (0..self.program.columns.len()).collect();
        let one = (columns.len() * self.points() * 8) as u64;
        let size = (left(self.model, settings) / one.max(1)).clamp(1, settings.draws.max(1));
        let mut found = Vec::with_capacity(settings.draws as usize);
        for first in (0..settings.draws).step_by(size as usize) {
            let range = first..settings.draws.min(first + size);
            let keep = Keep { points: 0..self.points(), ..Keep::all(&self.program, &columns) };
            let ensemble = engine::run_in(self.model, &self.program, settings, range, keep, &|_| {})?;
            found.extend(self.of_values(&ensemble));
        }
        Ok(found)
    }

    fn of_values(&self, ensemble: &Ensemble) -> Vec<f64> {
        let values = ensemble.values.view();
        let mut found = vec![0.0; values.len_of(Axis(2))];
        for series in self.series {
            let own = |column: &Column| (column.variable, column.element) == (series.variable, series.element);
            let Some(slot) = ensemble.columns.iter().position(own) else { continue };
            let column = values.index_axis(Axis(0), slot);
            for (point, observed) in &series.observations {
                let expected = transformed(series.error, *observed);
                for (sum, value) in found.iter_mut().zip(column.row(*point)) {
                    let distance = (expected - transformed(series.error, *value)) / series.sd;
                    *sum -= 0.5 * distance * distance;
                }
            }
        }
        for logarithm in found.iter_mut().filter(|logarithm| logarithm.is_nan()) {
            *logarithm = f64::NEG_INFINITY;
        }
        found
    }
}

fn transformed(error: ErrorModel, value: f64) -> f64 {
    match error {
        ErrorModel::Normal => value,
        ErrorModel::Lognormal => value.ln(),
        ErrorModel::Logit => (value / (1.0 - value)).ln(),
    }
}

/// The uncertain assumptions that what was observed depends on, before and after, the most moved first.
fn shifts(model: &Model, program: &Program, settings: &Settings, after: &Conditioned) -> Vec<Shift> {
    let sources: Vec<usize> = program.samples.iter().map(|(source, _)| *source).collect();
    let moved = Settings { moved: after.moved.clone(), ..settings.clone() };
    let mut found: Vec<(f64, Shift)> = Vec::new();
    for source in &sources {
        let is_source = |value: &Value| matches!(value, Value::Random(index) if index == source);
        let place = model
            .assumptions
            .iter()
            .enumerate()
            .find_map(|(index, assumption)| Some((index, assumption.values.iter().position(is_source)?)));
        let Some((index, element)) = place else { continue };
        let assumption = &model.assumptions[index];
        let entry = &assumption.declared;
        let unit = &assumption.signature.unit;
        // One after another, so that no table of all draws of all assumptions is needed.
        let values = |settings| engine::samples(model, &[*source], settings).mapv(|value| unit.from_base(value));
        let [before, now] = [settings, &moved].map(|settings| values(settings).into_raw_vec_and_offset().0);
        let (selector, label) = if assumption.shared {
            (entry.written.clone(), entry.value.label.clone())
        } else {
            let label = model.with_elements(&entry.value.label, &assumption.signature.dims, element);
            (model.selector(&assumption.signature, element), label)
        };
        let shift = Shift {
            selector,
            label,
            unit: entry.value.unit.value.clone(),
            before: summary(&before, &Weights::equal()),
            after: summary(&now, &after.weights),
        };
        found.push((size(&shift), shift));
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.into_iter().map(|(_, shift)| shift).collect()
}

/// How much the mean of an assumption was moved or its range narrowed, as a share of its range before. Medians of an
/// assumption with two values jump from one to the other at the least occasion.
fn size(shift: &Shift) -> f64 {
    let (before, after) = (&shift.before, &shift.after);
    let range = (before.high - before.low).abs().max(f64::MIN_POSITIVE);
    let narrowed = 1.0 - (after.high - after.low).abs() / range;
    ((after.mean - before.mean).abs() / range).max(narrowed)
}
