//! How draws were made to agree with history.
//!
//! Plain data.

use super::Summary;

/// How draws were made to agree with history.
#[derive(Debug, Clone)]
pub struct Conditioning {
    /// Draws of the ensemble.
    pub draws: u64,
    /// Effective sample size of weighting alone (Kish).
    pub effective: f64,
    /// Whether draws were moved, for weights alone would have told of too few.
    pub moved: bool,
    /// Powers of the likelihood through which draws were moved, the last of them the one asked for.
    pub powers: Vec<f64>,
    /// Share of proposed moves that were accepted, at the last power.
    pub accepted: f64,
    /// Observations used.
    pub observations: usize,
    /// Power of the likelihood asked for.
    pub temper: f64,
    /// Uncertain assumptions that the observations depend on, before and after, the most moved first.
    pub shifts: Vec<Shift>,
}

/// An assumption before and after.
#[derive(Debug, Clone)]
pub struct Shift {
    /// Selector.
    pub selector: String,
    /// Label.
    pub label: String,
    /// Unit.
    pub unit: String,
    /// As the file has it.
    pub before: Summary,
    /// Given history.
    pub after: Summary,
}

impl Conditioning {
    /// How it was done, in a sentence without a capital or a full stop.
    #[must_use]
    pub fn summary(&self) -> String {
        let effective = self.effective.round();
        if self.moved {
            format!(
                "{} observations; weights alone would have told of {effective} of {} draws, so draws were moved in {} stages",
                self.observations,
                self.draws,
                self.powers.len()
            )
        } else {
            format!(
                "{} observations; {} weighted draws tell as much as {effective} equal ones",
                self.observations, self.draws
            )
        }
    }
}
