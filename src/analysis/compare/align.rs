//! Whether scenarios can be laid side by side.

use crate::diagnostic::{Diagnostic, Span};
use crate::model::{Model, Variable};

/// What keeps a scenario from being compared with the reference: another time axis, or a variable of the same name with
/// other dimensions, elements or unit.
pub(super) fn problems(reference: &Model, other: &Model) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if reference.axis != other.axis {
        let axis = |model: &Model| {
            let axis = &model.axis;
            format!("{} to {} in steps of {} years", axis.start, axis.time(axis.points - 1), axis.step)
        };
        let message = format!(
            "`{}` runs from {}, the reference `{}` from {}: paths on different time axes cannot be compared",
            other.scenario.id,
            axis(other),
            reference.scenario.id,
            axis(reference)
        );
        found.push(mismatch(message, &other.scenario.time.end.span, &reference.scenario.time.end.span));
    }
    for (index, variable) in other.variables.iter().enumerate() {
        let Some(place) = reference.variable_named(&variable.signature.name) else { continue };
        let known = &reference.variables[place];
        let [here, there] = [other, reference].map(|model| &model.scenario);
        let spans = (&here.variables[index].span, &there.variables[place].span);
        let name = &here.variables[index].written;
        let [dims, known_dims] = [shape(other, variable), shape(reference, known)];
        if dims != known_dims {
            let message = format!(
                "`{name}` has the dimensions [{dims}] in `{}` and [{known_dims}] in the reference `{}`",
                here.id, there.id
            );
            found.push(mismatch(message, spans.0, spans.1));
        }
        let [unit, known_unit] = [&here.variables[index].value.unit, &there.variables[place].value.unit];
        if unit.value != known_unit.value {
            let message = format!(
                "`{name}` is in `{}` in `{}` and in `{}` in the reference `{}`",
                unit.value, here.id, known_unit.value, there.id
            );
            found.push(mismatch(message, &unit.span, &known_unit.span));
        }
        if variable.at != known.at && variable.reported && known.reported {
            let message =
                format!("`{name}` is reported at different ends of a step in `{}` and `{}`", here.id, there.id);
            found.push(mismatch(message, spans.0, spans.1));
        }
    }
    found
}

/// Dimensions with their elements, as text.
fn shape(model: &Model, variable: &Variable) -> String {
    let dims = variable.signature.dims.iter().map(|dim| {
        let dimension = &model.scenario.dimensions[*dim];
        let elements: Vec<&str> = dimension.value.elements.iter().map(|element| element.name.as_str()).collect();
        format!("{}: {}", dimension.name, elements.join(", "))
    });
    dims.collect::<Vec<_>>().join("; ")
}

fn mismatch(message: String, here: &Span, reference: &Span) -> Diagnostic {
    Diagnostic::error("not-comparable", message, here.clone(), "here").with_label(reference.clone(), "in the reference")
}
