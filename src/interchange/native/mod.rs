//! From a model to the tables of a scenario.

mod allocation;
mod belts;
mod conveyors;
mod data;
mod elements;
mod expressions;
mod functions;
mod inputs;
mod integrals;
mod lookups;
mod markets;
mod matrices;
mod names;
mod numbers;
mod ordinates;
mod places;
mod profiles;
mod random;
mod reductions;
mod references;
mod scope;
mod stateful;
mod stocks;
mod variables;
mod vectors;
mod written;

use crate::diagnostic::Code;
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::path::Path;
use std::rc::Rc;

use super::draft::{Draft, Field, Value};
use super::expression::{Kind, folded};
use super::lexer::Dialect;
use super::model::{Definition, Method, Model, Variable};
use super::{Problem, Problems, UNIT_OF_TIME};
use names::Names;

/// More elements of all variables together than this are not written out.
const MOST_ELEMENTS: usize = 200_000;

/// The tables of a scenario that is a model; what cannot be said is told. None if there is nothing to run.
pub(super) fn draft(model: &Model, path: &Path, problems: &mut Problems) -> Option<Draft> {
    let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    // Constants that turn out to shape what is written are no assumptions, and all is written anew.
    let mut shaping = axis_constants(model);
    let translator = loop {
        let mut translator = Translator::new(model, file.clone(), problems, shaping);
        translator.variables();
        match translator.more_shaping() {
            Some(more) => shaping = more,
            None => break translator,
        }
    };
    if translator.problems.any() {
        return None;
    }
    let Translator { dims, assumptions, lookups, variables, file, .. } = translator;
    let whole = &model.specs.range;
    let mut fields =
        vec![Field::new("scenario", whole, about(model, &file)), Field::new("time", whole, time(model, problems))];
    let dimensions = dims.declared(model);
    for (key, tables) in
        [("dimensions", dimensions), ("assumptions", assumptions), ("lookups", lookups), ("variables", variables)]
    {
        if !tables.is_empty() {
            fields.push(Field::new(key, whole, tables));
        }
    }
    Some(Draft { fields })
}

/// Constants that the time axis of a model of Vensim is made from, which is read once.
fn axis_constants(model: &Model) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    if model.dialect != Dialect::Vensim {
        return found;
    }
    let place = |name: &str| model.variables.iter().position(|variable| variable.name == name);
    let mut open: Vec<usize> =
        ["initial_time", "final_time", "time_step", "saveper"].into_iter().filter_map(place).collect();
    while let Some(next) = open.pop() {
        if !found.insert(next) {
            continue;
        }
        for equation in &model.variables[next].equations {
            if let Definition::Equation { value, .. } = &equation.definition {
                value.each(&mut |inner| {
                    if let Kind::Name(name) = &inner.kind {
                        open.extend(place(&name.folded));
                    }
                });
            }
        }
    }
    found
}

/// `[scenario]`: title, story, and that units are not checked, since models from elsewhere often leave them out.
fn about(model: &Model, file: &str) -> Vec<Field> {
    let whole = &model.specs.range;
    let title = if model.title.is_empty() {
        names::plain(file.rsplit_once('.').map_or(file, |(stem, _)| stem)).replace('_', " ")
    } else {
        model.title.clone()
    };
    let mut fields = vec![Field::new("title", whole, title)];
    if !model.doc.is_empty() {
        fields.push(Field::new("narrative", whole, model.doc.clone()));
    }
    if !model.specs.unit.is_empty() {
        fields.push(Field::new("source", whole, format!("{file}; {UNIT_OF_TIME}{}", model.specs.unit)));
    }
    fields.push(Field::new("check_units", whole, false));
    let quiet =
        ["no-effect", "negative-stock", "cut-in-place", "uncut-start", "share-in-percent"].map(str::to_owned).to_vec();
    fields.push(Field::new("allow", whole, quiet));
    fields
}

/// `[time]`. Where the step does not divide the whole, the last whole step is the end.
fn time(model: &Model, problems: &mut Problems) -> Vec<Field> {
    let specs = &model.specs;
    let steps = (specs.stop - specs.start) / specs.step;
    let mut stop = specs.stop;
    if steps.is_finite() && (steps - steps.round()).abs() > 1e-9 * steps.max(1.0) {
        let whole = if (steps - steps.round()).abs() < 1e-4 { steps.round() } else { steps.floor() };
        stop = specs.start + whole * specs.step;
        if (steps - steps.round()).abs() >= 1e-4 {
            let message = format!(
                "the step {} does not divide the time from {} to {}; it ends at {stop}",
                specs.step, specs.start, specs.stop
            );
            problems.warn(Code::StepSize, message, specs.range.clone());
        }
    }
    let mut fields = vec![Field::new("start", &specs.range, specs.start), Field::new("end", &specs.range, stop)];
    fields.push(Field::new("step", &specs.range, specs.step));
    if specs.method == Method::Rk4 {
        fields.push(Field::new("method", &specs.range, "rk4"));
    }
    fields
}

