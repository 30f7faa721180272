//! From the value graph to a program: what is needed, how often, in which registers.

use std::collections::HashMap;

use super::Model;
use super::build::{Built, Update, build};
use super::graph::{self, Binary, Node, NodeId, Unary};
use super::program::{Column, Commit, Instruction, Integration, Operand, Operation, Program};
use crate::scenario::{At, Method};

/// Compiles a model to report the elements that `wanted` says (variable and flat element index).
///
/// Constants have been folded; what varies neither with time nor draw, or only with one of them, is computed as rarely as
/// that allows; what no output depends on is left out.
#[must_use]
pub fn compile(model: &Model, wanted: impl Fn(usize, usize) -> bool) -> Program {
    let mut built = build(model);
    let mut outputs = Vec::new();
    for (variable, checked) in model.variables.iter().enumerate() {
        for element in 0..checked.of_element.len() {
            if wanted(variable, element) {
                let end = checked.at == At::End;
                let state = built.stocks.get(&(variable, element)).copied().filter(|_| end);
                let node = built.values[variable][element];
                outputs.push(Output { variable, element, node, state, closing: end && state.is_none() });
            }
        }
    }
    let runge_kutta = model.scenario.time.method == Method::Rk4;
    let updates = updates(&mut built, model.axis.step, runge_kutta);
    let live = Live::find(&built, &outputs, &updates);
    Compiler::new(model, &built, live, updates, runge_kutta).finish(&outputs)
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
    /// It takes what the state before it held.
    Follow(u32),
}

impl Next {
    fn roots(self) -> Vec<NodeId> {
        match self {
            Self::Node(node) => vec![node],
            Self::Integrate { base, rate } => vec![base, rate],
            Self::Follow(_) => Vec::new(),
        }
    }
}

/// Under Euler the next value of an integrated state is a node like any other.
fn updates(built: &mut Built, step: f64, runge_kutta: bool) -> Vec<Next> {
    let states = built.states.clone();
    let next = |state: &super::build::State| match state.update {
        Update::Integrate { base, rate } if !runge_kutta => {
            let h = built.graph.constant(step);
            let change = built.graph.binary(Binary::Multiply, h, rate);
            Next::Node(built.graph.binary(Binary::Add, base, change))
        }
        Update::Integrate { base, rate } => Next::Integrate { base, rate },
        Update::Assign(node) => Next::Node(node),
        Update::Follow(state) => Next::Follow(state),
    };
    states.iter().map(next).collect()
}

/// What outputs depend on.
struct Live {
    nodes: Vec<bool>,
    states: Vec<bool>,
    /// How often each node is read.
    uses: Vec<u32>,
}

fn operands(node: Node) -> Vec<NodeId> {
    match node {
        Node::Constant(_) | Node::Time | Node::Series(_) | Node::Draw(_) | Node::Noise(..) | Node::State(_) => {
            Vec::new()
        }
        Node::Unary(_, a) | Node::Lookup(_, a) => vec![a],
        Node::Binary(_, a, b) => vec![a, b],
        Node::Select(a, b, c) => vec![a, b, c],
    }
}

impl Live {
    fn find(built: &Built, outputs: &[Output], updates: &[Next]) -> Self {
        let nodes = built.graph.nodes();
        let mut live = Self {
            nodes: vec![false; nodes.len()],
            states: vec![false; built.states.len()],
            uses: vec![0; nodes.len()],
        };
        let mut pending: Vec<NodeId> = Vec::new();
        let mut states: Vec<u32> = Vec::new();
        for output in outputs {
            match output.state {
                Some(state) => states.push(state),
                None => {
                    pending.push(output.node);
                    live.uses[output.node as usize] += 1;
                }
            }
        }
        loop {
            if let Some(state) = states.pop() {
                if !std::mem::replace(&mut live.states[state as usize], true) {
                    let roots = updates[state as usize].roots();
                    for root in roots.into_iter().chain([built.states[state as usize].initial]) {
                        live.uses[root as usize] += 1;
                        pending.push(root);
                    }
                    if let Next::Follow(before) = updates[state as usize] {
                        states.push(before);
                    }
                }
            } else if let Some(id) = pending.pop() {
                if !std::mem::replace(&mut live.nodes[id as usize], true) {
                    if let Node::State(state) = nodes[id as usize] {
                        states.push(state);
                    }
                    for operand in operands(nodes[id as usize]) {
                        live.uses[operand as usize] += 1;
                        pending.push(operand);
                    }
                }
            } else {
                return live;
            }
        }
    }
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
    built: &'a Built,
    live: Live,
    updates: Vec<Next>,
    runge_kutta: bool,
    /// Operand of each node that has one.
    operand: HashMap<NodeId, Operand>,
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
    fn new(model: &'a Model, built: &'a Built, live: Live, updates: Vec<Next>, runge_kutta: bool) -> Self {
        let fused = vec![false; built.graph.nodes().len()];
        Self {
            model,
            built,
            live,
            updates,
            runge_kutta,
            operand: HashMap::new(),
            fused,
            scalar_nodes: Vec::new(),
            draw_code: Vec::new(),
            step_code: Vec::new(),
            registers: 0,
            free: Vec::new(),
        }
    }

