//! Terms that remember: lags, delays, service lives and noise, made of states and noise streams.

use std::collections::HashMap;

use super::terms::flat_index;
use super::{At, Lowering, Phase, State, Update};
use crate::diagnostic::{Code, Diagnostic, Span, Spanned};
use crate::model::graph::{Binary, NodeId};
use crate::model::term::{DimensionId, Subscript, Target, Term};
use crate::model::{Definition, Model};
use crate::scenario;

/// The most states a model may have: each takes a column of every block of draws.
const MOST_STATES: usize = 500_000;

/// Where terms that remember stand, and the states already made for them.
pub(super) struct Sites<'a> {
    /// By address of the term.
    pub places: HashMap<*const Term, Place<'a>>,
    /// States made, by address and elements at hand; the number of a noise stream.
    pub made: HashMap<(*const Term, At), Made>,
}

/// Where a term that remembers stands.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub variable: usize,
    /// Its number among such terms of the variable.
    pub number: usize,
    /// The text it is written in.
    text: &'a Spanned<String>,
}

/// What has been made for a term that remembers.
#[derive(Clone, Copy)]
pub(super) enum Made {
    /// First state of a chain.
    States(u32),
    /// A noise stream, with the state behind it if it has one.
    Noise(u32, Option<u32>),
}

