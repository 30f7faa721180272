//! Nodes of terms.

use std::rc::Rc;

use super::symbol::Symbol;
use super::{At, Lowering, Phase, place, settings, stateful};
use crate::laws::{self, Real};
use crate::model::graph::{Binary, NodeId, Unary};
use crate::model::program::SeriesTable;
use crate::model::term::{Clock, DimensionId, Operator, Reduction, Subscript, Target, Term};
use crate::model::{Model, Value, interpolate};

impl<'a> Lowering<'a> {
    /// The node of a term with the given elements at hand.
    pub(super) fn term(&mut self, term: &'a Term, at: &At, phase: Phase) -> NodeId {
        match term {
            Term::Number(value) => self.constant(*value),
            Term::Clock(clock) => self.clock(*clock, phase),
            Term::Reference(target, subscripts) => self.reference(*target, subscripts, at, phase),
            Term::ElementIs(dim, element) => self.constant(f64::from(at[*dim] == Some(*element))),
            Term::Unary(operation, a) => {
                let a = self.term(a, at, phase);
                self.unary(*operation, a)
            }
            Term::Operator(operator, a, b) => {
                let (a, b) = (self.term(a, at, phase), self.term(b, at, phase));
                self.operator(*operator, a, b)
            }
            Term::If(condition, then, otherwise) => {
                let condition = self.term(condition, at, phase);
                // A condition that is settled, such as `sector = robots`, needs only one of the branches: the other may
                // even close a loop.
                let settled = self.graph.borrow().as_constant(condition);
                match settled {
                    Some(0.0) => return self.term(otherwise, at, phase),
                    Some(_) => return self.term(then, at, phase),
                    None => {}
                }
                let (then, otherwise) = (self.term(then, at, phase), self.term(otherwise, at, phase));
                self.graph.borrow_mut().select(condition, then, otherwise)
            }
            Term::Reduce(reduction, inner, over) => {
                let key = (std::ptr::from_ref(term), stateful::restricted(term, at), phase);
                if let Some(node) = self.gathered.get(&key) {
                    return *node;
                }
                let node = self.reduce(*reduction, inner, over, at, phase);
                self.gathered.insert(key, node);
                node
            }
            Term::Law(name, arguments) => {
                let symbols: Vec<Symbol> = arguments
                    .iter()
                    .map(|argument| {
                        let node = self.term(argument, at, phase);
                        self.symbol(node)
                    })
                    .collect();
                self.law(name, &symbols)
            }
            Term::Composite(function, arguments) => self.composite(*function, arguments, at, phase),
            Term::Lookup(table, x) => {
                let x = self.term(x, at, phase);
                let value = self.graph.borrow().as_constant(x);
                match value {
                    Some(x) => self.constant(interpolate(&self.model.lookups[*table], x)),
                    None => self.graph.borrow_mut().lookup(*table as u32, x),
                }
            }
            Term::Initial(inner) => self.term(inner, at, Phase::Initial),
            Term::Lag { .. }
            | Term::Delay { .. }
            | Term::ServiceLife { .. }
            | Term::Survivors { .. }
            | Term::Noise(..) => self.stateful(term, at, phase),
        }
    }

    /// A node as a number that laws take.
    pub(super) fn symbol(&self, node: NodeId) -> Symbol {
        match self.graph.borrow().as_constant(node) {
            Some(value) => Symbol::Constant(value),
            None => Symbol::Node(Rc::clone(&self.graph), node),
        }
    }

    /// The node of a law.
    pub(super) fn law(&self, name: &str, arguments: &[Symbol]) -> NodeId {
        // The checker has counted the arguments.
        let result = laws::apply(name, arguments).unwrap_or_else(|| Symbol::constant(f64::NAN));
        result.node(&self.graph)
    }

    fn operator(&mut self, operator: Operator, a: NodeId, b: NodeId) -> NodeId {
        match operator {
            Operator::Plain(operation) => self.binary(operation, a, b),
            Operator::Swapped(operation) => self.binary(operation, b, a),
            Operator::NotEqual => {
                let equal = self.binary(Binary::Equal, a, b);
                self.unary(Unary::Not, equal)
            }
            Operator::Power => self.graph.borrow_mut().power(a, b),
        }
    }

    pub(super) fn clock(&mut self, clock: Clock, phase: Phase) -> NodeId {
        let axis = &self.model.axis;
        match clock {
            Clock::Time if phase == Phase::Step => self.graph.borrow_mut().time(),
            Clock::Time | Clock::Start => self.constant(axis.start),
            Clock::Stop => self.constant(axis.time(axis.points - 1)),
            Clock::Known => {
                let known = self.model.header.time.known_until.as_ref().map(|until| until.value);
                self.constant(known.unwrap_or(axis.start - axis.step))
            }
            Clock::Step => self.constant(axis.step),
        }
    }

    fn reference(&mut self, target: Target, subscripts: &[Subscript], at: &At, phase: Phase) -> NodeId {
        let model = self.model;
        let dims = match target {
            Target::Assumption(index) => &model.assumptions[index].signature.dims,
            Target::Variable(index) => &model.variables[index].signature.dims,
            Target::Lever(index) => &model.levers[index].signature.dims,
        };
        let flat = flat_index(model, dims, subscripts, at);
        match target {
            Target::Variable(index) => self.variable(index, flat, phase),
            Target::Assumption(index) => match model.assumptions[index].values[flat] {
                Value::Fixed(value) => self.constant(value),
                Value::Random(draw) => self.graph.borrow_mut().draw(draw as u32),
            },
            Target::Lever(index) => {
                let values = settings(model, index, flat);
                let is_constant = phase == Phase::Initial || values.iter().all(|value| *value == values[0]);
                if is_constant && !self.varying.contains(&index) {
                    return self.constant(values[0]);
                }
                let table = self.table_of(Some((index, flat)), SeriesTable { values, drives: false });
                match phase {
                    Phase::Initial => self.graph.borrow_mut().first(table),
                    Phase::Step => self.graph.borrow_mut().series(table),
                }
            }
        }
    }

    fn reduce(&mut self, reduction: Reduction, inner: &'a Term, over: &[DimensionId], at: &At, phase: Phase) -> NodeId {
        let count = self.model.count(over);
        let operation = match reduction {
            Reduction::Sum | Reduction::Mean => Binary::Add,
            Reduction::Product => Binary::Multiply,
            Reduction::Minimum => Binary::Minimum,
            Reduction::Maximum => Binary::Maximum,
        };
        let mut gathered = None;
        for flat in 0..count {
            let mut at = at.clone();
            place(self.model, over, flat, &mut at);
            let value = self.term(inner, &at, phase);
            gathered = Some(gathered.map_or(value, |sum| self.binary(operation, sum, value)));
        }
        let gathered = gathered.unwrap_or_else(|| self.constant(0.0));
        if reduction == Reduction::Mean {
            let count = self.constant(count as f64);
            return self.binary(Binary::Divide, gathered, count);
        }
        gathered
    }
}

pub(super) fn flat_index(model: &Model, dims: &[DimensionId], subscripts: &[Subscript], at: &At) -> usize {
    let element = |subscript: &Subscript| match subscript {
        // The checker has seen to it that an element of this dimension is at hand.
        Subscript::Own(dim) => at[*dim].unwrap_or_default(),
        Subscript::Element(element) => *element,
    };
    let elements: Vec<usize> = subscripts.iter().map(element).collect();
    model.flat(dims, &elements)
}
