//! What a scenario would have projected from years in the past, and what came.

use super::{Error, Session, number};
use crate::analysis::backtest;
use crate::engine::Progress;
use crate::projection::Backtest;
use crate::scenario::options::Options;

/// A scenario with what was known until a year, held against what came after.
#[derive(Debug)]
pub struct Backtested {
    /// The scenario as it was known then, its fits made anew.
    pub session: Session,
    /// Every observation after that year beside what was projected.
    pub found: Backtest,
}

impl Session {
    /// Runs the scenario with what was known until a year, and holds it against what came after.
    ///
    /// # Errors
    /// The file is not valid with so little known, it has no history, nothing was observed after the year, or a run fails.
    pub fn backtest(&self, until: f64) -> Result<Backtested, Error> {
        self.backtest_with(until, &|_| {})
    }

    /// As [`Self::backtest`]; `progress` is told how many draws are done, and may stop the run.
    ///
    /// # Errors
    /// As [`Self::backtest`], or it has been stopped.
    pub fn backtest_with(&self, until: f64, progress: &dyn Progress) -> Result<Backtested, Error> {
        if !until.is_finite() {
            return Err(Error::Question(format!("{until} is no year until which something was known")));
        }
        let then = Options { known_until: Some(until), ..self.options.clone() };
        self.with(then)?.held_against_what_came(until, progress)
    }

    fn held_against_what_came(self, until: f64, progress: &dyn Progress) -> Result<Backtested, Error> {
        let variables = &self.file.model.variables;
        if variables.iter().all(|variable| variable.declared.value.history.is_empty()) {
            return Err(Error::Question(format!(
                "{} has no history: give a variable observed values in [variables.NAME.history.NAME] to test it by",
                self.path.display()
            )));
        }
        let found = backtest(&self.file.model, until, progress).map_err(|error| self.failed(error))?;
        if found.held.is_empty() {
            let year = number::year(until);
            return Err(Error::Question(format!("nothing was observed after {year}, so there is nothing to test")));
        }
        Ok(Backtested { session: self, found })
    }
}
