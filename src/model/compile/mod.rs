//! From the value graph to a program: what is needed, how often, in which registers.

mod fuse;
mod kept;
mod live;
mod order;
mod scalars;
mod states;

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::Model;
use super::graph::{Binary, Graph, Node, NodeId};
use super::lower::{Lowered, MOST_STAGES, Update, lower_varying};
use super::program::{Column, Instruction, Operand, Operation, Program};
use crate::scenario::{At, Method};
pub use kept::Compiled;
use live::Live;

/// Compiles a model to report the elements that `wanted` says (variable and flat element index).
///
/// Constants have been folded; what varies neither with time nor draw, or only with one of them, is computed as rarely as
/// that allows; what no output depends on is left out.
#[must_use]
pub fn compile(model: &Model, wanted: impl Fn(usize, usize) -> bool) -> Program {
    compile_kept(model, wanted).program
}

/// As [`compile`], with what it takes to give the program other settings of levers.
#[must_use]
pub fn compile_kept(model: &Model, wanted: impl Fn(usize, usize) -> bool) -> Compiled {
    compile_varying(model, wanted, &[])
}

/// As [`compile_kept`]: settings of some levers, by their indices, are not folded, so that the program can be given any others. Its
/// numbers differ by rounding from those of programs in which they are folded.
#[must_use]
pub fn compile_varying(model: &Model, wanted: impl Fn(usize, usize) -> bool, varying: &[usize]) -> Compiled {
    let mut lowered = lower_varying(model, varying);
    let mut outputs = Vec::new();
    for (variable, checked) in model.variables.iter().enumerate() {
        for element in 0..checked.of_element.len() {
            if wanted(variable, element) {
                let end = checked.at == At::End;
                let state = lowered.stocks.get(&(variable, element)).copied().filter(|_| end);
                let node = lowered.values[variable][element];
                outputs.push(Output { variable, element, node, state, closing: end && state.is_none() });
            }
        }
    }
    let runge_kutta = model.header.time.method == Method::Rk4;
    let updates = updates(&mut lowered, model.axis.step, runge_kutta);
    let live = Live::find(&lowered, &outputs, &updates);
    let (program, scalar_nodes) =
        Compiler::new(model, &lowered, live, updates, (runge_kutta, !varying.is_empty())).finish(&outputs);
    Compiled::new(model, program, lowered, (scalar_nodes, varying))
}

struct Output {
    variable: usize,
    element: usize,
    node: NodeId,
    state: Option<u32>,
    closing: bool,
}

/// The update of a state as the program carries it out.
#[derive(Clone, Copy)]
enum Next {
    /// The state becomes the value of a node of the step.
    Node(NodeId),
    /// Runge-Kutta integrates it.
    Integrate { base: NodeId, rate: NodeId },
    /// A stage of a delay, which the later stages of Runge-Kutta advance from the beginning of the step.
    Advance { base: NodeId, target: NodeId, position: u32, weights: [NodeId; MOST_STAGES], half: [NodeId; MOST_STAGES] },
    /// What a stage of a material delay holds; Runge-Kutta.
    Hold { stays: NodeId, enters: NodeId },
    /// What comes out of a material delay within a step; Runge-Kutta.
    Leave { input: NodeId, of_held: [NodeId; 2], passes: [NodeId; 2], stages: u32 },
    /// It takes what the state before it held.
    Follow(u32),
}

impl Next {
    fn roots(self) -> Vec<NodeId> {
        match self {
            Self::Node(node) => vec![node],
            Self::Integrate { base, rate } => vec![base, rate],
            Self::Advance { base, target, position, weights, half } => {
                let read = ..=position as usize;
                [base, target]
                    .into_iter()
                    .chain(weights[read].iter().copied())
                    .chain(half[read].iter().copied())
                    .collect()
            }
            Self::Hold { stays, enters } => vec![stays, enters],
            Self::Leave { input, of_held, passes, .. } => [&[input][..], &of_held, &passes].concat(),
            Self::Follow(_) => Vec::new(),
        }
    }

    /// The state of the same chain that this one, of the given number, goes on from.
    fn before(self, state: u32) -> Option<u32> {
        match self {
            Self::Follow(before) => Some(before),
            Self::Advance { position, .. } => (position > 0).then(|| state - 1),
            Self::Hold { .. } => Some(state + 1),
            Self::Leave { .. } => Some(state - 1),
            Self::Node(_) | Self::Integrate { .. } => None,
        }
    }
}

