//! Material under way, as Runge-Kutta sees it leave: at four moments of a step, of which it takes the weighted mean.
//!
//! Stages of a chain hand on at rates y, each with the mean delay s, and go from step to step as smoothing does:
//!
//! ```text
//! y <- D y + b u,   D_ij = exp(-k) k^(i-j) / (i-j)!,   b = (1 - D) 1,   k = h / s
//! ```
//!
//! What leaves at the beginning, in the middle (twice) and at the end of a step of input u is
//!
//! ```text
//! y_n,   (1 - q) v'y + q u   (twice),   e_n' D y + e_n' b u
//! ```
//!
//! v being the last row of D of half a step, made to add up to one, and q what has left by then of an input that is
//! constant, but at most a half: then no more of an input leaves than had come in by the weights of the method. The mean is
//! p'y + r u, p'1 + r = 1. So a chain holds what will leave if nothing else comes in, each stage c times its rate, and goes
//! on so that columns add up to what does not leave:
//!
//! ```text
//! c = h (1 - D')^-1 p,   m <- diag(c) D diag(1/c) m + h (1 - r) u diag(c) b / c'b
//! ```
//!
//! Nothing is lost or made, whatever becomes of s between steps, and while it does not change, rates are those of the
//! continuous chain. What comes in is the input in the middle of the step.

use super::delay::MOST_STAGES;
use super::stateful::Pending;
use super::{At, Lowering, Phase, State, Update};
use crate::model::graph::{Binary, NodeId};
use crate::model::program::SeriesTable;
use crate::model::term::Term;

/// A chain of material by the mean delay of its stages; all lists from the last stage to the first.
struct Chain {
    /// What stages hold for each unit of the rate at which they hand on: c.
    holds: Vec<NodeId>,
    /// Parts of rates after a step: the last row of D.
    weights: Vec<NodeId>,
    /// Parts of rates in the middle of a step: (1 - q) v.
    half: Vec<NodeId>,
    /// Of the input: what leaves in the middle of the step and at its end.
    passes: [NodeId; 2],
    /// Of what stays of the input: where.
    enters: Vec<NodeId>,
}

impl<'a> Lowering<'a> {
    /// What comes out of a material delay: at the beginning of a step by what its last stage holds, later what the engine
    /// says.
    pub(super) fn material_flow(&mut self, whole: &'a Term, at: &At) -> NodeId {
        let Term::Delay { order, tau, .. } = whole else { return self.constant(f64::NAN) };
        let count = *order + 1;
        let first = self.states_of(whole, at, count, |first, at| Pending::Delay { first, term: whole, at });
        let stage_time = self.stage_time(tau, *order, at, Phase::Step);
        let chain = self.chain(stage_time, *order);
        let last = self.state(first + *order as u32 - 1);
        let begins = self.binary(Binary::Divide, last, chain.holds[0]);
        let within = self.state(first + *order as u32);
        let points = vec![1.0; self.model.axis.points + 1];
        let beginning = self.table(SeriesTable { values: points, drives: true });
        let zero = self.constant(0.0);
        let is_beginning = self.binary(Binary::Less, zero, beginning);
        self.graph.borrow_mut().select(is_beginning, begins, within)
    }

    /// The states of a material delay: what stages hold, the first of them first, and what comes out within a step.
    pub(super) fn complete_flow(&mut self, first: u32, whole: &'a Term, at: &At, output: NodeId) {
        let Term::Delay { order, term, tau, .. } = whole else { return };
        let stage_time = self.stage_time(tau, *order, at, Phase::Initial);
        let start = self.chain(stage_time, *order).holds;
        let stage_time = self.stage_time(tau, *order, at, Phase::Step);
        let chain = self.chain(stage_time, *order);
        let levels: Vec<NodeId> = (0..*order as u32).map(|index| self.state(first + index)).collect();
        let out = self.binary(Binary::Divide, levels[*order - 1], chain.holds[0]);
        let holds: Vec<NodeId> = chain.holds.iter().rev().copied().collect();
        let levels = self.material_from(whole, at, &levels, (out, &holds));
        // From the last stage to the first, as the chain is.
        let back = levels.iter().rev().zip(&chain.holds);
        let rates: Vec<NodeId> = back.map(|(level, holds)| self.binary(Binary::Divide, *level, *holds)).collect();
        for back in 0..*order {
            let next = self.weighted(&chain.weights[..*order - back], &rates[back..]);
            let stays = self.binary(Binary::Multiply, chain.holds[back], next);
            let initial = self.binary(Binary::Multiply, start[back], output);
            let update = Update::Hold { stays, enters: chain.enters[back] };
            self.states[first as usize + *order - 1 - back] = State { initial, update };
        }
        let input = self.term(term, at, Phase::Step);
        let [half, whole_step] = [&chain.half, &chain.weights].map(|parts| self.weighted(parts, &rates));
        let update = Update::Leave { input, of_held: [half, whole_step], passes: chain.passes, stages: *order as u32 };
        self.states[first as usize + *order] = State { initial: output, update };
    }

