//! Reads models of Vensim: `.mdl`, as the Reference Manual has it.

mod cells;
mod data_sets;
mod delayp;
mod equations;
mod items;
mod outside;
mod subscripts;
mod times;

use super::expression::{Expression, folded};
use super::lexer::Dialect;
use super::macros::given_by_macros;
use super::model::{Between, Definition, Dimension, Equation, Macro, Model, Parameter, Variable};
use super::text::Placed;
use super::{Beside, Problem, Problems};
use crate::diagnostic::Code;
use equations::{Left, Statement, macro_header, statement};
use items::{ENCODING, END_OF_MACRO, Item, items};
use outside::Outside;
use std::path::Path;

const MACRO: &str = ":MACRO:";

/// Reads a model; none if it has no time axis, which is told.
pub(super) fn read(text: &str, path: &Path, beside: Beside, problems: &mut Problems) -> Option<Model> {
    let (items, settings) = items(text, problems);
    let mut outside = Outside::new(path, settings, beside);
    let mut whole = Body::default();
    let mut macros = Vec::new();
    let mut inside: Option<(Macro, Body)> = None;
    for item in items {
        let ends = item.equation.text.split(MACRO).next().is_some_and(|before| before.contains(END_OF_MACRO));
        let (item, header) = opened(item, problems);
        if let Some(header) = header {
            not_ended(inside.as_ref().filter(|_| !ends), problems);
            close(&mut inside, &mut macros);
            inside = Some((header, Body::default()));
        }
        let Some(item) = closed(item, &mut inside, &mut macros) else { continue };
        let body = inside.as_mut().map_or(&mut whole, |(_, body)| body);
        body.add(&item, problems);
    }
    let ends = text[..text.len() - settings.len()].trim_end().ends_with(END_OF_MACRO);
    not_ended(inside.as_ref().filter(|_| !ends), problems);
    close(&mut inside, &mut macros);
    let mut ranges_unread = whole.ranges_unread || macros.iter().any(|(_, body)| body.ranges_unread);
    ranges_unread |= !outside.elements(&mut whole.declared, problems);
    let told = problems.found.len();
    let mut dimensions = subscripts::dimensions(&whole.declared, &whole.same, problems);
    ranges_unread |= problems.found.len() > told;
    let mut variables = whole.variables(&mut dimensions);
    let equations = &text[..text.len() - settings.len()];
    let of_delays = delayp::called_in(equations, &mut dimensions);
    let headers: Vec<&Macro> = macros.iter().map(|(header, _)| header).chain(&of_delays).collect();
    let given = given_by_macros(variables.iter().map(|(variable, _)| variable), &headers);
    for (variable, readings) in variables.iter_mut().filter(|(variable, _)| !given.contains(&variable.name)) {
        outside.fill(variable, readings, &dimensions, problems);
    }
    let variables: Vec<Variable> = variables.into_iter().map(|(variable, _)| variable).collect();
    let macros: Vec<Macro> = macros
        .into_iter()
        .map(|(header, body): (Macro, Body)| {
            let variables = body.variables(&mut dimensions).into_iter().map(|(variable, _)| variable).collect();
            Macro { variables, ..header }
        })
        .collect();
    // Where something else is wrong the times may be lacking by that.
    let wrong = problems.any();
    let mut of_times = Problems::default();
    let alone = macros.is_empty();
    let macros: Vec<Macro> = macros.into_iter().chain(of_delays).collect();
    let specs = times::specs(&variables, alone, settings, text.len() - settings.len(), &mut of_times);
    if !wrong || specs.is_some() {
        for problem in of_times.found {
            problems.push(problem);
        }
    }
    let specs = specs?;
    // Of equations over a range whose elements could not be read nothing can be said.
    if ranges_unread {
        return None;
    }
    Some(Model {
        dialect: Dialect::Vensim,
        title: String::new(),
        doc: String::new(),
        specs,
        dimensions,
        variables,
        macros,
    })
}

/// Tells that a macro has no end.
fn not_ended(inside: Option<&(Macro, Body)>, problems: &mut Problems) {
    if let Some((header, _)) = inside {
        let message = format!("the macro `{}` has no `{END_OF_MACRO}`", header.name.replace('_', " ").to_uppercase());
        problems.push(Problem::new(Code::Syntax, message, header.value.range.clone()));
    }
}