/// What a variable of the model becomes.
#[derive(Debug, Clone, PartialEq)]
enum Role {
    /// An assumption: a number, or one for each element.
    Assumption(String),
    /// A variable.
    Variable(String),
    /// A function given by points.
    Lookup(String),
    /// A word of the equation language, such as the step.
    Word(&'static str),
}

/// Dimensions of the scenario: those of the model by which variables vary. One that a variable has twice is two.
#[derive(Debug, Default)]
struct Dims {
    /// By name in the model and by how many of the same come before it in a variable: the name in the scenario.
    names: HashMap<(String, usize), String>,
    order: Vec<(String, usize)>,
}

impl Dims {
    fn of(model: &Model, names: &mut Names) -> Self {
        let mut dims = Self::default();
        for variable in &model.variables {
            for (place, dim) in variable.dims.iter().enumerate() {
                let repeat = variable.dims[..place].iter().filter(|earlier| *earlier == dim).count();
                let key = (dim.clone(), repeat);
                if !dims.names.contains_key(&key) {
                    dims.names.insert(key.clone(), names.give(dim));
                    dims.order.push(key);
                }
            }
        }
        dims
    }

    /// The name in the scenario of a dimension that a variable has once.
    fn name(&self, dim: &str) -> Option<&str> {
        self.names.get(&(dim.to_owned(), 0)).map(String::as_str)
    }

    /// Names in the scenario of the dimensions of a variable.
    fn all(&self, dims: &[String]) -> Vec<String> {
        let repeat = |place: usize| dims[..place].iter().filter(|earlier| **earlier == dims[place]).count();
        (0..dims.len()).filter_map(|place| self.names.get(&(dims[place].clone(), repeat(place))).cloned()).collect()
    }

    fn declared(&self, model: &Model) -> Vec<Field> {
        let mut fields = Vec::new();
        for key in &self.order {
            let Some(dimension) = model.dimensions.iter().find(|dimension| dimension.name == key.0) else { continue };
            let table = vec![
                Field::new("label", &dimension.range, dimension.written.clone()),
                Field::new("elements", &dimension.range, dimension.elements.clone()),
            ];
            fields.push(Field::new(self.names[key].clone(), &dimension.range, table));
        }
        fields
    }
}

/// A model on its way to a scenario.
struct Translator<'a> {
    model: &'a Model,
    problems: &'a mut Problems,
    /// Name of the file, for sources.
    file: String,
    names: Names,
    /// Places of variables, by name.
    index: HashMap<String, usize>,
    roles: Vec<Role>,
    dims: Dims,
    /// Places of the elements of each dimension, by folded name.
    places: HashMap<&'a str, HashMap<String, usize>>,
    /// Variables that are something else where stocks begin, and those that are made from them: see `references`.
    beginning: HashSet<usize>,
    /// What variables of `beginning` are called where stocks begin.
    begun: HashMap<usize, String>,
    /// What the time at the beginning of a step is called, where that is not the time.
    step_time: Option<String>,
    /// Prices at which what there is was divided, by what was asked for.
    prices: HashMap<String, profiles::Price>,
    /// Inverses of matrices of numbers, by what is inverted.
    inverses: HashMap<String, Rc<matrices::Matrix>>,
    /// Variables of Vensim of which some elements have no equation, once told.
    sparse: HashSet<String>,
    /// Constants that shape what is written, such as the order of a delay: they stay as the model has them.
    shaping: BTreeSet<usize>,
    /// Constants that were met where a number was looked for.
    met: RefCell<Vec<usize>>,
    assumptions: Vec<Field>,
    lookups: Vec<Field>,
    variables: Vec<Field>,
}

