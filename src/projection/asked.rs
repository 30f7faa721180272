//! What a number is in the worlds that meet a condition.

use super::{Shift, Summary};

/// The answer to a question with an if.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The chance of the condition.
    pub chance: f64,
    /// Draws of the ensemble.
    pub draws: u64,
    /// The number in all worlds.
    pub all: Among,
    /// In those that meet the condition; none if none does.
    pub given: Option<Among>,
    /// In the others; none if there are none.
    pub otherwise: Option<Among>,
    /// Assumptions in all worlds and in those that meet the condition, the most different first.
    pub shared: Vec<Shift>,
}

/// A number in some worlds.
#[derive(Debug, Clone, Copy)]
pub struct Among {
    /// How many draws of equal weight they tell as much as.
    pub effective: f64,
    /// Its values, in its declared unit.
    pub summary: Summary,
}
