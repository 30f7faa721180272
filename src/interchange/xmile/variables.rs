//! `<stock>`, `<flow>`, `<aux>`, `<gf>` and `<module>` (chapter 4 of the standard), and macros.

use std::ops::Range;

use super::super::expression::{Expression, folded};
use super::super::lexer::Dialect;
use super::super::model::{Conveyor, Definition, Dimension, Equation, Macro, Parameter, Specs, Stock, Variable};
use super::super::parser::parse;
use super::super::text::Placed;
use super::super::{Problem, Problems};
use super::graph::graph;
use super::known::{passed_over, understood};
use super::other_times;
use super::texts::{every_element, flow_name, is_blank, list, unquoted};
use super::tree::Element;
use crate::diagnostic::{Code, counted};

/// Modules may lie in one another this deep.
const DEEPEST_MODULE: usize = 20;

/// Whether stocks and flows may be negative unless they say so themselves: `<behavior>`.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Behaviour {
    stocks: bool,
    flows: bool,
}

impl Behaviour {
    /// The same with what `<behavior>` says.
    pub(super) fn with(mut self, element: Option<&Element>) -> Self {
        let Some(element) = element else { return self };
        if let Some(all) = element.flag("non_negative") {
            self = Self { stocks: all, flows: all };
        }
        let of = |kind: &str| element.first(kind).and_then(|kind| kind.flag("non_negative"));
        Self { stocks: of("stock").unwrap_or(self.stocks), flows: of("flow").unwrap_or(self.flows) }
    }
}

/// A model among others of its file, and where it stands among modules.
#[derive(Debug, Clone)]
pub(super) struct Part<'a> {
    pub models: &'a [&'a Element],
    pub behaviour: Behaviour,
    pub dimensions: &'a [Dimension],
    /// The time axis of the whole; none in a macro.
    pub specs: Option<&'a Specs>,
    /// Names of the modules that it stands in, each with a dot behind it.
    pub prefix: String,
    pub depth: usize,
}

impl Part<'_> {
    /// All variables of a model, those of its modules among them.
    pub(super) fn variables(&self, model: &Element, problems: &mut Problems) -> Vec<Variable> {
        let behaviour = self.behaviour.with(model.first("behavior"));
        let mut found = Vec::new();
        // Files of before the standard have variables directly in the model.
        let mut modules = Vec::new();
        let named = model.first("variables").map(Element::children).unwrap_or_default();
        for element in named.iter().chain(model.children()) {
            match element.name.as_str() {
                "module" => {
                    modules.push(element);
                    found.extend(self.module(element, problems));
                }
                "stock" | "flow" | "aux" | "gf" => {
                    found.extend(variable(element, &self.prefix, behaviour, self.dimensions, problems));
                }
                "group" => {}
                other if !other.contains(':') && named.iter().any(|one| std::ptr::eq(one, element)) => {
                    passed_over(element, problems);
                }
                _ => {}
            }
        }
        // A module may say what is connected to another, so that all must be there.
        for (module, name) in modules.into_iter().filter_map(|module| Some((module, module.attribute("name")?))) {
            let prefix = format!("{}{}.", self.prefix, folded(&name.text));
            for connection in module.all("connect") {
                self.connect(connection, &prefix, &mut found, problems);
            }
        }
        found
    }

    /// The variables of a module under its name.
    fn module(&self, element: &Element, problems: &mut Problems) -> Vec<Variable> {
        let Some(name) = element.attribute("name") else {
            problems.push(Problem::new(Code::Syntax, "`<module>` needs a `name`", element.range.clone()));
            return Vec::new();
        };
        if element.first("dimensions").is_some() {
            problems.unsupported("modules with dimensions", name.whole());
            return Vec::new();
        }
        // Until its variables are there, what uses them lacks them.
        problems.unread.insert(folded(&name.text));
        let of = element.attribute("isee:model").or(element.attribute("model")).unwrap_or(name);
        let wanted = folded(&of.text);
        let named = |model: &&&Element| model.attribute("name").is_some_and(|name| folded(&name.text) == wanted);
        let Some(model) = self.models.iter().find(named) else {
            // A module that only groups has no model, and nothing in it.
            let what = if element.attribute("resource").is_some() {
                "modules in other files"
            } else {
                "modules without a model"
            };
            problems.unsupported(what, name.whole());
            return Vec::new();
        };
        if model.attribute("resource").is_some() {
            problems.unsupported("modules in other files", name.whole());
            return Vec::new();
        }
        if let Some(own) =
            model.first("sim_specs").filter(|own| self.specs.is_some_and(|specs| other_times(own, specs)))
        {
            problems.unsupported("modules with times of their own (`<sim_specs>`)", own.range.clone());
        }
        if self.depth > DEEPEST_MODULE {
            problems.push(Problem::new(Code::Syntax, "modules lie in one another without an end", name.whole()));
            return Vec::new();
        }
        let prefix = format!("{}{}.", self.prefix, folded(&name.text));
        let inner = Part { prefix, depth: self.depth + 1, ..self.clone() };
        problems.unread.remove(&folded(&name.text));
        inner.variables(model, problems)
    }

    /// Lets a variable be what is connected to it: one of the module, or one that is named with its module.
    fn connect(&self, connection: &Element, prefix: &str, variables: &mut [Variable], problems: &mut Problems) {
        let (Some(to), Some(from)) = (connection.attribute("to"), connection.attribute("from")) else {
            problems.push(Problem::new(Code::Syntax, "`<connect>` needs `to` and `from`", connection.range.clone()));
            return;
        };
        // A part of a name may be in quotes.
        let plain = |written: &str| folded(&written.replace('"', ""));
        // Names here are relative to the model that the module stands in; a dot before one means the topmost model.
        let absolute = |written: &str| match written.trim().strip_prefix('.') {
            Some(rest) => plain(rest),
            None => format!("{}{}", self.prefix, plain(written)),
        };
        let inside = format!("{prefix}{}", plain(&to.text));
        let target = absolute(&to.text);
        let place = |name: &str| variables.iter().position(|variable| variable.name == name);
        match place(&inside).or_else(|| place(&target)).map(|place| &mut variables[place]) {
            Some(variable) => {
                let value = Expression::name(&format!(".{}", absolute(&from.text)), from.whole());
                let definition = Definition::Equation { value, initial: None, graph: None, non_negative: false };
                variable.equations = vec![Equation { of: Vec::new(), except: Vec::new(), definition }];
            }
            None => {
                let message = format!("there is no variable `{}` to connect to", to.text);
                problems.push(Problem::new(Code::UnknownVariable, message, to.whole()));
            }
        }
    }
}

