//! Checks variables: definitions, shocks, history, and what is to be reported of them.

use super::Shapes;
use super::expression::{Context, Signature, equation};
use crate::diagnostic::{Code, Span, Spanned, did_you_mean, fold};
use crate::model::term::{DimensionId, Term};
use crate::model::units::Dimension;
use crate::model::{Axis, Chart, Definition, Shock, Variable};
use crate::projection::Event;
use crate::scenario::{self, At, Effect, Entry, Named, Use};

/// The points of time, and until when history is known.
pub(super) struct Times<'a> {
    pub axis: &'a Axis,
    pub known_until: Option<f64>,
}

/// Checks all variables.
pub(super) fn variables(
    declared: Named<scenario::Variable>,
    context: &Context,
    times: &Times,
    shapes: &mut Shapes,
) -> Vec<Variable> {
    let report_all = declared.iter().all(|entry| entry.value.report != Some(true));
    let mut checked = Vec::with_capacity(declared.len());
    for (entry, signature) in declared.into_iter().zip(context.variables) {
        let reported = entry.value.report.unwrap_or(report_all);
        checked.push(Variable { reported, ..variable(entry, signature, context, times, shapes) });
    }
    checked
}

fn variable(
    entry: Entry<scenario::Variable>,
    signature: &Signature,
    context: &Context,
    times: &Times,
    shapes: &mut Shapes,
) -> Variable {
    let written = &entry.value;
    let count = shapes.count(&signature.dims);
    let mut definitions = Vec::new();
    let mut of_element = vec![None; count];
    if let Some(default) = &written.definition {
        definitions.push(definition(&entry.written, default, signature, context, shapes));
        of_element = vec![Some(0); count];
    }
    for element in &written.elements {
        if let Some(flats) = shapes.elements(signature, &element.name, &element.span) {
            for flat in flats {
                of_element[flat] = Some(definitions.len());
            }
        }
        definitions.push(definition(&entry.written, &element.value, signature, context, shapes));
    }
    let missing: Vec<usize> = (0..count).filter(|flat| of_element[*flat].is_none()).collect();
    if !missing.is_empty() {
        let message = if signature.dims.is_empty() {
            format!("`{}` has neither an equation nor a stock", entry.written)
        } else {
            format!("`{}` has no equation for {}", entry.written, shapes.element_names(signature, &missing))
        };
        let help = Some("give it an `equation` or a `stock`, or `elements` with one for each".to_owned());
        shapes.error(Code::MissingEquation, message, &entry.span, "incomplete", help);
    }
    if definitions.is_empty() {
        definitions.push(Definition::Equation(Term::Number(f64::NAN)));
    }
    let [driven, observed, scored] = history(written, signature, times, shapes);
    moments(written, &entry.written, times.axis, shapes);
    for target in &written.targets {
        for element in &target.value.elements {
            shapes.elements(signature, &element.value, &element.span);
        }
    }
    Variable {
        signature: signature.clone(),
        definitions,
        of_element: of_element.into_iter().map(Option::unwrap_or_default).collect(),
        driven,
        observed,
        scored,
        reported: true,
        at: written.at,
        equation: written.definition.as_ref().or(written.elements.first().map(|e| &e.value)).map(text),
        declared: entry,
    }
}

/// The text that says most about a definition.
fn text(definition: &scenario::Definition) -> Spanned<String> {
    match definition {
        scenario::Definition::Equation(text) => text.clone(),
        scenario::Definition::Stock { initial, inflow, outflow, .. } => {
            inflow.as_ref().or(outflow.as_ref()).unwrap_or(initial).clone()
        }
    }
}

fn definition(
    name: &str,
    written: &scenario::Definition,
    signature: &Signature,
    context: &Context,
    shapes: &mut Shapes,
) -> Definition {
    let unit = &signature.unit.dimension;
    let mut check = |text: &Spanned<String>, unit: &Dimension, what: String| {
        equation(context, text, &signature.dims, unit, &what, shapes.problems)
    };
    match written {
        scenario::Definition::Equation(text) => {
            Definition::Equation(check(text, unit, format!("the equation of `{name}`")))
        }
        scenario::Definition::Stock { initial, inflow, outflow, non_negative } => {
            let flow = unit.per(&Dimension::year());
            Definition::Stock {
                initial: check(initial, unit, format!("the initial value of `{name}`")),
                inflow: inflow.as_ref().map(|text| check(text, &flow, format!("the inflow of `{name}`"))),
                outflow: outflow.as_ref().map(|text| check(text, &flow, format!("the outflow of `{name}`"))),
                non_negative: *non_negative,
            }
        }
    }
}

