//! Checks calls of functions.

use crate::diagnostic::Code;
use std::ops::Range;

use super::expression::{Checker, Typed, union};
use super::functions::{FUNCTIONS, Form};
use crate::laws;
use crate::model::ast::{Expression, Kind};
use crate::model::graph::{Binary, Unary};
use crate::model::names::Meaning;
use crate::model::slips;
use crate::model::term::{Clock, Composite, DimensionId, Noise, Operator, Reduction, Target, Term};
use crate::model::units::{Dimension, Power};

impl Checker<'_, '_> {
    pub(super) fn call(
        &mut self,
        name: &str,
        name_range: &Range<usize>,
        arguments: &[Expression],
        range: &Range<usize>,
    ) -> Typed {
        if let Some(Meaning::Lookup(index)) = self.context.names.get(name) {
            return self.lookup(index, name, arguments, range);
        }
        if let Some(law) = laws::law(name) {
            return self.law(law, arguments, range);
        }
        let Some((_, signature, least, most, form)) = FUNCTIONS.iter().find(|(known, ..)| *known == name) else {
            return self.unknown_function(name, name_range);
        };
        if arguments.len() < *least || arguments.len() > *most {
            let count = arguments.len();
            let message = format!("`{name}` does not take {count} argument{}", if count == 1 { "" } else { "s" });
            let over =
                if let (Form::Reduce(_), [one]) = (form, arguments) { self.own_dimensions(one) } else { Vec::new() };
            let line = if over.is_empty() {
                (*signature).to_owned()
            } else {
                let written = &self.equation.value[arguments[0].range.clone()];
                format!("{name}({written}, {})", over.join(", "))
            };
            return self.error_with_help(
                Code::Arguments,
                message,
                range,
                "wrong number",
                Some(format!("write `{line}`")),
            );
        }
        self.built_in(name, *form, arguments, range)
    }

    /// The dimensions by which what is named in an expression varies, and the equation does not.
    fn own_dimensions(&self, expression: &Expression) -> Vec<String> {
        let mut dims: Vec<DimensionId> = Vec::new();
        expression.each_name(&mut |name| {
            if let Some(Meaning::Quantity(target)) = self.context.names.get(name) {
                dims = union(&dims, &self.context.signature(target).dims);
            }
        });
        let own = dims.into_iter().filter(|dim| !self.scope.contains(dim));
        own.map(|dim| self.context.names.dimensions[dim].clone()).collect()
    }

    fn unknown_function(&mut self, name: &str, range: &Range<usize>) -> Typed {
        let help = if self.context.names.get(name).is_some() {
            Some(format!("`{name}` is not a function; write `{name} * (…)` if a product is meant"))
        } else if let Some(ours) = slips::function(name) {
            Some(format!("write `{ours}`"))
        } else {
            let known = FUNCTIONS.iter().map(|(known, ..)| *known).chain(laws::LAWS.iter().map(|law| law.name));
            crate::diagnostic::did_you_mean(name, known).map(|meant| format!("did you mean `{meant}`?"))
        };
        self.error_with_help(
            Code::UnknownFunction,
            format!("the function `{name}` is not known"),
            range,
            "unknown",
            help,
        )
    }

    fn lookup(&mut self, index: usize, name: &str, arguments: &[Expression], range: &Range<usize>) -> Typed {
        let [argument] = arguments else {
            return self.error(
                Code::Arguments,
                format!("the lookup table `{name}` takes one argument"),
                range,
                "wrong number",
            );
        };
        let x = self.expression(argument);
        let (x_unit, unit) = self.context.lookups[index].clone();
        self.require(&x, &x_unit.dimension, &argument.range, &format!("the argument of `{name}`"));
        let dims = x.dims.clone();
        Typed::new(Term::Lookup(index, x.boxed()), unit.dimension, dims)
    }

