//! From what an author wrote to a valid model: names, dimensions, units, data and causal order, all problems at once.

mod calls;
mod conditions;
mod correlations;
pub mod expression;
mod fits;
mod functions;
mod laws;
mod numbering;
mod quantities;
mod references;
mod remedy;
mod rules;
mod variables;
mod warnings;

use super::units::Units;
use super::{Assumption, Axis, Criterion, Header, Model, lower, quantity};
use crate::diagnostic::fold;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, Spanned};
use crate::model::names::Names;
use crate::model::term::DimensionId;
use crate::scenario::fields::NOT_SAID;
use crate::scenario::{self, Dormant, Named, Scenario, Time};
use crate::wording::time::step as step_in_words;
use expression::{Context, Signature};
use variables::Times;
pub use warnings::warnings;

/// The most elements that all variables of a model may have together.
const MOST_ELEMENTS: usize = 200_000;
/// So many elements are named where another was asked for.
const SHOWN_ELEMENTS: usize = 12;

/// Checks a scenario, and keeps of it what its model needs.
///
/// This is the check and nothing more: `[fits]` are resolved, and not carried out. The one door to a model that is to be
/// run is [`analysis::model_of`](crate::analysis::model_of), which carries them out; this is for it, and for tests of checks.
///
/// # Errors
/// Everything that is wrong with it, each where it stands.
pub fn check(scenario: Scenario) -> Result<Model, Diagnostics> {
    match examine(scenario) {
        (Some(model), problems) if problems.is_empty() => Ok(model),
        (_, problems) => Err(Diagnostics::from(problems)),
    }
}

/// Checks a scenario that may have errors: what can be made of it, which is a valid model if there are none, and all that is wrong
/// with it, in the order in which one thing can follow from another. Nothing can be made of it without a time axis.
#[must_use]
pub fn examine(scenario: Scenario) -> (Option<Model>, Vec<Diagnostic>) {
    let axis = match axis(&scenario.time) {
        Ok(axis) => axis,
        Err(problem) => return (None, vec![problem]),
    };
    let mut problems = Vec::new();
    let names = Names::collect(&scenario, &mut problems);
    let mut units = if scenario.about.check_units { units(&scenario.units, &mut problems) } else { Units::labels() };
    learn(&mut units, &scenario);
    let (header, declared, questions) = split(scenario);
    let mut model = declared.check(header, axis, &names, units, &mut problems);
    if model.variables.is_empty() && problems.is_empty() {
        problems.push(Diagnostic::error(
            Code::NoVariables,
            "the scenario has no variables, so there is nothing to project".to_owned(),
            model.header.time.start.span.clone(),
            "the model this time axis belongs to",
        ));
    }
    problems.extend(lower::causal_problems(&model));
    questions.resolve(&mut model, &mut problems);
    (Some(model), problems)
}

fn axis(time: &Time) -> Result<Axis, Diagnostic> {
    let (start, end, step) = (time.start.value, time.end.value, time.step.value);
    Axis::new(start, end, step).ok_or_else(|| {
        let message = format!("no time axis leads from {start} to {end} in steps of {}", step_in_words(step));
        Diagnostic::error(Code::BadTime, message, time.end.span.clone(), "")
    })
}

/// Parts a scenario into what needs no check, what is checked by itself, and what is asked of a valid model.
fn split(scenario: Scenario) -> (Header, Declared, Questions) {
    let Scenario {
        id,
        files,
        inputs,
        hash,
        about,
        time,
        ensemble,
        units: _,
        dimensions,
        assumptions,
        dormant,
        correlations,
        lookups,
        variables,
        levers,
        shocks,
        charts,
        fits,
        estimated,
        condition,
        criteria,
        cost,
        imports,
        exposure,
        worlds,
        reference,
        overrides,
    } = scenario;
    let header = Header {
        id,
        files,
        inputs,
        hash,
        about,
        time,
        ensemble,
        worlds,
        reference,
        overrides,
        correlations,
        estimated,
    };
    let declared = Declared { dimensions, assumptions, dormant, lookups, variables, levers, shocks, charts };
    (header, declared, Questions { fits, condition, criteria, cost, imports, exposure })
}

/// What a model is made of, as it was read.
struct Declared {
    dimensions: Named<scenario::Dimension>,
    assumptions: Named<scenario::Assumption>,
    dormant: Vec<Dormant>,
    lookups: Named<scenario::Lookup>,
    variables: Named<scenario::Variable>,
    levers: Named<scenario::Lever>,
    shocks: Named<scenario::Shock>,
    charts: Named<scenario::Chart>,
}