impl<'a> Translator<'a> {
    fn new(model: &'a Model, file: String, problems: &'a mut Problems, shaping: BTreeSet<usize>) -> Self {
        let mut names = Names::default();
        let mut index = HashMap::new();
        let mut roles = Vec::new();
        for (place, variable) in model.variables.iter().enumerate() {
            if let Some(first) = index.insert(variable.name.clone(), place) {
                problems.push(elements::named_twice(&model.variables[first], variable, model.dialect));
            }
            roles.push(match role(model, variable, &mut names) {
                Role::Assumption(name) if shaping.contains(&place) => Role::Variable(name),
                role => role,
            });
        }
        if !roles.iter().any(|role| matches!(role, Role::Variable(_))) {
            // A scenario needs something to report.
            for role in &mut roles {
                if let Role::Assumption(name) = role {
                    *role = Role::Variable(std::mem::take(name));
                }
            }
        }
        let dims = Dims::of(model, &mut names);
        let mut translator = Self {
            model,
            problems,
            file,
            names,
            index,
            roles,
            dims,
            places: places(model),
            beginning: HashSet::new(),
            begun: HashMap::new(),
            step_time: None,
            prices: HashMap::new(),
            inverses: HashMap::new(),
            sparse: HashSet::new(),
            shaping,
            met: RefCell::default(),
            assumptions: Vec::new(),
            lookups: Vec::new(),
            variables: Vec::new(),
        };
        translator.find_beginnings();
        translator
    }

    /// All constants that shape what is written, if one of them was written as an assumption.
    fn more_shaping(&mut self) -> Option<BTreeSet<usize>> {
        let more = self.shaping.iter().any(|place| matches!(self.roles[*place], Role::Assumption(_)));
        more.then(|| std::mem::take(&mut self.shaping))
    }

    /// What is wrong, where it stands.
    fn wrong(&mut self, code: Code, message: impl Into<String>, range: &Range<usize>) -> scope::Stop {
        self.problems.push(Problem::new(code, message, range.clone()));
        scope::Stop::Wrong
    }

    fn unsupported(&mut self, what: &str, range: &Range<usize>) -> scope::Stop {
        self.problems.unsupported(what, range.clone());
        scope::Stop::Wrong
    }

    /// The elements of a dimension or a part of one, as written.
    fn elements(&self, dim: &str) -> Option<&'a [String]> {
        if let Some((dim, range)) = dim.split_once(PART) {
            let (first, last) = range.split_once(PART)?;
            let all = self.elements(dim)?;
            let place = |name: &str| {
                let by_name = all.iter().position(|element| folded(element) == name);
                by_name.or_else(|| name.parse::<usize>().ok()?.checked_sub(1))
            };
            return all.get(place(first)?..=place(last)?);
        }
        let found = self.model.dimensions.iter().find(|dimension| dimension.name == dim);
        found.map(|dimension| dimension.elements.as_slice())
    }
}

/// Places of the elements of each dimension, by folded name.
fn places(model: &Model) -> HashMap<&str, HashMap<String, usize>> {
    let mut found: HashMap<&str, HashMap<String, usize>> = HashMap::new();
    for dimension in &model.dimensions {
        // The first of several of one name counts.
        found.entry(&dimension.name).or_insert_with(|| {
            let mut places = HashMap::new();
            for (place, element) in dimension.elements.iter().enumerate() {
                places.entry(folded(element)).or_insert(place);
            }
            places
        });
    }
    found
}

/// What stands in the name of a part of a dimension that is said by its first and last element.
const PART: char = '\u{1f}';

/// The name of the part of a dimension from one element to another, which [`Translator::elements`] understands.
fn part_of(dim: &str, first: &str, last: &str) -> String {
    format!("{dim}{PART}{first}{PART}{last}")
}

/// The number that a definition is.
fn number(definition: &Definition) -> Option<f64> {
    match definition {
        Definition::Equation { value, initial: None, graph: None, .. } => {
            value.as_number().filter(|value| value.is_finite())
        }
        Definition::Equation { .. } | Definition::Stock(_) | Definition::Graph(_) | Definition::Leak(_) => None,
    }
}

/// The numbers that a list of elements is worth.
fn listed(definition: &Definition) -> bool {
    matches!(definition, Definition::Equation { value, .. } if matches!(value.kind, Kind::Values(_)))
}

/// What a variable becomes, under which name.
fn role(model: &Model, variable: &Variable, names: &mut Names) -> Role {
    if model.dialect == Dialect::Vensim {
        match variable.name.as_str() {
            "time_step" => return Role::Word("dt"),
            "initial_time" => return Role::Word("starttime"),
            "final_time" => return Role::Word("stoptime"),
            _ => {}
        }
    }
    let all = |test: &dyn Fn(&Definition) -> bool| variable.equations.iter().all(|equation| test(&equation.definition));
    let name = names.give(&variable.name);
    if all(&|definition| matches!(definition, Definition::Graph(_))) {
        Role::Lookup(name)
    } else if !variable.is_flow && all(&|definition| number(definition).is_some() || listed(definition)) {
        Role::Assumption(name)
    } else {
        Role::Variable(name)
    }
}

/// A table of the scenario under a name.
fn table(name: &str, at: &Range<usize>, fields: Vec<Field>) -> Field {
    Field::new(name, at, Value::Table(fields))
}
