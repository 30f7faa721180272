//! Exact order statistics of values that are seen in passes and not kept.
//!
//! A part of the values says between which of them a wanted order statistic lies, but for bad luck. A pass over all counts
//! those below each such bracket and those in each of its bins, so that the bin is known which holds the statistic. Its
//! values alone are collected by another pass, or, where they are many, counted again in smaller bins. What is counted and
//! collected does not depend on the order of the values, and counts of parts add up.
#![allow(
    clippy::inline_always,
    clippy::needless_range_loop,
    reason = "a function that is not inlined keeps the loop around it from being vectorised"
)]

use super::bracket::Bracket;
use super::dispatch::dispatch;
use super::moments::CHUNK;

/// Brackets reach so many standard errors of the rank in a sample to either side: missed once in two million times, which
/// costs a pass and changes nothing.
const ERRORS: f64 = 5.0;

/// The ranks among the values of a sample between which an order statistic of all lies, but for bad luck: none where there is
/// no such end. The share of a sample below a quantile p has the standard error sqrt(p (1 - p) / size).
#[must_use]
pub fn surrounding(rank: u64, of: u64, size: u64) -> (Option<u64>, Option<u64>) {
    let share = (rank as f64 + 0.5) / of as f64;
    let place = share * size as f64;
    let reach = ERRORS * (size as f64 * share * (1.0 - share)).sqrt() + 1.0;
    let (low, high) = ((place - reach).floor(), (place + reach).ceil());
    ((low >= 0.0).then_some(low as u64), (high < size as f64).then_some(high as u64))
}

/// Where an order statistic lies: between two numbers, both within, with so many values below and so many between them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// The least value it may have.
    pub low: f64,
    /// The greatest.
    pub high: f64,
    /// Values below.
    pub below: u64,
    /// Values between both, which it is one of.
    pub inside: u64,
}

impl Place {
    /// Among so many values, of which nothing is known.
    #[must_use]
    pub fn anywhere(values: u64) -> Self {
        Self { low: f64::NEG_INFINITY, high: f64::INFINITY, below: 0, inside: values }
    }

    /// The order statistic, if only one value is possible.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        (self.low == self.high).then_some(self.low)
    }
}

/// Brackets of one quantity, in order; they do not touch.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Brackets {
    apart: Vec<Bracket>,
    /// By bracket: its least value, and the least that lies beyond.
    edges: Vec<f64>,
    /// By bracket: bins of those before it.
    first: Vec<u32>,
}

/// Room for a row of values.
#[derive(Debug, Clone)]
pub struct Room {
    regions: [u8; CHUNK],
    within: [u16; CHUNK],
}

impl Default for Room {
    fn default() -> Self {
        Self { regions: [0; CHUNK], within: [0; CHUNK] }
    }
}

impl Brackets {
    /// Brackets, in any order; those that overlap become one, with the bins of all, but for single values at their ends: on
    /// such there may be very many.
    #[must_use]
    pub fn new(mut brackets: Vec<Bracket>) -> Self {
        brackets.sort_by(|a, b| a.low.total_cmp(&b.low).then(a.high.total_cmp(&b.high)));
        let mut apart: Vec<Bracket> = Vec::with_capacity(brackets.len());
        for next in brackets {
            match apart.last_mut() {
                Some(last) if next.low <= last.high => {
                    if last.is_single() && last.high < next.high {
                        let rest = next.alike(last.high.next_up(), next.high, next.bins);
                        apart.push(rest);
                    } else if next.is_single() && last.low < next.low && next.low == last.high {
                        *last = last.alike(last.low, last.high.next_down(), last.bins);
                        apart.push(next);
                    } else if !next.is_single() {
                        *last = last.alike(last.low, last.high.max(next.high), last.bins + next.bins);
                    }
                }
                _ => apart.push(next),
            }
        }
        // Nothing is beyond infinity: no value is at least NaN.
        let beyond = |high: f64| if high == f64::INFINITY { f64::NAN } else { high.next_up() };
        let edges = apart.iter().flat_map(|bracket| [bracket.low, beyond(bracket.high)]).collect();
        let first = apart.iter().scan(0, |bins, bracket| Some(std::mem::replace(bins, *bins + bracket.bins)));
        Self { edges, first: first.collect(), apart }
    }

