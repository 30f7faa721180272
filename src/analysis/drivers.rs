//! Which uncertain assumptions drive a number of a projection.

use ndarray::{Array2, ArrayView1, ArrayView2, s};

use super::project::RunError;
use super::sensitivity::{Bootstrap, Indices, Pairs, Swing, correlation_ratio, indices, swing_design, swings};
use crate::diagnostic::Diagnostic;
use crate::engine::{self, Settings};
use crate::model::compile::compile;
use crate::model::program::Program;
use crate::model::{CorrelationGroup, Model, Quantity, Value};
use crate::numeric::normal::{normal_cdf, normal_scores};
use crate::scenario::Sampler;

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct DriverOptions {
    /// Base samples of Sobol indices, and draws of the ranking. Best a power of 2.
    pub samples: usize,
    /// Whether to compute swings.
    pub swing: bool,
    /// Whether to compute Sobol indices: (factors + 2) times `samples` runs.
    pub sobol: bool,
    /// Whether to rank by the correlation ratio.
    pub ranking: bool,
    /// Intervals of Sobol indices.
    pub bootstrap: Bootstrap,
}

/// What an assumption, a group of correlated ones, or noise does to the number.
#[derive(Debug, Clone, PartialEq)]
pub struct Driver {
    /// A selector; several with ` + ` between them for a correlated group; `noise` for all noise together.
    pub label: String,
    /// The number, in its declared unit, with the assumption at its own 5 % and 95 % quantiles and all others at their
    /// medians. Not for groups and noise.
    pub swing: Option<Swing>,
    /// Sobol indices. Members of a correlated group have none of their own.
    pub indices: Option<Indices>,
    /// Share of the variance explained by the assumption and what is correlated with it. Not for groups and noise.
    pub ranking: Option<f64>,
}

/// All drivers of a number, that with the greatest total index first, then that with the greatest ranking or swing.
///
/// Only assumptions that the number depends on count. Noise is one factor: it is the same in the two runs that a total
/// index compares and independent between the two samples. Swings are taken in one draw of the noise.
///
/// # Errors
/// Memory does not suffice, or a number is not finite.
pub fn drivers(model: &Model, of: Quantity, options: &DriverOptions) -> Result<Vec<Driver>, RunError> {
    let evaluator = Evaluator::new(model, of, options.samples);
    let needed: Vec<usize> = evaluator.program.samples.iter().map(|(draw, _)| *draw).collect();
    let wanted = distinct(model, &needed);
    let mut found: Vec<Driver> = wanted
        .iter()
        .map(|draw| Driver { label: label(model, *draw), swing: None, indices: None, ranking: None })
        .collect();
    if options.swing {
        // Under noise each point of a run has a draw of its own; the same draw for all takes a run for each.
        let design = swing_uniforms(model, &wanted);
        let outputs =
            if evaluator.is_noisy() { evaluator.one_by_one(&design) } else { evaluator.at(design.view(), 0) }?;
        for (driver, swing) in found.iter_mut().zip(swings(&outputs)) {
            driver.swing = Some(swing);
        }
    }
    if options.sobol || options.ranking {
        let mut pairs = Pairs::new(model.draws.len(), options.samples, model.scenario.ensemble.seed);
        share_rows(model, &mut pairs.a);
        share_rows(model, &mut pairs.b);
        let a = evaluator.at(pairs.a.view(), 0)?;
        if options.ranking {
            for (driver, draw) in found.iter_mut().zip(&wanted) {
                driver.ranking = Some(correlation_ratio(&scores(model, *draw, pairs.a.view()), &a));
            }
        }
        if options.sobol {
            add_indices(&evaluator, &pairs, &a, &wanted, &mut found, &options.bootstrap)?;
        }
    }
    let size = |driver: &Driver| {
        let total = driver.indices.map_or(-1.0, |indices| indices.total.estimate);
        let swing = driver.swing.map_or(0.0, |swing| (swing.high - swing.low).abs());
        [total, driver.ranking.unwrap_or(0.0), swing]
    };
    let order = |a: &Driver, b: &Driver| {
        let pairs = size(b).into_iter().zip(size(a));
        pairs.fold(std::cmp::Ordering::Equal, |known, (b, a)| known.then(b.total_cmp(&a)))
    };
    found.sort_by(order);
    Ok(found)
}

