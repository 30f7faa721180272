//! What coalitions are worth that differ in the settings of levers alone: one program, run with the numbers of all of them, so that
//! what a lever does not reach, and the years before it moves, are computed once.

use std::collections::HashMap;

use ndarray::{Array2, Axis};

use super::coalition::{Changes, Coalition, with_levers};
use crate::analysis::RunError;
use crate::analysis::study::Study;
use crate::engine::{Number, run_each};
use crate::model::compile::{Compiled, compile_varying};
use crate::model::{Model, Quantity};
use crate::parallel;

/// Programs by the changes of a coalition that are not made by levers.
pub(super) struct Versions<'a> {
    changes: &'a Changes<'a>,
    quantities: &'a [Quantity],
    study: &'a Study<'a>,
    /// Groups that change levers alone.
    levers: Coalition,
    families: HashMap<Coalition, Option<Family>>,
}

/// Models that differ in the settings of levers.
struct Family {
    /// With no lever changed, and with all.
    ends: [Model; 2],
    compiled: Compiled,
    /// Where each quantity is.
    numbers: Vec<Number>,
    /// By quantity: its variable.
    variables: Vec<usize>,
}

impl<'a> Versions<'a> {
    pub fn new(changes: &'a Changes<'a>, quantities: &'a [Quantity], study: &'a Study<'a>) -> Self {
        Self { changes, quantities, study, levers: changes.of_levers(), families: HashMap::new() }
    }

    /// All draws [number, draw] of the quantities in coalitions, in the reference's units; none of those that are not to be had
    /// so, or not to be told from invalid ones.
    ///
    /// # Errors
    /// The runs are cancelled.
    pub fn values(&mut self, coalitions: &[Coalition]) -> Result<Vec<Option<Array2<f64>>>, RunError> {
        let mut found: Vec<Option<Array2<f64>>> = vec![None; coalitions.len()];
        let mut by_family: Vec<(Coalition, Vec<usize>)> = Vec::new();
        for (place, coalition) in coalitions.iter().enumerate() {
            let family = coalition & !self.levers;
            match by_family.iter_mut().find(|(known, _)| *known == family) {
                Some((_, places)) => places.push(place),
                None => by_family.push((family, vec![place])),
            }
        }
        for (key, places) in by_family {
            if !self.families.contains_key(&key) {
                let family = self.family(key);
                self.families.insert(key, family);
            }
            let Some(family) = &self.families[&key] else { continue };
            let scalars = |place: &usize| self.scalars(family, coalitions[*place]);
            let (places, tables): (Vec<usize>, Vec<Vec<Vec<f64>>>) = places
                .iter()
                .zip(parallel::map(&places, scalars))
                .filter_map(|(place, scalars)| Some((*place, scalars?)))
                .unzip();
            let Study { settings, draws, .. } = self.study;
            let program = (&family.ends[0], &family.compiled.program);
            let run = |progress: &dyn crate::engine::Progress| {
                run_each(program, &tables, settings, *draws, &family.numbers, progress)
            };
            let Some(values) = self.study.follow(run) else { continue };
            for (values, place) in values?.axis_iter(Axis(0)).zip(places) {
                let mut values = values.to_owned();
                for (mut row, variable) in values.outer_iter_mut().zip(&family.variables) {
                    let unit = &family.ends[0].variables[*variable].signature.unit;
                    row.mapv_inplace(|value| unit.from_base(value));
                }
                found[place] = Some(values).filter(|values| values.iter().all(|value| value.is_finite()));
            }
        }
        Ok(found)
    }

    /// Models with some changes that are not made by levers; none if they are not valid or have not the levers.
    fn family(&self, key: Coalition) -> Option<Family> {
        let ends = [self.changes.model(key).ok()?, self.changes.model(key | self.levers).ok()?];
        let [model, _] = &ends;
        let own = |of: &Quantity| {
            let base = &self.changes.reference.model;
            let variable = model.variable_named(&base.variables[of.variable].signature.name)?;
            Some(Quantity { variable, ..*of })
        };
        let quantities: Vec<Quantity> = self.quantities.iter().map(own).collect::<Option<_>>()?;
        let wanted = |variable, element| quantities.iter().any(|of| (of.variable, of.element) == (variable, element));
        let entries = self.changes.entries(self.levers);
        let lever = |entry: &&str| model.lever_named(entry.strip_prefix("levers.")?);
        let varying: Vec<usize> = entries.iter().map(lever).collect::<Option<_>>()?;
        let compiled = compile_varying(model, wanted, &varying);
        let columns = &compiled.program.columns;
        let number = |of: &Quantity| {
            let own = columns.iter().position(|column| (column.variable, column.element) == (of.variable, of.element));
            Some((own?, of.point))
        };
        let numbers = quantities.iter().map(number).collect::<Option<_>>()?;
        let variables = quantities.iter().map(|of| of.variable).collect();
        Some(Family { ends, compiled, numbers, variables })
    }

    /// The scalars of a coalition of a family.
    fn scalars(&self, family: &Family, coalition: Coalition) -> Option<Vec<Vec<f64>>> {
        let names = self.changes.entries(coalition & self.levers);
        let [model, other] = &family.ends;
        family.compiled.scalars_of(&with_levers(model, other, &names)?)
    }
}
