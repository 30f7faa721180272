//! Delays and exponential smoothing: chains of stages, each advanced exactly over a step.
//!
//! A chain of n stages has the mean delay tau, s = tau / n for each of them. While its input u is constant, all levels tend
//! to w, which is u of what is smoothed and s u of material under way, and
//!
//! ```text
//! level_j(t + h) = w + exp(-h/s) sum over i = 0 … j-1 of (h/s)^i / i! (level_(j-i)(t) - w)
//! ```
//!
//! the exponential of a Jordan block (Forrester 1961, Industrial Dynamics, appendix H, has the chain; Hochbruck and Ostermann
//! 2010, doi:10.1017/S0962492910000048, the method). No tau, however short against the step, makes it swing: the weights are
//! probabilities of a Poisson distribution, and every level lies between those it comes from and w.

use super::stateful::Pending;
use super::{At, Lowering, Phase, State, Update};
use crate::model::graph::{Binary, NodeId, Unary};
use crate::model::term::Term;

/// The most stages of a chain that the language has functions for.
pub const MOST_STAGES: usize = 3;

impl<'a> Lowering<'a> {
    /// What comes out of a delay: the level of the last stage, by its mean delay if it is material.
    pub(super) fn delay(&mut self, whole: &'a Term, at: &At, phase: Phase) -> NodeId {
        let Term::Delay { smooth, order, term, tau, initial } = whole else { return self.constant(f64::NAN) };
        if phase == Phase::Initial {
            return self.term(initial.as_deref().unwrap_or(term), at, phase);
        }
        let first = self.states_of(whole, at, *order, |first, at| Pending::Delay { first, term: whole, at });
        let level = self.state(first + *order as u32 - 1);
        if *smooth {
            return level;
        }
        let stage_time = self.stage_time(tau, *order, at, Phase::Step);
        self.binary(Binary::Divide, level, stage_time)
    }

    /// The mean delay of one of several stages.
    fn stage_time(&mut self, tau: &'a Term, order: usize, at: &At, phase: Phase) -> NodeId {
        let tau = self.term(tau, at, phase);
        let stages = self.constant(order as f64);
        self.binary(Binary::Divide, tau, stages)
    }

    /// A chain of stages, in equilibrium at the start.
    pub(super) fn complete_delay(&mut self, first: u32, whole: &'a Term, at: &At) {
        let Term::Delay { smooth, order, term, tau, initial } = whole else { return };
        let output = self.term(initial.as_deref().unwrap_or(term), at, Phase::Initial);
        let start_time = self.stage_time(tau, *order, at, Phase::Initial);
        let start = if *smooth { output } else { self.binary(Binary::Multiply, output, start_time) };
        let stage_time = self.stage_time(tau, *order, at, Phase::Step);
        let input = self.term(term, at, Phase::Step);
        let target = if *smooth { input } else { self.binary(Binary::Multiply, input, stage_time) };
        let step = self.model.axis.step;
        let (weights, half) = (self.weights(stage_time, step), self.weights(stage_time, 0.5 * step));
        for position in 0..*order {
            let update = Update::Advance { target, position: position as u32, weights, half };
            self.states[first as usize + position] = State { initial: start, update };
        }
    }

    /// exp(-k) k^i / i! for i = 0, 1, …, where k is a span in units of the mean delay of a stage; NaN unless that is positive.
    fn weights(&mut self, stage_time: NodeId, span: f64) -> [NodeId; MOST_STAGES] {
        let (zero, span, none) = (self.constant(0.0), self.constant(span), self.constant(f64::NAN));
        let positive = self.binary(Binary::Less, zero, stage_time);
        let ratio = self.binary(Binary::Divide, span, stage_time);
        let opposite = self.unary(Unary::Negate, ratio);
        let remains = self.unary(Unary::Exp, opposite);
        let mut weight = self.graph.borrow_mut().select(positive, remains, none);
        std::array::from_fn(|index| {
            if index > 0 {
                let count = self.constant(index as f64);
                let share = self.binary(Binary::Divide, ratio, count);
                weight = self.binary(Binary::Multiply, weight, share);
            }
            weight
        })
    }
}