/// Ends the macro that is open, if one is.
fn close(inside: &mut Option<(Macro, Body)>, macros: &mut Vec<(Macro, Body)>) {
    macros.extend(inside.take());
}

/// Takes the head of a macro off the item that it stands before.
fn opened(item: Item, problems: &mut Problems) -> (Item, Option<Macro>) {
    let text = &item.equation.text;
    let Some(at) = text.find(MACRO).filter(|at| {
        text[..*at].trim().trim_start_matches(ENCODING).trim().trim_start_matches(END_OF_MACRO).trim().is_empty()
    }) else {
        return (item, None);
    };
    let start = at + MACRO.len();
    let end = text[start..].find(')').map_or(text.len(), |close| start + close + 1);
    let header = macro_header(&item.equation.part(start..end));
    let rest = Item { equation: item.equation.part(end..text.len()), ..item };
    match header {
        Ok(header) => {
            let name = folded(&header.name);
            // The variable of the macro's own name is what it is worth.
            let value = Expression::name(&name, header.range);
            let plain = |name: String| Parameter { name, default: None };
            let (parameters, outputs) = (header.parameters.into_iter().map(plain).collect(), header.outputs);
            (rest, Some(Macro { name, parameters, outputs, value, variables: Vec::new() }))
        }
        Err(problem) => {
            problems.push(problem);
            (rest, None)
        }
    }
}

/// Takes the end of a macro off the item that it stands before; none if there is nothing else in the item.
fn closed(item: Item, inside: &mut Option<(Macro, Body)>, macros: &mut Vec<(Macro, Body)>) -> Option<Item> {
    let text = item.equation.text.trim_start();
    let gap = item.equation.text.len() - text.len();
    if let Some(rest) = text.strip_prefix(END_OF_MACRO) {
        close(inside, macros);
        let from = gap + text.len() - rest.len();
        let equation = item.equation.part(from..item.equation.text.len());
        return (!equation.text.trim().is_empty()).then_some(Item { equation, ..item });
    }
    (!text.is_empty()).then_some(item)
}

/// Equations that belong together: of the model, or of a macro.
#[derive(Debug, Default)]
struct Body {
    declared: Vec<subscripts::Declared>,
    same: Vec<(String, String, std::ops::Range<usize>)>,
    equations: Vec<(Left, Definition, String, String)>,
    /// Whether the elements of a range could not be read, which has been told.
    ranges_unread: bool,
}

impl Body {
    fn add(&mut self, item: &Item, problems: &mut Problems) {
        let text = without_marks(&item.equation);
        if text.text.trim().is_empty() {
            return;
        }
        match statement(&text) {
            Ok(Statement::Dimension(declared)) => self.declared.push(declared),
            Ok(Statement::Same(name, of, range)) => self.same.push((name, of, range)),
            Ok(Statement::Check(range)) => {
                problems.warn(Code::RealityCheck, "reality checks are not carried out", range);
            }
            Ok(Statement::Equation(left, _)) if folded(&left.written) == "time" => {
                problems.push(Problem::new(Code::Syntax, "`Time` is the clock, and has no equation", left.range));
            }
            Ok(Statement::Equation(left, definition)) => {
                self.equations.push((*left, definition, item.unit.clone(), item.doc.clone()));
            }
            Err(problem) => {
                match defined(&text.text) {
                    (_, true) => self.ranges_unread = true,
                    (name, false) => problems.unread.extend([name]),
                }
                problems.push(problem);
            }
        }
    }

