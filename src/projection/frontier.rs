//! How far a lever leads: its strength against the probability of a goal, and against cost.
//!
//! Plain data.

use super::Summary;

/// The strengths of a lever that were tried, and the least that reaches a goal.
#[derive(Debug, Clone)]
pub struct Frontier {
    /// The lever: `NAME` or `NAME[element]`.
    pub lever: String,
    /// Its label.
    pub lever_label: String,
    /// Its unit.
    pub lever_unit: String,
    /// Its setting in the file.
    pub current: f64,
    /// Its neutral setting, within the range that is tried.
    pub neutral: f64,
    /// The number that is to be reached: `NAME[element, …]@YEAR`.
    pub of: String,
    /// Its label.
    pub of_label: String,
    /// Its unit.
    pub of_unit: String,
    /// The goal.
    pub goal: f64,
    /// Reached from below rather than from above.
    pub at_least: bool,
    /// The probability that is asked for.
    pub wanted: f64,
    /// Label of the cost, if the model says what a path costs.
    pub cost_label: Option<String>,
    /// Unit of the cost.
    pub cost_unit: String,
    /// What was tried over the whole range and at peaks between, by rising strength.
    pub tried: Vec<Strength>,
    /// The strength nearest to the neutral setting that reaches the goal as surely as asked for; none if none does.
    pub solution: Option<Strength>,
    /// Whether probability falls somewhere while the lever moves away from its neutral setting.
    pub falls: bool,
    /// Whether the number that is reached with that probability rises or falls over the whole range: if not, what suffices within
    /// less than `apart` may have been passed over.
    pub steady: bool,
    /// How far apart strengths were tried over the range, in the lever's unit.
    pub apart: f64,
    /// Draws of each strength.
    pub draws: u64,
    /// Seed.
    pub seed: u64,
}

/// What a strength of the lever gives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Strength {
    /// The setting.
    pub strength: f64,
    /// Share of draws that reach the goal.
    pub probability: f64,
    /// The number itself.
    pub value: Summary,
    /// Total cost by the last time, less that of the current setting, draw by draw.
    pub cost: Option<Summary>,
}
