//! Intervals by profile likelihood: how far a parameter can go while all others do their best.

use std::cell::Cell;

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::candidate::Candidate;
use super::least_squares::{Options, Solution, solve};
use super::search::starts;
use crate::numeric::normal::normal_quantile;

/// Steps while an end is looked for.
const STEPS: usize = 60;
/// Steps that narrow the bracket around an end.
const NARROWINGS: usize = 80;
/// Relative precision of an end.
const PRECISE: f64 = 1e-7;
/// The same where intervals average.
const AVERAGED: f64 = 1e-4;
/// Offset of the fits along the way: their sums of squares are off by its square.
const ROUGH: f64 = 1e-5;
/// The same where intervals average.
const ROUGHER: f64 = 2e-4;
/// Steps of a fit along the way, as along correlations. They begin where the last fit ended, and few take more than some tens; along a ridge, where other
/// parameters make up for whatever one does, they creep on without end.
pub(super) const CREEPING: usize = 1000;
/// Steps of all fits for the intervals of a law, after which ends that have not been found are not looked for any more: a second or
/// two for a few dozen values.
pub(super) const PATIENCE: usize = 100_000;
/// An end is one if the profile there is its limit, to this part.
const HOLDS: f64 = 1e-3;

/// One end of an interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum End {
    /// Here the profile reaches its limit.
    At(f64),
    /// It does not reach it within the bounds of the parameter.
    Open,
    /// The search lost its way: what it found is no end.
    Failed,
}

/// Something better than a solution, come across on the way.
pub(super) struct Better {
    /// For which component.
    pub component: usize,
    /// The better solution; the profiled parameter was held there.
    pub solution: Box<Solution>,
}

/// How a profile is followed.
pub(super) struct Profiled<'p, 'a> {
    pub candidate: &'p Candidate<'a>,
    pub options: &'p Options,
    /// Parameters that the caller knows, on their natural scales.
    pub known: &'p [Option<f64>],
    /// Confidence level.
    pub level: f64,
    /// Steps that are left of all that may be taken.
    pub left: &'p Cell<usize>,
}

impl Profiled<'_, '_> {
    /// The values of one parameter at which the sum of squares, least over the others, is (1 + t^2 / freedom) times its
    /// least value: a likelihood-ratio interval with the critical value t of Student's distribution (Bates and Watts
    /// 1988, *Nonlinear Regression Analysis and Its Applications*, 6.1, doi:10.1002/9780470316757). Of several
    /// components with weights, the values beyond which Student's distributions leave half of what the level leaves, on
    /// average.
    ///
    /// `reach` is a first guess of the distance, such as t times the standard error.
    pub(super) fn ends(&self, index: usize, reach: f64) -> Result<[End; 2], Better> {
        let mut ends = [End::Open; 2];
        for (end, sign) in ends.iter_mut().zip([-1.0, 1.0]) {
            *end = self.end(index, sign * reach, 3.0, false)?;
            if *end == End::Failed && self.left.get() > 0 {
                // Once more by small steps, with new starts at each.
                *end = self.end(index, sign * reach / 16.0, 1.5, true)?;
            }
        }
        Ok(ends)
    }

    fn end(&self, index: usize, step: f64, growth: f64, careful: bool) -> Result<End, Better> {
        let (low, high) = self.options.bounds[index];
        let bound = if step < 0.0 { low } else { high };
        let centre = self.candidate.reported().best.parameters[index];
        let mut walk = Walk::new(self, index, step.signum(), careful);
        let (mut near, mut below) = (centre, -1.0);
        let mut far = centre + step;
        let mut above = f64::NAN;
        for _ in 0..STEPS {
            far = if step < 0.0 { far.max(bound) } else { far.min(bound) };
            above = walk.beyond(far, true)?;
            if self.left.get() == 0 {
                return Ok(End::Failed);
            }
            if above >= 0.0 {
                break;
            }
            if far == bound || !far.is_finite() {
                return Ok(End::Open);
            }
            (near, below) = (far, above);
            far += (growth - 1.0) * (far - centre);
        }
        if above.is_nan() || above < 0.0 {
            return Ok(End::Open);
        }
        walk.narrow(Bracket { near, below, far, above }, centre)
    }
}

/// The limit lies between `near` and `far`.
struct Bracket {
    near: f64,
    below: f64,
    far: f64,
    above: f64,
}

/// Fits along one parameter, each from where the last ended and, where asked for, from new starts.
struct Walk<'p, 'a> {
    profiled: &'p Profiled<'p, 'a>,
    index: usize,
    /// Towards which end.
    sign: f64,
    /// Whether every fit begins anew too.
    careful: bool,
    /// Relative precision of an end.
    precision: f64,
    /// Offset of fits.
    offset: f64,
    /// By component: where the last fit ended.
    others: Vec<Vec<f64>>,
    student: Option<StudentsT>,
    /// The excess of the sum of squares at the limit, and the score of what it leaves.
    target: f64,
    score: f64,
}

