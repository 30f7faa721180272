//! A variable: its equation, unit and sources, and how it hangs together with others.

use serde_json::{Value, json};

use super::asked::Asked;
use super::graph::{Graph, Kind, Node};
use super::{Explorer, Problem};
use crate::model::term::Target;
use crate::model::{Definition, Model};
use crate::scenario;

/// Answers `variable`.
pub fn variable(explorer: &Explorer, body: &Value) -> Result<Value, Problem> {
    let asked = Asked::new(body, &["scenario", "name"])?;
    let opened = explorer.scenario(asked.text("scenario")?)?;
    let model = opened.session.model();
    let name = asked.text("name")?;
    let index = model.variable_named(name);
    let index = index.ok_or_else(|| Problem::NotFound(format!("there is no variable `{name}`")))?;
    let declared = &model.variables[index].declared;
    let written = &declared.value;
    let graph = around(model, index);
    let history: Vec<Value> = written
        .history
        .iter()
        .map(|entry| {
            let data = &entry.value;
            json!({
                "source": data.source, "values": data.points.len(),
                "element": data.element.as_ref().map(|element| element.value.clone()),
            })
        })
        .collect();
    let targets: Vec<Value> = written
        .targets
        .iter()
        .map(|entry| json!({ "label": entry.value.label, "source": entry.value.source }))
        .collect();
    let dims: Vec<&str> = written.dims.iter().map(|dim| dim.value.as_str()).collect();
    Ok(json!({
        "name": declared.name, "label": written.label, "description": written.description.trim(),
        "unit": written.unit.value, "dims": dims, "equations": equations(declared), "history": history,
        "targets": targets, "reads": nodes(&graph.reads), "read_by": nodes(&graph.read_by), "graph": graph.svg(),
    }))
}

fn nodes(nodes: &[Node]) -> Vec<Value> {
    nodes
        .iter()
        .map(|node| json!({ "name": node.name, "label": node.label, "kind": node.kind.word(), "source": node.source }))
        .collect()
}

/// What stands in the file: for each element with an equation of its own, what it is.
fn equations(declared: &scenario::Entry<scenario::Variable>) -> Vec<Value> {
    let written = &declared.value;
    let mut rows = Vec::new();
    let mut add = |element: &str, definition: &scenario::Definition| match definition {
        scenario::Definition::Equation(text) => rows.push(json!({ "for": element, "part": "=", "text": text.value })),
        scenario::Definition::Stock { initial, inflow, outflow, .. } => {
            rows.push(json!({ "for": element, "part": "at first", "text": initial.value }));
            let flows = [("inflow", inflow), ("outflow", outflow)];
            for (part, flow) in flows.into_iter().filter_map(|(part, flow)| Some((part, flow.as_ref()?))) {
                rows.push(json!({ "for": element, "part": part, "text": flow.value }));
            }
        }
    };
    if let Some(definition) = &written.definition {
        add("", definition);
    }
    for element in &written.elements {
        add(&element.written, &element.value);
    }
    rows
}

/// What a variable reads, and what reads it.
fn around(model: &Model, index: usize) -> Graph {
    let own = &model.variables[index];
    let mut reads: Vec<Node> = Vec::new();
    for target in targets(&own.definitions) {
        let node = node(model, target);
        if !reads.contains(&node) {
            reads.push(node);
        }
    }
    let reading = |other: &&crate::model::Variable| {
        targets(&other.definitions).into_iter().any(|target| matches!(target, Target::Variable(read) if read == index))
    };
    let read_by = model.variables.iter().filter(reading).map(variable_node).collect();
    Graph { own: variable_node(own), reads, read_by }
}

fn targets(definitions: &[Definition]) -> Vec<Target> {
    let mut found = Vec::new();
    for term in definitions.iter().flat_map(Definition::terms) {
        term.references(&mut |target, _| found.push(target));
    }
    found
}

fn node(model: &Model, target: Target) -> Node {
    match target {
        Target::Variable(index) => variable_node(&model.variables[index]),
        Target::Assumption(index) => {
            let declared = &model.assumptions[index].declared;
            let (label, source) = (declared.value.label.clone(), declared.value.source.clone());
            Node { name: declared.name.clone(), label, kind: Kind::Assumption, source }
        }
        Target::Lever(index) => {
            let declared = &model.levers[index].declared;
            let (label, source) = (declared.value.label.clone(), declared.value.source.clone());
            Node { name: declared.name.clone(), label, kind: Kind::Lever, source }
        }
    }
}

fn variable_node(variable: &crate::model::Variable) -> Node {
    let is_stock = variable.definitions.iter().any(|definition| matches!(definition, Definition::Stock { .. }));
    Node {
        name: variable.declared.name.clone(),
        label: variable.declared.value.label.clone(),
        kind: if is_stock { Kind::Stock } else { Kind::Variable },
        source: String::new(),
    }
}