    fn weighted(&mut self, parts: &[NodeId], of: &[NodeId]) -> NodeId {
        let zero = self.constant(0.0);
        parts.iter().zip(of).fold(zero, |sum, (part, value)| {
            let product = self.binary(Binary::Multiply, *part, *value);
            self.binary(Binary::Add, sum, product)
        })
    }

    fn sum(&mut self, of: &[NodeId]) -> NodeId {
        let zero = self.constant(0.0);
        of.iter().fold(zero, |sum, value| self.binary(Binary::Add, sum, *value))
    }

    /// 1 less a sum.
    fn rest(&mut self, of: &[NodeId]) -> NodeId {
        let (one, sum) = (self.constant(1.0), self.sum(of));
        self.binary(Binary::Subtract, one, sum)
    }

    fn chain(&mut self, stage_time: NodeId, order: usize) -> Chain {
        let step = self.model.axis.step;
        let weights = self.weights(stage_time, step)[..order].to_vec();
        let by_half = self.weights(stage_time, 0.5 * step)[..order].to_vec();
        let (at_most, left) = (self.constant(0.5), self.rest(&by_half));
        let passes = [self.binary(Binary::Minimum, left, at_most), self.rest(&weights)];
        let half = self.half(stage_time, order, passes[0]);
        let holds = self.holding(&weights, &half);
        let entering: Vec<NodeId> = (0..order)
            .map(|back| {
                let part = self.rest(&weights[..order - back]);
                self.binary(Binary::Multiply, holds[back], part)
            })
            .collect();
        let sum = self.sum(&entering);
        let enters = entering.iter().map(|part| self.binary(Binary::Divide, *part, sum)).collect();
        Chain { holds, weights, half, passes, enters }
    }

    /// Parts of rates in the middle of a step: Poisson weights that add up to what does not pass.
    fn half(&mut self, stage_time: NodeId, order: usize, passes: NodeId) -> Vec<NodeId> {
        let middle = self.constant(0.5 * self.model.axis.step);
        let ratio = self.binary(Binary::Divide, middle, stage_time);
        let mut powers = vec![self.constant(1.0)];
        for back in 1..order {
            let count = self.constant(back as f64);
            let factor = self.binary(Binary::Divide, ratio, count);
            powers.push(self.binary(Binary::Multiply, powers[back - 1], factor));
        }
        let (sum, stays) = (self.sum(&powers), self.rest(&[passes]));
        let scale = self.binary(Binary::Divide, stays, sum);
        powers.iter().map(|power| self.binary(Binary::Multiply, *power, scale)).collect()
    }

    /// c = h (1 - D')^-1 p, from the last stage to the first.
    fn holding(&mut self, weights: &[NodeId], half: &[NodeId]) -> Vec<NodeId> {
        let (four, sixth) = (self.constant(4.0), self.constant(self.model.axis.step / 6.0));
        let mut holds: Vec<NodeId> = Vec::with_capacity(MOST_STAGES);
        let leaves = self.rest(&weights[..1]);
        for back in 0..weights.len() {
            let in_the_middle = self.binary(Binary::Multiply, four, half[back]);
            let mut seen = self.binary(Binary::Add, in_the_middle, weights[back]);
            if back == 0 {
                let one = self.constant(1.0);
                seen = self.binary(Binary::Add, seen, one);
            }
            let mut holding = self.binary(Binary::Multiply, sixth, seen);
            for (other, holds) in holds.iter().enumerate() {
                let comes = self.binary(Binary::Multiply, *holds, weights[back - other]);
                holding = self.binary(Binary::Add, holding, comes);
            }
            holds.push(self.binary(Binary::Divide, holding, leaves));
        }
        holds
    }
}
