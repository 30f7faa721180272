//! What is valid, and yet surely not meant: things that have no effect.

use crate::diagnostic::{Diagnostic, Span};
use crate::model::Model;
use crate::scenario::Use;

/// Data, shocks and levers of a valid model that do nothing.
#[must_use]
pub fn warnings(model: &Model) -> Vec<Diagnostic> {
    let (first, last) = (model.axis.start, model.axis.time(model.axis.points - 1));
    let idle = |message: String, span: &Span, help: &str| {
        Diagnostic::warning("no-effect", message, span.clone(), "has no effect").with_help(help)
    };
    let mut found = Vec::new();
    for variable in model.variables.iter().map(|variable| &variable.declared) {
        for history in variable.value.history.iter().filter(|history| history.value.usage == Use::Drive) {
            if model.header.time.known_until.is_none() {
                let message =
                    format!("history `{}` is to drive `{}`, but nothing is known", history.written, variable.written);
                found.push(idle(message, &history.span, "say until when with `known_until` in [time]"));
            }
        }
    }
    let off = |from: f64, until: f64| until < first || from > last;
    let help = format!("the time axis runs from {first} to {last}");
    for shock in model.shocks.iter().filter(|shock| off(shock.period.0, shock.period.1)).map(|shock| &shock.declared) {
        found.push(idle(
            format!("the shock `{}` is outside the time axis", shock.written),
            &shock.value.years.span,
            &help,
        ));
    }
    for lever in model.levers.iter().filter(|lever| off(lever.from, lever.until)) {
        if lever.values.iter().any(|value| *value != lever.neutral) {
            found.push(idle(
                format!("the lever `{}` is in force outside the time axis only", lever.declared.written),
                &lever.declared.span,
                &help,
            ));
        }
    }
    found
}
