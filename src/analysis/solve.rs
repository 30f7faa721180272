//! How strong must a lever be for a goal to be reached?

use ndarray::{ArrayView1, Axis};

use super::RunError;
use super::compare::judge::summary;
use super::condition::condition;
use super::locate::locate;
use super::project::{at_once, in_groups};
use crate::engine::{self, Settings};
use crate::model::compile::compile;
use crate::model::{Model, Quantity};
use crate::numeric::weights::Weights;
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
/// The solution is within this part of the range.
const TOLERANCE: f64 = 1e-5;

/// Tries strengths of a lever over its range and finds the one nearest to the neutral setting at which the share of draws
/// that reach the goal is at least the probability asked for.
///
/// All strengths are run with the same draws, so the share changes only because draws cross the goal. It is a step function
/// of the strength; where it first reaches the probability is found by bisection between two neighbours that were tried.
///
/// # Errors
/// Memory does not suffice, or a number is not finite.
pub fn solve(model: &Model, question: &Question) -> Result<Frontier, RunError> {
    let trial = Trial::new(model, question)?;
    let (low, high) = question.between;
    let lever = &model.levers[question.lever];
    let neutral = lever.signature.unit.from_base(lever.neutral).clamp(low, high);
    let mut strengths: Vec<f64> =
        (0..TRIED).map(|index| low + (high - low) * index as f64 / (TRIED - 1) as f64).collect();
    strengths.push(neutral);
    strengths.sort_by(f64::total_cmp);
    strengths.dedup();
    let mut tried = Vec::with_capacity(strengths.len());
    for strengths in strengths.chunks(trial.at_once()) {
        tried.extend(parallel::try_map(strengths, |strength| trial.at(*strength))?);
    }
    let start = strengths.iter().position(|strength| *strength == neutral).unwrap_or(0);
    let up: Vec<usize> = (start..tried.len()).collect();
    let down: Vec<usize> = (0..=start).rev().collect();
    let falls = [&up, &down].iter().any(|side| {
        side.windows(2).any(|pair| tried[pair[1]].probability < tried[pair[0]].probability)
            && side.iter().any(|index| tried[*index].probability > tried[start].probability)
    });
    let mut found: Option<Strength> = None;
    for side in [up, down] {
        let solution = trial.first(&tried, &side, question.probability, (high - low) * TOLERANCE)?;
        let nearer = |a: &Strength, b: &Strength| (a.strength - neutral).abs() < (b.strength - neutral).abs();
        if let Some(solution) = solution
            && found.as_ref().is_none_or(|known| nearer(&solution, known))
        {
            found = Some(solution);
        }
    }
    Ok(trial.report(tried, found, falls))
}

/// Runs a model at strengths of a lever.
struct Trial<'a> {
    model: &'a Model,
    question: &'a Question,
    settings: Settings,
    weights: Weights,
    /// Total cost of the current setting, by draw; none if the model does not say what a path costs.
    cost: Option<Vec<f64>>,
}

impl<'a> Trial<'a> {
    fn new(model: &'a Model, question: &'a Question) -> Result<Self, RunError> {
        let ensemble = &model.header.ensemble;
        let draws = if model.is_uncertain() { ensemble.draws.value } else { 1 };
        let mut settings = Settings::new(draws, ensemble.seed, ensemble.sampler);
        let conditioned = condition(model, &settings)?;
        settings.moved = conditioned.moved;
        let mut trial = Self { model, question, settings, weights: conditioned.weights, cost: None };
        trial.cost = trial.draws(model)?.1;
        Ok(trial)
    }

    /// How many strengths may be tried at the same time.
    fn at_once(&self) -> usize {
        let costs = self.model.cost.map_or(0, |cost| self.model.variables[cost].of_element.len());
        at_once(self.model, &self.settings, self.settings.draws, 1 + costs)
    }

