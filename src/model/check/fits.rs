//! Resolves `[fits]`: the history that is fitted, and the assumptions that are parameters.

use crate::diagnostic::{Code, Diagnostic, Span, Spanned, fold};
use crate::laws::curves::{Input, Parameter};
use crate::model::fit::dimension;
use crate::model::units::{Dimension, Unit};
use crate::model::{Fit, FitTarget, Model, element_of};
use crate::scenario::{self, Binding, Entry, History, Named, set};
use crate::selector::{self, Selector};

/// How far a time may lie outside of a window that it belongs to, in years.
const ROUNDING: f64 = 1e-9;
/// Times this close, in years, are the same.
const SAME_TIME: f64 = 1e-6;

/// Finds what is fitted and what it tells; reports names that are not there, units that do not go together, assumptions told
/// twice, and windows without data.
pub(super) fn resolve(model: &Model, declared: Named<scenario::Fit>, problems: &mut Vec<Diagnostic>) -> Vec<Fit> {
    let mut found = Vec::with_capacity(declared.len());
    for entry in declared {
        let data = data(model, &entry.value).map_err(|problem| problems.push(*problem)).ok();
        let of_values = data.as_ref().map(|data| &data.unit.dimension);
        let targets = targets(model, &entry.value, of_values, problems);
        correlated(model, &entry, &targets, problems);
        found.extend(data.map(|data| data.with(entry, targets)));
    }
    told_once(&found, problems);
    found
}

/// Values by time in years.
type Timed = Vec<(f64, f64)>;

/// What a fit is fitted to.
struct Data {
    variable: usize,
    element: usize,
    unit: Unit,
    unit_text: String,
    points: Vec<(f64, f64)>,
    inputs: [Vec<f64>; Input::ALL.len()],
    without: Vec<(f64, Input)>,
    source: String,
    fixed: Vec<(usize, f64)>,
}

impl Data {
    fn with(self, declared: Entry<scenario::Fit>, targets: Vec<FitTarget>) -> Fit {
        let Self { variable, element, unit, unit_text, points, inputs, without, source, fixed } = self;
        Fit { declared, variable, element, unit, unit_text, points, inputs, without, source, fixed, targets }
    }
}

/// Finds the observations of a fit.
fn data(model: &Model, written: &scenario::Fit) -> Result<Data, Box<Diagnostic>> {
    let (variable, element) = element_of(model, &written.variable)?;
    let of_variable = &model.variables[variable].signature.unit;
    let history = history(model, &written.variable, written.history.as_ref(), variable, element)?;
    let own = own_unit(model, history, of_variable);
    let is_share = of_variable.dimension == Dimension::one();
    let unit = if is_share { Unit::one() } else { of_variable.clone() };
    let unit_text = if is_share { "1" } else { &model.variables[variable].declared.value.unit.value };
    let inside = |time: f64| {
        written.from.as_ref().is_none_or(|from| time >= from.value - ROUNDING)
            && written.until.as_ref().is_none_or(|until| time <= until.value + ROUNDING)
    };
    if !history.points.iter().any(|(time, _)| inside(*time)) {
        let span = written.until.as_ref().or(written.from.as_ref()).map_or(&written.variable.span, |year| &year.span);
        return Err(Box::new(nothing(&written.variable, history, span)));
    }
    let times: Vec<f64> = history.points.iter().map(|(time, _)| *time).filter(|time| inside(*time)).collect();
    let beside = inputs(model, written, &times)?;
    let known = model.header.time.known_until.as_ref().map_or(f64::INFINITY, |until| until.value + ROUNDING);
    let points = history.points.iter().filter(|(time, _)| inside(*time) && *time <= known);
    let Complete { points, inputs, without } =
        complete(points.map(|(time, value)| (*time, unit.from_base(own.to_base(*value)))), &beside);
    let law = written.law;
    let fixed = written.fixed.iter().map(|(index, value)| {
        let of_values = law.parameters[*index].quantity.is_of_values();
        (*index, if of_values { unit.from_base(of_variable.to_base(*value)) } else { *value })
    });
    Ok(Data {
        variable,
        element,
        points,
        inputs,
        without,
        unit_text: unit_text.to_owned(),
        source: history.source.clone(),
        fixed: fixed.collect(),
        unit,
    })
}

/// The unit of observed values.
fn own_unit(model: &Model, history: &History, of_variable: &Unit) -> Unit {
    let own = history.unit.as_ref().and_then(|text| model.units.parse(&text.value).ok());
    own.unwrap_or_else(|| of_variable.clone())
}

/// Observations that have all that their law depends on, and the times of those that have not.
#[derive(Default)]
struct Complete {
    points: Vec<(f64, f64)>,
    inputs: [Vec<f64>; Input::ALL.len()],
    without: Vec<(f64, Input)>,
}

