//! What the first draws say to all shards: where order statistics are to be looked for, how great numbers are, and which cells
//! histograms have. Said once, it need not be found out by each shard, each sum and the merge.

use super::cells::Cells;
use super::codec::{Reader, Writer};
use super::search::{MOST_BINS, Search};
use super::sums::Sums;
use crate::analysis::histogram;
use crate::numeric::bracket::Bracket;
use crate::numeric::brackets::Brackets;

/// A histogram has no more cells: parts that say so are of no model.
const MOST_CELLS: u64 = 1 << 20;

/// By column: how great its numbers are, and the cells of its histograms.
pub(super) type Aims = Vec<(f64, Vec<histogram::Cells>)>;

/// Writes what is looked for in the first pass.
pub(super) fn write(search: &Search, sums: &Sums) -> Vec<u8> {
    let mut out = Writer::default();
    for brackets in search.brackets() {
        out.count(brackets.len() as u64);
        for bracket in brackets.apart() {
            let (low, high, bins, even) = bracket.parts();
            out.number(low);
            out.number(high);
            out.count(u64::from(bins) << 1 | u64::from(even));
        }
    }
    for (scale, cells) in &sums.aims {
        out.number(*scale);
        out.count(cells.len() as u64);
        for cells in cells {
            let (exponent, first, count) = cells.parts();
            out.count(i64::from(exponent) as u64);
            out.count(first as u64);
            out.count(count as u64);
        }
    }
    out.0
}

/// Reads what was written of the same cells; none if it is of others.
pub(super) fn read(cells: &Cells, bytes: &[u8]) -> Option<(Vec<Brackets>, Aims)> {
    let mut reader = Reader(bytes);
    let brackets = (0..cells.count()).map(|_| brackets_of(&mut reader)).collect::<Option<Vec<_>>>()?;
    let mut aims = Aims::with_capacity(cells.columns.len());
    for asked in &cells.asked {
        let scale = reader.number()?;
        let parts = (0..reader.length(3)?).map(|_| cells_of(&mut reader)).collect::<Option<Vec<_>>>()?;
        aims.push((scale, asked.cells_of(cells.simulation.model, &parts)?));
    }
    reader.0.is_empty().then_some((brackets, aims))
}

fn brackets_of(reader: &mut Reader) -> Option<Brackets> {
    let length = reader.length(17)?;
    let mut bracket = || {
        let (low, high, rest) = (reader.number()?, reader.number()?, reader.count()?);
        let bins = u32::try_from(rest >> 1).ok().filter(|bins| (1..=MOST_BINS).contains(bins))?;
        (low <= high).then(|| Bracket::of_parts((low, high, bins, rest & 1 == 1)))
    };
    Some(Brackets::new((0..length).map(|_| bracket()).collect::<Option<Vec<_>>>()?))
}

fn cells_of(reader: &mut Reader) -> Option<(i32, i64, usize)> {
    let (exponent, first, count) = (reader.count()? as i64, reader.count()? as i64, reader.count()?);
    let count = (1..=MOST_CELLS).contains(&count).then_some(count as usize)?;
    Some((i32::try_from(exponent).ok()?, first, count))
}
