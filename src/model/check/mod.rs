//! From what an author wrote to a valid model: names, dimensions, units, data and causal order, all problems at once.

mod calls;
mod conditions;
mod correlations;
pub mod expression;
mod fits;
mod functions;
mod laws;
mod quantities;
mod references;
mod rules;
mod variables;
mod warnings;

use super::units::Units;
use super::{Axis, Model, Value, lower, quantity};
use crate::diagnostic::fold;
use crate::diagnostic::{Diagnostic, Diagnostics, Span, Spanned};
use crate::model::names::Names;
use crate::model::term::DimensionId;
use crate::scenario::Scenario;
use expression::{Context, Signature};
pub use warnings::warnings;

/// The most elements that all variables of a model may have together.
const MOST_ELEMENTS: usize = 200_000;

/// Checks a scenario.
///
/// # Errors
/// Everything that is wrong with it, each where it stands.
pub fn check(scenario: Scenario) -> Result<Model, Diagnostics> {
    let (start, end, step) = (scenario.time.start.value, scenario.time.end.value, scenario.time.step.value);
    let Some(axis) = Axis::new(start, end, step) else {
        let message = format!("no time axis leads from {start} to {end} in steps of {step}");
        return Err(Diagnostic::error("bad-time", message, scenario.time.end.span.clone(), "").into());
    };
    let mut problems = Vec::new();
    let names = Names::collect(&scenario, &mut problems);
    let units = units(&scenario, &mut problems);
    let sizes: Vec<usize> = names.elements.iter().map(Vec::len).collect();
    let mut shapes = Shapes { names: &names, units: &units, sizes: &sizes, problems: &mut problems };

    let assumption_signatures: Vec<Signature> =
        scenario.assumptions.iter().map(|a| shapes.signature(&a.written, &a.value.dims, &a.value.unit)).collect();
    let lever_signatures: Vec<Signature> =
        scenario.levers.iter().map(|l| shapes.signature(&l.written, &l.value.dims, &l.value.unit)).collect();
    let variable_signatures: Vec<Signature> =
        scenario.variables.iter().map(|v| shapes.signature(&v.written, &v.value.dims, &v.value.unit)).collect();

    let (assumptions, draws) = quantities::assumptions(&scenario, &assumption_signatures, &mut shapes);
    let levers = quantities::levers(&scenario, &lever_signatures, &mut shapes);
    let (lookups, lookup_units) = quantities::lookups(&scenario, &mut shapes);
    let correlations = correlations::groups(&scenario, &assumptions, &mut shapes);

    let fixed: Vec<Option<f64>> = assumptions
        .iter()
        .map(|assumption| match assumption.values.as_slice() {
            [Value::Fixed(value)] => Some(*value),
            _ => None,
        })
        .collect();
    let context = Context {
        names: &names,
        units: &units,
        assumptions: &assumption_signatures,
        fixed: &fixed,
        variables: &variable_signatures,
        levers: &lever_signatures,
        lookups: &lookup_units,
        step: axis.step,
    };
    let variables = variables::variables(&scenario, &context, &axis, &mut shapes);
    if scenario.variables.is_empty() && problems.is_empty() {
        problems.push(Diagnostic::error(
            "no-variables",
            "the scenario has no variables, so there is nothing to project".to_owned(),
            scenario.time.start.span.clone(),
            "the model this time axis belongs to",
        ));
    }
    if !problems.is_empty() {
        return Err(Diagnostics::from(problems));
    }
    let mut model = Model {
        scenario,
        axis,
        sizes,
        assumptions,
        levers,
        lookups,
        variables,
        draws,
        correlations,
        units,
        criteria: Vec::new(),
        cost: None,
        imports: None,
        conditions: Vec::new(),
        fits: Vec::new(),
    };
    let mut problems = lower::causal_problems(&model);
    judged(&mut model, &mut problems);
    conditions::resolve(&mut model, &mut problems);
    fits::resolve(&mut model, &mut problems);
    if problems.is_empty() { Ok(model) } else { Err(Diagnostics::from(problems)) }
}

/// Finds the numbers by which paths are judged.
fn judged(model: &mut Model, problems: &mut Vec<Diagnostic>) {
    let mut criteria = Vec::new();
    for entry in &model.scenario.criteria {
        match quantity(model, &entry.value.of) {
            Ok(found) => criteria.push(found),
            Err(problem) => problems.push(problem),
        }
    }
    model.criteria = criteria;
    let mut find = |written: &Option<Spanned<String>>, what: &str| {
        let written = written.as_ref()?;
        let found = model.variable_named(&written.value);
        if found.is_none() {
            let message = format!("there is no variable `{}`", written.value);
            let known = model.scenario.variables.iter().map(|variable| variable.written.as_str());
            let problem = Diagnostic::error("unknown-name", message, written.span.clone(), what);
            problems.push(problem.with_suggestion(&written.value, known));
        }
        found
    };
    let cost = find(&model.scenario.cost, "what a path costs");
    let imports = find(&model.scenario.imports, "what is imported");
    (model.cost, model.imports) = (cost, imports);
}

