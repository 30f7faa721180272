//! Which uncertain assumptions drive a number of a projection.

use ndarray::{Array2, ArrayView1, ArrayView2, s};

use super::project::RunError;
use super::quantity::Quantity;
use super::sensitivity::{Bootstrap, Indices, Pairs, Swing, correlation_ratio, indices, swing_design, swings};
use crate::diagnostic::Diagnostic;
use crate::engine::{self, Settings};
use crate::model::compile::compile;
use crate::model::program::Program;
use crate::model::{CorrelationGroup, Model, Value};
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
    let wanted: Vec<usize> = evaluator.program.samples.iter().map(|(draw, _)| *draw).collect();
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
        let pairs = Pairs::new(model.draws.len(), options.samples, model.scenario.ensemble.seed);
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
    let group_of = |draw: usize| model.correlations.iter().position(|group| group.members.contains(&draw));
    let mut factors: Vec<(usize, Vec<usize>)> = Vec::new();
    for (index, draw) in wanted.iter().enumerate().filter(|(_, draw)| group_of(**draw).is_none()) {
        factors.push((index, vec![*draw]));
    }
    let mut add = |label: String, members: Vec<usize>| {
        factors.push((found.len(), members));
        found.push(Driver { label, swing: None, indices: None, ranking: None });
    };
    for group in &model.correlations {
        if group.members.iter().any(|draw| wanted.contains(draw)) {
            let labels: Vec<String> = group.members.iter().map(|draw| label(model, *draw)).collect();
            add(labels.join(" + "), group.members.clone());
        }
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
        let settings = Settings { draws: samples as u64, seed, sampler: Sampler::Sobol, block: None };
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

/// The selector of what is drawn; without an element if all elements share it.
fn label(model: &Model, draw: usize) -> String {
    for assumption in &model.assumptions {
        let of_draw = |value: &Value| matches!(value, Value::Random(index) if *index == draw);
        let mut elements = assumption.values.iter().enumerate().filter(|(_, value)| of_draw(value));
        match (elements.next(), elements.next()) {
            (Some((element, _)), None) => return model.selector(&assumption.signature, element),
            (Some(_), Some(_)) => return assumption.signature.name.clone(),
            (None, _) => {}
        }
    }
    model.draws[draw].name.clone()
}

fn group(model: &Model, draw: usize) -> Option<(&CorrelationGroup, usize)> {
    model
        .correlations
        .iter()
        .find_map(|group| group.members.iter().position(|member| *member == draw).map(|position| (group, position)))
}

/// The design of swings [draw source, point]. In a correlated group the independent scores are those that the copula mixes
/// into the wanted score of one member and 0, the median, of the others.
fn swing_uniforms(model: &Model, wanted: &[usize]) -> Array2<f64> {
    let ends = swing_design(wanted.len());
    let mut uniforms = Array2::from_elem((model.draws.len(), ends.ncols()), 0.5);
    for (factor, draw) in wanted.iter().enumerate() {
        for point in [1 + 2 * factor, 2 + 2 * factor] {
            let Some((group, position)) = group(model, *draw) else {
                uniforms[[*draw, point]] = ends[[factor, point]];
                continue;
            };
            let mut score = [ends[[factor, point]]];
            normal_scores(&mut score);
            let mut wanted = vec![0.0; group.members.len()];
            wanted[position] = score[0];
            for (member, score) in group.members.iter().zip(unmixed(group, &wanted)) {
                uniforms[[*member, point]] = normal_cdf(score).clamp(f64::EPSILON, 1.0 - f64::EPSILON);
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
        let mut scores = uniforms.row(*member).to_vec();
        normal_scores(&mut scores);
        for (sum, score) in sum.iter_mut().zip(scores) {
            *sum += weight * score;
        }
    }
    sum
}