    fn built_in(&mut self, name: &str, form: Form, arguments: &[Expression], range: &Range<usize>) -> Typed {
        match form {
            Form::Plain(operation) => self.dimensionless(&arguments[0], |x| Term::Unary(operation, x)),
            Form::Log10 => self.dimensionless(&arguments[0], |x| {
                let log = Term::Unary(Unary::Ln, x);
                operator(Binary::Divide, log, Term::Number(std::f64::consts::LN_10))
            }),
            Form::Logit => self.dimensionless(&arguments[0], |p| Term::Composite(Composite::Logit, vec![*p])),
            Form::Keeping(operation) => {
                let x = self.expression(&arguments[0]);
                Typed { term: Term::Unary(operation, Box::new(x.term)), unit: x.unit, dims: x.dims }
            }
            Form::Sign => {
                let x = self.expression(&arguments[0]);
                Typed::new(Term::Unary(Unary::Sign, Box::new(x.term)), Dimension::one(), x.dims)
            }
            Form::Sqrt => {
                let x = self.expression(&arguments[0]);
                let unit = x.unit.map(|unit| unit.power(Power::new(1, 2)));
                Typed { term: Term::Unary(Unary::Sqrt, Box::new(x.term)), unit, dims: x.dims }
            }
            Form::Reduce(reduction) => self.reduce(reduction, arguments, range),
            Form::Clamp => {
                let parts = self.same_unit("a range of", arguments);
                let [x, low, high] = parts.terms.try_into().unwrap_or_else(|_| unreachable!("three were counted"));
                let raised = operator(Binary::Maximum, x, low);
                Typed { term: operator(Binary::Minimum, raised, high), unit: parts.unit, dims: parts.dims }
            }
            Form::Modulo => {
                let mut parts = self.same_unit("a remainder of", arguments);
                let (b, a) = (parts.terms.remove(1), parts.terms.remove(0));
                Typed { term: operator(Binary::Modulo, a, b), unit: parts.unit, dims: parts.dims }
            }
            Form::SafeDivide => self.safe_divide(arguments),
            Form::Previous => {
                let x = self.expression(&arguments[0]);
                self.lagged(x, Some(1), arguments.get(1), range)
            }
            Form::Lag => {
                let (x, steps) = (self.expression(&arguments[0]), self.steps(&arguments[1]));
                self.lagged(x, steps, arguments.get(2), range)
            }
            Form::ServiceLife => self.service_life(arguments, range),
            Form::Survivors(law) => self.survivors(name, law, arguments, range),
            Form::Initial => {
                let x = self.expression(&arguments[0]);
                Typed { term: Term::Initial(Box::new(x.term)), unit: x.unit, dims: x.dims }
            }
            Form::Delay { smooth, order } => self.delayed(smooth, order, arguments),
            Form::Step => self.input(Composite::Step, arguments, |unit| unit),
            Form::Ramp => self.input(Composite::Ramp, arguments, |unit| unit.times(&Dimension::year())),
            Form::Pulse => self.input(Composite::Pulse, arguments, |unit| unit.per(&Dimension::year())),
            Form::Noise(noise) => self.noise(noise, arguments),
        }
    }

    fn dimensionless(&mut self, argument: &Expression, make: impl FnOnce(Box<Term>) -> Term) -> Typed {
        let x = self.expression(argument);
        self.require(&x, &Dimension::one(), &argument.range, "the argument");
        Typed::new(make(Box::new(x.term)), Dimension::one(), x.dims)
    }

    /// Checks arguments that must share one unit.
    fn same_unit(&mut self, verb: &str, arguments: &[Expression]) -> Parts {
        let mut parts = Parts { terms: Vec::new(), unit: None, dims: Vec::new() };
        let mut first: Option<(Typed, Range<usize>)> = None;
        for argument in arguments {
            let typed = self.expression(argument);
            if let Some((reference, at)) = &first {
                self.common(verb, (reference, at), (&typed, &argument.range));
            }
            parts.dims = union(&parts.dims, &typed.dims);
            parts.terms.push(typed.term.clone());
            if first.is_none() && typed.unit.is_some() {
                parts.unit.clone_from(&typed.unit);
                first = Some((typed, argument.range.clone()));
            }
        }
        parts
    }

    /// The dimension that an argument names, if it is nothing but that.
    fn dimension_argument(&self, argument: &Expression) -> Option<DimensionId> {
        match &argument.kind {
            Kind::Name { name, subscripts } if subscripts.is_empty() => match self.context.names.get(name) {
                Some(Meaning::Dimension(dimension)) => Some(dimension),
                _ => None,
            },
            _ => None,
        }
    }

    fn reduce(&mut self, reduction: Reduction, arguments: &[Expression], range: &Range<usize>) -> Typed {
        let over: Vec<Option<DimensionId>> = arguments[1..].iter().map(|a| self.dimension_argument(a)).collect();
        if over.iter().all(Option::is_none) {
            let operation = match reduction {
                Reduction::Minimum => Binary::Minimum,
                Reduction::Maximum => Binary::Maximum,
                Reduction::Sum | Reduction::Mean | Reduction::Product => {
                    return self.not_a_dimension(&arguments[1]);
                }
            };
            let parts = self.same_unit("a choice between", arguments);
            let mut terms = parts.terms.into_iter();
            let first = terms.next().unwrap_or(Term::Number(f64::NAN));
            let term = terms.fold(first, |chosen, next| operator(operation, chosen, next));
            return Typed { term, unit: parts.unit, dims: parts.dims };
        }
        let mut dims = Vec::new();
        for (dimension, argument) in over.into_iter().zip(&arguments[1..]) {
            match dimension {
                Some(dimension) => dims.push(dimension),
                None => return self.not_a_dimension(argument),
            }
        }
        self.reduce_over(reduction, &arguments[0], dims, range)
    }