/// Puts to each observation what else is known of its time.
fn complete(points: impl Iterator<Item = (f64, f64)>, beside: &[(Input, Timed)]) -> Complete {
    let mut found = Complete::default();
    for (time, value) in points {
        let at = |all: &[(f64, f64)]| all.iter().find(|(other, _)| same(*other, time)).map(|point| point.1);
        let inputs: Vec<(Input, Option<f64>)> = beside.iter().map(|(input, all)| (*input, at(all))).collect();
        if let Some((input, _)) = inputs.iter().find(|(_, value)| value.is_none()) {
            found.without.push((time, *input));
            continue;
        }
        found.points.push((time, value));
        for (input, value) in inputs {
            found.inputs[input as usize].extend(value);
        }
    }
    found
}

/// Whether two times are one.
fn same(time: f64, other: f64) -> bool {
    (time - other).abs() <= SAME_TIME
}

/// What a law of learning depends on besides time: by time, in base units, as history says it.
fn inputs(model: &Model, written: &scenario::Fit, times: &[f64]) -> Result<Vec<(Input, Timed)>, Box<Diagnostic>> {
    let mut found = Vec::new();
    for input in written.law.inputs {
        // One that is not named has been reported.
        let Some(text) = &written.inputs[*input as usize] else { continue };
        let (variable, element) = element_of(model, text)?;
        let history = history(model, text, None, variable, element)?;
        let unit = own_unit(model, history, &model.variables[variable].signature.unit);
        if !history.points.iter().any(|(at, _)| times.iter().any(|time| same(*at, *time))) {
            let of = &written.variable.value;
            let message = format!("`{}` is not observed at any time at which `{of}` is", text.value);
            let problem = Diagnostic::error(Code::NothingObserved, message, text.span.clone(), "nothing to fit");
            return Err(Box::new(problem.with_label(written.variable.span.clone(), "fitted to this")));
        }
        found.push((*input, history.points.iter().map(|(time, value)| (*time, unit.to_base(*value))).collect()));
    }
    Ok(found)
}

/// What is wrong with a window that holds no values.
fn nothing(variable: &Spanned<String>, history: &History, span: &Span) -> Diagnostic {
    let message = format!("`{}` has no observations in this window", variable.value);
    let problem = Diagnostic::error(Code::NothingObserved, message, span.clone(), "nothing to fit");
    match (history.points.first(), history.points.last()) {
        (Some((first, _)), Some((last, _))) => problem.with_help(format!("its history runs from {first} to {last}")),
        _ => problem,
    }
}

/// The history that is named, or the first of the element.
fn history<'a>(
    model: &'a Model,
    of: &Spanned<String>,
    named: Option<&Spanned<String>>,
    variable: usize,
    element: usize,
) -> Result<&'a History, Diagnostic> {
    let entry = &model.variables[variable].declared;
    let own: Vec<&Entry<History>> =
        entry.value.history.iter().filter(|history| is_of(model, &history.value, variable, element)).collect();
    let names = || own.iter().map(|history| history.written.as_str());
    match named {
        None => own.first().map(|history| &history.value).ok_or_else(|| {
            let message = format!("`{}` has no history to fit", of.value);
            let help = format!("give it observed values in [variables.{}.history.NAME]", entry.written);
            Diagnostic::error(Code::NoHistory, message, of.span.clone(), "").with_help(help)
        }),
        Some(name) => {
            let known = own.iter().find(|history| history.name == fold(&name.value));
            known.map(|history| &history.value).ok_or_else(|| {
                let message = format!("`{}` has no history `{}`", of.value, name.value);
                let problem = Diagnostic::error(Code::UnknownName, message, name.span.clone(), "");
                problem.with_suggestion(&name.value, names())
            })
        }
    }
}

/// Whether a history is that of an element of a variable.
fn is_of(model: &Model, history: &History, variable: usize, element: usize) -> bool {
    let dims = &model.variables[variable].signature.dims;
    let Some(written) = &history.element else { return dims.is_empty() };
    let names: Vec<String> = dims
        .iter()
        .zip(model.elements(dims, element))
        .map(|(dim, element)| model.dimensions[*dim].value.elements[element].name.clone())
        .collect();
    selector::canonical_elements(&written.value) == names.join(", ")
}

/// The assumptions that are parameters of a fit; without a dimension of the values, units are not judged.
fn targets(
    model: &Model,
    fit: &scenario::Fit,
    of_values: Option<&Dimension>,
    problems: &mut Vec<Diagnostic>,
) -> Vec<FitTarget> {
    let mut targets = Vec::new();
    for (place, entry) in fit.parameters.iter().enumerate() {
        let parameter = fit.law.parameter(entry.value.parameter, fit.errors());
        match target(model, &entry.value, place, parameter, of_values) {
            Ok(target) => targets.push(target),
            Err(problem) => problems.push(*problem),
        }
    }
    targets
}

