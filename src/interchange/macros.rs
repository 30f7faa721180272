//! Macros: each call becomes variables of its own, as a module would have them.

use std::collections::HashSet;
use std::ops::Range;

use super::expression::{Expression, Kind};
use super::model::{Definition, Equation, Macro, Model, Variable};
use super::{Problem, Problems};

/// Calls within calls; beyond this a macro calls itself.
const DEEPEST: usize = 30;

/// More variables than this are not made.
const MOST_VARIABLES: usize = 200_000;

/// Writes out all calls of macros.
pub(super) fn expand(model: &mut Model, problems: &mut Problems) {
    if model.macros.is_empty() {
        return;
    }
    let macros = std::mem::take(&mut model.macros);
    let dimensions: HashSet<String> = model.dimensions.iter().map(|dimension| dimension.name.clone()).collect();
    let mut expansion = Expansion { macros: &macros, dimensions, made: Vec::new(), calls: 0, problems };
    for variable in &mut model.variables {
        expansion.variable(variable, 0);
    }
    model.variables.append(&mut expansion.made);
}

struct Expansion<'a> {
    macros: &'a [Macro],
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
    depth: usize,
}

impl Expansion<'_> {
    fn variable(&mut self, variable: &mut Variable, depth: usize) {
        let (module, dims) = (variable.module.clone(), variable.dims.clone());
        for equation in &mut variable.equations {
            let named = |of: &&String| self.dimensions.contains(*of);
            let own: Vec<String> = equation.of.iter().filter(named).cloned().collect();
            let caller = Caller { module: &module, dims: if equation.of.is_empty() { &dims } else { &own }, depth };
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
        let takes = called.parameters.len() + called.outputs.len();
        if arguments.len() != takes {
            let message = format!("`{name}` takes {takes} arguments, not {}", arguments.len());
            self.problems.push(Problem::new("arguments", message, range.clone()));
            return instead;
        }
        if caller.depth > DEEPEST || self.made.len() > MOST_VARIABLES {
            self.problems.push(Problem::new("syntax", format!("the macro `{name}` calls itself"), range.clone()));
            return instead;
        }
        self.calls += 1;
        let prefix = format!("{}{}_{}.", caller.module, called.name, self.calls);
        let mut arguments = arguments.into_iter();
        for (parameter, argument) in called.parameters.iter().zip(arguments.by_ref()) {
            self.made.push(variable(&prefix, parameter, caller.module, caller.dims, argument));
        }
        for (output, named) in called.outputs.iter().zip(arguments) {
            let Kind::Name(name) = &named.kind else {
                let message = "the name of what the macro gives was expected here";
                self.problems.push(Problem::new("syntax", message, named.range.clone()));
                continue;
            };
            let value = Expression::name(&format!(".{prefix}{output}"), named.range.clone());
            self.made.push(variable(caller.module, &name.folded, caller.module, caller.dims, value));
        }
        for own in &called.variables {
            let mut own = Variable { name: format!("{prefix}{}", own.name), module: prefix.clone(), ..own.clone() };
            own.dims.splice(0..0, caller.dims.iter().cloned());
            self.variable(&mut own, caller.depth + 1);
            self.made.push(own);
        }
        let mut value = variable(&prefix, "value", &prefix, caller.dims, called.value.clone());
        self.variable(&mut value, caller.depth + 1);
        self.made.push(value);
        Expression::name(&format!(".{prefix}value"), range.clone())
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
        Definition::Graph(_) => Vec::new(),
    }
}