type Points = Vec<Vec<(i64, f64)>>;

/// Observed values by element: those that drive the variable until `known_until`, and all of them.
/// By element: what replaces the equation, all that was observed, and what a backtest counts.
fn history(written: &scenario::Variable, signature: &Signature, times: &Times, shapes: &mut Shapes) -> [Points; 3] {
    let count = shapes.count(&signature.dims);
    let mut driven = vec![Vec::new(); count];
    let mut observed = vec![Vec::new(); count];
    let mut scored = vec![Vec::new(); count];
    for entry in &written.history {
        let data = &entry.value;
        let unit = data.unit.as_ref().map_or_else(|| signature.unit.clone(), |text| shapes.unit(text));
        let known = !unit.dimension.is_unknown() && !signature.unit.dimension.is_unknown();
        if known
            && unit.dimension != signature.unit.dimension
            && let Some(text) = &data.unit
        {
            let message = format!(
                "history `{}` is in `{}`, its variable in `{}`",
                entry.written,
                shapes.units.in_terms(&unit.dimension),
                shapes.units.in_terms(&signature.unit.dimension)
            );
            shapes.error(Code::UnitMismatch, message, &text.span, "another dimension", None);
        }
        let Some(flat) = history_element(entry, signature, shapes) else { continue };
        let shift = i64::from(data.at == At::End);
        for (time, value) in &data.points {
            let Some(point) = times.axis.point(*time) else { continue };
            let value = unit.to_base(*value);
            observed[flat].push((point + shift, value));
            if data.scored {
                scored[flat].push((point + shift, value));
            }
            let known = times.known_until.is_some_and(|until| *time <= until + 1e-9);
            if data.usage == Use::Drive && known {
                // A table with two values for one time has been told.
                let own = data.points.iter().filter(|(other, _)| other == time).count();
                if own == 1 && driven[flat].iter().any(|(known, _)| *known == point + shift) {
                    let message = format!("two histories drive `{}` at {time}", signature.name);
                    let help = Some("make one of them `use = \"compare\"`".to_owned());
                    shapes.error(Code::History, message, &entry.span, "the second", help);
                    break;
                }
                driven[flat].push((point + shift, value));
            }
        }
    }
    [driven, observed, scored]
}

fn history_element(entry: &Entry<scenario::History>, signature: &Signature, shapes: &mut Shapes) -> Option<usize> {
    match &entry.value.element {
        None if signature.dims.is_empty() => Some(0),
        None => {
            let message =
                format!("history `{}` does not say which element of `{}` it belongs to", entry.written, signature.name);
            shapes.error(Code::History, message, &entry.span, "add `element = \"…\"`", None);
            None
        }
        Some(element) => {
            let flats = shapes.elements(signature, &element.value, &element.span)?;
            if flats.len() == 1 {
                return flats.first().copied();
            }
            let message = format!("`{}` is not one element of `{}`", element.value, signature.name);
            shapes.error(Code::History, message, &element.span, "name one element of each dimension", None);
            None
        }
    }
}

