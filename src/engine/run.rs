//! Runs a program over all draws: blocks in parallel, steps in order.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ndarray::{Array2, ArrayView2, ArrayView3, Axis};

use super::blocks::{GREATEST_BLOCK, Prepared, block_size, noise_keys};
use super::registers::Register;
use super::sampling::{Given, Sampling};
use crate::model::Model;
use crate::model::program::{Column, Instruction, Operation, Program};
use crate::numeric::buffer::Buffer;
use crate::parallel;
use crate::scenario::Sampler;

/// How an ensemble is drawn.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Number of draws of the whole ensemble.
    pub draws: u64,
    /// Seed.
    pub seed: u64,
    /// Sampler.
    pub sampler: Sampler,
    /// Draws in a block; none: chosen by what instructions and registers cost. Results do not depend on it.
    pub block: Option<usize>,
    /// Draws that have been moved, so that they agree with history.
    pub moved: Option<Arc<Moved>>,
}

impl Settings {
    /// Draws as the sampler gives them.
    #[must_use]
    pub fn new(draws: u64, seed: u64, sampler: Sampler) -> Self {
        Self { draws, seed, sampler, block: None, moved: None }
    }
}

/// A table of draws that replaces the sampler's: row i is draw i.
#[derive(Debug, Clone, PartialEq)]
pub struct Moved {
    /// Normal scores by the key of their stream (see [`random::key`]); streams that are not here are as the sampler gives them.
    pub scores: HashMap<u64, Vec<f64>>,
    /// Normal scores of noise by the key of its stream and the step; noise that is not here is that of the draw.
    pub noise: HashMap<(u64, u64), Vec<f64>>,
}

impl Moved {
    /// Bytes of all its numbers.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let numbers: usize = self.scores.values().chain(self.noise.values()).map(Vec::len).sum();
        numbers as u64 * 8
    }
}

/// Kept results: an array [column, time, draw], in base units.
#[derive(Debug)]
pub struct Ensemble {
    /// Which variable element each column is.
    pub(crate) columns: Vec<Column>,
    /// The values.
    pub(crate) values: Buffer,
}

impl Ensemble {
    /// The values: [column, time, draw].
    #[must_use]
    pub fn view(&self) -> ArrayView3<'_, f64> {
        self.values.view()
    }
}

/// Why a run gives no results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfinished {
    /// The system has not the memory that they need.
    #[error("the system does not give the memory that the results need")]
    OutOfMemory,
    /// [`Progress::stopped`] said so.
    #[error("the run was cancelled")]
    Cancelled,
}

/// Follows a computation from many threads, and may stop it. A function that is told what is done never stops it.
pub trait Progress<T = u64>: Sync {
    /// Is told what has been done; of a run, how many more draws.
    fn done(&self, step: T);

    /// Is told how far work is that is not counted so: how many steps of at least how many.
    fn step(&self, _work: &str, _done: u64, _at_least: u64) {}

    /// Whether to end without results. Asked before each block of draws, so that little is computed after the first yes.
    fn stopped(&self) -> bool {
        false
    }
}

impl<T, F: Fn(T) + Sync> Progress<T> for F {
    fn done(&self, step: T) {
        self(step);
    }
}

/// Runs the draws `range` (absolute indices) of an ensemble and keeps the output columns `kept` of the program.
///
/// The value of a draw depends neither on the range, nor on the block size, nor on the number of threads.
///
/// # Errors
/// `Unfinished` if the system does not give the memory for the results, or the run is cancelled.
///
/// # Panics
/// If a column of `kept` is not one of the program's.
pub fn run(
    model: &Model,
    program: &Program,
    settings: &Settings,
    range: Range<u64>,
    kept: &[usize],
    progress: &dyn Progress,
) -> Result<Ensemble, Unfinished> {
    run_in(model, program, settings, range, Keep::all(program, kept), progress)
}

/// What is kept of a run.
#[derive(Debug)]
pub struct Keep<'a> {
    /// Output columns of the program.
    pub columns: &'a [usize],
    /// Points of time: the first of the results is the first of these, and steps after the last are not computed.
    pub points: Range<usize>,
    /// The memory of earlier results, which is taken if it suffices.
    pub room: Option<Buffer>,
}

impl<'a> Keep<'a> {
    /// All points of time of some columns.
    #[must_use]
    pub fn all(program: &Program, columns: &'a [usize]) -> Self {
        Self { columns, points: 0..program.points, room: None }
    }
}

/// As [`run`], for some points of time or in the memory of earlier results.
///
/// # Errors
/// As [`run`].
///
/// # Panics
/// As [`run`].
pub fn run_in(
    model: &Model,
    program: &Program,
    settings: &Settings,
    range: Range<u64>,
    keep: Keep,
    progress: &dyn Progress,
) -> Result<Ensemble, Unfinished> {
    let sampling = Sampling::new(model, &program.samples, settings);
    execute(program, settings, &sampling, range, keep, progress)
}

