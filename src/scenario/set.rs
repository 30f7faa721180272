//! `--set NAME[element]=NUMBER`.

use std::sync::Arc;

use super::tree::Table;
use super::{Assumption, AssumptionElement, Dimension, Entry, Name, Named, Override, Scenario, Worth};
use crate::diagnostic::{Code, Diagnostic, Source, Span, Spanned};
use crate::selector;

/// What is recorded as the source of a number from the command line.
const SOURCE: &str = "set on the command line";

/// Fixes an assumption or sets a lever, for all elements or for one; returns what was changed.
///
/// `written` is the merged file, from which the text of the earlier value is taken.
///
/// # Errors
/// A diagnostic in the argument, if it is not `NAME[element]=NUMBER`, the name or element is unknown, or the lever's
/// bounds do not allow the number.
pub fn apply(scenario: &mut Scenario, written: &Table, argument: &Arc<Source>) -> Result<Override, Diagnostic> {
    let (target, number) = parse(argument)?;
    let name = &target.name.value;
    let element = match dims(scenario, name) {
        Some(dims) => element(dims, &scenario.dimensions, &target)?,
        None => None,
    };
    let key = element.as_ref().map_or_else(String::new, |element| format!(".elements.{}", element.name));
    let after = number.span.text().to_owned();
    let done = |table: &str, before: Option<String>| Override {
        key: if key.is_empty() { format!("{table}.{name}.value") } else { format!("{table}.{name}{key}") },
        before,
        after: Some(after),
        span: Span::new(argument, 0..argument.text.len()),
    };
    if let Some(assumption) = scenario.assumptions.iter_mut().find(|entry| entry.name == *name) {
        let before = earlier(written, "assumptions", name, element.as_ref());
        assumption.value.tell(element, Worth::Value(number), SOURCE.to_owned());
        scenario.set_by_hand(&target);
        return Ok(done("assumptions", before));
    }
    if let Some(Entry { written: label, value: lever, .. }) =
        scenario.levers.iter_mut().find(|entry| entry.name == *name)
    {
        if let Some(problem) = lever.out_of_bounds(label, &number) {
            return Err(problem);
        }
        let before = earlier(written, "levers", name, element.as_ref());
        if let Some(element) = element {
            replace(&mut lever.elements, element.with(number));
        } else {
            lever.value = number;
            lever.elements.clear();
        }
        return Ok(done("levers", before));
    }
    Err(unknown(scenario, &target))
}

/// Splits at the last equals sign.
fn parse(argument: &Arc<Source>) -> Result<(selector::Selector, Spanned<f64>), Diagnostic> {
    let text = &argument.text;
    let whole = Span::new(argument, 0..text.len());
    let help = "write --set NAME=NUMBER or --set NAME[element]=NUMBER, in the declared unit";
    let Some(equals) = text.rfind('=') else {
        return Err(Diagnostic::error(Code::BadSet, "an equals sign is missing", whole, "").with_help(help));
    };
    let target = Spanned::new(text[..equals].to_owned(), whole.part(0..equals));
    let target = selector::parse(&target).map_err(|problem| problem.with_help(help))?;
    if let Some(year) = &target.year {
        let message = "a setting holds for all years";
        return Err(Diagnostic::error(Code::BadSet, message, year.span.clone(), "").with_help(help));
    }
    let start = equals + 1 + text[equals + 1..].len() - text[equals + 1..].trim_start().len();
    let number = text[start..].trim_end();
    let place = whole.part(start..start + number.len());
    match number.replace('_', "").parse::<f64>() {
        Ok(value) if value.is_finite() => Ok((target, Spanned::new(value, place))),
        _ => {
            let message = format!("`{number}` is not a number");
            Err(Diagnostic::error(Code::BadSet, message, place, "").with_help(help))
        }
    }
}

