//! Terms: equations whose names, dimensions and units have been checked.
//!
//! A term cannot fail: every reference is an index, every number is in base units.

use std::ops::Range;

use super::graph::Unary;

/// Index of a dimension in a model.
pub type DimensionId = usize;

/// A checked expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Term {
    /// A number in base units.
    Number(f64),
    /// A moment or span of the time axis.
    Clock(Clock),
    /// An assumption, variable or lever, with one subscript for each of its dimensions.
    Reference(Target, Vec<Subscript>),
    /// 1 where the element at hand of a dimension is this one, else 0.
    ElementIs(DimensionId, usize),
    /// A function of one operand.
    Unary(Unary, Box<Term>),
    /// An operator.
    Operator(Operator, Box<Term>, Box<Term>),
    /// `then` where the condition is not 0.
    If(Box<Term>, Box<Term>, Box<Term>),
    /// A function over all elements of dimensions.
    Reduce(Reduction, Box<Term>, Vec<DimensionId>),
    /// A law of [`crate::laws`], by its name.
    Law(&'static str, Vec<Term>),
    /// A function that reads arguments more than once.
    Composite(Composite, Vec<Term>),
    /// A lookup table.
    Lookup(usize, Box<Term>),
    /// x one or more steps back, else what stands for it before the start.
    Lag {
        /// What is looked back at.
        term: Box<Term>,
        /// Whole steps.
        steps: usize,
        /// What stands for it before the start where history has nothing.
        initial: Option<Box<Term>>,
        /// Where it is written, in bytes of its equation.
        range: Range<usize>,
    },
    /// x at the start.
    Initial(Box<Term>),
    /// Smoothing or a material delay of some order.
    Delay {
        /// Smoothing (the output tends to x) rather than a material delay (what flows in flows out).
        smooth: bool,
        /// How many stages.
        order: usize,
        /// Input.
        term: Box<Term>,
        /// Mean delay, in years.
        tau: Box<Term>,
        /// Output at the start; the input's value then unless given.
        initial: Option<Box<Term>>,
    },
    /// The stock of what flowed in during the last so many steps.
    ServiceLife {
        /// Inflow.
        term: Box<Term>,
        /// Whole steps.
        steps: usize,
        /// Inflow before the start where history has nothing.
        initial: Option<Box<Term>>,
        /// Where it is written, in bytes of its equation.
        range: Range<usize>,
    },
    /// What is left of what flowed in during the last so many steps.
    Survivors {
        /// The law of [`crate::laws`] that gives the part left at an age: a function of the age, then of parameters.
        law: &'static str,
        /// Its parameters, which do not change with time.
        parameters: Vec<Term>,
        /// Inflow.
        term: Box<Term>,
        /// Whole steps, after which nothing is left.
        steps: usize,
        /// Inflow before the start where history has nothing.
        initial: Option<Box<Term>>,
        /// Where it is written, in bytes of its equation.
        range: Range<usize>,
    },
    /// Noise.
    Noise(Noise, Box<Term>, Box<Term>),
}

/// Operators on two terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// One of the graph's own.
    Plain(super::graph::Binary),
    /// a > b, a >= b: the graph has them the other way round.
    Swapped(super::graph::Binary),
    /// 1 where they differ.
    NotEqual,
    /// a ^ b.
    Power,
}

/// What a reference names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    /// An assumption.
    Assumption(usize),
    /// A variable.
    Variable(usize),
    /// A lever.
    Lever(usize),
}

/// Which element of a dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subscript {
    /// The element at hand of this dimension.
    Own(DimensionId),
    /// This element.
    Element(usize),
}

/// Moments and spans of the time axis, in years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// The time at hand.
    Time,
    /// The first time.
    Start,
    /// The last time.
    Stop,
    /// Until when history replaces equations: one step before the first time if it never does.
    Known,
    /// The step.
    Step,
}

/// Functions over elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reduction {
    /// Sum.
    Sum,
    /// Arithmetic mean.
    Mean,
    /// Product.
    Product,
    /// Least.
    Minimum,
    /// Greatest.
    Maximum,
}

/// Functions that read arguments more than once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Composite {
    /// a / b, or the third argument where b is 0.
    SafeDivide,
    /// ln(p / (1 - p)).
    Logit,
    /// A height from a moment on.
    Step,
    /// A slope times the time since a moment, until another if there is a third argument.
    Ramp,
    /// A volume within one step at a moment, and again every so often if there is a third argument.
    Pulse,
}

/// Kinds of noise, each with two parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noise {
    /// Independent normal: mean, standard deviation.
    Normal,
    /// Independent uniform: low, high.
    Uniform,
    /// First-order autoregression: correlation over one year, stationary standard deviation.
    Autoregressive,
    /// Geometric Brownian motion from 1: drift, volatility.
    GeometricBrownian,
}

impl Term {
    /// The terms directly inside this one.
    #[must_use]
    pub fn parts(&self) -> Vec<&Term> {
        match self {
            Self::Number(_) | Self::Clock(_) | Self::Reference(..) | Self::ElementIs(..) => Vec::new(),
            Self::Unary(_, a) | Self::Reduce(_, a, _) | Self::Lookup(_, a) | Self::Initial(a) => vec![a.as_ref()],
            Self::Operator(_, a, b) | Self::Noise(_, a, b) => vec![a.as_ref(), b.as_ref()],
            Self::If(a, b, c) => vec![a.as_ref(), b.as_ref(), c.as_ref()],
            Self::Law(_, arguments) | Self::Composite(_, arguments) => arguments.iter().collect(),
            Self::Lag { term, initial, .. } | Self::ServiceLife { term, initial, .. } => {
                std::iter::once(term.as_ref()).chain(initial.as_deref()).collect()
            }
            Self::Survivors { parameters, term, initial, .. } => {
                std::iter::once(term.as_ref()).chain(parameters).chain(initial.as_deref()).collect()
            }
            Self::Delay { term, tau, initial, .. } => {
                [term.as_ref(), tau.as_ref()].into_iter().chain(initial.as_deref()).collect()
            }
        }
    }

    /// Whether it has a past: states that carry it from step to step, or random numbers of its own.
    #[must_use]
    pub(super) fn remembers(&self) -> bool {
        match self {
            Self::Lag { .. }
            | Self::Delay { .. }
            | Self::ServiceLife { .. }
            | Self::Survivors { .. }
            | Self::Noise(..) => true,
            Self::Number(_)
            | Self::Clock(_)
            | Self::Reference(..)
            | Self::ElementIs(..)
            | Self::Unary(..)
            | Self::Operator(..)
            | Self::If(..)
            | Self::Reduce(..)
            | Self::Law(..)
            | Self::Composite(..)
            | Self::Lookup(..)
            | Self::Initial(_) => false,
        }
    }

    /// Visits what this term, and those inside it, name.
    pub fn references(&self, visit: &mut impl FnMut(Target, &[Subscript])) {
        if let Self::Reference(target, subscripts) = self {
            visit(*target, subscripts);
        }
        for part in self.parts() {
            part.references(visit);
        }
    }

    /// Whether this term or one inside it is such.
    pub fn any(&self, test: &impl Fn(&Term) -> bool) -> bool {
        test(self) || self.parts().into_iter().any(|part| part.any(test))
    }
}
