//! How likely what was observed is in each draw.

use ndarray::Axis;

use crate::analysis::RunError;
use crate::analysis::study::Study;
use crate::engine::Keep;
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
        let mut found = vec![0.0; study.draws as usize];
        self.each_square(study, |_, first, squares| {
            for (logarithm, square) in found[first..].iter_mut().zip(squares) {
                *logarithm -= 0.5 * square;
            }
        })?;
        for logarithm in found.iter_mut().filter(|logarithm| logarithm.is_nan()) {
            *logarithm = f64::NEG_INFINITY;
        }
        Ok(found)
    }

    /// How far each observation lies from the draws of a study, in standard deviations of its error, as root of the mean square
    /// over draws by their weights: by series, and in it by observation.
    ///
    /// # Errors
    /// As [`Study::run`].
    pub fn distances(&self, study: &Study) -> Result<Vec<Vec<f64>>, RunError> {
        let mut found: Vec<Vec<f64>> = self.series.iter().map(|series| vec![0.0; series.observations.len()]).collect();
        let draws = study.draws as usize;
        self.each_square(study, |(series, observation), first, squares| {
            let share = |(place, square): (usize, &f64)| match study.weights.share(first + place, draws) {
                // Where a draw does not count, neither does what cannot be computed of it.
                0.0 => 0.0,
                share => share * square,
            };
            found[series][observation] += squares.iter().enumerate().map(share).sum::<f64>();
        })?;
        Ok(found.into_iter().map(|squares| squares.into_iter().map(f64::sqrt).collect()).collect())
    }

    /// For each observation, by its series and its place there, and a first draw: the squares of the distances of draws from it, in
    /// standard deviations of its error.
    fn each_square(&self, study: &Study, mut take: impl FnMut((usize, usize), usize, &[f64])) -> Result<(), RunError> {
        let columns: Vec<usize> = (0..self.program.columns.len()).collect();
        let one = (columns.len() * self.points() * 8) as u64;
        let size = (study.left() / one.max(1)).clamp(1, study.draws.max(1));
        let mut squares = Vec::new();
        for first in (0..study.draws).step_by(size as usize) {
            let range = first..study.draws.min(first + size);
            let keep = Keep { points: 0..self.points(), ..Keep::all(&self.program, &columns) };
            let ensemble = study.run(self.model, &self.program, range, keep)?;
            let values = ensemble.values.view();
            for (place, series) in self.series.iter().enumerate() {
                let own = |column: &Column| (column.variable, column.element) == (series.variable, series.element);
                let Some(slot) = ensemble.columns.iter().position(own) else { continue };
                let column = values.index_axis(Axis(0), slot);
                for (observation, (point, observed)) in series.observations.iter().enumerate() {
                    let expected = transformed(series.error, *observed);
                    let square = |value: &f64| ((expected - transformed(series.error, *value)) / series.sd).powi(2);
                    squares.clear();
                    squares.extend(column.row(*point).iter().map(square));
                    take((place, observation), first as usize, &squares);
                }
            }
        }
        Ok(())
    }
}

fn transformed(error: ErrorModel, value: f64) -> f64 {
    match error {
        ErrorModel::Normal => value,
        ErrorModel::Lognormal => value.ln(),
        ErrorModel::Logit => (value / (1.0 - value)).ln(),
    }
}