impl Declared {
    /// The model that this is if there are no problems, but for what is asked of it.
    fn check(self, header: Header, axis: Axis, names: &Names, units: Units, problems: &mut Vec<Diagnostic>) -> Model {
        let mut shapes = Shapes { names, units: &units, problems };
        let signatures = Signatures::of(&self, &mut shapes);
        let lock = header.ensemble.lock.as_ref();
        let (assumptions, draws) =
            quantities::assumptions(self.assumptions, &self.dormant, lock, &signatures.assumptions, &mut shapes);
        let levers = quantities::levers(self.levers, &signatures.levers, &mut shapes);
        let (lookups, lookup_units) = quantities::lookups(&self.lookups, &mut shapes);
        let correlations = correlations::groups(&header.correlations, &assumptions, &draws, &mut shapes);
        let fixed: Vec<Option<f64>> = assumptions.iter().map(Assumption::fixed).collect();
        let context = Context {
            names,
            units: &units,
            assumptions: &signatures.assumptions,
            fixed: &fixed,
            variables: &signatures.variables,
            levers: &signatures.levers,
            lookups: &lookup_units,
            step: axis.step,
        };
        let known_until = header.time.known_until.as_ref().map(|until| until.value);
        let times = Times { axis: &axis, known_until };
        let variables = variables::variables(self.variables, &context, &times, &mut shapes);
        let shocks = variables::shocks(self.shocks, &variables, &mut shapes);
        let charts = variables::charts(self.charts, &variables, &mut shapes);
        Model {
            header,
            axis,
            dimensions: self.dimensions,
            assumptions,
            levers,
            lookups,
            variables,
            draws,
            correlations,
            units,
            shocks,
            charts,
            criteria: Vec::new(),
            cost: None,
            imports: None,
            exposure: None,
            condition: None,
            fits: Vec::new(),
        }
    }
}

/// Name, dimensions and unit of what equations may refer to.
struct Signatures {
    assumptions: Vec<Signature>,
    levers: Vec<Signature>,
    variables: Vec<Signature>,
}

impl Signatures {
    fn of(declared: &Declared, shapes: &mut Shapes) -> Self {
        Self {
            assumptions: (declared.assumptions.iter())
                .map(|entry| shapes.signature(&entry.written, &entry.value.dims, &entry.value.unit))
                .collect(),
            levers: (declared.levers.iter())
                .map(|entry| shapes.signature(&entry.written, &entry.value.dims, &entry.value.unit))
                .collect(),
            variables: (declared.variables.iter())
                .map(|entry| shapes.signature(&entry.written, &entry.value.dims, &entry.value.unit))
                .collect(),
        }
    }
}

/// What refers to elements and times of a model that is valid but for this.
struct Questions {
    fits: Named<scenario::Fit>,
    condition: Option<scenario::Condition>,
    criteria: Named<scenario::Criterion>,
    cost: Option<Spanned<String>>,
    imports: Option<Spanned<String>>,
    exposure: Option<Spanned<String>>,
}

impl Questions {
    fn resolve(self, model: &mut Model, problems: &mut Vec<Diagnostic>) {
        model.criteria = criteria(model, self.criteria, problems);
        model.cost = judged(model, self.cost.as_ref(), "what a path costs", problems);
        model.imports = judged(model, self.imports.as_ref(), "what is imported", problems);
        model.exposure = judged(model, self.exposure.as_ref(), "what is exposed", problems);
        problems.extend(self.exposure.as_ref().and_then(|named| one_number(model, named)));
        model.condition = conditions::resolve(model, self.condition, problems);
        model.fits = fits::resolve(model, self.fits, problems);
    }
}

/// Finds the numbers by which paths are judged.
fn criteria(model: &Model, declared: Named<scenario::Criterion>, problems: &mut Vec<Diagnostic>) -> Vec<Criterion> {
    let mut checked = Vec::with_capacity(declared.len());
    for entry in declared {
        match quantity(model, &entry.value.of) {
            Ok(of) => checked.push(Criterion { declared: entry, of }),
            Err(problem) => problems.push(problem),
        }
    }
    checked
}

