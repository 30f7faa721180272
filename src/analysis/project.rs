//! Runs a model and summarises what it reports, within a budget of memory.

use std::time::Duration;

use ndarray::Axis;

use super::RunError;
use super::charts;
use super::condition::condition;
use super::inputs;
use super::locate::locate;
use super::summary::{NotFinite, series};
use crate::clock::Stopwatch;
use crate::engine::{self, Ensemble, Progress, Settings};
use crate::model::Model;
use crate::model::compile::compile;
use crate::model::program::Program;
use crate::numeric::weights::Weights;
use crate::parallel;
use crate::projection::{About, Basis, Dimension, Element, Projection, Sample, Series, Variable};
use crate::scenario::At;

/// How a model is run.
#[derive(Debug, Clone, Copy, Default)]
pub struct RunOptions {
    /// Colour of the scenario where it names none.
    pub colour: usize,
    /// Keep all draws of reported variables.
    pub keep_draws: bool,
}

/// What a run gives.
#[derive(Debug)]
pub struct Outcome {
    /// What is reported.
    pub projection: Projection,
    /// All draws of reported variables, in base units, if they were asked for.
    pub ensemble: Option<Ensemble>,
    /// How much each draw counts.
    pub weights: Weights,
    /// Time spent compiling.
    pub compile: Duration,
    /// Time spent sampling and simulating.
    pub simulate: Duration,
    /// Time spent summarising.
    pub summarise: Duration,
}

/// Runs all draws of a model's scenario and summarises them.
///
/// Only what is reported is kept. If that is over the memory budget of the scenario, groups of columns are run one after
/// another, so that quantiles stay exact.
///
/// # Errors
/// Memory does not suffice, nothing is reported, or a number is not finite.
pub fn project(model: &Model, options: &RunOptions, progress: Progress) -> Result<Outcome, RunError> {
    let started = Stopwatch::start();
    let program = compile(model, |variable, _| model.variables[variable].reported);
    let compiled = started.elapsed();
    let mut settings = settings(model);
    let begin = Stopwatch::start();
    let conditioned = condition(model, &settings)?;
    settings.moved.clone_from(&conditioned.moved);
    let mut simulate = begin.elapsed();
    let groups = groups(model, &program, &settings, options)?;
    let mut summarise = Duration::ZERO;
    let mut summaries: Vec<Series> = Vec::with_capacity(program.columns.len());
    let mut kept = None;
    for group in groups {
        let begin = Stopwatch::start();
        let ensemble = engine::run(model, &program, &settings, 0..settings.draws, &group, progress)?;
        simulate += begin.elapsed();
        let begin = Stopwatch::start();
        summaries.extend(summarised(model, &settings, &ensemble, &conditioned.weights)?);
        summarise += begin.elapsed();
        kept = options.keep_draws.then_some(ensemble);
    }
    let mut projection = assemble(model, &settings, summaries, options.colour);
    projection.conditioning = conditioned.report;
    Ok(Outcome { projection, ensemble: kept, weights: conditioned.weights, compile: compiled, simulate, summarise })
}

/// The settings of a scenario; one draw is enough where nothing is uncertain.
fn settings(model: &Model) -> Settings {
    let ensemble = &model.header.ensemble;
    let draws = if model.is_uncertain() { ensemble.draws.value } else { 1 };
    Settings::new(draws, ensemble.seed, ensemble.sampler)
}

/// What a projection says of the draws it rests on.
pub(super) fn sample(settings: &Settings) -> Sample {
    Sample { draws: settings.draws, seed: settings.seed, sampler: settings.sampler }
}

/// How many columns of so many draws fit a budget of memory, in bytes; at least one.
///
/// # Errors
/// [`RunError::Memory`] if none does.
pub(super) fn fitting(draws: u64, points: usize, budget: u64) -> Result<u128, RunError> {
    let needed = column_bytes(draws, points);
    if needed > u128::from(budget) {
        return Err(RunError::Memory { draws, points, needed, budget });
    }
    Ok(u128::from(budget) / needed.max(1))
}

fn column_bytes(draws: u64, points: usize) -> u128 {
    u128::from(draws) * points as u128 * 8
}

/// So many columns of so many draws, in groups that fit the budget of a model's scenario together.
///
/// # Errors
/// [`RunError::Memory`] if one alone does not fit.
pub(super) fn in_groups(
    model: &Model,
    settings: &Settings,
    draws: u64,
    columns: usize,
) -> Result<impl Iterator<Item = Vec<usize>>, RunError> {
    let size = fitting(draws, model.axis.points, left(model, settings))?.min(columns.max(1) as u128) as usize;
    Ok((0..columns).step_by(size).map(move |first| (first..columns.min(first + size)).collect()))
}

