//! What coalitions are worth that differ in the settings of levers alone: one program, run with the numbers of all of them, so that
//! what a lever does not reach, and the years before it moves, are computed once.

use std::collections::HashMap;

use ndarray::Array2;

use super::coalition::{Changes, Coalition, with_levers};
use crate::analysis::RunError;
use crate::analysis::study::Study;
use crate::analysis::varying::Varying;
use crate::model::{Model, Quantity};

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
    /// With no lever changed.
    varying: Varying,
    /// With all.
    changed: Model,
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
            let set = |place: usize| self.with(family, coalitions[places[place]]);
            let values = family.varying.values(self.study, places.len(), &set)?;
            for (values, place) in values.into_iter().zip(&places) {
                found[*place] = values;
            }
        }
        Ok(found)
    }

    /// Models with some changes that are not made by levers; none if they are not valid or have not the levers.
    fn family(&self, key: Coalition) -> Option<Family> {
        let [model, changed] = [key, key | self.levers].map(|coalition| self.changes.model(coalition).ok());
        let (model, changed) = (model?, changed?);
        let quantities = self.changes.quantities(&model, self.quantities)?;
        let entries = self.changes.entries(self.levers);
        let lever = |entry: &&str| model.lever_named(entry.strip_prefix("levers.")?);
        let levers: Vec<usize> = entries.iter().map(lever).collect::<Option<_>>()?;
        Some(Family { varying: Varying::new(model, quantities, &levers), changed })
    }

    /// The model of a coalition of a family.
    fn with(&self, family: &Family, coalition: Coalition) -> Option<Model> {
        with_levers(family.varying.model(), &family.changed, &self.changes.entries(coalition & self.levers))
    }
}
