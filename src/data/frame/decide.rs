//! How times and numbers of a table are written, decided by whole columns; open questions are refused with both readings.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use foldhash::fast::RandomState;

use super::{Asked, Axis, Crossing, Frame, Role};
use crate::calendar::{Span as Covers, Stamp};
use crate::data::block::LeftOut;
use crate::data::clock::{Ambiguous, Clock, DateOrder, Hints};
use crate::data::grid::TOGETHER;
use crate::data::names;
use crate::data::notation::Evidence;
use crate::data::number::Decimal;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::parallel;

impl Frame {
    pub(super) fn read_clock(&mut self, asked: &Asked) -> Result<(), Diagnostics> {
        match self.axis.take() {
            Some(Axis::Column(column)) => {
                self.axis = Some(Axis::Column(column));
                self.clock = self.clock_of(column, asked.order)?;
            }
            // Parts of years in headings are times only with the years of rows.
            Some(Axis::Across(times, crossing)) if !matches!(crossing, Some(Crossing::Years(_))) => {
                self.axis = Some(Axis::Across(self.one_kind(times), crossing));
            }
            other => self.axis = other,
        }
        let mut rows = std::mem::take(&mut self.rows);
        let decided = self.decide_parts(&mut rows);
        self.rows = rows;
        decided
    }

    /// Times in headings, read by what all of them say; of several kinds, as years beside quarters, the one there is most of.
    fn one_kind(&mut self, times: Vec<(usize, Stamp, Covers)>) -> Vec<(usize, Stamp, Covers)> {
        let headings: Vec<&str> = times.iter().map(|(column, ..)| self.heading(*column)).collect();
        let hints = Hints { named: true, ..Hints::default() };
        let (clock, note) = Clock::of(headings.into_iter(), hints).unwrap_or_default();
        self.notes.extend(note);
        let marked = times.iter().map(|(column, ..)| self.heading(*column)).filter(|heading| {
            heading.starts_with(|c: char| c.is_ascii_digit())
                && heading.ends_with(['*', 'e', 'f', 'p', 'r', 'E', 'F', 'P', 'R'])
        });
        let marked: Vec<&str> = marked.collect();
        if !marked.is_empty() {
            let note = format!("marks beside times in headings are left away: {}", marked.join(", "));
            self.notes.push(note);
        }
        let read = |(column, stamp, covers): (usize, Stamp, Covers)| {
            let (stamp, covers) = clock.read(self.heading(column)).unwrap_or((stamp, covers));
            (column, stamp, covers)
        };
        let times: Vec<(usize, Stamp, Covers)> = times.into_iter().map(read).collect();
        let mut counts: BTreeMap<Covers, usize> = BTreeMap::new();
        for (.., covers) in &times {
            *counts.entry(*covers).or_default() += 1;
        }
        let Some((most, _)) = counts.into_iter().max_by_key(|(_, count)| *count) else { return times };
        let (kept, others): (Vec<_>, Vec<_>) = times.into_iter().partition(|(.., covers)| *covers == most);
        if let Some((column, ..)) = others.first() {
            let columns = if others.len() == 1 { "column" } else { "columns" };
            let what = format!("{} {columns} of other times, as `{}`", others.len(), self.heading(*column));
            self.left_out.push(LeftOut { what, why: "the table has times of several kinds, and most are of another" });
        }
        for (column, ..) in others {
            self.roles[column] = Role::Unused;
        }
        kept
    }

    /// How the times of a column are read; notes what was decided.
    pub fn clock_of(&mut self, column: usize, order: Option<DateOrder>) -> Result<Clock, Diagnostics> {
        let named = names::rank(names::TIME, self.heading(column)).is_some();
        let hints = Hints { order, named, from_1904: self.grid.from_1904 };
        let texts = self.distinct(column);
        let decided = Clock::of(texts.iter().map(AsRef::as_ref), hints);
        drop(texts);
        match decided {
            Ok((clock, note)) => {
                self.notes.extend(note);
                Ok(clock)
            }
            Err(open) => Err(self.open_time(column, &open).into()),
        }
    }

    /// The texts of a column, each once as far as that is cheap.
    fn distinct(&self, column: usize) -> Vec<Cow<'_, str>> {
        let pieces: Vec<&[u32]> = self.rows.chunks(TOGETHER).collect();
        let of_piece = |rows: &&[u32]| distinct(rows.iter().map(|row| self.text(*row, column)));
        distinct(parallel::map(&pieces, of_piece).into_iter().flatten())
    }

    fn open_time(&self, column: usize, open: &Ambiguous) -> Diagnostic {
        let row = self.rows.iter().find(|row| self.text(**row, column) == open.text.as_str());
        let [one, other] = &open.readings;
        let message = format!("`{}` may be {one} or {other}, and nothing in its column decides", open.text);
        let place = row.map_or_else(|| self.header_span(), |row| self.span(*row, column));
        Diagnostic::error("ambiguous-time", message, place, "").with_help(open.remedy)
    }

    pub(super) fn read_notation(&mut self, asked: &Asked) -> Result<(), Diagnostics> {
        let values: Vec<usize> = self.columns(Role::Value).collect();
        let mut found = Diagnostics::new();
        let groups: Vec<Vec<usize>> = match &self.axis {
            Some(Axis::Across(..)) => vec![values],
            _ => values.into_iter().map(|column| vec![column]).collect(),
        };
        for note in self.notation(&groups, asked.decimal, &mut found) {
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
        }
        if found.has_errors() { Err(found) } else { Ok(()) }
    }

    /// Decides how the numbers of groups of columns are written; gives notes.
    pub fn notation(&mut self, groups: &[Vec<usize>], asked: Option<Decimal>, found: &mut Diagnostics) -> Vec<String> {
        let of = |columns: &Vec<usize>| {
            let found = Evidence::of(&self.grid, &self.rows, columns);
            let one_row = |row: &u32| Evidence::of(&self.grid, &[*row], columns).is_mixed();
            if found.is_mixed() && columns.len() > 1 && !self.rows.iter().any(one_row) { found.by_row() } else { found }
        };
        let evidence: Vec<Evidence> = groups.iter().map(of).collect();
        let all = evidence.iter().fold(Evidence::default(), |all, one| all.joined(*one));
        let mut notes = Vec::new();
        for (columns, evidence) in groups.iter().zip(&evidence) {
            let decided = match asked {
                Some(decimal) => Ok((decimal, None)),
                None => evidence.decide(&self.grid, &all),
            };
            match decided {
                Ok((decimal, note)) => {
                    notes.extend(note);
                    for column in columns {
                        self.decimals[*column] = decimal;
                        self.percent[*column] = evidence.is_percent();
                    }
                }
                Err(problem) => found.push(problem),
            }
        }
        notes
    }
}

/// Texts that differ from the one before, each once as far as that is cheap.
fn distinct<'a>(texts: impl Iterator<Item = Cow<'a, str>>) -> Vec<Cow<'a, str>> {
    let mut seen: HashSet<Cow<'a, str>, RandomState> = HashSet::default();
    let mut last = Cow::Borrowed("");
    let mut found = Vec::new();
    for text in texts {
        if text != last {
            if !seen.contains(&text) {
                seen.insert(text.clone());
                found.push(text.clone());
            }
            last = text;
        }
    }
    found
}