/// How many runs of so many columns and draws fit the budget at the same time; at least one, which may take groups.
pub(super) fn at_once(model: &Model, settings: &Settings, draws: u64, columns: usize) -> usize {
    let one = column_bytes(draws, model.axis.points) * columns as u128;
    usize::try_from(u128::from(left(model, settings)) / one.max(1)).unwrap_or(usize::MAX).max(1)
}

/// Bytes of the budget that the draws themselves, where they were moved, leave to results.
pub(super) fn left(model: &Model, settings: &Settings) -> u64 {
    let held = settings.moved.as_ref().map_or(0, |moved| moved.bytes());
    model.header.ensemble.memory.saturating_sub(held)
}

/// Columns that fit the budget together, in order.
fn groups(
    model: &Model,
    program: &Program,
    settings: &Settings,
    options: &RunOptions,
) -> Result<Vec<Vec<usize>>, RunError> {
    let columns = program.columns.len();
    if columns == 0 {
        return Err(RunError::NothingReported);
    }
    let groups: Vec<Vec<usize>> = in_groups(model, settings, settings.draws, columns)?.collect();
    if options.keep_draws && groups.len() > 1 {
        let needed = column_bytes(settings.draws, program.points) * columns as u128;
        return Err(RunError::KeepDraws { needed, budget: left(model, settings) });
    }
    Ok(groups)
}

/// Summarises the columns of an ensemble.
///
/// # Errors
/// [`RunError::NotFinite`] with the first variable of the earliest draw in which a number is not finite.
pub(super) fn summarised(
    model: &Model,
    settings: &Settings,
    ensemble: &Ensemble,
    weights: &Weights,
) -> Result<Vec<Series>, RunError> {
    let values = ensemble.values.view();
    let one = |slot: usize| series(model, ensemble.columns[slot], values.index_axis(Axis(0), slot), weights);
    let found: Vec<Result<Series, NotFinite>> = parallel::map_indices(ensemble.columns.len(), one);
    let mut summaries = Vec::with_capacity(found.len());
    let mut broken: Option<NotFinite> = None;
    for result in found {
        match result {
            Ok(series) => summaries.push(series),
            // The earliest draw is the one to report: it does not depend on which column was looked at first.
            Err(fault) => {
                broken = Some(broken.map_or(fault, |known| if fault.draw < known.draw { fault } else { known }));
            }
        }
    }
    match broken {
        Some(fault) => Err(RunError::NotFinite(Box::new(locate(model, settings, fault.draw)))),
        None => Ok(summaries),
    }
}

/// The projection of a model: `summaries` are of all elements of all reported variables, in order.
pub(super) fn assemble(model: &Model, settings: &Settings, summaries: Vec<Series>, colour: usize) -> Projection {
    let mut summaries = summaries.into_iter();
    let mut variables = Vec::new();
    let mut index_of = vec![None; model.variables.len()];
    for (index, checked) in model.variables.iter().enumerate().filter(|(_, variable)| variable.reported) {
        let entry = &checked.declared;
        index_of[index] = Some(variables.len());
        variables.push(Variable {
            name: entry.name.clone(),
            label: entry.value.label.clone(),
            description: entry.value.description.clone(),
            unit: entry.value.unit.value.clone(),
            dims: checked.signature.dims.clone(),
            at_end: checked.at == At::End,
            headline: entry.value.headline.iter().map(|year| year.value).collect(),
            series: summaries.by_ref().take(checked.of_element.len()).collect(),
        });
    }
    let dimensions = model
        .dimensions
        .iter()
        .map(|entry| Dimension {
            name: entry.name.clone(),
            label: entry.value.label.clone(),
            elements: entry
                .value
                .elements
                .iter()
                .map(|element| Element { name: element.name.clone(), label: element.value.clone() })
                .collect(),
            region: entry.value.region,
        })
        .collect();
    let about = &model.header.about;
    Projection {
        about: About {
            id: model.header.id.clone(),
            title: about.title.clone(),
            narrative: about.narrative.clone(),
            model: about.model.clone(),
            region: about.region.clone(),
            source: about.source.clone(),
            colour: about.colour.unwrap_or(colour),
            basis: Basis::run(sample(settings), model.is_uncertain()),
        },
        times: model.axis.times(),
        dimensions,
        charts: charts::charts(model, &index_of),
        variables,
        conditioning: None,
        inputs: inputs::inputs(model),
        changes: inputs::changes(model),
    }
}
