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
use crate::numeric::quantile::Quantiles;
use crate::numeric::sorting::sort_by;
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

/// Strengths tried over the whole range, and where none suffices though there may be one between them.
const TRIED: usize = 33;
const TRIED_FINELY: usize = 2 * TRIED - 1;
/// So many of them at the same time.
const AT_ONCE: usize = 17;
/// The solution is within this part of the range.
const TOLERANCE: f64 = 1e-5;
/// So many peaks between strengths that were tried are climbed at most, the highest first, each in so many steps.
const CLIMBED: usize = 3;
const STEPS: usize = 24;

/// Tries strengths of a lever over its range and finds the one nearest to the neutral setting at which the share of draws
/// that reach the goal is at least the probability asked for.
///
/// All strengths are run with the same draws, so the share changes only because draws cross the goal. It is a step function
/// of the strength; where it first reaches the probability is found by bisection between two neighbours that were tried.
/// The share may be 0 at all of them and suffice within a narrow range between two. The number that is reached with the
/// probability asked for is a continuous function of the strength, whose peaks are climbed (Kiefer 1953,
/// doi:10.1090/S0002-9939-1953-0055639-3); where it neither rises nor falls over the whole range and nothing suffices, twice as many
/// strengths are tried first.
///
/// # Errors
/// Memory does not suffice, a number is not finite, or the runs are cancelled.
pub fn solve(model: &Model, question: &Question, progress: &dyn Progress) -> Result<Frontier, RunError> {
    let trial = Trial::new(model, question, progress)?;
    let (low, high) = question.between;
    let lever = &model.levers[question.lever];
    let neutral = lever.signature.unit.from_base(lever.neutral).clamp(low, high);
    let varying = Varying::new(model.clone(), trial.quantities.clone(), &[question.lever]);
    let mut apart = (high - low) / (TRIED - 1) as f64;
    let mut tried = trial.at_all(&varying, &strengths(question.between, neutral, TRIED))?;
    if !tried.iter().any(|tried| trial.is_enough(&tried.strength)) && !is_steady(&tried) {
        apart = (high - low) / (TRIED_FINELY - 1) as f64;
        let known = |strength: &f64| tried.iter().any(|tried| tried.strength.strength == *strength);
        let between: Vec<f64> = strengths(question.between, neutral, TRIED_FINELY);
        let between: Vec<f64> = between.into_iter().filter(|strength| !known(strength)).collect();
        tried.extend(trial.at_all(&varying, &between)?);
        in_order(&mut tried);
    }
    let peaks = trial.peaks(&tried, neutral)?;
    tried.extend(peaks);
    in_order(&mut tried);
    let steady = is_steady(&tried);
    let tried: Vec<Strength> = tried.into_iter().map(|tried| tried.strength).collect();
    let start = tried.iter().position(|tried| tried.strength == neutral).unwrap_or(0);
    let sides: [Vec<usize>; 2] = [(start..tried.len()).collect(), (0..=start).rev().collect()];
    let falls = sides.iter().any(|side| {
        side.windows(2).any(|pair| tried[pair[1]].probability < tried[pair[0]].probability)
            && side.iter().any(|index| tried[*index].probability > tried[start].probability)
    });
    let mut found: Option<Strength> = None;
    for side in sides {
        let solution = trial.first(&tried, &side, (high - low) * TOLERANCE)?;
        let nearer = |a: &Strength, b: &Strength| (a.strength - neutral).abs() < (b.strength - neutral).abs();
        if let Some(solution) = solution
            && found.as_ref().is_none_or(|known| nearer(&solution, known))
        {
            found = Some(solution);
        }
    }
    Ok(trial.report(Search { neutral, tried, solution: found, falls, steady, apart }))
}

/// What was found.
struct Search {
    neutral: f64,
    tried: Vec<Strength>,
    solution: Option<Strength>,
    falls: bool,
    steady: bool,
    apart: f64,
}

/// A strength, and the number that it reaches with the probability asked for, less the more it lacks.
#[derive(Clone, Copy)]
struct Tried {
    strength: Strength,
    reached: f64,
}

