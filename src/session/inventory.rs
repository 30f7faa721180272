//! What a scenario has: what can be set, what can be asked for, what is wanted.

use super::Session;
use crate::projection::{Input, InputKind};
use crate::scenario::Entry;

/// A lever, or one of its elements.
#[derive(Debug, Clone, PartialEq)]
pub struct Lever {
    /// What [`Session::set`] takes: `NAME` or `NAME[element, …]`.
    pub selector: String,
    /// Label, those of elements included.
    pub label: String,
    /// Unit of all numbers here.
    pub unit: String,
    /// Its setting.
    pub value: f64,
    /// The setting that changes nothing.
    pub neutral: f64,
    /// Least and greatest setting; none where it is not bounded.
    pub bounds: [Option<f64>; 2],
    /// First and last time in force, in years.
    pub period: [f64; 2],
    /// Where it comes from.
    pub source: String,
}

/// A variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// Name.
    pub name: String,
    /// Label.
    pub label: String,
    /// What it means.
    pub description: String,
    /// Unit.
    pub unit: String,
    /// Its dimensions, and the elements of each.
    pub dims: Vec<(String, Vec<String>)>,
    /// Whether runs report it.
    pub reported: bool,
}

/// An announced goal.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// Name.
    pub name: String,
    /// Label.
    pub label: String,
    /// The name of its variable.
    pub variable: String,
    /// The elements it binds, as selectors name them; all if empty.
    pub elements: Vec<String>,
    /// Date, in years.
    pub year: f64,
    /// Reached from below rather than from above.
    pub at_least: bool,
    /// The goal, in the variable's unit.
    pub value: f64,
    /// That unit.
    pub unit: String,
    /// Who announced it where.
    pub source: String,
}

/// How large a model is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Assumptions.
    pub assumptions: usize,
    /// Elements of assumptions that are uncertain.
    pub uncertain: usize,
    /// Variables.
    pub variables: usize,
}

impl Session {
    /// How large the model is.
    #[must_use]
    pub fn size(&self) -> Size {
        Size {
            assumptions: self.file.model.assumptions.len(),
            uncertain: self.file.model.draws.len(),
            variables: self.file.model.variables.len(),
        }
    }

    /// Assumptions by element, in the order of the file, with ranges (5 %, 50 %, 95 %), units and sources.
    #[must_use]
    pub fn assumptions(&self) -> Vec<Input> {
        crate::analysis::inputs(&self.file.model)
            .into_iter()
            .filter(|input| input.kind == InputKind::Assumption)
            .collect()
    }

    /// Shocks, in the order of the file.
    #[must_use]
    pub fn shocks(&self) -> Vec<Input> {
        crate::analysis::shocks(&self.file.model)
    }

    /// Levers by element, in the order of the file.
    #[must_use]
    pub fn levers(&self) -> Vec<Lever> {
        let model = &self.file.model;
        let mut found = Vec::new();
        for checked in &model.levers {
            let written = &checked.declared.value;
            let in_unit = |base: f64| checked.signature.unit.from_base(base);
            let bound = |bound: &Option<crate::diagnostic::Spanned<f64>>| bound.as_ref().map(|bound| bound.value);
            found.extend(checked.values.iter().enumerate().map(|(element, value)| Lever {
                selector: model.selector(&checked.signature, element),
                label: model.with_elements(&written.label, &checked.signature.dims, element),
                unit: written.unit.value.clone(),
                value: in_unit(*value),
                neutral: in_unit(checked.neutral),
                bounds: [bound(&written.min), bound(&written.max)],
                period: [checked.from, checked.until],
                source: written.source.clone(),
            }));
        }
        found
    }

    /// Variables, in the order of the file.
    #[must_use]
    pub fn variables(&self) -> Vec<Variable> {
        let dimension = |dim: &usize| {
            let entry = &self.file.model.dimensions[*dim];
            let elements = entry.value.elements.iter().map(|element| element.written.clone()).collect();
            (entry.written.clone(), elements)
        };
        let variable = |checked: &crate::model::Variable| Variable {
            name: checked.declared.name.clone(),
            label: checked.declared.value.label.clone(),
            description: checked.declared.value.description.clone(),
            unit: checked.declared.value.unit.value.clone(),
            dims: checked.signature.dims.iter().map(dimension).collect(),
            reported: checked.reported,
        };
        self.file.model.variables.iter().map(variable).collect()
    }

    /// Announced goals, in the order of the file.
    #[must_use]
    pub fn targets(&self) -> Vec<Target> {
        let variables = self.file.model.variables.iter().map(|variable| &variable.declared);
        let targets =
            variables.flat_map(|variable| variable.value.targets.iter().map(move |target| (variable, target)));
        let target = |(variable, entry): (&Entry<crate::scenario::Variable>, &Entry<crate::scenario::Target>)| Target {
            name: entry.name.clone(),
            label: entry.value.label.clone(),
            variable: variable.name.clone(),
            elements: entry.value.elements.iter().map(|element| element.value.clone()).collect(),
            year: entry.value.year.value,
            at_least: entry.value.at_least,
            value: entry.value.value.value,
            unit: variable.value.unit.value.clone(),
            source: entry.value.source.clone(),
        };
        targets.map(target).collect()
    }
}
