//! What numbers and changes are called.

use crate::model::{Model, Quantity};

/// `NAME[element, …]@YEAR`.
pub(super) fn selector(model: &Model, of: Quantity) -> String {
    let signature = &model.variables[of.variable].signature;
    format!("{}@{}", model.selector(signature, of.element), model.axis.time(of.point))
}

/// The label that a criterion gives a number, or one made of those of its parts.
pub(super) fn of(model: &Model, of: Quantity) -> String {
    let criterion = model.criteria.iter().find(|criterion| criterion.of == of);
    let given = criterion.and_then(|criterion| criterion.declared.value.label.clone());
    given.unwrap_or_else(|| model.label_of(of))
}

/// What a changed entry such as `levers.tariff` is called, by the scenario that has it.
pub(super) fn change(reference: &Model, other: &Model, name: &str) -> String {
    let label = |model: &Model| {
        let (section, name) = name.split_once('.')?;
        match section {
            "levers" => model.lever_named(name).map(|at| model.levers[at].declared.value.label.clone()),
            "assumptions" => model.assumption_named(name).map(|at| model.assumptions[at].declared.value.label.clone()),
            "variables" => model.variable_named(name).map(|at| model.variables[at].declared.value.label.clone()),
            "fits" => Some(format!("Fit: {}", readable(name).to_lowercase())),
            "shocks" => model.shock_named(name).map(|at| readable(&model.shocks[at].declared.written)),
            _ => None,
        }
    };
    label(other).or_else(|| label(reference)).unwrap_or_else(|| readable(name))
}

/// A name in words.
fn readable(name: &str) -> String {
    let words = name.replace(['_', '.'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
