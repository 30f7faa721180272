//! What outputs depend on.

use super::{Next, Output};
use crate::model::graph::{Node, NodeId};
use crate::model::lower::Lowered;

/// What outputs depend on.
pub(super) struct Live {
    pub nodes: Vec<bool>,
    pub states: Vec<bool>,
    /// How often each node is read.
    pub uses: Vec<u32>,
}

/// The nodes that a node reads.
pub(super) fn operands(node: Node) -> Vec<NodeId> {
    match node {
        Node::Constant(_)
        | Node::Time
        | Node::Series(_)
        | Node::First(_)
        | Node::Draw(_)
        | Node::Noise(..)
        | Node::State(_) => Vec::new(),
        Node::Unary(_, a) | Node::Lookup(_, a) => vec![a],
        Node::Binary(_, a, b) => vec![a, b],
        Node::Select(a, b, c) => vec![a, b, c],
    }
}

impl Live {
    /// Follows outputs, and the updates of states they need, to everything they read.
    pub(super) fn find(lowered: &Lowered, outputs: &[Output], updates: &[Next]) -> Self {
        let nodes = lowered.graph.nodes();
        let mut live = Self {
            nodes: vec![false; nodes.len()],
            states: vec![false; lowered.states.len()],
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
                    for root in roots.into_iter().chain([lowered.states[state as usize].initial]) {
                        live.uses[root as usize] += 1;
                        pending.push(root);
                    }
                    states.extend(updates[state as usize].before(state));
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
