//! The search for order statistics: what each pass looks for, and what is known after it.

use std::ops::Range;

use super::cells::{Cells, Ranks};
use super::passes::{self, Collected, Heard, Part, Scope};
use super::sums::Sums;
use crate::analysis::RunError;
use crate::analysis::kept::PILOT;
use crate::numeric::bracket::Bracket;
use crate::numeric::brackets::{Brackets, Place, surrounding};
use crate::projection::Level;

/// One draw in so many says where the statistics of all are to be looked for.
const PART: u64 = 64;

/// Bins for each order statistic, within limits.
const BINS: std::ops::RangeInclusive<u32> = 8..=512;

/// Bins of one bracket at most: brackets of neighbouring order statistics may become one.
pub(super) const MOST_BINS: u32 = *BINS.end() * 4 * Level::COUNT as u32;

/// Values that may be collected for each order statistic, on average; where there are more they are counted again.
pub(super) const COLLECTED: u64 = 1024;

/// At most so many draws say where to look: who follows a run hears of it soon, and of very many draws are more passes.
const MOST: u64 = 1 << 20;

/// How many of the first of so many draws say where the statistics of all are to be looked for: few against those of one shard
/// too, since each shard asks them.
pub(super) fn sample_of(draws: u64, shards: u64) -> u64 {
    (draws / PART).min(draws / shards / 16).clamp(PILOT as u64, MOST).min(draws)
}

/// Counts of a thread may take so many bytes before bins are spared.
const SPARED: u64 = 1 << 22;

/// Threads for which bins are chosen. Not those that there are: shards on machines with more or fewer must have the same bins.
const THREADS: f64 = 4.0;

/// Bins for each order statistic of so many cells: as many as leave few values to collect, no more, for counts that do not stay
/// near the processor take most of the time; where counts take much room, as many as make it as large as what is collected
/// from one of them.
pub(super) fn bins_of(cells: usize, draws: u64, sample: u64) -> u32 {
    let within = 5.0 * draws as f64 / (sample as f64).sqrt();
    let enough = ((within / COLLECTED as f64) as u32).clamp(*BINS.start(), *BINS.end()).next_power_of_two();
    if (cells * 2 * Level::COUNT) as u64 * u64::from(enough) * 4 <= SPARED {
        return enough;
    }
    let bins = (2.0 * within / THREADS).sqrt() / 2.0;
    (bins as u32).clamp(*BINS.start(), enough)
}

/// A search for the order statistics of cells among the first draws.
pub(super) struct Search<'a> {
    cells: &'a Cells<'a>,
    ranks: Ranks,
    /// Where each lies, as far as it is known: [cell, rank].
    places: Vec<Vec<Place>>,
    /// Passes that have ended.
    ended: u32,
    /// Whether the next pass collects what lies in brackets, rather than counting it.
    collects: bool,
    brackets: Vec<Brackets>,
}

impl<'a> Search<'a> {
    /// Begins to look where some of the draws say.
    pub fn new(cells: &'a Cells<'a>, ranks: Ranks, draws: u64, shards: u64) -> Result<Self, RunError> {
        let sample = sample_of(draws, shards);
        // Two passes over them, and two over all draws, if no more are needed.
        let brackets = looked_for(cells, &ranks, draws, sample, Some(2 * (sample + draws / shards.max(1))))?;
        Ok(Self::within(cells, ranks, draws, brackets))
    }

    /// Begins to look within brackets, by cell.
    pub fn within(cells: &'a Cells<'a>, ranks: Ranks, draws: u64, brackets: Vec<Brackets>) -> Self {
        let anywhere = |cell| vec![Place::anywhere(draws); ranks.of(cells.is_event(cell)).len()];
        let places = (0..cells.count()).map(anywhere).collect();
        Self { cells, ranks, places, ended: 0, collects: false, brackets }
    }

