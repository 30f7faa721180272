//! A model as a function: points of the unit cube in, one number of its projection out.

use ndarray::{Array2, ArrayView2, s};

use crate::analysis::project::RunError;
use crate::analysis::quantity::Quantity;
use crate::diagnostic::Diagnostic;
use crate::engine::{self, Settings};
use crate::model::Model;
use crate::model::compile::compile;
use crate::model::program::Program;
use crate::scenario::Sampler;

/// Runs a model for one number of its projection.
pub struct Evaluator<'a> {
    /// The model.
    pub model: &'a Model,
    of: Quantity,
    /// What is computed for it.
    pub program: Program,
    settings: Settings,
}

impl<'a> Evaluator<'a> {
    /// Compiles what the number depends on. `samples` is the number of draws that a sample has.
    pub fn new(model: &'a Model, of: Quantity, samples: usize) -> Self {
        let program = compile(model, |variable, element| (variable, element) == (of.variable, of.element));
        let seed = model.scenario.ensemble.seed;
        let settings = Settings { draws: samples as u64, seed, sampler: Sampler::Sobol, block: None };
        Self { model, of, program, settings }
    }

    /// Whether the number depends on noise.
    pub fn is_noisy(&self) -> bool {
        !self.program.noise.is_empty()
    }

    /// The number, in its declared unit, at points [draw source, point], with the noise of draws from `first_draw` on.
    ///
    /// # Errors
    /// Memory does not suffice, or a number is not finite.
    pub fn at(&self, uniforms: ArrayView2<f64>, first_draw: u64) -> Result<Vec<f64>, RunError> {
        let (draws, points, budget) =
            (uniforms.ncols() as u64, self.program.points, self.model.scenario.ensemble.memory);
        let needed = u128::from(draws) * points as u128 * 8;
        if needed > u128::from(budget) {
            return Err(RunError::Memory { draws, points, needed, budget });
        }
        let ensemble = engine::run_at(self.model, &self.program, &self.settings, uniforms, first_draw, &[0])?;
        let unit = &self.model.variables[self.of.variable].signature.unit;
        let values: Vec<f64> =
            ensemble.values.view().slice(s![0, self.of.point, ..]).iter().map(|value| unit.from_base(*value)).collect();
        if values.iter().all(|value| value.is_finite()) {
            return Ok(values);
        }
        let entry = &self.model.scenario.variables[self.of.variable];
        let year = self.model.axis.time(self.of.point);
        let message = format!("`{}` is not finite in {year} for some values of the assumptions", entry.name);
        let diagnostic = Diagnostic::error("not-finite", message, entry.span.clone(), "computed here")
            .with_help("`catchup run` says where such a number arises first");
        Err(RunError::NotFinite(Box::new(diagnostic)))
    }

    /// As [`Self::at`], every point in the same draw of the noise, which takes a run for each if there is noise.
    ///
    /// # Errors
    /// As [`Self::at`].
    pub fn in_one_world(&self, uniforms: &Array2<f64>) -> Result<Vec<f64>, RunError> {
        if !self.is_noisy() {
            return self.at(uniforms.view(), 0);
        }
        let mut outputs = Vec::with_capacity(uniforms.ncols());
        for point in 0..uniforms.ncols() {
            outputs.extend(self.at(uniforms.slice(s![.., point..=point]), 0)?);
        }
        Ok(outputs)
    }
}
