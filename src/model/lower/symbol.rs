//! A node of the value graph as a number, so that laws are compiled from the one definition they have.

use std::cell::RefCell;
use std::ops::{Add, Div, Mul, Neg, Sub};
use std::rc::Rc;

use crate::laws::{Gaussian, Real};
use crate::model::graph::{Binary, Graph, NodeId, Unary};

/// A number or a node of a graph.
#[derive(Clone)]
pub(super) enum Symbol {
    Constant(f64),
    Node(Rc<RefCell<Graph>>, NodeId),
}

impl Symbol {
    /// The node of this symbol in a graph.
    pub(super) fn node(&self, graph: &Rc<RefCell<Graph>>) -> NodeId {
        match self {
            Self::Constant(value) => graph.borrow_mut().constant(*value),
            Self::Node(_, id) => *id,
        }
    }

    fn graph(&self) -> Option<&Rc<RefCell<Graph>>> {
        match self {
            Self::Constant(_) => None,
            Self::Node(graph, _) => Some(graph),
        }
    }

    fn apply(self, make: impl FnOnce(&mut Graph, NodeId) -> NodeId, value: impl FnOnce(f64) -> f64) -> Self {
        match self {
            Self::Constant(x) => Self::Constant(value(x)),
            Self::Node(graph, id) => {
                let made = make(&mut graph.borrow_mut(), id);
                Self::Node(graph, made)
            }
        }
    }

    fn combine(
        self,
        other: Self,
        make: impl FnOnce(&mut Graph, NodeId, NodeId) -> NodeId,
        value: impl FnOnce(f64, f64) -> f64,
    ) -> Self {
        let Some(graph) = self.graph().or(other.graph()).cloned() else {
            let (Self::Constant(a), Self::Constant(b)) = (&self, &other) else { return self };
            return Self::Constant(value(*a, *b));
        };
        let (a, b) = (self.node(&graph), other.node(&graph));
        let made = make(&mut graph.borrow_mut(), a, b);
        Self::Node(graph, made)
    }

    fn operate(self, other: Self, operation: Binary) -> Self {
        self.combine(
            other,
            |graph, a, b| graph.binary(operation, a, b),
            |a, b| crate::model::graph::binary(operation, a, b),
        )
    }

    fn function(self, operation: Unary) -> Self {
        self.apply(|graph, x| graph.unary(operation, x), |x| crate::model::graph::unary(operation, x))
    }
}

impl Add for Symbol {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        self.operate(other, Binary::Add)
    }
}

impl Sub for Symbol {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self.operate(other, Binary::Subtract)
    }
}

impl Mul for Symbol {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        self.operate(other, Binary::Multiply)
    }
}

impl Div for Symbol {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        self.operate(other, Binary::Divide)
    }
}

impl Neg for Symbol {
    type Output = Self;
    fn neg(self) -> Self {
        self.function(Unary::Negate)
    }
}

impl Real for Symbol {
    fn constant(value: f64) -> Self {
        Self::Constant(value)
    }

    fn exp(self) -> Self {
        self.function(Unary::Exp)
    }

    fn ln(self) -> Self {
        self.function(Unary::Ln)
    }

    fn pow(self, exponent: Self) -> Self {
        self.combine(exponent, Graph::power, f64::powf)
    }

    fn logistic(self) -> Self {
        self.function(Unary::Logistic)
    }

    fn select(self, then: Self, otherwise: Self) -> Self {
        let Self::Node(graph, condition) = self else {
            let Self::Constant(condition) = self else { return otherwise };
            return if condition == 0.0 { otherwise } else { then };
        };
        let (a, b) = (then.node(&graph), otherwise.node(&graph));
        let made = graph.borrow_mut().select(condition, a, b);
        Self::Node(graph, made)
    }

    fn less(self, other: Self) -> Self {
        self.operate(other, Binary::Less)
    }

    fn minimum(self, other: Self) -> Self {
        self.operate(other, Binary::Minimum)
    }

    fn maximum(self, other: Self) -> Self {
        self.operate(other, Binary::Maximum)
    }
}

impl Gaussian for Symbol {
    fn normal_cdf(self) -> Self {
        self.function(Unary::NormalCdf)
    }
}
