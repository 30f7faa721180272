//! Observed values that drive some steps only, as yearly ones on an axis of quarters.

use super::Warnings;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Definition, Variable};
use crate::scenario::Use;

/// Fewer values are no habit.
const FEWEST: usize = 3;

impl Warnings<'_> {
    /// Histories that drive a variable at every second step, or at every fourth, and so on: in between it jumps back to what its
    /// equation gives.
    pub(super) fn sparse(&mut self) {
        let model = self.model;
        for variable in &model.variables {
            let declared = &variable.declared.value;
            // A stock goes on from what was observed.
            if variable.definitions.iter().any(|one| matches!(one, Definition::Stock { .. })) {
                continue;
            }
            let Some(history) = declared.history.iter().find(|history| history.value.usage == Use::Drive) else {
                continue;
            };
            let Some((driven, steps)) = sparsely_driven(variable) else { continue };
            let name = &variable.declared.written;
            let message = format!(
                "history drives `{name}` at {driven} of {steps} steps; in between it is what its equation gives, and jumps back"
            );
            let help = "give a value for each step, as by a `lookup` in the equation that runs through the values, or let it be \
                        compared only, with use = \"compare\"";
            let warning = Diagnostic::warning(Code::SparseHistory, message, history.span.clone(), "drives");
            self.push(&declared.allow, warning.with_help(help));
        }
    }
}

/// How many steps of how many are driven, of the first element that is driven at every second or third step, and so on, from its
/// first value to its last.
fn sparsely_driven(variable: &Variable) -> Option<(usize, i64)> {
    variable.driven.iter().find_map(|driven| {
        let mut points: Vec<i64> = driven.iter().map(|(point, _)| *point).collect();
        points.sort_unstable();
        let (first, last) = (points.first()?, points.last()?);
        let gaps = || points.windows(2).map(|pair| pair[1] - pair[0]);
        let regular = gaps().min()? >= 2 && points.len() >= FEWEST;
        regular.then_some((points.len(), last - first + 1))
    })
}