    fn place(&self, id: NodeId) -> Place {
        let variability = self.built.graph.variability(id);
        match (variability.time, variability.draw) {
            (_, false) => Place::Scalar,
            (false, true) => Place::Draw,
            (true, true) => Place::Step,
        }
    }

    fn live_nodes(&self, place: Place) -> Vec<NodeId> {
        let count = self.built.graph.nodes().len() as NodeId;
        (0..count).filter(|id| self.live.nodes[*id as usize] && self.place(*id) == place).collect()
    }

    fn register(&mut self) -> u32 {
        self.registers += 1;
        self.registers - 1
    }

    fn finish(mut self, outputs: &[Output]) -> Program {
        self.scalar_nodes = self.live_nodes(Place::Scalar);
        for (slot, id) in self.scalar_nodes.clone().into_iter().enumerate() {
            self.operand.insert(id, Operand::Scalar(slot as u32));
        }
        let samples = self.draw_phase();
        let states = self.state_registers();
        self.step_phase(outputs);
        let initial = self.initial_values(&states);
        let commits = self.commits(&states);
        let integrations = self.integrations(&states);
        let after: Vec<(u32, u32)> = outputs
            .iter()
            .enumerate()
            .filter_map(|(column, output)| output.state.map(|state| (states[&state], column as u32)))
            .collect();
        let closing = outputs.iter().any(|output| output.closing);
        let steps = self.model.axis.points + usize::from(closing);
        Program {
            samples,
            initial,
            commits,
            integrations,
            after,
            columns: outputs
                .iter()
                .map(|o| Column { variable: o.variable, element: o.element, closing: o.closing })
                .collect(),
            scalars: self.scalar_rows(steps),
            stages: if self.runge_kutta { 3 } else { 1 },
            steps,
            points: self.model.axis.points,
            step: self.model.axis.step,
            first_step: (self.model.axis.start / self.model.axis.step).round().max(0.0) as u64,
            registers: self.registers as usize,
            noise: self.built.noise.clone(),
            lookups: self.model.lookups.clone(),
            draw_code: self.draw_code,
            step_code: self.step_code,
        }
    }