    /// The number asked for, and the total cost at the last time, of every draw of a model, in their units.
    fn draws(&self, model: &Model) -> Result<(Vec<f64>, Option<Vec<f64>>), RunError> {
        let of = self.question.of;
        let wanted =
            |variable, element| (variable, element) == (of.variable, of.element) || Some(variable) == model.cost;
        let program = compile(model, wanted);
        let last = model.axis.points - 1;
        let mut number = Vec::new();
        let mut cost: Option<Vec<f64>> = None;
        for group in in_groups(model, &self.settings, self.settings.draws, program.columns.len())? {
            let ensemble = engine::run(model, &program, &self.settings, 0..self.settings.draws, &group, &|_| {})?;
            let values = ensemble.values.view();
            for (slot, column) in ensemble.columns.iter().enumerate() {
                let unit = &model.variables[column.variable].signature.unit;
                let column_values = values.index_axis(Axis(0), slot);
                let read =
                    |row: ArrayView1<f64>| -> Vec<f64> { row.iter().map(|value| unit.from_base(*value)).collect() };
                if (column.variable, column.element) == (of.variable, of.element) {
                    number = read(column_values.row(of.point));
                }
                if Some(column.variable) == model.cost {
                    let part = read(column_values.row(last));
                    cost = Some(match cost {
                        None => part,
                        Some(sum) => sum.iter().zip(&part).map(|(sum, part)| sum + part).collect(),
                    });
                }
            }
        }
        let broken = |draws: &[f64]| draws.iter().position(|value| !value.is_finite());
        match broken(&number).or_else(|| broken(cost.as_deref().unwrap_or_default())) {
            Some(draw) => Err(RunError::NotFinite(Box::new(locate(model, &self.settings, draw as u64)))),
            None => Ok((number, cost)),
        }
    }

    /// What a strength gives.
    fn at(&self, strength: f64) -> Result<Strength, RunError> {
        let mut model = self.model.clone();
        let lever = &mut model.levers[self.question.lever];
        let setting = lever.signature.unit.to_base(strength);
        for (element, value) in lever.values.iter_mut().enumerate() {
            if self.question.element.is_none_or(|moved| moved == element) {
                *value = setting;
            }
        }
        let (values, cost) = self.draws(&model)?;
        let goal = self.question.goal;
        let met = |value: f64| if self.question.at_least { value >= goal } else { value <= goal };
        let gaps = cost.zip(self.cost.as_ref()).map(|(here, there)| {
            let gaps: Vec<f64> = here.iter().zip(there).map(|(here, there)| here - there).collect();
            summary(&gaps, &self.weights)
        });
        Ok(Strength {
            strength,
            probability: self.weights.share_of(values.iter(), met),
            value: summary(&values, &self.weights),
            cost: gaps,
        })
    }

    /// The first strength, going through `side`, that is sure enough.
    fn first(
        &self,
        tried: &[Strength],
        side: &[usize],
        wanted: f64,
        tolerance: f64,
    ) -> Result<Option<Strength>, RunError> {
        let enough = |strength: &Strength| strength.probability >= wanted;
        let Some(place) = side.iter().position(|index| enough(&tried[*index])) else { return Ok(None) };
        let mut good = tried[side[place]];
        if place == 0 {
            return Ok(Some(good));
        }
        let mut bad = tried[side[place - 1]].strength;
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

    fn report(&self, tried: Vec<Strength>, solution: Option<Strength>, falls: bool) -> Frontier {
        let Self { model, question, settings, .. } = self;
        let entry = &model.levers[question.lever].declared;
        let lever = &model.levers[question.lever];
        let cost = model.cost.map(|variable| &model.variables[variable].declared.value);
        let signature = &model.variables[question.of.variable].signature;
        Frontier {
            lever: question.element.map_or_else(|| entry.written.clone(), |e| model.selector(&lever.signature, e)),
            lever_label: entry.value.label.clone(),
            lever_unit: entry.value.unit.value.clone(),
            current: lever.signature.unit.from_base(lever.values[question.element.unwrap_or(0)]),
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
            draws: settings.draws,
            seed: settings.seed,
        }
    }
}
