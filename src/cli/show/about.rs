//! One entry of a model: what it is, what it reads, and what reads it.

use std::collections::BTreeSet;

use super::{assumption, lever, shock, variable};
use crate::cli::CliError;
use crate::cli::terminal::wrap;
use crate::diagnostic::{did_you_mean, fold};
use crate::model::term::Target;
use crate::model::{Definition, Model};

/// The sheet of one assumption, lever, shock or variable.
///
/// # Errors
/// There is none of this name.
pub fn about(model: &Model, name: &str, width: usize) -> Result<String, CliError> {
    let mut text = String::new();
    let folded = fold(name);
    if let Some(index) = model.variable_named(name) {
        variable(&mut text, &model.variables[index].declared, width);
        list(&mut text, "reads", reads(model, index), width);
    } else if let Some(index) = model.assumption_named(name) {
        assumption(&mut text, &model.assumptions[index].declared, width);
    } else if let Some(index) = model.lever_named(name) {
        lever(&mut text, model, &model.levers[index].declared, width);
    } else if let Some(index) = model.shock_named(name) {
        shock(&mut text, model, &model.shocks[index].declared, width);
    } else {
        let near = did_you_mean(name, names(model));
        let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        return Err(CliError::Usage(format!("there is no assumption, lever, shock or variable `{name}`{hint}")));
    }
    let readers: Vec<&str> = model
        .variables
        .iter()
        .enumerate()
        .filter(|(index, _)| reads(model, *index).contains(folded.as_str()))
        .map(|(_, variable)| variable.declared.name.as_str())
        .collect();
    list(&mut text, "is read by", readers, width);
    Ok(text)
}

fn names(model: &Model) -> impl Iterator<Item = &str> {
    let variables = model.variables.iter().map(|variable| variable.declared.name.as_str());
    let assumptions = model.assumptions.iter().map(|assumption| assumption.declared.name.as_str());
    let levers = model.levers.iter().map(|lever| lever.declared.name.as_str());
    variables.chain(assumptions).chain(levers).chain(model.shocks.iter().map(|shock| shock.declared.name.as_str()))
}

fn list<'a>(text: &mut String, what: &str, names: impl IntoIterator<Item = &'a str>, width: usize) {
    let names: Vec<&str> = names.into_iter().collect();
    if !names.is_empty() {
        text.push_str(&wrap(&format!("{what}: {}", names.join(", ")), width, "      "));
    }
}

/// Names of what the equations of a variable read.
pub fn reads(model: &Model, variable: usize) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    for term in model.variables[variable].definitions.iter().flat_map(Definition::terms) {
        term.references(&mut |target, _| {
            found.insert(match target {
                Target::Assumption(index) => model.assumptions[index].declared.name.as_str(),
                Target::Variable(index) => model.variables[index].declared.name.as_str(),
                Target::Lever(index) => model.levers[index].declared.name.as_str(),
            });
        });
    }
    found
}
