//! Finds where a number that is not finite first arises: variable, time and draw.

use ndarray::Axis;

use crate::diagnostic::{Code, Diagnostic};
use crate::engine::{self, Settings};
use crate::model::compile::compile;
use crate::model::lower::lower;
use crate::model::term::{Subscript, Target, Term};
use crate::model::{Definition, Model, Variable};
use crate::scenario::{self, At};

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
    // A stock that is wrong from the beginning got no wrong flow.
    let span = match &entry.value.definition {
        Some(scenario::Definition::Stock { initial, .. }) if point == 0 && variable.at == At::Start => &initial.span,
        _ => span,
    };
    let message = format!("`{name}` becomes {what} in {}, draw {draw}", model.axis.time(point));
    let mut diagnostic = Diagnostic::error(Code::NotFinite, message, span.clone(), "computed here");
    let inputs = inputs(model, column.variable, column.element);
    let variables = inputs.iter().filter_map(|(index, flat)| {
        let slot = ensemble.columns.iter().position(|c| c.variable == *index && c.element == *flat)?;
        let signature = &model.variables[*index].signature;
        let value = signature.unit.from_base(computed[[slot, point, 0]]);
        Some(format!("{} = {value:.6}", model.selector(signature, *flat)))
    });
    let named = given(model, settings, draw, (column.variable, column.element), point);
    let values: Vec<String> = variables.chain(named).take(8).collect();
    if !values.is_empty() {
        diagnostic = diagnostic.with_help(format!("there and then, {}", values.join(", ")));
    }
    match short_delay(model, settings, draw, (column.variable, column.element), point) {
        Some(delay) => diagnostic.with_help(delay),
        None => diagnostic,
    }
}

/// The mean delays of an element of a variable, and of what it is made from without being a variable.
fn mean_delays(term: &Term, found: &mut Vec<Term>) {
    if let Term::Delay { tau, .. } = term {
        found.push(tau.as_ref().clone());
    }
    for part in term.parts() {
        mean_delays(part, found);
    }
}

/// A mean delay that is not above zero when an element of a variable breaks, or a step before, with what it is made from.
fn short_delay(
    model: &Model,
    settings: &Settings,
    draw: u64,
    (variable, element): (usize, usize),
    point: usize,
) -> Option<String> {
    let broken = &model.variables[variable];
    let mut delays = Vec::new();
    broken.definitions[broken.of_element[element]].terms().for_each(|term| mean_delays(term, &mut delays));
    delays.iter().find_map(|tau| {
        let values = evaluated(model, settings, draw, (variable, element), tau)?;
        let mut years = (point.saturating_sub(1)..=point).rev().filter_map(|point| values.get(point).copied());
        let years = years.find(|years| *years <= 0.0)?;
        let mut made_from = Vec::new();
        tau.references(&mut |target, _| made_from.push(format!("`{}`", written(model, target))));
        let made_from = made_from.join(", ");
        let of = if made_from.is_empty() { String::new() } else { format!(", made from {made_from},") };
        Some(format!("a mean delay{of} is {years:.6} years in this draw, and must be above 0: give it a lower bound"))
    })
}

/// A term in the place of an element of a variable, at all times of a draw, in base units: a variable of its own, run again.
fn evaluated(
    model: &Model,
    settings: &Settings,
    draw: u64,
    (variable, element): (usize, usize),
    term: &Term,
) -> Option<Vec<f64>> {
    let like = &model.variables[variable];
    let mut asked = model.clone();
    let place = asked.variables.len();
    let elements = like.of_element.len();
    asked.variables.push(Variable {
        definitions: vec![Definition::Equation(term.clone())],
        of_element: vec![0; elements],
        driven: vec![Vec::new(); elements],
        observed: vec![Vec::new(); elements],
        scored: vec![Vec::new(); elements],
        at: At::Start,
        ..like.clone()
    });
    let program = compile(&asked, |variable, flat| (variable, flat) == (place, element));
    let slot = program.columns.iter().position(|c| (c.variable, c.element) == (place, element))?;
    let ensemble = engine::run(&asked, &program, settings, draw..draw + 1, &[slot], &|_| {}).ok()?;
    Some(ensemble.values.view().index_axis(Axis(0), 0).column(0).to_vec())
}

/// The assumptions and levers that the definition of an element of a variable names, with their values.
fn given(
    model: &Model,
    settings: &Settings,
    draw: u64,
    (variable, element): (usize, usize),
    point: usize,
) -> Vec<String> {
    let broken = &model.variables[variable];
    let mut named: Vec<Term> = Vec::new();
    for term in broken.definitions[broken.of_element[element]].terms() {
        term.references(&mut |target, subscripts| {
            let reference = Term::Reference(target, subscripts.to_vec());
            if !matches!(target, Target::Variable(_)) && !named.contains(&reference) {
                named.push(reference);
            }
        });
    }
    let value = |reference: &Term| {
        let Term::Reference(target, _) = reference else { return None };
        let unit = match target {
            Target::Variable(index) => &model.variables[*index].signature.unit,
            Target::Assumption(index) => &model.assumptions[*index].signature.unit,
            Target::Lever(index) => &model.levers[*index].signature.unit,
        };
        let values = evaluated(model, settings, draw, (variable, element), reference)?;
        Some(format!("{} = {:.6}", written(model, *target), unit.from_base(*values.get(point)?)))
    };
    named.iter().take(8).filter_map(value).collect()
}

/// What a term names, as its author wrote it.
fn written(model: &Model, target: Target) -> &str {
    match target {
        Target::Variable(index) => &model.variables[index].declared.written,
        Target::Assumption(index) => &model.assumptions[index].declared.written,
        Target::Lever(index) => &model.levers[index].declared.written,
    }
}

fn nowhere(model: &Model, draw: u64) -> Diagnostic {
    let span = model.header.time.start.span.clone();
    Diagnostic::error(Code::NotFinite, format!("a number is not finite in draw {draw}"), span, "in this run")
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