fn target(
    model: &Model,
    binding: &Binding,
    place: usize,
    parameter: &Parameter,
    of_values: Option<&Dimension>,
) -> Result<FitTarget, Box<Diagnostic>> {
    let name = &binding.selector.name;
    let Some(assumption) = model.assumption_named(&name.value) else {
        let known = model.assumptions.iter().map(|assumption| assumption.declared.written.as_str());
        let message = format!("there is no assumption `{}`", name.value);
        let problem = Diagnostic::error(Code::UnknownName, message, name.span.clone(), "to be fitted");
        return Err(Box::new(problem.with_suggestion(&name.value, known)));
    };
    let written = &model.assumptions[assumption].declared;
    let named = set::element(&written.value.dims, &model.dimensions, &binding.selector)?;
    let shape = |message: String, help: &str| {
        Box::new(Diagnostic::error(Code::DimensionMismatch, message, binding.target.span.clone(), "").with_help(help))
    };
    let is_one = written.value.dims.is_empty() || (written.value.shared && written.value.elements.is_empty());
    if named.is_none() && !is_one {
        let message = format!("`{}` has several elements, and a parameter is one number", written.written);
        return Err(shape(message, "name one element, as in NAME[element]"));
    }
    if named.is_some() && written.value.shared {
        let message = format!("`{}` has one draw for all elements", written.written);
        return Err(shape(message, "name it without an element"));
    }
    let unit = &model.assumptions[assumption].signature.unit;
    if let Some(wanted) = of_values.map(|of_values| dimension(parameter.quantity, of_values))
        && wanted != unit.dimension
    {
        let message = format!(
            "{} ({}) is in `{wanted}`, `{}` in `{}`",
            parameter.name, parameter.doc, written.written, unit.dimension
        );
        let problem = Diagnostic::error(Code::UnitMismatch, message, binding.target.span.clone(), "another dimension");
        return Err(Box::new(problem.with_label(written.value.unit.span.clone(), "its unit")));
    }
    let element = named.map(|entry| entry.name).unwrap_or_default();
    Ok(FitTarget { parameter: binding.parameter, binding: place, assumption, element })
}

/// Reports assumptions that several parameters are.
fn told_once(fits: &[Fit], problems: &mut Vec<Diagnostic>) {
    let all: Vec<(&FitTarget, &Entry<Binding>)> =
        fits.iter().flat_map(|fit| fit.targets.iter().map(|target| (target, fit.binding(target)))).collect();
    for (place, (target, second)) in all.iter().enumerate() {
        let same = |(other, _): &&(&FitTarget, &Entry<Binding>)| {
            (other.assumption, &other.element) == (target.assumption, &target.element)
        };
        if let Some((_, first)) = all[..place].iter().find(same) {
            let message = format!("`{}` is fitted twice", second.value.target.value);
            let problem = Diagnostic::error(Code::FittedTwice, message, second.value.target.span.clone(), "again here")
                .with_label(first.value.target.span.clone(), "first here")
                .with_help("an assumption is one parameter of one fit");
            problems.push(problem);
        }
    }
}

/// Reports correlations between assumptions whose correlation follows from the fit.
fn correlated(model: &Model, entry: &Entry<scenario::Fit>, targets: &[FitTarget], problems: &mut Vec<Diagnostic>) {
    for correlation in &model.header.correlations {
        let between = &correlation.value.between;
        let selectors: Vec<Selector> = between.iter().filter_map(|text| selector::parse(text).ok()).collect();
        let mut pairs = targets.iter().enumerate().flat_map(|(place, b)| targets[..place].iter().map(move |a| (a, b)));
        if pairs.any(|(a, b)| correlates(model, &selectors, a, b)) {
            let message = format!(
                "`{}` correlates parameters of the fit `{}`, whose correlation follows from the data",
                correlation.written, entry.written
            );
            let problem = Diagnostic::error(Code::Correlation, message, correlation.span.clone(), "said here")
                .with_label(entry.span.clone(), "fitted here")
                .with_help("remove the correlation; `enabled = false` removes that of a file it extends");
            problems.push(problem);
        }
    }
}

/// Whether a correlation between some selectors is one between two targets.
fn correlates(model: &Model, between: &[Selector], a: &FitTarget, b: &FitTarget) -> bool {
    let names = |selector: &Selector, target: &FitTarget| {
        let same = selector.name.value == model.assumptions[target.assumption].declared.name;
        same && (selector.elements.is_empty() || selector.element() == target.element)
    };
    between.iter().enumerate().any(|(first, one)| {
        between.iter().enumerate().any(|(second, other)| {
            // Names without elements are correlated element by element.
            let by_element = one.elements.is_empty() && other.elements.is_empty();
            first != second && names(one, a) && names(other, b) && (!by_element || a.element == b.element)
        })
    })
}
