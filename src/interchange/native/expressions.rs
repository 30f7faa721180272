//! Expressions as the equation language writes them.

use super::super::Problem;
use super::super::expression::{Expression, Infix, Kind, Name};
use super::super::lexer::Dialect;
use super::super::model::{Definition, Graph};
use super::functions::{MANY, instead_of, takes, template};
use super::scope::{Scope, Stop};
use super::written::{AND, CHOICE, COMPARISON, MINUS, NOT, OR, POWER, PRODUCT, SUM, Written};
use super::{Role, Translator};
use crate::diagnostic::Code;

impl Translator<'_> {
    /// An expression in the equation language.
    pub(super) fn expression(&mut self, expression: &Expression, scope: &Scope) -> Result<Written, Stop> {
        match &expression.kind {
            Kind::Number(value) if value.is_finite() => Ok(Written::number(*value)),
            Kind::Number(_) => Err(self.wrong(Code::Syntax, "there is no equation", &expression.range)),
            Kind::Name(name) => self.reference(name, scope),
            Kind::Call(name, arguments) => self.call(name, arguments, expression, scope),
            Kind::Negate(inner) => {
                let inner = self.expression(inner, scope)?;
                Ok(Written::new(format!("-{}", inner.at(POWER)), MINUS))
            }
            Kind::Not(inner) => {
                let inner = self.expression(inner, scope)?;
                Ok(Written::new(format!("not {}", inner.at(COMPARISON)), NOT))
            }
            Kind::Infix(operator, left, right) => self.infix(*operator, left, right, scope),
            Kind::If(condition, then, otherwise) => {
                let condition = self.expression(condition, scope)?;
                let then = self.expression(then, scope)?;
                let otherwise = self.expression(otherwise, scope)?;
                // A choice in the last part needs no brackets: `if a then b else if c then d else e`.
                let text = format!("if {} then {} else {}", condition.at(OR), then.at(OR), otherwise.text);
                Ok(Written::new(text, CHOICE))
            }
            Kind::Text(_) => Err(self.unsupported("a text as a value", &expression.range)),
            Kind::Points(_) => Err(self.wrong(Code::Syntax, "points are no value", &expression.range)),
            Kind::Values(_) => Err(self.wrong(Code::Syntax, "a list of numbers is no value", &expression.range)),
        }
    }

    fn infix(
        &mut self,
        operator: Infix,
        left: &Expression,
        right: &Expression,
        scope: &Scope,
    ) -> Result<Written, Stop> {
        let a = match self.expression(left, scope) {
            Err(Stop::Wrong) => {
                // What is wrong on the other side is told too.
                let _ = self.expression(right, scope);
                return Err(Stop::Wrong);
            }
            a => a?,
        };
        let b = self.expression(right, scope)?;
        let joined = |symbol: &str, strength: u8| Written::joined(&a, symbol, &b, strength);
        // What a comparison gives is compared in brackets alone.
        let compared = |symbol: &str| Written::new(format!("{} {symbol} {}", a.at(SUM), b.at(SUM)), COMPARISON);
        Ok(match operator {
            Infix::Add => joined("+", SUM),
            Infix::Subtract => joined("-", SUM),
            Infix::Multiply => joined("*", PRODUCT),
            Infix::Divide => joined("/", PRODUCT),
            Infix::SafeDivide => Written::atom(format!("safediv({}, {})", a.text, b.text)),
            Infix::Modulo => Written::atom(format!("mod({}, {})", a.text, b.text)),
            Infix::Power => self.power(right, &a, &b, scope),
            Infix::And => joined("and", AND),
            Infix::Or => joined("or", OR),
            Infix::Less => compared("<"),
            Infix::LessEqual => compared("<="),
            Infix::Greater => compared(">"),
            Infix::GreaterEqual => compared(">="),
            Infix::Equal => compared("="),
            Infix::NotEqual => compared("<>"),
        })
    }

    /// A power. The language takes a base below zero only to a whole power that is written out, so that this is what is written
    /// of an exponent that is one.
    fn power(&mut self, exponent: &Expression, a: &Written, b: &Written, scope: &Scope) -> Written {
        let base = a.at(POWER + 1);
        let is_whole = self.value(exponent, scope).is_some_and(|value| value.fract() == 0.0 && value.abs() <= 64.0);
        match Some(exponent).filter(|exponent| is_whole && exponent.as_number().is_none()) {
            Some(exponent) if let Some(whole) = self.settled(exponent, scope) => {
                Written::new(format!("{base} ^ {}", Written::number(whole).at(MINUS)), POWER)
            }
            _ => Written::new(format!("{base} ^ {}", b.at(MINUS)), POWER),
        }
    }

    /// A function, or a graphical function of the model.
    fn call(
        &mut self,
        name: &Name,
        arguments: &[Expression],
        whole: &Expression,
        scope: &Scope,
    ) -> Result<Written, Stop> {
        // A variable may have the name of a function; what is called is the function then, unless the variable has a graph.
        let known = takes(self.model.dialect, &name.folded).is_some() || self.is_over_elements(&name.folded);
        if let Some(place) = self.find(&name.folded, &scope.module).filter(|place| !known || self.has_graph(*place)) {
            let lookup = self.lookup_of(place, name, scope)?;
            let [argument] = arguments else {
                return Err(self.wrong(Code::Arguments, format!("`{}` takes one argument", name.folded), &whole.range));
            };
            let argument = self.expression(argument, scope)?;
            return Ok(Written::atom(format!("{lookup}({})", argument.text)));
        }
        if let Some(made) = self.special(name, arguments, whole, scope) {
            return made;
        }
        if let Some((template, strength)) = template(self.model.dialect, &name.folded, arguments.len()) {
            let mut written = Vec::new();
            for argument in arguments {
                written.push(self.expression(argument, scope)?);
            }
            return Ok(Written::filled(template, &written, strength));
        }
        let written = name.folded.replace('_', " ").to_uppercase();
        if let Some((least, most)) = takes(self.model.dialect, &name.folded) {
            let takes = match most {
                MANY => format!("{least} or more"),
                _ if least == most => least.to_string(),
                _ => format!("{least} to {most}"),
            };
            let arguments_of = if most == 1 { "argument" } else { "arguments" };
            let message = format!("`{written}` takes {takes} {arguments_of}, not {}", arguments.len());
            return Err(self.wrong(Code::Arguments, message, &whole.range));
        }
        if self.is_unread(&name.folded) {
            return Err(Stop::Wrong);
        }
        let message = format!("not supported: the function `{written}`");
        let problem = Problem::new(Code::Unsupported, message, name.range.clone());
        self.problems.push(problem.with_help(instead_of(self.model.dialect, &name.folded)));
        Err(Stop::Wrong)
    }

    /// Functions that are more than a text with arguments in it; none if this is not one of them.
    fn special(
        &mut self,
        name: &Name,
        arguments: &[Expression],
        whole: &Expression,
        scope: &Scope,
    ) -> Option<Result<Written, Stop>> {
        let xmile = self.model.dialect == Dialect::Xmile;
        match (name.folded.as_str(), arguments) {
            ("if_then_else", [condition, then, otherwise]) => {
                let kind = Kind::If(Box::new(condition.clone()), Box::new(then.clone()), Box::new(otherwise.clone()));
                Some(self.expression(&Expression::new(kind, whole.range.clone()), scope))
            }
            ("min" | "max", [_, _, ..]) => Some(self.extreme(&name.folded, arguments, scope)),
            ("mean", [_, _, ..]) if xmile => Some(self.mean(arguments, scope)),
            // So one converter writes `VMIN(x)`.
            ("lookup", [Expression { kind: Kind::Name(graph), .. }, x])
                if xmile
                    && ["vmin", "vmax"].contains(&graph.folded.as_str())
                    && self.find(&graph.folded, &scope.module).is_none() =>
            {
                self.over_elements(graph, std::slice::from_ref(x), whole, scope)
            }
            ("lookup", [Expression { kind: Kind::Name(graph), .. }, x]) if xmile => {
                Some(self.looked_up(graph, x, scope))
            }
            ("with_lookup", [x, Expression { kind: Kind::Points(points), range }]) => {
                let graph = Graph {
                    points: points.clone(),
                    data: None,
                    shape: super::super::model::Shape::Continuous,
                    range: range.clone(),
                };
                Some(self.in_place(&graph, x, scope))
            }
            ("pulse", [_] | [_, _] | [_, _, _]) if xmile => Some(self.pulse(arguments, scope)),
            ("poisson", [mean] | [mean, _]) if xmile => Some(self.poisson(mean, scope)),
            (_, [Expression { kind: Kind::Name(graph), .. }, x])
                if let Some(made) = self.read_otherwise(name, graph, x, scope) =>
            {
                Some(made)
            }
            (_, [Expression { kind: Kind::Name(graph), .. }, one, other])
                if let Some(made) = self.measure_graph(name, graph, one, other, scope) =>
            {
                Some(made)
            }
            ("get_time_value", [of, offset, measure]) if !xmile => Some(self.time_value(of, offset, measure, scope)),
            _ => self
                .over_elements(name, arguments, whole, scope)
                .or_else(|| self.made_of_data(name, arguments, scope))
                .or_else(|| self.shifted(name, arguments, whole, scope))
                .or_else(|| self.data_at(name, arguments, scope))
                .or_else(|| self.test_input(name, arguments, scope))
                .or_else(|| self.random(name, arguments, whole, scope))
                .or_else(|| self.stateful(name, arguments, whole, scope))
                .or_else(|| self.vector(name, arguments, whole, scope)),
        }
    }

    /// The least or greatest of several, of which each may be all elements of an array.
    fn extreme(&mut self, name: &str, arguments: &[Expression], scope: &Scope) -> Result<Written, Stop> {
        let mut parts = Vec::new();
        for argument in arguments {
            parts.push(self.expression(argument, scope)?.text);
        }
        Ok(Written::atom(format!("{name}({})", parts.join(", "))))
    }

    /// `MEAN(a, b, …)`, as Stella has it of numbers.
    fn mean(&mut self, arguments: &[Expression], scope: &Scope) -> Result<Written, Stop> {
        let mut parts = Vec::new();
        for argument in arguments {
            parts.push(self.expression(argument, scope)?.at(SUM));
        }
        Ok(Written::new(format!("({}) / {}", parts.join(" + "), parts.len()), PRODUCT))
    }

    /// `LOOKUP(graph, x)`: the graph of a variable, whatever the variable itself is given.
    fn looked_up(&mut self, graph: &Name, x: &Expression, scope: &Scope) -> Result<Written, Stop> {
        let Some(place) = self.find(&graph.folded, &scope.module) else {
            return Err(self.unknown(graph));
        };
        let lookup = self.lookup_of(place, graph, scope)?;
        let x = self.expression(x, scope)?;
        Ok(Written::atom(format!("{lookup}({})", x.text)))
    }

    /// A graphical function that is written where it is used.
    pub(super) fn in_place(&mut self, graph: &Graph, x: &Expression, scope: &Scope) -> Result<Written, Stop> {
        let x = self.expression(x, scope)?;
        let lookup = self.names.give(&format!("{}_graph", scope.own));
        self.add_lookup(&lookup, graph, "")?;
        Ok(Written::atom(format!("{lookup}({})", x.text)))
    }

    /// Whether a variable is given by points.
    fn has_graph(&self, place: usize) -> bool {
        self.model.variables[place].equations.iter().all(|equation| match &equation.definition {
            Definition::Equation { graph, .. } => graph.is_some(),
            Definition::Graph(_) => true,
            Definition::Stock(_) | Definition::Leak(_) => false,
        })
    }

    /// The name of the lookup of a variable that has a graph.
    pub(super) fn lookup_of(&mut self, place: usize, name: &Name, scope: &Scope) -> Result<String, Stop> {
        let variable = &self.model.variables[place];
        if let Role::Lookup(own) = &self.roles[place] {
            let own = own.clone();
            if variable.dims.is_empty() {
                return Ok(own);
            }
            let of = self.flat(place, &name.subscripts, scope, &name.range)?;
            return Ok(Self::lookup_name(&own, &of));
        }
        if let Role::Variable(own) = &self.roles[place]
            && variable.dims.is_empty()
            && self.has_graph(place)
        {
            return Ok(format!("{own}_graph"));
        }
        let written = variable.written.clone();
        if self.is_unread(&variable.name) {
            return Err(Stop::Wrong);
        }
        let message = format!("`{written}` is no function: it has no graph");
        Err(self.wrong(Code::UnknownFunction, message, &name.range))
    }

    /// `GET TIME VALUE(relative to, offset, measure)` of Vensim: the time now, or at the start, in the unit of the model.
    fn time_value(
        &mut self,
        of: &Expression,
        offset: &Expression,
        measure: &Expression,
        scope: &Scope,
    ) -> Result<Written, Stop> {
        if self.settled(measure, scope) != Some(0.0) {
            return Err(self.unsupported("`GET TIME VALUE` by a calendar", &measure.range));
        }
        let time = match self.settled(of, scope) {
            Some(0.0) => "time",
            Some(1.0) => "starttime",
            _ => return Err(self.unsupported("`GET TIME VALUE` of the clock", &of.range)),
        };
        let offset = self.expression(offset, scope)?;
        Ok(Written::joined(&Written::atom(time), "+", &offset, SUM))
    }

    /// The name of the lookup of one element.
    pub(super) fn lookup_name(own: &str, of: &[String]) -> String {
        std::iter::once(own.to_owned())
            .chain(of.iter().map(|element| super::names::plain(element)))
            .collect::<Vec<_>>()
            .join("_")
    }

    /// `PULSE(volume, first, interval)` of XMILE (section 3.5.4): within one step, at the start unless `first` is given, once unless
    /// an interval above zero is.
    fn pulse(&mut self, arguments: &[Expression], scope: &Scope) -> Result<Written, Stop> {
        let volume = self.expression(&arguments[0], scope)?;
        let first = match arguments.get(1) {
            Some(first) => self.expression(first, scope)?,
            None => Written::atom("starttime"),
        };
        let Some(interval) = arguments.get(2) else {
            return Ok(Written::atom(format!("pulse({}, {})", volume.text, first.text)));
        };
        match interval.as_number() {
            Some(value) if value <= 0.0 => Ok(Written::atom(format!("pulse({}, {})", volume.text, first.text))),
            _ => {
                let interval = self.expression(interval, scope)?;
                Ok(Written::atom(format!("pulse({}, {}, {})", volume.text, first.text, interval.text)))
            }
        }
    }
}