/// A variable; none if it has no name or cannot be understood, which is told.
fn variable(
    element: &Element,
    prefix: &str,
    behaviour: Behaviour,
    dimensions: &[Dimension],
    problems: &mut Problems,
) -> Option<Variable> {
    let found = understood_variable(element, prefix, behaviour, dimensions, problems);
    if let (None, Some(name)) = (&found, element.attribute("name")) {
        problems.unread.insert(unquoted(&name.text));
    }
    found
}

fn understood_variable(
    element: &Element,
    prefix: &str,
    behaviour: Behaviour,
    dimensions: &[Dimension],
    problems: &mut Problems,
) -> Option<Variable> {
    let Some(name) = element.attribute("name") else {
        problems.push(Problem::new(
            Code::Syntax,
            format!("`<{}>` needs a `name`", element.name),
            element.range.clone(),
        ));
        return None;
    };
    let own = unquoted(&name.text);
    let written = name.text.trim().trim_matches('"').replace("\\n", " ").replace("\\\"", "\"");
    let written = written.split_whitespace().collect::<Vec<_>>().join(" ").replace('_', " ");
    understood(element, problems);
    let dims = element.first("dimensions").into_iter().flat_map(|dims| dims.all("dim"));
    let dims: Vec<String> = dims.filter_map(|dim| dim.attribute("name")).map(|name| folded(&name.text)).collect();
    let mut equations = Vec::new();
    let elements: Vec<&Element> = element.all("element").collect();
    let read = Read { behaviour, whole: element, name: name.whole() };
    let several: Vec<&Element> = element.all("eqn").collect();
    if elements.is_empty() && several.len() > 1 && !dims.is_empty() {
        // Vensim writes one equation after the other where elements differ.
        let each = every_element(dimensions, &dims);
        if each.len() != several.len() {
            let message =
                format!("there are {} here for {}", counted(several.len(), "equation"), counted(each.len(), "element"));
            problems.push(Problem::new(Code::Syntax, message, name.whole()));
            return None;
        }
        for (of, one) in each.into_iter().zip(several) {
            let value = read_equation(one.text(), problems)?;
            let definition = Definition::Equation { value, initial: None, graph: None, non_negative: false };
            equations.push(Equation { of, except: Vec::new(), definition });
        }
    } else if elements.is_empty() {
        if let [first, second, ..] = several.as_slice() {
            let problem =
                Problem::new(Code::DuplicateName, format!("`{written}` has two equations"), second.range.clone());
            problems.push(problem.beside(first.range.clone(), "the other").with_help("take one away"));
            return None;
        }
        let definition = match element.first("eqn").filter(|_| !dims.is_empty()).and_then(|text| list(text.text())) {
            Some(value) => Definition::Equation { value, initial: None, graph: None, non_negative: false },
            None => read.definition(element, problems)?,
        };
        equations.push(Equation { of: Vec::new(), except: Vec::new(), definition });
    }
    for one in elements {
        let Some(subscript) = one.attribute("subscript") else {
            problems.push(Problem::new(Code::Syntax, "`<element>` needs a `subscript`", one.range.clone()));
            continue;
        };
        let of = subscript.text.split(',').map(folded).collect();
        let definition = read.definition(one, problems)?;
        equations.push(Equation { of, except: Vec::new(), definition });
    }
    Some(Variable {
        written,
        name: format!("{prefix}{own}"),
        range: name.whole(),
        module: prefix.to_owned(),
        dims,
        equations,
        unit: element.text_of("units"),
        doc: element.text_of("doc").split_whitespace().collect::<Vec<_>>().join(" "),
        is_flow: element.name == "flow",
        of_macro: false,
    })
}

