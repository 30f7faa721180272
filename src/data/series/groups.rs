//! Rows that have the same keys, and so are of the same series.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::Frame;
use crate::data::grid::Token;

/// Nothing is known.
const NONE: u32 = u32::MAX;
/// Between the texts of keys.
const BETWEEN: char = '\u{1f}';

/// Groups of rows by their keys, numbered in the order in which they come.
#[derive(Debug, Default)]
pub(super) struct Groups {
    count: u32,
    /// By the texts of keys.
    by_text: HashMap<String, u32, RandomState>,
    /// By what stands for the keys before one, and what that can be compared by: what stands for all of them; for the last key the
    /// group.
    by_token: HashMap<(u32, Token), u32, RandomState>,
    /// The same of first keys that are texts, by their numbers, where there is room for all of them: of most tables nothing else is asked.
    by_first: Option<Vec<u32>>,
    /// Numbers that stand for some keys.
    prefixes: u32,
    /// Whether all rows have keys that can be compared, none of which says what a number says, so that their texts are not needed.
    told: bool,
}

impl Groups {
    /// None, of a table.
    pub fn new(frame: &Frame) -> Self {
        let told = !frame.keys.is_empty() && frame.keys.iter().all(|column| frame.grid.is_told(*column));
        Self { told, by_first: Some(Vec::new()), ..Self::default() }
    }

    /// Adds one.
    fn add(&mut self) -> u32 {
        self.count += 1;
        self.count - 1
    }

    /// The group of rows whose keys are compared by these; none if it is not known yet.
    #[inline]
    fn of_tokens(&self, tokens: impl IntoIterator<Item = Token>) -> Option<u32> {
        tokens.into_iter().try_fold(0, |before, token| self.get(before, token))
    }

    /// What stands for a key behind others.
    #[inline]
    fn get(&self, before: u32, token: Token) -> Option<u32> {
        match (&self.by_first, token.text()) {
            (Some(by_first), Some(text)) if before == 0 => by_first.get(text).copied().filter(|known| *known != NONE),
            _ => self.by_token.get(&(before, token)).copied(),
        }
    }

    fn set(&mut self, before: u32, token: Token, known: u32) {
        match (&mut self.by_first, token.text()) {
            (Some(by_first), Some(text)) if before == 0 => {
                if by_first.len() <= text {
                    by_first.resize(text + 1, NONE);
                }
                by_first[text] = known;
            }
            _ => drop(self.by_token.insert((before, token), known)),
        }
    }

    /// The group of a row, which is put down if it is not known yet.
    pub fn put(&mut self, frame: &Frame, row: u32) -> u32 {
        let tokens = tokens(frame, row).unwrap_or_default();
        let named = self.told && are_names(frame, row);
        self.put_fresh(frame, &Fresh { row, tokens: &tokens, named })
    }

    /// The same of a row with what its keys are compared by.
    pub fn put_fresh(&mut self, frame: &Frame, fresh: &Fresh) -> u32 {
        let Fresh { row, tokens, named } = fresh;
        if !tokens.is_empty()
            && let Some(group) = self.of_tokens(tokens.iter().copied())
        {
            return group;
        }
        let group = if *named {
            self.add()
        } else {
            let text = text(frame, *row);
            let group = self.by_text.get(&text).copied().unwrap_or_else(|| self.add());
            self.by_text.insert(text, group);
            group
        };
        self.put_tokens(tokens, group);
        group
    }

    fn put_tokens(&mut self, tokens: &[Token], group: u32) {
        let Some((last, others)) = tokens.split_last() else { return };
        let mut before = 0;
        for token in others {
            before = self.get(before, *token).unwrap_or_else(|| {
                self.prefixes += 1;
                self.set(before, *token, self.prefixes);
                self.prefixes
            });
        }
        self.set(before, *last, group);
    }
}

/// What the keys of a row can be compared by, if all of them have that.
fn tokens(frame: &Frame, row: u32) -> Option<Vec<Token>> {
    frame.keys.iter().map(|column| frame.grid.cursor(*column).token(row as usize)).collect()
}

/// The texts of the keys of a row.
fn text(frame: &Frame, row: u32) -> String {
    let mut text = String::new();
    put_text(&mut text, frame, row);
    text
}

/// Puts these in place of a text.
fn put_text(text: &mut String, frame: &Frame, row: u32) {
    text.clear();
    for column in &frame.keys {
        text.push_str(&frame.text(row, *column));
        text.push(BETWEEN);
    }
}

/// Whether all keys of a row are names: then rows of other tokens have other keys.
fn are_names(frame: &Frame, row: u32) -> bool {
    frame.keys.iter().all(|column| frame.text(row, *column).starts_with(char::is_alphabetic))
}

/// A row whose group was not known when it was read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fresh<'a> {
    row: u32,
    /// What its keys are compared by, if all have that.
    tokens: &'a [Token],
    /// Whether rows of other tokens have other keys, as all of them are names.
    named: bool,
}

/// Rows whose groups were not known.
#[derive(Debug, Default)]
pub(super) struct Others {
    pub rows: Vec<u32>,
    /// By row, as many as there are keys: what these are compared by; nothing at all if some have nothing.
    tokens: Vec<Token>,
    named: Vec<bool>,
}

