//! Runs a program over any number of draws and keeps none: each chunk is handed over while it is in the cache.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use ndarray::{Array3, ArrayView3, Axis, s};

use super::blocks::{Prepared, block_size};
use super::run::{Progress, Settings, Unfinished};
use super::sampling::Sampling;
use crate::model::Model;
use crate::model::program::Program;
use crate::numeric::moments::CHUNK;
use crate::parallel;

/// Runs the draws `range` (absolute indices, the first divisible by [`CHUNK`]) of an ensemble, and hands over those of the
/// output columns `kept`, chunk by chunk, of which the last may be shorter: what each thread has, the first draw, and values [column, time, draw] in base units.
/// Gives what the threads have then, in no order.
///
/// The value of a draw depends neither on the range, nor on the number of threads.
///
/// # Errors
/// [`Unfinished::Cancelled`] if the run is cancelled.
///
/// # Panics
/// If a column of `kept` is not one of the program's.
pub fn stream<S: Send>(
    (model, program): (&Model, &Program),
    settings: &Settings,
    range: Range<u64>,
    kept: &[usize],
    room: impl Fn() -> S + Sync + Send,
    take: impl Fn(&mut S, u64, ArrayView3<f64>) + Sync + Send,
    progress: &dyn Progress,
) -> Result<Vec<S>, Unfinished> {
    let sampling = Sampling::new(model, &program.samples, settings);
    let prepared = Prepared::new(program, settings, &sampling, kept, 0..program.points);
    let block = settings.block.unwrap_or_else(|| block_size(program, CHUNK * parallel::threads())).clamp(1, CHUNK);
    let cut = AtomicBool::new(false);
    let chunks = (range.end - range.start).div_ceil(CHUNK as u64) as usize;
    let own = || (room(), prepared.registers(block), Array3::zeros([kept.len(), program.points, CHUNK]));
    let rooms = parallel::rooms_of(chunks, own, |(room, registers, values), index| {
        if progress.stopped() {
            cut.store(true, Ordering::Relaxed);
            return;
        }
        let first = range.start + (index * CHUNK) as u64;
        let count = (range.end - first).min(CHUNK as u64) as usize;
        let mut values = values.slice_mut(s![.., .., ..count]);
        for (index, mut output) in values.axis_chunks_iter_mut(Axis(2), block).enumerate() {
            prepared.run(registers, first + (index * block) as u64, &mut output);
        }
        take(room, first, values.view());
        progress.done(count as u64);
    });
    if cut.into_inner() {
        return Err(Unfinished::Cancelled);
    }
    Ok(rooms.into_iter().map(|(room, _, _)| room).collect())
}