    /// Goes on after so many passes, with what is known of places.
    pub fn resumed(cells: &'a Cells<'a>, ranks: Ranks, ended: u32, places: Vec<Vec<Place>>) -> Self {
        let mut search = Self { cells, ranks, places, ended, collects: false, brackets: Vec::new() };
        search.prepare();
        search
    }

    /// The brackets of the next pass, by cell.
    pub fn brackets(&self) -> &[Brackets] {
        &self.brackets
    }

    /// Whether no pass has ended yet.
    pub fn is_first(&self) -> bool {
        self.ended == 0
    }

    /// What is known after the passes that have ended: how many they are, and where statistics lie.
    pub fn known(&self) -> (u32, &[Vec<Place>]) {
        (self.ended, &self.places)
    }

    /// Whether the next pass collects, rather than counts.
    pub fn collects(&self) -> bool {
        self.collects
    }

    /// How many regions, bins and brackets the next pass has.
    pub fn shape(&self) -> (usize, usize, usize) {
        let (regions, bins) = passes::Layout::new(&self.brackets).totals();
        (regions, bins, self.brackets.iter().map(Brackets::len).sum())
    }

    /// Whether a part can be what all draws show in the next pass: it has as many values as there are draws, or as were counted.
    pub fn agrees(&self, part: &Part, draws: u64) -> bool {
        match part {
            Part::Counted(counted) => {
                let layout = passes::Layout::new(&self.brackets);
                let of = |(cell, brackets): (usize, &Brackets)| {
                    brackets.is_empty()
                        || counted
                            .of(&layout, cell)
                            .is_some_and(|(all, within, binned)| all == draws && within == binned)
                };
                self.brackets.iter().enumerate().all(of)
            }
            Part::Collected(collected) => {
                let found = collected.starts.windows(2).map(|range| (range[1] - range[0]) as u64);
                found.eq(self.inside())
            }
        }
    }

    /// Whether nothing is left to collect.
    pub fn is_done(&self) -> bool {
        self.collects && self.brackets.iter().all(Brackets::is_empty)
    }

    /// Looks at some of the draws. Sums are added to.
    pub fn look(&self, draws: Range<u64>, heard: Heard, sums: Option<&mut Sums>) -> Result<Part, RunError> {
        let scope = Scope { cells: self.cells, draws, heard };
        if self.collects {
            return Ok(Part::Collected(passes::collect(&scope, &self.brackets, &self.inside())?));
        }
        let is_summed = sums.is_some();
        let mut none = Sums::default();
        let sums = sums.unwrap_or(&mut none);
        let counted = passes::count(&scope, &self.brackets, is_summed.then_some(&mut *sums))?;
        match sums.broken() {
            Some(draw) => Err(self.cells.simulation.study.not_finite(self.cells.simulation.model, draw)),
            None => Ok(Part::Counted(counted)),
        }
    }

    /// What the draws of a pass have shown; the order statistics [cell, rank], if they are known now.
    pub fn conclude(&mut self, part: Part) -> Option<Vec<Vec<f64>>> {
        match part {
            Part::Counted(counted) => {
                let layout = passes::Layout::new(&self.brackets);
                counted.narrow(&layout, self.cells, &self.ranks, &self.brackets, &mut self.places);
                self.ended += 1;
                self.prepare();
                self.is_done().then(|| self.statistics(&Collected::nothing(&self.inside())))
            }
            Part::Collected(collected) => Some(self.statistics(&collected)),
        }
    }

    /// Says what the next pass looks for.
    fn prepare(&mut self) {
        let inside: u64 = self.places.iter().map(|places| unknown(places)).sum();
        self.collects = inside <= COLLECTED * (self.cells.count() * Level::COUNT) as u64;
        let bins = if self.collects { 1 } else { *BINS.end() };
        let of = |places: &Vec<Place>| Brackets::of_places(places, bins, self.ended > 1);
        self.brackets = self.places.iter().map(of).collect();
    }

