//! Macros: each call becomes variables of its own, as a module would have them.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::expression::{Expression, Kind};
use super::model::{DATA, Definition, Equation, Macro, Model, Variable};
use super::{Problem, Problems};
use crate::diagnostic::{Code, counted};

/// More variables than this are not made of the calls of a macro, with all that it calls.
const MOST_VARIABLES: usize = 20_000;

/// Writes out all calls of macros.
pub(super) fn expand(model: &mut Model, problems: &mut Problems) {
    if model.macros.is_empty() {
        return;
    }
    let macros = std::mem::take(&mut model.macros);
    let dimensions: HashSet<String> = model.dimensions.iter().map(|dimension| dimension.name.clone()).collect();
    let mut known = HashMap::new();
    let sizes = macros.iter().map(|one| size(one, &macros, &mut Vec::new(), &mut known)).collect();
    let mut expansion = Expansion { macros: &macros, sizes, dimensions, made: Vec::new(), calls: 0, problems };
    for variable in &mut model.variables {
        expansion.variable(variable);
    }
    for made in expansion.made {
        // What the model names without an equation, for its unit and its comment, is what a macro gives it.
        match model.variables.iter_mut().find(|variable| variable.name == made.name && is_open(variable)) {
            Some(named) => {
                *named = Variable {
                    range: named.range.clone(),
                    written: named.written.clone(),
                    unit: named.unit.clone(),
                    doc: named.doc.clone(),
                    ..made
                }
            }
            None => model.variables.push(made),
        }
    }
}

/// Whether a variable has a name and nothing behind it.
fn is_open(variable: &Variable) -> bool {
    let open = |equation: &Equation| matches!(&equation.definition, Definition::Equation { value: Expression { kind: Kind::Call(name, _), .. }, .. } if name.folded == DATA);
    variable.equations.iter().all(open)
}

/// What calls of macros give values to, by name: see [`Macro::outputs`].
pub(super) fn given_by_macros<'a>(variables: impl Iterator<Item = &'a Variable>, macros: &[&Macro]) -> HashSet<String> {
    let mut found = HashSet::new();
    for equation in variables.flat_map(|variable| &variable.equations) {
        let Definition::Equation { value, .. } = &equation.definition else { continue };
        value.each(&mut |part| {
            let Kind::Call(name, arguments) = &part.kind else { return };
            let called = macros.iter().find(|known| known.name == name.folded);
            let outputs = arguments.iter().skip(called.map_or(arguments.len(), |called| called.parameters.len()));
            found.extend(outputs.filter_map(|output| match &output.kind {
                Kind::Name(name) => Some(name.folded.clone()),
                _ => None,
            }));
        });
    }
    found
}

struct Expansion<'a> {
    macros: &'a [Macro],
    /// How many variables a call of each makes; none if it calls itself.
    sizes: Vec<Option<usize>>,
    /// Names of dimensions and of parts of them.
    dimensions: HashSet<String>,
    made: Vec<Variable>,
    calls: usize,
    problems: &'a mut Problems,
}

/// Where a call stands.
struct Caller<'a> {
    module: &'a str,
    /// Dimensions, and parts of them, by whose elements the equation varies.
    dims: &'a [String],
}