/// Sobol indices of all factors; those of groups and noise are added as drivers of their own.
fn add_indices(
    evaluator: &Evaluator,
    pairs: &Pairs,
    a: &[f64],
    wanted: &[usize],
    found: &mut Vec<Driver>,
    bootstrap: &Bootstrap,
) -> Result<(), RunError> {
    let model = evaluator.model;
    let points = a.len();
    let b = evaluator.at(pairs.b.view(), points as u64)?;
    let mut factors: Vec<(usize, Vec<usize>)> = Vec::new();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (index, draw) in wanted.iter().enumerate() {
        let members = together(model, *draw);
        if distinct(model, &members).len() == 1 {
            factors.push((index, members));
        } else if !groups.contains(&members) {
            groups.push(members);
        }
    }
    let mut add = |label: String, members: Vec<usize>| {
        factors.push((found.len(), members));
        found.push(Driver { label, swing: None, indices: None, ranking: None });
    };
    for members in groups {
        let labels: Vec<String> = distinct(model, &members).iter().map(|draw| label(model, *draw)).collect();
        add(labels.join(" + "), members);
    }
    if evaluator.is_noisy() {
        add("noise".to_owned(), Vec::new());
    }
    let mut mixed = Array2::zeros((factors.len(), points));
    let mut design = pairs.a.clone();
    for ((_, members), mut row) in factors.iter().zip(mixed.outer_iter_mut()) {
        for draw in members {
            design.row_mut(*draw).assign(&pairs.b.row(*draw));
        }
        let first_draw = if members.is_empty() { points as u64 } else { 0 };
        row.assign(&ArrayView1::from(&evaluator.at(design.view(), first_draw)?));
        for draw in members {
            design.row_mut(*draw).assign(&pairs.a.row(*draw));
        }
    }
    let computed = indices(ArrayView1::from(a), ArrayView1::from(&b), mixed.view(), bootstrap);
    for ((index, _), indices) in factors.iter().zip(computed) {
        found[*index].indices = Some(indices);
    }
    Ok(())
}

/// Runs a model for one number of its projection.
struct Evaluator<'a> {
    model: &'a Model,
    of: Quantity,
    program: Program,
    settings: Settings,
}

impl<'a> Evaluator<'a> {
    fn new(model: &'a Model, of: Quantity, samples: usize) -> Self {
        let program = compile(model, |variable, element| (variable, element) == (of.variable, of.element));
        let seed = model.scenario.ensemble.seed;
        let settings = Settings::new(samples as u64, seed, Sampler::Sobol);
        Self { model, of, program, settings }
    }

    fn is_noisy(&self) -> bool {
        !self.program.noise.is_empty()
    }

    /// The number, in its declared unit, at points [draw source, point], with the noise of draws from `first_draw` on.
    fn at(&self, uniforms: ArrayView2<f64>, first_draw: u64) -> Result<Vec<f64>, RunError> {
        let (draws, points, budget) =
            (uniforms.ncols() as u64, self.program.points, self.model.scenario.ensemble.memory);
        let needed = u128::from(draws) * points as u128 * 8;
        if needed > u128::from(budget) {
            return Err(RunError::Memory { draws, points, needed, budget });
        }
        let ensemble = engine::run_at(self.model, &self.program, &self.settings, uniforms, first_draw, &[0])?;
        let unit = &self.model.variables[self.of.variable].signature.unit;
        let values: Vec<f64> =
            ensemble.values.view().slice(s![0, self.of.point, ..]).iter().map(|value| unit.from_base(*value)).collect();
        if values.iter().all(|value| value.is_finite()) {
            return Ok(values);
        }
        let entry = &self.model.scenario.variables[self.of.variable];
        let year = self.model.axis.time(self.of.point);
        let message = format!("`{}` is not finite in {year} for some values of the assumptions", entry.name);
        let diagnostic = Diagnostic::error("not-finite", message, entry.span.clone(), "computed here")
            .with_help("`catchup run` says where such a number arises first");
        Err(RunError::NotFinite(Box::new(diagnostic)))
    }

    /// As [`Self::at`], every point in the same draw of the noise.
    fn one_by_one(&self, uniforms: &Array2<f64>) -> Result<Vec<f64>, RunError> {
        let mut outputs = Vec::with_capacity(uniforms.ncols());
        for point in 0..uniforms.ncols() {
            outputs.extend(self.at(uniforms.slice(s![.., point..=point]), 0)?);
        }
        Ok(outputs)
    }
}

/// All draw sources with the random numbers of this one: itself, or all elements of a shared assumption.
fn twins(model: &Model, draw: usize) -> impl Iterator<Item = usize> {
    let own = &model.draws[draw];
    let same = move |other: usize| model.draws[other].name == own.name && model.draws[other].element == own.element;
    (0..model.draws.len()).filter(move |other| same(*other))
}

/// The first of each set of twins among these draw sources and their twins, in the order of the draw sources.
fn distinct(model: &Model, draws: &[usize]) -> Vec<usize> {
    let mut firsts: Vec<usize> = draws.iter().filter_map(|draw| twins(model, *draw).next()).collect();
    firsts.sort_unstable();
    firsts.dedup();
    firsts
}

