//! Lowers checked terms to the value graph: every variable element becomes a node, in causal order.
//!
//! Each quantity is built in up to two phases: its value at the start (where a stock is its initial equation) and its
//! value at any step (where a stock is a state). A loop that no state breaks is found here and named.

mod composite;
mod delay;
mod limited;
mod material;
mod noise;
mod observed;
mod stateful;
mod survivors;
mod symbol;
mod tables;
mod terms;

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use foldhash::fast::RandomState;

use super::graph::{Binary, Graph, NodeId, Unary};
use super::program::{NoiseStream, SeriesTable};
use super::term::{DimensionId, Term};
use super::{Axis, Definition, Model, Variable};
use crate::diagnostic::{Code, Diagnostic};
use crate::parallel;

pub use delay::MOST_STAGES;
pub use limited::{cut_in_place, uncut_at_start};
pub use tables::{Source, settings};

/// When a value is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Phase {
    /// At the start, once a draw.
    Initial,
    /// At the step at hand.
    Step,
}

/// How a state goes from one step to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Update {
    /// base + the integral of a rate over the step.
    Integrate {
        /// The value at this step: the state itself, or what was observed in its place.
        base: NodeId,
        /// Net inflow per year.
        rate: NodeId,
    },
    /// A stage of a delay, advanced exactly towards a target: target + sum of weights[i] (base of stage - i - target), i from
    /// 0 to its position in the chain, whose states follow one another.
    Advance {
        /// The level at this step: the state itself, or what an observation makes of it.
        base: NodeId,
        /// What it tends to at this step.
        target: NodeId,
        /// Its number in the chain, from 0.
        position: u32,
        /// Weights of the stages over a step.
        weights: [NodeId; MOST_STAGES],
        /// And over half a step.
        half: [NodeId; MOST_STAGES],
    },
    /// What a stage of a material delay holds: what stays of all that stages held, and a part of what stays of what came in.
    Hold {
        /// What stays.
        stays: NodeId,
        /// Its part of what came in and stays.
        enters: NodeId,
    },
    /// What comes out of a material delay within a step, in its middle and at its end.
    Leave {
        /// What goes in, a year.
        input: NodeId,
        /// What comes of what stages held.
        of_held: [NodeId; 2],
        /// What part of the input comes out.
        passes: [NodeId; 2],
        /// How many stages there are: the states before this one.
        stages: u32,
    },
    /// The value of a node at this step.
    Assign(NodeId),
    /// The value of the state before it in a chain of lags.
    Follow(u32),
}

/// A state carried from step to step.
#[derive(Debug, Clone, Copy)]
pub struct State {
    /// Its value at the start.
    pub initial: NodeId,
    /// How it goes on.
    pub update: Update,
}

/// A model as a value graph.
pub struct Lowered {
    /// All computations.
    pub graph: Graph,
    /// All states.
    pub states: Vec<State>,
    /// Tables of values by point.
    pub series: Vec<SeriesTable>,
    /// What they are of.
    pub sources: Vec<Source>,
    /// Noise streams.
    pub noise: Vec<NoiseStream>,
    /// The node of each element of each variable, at any step.
    pub values: Vec<Vec<NodeId>>,
    /// The state behind each element that is a stock which nothing drives.
    pub stocks: HashMap<(usize, usize), u32>,
    /// Stocks that may not become negative and begin with something made from what leaves them: they cut nothing at the
    /// start.
    pub circular: HashSet<(usize, usize)>,
    /// What is wrong with the causal order.
    pub problems: Vec<Diagnostic>,
}

/// Loops of variables that no state breaks, and lags that reach before the start with nothing there.
#[must_use]
pub fn causal_problems(model: &Model) -> Vec<Diagnostic> {
    lower(model).problems
}

/// Lowers a model to its value graph.
///
/// Causal chains can be long, and each link is a few calls deep, so this runs on a thread with a stack of its own.
#[must_use]
pub fn lower(model: &Model) -> Lowered {
    lower_varying(model, &[])
}

/// As [`lower`]: each element of some levers, by their indices, has a table of its own, though its settings are constant or those
/// of another.
#[must_use]
pub fn lower_varying(model: &Model, varying: &[usize]) -> Lowered {
    const STACK: usize = 1 << 30;
    parallel::with_stack(STACK, || {
        let mut circular = HashSet::new();
        loop {
            let known = circular.len();
            let lowered = Lowering::new(model, varying, circular).finish();
            if lowered.circular.len() == known {
                return lowered;
            }
            circular = lowered.circular;
        }
    })
}

/// The element at hand of each dimension.
type At = Vec<Option<usize>>;

/// The elements at hand of an element of something with dimensions.
fn elements_at(model: &Model, dims: &[DimensionId], flat: usize) -> At {
    let mut at = vec![None; model.dimensions.len()];
    place(model, dims, flat, &mut at);
    at
}

/// Puts a combination of elements of some dimensions at hand.
fn place(model: &Model, dims: &[DimensionId], flat: usize, at: &mut At) {
    for (dim, element) in dims.iter().zip(model.elements(dims, flat)) {
        at[*dim] = Some(element);
    }
}

