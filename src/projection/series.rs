//! Reported variables and their series.

use super::{Band, Histogram, Level, Milestone, Quantiles, Summary};

/// A reported variable.
#[derive(Debug, Clone)]
pub struct Variable {
    /// Name.
    pub name: String,
    /// Label.
    pub label: String,
    /// What it means.
    pub description: String,
    /// Unit as declared; all numbers here are in it.
    pub unit: String,
    /// Dimensions: indices into [`Projection::dimensions`](super::Projection::dimensions).
    pub dims: Vec<usize>,
    /// Whether values belong to the end of the step that begins at their time.
    pub at_end: bool,
    /// Times at which the terminal's headline table shows it.
    pub headline: Vec<f64>,
    /// One series for each combination of elements, the last dimension running fastest.
    pub series: Vec<Series>,
}

impl Variable {
    /// A variable without dimensions.
    #[must_use]
    pub fn of_series(name: impl Into<String>, label: impl Into<String>, unit: impl Into<String>, one: Series) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            description: String::new(),
            unit: unit.into(),
            dims: Vec::new(),
            at_end: false,
            headline: Vec::new(),
            series: vec![one],
        }
    }

    /// Whether it is the same variable as another, with the same means and quantiles at all times.
    #[must_use]
    pub(crate) fn has_the_numbers_of(&self, other: &Self) -> bool {
        let equal = |(one, other): (&Series, &Series)| one.mean == other.mean && one.quantiles == other.quantiles;
        self.name == other.name
            && self.series.len() == other.series.len()
            && self.series.iter().zip(&other.series).all(equal)
    }
}

/// One element of a reported variable, over time.
#[derive(Debug, Clone)]
pub struct Series {
    /// Element index in each of the variable's dimensions.
    pub elements: Vec<usize>,
    /// By time: whether the value was observed (driven by history) rather than projected.
    pub observed: Vec<bool>,
    /// Mean over draws, by time; the median where numbers are estimated.
    pub mean: Vec<f64>,
    /// Standard deviation over draws (divisor n - 1), by time; none where numbers are estimated.
    pub sd: Option<Vec<f64>>,
    /// Quantiles by level and time.
    pub quantiles: Quantiles,
    /// What has been observed.
    pub history: Vec<Observation>,
    /// Announced goals and how likely they are met.
    pub targets: Vec<Target>,
    /// Thresholds and when they are passed.
    pub milestones: Vec<Milestone>,
    /// How draws spread at points of time for which a chart asks.
    pub histograms: Vec<Histogram>,
    /// Some draws by time, if a chart asks for them: the first ones, or some by their weights.
    pub lines: Vec<Vec<f64>>,
}

impl Series {
    /// A series of estimates, none of them observed: the median stands for the mean.
    #[must_use]
    pub fn estimated(quantiles: Quantiles) -> Self {
        Self {
            elements: Vec::new(),
            observed: vec![false; quantiles.points()],
            mean: quantiles[Level::MEDIAN].to_vec(),
            sd: None,
            quantiles,
            history: Vec::new(),
            targets: Vec::new(),
            milestones: Vec::new(),
            histograms: Vec::new(),
            lines: Vec::new(),
        }
    }

    /// A quantile at a point of time, as [`Projection::point`](super::Projection::point) gives it.
    ///
    /// # Panics
    /// There is no such point.
    #[must_use]
    pub fn quantile(&self, level: Level, point: usize) -> f64 {
        self.quantiles[level][point]
    }

    /// Medians by time.
    #[must_use]
    pub fn median(&self) -> &[f64] {
        &self.quantiles[Level::MEDIAN]
    }

    /// The lower and the upper edge of a band, by time.
    #[must_use]
    pub fn band(&self, band: Band) -> [&[f64]; 2] {
        self.quantiles.band(band)
    }

    /// Mean, median and 90 % range at a point of time.
    ///
    /// # Panics
    /// There is no such point.
    #[must_use]
    pub fn at(&self, point: usize) -> Summary {
        let [low, median, high] = Level::RANGE.map(|level| self.quantile(level, point));
        Summary { mean: self.mean[point], low, median, high }
    }
}

/// What a run hears of an observation, be it that it drives or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// Nothing.
    No,
    /// Draws agree with it.
    Condition,
    /// Assumptions are estimated from it.
    Fit,
}

/// One observed value.
#[derive(Debug, Clone)]
pub struct Observation {
    /// Time in years, on the axis of this variable's reports.
    pub time: f64,
    /// Value.
    pub value: f64,
    /// Whether it drove the variable in this run.
    pub drives: bool,
    /// What else the run heard of it.
    pub heard: Heard,
    /// Where it comes from.
    pub source: String,
}

/// A goal and the probability of reaching it.
#[derive(Debug, Clone)]
pub struct Target {
    /// Name.
    pub name: String,
    /// Label.
    pub label: String,
    /// Date, in years.
    pub year: f64,
    /// Reached from below rather than from above.
    pub at_least: bool,
    /// The goal.
    pub value: f64,
    /// Share of draws that reach it at its date.
    pub probability: f64,
    /// Median over draws of value minus goal at that date.
    pub median_gap: f64,
    /// Mean distance to the goal over the draws that miss it at that date; none if none does.
    pub shortfall: Option<f64>,
    /// The value at that date was observed, not projected.
    pub observed: bool,
    /// The date lies in what is known already, whether or not this value was observed.
    pub past: bool,
    /// Who announced it.
    pub source: String,
}

impl Target {
    /// Whether nothing is left to wait for: the date has been observed, or is past.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.observed || self.past
    }

    /// Whether another scenario's target is the same: of one name, date, direction and value.
    #[must_use]
    pub fn is_same_goal(&self, other: &Self) -> bool {
        let goal = |target: &Self| (target.year, target.at_least, target.value);
        self.name == other.name && goal(self) == goal(other)
    }
}
