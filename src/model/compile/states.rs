//! How states begin, and how they go from one step to the next.

use std::collections::{HashMap, HashSet};

use super::{Compiler, MOST_STAGES, Next, NodeId, Place};
use crate::model::graph::Node;
use crate::model::program::{Advance, Commit, Instruction, Integration, Material, Operand, Operation, Stage};
use crate::numeric::sorting::sort_by_key;

/// States that may take their next value within the step.
pub(super) struct Early {
    /// By node of the next value: the node of the state, if anything reads it, and its register.
    states: HashMap<NodeId, (Option<NodeId>, u32)>,
    /// By node of the state: that of the next value.
    next: HashMap<NodeId, NodeId>,
}

impl Compiler<'_> {
    /// States that may take their next value as soon as nothing reads the one before: those whose next value is computed for
    /// them alone, and that no other state follows.
    pub(super) fn early(&self, states: &HashMap<u32, u32>) -> Early {
        let mut found = Early { states: HashMap::new(), next: HashMap::new() };
        if self.runge_kutta || self.keeps_rooms {
            return found;
        }
        let mut wanted: HashMap<NodeId, u32> = HashMap::new();
        let mut followed = HashSet::new();
        for state in states.keys() {
            match self.updates[*state as usize] {
                Next::Node(node) => *wanted.entry(node).or_default() += 1,
                Next::Follow(before) => {
                    followed.insert(before);
                }
                Next::Integrate { .. } | Next::Advance { .. } | Next::Hold { .. } | Next::Leave { .. } => {}
            }
        }
        let nodes = self.lowered.graph.nodes();
        let read = nodes.iter().enumerate().filter_map(|(id, node)| match node {
            Node::State(state) => Some((*state, id as NodeId)),
            _ => None,
        });
        let read: HashMap<u32, NodeId> = read.collect();
        for (state, register) in states {
            let Next::Node(next) = self.updates[*state as usize] else { continue };
            let is_computed = self.place(next) == Place::Step && !matches!(nodes[next as usize], Node::State(_));
            if is_computed && wanted[&next] == 1 && !followed.contains(state) {
                let node = read.get(state).copied();
                found.states.insert(next, (node, *register));
                found.next.extend(node.map(|node| (node, next)));
            }
        }
        found
    }

    /// Gives states their next values, now that a node has been computed from others, if nothing reads the ones before any more.
    /// The register that is free then has just been read, and the states are all that a step needs room for.
    pub(super) fn move_on(
        &mut self,
        early: &Early,
        (id, operands): (NodeId, &[NodeId]),
        readers: &HashMap<NodeId, u32>,
    ) {
        let read = operands.iter().filter_map(|operand| early.next.get(operand).copied());
        for next in [id].into_iter().chain(read) {
            let Some((node, state)) = early.states.get(&next).copied() else { continue };
            let is_read = node.and_then(|node| readers.get(&node)).is_some_and(|left| *left > 0);
            let Some(Operand::Register(register)) = self.operand.get(&next).copied() else { continue };
            if is_read || register == state {
                continue;
            }
            let operands = [Operand::Register(register); 3];
            self.step_code.push(Instruction { operation: Operation::Swap(register), destination: state, operands });
            self.operand.insert(next, Operand::Register(state));
            self.free.push(register);
        }
    }

    pub(super) fn initial_values(&self, states: &HashMap<u32, u32>) -> Vec<(u32, Operand)> {
        let mut values: Vec<(u32, Operand)> = states
            .iter()
            .map(|(state, register)| (*register, self.operand[&self.lowered.states[*state as usize].initial]))
            .collect();
        sort_by_key(&mut values, |(register, _)| *register);
        values
    }

    /// States are committed together: whatever reads the old value of another state has been copied before.
    pub(super) fn commits(&mut self, states: &HashMap<u32, u32>) -> Vec<Commit> {
        let mut order: Vec<(u32, u32)> = states.iter().map(|(state, register)| (*state, *register)).collect();
        order.sort_unstable();
        let state_registers: Vec<u32> = order.iter().map(|(_, register)| *register).collect();
        let mut shifts = Vec::new();
        let mut copies = Vec::new();
        let mut taken: Vec<u32> = Vec::new();
        for (state, register) in order {
            match self.updates[state as usize] {
                Next::Integrate { .. } | Next::Advance { .. } | Next::Hold { .. } | Next::Leave { .. } => {}
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
        sort_by_key(&mut copies, |commit| matches!(commit, Commit::Swap { .. }));
        shifts.into_iter().chain(copies).collect()
    }

    pub(super) fn integrations(&mut self, states: &HashMap<u32, u32>) -> Vec<Integration> {
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

    /// Stages of delays that Runge-Kutta advances, those of a chain one after the other.
    pub(super) fn advances(&mut self, states: &HashMap<u32, u32>) -> Vec<Advance> {
        let mut order: Vec<(u32, u32)> = states.iter().map(|(state, register)| (*state, *register)).collect();
        order.sort_unstable();
        let mut found = Vec::new();
        for (state, register) in order {
            if let Next::Advance { base, target, position, weights, half } = self.updates[state as usize] {
                let operands = |nodes: [u32; MOST_STAGES]| {
                    let read = nodes[..=position as usize].iter();
                    read.map(|node| self.operand[node]).collect()
                };
                let (weights, half) = (operands(weights), operands(half));
                let scratch = [self.register(), self.register()];
                let (base, target) = (self.operand[&base], self.operand[&target]);
                found.push(Advance { state: register, base, target, weights, half, scratch });
            }
        }
        found
    }

    /// Material delays under Runge-Kutta.
    pub(super) fn materials(&mut self, states: &HashMap<u32, u32>) -> Vec<Material> {
        let mut order: Vec<(u32, u32)> = states.iter().map(|(state, register)| (*state, *register)).collect();
        order.sort_unstable();
        let mut found = Vec::new();
        for (state, leaves) in order {
            let Next::Leave { input, of_held, passes, stages } = self.updates[state as usize] else { continue };
            let holding = (state - stages..state).filter_map(|stage| {
                let Next::Hold { stays, enters } = self.updates[stage as usize] else { return None };
                Some((states[&stage], self.operand[&stays], self.operand[&enters]))
            });
            let holding: Vec<(u32, Operand, Operand)> = holding.collect();
            let stages = holding
                .into_iter()
                .map(|(state, stays, enters)| Stage { state, from: [stays, enters], scratch: self.pair() })
                .collect();
            let input = self.operand[&input];
            let from = [of_held, passes].concat().iter().map(|node| self.operand[node]).collect();
            let scratch = [self.pair(), self.pair(), self.pair()].concat();
            found.push(Material { leaves, input, from, stages, scratch });
        }
        found
    }

    fn pair(&mut self) -> [u32; 2] {
        [self.register(), self.register()]
    }
}
