//! Functions whose arguments are read more than once: each argument becomes one node, however often it is used.
//!
//! They stay whole in terms, because a term written out would double with every level of nesting.

use super::{At, Lowering, Phase};
use crate::model::graph::{Binary, NodeId, Unary};
use crate::model::program::SeriesTable;
use crate::model::term::{Clock, Composite, Term};
use crate::scenario::Method;

/// Moments that are so small a part of a step before a time count as that time.
const SLACK: f64 = 1e-6;

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

    /// A volume that comes within the step that its moment lies in, once or again and again: as often as moments lie in the step.
    fn pulse(&mut self, volume: NodeId, first: NodeId, every: Option<NodeId>, phase: Phase) -> NodeId {
        let (now, dt) = (self.beginning(phase), self.clock(Clock::Step, phase));
        let next = self.binary(Binary::Add, now, dt);
        let (before, after) = (self.reached_by(first, now), self.reached_by(first, next));
        let not_before = self.unary(Unary::Not, before);
        let once = self.binary(Binary::And, after, not_before);
        let times = match every {
            None => once,
            Some(every) => {
                let (had, has) = (self.moments(first, every, now), self.moments(first, every, next));
                let more = self.binary(Binary::Subtract, has, had);
                // Without a time between them there is one.
                let zero = self.constant(0.0);
                let again = self.binary(Binary::Less, zero, every);
                self.graph.borrow_mut().select(again, more, once)
            }
        };
        let rate = self.binary(Binary::Divide, volume, dt);
        let (sized, zero) = (self.binary(Binary::Multiply, rate, times), self.constant(0.0));
        // Nothing comes of what is not a number either, where nothing comes.
        self.graph.borrow_mut().select(times, sized, zero)
    }

    /// How many of moments from the first on, so far apart, lie before a time.
    fn moments(&mut self, first: NodeId, every: NodeId, time: NodeId) -> NodeId {
        let slack = self.constant(SLACK * self.model.axis.step);
        let until = self.binary(Binary::Subtract, time, slack);
        let since = self.binary(Binary::Subtract, until, first);
        let gone = self.binary(Binary::Divide, since, every);
        let whole = self.unary(Unary::Floor, gone);
        let (one, zero) = (self.constant(1.0), self.constant(0.0));
        let count = self.binary(Binary::Add, whole, one);
        self.binary(Binary::Maximum, count, zero)
    }

    /// Whether a moment lies before a time, by a millionth of a step at least.
    fn reached_by(&mut self, moment: NodeId, time: NodeId) -> NodeId {
        let slack = self.constant(SLACK * self.model.axis.step);
        let until = self.binary(Binary::Subtract, time, slack);
        self.binary(Binary::Less, moment, until)
    }

    /// The time at the beginning of the step: what changes at once changes between steps, and a Runge-Kutta step that looks ahead
    /// to its end does not see what begins there.
    fn beginning(&mut self, phase: Phase) -> NodeId {
        let axis = &self.model.axis;
        if phase == Phase::Initial || self.model.header.time.method != Method::Rk4 {
            return self.clock(Clock::Time, phase);
        }
        let values = (0..=axis.points).map(|point| axis.time(point)).collect();
        self.table(SeriesTable { values, drives: false })
    }

    /// Whether the step at hand begins at a moment or later, a millionth of a step early counting as there.
    fn reached(&mut self, moment: NodeId, phase: Phase) -> NodeId {
        let slack = self.constant(SLACK * self.model.axis.step);
        let early = self.binary(Binary::Subtract, moment, slack);
        let now = self.beginning(phase);
        self.binary(Binary::LessEqual, early, now)
    }
}
