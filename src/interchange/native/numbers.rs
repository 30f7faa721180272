//! Numbers that expressions are, as far as that is plain to see.

use super::super::constant::constant_with;
use super::super::expression::{Expression, Kind, Name, Which, folded};
use super::super::model::{Definition, Variable};
use super::scope::Scope;
use super::{Role, Translator};

/// How a number is looked for.
#[derive(Debug, Clone, Copy)]
struct Seen {
    /// Going from variable to variable so many times at most.
    depth: usize,
    /// As it is at the start, rather than whatever happens.
    at_start: bool,
}

impl Translator<'_> {
    /// The number that an expression is whatever happens, as far as that is plain to see.
    pub(super) fn value(&self, expression: &Expression, scope: &Scope) -> Option<f64> {
        self.value_within(expression, scope, Seen { depth: 20, at_start: false })
    }

    /// The number that it is at the start, as far as that is plain to see.
    pub(super) fn value_at_start(&self, expression: &Expression, scope: &Scope) -> Option<f64> {
        self.value_within(expression, scope, Seen { depth: 20, at_start: true })
    }

    /// The number that an expression is and that shapes what is written, so that the constants that it is made from stay as the model
    /// has them.
    pub(super) fn settled(&mut self, expression: &Expression, scope: &Scope) -> Option<f64> {
        self.met.borrow_mut().clear();
        let value = self.value(expression, scope)?;
        self.shaping.extend(self.met.borrow_mut().drain(..));
        Some(value)
    }

    /// Likewise, of the number that it is at the start.
    pub(super) fn settled_at_start(&mut self, expression: &Expression, scope: &Scope) -> Option<f64> {
        self.met.borrow_mut().clear();
        let value = self.value_at_start(expression, scope)?;
        self.shaping.extend(self.met.borrow_mut().drain(..));
        Some(value)
    }

    fn value_within(&self, expression: &Expression, scope: &Scope, seen: Seen) -> Option<f64> {
        // A step is none yet where it begins later than the model does.
        let step = |name: &Name, arguments: &[Expression]| match arguments {
            [height, from] if seen.at_start && name.folded == "step" => {
                let reached = self.value_within(from, scope, seen)? <= self.model.specs.start;
                if reached { self.value_within(height, scope, seen) } else { Some(0.0) }
            }
            [Expression { kind: Kind::Name(range), .. }] if name.folded == "elmcount" => {
                self.elements(&range.folded).map(|elements| elements.len() as f64)
            }
            _ => None,
        };
        constant_with(expression, &|name| self.value_of(name, scope, seen), &step)
    }

    /// The number that an element of an array is, where it is given as one or is plain to see.
    fn number_of(&self, variable: &Variable, name: &Name, scope: &Scope, seen: Seen) -> Option<f64> {
        let mut element = Vec::new();
        for (position, dim) in variable.dims.iter().enumerate() {
            let written = match name.subscripts.get(position).map(|subscript| &subscript.kind) {
                None => dim.as_str(),
                Some(Which::Named(written)) => written.as_str(),
                Some(_) => return None,
            };
            let at_hand = scope.element(written).map(folded);
            element.push(self.has(dim, at_hand.as_deref().unwrap_or(written))?);
        }
        if let Some(value) = self.constant_of(variable, &element) {
            return Some(value);
        }
        let element: Vec<String> = element.iter().map(|element| folded(element)).collect();
        let equation = variable.equations.iter().find(|equation| self.is_of(equation, variable, &element))?;
        let Definition::Equation { value, initial: None, graph: None, .. } = &equation.definition else { return None };
        let named = equation.of.iter().zip(&element).chain(variable.dims.iter().zip(&element));
        let at = named.map(|(dim, element)| (dim.clone(), element.clone())).collect();
        let inside = Scope { module: variable.module.clone(), at: Some(at), ..Scope::default() };
        let depth = seen.depth.checked_sub(1)?;
        self.value_within(value, &inside, Seen { depth, ..seen })
    }

    /// The number that a variable, a word or an element at hand is.
    fn value_of(&self, name: &Name, scope: &Scope, seen: Seen) -> Option<f64> {
        let Some(place) = self.find(&name.folded, &scope.module) else {
            if ["dt", "time_step"].contains(&name.folded.as_str()) {
                return Some(self.model.specs.step);
            }
            if name.folded == "time" && seen.at_start {
                return Some(self.model.specs.start);
            }
            let element = folded(scope.element(&name.folded)?);
            let place = self.counted_place(&name.folded, &element, scope);
            return place.map(|place| place as f64 + 1.0);
        };
        match self.roles[place] {
            Role::Word("dt") => return Some(self.model.specs.step),
            Role::Word("starttime") => return Some(self.model.specs.start),
            Role::Word("stoptime") => return Some(self.model.specs.stop),
            _ => {}
        }
        if let Role::Assumption(_) = self.roles[place] {
            self.met.borrow_mut().push(place);
        }
        let variable = &self.model.variables[place];
        if !variable.dims.is_empty() {
            return self.number_of(variable, name, scope, seen);
        }
        let [only] = variable.equations.as_slice() else { return None };
        match &only.definition {
            Definition::Equation { value, initial: None, graph: None, .. } if seen.depth > 0 => {
                let inner = Scope { module: variable.module.clone(), ..Scope::default() };
                self.value_within(value, &inner, Seen { depth: seen.depth - 1, ..seen })
            }
            Definition::Equation { .. } | Definition::Stock(_) | Definition::Graph(_) | Definition::Leak(_) => None,
        }
    }
}
