//! A large text read wave by wave: nothing of it stays but its cells.

use std::io::Read;
use std::ops::Range;
use std::path::Path;

use super::piece::{Built, Piece};
use super::{Delimiter, Stored};
use crate::data::grid::split::{row, said, sniffed};
use crate::data::grid::{Grid, LARGEST_CELL};
use crate::data::{drawn, html};
use crate::diagnostic::Source;
use crate::parallel;

/// Columns at most: rows of more are read whole.
const MOST_COLUMNS: usize = 256;
/// Rows at most: they are counted in 32 bits.
const MOST_ROWS: usize = u32::MAX as usize - 1;
/// Bytes of the beginning of a text by which its form is known, and that places without a row point into.
const HEAD: usize = 1 << 16;
/// So many first rows are looked at for a corner that is to be split.
const CORNERS: usize = 80;

/// The grid of a text in UTF-8 with marks between its cells that is read to its end, so many bytes at a time, each part of so many
/// of them by one thread. None where it is something else, or cannot be read so: then it must be read whole.
pub fn streamed(path: &Path, text: &mut dyn Read, wave: usize, part: usize) -> Option<Grid> {
    let mut waves = Waves { text, buffer: Vec::new(), ended: false, bytes: 0 };
    waves.fill(wave)?;
    let start = if waves.buffer.starts_with("\u{feff}".as_bytes()) { 3 } else { 0 };
    let head = head(&waves.buffer)?;
    let (said, begins) = said(&waves.buffer, start);
    let delimiter = said.unwrap_or_else(|| sniffed(&waves.buffer[begins..]));
    let mut read = Reading { stored: Stored::new(delimiter), above: 0, wide: false, part };
    read.above = waves.buffer[..begins].iter().map(|byte| usize::from(*byte == b'\n')).sum();
    waves.buffer.drain(..begins);
    loop {
        let end = read.wave(&waves.buffer, waves.ended)?;
        if waves.ended {
            break;
        }
        waves.buffer.drain(..end);
        waves.fill(wave)?;
    }
    let stored = Stored { bytes: waves.bytes, ..read.stored };
    // The corner of a table of Eurostat is split in all of its rows.
    let is_corner = |row: usize| {
        let text = stored.text(row, 0);
        text.contains('\\') && text.contains(',')
    };
    if stored.len() == 0 || delimiter == Delimiter::Tab && (0..stored.len().min(CORNERS)).any(is_corner) {
        return None;
    }
    Some(Grid::of_stored(Source::new(path, head), stored, read.wide))
}

/// The beginning of a text; none if it is no text with marks between its cells.
fn head(buffer: &[u8]) -> Option<String> {
    let some = &buffer[..buffer.len().min(HEAD)];
    let end = if some.len() < buffer.len() { some.iter().rposition(|byte| *byte == b'\n')? + 1 } else { some.len() };
    let head = std::str::from_utf8(&some[..end]).ok()?;
    let plain = head.trim_start_matches('\u{feff}').trim_start();
    let other = plain.starts_with(['{', '[', '<'])
        || head.contains('\0')
        || buffer.starts_with(b"PK\x03\x04")
        || html::is_html(head)
        || drawn::undrawn(head).is_some();
    (!other).then(|| head.to_owned())
}

/// A text of which some bytes are held.
struct Waves<'a> {
    text: &'a mut dyn Read,
    buffer: Vec<u8>,
    ended: bool,
    /// Bytes read so far.
    bytes: u64,
}

impl Waves<'_> {
    /// Reads until so many bytes are there, or the text ends; none if it cannot be read.
    fn fill(&mut self, bytes: usize) -> Option<()> {
        let missing = bytes.saturating_sub(self.buffer.len());
        self.buffer.reserve_exact(missing);
        let read = self.text.take(missing as u64).read_to_end(&mut self.buffer).ok()?;
        self.ended = read < missing;
        self.bytes += read as u64;
        Some(())
    }
}

/// What was read so far.
struct Reading {
    stored: Stored,
    /// Lines above what comes.
    above: usize,
    wide: bool,
    part: usize,
}

impl Reading {
    /// Reads all rows that a buffer has whole; gives where they end. None if it has none, or one cannot be read.
    fn wave(&mut self, buffer: &[u8], ended: bool) -> Option<usize> {
        let parts = self.parts(buffer, ended)?;
        let delimiter = self.stored.delimiter.byte();
        let read = |range: &Range<usize>| Built::read(&buffer[range.clone()], delimiter, MOST_COLUMNS, LARGEST_CELL);
        let built: Vec<Built> = parallel::map(&parts, read).into_iter().collect::<Option<_>>()?;
        let mut ready = Vec::with_capacity(built.len());
        for built in built {
            self.wide |= built.wide;
            let numbers = self.stored.numbers(&built);
            let above = self.above;
            self.above += built.newlines;
            ready.push((built, numbers, above));
        }
        let pieces = finished(ready);
        if self.stored.len() + pieces.iter().map(|piece| piece.rows).sum::<usize>() > MOST_ROWS {
            return None;
        }
        pieces.into_iter().filter(|piece| piece.rows > 0).for_each(|piece| self.stored.push(piece));
        parts.last().map(|part| part.end).or(ended.then_some(buffer.len()))
    }

    /// Ranges of a buffer that begin and end with a row.
    fn parts(&self, buffer: &[u8], ended: bool) -> Option<Vec<Range<usize>>> {
        let mut parts: Vec<Range<usize>> = Vec::new();
        let mut start = 0;
        if !buffer.contains(&b'"') {
            let end = if ended { buffer.len() } else { buffer.iter().rposition(|byte| *byte == b'\n')? + 1 };
            while start < end {
                let rest = buffer.get(start + self.part..end).unwrap_or_default();
                let line = rest.iter().position(|byte| *byte == b'\n');
                let part = line.map_or(end, |line| start + self.part + line + 1);
                parts.push(start..part);
                start = part;
            }
            return Some(parts);
        }
        // A quote may hold ends of lines: where rows end is known by reading them.
        let (mut at, mut cells) = (0, Vec::new());
        while at < buffer.len() {
            cells.clear();
            let next = row(buffer, at, self.stored.delimiter.byte(), &mut cells);
            // It may go on, if not all was read yet.
            if next == buffer.len() && !ended {
                break;
            }
            at = next;
            if at - start >= self.part {
                parts.push(start..at);
                start = at;
            }
        }
        if at > start {
            parts.push(start..at);
        }
        (!parts.is_empty() || ended).then_some(parts)
    }
}

/// Rows with the numbers that their texts have in the whole table, each on a thread.
fn finished(ready: Vec<(Built, Vec<Vec<u32>>, usize)>) -> Vec<Piece> {
    let mut pieces: Vec<Option<Piece>> = (0..ready.len()).map(|_| None).collect();
    let work = pieces.iter_mut().zip(ready);
    parallel::for_each(work, |(piece, (built, numbers, above))| *piece = Some(built.finish(&numbers, above)));
    pieces.into_iter().flatten().collect()
}
