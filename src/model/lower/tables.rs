//! Tables of values by point of time: settings of levers, and what was observed.

use super::Lowering;
use crate::model::graph::NodeId;
use crate::model::program::SeriesTable;
use crate::model::{Axis, Model};

/// What a table of values is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// The table.
    pub series: usize,
    /// The lever and its element whose settings it has; none if it is of something else.
    pub lever: Option<(usize, usize)>,
}

/// The settings of an element of a lever at each point of time and at the closing step, in base units.
#[must_use]
pub fn settings(model: &Model, lever: usize, element: usize) -> Vec<f64> {
    let lever = &model.levers[lever];
    let period = (lever.from, lever.until);
    let setting = |time: f64| if Axis::is_within(period, time) { lever.values[element] } else { lever.neutral };
    (0..=model.axis.points).map(|point| setting(model.axis.time(point))).collect()
}

impl Lowering<'_> {
    pub(super) fn table(&mut self, table: SeriesTable) -> NodeId {
        let table = self.table_of(None, table);
        self.graph.borrow_mut().series(table)
    }

    /// The number of a table of the settings of an element of a lever, or of something else.
    pub(super) fn table_of(&mut self, lever: Option<(usize, usize)>, table: SeriesTable) -> u32 {
        let own = |lever: Option<(usize, usize)>| lever.is_some_and(|(lever, _)| self.varying.contains(&lever));
        let owner = |series: usize| self.sources.iter().find(|source| source.series == series && own(source.lever));
        let known = self.series.iter().enumerate().position(|(series, other)| match owner(series) {
            Some(owner) => owner.lever == lever,
            None => !own(lever) && *other == table,
        });
        let series = known.unwrap_or(self.series.len());
        if known.is_none() {
            self.series.push(table);
        }
        let source = Source { series, lever };
        if !self.sources.contains(&source) {
            self.sources.push(source);
        }
        series as u32
    }
}
