//! Subscripts of XMILE that are computed: elements by their places, from 1 (section 3.7.1).

use super::super::expression::{Expression, Name, Subscript, Which, folded};
use super::super::lexer::Dialect;
use super::Translator;
use super::names::in_equation;
use super::scope::{Scope, Stop};
use super::written::{CHOICE, OR, Written};
use crate::diagnostic::{Code, counted};

/// Elements among which a subscript may choose anew at each step.
const MOST_CHOICES: usize = 60;

impl Translator<'_> {
    /// The first subscript that is computed anew at each step.
    pub(super) fn changing(&self, name: &Name, scope: &Scope) -> Option<usize> {
        let at = |subscript: &Subscript| match &subscript.kind {
            Which::Computed(inner) => self.value(inner, scope).is_none(),
            Which::Named(_) | Which::All | Which::AllOf(_) | Which::Range(..) => false,
        };
        name.subscripts.iter().position(at)
    }

    /// Whether a place that is computed is beyond the elements (XMILE, section 3.7.1: what stands there is 0). One that is written as a
    /// number is no place that anybody means, and an error.
    pub(super) fn is_outside(&mut self, place: usize, name: &Name, scope: &Scope) -> bool {
        let dims = &self.model.variables[place].dims;
        let mut outside = false;
        for (subscript, dim) in name.subscripts.iter().zip(dims) {
            let Which::Computed(inner) = &subscript.kind else { continue };
            let Some(value) = self.value(inner, scope).filter(|_| inner.as_number().is_none()) else { continue };
            let count = self.elements(dim).map_or(0, <[String]>::len) as f64;
            if self.model.dialect == Dialect::Xmile && !(1.0..count + 1.0).contains(&value) {
                self.settled(inner, scope);
                outside = true;
            }
        }
        outside
    }

    /// An element by a place that is computed: each in turn, and 0 if there is none (XMILE, section 3.7.1).
    pub(super) fn chosen(
        &mut self,
        place: usize,
        name: &Name,
        position: usize,
        scope: &Scope,
    ) -> Result<Written, Stop> {
        if scope.at.is_none() && !scope.dims.is_empty() {
            return Err(Stop::Elements);
        }
        let Which::Computed(inner) = &name.subscripts[position].kind else { return Err(Stop::Wrong) };
        let index = self.expression(inner, scope)?;
        let dim = self.model.variables[place].dims.get(position).cloned().unwrap_or_default();
        let elements = self.elements(&dim).unwrap_or_default();
        if elements.len() > MOST_CHOICES {
            let what = format!("a subscript that changes while the model runs, of more than {MOST_CHOICES} elements");
            return Err(self.unsupported(&what, &name.subscripts[position].range));
        }
        let mut text = "0".to_owned();
        for (number, element) in elements.iter().enumerate().rev() {
            let mut one = name.clone();
            one.subscripts[position].kind = Which::Named(folded(element));
            let value = self.reference(&one, scope)?;
            text = format!("if floor({}) = {} then {} else {text}", index.text, number + 1, value.at(OR));
        }
        Ok(Written::new(text, CHOICE))
    }

    /// An element by its place, where that is a number.
    pub(super) fn computed(&mut self, dim: &str, inner: &Expression, scope: &Scope) -> Result<String, Stop> {
        let Some(value) = self.settled(inner, scope) else {
            if scope.at.is_none() && !scope.dims.is_empty() {
                return Err(Stop::Elements);
            }
            return Err(self.unsupported("subscripts that change while the model runs", &inner.range));
        };
        let elements = self.elements(dim).unwrap_or_default();
        let whole = if self.model.dialect == Dialect::Xmile { value.floor() } else { value };
        let element = if whole >= 1.0 && whole.fract() == 0.0 { elements.get(whole as usize - 1) } else { None };
        match element {
            Some(element) => Ok(in_equation(element)),
            None => {
                let message = format!("`{dim}` has {}, and none at place {value}", counted(elements.len(), "element"));
                Err(self.wrong(Code::UnknownElement, message, &inner.range))
            }
        }
    }
}