impl Others {
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn get(&self, at: usize) -> Fresh<'_> {
        let keys = self.tokens.len() / self.rows.len();
        Fresh { row: self.rows[at], tokens: &self.tokens[at * keys..(at + 1) * keys], named: self.named[at] }
    }

    fn push(&mut self, frame: &Frame, row: u32, known: &Groups) {
        self.rows.push(row);
        self.named.push(known.told && are_names(frame, row));
    }
}

/// Groups of some rows: those that are known, and others that are to be put down.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// By row: its group; of one that is not known [`Self::FRESH`] and its place among the others.
    pub groups: Vec<u32>,
    /// The first row of each of the others.
    pub fresh: Others,
}

impl Found {
    /// Groups from this number on are not known.
    const FRESH: u32 = 1 << 31;

    /// The groups of some rows that rise.
    pub fn of(frame: &Frame, rows: &[u32], known: &Groups) -> Self {
        let mut tokens = vec![Vec::with_capacity(rows.len()); frame.keys.len()];
        let mut keys = frame.keys.iter().zip(&mut tokens);
        let told =
            !frame.keys.is_empty() && keys.all(|(column, tokens)| frame.grid.cursor(*column).tokens(rows, tokens));
        if told { Self::by_token(frame, rows, &tokens, known) } else { Self::by_text(frame, rows, known) }
    }

    fn by_token(frame: &Frame, rows: &[u32], tokens: &[Vec<Token>], known: &Groups) -> Self {
        let (mut found, mut own) = (Self::default(), Groups::default());
        found.groups.reserve(rows.len());
        let mut last = None;
        for (at, row) in rows.iter().enumerate() {
            if let Some(group) = last
                && tokens.iter().all(|tokens| tokens[at] == tokens[at - 1])
            {
                found.groups.push(group);
                continue;
            }
            let keys = || tokens.iter().map(|tokens| tokens[at]);
            let group = known.of_tokens(keys()).unwrap_or_else(|| {
                let fresh = own.of_tokens(keys()).unwrap_or_else(|| {
                    let fresh = own.add();
                    let before = found.fresh.tokens.len();
                    found.fresh.tokens.extend(keys());
                    own.put_tokens(&found.fresh.tokens[before..], fresh);
                    found.fresh.push(frame, *row, known);
                    fresh
                });
                Self::FRESH + fresh
            });
            last = Some(group);
            found.groups.push(group);
        }
        found
    }

    fn by_text(frame: &Frame, rows: &[u32], known: &Groups) -> Self {
        let (mut found, mut own) = (Self::default(), Groups::default());
        // What the row above says, and its group.
        let (mut text, mut above, mut last) = (String::new(), String::new(), None);
        for row in rows {
            put_text(&mut text, frame, *row);
            if let Some(group) = last
                && above == text
            {
                found.groups.push(group);
                continue;
            }
            let group = known.by_text.get(&text).copied().unwrap_or_else(|| {
                let fresh = own.by_text.get(&text).copied().unwrap_or_else(|| {
                    found.fresh.push(frame, *row, known);
                    let fresh = own.add();
                    own.by_text.insert(text.clone(), fresh);
                    fresh
                });
                Self::FRESH + fresh
            });
            found.groups.push(group);
            last = Some(group);
            std::mem::swap(&mut text, &mut above);
        }
        found
    }

    /// Puts in place of those that were not known the groups that their first rows have.
    pub fn settle(&mut self, fresh: &[u32]) {
        if !fresh.is_empty() {
            let unknown = self.groups.iter_mut().filter(|group| **group >= Self::FRESH);
            unknown.for_each(|group| *group = fresh[(*group - Self::FRESH) as usize]);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::data::grid::streamed;
    use crate::data::{Columns, Grid};
    use crate::diagnostic::Source;

    /// However rows are read and compared, and however many are looked at together.
    #[test]
    fn rows_of_the_same_keys_are_of_one_group() {
        let (mut text, mut names, mut expected) = ("region,product,year,value\n".to_owned(), Vec::new(), Vec::new());
        for row in 0..300 {
            let (region, product) = (row % 7, ["a", "\"b\"", "b", "c"][row % 4]);
            text.push_str(&format!("R{region},{product},{},1\n", 2000 + row));
            let name = (region, product.trim_matches('"'));
            if !names.contains(&name) {
                names.push(name);
            }
            expected.push(names.iter().position(|other| *other == name).unwrap() as u32);
        }
        let streamed = || streamed(Path::new("t.csv"), &mut text.as_bytes(), 700, 90).unwrap();
        let whole = Grid::read(&Source::new("t.csv", text.clone())).unwrap();
        for (grid, step) in [(whole, 50), (streamed(), 1), (streamed(), 11), (streamed(), 1000)] {
            let mut frame = Frame::read(grid, &Columns::default().asked()).unwrap();
            frame.keys = vec![0, 1];
            let (mut groups, mut all) = (Groups::new(&frame), Vec::new());
            for rows in frame.rows.chunks(step) {
                let mut found = Found::of(&frame, rows, &groups);
                let fresh = (0..found.fresh.len()).map(|fresh| groups.put_fresh(&frame, &found.fresh.get(fresh)));
                let fresh: Vec<u32> = fresh.collect();
                found.settle(&fresh);
                all.extend(found.groups);
            }
            assert_eq!(all, expected, "{step}");
        }
    }
}