impl<'p, 'a> Walk<'p, 'a> {
    fn new(profiled: &'p Profiled<'p, 'a>, index: usize, sign: f64, careful: bool) -> Self {
        let components = &profiled.candidate.components;
        let freedom = profiled.candidate.reported().uncertainty.freedom.max(1) as f64;
        let student = StudentsT::new(0.0, 1.0, freedom).ok();
        let t = student.map_or(f64::NAN, |student| student.inverse_cdf(0.5 + 0.5 * profiled.level));
        Self {
            profiled,
            index,
            sign,
            careful,
            precision: if components.len() == 1 { PRECISE } else { AVERAGED },
            offset: if components.len() == 1 { ROUGH } else { ROUGHER },
            others: components.iter().map(|one| one.best.parameters.clone()).collect(),
            student,
            target: t * t / freedom,
            score: normal_quantile::<false>(0.5 + 0.5 * profiled.level),
        }
    }

    /// How far a value is beyond the limit: -1 at the solution, 0 at an end of the interval, nearly straight between;
    /// infinite where the model has no value.
    fn beyond(&mut self, value: f64, anew: bool) -> Result<f64, Better> {
        let components = &self.profiled.candidate.components;
        if let [_] = components.as_slice() {
            let excess = self.excess(0, value, anew)?;
            return Ok((excess / self.target).sqrt() - 1.0);
        }
        let Some(student) = self.student else { return Ok(f64::NAN) };
        let freedom = student.freedom();
        let mut tail = 0.0;
        for component in 0..components.len() {
            let one = &self.profiled.candidate.components[component];
            let t = (self.excess(component, value, anew)? * freedom).sqrt();
            let side = self.sign * (value - one.best.parameters[self.index]).signum();
            tail += one.weight * student.cdf(-side * t);
        }
        Ok(if tail > 0.0 { -normal_quantile::<false>(tail.min(1.0)) / self.score - 1.0 } else { f64::INFINITY })
    }

    /// By what part the sum of squares of a component, least over the other parameters, is above its least.
    fn excess(&mut self, component: usize, value: f64, anew: bool) -> Result<f64, Better> {
        let one = &self.profiled.candidate.components[component];
        let mut options = Options {
            offset: self.offset,
            steps: CREEPING.min(self.profiled.left.get()),
            ..self.profiled.options.clone()
        };
        options.bounds[self.index] = (value, value);
        let mut start = self.others[component].clone();
        start[self.index] = value;
        let solve = |start: &[f64]| {
            let found = solve(&one.problem, start, &options).ok()?;
            self.profiled.left.update(|left| left.saturating_sub(found.steps));
            Some(found)
        };
        let mut found = solve(&start);
        let central = component == self.profiled.candidate.central;
        if (anew && (central || self.careful)) || found.is_none() {
            let mut known = self.profiled.known.to_vec();
            known[self.index] = Some(one.problem.law.parameters[self.index].domain.natural(value));
            let other = starts(&one.problem, &known).into_iter().next();
            let other = other.and_then(|(_, start)| solve(&start));
            let lower = |other: &Solution| found.as_ref().is_none_or(|f| other.sum_of_squares < f.sum_of_squares);
            if let Some(other) = other.filter(lower) {
                found = Some(other);
            }
        }
        let Some(solution) = found else { return Ok(f64::INFINITY) };
        let least = one.best.sum_of_squares;
        // Better by more than rounding: the search had stopped short.
        if solution.sum_of_squares < least * (1.0 - 1e-6) {
            return Err(Better { component, solution: Box::new(solution) });
        }
        let excess = (solution.sum_of_squares / least - 1.0).max(0.0);
        self.others[component] = solution.parameters;
        Ok(excess)
    }

    /// A place where the profile is its limit, as an end. None, where another parameter is at a bound there: bounds are
    /// there for the search, and without them it would go on.
    fn end(&self, value: f64) -> End {
        let bounds = &self.profiled.options.bounds;
        let central = &self.others[self.profiled.candidate.central];
        let at_bound = |(at, other): (usize, &f64)| {
            let (low, high) = bounds[at];
            at != self.index && low < high && (*other <= low || *other >= high)
        };
        if central.iter().enumerate().any(at_bound) { End::Open } else { End::At(value) }
    }

    /// False position, the weight of an end halved when it stays (Dowell and Jarratt 1971, doi:10.1007/BF01934364).
    fn narrow(&mut self, bracket: Bracket, centre: f64) -> Result<End, Better> {
        let Bracket { mut near, mut below, mut far, mut above } = bracket;
        let mut stayed = 0;
        for _ in 0..NARROWINGS {
            if (far - near).abs() <= self.precision * (far - centre).abs() || above == 0.0 {
                break;
            }
            let part = if above.is_finite() { below / (below - above) } else { 0.5 };
            let between = near + part.clamp(0.01, 0.99) * (far - near);
            let there = self.beyond(between, self.careful)?;
            if self.profiled.left.get() == 0 {
                return Ok(End::Failed);
            }
            let side = if there >= 0.0 { 1 } else { -1 };
            if there.abs() < self.precision {
                return Ok(self.end(between));
            }
            if side > 0 {
                (far, above) = (between, there);
                below *= if stayed == side { 0.5 } else { 1.0 };
            } else {
                (near, below) = (between, there);
                above *= if stayed == side { 0.5 } else { 1.0 };
            }
            stayed = side;
        }
        let holds = far != centre && self.beyond(far, true)?.abs() < HOLDS;
        Ok(if holds { self.end(far) } else { End::Failed })
    }
}