/// Under Euler the next value of every state is a node like any other.
fn updates(lowered: &mut Lowered, step: f64, runge_kutta: bool) -> Vec<Next> {
    let states = lowered.states.clone();
    let next = |(index, state): (usize, &super::lower::State)| match state.update {
        Update::Integrate { base, rate } if !runge_kutta => {
            let h = lowered.graph.constant(step);
            let change = lowered.graph.binary(Binary::Multiply, h, rate);
            Next::Node(lowered.graph.binary(Binary::Add, base, change))
        }
        Update::Integrate { base, rate } => Next::Integrate { base, rate },
        Update::Advance { target, position, weights, .. } if !runge_kutta => {
            let base = |back: usize| match states[index - back].update {
                Update::Advance { base, .. } => base,
                Update::Integrate { .. }
                | Update::Hold { .. }
                | Update::Leave { .. }
                | Update::Assign(_)
                | Update::Follow(_) => target,
            };
            let bases: Vec<NodeId> = (0..=position as usize).map(base).collect();
            Next::Node(advanced(&mut lowered.graph, &bases, target, &weights))
        }
        Update::Advance { base, target, position, weights, half } => {
            Next::Advance { base, target, position, weights, half }
        }
        Update::Hold { stays, enters } => Next::Hold { stays, enters },
        Update::Leave { input, of_held, passes, stages } => Next::Leave { input, of_held, passes, stages },
        Update::Assign(node) => Next::Node(node),
        Update::Follow(state) => Next::Follow(state),
    };
    states.iter().enumerate().map(next).collect()
}

/// The level of a stage of a delay after a step: its target, and what is left of the gaps of this stage and those before it,
/// whose levels are `bases`.
fn advanced(graph: &mut Graph, bases: &[NodeId], target: NodeId, weights: &[NodeId]) -> NodeId {
    bases.iter().zip(weights).fold(target, |sum, (level, weight)| {
        let gap = graph.binary(Binary::Subtract, *level, target);
        let left = graph.binary(Binary::Multiply, *weight, gap);
        graph.binary(Binary::Add, sum, left)
    })
}

/// Where the code of a node goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Scalar,
    Draw,
    Step,
}

struct Compiler<'a> {
    model: &'a Model,
    lowered: &'a Lowered,
    live: Live,
    updates: Vec<Next>,
    runge_kutta: bool,
    /// Registers have room for as many versions as they hold, so that none takes the place of another within a step.
    keeps_rooms: bool,
    /// Operand of each node that has one.
    operand: HashMap<NodeId, Operand, RandomState>,
    /// Nodes whose value is part of the instruction of the one node that reads them.
    fused: Vec<bool>,
    /// Live scalar nodes, in order.
    scalar_nodes: Vec<NodeId>,
    draw_code: Vec<Instruction>,
    step_code: Vec<Instruction>,
    registers: u32,
    free: Vec<u32>,
}

impl<'a> Compiler<'a> {
    fn new(
        model: &'a Model,
        lowered: &'a Lowered,
        live: Live,
        updates: Vec<Next>,
        (runge_kutta, keeps_rooms): (bool, bool),
    ) -> Self {
        let fused = vec![false; lowered.graph.nodes().len()];
        Self {
            model,
            lowered,
            live,
            updates,
            runge_kutta,
            keeps_rooms,
            operand: HashMap::default(),
            fused,
            scalar_nodes: Vec::new(),
            draw_code: Vec::new(),
            step_code: Vec::new(),
            registers: 0,
            free: Vec::new(),
        }
    }

    fn place(&self, id: NodeId) -> Place {
        let variability = self.lowered.graph.variability(id);
        match (variability.time, variability.draw) {
            (_, false) => Place::Scalar,
            (false, true) => Place::Draw,
            (true, true) => Place::Step,
        }
    }

    fn live_nodes(&self, place: Place) -> Vec<NodeId> {
        let count = self.lowered.graph.nodes().len() as NodeId;
        (0..count).filter(|id| self.live.nodes[*id as usize] && self.place(*id) == place).collect()
    }

    fn register(&mut self) -> u32 {
        self.registers += 1;
        self.registers - 1
    }

    /// The program, and the nodes behind its scalars.
    fn finish(mut self, outputs: &[Output]) -> (Program, Vec<NodeId>) {
        self.scalar_nodes = self.live_nodes(Place::Scalar);
        for (slot, id) in self.scalar_nodes.clone().into_iter().enumerate() {
            self.operand.insert(id, Operand::Scalar(slot as u32));
        }
        let samples = self.draw_phase();
        let states = self.state_registers();
        self.step_phase(outputs, &states);
        let initial = self.initial_values(&states);
        let commits = self.commits(&states);
        let integrations = self.integrations(&states);
        let advances = self.advances(&states);
        let materials = self.materials(&states);
        let after: Vec<(u32, u32)> = outputs
            .iter()
            .enumerate()
            .filter_map(|(column, output)| output.state.map(|state| (states[&state], column as u32)))
            .collect();
        let closing = outputs.iter().any(|output| output.closing);
        let steps = self.model.axis.points + usize::from(closing);
        let stages: usize = if self.runge_kutta { 3 } else { 1 };
        let Lowered { graph, series, .. } = self.lowered;
        let scalars = scalars::rows(self.model, graph.nodes(), series, &self.scalar_nodes, (steps, stages));
        let program = Program {
            samples,
            initial,
            commits,
            integrations,
            advances,
            materials,
            after,
            columns: outputs
                .iter()
                .map(|o| Column { variable: o.variable, element: o.element, closing: o.closing })
                .collect(),
            scalars,
            stages,
            steps,
            points: self.model.axis.points,
            step: self.model.axis.step,
            first_step: (self.model.axis.start / self.model.axis.step).round().max(0.0) as u64,
            registers: self.registers as usize,
            noise: self.lowered.noise.clone(),
            lookups: self.model.lookups.clone(),
            draw_code: self.draw_code,
            step_code: self.step_code,
        };
        (program, self.scalar_nodes)
    }