/// How the equations of one variable are read.
struct Read<'a> {
    behaviour: Behaviour,
    whole: &'a Element,
    name: Range<usize>,
}

impl Read<'_> {
    /// What an element of the variable is: `own` is the variable, or its part for that element.
    fn definition(&self, own: &Element, problems: &mut Problems) -> Option<Definition> {
        let graph_element = own.first("gf").or(self.whole.first("gf"));
        if self.whole.name == "gf" {
            return graph(self.whole, problems).map(Definition::Graph);
        }
        let read_graph = match graph_element {
            Some(element) => Some(graph(element, problems)?),
            None => None,
        };
        let text = own.first("eqn").or(self.whole.first("eqn")).map(Element::text);
        let text = text.filter(|text| !is_blank(&text.text));
        if let Some(leak) = self.whole.first("leak").filter(|_| self.whole.name == "flow") {
            return self.leak(leak, text, problems);
        }
        if self.whole.name == "stock" && !(text.is_none() && self.is_input()) {
            return self.stock(text, problems);
        }
        let Some(text) = text else {
            return match read_graph {
                Some(graph) => Some(Definition::Graph(graph)),
                None => self.without_equation(problems),
            };
        };
        let value = read_equation(text, problems)?;
        let initial = match own.first("init_eqn").or(self.whole.first("init_eqn")) {
            Some(initial) => Some(Box::new(read_equation(initial.text(), problems)?)),
            None => None,
        };
        let non_negative = self.whole.name == "flow" && self.whole.flag("non_negative").unwrap_or(self.behaviour.flows);
        Some(Definition::Equation { value, initial, graph: read_graph, non_negative })
    }

    /// Whether it is what is connected to it from another module.
    fn is_input(&self) -> bool {
        self.whole.attribute("access").is_some_and(|access| access.text.trim().eq_ignore_ascii_case("input"))
    }

    /// A flow without an equation is one that a conveyor makes, an input is what is connected to it: both are given their values
    /// later.
    fn without_equation(&self, problems: &mut Problems) -> Option<Definition> {
        if self.whole.name == "flow" || self.is_input() {
            let value = Expression::number(f64::NAN, self.name.clone());
            return Some(Definition::Equation { value, initial: None, graph: None, non_negative: false });
        }
        problems.push(Problem::new(Code::Syntax, "there is no equation", self.name.clone()));
        None
    }

    /// A flow that leaks from a conveyor: `<leak>` holds its fraction, or only says that the equation is one.
    fn leak(&self, leak: &Element, text: Option<&Placed>, problems: &mut Problems) -> Option<Definition> {
        if let Some(whole) = self.whole.first("leak_integers") {
            problems.unsupported("leaks of whole units (`<leak_integers>`)", whole.range.clone());
            return None;
        }
        for (name, usual) in [("leak_start", 0.0), ("leak_end", 1.0)] {
            let given = self.whole.attribute(name).or(leak.attribute(name));
            if let Some(given) = given.filter(|given| given.text.trim().parse() != Ok(usual)) {
                problems.unsupported(&format!("leaks along a part of a conveyor (`{name}`)"), given.whole());
                return None;
            }
        }
        let own = Some(leak.text()).filter(|text| !text.text.trim().is_empty());
        let Some(text) = own.or(text) else {
            problems.push(Problem::new(Code::Syntax, "a leak needs its fraction", self.name.clone()));
            return None;
        };
        read_equation(text, problems).map(Definition::Leak)
    }

    fn stock(&self, text: Option<&Placed>, problems: &mut Problems) -> Option<Definition> {
        let stock = self.whole;
        let Some(text) = text else {
            problems.push(Problem::new(
                Code::Syntax,
                "a stock needs an `<eqn>`, which it begins with",
                self.name.clone(),
            ));
            return None;
        };
        let initial = read_equation(text, problems)?;
        let flows = |kind: &str| -> Vec<Expression> {
            stock.all(kind).map(|flow| Expression::name(&unquoted(&flow.text().text), flow.text().whole())).collect()
        };
        for kind in ["inflow", "outflow"] {
            let listed = flows(kind);
            let twice = (1..listed.len())
                .find(|place| listed[..*place].iter().any(|one| flow_name(one) == flow_name(&listed[*place])));
            if let Some(place) = twice {
                let message = format!("this {kind} is listed twice");
                problems.push(Problem::new(Code::DuplicateName, message, listed[place].range.clone()));
                return None;
            }
        }
        let conveyor = match stock.first("conveyor") {
            Some(element) => Some(Self::conveyor(element, problems)?),
            None => None,
        };
        Some(Definition::Stock(Box::new(Stock {
            initial,
            inflows: flows("inflow"),
            outflows: flows("outflow"),
            non_negative: conveyor.is_none() && stock.flag("non_negative").unwrap_or(self.behaviour.stocks),
            conveyor,
        })))
    }

    fn conveyor(element: &Element, problems: &mut Problems) -> Option<Conveyor> {
        for name in ["capacity", "in_limit", "sample", "arrest"] {
            if let Some(part) = element.first(name) {
                problems.unsupported(&format!("conveyors with `<{name}>`"), part.range.clone());
                return None;
            }
        }
        for name in ["discrete", "batch_integrity"] {
            if let Some(flag) = element.attribute(name).filter(|flag| flag.text.trim() == "true") {
                problems.unsupported(&format!("conveyors with `{name}`"), flag.whole());
                return None;
            }
        }
        let Some(length) = element.first("len") else {
            problems.push(Problem::new(Code::Syntax, "a conveyor needs a `<len>`", element.range.clone()));
            return None;
        };
        let length = read_equation(length.text(), problems)?;
        let exponential = element.attribute("exponential_leak").is_some_and(|flag| flag.text.trim() == "true");
        Some(Conveyor { length, exponential })
    }
}

