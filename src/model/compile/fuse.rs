//! Instructions of nodes: several nodes in one where that saves a pass over the block. Each is rounded as by itself, but for sums
//! of products, which processors that can round once.

use super::live::operands;
use super::{Compiler, Place};
use crate::model::graph::{Binary, Node, NodeId};
use crate::model::program::{Instruction, Operand, Operation};

impl Compiler<'_> {
    /// Merges a product into the one sum or difference that reads it, and an exponential into the one product.
    pub(super) fn fuse(&mut self, nodes: &[NodeId]) -> Vec<(NodeId, Operation, Vec<NodeId>)> {
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
        let Node::Binary(operation, a, b) = self.lowered.graph.nodes()[id as usize] else { return None };
        match operation {
            Binary::Add => {
                let (product, addend) = if self.only_here(b, Binary::Multiply) { (b, a) } else { (a, b) };
                let (x, y) = self.take(product, Binary::Multiply)?;
                if let Node::Constant(factor) = self.lowered.graph.nodes()[x as usize]
                    && let Some((a, b)) = self.take(y, Binary::Subtract)
                {
                    return Some((Operation::AddScaledDifference(factor), vec![a, b, addend]));
                }
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
            && matches!(self.lowered.graph.nodes()[id as usize], Node::Binary(found, ..) if found == operation)
    }

    fn take(&mut self, id: NodeId, operation: Binary) -> Option<(NodeId, NodeId)> {
        if !self.only_here(id, operation) {
            return None;
        }
        let Node::Binary(_, a, b) = self.lowered.graph.nodes()[id as usize] else { return None };
        self.fused[id as usize] = true;
        Some((a, b))
    }

    /// The instruction of a node by itself.
    pub(super) fn plain(&self, id: NodeId) -> (Operation, Vec<NodeId>) {
        let node = self.lowered.graph.nodes()[id as usize];
        let operation = match node {
            Node::Unary(operation, _) => Operation::Unary(operation),
            Node::Binary(operation, ..) => Operation::Binary(operation),
            Node::Select(..) => Operation::Select,
            Node::Lookup(table, _) => Operation::Lookup(table),
            Node::Noise(stream, fixed) => Operation::Noise(stream, fixed),
            Node::Constant(_) | Node::Time | Node::Series(_) | Node::First(_) | Node::Draw(_) | Node::State(_) => {
                Operation::Copy
            }
        };
        (operation, operands(node))
    }

    pub(super) fn instruction(&self, operation: Operation, destination: u32, nodes: &[NodeId]) -> Instruction {
        let operand = |position: usize| {
            let node = nodes.get(position).or(nodes.first());
            node.and_then(|node| self.operand.get(node)).copied().unwrap_or(Operand::Scalar(0))
        };
        Instruction { operation, destination, operands: [operand(0), operand(1), operand(2)] }
    }
}
