//! The numbers of a run whose order statistics are wanted: points of columns, and years of events.

use std::ops::Range;

use ndarray::{ArrayView3, Axis, s};

use super::sums::Sums;
use crate::analysis::RunError;
use crate::analysis::histogram;
use crate::analysis::kept::{LINES, PILOT, lines, scale};
use crate::analysis::milestone::Passing;
use crate::analysis::simulation::Simulation;
use crate::analysis::summary::Asked;
use crate::engine::{Ensemble, Keep};
use crate::numeric::order::OrderStatistics;
use crate::numeric::weights::Weights;
use crate::parallel;
use crate::projection::Milestone;

/// Cells are numbered: the points of the first column, of the next, …, then the events of the columns.
pub(super) struct Cells<'a> {
    pub simulation: &'a Simulation<'a>,
    /// Columns of the program.
    pub columns: &'a [usize],
    /// By column.
    pub asked: Vec<Asked<'a>>,
    /// Of which columns events are: slot and number among its events.
    events: Vec<(usize, usize)>,
}

/// Wanted ranks, increasing: of points of columns, and of events.
pub(super) struct Ranks {
    pub series: Vec<u64>,
    pub events: Vec<u64>,
}

impl Ranks {
    pub fn new(series: impl Iterator<Item = u64>, events: impl Iterator<Item = u64>) -> Self {
        let increasing = |mut ranks: Vec<u64>| {
            ranks.sort_unstable();
            ranks.dedup();
            ranks
        };
        Self { series: increasing(series.collect()), events: increasing(events.collect()) }
    }

    pub fn of(&self, is_event: bool) -> &[u64] {
        if is_event { &self.events } else { &self.series }
    }

    /// Where a rank stands among those that are wanted.
    pub fn place(&self, is_event: bool, rank: u64) -> usize {
        self.of(is_event).partition_point(|other| *other < rank)
    }
}

impl<'a> Cells<'a> {
    pub fn new(simulation: &'a Simulation<'a>, columns: &'a [usize]) -> Self {
        let of = |column: &usize| Asked::new(simulation.model, simulation.program.columns[*column]);
        let asked: Vec<Asked> = columns.iter().map(of).collect();
        let events =
            asked.iter().enumerate().flat_map(|(slot, asked)| (0..asked.events.len()).map(move |at| (slot, at)));
        Self { events: events.collect(), simulation, columns, asked }
    }

    /// How many points of columns there are.
    pub fn series(&self) -> usize {
        self.columns.len() * self.simulation.program.points
    }

    /// How many cells there are.
    pub fn count(&self) -> usize {
        self.series() + self.events.len()
    }

    pub fn is_event(&self, cell: usize) -> bool {
        cell >= self.series()
    }

    /// The points of a column.
    pub fn points(&self, slot: usize) -> Range<usize> {
        let points = self.simulation.program.points;
        slot * points..(slot + 1) * points
    }

    /// Events, with the slot of their column.
    pub fn events(&self) -> impl Iterator<Item = (usize, &Passing)> {
        self.events.iter().map(|(slot, at)| (*slot, &self.asked[*slot].events[*at]))
    }

    /// An event by its number.
    pub fn event(&self, number: usize) -> &Passing {
        let (slot, at) = self.events[number];
        &self.asked[slot].events[at]
    }

    /// Looks at each cell of values [column, time, draw].
    pub fn each(&self, values: ArrayView3<f64>, mut look: impl FnMut(usize, &[f64])) {
        let mut cell = 0;
        for column in values.outer_iter() {
            for row in column.outer_iter() {
                look(cell, row.to_slice().unwrap_or_else(|| unreachable!("draws lie one after the other")));
                cell += 1;
            }
        }
        let mut years = vec![0.0; values.len_of(Axis(2))];
        for (slot, event) in self.events() {
            event.years(values.index_axis(Axis(0), slot), &mut years);
            look(cell, &years);
            cell += 1;
        }
    }

    /// The ranks of years that are asked for, among those of so many draws: the least year by which at least a share of draws
    /// has passed.
    pub fn passing_ranks(draws: u64) -> impl Iterator<Item = u64> {
        Passing::LEVELS.into_iter().map(move |level| ((level * draws as f64).ceil() as u64).max(1) - 1)
    }

