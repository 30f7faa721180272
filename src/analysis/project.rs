//! Runs a model and summarises what it reports, within a budget of memory.

use std::time::Duration;

use super::RunError;
use super::assemble::{assemble, assemble_of};
use super::kept::summarised;
use super::simulation::Simulation;
use super::streamed;
use super::study::Study;
use crate::clock::Stopwatch;
use crate::engine::{Ensemble, Progress};
use crate::model::Model;
use crate::numeric::weights::Weights;
use crate::projection::{Projection, Quantiles, Series};

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

/// What a run would report, without its numbers: variables with their elements, charts, inputs.
#[must_use]
#[cfg_attr(not(feature = "explorer"), allow(dead_code, reason = "the explorer asks for it"))]
pub fn outline(model: &Model) -> Projection {
    let ensemble = &model.header.ensemble;
    let study = Study::sampled(model, ensemble.draws.value, ensemble.sampler, &|_| {});
    let reported = model.variables.iter().filter(|variable| variable.reported);
    let dims = reported.map(|variable| &variable.signature.dims);
    let empty = |elements| Series { elements, ..Series::estimated(Quantiles::default()) };
    let series = dims.flat_map(|dims| (0..model.count(dims)).map(|flat| empty(model.elements(dims, flat))));
    assemble(model, &study, series.collect(), 0)
}

/// Runs all draws of a model's scenario and summarises them.
///
/// Only what is reported is kept. If that is much, nothing is: quantiles are found in passes over the draws, and are as exact.
///
/// # Errors
/// Memory does not suffice, nothing is reported, a number is not finite, or the run is cancelled.
pub fn project(model: &Model, options: &RunOptions, progress: &dyn Progress) -> Result<Outcome, RunError> {
    project_of(model, &|_, _| true, options, progress)
}

/// As [`project`], of the elements of reported variables that are `shown` (variable and flat element index): no others are
/// computed, unless these need them, and a variable has only theirs as its series.
///
/// # Errors
/// As [`project`].
pub fn project_of(
    model: &Model,
    shown: &dyn Fn(usize, usize) -> bool,
    options: &RunOptions,
    progress: &dyn Progress,
) -> Result<Outcome, RunError> {
    let begin = Stopwatch::start();
    let study = Study::new(model, progress)?;
    let conditioned = begin.elapsed();
    let begin = Stopwatch::start();
    let simulation = Simulation::new(&study, model, |variable, element| {
        model.variables[variable].reported && shown(variable, element)
    });
    let compile = begin.elapsed();
    let columns = simulation.program.columns.len();
    if columns == 0 {
        return Err(RunError::NothingReported);
    }
    if options.keep_draws {
        study.keeps(columns)?;
    }
    let begin = Stopwatch::start();
    let Summaries { series, ensemble, time: summarise } = summaries_of(&simulation, options.keep_draws)?;
    let simulate = conditioned + begin.elapsed().saturating_sub(summarise);
    let mut projection = assemble_of(model, &study, shown, series, options.colour);
    drop(simulation);
    projection.conditioning = study.conditioning;
    Ok(Outcome { projection, ensemble, weights: study.weights, compile, simulate, summarise })
}

/// The columns of a simulation.
pub(super) struct Summaries {
    /// By column.
    pub series: Vec<Series>,
    /// All draws of them, if they were to be kept.
    ensemble: Option<Ensemble>,
    /// Time spent on what is told apart from simulating.
    time: Duration,
}

/// Runs all columns of a simulation and summarises them.
///
/// # Errors
/// As [`Simulation::each_group`].
pub(super) fn summaries_of(simulation: &Simulation, keep_draws: bool) -> Result<Summaries, RunError> {
    let mut found = Summaries { series: Vec::new(), ensemble: None, time: Duration::ZERO };
    if !keep_draws && streamed::pays(simulation) {
        found.series = streamed::summarised(simulation)?;
        return Ok(found);
    }
    simulation.each_group(|ensemble| {
        let begin = Stopwatch::start();
        found.series.extend(summarised(simulation, &ensemble)?);
        found.time += begin.elapsed();
        found.ensemble = keep_draws.then_some(ensemble);
        Ok(())
    })?;
    Ok(found)
}
