//! The value graph of a model: one node for each distinct computation, shared wherever it recurs.
//!
//! Nodes are made through constructors that fold constants, drop neutral operands, merge nested powers and never make the
//! same node twice. A node's [`Variability`] says whether it varies with time, with the draw, or with both; the compiler
//! evaluates each as rarely as that allows.

use std::collections::HashMap;

use foldhash::fast::RandomState;

pub use super::operation::{Binary, Unary, binary, unary};

/// Index of a node; operands of a node always have lower indices than the node.
pub type NodeId = u32;

/// A node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Node {
    /// A number, as its bits.
    Constant(u64),
    /// Time in years.
    Time,
    /// A table of values by step, NaN where it has none.
    Series(u32),
    /// The first value of a table that programs are given later.
    First(u32),
    /// An element of an uncertain assumption.
    Draw(u32),
    /// A noise stream, at the step at hand or always at a fixed one.
    Noise(u32, Option<u64>),
    /// A state carried from step to step.
    State(u32),
    /// A function of one operand.
    Unary(Unary, NodeId),
    /// A function of two operands.
    Binary(Binary, NodeId, NodeId),
    /// `then` where the condition is not 0.
    Select(NodeId, NodeId, NodeId),
    /// A lookup table of an operand.
    Lookup(u32, NodeId),
}

/// What a node varies with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Variability {
    /// With time.
    pub time: bool,
    /// With the draw.
    pub draw: bool,
}

impl Variability {
    fn or(self, other: Self) -> Self {
        Self { time: self.time || other.time, draw: self.draw || other.draw }
    }

    fn rank(self) -> u8 {
        u8::from(self.time) + 2 * u8::from(self.draw)
    }
}

/// All nodes of a model.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    nodes: Vec<Node>,
    variability: Vec<Variability>,
    known: HashMap<Node, NodeId, RandomState>,
}

/// The greatest whole exponent that is multiplied out rather than taken through logarithms.
const LARGEST_WHOLE_POWER: f64 = 64.0;

impl Graph {
    /// The nodes, operands before the nodes that use them.
    #[must_use]
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// What a node varies with.
    #[must_use]
    pub fn variability(&self, id: NodeId) -> Variability {
        self.variability[id as usize]
    }

    /// The number a node is, if it is one.
    #[must_use]
    pub fn as_constant(&self, id: NodeId) -> Option<f64> {
        match self.nodes[id as usize] {
            Node::Constant(bits) => Some(f64::from_bits(bits)),
            _ => None,
        }
    }

    fn is(&self, id: NodeId, value: f64) -> bool {
        self.as_constant(id) == Some(value)
    }

    fn insert(&mut self, node: Node) -> NodeId {
        if let Some(id) = self.known.get(&node) {
            return *id;
        }
        let of = |id: NodeId| self.variability[id as usize];
        let both = Variability { time: true, draw: true };
        let variability = match node {
            Node::Constant(_) | Node::First(_) => Variability { time: false, draw: false },
            Node::Time | Node::Series(_) => Variability { time: true, draw: false },
            Node::Draw(_) | Node::Noise(_, Some(_)) => Variability { time: false, draw: true },
            Node::Noise(_, None) | Node::State(_) => both,
            Node::Unary(_, a) | Node::Lookup(_, a) => of(a),
            Node::Binary(_, a, b) => of(a).or(of(b)),
            Node::Select(c, a, b) => of(c).or(of(a)).or(of(b)),
        };
        let id = self.nodes.len() as NodeId;
        self.nodes.push(node);
        self.variability.push(variability);
        self.known.insert(node, id);
        id
    }

    /// A number.
    pub fn constant(&mut self, value: f64) -> NodeId {
        // One NaN and one zero, so that equal numbers are one node.
        let bits = if value.is_nan() { f64::NAN.to_bits() } else { value.to_bits() };
        self.insert(Node::Constant(bits))
    }

    /// Time in years.
    pub fn time(&mut self) -> NodeId {
        self.insert(Node::Time)
    }

    /// A table of values by step.
    pub fn series(&mut self, table: u32) -> NodeId {
        self.insert(Node::Series(table))
    }

    /// The first value of a table, which is not known yet.
    pub fn first(&mut self, table: u32) -> NodeId {
        self.insert(Node::First(table))
    }