/// Headline times and target dates must be on the axis.
fn moments(written: &scenario::Variable, name: &str, axis: &Axis, shapes: &mut Shapes) {
    let last = axis.time(axis.points - 1);
    let dates = written.headline.iter().chain(written.targets.iter().map(|target| &target.value.year));
    for date in dates {
        let on_axis = axis.point(date.value).is_some_and(|point| (0..axis.points as i64).contains(&point));
        if !on_axis {
            let message = format!("{} is not a time of this scenario, for `{name}`", date.value);
            let meant = axis.meant(date.value).map_or_else(String::new, |meant| format!("did you mean {meant}? "));
            let help = Some(format!("{meant}the axis runs from {}", axis.words()));
            shapes.error(Code::OffAxis, message, &date.span, "not on the time axis", help);
        }
    }
    for event in &written.milestones {
        let Event { from, until, lasting, .. } = event.value;
        let longest = until.unwrap_or(last).min(last) - from.unwrap_or(axis.start).max(axis.start);
        let message = if from.is_some_and(|from| from > last) || until.is_some_and(|until| until < axis.start) {
            format!("no time of this scenario counts for a milestone of `{name}`")
        } else if lasting > longest + 1e-6 {
            format!("a milestone of `{name}` has to last {lasting} years, and only {longest} are there")
        } else {
            continue;
        };
        let help = Some(format!("the axis runs from {} to {last}", axis.start));
        shapes.error(Code::OffAxis, message, &event.span, "it can never happen", help);
    }
}

/// The variable that a shock or a chart names.
fn named(name: &Spanned<String>, variables: &[Variable], what: &str, shapes: &mut Shapes) -> Option<usize> {
    let folded = fold(&name.value);
    let found = variables.iter().position(|variable| variable.declared.name == folded);
    if found.is_none() {
        let known = variables.iter().map(|variable| variable.declared.name.as_str());
        let help = did_you_mean(&folded, known).map(|meant| format!("did you mean `{meant}`?"));
        shapes.error(Code::UnknownVariable, format!("`{}` is not a variable", name.value), &name.span, what, help);
    }
    found
}

/// Checks shocks: each acts on some elements of a variable that is not a stock.
pub(super) fn shocks(declared: Named<scenario::Shock>, variables: &[Variable], shapes: &mut Shapes) -> Vec<Shock> {
    declared.into_iter().filter_map(|entry| shock(entry, variables, shapes)).collect()
}

fn shock(entry: Entry<scenario::Shock>, variables: &[Variable], shapes: &mut Shapes) -> Option<Shock> {
    let written = &entry.value;
    let index = named(&written.variable, variables, "a shock acts on a variable", shapes)?;
    let variable = &variables[index];
    if variable.definitions.iter().any(|definition| matches!(definition, Definition::Stock { .. })) {
        let message = format!("`{}` is a stock, and a shock cannot act on a stock", written.variable.value);
        let help = Some("let it act on one of the flows".to_owned());
        shapes.error(Code::Shock, message, &written.variable.span, "a stock", help);
        return None;
    }
    let signature = &variable.signature;
    let elements = if written.elements.is_empty() {
        (0..shapes.count(&signature.dims)).collect()
    } else {
        let hits = written.elements.iter().filter_map(|text| shapes.elements(signature, &text.value, &text.span));
        hits.flatten().collect()
    };
    let (multiply, add) = match &written.effect {
        Effect::Multiply(factor) => (factor.value, 0.0),
        Effect::Add(addend) => (1.0, signature.unit.to_base(addend.value)),
        Effect::Set(value) => (0.0, signature.unit.to_base(value.value)),
    };
    let period = written.years.value;
    Some(Shock { declared: entry, variable: index, elements, period, multiply, add })
}

/// Charts must show variables that are reported, and dimensions that these have.
pub(super) fn charts(declared: Named<scenario::Chart>, variables: &[Variable], shapes: &mut Shapes) -> Vec<Chart> {
    let mut checked = Vec::with_capacity(declared.len());
    for entry in declared {
        // The name becomes that of a file.
        if entry.name.contains(['/', '\\', ':']) || entry.name.starts_with('.') {
            let message = format!("`{}` cannot be the name of a chart's files", entry.written);
            let help = Some("use letters, digits, blanks and hyphens".to_owned());
            shapes.error(Code::BadName, message, &entry.span, "names a path", help);
        }
        let by = entry.value.by.as_ref().and_then(|by| shapes.names.dimension(&by.value));
        let mut shown = Vec::with_capacity(entry.value.variables.len());
        for name in &entry.value.variables {
            let Some(index) = named(name, variables, "nothing to show", shapes) else { continue };
            let variable = &variables[index];
            shown.push(index);
            if !variable.reported {
                let message = format!("`{}` is not reported, so it cannot be shown", name.value);
                let help = Some(format!("set `report = true` in [variables.{}]", name.value));
                shapes.error(Code::Chart, message, &name.span, "not reported", help);
            }
            for element in &entry.value.elements {
                shapes.elements(&variable.signature, &element.value, &element.span);
            }
            chart_layout(&entry, by, &variable.signature, &name.span, shapes);
        }
        one_unit(&entry, &shown, variables, shapes);
        one_series(&entry, by, &shown, variables, shapes);
        checked.push(Chart { declared: entry, variables: shown, by });
    }
    checked
}

