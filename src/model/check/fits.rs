//! Resolves `[fits]`: the history that is fitted, and the assumptions that are parameters.

use crate::diagnostic::{Diagnostic, Span, Spanned, fold};
use crate::laws::curves::Parameter;
use crate::model::fit::dimension;
use crate::model::units::{Dimension, Unit};
use crate::model::{Fit, FitTarget, Model, element_of};
use crate::scenario::{self, Binding, Correlation, Entry, History, Named, set};
use crate::selector::{self, Selector};

/// How far a time may lie outside of a window that it belongs to, in years.
const ROUNDING: f64 = 1e-9;

/// Finds what is fitted and what it tells; reports names that are not there, units that do not go together, assumptions told
/// twice, and windows without data.
pub(super) fn resolve(
    model: &Model,
    declared: Named<scenario::Fit>,
    correlations: &Named<Correlation>,
    problems: &mut Vec<Diagnostic>,
) -> Vec<Fit> {
    let mut found = Vec::with_capacity(declared.len());
    for entry in declared {
        let data = data(model, &entry.value).map_err(|problem| problems.push(*problem)).ok();
        let of_values = data.as_ref().map(|data| &data.unit.dimension);
        let targets = targets(model, &entry.value, of_values, problems);
        correlated(model, &entry, &targets, correlations, problems);
        found.extend(data.map(|data| data.with(entry, targets)));
    }
    told_once(&found, problems);
    found
}

/// What a fit is fitted to.
struct Data {
    variable: usize,
    element: usize,
    unit: Unit,
    unit_text: String,
    points: Vec<(f64, f64)>,
    source: String,
    fixed: Vec<(usize, f64)>,
}

impl Data {
    fn with(self, declared: Entry<scenario::Fit>, targets: Vec<FitTarget>) -> Fit {
        let Self { variable, element, unit, unit_text, points, source, fixed } = self;
        Fit { declared, variable, element, unit, unit_text, points, source, fixed, targets }
    }
}

/// Finds the observations of a fit.
fn data(model: &Model, written: &scenario::Fit) -> Result<Data, Box<Diagnostic>> {
    let (variable, element) = element_of(model, &written.variable)?;
    let of_variable = &model.variables[variable].signature.unit;
    let history = history(model, written, variable, element)?;
    let own = history.unit.as_ref().and_then(|text| model.units.parse(&text.value).ok());
    let own = own.unwrap_or_else(|| of_variable.clone());
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
    let known = model.header.time.known_until.as_ref().map_or(f64::INFINITY, |until| until.value + ROUNDING);
    let points = history.points.iter().filter(|(time, _)| inside(*time) && *time <= known);
    let law = written.law;
    let fixed = written.fixed.iter().map(|(index, value)| {
        let of_values = law.parameters[*index].quantity.is_of_values();
        (*index, if of_values { unit.from_base(of_variable.to_base(*value)) } else { *value })
    });
    Ok(Data {
        variable,
        element,
        points: points.map(|(time, value)| (*time, unit.from_base(own.to_base(*value)))).collect(),
        unit_text: unit_text.to_owned(),
        source: history.source.clone(),
        fixed: fixed.collect(),
        unit,
    })
}

/// What is wrong with a window that holds no values.
fn nothing(variable: &Spanned<String>, history: &History, span: &Span) -> Diagnostic {
    let message = format!("`{}` has no observations in this window", variable.value);
    let problem = Diagnostic::error("nothing-observed", message, span.clone(), "nothing to fit");
    match (history.points.first(), history.points.last()) {
        (Some((first, _)), Some((last, _))) => problem.with_help(format!("its history runs from {first} to {last}")),
        _ => problem,
    }
}

/// The history that is named, or the first of the element.
fn history<'a>(
    model: &'a Model,
    written: &scenario::Fit,
    variable: usize,
    element: usize,
) -> Result<&'a History, Diagnostic> {
    let entry = &model.variables[variable].declared;
    let own: Vec<&Entry<History>> =
        entry.value.history.iter().filter(|history| is_of(model, &history.value, variable, element)).collect();
    let names = || own.iter().map(|history| history.written.as_str());
    match &written.history {
        None => own.first().map(|history| &history.value).ok_or_else(|| {
            let message = format!("`{}` has no history to fit", written.variable.value);
            let help = format!("give it observed values in [variables.{}.history.NAME]", entry.written);
            Diagnostic::error("no-history", message, written.variable.span.clone(), "").with_help(help)
        }),
        Some(name) => {
            let known = own.iter().find(|history| history.name == fold(&name.value));
            known.map(|history| &history.value).ok_or_else(|| {
                let message = format!("`{}` has no history `{}`", written.variable.value, name.value);
                let problem = Diagnostic::error("unknown-name", message, name.span.clone(), "");
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
        let problem = Diagnostic::error("unknown-name", message, name.span.clone(), "to be fitted");
        return Err(Box::new(problem.with_suggestion(&name.value, known)));
    };
    let written = &model.assumptions[assumption].declared;
    let named = set::element(&written.value.dims, &model.dimensions, &binding.selector)?;
    let shape = |message: String, help: &str| {
        Box::new(Diagnostic::error("dimension-mismatch", message, binding.target.span.clone(), "").with_help(help))
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
        let problem = Diagnostic::error("unit-mismatch", message, binding.target.span.clone(), "another dimension");
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
            let problem = Diagnostic::error("fitted-twice", message, second.value.target.span.clone(), "again here")
                .with_label(first.value.target.span.clone(), "first here")
                .with_help("an assumption is one parameter of one fit");
            problems.push(problem);
        }
    }
}

/// Reports correlations between assumptions whose correlation follows from the fit.
fn correlated(
    model: &Model,
    entry: &Entry<scenario::Fit>,
    targets: &[FitTarget],
    correlations: &Named<Correlation>,
    problems: &mut Vec<Diagnostic>,
) {
    for correlation in correlations {
        let between = &correlation.value.between;
        let selectors: Vec<Selector> = between.iter().filter_map(|text| selector::parse(text).ok()).collect();
        let mut pairs = targets.iter().enumerate().flat_map(|(place, b)| targets[..place].iter().map(move |a| (a, b)));
        if pairs.any(|(a, b)| correlates(model, &selectors, a, b)) {
            let message = format!(
                "`{}` correlates parameters of the fit `{}`, whose correlation follows from the data",
                correlation.written, entry.written
            );
            let problem = Diagnostic::error("correlation", message, correlation.span.clone(), "said here")
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
