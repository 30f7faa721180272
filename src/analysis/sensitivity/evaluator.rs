//! A model as a function: points of the unit cube in, one number of its projection out.

use ndarray::{Array2, ArrayView1, ArrayView2, Axis};

use crate::analysis::RunError;
use crate::analysis::simulation::Simulation;
use crate::analysis::study::Study;
use crate::diagnostic::Diagnostic;
use crate::model::program::Program;
use crate::model::{Model, Quantity};

/// Draws of the noise over which numbers are averaged.
pub const WORLDS: usize = 256;

/// Runs a model for one number of its projection.
pub struct Evaluator<'a> {
    of: Quantity,
    simulation: Simulation<'a>,
}

impl<'a> Evaluator<'a> {
    /// Compiles what the number depends on.
    pub fn new(study: &'a Study<'a>, model: &'a Model, of: Quantity) -> Self {
        let wanted = |variable, element| (variable, element) == (of.variable, of.element);
        Self { of, simulation: Simulation::new(study, model, wanted) }
    }

    /// The model.
    pub fn model(&self) -> &'a Model {
        self.simulation.model
    }

    /// Tells who follows how many steps of a work are done.
    pub fn follow(&self, work: &str, done: u64, of: u64) {
        self.simulation.study.follow(|progress| progress.step(work, done, of));
    }

    /// The draw sources that the number depends on.
    pub fn sources(&self) -> Vec<usize> {
        self.program().samples.iter().map(|(draw, _)| *draw).collect()
    }

    /// Whether the number depends on noise.
    pub fn is_noisy(&self) -> bool {
        !self.program().noise.is_empty()
    }

    fn program(&self) -> &Program {
        &self.simulation.program
    }

    /// The number, in its declared unit, at points [draw source, point], with the noise of draws from `first_draw` on.
    ///
    /// # Errors
    /// Memory does not suffice, a number is not finite, or the runs are cancelled.
    pub fn at(&self, uniforms: ArrayView2<f64>, first_draw: u64) -> Result<Vec<f64>, RunError> {
        let ensemble = self.simulation.at(uniforms, first_draw)?;
        let values = self.simulation.number(&ensemble, 0, self.of.point).to_vec();
        if values.iter().all(|value| value.is_finite()) {
            return Ok(values);
        }
        let entry = &self.model().variables[self.of.variable].declared;
        let year = self.model().axis.time(self.of.point);
        let message = format!("`{}` is not finite in {year} for some values of the assumptions", entry.name);
        let diagnostic = Diagnostic::error("not-finite", message, entry.span.clone(), "computed here")
            .with_help("`catchup run` says where such a number arises first");
        Err(RunError::NotFinite(Box::new(diagnostic)))
    }

    /// As [`Self::at`], without a difference that is due to noise: each number is the mean over [`WORLDS`] draws of the
    /// noise, the same for all points.
    ///
    /// # Errors
    /// As [`Self::at`].
    pub fn in_same_worlds(&self, uniforms: &Array2<f64>) -> Result<Vec<f64>, RunError> {
        if !self.is_noisy() {
            return self.at(uniforms.view(), 0);
        }
        let mean = |point: ArrayView1<f64>| {
            let repeated = point.insert_axis(Axis(1));
            let repeated = repeated.broadcast((point.len(), WORLDS)).unwrap_or(repeated);
            let values = self.at(repeated, 0)?;
            Ok(values.iter().sum::<f64>() / values.len() as f64)
        };
        uniforms.columns().into_iter().map(mean).collect()
    }
}