    /// Code that runs once a block. Every result keeps its register: later steps may read it.
    fn draw_phase(&mut self) -> Vec<(usize, u32)> {
        let mut samples = Vec::new();
        for id in self.live_nodes(Place::Draw) {
            let destination = self.register();
            self.operand.insert(id, Operand::Register(destination));
            if let Node::Draw(draw) = self.lowered.graph.nodes()[id as usize] {
                samples.push((draw as usize, destination));
                continue;
            }
            let (operation, operands) = self.plain(id);
            let instruction = self.instruction(operation, destination, &operands);
            self.draw_code.push(instruction);
        }
        samples
    }

    /// Registers of live states; those of a chain of lags follow one another.
    fn state_registers(&mut self) -> HashMap<u32, u32> {
        let mut registers = HashMap::new();
        for state in 0..self.lowered.states.len() as u32 {
            if self.live.states[state as usize] {
                let register = self.register();
                registers.insert(state, register);
            }
        }
        let nodes = self.lowered.graph.nodes();
        for (id, node) in nodes.iter().enumerate() {
            if let Node::State(state) = node
                && let Some(register) = registers.get(state)
            {
                self.operand.insert(id as NodeId, Operand::Register(*register));
            }
        }
        registers
    }

    /// Code that runs at every step, with registers reused once their last reader has run.
    fn step_phase(&mut self, outputs: &[Output], states: &HashMap<u32, u32>) {
        let nodes: Vec<NodeId> = self
            .live_nodes(Place::Step)
            .into_iter()
            .filter(|id| !matches!(self.lowered.graph.nodes()[*id as usize], Node::State(_)))
            .collect();
        let lowered = order::depth_first(self.fuse(&nodes));
        let mut readers: HashMap<NodeId, u32> = HashMap::new();
        for (_, _, operands) in &lowered {
            for operand in operands {
                *readers.entry(*operand).or_default() += 1;
            }
        }
        // What the end of the step needs is kept to the end.
        for (state, next) in self.updates.iter().enumerate() {
            if self.live.states[state] {
                for root in next.roots() {
                    *readers.entry(root).or_default() += 1;
                }
            }
        }
        let mut stores: HashMap<NodeId, Vec<u32>> = HashMap::new();
        for (column, output) in outputs.iter().enumerate().filter(|(_, output)| output.state.is_none()) {
            if self.place(output.node) == Place::Step && !self.operand.contains_key(&output.node) {
                stores.entry(output.node).or_default().push(column as u32);
            } else {
                // Scalars, draws and states can be stored before anything is computed.
                let store = self.instruction(Operation::Store(column as u32), 0, &[output.node]);
                self.step_code.push(store);
            }
        }
        let early = self.early(states);
        for (id, operation, operands) in lowered {
            let destination = self.free.pop().unwrap_or_else(|| self.register());
            let instruction = self.instruction(operation, destination, &operands);
            self.step_code.push(instruction);
            self.operand.insert(id, Operand::Register(destination));
            for column in stores.remove(&id).unwrap_or_default() {
                let store = self.instruction(Operation::Store(column), 0, &[id]);
                self.step_code.push(store);
            }
            self.release(&operands, &mut readers);
            if !readers.contains_key(&id) {
                self.free.push(destination);
            }
            self.move_on(&early, (id, &operands), &readers);
        }
    }

    /// Frees the registers of step nodes that have been read for the last time.
    fn release(&mut self, operands: &[NodeId], readers: &mut HashMap<NodeId, u32>) {
        for operand in operands {
            let Some(left) = readers.get_mut(operand) else { continue };
            *left -= 1;
            let last = *left == 0;
            let computed = self.place(*operand) == Place::Step
                && !matches!(self.lowered.graph.nodes()[*operand as usize], Node::State(_));
            if last
                && computed
                && let Some(Operand::Register(register)) = self.operand.get(operand)
            {
                self.free.push(*register);
                readers.remove(operand);
            }
        }
    }
}
