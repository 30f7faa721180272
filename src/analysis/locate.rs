//! Finds where a number that is not finite first arises: variable, time and draw.

use crate::diagnostic::Diagnostic;
use crate::engine::{self, Settings};
use crate::model::compile::compile;
use crate::model::lower::lower;
use crate::model::term::{Subscript, Target};
use crate::model::{Definition, Model};
use crate::scenario::At;

/// Runs one draw again with every variable kept, and reports the first value, in time and then in causal order, that is
/// not finite.
#[must_use]
pub fn locate(model: &Model, settings: &Settings, draw: u64) -> Diagnostic {
    let program = compile(model, |_, _| true);
    let kept: Vec<usize> = (0..program.columns.len()).collect();
    let Ok(ensemble) = engine::run(model, &program, settings, draw..draw + 1, &kept, &|_| {}) else {
        return nowhere(model, draw);
    };
    let computed = ensemble.values.view();
    let lowered = lower(model);
    // Nodes are numbered in causal order; a report of the end of a step is one step later.
    let order = |slot: usize, point: usize| {
        let column = ensemble.columns[slot];
        let variable = &model.variables[column.variable];
        let state = lowered.stocks.contains_key(&(column.variable, column.element));
        let late = usize::from(variable.at == At::End);
        (point + late, !state, lowered.values[column.variable][column.element])
    };
    let first = computed
        .indexed_iter()
        .filter(|(_, value)| !value.is_finite())
        .map(|((slot, point, _), value)| (order(slot, point), slot, point, *value))
        .min_by_key(|(order, ..)| *order);
    let Some((_, slot, point, value)) = first else { return nowhere(model, draw) };
    let column = ensemble.columns[slot];
    let variable = &model.variables[column.variable];
    let name = model.selector(&variable.signature, column.element);
    let what = if value.is_nan() {
        "not a number".to_owned()
    } else {
        format!("{}infinite", if value < 0.0 { "minus " } else { "" })
    };
    let entry = &model.variables[column.variable].declared;
    let span = variable.equation.as_ref().map_or(&entry.span, |text| &text.span);
    let message = format!("`{name}` becomes {what} in {}, draw {draw}", model.axis.time(point));
    let mut diagnostic = Diagnostic::error("not-finite", message, span.clone(), "computed here");
    let inputs = inputs(model, column.variable, column.element);
    let values: Vec<String> = inputs
        .iter()
        .filter_map(|(index, flat)| {
            let slot = ensemble.columns.iter().position(|c| c.variable == *index && c.element == *flat)?;
            let signature = &model.variables[*index].signature;
            let value = signature.unit.from_base(computed[[slot, point, 0]]);
            Some(format!("{} = {value:.6}", model.selector(signature, *flat)))
        })
        .take(8)
        .collect();
    if !values.is_empty() {
        diagnostic = diagnostic.with_help(format!("there and then, {}", values.join(", ")));
    }
    diagnostic
}

fn nowhere(model: &Model, draw: u64) -> Diagnostic {
    let span = model.header.time.start.span.clone();
    Diagnostic::error("not-finite", format!("a number is not finite in draw {draw}"), span, "in this run")
}

/// The variable elements that a definition reads directly.
fn inputs(model: &Model, variable: usize, element: usize) -> Vec<(usize, usize)> {
    let checked = &model.variables[variable];
    let dims = &checked.signature.dims;
    let at = model.elements(dims, element);
    let mut found = Vec::new();
    let definition: &Definition = &checked.definitions[checked.of_element[element]];
    for term in definition.terms() {
        term.references(&mut |target, subscripts| {
            let Target::Variable(index) = target else { return };
            let elements: Option<Vec<usize>> = subscripts
                .iter()
                .map(|subscript| match subscript {
                    Subscript::Element(element) => Some(*element),
                    Subscript::Own(dim) => dims.iter().position(|own| own == dim).map(|position| at[position]),
                })
                .collect();
            if let Some(elements) = elements {
                let flat = model.flat(&model.variables[index].signature.dims, &elements);
                if !found.contains(&(index, flat)) {
                    found.push((index, flat));
                }
            }
        });
    }
    found
}
