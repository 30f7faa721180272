//! A number in the worlds that meet a condition, and in the others.

use ndarray::ArrayView1;

use super::RunError;
use super::compare::judge::summary;
use super::condition::shifts;
use super::simulation::{numbers, sources};
use super::study::Study;
use crate::engine::Progress;
use crate::model::{Model, Quantity};
use crate::numeric::goal::Goal;
use crate::numeric::weights::Weights;
use crate::projection::{Among, Asked};

/// What worlds must meet.
#[derive(Debug, Clone, PartialEq)]
pub struct Clause {
    /// The variable and its element.
    pub variable: usize,
    /// Its flat index.
    pub element: usize,
    /// Points of time, at each of which it must be met.
    pub points: Vec<usize>,
    /// The bound, in the declared unit.
    pub bound: f64,
    /// Whether greater numbers meet it, rather than lesser ones.
    pub at_least: bool,
    /// Whether the bound itself does not.
    pub strict: bool,
}

impl Clause {
    fn quantities(&self) -> impl Iterator<Item = Quantity> {
        let (variable, element) = (self.variable, self.element);
        self.points.iter().map(move |point| Quantity { variable, element, point: *point })
    }

    fn met(&self, value: f64, scale: f64) -> bool {
        let goal = |at_least| Goal::new(self.bound, at_least, scale);
        if self.strict { !goal(!self.at_least).met(value) } else { goal(self.at_least).met(value) }
    }
}

/// Runs a model and says what a number is in the worlds that meet all clauses, in the others and in all; how likely the
/// clauses are; and which assumptions differ between those worlds and all.
///
/// # Errors
/// Memory does not suffice, a number is not finite, or the runs are cancelled.
pub fn ask(model: &Model, of: Quantity, given: &[Clause], progress: &dyn Progress) -> Result<Asked, RunError> {
    let study = Study::new(model, progress)?;
    let wanted: Vec<Quantity> = std::iter::once(of).chain(given.iter().flat_map(Clause::quantities)).collect();
    let values = numbers(&study, model, &wanted)?;
    if let Some(draw) = (0..values.ncols()).find(|draw| values.column(*draw).iter().any(|value| !value.is_finite())) {
        return Err(study.not_finite(model, draw as u64));
    }
    let draws = values.ncols();
    let mut meets = vec![true; draws];
    let mut rows = values.rows().into_iter().skip(1);
    for clause in given {
        for row in rows.by_ref().take(clause.points.len()) {
            let scale = row.iter().fold(0.0, |most: f64, value| most.max(value.abs()));
            meets.iter_mut().zip(row).for_each(|(meets, value)| *meets &= clause.met(*value, scale));
        }
    }
    let chance = study.weights.share_of(meets.iter().map(|meets| if *meets { &1.0 } else { &0.0 }), |met| met > 0.5);
    let part = |wanted: bool| only(&study.weights, meets.iter().map(|meets| *meets == wanted), draws);
    let among = part(true);
    let shared = match &among {
        Some(weights) if !given.is_empty() => {
            shifts(model, &sources(&study, model, &wanted), &study, &study.weighted(weights.clone()))
        }
        Some(_) | None => Vec::new(),
    };
    Ok(Asked {
        chance,
        draws: draws as u64,
        all: worlds(values.row(0), &study.weights),
        given: among.map(|weights| worlds(values.row(0), &weights)),
        otherwise: part(false).map(|weights| worlds(values.row(0), &weights)),
        shared,
    })
}

/// Weights of some draws alone; none if nothing is left.
fn only(weights: &Weights, wanted: impl Iterator<Item = bool>, draws: usize) -> Option<Weights> {
    let logarithm = |(draw, wanted)| if wanted { weights.share(draw, draws).ln() } else { f64::NEG_INFINITY };
    Weights::of_logarithms(&wanted.enumerate().map(logarithm).collect::<Vec<_>>())
}

fn worlds(values: ArrayView1<f64>, weights: &Weights) -> Among {
    Among { effective: weights.effective(values.len()), summary: summary(&values.to_vec(), weights) }
}
