//! What adds up over draws besides counts: moments, targets reached, events passed.

use ndarray::{ArrayView3, s};

use super::cells::Cells;
use super::codec::{Reader, Writer};
use crate::analysis::RunError;
use crate::analysis::histogram;
use crate::numeric::goal::Goal;
use crate::numeric::moments::{CHUNK, Join, Moments, Tree};
use crate::projection::Histogram;

/// What is summed up, and its sums.
#[derive(Default)]
pub(super) struct Sums {
    /// By column: how great its numbers are, and the cells of its histograms.
    pub aims: Vec<(f64, Vec<histogram::Cells>)>,
    pub goals: Goals,
    /// How many points of columns there are.
    series: usize,
    pub tally: Tally,
    pub tree: Tree<Chunk>,
}

/// How a target is met: its column, the share of draws that reach it, and the mean distance of those that do not, if any.
pub(super) type Aim = (usize, f64, Option<f64>);

/// Goals of targets: column, point of time.
type Goals = Vec<(usize, usize, Goal)>;

/// Counts of draws.
#[derive(Default)]
pub(super) struct Tally {
    /// By goal: draws that reach it.
    reached: Vec<u64>,
    /// By histogram, column by column: draws in each of its cells.
    spread: Vec<Vec<u64>>,
    /// By event: draws beyond the threshold at first, and draws in which it never happens.
    passed: Vec<[u64; 2]>,
    /// The earliest draw with a number that is not finite.
    broken: Option<u64>,
}

impl Tally {
    pub fn new(cells: &Cells, sums: &Sums) -> Self {
        Self::of(cells, &sums.goals, &sums.aims)
    }

    fn of(cells: &Cells, goals: &Goals, aims: &[(f64, Vec<histogram::Cells>)]) -> Self {
        Self {
            reached: vec![0; goals.len()],
            spread: aims.iter().flat_map(|(_, cells)| cells).map(|cells| vec![0; cells.counts()]).collect(),
            passed: vec![[0; 2]; cells.count() - cells.series()],
            broken: None,
        }
    }

    pub fn add(&mut self, other: &Self) {
        self.reached.iter_mut().zip(&other.reached).for_each(|(sum, more)| *sum += more);
        for (sum, more) in self.spread.iter_mut().zip(&other.spread) {
            sum.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
        }
        for (sum, more) in self.passed.iter_mut().zip(&other.passed) {
            sum.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
        }
        self.broken = [self.broken, other.broken].into_iter().flatten().min();
    }
}

/// Sums of the draws of a chunk.
#[derive(Clone, Default)]
pub(super) struct Chunk {
    /// By point of a column.
    moments: Vec<Moments>,
    /// By goal: the sum of distances to it.
    missing: Vec<f64>,
}

impl Join for Chunk {
    fn join(&mut self, later: &Self) {
        self.moments.iter_mut().zip(&later.moments).for_each(|(sum, later)| sum.join(later));
        self.missing.iter_mut().zip(&later.missing).for_each(|(sum, later)| sum.join(later));
    }
}

impl Chunk {
    /// Looks at a cell of a chunk, whose first draw is given.
    pub fn look(&mut self, cells: &Cells, tally: &mut Tally, first: u64, cell: usize, row: &[f64]) {
        if cells.is_event(cell) {
            let number = cell - cells.series();
            let event = cells.event(number);
            tally.passed[number][0] += row.iter().filter(|year| event.is_already(**year)).count() as u64;
            tally.passed[number][1] += row.iter().filter(|year| year.is_infinite()).count() as u64;
            return;
        }
        let moments = Moments::of_chunk(row);
        if !moments.squares.is_finite()
            && let Some(index) = row.iter().position(|value| !value.is_finite())
        {
            let draw = first + index as u64;
            tally.broken = Some(tally.broken.map_or(draw, |known| known.min(draw)));
        }
        self.moments.push(moments);
    }

    /// Looks at how values [column, time, draw] meet goals, and in which cells of histograms they are.
    pub fn aim(&mut self, sums: &Sums, tally: &mut Tally, values: ArrayView3<f64>) {
        let cells =
            sums.aims.iter().enumerate().flat_map(|(slot, (_, cells))| cells.iter().map(move |own| (slot, own)));
        for ((slot, cells), counts) in cells.zip(&mut tally.spread) {
            values.slice(s![slot, cells.point, ..]).iter().for_each(|value| counts[cells.place(*value)] += 1);
        }
        for ((slot, point, goal), reached) in sums.goals.iter().zip(&mut tally.reached) {
            let row = values.slice(s![*slot, *point, ..]);
            *reached += row.iter().filter(|value| goal.met(**value)).count() as u64;
            self.missing.push(row.iter().map(|value| goal.distance(*value)).sum());
        }
    }
}

impl Sums {
    /// Nothing yet, of what the columns of cells ask for.
    pub fn new(cells: &Cells) -> Result<Self, RunError> {
        Ok(Self::at(cells, cells.aims()?))
    }

