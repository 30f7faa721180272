//! A model as a function: points of the unit cube in, one number of its projection out.

use ndarray::{Array2, ArrayView1, ArrayView2, Axis, s};

use crate::analysis::RunError;
use crate::analysis::simulation::Simulation;
use crate::analysis::study::Study;
use crate::diagnostic::{Code, Diagnostic};
use crate::engine::{self, Given};
use crate::model::program::Program;
use crate::model::{Model, Quantity};

/// Draws of the noise over which numbers are averaged.
pub const WORLDS: usize = 256;
/// Many enough to keep all threads busy.
const STRETCH: usize = 1 << 16;

/// Runs a model for one number of its projection.
pub struct Evaluator<'a> {
    of: Quantity,
    simulation: Simulation<'a>,
    /// Points that are run between two words to who follows.
    stretch: usize,
}

impl<'a> Evaluator<'a> {
    /// Compiles what the number depends on.
    pub fn new(study: &'a Study<'a>, model: &'a Model, of: Quantity) -> Self {
        let wanted = |variable, element| (variable, element) == (of.variable, of.element);
        Self { of, simulation: Simulation::new(study, model, wanted), stretch: STRETCH }
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

    /// The values [draw source, point] that assumptions take at points [draw source, point] of the unit cube, of those that the
    /// number depends on.
    pub fn sampled(&self, uniforms: ArrayView2<f64>) -> Array2<f64> {
        engine::sampled(self.model(), self.program(), &self.simulation.study.settings, uniforms)
    }

    /// The number, in its declared unit, at points of the unit cube [draw source, point], or where assumptions take values, with
    /// the noise of draws from `first_draw` on.
    ///
    /// # Errors
    /// Memory does not suffice, a number is not finite, or the runs are cancelled.
    pub fn at(&self, given: Given, numbers: ArrayView2<f64>, first_draw: u64) -> Result<Vec<f64>, RunError> {
        let ensemble = self.simulation.at(given, numbers, first_draw)?;
        let values = self.simulation.number(&ensemble, 0, self.of.point).to_vec();
        self.finite(&values)?;
        Ok(values)
    }

    /// The number, in its declared unit, [version, point], at values [draw source, point] of the first array, of which each version
    /// takes those of some draw sources from the second; with the noise of the first draws.
    ///
    /// # Errors
    /// As [`Self::at`].
    pub fn mixed(&self, values: [ArrayView2<f64>; 2], versions: &[&[usize]]) -> Result<Array2<f64>, RunError> {
        let Simulation { study, model, program, .. } = &self.simulation;
        let unit = &model.variables[self.of.variable].signature.unit;
        let points = values[0].ncols();
        let mut found = Array2::zeros((versions.len(), points));
        for group in study.groups_of(versions.len(), 8 * points as u64)? {
            let wanted: Vec<&[usize]> = group.iter().map(|version| versions[*version]).collect();
            let mixed =
                study.follow_work("mixing samples by factor", (0, (points * group.len()) as u64), |progress| {
                    let number = (0, self.of.point);
                    engine::run_mixed((model, program), &study.settings, values, &wanted, number, progress)
                })?;
            for (version, row) in group.iter().zip(mixed.outer_iter()) {
                found.row_mut(*version).assign(&row.mapv(|value| unit.from_base(value)));
            }
        }
        self.finite(found.iter())?;
        Ok(found)
    }

    fn finite<'v>(&self, values: impl IntoIterator<Item = &'v f64>) -> Result<(), RunError> {
        if values.into_iter().all(|value| value.is_finite()) {
            return Ok(());
        }
        let entry = &self.model().variables[self.of.variable].declared;
        let year = self.model().axis.time(self.of.point);
        let message = format!("`{}` is not finite in {year} for some values of the assumptions", entry.name);
        let diagnostic = Diagnostic::error(Code::NotFinite, message, entry.span.clone(), "computed here")
            .with_help("`catchup run` says where such a number arises first");
        Err(RunError::NotFinite(Box::new(diagnostic)))
    }

    /// As [`Self::at`], and tells who follows how many points are done of this work.
    ///
    /// # Errors
    /// As [`Self::at`].
    pub fn followed(
        &self,
        work: &str,
        given: Given,
        numbers: ArrayView2<f64>,
        first_draw: u64,
    ) -> Result<Vec<f64>, RunError> {
        let all = numbers.ncols();
        let mut values = Vec::with_capacity(all);
        for first in (0..all).step_by(self.stretch) {
            self.follow(work, first as u64, all as u64);
            let points = numbers.slice(s![.., first..all.min(first + self.stretch)]);
            values.extend(self.at(given, points, first_draw + first as u64)?);
        }
        Ok(values)
    }

    /// As [`Self::followed`], without a difference that is due to noise: each number is the mean over [`WORLDS`] draws of
    /// the noise, the same for all points.
    ///
    /// # Errors
    /// As [`Self::at`].
    pub fn in_same_worlds(&self, work: &str, uniforms: &Array2<f64>) -> Result<Vec<f64>, RunError> {
        if !self.is_noisy() {
            return self.followed(work, Given::Uniforms, uniforms.view(), 0);
        }
        let mean = |(done, point): (usize, ArrayView1<f64>)| {
            self.follow(work, done as u64, uniforms.ncols() as u64);
            let repeated = point.insert_axis(Axis(1));
            let repeated = repeated.broadcast((point.len(), WORLDS)).unwrap_or(repeated);
            let values = self.at(Given::Uniforms, repeated, 0)?;
            Ok(values.iter().sum::<f64>() / values.len() as f64)
        };
        uniforms.columns().into_iter().enumerate().map(mean).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::model_of;
    use crate::diagnostic::Diagnostics;
    use crate::scenario::Sampler;
    use crate::scenario::files::Memory;
    use crate::scenario::merged::Merged;
    use crate::scenario::options::Options;
    use std::sync::Arc;

    #[test]
    fn stretches_change_no_number() {
        let text = "[scenario]\ntitle = \"Case\"\n[time]\nstart = 2020\nend = 2021\n[assumptions.u]\n\
                    distribution = { uniform = { low = 0, high = 1 } }\nunit = \"1\"\nsource = \"judgement\"\n\
                    [variables.y]\nequation = \"u + normal(0, 1)\"\nunit = \"1\"\n";
        let mut found = Diagnostics::new();
        let files = Arc::new(Memory::new([("case.toml", text)]));
        let merged = Merged::load_from(files, "case.toml".as_ref(), &mut found).expect("it is read");
        let model = model_of(merged.scenario(&Options::default(), &mut found)).expect("it is valid").0;
        let nobody = |_: u64| {};
        let study = Study::sampled(&model, 8, Sampler::Sobol, &nobody);
        let evaluator = Evaluator::new(&study, &model, Quantity { variable: 0, element: 0, point: 0 });
        let points = Array2::from_shape_fn((1, 8), |(_, point)| (point as f64 + 0.5) / 8.0);
        let whole = evaluator.at(Given::Uniforms, points.view(), 5).expect("it runs");
        for stretch in [1, 3, 8, 9] {
            let evaluator = Evaluator { stretch, ..Evaluator::new(&study, &model, evaluator.of) };
            assert_eq!(evaluator.followed("", Given::Uniforms, points.view(), 5).expect("it runs"), whole, "{stretch}");
        }
    }
}