    /// Code that runs once a block. Every result keeps its register: later steps may read it.
    fn draw_phase(&mut self) -> Vec<(usize, u32)> {
        let mut samples = Vec::new();
        for id in self.live_nodes(Place::Draw) {
            let destination = self.register();
            self.operand.insert(id, Operand::Register(destination));
            if let Node::Draw(draw) = self.built.graph.nodes()[id as usize] {
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
        for state in 0..self.built.states.len() as u32 {
            if self.live.states[state as usize] {
                let register = self.register();
                registers.insert(state, register);
            }
        }
        let nodes = self.built.graph.nodes();
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
    fn step_phase(&mut self, outputs: &[Output]) {
        let nodes: Vec<NodeId> = self
            .live_nodes(Place::Step)
            .into_iter()
            .filter(|id| !matches!(self.built.graph.nodes()[*id as usize], Node::State(_)))
            .collect();
        let lowered: Vec<(NodeId, Operation, Vec<NodeId>)> = self.fuse(&nodes);
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
        }
    }

    /// Frees the registers of step nodes that have been read for the last time.
    fn release(&mut self, operands: &[NodeId], readers: &mut HashMap<NodeId, u32>) {
        for operand in operands {
            let Some(left) = readers.get_mut(operand) else { continue };
            *left -= 1;
            let last = *left == 0;
            let computed = self.place(*operand) == Place::Step
                && !matches!(self.built.graph.nodes()[*operand as usize], Node::State(_));
            if last
                && computed
                && let Some(Operand::Register(register)) = self.operand.get(operand)
            {
                self.free.push(*register);
                readers.remove(operand);
            }
        }
    }

    /// Merges a product into the one sum or difference that reads it, and an exponential into the one product.
    fn fuse(&mut self, nodes: &[NodeId]) -> Vec<(NodeId, Operation, Vec<NodeId>)> {
        let mut lowered = Vec::with_capacity(nodes.len());
        for id in nodes.iter().rev() {
            if self.fused[*id as usize] {
                continue;
            }
            let (operation, operands) = self.merged(*id).unwrap_or_else(|| self.plain(*id));
            lowered.push((*id, operation, operands));
        }
        lowered.reverse();
        lowered
    }

    fn merged(&mut self, id: NodeId) -> Option<(Operation, Vec<NodeId>)> {
        let Node::Binary(operation, a, b) = self.built.graph.nodes()[id as usize] else { return None };
        match operation {
            Binary::Add => {
                let (product, addend) = if self.only_here(b, Binary::Multiply) { (b, a) } else { (a, b) };
                let (x, y) = self.take(product, Binary::Multiply)?;
                Some((Operation::MultiplyAdd, vec![x, y, addend]))
            }
            Binary::Subtract => {
                let (x, y) = self.take(b, Binary::Multiply)?;
                Some((Operation::MultiplySubtractFrom, vec![x, y, a]))
            }
            Binary::Multiply => {
                let (power, factor) = if self.only_here(b, Binary::ExpTimes) { (b, a) } else { (a, b) };
                let (x, y) = self.take(power, Binary::ExpTimes)?;
                Some((Operation::ScaledExp, vec![x, y, factor]))
            }
            _ => None,
        }
    }

    /// Whether a node is this operation, computed at every step, and read only once.
    fn only_here(&self, id: NodeId, operation: Binary) -> bool {
        self.live.uses[id as usize] == 1
            && self.place(id) == Place::Step
            && matches!(self.built.graph.nodes()[id as usize], Node::Binary(found, ..) if found == operation)
    }

    fn take(&mut self, id: NodeId, operation: Binary) -> Option<(NodeId, NodeId)> {
        if !self.only_here(id, operation) {
            return None;
        }
        let Node::Binary(_, a, b) = self.built.graph.nodes()[id as usize] else { return None };
        self.fused[id as usize] = true;
        Some((a, b))
    }

    fn plain(&self, id: NodeId) -> (Operation, Vec<NodeId>) {
        let node = self.built.graph.nodes()[id as usize];
        let operation = match node {
            Node::Unary(operation, _) => Operation::Unary(operation),
            Node::Binary(operation, ..) => Operation::Binary(operation),
            Node::Select(..) => Operation::Select,
            Node::Lookup(table, _) => Operation::Lookup(table),
            Node::Noise(stream, fixed) => Operation::Noise(stream, fixed),
            _ => Operation::Copy,
        };
        (operation, operands(node))
    }

    fn instruction(&self, operation: Operation, destination: u32, nodes: &[NodeId]) -> Instruction {
        let operand = |position: usize| {
            let node = nodes.get(position).or(nodes.first());
            node.and_then(|node| self.operand.get(node)).copied().unwrap_or(Operand::Scalar(0))
        };
        Instruction { operation, destination, operands: [operand(0), operand(1), operand(2)] }
    }

    fn initial_values(&self, states: &HashMap<u32, u32>) -> Vec<(u32, Operand)> {
        let mut values: Vec<(u32, Operand)> = states
            .iter()
            .map(|(state, register)| (*register, self.operand[&self.built.states[*state as usize].initial]))
            .collect();
        values.sort_unstable_by_key(|(register, _)| *register);
        values
    }

    /// States are committed together: whatever reads the old value of another state has been copied before.
    fn commits(&mut self, states: &HashMap<u32, u32>) -> Vec<Commit> {
        let mut order: Vec<(u32, u32)> = states.iter().map(|(state, register)| (*state, *register)).collect();
        order.sort_unstable();
        let state_registers: Vec<u32> = order.iter().map(|(_, register)| *register).collect();
        let mut shifts = Vec::new();
        let mut copies = Vec::new();
        let mut taken: Vec<u32> = Vec::new();
        for (state, register) in order {
            match self.updates[state as usize] {
                Next::Integrate { .. } => {}
                Next::Follow(_) => match shifts.last_mut() {
                    Some(Commit::Shift { first, count }) if *first + *count == register => *count += 1,
                    _ => shifts.push(Commit::Shift { first: register - 1, count: 2 }),
                },
                Next::Node(node) => {
                    let next = self.operand[&node];
                    match next {
                        Operand::Register(from) if from == register => {}
                        Operand::Register(from) if state_registers.contains(&from) => {
                            let saved = self.register();
                            let copy =
                                Instruction { operation: Operation::Copy, destination: saved, operands: [next; 3] };
                            self.step_code.push(copy);
                            copies.push(Commit::Swap { state: register, next: saved });
                        }
                        Operand::Register(from) if self.place(node) == Place::Step && !taken.contains(&from) => {
                            taken.push(from);
                            copies.push(Commit::Swap { state: register, next: from });
                        }
                        _ => copies.push(Commit::Copy { state: register, next }),
                    }
                }
            }
        }
        // A register that is swapped must not be read by a copy afterwards.
        copies.sort_by_key(|commit| matches!(commit, Commit::Swap { .. }));
        shifts.into_iter().chain(copies).collect()
    }

    fn integrations(&mut self, states: &HashMap<u32, u32>) -> Vec<Integration> {
        let mut order: Vec<(u32, u32)> = states.iter().map(|(state, register)| (*state, *register)).collect();
        order.sort_unstable();
        let mut found = Vec::new();
        for (state, register) in order {
            if let Next::Integrate { base, rate } = self.updates[state as usize] {
                let scratch = [self.register(), self.register(), self.register()];
                let (base, rate) = (self.operand[&base], self.operand[&rate]);
                found.push(Integration { state: register, base, rate, scratch });
            }
        }
        found
    }

    /// Evaluates everything that does not vary with the draw, for every step and stage.
    fn scalar_rows(&self, steps: usize) -> Vec<Vec<f64>> {
        let stages: &[f64] = if self.runge_kutta { &[0.0, 0.5, 1.0] } else { &[0.0] };
        let mut rows = Vec::with_capacity(steps * stages.len());
        let mut values = vec![f64::NAN; self.built.graph.nodes().len()];
        for point in 0..steps {
            for fraction in stages {
                for id in &self.scalar_nodes {
                    values[*id as usize] = self.scalar(*id, point, *fraction, &values);
                }
                rows.push(self.scalar_nodes.iter().map(|id| values[*id as usize]).collect());
            }
        }
        rows
    }

    fn scalar(&self, id: NodeId, point: usize, fraction: f64, values: &[f64]) -> f64 {
        let of = |id: NodeId| values[id as usize];
        match self.built.graph.nodes()[id as usize] {
            Node::Constant(bits) => f64::from_bits(bits),
            Node::Time => self.model.axis.time(point) + fraction * self.model.axis.step,
            Node::Series(table) => {
                let table = &self.built.series[table as usize];
                if table.drives && fraction > 0.0 { f64::NAN } else { table.values[point] }
            }
            Node::Unary(operation, a) => graph::unary(operation, of(a)),
            Node::Binary(operation, a, b) => graph::binary(operation, of(a), of(b)),
            Node::Select(c, a, b) => {
                if of(c) == 0.0 {
                    of(b)
                } else {
                    of(a)
                }
            }
            Node::Lookup(table, a) => super::interpolate(&self.model.lookups[table as usize], of(a)),
            Node::Draw(_) | Node::Noise(..) | Node::State(_) => f64::NAN,
        }
    }
}

/// The number of transcendental functions a program takes at each step: what its speed mostly depends on.
#[must_use]
pub fn transcendental(program: &Program) -> usize {
    let heavy = |instruction: &&Instruction| {
        matches!(
            instruction.operation,
            Operation::ScaledExp
                | Operation::Unary(Unary::Exp | Unary::Ln | Unary::Logistic)
                | Operation::Binary(Binary::ExpTimes)
        )
    };
    program.step_code.iter().filter(heavy).count()
}