    /// Brackets of places, those that are known left out, in so many bins each; `crowded` where bins of equal width did not
    /// tell values apart. Where there are bins at all, the ends are brackets of their own.
    #[must_use]
    pub fn of_places(places: &[Place], bins: u32, crowded: bool) -> Self {
        let of = if crowded { Bracket::of_numbers } else { Bracket::new };
        let mut open: Vec<&Place> = places.iter().filter(|place| place.value().is_none()).collect();
        open.dedup_by(|a, b| a.low == b.low);
        let parts = |place: &Place| {
            let end = |end: f64| Bracket::of_numbers(end, end, 1);
            let whole = of(place.low, place.high, bins);
            if bins > 1 { vec![end(place.low), whole, end(place.high)] } else { vec![whole] }
        };
        Self::new(open.into_iter().flat_map(parts).collect())
    }

    /// One after the other.
    #[must_use]
    pub fn apart(&self) -> &[Bracket] {
        &self.apart
    }

    /// How many bins there are.
    #[must_use]
    pub fn bins(&self) -> usize {
        self.apart.iter().map(|bracket| bracket.bins as usize).sum()
    }

    /// How many regions there are: before, within and behind each bracket.
    #[must_use]
    pub fn regions(&self) -> usize {
        2 * self.apart.len() + 1
    }

    /// How many brackets there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.apart.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.apart.is_empty()
    }

    /// The bracket that begins with a value.
    #[must_use]
    pub fn starting_at(&self, low: f64) -> Option<usize> {
        self.apart.iter().position(|bracket| bracket.low == low)
    }

    /// Counts a row of at most [`CHUNK`] values, none of which is NaN, by region and by bin.
    ///
    /// # Panics
    /// If the row is longer, or counts are not as many as [`Self::regions`] and [`Self::bins`].
    pub fn count(&self, row: &[f64], room: &mut Room, regions: &mut [u32], bins: &mut [u32]) {
        if self.is_empty() {
            return;
        }
        let within = self.split(row, room, regions);
        for place in 0..within {
            let index = usize::from(room.within[place]);
            let bracket = usize::from(room.regions[index] / 2);
            bins[(self.first[bracket] + self.apart[bracket].bin(row[index])) as usize] += 1;
        }
    }

    /// Hands over those of a row of values that lie within a bracket, with the bracket.
    ///
    /// # Panics
    /// If the row is longer than [`CHUNK`].
    pub fn collect(&self, row: &[f64], room: &mut Room, mut take: impl FnMut(usize, f64)) {
        if self.is_empty() {
            return;
        }
        regions_of(row, &self.edges, &mut room.regions[..row.len()]);
        for (eight, regions) in room.regions[..row.len()].chunks(8).enumerate() {
            if regions.iter().fold(0, |any, region| any | region) & 1 == 1 {
                for (at, region) in regions.iter().enumerate().filter(|(_, region)| **region & 1 == 1) {
                    take(usize::from(region / 2), row[8 * eight + at]);
                }
            }
        }
    }

    /// Finds the region of each value, counts them, and notes which values lie within brackets; says how many do.
    fn split(&self, row: &[f64], room: &mut Room, regions: &mut [u32]) -> usize {
        let found = &mut room.regions[..row.len()];
        regions_of(row, &self.edges, found);
        tally(found, regions);
        let mut within = 0;
        for (index, region) in found.iter().enumerate() {
            // Written to the next free place, kept if it lies within: no branch to mispredict.
            room.within[within] = index as u16;
            within += usize::from(region & 1);
        }
        within
    }

    /// Narrows where order statistics lie, of those that are not known, by counts of all values; ranks in increasing order,
    /// each below the number of values.
    ///
    /// # Panics
    /// If counts are not as many as [`Self::regions`] and [`Self::bins`].
    pub fn narrow(&self, places: &mut [Place], ranks: &[u64], regions: &[u64], bins: &[u64]) {
        for (place, rank) in places.iter_mut().zip(ranks).filter(|(place, _)| place.value().is_none()) {
            let mut below = 0;
            let region = regions.iter().position(|count| {
                let here = *rank < below + count;
                below += if here { 0 } else { *count };
                here
            });
            let region = region.unwrap_or_else(|| unreachable!("a rank below the number of values"));
            let bracket = region / 2;
            *place = if region % 2 == 0 {
                self.gap(bracket, below, regions[region])
            } else {
                self.bin(bracket, *rank, below, bins)
            };
        }
    }

    /// The place before a bracket, or behind all.
    fn gap(&self, bracket: usize, below: u64, inside: u64) -> Place {
        let low = bracket.checked_sub(1).map_or(f64::NEG_INFINITY, |before| self.apart[before].high.next_up());
        let high = self.apart.get(bracket).map_or(f64::INFINITY, |next| next.low.next_down());
        Place { low: low + 0.0, high: high + 0.0, below, inside }
    }

    /// The bin of a bracket that holds a rank.
    fn bin(&self, bracket: usize, rank: u64, below: u64, bins: &[u64]) -> Place {
        let (of, first) = (self.apart[bracket], self.first[bracket] as usize);
        let mut below = below;
        for (bin, inside) in (0..of.bins).zip(&bins[first..]) {
            if rank < below + inside {
                let (low, high) = of.ends(bin);
                return Place { low, high, below, inside: *inside };
            }
            below += inside;
        }
        unreachable!("the bins of a bracket have all its values")
    }
}