/// Gives all elements of a shared assumption the row of the first in an array [draw source, point].
fn share_rows(model: &Model, uniforms: &mut Array2<f64>) {
    for draw in 0..model.draws.len() {
        if let Some(first) = twins(model, draw).next().filter(|first| *first != draw) {
            let row = uniforms.row(first).to_owned();
            uniforms.row_mut(draw).assign(&row);
        }
    }
}

/// The draw sources that cannot vary independently of this one: twins and those correlated, directly or through others.
fn together(model: &Model, draw: usize) -> Vec<usize> {
    let mut members = vec![draw];
    let mut next = 0;
    while let Some(draw) = members.get(next).copied() {
        let correlated = group(model, draw).into_iter().flat_map(|(group, _)| &group.members);
        for linked in twins(model, draw).chain(correlated.flat_map(|member| member.draws.iter().copied())) {
            if !members.contains(&linked) {
                members.push(linked);
            }
        }
        next += 1;
    }
    members.sort_unstable();
    members
}

/// The selector of what is drawn; without an element if all elements share it.
fn label(model: &Model, draw: usize) -> String {
    let of_draw = |value: &Value| matches!(value, Value::Random(index) if *index == draw);
    for assumption in &model.assumptions {
        if let Some(element) = assumption.values.iter().position(of_draw) {
            let several = assumption.values.iter().filter(|value| of_draw(value)).nth(1).is_some();
            let shared = several || twins(model, draw).nth(1).is_some();
            let signature = &assumption.signature;
            return if shared { signature.name.clone() } else { model.selector(signature, element) };
        }
    }
    model.draws[draw].name.clone()
}

fn group(model: &Model, draw: usize) -> Option<(&CorrelationGroup, usize)> {
    model.correlations.iter().find_map(|group| {
        group.members.iter().position(|member| member.draws.contains(&draw)).map(|position| (group, position))
    })
}

/// The design of swings [draw source, point]. In a correlated group the independent scores are those that the copula mixes
/// into the wanted score of one member and 0, the median, of the others.
fn swing_uniforms(model: &Model, wanted: &[usize]) -> Array2<f64> {
    let ends = swing_design(wanted.len());
    let mut uniforms = Array2::from_elem((model.draws.len(), ends.ncols()), 0.5);
    for (factor, first) in wanted.iter().enumerate() {
        for (draw, point) in twins(model, *first).flat_map(|draw| [1, 2].map(|side| (draw, 2 * factor + side))) {
            let Some((group, position)) = group(model, draw) else {
                uniforms[[draw, point]] = ends[[factor, point]];
                continue;
            };
            let mut score = [ends[[factor, point]]];
            normal_scores(&mut score);
            let mut mixed = vec![0.0; group.members.len()];
            mixed[position] = score[0];
            for (member, score) in group.members.iter().zip(unmixed(group, &mixed)) {
                for draw in &member.draws {
                    uniforms[[*draw, point]] = normal_cdf(score).clamp(f64::EPSILON, 1.0 - f64::EPSILON);
                }
            }
        }
    }
    uniforms
}

/// The independent scores that the Cholesky factor mixes into these, by forward substitution; 0 for a member that the ones
/// before it determine.
fn unmixed(group: &CorrelationGroup, mixed: &[f64]) -> Vec<f64> {
    let mut scores: Vec<f64> = Vec::with_capacity(mixed.len());
    for (row, wanted) in group.factor.iter().zip(mixed) {
        let known: f64 = row.iter().zip(&scores).map(|(weight, score)| weight * score).sum();
        let own = row.get(scores.len()).copied().unwrap_or(0.0);
        scores.push(if own > 1e-9 { (wanted - known) / own } else { 0.0 });
    }
    scores
}

/// What orders the draws by the value of an assumption: its uniform numbers, or in a correlated group its mixed scores.
fn scores(model: &Model, draw: usize, uniforms: ArrayView2<f64>) -> Vec<f64> {
    let Some((group, position)) = group(model, draw) else { return uniforms.row(draw).to_vec() };
    let mut sum = vec![0.0; uniforms.ncols()];
    for (weight, member) in group.factor[position].iter().zip(&group.members).take(position + 1) {
        // A fixed member stands at its median, a score of 0.
        let Some(draw) = member.draws.first() else { continue };
        let mut scores = uniforms.row(*draw).to_vec();
        normal_scores(&mut scores);
        for (sum, score) in sum.iter_mut().zip(scores) {
            *sum += weight * score;
        }
    }
    sum
}
