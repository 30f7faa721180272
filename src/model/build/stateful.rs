//! Terms that remember: lags, delays, service lives and noise, made of states and noise streams.

use std::collections::HashMap;

use super::{At, Builder, Phase, State, Update, flat_index};
use crate::diagnostic::{Diagnostic, Span, Spanned};
use crate::model::graph::{Binary, NodeId, Unary};
use crate::model::program::{NoiseKind, NoiseStream};
use crate::model::term::{DimensionId, Noise, Subscript, Target, Term};
use crate::model::{Definition, Model};
use crate::scenario;

/// Noise before the first step: the stationary past of an autoregression.
const BEFORE_ALL: u64 = u64::MAX;

/// The most states a model may have: each takes a column of every block of draws.
const MOST_STATES: usize = 500_000;

/// Where terms that remember stand, and the states already made for them.
pub(super) struct Sites<'a> {
    /// By address of the term.
    places: HashMap<*const Term, Place<'a>>,
    /// States made, by address and elements at hand; the number of a noise stream.
    made: HashMap<(*const Term, At), Made>,
}

/// Where a term that remembers stands.
#[derive(Clone, Copy)]
struct Place<'a> {
    variable: usize,
    /// Its number among such terms of the variable.
    number: usize,
    /// The text it is written in.
    text: &'a Spanned<String>,
}

#[derive(Clone, Copy)]
enum Made {
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
            for (term, text) in terms.zip(texts(&model.scenario.variables[index].value)) {
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
            scenario::Definition::Stock { initial, inflow, outflow } => (initial, inflow.as_ref(), outflow.as_ref()),
        };
        std::iter::once(first).chain(second).chain(third)
    })
}

/// The operand of a lag or service life, its whole steps, and its initial value.
fn lagged(term: &Term) -> Option<(&Term, usize, Option<&Term>)> {
    match term {
        Term::Lag { term, steps, initial, .. } | Term::ServiceLife { term, steps, initial, .. } => {
            Some((term, *steps, initial.as_deref()))
        }
        _ => None,
    }
}

/// Visits the terms that remember, outermost first.
fn walk(term: &Term, visit: &mut impl FnMut(&Term)) {
    if matches!(term, Term::Lag { .. } | Term::Delay { .. } | Term::ServiceLife { .. } | Term::Noise(..)) {
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
        _ => {}
    }
    for part in term.parts() {
        dependencies(part, found);
    }
}

/// Elements at hand that matter to a term.
pub(super) fn restricted(term: &Term, at: &At) -> At {
    let mut dims = Vec::new();
    dependencies(term, &mut dims);
    at.iter().enumerate().map(|(dim, element)| element.filter(|_| dims.contains(&dim))).collect()
}

impl<'a> Builder<'a> {
    /// The node of a term that remembers.
    pub(super) fn stateful(&mut self, term: &'a Term, at: &At, phase: Phase) -> NodeId {
        match (term, phase) {
            (Term::Noise(kind, a, b), _) => self.noise(term, *kind, (a, b), at, phase),
            (Term::Lag { steps, .. }, Phase::Initial) => self.before_start(term, *steps, at, &mut None),
            (Term::ServiceLife { steps, .. }, Phase::Initial) => self.initial_service_life(term, *steps, at),
            (Term::Delay { term: inner, initial, .. }, Phase::Initial) => {
                self.term(initial.as_deref().unwrap_or(inner), at, Phase::Initial)
            }
            _ => self.states_of(term, at),
        }
    }

    /// Reads the states of a lag, delay or service life, making them the first time.
    fn states_of(&mut self, term: &'a Term, at: &At) -> NodeId {
        let key = (std::ptr::from_ref(term), restricted(term, at));
        let first = match self.sites.made.get(&key) {
            Some(Made::States(first)) => *first,
            _ => {
                let first = self.make_states(term, at);
                self.sites.made.insert(key, Made::States(first));
                first
            }
        };
        match term {
            Term::Lag { steps, .. } => self.state(first + *steps as u32 - 1),
            Term::Delay { smooth: true, order, .. } => self.state(first + *order as u32 - 1),
            Term::Delay { order, tau, .. } => {
                let level = self.state(first + *order as u32 - 1);
                let tau = self.stage_time(tau, *order, at, Phase::Step);
                self.binary(Binary::Divide, level, tau)
            }
            _ => self.state(first),
        }
    }

    fn state(&mut self, index: u32) -> NodeId {
        self.graph.borrow_mut().state(index)
    }

