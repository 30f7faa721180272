//! A model as a function: points of the unit cube in, one number of its projection out.

use ndarray::{Array2, ArrayView1, ArrayView2, Axis, s};

use crate::analysis::RunError;
use crate::diagnostic::Diagnostic;
use crate::engine::{self, Settings};
use crate::model::compile::compile;
use crate::model::program::Program;
use crate::model::{Model, Quantity};
use crate::scenario::Sampler;

/// Draws of the noise over which numbers are averaged.
pub const WORLDS: usize = 256;

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
        let seed = model.header.ensemble.seed;
        let settings = Settings::new(samples as u64, seed, Sampler::Sobol);
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
        let (draws, points, budget) = (uniforms.ncols() as u64, self.program.points, self.model.header.ensemble.memory);
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
        let entry = &self.model.variables[self.of.variable].declared;
        let year = self.model.axis.time(self.of.point);
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
