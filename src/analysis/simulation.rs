//! A model compiled for what is asked of it, and run in the draws of a study.

use std::ops::Range;

use ndarray::{Array1, Array2, ArrayView2, Axis};

use super::RunError;
use super::kept::NotFinite;
use super::study::Study;
use crate::engine::{self, Ensemble, Given, Keep, Unfinished};
use crate::model::compile::compile;
use crate::model::program::{Column, Program};
use crate::model::{Model, Quantity};
use crate::numeric::buffer::Buffer;
use crate::parallel;

/// A model, compiled, in the draws of a study.
pub(super) struct Simulation<'a> {
    pub study: &'a Study<'a>,
    pub model: &'a Model,
    /// Computes what is wanted, and nothing else.
    pub program: Program,
    /// Points of time that are kept.
    points: Range<usize>,
}

impl<'a> Simulation<'a> {
    /// Compiles what is wanted: elements of variables, by their indices.
    pub fn new(study: &'a Study<'a>, model: &'a Model, wanted: impl Fn(usize, usize) -> bool) -> Self {
        Self::compiled(study, model, compile(model, wanted))
    }

    /// Takes a program of the model.
    pub fn compiled(study: &'a Study<'a>, model: &'a Model, program: Program) -> Self {
        Self { study, model, points: 0..program.points, program }
    }

    /// Compiles what some numbers need. Other points of time take no room and, if they come later, no computing.
    pub fn of(study: &'a Study<'a>, model: &'a Model, numbers: &[Quantity]) -> Self {
        let mut simulation = Self::new(study, model, |variable, element| {
            numbers.iter().any(|of| (of.variable, of.element) == (variable, element))
        });
        let points = numbers.iter().map(|of| of.point);
        let first = points.clone().min().unwrap_or(0);
        simulation.points = first..points.max().map_or(first, |last| last + 1);
        simulation
    }

    /// Runs all draws and keeps some columns of the program, in the memory of earlier results if there is any.
    ///
    /// # Errors
    /// As [`Study::run`].
    pub fn run(&self, columns: &[usize], room: Option<Buffer>) -> Result<Ensemble, RunError> {
        let keep = Keep { columns, points: self.points.clone(), room };
        self.study.run(self.model, &self.program, 0..self.study.draws, keep)
    }

    /// Evaluates the model at points, with the noise of draws from `first_draw` on, and keeps the first column of the program.
    ///
    /// # Errors
    /// As [`Study::run`], or one column is over the budget of memory.
    pub fn at(&self, given: Given, numbers: ArrayView2<f64>, first_draw: u64) -> Result<Ensemble, RunError> {
        self.study.fitting(numbers.ncols() as u64, 1)?;
        let settings = &self.study.settings;
        let run = |progress: &dyn engine::Progress| {
            engine::run_at(self.model, &self.program, settings, (given, numbers), first_draw, &[0], progress)
        };
        Ok(self.study.follow(run)?)
    }

    /// Runs all columns and hands them over, as many at a time as fit the budget of memory: all draws [column, time, draw],
    /// in base units.
    ///
    /// # Errors
    /// One column is over the budget; as [`Study::run`]; or what `take` says.
    pub fn each_group(&self, mut take: impl FnMut(Ensemble) -> Result<(), RunError>) -> Result<(), RunError> {
        for group in self.study.groups(self.program.columns.len())? {
            take(self.run(&group, None)?)?;
        }
        Ok(())
    }

    /// What each column of an ensemble gives, in order: the column, its place, and its values [time, draw] in base units.
    ///
    /// # Errors
    /// [`RunError::NotFinite`] with the first variable of the earliest draw in which a number is not finite, or the run is
    /// cancelled.
    pub fn by_column<T: Send>(
        &self,
        ensemble: &Ensemble,
        of: impl Fn(Column, usize, ArrayView2<f64>) -> Result<T, NotFinite> + Sync,
    ) -> Result<Vec<T>, RunError> {
        let values = ensemble.values.view();
        let is_over = || self.study.follow(|progress| progress.stopped());
        let one =
            |slot: usize| (!is_over()).then(|| of(ensemble.columns[slot], slot, values.index_axis(Axis(0), slot)));
        let found: Vec<Option<Result<T, NotFinite>>> = parallel::map_indices(ensemble.columns.len(), one);
        let found: Option<Vec<Result<T, NotFinite>>> = found.into_iter().collect();
        let found = found.ok_or(Unfinished::Cancelled)?;
        // The earliest draw is the one to report: it does not depend on which column was looked at first.
        let broken = found.iter().filter_map(|result| result.as_ref().err()).map(|fault| fault.draw).min();
        match broken {
            Some(draw) => Err(self.study.not_finite(self.model, draw)),
            None => Ok(found.into_iter().flatten().collect()),
        }
    }

    /// All draws of a number of an ensemble, in its declared unit.
    pub fn number(&self, ensemble: &Ensemble, slot: usize, point: usize) -> Array1<f64> {
        let unit = &self.model.variables[ensemble.columns[slot].variable].signature.unit;
        let values = ensemble.values.view();
        let draws = values.index_axis(Axis(0), slot);
        draws.row(point - self.points.start).mapv(|value| unit.from_base(value))
    }
}

/// The draw sources that some numbers of a model depend on.
pub(super) fn sources(study: &Study, model: &Model, of: &[Quantity]) -> Vec<usize> {
    Simulation::of(study, model, of).program.samples.iter().map(|(source, _)| *source).collect()
}

/// All draws [number, draw] of some numbers of a model, in their declared units, whether finite or not; of what a model
/// does not have, zeros.
///
/// # Errors
/// As [`Simulation::each_group`].
pub(super) fn numbers(study: &Study, model: &Model, of: &[Quantity]) -> Result<Array2<f64>, RunError> {
    // Before room is asked for: so many draws may be more than any machine has.
    study.fitting(study.draws, 1)?;
    let mut found = Array2::zeros((of.len(), study.draws as usize));
    let simulation = Simulation::of(study, model, of);
    simulation.each_group(|ensemble| {
        for (of, mut row) in of.iter().zip(found.outer_iter_mut()) {
            let own = |column: &Column| (column.variable, column.element) == (of.variable, of.element);
            if let Some(slot) = ensemble.columns.iter().position(own) {
                row.assign(&simulation.number(&ensemble, slot, of.point));
            }
        }
        Ok(())
    })?;
    Ok(found)
}