    /// Nothing yet, where it is known what the first draws say of columns.
    pub fn at(cells: &Cells, aims: Vec<(f64, Vec<histogram::Cells>)>) -> Self {
        let goals = cells.asked.iter().enumerate().flat_map(|(slot, asked)| {
            let goals = asked.goals(cells.simulation.model, aims[slot].0).into_iter();
            goals.map(move |(point, goal)| (slot, point, goal))
        });
        let goals: Goals = goals.collect();
        let tally = Tally::of(cells, &goals, &aims);
        Self { goals, tally, aims, series: cells.series(), tree: Tree::default() }
    }

    /// Takes in the sums of other draws.
    pub fn add(&mut self, other: Self) {
        self.tally.add(&other.tally);
        for (first, chunks, sum) in other.tree.nodes() {
            self.tree.add_node(first, chunks, sum.clone());
        }
    }

    /// Writes what has been summed up.
    pub fn write(&self, out: &mut Writer) {
        out.counts(self.tally.reached.iter().copied());
        let cells = self.aims.iter().flat_map(|(_, cells)| cells);
        for (cells, counts) in cells.zip(&self.tally.spread) {
            out.counts(cells.place_of_first().into_iter());
            out.counts(counts.iter().copied());
        }
        out.counts(self.tally.passed.iter().flatten().copied().collect::<Vec<u64>>().into_iter());
        out.count(self.tree.nodes().count() as u64);
        for (first, chunks, sum) in self.tree.nodes() {
            out.count(first);
            out.count(chunks);
            for moments in &sum.moments {
                out.count(moments.count);
                out.number(moments.mean);
                out.number(moments.squares);
            }
            sum.missing.iter().for_each(|missing| out.number(*missing));
        }
    }

    /// How many draws have been summed up.
    pub fn draws(&self) -> u64 {
        let count = |chunk: &Chunk| chunk.moments.first().map_or(0, |moments| moments.count);
        self.tree.nodes().map(|(_, _, chunk)| count(chunk)).fold(0, u64::saturating_add)
    }

    /// Reads what was written of the same cells and some of so many draws; none if it is of others.
    pub fn read(mut self, reader: &mut Reader, draws: u64) -> Option<Self> {
        let reached = reader.counts()?;
        let cells = self.aims.iter().flat_map(|(_, cells)| cells);
        for (cells, own) in cells.zip(&mut self.tally.spread) {
            // Those of other cells are of another model, or of another processor's first draws.
            if reader.counts()? != cells.place_of_first() {
                return None;
            }
            let counts = reader.counts()?;
            if counts.len() != own.len() || counts.iter().try_fold(0, |sum: u64, more| sum.checked_add(*more))? > draws
            {
                return None;
            }
            *own = counts;
        }
        let passed = reader.counts()?;
        if reached.len() != self.tally.reached.len() || passed.len() != 2 * self.tally.passed.len() {
            return None;
        }
        self.tally.reached = reached;
        self.tally.passed = passed.as_chunks().0.to_vec();
        for _ in 0..reader.length(2)? {
            let (first, chunks) = (reader.count()?, reader.count()?);
            let end = first.checked_add(chunks)?;
            if !chunks.is_power_of_two()
                || !first.is_multiple_of(chunks)
                || end > draws.div_ceil(CHUNK as u64).next_power_of_two()
            {
                return None;
            }
            let mut moment =
                || Some(Moments { count: reader.count()?, mean: reader.number()?, squares: reader.number()? });
            let moments = (0..self.series).map(|_| moment()).collect::<Option<Vec<Moments>>>()?;
            let missing = (0..self.goals.len()).map(|_| reader.number()).collect::<Option<Vec<f64>>>()?;
            self.tree.add_node(first, chunks, Chunk { moments, missing });
        }
        Some(self)
    }

    /// The earliest draw with a number that is not finite, if any.
    pub fn broken(&self) -> Option<u64> {
        self.tally.broken
    }

    /// Draws beyond the threshold of an event at first, and draws in which it never happens.
    pub fn passed(&self, event: usize) -> [u64; 2] {
        self.tally.passed[event]
    }

    /// The histograms of a column of so many draws.
    pub fn histograms(&self, slot: usize, draws: u64) -> Vec<Histogram> {
        let before = self.aims[..slot].iter().map(|(_, cells)| cells.len()).sum();
        let counts = self.tally.spread.iter().skip(before);
        self.aims[slot].1.iter().zip(counts).map(|(cells, counts)| cells.of_counts(counts, draws)).collect()
    }

    /// Moments by point of a column, and by target, with its column, the share of so many draws that reach it and the mean
    /// distance of those that do not.
    pub fn total(&self, draws: u64) -> (Vec<Moments>, Vec<Aim>) {
        let Chunk { moments, missing } = self.tree.clone().total().unwrap_or_default();
        let target = |((goal, reached), missing): ((&(usize, usize, Goal), &u64), f64)| {
            let probability = *reached as f64 / draws as f64;
            let missing = missing / draws as f64;
            (goal.0, probability, (missing > 0.0).then(|| missing / (1.0 - probability)))
        };
        (moments, self.goals.iter().zip(&self.tally.reached).zip(missing).map(target).collect())
    }
}
