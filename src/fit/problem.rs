//! A law with its data as a least-squares problem, on scales that suit both.

use super::least_squares::Problem;
use super::number::Number;
use super::observations::Observations;
use super::scale::Scale;
use super::{Frame, Law};
use crate::laws::curves::MOST_PARAMETERS;

/// Residuals of a law on an error scale, by parameters on their inner scales.
pub(super) struct LawProblem<'a> {
    pub law: &'static Law,
    pub frame: Frame,
    pub scale: Scale,
    pub data: &'a Observations,
    /// Square roots of weights.
    pub roots: Vec<f64>,
    /// Observations on the error scale.
    pub linked: Vec<f64>,
}

impl<'a> LawProblem<'a> {
    pub(super) fn new(law: &'static Law, frame: Frame, scale: Scale, data: &'a Observations) -> Self {
        let roots = data.weights.iter().map(|weight| weight.sqrt()).collect();
        let linked = data.y.iter().map(|value| scale.link(*value)).collect();
        Self { law, frame, scale, data, roots, linked }
    }

    /// The law at an abscissa, on the error scale.
    pub(super) fn linked<N: Number>(&self, inner: &[N], x: f64) -> N {
        let mut natural = [N::constant(0.0); MOST_PARAMETERS];
        for ((natural, inner), parameter) in natural.iter_mut().zip(inner).zip(self.law.parameters) {
            *natural = parameter.domain.natural(*inner);
        }
        self.scale.link(self.law.value(&natural[..inner.len()], &self.frame, x))
    }

    /// Parameters of the law from their inner scales.
    pub(super) fn natural(&self, inner: &[f64]) -> Vec<f64> {
        self.law.parameters.iter().zip(inner).map(|(parameter, value)| parameter.domain.natural(*value)).collect()
    }

    /// The inner scales' values of parameters of the law.
    pub(super) fn inner(&self, natural: &[f64]) -> Vec<f64> {
        self.law.parameters.iter().zip(natural).map(|(parameter, value)| parameter.domain.inner(*value)).collect()
    }
}

impl Problem for LawProblem<'_> {
    fn parameters(&self) -> usize {
        self.law.parameters.len()
    }

    fn rows(&self) -> usize {
        self.data.len()
    }

    fn residual<N: Number>(&self, parameters: &[N], row: usize) -> N {
        let gap = N::constant(self.linked[row]) - self.linked(parameters, self.data.x[row]);
        N::constant(self.roots[row]) * gap
    }
}