fn in_order(tried: &mut [Tried]) {
    sort_by(tried, |a, b| a.strength.strength.total_cmp(&b.strength.strength));
}

/// Whether the number that is reached rises or falls over the whole range, so that nothing between two strengths reaches more
/// than both.
fn is_steady(tried: &[Tried]) -> bool {
    let rounding = 1e-12 * tried.iter().map(|tried| tried.reached.abs()).fold(0.0, f64::max);
    let settled = |change: f64| if change.abs() <= rounding { 0.0 } else { change };
    let pairs = || tried.windows(2).map(|pair| settled(pair[1].reached - pair[0].reached));
    let moves = pairs().any(|change| change != 0.0);
    moves && (pairs().all(|change| change >= 0.0) || pairs().all(|change| change <= 0.0))
}

/// The size of the greatest.
fn largest(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |most, value| value.abs().max(most))
}

/// What is tried: a grid of so many over the range, and the neutral setting wherever it lies, in increasing order.
fn strengths((low, high): (f64, f64), neutral: f64, count: usize) -> Vec<f64> {
    let mut strengths: Vec<f64> =
        (0..count).map(|index| low + (high - low) * index as f64 / (count - 1) as f64).collect();
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

    /// What strengths give, as many at a time as memory lets.
    fn at_all(&self, varying: &Varying, strengths: &[f64]) -> Result<Vec<Tried>, RunError> {
        self.expects(strengths.len());
        let mut tried = Vec::with_capacity(strengths.len());
        for strengths in strengths.chunks(self.at_once().min(AT_ONCE)) {
            tried.extend(self.at_several(varying, strengths)?);
        }
        Ok(tried)
    }

    /// What strengths give, in one program where it can be had.
    fn at_several(&self, varying: &Varying, strengths: &[f64]) -> Result<Vec<Tried>, RunError> {
        let set = |place: usize| Some(self.model_at(strengths[place]));
        let values = varying.values(&self.study, strengths.len(), &set)?;
        let known: Vec<(f64, Option<Array2<f64>>)> = strengths.iter().copied().zip(values).collect();
        parallel::try_map(&known, |(strength, values)| match values {
            Some(values) => Ok(self.tried(*strength, self.told(&self.model_at(*strength), values)?)),
            None => self.at(*strength),
        })
    }

    /// What a strength gives.
    fn at(&self, strength: f64) -> Result<Tried, RunError> {
        Ok(self.tried(strength, self.draws(&self.model_at(strength))?))
    }

    /// What the number asked for and the cost, by draw, say of a strength.
    fn tried(&self, strength: f64, (values, cost): (Vec<f64>, Option<Vec<f64>>)) -> Tried {
        let Question { goal, at_least, probability, .. } = *self.question;
        let goal = Goal::new(goal, at_least, largest(&values));
        let gaps = cost.zip(self.cost.as_ref()).map(|(here, there)| {
            let gaps: Vec<f64> = here.iter().zip(there).map(|(here, there)| here - there).collect();
            summary(&gaps, &self.study.weights)
        });
        let level = if at_least { 1.0 - probability } else { probability };
        let mut reached = [f64::NAN];
        // What is not finite has been refused where it arose.
        let _ = self.study.weights.quantiles(&mut Quantiles::default(), &values, &[level], &mut reached);
        let strength = Strength {
            strength,
            probability: self.study.weights.share_of(values.iter(), |value| goal.met(value)),
            value: summary(&values, &self.study.weights),
            cost: gaps,
        };
        Tried { strength, reached: if at_least { reached[0] } else { -reached[0] } }
    }

    fn is_enough(&self, strength: &Strength) -> bool {
        Goal::new(self.question.probability, true, 1.0).met(strength.probability)
    }

    /// The highest points between neighbours that were tried, by their strengths, where one may suffice that is nearer to the
    /// neutral setting than all that were tried and do.
    fn peaks(&self, tried: &[Tried], neutral: f64) -> Result<Vec<Tried>, RunError> {
        let away = |tried: &Tried| (tried.strength.strength - neutral).abs();
        let known =
            tried.iter().filter(|tried| self.is_enough(&tried.strength)).map(away).fold(f64::INFINITY, f64::min);
        let is_higher = |place: usize, than: Option<usize>| {
            than.and_then(|than| tried.get(than)).is_none_or(|than| tried[place].reached >= than.reached)
        };
        let is_peak = |place: &usize| {
            let (place, beside) = (*place, [place.checked_sub(1), Some(*place + 1)]);
            let highest = beside.iter().all(|than| is_higher(place, *than));
            let level = beside.iter().all(|than| {
                than.and_then(|than| tried.get(than)).is_none_or(|than| tried[place].reached == than.reached)
            });
            highest && !level && away(&tried[place]) < known
        };
        let mut places: Vec<usize> = (0..tried.len()).filter(is_peak).collect();
        sort_by(&mut places, |a, b| tried[*b].reached.total_cmp(&tried[*a].reached));
        let mut found = Vec::new();
        for place in places.into_iter().take(CLIMBED) {
            let ends = [place.saturating_sub(1), (place + 1).min(tried.len() - 1)];
            found.extend(self.climb(tried[place], ends.map(|end| tried[end].strength.strength))?);
        }
        Ok(found)
    }

    /// The highest point between two ends, of which one may be where the climb begins: by golden sections, until one suffices.
    /// None if nothing is higher than the beginning.
    fn climb(&self, from: Tried, [mut low, mut high]: [f64; 2]) -> Result<Option<Tried>, RunError> {
        /// 2 less the golden ratio.
        const SECTION: f64 = 0.381_966_011_250_105;
        let mut top = from;
        let at_end = from.strength.strength == low || from.strength.strength == high;
        self.expects(if at_end { 1 } else { STEPS });
        for _ in 0..STEPS {
            let here = top.strength.strength;
            let next =
                if high - here > here - low { here + SECTION * (high - here) } else { here - SECTION * (here - low) };
            // No number lies between.
            if next <= low || next >= high || next == here {
                break;
            }
            let tried = self.at(next)?;
            if tried.reached > top.reached {
                *(if next > here { &mut low } else { &mut high }) = here;
                top = tried;
            } else {
                *(if next > here { &mut high } else { &mut low }) = next;
                // At an end of the range, that nothing near is higher is taken for a slope.
                if at_end && top.strength == from.strength {
                    break;
                }
            }
            if self.is_enough(&top.strength) {
                break;
            }
        }
        Ok((top.strength != from.strength).then_some(top))
    }

    /// The first strength, going through `side`, that is sure enough.
    fn first(&self, tried: &[Strength], side: &[usize], tolerance: f64) -> Result<Option<Strength>, RunError> {
        let Some(place) = side.iter().position(|index| self.is_enough(&tried[*index])) else { return Ok(None) };
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
            let middle = self.at(middle)?.strength;
            if self.is_enough(&middle) {
                good = middle;
            } else {
                bad = middle.strength;
            }
        }
        Ok(Some(self.rounded(good, bad, tolerance)?))
    }

    /// A strength that suffices with no more decimals than the search is fine, so that it can be written as it is: the next one away
    /// from one that does not suffice, if it suffices too.
    fn rounded(&self, good: Strength, bad: f64, tolerance: f64) -> Result<Strength, RunError> {
        let decimals = (-tolerance.log10().floor()).clamp(0.0, 300.0) as usize;
        let away = if good.strength > bad { f64::ceil } else { f64::floor };
        let grain = 10_f64.powi(decimals as i32);
        let text = format!("{:.decimals$}", away(good.strength * grain) / grain);
        let (low, high) = self.question.between;
        let there = text.parse().unwrap_or(good.strength);
        if there == good.strength || !(low..=high).contains(&there) {
            return Ok(good);
        }
        self.expects(1);
        let there = self.at(there)?.strength;
        Ok(if self.is_enough(&there) { there } else { good })
    }

    fn report(&self, Search { neutral, tried, solution, falls, steady, apart }: Search) -> Frontier {
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
            steady,
            apart,
            draws: study.draws,
            seed: study.settings.seed,
        }
    }
}