enum Memo {
    Building,
    Done(NodeId),
}

pub(super) struct Lowering<'a> {
    model: &'a Model,
    graph: Rc<RefCell<Graph>>,
    states: Vec<State>,
    series: Vec<SeriesTable>,
    sources: Vec<Source>,
    /// Levers, by their indices, whose tables are their own.
    varying: &'a [usize],
    noise: Vec<NoiseStream>,
    memo: HashMap<(usize, usize, Phase), Memo, RandomState>,
    stack: Vec<(usize, usize, Phase)>,
    sites: stateful::Sites<'a>,
    /// What has been gathered over elements, by address of the term and elements at hand that matter to it.
    gathered: HashMap<(*const Term, At, Phase), NodeId, RandomState>,
    pending: Vec<stateful::Pending<'a>>,
    stocks: HashMap<(usize, usize), u32>,
    /// Flows out of stocks that may not become negative.
    limits: limited::Limits,
    /// Variable elements that are part of loops.
    looped: HashSet<(usize, usize)>,
    problems: Vec<Diagnostic>,
}

impl<'a> Lowering<'a> {
    fn new(model: &'a Model, varying: &'a [usize], circular: HashSet<limited::Element>) -> Self {
        Self {
            model,
            graph: Rc::default(),
            states: Vec::new(),
            series: Vec::new(),
            sources: Vec::new(),
            varying,
            noise: Vec::new(),
            memo: HashMap::default(),
            stack: Vec::new(),
            sites: stateful::Sites::new(model),
            gathered: HashMap::default(),
            pending: Vec::new(),
            stocks: HashMap::new(),
            limits: limited::Limits::of(model, circular),
            looped: HashSet::new(),
            problems: Vec::new(),
        }
    }

    fn finish(mut self) -> Lowered {
        let model = self.model;
        let mut values = Vec::with_capacity(model.variables.len());
        for (index, variable) in model.variables.iter().enumerate() {
            values.push((0..variable.of_element.len()).map(|flat| self.variable(index, flat, Phase::Step)).collect());
        }
        while let Some(pending) = self.pending.pop() {
            self.complete(pending);
        }
        drop(self.memo);
        let graph = Rc::try_unwrap(self.graph).map_or_else(|shared| shared.borrow().clone(), RefCell::into_inner);
        Lowered {
            graph,
            states: self.states,
            series: self.series,
            sources: self.sources,
            noise: self.noise,
            values,
            stocks: self.stocks,
            circular: self.limits.circular,
            problems: self.problems,
        }
    }

    fn constant(&self, value: f64) -> NodeId {
        self.graph.borrow_mut().constant(value)
    }

    fn binary(&self, operation: Binary, a: NodeId, b: NodeId) -> NodeId {
        self.graph.borrow_mut().binary(operation, a, b)
    }

    fn unary(&self, operation: Unary, a: NodeId) -> NodeId {
        self.graph.borrow_mut().unary(operation, a)
    }

    /// The node of an element of a variable.
    fn variable(&mut self, index: usize, flat: usize, phase: Phase) -> NodeId {
        let key = (index, flat, phase);
        match self.memo.get(&key) {
            Some(Memo::Done(node)) => return *node,
            Some(Memo::Building) => return self.cycle(key),
            None => {}
        }
        self.memo.insert(key, Memo::Building);
        self.stack.push(key);
        let variable = &self.model.variables[index];
        let at = self.at(&variable.signature.dims, flat);
        let computed = match &variable.definitions[variable.of_element[flat]] {
            Definition::Equation(_) if self.limits.bind(index, flat) => self.limited_flow(index, flat, phase),
            Definition::Equation(term) => {
                let value = self.term(term, &at, phase);
                self.shocked(index, flat, value, phase)
            }
            Definition::Stock { initial, .. } if phase == Phase::Initial => self.term(initial, &at, phase),
            Definition::Stock { .. } => self.stock(index, flat),
        };
        let value = self.driven(variable, flat, computed, phase);
        self.stack.pop();
        self.memo.insert(key, Memo::Done(value));
        value
    }

    fn at(&self, dims: &[DimensionId], flat: usize) -> At {
        elements_at(self.model, dims, flat)
    }

    /// A stock is a state; its initial value and flows are built later, since they may depend on it.
    fn stock(&mut self, index: usize, flat: usize) -> NodeId {
        let (state, node) = self.new_state();
        if self.model.variables[index].driven[flat].is_empty() {
            self.stocks.insert((index, flat), state);
        }
        self.pending.push(stateful::Pending::Stock { state, variable: index, flat });
        node
    }

    fn new_state(&mut self) -> (u32, NodeId) {
        let index = self.states.len() as u32;
        let nothing = self.constant(f64::NAN);
        self.states.push(State { initial: nothing, update: Update::Assign(nothing) });
        let node = self.graph.borrow_mut().state(index);
        (index, node)
    }