impl Expansion<'_> {
    fn variable(&mut self, variable: &mut Variable) {
        let (module, dims) = (variable.module.clone(), variable.dims.clone());
        for equation in &mut variable.equations {
            let named = |of: &&String| self.dimensions.contains(*of);
            let own: Vec<String> = equation.of.iter().filter(named).cloned().collect();
            let caller = Caller { module: &module, dims: if equation.of.is_empty() { &dims } else { &own } };
            for expression in expressions(&mut equation.definition) {
                self.expression(expression, &caller);
            }
        }
    }

    fn expression(&mut self, expression: &mut Expression, caller: &Caller) {
        match &mut expression.kind {
            Kind::Call(name, arguments) => {
                for argument in arguments.iter_mut() {
                    self.expression(argument, caller);
                }
                let found = self.macros.iter().find(|known| known.name == name.folded);
                if let Some(called) = found {
                    let arguments = std::mem::take(arguments);
                    let range = expression.range.clone();
                    *expression = self.call(called, arguments, caller, &range);
                }
            }
            Kind::Negate(a) | Kind::Not(a) => self.expression(a, caller),
            Kind::Infix(_, a, b) => {
                self.expression(a, caller);
                self.expression(b, caller);
            }
            Kind::If(a, b, c) => {
                self.expression(a, caller);
                self.expression(b, caller);
                self.expression(c, caller);
            }
            Kind::Number(_) | Kind::Text(_) | Kind::Name(_) | Kind::Points(_) | Kind::Values(_) => {}
        }
    }

    /// The variables of one call; what stands in its place.
    fn call(
        &mut self,
        called: &Macro,
        arguments: Vec<Expression>,
        caller: &Caller,
        range: &Range<usize>,
    ) -> Expression {
        let instead = Expression::number(0.0, range.clone());
        let name = called.name.replace('_', " ").to_uppercase();
        let mut arguments = arguments;
        let defaults = called.parameters.iter().skip(arguments.len()).map_while(|parameter| parameter.default.clone());
        let given = arguments.len();
        if called.outputs.is_empty() {
            arguments.extend(defaults);
        }
        let takes = called.parameters.len() + called.outputs.len();
        if arguments.len() != takes {
            let message = format!("`{name}` takes {}, not {given}", counted(takes, "argument"));
            self.problems.push(Problem::new(Code::Arguments, message, range.clone()));
            return instead;
        }
        let place = self.macros.iter().position(|known| known.name == called.name);
        let made = match place.and_then(|place| self.sizes[place]) {
            Some(made) => made.saturating_add(self.made.len()),
            None => {
                self.problems.push(Problem::new(
                    Code::Syntax,
                    format!("the macro `{name}` calls itself"),
                    range.clone(),
                ));
                return instead;
            }
        };
        if made > MOST_VARIABLES {
            let message =
                format!("not supported: the calls of `{name}` would make more than {MOST_VARIABLES} variables");
            self.problems.push(Problem::new(Code::Unsupported, message, range.clone()));
            return instead;
        }
        self.calls += 1;
        let prefix = format!("{}{}_{}.", caller.module, called.name, self.calls);
        let mut arguments = arguments.into_iter();
        for (parameter, argument) in called.parameters.iter().zip(arguments.by_ref()) {
            self.made.push(variable(&prefix, &parameter.name, caller.module, caller.dims, argument));
        }
        for (output, named) in called.outputs.iter().zip(arguments) {
            let Kind::Name(name) = &named.kind else {
                let message = "the name of what the macro gives was expected here";
                self.problems.push(Problem::new(Code::Syntax, message, named.range.clone()));
                continue;
            };
            let value = Expression::name(&format!(".{prefix}{output}"), named.range.clone());
            let given = variable(caller.module, &name.folded, caller.module, caller.dims, value);
            self.made.push(Variable { of_macro: false, ..given });
        }
        for own in &called.variables {
            let mut own = Variable {
                name: format!("{prefix}{}", own.name),
                module: prefix.clone(),
                of_macro: true,
                ..own.clone()
            };
            own.dims.splice(0..0, caller.dims.iter().cloned());
            self.variable(&mut own);
            self.made.push(own);
        }
        let mut value = variable(&prefix, "value", &prefix, caller.dims, called.value.clone());
        self.variable(&mut value);
        self.made.push(value);
        Expression::name(&format!(".{prefix}value"), range.clone())
    }
}

/// How many variables a call of a macro makes, with all that it calls in turn; none if one calls itself. `open` holds the macros that
/// are being counted, `known` what others make.
fn size<'a>(
    one: &'a Macro,
    macros: &'a [Macro],
    open: &mut Vec<&'a str>,
    known: &mut HashMap<&'a str, usize>,
) -> Option<usize> {
    if let Some(size) = known.get(one.name.as_str()) {
        return Some(*size);
    }
    if open.contains(&one.name.as_str()) {
        return None;
    }
    open.push(&one.name);
    let mut names = Vec::new();
    for mut variable in one.variables.iter().cloned() {
        let definitions = variable.equations.iter_mut().map(|equation| &mut equation.definition);
        definitions.flat_map(expressions).for_each(|expression| called(expression, &mut names));
    }
    called(&one.value, &mut names);
    let own = 1 + one.variables.len() + one.parameters.len() + one.outputs.len();
    // What is called often is counted once.
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for name in &names {
        *counts.entry(name).or_default() += 1;
    }
    let of_called = macros.iter().filter_map(|other| Some((other, *counts.get(other.name.as_str())?)));
    let mut total = own;
    for (other, times) in of_called {
        total = total.saturating_add(size(other, macros, open, known)?.saturating_mul(times));
    }
    open.pop();
    known.insert(&one.name, total);
    Some(total)
}

