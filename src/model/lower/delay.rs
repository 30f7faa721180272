//! Delays and exponential smoothing: chains of stages, each advanced exactly over a step.
//!
//! A chain of n stages has the mean delay tau, s = tau / n for each of them. While its input u is constant, all levels tend
//! to w, which is u, and
//!
//! ```text
//! level_j(t + h) = w + exp(-h/s) sum over i = 0 … j-1 of (h/s)^i / i! (level_(j-i)(t) - w)
//! ```
//!
//! the exponential of a Jordan block (Forrester 1961, Industrial Dynamics, appendix H, has the chain; Hochbruck and Ostermann
//! 2010, doi:10.1017/S0962492910000048, the method). No tau, however short against the step, makes it swing: the weights are
//! probabilities of a Poisson distribution, and every level lies between those it comes from and w.
//!
//! **Material under Euler** is kept in another measure, in which nothing is lost or made where tau changes. What leaves at t is a
//! rate that holds over the step; so stage j holds what will leave in all steps to come if nothing else comes in: `m_j = c_j y_j`,
//! where `y_j` is the rate at which it would hand on and `c = h (1 - D')^-1 e_n`, D being the matrix of the levels above.
//! With d = exp(-h/s), k = h/s, p = k d / (1 - d) and q = k p / 2, a chain of three goes on as
//!
//! ```text
//! out = (1 - d) m3 / h
//! m1 <- d m1                                                  + h (p^2 + q) u
//! m2 <- 2 d (1 - d) / (1 + d) m1 + d m2                       + h p (1 - p) u
//! m3 <- (1 - d)^2 / (1 + d) m1   + (1 - d) m2 + d m3          + h (1 - p - q) u
//! ```
//!
//! and a chain of one as out = (1 - d) m / h, m <- d m + h u; `material` has it for Runge-Kutta, which sees rates within a step. Columns and the parts of u add up to one, so that what came in
//! is what is there and what has left, to rounding; for a tau that does not change, out is the rate of the levels above.

use super::stateful::Pending;
use super::{At, Lowering, Phase, State, Update};
use crate::model::graph::{Binary, NodeId, Unary};
use crate::model::term::Term;
use crate::scenario::Method;

/// The most stages of a chain that the language has functions for.
pub const MOST_STAGES: usize = 3;

impl<'a> Lowering<'a> {
    /// What comes out of a delay: the level of the last stage, by its mean delay if it is material.
    pub(super) fn delay(&mut self, whole: &'a Term, at: &At, phase: Phase) -> NodeId {
        let Term::Delay { smooth, order, term, tau, initial } = whole else { return self.constant(f64::NAN) };
        if phase == Phase::Initial {
            return self.term(initial.as_deref().unwrap_or(term), at, phase);
        }
        if !*smooth && !self.keeps_material() {
            return self.material_flow(whole, at);
        }
        let first = self.states_of(whole, at, *order, |first, at| Pending::Delay { first, term: whole, at });
        let level = self.state(first + *order as u32 - 1);
        if *smooth {
            return level;
        }
        let stage_time = self.stage_time(tau, *order, at, Phase::Step);
        let shares = self.shares(stage_time);
        self.binary(Binary::Multiply, shares.rate, level)
    }

    /// Whether a rate holds over the whole step.
    fn keeps_material(&self) -> bool {
        self.model.header.time.method == Method::Euler
    }

    /// The mean delay of one of several stages.
    pub(super) fn stage_time(&mut self, tau: &'a Term, order: usize, at: &At, phase: Phase) -> NodeId {
        let tau = self.term(tau, at, phase);
        let stages = self.constant(order as f64);
        self.binary(Binary::Divide, tau, stages)
    }

    /// A chain of stages, in equilibrium at the start.
    pub(super) fn complete_delay(&mut self, first: u32, whole: &'a Term, at: &At) {
        let Term::Delay { smooth, order, term, tau, initial } = whole else { return };
        let output = self.term(initial.as_deref().unwrap_or(term), at, Phase::Initial);
        if !*smooth && self.keeps_material() {
            return self.complete_material(first, whole, at, output);
        }
        if !*smooth {
            return self.complete_flow(first, whole, at, output);
        }
        let stage_time = self.stage_time(tau, *order, at, Phase::Step);
        let target = self.term(term, at, Phase::Step);
        let step = self.model.axis.step;
        let (weights, half) = (self.weights(stage_time, step), self.weights(stage_time, 0.5 * step));
        let levels: Vec<NodeId> = (0..*order as u32).map(|index| self.state(first + index)).collect();
        for (position, base) in self.smoothed_from(whole, at, &levels).into_iter().enumerate() {
            let update = Update::Advance { base, target, position: position as u32, weights, half };
            self.states[first as usize + position] = State { initial: output, update };
        }
    }