/// That exposure is one number at each time, and reported.
fn one_number(model: &Model, named: &Spanned<String>) -> Option<Diagnostic> {
    let variable = &model.variables[model.exposure?];
    let problem = |message: String| Diagnostic::error(Code::BadValue, message, named.span.clone(), "what is exposed");
    if !variable.signature.dims.is_empty() {
        let help = "name a variable without dimensions, such as the sum over all elements";
        return Some(problem(format!("`{}` has dimensions", named.value)).with_help(help));
    }
    (!variable.reported)
        .then(|| problem(format!("`{}` is not reported", named.value)).with_help("say `report = true` in its table"))
}

/// Finds a variable whose elements are summed up to judge a path, if one is named.
fn judged(model: &Model, named: Option<&Spanned<String>>, what: &str, problems: &mut Vec<Diagnostic>) -> Option<usize> {
    let named = named?;
    let found = model.variable_named(&named.value);
    if found.is_none() {
        let message = format!("there is no variable `{}`", named.value);
        let known = model.variables.iter().map(|variable| variable.declared.written.as_str());
        let problem = Diagnostic::error(Code::UnknownName, message, named.span.clone(), what);
        problems.push(problem.with_suggestion(&named.value, known));
    }
    found
}

/// Declares units in whatever order they stand: a definition may use one that follows it.
fn units(declared: &Named<Spanned<String>>, problems: &mut Vec<Diagnostic>) -> Units {
    let mut units = Units::default();
    let mut waiting: Vec<_> = declared.iter().collect();
    let mut before = usize::MAX;
    while waiting.len() < before {
        before = waiting.len();
        waiting.retain(|entry| units.declare(&entry.written, &entry.value.value).is_err());
    }
    for entry in waiting {
        if let Err(error) = units.declare(&entry.written, &entry.value.value) {
            let mut diagnostic = Diagnostic::error(
                Code::UnknownUnit,
                error.message,
                within(&entry.value, &error.range),
                "in this definition",
            );
            let text = &entry.value.value;
            let meant = error.meant.or_else(|| crate::diagnostic::did_you_mean(text, ["base"]).map(str::to_owned));
            diagnostic.help = Some(meant.map_or_else(
                || "write \"base\" for a unit of its own, or what it is made of, such as \"1000 kg\"".to_owned(),
                |meant| format!("did you mean `{meant}`?"),
            ));
            problems.push(diagnostic);
            units.declare_unknown(&entry.written);
        }
    }
    units
}

/// Lets messages speak in the units in which quantities are declared.
fn learn(units: &mut Units, scenario: &Scenario) {
    let variables = scenario.variables.iter().map(|entry| &entry.value.unit);
    let assumptions = scenario.assumptions.iter().map(|entry| &entry.value.unit);
    let levers = scenario.levers.iter().map(|entry| &entry.value.unit);
    for text in variables.chain(assumptions).chain(levers) {
        units.learn(&text.value);
    }
}

/// The place of some bytes of a text, if the text stands verbatim in its file; else of the whole.
fn within(text: &Spanned<String>, range: &std::ops::Range<usize>) -> Span {
    let mut span = text.span.clone();
    if span.range.len() == text.value.len() {
        span.range = span.range.start + range.start..span.range.start + range.end;
    }
    span
}

/// Resolves dimensions, elements and units of declared quantities.
struct Shapes<'a> {
    names: &'a Names,
    units: &'a Units,
    problems: &'a mut Vec<Diagnostic>,
}

