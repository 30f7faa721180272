//! A projection made with what was known until a year, held against what came after.
//!
//! Plain data.

/// What a model would have projected, and what came.
#[derive(Debug, Clone)]
pub struct Backtest {
    /// The year until which history was known.
    pub until: f64,
    /// Draws.
    pub draws: u64,
    /// Seed.
    pub seed: u64,
    /// Every observation after that year.
    pub held: Vec<Held>,
    /// Series that have observations after that year, but none before to compare with.
    pub without_past: usize,
}

/// One observation that was held back.
#[derive(Debug, Clone)]
pub struct Held {
    /// The series: `NAME` or `NAME[element, …]`.
    pub selector: String,
    /// Its label.
    pub label: String,
    /// Unit.
    pub unit: String,
    /// Time, in years.
    pub time: f64,
    /// What came.
    pub observed: f64,
    /// 5 %, 50 % and 95 % quantiles of what was projected.
    pub projected: [f64; 3],
    /// Share of draws below what came (half of those equal to it): uniform over 0 to 1 if the projection is calibrated.
    pub level: f64,
    /// Continuous ranked probability score.
    pub score: f64,
    /// Absolute error of the last known value; none without a past.
    pub naive: Option<f64>,
    /// Absolute error of a line through the first and the last known value; none with fewer than two.
    pub drift: Option<f64>,
}

impl Held {
    /// Whether it lies within the 90 % range.
    #[must_use]
    pub fn inside(&self) -> bool {
        (self.projected[0]..=self.projected[2]).contains(&self.observed)
    }
}

impl Backtest {
    /// The share of observations within the 90 % range; none without observations.
    #[must_use]
    pub fn coverage(&self) -> Option<f64> {
        let inside = self.held.iter().filter(|held| held.inside()).count();
        (!self.held.is_empty()).then(|| inside as f64 / self.held.len() as f64)
    }

    /// The held observations of each series, in order of first appearance.
    #[must_use]
    pub fn by_series(&self) -> Vec<Vec<&Held>> {
        let mut series: Vec<Vec<&Held>> = Vec::new();
        for held in &self.held {
            match series.iter_mut().find(|known| known[0].selector == held.selector) {
                Some(known) => known.push(held),
                None => series.push(vec![held]),
            }
        }
        series
    }
}