/// What is still to be built of a state, once everything it may depend on exists.
pub(super) enum Pending<'a> {
    Stock { state: u32, variable: usize, flat: usize },
    Lag { first: u32, term: &'a Term, at: At },
    ServiceLife { state: u32, term: &'a Term, at: At },
    Delay { first: u32, term: &'a Term, at: At },
    Noise { state: u32, stream: u32, term: &'a Term, at: At },
}

impl<'a> Sites<'a> {
    pub(super) fn new(model: &'a Model) -> Self {
        let mut places = HashMap::new();
        for (index, variable) in model.variables.iter().enumerate() {
            let mut number = 0;
            let terms = variable.definitions.iter().flat_map(Definition::terms);
            for (term, text) in terms.zip(texts(&variable.declared.value)) {
                walk(term, &mut |term| {
                    places.insert(std::ptr::from_ref(term), Place { variable: index, number, text });
                    number += 1;
                });
            }
        }
        Self { places, made: HashMap::new() }
    }
}

/// The texts of a variable's definitions, in the order of their terms.
fn texts(written: &scenario::Variable) -> impl Iterator<Item = &Spanned<String>> {
    let definitions = written.definition.iter().chain(written.elements.iter().map(|element| &element.value));
    definitions.flat_map(|definition| {
        let (first, second, third) = match definition {
            scenario::Definition::Equation(text) => (text, None, None),
            scenario::Definition::Stock { initial, inflow, outflow, .. } => {
                (initial, inflow.as_ref(), outflow.as_ref())
            }
        };
        std::iter::once(first).chain(second).chain(third)
    })
}

/// The operand of a lag, a service life or survivors, its whole steps, and its initial value.
fn lagged(term: &Term) -> Option<(&Term, usize, Option<&Term>)> {
    match term {
        Term::Lag { term, steps, initial, .. }
        | Term::ServiceLife { term, steps, initial, .. }
        | Term::Survivors { term, steps, initial, .. } => Some((term, *steps, initial.as_deref())),
        _ => None,
    }
}

/// Visits the terms that remember, outermost first.
fn walk(term: &Term, visit: &mut impl FnMut(&Term)) {
    if term.remembers() {
        visit(term);
    }
    for part in term.parts() {
        walk(part, visit);
    }
}

/// The dimensions whose element at hand a term depends on.
fn dependencies(term: &Term, found: &mut Vec<DimensionId>) {
    match term {
        Term::Reference(_, subscripts) => {
            found.extend(subscripts.iter().filter_map(|subscript| match subscript {
                Subscript::Own(dim) => Some(*dim),
                Subscript::Element(_) => None,
            }));
        }
        Term::ElementIs(dim, _) => found.push(*dim),
        // What is gathered over does not depend on the element at hand outside.
        Term::Reduce(_, inner, over) => {
            let mut inside = Vec::new();
            dependencies(inner, &mut inside);
            found.extend(inside.into_iter().filter(|dim| !over.contains(dim)));
            return;
        }
        Term::Number(_)
        | Term::Clock(_)
        | Term::Unary(..)
        | Term::Operator(..)
        | Term::If(..)
        | Term::Law(..)
        | Term::Composite(..)
        | Term::Lookup(..)
        | Term::Lag { .. }
        | Term::Initial(_)
        | Term::Delay { .. }
        | Term::ServiceLife { .. }
        | Term::Survivors { .. }
        | Term::Noise(..) => {}
    }
    for part in term.parts() {
        dependencies(part, found);
    }
}

/// Elements at hand that matter to a term. Noise differs between all elements, whatever else a term reads.
pub(super) fn restricted(term: &Term, at: &At) -> At {
    if term.any(&|part| matches!(part, Term::Noise(..))) {
        return at.clone();
    }
    let mut dims = Vec::new();
    dependencies(term, &mut dims);
    at.iter().enumerate().map(|(dim, element)| element.filter(|_| dims.contains(&dim))).collect()
}

impl<'a> Lowering<'a> {
    /// The node of a term that remembers.
    pub(super) fn stateful(&mut self, term: &'a Term, at: &At, phase: Phase) -> NodeId {
        let initial = phase == Phase::Initial;
        match term {
            Term::Noise(kind, a, b) => self.noise(term, *kind, (a, b), at, phase),
            Term::Lag { steps, .. } if initial => self.before_start(term, *steps, at, &mut None),
            Term::Lag { steps, .. } => {
                let first = self.states_of(term, at, *steps, |first, at| Pending::Lag { first, term, at });
                self.state(first + *steps as u32 - 1)
            }
            Term::ServiceLife { steps, .. } if initial => self.initial_service_life(term, *steps, at),
            Term::ServiceLife { .. } => {
                let state = self.states_of(term, at, 1, |state, at| Pending::ServiceLife { state, term, at });
                self.state(state)
            }
            Term::Survivors { steps, .. } if initial => {
                let past = self.past(term, *steps, at);
                self.survivors(term, &past, at)
            }
            Term::Survivors { parameters, steps, .. } => {
                self.require_constant(term, parameters, at);
                let first = self.states_of(term, at, *steps, |first, at| Pending::Lag { first, term, at });
                let past: Vec<NodeId> = (first..first + *steps as u32).map(|index| self.state(index)).collect();
                self.survivors(term, &past, at)
            }
            Term::Delay { .. } => self.delay(term, at, phase),
            // These have no past.
            Term::Number(_)
            | Term::Clock(_)
            | Term::Reference(..)
            | Term::ElementIs(..)
            | Term::Unary(..)
            | Term::Operator(..)
            | Term::If(..)
            | Term::Reduce(..)
            | Term::Law(..)
            | Term::Composite(..)
            | Term::Lookup(..)
            | Term::Initial(_) => self.term(term, at, phase),
        }
    }

    /// The first of the states of a lag, delay or service life; they are made the first time, and completed later.
    pub(super) fn states_of(
        &mut self,
        term: &'a Term,
        at: &At,
        count: usize,
        pending: impl FnOnce(u32, At) -> Pending<'a>,
    ) -> u32 {
        let key = (std::ptr::from_ref(term), self.remembered_at(term, at));
        if let Some(Made::States(first)) = self.sites.made.get(&key) {
            return *first;
        }
        let first = match lagged(term) {
            Some((_, steps, _)) if self.states.len() + steps > MOST_STATES => self.too_many_states(term, steps),
            _ => {
                let (first, _) = self.new_state();
                for _ in 1..count {
                    self.new_state();
                }
                self.pending.push(pending(first, at.clone()));
                first
            }
        };
        self.sites.made.insert(key, Made::States(first));
        first
    }

    pub(super) fn state(&mut self, index: u32) -> NodeId {
        self.graph.borrow_mut().state(index)
    }

    /// Reports once that the past to be remembered is too long; the term reads a state that never changes.
    fn too_many_states(&mut self, term: &Term, steps: usize) -> u32 {
        let (span, name) = self.place(term);
        if !self.problems.iter().any(|problem| problem.code == Code::TooManyStates) {
            let message = format!(
                "`{name}` looks back {steps} steps; with the other lags, more than {MOST_STATES} values must be remembered"
            );
            let help = "shorten the lags, use a longer step, or write `delay3` in the place of `lag`";
            let problem = Diagnostic::error(Code::TooManyStates, message, span, "remembers too much").with_help(help);
            self.problems.push(problem);
        }
        0
    }

    /// Where a lag, a service life or survivors stand, and the name of their variable.
    pub(super) fn place(&self, term: &Term) -> (Span, String) {
        let (Some(place), Term::Lag { range, .. } | Term::ServiceLife { range, .. } | Term::Survivors { range, .. }) =
            (self.sites.places.get(&std::ptr::from_ref(term)), term)
        else {
            return (self.model.header.time.start.span.clone(), String::new());
        };
        let span = &place.text.span;
        let verbatim = span.range.len() == place.text.value.len();
        let span = if verbatim { span.part(range.clone()) } else { span.clone() };
        (span, self.model.variables[place.variable].declared.written.clone())
    }

    /// Builds what a state begins with and how it goes on.
    pub(super) fn complete(&mut self, pending: Pending<'a>) {
        match pending {
            Pending::Stock { state, variable, flat } => self.complete_stock(state, variable, flat),
            Pending::Lag { first, term, at } => self.complete_lag(first, term, &at),
            Pending::ServiceLife { state, term, at } => self.complete_service_life(state, term, &at),
            Pending::Delay { first, term, at } => self.complete_delay(first, term, &at),
            Pending::Noise { state, stream, term, at } => self.complete_noise(state, stream, term, &at),
        }
    }

    fn complete_stock(&mut self, state: u32, index: usize, flat: usize) {
        let model = self.model;
        let variable = &model.variables[index];
        let at = self.at(&variable.signature.dims, flat);
        let Definition::Stock { inflow, outflow, non_negative, .. } = &variable.definitions[variable.of_element[flat]]
        else {
            return;
        };
        let initial = self.variable(index, flat, Phase::Initial);
        let base = self.variable(index, flat, Phase::Step);
        let mut rate = self.constant(0.0);
        if let Some(inflow) = inflow {
            rate = self.term(inflow, &at, Phase::Step);
        }
        if let Some(outflow) = outflow {
            let outflow =
                if *non_negative { self.limited_outflow(index, flat) } else { self.term(outflow, &at, Phase::Step) };
            rate = self.binary(Binary::Subtract, rate, outflow);
        }
        self.states[state as usize] = State { initial, update: Update::Integrate { base, rate } };
    }

    /// A chain of states: the first takes x, each of the others what the one before it held.
    fn complete_lag(&mut self, first: u32, whole: &'a Term, at: &At) {
        let Some((inner, steps, _)) = lagged(whole) else { return };
        let value = self.term(inner, at, Phase::Step);
        let past = self.past(whole, steps, at);
        for (position, start) in past.into_iter().enumerate() {
            let index = first + position as u32;
            let update = if position == 0 { Update::Assign(value) } else { Update::Follow(index - 1) };
            self.states[index as usize] = State { initial: start, update };
        }
    }

    /// A stock whose outflow is what flowed in a service life ago.
    fn complete_service_life(&mut self, state: u32, whole: &'a Term, at: &At) {
        let Some((inner, steps, _)) = lagged(whole) else { return };
        let initial = self.initial_service_life(whole, steps, at);
        let (youngest, _) = self.new_state();
        for _ in 1..steps {
            self.new_state();
        }
        self.complete_lag(youngest, whole, at);
        let inflow = self.term(inner, at, Phase::Step);
        let retired = self.state(youngest + steps as u32 - 1);
        // What retires is what came in, step by step, so that nothing is lost: not a rate to be integrated within steps.
        let net = self.binary(Binary::Subtract, inflow, retired);
        let step = self.constant(self.model.axis.step);
        let change = self.binary(Binary::Multiply, step, net);
        let stock = self.state(state);
        let next = self.binary(Binary::Add, stock, change);
        self.states[state as usize] = State { initial, update: Update::Assign(next) };
    }

    /// The operand of a lag 1, 2, … steps before the start: what was observed, else the initial value, else an error.
    fn past(&mut self, whole: &'a Term, steps: usize, at: &At) -> Vec<NodeId> {
        let mut fallback = None;
        (1..=steps).map(|back| self.before_start(whole, back, at, &mut fallback)).collect()
    }

    /// The operand of a lag so many steps before the start. The initial value is built once, into `fallback`.
    fn before_start(&mut self, whole: &'a Term, back: usize, at: &At, fallback: &mut Option<NodeId>) -> NodeId {
        let Some((inner, _, initial)) = lagged(whole) else { return self.constant(f64::NAN) };
        if let Term::Reference(Target::Variable(index), subscripts) = inner {
            let model = self.model;
            let variable = &model.variables[*index];
            let flat = flat_index(model, &variable.signature.dims, subscripts, at);
            let point = -(back as i64);
            if let Some((_, value)) = variable.observed[flat].iter().find(|(known, _)| *known == point) {
                return self.constant(*value);
            }
        }
        let node = fallback.unwrap_or_else(|| match initial {
            Some(initial) => self.term(initial, at, Phase::Initial),
            None => self.no_past(whole, back),
        });
        *fallback = Some(node);
        node
    }

    fn no_past(&mut self, whole: &Term, steps: usize) -> NodeId {
        let (span, name) = self.place(whole);
        let known = |problem: &Diagnostic| problem.code == Code::LagInitial && problem.labels[0].span == span;
        if !self.problems.iter().any(known) {
            let time = self.model.axis.start - steps as f64 * self.model.axis.step;
            let message = format!("`{name}` looks back to {time}, before the start, and nothing is known of it there");
            let help = "give the lag an initial value as its last argument, or the variable history back to then";
            self.problems
                .push(Diagnostic::error(Code::LagInitial, message, span, "reaches before the start").with_help(help));
        }
        self.constant(f64::NAN)
    }

    /// The stock at the start: what flowed in during the life before it.
    fn initial_service_life(&mut self, whole: &'a Term, steps: usize, at: &At) -> NodeId {
        let mut sum = self.constant(0.0);
        for inflow in self.past(whole, steps, at) {
            sum = self.binary(Binary::Add, sum, inflow);
        }
        let step = self.constant(self.model.axis.step);
        self.binary(Binary::Multiply, step, sum)
    }
}
