//! Passes over draws: one that counts values in the brackets of each cell, one that collects those that are left.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use ndarray::ArrayView3;

use super::cells::{Cells, Ranks};
use super::sums::{Chunk, Sums, Tally};
use crate::analysis::RunError;
use crate::engine::{self, Progress};
use crate::numeric::brackets::{Brackets, Place, Room};
use crate::numeric::moments::CHUNK;

/// What a pass looks at.
#[derive(Clone)]
pub(super) struct Scope<'a> {
    pub cells: &'a Cells<'a>,
    /// Absolute indices of draws.
    pub draws: Range<u64>,
    /// What those who follow the run hear of it.
    pub heard: Heard,
}

/// What those who follow a run hear of a pass.
#[derive(Clone, Copy)]
pub(super) enum Heard {
    /// Nothing.
    Nothing,
    /// Its draws, as of one of so many passes over them.
    Pass(u64),
    /// Its draws, as steps of a first look at some after so many others, of at least so many in all that follows.
    First { after: u64, of: u64 },
}

/// What a first look is called to those who follow the run.
const FIRST: &str = "all draws, after a first look at some";

impl Scope<'_> {
    /// Runs the draws and hands them over to readers, one for each thread.
    fn pass<S: Send>(
        &self,
        reader: impl Fn() -> S + Sync + Send,
        read: impl Fn(&mut S, u64, ArrayView3<f64>) + Sync + Send,
    ) -> Result<Vec<S>, RunError> {
        let simulation = self.cells.simulation;
        let study = simulation.study;
        let of = (simulation.model, &simulation.program);
        let (settings, draws, columns) = (&study.settings, self.draws.clone(), self.cells.columns);
        let run = |progress: &dyn Progress| engine::stream(of, settings, draws, columns, &reader, &read, progress);
        Ok(match self.heard {
            Heard::Nothing => study.follow_part(0, run),
            Heard::Pass(passes) => study.follow_part(passes, run),
            Heard::First { after, of } => study.follow_work(FIRST, (after, of), run),
        }?)
    }
}

/// What a pass has found in some of the draws; parts add up.
pub(super) enum Part {
    /// Of a pass that counts.
    Counted(Counted),
    /// Of a pass that collects.
    Collected(Collected),
}

/// How many values lie in the regions and bins of each cell.
pub(super) struct Counted {
    pub regions: Vec<u64>,
    pub bins: Vec<u64>,
}

/// Where the regions and bins of cells begin.
pub(super) struct Layout(Vec<(usize, usize)>);

impl Layout {
    pub fn new(brackets: &[Brackets]) -> Self {
        let mut at = (0, 0);
        let mut starts = vec![at];
        for of in brackets {
            at = (at.0 + of.regions(), at.1 + of.bins());
            starts.push(at);
        }
        Self(starts)
    }

    fn regions(&self, cell: usize) -> Range<usize> {
        self.0[cell].0..self.0[cell + 1].0
    }

    fn bins(&self, cell: usize) -> Range<usize> {
        self.0[cell].1..self.0[cell + 1].1
    }

    /// How many regions and bins there are.
    pub fn totals(&self) -> (usize, usize) {
        self.0.last().copied().unwrap_or_default()
    }
}

impl Counted {
    /// Adds what others have counted.
    pub fn add(&mut self, other: &Self) {
        self.regions.iter_mut().zip(&other.regions).for_each(|(sum, count)| *sum = sum.saturating_add(*count));
        self.bins.iter_mut().zip(&other.bins).for_each(|(sum, count)| *sum = sum.saturating_add(*count));
    }

    /// Of a cell: all values, those within brackets by region, and those by bin; none if there are more than can be.
    pub fn of(&self, layout: &Layout, cell: usize) -> Option<(u64, u64, u64)> {
        let regions = &self.regions[layout.regions(cell)];
        Some((sum(regions.iter())?, sum(regions.iter().skip(1).step_by(2))?, sum(self.bins[layout.bins(cell)].iter())?))
    }

    /// Narrows where the order statistics of each cell lie.
    pub fn narrow(
        &self,
        layout: &Layout,
        cells: &Cells,
        ranks: &Ranks,
        brackets: &[Brackets],
        places: &mut [Vec<Place>],
    ) {
        for (cell, (brackets, places)) in brackets.iter().zip(places).enumerate() {
            let (regions, bins) = (&self.regions[layout.regions(cell)], &self.bins[layout.bins(cell)]);
            brackets.narrow(places, ranks.of(cells.is_event(cell)), regions, bins);
        }
    }
}

/// The sum of counts, if it is one.
fn sum<'c>(mut counts: impl Iterator<Item = &'c u64>) -> Option<u64> {
    counts.try_fold(0_u64, |sum, count| sum.checked_add(*count))
}

/// What a thread counts.
struct Counter {
    room: Room,
    regions: Vec<u32>,
    bins: Vec<u32>,
    tally: Tally,
}

/// At most so many draws are counted at once, so that no count of a thread overflows.
const SPAN: u64 = 1 << 31;

