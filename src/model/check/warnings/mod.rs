//! What is valid, and yet surely not meant.

mod history;
mod idle;
mod inherited;
mod limited;
mod literals;
mod lock;
mod sizes;
mod sparse;
mod stated;
mod weights;
mod years;

use crate::diagnostic::Diagnostic;
use crate::model::Model;
use crate::scenario::silence::hint;

/// What of a valid model does nothing, is never read, or is of a size that is likely a slip.
///
/// What an author says is meant, with `allow` in the table that a warning is of or in `[scenario]`, is left out.
#[must_use]
pub fn warnings(model: &Model) -> Vec<Diagnostic> {
    let mut found = Warnings { model, found: Vec::new() };
    found.idle();
    found.unlocked();
    found.history();
    found.sparse();
    found.sizes();
    found.limited();
    found.literals();
    found.stated();
    found.inherited();
    found.weights();
    found.long();
    found.years();
    found.found
}

/// Warnings of a model, but for those that its author has allowed.
struct Warnings<'a> {
    model: &'a Model,
    found: Vec<Diagnostic>,
}

impl Warnings<'_> {
    /// Adds a warning about what has this `allow`, and says how it is switched off.
    fn push(&mut self, allow: &[String], warning: Diagnostic) {
        if self.model.header.allows(allow, warning.code) {
            return;
        }
        let hint = hint(warning.code, &warning.labels[0].span);
        let help = warning.help.as_ref().map_or_else(|| hint.clone(), |help| format!("{help}; {hint}"));
        self.found.push(warning.with_help(help));
    }
}
