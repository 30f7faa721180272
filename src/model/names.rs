//! What every name of a model means, and where it was declared.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::term::{DimensionId, Target};
use crate::diagnostic::{Code, Diagnostic, Span, fold};
use crate::scenario::{Entry, Scenario};

/// What a name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// An assumption, variable or lever.
    Quantity(Target),
    /// A lookup table.
    Lookup(usize),
    /// A dimension.
    Dimension(DimensionId),
}

/// Names that the language itself uses.
pub const RESERVED: &[&str] = &["time", "starttime", "stoptime", "known_until", "dt", "pi"];

/// All declared names, folded.
#[derive(Debug, Default)]
pub struct Names {
    meanings: HashMap<String, (Meaning, Span)>,
    /// Folded element names of each dimension, in order.
    pub elements: Vec<Vec<String>>,
    /// Dimension names, in order.
    pub dimensions: Vec<String>,
    /// How many names were compared with some that are not declared.
    compared: AtomicUsize,
}

impl Names {
    /// Collects the names of a scenario; a name declared twice, or reserved, is a diagnostic.
    pub fn collect(scenario: &Scenario, problems: &mut Vec<Diagnostic>) -> Self {
        let mut names = Self::default();
        for (index, entry) in scenario.dimensions.iter().enumerate() {
            names.add(entry, Meaning::Dimension(index), problems);
            names.dimensions.push(entry.name.clone());
            names.elements.push(entry.value.elements.iter().map(|element| element.name.clone()).collect());
        }
        for (index, entry) in scenario.assumptions.iter().enumerate() {
            names.add(entry, Meaning::Quantity(Target::Assumption(index)), problems);
        }
        for (index, entry) in scenario.variables.iter().enumerate() {
            names.add(entry, Meaning::Quantity(Target::Variable(index)), problems);
        }
        for (index, entry) in scenario.levers.iter().enumerate() {
            names.add(entry, Meaning::Quantity(Target::Lever(index)), problems);
        }
        for (index, entry) in scenario.lookups.iter().enumerate() {
            names.add(entry, Meaning::Lookup(index), problems);
        }
        names
    }

    fn add<T>(&mut self, entry: &Entry<T>, meaning: Meaning, problems: &mut Vec<Diagnostic>) {
        if RESERVED.contains(&entry.name.as_str()) {
            problems.push(
                Diagnostic::error(
                    Code::ReservedName,
                    format!("`{}` is a word of the equation language", entry.written),
                    entry.span.clone(),
                    "choose another name",
                )
                .with_help(format!("reserved are {}", RESERVED.join(", "))),
            );
        }
        if let Some((_, first)) = self.meanings.get(&entry.name) {
            problems.push(
                Diagnostic::error(
                    Code::DuplicateName,
                    format!("the name `{}` is used twice", entry.written),
                    entry.span.clone(),
                    "the second of this name",
                )
                .with_label(first.clone(), "the first is here")
                .with_help("dimensions, assumptions, variables, levers and lookups share one set of names"),
            );
            return;
        }
        self.meanings.insert(entry.name.clone(), (meaning, entry.span.clone()));
    }

    /// What a folded name means.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Meaning> {
        self.meanings.get(name).map(|(meaning, _)| *meaning)
    }

    /// The declared or reserved name nearest to one that is not declared.
    #[must_use]
    pub fn nearest(&self, name: &str) -> Option<String> {
        /// Names that are compared in all: enough for every slip of an author, and a moment's work where thousands of names are
        /// not declared.
        const MOST: usize = 2_000_000;
        if self.compared.fetch_add(self.meanings.len(), Ordering::Relaxed) > MOST {
            return None;
        }
        let mut known: Vec<&str> = self.meanings.keys().map(String::as_str).chain(RESERVED.iter().copied()).collect();
        known.sort_unstable();
        crate::diagnostic::did_you_mean(name, known).map(str::to_owned)
    }

    /// The index of the dimension of this name, however it is written.
    #[must_use]
    pub fn dimension(&self, name: &str) -> Option<DimensionId> {
        let name = fold(name);
        self.dimensions.iter().position(|known| *known == name)
    }

    /// Number of elements of a dimension.
    #[must_use]
    pub fn size(&self, dimension: DimensionId) -> usize {
        self.elements[dimension].len()
    }

    /// The index of an element in a dimension.
    #[must_use]
    pub fn element(&self, dimension: DimensionId, name: &str) -> Option<usize> {
        self.elements[dimension].iter().position(|element| element == name)
    }
}