/// Declares units in whatever order they stand: a definition may use one that follows it.
fn units(scenario: &Scenario, problems: &mut Vec<Diagnostic>) -> Units {
    let mut units = Units::default();
    let mut waiting: Vec<_> = scenario.units.iter().collect();
    let mut before = usize::MAX;
    while waiting.len() < before {
        before = waiting.len();
        waiting.retain(|entry| units.declare(&entry.written, &entry.value.value).is_err());
    }
    for entry in waiting {
        if let Err(error) = units.declare(&entry.written, &entry.value.value) {
            let mut diagnostic = Diagnostic::error(
                "unknown-unit",
                error.message,
                within(&entry.value, &error.range),
                "in this definition",
            );
            diagnostic.help = error.meant.map(|meant| format!("did you mean `{meant}`?"));
            problems.push(diagnostic);
        }
    }
    units
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
    sizes: &'a [usize],
    problems: &'a mut Vec<Diagnostic>,
}

impl Shapes<'_> {
    fn error(&mut self, code: &'static str, message: String, span: &Span, label: &str, help: Option<String>) {
        let mut diagnostic = Diagnostic::error(code, message, span.clone(), label);
        diagnostic.help = help;
        self.problems.push(diagnostic);
    }

    fn unit(&mut self, text: &Spanned<String>) -> super::units::Unit {
        self.units.parse(&text.value).unwrap_or_else(|error| {
            let help = error
                .meant
                .map_or_else(|| "declare it in `[units]`".to_owned(), |meant| format!("did you mean `{meant}`?"));
            self.error("unknown-unit", error.message, &within(text, &error.range), "not a unit", Some(help));
            super::units::Unit::one()
        })
    }

    fn signature(&mut self, name: &str, dims: &[Spanned<String>], unit: &Spanned<String>) -> Signature {
        let mut found: Vec<DimensionId> = Vec::new();
        for dim in dims {
            match self.names.dimensions.iter().position(|known| *known == fold(&dim.value)) {
                Some(id) if found.contains(&id) => {
                    let message = format!("the dimension `{}` is listed twice", dim.value);
                    self.error("dimension-mismatch", message, &dim.span, "again", None);
                }
                Some(id) => found.push(id),
                None => {
                    let known = self.names.dimensions.iter().map(String::as_str);
                    let help = crate::diagnostic::did_you_mean(&dim.value, known)
                        .map(|meant| format!("did you mean `{meant}`?"));
                    let message = format!("the dimension `{}` is not declared", dim.value);
                    self.error("unknown-dimension", message, &dim.span, "unknown dimension", help);
                }
            }
        }
        let count: usize = found.iter().map(|dim| self.sizes[*dim]).fold(1, usize::saturating_mul);
        if count > MOST_ELEMENTS
            && let Some(first) = dims.first()
        {
            let message = format!("`{name}` would have {count} elements; at most {MOST_ELEMENTS} are allowed");
            self.error("too-many-elements", message, &first.span, "these dimensions", None);
            found.clear();
        }
        Signature { name: fold(name), dims: found, unit: self.unit(unit) }
    }

    fn count(&self, dims: &[DimensionId]) -> usize {
        dims.iter().map(|dim| self.sizes[*dim]).product()
    }

    /// How messages name some elements: the first few, as they are written.
    fn element_names(&self, signature: &Signature, flats: &[usize]) -> String {
        const SHOWN: usize = 5;
        let name = |flat: &usize| {
            let elements = super::unflatten(self.sizes, &signature.dims, *flat);
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
                let known = dims.iter().flat_map(|dim| self.names.elements[*dim].iter().map(String::as_str));
                let help = if dims.is_empty() {
                    Some(format!("`{}` has no dimensions", signature.name))
                } else {
                    crate::diagnostic::did_you_mean(part, known).map(|meant| format!("did you mean `{meant}`?"))
                };
                let message = format!("`{part}` is not an element of `{}`", signature.name);
                self.error("unknown-element", message, span, "unknown element", help);
                return None;
            };
            fixed[at] = Some(element);
        }
        let fits = |flat: &usize| {
            let elements = super::unflatten(self.sizes, dims, *flat);
            fixed.iter().zip(elements).all(|(wanted, element)| wanted.is_none_or(|wanted| wanted == element))
        };
        Some((0..self.count(dims)).filter(fits).collect())
    }
}
