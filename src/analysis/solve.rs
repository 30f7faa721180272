//! How strong must a lever be for a goal to be reached?

use std::sync::atomic::{AtomicUsize, Ordering};

use ndarray::Array2;

use super::RunError;
use super::compare::judge::summary;
use super::simulation::numbers;
use super::study::Study;
use super::varying::Varying;
use crate::engine::Progress;
use crate::model::{Model, Quantity};
use crate::numeric::goal::Goal;
use crate::parallel;
use crate::projection::{Frontier, Strength};

/// What is asked.
#[derive(Debug, Clone)]
pub struct Question {
    /// Index of the lever in the model.
    pub lever: usize,
    /// The element that is moved; all if none.
    pub element: Option<usize>,
    /// Least and greatest strength, in the lever's unit.
    pub between: (f64, f64),
    /// The number that is to be reached.
    pub of: Quantity,
    /// The goal, in the unit of that number.
    pub goal: f64,
    /// Reached from below rather than from above.
    pub at_least: bool,
    /// With at least this probability.
    pub probability: f64,
}

/// Strengths tried over the whole range.
const TRIED: usize = 33;
/// So many of them at the same time.
const AT_ONCE: usize = 17;
/// The solution is within this part of the range.
const TOLERANCE: f64 = 1e-5;

/// Tries strengths of a lever over its range and finds the one nearest to the neutral setting at which the share of draws
/// that reach the goal is at least the probability asked for.
///
/// All strengths are run with the same draws, so the share changes only because draws cross the goal. It is a step function
/// of the strength; where it first reaches the probability is found by bisection between two neighbours that were tried.
///
/// # Errors
/// Memory does not suffice, a number is not finite, or the runs are cancelled.
pub fn solve(model: &Model, question: &Question, progress: &dyn Progress) -> Result<Frontier, RunError> {
    let trial = Trial::new(model, question, progress)?;
    let (low, high) = question.between;
    let lever = &model.levers[question.lever];
    let neutral = lever.signature.unit.from_base(lever.neutral).clamp(low, high);
    let strengths = strengths(low, high, neutral);
    let mut tried = Vec::with_capacity(strengths.len());
    trial.expects(strengths.len());
    let varying = Varying::new(model.clone(), trial.quantities.clone(), &[question.lever]);
    for strengths in strengths.chunks(trial.at_once().min(AT_ONCE)) {
        tried.extend(trial.at_several(&varying, strengths)?);
    }
    let start = strengths.iter().position(|strength| *strength == neutral).unwrap_or(0);
    let sides: [Vec<usize>; 2] = [(start..tried.len()).collect(), (0..=start).rev().collect()];
    let falls = sides.iter().any(|side| {
        side.windows(2).any(|pair| tried[pair[1]].probability < tried[pair[0]].probability)
            && side.iter().any(|index| tried[*index].probability > tried[start].probability)
    });
    let mut found: Option<Strength> = None;
    for side in sides {
        let solution = trial.first(&tried, &side, question.probability, (high - low) * TOLERANCE)?;
        let nearer = |a: &Strength, b: &Strength| (a.strength - neutral).abs() < (b.strength - neutral).abs();
        if let Some(solution) = solution
            && found.as_ref().is_none_or(|known| nearer(&solution, known))
        {
            found = Some(solution);
        }
    }
    Ok(trial.report(neutral, tried, found, falls))
}

/// The size of the greatest.
fn largest(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |most, value| value.abs().max(most))
}

/// What is tried: a grid over the range, and the neutral setting wherever it lies, in increasing order.
fn strengths(low: f64, high: f64, neutral: f64) -> Vec<f64> {
    let mut strengths: Vec<f64> =
        (0..TRIED).map(|index| low + (high - low) * index as f64 / (TRIED - 1) as f64).collect();
    strengths.push(neutral);
    strengths.sort_by(f64::total_cmp);
    strengths.dedup();
    strengths
}

/// Runs a model at strengths of a lever.
struct Trial<'a> {
    model: &'a Model,
    question: &'a Question,
    study: Study<'a>,
    /// The number asked for, and the parts of the total cost at the last time.
    quantities: Vec<Quantity>,
    /// Total cost of the current setting, by draw; none if the model does not say what a path costs.
    cost: Option<Vec<f64>>,
    /// Strengths that have been tried, the current one first, and that will be at least.
    done: AtomicUsize,
    expected: AtomicUsize,
}

impl<'a> Trial<'a> {
    fn new(model: &'a Model, question: &'a Question, progress: &'a dyn Progress) -> Result<Self, RunError> {
        let study = Study::new(model, progress)?;
        let costs = model.cost.into_iter().flat_map(|variable| {
            let point = model.axis.points - 1;
            (0..model.variables[variable].of_element.len()).map(move |element| Quantity { variable, element, point })
        });
        let quantities = std::iter::once(question.of).chain(costs).collect();
        let (done, expected) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let mut trial = Self { model, question, study, quantities, cost: None, done, expected };
        trial.expects(1);
        trial.cost = trial.draws(model)?.1;
        Ok(trial)
    }

    /// So many strengths more will be tried; who follows is told.
    fn expects(&self, more: usize) {
        self.expected.fetch_add(more, Ordering::Relaxed);
        self.tell(self.done.load(Ordering::Relaxed));
    }

    fn tell(&self, done: usize) {
        let expected = self.expected.load(Ordering::Relaxed).max(done);
        self.study.follow(|progress| progress.step("trying strengths", done as u64, expected as u64));
    }

