//! What does not vary with the draw, evaluated once for every step and stage.

use crate::model::graph::{self, Node, NodeId};
use crate::model::program::SeriesTable;
use crate::model::{Model, interpolate};

/// Evaluates some nodes, of all that do not vary with the draw, for so many steps and stages: one row for each of these.
pub(super) fn rows(
    model: &Model,
    nodes: &[Node],
    series: &[SeriesTable],
    wanted: &[NodeId],
    (steps, stages): (usize, usize),
) -> Vec<Vec<f64>> {
    let fractions: &[f64] = if stages > 1 { &[0.0, 0.5, 1.0] } else { &[0.0] };
    let mut rows = Vec::with_capacity(steps * fractions.len());
    let mut values = vec![f64::NAN; nodes.len()];
    for point in 0..steps {
        for fraction in fractions {
            for id in wanted {
                values[*id as usize] = scalar(model, nodes[*id as usize], series, (point, *fraction), &values);
            }
            rows.push(wanted.iter().map(|id| values[*id as usize]).collect());
        }
    }
    rows
}

fn scalar(model: &Model, node: Node, series: &[SeriesTable], (point, fraction): (usize, f64), values: &[f64]) -> f64 {
    let of = |id: NodeId| values[id as usize];
    match node {
        Node::Constant(bits) => f64::from_bits(bits),
        Node::Time => model.axis.time(point) + fraction * model.axis.step,
        Node::Series(table) => {
            let table = &series[table as usize];
            if table.drives && fraction > 0.0 { f64::NAN } else { table.values[point] }
        }
        Node::First(table) => series[table as usize].values[0],
        Node::Unary(operation, a) => graph::unary(operation, of(a)),
        Node::Binary(operation, a, b) => graph::binary(operation, of(a), of(b)),
        Node::Select(c, a, b) => {
            if of(c) == 0.0 {
                of(b)
            } else {
                of(a)
            }
        }
        Node::Lookup(table, a) => interpolate(&model.lookups[table as usize], of(a)),
        Node::Draw(_) | Node::Noise(..) | Node::State(_) => f64::NAN,
    }
}