impl Shapes<'_> {
    fn error(&mut self, code: Code, message: String, span: &Span, label: &str, help: Option<String>) {
        let mut diagnostic = Diagnostic::error(code, message, span.clone(), label);
        diagnostic.help = help;
        self.problems.push(diagnostic);
    }

    fn unit(&mut self, text: &Spanned<String>) -> super::units::Unit {
        if text.value == NOT_SAID {
            return super::units::Unit::unknown();
        }
        self.units.declared(&text.value).unwrap_or_else(|error| {
            let help = error
                .meant
                .map_or_else(|| "declare it in `[units]`".to_owned(), |meant| format!("did you mean `{meant}`?"));
            self.error(Code::UnknownUnit, error.message, &within(text, &error.range), "not a unit", Some(help));
            super::units::Unit::unknown()
        })
    }

    fn signature(&mut self, name: &str, dims: &[Spanned<String>], unit: &Spanned<String>) -> Signature {
        let mut found: Vec<DimensionId> = Vec::new();
        for dim in dims {
            match self.names.dimension(&dim.value) {
                Some(id) if found.contains(&id) => {
                    let message = format!("the dimension `{}` is listed twice", dim.value);
                    self.error(Code::DuplicateName, message, &dim.span, "again", None);
                }
                Some(id) => found.push(id),
                None => {
                    let known = self.names.dimensions.iter().map(String::as_str);
                    let help = crate::diagnostic::did_you_mean(&dim.value, known)
                        .map(|meant| format!("did you mean `{meant}`?"));
                    let message = format!("the dimension `{}` is not declared", dim.value);
                    self.error(Code::UnknownDimension, message, &dim.span, "unknown dimension", help);
                }
            }
        }
        let count: usize = found.iter().map(|dim| self.names.size(*dim)).fold(1, usize::saturating_mul);
        if count > MOST_ELEMENTS
            && let Some(first) = dims.first()
        {
            let message = format!("`{name}` would have {count} elements; at most {MOST_ELEMENTS} are allowed");
            self.error(Code::TooManyElements, message, &first.span, "these dimensions", None);
            found.clear();
        }
        Signature { name: fold(name), dims: found, unit: self.unit(unit) }
    }

    fn count(&self, dims: &[DimensionId]) -> usize {
        dims.iter().map(|dim| self.names.size(*dim)).product()
    }

    /// Dimensions and elements, by name, at a flat index.
    fn named_elements(&self, dims: &[DimensionId], flat: usize) -> Vec<(&str, &str)> {
        let elements = super::unflatten(|dim| self.names.size(dim), dims, flat);
        let pairs = dims.iter().zip(elements);
        pairs.map(|(dim, at)| (self.names.dimensions[*dim].as_str(), self.names.elements[*dim][at].as_str())).collect()
    }

    /// How messages name some elements: the first few, as they are written.
    fn element_names(&self, signature: &Signature, flats: &[usize]) -> String {
        const SHOWN: usize = 5;
        let name = |flat: &usize| {
            let elements = super::unflatten(|dim| self.names.size(dim), &signature.dims, *flat);
            let pairs = signature.dims.iter().zip(elements);
            let names: Vec<&str> = pairs.map(|(dim, element)| self.names.elements[*dim][element].as_str()).collect();
            format!("`{}`", names.join(", "))
        };
        let names: Vec<String> = flats.iter().take(SHOWN).map(name).collect();
        let more = flats.len().saturating_sub(SHOWN);
        if more == 0 { names.join("; ") } else { format!("{}; and {more} more", names.join("; ")) }
    }

    /// The flat indices of the elements that `element, element` names; a single name of one dimension among several
    /// stands for all combinations that hold it.
    fn elements(&mut self, signature: &Signature, text: &str, span: &Span) -> Option<Vec<usize>> {
        let parts: Vec<String> = text.split(',').map(fold).collect();
        let dims = &signature.dims;
        let mut fixed = vec![None; dims.len()];
        let positional = parts.len() == dims.len();
        for (position, part) in parts.iter().enumerate() {
            let candidates: Vec<usize> = if positional { vec![position] } else { (0..dims.len()).collect() };
            let hit =
                candidates.into_iter().find_map(|at| self.names.element(dims[at], part).map(|element| (at, element)));
            let Some((at, element)) = hit else {
                let known = || dims.iter().flat_map(|dim| self.names.elements[*dim].iter().map(String::as_str));
                let help = match crate::diagnostic::did_you_mean(part, known()) {
                    _ if dims.is_empty() => format!("`{}` has no dimensions", signature.name),
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => {
                        let more = if known().nth(SHOWN_ELEMENTS).is_some() { ", …" } else { "" };
                        let shown = known().take(SHOWN_ELEMENTS).collect::<Vec<_>>().join(", ");
                        format!("its elements are {shown}{more}")
                    }
                };
                let message = format!("`{part}` is not an element of `{}`", signature.name);
                self.error(Code::UnknownElement, message, span, "unknown element", Some(help));
                return None;
            };
            fixed[at] = Some(element);
        }
        let fits = |flat: &usize| {
            let elements = super::unflatten(|dim| self.names.size(dim), dims, *flat);
            fixed.iter().zip(elements).all(|(wanted, element)| wanted.is_none_or(|wanted| wanted == element))
        };
        Some((0..self.count(dims)).filter(fits).collect())
    }
}
