//! A large text read wave by wave: nothing of it stays but its cells.

use std::io::Read;
use std::ops::Range;
use std::path::Path;

use super::build::{Built, Rows};
use super::piece::Piece;
use super::texts::Texts;
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
/// So many texts of a column are known, unless each stands in several rows.
const MOST_TEXTS: usize = 1 << 20;
/// So many first rows are looked at for a corner that is to be split.
const CORNERS: usize = 80;

/// The grid of a text in UTF-8 with marks between its cells that is read to its end, so many bytes at a time, each part of so many
/// of them by one thread. None where it is something else, or cannot be read so: then it must be read whole.
pub fn streamed(path: &Path, text: &mut (dyn Read + Send), wave: usize, part: usize) -> Option<Grid> {
    streamed_with(path, text, (wave, part), MOST_TEXTS)
}

/// The same with so many texts of a column that are known, unless each stands in several rows.
pub(super) fn streamed_with(
    path: &Path,
    text: &mut (dyn Read + Send),
    (wave, part): (usize, usize),
    texts: usize,
) -> Option<Grid> {
    let mut waves = Waves { text, wave, part, ended: false, bytes: 0 };
    let mut buffer = Vec::new();
    waves.fill(&mut buffer)?;
    let start = if buffer.starts_with("\u{feff}".as_bytes()) { 3 } else { 0 };
    let head = head(&buffer)?;
    let (said, begins) = said(&buffer, start);
    let delimiter = said.unwrap_or_else(|| sniffed(&buffer[begins..]));
    if is_indented(&head, char::from(delimiter.byte())) {
        return None;
    }
    let above = buffer[..begins].iter().map(|byte| usize::from(*byte == b'\n')).sum();
    let mut reading = Reading { stored: Stored::new(delimiter), above, wide: false, part, texts };
    buffer.drain(..begins);
    reading.all(buffer, &mut waves)?;
    let mut stored = Stored { bytes: waves.bytes, ..reading.stored };
    stored.texts.iter_mut().for_each(Texts::settle);
    // The corner of a table of Eurostat is split in all of its rows.
    let is_corner = |row: usize| {
        let text = stored.text(row, 0);
        text.contains('\\') && text.contains(',')
    };
    if stored.len() == 0 || delimiter == Delimiter::Tab && (0..stored.len().min(CORNERS)).any(is_corner) {
        return None;
    }
    Some(Grid::of_stored(Source::new(path, head), stored, reading.wide))
}

/// Whether a text has marks between its cells, as far as its beginning tells.
pub fn begins_as_cells(bytes: &[u8]) -> bool {
    head(bytes).is_some()
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

/// Whether names stand indented, which says what they belong to, and is known only of a text that is held.
fn is_indented(head: &str, delimiter: char) -> bool {
    let blanks = |cell: &str| -> usize {
        let inside = cell.strip_prefix('"').unwrap_or(cell);
        let plain = inside.trim_start_matches([' ', '\u{a0}', '\u{3000}']);
        if plain.starts_with(char::is_alphabetic) { inside.len() - plain.len() } else { 0 }
    };
    head.lines().any(|line| line.split(delimiter).enumerate().any(|(at, cell)| blanks(cell) > usize::from(at > 0)))
}

/// A text that is read so many bytes at a time.
struct Waves<'a> {
    text: &'a mut (dyn Read + Send),
    wave: usize,
    part: usize,
    ended: bool,
    /// Bytes read so far.
    bytes: u64,
}

impl Waves<'_> {
    /// Does so, and gives the parts of all bytes that are there then.
    fn fill_and_part(&mut self, buffer: &mut Vec<u8>) -> Option<Vec<Range<usize>>> {
        self.fill(buffer)?;
        Some(parts(buffer, self.part, self.ended))
    }

    /// Reads until as many bytes are there as a wave has, or the text ends; none if it cannot be read.
    fn fill(&mut self, buffer: &mut Vec<u8>) -> Option<()> {
        let missing = self.wave.saturating_sub(buffer.len());
        buffer.reserve_exact(missing);
        let read = (&mut *self.text).take(missing as u64).read_to_end(buffer).ok()?;
        self.ended = read < missing;
        self.bytes += read as u64;
        Some(())
    }
}

/// Bytes with what was read of their parts.
#[derive(Default)]
struct Wave {
    bytes: Vec<u8>,
    ranges: Vec<Range<usize>>,
    built: Vec<Built>,
}

/// Reads parts of some bytes, each on a thread; none if one cannot be read.
fn read(bytes: &[u8], parts: &[Range<usize>], delimiter: u8) -> Option<Vec<Built>> {
    let read = |range: &Range<usize>| Rows::read(&bytes[range.clone()], delimiter, MOST_COLUMNS, LARGEST_CELL);
    parallel::map(parts, read).into_iter().collect()
}

/// What was read so far.
struct Reading {
    stored: Stored,
    /// Lines above what comes.
    above: usize,
    wide: bool,
    part: usize,
    /// Texts of a column that are known at most.
    texts: usize,
}