    fn not_a_dimension(&mut self, argument: &Expression) -> Typed {
        let known = &self.context.names.dimensions;
        let meant = match &argument.kind {
            Kind::Name { name, .. } => crate::diagnostic::did_you_mean(name, known.iter().map(String::as_str)),
            _ => None,
        };
        let help = match meant {
            Some(meant) => Some(format!("did you mean `{meant}`?")),
            None if known.is_empty() => Some("this scenario declares no dimensions".to_owned()),
            None => Some(format!("the dimensions are {}", known.join(", "))),
        };
        let message = "a dimension is expected here".to_owned();
        self.error_with_help(Code::Arguments, message, &argument.range, "not a dimension", help)
    }

    fn reduce_over(
        &mut self,
        reduction: Reduction,
        argument: &Expression,
        over: Vec<DimensionId>,
        range: &Range<usize>,
    ) -> Typed {
        let scope = self.scope.clone();
        self.scope = union(&scope, &over);
        let x = self.expression(argument);
        self.scope = scope;
        if x.unit.is_some()
            && let Some(absent) = over.iter().find(|dim| !x.dims.contains(dim))
        {
            let name = self.context.names.dimensions[*absent].clone();
            let message = format!("this does not vary by `{name}`, so there is nothing to gather");
            return self.error(Code::DimensionMismatch, message, &argument.range, "the same for every element");
        }
        if reduction == Reduction::Product && x.unit.as_ref().is_some_and(|unit| !unit.is_one()) {
            return self.error(
                Code::UnitMismatch,
                "a product over elements must be dimensionless".to_owned(),
                range,
                "has a unit",
            );
        }
        let dims = x.dims.iter().copied().filter(|dim| !over.contains(dim)).collect();
        Typed { term: Term::Reduce(reduction, Box::new(x.term), over), unit: x.unit, dims }
    }

    fn safe_divide(&mut self, arguments: &[Expression]) -> Typed {
        let (a, b) = (self.expression(&arguments[0]), self.expression(&arguments[1]));
        let unit = a.unit.as_ref().zip(b.unit.as_ref()).map(|(a, b)| a.per(b));
        let mut dims = union(&a.dims, &b.dims);
        let mut otherwise = Term::Number(0.0);
        if let Some(argument) = arguments.get(2) {
            let typed = self.expression(argument);
            if let Some(unit) = &unit {
                self.require(&typed, unit, &argument.range, "the third argument of `safediv`");
            }
            dims = union(&dims, &typed.dims);
            otherwise = typed.term;
        }
        Typed { term: Term::Composite(Composite::SafeDivide, vec![a.term, b.term, otherwise]), unit, dims }
    }

    /// A span of time written out, as whole steps.
    pub(super) fn steps(&mut self, argument: &Expression) -> Option<usize> {
        let typed = self.expression(argument);
        self.require(&typed, &Dimension::year(), &argument.range, "a span of time");
        if self.context.units.checked() {
            typed.unit.as_ref()?;
        }
        let steps = match typed.term {
            Term::Number(years) => years / self.context.step,
            Term::Clock(Clock::Step) => 1.0,
            Term::Reference(Target::Assumption(index), _) => {
                self.context.fixed[index].map_or(f64::NAN, |years| years / self.context.step)
            }
            _ => f64::NAN,
        };
        if (steps - steps.round()).abs() < 1e-6 && (1.0..=100_000.0).contains(&steps.round()) {
            return Some(steps.round() as usize);
        }
        let help = Some(format!(
            "the step is {} yr; write a number such as `1 yr`, or an assumption with a fixed value",
            self.context.step
        ));
        let message = "a span of time must be fixed, and a whole number of steps".to_owned();
        self.error_with_help(Code::LagSpan, message, &argument.range, "not a whole number of steps", help);
        None
    }

    /// The number that a term is whatever happens, as far as that is plain to see.
    fn known(&self, term: &Term) -> Option<f64> {
        match term {
            Term::Number(value) => Some(*value),
            Term::Unary(Unary::Negate, inner) => self.known(inner).map(|value| -value),
            Term::Operator(Operator::Plain(Binary::Subtract), a, b) => Some(self.known(a)? - self.known(b)?),
            Term::Reference(Target::Assumption(index), _) => self.context.fixed[*index],
            _ => None,
        }
    }

    fn lagged(&mut self, x: Typed, steps: Option<usize>, initial: Option<&Expression>, range: &Range<usize>) -> Typed {
        let Some(steps) = steps else { return Typed::wrong() };
        let Typed { term, unit, mut dims } = x;
        let initial = self.initial(initial, unit.as_ref(), &mut dims);
        Typed { term: Term::Lag { term: Box::new(term), steps, initial, range: range.clone() }, unit, dims }
    }