    /// An element of an uncertain assumption.
    pub fn draw(&mut self, index: u32) -> NodeId {
        self.insert(Node::Draw(index))
    }

    /// A noise stream.
    pub fn noise(&mut self, stream: u32, fixed_step: Option<u64>) -> NodeId {
        self.insert(Node::Noise(stream, fixed_step))
    }

    /// A state.
    pub fn state(&mut self, index: u32) -> NodeId {
        self.insert(Node::State(index))
    }

    /// A lookup table of x.
    pub fn lookup(&mut self, table: u32, x: NodeId) -> NodeId {
        self.insert(Node::Lookup(table, x))
    }

    /// A function of one operand.
    pub fn unary(&mut self, operation: Unary, a: NodeId) -> NodeId {
        if let Some(x) = self.as_constant(a) {
            return self.constant(unary(operation, x));
        }
        match (operation, self.nodes[a as usize]) {
            (Unary::Negate, Node::Unary(Unary::Negate, inner)) => inner,
            (Unary::Negate, Node::Binary(Binary::Subtract, x, y)) => self.insert(Node::Binary(Binary::Subtract, y, x)),
            _ => self.insert(Node::Unary(operation, a)),
        }
    }

    /// A function of two operands.
    pub fn binary(&mut self, operation: Binary, a: NodeId, b: NodeId) -> NodeId {
        if let (Some(x), Some(y)) = (self.as_constant(a), self.as_constant(b)) {
            return self.constant(binary(operation, x, y));
        }
        match operation {
            Binary::Add if self.is(a, 0.0) => b,
            Binary::Add | Binary::Subtract if self.is(b, 0.0) => a,
            Binary::Subtract if self.is(a, 0.0) => self.unary(Unary::Negate, b),
            Binary::Multiply if self.is(a, 1.0) => b,
            Binary::Multiply | Binary::Divide if self.is(b, 1.0) => a,
            Binary::ExpTimes if self.is(a, 1.0) => self.unary(Unary::Exp, b),
            Binary::ExpTimes => self.exp_times(a, b),
            Binary::Add | Binary::Multiply | Binary::Equal | Binary::And | Binary::Or => {
                // Commutative: one order, the less variable operand first, so that equal sums are one node.
                let rank = |id: NodeId| (self.variability(id).rank(), id);
                let (first, second) = if rank(a) <= rank(b) { (a, b) } else { (b, a) };
                self.insert(Node::Binary(operation, first, second))
            }
            Binary::Coalesce if self.as_constant(a).is_some_and(f64::is_nan) => b,
            Binary::Coalesce if self.as_constant(a).is_some() => a,
            _ => self.insert(Node::Binary(operation, a, b)),
        }
    }

    /// exp(a b), with what varies less gathered in the first factor: exp(t (d c)) becomes exp((t d) c) if `c` varies more
    /// than both others, so that their product is taken once a draw, not once a step.
    fn exp_times(&mut self, a: NodeId, b: NodeId) -> NodeId {
        if let Node::Binary(Binary::Multiply, inner, most) = self.nodes[b as usize] {
            let gathered = self.variability(a).or(self.variability(inner));
            if gathered.rank() < self.variability(most).rank() {
                let factor = self.binary(Binary::Multiply, a, inner);
                return self.binary(Binary::ExpTimes, factor, most);
            }
        }
        self.insert(Node::Binary(Binary::ExpTimes, a, b))
    }

    /// `then` where the condition is not 0, else `otherwise`.
    pub fn select(&mut self, condition: NodeId, then: NodeId, otherwise: NodeId) -> NodeId {
        match self.as_constant(condition) {
            Some(0.0) => otherwise,
            Some(_) => then,
            None if then == otherwise => then,
            None => self.insert(Node::Select(condition, then, otherwise)),
        }
    }

