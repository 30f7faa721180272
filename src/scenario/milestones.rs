//! `--milestone NAME=NUMBER`, `NAME>=NUMBER` or `NAME<=NUMBER`.

use super::Scenario;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Source, Span, Spanned};
use crate::numeric::sorting::sort_by;
use crate::projection::Event;
use crate::selector;

/// Adds thresholds from the command line to variables; those already there are not added again.
pub fn add(scenario: &mut Scenario, arguments: &[String], found: &mut Diagnostics) {
    for argument in arguments {
        found.extend(one(scenario, argument).err());
    }
}

fn one(scenario: &mut Scenario, argument: &str) -> Result<(), Diagnostic> {
    let source = Source::new("--milestone", argument);
    let whole = Span::new(&source, 0..argument.len());
    let malformed = |message: String| {
        Diagnostic::error(Code::BadMilestone, message, whole.clone(), "")
            .with_help("write --milestone NAME>=NUMBER, or NAME<=NUMBER for what falls, in the declared unit")
    };
    let (name, number) = argument.split_once('=').ok_or_else(|| malformed("an equals sign is missing".to_owned()))?;
    let (name, event): (&str, fn(f64) -> Event) = match name.strip_suffix('<') {
        Some(name) => (name, Event::below),
        None => (name.strip_suffix('>').unwrap_or(name), Event::above),
    };
    let threshold = number.trim().parse::<f64>().ok().filter(|threshold| threshold.is_finite());
    let threshold = threshold.ok_or_else(|| malformed(format!("`{}` is not a number", number.trim())))?;
    let target = selector::parse(&Spanned::new(name.to_owned(), whole.part(0..name.len())))?;
    if !target.elements.is_empty() || target.year.is_some() {
        return Err(malformed("a threshold holds for all elements and years of a variable".to_owned()));
    }
    let name = &target.name;
    let known: Vec<String> = scenario.variables.iter().map(|variable| variable.written.clone()).collect();
    let Some(variable) = scenario.variables.iter_mut().find(|variable| variable.name == name.value) else {
        let message = format!("there is no variable `{}`", name.value);
        return Err(Diagnostic::error(Code::UnknownName, message, name.span.clone(), "")
            .with_suggestion(&name.value, known.iter().map(String::as_str)));
    };
    let events = &mut variable.value.milestones;
    let event = event(threshold);
    if events.iter().all(|known| known.value != event) {
        events.push(Spanned::new(event, whole));
        sort_by(events, |a, b| a.value.threshold.total_cmp(&b.value.threshold));
    }
    Ok(())
}
