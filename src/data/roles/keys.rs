//! Which columns tell series apart.

use crate::numeric::sorting::sort_by_key;
use std::collections::HashSet;
use std::hash::{BuildHasher, Hash, Hasher};

use foldhash::fast::RandomState;

use super::super::bits::Bits;
use super::super::frame::{AddsUp, Axis, Frame, Role};
use super::super::grid::{Cursor, Token};
use super::super::names;

/// Whether rows are told apart is asked of so many.
const COMPARED: usize = 1_000_000;
/// Bits of a table of what was seen, for each row that is looked at.
const BITS_OF_ROW: usize = 64;

impl Frame {
    /// Which texts tell series apart: those whose names say so, and as many others as are needed for no time to be there twice.
    pub(super) fn find_keys(&mut self, series: Option<usize>) {
        let mut keys: Vec<usize> = match &self.adds_up {
            AddsUp::Columns(columns) => columns.iter().copied().filter(|at| Some(*at) != series).collect(),
            AddsUp::Nothing | AddsUp::Series => Vec::new(),
        };
        if let Some(series) = series {
            keys.insert(0, series);
            return self.set_keys(keys);
        }
        let mut texts: Vec<usize> = self.columns(Role::About).filter(|column| !keys.contains(column)).collect();
        // Names before codes of what they name.
        let is_labelled = |column: usize| self.has_labels(self.heading(column)) && self.content(column).whole;
        let is_code = |column: usize| {
            names::is_code(self.heading(column)) || self.content(column).is_code() || is_labelled(column)
        };
        sort_by_key(&mut texts, |column| is_code(*column));
        let is_sure =
            |column: usize| names::rank(names::SERIES, self.heading(column)).is_some() && !is_labelled(column);
        let (sure, others): (Vec<usize>, Vec<usize>) = texts.into_iter().partition(|column| is_sure(*column));
        let mut apart = if keys.is_empty() { 1 } else { self.count(&keys, None, false) };
        // What is in another unit is another series.
        for column in sure.into_iter().chain(self.columns(Role::Unit)) {
            let with = self.count(&keys, Some(column), false);
            if with > apart || (keys.is_empty() && self.roles[column] != Role::Unit) {
                keys.push(column);
                apart = with;
            }
        }
        let rows = self.rows.len().min(COMPARED);
        let mut told = self.count(&keys, None, true);
        for column in others {
            if told >= rows {
                break;
            }
            let with = self.count(&keys, Some(column), true);
            if with > told {
                keys.push(column);
                told = with;
            }
        }
        if told < rows {
            keys.extend(self.keys_of_numbers(&keys, rows));
        }
        self.set_keys(keys);
    }

    /// Columns of whole numbers before the times that tell rows apart which nothing else does, if values stand behind those: codes
    /// (Statistics Netherlands). Says so.
    fn keys_of_numbers(&mut self, keys: &[usize], rows: usize) -> Vec<usize> {
        let Some(Axis::Column(time)) = self.axis else { return Vec::new() };
        let values: Vec<usize> = self.columns(Role::Value).collect();
        let (before, behind): (Vec<usize>, Vec<usize>) = values.into_iter().partition(|column| *column < time);
        let mut all = keys.to_vec();
        for column in before.into_iter().filter(|column| self.content(*column).whole) {
            if !behind.is_empty() && self.count(&all, Some(column), true) > self.count(&all, None, true) {
                all.push(column);
            }
        }
        let found = all.split_off(keys.len());
        let with: Vec<usize> = keys.iter().chain(&found).copied().collect();
        if found.is_empty() || self.count(&with, None, true) < rows {
            return Vec::new();
        }
        for column in &found {
            let heading = self.heading(*column);
            self.notes.push(format!("whole numbers in column `{heading}` tell series apart: no time is there twice"));
        }
        found
    }

    fn set_keys(&mut self, mut keys: Vec<usize>) {
        // Groups are named before what stands below them.
        if !self.block.nested.is_empty() {
            keys.sort_unstable();
        }
        for column in keys {
            self.roles[column] = if self.roles[column] == Role::Unit { Role::Unit } else { Role::Key };
            self.keys.push(column);
        }
    }

    /// How many different texts some columns have together, with their times or without.
    pub(super) fn count(&self, keys: &[usize], one: Option<usize>, times: bool) -> usize {
        let mut columns: Vec<usize> = keys.iter().copied().chain(one).collect();
        if times {
            columns.extend(self.axis.as_ref().map(Axis::columns).unwrap_or_default());
        }
        let rows = &self.rows[..self.rows.len().min(COMPARED)];
        if self.all_differ(rows, &columns) {
            return rows.len();
        }
        if let Some(count) = self.count_by_bits(rows, &columns) {
            return count;
        }
        let state = RandomState::default();
        let mut cells: Vec<Cursor> = columns.iter().map(|column| self.grid.cursor(*column)).collect();
        let (mut seen, mut last): (HashSet<u64, RandomState>, _) = (HashSet::default(), None);
        for row in rows {
            let mut hasher = state.build_hasher();
            for (column, cells) in columns.iter().zip(&mut cells) {
                match cells.token(*row as usize) {
                    Some(token) => token.hash(&mut hasher),
                    None => self.text(*row, *column).hash(&mut hasher),
                }
            }
            let hash = hasher.finish();
            if last.replace(hash) != Some(hash) {
                seen.insert(hash);
            }
        }
        seen.len()
    }

    /// How many different texts some columns have together, where a bit for each that there may be takes little room.
    fn count_by_bits(&self, rows: &[u32], columns: &[usize]) -> Option<usize> {
        let (mut all, mut most) = (vec![0; rows.len()], 1_usize);
        for column in columns {
            let (numbers, count) = self.grid.cursor(*column).numbered(rows)?;
            most = most.checked_mul(count).filter(|most| *most <= rows.len() * BITS_OF_ROW)?;
            for (all, number) in all.iter_mut().zip(numbers) {
                *all = *all * count + number as usize;
            }
        }
        let mut seen = Bits::new(most);
        Some(all.into_iter().filter(|place| seen.set(*place)).count())
    }

    /// Whether it is evident that no two rows say the same in some columns: of rows that follow one another and say the same in all
    /// of them but the last, that rises or falls, and no other rows say so.
    fn all_differ(&self, rows: &[u32], columns: &[usize]) -> bool {
        let Some((last, others)) = columns.split_last() else { return rows.len() < 2 };
        let mut cells: Vec<Cursor> = others.iter().map(|column| self.grid.cursor(*column)).collect();
        let mut lasts = self.grid.cursor(*last);
        let state = RandomState::default();
        let mut seen: HashSet<u64, RandomState> = HashSet::default();
        // What the row before says, and whether the last column rises since the others are the same.
        let (mut before, mut told): (Vec<Option<Token>>, _) = (vec![None; others.len()], None);
        for row in rows.iter().map(|row| *row as usize) {
            let mut same = told.is_some();
            for (before, cells) in before.iter_mut().zip(&mut cells) {
                let Some(token) = cells.token(row) else { return false };
                same &= before.replace(token) == Some(token);
            }
            let Some(token) = lasts.token(row) else { return false };
            told = match told {
                Some((above, _)) if same && above == token => return false,
                Some((above, Some(rises))) if same && rises != (token > above) => return false,
                Some((above, _)) if same => Some((token, Some(token > above))),
                _ if seen.insert(state.hash_one(&before)) => Some((token, None)),
                _ => return false,
            };
        }
        true
    }
}
