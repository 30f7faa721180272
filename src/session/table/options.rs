//! What may be asked of a table, and in which range.

use std::ops::RangeInclusive;

use crate::data::Columns;
use crate::forecast::{Method, Plan};
use crate::session::{Error, range};

/// Steps ahead, in a season, and origins: further than any table is long, and no more than one waits for.
const STEPS: RangeInclusive<usize> = 1..=1000;
/// Levels of the quantiles that are reported unless others are asked for: deciles, quartiles, and the edges of the 90 and
/// 95 % intervals.
pub const LEVELS: [f64; 15] = [0.025, 0.05, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95, 0.975];

/// How the columns of a table are read.
#[derive(Debug, Clone, Default)]
pub struct TableOptions {
    /// What its columns are; found by themselves unless given.
    pub columns: Columns,
    /// Steps in a season, 1 to 1000, where the times do not tell.
    pub season: Option<usize>,
    /// The most a value can be, above 0, such as 100 for a share in per cent; forecasts then stay between 0 and it.
    pub maximum: Option<f64>,
}

impl TableOptions {
    /// Refuses what no table can be read with.
    ///
    /// # Errors
    /// A number is out of its range, or a maximum is given of what adds up.
    pub fn check(&self) -> Result<(), Error> {
        if let Some(season) = self.season {
            range::check("a season", season, &STEPS)?;
        }
        match self.maximum {
            Some(maximum) if !(maximum.is_finite() && maximum > 0.0) => {
                Err(Error::Question(format!("a maximum is a number above 0, not {maximum}")))
            }
            Some(_) if !self.columns.adds_up.is_empty() => {
                Err(Error::Question("a maximum is not for sums: say what adds up, or a maximum".to_owned()))
            }
            _ => Ok(()),
        }
    }
}

/// What is to be forecast.
#[derive(Debug, Clone)]
pub struct ForecastOptions {
    /// Steps ahead, 1 to 1000; by the frequency of the data unless given.
    pub horizon: Option<usize>,
    /// The method.
    pub method: Method,
    /// Levels of the quantiles that are reported, between 0 and 1.
    pub levels: Vec<f64>,
}

impl Default for ForecastOptions {
    fn default() -> Self {
        Self { horizon: None, method: Method::Combination, levels: LEVELS.to_vec() }
    }
}

impl ForecastOptions {
    /// Refuses what cannot be forecast.
    ///
    /// # Errors
    /// The horizon is out of its range, or a level is none.
    pub fn check(&self) -> Result<(), Error> {
        if let Some(horizon) = self.horizon {
            range::check("the horizon", horizon, &STEPS)?;
        }
        if self.levels.is_empty() {
            return Err(Error::Question("a forecast needs a level of quantiles, such as 0.5".to_owned()));
        }
        match self.levels.iter().find(|level| !(**level > 0.0 && **level < 1.0)) {
            Some(level) => {
                Err(Error::Question(format!("a level is a number between 0 and 1, such as 0.9, not {level}")))
            }
            None => Ok(()),
        }
    }

    /// The levels, ascending, each once.
    pub(super) fn ascending(&self) -> Vec<f64> {
        let mut levels = self.levels.clone();
        levels.sort_by(f64::total_cmp);
        levels.dedup();
        levels
    }
}

/// How forecasts are scored.
#[derive(Debug, Clone)]
pub struct ScoreOptions {
    /// Steps ahead, 1 to 1000; by the frequency of the data unless given, or as many as a split leaves.
    pub horizon: Option<usize>,
    /// Methods, each once; the benchmarks are scored besides.
    pub methods: Vec<Method>,
    /// Where histories are cut off; 1 to 1000 origins.
    pub plan: Plan,
}

impl Default for ScoreOptions {
    /// The combination beside the two benchmarks, at five origins.
    fn default() -> Self {
        let methods = vec![Method::Combination, Method::Naive, Method::Drift];
        Self { horizon: None, methods, plan: Plan::Origins(5) }
    }
}

impl ScoreOptions {
    /// Refuses what cannot be scored.
    ///
    /// # Errors
    /// The horizon or the number of origins is out of its range, or there is no method.
    pub fn check(&self) -> Result<(), Error> {
        if let Some(horizon) = self.horizon {
            range::check("the horizon", horizon, &STEPS)?;
        }
        if let Plan::Origins(origins) = self.plan {
            range::check("the number of origins", origins, &STEPS)?;
        }
        if self.methods.is_empty() {
            return Err(Error::Question("a backtest needs a method to score".to_owned()));
        }
        Ok(())
    }
}