fn read_equation(text: &Placed, problems: &mut Problems) -> Option<Expression> {
    match parse(text, Dialect::Xmile) {
        Ok(expression) => Some(expression),
        Err(problem) => {
            problems.push(problem);
            None
        }
    }
}

/// `<macro>`: a function with parameters, an equation, and variables of its own.
pub(super) fn a_macro(element: &Element, behaviour: Behaviour, problems: &mut Problems) -> Option<Macro> {
    let Some(name) = element.attribute("name") else {
        problems.push(Problem::new(Code::Syntax, "`<macro>` needs a `name`", element.range.clone()));
        return None;
    };
    let Some(value) = element.first("eqn") else {
        problems.push(Problem::new(Code::Syntax, "`<macro>` needs an `<eqn>`", element.range.clone()));
        return None;
    };
    let value = read_equation(value.text(), problems)?;
    let mut parameters = Vec::new();
    for parameter in element.all("parm") {
        let default = match parameter.attribute("default") {
            Some(text) => Some(read_equation(text, problems)?),
            None => None,
        };
        parameters.push(Parameter { name: folded(&parameter.text().text), default });
    }
    let part = Part { models: &[], behaviour, dimensions: &[], specs: None, prefix: String::new(), depth: 0 };
    let variables = part.variables(element, problems);
    Some(Macro { name: folded(&name.text), parameters, outputs: Vec::new(), value, variables })
}