    /// Variables, each with all of its equations, and what each equation says of what is between points of data.
    fn variables(self, dimensions: &mut Vec<Dimension>) -> Vec<(Variable, Vec<Between>)> {
        let mut found: Vec<(Variable, Vec<Between>)> = Vec::new();
        let mut places: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
        for (left, definition, unit, doc) in self.equations {
            let name = folded(&left.written);
            let place = *places.entry(name.clone()).or_insert_with(|| {
                let variable = Variable {
                    written: left.written.split_whitespace().collect::<Vec<_>>().join(" "),
                    name,
                    range: left.range.clone(),
                    module: String::new(),
                    dims: Vec::new(),
                    equations: Vec::new(),
                    unit: unit.clone(),
                    doc: doc.clone(),
                    is_flow: false,
                    of_macro: false,
                };
                found.push((variable, Vec::new()));
                found.len() - 1
            });
            let (variable, readings) = &mut found[place];
            readings.push(left.reading);
            if variable.unit.is_empty() {
                variable.unit = unit;
            }
            if variable.doc.is_empty() {
                variable.doc = doc;
            }
            variable.equations.push(Equation { of: left.subscripts, except: left.except, definition });
        }
        for (variable, _) in &mut found {
            variable.dims = dims_of(variable, dimensions);
        }
        found
    }
}

/// The name, folded, that an equation which could not be read defines, and whether that is a range.
fn defined(text: &str) -> (String, bool) {
    let text = text.trim_start();
    let (name, rest) = match text.strip_prefix('"').and_then(|inner| inner.split_once('"')) {
        Some((name, rest)) => (name, rest.trim_start()),
        None => text.split_at(text.find(['=', '[', '(', ':', '~', '<']).unwrap_or(text.len())),
    };
    // A colon by itself stands behind the name of a range: others belong to `:=`, or to words such as `:RAW:`.
    let of_a_word = |rest: &str| {
        rest.split_once(':').is_some_and(|(word, _)| word.chars().all(|c| c.is_ascii_uppercase() || c == ' '))
    };
    let range = rest.strip_prefix(':').is_some_and(|rest| !rest.starts_with('=') && !of_a_word(rest));
    (folded(name), range)
}

/// Takes the mark of the encoding off, which stands before the first equation.
fn without_marks(text: &Placed) -> Placed {
    let gap = text.text.len() - text.text.trim_start().len();
    match text.text.trim_start().strip_prefix(ENCODING) {
        Some(rest) => text.part(text.text.len() - rest.len()..text.text.len()),
        None => text.part(gap..text.text.len()),
    }
}

/// The dimensions of a variable: for each place the one whose elements its equations name; a new one if there is none.
fn dims_of(variable: &Variable, dimensions: &mut Vec<Dimension>) -> Vec<String> {
    let places = variable.equations.iter().map(|equation| equation.of.len()).max().unwrap_or_default();
    let mut dims = Vec::new();
    for place in 0..places {
        let mut named: Vec<&str> =
            variable.equations.iter().filter_map(|equation| equation.of.get(place)).map(String::as_str).collect();
        named.dedup();
        let find = |name: &str| dimensions.iter().find(|dimension| dimension.name == name);
        if let [only] = named.as_slice()
            && find(only).is_some()
        {
            dims.push((*only).to_owned());
            continue;
        }
        let mut elements: Vec<String> = Vec::new();
        for name in named {
            let all = find(name).map_or_else(
                || vec![name.to_owned()],
                |dimension| dimension.elements.iter().map(|element| folded(element)).collect(),
            );
            elements.extend(all);
        }
        elements.sort();
        elements.dedup();
        let same = |dimension: &&Dimension| {
            let mut own: Vec<String> = dimension.elements.iter().map(|element| folded(element)).collect();
            own.sort();
            own == elements
        };
        if let Some(found) = dimensions.iter().find(same) {
            dims.push(found.name.clone());
            continue;
        }
        // In the order of the dimension that has them all, if one has.
        let holds = |dimension: &&Dimension| {
            elements.iter().all(|element| dimension.elements.iter().any(|own| folded(own) == *element))
        };
        let written: Vec<String> = match dimensions.iter().find(holds) {
            Some(parent) => parent.elements.iter().filter(|own| elements.contains(&folded(own))).cloned().collect(),
            None => elements,
        };
        let name = format!("{} of {}", place + 1, variable.written);
        dims.push(folded(&name));
        dimensions.push(Dimension {
            name: folded(&name),
            written: name,
            elements: written,
            made_for: Some(variable.written.clone()),
            mappings: Vec::new(),
            range: variable.range.clone(),
        });
    }
    dims
}