/// The element that a selector names of an assumption or lever with some dimensions, in the one way of writing, if it
/// names one.
///
/// # Errors
/// A diagnostic in the selector, if there is no such element.
pub fn element(
    dims: &[Spanned<Name>],
    dimensions: &Named<Dimension>,
    target: &selector::Selector,
) -> Result<Option<Entry<()>>, Diagnostic> {
    let (Some(first), Some(last)) = (target.elements.first(), target.elements.last()) else {
        return Ok(None);
    };
    let span = first.span.join(&last.span);
    if dims.len() != target.elements.len() {
        let names: Vec<&str> = dims.iter().map(|dim| dim.value.as_str()).collect();
        let message = match names.as_slice() {
            [] => format!("`{}` has no dimensions", target.name.value),
            names => format!("`{}` needs one element for each of {}", target.name.value, names.join(", ")),
        };
        return Err(Diagnostic::error(Code::UnknownElement, message, span, ""));
    }
    for (dim, element) in dims.iter().zip(&target.elements) {
        let Some(dimension) = dimensions.iter().find(|entry| entry.name == dim.value) else {
            continue;
        };
        let known = &dimension.value.elements;
        if known.iter().all(|known| known.name != element.value) {
            let message = format!("the dimension `{}` has no element `{}`", dimension.written, element.value);
            let names = || known.iter().map(|known| known.written.as_str());
            let help = format!("its elements are {}", names().collect::<Vec<_>>().join(", "));
            return Err(Diagnostic::error(Code::UnknownElement, message, element.span.clone(), "")
                .with_help(help)
                .with_suggestion(&element.value, names()));
        }
    }
    let name = target.element();
    Ok(Some(Entry { written: name.clone(), name, span, value: () }))
}

fn dims<'a>(scenario: &'a Scenario, name: &str) -> Option<&'a [Spanned<Name>]> {
    let assumption =
        scenario.assumptions.iter().find(|entry| entry.name == name).map(|entry| entry.value.dims.as_slice());
    assumption
        .or_else(|| scenario.levers.iter().find(|entry| entry.name == name).map(|entry| entry.value.dims.as_slice()))
}

impl Assumption {
    /// Says what an element is worth, or all of them.
    pub fn tell(&mut self, element: Option<Entry<()>>, worth: Worth, source: String) {
        if let Some(element) = element {
            replace(&mut self.elements, element.with(AssumptionElement { worth, source }));
        } else {
            self.worth = Some(worth);
            self.source = source;
            self.elements.clear();
        }
    }
}

/// Puts an entry in the place of the one with the same name, or at the end.
fn replace<T>(entries: &mut Named<T>, new: Entry<T>) {
    match entries.iter_mut().find(|entry| entry.name == new.name) {
        Some(old) => *old = new,
        None => entries.push(new),
    }
}

/// The text of what the target was worth before, if the file says so.
fn earlier(written: &Table, table: &str, name: &str, element: Option<&Entry<()>>) -> Option<String> {
    let entry = written.get(table)?.as_table()?.get(name)?.as_table()?;
    let elements = entry.get("elements");
    let own = element.and_then(|element| elements?.as_table()?.get(&element.name));
    let common = ["value", "distribution"].iter().find_map(|key| entry.get(key));
    let worth = match (own, element) {
        (Some(own), _) => ["value", "distribution"].iter().find_map(|key| own.as_table()?.get(key)).or(Some(own)),
        (None, Some(_)) => common,
        (None, None) => common.or(elements),
    };
    worth.map(ToString::to_string)
}

fn unknown(scenario: &Scenario, target: &selector::Selector) -> Diagnostic {
    let Spanned { value: name, span } = &target.name;
    if scenario.variables.iter().any(|entry| entry.name == *name) {
        let message = format!("`{name}` is a variable: its equation says what it is");
        return Diagnostic::error(Code::BadSet, message, span.clone(), "not an assumption and not a lever");
    }
    let assumptions = scenario.assumptions.iter().map(|entry| entry.written.as_str());
    let known = assumptions.chain(scenario.levers.iter().map(|entry| entry.written.as_str()));
    let message = format!("there is no assumption or lever `{name}`");
    Diagnostic::error(Code::UnknownName, message, span.clone(), "").with_suggestion(name, known)
}