    /// base ^ exponent: multiplied out for a whole number, through logarithms otherwise (base >= 0).
    pub fn power(&mut self, base: NodeId, exponent: NodeId) -> NodeId {
        if let Some(whole) = self.as_constant(exponent) {
            if whole == 0.5 {
                return self.unary(Unary::Sqrt, base);
            }
            if whole.fract() == 0.0 && whole.abs() <= LARGEST_WHOLE_POWER {
                let product = self.whole_power(base, whole.abs() as u32);
                let one = self.constant(1.0);
                return if whole < 0.0 { self.binary(Binary::Divide, one, product) } else { product };
            }
        }
        // (x^a)^b = x^(a b): nested powers become one, and 0^0 stays 1.
        if let Node::Binary(Binary::ExpTimes, inner, log) = self.nodes[base as usize] {
            let product = self.binary(Binary::Multiply, exponent, inner);
            return self.binary(Binary::ExpTimes, product, log);
        }
        let log = self.unary(Unary::Ln, base);
        self.binary(Binary::ExpTimes, exponent, log)
    }

    /// By repeated squaring.
    fn whole_power(&mut self, base: NodeId, exponent: u32) -> NodeId {
        if exponent == 0 {
            return self.constant(1.0);
        }
        let half = self.whole_power(base, exponent / 2);
        let square = self.binary(Binary::Multiply, half, half);
        if exponent.is_multiple_of(2) { square } else { self.binary(Binary::Multiply, square, base) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_computations_are_one_node() {
        let mut graph = Graph::default();
        let (x, y) = (graph.draw(0), graph.draw(1));
        let first = graph.binary(Binary::Add, x, y);
        let second = graph.binary(Binary::Add, y, x);
        assert_eq!(first, second);
        assert_ne!(graph.binary(Binary::Subtract, x, y), graph.binary(Binary::Subtract, y, x));
    }

    #[test]
    fn constants_fold_and_neutral_operands_vanish() {
        let mut graph = Graph::default();
        let x = graph.draw(0);
        let (zero, one, two) = (graph.constant(0.0), graph.constant(1.0), graph.constant(2.0));
        let five = graph.constant(5.0);
        let ten = graph.binary(Binary::Multiply, two, five);
        assert_eq!(graph.as_constant(ten), Some(10.0));
        for (operation, a, b) in [
            (Binary::Add, x, zero),
            (Binary::Add, zero, x),
            (Binary::Subtract, x, zero),
            (Binary::Multiply, one, x),
            (Binary::Divide, x, one),
        ] {
            assert_eq!(graph.binary(operation, a, b), x, "{operation:?}");
        }
        // A product with zero is kept: the other factor may be infinite, and that must be found.
        let product = graph.binary(Binary::Multiply, zero, x);
        assert!(graph.as_constant(product).is_none());
        assert_eq!(graph.select(one, x, two), x);
    }

    #[test]
    fn nested_powers_become_one_and_gather_what_varies_less() {
        let mut graph = Graph::default();
        let (a, b) = (graph.draw(0), graph.draw(1));
        let state = graph.state(0);
        let inner = graph.power(state, a);
        let outer = graph.power(inner, b);
        let Node::Binary(Binary::ExpTimes, factor, log) = graph.nodes()[outer as usize] else {
            panic!("a power is an exponential");
        };
        assert_eq!(graph.variability(factor), Variability { time: false, draw: true });
        assert_eq!(graph.nodes()[log as usize], Node::Unary(Unary::Ln, state));
    }

    #[test]
    fn the_logarithm_of_a_power_is_not_rewritten() {
        // p ln x would be 0 times minus infinity at x = 0, p = 0, where ln(0^0) is 0.
        let mut graph = Graph::default();
        let (x, p) = (graph.draw(0), graph.draw(1));
        let power = graph.power(x, p);
        let log = graph.unary(Unary::Ln, power);
        assert_eq!(graph.nodes()[log as usize], Node::Unary(Unary::Ln, power));
    }

    #[test]
    fn whole_powers_multiply() {
        let mut graph = Graph::default();
        for (base, exponent, expected) in [(-2.0, 3.0, -8.0), (-2.0, 2.0, 4.0), (2.0, -2.0, 0.25), (3.0, 0.0, 1.0)] {
            let (b, e) = (graph.constant(base), graph.constant(exponent));
            let power = graph.power(b, e);
            assert_eq!(graph.as_constant(power), Some(expected));
        }
        let (b, e) = (graph.constant(-2.0), graph.constant(0.3));
        let power = graph.power(b, e);
        assert!(graph.as_constant(power).unwrap().is_nan());
    }
}