impl Reading {
    /// Reads all rows from the first bytes on, wave by wave: while rows of one are read, those of the wave before are put to the
    /// others, and the bytes of the next are fetched. None if a wave has no whole row, or one cannot be read.
    fn all(&mut self, mut buffer: Vec<u8>, waves: &mut Waves) -> Option<()> {
        let delimiter = self.stored.delimiter.byte();
        let end = |parts: &[Range<usize>]| parts.last().map_or(0, |last| last.end);
        let (mut before, mut next) = (Wave::default(), Vec::new());
        let mut ranges = parts(&buffer, self.part, waves.ended);
        loop {
            let ended = waves.ended;
            let left = end(&ranges);
            next.clear();
            next.extend_from_slice(&buffer[left..]);
            let read = |ranges: &[Range<usize>]| read(&buffer, ranges, delimiter);
            let fill = || if ended { Some(Vec::new()) } else { waves.fill_and_part(&mut next) };
            let work = || parallel::join(|| read(&ranges), || self.push(std::mem::take(&mut before)));
            let ((found, pushed), filled) = parallel::join(work, fill);
            let room = pushed?;
            let mut coming = filled?;
            let is_whole = |(at, built): (usize, &Built)| built.closed || ended && at + 1 == ranges.len();
            let mut found = found.filter(|found| !found.is_empty() && found.iter().enumerate().all(is_whole));
            if found.is_none() && !(ended && buffer.is_empty()) {
                ranges = parts_by_rows(&buffer, delimiter, self.part, ended)?;
                found = Some(read(&ranges)?);
                let come = next.split_off(buffer.len() - left);
                next.clear();
                next.extend_from_slice(&buffer[end(&ranges)..]);
                next.extend_from_slice(&come);
                coming = parts(&next, self.part, waves.ended);
            }
            before = Wave { built: found.unwrap_or_default(), ranges, bytes: buffer };
            (buffer, next, ranges) = (next, room, coming);
            if ended {
                return self.push(before).map(drop);
            }
        }
    }

    /// Adds what was read of parts of a text, and gives the room of its bytes; none if there are too many rows.
    fn push(&mut self, wave: Wave) -> Option<Vec<u8>> {
        let mut ready = Vec::with_capacity(wave.built.len());
        for (built, range) in wave.built.into_iter().zip(wave.ranges) {
            self.wide |= built.wide;
            let bytes = &wave.bytes[range];
            let numbers = self.stored.numbers(&built, bytes, self.texts);
            let above = self.above;
            self.above += built.newlines;
            ready.push(Ready { built, numbers, above, bytes });
        }
        let pieces = finished(ready);
        if self.stored.len() + pieces.iter().map(|piece| piece.rows).sum::<usize>() > MOST_ROWS {
            return None;
        }
        pieces.into_iter().filter(|piece| piece.rows > 0).for_each(|piece| self.stored.push(piece));
        Some(wave.bytes)
    }
}

/// Ranges of a buffer that begin and end with a row, if each quote in it begins or ends a cell, or is one of two that stand for one:
/// then a line ends outside of cells where there are evenly many before.
fn parts(buffer: &[u8], part: usize, ended: bool) -> Vec<Range<usize>> {
    let quotes = buffer.contains(&b'"');
    let is_open = |range: Range<usize>| quotes && buffer[range].iter().fold(false, |open, byte| open ^ (*byte == b'"'));
    let ends = |byte: u8, open: &mut bool| {
        *open ^= byte == b'"';
        byte == b'\n' && !*open
    };
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    while start < buffer.len() {
        let from = start + part;
        let ahead = buffer.get(from..).and_then(|rest| {
            let mut open = is_open(start..from);
            rest.iter().position(|byte| ends(*byte, &mut open)).map(|line| from + line + 1)
        });
        let last = || {
            let mut open = is_open(start..buffer.len());
            let line = buffer[start..].iter().rposition(|byte| {
                let ends = *byte == b'\n' && !open;
                open ^= *byte == b'"';
                ends
            });
            line.map(|line| start + line + 1)
        };
        let end = ahead.or_else(|| if ended { Some(buffer.len()) } else { last() });
        let Some(end) = end else { break };
        parts.push(start..end);
        start = end;
        if ahead.is_none() {
            break;
        }
    }
    parts
}

/// Ranges of a buffer that begin and end with a row, which is known by reading all rows. None if it has none.
fn parts_by_rows(buffer: &[u8], delimiter: u8, part: usize, ended: bool) -> Option<Vec<Range<usize>>> {
    let mut parts: Vec<Range<usize>> = Vec::new();
    let (mut start, mut at, mut cells) = (0, 0, Vec::new());
    while at < buffer.len() {
        cells.clear();
        let (next, _) = row(buffer, at, delimiter, &mut cells);
        // It may go on, if not all was read yet.
        if next == buffer.len() && !ended {
            break;
        }
        at = next;
        if at - start >= part {
            parts.push(start..at);
            start = at;
        }
    }
    if at > start {
        parts.push(start..at);
    }
    (!parts.is_empty()).then_some(parts)
}

/// What was read of a part of a text, with the numbers that its texts have in the whole table.
struct Ready<'a> {
    built: Built,
    /// By column; none where texts are kept as they are.
    numbers: Vec<Option<Vec<u32>>>,
    /// Lines above it.
    above: usize,
    bytes: &'a [u8],
}

/// The rows of all parts, each on a thread.
fn finished(ready: Vec<Ready>) -> Vec<Piece> {
    let mut pieces: Vec<Option<Piece>> = (0..ready.len()).map(|_| None).collect();
    let work = pieces.iter_mut().zip(ready);
    parallel::for_each(work, |(piece, Ready { built, numbers, above, bytes })| {
        *piece = Some(built.finish(&numbers, above, bytes));
    });
    pieces.into_iter().flatten().collect()
}
