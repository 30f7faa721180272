//! Functions whose arguments are read more than once: each argument becomes one node, however often it is used.
//!
//! They stay whole in terms, because a term written out would double with every level of nesting.

use super::{At, Lowering, Phase};
use crate::model::graph::{Binary, NodeId, Unary};
use crate::model::term::{Clock, Composite, Term};

impl<'a> Lowering<'a> {
    /// The node of a composite function.
    pub(super) fn composite(&mut self, function: Composite, arguments: &'a [Term], at: &At, phase: Phase) -> NodeId {
        let nodes: Vec<NodeId> = arguments.iter().map(|argument| self.term(argument, at, phase)).collect();
        match (function, nodes.as_slice()) {
            (Composite::SafeDivide, [a, b, otherwise]) => {
                let is_zero = self.unary(Unary::Not, *b);
                let quotient = self.binary(Binary::Divide, *a, *b);
                self.graph.borrow_mut().select(is_zero, *otherwise, quotient)
            }
            (Composite::Logit, [p]) => {
                let one = self.constant(1.0);
                let rest = self.binary(Binary::Subtract, one, *p);
                let odds = self.binary(Binary::Divide, *p, rest);
                self.unary(Unary::Ln, odds)
            }
            (Composite::Step, [height, moment]) => {
                let reached = self.reached(*moment, phase);
                let zero = self.constant(0.0);
                self.graph.borrow_mut().select(reached, *height, zero)
            }
            (Composite::Ramp, [slope, from, until @ ..]) => {
                let mut now = self.clock(Clock::Time, phase);
                if let Some(until) = until.first() {
                    now = self.binary(Binary::Minimum, now, *until);
                }
                let now = self.binary(Binary::Maximum, now, *from);
                let run = self.binary(Binary::Subtract, now, *from);
                self.binary(Binary::Multiply, *slope, run)
            }
            (Composite::Pulse, [volume, first, every @ ..]) => {
                self.pulse(*volume, *first, every.first().copied(), phase)
            }
            // The checker has counted the arguments.
            (Composite::SafeDivide | Composite::Logit | Composite::Step | Composite::Ramp | Composite::Pulse, _) => {
                self.constant(f64::NAN)
            }
        }
    }

    /// A volume that comes within one step, once or again and again.
    fn pulse(&mut self, volume: NodeId, first: NodeId, every: Option<NodeId>, phase: Phase) -> NodeId {
        let (now, dt) = (self.clock(Clock::Time, phase), self.clock(Clock::Step, phase));
        let (half, zero) = (self.constant(0.5), self.constant(0.0));
        let half = self.binary(Binary::Multiply, half, dt);
        let middle = self.binary(Binary::Add, now, half);
        let since = self.binary(Binary::Subtract, middle, first);
        let phase_of_cycle = every.map_or(since, |every| self.binary(Binary::Modulo, since, every));
        let within = self.binary(Binary::Less, phase_of_cycle, dt);
        let reached = self.reached(first, phase);
        let fires = self.binary(Binary::And, reached, within);
        let rate = self.binary(Binary::Divide, volume, dt);
        self.graph.borrow_mut().select(fires, rate, zero)
    }

    /// Whether the time at hand has come to a moment, a millionth of a step early counting as there.
    fn reached(&mut self, moment: NodeId, phase: Phase) -> NodeId {
        let slack = self.constant(1e-6 * self.model.axis.step);
        let early = self.binary(Binary::Subtract, moment, slack);
        let now = self.clock(Clock::Time, phase);
        self.binary(Binary::LessEqual, early, now)
    }
}
