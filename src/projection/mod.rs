//! What is reported of an ensemble: quantiles, means, milestones and target probabilities by time.
//!
//! Plain data that answers by name, element, year and level. Charts, tables and reports read it; nothing here knows of
//! equations, files or pictures.

mod asked;
mod backtest;
mod basis;
mod beside;
mod chart;
mod comparison;
mod conditioning;
mod frontier;
mod histogram;
mod level;
mod lookup;
mod milestone;
mod origin;
pub mod palette;
#[cfg(any(test, feature = "records"))]
mod records;
mod series;
mod worlds;

pub use asked::{Among, Asked};
pub use backtest::{Backtest, Held};
pub use basis::{Basis, Sample, Sampler};
pub use beside::Beside;
pub use chart::{Chart, ChartKind};
pub use comparison::{
    Attribution, Comparison, Costs, Criterion, Difference, Dominance, Exposure, Part, Premium, Regret, Summary,
};
pub use conditioning::{Apart, Conditioning, Shift};
pub use frontier::{Frontier, Strength};
pub use histogram::{Bar, Histogram, bar_width};
pub use level::{Band, Level, Quantiles};
pub use lookup::{LookupError, Number};
pub use milestone::{Direction, Event, Milestone, Passage};
pub use origin::{Equation, Link, LinkKind, Observed, Origin};
pub use series::{Heard, Observation, Series, Target, Variable};
pub use worlds::{Satisfied, Standing, Winning, World, Worlds, Worst};

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

impl Projection {
    /// Variables over points of time, in years; without dimensions, charts, inputs and changes.
    #[must_use]
    pub fn new(about: About, times: Vec<f64>, variables: Vec<Variable>) -> Self {
        Self {
            about,
            times,
            dimensions: Vec::new(),
            variables,
            charts: Vec::new(),
            conditioning: None,
            inputs: Vec::new(),
            changes: Vec::new(),
        }
    }

    /// One series alone, such as a forecast or a fitted law: a variable without dimensions.
    #[must_use]
    pub fn of_series(about: About, times: Vec<f64>, variable: Variable) -> Self {
        Self::new(about, times, vec![variable])
    }
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
    /// The times of the first and the last step in which a shock is felt.
    pub years: Option<[f64; 2]>,
    /// Names of the reported variables that a shock can reach: the one that it changes, and what is computed from that.
    pub reaches: Vec<String>,
    /// Where it comes from.
    pub source: String,
}

/// Kinds of inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputKind {
    /// An assumption.
    Assumption,
    /// A rank correlation between assumptions.
    Correlation,
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
    /// Whether it is one of the paths to choose from; if not, comparisons do not rank it.
    pub ranked: bool,
    /// Model name in IAMC tables.
    pub model: String,
    /// Region of variables without a region dimension, in IAMC tables.
    pub region: String,
    /// A note on sources.
    pub source: String,
    /// Index into the palette.
    pub colour: usize,
    /// What the numbers rest on: draws, a single run, or estimates.
    pub basis: Basis,
}

impl About {
    /// The least that can be said: a name, a title, and what the numbers rest on.
    #[must_use]
    pub fn new(id: impl Into<String>, title: impl Into<String>, basis: Basis) -> Self {
        Self {
            id: id.into(),
            title: title.into(),
            narrative: String::new(),
            ranked: true,
            model: String::new(),
            region: String::new(),
            source: String::new(),
            colour: 0,
            basis,
        }
    }

    /// Whether anything is uncertain; if not, all quantiles are equal and charts show a line.
    #[must_use]
    pub fn is_uncertain(&self) -> bool {
        self.basis.is_uncertain()
    }
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
