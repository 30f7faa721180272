//! In which region of the assumptions a number misses what is wanted of it.

use ndarray::{Array1, Array2};

use super::estimators::{Pairs, Peeling, discover};
use super::evaluator::Evaluator;
use super::factors::{distinct, name, origin, share_rows, values};
use crate::analysis::RunError;
use crate::analysis::study::Study;
use crate::analysis::summary::announced_targets;
use crate::engine::{Given, Progress};
use crate::model::{Model, Quantity};
use crate::numeric::goal::Goal;
use crate::numeric::sorting::sort_by;
use crate::scenario::Sampler;

/// Limits that chance explains with a greater probability are taken away again.
const CHANCE: f64 = 0.05;

/// What counts as a miss, in the number's declared unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Miss {
    /// The bound.
    pub bound: f64,
    /// Whether values below the bound miss, rather than values above it.
    pub below: bool,
    /// The label of the target that says so; empty if the user did.
    pub target: String,
}

/// A region of the assumptions in which misses are frequent.
#[derive(Debug, Clone, PartialEq)]
pub struct Discovery {
    /// Worlds looked at.
    pub draws: usize,
    /// Share of worlds that miss.
    pub misses: f64,
    /// The region: the assumptions that it bounds; none bounded if no region has more misses than the whole, and `None` if
    /// no world misses.
    pub region: Option<Region>,
}

/// A box of assumptions.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    /// The assumptions that it bounds.
    pub limits: Vec<Limits>,
    /// Share of all misses that lie in it.
    pub coverage: f64,
    /// Share of the worlds in it that miss.
    pub density: f64,
    /// Share of all worlds that lie in it.
    pub mass: f64,
}

/// The range of one assumption in a region.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// Selector.
    pub selector: String,
    /// Label, those of its elements included.
    pub label: String,
    /// Its declared unit.
    pub unit: String,
    /// The least value in the region; none if it is not bounded from below.
    pub low: Option<f64>,
    /// The greatest value in the region; none if it is not bounded from above.
    pub high: Option<f64>,
    /// What the file calls these values; empty where it has no names for them.
    pub names: [String; 2],
    /// Share of all worlds in which the assumption lies between these limits.
    pub share: f64,
}

/// The miss that an announced target defines: the first that binds the number at its time.
#[must_use]
pub fn announced(model: &Model, of: Quantity) -> Option<Miss> {
    let (entry, _) = announced_targets(model, of.variable, of.element).find(|(_, point)| *point == of.point)?;
    let target = &entry.value;
    Some(Miss { bound: target.value.value, below: target.at_least, target: target.label.clone() })
}

/// Looks for the region with `samples` points by the patient rule induction method, on values of the assumptions in their
/// declared units, and takes away limits that chance explains. A noise in equations is drawn anew for each point and never bounded.
///
/// # Errors
/// Memory does not suffice, the number is not finite, or the runs are cancelled.
pub fn discovery(
    model: &Model,
    of: Quantity,
    miss: &Miss,
    samples: usize,
    progress: &dyn Progress,
) -> Result<Discovery, RunError> {
    let study = Study::sampled(model, samples as u64, Sampler::Sobol, progress);
    let evaluator = Evaluator::new(&study, model, of);
    let wanted = distinct(model, &evaluator.sources());
    let mut points = Pairs::new(model.draws.len(), samples, model.header.ensemble.seed).a;
    share_rows(model, &mut points);
    let outputs = evaluator.followed("looking for misses", Given::Uniforms, points.view(), 0)?;
    let scale = outputs.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
    let goal = Goal::new(miss.bound, miss.below, scale);
    let missed: Vec<bool> = outputs.iter().map(|y| !goal.met(*y)).collect();
    let share = |count: usize| count as f64 / samples.max(1) as f64;
    let misses = share(missed.iter().filter(|missed| **missed).count());

    let mut inputs = Array2::zeros((wanted.len(), samples));
    for (draw, mut row) in wanted.iter().zip(inputs.outer_iter_mut()) {
        let base = Array1::from(values(model, *draw, points.view()));
        let unit = origin(model, *draw).map(|(assumption, _)| &assumption.signature.unit);
        row.assign(&base.mapv(|value| unit.map_or(value, |unit| unit.from_base(value))));
    }
    let tell = |peeled: usize, of: usize| evaluator.follow("peeling", peeled as u64, of as u64);
    let Some((boxes, best)) = discover(inputs.view(), &missed, &Peeling::default(), &tell) else {
        return Ok(Discovery { draws: samples, misses, region: None });
    };
    let found = boxes[best].clone().pruned(inputs.view(), &missed, CHANCE);
    let limits = wanted.iter().zip(&found.limits).zip(inputs.outer_iter()).filter_map(|((draw, [low, high]), row)| {
        if low.is_infinite() && high.is_infinite() {
            return None;
        }
        let name = name(model, *draw);
        let inside = row.iter().filter(|x| low <= *x && *x <= high).count();
        let finite = |limit: &f64| limit.is_finite().then_some(*limit);
        let (low, high) = (finite(low), finite(high));
        let names = [low, high].map(|limit| limit.map_or_else(String::new, |value| level_name(model, *draw, value)));
        let share = share(inside);
        Some(Limits { selector: name.selector, label: name.label, unit: name.unit, low, high, names, share })
    });
    let mut limits: Vec<Limits> = limits.collect();
    // The narrowest first: it says most.
    sort_by(&mut limits, |a, b| a.share.total_cmp(&b.share));
    let region = Region { limits, coverage: found.coverage, density: found.density, mass: found.mass };
    Ok(Discovery { draws: samples, misses, region: Some(region) })
}

/// What the file calls a value, in the declared unit, of an assumption; empty if it has no name for it.
fn level_name(model: &Model, draw: usize, value: f64) -> String {
    let named = origin(model, draw).and_then(|(assumption, _)| {
        let levels = &assumption.declared.value.levels;
        levels.iter().find(|(level, _)| (level - value).abs() <= 1e-9 * level.abs())
    });
    named.map_or_else(String::new, |(_, name)| name.value.clone())
}