/// Evaluates a model at given points and keeps the output columns `kept` of the program.
///
/// Numbers are [draw source, draw]. Uniform ones lie strictly between 0 and 1: each row is mapped through the distribution of
/// its draw source (an index into [`Model::draws`]), members of a correlated group after the copula has mixed theirs. Noise is
/// that of the draws from `first_draw` on, so that points can share it or not.
///
/// # Errors
/// [`Unfinished`] if the system does not give the memory for the results, or the run is cancelled.
///
/// # Panics
/// If there is not one row for each draw source, or a column of `kept` is not one of the program's.
pub fn run_at(
    model: &Model,
    program: &Program,
    settings: &Settings,
    (given, numbers): (Given, ArrayView2<f64>),
    first_draw: u64,
    kept: &[usize],
    progress: &dyn Progress,
) -> Result<Ensemble, Unfinished> {
    assert_eq!(numbers.nrows(), model.draws.len(), "one row for each draw source");
    let range = first_draw..first_draw + numbers.ncols() as u64;
    let sampling = Sampling::new(model, &program.samples, settings).with(given, numbers, first_draw);
    execute(program, settings, &sampling, range, Keep::all(program, kept), progress)
}

/// The values [draw source, draw], in base units, of the draw sources that a program needs at uniform numbers [draw source,
/// draw]; zeros of others. For evaluations at many points that share most of them.
#[must_use]
pub fn sampled(model: &Model, program: &Program, settings: &Settings, uniforms: ArrayView2<f64>) -> Array2<f64> {
    let wanted: Vec<(usize, u32)> = program.samples.iter().map(|(source, _)| (*source, *source as u32)).collect();
    let sampling = Sampling::new(model, &wanted, settings).with(Given::Uniforms, uniforms, 0);
    let mut values = Array2::zeros(uniforms.dim());
    parallel::for_each_with(
        values.axis_chunks_iter_mut(Axis(1), GREATEST_BLOCK),
        || vec![Register::zeros(GREATEST_BLOCK); model.draws.len()],
        |registers, index, mut values| {
            sampling.fill(registers, values.ncols(), (index * GREATEST_BLOCK) as u64);
            for (register, mut row) in registers.iter().zip(values.outer_iter_mut()) {
                row.iter_mut().zip(register.iter()).for_each(|(value, sampled)| *value = *sampled);
            }
        },
    );
    values
}

/// The values of draw sources (indices into [`Model::draws`]) in all draws: [draw source, draw], in base units.
#[must_use]
pub fn samples(model: &Model, sources: &[usize], settings: &Settings) -> Array2<f64> {
    let wanted: Vec<(usize, u32)> = sources.iter().enumerate().map(|(row, source)| (*source, row as u32)).collect();
    let sampling = Sampling::new(model, &wanted, settings);
    let count = settings.draws as usize;
    let mut registers = vec![Register::zeros(count); sources.len()];
    sampling.fill(&mut registers, count, 0);
    Array2::from_shape_fn((sources.len(), count), |(row, draw)| registers[row][draw])
}

/// The uniform numbers behind draw sources in all draws, by the key of their stream: of the sources themselves and of all
/// that are correlated with them.
#[must_use]
pub fn streams(model: &Model, sources: &[usize], settings: &Settings) -> Vec<(u64, Vec<f64>)> {
    let wanted: Vec<(usize, u32)> = sources.iter().map(|source| (*source, 0)).collect();
    Sampling::new(model, &wanted, settings).streams(settings.draws as usize)
}

/// The random numbers behind noise that a program reads before step `steps`: keys of their streams, and steps.
#[must_use]
pub fn noises(program: &Program, settings: &Settings, steps: usize) -> Vec<(u64, u64)> {
    let read = |instruction: &Instruction| match instruction.operation {
        Operation::Noise(stream, fixed) => Some((stream, fixed)),
        _ => None,
    };
    let mut found = BTreeSet::new();
    for (stream, fixed) in program.draw_code.iter().chain(&program.step_code).filter_map(read) {
        match fixed {
            Some(step) => found.extend([(stream, step)]),
            None => found.extend((0..steps as u64).map(|step| (stream, program.first_step + step))),
        }
    }
    let keys = noise_keys(program, settings);
    found.into_iter().map(|(stream, step)| (keys[stream as usize], step)).collect()
}

fn execute(
    program: &Program,
    settings: &Settings,
    sampling: &Sampling,
    range: Range<u64>,
    Keep { columns: kept, points, room }: Keep,
    progress: &dyn Progress,
) -> Result<Ensemble, Unfinished> {
    let count = (range.end - range.start) as usize;
    let prepared = Prepared::new(program, settings, sampling, kept, points);
    let size = settings.block.unwrap_or_else(|| block_size(program, count)).max(1);
    let shape = [kept.len(), prepared.points.len(), count];
    let mut values = Buffer::reused(room, shape).ok_or(Unfinished::OutOfMemory)?;
    let cut = AtomicBool::new(false);
    parallel::for_each_with(
        values.view_mut().axis_chunks_iter_mut(Axis(2), size),
        || prepared.registers(size),
        |registers, index, mut output| {
            if progress.stopped() {
                cut.store(true, Ordering::Relaxed);
                return;
            }
            prepared.run(registers, range.start + (index * size) as u64, &mut output);
            progress.done(output.len_of(Axis(2)) as u64);
        },
    );
    if cut.into_inner() {
        return Err(Unfinished::Cancelled);
    }
    Ok(Ensemble { columns: kept.iter().map(|column| program.columns[*column]).collect(), values })
}