/// The names of all functions and macros that an expression calls.
fn called(expression: &Expression, names: &mut Vec<String>) {
    match &expression.kind {
        Kind::Call(name, arguments) => {
            names.push(name.folded.clone());
            for argument in arguments {
                called(argument, names);
            }
        }
        Kind::Negate(a) | Kind::Not(a) => called(a, names),
        Kind::Infix(_, a, b) => {
            called(a, names);
            called(b, names);
        }
        Kind::If(a, b, c) => {
            called(a, names);
            called(b, names);
            called(c, names);
        }
        Kind::Number(_) | Kind::Text(_) | Kind::Name(_) | Kind::Points(_) | Kind::Values(_) => {}
    }
}

/// A variable with one equation.
fn variable(prefix: &str, name: &str, module: &str, dims: &[String], value: Expression) -> Variable {
    Variable {
        written: name.replace('_', " "),
        name: format!("{prefix}{name}"),
        range: value.range.clone(),
        module: module.to_owned(),
        dims: dims.to_vec(),
        unit: String::new(),
        doc: String::new(),
        is_flow: false,
        of_macro: true,
        equations: vec![Equation {
            of: Vec::new(),
            except: Vec::new(),
            definition: Definition::Equation { value, initial: None, graph: None, non_negative: false },
        }],
    }
}

/// All expressions of a definition.
fn expressions(definition: &mut Definition) -> Vec<&mut Expression> {
    match definition {
        Definition::Equation { value, initial, .. } => std::iter::once(value).chain(initial.as_deref_mut()).collect(),
        Definition::Stock(stock) => {
            let conveyor = stock.conveyor.iter_mut().map(|conveyor| &mut conveyor.length);
            std::iter::once(&mut stock.initial)
                .chain(&mut stock.inflows)
                .chain(&mut stock.outflows)
                .chain(conveyor)
                .collect()
        }
        Definition::Leak(fraction) => vec![fraction],
        Definition::Graph(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Format, read};
    use crate::diagnostic::Source;

    /// What is wrong with a model of Vensim that has these macros, and a variable by this equation.
    fn problems(macros: &str, equation: &str) -> Vec<String> {
        let times = "FINAL TIME=2~~|\nINITIAL TIME=0~~|\nSAVEPER=1~~|\nTIME STEP=1~~|\n";
        let text = format!("{{UTF-8}}\n{macros}\na={equation}~~|\n{times}");
        match read(&Source::new("a.mdl", text), Format::Vensim, &|_| Ok(Vec::new())) {
            Ok(_) => Vec::new(),
            Err(found) => found.into_vec().into_iter().map(|problem| problem.message).collect(),
        }
    }

    /// A macro that calls the one before it twice.
    fn twice(level: usize) -> String {
        format!(":MACRO: F{level}(x)\nF{level}=F{0}(x)+F{0}(x)~~|\n:END OF MACRO:\n", level - 1)
    }

    /// What a call makes is known before it is made: macros that call one another, or make too much, end at once.
    #[test]
    fn calls_without_end_are_refused_before_they_are_made() {
        let one = ":MACRO: F0(x)\nF0=x~~|\n:END OF MACRO:\n";
        let levels = |most: usize| format!("{one}{}", (1..=most).map(twice).collect::<String>());
        assert_eq!(problems(&levels(5), "F5(3)"), [""; 0]);
        let said = problems(&levels(40), "F40(3)");
        assert_eq!(said, ["not supported: the calls of `F40` would make more than 20000 variables"]);
        let other = ":MACRO: G(x)\nG=H(x)+H(x)~~|\n:END OF MACRO:\n:MACRO: H(x)\nH=G(x)+G(x)~~|\n:END OF MACRO:\n";
        assert_eq!(problems(other, "G(3)"), ["the macro `G` calls itself"]);
    }

    /// In XMILE what a macro gives is an equation of its own, beside its variables.
    #[test]
    fn a_macro_of_xmile_whose_own_equation_calls_it_is_refused() {
        let text = "<xmile version=\"1.0\"><header/><sim_specs><start>0</start><stop>2</stop></sim_specs>\
                    <model><variables><aux name=\"a\"><eqn>F(3)</eqn></aux></variables></model>\
                    <macro name=\"F\"><parm>x</parm><eqn>F(x - 1)</eqn></macro></xmile>";
        let found = read(&Source::new("a.xmile", text.to_owned()), Format::Xmile, &|_| Ok(Vec::new()));
        let said: Vec<String> = found.unwrap_err().into_vec().into_iter().map(|problem| problem.message).collect();
        assert_eq!(said, ["the macro `F` calls itself"]);
    }
}
