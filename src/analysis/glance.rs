//! A look at some numbers of a model, again and again, as its levers move.

use std::collections::BTreeSet;

use super::RunError;
use super::assemble::assemble_shown;
use super::kept::{Begun, begun, summarised_after};
use super::project::{RunOptions, project_of, summaries_of};
use super::simulation::Simulation;
use super::study::Study;
use crate::engine::{Progress, Ran, Trail};
use crate::model::compile::{Compiled, compile_kept};
use crate::model::{Model, Value};
use crate::projection::{Projection, Series};

/// What a run leaves for the next one takes at most so many bytes, which no budget of memory counts.
const LARGEST: u64 = 48 << 20;

/// A model of which some elements of variables are looked at: what does not change with the settings of levers is computed once.
/// What is found has the bits of a run from the beginning.
#[derive(Debug)]
pub struct Glance {
    model: Model,
    shown: BTreeSet<(usize, usize)>,
    /// Whether assumptions are worth what they were when it was compiled.
    same: bool,
    /// Nothing before the first look.
    compiled: Option<Compiled>,
    trail: Option<Trail>,
    /// By column: what its points of time give before those that are run again.
    begun: Vec<Begun>,
}

impl Glance {
    /// Looks at elements of variables (by their indices and flat ones) in the draws of the model; milestones are looked for if
    /// they are asked for.
    #[must_use]
    pub fn new(mut model: Model, shown: BTreeSet<(usize, usize)>, milestones: bool) -> Self {
        for (index, variable) in model.variables.iter_mut().enumerate() {
            variable.reported = shown.range((index, 0)..(index + 1, 0)).next().is_some();
            if !milestones {
                variable.declared.value.milestones.clear();
            }
        }
        Self { model, shown, same: true, compiled: None, trail: None, begun: Vec::new() }
    }

    /// What is seen with settings of levers, by lever and element, and with `fixed` assumptions, each with its element and value
    /// in base units, that are fixed in the model too. The projection has no inputs.
    ///
    /// # Errors
    /// Memory does not suffice, nothing is reported, a number is not finite, or the run is cancelled.
    pub fn look(
        &mut self,
        settings: &[Vec<f64>],
        fixed: &[(usize, usize, f64)],
        progress: &dyn Progress,
    ) -> Result<Projection, RunError> {
        for (lever, values) in self.model.levers.iter_mut().zip(settings) {
            lever.values.clone_from(values);
        }
        for (assumption, element, number) in fixed {
            if let Value::Fixed(value) = &mut self.model.assumptions[*assumption].values[*element] {
                // What is fixed is folded into the program.
                self.same &= value.to_bits() == number.to_bits();
                *value = *number;
            }
        }
        let shown = |variable, element| self.shown.contains(&(variable, element));
        if self.model.condition.is_some() {
            return Ok(project_of(&self.model, &shown, &RunOptions::default(), progress)?.projection);
        }
        let study = Study::new(&self.model, progress)?;
        let mut before = self.compiled.take();
        let is_same = std::mem::replace(&mut self.same, true);
        let known = before.take_if(|compiled| is_same && compiled.set(&self.model));
        let compiled = known.unwrap_or_else(|| {
            let compiled = compile_kept(&self.model, shown);
            if !before.is_some_and(|before| before.program.has_code_of(&compiled.program)) {
                self.trail = None;
            }
            compiled
        });
        let Compiled { program, origin } = compiled;
        let simulation = Simulation::compiled(&study, &self.model, program);
        let found = summaries(&simulation, &mut self.trail, &mut self.begun);
        self.compiled = Some(Compiled { program: simulation.program, origin });
        Ok(assemble_shown(&self.model, &study, &shown, found?, 0))
    }
}

/// Summarises all columns of a simulation, going on from what earlier runs have left.
fn summaries(
    simulation: &Simulation,
    trail: &mut Option<Trail>,
    known: &mut Vec<Begun>,
) -> Result<Vec<Series>, RunError> {
    let Simulation { study, model, program, .. } = simulation;
    if program.columns.is_empty() {
        return Err(RunError::NothingReported);
    }
    let most = LARGEST.min(study.left());
    let Some(trail) = trail.as_mut() else {
        *trail = Trail::new(program, &study.settings, most);
        known.clear();
        return Ok(summaries_of(simulation, false)?.series);
    };
    let ran = study.follow(|progress| trail.run(model, program, progress))?;
    if let Ran::Anew(step) = ran {
        // Columns that are found wanting below leave nothing to go on from.
        known.clear();
        *known = begun(simulation, trail.results(), step)?;
    }
    summarised_after(simulation, trail.results(), known)
}
