//! Checks names: quantities with subscripts, elements, moments of the time axis.

use crate::diagnostic::Code;
use std::ops::Range;

use super::expression::{Checker, Typed};
use super::functions::is_function;
use crate::model::names::Meaning;
use crate::model::term::{Clock, DimensionId, Subscript, Target, Term};
use crate::model::units::Dimension;

impl Checker<'_, '_> {
    pub(super) fn unknown_element(&mut self, dimension: DimensionId, element: &str, range: &Range<usize>) -> Typed {
        let known = &self.context.names.elements[dimension];
        let help = match crate::diagnostic::did_you_mean(element, known.iter().map(String::as_str)) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("its elements are {}", known.join(", ")),
        };
        let name = &self.context.names.dimensions[dimension];
        let message = format!("`{element}` is not an element of `{name}`");
        self.error_with_help(Code::UnknownElement, message, range, "unknown element", Some(help))
    }

    pub(super) fn name(&mut self, name: &str, subscripts: &[(String, Range<usize>)], range: &Range<usize>) -> Typed {
        if subscripts.is_empty()
            && let Some(typed) = clock(name)
        {
            return typed;
        }
        match self.context.names.get(name) {
            Some(Meaning::Quantity(target)) => self.reference(target, subscripts, range),
            Some(Meaning::Lookup(_)) => self.error_with_help(
                Code::NotAValue,
                format!("`{name}` is a lookup table"),
                range,
                "needs an argument",
                Some(format!("write `{name}(time)`, for instance")),
            ),
            Some(Meaning::Dimension(_)) => self.error_with_help(
                Code::NotAValue,
                format!("`{name}` is a dimension, not a value"),
                range,
                "a dimension",
                Some(format!("write `{name} = element` to ask which element is at hand")),
            ),
            None => {
                let is_function = is_function(name);
                let help = if is_function {
                    Some(format!("`{name}` is a function: write `{name}(…)`"))
                } else if self.context.units.lookup(name).is_some() {
                    Some(in_brackets(&self.equation.value, name, range))
                } else {
                    self.context.names.nearest(name).map(|meant| format!("did you mean `{meant}`?"))
                };
                let message = format!("`{name}` is not known");
                self.error_with_help(
                    Code::UnknownVariable,
                    message,
                    range,
                    "not declared in this file or what it extends",
                    help,
                )
            }
        }
    }

    /// A reference with one subscript for each declared dimension; without any, elementwise by name of dimension.
    fn reference(&mut self, target: Target, written: &[(String, Range<usize>)], range: &Range<usize>) -> Typed {
        let signature = self.context.signature(target).clone();
        if !written.is_empty() && written.len() != signature.dims.len() {
            let dims: Vec<&str> =
                signature.dims.iter().map(|dim| self.context.names.dimensions[*dim].as_str()).collect();
            let name = &signature.name;
            let (shape, help) = if dims.is_empty() {
                ("no dimensions".to_owned(), format!("write `{name}` alone"))
            } else {
                let all = dims.join(", ");
                let help = format!("write `{name}[{all}]`, with an element in the place of a dimension to choose it");
                (format!("the dimensions [{all}]"), help)
            };
            let given =
                if written.len() == 1 { "1 subscript is" } else { &format!("{} subscripts are", written.len()) };
            let message = format!("`{name}` has {shape}, but {given} given");
            let label = "subscripts do not fit";
            return self.error_with_help(Code::DimensionMismatch, message, range, label, Some(help));
        }
        let mut subscripts = Vec::with_capacity(signature.dims.len());
        let mut dims = Vec::new();
        for (position, dimension) in signature.dims.iter().copied().enumerate() {
            let own = match written.get(position) {
                None => true,
                Some((text, _)) => *text == self.context.names.dimensions[dimension],
            };
            if own {
                if !self.scope.contains(&dimension) {
                    return self.out_of_scope(&signature.name, dimension, range);
                }
                subscripts.push(Subscript::Own(dimension));
                dims.push(dimension);
                continue;
            }
            let (text, at) = &written[position];
            match self.context.names.element(dimension, text) {
                Some(element) => subscripts.push(Subscript::Element(element)),
                None => return self.unknown_element(dimension, text, at),
            }
        }
        Typed::new(Term::Reference(target, subscripts), signature.unit.dimension, dims)
    }

    fn out_of_scope(&mut self, name: &str, dimension: DimensionId, range: &Range<usize>) -> Typed {
        let dimension = &self.context.names.dimensions[dimension];
        let scope: Vec<&str> = self.scope.iter().map(|dim| self.context.names.dimensions[*dim].as_str()).collect();
        let have =
            if scope.is_empty() { "has no dimensions".to_owned() } else { format!("has [{}]", scope.join(", ")) };
        self.error_with_help(
            Code::DimensionMismatch,
            format!("`{name}` varies by `{dimension}`, but the equation {have}"),
            range,
            &format!("varies by `{dimension}`"),
            Some(format!(
                "write `sum({name}, {dimension})`, choose an element, or add `{dimension}` to the variable's `dims`"
            )),
        )
    }
}

/// Names of the time axis, and pi.
fn clock(name: &str) -> Option<Typed> {
    let clock = match name {
        "time" => Clock::Time,
        "starttime" => Clock::Start,
        "stoptime" => Clock::Stop,
        "known_until" => Clock::Known,
        "dt" => Clock::Step,
        "pi" => return Some(Typed::new(Term::Number(std::f64::consts::PI), Dimension::one(), Vec::new())),
        _ => return None,
    };
    Some(Typed::new(Term::Clock(clock), Dimension::year(), Vec::new()))
}

/// How to write the unit that stands where a quantity is expected: in `3 t/yr` the number has the unit `t`, and `yr` is a divisor.
fn in_brackets(equation: &str, unit: &str, range: &Range<usize>) -> String {
    let written = || {
        let before = equation[..range.start].trim_end().strip_suffix('/')?.trim_end();
        let of_unit = |character: char| character.is_alphanumeric() || matches!(character, '_' | '%' | '^' | '.' | ' ');
        let whole = before.rsplit(|character| !of_unit(character)).next()?.trim_start();
        let (number, above) = whole.split_once(' ')?;
        number.parse::<f64>().is_ok().then(|| format!("{number} [{}/{unit}]", above.trim()))
    };
    match written() {
        Some(written) => format!("`{unit}` is a unit: write `{written}`, with the whole unit in brackets"),
        None => format!("`{unit}` is a unit: it stands behind a number, as in `3 {unit}`"),
    }
}