    fn make_states(&mut self, term: &'a Term, at: &At) -> u32 {
        if let Some((_, steps, _)) = lagged(term)
            && self.states.len() + steps > MOST_STATES
        {
            return self.too_many_states(term, steps);
        }
        let (first, _) = self.new_state();
        let at = at.clone();
        let pending = match term {
            Term::Lag { steps, .. } => {
                for _ in 1..*steps {
                    self.new_state();
                }
                Pending::Lag { first, term, at }
            }
            Term::ServiceLife { .. } => Pending::ServiceLife { state: first, term, at },
            other => {
                if let Term::Delay { order, .. } = other {
                    for _ in 1..*order {
                        self.new_state();
                    }
                }
                Pending::Delay { first, term: other, at }
            }
        };
        self.pending.push(pending);
        first
    }

    /// Reports once that the past to be remembered is too long; the term reads a state that never changes.
    fn too_many_states(&mut self, term: &Term, steps: usize) -> u32 {
        let (span, name) = self.place(term);
        if !self.problems.iter().any(|problem| problem.code == "too-many-states") {
            let message = format!(
                "`{name}` looks back {steps} steps; with the other lags, more than {MOST_STATES} values must be remembered"
            );
            let help = "shorten the lags, use a longer step, or write `delay3` in the place of `lag`";
            let problem = Diagnostic::error("too-many-states", message, span, "remembers too much").with_help(help);
            self.problems.push(problem);
        }
        0
    }

