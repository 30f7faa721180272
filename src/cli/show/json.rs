//! A model as JSON: the same as its sheet, for programs.

use serde_json::{Value, json};

use super::about::reads;
use crate::projection::{Input, InputKind};
use crate::scenario::Definition;
use crate::session::Session;

/// The sheet of a session as one object.
pub fn sheet(session: &Session) -> Value {
    let model = session.model();
    let header = &model.header;
    let ensemble = &header.ensemble;
    let time = &header.time;
    let inputs = crate::analysis::inputs(model);
    let of = |kind: InputKind| inputs.iter().filter(|input| input.kind == kind).map(input).collect::<Vec<_>>();
    json!({
        "id": session.id(), "title": session.title(), "narrative": session.narrative().trim(),
        "template": session.is_template(),
        "files": header.files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>(),
        "time": {
            "start": time.start.value, "end": time.end.value, "step": time.step.value,
            "known_until": time.known_until.as_ref().map(|year| year.value),
        },
        "ensemble": { "draws": ensemble.draws.value, "seed": ensemble.seed, "sampler": ensemble.sampler.name() },
        "changes": header.overrides.iter().map(|change| json!({
            "key": change.key, "before": change.before, "after": change.after,
        })).collect::<Vec<_>>(),
        "dimensions": model.dimensions.iter().map(|entry| json!({
            "name": entry.name,
            "elements": entry.value.elements.iter().map(|element| &element.written).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "assumptions": of(InputKind::Assumption),
        "correlations": of(InputKind::Correlation),
        "levers": session.levers().iter().map(|lever| json!({
            "selector": lever.selector, "label": lever.label, "unit": lever.unit, "value": lever.value,
            "neutral": lever.neutral, "min": lever.bounds[0], "max": lever.bounds[1],
            "from": finite(lever.period[0]), "until": finite(lever.period[1]), "source": lever.source,
        })).collect::<Vec<_>>(),
        "shocks": of(InputKind::Shock),
        "variables": (0..model.variables.len()).map(|index| variable(session, index)).collect::<Vec<_>>(),
        "targets": session.targets().iter().map(|target| json!({
            "name": target.name, "label": target.label, "variable": target.variable, "elements": target.elements,
            "year": target.year, (if target.at_least { "at_least" } else { "at_most" }): target.value,
            "unit": target.unit, "source": target.source,
        })).collect::<Vec<_>>(),
    })
}

/// A time without end is no number in JSON.
fn finite(number: f64) -> Option<f64> {
    Some(number).filter(|number| number.is_finite())
}

fn input(input: &Input) -> Value {
    let mut value = json!({
        "selector": input.selector, "label": input.label, "unit": input.unit, "text": input.text,
        "source": input.source,
    });
    if let Some([low, median, high]) = input.range {
        value["p05"] = json!(finite(low));
        value["p50"] = json!(finite(median));
        value["p95"] = json!(finite(high));
    }
    value
}

fn variable(session: &Session, index: usize) -> Value {
    let model = session.model();
    let checked = &model.variables[index];
    let written = &checked.declared.value;
    let own = written.definition.iter().map(|definition| ("", definition));
    let elements = written.elements.iter().map(|element| (element.written.as_str(), &element.value));
    json!({
        "name": checked.declared.name, "label": written.label, "description": written.description.trim(),
        "unit": written.unit.value, "dims": written.dims.iter().map(|dim| &dim.value).collect::<Vec<_>>(),
        "reported": checked.reported, "reads": reads(model, index),
        "definitions": own.chain(elements).map(|(element, definition)| equation(element, definition)).collect::<Vec<_>>(),
    })
}

/// What stands in the file for all elements, or for one.
fn equation(element: &str, definition: &Definition) -> Value {
    let element = Some(element).filter(|element| !element.is_empty());
    match definition {
        Definition::Equation(text) => json!({ "element": element, "equation": text.value }),
        Definition::Stock { initial, inflow, outflow, non_negative } => json!({
            "element": element, "initial": initial.value, "inflow": inflow.as_ref().map(|flow| &flow.value),
            "outflow": outflow.as_ref().map(|flow| &flow.value), "non_negative": non_negative,
        }),
    }
}
