//! Noise: streams of random numbers, and the states behind those that remember.

use super::stateful::{Made, Pending};
use super::{At, Lowering, Phase, State, Update};
use crate::model::graph::{Binary, NodeId, Unary};
use crate::model::program::{NoiseKind, NoiseStream};
use crate::model::term::{Noise, Term};

/// Noise before the first step: the stationary past of an autoregression.
const BEFORE_ALL: u64 = u64::MAX;

impl<'a> Lowering<'a> {
    pub(super) fn noise(
        &mut self,
        term: &'a Term,
        kind: Noise,
        (first, second): (&'a Term, &'a Term),
        at: &At,
        phase: Phase,
    ) -> NodeId {
        let (stream, state) = self.noise_stream(term, kind, at);
        let start = self.first_step();
        let fixed = (phase == Phase::Initial).then_some(start);
        let noise = self.graph.borrow_mut().noise(stream, fixed);
        let (a, b) = (self.term(first, at, phase), self.term(second, at, phase));
        match kind {
            Noise::Normal => {
                let scaled = self.binary(Binary::Multiply, b, noise);
                self.binary(Binary::Add, a, scaled)
            }
            Noise::Uniform => {
                let width = self.binary(Binary::Subtract, b, a);
                let scaled = self.binary(Binary::Multiply, width, noise);
                self.binary(Binary::Add, a, scaled)
            }
            Noise::Autoregressive => {
                let before = match (phase, state) {
                    (Phase::Step, Some(state)) => self.state(state),
                    _ => self.autoregressive_past(stream, b),
                };
                self.autoregressive(a, b, before, noise)
            }
            Noise::GeometricBrownian => match (phase, state) {
                (Phase::Step, Some(state)) => self.state(state),
                _ => self.constant(1.0),
            },
        }
    }

    /// The number of the first step, counted from year 0, so that noise keeps its date when the start is moved.
    fn first_step(&self) -> u64 {
        (self.model.axis.start / self.model.axis.step).round().max(0.0) as u64
    }

    fn noise_stream(&mut self, term: &'a Term, kind: Noise, at: &At) -> (u32, Option<u32>) {
        let key = (std::ptr::from_ref(term), at.clone());
        if let Some(Made::Noise(stream, state)) = self.sites.made.get(&key) {
            return (*stream, *state);
        }
        let (variable, number) = self.sites.places.get(&key.0).map_or((0, 0), |place| (place.variable, place.number));
        // The place in the upper bits, the elements at hand in the lower: other dimensions of the model change neither.
        let at_hand = || at.iter().enumerate().filter_map(|(dim, element)| element.map(|element| (dim, element)));
        let flat = match &self.model.header.ensemble.lock {
            None => at_hand().fold(0, |flat, (dim, element)| flat * self.model.size(dim) as u64 + element as u64),
            Some(lock) => lock.stream(at_hand().map(|(dim, element)| {
                let dimension = &self.model.dimensions[dim];
                (dimension.name.as_str(), dimension.value.elements[element].name.as_str())
            })),
        };
        let element = ((number as u64) << 40) | flat;
        let uniform = kind == Noise::Uniform;
        let stream = self.noise.len() as u32;
        self.noise.push(NoiseStream {
            name: self.model.variables[variable].declared.name.clone(),
            element,
            kind: if uniform { NoiseKind::Uniform } else { NoiseKind::Normal },
        });
        let state = matches!(kind, Noise::Autoregressive | Noise::GeometricBrownian).then(|| self.new_state().0);
        self.sites.made.insert(key, Made::Noise(stream, state));
        if let Some(state) = state {
            self.pending.push(Pending::Noise { state, stream, term, at: at.clone() });
        }
        (stream, state)
    }

    /// The value one step before the start, from the stationary distribution.
    fn autoregressive_past(&mut self, stream: u32, sd: NodeId) -> NodeId {
        let past = self.graph.borrow_mut().noise(stream, Some(BEFORE_ALL));
        self.binary(Binary::Multiply, sd, past)
    }

    /// r x + sd sqrt(1 - r^2) noise, with r = rho^step the correlation over one step.
    fn autoregressive(&mut self, rho: NodeId, sd: NodeId, before: NodeId, noise: NodeId) -> NodeId {
        let step = self.constant(self.model.axis.step);
        let one = self.constant(1.0);
        let r = self.graph.borrow_mut().power(rho, step);
        let square = self.binary(Binary::Multiply, r, r);
        let rest = self.binary(Binary::Subtract, one, square);
        let root = self.unary(Unary::Sqrt, rest);
        let size = self.binary(Binary::Multiply, sd, root);
        let kept = self.binary(Binary::Multiply, r, before);
        let fresh = self.binary(Binary::Multiply, size, noise);
        self.binary(Binary::Add, kept, fresh)
    }

    pub(super) fn complete_noise(&mut self, state: u32, stream: u32, whole: &'a Term, at: &At) {
        let Term::Noise(kind, first, second) = whole else { return };
        if *kind == Noise::Autoregressive {
            let sd = self.term(second, at, Phase::Initial);
            let initial = self.autoregressive_past(stream, sd);
            let value = self.noise(whole, *kind, (first, second), at, Phase::Step);
            self.states[state as usize] = State { initial, update: Update::Assign(value) };
            return;
        }
        // x(t+h) = x(t) exp((drift - volatility^2 / 2) h + volatility sqrt(h) noise).
        let (drift, volatility) = (self.term(first, at, Phase::Step), self.term(second, at, Phase::Step));
        let step = self.constant(self.model.axis.step);
        let noise = self.graph.borrow_mut().noise(stream, None);
        let half = self.constant(0.5);
        let square = self.binary(Binary::Multiply, volatility, volatility);
        let correction = self.binary(Binary::Multiply, half, square);
        let trend = self.binary(Binary::Subtract, drift, correction);
        let trend = self.binary(Binary::Multiply, trend, step);
        let root = self.unary(Unary::Sqrt, step);
        let size = self.binary(Binary::Multiply, volatility, root);
        let shock = self.binary(Binary::Multiply, size, noise);
        let exponent = self.binary(Binary::Add, trend, shock);
        let factor = self.unary(Unary::Exp, exponent);
        let now = self.state(state);
        let next = self.binary(Binary::Multiply, now, factor);
        let initial = self.constant(1.0);
        self.states[state as usize] = State { initial, update: Update::Assign(next) };
    }
}