    /// How many strengths may be tried at the same time.
    fn at_once(&self) -> usize {
        self.study.at_once(self.quantities.len())
    }

    /// The number asked for, and the total cost at the last time, of every draw of a model, in their units.
    fn draws(&self, model: &Model) -> Result<(Vec<f64>, Option<Vec<f64>>), RunError> {
        self.told(model, &numbers(&self.study, model, &self.quantities)?)
    }

    /// The same of all draws [number, draw].
    fn told(&self, model: &Model, found: &Array2<f64>) -> Result<(Vec<f64>, Option<Vec<f64>>), RunError> {
        self.tell(self.done.fetch_add(1, Ordering::Relaxed) + 1);
        let mut rows = found.outer_iter();
        let number = rows.next().map_or_else(Vec::new, |row| row.to_vec());
        let cost = rows.map(|part| part.to_owned()).reduce(|sum, part| sum + part).map(|sum| sum.to_vec());
        let broken = |draws: &[f64]| draws.iter().position(|value| !value.is_finite());
        match broken(&number).or_else(|| broken(cost.as_deref().unwrap_or_default())) {
            Some(draw) => Err(self.study.not_finite(model, draw as u64)),
            None => Ok((number, cost)),
        }
    }

    /// The model at a strength.
    fn model_at(&self, strength: f64) -> Model {
        let mut model = self.model.clone();
        let lever = &mut model.levers[self.question.lever];
        let setting = lever.signature.unit.to_base(strength);
        for (element, value) in lever.values.iter_mut().enumerate() {
            if self.question.element.is_none_or(|moved| moved == element) {
                *value = setting;
            }
        }
        model
    }

    /// What strengths give, in one program where it can be had.
    fn at_several(&self, varying: &Varying, strengths: &[f64]) -> Result<Vec<Strength>, RunError> {
        let set = |place: usize| Some(self.model_at(strengths[place]));
        let values = varying.values(&self.study, strengths.len(), &set)?;
        let known: Vec<(f64, Option<Array2<f64>>)> = strengths.iter().copied().zip(values).collect();
        parallel::try_map(&known, |(strength, values)| match values {
            Some(values) => Ok(self.strength(*strength, self.told(&self.model_at(*strength), values)?)),
            None => self.at(*strength),
        })
    }

    /// What a strength gives.
    fn at(&self, strength: f64) -> Result<Strength, RunError> {
        Ok(self.strength(strength, self.draws(&self.model_at(strength))?))
    }

    /// What the number asked for and the cost, by draw, say of a strength.
    fn strength(&self, strength: f64, (values, cost): (Vec<f64>, Option<Vec<f64>>)) -> Strength {
        let goal = Goal::new(self.question.goal, self.question.at_least, largest(&values));
        let gaps = cost.zip(self.cost.as_ref()).map(|(here, there)| {
            let gaps: Vec<f64> = here.iter().zip(there).map(|(here, there)| here - there).collect();
            summary(&gaps, &self.study.weights)
        });
        Strength {
            strength,
            probability: self.study.weights.share_of(values.iter(), |value| goal.met(value)),
            value: summary(&values, &self.study.weights),
            cost: gaps,
        }
    }

    /// The first strength, going through `side`, that is sure enough.
    fn first(
        &self,
        tried: &[Strength],
        side: &[usize],
        wanted: f64,
        tolerance: f64,
    ) -> Result<Option<Strength>, RunError> {
        let wanted = Goal::new(wanted, true, 1.0);
        let enough = |strength: &Strength| wanted.met(strength.probability);
        let Some(place) = side.iter().position(|index| enough(&tried[*index])) else { return Ok(None) };
        let mut good = tried[side[place]];
        if place == 0 {
            return Ok(Some(good));
        }
        let mut bad = tried[side[place - 1]].strength;
        self.expects(((good.strength - bad).abs() / tolerance).log2().ceil().max(0.0) as usize);
        while (good.strength - bad).abs() > tolerance {
            let middle = f64::midpoint(good.strength, bad);
            // No number lies between.
            if middle == good.strength || middle == bad {
                break;
            }
            let middle = self.at(middle)?;
            if enough(&middle) {
                good = middle;
            } else {
                bad = middle.strength;
            }
        }
        Ok(Some(good))
    }

    fn report(&self, neutral: f64, tried: Vec<Strength>, solution: Option<Strength>, falls: bool) -> Frontier {
        let Self { model, question, study, .. } = self;
        let entry = &model.levers[question.lever].declared;
        let lever = &model.levers[question.lever];
        let cost = model.cost.map(|variable| &model.variables[variable].declared.value);
        let signature = &model.variables[question.of.variable].signature;
        Frontier {
            lever: question.element.map_or_else(|| entry.written.clone(), |e| model.selector(&lever.signature, e)),
            lever_label: entry.value.label.clone(),
            lever_unit: entry.value.unit.value.clone(),
            current: lever.signature.unit.from_base(lever.values[question.element.unwrap_or(0)]),
            neutral,
            of: format!("{}@{}", model.selector(signature, question.of.element), model.axis.time(question.of.point)),
            of_label: model.label_of(question.of),
            of_unit: model.unit_of(question.of).to_owned(),
            goal: question.goal,
            at_least: question.at_least,
            wanted: question.probability,
            cost_label: cost.map(|cost| cost.label.clone()),
            cost_unit: cost.map_or_else(String::new, |cost| cost.unit.value.clone()),
            tried,
            solution,
            falls,
            draws: study.draws,
            seed: study.settings.seed,
        }
    }
}
