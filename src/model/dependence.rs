//! Which assumptions and levers a variable hangs on, by the names in equations.

use std::collections::{HashMap, HashSet};

use super::Model;
use super::parser::parse;
use crate::diagnostic::Spanned;
use crate::scenario::Definition;

/// The names, folded, in the equations of each variable.
///
/// Equations are read as they are written: what is folded into a number of steps, as the time of a lag, counts too.
pub struct Dependence<'a> {
    model: &'a Model,
    names: Vec<HashSet<String>>,
    /// What functions are called with, which may look back.
    operands: HashSet<String>,
}

impl<'a> Dependence<'a> {
    /// Reads the equations of a model.
    #[must_use]
    pub fn of(model: &'a Model) -> Self {
        let mut operands = HashSet::new();
        let names = model.variables.iter().map(|variable| {
            let written = &variable.declared.value;
            let own = written.elements.iter().map(|element| &element.value);
            let mut names = HashSet::new();
            for text in written.definition.iter().chain(own).flat_map(texts) {
                if let Ok(expression) = parse(&text.value) {
                    expression.each_name(&mut |name| {
                        names.insert(name.to_owned());
                    });
                    expression.each_operand(&mut |name| {
                        operands.insert(name.to_owned());
                    });
                }
            }
            names
        });
        let names = names.collect();
        Self { model, names, operands }
    }

    /// Whether a function is called with this name alone, as a lag with what it looks back at.
    #[must_use]
    pub fn is_operand(&self, name: &str) -> bool {
        self.operands.contains(name)
    }

    /// Whether an equation has this name.
    #[must_use]
    pub fn is_used(&self, name: &str) -> bool {
        self.names.iter().any(|names| names.contains(name))
    }

    /// All names that these variables hang on, directly or through others, and their own.
    #[must_use]
    pub fn reached(&self, variables: impl IntoIterator<Item = usize>) -> HashSet<&str> {
        let place: HashMap<&str, usize> =
            self.model.variables.iter().enumerate().map(|(index, one)| (one.declared.name.as_str(), index)).collect();
        let mut waiting: Vec<usize> = variables.into_iter().collect();
        let mut reached: HashSet<&str> =
            waiting.iter().map(|index| self.model.variables[*index].declared.name.as_str()).collect();
        while let Some(variable) = waiting.pop() {
            for name in &self.names[variable] {
                if reached.insert(name) {
                    waiting.extend(place.get(name.as_str()));
                }
            }
        }
        reached
    }
}

/// The texts of a definition.
pub(super) fn texts(definition: &Definition) -> impl Iterator<Item = &Spanned<String>> {
    let (first, rest) = match definition {
        Definition::Equation(text) => (text, [None, None]),
        Definition::Stock { initial, inflow, outflow, .. } => (initial, [inflow.as_ref(), outflow.as_ref()]),
    };
    std::iter::once(first).chain(rest.into_iter().flatten())
}