    /// What is said of the events of a column.
    pub fn milestones(&self, slot: usize, sums: &Sums, draws: u64, at: impl Fn(usize, u64) -> f64) -> Vec<Milestone> {
        let series = self.series();
        let of = |(number, (_, event)): (usize, (usize, &Passing))| {
            let mut ranks = Self::passing_ranks(draws);
            let years = Passing::LEVELS.map(|_| ranks.next().map_or(f64::NAN, |rank| at(series + number, rank)));
            let [already, never] = sums.passed(number).map(|count| count as f64 / draws as f64);
            event.milestone(already, never, years)
        };
        self.events().enumerate().filter(|(_, (of, _))| *of == slot).map(of).collect()
    }

    /// The first draws, kept.
    fn first(&self, draws: u64) -> Result<Ensemble, RunError> {
        let Simulation { study, model, program, .. } = self.simulation;
        study.quiet().run(model, program, 0..draws, Keep::all(program, self.columns))
    }

    /// By column: how great its numbers are, and the cells of its histograms, as the first draws say.
    pub fn aims(&self) -> Result<Vec<(f64, Vec<histogram::Cells>)>, RunError> {
        if !self.asked.iter().any(|asked| asked.has_targets() || !asked.shown.histograms.is_empty()) {
            return Ok(vec![(0.0, Vec::new()); self.columns.len()]);
        }
        let ensemble = self.first((PILOT as u64).min(self.simulation.study.draws))?;
        let values = ensemble.view();
        let of = |slot: usize| {
            let (asked, values) = (&self.asked[slot], values.index_axis(Axis(0), slot));
            let scale = if asked.has_targets() { scale(values) } else { 0.0 };
            (scale, asked.cells(self.simulation.model, values, &Weights::equal()))
        };
        Ok(parallel::map_indices(self.columns.len(), of))
    }

    /// By column: the first draws by time, if charts show them.
    pub fn lines(&self) -> Result<Vec<Vec<Vec<f64>>>, RunError> {
        if !self.asked.iter().any(|asked| asked.shown.lines) {
            return Ok(vec![Vec::new(); self.columns.len()]);
        }
        let ensemble = self.first((LINES as u64).min(self.simulation.study.draws))?;
        let values = ensemble.view();
        let of = |(slot, asked): (usize, &Asked)| {
            if asked.shown.lines { lines(values.index_axis(Axis(0), slot), &Weights::equal()) } else { Vec::new() }
        };
        Ok(self.asked.iter().enumerate().map(of).collect())
    }

    /// The order statistics [cell, rank] of a few draws.
    pub fn sorted(&self, ranks: &Ranks, draws: u64) -> Result<Vec<Vec<f64>>, RunError> {
        let ensemble = self.first(draws)?;
        let values = ensemble.view();
        let of_column = |slot: usize| {
            let mut order = OrderStatistics::default();
            let rows = values.index_axis(Axis(0), slot);
            let mut broken = None;
            let mut of_row = |row: &[f64]| {
                if let Err(fault) = order.find(row, ranks.series.iter().map(|rank| *rank as usize)) {
                    broken = Some(broken.map_or(fault.index, |known: usize| known.min(fault.index)));
                }
                ranks.series.iter().map(|rank| order.at(*rank as usize)).collect::<Vec<f64>>()
            };
            let found: Vec<Vec<f64>> = rows.outer_iter().map(|row| of_row(&row.to_vec())).collect();
            (found, broken)
        };
        let columns = parallel::map_indices(self.columns.len(), of_column);
        if let Some(draw) = columns.iter().filter_map(|(_, broken)| *broken).min() {
            return Err(self.simulation.study.not_finite(self.simulation.model, draw as u64));
        }
        let mut found: Vec<Vec<f64>> = columns.into_iter().flat_map(|(found, _)| found).collect();
        let mut years = vec![0.0; draws as usize];
        for (slot, event) in self.events() {
            event.years(values.slice(s![slot, .., ..]), &mut years);
            years.sort_unstable_by(f64::total_cmp);
            found.push(ranks.events.iter().map(|rank| years[*rank as usize]).collect());
        }
        Ok(found)
    }
}