/// Counts the values of draws in brackets, and sums up what adds up besides, where that is asked for.
pub(super) fn count(scope: &Scope, brackets: &[Brackets], sums: Option<&mut Sums>) -> Result<Counted, RunError> {
    let layout = Layout::new(brackets);
    let (regions, bins) = layout.totals();
    let mut counted = Counted { regions: vec![0; regions], bins: vec![0; bins] };
    let mut none = Sums::default();
    let is_summed = sums.is_some();
    let sums = sums.unwrap_or(&mut none);
    let tree = Mutex::new(std::mem::take(&mut sums.tree));
    let of = &*sums;
    let counter = || Counter {
        room: Room::default(),
        regions: vec![0; regions],
        bins: vec![0; bins],
        tally: Tally::new(scope.cells, of),
    };
    let read = |counter: &mut Counter, first: u64, values: ArrayView3<f64>| {
        let mut chunk = Chunk::default();
        scope.cells.each(values, |cell, row| {
            let (regions, bins) = (&mut counter.regions[layout.regions(cell)], &mut counter.bins[layout.bins(cell)]);
            brackets[cell].count(row, &mut counter.room, regions, bins);
            if is_summed {
                chunk.look(scope.cells, &mut counter.tally, first, cell, row);
            }
        });
        if is_summed {
            chunk.aim(of, &mut counter.tally, values);
            tree.lock().unwrap_or_else(PoisonError::into_inner).add(first / CHUNK as u64, chunk);
        }
    };
    let mut found = Vec::new();
    let mut start = scope.draws.start;
    while start < scope.draws.end {
        let end = scope.draws.end.min(start + SPAN);
        for counter in (Scope { draws: start..end, ..scope.clone() }).pass(counter, read)? {
            add(&mut counted.regions, &counter.regions);
            add(&mut counted.bins, &counter.bins);
            found.push(counter.tally);
        }
        start = end;
    }
    sums.tree = tree.into_inner().unwrap_or_else(PoisonError::into_inner);
    for tally in &found {
        sums.tally.add(tally);
    }
    Ok(counted)
}

fn add(sum: &mut [u64], counts: &[u32]) {
    for (sum, count) in sum.iter_mut().zip(counts) {
        *sum += u64::from(*count);
    }
}

/// Values that lie in brackets, in increasing order.
pub(super) struct Collected {
    /// By bracket: the first of its values, and behind the last one how many there are.
    pub starts: Vec<usize>,
    pub values: Vec<f64>,
}

impl Collected {
    /// No values in so many brackets as these counts are.
    pub fn nothing(inside: &[u64]) -> Self {
        Self { starts: vec![0; inside.len() + 1], values: Vec::new() }
    }

    /// The values of a bracket.
    pub fn of(&self, bracket: usize) -> &[f64] {
        &self.values[self.starts[bracket]..self.starts[bracket + 1]]
    }

    /// What several have collected in the same brackets, all at once: one after the other, each value would be moved as often as
    /// there are some.
    pub fn sum(all: &[Self]) -> Self {
        let values = all.iter().map(|one| one.values.len()).sum();
        let mut sum = Self { starts: vec![0], values: Vec::with_capacity(values) };
        for bracket in 0..all.first().map_or(0, |one| one.starts.len() - 1) {
            let start = sum.values.len();
            for one in all {
                sum.values.extend(one.of(bracket));
            }
            // A sort that finds what is in order already, as each of them is.
            sum.values[start..].sort_by(f64::total_cmp);
            sum.starts.push(sum.values.len());
        }
        sum
    }
}

/// Collects the values of draws that lie in brackets, each of which has at most so many.
pub(super) fn collect(scope: &Scope, brackets: &[Brackets], inside: &[u64]) -> Result<Collected, RunError> {
    let ends = inside.iter().scan(0, |end, inside| {
        *end += *inside as usize;
        Some(*end)
    });
    let starts: Vec<usize> = std::iter::once(0).chain(ends).collect();
    let room: Vec<AtomicU64> = (0..starts[inside.len()]).map(|_| AtomicU64::new(0)).collect();
    let come: Vec<AtomicUsize> = inside.iter().map(|_| AtomicUsize::new(0)).collect();
    let first: Vec<usize> = brackets.iter().scan(0, |end, of| Some(std::mem::replace(end, *end + of.len()))).collect();
    let read = |own: &mut Room, _: u64, values: ArrayView3<f64>| {
        scope.cells.each(values, |cell, row| {
            brackets[cell].collect(row, own, |bracket, value| {
                let bracket = first[cell] + bracket;
                let place = starts[bracket] + come[bracket].fetch_add(1, Ordering::Relaxed);
                // No more come than have been counted.
                if place < starts[bracket + 1] {
                    room[place].store((value + 0.0).to_bits(), Ordering::Relaxed);
                }
            });
        });
    };
    scope.pass(Room::default, read)?;
    // In place: there may be very many.
    let mut values: Vec<f64> = room.into_iter().map(|bits| f64::from_bits(bits.into_inner())).collect();
    let mut ends = vec![0];
    for (range, come) in starts.windows(2).zip(come) {
        let (start, end) = (ends[ends.len() - 1], range[0] + come.into_inner().min(range[1] - range[0]));
        values[range[0]..end].sort_unstable_by(f64::total_cmp);
        values.copy_within(range[0]..end, start);
        ends.push(start + end - range[0]);
    }
    values.truncate(ends[ends.len() - 1]);
    Ok(Collected { starts: ends, values })
}
