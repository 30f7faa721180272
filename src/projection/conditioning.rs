//! How draws were made to agree with history.
//!
//! Plain data.

use super::Summary;
use crate::diagnostic::counted;

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
    /// How many independent draws of the posterior the draws are worth.
    pub worth: f64,
    /// Observations used.
    pub observations: usize,
    /// Power of the likelihood asked for.
    pub temper: f64,
    /// Uncertain assumptions that the observations depend on, before and after, the most moved first.
    pub shifts: Vec<Shift>,
    /// Observations that draws do not come near, one for each series, in the order of the file.
    pub apart: Vec<Apart>,
}

/// An observation from which draws stay away, though they were led to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Apart {
    /// The place of its series among those of `[condition]`.
    pub series: usize,
    /// Selector.
    pub selector: String,
    /// When it was observed, in years.
    pub time: f64,
    /// What was observed, in the unit of the variable.
    pub observed: f64,
    /// How far draws are from it, in standard deviations of its error: the root of the mean square.
    pub distance: f64,
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
    /// That draws agree with history, in a few words.
    #[must_use]
    pub fn short(&self) -> String {
        format!("agreeing with {}", counted(self.observations, "observation"))
    }

    /// Whether medians and ranges hang on the seed, since draws are worth too few: under a tenth of them, or under fifty.
    #[must_use]
    pub fn is_poor(&self) -> bool {
        let draws = self.draws as f64;
        draws > 1.0 && self.worth < (0.1 * draws).max(50.0_f64.min(0.5 * draws))
    }

    /// How it was done, in a sentence without a capital or a full stop.
    #[must_use]
    pub fn summary(&self) -> String {
        let observations = counted(self.observations, "observation");
        let draws = grouped(self.draws);
        let effective = grouped(self.effective.round() as u64);
        if self.moved {
            let stages = counted(self.powers.len(), "stage");
            format!(
                "{observations}; weights alone would have told of {effective} of {draws} draws, so draws were moved in {stages} and are worth \
                 {}",
                ones(self.worth, "independent")
            )
        } else if self.draws == 1 {
            format!("{observations}; nothing is uncertain, so the one draw counts whatever they are")
        } else {
            format!("{observations}; {draws} weighted draws tell as much as {}", ones(self.effective, "equal"))
        }
    }
}

/// So many of a kind, as `1,118 equal ones`.
fn ones(number: f64, kind: &str) -> String {
    let number = number.round() as u64;
    format!("{} {kind} one{}", grouped(number), if number == 1 { "" } else { "s" })
}

/// A whole number with commas between its thousands, as numbers are written elsewhere.
fn grouped(number: u64) -> String {
    if number < 1000 { number.to_string() } else { format!("{},{:03}", grouped(number / 1000), number % 1000) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_not_many() {
        let how = |draws, observations, powers: &[f64]| {
            let found = Conditioning {
                draws,
                effective: 12.4,
                moved: !powers.is_empty(),
                powers: powers.to_vec(),
                accepted: 0.5,
                worth: 80.2,
                observations,
                temper: 1.0,
                shifts: Vec::new(),
                apart: Vec::new(),
            };
            found.summary()
        };
        let cases = [
            (
                how(100, 1, &[1.0]),
                "1 observation; weights alone would have told of 12 of 100 draws, so draws were moved in 1 stage \
                 and are worth 80 independent ones",
            ),
            (
                how(100, 2, &[0.5, 1.0]),
                "2 observations; weights alone would have told of 12 of 100 draws, so draws were moved in 2 stages \
                 and are worth 80 independent ones",
            ),
            (how(100, 3, &[]), "3 observations; 100 weighted draws tell as much as 12 equal ones"),
            (how(10_000, 3, &[]), "3 observations; 10,000 weighted draws tell as much as 12 equal ones"),
            (how(1, 3, &[]), "3 observations; nothing is uncertain, so the one draw counts whatever they are"),
        ];
        for (found, expected) in cases {
            assert_eq!(found, expected);
        }
        assert_eq!([ones(1_118.4, "equal"), ones(1.2, "equal")], ["1,118 equal ones", "1 equal one"]);
        assert_eq!([999, 1_000, 1_002_030].map(grouped), ["999", "1,000", "1,002,030"]);
    }
}