/// Charts with one value axis show variables of one unit.
fn one_unit(entry: &Entry<scenario::Chart>, shown: &[usize], variables: &[Variable], shapes: &mut Shapes) {
    let unit = |place: usize| variables[shown[place]].declared.value.unit.value.as_str();
    let written = &entry.value.variables;
    // A name that is none is an error already.
    if entry.value.kind.has_panels() || shown.len() < written.len() {
        return;
    }
    if let Some(other) = (1..shown.len()).find(|place| unit(*place) != unit(0)) {
        let message = format!(
            "the chart `{}` would need one axis for several units: `{}` is in `{}`, `{}` in `{}`",
            entry.written,
            written[0].value,
            unit(0),
            written[other].value,
            unit(other)
        );
        let help = Some("use kind \"small-multiples\", or a chart for each".to_owned());
        shapes.error(Code::Chart, message, &written[other].span, "of another unit", help);
    }
}

fn chart_layout(
    entry: &Entry<scenario::Chart>,
    by: Option<DimensionId>,
    signature: &Signature,
    name: &Span,
    shapes: &mut Shapes,
) {
    let written = entry.value.by.as_ref();
    if let Some(text) = written
        && !by.is_some_and(|by| signature.dims.contains(&by))
    {
        let message = format!("`{}` does not vary by `{}`", signature.name, text.value);
        shapes.error(Code::DimensionMismatch, message, &text.span, "cannot lay out by this", None);
    }
    let fixed = fixed(entry) + usize::from(written.is_some());
    if fixed < signature.dims.len() {
        let message = format!("the chart `{}` leaves a dimension of `{}` open", entry.written, signature.name);
        let help = if entry.value.kind.is_of_one_series() {
            format!("fix an element of each dimension in `elements`, {SEVERAL}")
        } else {
            "fix an element of each dimension in `elements`, but for the one named by `by`".to_owned()
        };
        shapes.error(Code::Chart, message, name, "has more dimensions", Some(help));
    }
}

/// What shows several series.
const SEVERAL: &str = "or use kind \"lines\" or \"small-multiples\" with `by`";

/// How many dimensions a chart fixes an element of.
fn fixed(entry: &Entry<scenario::Chart>) -> usize {
    entry.value.elements.iter().map(|text| text.value.split(',').count()).sum()
}

/// Charts of one series have no more: what is laid out by a dimension has one for each of its elements.
fn one_series(
    entry: &Entry<scenario::Chart>,
    by: Option<DimensionId>,
    shown: &[usize],
    variables: &[Variable],
    shapes: &mut Shapes,
) {
    let (written, kind) = (&entry.value.variables, entry.value.kind);
    // A name that is none is an error already.
    if !kind.is_of_one_series() || shown.len() < written.len() {
        return;
    }
    let of = |index: &usize| {
        let dims = &variables[*index].signature.dims;
        let laid_out = by.filter(|by| dims.contains(by) && fixed(entry) < dims.len());
        laid_out.map_or(1, |by| shapes.count(&[by]))
    };
    let count: usize = shown.iter().map(of).sum();
    if count > 1 {
        let span = entry.value.by.as_ref().map_or(&written[0].span, |by| &by.span);
        let message =
            format!("the chart `{}` of kind \"{}\" shows one series, not {count}", entry.written, kind.name());
        shapes.error(
            Code::Chart,
            message,
            &span.clone(),
            "makes several",
            Some(format!("fix one in `elements`, {SEVERAL}")),
        );
    }
}
