//! What is asked for besides a law and data.

use super::Structure;
use super::scale::Scale;

/// Error scale, structure of errors, known parameters and launch of a fit.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Error scale; the law's own unless given.
    pub scale: Option<Scale>,
    /// How errors hang together in time; by Akaike's corrected criterion unless given.
    pub errors: Option<Structure>,
    /// Parameters that are known: index and value.
    pub fixed: Vec<(usize, f64)>,
    /// When diffusion began; unless given, the last of the zeros that data begin with, or one period before the first
    /// observation.
    pub launch: Option<f64>,
}

impl Request {
    /// By parameter of a law: its value if it is known.
    pub(super) fn known(&self, count: usize) -> Vec<Option<f64>> {
        let mut known = vec![None; count];
        for (index, value) in &self.fixed {
            known[*index] = Some(*value);
        }
        known
    }
}
