//! Rows that stand indented below others, as `  Men` below `Employed`: where rows have one name, those tell them apart.

use std::collections::{HashMap, HashSet};

use super::{Block, heading_time};
use crate::data::grid::Grid;
use crate::diagnostic::Spanned;

/// Rows that one stands below, at most.
const DEEPEST: usize = 4;
/// Rows that are looked at: large tables are written by programs, which indent nothing.
const MOST: usize = 100_000;

impl Block {
    /// Where several rows of a table with times in its headings have one name, and stand indented below others, puts the names of
    /// these before theirs, in columns of their own; says so.
    pub(super) fn nest(&mut self, grid: &mut Grid) -> Option<String> {
        let time = self.headings.iter().position(|heading| heading_time(&heading.value).is_some())?;
        if self.body.len() > MOST {
            return None;
        }
        let column = (0..time).find(|at| self.body.clone().any(|row| grid.indent(row, *at) > 0))?;
        let named = |row: &usize| !grid.text(*row, column).is_empty();
        let says = |row: &usize| (time..grid.width(*row)).any(|at| !grid.text(*row, at).is_empty());
        let rows: Vec<usize> = self.body.clone().filter(|row| named(row) && says(row)).collect();
        // Numbers of lines tell nobody what a row is.
        let counts = |at: usize| {
            let numbers = rows.iter().map(|row| grid.text(*row, at).parse::<u64>().ok()).collect::<Option<Vec<u64>>>();
            numbers.is_some_and(|numbers| numbers.is_sorted_by(|a, b| a < b))
        };
        let is_told = |deep: usize, above: &dyn Fn(usize) -> Vec<usize>| {
            let mut seen = HashSet::new();
            rows.iter().all(|row| {
                let others = above(*row).into_iter().take(deep).map(|row| grid.text(row, column).into_owned());
                let own = (0..time).filter(|at| !counts(*at)).map(|at| grid.text(*row, at).into_owned());
                seen.insert((others.collect::<Vec<_>>(), own.collect::<Vec<_>>()))
            })
        };
        let parents = parents(grid, self.body.clone().filter(named), column);
        let parent = |row: usize| parents.get(&row).copied();
        let above =
            |row: usize| std::iter::successors(parent(row), |row| parent(*row)).take(DEEPEST).collect::<Vec<_>>();
        if is_told(0, &above) {
            return None;
        }
        let deep = (1..=DEEPEST).find(|deep| is_told(*deep, &above))?;
        // The outermost first.
        let lines: Vec<Vec<Option<usize>>> = (0..grid.len())
            .map(|row| {
                let above = if self.body.contains(&row) && named(&row) { above(row) } else { Vec::new() };
                (0..deep).rev().map(|at| above.get(at).copied()).collect()
            })
            .collect();
        let (example, line) = rows.iter().find_map(|row| {
            let names: Vec<String> =
                lines[*row].iter().flatten().map(|above| grid.text(*above, column).into()).collect();
            let name = grid.text(*row, column);
            let own = format!("`{name}` on line {}", grid.line(*row));
            (!names.is_empty()).then(|| (own, names.join(" | ")))
        })?;
        grid.insert(column, &lines);
        self.nested = column..column + deep;
        let place = self.headings[column].span.clone();
        for at in 0..deep {
            let name = if deep == 1 { "group".to_owned() } else { format!("group {}", at + 1) };
            self.headings.insert(column + at, Spanned::new(name, place.clone()));
            if !self.units.is_empty() {
                self.units.insert(column, String::new());
            }
        }
        Some(format!(
            "rows of one name are told apart by those that they stand indented below: {example} is that of `{line}`"
        ))
    }
}

/// Rows that are indented, by each the nearest above it that is so less.
fn parents(grid: &Grid, rows: impl Iterator<Item = usize>, column: usize) -> HashMap<usize, usize> {
    let mut open: Vec<(usize, usize)> = Vec::new();
    let parent = |row: usize| {
        let indent = grid.indent(row, column);
        while open.last().is_some_and(|(other, _)| *other >= indent) {
            open.pop();
        }
        let above = open.last().map(|(_, row)| *row);
        open.push((indent, row));
        Some((row, above?))
    };
    rows.filter_map(parent).collect()
}