    /// The stock of what flowed in during a span of time.
    fn service_life(&mut self, arguments: &[Expression], range: &Range<usize>) -> Typed {
        let (x, steps) = (self.expression(&arguments[0]), self.steps(&arguments[1]));
        let Some(steps) = steps else { return Typed::wrong() };
        let Typed { term, unit, mut dims } = x;
        let initial = self.initial(arguments.get(2), unit.as_ref(), &mut dims);
        let unit = unit.map(|unit| unit.times(&Dimension::year()));
        Typed { term: Term::ServiceLife { term: Box::new(term), steps, initial, range: range.clone() }, unit, dims }
    }

    /// The optional initial value of a lag or delay, in the unit of what it stands for.
    pub(super) fn initial(
        &mut self,
        argument: Option<&Expression>,
        unit: Option<&Dimension>,
        dims: &mut Vec<DimensionId>,
    ) -> Option<Box<Term>> {
        let argument = argument?;
        let typed = self.expression(argument);
        if let Some(unit) = unit {
            self.require(&typed, unit, &argument.range, "the initial value");
        }
        *dims = union(dims, &typed.dims);
        Some(typed.boxed())
    }

    fn delayed(&mut self, smooth: bool, order: usize, arguments: &[Expression]) -> Typed {
        let (x, tau) = (self.expression(&arguments[0]), self.expression(&arguments[1]));
        self.require(&tau, &Dimension::year(), &arguments[1].range, "the mean delay");
        if let Some(years) = self.known(&tau.term).filter(|years| *years <= 0.0) {
            let message = format!("the mean delay is {years} years, and must be more than none");
            let help = Some("where nothing is delayed, write the input itself".to_owned());
            self.error_with_help(Code::BadValue, message, &arguments[1].range, "not above zero", help);
        }
        let mut dims = union(&x.dims, &tau.dims);
        let unit = x.unit.clone();
        let initial = self.initial(arguments.get(2), unit.as_ref(), &mut dims);
        let term = Term::Delay { smooth, order, term: Box::new(x.term), tau: tau.boxed(), initial };
        Typed { term, unit, dims }
    }

    /// `step`, `ramp` and `pulse`: `sized` gives the unit of the value by that of its size. Moments within a millionth of a
    /// step are equal.
    fn input(
        &mut self,
        function: Composite,
        arguments: &[Expression],
        sized: impl Fn(Dimension) -> Dimension,
    ) -> Typed {
        let size = self.expression(&arguments[0]);
        let mut dims = size.dims.clone();
        let mut terms = vec![size.term];
        for argument in &arguments[1..] {
            let moment = self.expression(argument);
            self.require(&moment, &Dimension::year(), &argument.range, "a moment");
            dims = union(&dims, &moment.dims);
            terms.push(moment.term);
        }
        Typed { term: Term::Composite(function, terms), unit: size.unit.map(sized), dims }
    }

    fn noise(&mut self, noise: Noise, arguments: &[Expression]) -> Typed {
        let one = Dimension::one();
        let (unit, a, b) = match noise {
            Noise::Normal | Noise::Uniform => {
                let mut parts = self.same_unit("noise in", arguments);
                let (b, a) = (parts.terms.remove(1), parts.terms.remove(0));
                return Typed {
                    term: Term::Noise(noise, Box::new(a), Box::new(b)),
                    unit: parts.unit,
                    dims: parts.dims,
                };
            }
            Noise::Autoregressive => {
                let (rho, sd) = (self.expression(&arguments[0]), self.expression(&arguments[1]));
                self.require(&rho, &one, &arguments[0].range, "the correlation over one year");
                (sd.unit.clone(), rho, sd)
            }
            Noise::GeometricBrownian => {
                let (drift, volatility) = (self.expression(&arguments[0]), self.expression(&arguments[1]));
                self.require(&drift, &one.per(&Dimension::year()), &arguments[0].range, "the drift");
                self.require(&volatility, &one, &arguments[1].range, "the volatility over one year");
                (Some(one), drift, volatility)
            }
        };
        let dims = union(&a.dims, &b.dims);
        Typed { term: Term::Noise(noise, a.boxed(), b.boxed()), unit, dims }
    }
}

/// Checked arguments that share a unit.
struct Parts {
    terms: Vec<Term>,
    unit: Option<Dimension>,
    dims: Vec<DimensionId>,
}

fn operator(operation: Binary, a: Term, b: Term) -> Term {
    Term::Operator(Operator::Plain(operation), Box::new(a), Box::new(b))
}
