//! Where the numbers of a variable come from.

use super::Session;
use crate::model::term::Target;
use crate::model::{Definition, Model, Variable};
use crate::projection::{Equation, Link, LinkKind, Observed, Origin};
use crate::scenario;

impl Session {
    /// Equations, unit and sources of a variable, what it reads and what reads it; none if there is no variable of that name.
    #[must_use]
    pub fn origin_of(&self, name: &str) -> Option<Origin> {
        let model = self.model();
        let index = model.variable_named(name)?;
        let variable = &model.variables[index];
        let written = &variable.declared.value;
        let observed = written.history.iter().map(|entry| Observed {
            element: entry.value.element.as_ref().map(|element| element.value.clone()),
            source: entry.value.source.clone(),
            values: entry.value.points.len(),
        });
        let targets = written.targets.iter().map(|entry| (entry.value.label.clone(), entry.value.source.clone()));
        Some(Origin {
            own: of_variable(variable),
            dims: written.dims.iter().map(|dim| dim.value.clone()).collect(),
            unit: written.unit.value.clone(),
            description: written.description.trim().to_owned(),
            equations: equations(written),
            observed: observed.collect(),
            targets: targets.collect(),
            reads: reads(model, variable),
            read_by: model.variables.iter().filter(|other| reads_variable(other, index)).map(of_variable).collect(),
        })
    }
}

/// What stands in the file: for each element with an equation of its own, what it is.
fn equations(written: &scenario::Variable) -> Vec<Equation> {
    let mut rows = Vec::new();
    let mut add = |element: &str, part: &'static str, text: &str| {
        rows.push(Equation { element: element.to_owned(), part, text: text.to_owned() });
    };
    let whole = written.definition.iter().map(|definition| ("", definition));
    let elements = written.elements.iter().map(|element| (element.written.as_str(), &element.value));
    for (element, definition) in whole.chain(elements) {
        match definition {
            scenario::Definition::Equation(text) => add(element, "=", &text.value),
            scenario::Definition::Stock { initial, inflow, outflow, .. } => {
                add(element, "at first", &initial.value);
                let flows = [("inflow", inflow), ("outflow", outflow)];
                flows.into_iter().filter_map(|(part, flow)| Some((part, flow.as_ref()?))).for_each(|(part, flow)| {
                    add(element, part, &flow.value);
                });
            }
        }
    }
    rows
}

/// What a variable reads, each once.
fn reads(model: &Model, variable: &Variable) -> Vec<Link> {
    let mut found: Vec<Link> = Vec::new();
    for target in targets(&variable.definitions) {
        let link = link(model, target);
        if !found.contains(&link) {
            found.push(link);
        }
    }
    found
}

fn reads_variable(other: &Variable, index: usize) -> bool {
    targets(&other.definitions).into_iter().any(|target| matches!(target, Target::Variable(read) if read == index))
}

fn targets(definitions: &[Definition]) -> Vec<Target> {
    let mut found = Vec::new();
    for term in definitions.iter().flat_map(Definition::terms) {
        term.references(&mut |target, _| found.push(target));
    }
    found
}

fn link(model: &Model, target: Target) -> Link {
    match target {
        Target::Variable(index) => of_variable(&model.variables[index]),
        Target::Assumption(index) => {
            let declared = &model.assumptions[index].declared;
            let (label, source) = (declared.value.label.clone(), declared.value.source.clone());
            Link { name: declared.name.clone(), label, kind: LinkKind::Assumption, source }
        }
        Target::Lever(index) => {
            let declared = &model.levers[index].declared;
            let (label, source) = (declared.value.label.clone(), declared.value.source.clone());
            Link { name: declared.name.clone(), label, kind: LinkKind::Lever, source }
        }
    }
}

fn of_variable(variable: &Variable) -> Link {
    let is_stock = variable.definitions.iter().any(|definition| matches!(definition, Definition::Stock { .. }));
    Link {
        name: variable.declared.name.clone(),
        label: variable.declared.value.label.clone(),
        kind: if is_stock { LinkKind::Stock } else { LinkKind::Variable },
        source: String::new(),
    }
}
