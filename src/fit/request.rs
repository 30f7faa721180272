//! What is asked for besides a law and data.

use super::scale::Scale;

/// Error scale, known parameters and launch of a fit.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Error scale; the law's own unless given.
    pub scale: Option<Scale>,
    /// Parameters that are known: index and value.
    pub fixed: Vec<(usize, f64)>,
    /// When diffusion began; one period before the first observation unless given.
    pub launch: Option<f64>,
}
