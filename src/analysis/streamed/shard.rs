//! Shards: the draws of an ensemble divided among machines that do not know of one another.
//!
//! Each pass over the draws gives parts that add up. All shards look for the same, since the first draws say it to each; what
//! later passes look for is known when the parts of the passes before are merged.

use std::ops::Range;

use super::begun;
use super::cells::Cells;
use super::codec::{Reader, Writer};
use super::passes::{Collected, Counted, Heard, Part};
use super::search::Search;
use super::sums::Sums;
use super::{groups, series, wanted};
use crate::analysis::RunError;
use crate::analysis::assemble::assemble;
use crate::analysis::simulation::Simulation;
use crate::analysis::study::Study;
use crate::engine::Progress;
use crate::model::Model;
use crate::numeric::brackets::Place;
use crate::numeric::moments::CHUNK;
use crate::projection::Projection;

/// One of several parts of the draws of an ensemble, which follow one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// Which, counted from 1.
    pub number: u64,
    /// How many there are.
    pub of: u64,
}

impl Shard {
    /// Its draws, of so many: whole chunks of sums, so that sums are those of the whole.
    #[must_use]
    pub fn draws(self, draws: u64) -> Range<u64> {
        let chunks = u128::from(draws.div_ceil(CHUNK as u64));
        let start = |number: u64| {
            let chunk = chunks * u128::from(number) / u128::from(self.of);
            (chunk as u64).saturating_mul(CHUNK as u64).min(draws)
        };
        start(self.number - 1)..start(self.number)
    }
}

/// What is known after some passes, for those who carry out the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextPass {
    /// The number of the next pass, counted from 1.
    pub pass: u32,
    /// What it looks for.
    pub known: Vec<u8>,
}

/// What parts give.
#[derive(Debug)]
pub enum Merged {
    /// Another pass is needed.
    Next(NextPass),
    /// All is known.
    Done(Box<Projection>),
}

/// Finds out what the first pass of so many shards looks for, as each of them would by itself: for those who send it to all.
///
/// # Errors
/// As [`shard`].
pub fn begin(model: &Model, shards: u64, progress: &dyn Progress) -> Result<NextPass, RunError> {
    let study = divisible(model, progress)?.quiet();
    let simulation = reported(&study, model);
    let columns = columns(&simulation, shards)?;
    let cells = Cells::new(&simulation, &columns);
    let (search, sums) = first(&cells, shards, None)?;
    Ok(NextPass { pass: 1, known: begun::write(&search, &sums) })
}

/// What the first pass of so many shards looks for, and its sums: as was said, or as the first draws say.
fn first<'a>(cells: &'a Cells<'a>, shards: u64, step: Option<&NextPass>) -> Result<(Search<'a>, Sums), RunError> {
    let draws = cells.simulation.study.draws;
    let Some(step) = step else {
        return Ok((Search::new(cells, wanted(draws), draws, shards)?, Sums::new(cells)?));
    };
    let begun = (step.pass == 1).then(|| begun::read(cells, &step.known)).flatten();
    let (brackets, aims) = begun.ok_or(RunError::ForeignPart)?;
    Ok((Search::within(cells, wanted(draws), draws, brackets), Sums::at(cells, aims)))
}

/// What a pass looks for, and its sums if it is the first.
fn looking<'a>(
    cells: &'a Cells<'a>,
    shards: u64,
    step: Option<&NextPass>,
) -> Result<(Search<'a>, Option<Sums>), RunError> {
    match step.filter(|step| step.pass > 1) {
        Some(step) => Ok((resumed(cells, step).ok_or(RunError::ForeignPart)?, None)),
        None => first(cells, shards, step).map(|(search, sums)| (search, Some(sums))),
    }
}

