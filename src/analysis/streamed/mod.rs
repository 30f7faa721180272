//! Summarises columns of which no draws are kept.
//!
//! Draws can be had again at any time, so order statistics are found in passes over them (`numeric/brackets.rs`): the first
//! draws say where to look, a pass counts, and a pass collects what few values are left. Each gives numbers that add up, over
//! threads and over shards. What is found has the bits of what is found where all draws are kept.

mod begun;
mod cells;
mod codec;
mod passes;
mod search;
mod shard;
mod sums;
#[cfg(test)]
mod tests;

pub use shard::{Merged, NextPass, Shard, add, begin, merge, shard};

use super::RunError;
use super::kept::PILOT;
use super::simulation::Simulation;
use super::summary::Found;
use crate::numeric::moments::CHUNK;
use crate::numeric::quantile::Position;
use crate::parallel;
use crate::projection::{Level, Series};
use cells::{Cells, Ranks};
use passes::Heard;
use search::{COLLECTED, Search, bins_of, sample_of};
use sums::Sums;

/// Summarises all columns of a simulation, as many at a time as fit the budget of memory.
///
/// # Errors
/// Memory does not suffice for one column, a number is not finite, or the run is cancelled.
pub(super) fn summarised(simulation: &Simulation) -> Result<Vec<Series>, RunError> {
    let mut found = Vec::with_capacity(simulation.program.columns.len());
    for group in groups(simulation, 1)? {
        found.extend(of_columns(simulation, &group)?);
    }
    Ok(found)
}

/// Whether a simulation is better summarised so than by keeping its draws.
pub(super) fn pays(simulation: &Simulation) -> bool {
    simulation.study.streams(simulation.program.columns.len(), bytes(simulation, 1))
}

/// All columns of a simulation in groups that fit the budget of memory, if it is divided among so many shards.
fn groups(simulation: &Simulation, shards: u64) -> Result<Vec<Vec<usize>>, RunError> {
    simulation.study.groups_of(simulation.program.columns.len(), bytes(simulation, shards))
}

fn bytes(simulation: &Simulation, shards: u64) -> u64 {
    let (draws, program) = (simulation.study.draws, &simulation.program);
    let cells = program.columns.len() * program.points;
    column_bytes(program.points, bins_of(cells, draws, sample_of(draws, shards)))
}

/// Bytes that a column takes while it is looked at.
fn column_bytes(points: usize, bins: u32) -> u64 {
    let threads = parallel::threads() as u64;
    let ranks = 2 * Level::COUNT as u64;
    let values = 8 * CHUNK as u64;
    let counts = 4 * (ranks * u64::from(bins) + 2 * ranks + 1);
    let places = 150 * ranks;
    let collected = 8 * ranks * COLLECTED / 4;
    points as u64 * ((threads * (values + counts) + 2 * counts + places + collected).max(8 * PILOT as u64))
}

fn of_columns(simulation: &Simulation, columns: &[usize]) -> Result<Vec<Series>, RunError> {
    let cells = Cells::new(simulation, columns);
    let draws = simulation.study.draws;
    let mut search = Search::new(&cells, wanted(draws), draws, 1)?;
    let mut sums = Sums::new(&cells)?;
    loop {
        let part = search.look(0..draws, Heard::Pass(2), search.is_first().then_some(&mut sums))?;
        if let Some(statistics) = search.conclude(part) {
            return series(&cells, &statistics, &sums);
        }
    }
}

/// The ranks that are asked for among so many draws.
fn wanted(draws: u64) -> Ranks {
    let levels = Level::PROBABILITIES.iter().flat_map(|level| Position::of(*level, draws).ranks());
    Ranks::new(levels, Cells::passing_ranks(draws))
}

/// The series of columns, from the order statistics [cell, rank] of all draws and what adds up.
///
/// # Errors
/// The first draws, which charts may show as lines, are not to be had.
fn series(cells: &Cells, statistics: &[Vec<f64>], sums: &Sums) -> Result<Vec<Series>, RunError> {
    let draws = cells.simulation.study.draws;
    let ranks = wanted(draws);
    let levels = Level::PROBABILITIES.map(|level| Position::of(level, draws));
    let at = |cell: usize, rank: u64| statistics[cell][ranks.place(cells.is_event(cell), rank)];
    let (moments, targets) = sums.total(draws);
    let lines = cells.lines()?;
    let of_column = |slot: usize| {
        let points = cells.points(slot);
        let own = targets.iter().filter(|(of, ..)| *of == slot);
        let found = Found {
            quantiles: points.clone().map(|cell| levels.map(|level| level.between(|rank| at(cell, rank)))).collect(),
            moments: points.map(|cell| (moments[cell].mean, moments[cell].sd())).collect(),
            targets: own.map(|(_, probability, shortfall)| (*probability, *shortfall)).collect(),
            milestones: cells.milestones(slot, sums, draws, at),
            histograms: sums.histograms(slot, draws),
            lines: lines[slot].clone(),
        };
        cells.asked[slot].series(cells.simulation.model, found, sums.aims[slot].0)
    };
    Ok((0..cells.columns.len()).map(of_column).collect())
}