    /// Stages of material, whose rates hold over the step.
    fn complete_material(&mut self, first: u32, whole: &'a Term, at: &At, output: NodeId) {
        let Term::Delay { order, term, tau, .. } = whole else { return };
        let step = self.constant(self.model.axis.step);
        let stage_time = self.stage_time(tau, *order, at, Phase::Initial);
        let start = self.shares(stage_time);
        let last = self.binary(Binary::Divide, output, start.rate);
        let stage_time = self.stage_time(tau, *order, at, Phase::Step);
        let shares = self.shares(stage_time);
        let input = self.term(term, at, Phase::Step);
        let input = self.binary(Binary::Multiply, step, input);
        let last_level = self.state(first + *order as u32 - 1);
        let out = self.binary(Binary::Multiply, shares.rate, last_level);
        let levels: Vec<NodeId> = (0..*order as u32).map(|index| self.state(first + index)).collect();
        if *order == 1 {
            let holds = self.holds(&shares, 1);
            let level = self.material_from(whole, at, &levels, (out, &holds))[0];
            let stays = self.binary(Binary::Multiply, shares.stays, level);
            let next = self.binary(Binary::Add, stays, input);
            self.states[first as usize] = State { initial: last, update: Update::Assign(next) };
            return;
        }
        let holds = self.holds(&shares, MOST_STAGES);
        let levels = self.material_from(whole, at, &levels, (out, &holds));
        let held = [start.first, start.second, self.constant(1.0)];
        for (position, moves) in shares.moves.iter().enumerate() {
            let mut next = self.binary(Binary::Multiply, shares.enters[position], input);
            for (from, share) in moves[..=position].iter().enumerate() {
                let comes = self.binary(Binary::Multiply, *share, levels[from]);
                next = self.binary(Binary::Add, comes, next);
            }
            let initial = self.binary(Binary::Multiply, held[position], last);
            self.states[first as usize + position] = State { initial, update: Update::Assign(next) };
        }
    }

    /// What each stage holds in equilibrium with an input of 1 a year.
    fn holds(&mut self, shares: &Shares, order: usize) -> Vec<NodeId> {
        let one = self.constant(1.0);
        let last = self.binary(Binary::Divide, one, shares.rate);
        let parts = [shares.first, shares.second, one];
        parts[MOST_STAGES - order..].iter().map(|part| self.binary(Binary::Multiply, *part, last)).collect()
    }

    /// How material moves on within a step.
    fn shares(&mut self, stage_time: NodeId) -> Shares {
        let step = self.model.axis.step;
        let [stays, once, twice] = self.weights(stage_time, step);
        let (one, two, step) = (self.constant(1.0), self.constant(2.0), self.constant(step));
        let leaves = self.binary(Binary::Subtract, one, stays);
        // p and q.
        let (p, q) = (self.binary(Binary::Divide, once, leaves), self.binary(Binary::Divide, twice, leaves));
        let square = self.binary(Binary::Multiply, p, p);
        let first = self.binary(Binary::Add, square, q);
        let rest = self.binary(Binary::Subtract, one, p);
        let second = self.binary(Binary::Multiply, p, rest);
        let third = self.binary(Binary::Subtract, rest, q);
        let whole = self.binary(Binary::Add, one, stays);
        let part = self.binary(Binary::Divide, leaves, whole);
        let doubled = self.binary(Binary::Multiply, two, stays);
        let (to_second, to_third) =
            (self.binary(Binary::Multiply, doubled, part), self.binary(Binary::Multiply, leaves, part));
        Shares {
            stays,
            rate: self.binary(Binary::Divide, leaves, step),
            moves: [[stays; MOST_STAGES], [to_second, stays, stays], [to_third, leaves, stays]],
            enters: [first, second, third],
            first,
            second: p,
        }
    }

    /// exp(-k) k^i / i! for i = 0, 1, …, where k is a span in units of the mean delay of a stage; NaN unless that is positive.
    pub(super) fn weights(&mut self, stage_time: NodeId, span: f64) -> [NodeId; MOST_STAGES] {
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

/// How material moves on within a step.
struct Shares {
    /// Of a stage: what stays in it.
    stays: NodeId,
    /// Of the last stage: what leaves it, per year.
    rate: NodeId,
    /// [to, from]: what each stage has afterwards of each.
    moves: [[NodeId; MOST_STAGES]; MOST_STAGES],
    /// What each stage has of what came in.
    enters: [NodeId; MOST_STAGES],
    /// In equilibrium, the first stage against the last.
    first: NodeId,
    /// In equilibrium, the second stage against the last.
    second: NodeId,
}