    /// Applies the shocks of a variable.
    fn shocked(&mut self, variable: usize, flat: usize, mut value: NodeId, phase: Phase) -> NodeId {
        let model = self.model;
        let axis = &model.axis;
        for shock in model.shocks.iter().filter(|shock| shock.variable == variable && shock.elements.contains(&flat)) {
            let strikes = |point: usize| f64::from(Axis::is_within(shock.period, axis.time(point)));
            let struck: Vec<f64> = (0..=axis.points).map(strikes).collect();
            let condition = match phase {
                Phase::Initial => self.constant(struck[0]),
                Phase::Step => self.table(SeriesTable { values: struck, drives: false }),
            };
            let hit = if shock.multiply == 0.0 {
                self.constant(shock.add)
            } else {
                let (factor, addend) = (self.constant(shock.multiply), self.constant(shock.add));
                let scaled = self.binary(Binary::Multiply, factor, value);
                self.binary(Binary::Add, scaled, addend)
            };
            value = self.graph.borrow_mut().select(condition, hit, value);
        }
        value
    }

    /// What was observed of an element of a variable and drives it, by point; NaN where nothing was.
    fn observations(&self, variable: &Variable, flat: usize) -> Vec<f64> {
        let mut values = vec![f64::NAN; self.model.axis.points + 1];
        for (point, value) in &variable.driven[flat] {
            if let Some(slot) = usize::try_from(*point).ok().and_then(|point| values.get_mut(point)) {
                *slot = *value;
            }
        }
        values
    }

    /// Puts what was observed in the place of what is computed.
    fn driven(&mut self, variable: &Variable, flat: usize, computed: NodeId, phase: Phase) -> NodeId {
        if variable.driven[flat].is_empty() {
            return computed;
        }
        let values = self.observations(variable, flat);
        // Within a Runge-Kutta step an observed flow holds, while what has a level moves on from what was observed.
        let definition = &variable.definitions[variable.of_element[flat]];
        let moves = match definition {
            Definition::Stock { .. } => true,
            Definition::Equation(term) => {
                self.element_observed(term, &self.at(&variable.signature.dims, flat)).is_some()
            }
        };
        let observed = match phase {
            Phase::Initial => self.constant(values[0]),
            Phase::Step => self.table(SeriesTable { values, drives: moves }),
        };
        self.binary(Binary::Coalesce, observed, computed)
    }

    /// A loop has been closed: names it whole, or the ends of a very long one, unless it shares a variable with one already
    /// named.
    fn cycle(&mut self, key: (usize, usize, Phase)) -> NodeId {
        /// At the beginning and at the end of a loop.
        const NAMED: usize = 20;
        let from = self.stack.iter().position(|entry| *entry == key).unwrap_or(0);
        if key.2 == Phase::Initial && self.opened_by_no_cut(from) {
            return self.constant(f64::NAN);
        }
        let members = self.stack[from..].to_vec();
        let known = members.iter().any(|(index, flat, _)| self.looped.contains(&(*index, *flat)));
        self.looped.extend(members.iter().map(|(index, flat, _)| (*index, *flat)));
        if !known {
            let name = |(index, flat, _): &(usize, usize, Phase)| {
                self.model.selector(&self.model.variables[*index].signature, *flat)
            };
            let mut names: Vec<String> = members.iter().map(name).collect();
            // A flow that a stock cuts is needed by what it would be uncut.
            names.dedup();
            names.extend(members.first().map(name));
            let left_out = names.len().saturating_sub(2 * NAMED);
            if left_out > 0 {
                names.splice(NAMED..NAMED + left_out, [format!("({left_out} more)")]);
            }
            let entry = |index: usize| &self.model.variables[index].declared;
            let first = entry(members[0].0);
            let when = if key.2 == Phase::Initial { " at the start" } else { "" };
            let mut diagnostic = Diagnostic::error(
                Code::Cycle,
                format!("these variables need one another at the same time{when}: {}", names.join(" → ")),
                first.span.clone(),
                "the loop begins here",
            )
            .with_help(self.way_out(&members));
            let mut labelled = vec![members[0].0];
            for (index, ..) in members[1..].iter().take(2 * NAMED) {
                if !labelled.contains(index) {
                    labelled.push(*index);
                    diagnostic = diagnostic.with_label(entry(*index).span.clone(), "and goes through here");
                }
            }
            self.problems.push(diagnostic);
        }
        self.constant(f64::NAN)
    }
}

impl Lowering<'_> {
    /// How a loop is broken.
    fn way_out(&self, members: &[(usize, usize, Phase)]) -> String {
        let is_stock = |(index, flat, phase): &&(usize, usize, Phase)| {
            let variable = &self.model.variables[*index];
            let definition = &variable.definitions[variable.of_element[*flat]];
            *phase == Phase::Step && matches!(definition, Definition::Stock { non_negative: true, .. })
        };
        match members.iter().find(is_stock) {
            // A stock is not needed at the same time but for the cut of what leaves it.
            Some((index, ..)) => format!(
                "`{}` is `non_negative` and cuts all that leaves it by one factor, which needs all of it: what leaves it \
                 cannot read what else leaves it at the same time; read `previous(x, init)`, or what both are made from",
                self.model.variables[*index].declared.written
            ),
            None => "break it with a stock, `previous(x, init)` or a delay; the arrow reads «needs»".to_owned(),
        }
    }
}
