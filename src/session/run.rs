//! Runs a scenario.

use std::time::Duration;

use super::{Error, Session};
use crate::analysis::{Outcome, RunOptions, project};
use crate::diagnostic::Diagnostic;
use crate::engine::{Ensemble, Progress};
use crate::numeric::dispatch;
use crate::numeric::weights::Weights;
use crate::parallel;
use crate::projection::Projection;

/// A finished run.
#[derive(Debug)]
pub struct Run {
    /// What is reported.
    pub projection: Projection,
    /// All draws of reported variables [series, time, draw], in the order of the projection and in declared units, if they
    /// were asked for.
    pub draws: Option<Ensemble>,
    /// How much each draw counts.
    pub weights: Weights,
    /// What is worth knowing of it though it came to its end: thresholds on the far side of the start, and, where it is
    /// cheap to find out, amounts that fall below zero and results that hang on the step.
    pub notes: Vec<Diagnostic>,
    /// The instruction set that its numbers were computed with; several where parts of several were merged.
    pub cpu: String,
    /// How long each stage took, in order.
    pub times: Vec<(String, Duration)>,
}

impl Session {
    /// Runs all draws and summarises what is reported.
    ///
    /// # Errors
    /// [`Error::Run`]: memory does not suffice, nothing is reported, or a number is not finite.
    pub fn run(&self) -> Result<Run, Error> {
        self.run_with(&RunOptions::default(), &|_| {})
    }

    /// As [`Self::run`], keeping all draws if they are asked for; `progress` is told how many draws are done.
    ///
    /// # Errors
    /// As [`Self::run`].
    pub fn run_with(&self, options: &RunOptions, progress: &dyn Progress) -> Result<Run, Error> {
        let Outcome { projection, ensemble, compile, simulate, summarise, weights } =
            project(&self.file.model, options, progress).map_err(|error| self.failed(error))?;
        let stages = [("compile", compile), ("simulate", simulate), ("summarise", summarise)];
        let times = stages.into_iter().map(|(stage, time)| (stage.to_owned(), time)).collect();
        let notes = self.notes(&projection, progress);
        let draws = ensemble.map(|draws| self.in_units(draws));
        Ok(Run { projection, notes, draws, weights, cpu: dispatch::level().name().to_owned(), times })
    }

    /// A run of which others have computed the numbers.
    pub(super) fn merged(&self, projection: Projection, cpu: String, progress: &dyn Progress) -> Run {
        let notes = self.notes(&projection, progress);
        Run { projection, draws: None, weights: Weights::equal(), notes, cpu, times: Vec::new() }
    }

    /// How much memory the results of a run take, in bytes: what is reported of all draws, or what they may take.
    #[must_use]
    pub fn results_bytes(&self) -> u64 {
        let model = &self.file.model;
        let reported = model.variables.iter().filter(|variable| variable.reported);
        let columns: usize = reported.map(|variable| model.count(&variable.signature.dims)).sum();
        let one = (columns * model.axis.points * 8) as u64;
        one.saturating_mul(self.draws()).min(model.header.ensemble.memory)
    }

    /// A run of this scenario gave nothing.
    pub(super) fn failed(&self, error: crate::analysis::RunError) -> Error {
        Error::Run { scenario: self.id().to_owned(), error }
    }

    /// Turns draws from base units into the units their variables declare.
    fn in_units(&self, mut draws: Ensemble) -> Ensemble {
        for (mut values, column) in draws.values.view_mut().outer_iter_mut().zip(&draws.columns) {
            let unit = &self.file.model.variables[column.variable].signature.unit;
            parallel::for_each(values.outer_iter_mut(), |mut row| row.mapv_inplace(|value| unit.from_base(value)));
        }
        draws
    }
}