dispatch! {
    /// How many edges each value reaches.
    fn regions_of(values: &[f64], edges: &[f64], regions: &mut [u8]) = regions_of_kernel;
}

#[inline(always)]
fn regions_of_kernel<const FMA: bool>(values: &[f64], edges: &[f64], regions: &mut [u8]) {
    /// Values that are compared with all edges before the next are.
    const LANES: usize = 32;

    let (rows, rest) = values.as_chunks::<LANES>();
    let (found, found_rest) = regions.as_chunks_mut::<LANES>();
    for (row, found) in rows.iter().zip(found) {
        let mut reached = [0_u64; LANES];
        for edge in edges {
            for lane in 0..LANES {
                reached[lane] += u64::from(row[lane] >= *edge);
            }
        }
        for lane in 0..LANES {
            found[lane] = reached[lane] as u8;
        }
    }
    for (value, found) in rest.iter().zip(found_rest) {
        *found = edges.iter().map(|edge| u8::from(value >= edge)).sum();
    }
}

dispatch! {
    /// Adds to the count of each region how many of at most [`CHUNK`] values lie in it.
    fn tally(regions: &[u8], counts: &mut [u32]) = tally_kernel;
}

/// Region by region: a count that waits for the one before it, as that of neighbours in one region would, takes longer.
#[inline(always)]
fn tally_kernel<const FMA: bool>(regions: &[u8], counts: &mut [u32]) {
    /// A byte holds the count of so many.
    const SPAN: usize = 128;

    for span in regions.chunks(SPAN) {
        for (region, count) in counts.iter_mut().enumerate() {
            let here: u8 = span.iter().map(|other| u8::from(*other == region as u8)).sum();
            *count += u32::from(here);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(i: usize) -> f64 {
        super::super::random::uniform(i as u64, 5, 0)
    }

    /// Order statistics of values at ranks, in passes; and how many passes that took.
    fn in_passes(values: &[f64], ranks: &[u64], sample: usize) -> (Vec<f64>, usize) {
        let mut pilot: Vec<f64> = values[..sample].to_vec();
        pilot.sort_by(f64::total_cmp);
        let bracket = |rank: &u64| {
            let (low, high) = surrounding(*rank, values.len() as u64, sample as u64);
            let low = low.map_or(f64::NEG_INFINITY, |low| pilot[low as usize]);
            Bracket::new(low, high.map_or(f64::INFINITY, |high| pilot[high as usize]), 32)
        };
        let mut brackets = Brackets::new(ranks.iter().map(bracket).collect());
        let mut room = Room::default();
        let mut places = vec![Place::anywhere(values.len() as u64); ranks.len()];
        for pass in 1.. {
            let (mut regions, mut bins) = (vec![0; brackets.regions()], vec![0; brackets.bins()]);
            for row in values.chunks(CHUNK) {
                brackets.count(row, &mut room, &mut regions, &mut bins);
            }
            let wide = |counts: &[u32]| counts.iter().map(|count| u64::from(*count)).collect::<Vec<u64>>();
            brackets.narrow(&mut places, ranks, &wide(&regions), &wide(&bins));
            let inside: u64 = places.iter().filter(|place| place.value().is_none()).map(|place| place.inside).sum();
            if inside <= 150 * ranks.len() as u64 {
                return (finish(values, ranks, &places, &Brackets::of_places(&places, 1, false)), pass);
            }
            brackets = Brackets::of_places(&places, 64, pass > 1);
            assert!(pass < 12, "no progress: {places:?}");
        }
        unreachable!()
    }

    fn finish(values: &[f64], ranks: &[u64], places: &[Place], brackets: &Brackets) -> Vec<f64> {
        let mut collected = vec![Vec::new(); brackets.len()];
        let mut room = Room::default();
        for row in values.chunks(CHUNK) {
            brackets.collect(row, &mut room, |bracket, value| collected[bracket].push(value));
        }
        for values in &mut collected {
            values.sort_by(f64::total_cmp);
        }
        let of = |(rank, place): (&u64, &Place)| {
            place.value().unwrap_or_else(|| {
                let found = &collected[brackets.starting_at(place.low).unwrap()];
                assert_eq!(found.len() as u64, place.inside);
                found[(rank - place.below) as usize] + 0.0
            })
        };
        ranks.iter().zip(places).map(of).collect()
    }

    fn check(name: &str, values: &[f64], sample: usize) -> usize {
        let n = values.len() as u64;
        let mut ranks = [0, 1, n / 20, n / 20 + 1, n / 4, n / 2, n / 2 + 1, n * 9 / 10, n - 2, n - 1];
        ranks.sort_unstable();
        let mut sorted: Vec<f64> = values.iter().map(|value| value + 0.0).collect();
        sorted.sort_by(f64::total_cmp);
        let (found, passes) = in_passes(values, &ranks, sample);
        for (rank, value) in ranks.into_iter().zip(found) {
            assert_eq!(value.to_bits(), sorted[rank as usize].to_bits(), "{name}, rank {rank} of {n}");
        }
        passes
    }

    #[test]
    fn nasty_values() {
        type Shape = fn(usize) -> f64;
        let shapes: [(&str, Shape); 13] = [
            ("uniform", noise),
            ("constant", |_| 0.1),
            ("zeros of both signs", |i| if noise(i) < 0.5 { 0.0 } else { -0.0 }),
            ("zeros within", |i| if noise(i) < 0.4 { -0.0 } else { noise(i) - 0.6 }),
            ("two values", |i| if noise(i) < 0.3 { -1.0 } else { 7.0 }),
            ("nearly constant", |i| if noise(i) < 0.999 { 3.0 } else { noise(i) }),
            ("integers", |i| (noise(i) * 20.0).floor()),
            ("Cauchy", |i| (std::f64::consts::PI * (noise(i) - 0.5)).tan()),
            ("denormal", |i| f64::from_bits((noise(i) * 1e6) as u64)),
            ("huge range", |i| (noise(i) - 0.5) * f64::MAX * 1.99),
            ("all magnitudes", |i| 10f64.powf(noise(i) * 600.0 - 300.0) * if i % 2 == 0 { 1.0 } else { -1.0 }),
            ("increasing, so that the first tell nothing", |i| i as f64),
            ("times, many of them never", |i| if noise(i) < 0.4 { f64::INFINITY } else { 2020.0 + noise(i) }),
        ];
        for (name, shape) in shapes {
            for (n, sample) in [(300, 64), (10_001, 256), (70_000, 1024)] {
                check(name, &(0..n).map(shape).collect::<Vec<f64>>(), sample);
            }
        }
    }

    #[test]
    fn ordinary_values_take_one_pass_of_counting() {
        let values: Vec<f64> = (0..70_000).map(noise).collect();
        let ranks = [3500, 17_500, 35_000, 66_500];
        assert_eq!(in_passes(&values, &ranks, 8192).1, 1);
    }

    #[test]
    fn a_value_that_many_have_is_a_bracket_of_its_own_where_it_is_an_end() {
        let of = |ends: &[(f64, f64)]| {
            let brackets = Brackets::new(ends.iter().map(|(low, high)| Bracket::new(*low, *high, 8)).collect());
            brackets.apart.iter().map(|bracket| (bracket.low, bracket.high)).collect::<Vec<_>>()
        };
        assert_eq!(of(&[(0.0, 3.0), (0.0, 0.0)]), [(0.0, 0.0), (5e-324, 3.0)]);
        assert_eq!(of(&[(1.0, 3.0), (3.0, 3.0), (3.0, 3.0)]), [(1.0, 3.0_f64.next_down()), (3.0, 3.0)]);
        assert_eq!(of(&[(1.0, 3.0), (2.0, 5.0), (7.0, 8.0)]), [(1.0, 5.0), (7.0, 8.0)]);
        // A third of the values is 0, a third is beyond.
        let values: Vec<f64> = (0..60_000).map(|i| (noise(i) - 0.6).max(0.0)).collect();
        assert!(check("zero or more", &values, 1024) <= 2);
    }

    #[test]
    fn a_sample_surrounds_a_rank_by_five_standard_errors() {
        // The median of a million, by 10,000: 5000 within 5 sqrt(10,000 / 4) = 250, and one.
        assert_eq!(surrounding(500_000, 1_000_000, 10_000), (Some(4749), Some(5252)));
        assert_eq!(surrounding(0, 1_000_000, 10_000).0, None);
        assert_eq!(surrounding(999_999, 1_000_000, 10_000).1, None);
    }
}
