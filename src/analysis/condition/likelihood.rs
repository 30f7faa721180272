//! How likely what was observed is in each draw.

use ndarray::Axis;

use crate::analysis::RunError;
use crate::analysis::study::Study;
use crate::engine::{Ensemble, Keep};
use crate::model::compile::compile;
use crate::model::program::{Column, Program};
use crate::model::{Conditioned, Model};
use crate::scenario::ErrorModel;

/// The likelihood of draws.
pub(super) struct Likelihood<'a> {
    model: &'a Model,
    /// What draws must agree with.
    series: &'a [Conditioned],
    /// Computes what was observed, and nothing else.
    pub program: Program,
}

impl<'a> Likelihood<'a> {
    /// Compiles what the series need.
    pub fn new(model: &'a Model, series: &'a [Conditioned]) -> Self {
        let wanted =
            |variable, element| series.iter().any(|series| (series.variable, series.element) == (variable, element));
        Self { model, series, program: compile(model, wanted) }
    }

    /// The draw sources that what was observed depends on.
    pub fn sources(&self) -> Vec<usize> {
        self.program.samples.iter().map(|(source, _)| *source).collect()
    }

    /// Points of time up to the last observation.
    fn points(&self) -> usize {
        let observed = self.series.iter().flat_map(|series| &series.observations);
        observed.map(|(point, _)| point + 1).max().unwrap_or(0)
    }

    /// Steps up to the last observation. A value at the end of a step is read at the one after it.
    pub fn steps(&self) -> usize {
        (self.points() + 1).min(self.program.steps)
    }

    /// The logarithm of the likelihood of every draw, but for a constant.
    ///
    /// Observations are independent given the draw: sum over them of -((g(y) - g(x)) / sd)^2 / 2, where g is the identity,
    /// the logarithm or the logit. A draw where g is not defined has likelihood 0. Draws are run in as many parts as the
    /// budget of memory asks for.
    ///
    /// # Errors
    /// As [`Study::run`].
    pub fn of(&self, study: &Study) -> Result<Vec<f64>, RunError> {
        let columns: Vec<usize> = (0..self.program.columns.len()).collect();
        let one = (columns.len() * self.points() * 8) as u64;
        let size = (study.left() / one.max(1)).clamp(1, study.draws.max(1));
        let mut found = Vec::with_capacity(study.draws as usize);
        for first in (0..study.draws).step_by(size as usize) {
            let range = first..study.draws.min(first + size);
            let keep = Keep { points: 0..self.points(), ..Keep::all(&self.program, &columns) };
            found.extend(self.of_values(&study.run(self.model, &self.program, range, keep)?));
        }
        Ok(found)
    }

    fn of_values(&self, ensemble: &Ensemble) -> Vec<f64> {
        let values = ensemble.values.view();
        let mut found = vec![0.0; values.len_of(Axis(2))];
        for series in self.series {
            let own = |column: &Column| (column.variable, column.element) == (series.variable, series.element);
            let Some(slot) = ensemble.columns.iter().position(own) else { continue };
            let column = values.index_axis(Axis(0), slot);
            for (point, observed) in &series.observations {
                let expected = transformed(series.error, *observed);
                for (sum, value) in found.iter_mut().zip(column.row(*point)) {
                    let distance = (expected - transformed(series.error, *value)) / series.sd;
                    *sum -= 0.5 * distance * distance;
                }
            }
        }
        for logarithm in found.iter_mut().filter(|logarithm| logarithm.is_nan()) {
            *logarithm = f64::NEG_INFINITY;
        }
        found
    }
}

fn transformed(error: ErrorModel, value: f64) -> f64 {
    match error {
        ErrorModel::Normal => value,
        ErrorModel::Lognormal => value.ln(),
        ErrorModel::Logit => (value / (1.0 - value)).ln(),
    }
}
