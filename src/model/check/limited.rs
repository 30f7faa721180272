//! What is valid of stocks that may not become negative, and may not do what their author expects.

use crate::diagnostic::Diagnostic;
use crate::model::Model;
use crate::model::lower::cut_in_place;

/// Outflows that are cut in the stock, but not where they arrive.
#[must_use]
pub fn limited_warnings(model: &Model) -> Vec<Diagnostic> {
    let warning = |index: usize| {
        let variable = &model.variables[index];
        let message = format!(
            "what leaves `{}` is cut to what it holds, but an outflow is computed in place: where the same is written as the \
             inflow of another stock, it arrives uncut",
            variable.declared.written
        );
        Diagnostic::warning("cut-in-place", message, variable.declared.span.clone(), "with `non_negative = true`").with_help(
            "give each outflow a variable of its own, and write their names, joined by `+`, as the outflow: a variable is cut \
             wherever it is read",
        )
    };
    cut_in_place(model).into_iter().map(warning).collect()
}
