//! Ensembles that agree with the past: draws are weighted by their likelihood or, where too few would count, moved.

mod kernel;
mod likelihood;
mod particles;
mod sampler;

use std::sync::Arc;

use super::RunError;
use super::compare::judge::summary;
use super::study::Study;
use crate::engine;
use crate::model::{Conditioned, Model, Value};
use crate::numeric::sorting::sort_by;
use crate::numeric::weights::Weights;
use crate::projection::{Apart, Conditioning, Shift};
use likelihood::Likelihood;
use sampler::sample;

/// Weights are enough if they tell as much as this share of all draws, and as so many at least.
const ENOUGH: (f64, f64) = (0.1, 100.0);

/// Draws that stay away from an observation by more than so many standard deviations of its error do not agree with it.
const FAR: f64 = 4.0;

/// Makes draws agree with the observations of a model's `[condition]`; leaves them as they are if it has none.
///
/// The posterior of draws is prior times likelihood^temper. Weights (importance sampling from the prior) leave draws as they
/// are. Where weights would tell of too few (Kish's effective sample size under a tenth of the draws, or under 100), draws are
/// moved by a tempered sequential Monte Carlo sampler; row i of its table then is draw i, and all count the same.
///
/// # Errors
/// [`RunError::Impossible`] if no draw has any likelihood, memory does not suffice, or the runs are cancelled.
pub(super) fn condition<'a>(model: &Model, prior: Study<'a>) -> Result<Study<'a>, RunError> {
    let Some(asked) = &model.condition else { return Ok(prior) };
    let quiet = prior.quiet();
    let likelihood = Likelihood::new(model, &asked.series);
    let temper = asked.temper;
    let logarithms: Vec<f64> = likelihood.of(&quiet)?.iter().map(|logarithm| temper * logarithm).collect();
    let weights = Weights::of_logarithms(&logarithms).ok_or(RunError::Impossible)?;
    let draws = prior.draws as usize;
    let effective = weights.effective(draws);
    let enough = effective >= (ENOUGH.0 * draws as f64).max(ENOUGH.1.min(draws as f64));
    let moves = asked.moves.unwrap_or(!enough) && draws > 1;
    let (mut powers, mut accepted, mut worth) = (Vec::new(), 0.0, effective);
    let mut posterior = if moves {
        let found = sample(model, &likelihood, &quiet, temper)?;
        (powers, accepted, worth) = (found.powers, found.accepted, found.worth);
        prior.moved(Arc::new(found.table))
    } else {
        prior.weighted(weights)
    };
    posterior.conditioning = Some(Conditioning {
        draws: prior.draws,
        effective,
        moved: moves,
        powers,
        accepted,
        worth,
        observations: asked.series.iter().map(|series| series.observations.len()).sum(),
        temper,
        shifts: shifts(model, &likelihood.sources(), &prior, &posterior),
        apart: apart(model, &asked.series, &likelihood.distances(&posterior.quiet())?),
    });
    Ok(posterior)
}

/// The farthest observation of each series, where it is far: a sum of squares of the model and its error, both right, has a root
/// of about 1.4 at most.
fn apart(model: &Model, series: &[Conditioned], distances: &[Vec<f64>]) -> Vec<Apart> {
    let of = |(place, (series, distances)): (usize, (&Conditioned, &Vec<f64>))| {
        let signature = &model.variables[series.variable].signature;
        let far = series.observations.iter().zip(distances).max_by(|a, b| a.1.total_cmp(b.1));
        let ((point, observed), distance) = far.filter(|(_, distance)| **distance > FAR)?;
        Some(Apart {
            series: place,
            selector: model.selector(signature, series.element),
            time: model.axis.time(*point),
            observed: signature.unit.from_base(*observed),
            distance: *distance,
        })
    };
    series.iter().zip(distances).enumerate().filter_map(of).collect()
}

/// Uncertain assumptions in two studies, by their draw sources, those that differ most first.
pub(super) fn shifts(model: &Model, sources: &[usize], prior: &Study, posterior: &Study) -> Vec<Shift> {
    let mut found: Vec<(f64, Shift)> = Vec::new();
    for source in sources {
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
        let [before, now] = [prior, posterior].map(|study| {
            let values = engine::samples(model, &[*source], &study.settings).mapv(|value| unit.from_base(value));
            values.into_raw_vec_and_offset().0
        });
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
            before: summary(&before, &prior.weights),
            after: summary(&now, &posterior.weights),
        };
        found.push((size(&shift), shift));
    }
    sort_by(&mut found, |a, b| b.0.total_cmp(&a.0));
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