/// Carries out a pass over the draws of a shard: the first, as [`begin`] has said or as the first draws say, or what a merge has
/// said. Gives a part as bytes, the same each time, and no more for more draws.
///
/// # Errors
/// Draws are conditioned, so that each hangs on all others; memory does not suffice; a number is not finite; the step is not
/// of this model; the run is cancelled.
pub fn shard(
    model: &Model,
    shard: Shard,
    step: Option<&NextPass>,
    progress: &dyn Progress,
) -> Result<Vec<u8>, RunError> {
    let study = divisible(model, progress)?;
    let simulation = reported(&study, model);
    let columns = columns(&simulation, shard.of)?;
    let cells = Cells::new(&simulation, &columns);
    let (search, mut sums) = looking(&cells, shard.of, step)?;
    let part = search.look(shard.draws(study.draws), Heard::Pass(1), sums.as_mut())?;
    let mut out = Writer::default();
    part.write(&mut out);
    if let Some(sums) = sums {
        sums.write(&mut out);
    }
    Ok(out.0)
}

/// Adds up the parts of a pass of some of so many shards, in any order: a part as of one shard that had all their draws. What a
/// merge makes of such parts is what it makes of those that they were made of.
///
/// # Errors
/// As [`shard`], or a part is not of this model.
pub fn add(
    model: &Model,
    shards: u64,
    step: Option<&NextPass>,
    parts: &[Vec<u8>],
    progress: &dyn Progress,
) -> Result<Vec<u8>, RunError> {
    let study = divisible(model, progress)?.quiet();
    let simulation = reported(&study, model);
    let columns = columns(&simulation, shards)?;
    let cells = Cells::new(&simulation, &columns);
    let (search, mut sums) = looking(&cells, shards, step)?;
    let whole = added(&search, &cells, sums.as_mut(), parts, study.draws).ok_or(RunError::ForeignPart)?;
    let mut out = Writer::default();
    whole.write(&mut out);
    if let Some(sums) = sums {
        sums.write(&mut out);
    }
    Ok(out.0)
}

/// The sum of parts of a pass; none if one is not of it. What adds up besides is added to `sums`.
fn added(search: &Search, cells: &Cells, mut sums: Option<&mut Sums>, parts: &[Vec<u8>], draws: u64) -> Option<Part> {
    let aims = sums.as_ref().map(|sums| sums.aims.clone());
    let mut all = Vec::with_capacity(parts.len());
    for bytes in parts {
        let mut reader = Reader(bytes);
        let part = search.read(&mut reader)?;
        if let (Some(sums), Some(aims)) = (&mut sums, &aims) {
            sums.add(Sums::at(cells, aims.clone()).read(&mut reader, draws)?);
        }
        if !reader.0.is_empty() {
            return None;
        }
        all.push(part);
    }
    Part::sum(all)
}

/// Merges the parts of all of so many shards, by pass and shard, or what adding them up has given. `begun` is what [`begin`] has
/// said, if the first pass was carried out by that.
///
/// # Errors
/// As [`shard`], or a part is not of this model.
pub fn merge(
    model: &Model,
    shards: u64,
    begun: Option<&NextPass>,
    passes: &[Vec<Vec<u8>>],
    colour: usize,
    progress: &dyn Progress,
) -> Result<Merged, RunError> {
    let study = divisible(model, progress)?.quiet();
    let simulation = reported(&study, model);
    let columns = columns(&simulation, shards)?;
    let cells = Cells::new(&simulation, &columns);
    let (mut search, mut sums) = first(&cells, shards, begun)?;
    for parts in passes {
        let first = search.is_first();
        let whole = added(&search, &cells, first.then_some(&mut sums), parts, study.draws);
        let whole = whole.filter(|whole| search.agrees(whole, study.draws) && sums.draws() == study.draws);
        if let Some(statistics) = search.conclude(whole.ok_or(RunError::ForeignPart)?) {
            let series = series(&cells, &statistics, &sums)?;
            return Ok(Merged::Done(Box::new(assemble(model, &study, series, colour))));
        }
    }
    Ok(Merged::Next(search.step()))
}

/// The draws of a model, if each can be had without the others.
fn divisible<'a>(model: &Model, progress: &'a dyn Progress) -> Result<Study<'a>, RunError> {
    if model.condition.is_some() {
        return Err(RunError::Undivided);
    }
    Study::new(model, progress)
}

fn reported<'a>(study: &'a Study<'a>, model: &'a Model) -> Simulation<'a> {
    Simulation::new(study, model, |variable, _| model.variables[variable].reported)
}

