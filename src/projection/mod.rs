//! What is reported of an ensemble: quantiles, means, milestones and target probabilities by time.
//!
//! Plain data. Charts, tables and reports read it; nothing here knows of equations, files or pictures.

mod backtest;
mod comparison;
mod conditioning;
mod frontier;
pub mod palette;

use ndarray::Array2;

pub use backtest::{Backtest, Held};
pub use comparison::{Attribution, Comparison, Costs, Criterion, Difference, Dominance, Part, Regret, Summary};
pub use conditioning::{Conditioning, Shift};
pub use frontier::{Frontier, Strength};

/// The levels at which quantiles are reported: the edges of the 90, 80 and 50 % bands and the median.
pub const LEVELS: [f64; 7] = [0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95];

/// Index of the median in [`LEVELS`].
pub const MEDIAN: usize = 3;

/// All that is reported of one scenario.
#[derive(Debug, Clone)]
pub struct Projection {
    /// Which scenario, and how it was run.
    pub about: About,
    /// Points of time, in years.
    pub times: Vec<f64>,
    /// Dimensions that reported variables have.
    pub dimensions: Vec<Dimension>,
    /// Reported variables, in the order of the file.
    pub variables: Vec<Variable>,
    /// The charts that the scenario asks for.
    pub charts: Vec<Chart>,
    /// How draws were made to agree with history; none if they were not.
    pub conditioning: Option<Conditioning>,
    /// What goes in: assumptions, levers and shocks with their sources.
    pub inputs: Vec<Input>,
    /// What this scenario changed in the files it extends, and `--set`.
    pub changes: Vec<Change>,
}

/// One element of an assumption or lever, or a shock.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// What it is.
    pub kind: InputKind,
    /// Selector: `NAME` or `NAME[element, …]`.
    pub selector: String,
    /// Label, those of elements included.
    pub label: String,
    /// Unit.
    pub unit: String,
    /// Its value or distribution in the words of the file, such as `triangular: low 0, mode 0.04, high 0.08`.
    pub text: String,
    /// 5 %, 50 % and 95 % quantiles, in its unit; all equal if it is certain. None where it has no single number.
    pub range: Option<[f64; 3]>,
    /// Where it comes from.
    pub source: String,
}

/// Kinds of inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputKind {
    /// An assumption.
    Assumption,
    /// A lever that is not neutral, or is.
    Lever,
    /// A shock.
    Shock,
}

/// One key that a scenario changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Dotted key: `levers.tariff.value`.
    pub key: String,
    /// What stood there before.
    pub before: Option<String>,
    /// What stands there now; none if it was removed.
    pub after: Option<String>,
    /// Where: file and line, or `--set`.
    pub place: String,
}

/// Which scenario, and how it was run.
#[derive(Debug, Clone)]
pub struct About {
    /// File stem: the name of the output folder.
    pub id: String,
    /// Title.
    pub title: String,
    /// Narrative.
    pub narrative: String,
    /// Model name in IAMC tables.
    pub model: String,
    /// Region of variables without a region dimension, in IAMC tables.
    pub region: String,
    /// A note on sources.
    pub source: String,
    /// Index into the palette.
    pub colour: usize,
    /// Number of draws; 0 where numbers are estimates from data rather than of a run, and bands their intervals.
    pub draws: u64,
    /// Seed.
    pub seed: u64,
    /// `sobol`, `latin-hypercube` or `random`; without draws, how the estimates were made.
    pub sampler: String,
    /// Whether anything in the scenario is uncertain; if not, all quantiles are equal and charts show a line.
    pub uncertain: bool,
}

/// A dimension.
#[derive(Debug, Clone)]
pub struct Dimension {
    /// Name.
    pub name: String,
    /// Label.
    pub label: String,
    /// Elements.
    pub elements: Vec<Element>,
    /// Its elements are the regions of IAMC tables.
    pub region: bool,
}

/// An element of a dimension.
#[derive(Debug, Clone)]
pub struct Element {
    /// Name.
    pub name: String,
    /// Label.
    pub label: String,
}

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
    /// Dimensions: indices into [`Projection::dimensions`].
    pub dims: Vec<usize>,
    /// Whether values belong to the end of the step that begins at their time.
    pub at_end: bool,
    /// Times at which the terminal's headline table shows it.
    pub headline: Vec<f64>,
    /// One series for each combination of elements, the last dimension running fastest.
    pub series: Vec<Series>,
}

/// One element of a reported variable, over time.
#[derive(Debug, Clone)]
pub struct Series {
    /// Element index in each of the variable's dimensions.
    pub elements: Vec<usize>,
    /// By time: whether the value was observed (driven by history) rather than projected.
    pub observed: Vec<bool>,
    /// Mean over draws, by time.
    pub mean: Vec<f64>,
    /// Standard deviation over draws (divisor n - 1), by time.
    pub sd: Vec<f64>,
    /// Quantiles [level, time]; levels as in [`LEVELS`], linear between order statistics (Hyndman and Fan 1996, type 7).
    pub quantiles: Array2<f64>,
    /// What has been observed.
    pub history: Vec<Observation>,
    /// Announced goals and how likely they are met.
    pub targets: Vec<Target>,
    /// Thresholds and when they are passed.
    pub milestones: Vec<Milestone>,
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
    /// Who announced it.
    pub source: String,
}

impl Target {
    /// Whether another scenario's target is the same: of one name, date, direction and value.
    #[must_use]
    pub fn is_same_goal(&self, other: &Self) -> bool {
        let goal = |target: &Self| (target.year, target.at_least, target.value);
        self.name == other.name && goal(self) == goal(other)
    }
}

/// When a threshold is first passed from below.
#[derive(Debug, Clone)]
pub struct Milestone {
    /// Threshold.
    pub threshold: f64,
    /// Share of draws above it at the first time already.
    pub already: f64,
    /// Share of draws that do not pass it by the last time.
    pub never: f64,
    /// First, median and last: 5, 50 and 95 % quantiles of the year of passing by inverse ECDF, already = the first time
    /// and never = infinity.
    pub years: [f64; 3],
}

/// A chart to draw.
#[derive(Debug, Clone)]
pub struct Chart {
    /// Name: the stem of its file.
    pub name: String,
    /// What kind of picture.
    pub kind: ChartKind,
    /// Indices of [`Projection::variables`].
    pub variables: Vec<usize>,
    /// Fixed elements: (dimension index, element index).
    pub fixed: Vec<(usize, usize)>,
    /// The dimension laid out as lines, layers or panels.
    pub by: Option<usize>,
    /// Title.
    pub title: String,
    /// Subtitle; the unit is appended by the chart.
    pub subtitle: String,
    /// Source line.
    pub source: String,
    /// First time shown.
    pub from: Option<f64>,
    /// Last time shown.
    pub until: Option<f64>,
    /// Logarithmic value axis.
    pub log: bool,
}

/// Kinds of charts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChartKind {
    /// One series with its bands.
    Fan,
    /// Medians of several series.
    Lines,
    /// Means of several series, stacked.
    Stacked,
    /// A small fan a panel.
    SmallMultiples,
    /// Means of several variables as stacked bars with their sum.
    Decomposition,
}