    /// How many values lie in each bracket, cell by cell.
    fn inside(&self) -> Vec<u64> {
        let mut found = Vec::new();
        for (brackets, places) in self.brackets.iter().zip(&self.places) {
            let start = found.len();
            found.resize(start + brackets.len(), 0);
            for place in places.iter().filter(|place| place.value().is_none()) {
                if let Some(bracket) = brackets.starting_at(place.low) {
                    found[start + bracket] = place.inside;
                }
            }
        }
        found
    }

    fn statistics(&self, collected: &Collected) -> Vec<Vec<f64>> {
        let mut first = 0;
        let mut found = Vec::with_capacity(self.places.len());
        for (cell, (brackets, places)) in self.brackets.iter().zip(&self.places).enumerate() {
            let of = |(rank, place): (&u64, &Place)| {
                let among = |place: &Place| {
                    let values = collected.of(first + brackets.starting_at(place.low)?);
                    values.get((rank - place.below) as usize).copied()
                };
                place.value().or_else(|| among(place)).unwrap_or(f64::NAN)
            };
            found.push(self.ranks.of(self.cells.is_event(cell)).iter().zip(places).map(of).collect());
            first += brackets.len();
        }
        found
    }
}

/// The order statistics [cell, rank] of the first draws. Those who follow the run hear of it as of a first look, where it is said
/// how many draws are looked at in all.
fn statistics(cells: &Cells, ranks: Ranks, draws: u64, of: Option<u64>) -> Result<Vec<Vec<f64>>, RunError> {
    if draws <= PILOT as u64 {
        return cells.sorted(&ranks, draws);
    }
    let brackets = looked_for(cells, &ranks, draws, sample_of(draws, 1), None)?;
    let mut search = Search::within(cells, ranks, draws, brackets);
    let mut after = 0;
    loop {
        let heard = of.map_or(Heard::Nothing, |of| Heard::First { after, of });
        let part = search.look(0..draws, heard, None)?;
        if let Some(found) = search.conclude(part) {
            return Ok(found);
        }
        after += draws;
    }
}

/// By cell: brackets within which the order statistics of so many draws lie but for bad luck, as some of them say. Of these, those
/// who follow the run hear where it is said how many draws are looked at in all.
fn looked_for(
    cells: &Cells,
    ranks: &Ranks,
    draws: u64,
    sample: u64,
    of: Option<u64>,
) -> Result<Vec<Brackets>, RunError> {
    let around = |ranks: &[u64]| ranks.iter().map(|rank| surrounding(*rank, draws, sample)).collect::<Vec<_>>();
    let ends = [around(&ranks.series), around(&ranks.events)];
    let asked = |ends: &[(Option<u64>, Option<u64>)]| -> Vec<u64> {
        ends.iter().flat_map(|(low, high)| [*low, *high]).flatten().collect()
    };
    let of_sample = || Ranks::new(asked(&ends[0]).into_iter(), asked(&ends[1]).into_iter());
    let found = statistics(cells, of_sample(), sample, of)?;
    let of_sample = of_sample();
    let bins = bins_of(cells.count(), draws, sample);
    let brackets = |(cell, found): (usize, &Vec<f64>)| {
        let is_event = cells.is_event(cell);
        let at = |rank: Option<u64>, beyond: f64| rank.map_or(beyond, |rank| found[of_sample.place(is_event, rank)]);
        let bracket = |(low, high): &(Option<u64>, Option<u64>)| {
            Bracket::new(at(*low, f64::NEG_INFINITY), at(*high, f64::INFINITY), bins)
        };
        Brackets::new(ends[usize::from(is_event)].iter().map(bracket).collect())
    };
    Ok(found.iter().enumerate().map(brackets).collect())
}

/// Values that must be collected to tell what lies at these places.
fn unknown(places: &[Place]) -> u64 {
    let mut open: Vec<&Place> = places.iter().filter(|place| place.value().is_none()).collect();
    open.dedup_by(|a, b| a.low == b.low);
    open.iter().map(|place| place.inside).sum()
}