/// All columns, which must fit the budget of memory at once.
fn columns(simulation: &Simulation, shards: u64) -> Result<Vec<usize>, RunError> {
    let groups = groups(simulation, shards)?;
    match <[Vec<usize>; 1]>::try_from(groups) {
        Ok([columns]) if columns.is_empty() => Err(RunError::NothingReported),
        Ok([columns]) => Ok(columns),
        Err(groups) if groups.is_empty() => Err(RunError::NothingReported),
        Err(groups) => {
            let budget = simulation.study.left();
            Err(RunError::Parts { needed: u128::from(budget) * groups.len() as u128, budget })
        }
    }
}

fn resumed<'a>(cells: &'a Cells<'a>, step: &NextPass) -> Option<Search<'a>> {
    let draws = cells.simulation.study.draws;
    let ranks = wanted(draws);
    let ended = step.pass - 1;
    let mut reader = Reader(&step.known);
    let mut places = Vec::with_capacity(cells.count());
    for cell in 0..cells.count() {
        let length = reader.length(18)?;
        if length != ranks.of(cells.is_event(cell)).len() {
            return None;
        }
        let mut place = || {
            let (low, high) = (reader.number()?, reader.number()?);
            let (below, inside) = (reader.count()?, reader.count()?);
            (low <= high && below.checked_add(inside)? <= draws).then_some(Place { low, high, below, inside })
        };
        places.push((0..length).map(|_| place()).collect::<Option<Vec<Place>>>()?);
    }
    reader.0.is_empty().then(|| Search::resumed(cells, ranks, ended, places))
}

impl Search<'_> {
    /// What the next pass looks for.
    fn step(&self) -> NextPass {
        let (ended, places) = self.known();
        let mut out = Writer::default();
        for places in places {
            out.count(places.len() as u64);
            for place in places {
                out.number(place.low);
                out.number(place.high);
                out.count(place.below);
                out.count(place.inside);
            }
        }
        NextPass { pass: ended + 1, known: out.0 }
    }

    /// Reads a part of the next pass.
    fn read(&self, reader: &mut Reader) -> Option<Part> {
        let (regions, bins, brackets) = self.shape();
        match (reader.count()?, self.collects()) {
            (0, false) => {
                let counted = Counted { regions: reader.counts()?, bins: reader.counts()? };
                let fits = counted.regions.len() == regions && counted.bins.len() == bins;
                fits.then_some(Part::Counted(counted))
            }
            (1, true) => {
                let lengths = reader.counts()?;
                let values = reader.numbers()?;
                let ends = lengths.iter().scan(0_usize, |end, length| {
                    *end = end.checked_add(usize::try_from(*length).ok()?)?;
                    Some(*end)
                });
                let starts: Vec<usize> = std::iter::once(0).chain(ends).collect();
                let fits = starts.len() == brackets + 1 && starts[brackets] == values.len();
                fits.then_some(Part::Collected(Collected { starts, values }))
            }
            _ => None,
        }
    }
}

impl Part {
    fn write(&self, out: &mut Writer) {
        match self {
            Self::Counted(counted) => {
                out.count(0);
                out.counts(counted.regions.iter().copied());
                out.counts(counted.bins.iter().copied());
            }
            Self::Collected(collected) => {
                out.count(1);
                out.counts(collected.starts.windows(2).map(|range| (range[1] - range[0]) as u64));
                out.numbers(&collected.values);
            }
        }
    }

    /// Adds up parts of one pass; none if there are none, or of several.
    fn sum(all: Vec<Self>) -> Option<Self> {
        let mut counted: Option<Counted> = None;
        let mut collected = Vec::new();
        for part in all {
            match (part, &mut counted) {
                (Self::Counted(part), Some(sum)) => sum.add(&part),
                (Self::Counted(part), none) => *none = Some(part),
                (Self::Collected(part), _) => collected.push(part),
            }
        }
        match (counted, collected.as_slice()) {
            (Some(sum), []) => Some(Self::Counted(sum)),
            (None, [_, ..]) => Some(Self::Collected(Collected::sum(&collected))),
            (Some(_), [_, ..]) | (None, []) => None,
        }
    }
}
