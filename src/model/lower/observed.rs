//! Delays that are all there is of a variable whose history drives it: they go on from what was observed.
//!
//! An observation says what comes out, and no more. The levels behind it are taken to differ from those computed as if the
//! input had been higher by as much all along: each is raised by the gap of what is smoothed. Of material so much more is
//! under way as so much more input would have left there; where less was observed, less in proportion, so that nothing
//! becomes negative. An observation that equals what is computed changes nothing.

use super::stateful::restricted;
use super::{At, Lowering};
use crate::model::Definition;
use crate::model::graph::{Binary, NodeId};
use crate::model::program::SeriesTable;
use crate::model::term::Term;

impl<'a> Lowering<'a> {
    /// The elements at hand that what a term remembers hangs on: all, if it has observations of its own.
    pub(super) fn remembered_at(&self, term: &Term, at: &At) -> At {
        if self.element_observed(term, at).is_some() { at.clone() } else { restricted(term, at) }
    }

    /// The element of a variable that is nothing but this delay, if history drives it and no shock changes it.
    pub(super) fn element_observed(&self, delay: &Term, at: &At) -> Option<(usize, usize)> {
        if !matches!(delay, Term::Delay { .. }) {
            return None;
        }
        let index = self.sites.places.get(&std::ptr::from_ref(delay))?.variable;
        let variable = &self.model.variables[index];
        let elements: Option<Vec<usize>> = variable.signature.dims.iter().map(|dim| at[*dim]).collect();
        let flat = self.model.flat(&variable.signature.dims, &elements?);
        let Definition::Equation(whole) = &variable.definitions[variable.of_element[flat]] else { return None };
        let shocked = |shock: &crate::model::Shock| shock.variable == index && shock.elements.contains(&flat);
        let is_driven = std::ptr::eq(whole, delay) && !variable.driven[flat].is_empty();
        (is_driven && !self.model.shocks.iter().any(shocked)).then_some((index, flat))
    }

    /// What was observed of what comes out of a delay, NaN where nothing was.
    fn observed(&mut self, delay: &Term, at: &At) -> Option<NodeId> {
        let (index, flat) = self.element_observed(delay, at)?;
        let values = self.observations(&self.model.variables[index], flat);
        Some(self.table(SeriesTable { values, drives: true }))
    }

    /// The levels of stages of smoothing from which they go on, the last of which is what comes out.
    pub(super) fn smoothed_from(&mut self, delay: &'a Term, at: &At, levels: &[NodeId]) -> Vec<NodeId> {
        let Some(observed) = self.observed(delay, at) else { return levels.to_vec() };
        let (last, before) = levels.split_last().unwrap_or((&observed, &[]));
        let gap = self.binary(Binary::Subtract, observed, *last);
        let none = self.constant(0.0);
        let gap = self.binary(Binary::Coalesce, gap, none);
        let raised = before.iter().map(|level| self.binary(Binary::Add, *level, gap));
        let mut from: Vec<NodeId> = raised.collect();
        from.push(self.binary(Binary::Coalesce, observed, *last));
        from
    }

    /// What stages of material hold from which they go on. `out` is what comes out as computed, `holds` what each stage
    /// holds in equilibrium with an input of 1 a year.
    pub(super) fn material_from(
        &mut self,
        delay: &'a Term,
        at: &At,
        levels: &[NodeId],
        (out, holds): (NodeId, &[NodeId]),
    ) -> Vec<NodeId> {
        let Some(observed) = self.observed(delay, at) else { return levels.to_vec() };
        let zero = self.constant(0.0);
        let is_less = self.binary(Binary::Less, observed, out);
        let is_amount = self.binary(Binary::LessEqual, zero, observed);
        let in_proportion = self.binary(Binary::Multiply, is_less, is_amount);
        let part = self.binary(Binary::Divide, observed, out);
        let gap = self.binary(Binary::Subtract, observed, out);
        let mut from = Vec::new();
        for (level, holds) in levels.iter().zip(holds) {
            let less = self.binary(Binary::Multiply, part, *level);
            let more = self.binary(Binary::Multiply, gap, *holds);
            let more = self.binary(Binary::Add, *level, more);
            let made = self.graph.borrow_mut().select(in_proportion, less, more);
            from.push(self.binary(Binary::Coalesce, made, *level));
        }
        from
    }
}
