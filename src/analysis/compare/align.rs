//! Whether scenarios can be laid side by side.

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::model::{Model, Variable};

/// What keeps a scenario from being compared with the reference: another time axis, or a variable of the same name with
/// other dimensions, elements or unit.
pub(super) fn problems(reference: &Model, other: &Model) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if reference.axis != other.axis {
        let axis = |model: &Model| model.axis.words();
        let message = format!(
            "`{}` runs from {}, the reference `{}` from {}: paths on different time axes cannot be compared",
            other.header.id,
            axis(other),
            reference.header.id,
            axis(reference)
        );
        found.push(mismatch(message, &other.header.time.end.span, &reference.header.time.end.span));
    }
    for variable in &other.variables {
        let Some(place) = reference.variable_named(&variable.signature.name) else { continue };
        let known = &reference.variables[place];
        let (here, there) = (&other.header.id, &reference.header.id);
        let name = &variable.declared.written;
        let [dims, known_dims] = [shape(other, variable), shape(reference, known)];
        if dims != known_dims {
            let message = format!(
                "`{name}` has the dimensions [{dims}] in `{here}` and [{known_dims}] in the reference `{there}`"
            );
            found.push(mismatch(message, &variable.declared.span, &known.declared.span));
        }
        let [unit, known_unit] = [variable, known].map(|variable| &variable.declared.value.unit);
        if unit.value != known_unit.value {
            let message = format!(
                "`{name}` is in `{}` in `{here}` and in `{}` in the reference `{there}`",
                unit.value, known_unit.value
            );
            found.push(mismatch(message, &unit.span, &known_unit.span));
        }
        if variable.at != known.at && variable.reported && known.reported {
            let message = format!("`{name}` is reported at different ends of a step in `{here}` and `{there}`");
            found.push(mismatch(message, &variable.declared.span, &known.declared.span));
        }
    }
    found
}

/// Dimensions with their elements, as text.
fn shape(model: &Model, variable: &Variable) -> String {
    let dims = variable.signature.dims.iter().map(|dim| {
        let dimension = &model.dimensions[*dim];
        let elements: Vec<&str> = dimension.value.elements.iter().map(|element| element.name.as_str()).collect();
        format!("{}: {}", dimension.name, elements.join(", "))
    });
    dims.collect::<Vec<_>>().join("; ")
}

fn mismatch(message: String, here: &Span, reference: &Span) -> Diagnostic {
    Diagnostic::error(Code::NotComparable, message, here.clone(), "here")
        .with_label(reference.clone(), "in the reference")
}
