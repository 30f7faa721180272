//! A law with its data as a least-squares problem, on scales that suit both.

use super::dependence::{Dependence, Whitening};
use super::least_squares::Problem;
use super::number::Number;
use super::observations::Observations;
use super::scale::Scale;
use super::{At, Frame, Law};
use crate::laws::curves::MOST_PARAMETERS;

/// Residuals of a law on an error scale, by parameters on their inner scales.
#[derive(Clone)]
pub(super) struct LawProblem<'a> {
    pub law: &'static Law,
    pub frame: Frame,
    pub scale: Scale,
    pub data: &'a Observations,
    /// Square roots of weights.
    pub roots: Vec<f64>,
    /// Observations on the error scale.
    pub linked: Vec<f64>,
    /// How errors are made independent.
    pub whitening: Whitening,
}

impl<'a> LawProblem<'a> {
    /// The problem with independent errors.
    pub(super) fn new(law: &'static Law, frame: Frame, scale: Scale, data: &'a Observations) -> Self {
        let roots = data.weights.iter().map(|weight| weight.sqrt()).collect();
        let linked = data.y.iter().map(|value| scale.link(*value)).collect();
        let whitening = Whitening::new(Dependence::None, &data.steps());
        Self { law, frame, scale, data, roots, linked, whitening }
    }

    /// The same with errors that depend on those before them.
    pub(super) fn with(&self, dependence: Dependence) -> Self {
        let steps: Vec<f64> = self.data.steps().iter().map(|step| step / self.frame.period).collect();
        Self { whitening: Whitening::new(dependence, &steps), ..self.clone() }
    }

    /// The law at a place, on the error scale.
    pub(super) fn linked<N: Number>(&self, inner: &[N], at: &At) -> N {
        linked(self.law, &self.frame, self.scale, inner, at)
    }

    /// Parameters of the law from their inner scales.
    pub(super) fn natural(&self, inner: &[f64]) -> Vec<f64> {
        self.law.parameters.iter().zip(inner).map(|(parameter, value)| parameter.domain.natural(*value)).collect()
    }

    /// The inner scales' values of parameters of the law.
    pub(super) fn inner(&self, natural: &[f64]) -> Vec<f64> {
        self.law.parameters.iter().zip(natural).map(|(parameter, value)| parameter.domain.inner(*value)).collect()
    }

    /// Observed minus fitted on the error scale, times the root of the weight.
    pub(super) fn error<N: Number>(&self, parameters: &[N], row: usize) -> N {
        let gap = N::constant(self.linked[row]) - self.linked(parameters, &self.data.at(row));
        N::constant(self.roots[row]) * gap
    }
}

/// A law with parameters on their inner scales, on an error scale.
pub(super) fn linked<N: Number>(law: &Law, frame: &Frame, scale: Scale, inner: &[N], at: &At) -> N {
    scale.link(law.value(&naturals(law, inner)[..inner.len()], frame, at))
}

/// Parameters of a law from their inner scales, and zeros behind them.
fn naturals<N: Number>(law: &Law, inner: &[N]) -> [N; MOST_PARAMETERS] {
    let mut natural = [N::constant(0.0); MOST_PARAMETERS];
    for ((natural, inner), parameter) in natural.iter_mut().zip(inner).zip(law.parameters) {
        *natural = parameter.domain.natural(*inner);
    }
    natural
}

impl Problem for LawProblem<'_> {
    fn parameters(&self) -> usize {
        self.law.parameters.len()
    }

    fn rows(&self) -> usize {
        self.data.len()
    }

    fn residual<N: Number>(&self, parameters: &[N], row: usize) -> N {
        let (carried, scale) = (self.whitening.carried[row], self.whitening.scale[row]);
        let error = self.error(parameters, row);
        if carried == 0.0 {
            return if scale == 1.0 { error } else { N::constant(scale) * error };
        }
        N::constant(scale) * (error - N::constant(carried) * self.error(parameters, row - 1))
    }

    /// Each error once, though two residuals have it.
    fn residuals<N: Number>(&self, parameters: &[N]) -> Vec<N> {
        let mut before = N::constant(0.0);
        let natural = &naturals(self.law, parameters)[..parameters.len()];
        let whitened = |(row, (carried, scale)): (usize, (&f64, &f64))| {
            let law = self.scale.link(self.law.value(natural, &self.frame, &self.data.at(row)));
            let error = N::constant(self.roots[row]) * (N::constant(self.linked[row]) - law);
            let left = std::mem::replace(&mut before, error);
            if *carried == 0.0 && *scale == 1.0 {
                return error;
            }
            N::constant(*scale) * (error - N::constant(*carried) * left)
        };
        self.whitening.carried.iter().zip(&self.whitening.scale).enumerate().map(whitened).collect()
    }
}
