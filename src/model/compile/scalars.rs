//! What does not vary with the draw, evaluated once for every step and stage.

use super::Compiler;
use crate::model::graph::{self, Node, NodeId};
use crate::model::interpolate;

impl Compiler<'_> {
    /// Evaluates everything that does not vary with the draw, for every step and stage.
    pub(super) fn scalar_rows(&self, steps: usize) -> Vec<Vec<f64>> {
        let stages: &[f64] = if self.runge_kutta { &[0.0, 0.5, 1.0] } else { &[0.0] };
        let mut rows = Vec::with_capacity(steps * stages.len());
        let mut values = vec![f64::NAN; self.lowered.graph.nodes().len()];
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
        match self.lowered.graph.nodes()[id as usize] {
            Node::Constant(bits) => f64::from_bits(bits),
            Node::Time => self.model.axis.time(point) + fraction * self.model.axis.step,
            Node::Series(table) => {
                let table = &self.lowered.series[table as usize];
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
            Node::Lookup(table, a) => interpolate(&self.model.lookups[table as usize], of(a)),
            Node::Draw(_) | Node::Noise(..) | Node::State(_) => f64::NAN,
        }
    }
}