    /// Where a lag or service life stands, and the name of its variable.
    fn place(&self, term: &Term) -> (Span, String) {
        let (Some(place), Term::Lag { range, .. } | Term::ServiceLife { range, .. }) =
            (self.sites.places.get(&std::ptr::from_ref(term)), term)
        else {
            return (self.model.scenario.time.start.span.clone(), String::new());
        };
        let span = &place.text.span;
        let verbatim = span.range.len() == place.text.value.len();
        let span = if verbatim { span.part(range.clone()) } else { span.clone() };
        (span, self.model.scenario.variables[place.variable].written.clone())
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
        let Definition::Stock { inflow, outflow, .. } = &variable.definitions[variable.of_element[flat]] else {
            return;
        };
        let initial = self.variable(index, flat, Phase::Initial);
        let base = self.variable(index, flat, Phase::Step);
        let mut rate = self.constant(0.0);
        if let Some(inflow) = inflow {
            rate = self.term(inflow, &at, Phase::Step);
        }
        if let Some(outflow) = outflow {
            let outflow = self.term(outflow, &at, Phase::Step);
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
        let known = |problem: &Diagnostic| problem.code == "lag-initial" && problem.labels[0].span == span;
        if !self.problems.iter().any(known) {
            let time = self.model.axis.start - steps as f64 * self.model.axis.step;
            let message = format!("`{name}` looks back to {time}, before the start, and nothing is known of it there");
            let help = "give the lag an initial value as its last argument, or the variable history back to then";
            self.problems
                .push(Diagnostic::error("lag-initial", message, span, "reaches before the start").with_help(help));
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

    /// The mean delay of one of several stages.
    fn stage_time(&mut self, tau: &'a Term, order: usize, at: &At, phase: Phase) -> NodeId {
        let tau = self.term(tau, at, phase);
        let stages = self.constant(order as f64);
        self.binary(Binary::Divide, tau, stages)
    }

    /// A cascade of stages in equilibrium at the start.
    fn complete_delay(&mut self, first: u32, whole: &'a Term, at: &At) {
        let Term::Delay { smooth, order, term, tau, initial } = whole else { return };
        let output = self.term(initial.as_deref().unwrap_or(term), at, Phase::Initial);
        let start_tau = self.stage_time(tau, *order, at, Phase::Initial);
        let tau = self.stage_time(tau, *order, at, Phase::Step);
        let start = if *smooth { output } else { self.binary(Binary::Multiply, output, start_tau) };
        let mut input = self.term(term, at, Phase::Step);
        for stage in 0..*order {
            let index = first + stage as u32;
            let level = self.state(index);
            let rate = if *smooth {
                let gap = self.binary(Binary::Subtract, input, level);
                input = level;
                self.binary(Binary::Divide, gap, tau)
            } else {
                let outflow = self.binary(Binary::Divide, level, tau);
                let net = self.binary(Binary::Subtract, input, outflow);
                input = outflow;
                net
            };
            self.states[index as usize] = State { initial: start, update: Update::Integrate { base: level, rate } };
        }
    }

    fn noise(
        &mut self,
        term: &'a Term,
        kind: Noise,
        (first, second): (&'a Term, &'a Term),
        at: &At,
        phase: Phase,
    ) -> NodeId {
        let (stream, state) = self.noise_stream(term, kind, at);
        let start = self.first_step();
        let fixed = (phase == Phase::Initial).then_some(start);
        let noise = self.graph.borrow_mut().noise(stream, fixed);
        let (a, b) = (self.term(first, at, phase), self.term(second, at, phase));
        match kind {
            Noise::Normal => {
                let scaled = self.binary(Binary::Multiply, b, noise);
                self.binary(Binary::Add, a, scaled)
            }
            Noise::Uniform => {
                let width = self.binary(Binary::Subtract, b, a);
                let scaled = self.binary(Binary::Multiply, width, noise);
                self.binary(Binary::Add, a, scaled)
            }
            Noise::Autoregressive => {
                let before = match (phase, state) {
                    (Phase::Step, Some(state)) => self.state(state),
                    _ => self.autoregressive_past(stream, b),
                };
                self.autoregressive(a, b, before, noise)
            }
            Noise::GeometricBrownian => match (phase, state) {
                (Phase::Step, Some(state)) => self.state(state),
                _ => self.constant(1.0),
            },
        }
    }

    /// The number of the first step, counted from year 0, so that noise keeps its date when the start is moved.
    fn first_step(&self) -> u64 {
        (self.model.axis.start / self.model.axis.step).round().max(0.0) as u64
    }

    fn noise_stream(&mut self, term: &'a Term, kind: Noise, at: &At) -> (u32, Option<u32>) {
        let key = (std::ptr::from_ref(term), at.clone());
        if let Some(Made::Noise(stream, state)) = self.sites.made.get(&key) {
            return (*stream, *state);
        }
        let (variable, number) = self.sites.places.get(&key.0).map_or((0, 0), |place| (place.variable, place.number));
        // The place in the upper bits, the elements at hand in the lower: other dimensions of the model change neither.
        let flat = at.iter().zip(&self.model.sizes).filter_map(|(element, size)| element.zip(Some(*size)));
        let flat = flat.fold(0_u64, |flat, (element, size)| flat * size as u64 + element as u64);
        let element = ((number as u64) << 40) | flat;
        let uniform = kind == Noise::Uniform;
        let stream = self.noise.len() as u32;
        self.noise.push(NoiseStream {
            name: self.model.scenario.variables[variable].name.clone(),
            element,
            kind: if uniform { NoiseKind::Uniform } else { NoiseKind::Normal },
        });
        let state = matches!(kind, Noise::Autoregressive | Noise::GeometricBrownian).then(|| self.new_state().0);
        self.sites.made.insert(key, Made::Noise(stream, state));
        if let Some(state) = state {
            self.pending.push(Pending::Noise { state, stream, term, at: at.clone() });
        }
        (stream, state)
    }

    /// The value one step before the start, from the stationary distribution.
    fn autoregressive_past(&mut self, stream: u32, sd: NodeId) -> NodeId {
        let past = self.graph.borrow_mut().noise(stream, Some(BEFORE_ALL));
        self.binary(Binary::Multiply, sd, past)
    }

    /// r x + sd sqrt(1 - r^2) noise, with r = rho^step the correlation over one step.
    fn autoregressive(&mut self, rho: NodeId, sd: NodeId, before: NodeId, noise: NodeId) -> NodeId {
        let step = self.constant(self.model.axis.step);
        let one = self.constant(1.0);
        let r = self.graph.borrow_mut().power(rho, step);
        let square = self.binary(Binary::Multiply, r, r);
        let rest = self.binary(Binary::Subtract, one, square);
        let root = self.unary(Unary::Sqrt, rest);
        let size = self.binary(Binary::Multiply, sd, root);
        let kept = self.binary(Binary::Multiply, r, before);
        let fresh = self.binary(Binary::Multiply, size, noise);
        self.binary(Binary::Add, kept, fresh)
    }

    fn complete_noise(&mut self, state: u32, stream: u32, whole: &'a Term, at: &At) {
        let Term::Noise(kind, first, second) = whole else { return };
        if *kind == Noise::Autoregressive {
            let sd = self.term(second, at, Phase::Initial);
            let initial = self.autoregressive_past(stream, sd);
            let value = self.noise(whole, *kind, (first, second), at, Phase::Step);
            self.states[state as usize] = State { initial, update: Update::Assign(value) };
            return;
        }
        // x(t+h) = x(t) exp((drift - volatility^2 / 2) h + volatility sqrt(h) noise).
        let (drift, volatility) = (self.term(first, at, Phase::Step), self.term(second, at, Phase::Step));
        let step = self.constant(self.model.axis.step);
        let noise = self.graph.borrow_mut().noise(stream, None);
        let half = self.constant(0.5);
        let square = self.binary(Binary::Multiply, volatility, volatility);
        let correction = self.binary(Binary::Multiply, half, square);
        let trend = self.binary(Binary::Subtract, drift, correction);
        let trend = self.binary(Binary::Multiply, trend, step);
        let root = self.unary(Unary::Sqrt, step);
        let size = self.binary(Binary::Multiply, volatility, root);
        let shock = self.binary(Binary::Multiply, size, noise);
        let exponent = self.binary(Binary::Add, trend, shock);
        let factor = self.unary(Unary::Exp, exponent);
        let now = self.state(state);
        let next = self.binary(Binary::Multiply, now, factor);
        let initial = self.constant(1.0);
        self.states[state as usize] = State { initial, update: Update::Assign(next) };
    }
}
