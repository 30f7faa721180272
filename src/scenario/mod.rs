//! The scenario file: what an analyst writes, read but not yet checked.
//!
//! [`read`](read::read) turns a file and all it extends into one [`Scenario`]. Every value keeps the [`Span`] it was
//! written at, so that a later stage can point at file, line and column. Nothing here knows what an equation means:
//! equations and units are still text.

mod chain;
mod check;
mod complete;
pub mod csv;
mod describe;
mod difference;
mod entries;
mod fields;
pub mod files;
mod fits;
pub mod format;
mod general;
pub mod history;
mod merge;
pub mod merged;
mod milestones;
pub mod options;
pub mod read;
pub mod schema;
pub mod selector;
pub mod set;
mod tree;

use std::path::PathBuf;

use crate::diagnostic::{Span, Spanned};

pub use fits::{Binding, Estimated, Fit, ParameterEstimate};

/// A name as the engine compares it: lower case, blanks and hyphens folded to underscores.
///
/// `"Machine Tools"`, `machine_tools` and `MACHINE TOOLS` are the same name.
pub type Name = String;

/// An ordered list of named, spanned things: order of declaration is kept, the span is that of the key.
pub type Named<T> = Vec<Entry<T>>;

/// One named entry of a table such as `[assumptions.NAME]`.
#[derive(Debug, Clone)]
pub struct Entry<T> {
    /// The folded name.
    pub name: Name,
    /// The name as written, for messages and labels.
    pub written: String,
    /// Where the key stands.
    pub span: Span,
    /// What it names.
    pub value: T,
}

/// A whole scenario: a file merged with everything it extends.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// File stem of the file asked for: the name of the output folder.
    pub id: String,
    /// The files read, from the root ancestor to the file asked for.
    pub files: Vec<PathBuf>,
    /// SHA-256 over the texts of all files read and of what `--set` and `--known-until` say, in hexadecimal.
    pub hash: String,
    /// `[scenario]`.
    pub about: About,
    /// `[time]`.
    pub time: Time,
    /// `[ensemble]`.
    pub ensemble: Ensemble,
    /// `[units]`: name to definition.
    pub units: Named<Spanned<String>>,
    /// `[dimensions.NAME]`.
    pub dimensions: Named<Dimension>,
    /// `[assumptions.NAME]`, in the order that numbers Sobol dimensions: the root file's first.
    pub assumptions: Named<Assumption>,
    /// Assumptions that are switched off.
    pub dormant: Vec<Dormant>,
    /// `[correlations.NAME]`.
    pub correlations: Named<Correlation>,
    /// `[lookups.NAME]`.
    pub lookups: Named<Lookup>,
    /// `[variables.NAME]`.
    pub variables: Named<Variable>,
    /// `[levers.NAME]`.
    pub levers: Named<Lever>,
    /// `[shocks.NAME]`.
    pub shocks: Named<Shock>,
    /// `[charts.NAME]`.
    pub charts: Named<Chart>,
    /// `[fits.NAME]` that are still to be carried out.
    pub fits: Named<Fit>,
    /// What those gave that have been carried out.
    pub estimated: Vec<Estimated>,
    /// `[condition]`.
    pub condition: Option<Condition>,
    /// `[criteria.NAME]`.
    pub criteria: Named<Criterion>,
    /// `[comparison]`: the variable whose elements are what a path costs.
    pub cost: Option<Spanned<String>>,
    /// `[comparison]`: the variable that is the import bill summed up over time.
    pub imports: Option<Spanned<String>>,
    /// `[comparison]`: the scenario that others are held against, by the name of its file.
    pub reference: Option<String>,
    /// What files that extend others, and `--set`, have changed.
    pub overrides: Vec<Override>,
}

/// `[scenario]`: what the scenario is about.
#[derive(Debug, Clone)]
pub struct About {
    /// A short title.
    pub title: String,
    /// The story in a few sentences.
    pub narrative: String,
    /// A base file that is not run by itself.
    pub template: bool,
    /// The model's name in IAMC tables; the root file's stem unless given.
    pub model: String,
    /// The region that IAMC tables name for variables without a region dimension.
    pub region: String,
    /// A note on sources for the footer of charts.
    pub source: String,
    /// The colour of this scenario in every chart, an index into the palette (0-based); none: chosen by position.
    pub colour: Option<usize>,
}

/// How stocks are integrated over a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Explicit Euler: flows at the start of a step act over the whole of it.
    Euler,
    /// The classical Runge-Kutta method of fourth order.
    Rk4,
}

/// `[time]`: the axis, in years.
#[derive(Debug, Clone)]
pub struct Time {
    /// First point, in years (2013, or 2013.25).
    pub start: Spanned<f64>,
    /// Last point, in years.
    pub end: Spanned<f64>,
    /// Step in years; 1 unless given.
    pub step: Spanned<f64>,
    /// Integration method; Euler unless given.
    pub method: Method,
    /// Until this time, in years, history with `use = "drive"` replaces equations.
    pub known_until: Option<Spanned<f64>>,
}

/// How uniform numbers for assumptions are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sampler {
    /// Owen-scrambled Sobol points.
    Sobol,
    /// Latin hypercube over the stated total of draws.
    LatinHypercube,
    /// Independent pseudo-random numbers.
    Random,
}

/// `[ensemble]`: how many draws, and which.
#[derive(Debug, Clone)]
pub struct Ensemble {
    /// Number of draws; 10 000 unless given.
    pub draws: Spanned<u64>,
    /// Seed; 1 unless given.
    pub seed: u64,
    /// Sampler; Sobol unless given.
    pub sampler: Sampler,
    /// Memory that kept results may take, in bytes; 1 GiB unless given.
    pub memory: u64,
}

/// `[dimensions.NAME]`.
#[derive(Debug, Clone)]
pub struct Dimension {
    /// A label for charts and tables.
    pub label: String,
    /// Elements in order, each with the label it is shown by.
    pub elements: Named<String>,
    /// Whether its elements are regions in IAMC tables.
    pub region: bool,
}

/// What an assumption, or one element of it, is worth.
#[derive(Debug, Clone)]
pub enum Worth {
    /// A fixed number, in the declared unit.
    Value(Spanned<f64>),
    /// A distribution, its parameters in the declared unit.
    Distribution(Distribution),
}

/// A distribution as written: its kind and its named parameters, not yet checked.
#[derive(Debug, Clone)]
pub struct Distribution {
    /// `uniform`, `triangular`, …: one of [`crate::distribution::KINDS`].
    pub kind: Spanned<String>,
    /// Named parameters in the order written.
    pub parameters: Named<Parameter>,
}

/// One parameter of a distribution.
#[derive(Debug, Clone)]
pub enum Parameter {
    /// A number.
    Number(f64),
    /// A list of numbers (`values`, `weights`, or a column of data already read).
    List(Vec<f64>),
    /// A distribution inside another (`truncated`).
    Distribution(Box<Distribution>),
}

/// `[assumptions.NAME]`.
#[derive(Debug, Clone)]
pub struct Assumption {
    /// Dimensions, by name.
    pub dims: Vec<Spanned<Name>>,
    /// What it is worth where no element says otherwise.
    pub worth: Option<Worth>,
    /// Elements that say something of their own. The key is `element` or, with several dimensions, `element, element`.
    pub elements: Named<AssumptionElement>,
    /// Unit, as written.
    pub unit: Spanned<String>,
    /// Where the number comes from.
    pub source: String,
    /// A remark.
    pub note: String,
    /// A label.
    pub label: String,
    /// With dimensions: one draw for all elements.
    pub shared: bool,
}

/// An assumption that is switched off: it keeps its Sobol dimensions, so that others keep their random numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dormant {
    /// How many assumptions that are in force stand before it.
    pub before: usize,
    /// Dimensions, by name, unless all elements share one draw.
    pub dims: Vec<Name>,
}

/// One element of an assumption.
#[derive(Debug, Clone)]
pub struct AssumptionElement {
    /// What it is worth.
    pub worth: Worth,
    /// Where the number comes from; the assumption's own source unless given.
    pub source: String,
}

/// `[correlations.NAME]`: a Spearman rank correlation between every pair of a list.
#[derive(Debug, Clone)]
pub struct Correlation {
    /// Selectors `NAME` or `NAME[element,…]`.
    pub between: Vec<Spanned<String>>,
    /// The rank correlation, -1 to 1.
    pub rank: Spanned<f64>,
    /// Where the number comes from.
    pub source: String,
}

/// What a lookup table gives outside its range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extrapolation {
    /// The first or last value.
    Hold,
    /// The first or last slope goes on.
    Extend,
}

/// `[lookups.NAME]`: a function given by points.
#[derive(Debug, Clone)]
pub struct Lookup {
    /// Abscissae, increasing, in `x_unit`.
    pub x: Spanned<Vec<f64>>,
    /// Ordinates, in `unit`.
    pub y: Spanned<Vec<f64>>,
    /// Unit of the argument.
    pub x_unit: Spanned<String>,
    /// Unit of the value.
    pub unit: Spanned<String>,
    /// A step function (the value holds until the next point) rather than straight lines.
    pub step: bool,
    /// Outside the range.
    pub extrapolation: Extrapolation,
    /// Where the numbers come from.
    pub source: String,
}

/// What a variable is.
#[derive(Debug, Clone)]
pub enum Definition {
    /// An equation.
    Equation(Spanned<String>),
    /// A stock integrates its flows.
    Stock {
        /// Value at the start.
        initial: Spanned<String>,
        /// What flows in, per year.
        inflow: Option<Spanned<String>>,
        /// What flows out, per year.
        outflow: Option<Spanned<String>>,
    },
}

/// Which moment of a step a value belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// Before the flows of the step.
    Start,
    /// After them: the state at t + step.
    End,
}

/// `[variables.NAME]`.
#[derive(Debug, Clone)]
pub struct Variable {
    /// Dimensions, by name.
    pub dims: Vec<Spanned<Name>>,
    /// Its definition where no element has its own; none if every element has.
    pub definition: Option<Definition>,
    /// Elements with a definition of their own.
    pub elements: Named<Definition>,
    /// Unit, as written.
    pub unit: Spanned<String>,
    /// A label.
    pub label: String,
    /// What it means.
    pub description: String,
    /// Whether it is reported; none: reported if no variable says `report = true`.
    pub report: Option<bool>,
    /// Which moment reports show.
    pub at: At,
    /// Times at which the terminal's headline table shows it.
    pub headline: Vec<Spanned<f64>>,
    /// Thresholds whose crossing is reported, in the declared unit.
    pub milestones: Vec<Spanned<f64>>,
    /// Announced goals.
    pub targets: Named<Target>,
    /// What has been observed.
    pub history: Named<History>,
}

/// `[variables.NAME.targets.NAME]`.
#[derive(Debug, Clone)]
pub struct Target {
    /// The date, in years.
    pub year: Spanned<f64>,
    /// Reached from below (`at_least`) rather than from above (`at_most`).
    pub at_least: bool,
    /// The goal, in the variable's unit.
    pub value: Spanned<f64>,
    /// Elements it binds; all if empty. Each is `element` or `element, element`.
    pub elements: Vec<Spanned<String>>,
    /// A label.
    pub label: String,
    /// Who announced it where.
    pub source: String,
}

/// What history is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// Replaces the equation until `known_until`.
    Drive,
    /// Is shown and scored.
    Compare,
}

/// `[variables.NAME.history.NAME]`: observed values, already read from the file they stand in.
#[derive(Debug, Clone)]
pub struct History {
    /// The element it belongs to (`element` or `element, element`); none for a variable without dimensions.
    pub element: Option<Spanned<String>>,
    /// Time in years and value in `unit`, in increasing time.
    pub points: Vec<(f64, f64)>,
    /// Unit of the values; the variable's unit if none.
    pub unit: Option<Spanned<String>>,
    /// What it is for.
    pub usage: Use,
    /// Whether a backtest counts it: not what is a judgement or a forecast of others.
    pub scored: bool,
    /// Which moment of a step the values belong to.
    pub at: At,
    /// Where they come from.
    pub source: String,
}

/// `[levers.NAME]`: what a policy maker sets.
#[derive(Debug, Clone)]
pub struct Lever {
    /// Dimensions, by name.
    pub dims: Vec<Spanned<Name>>,
    /// The setting in force during the period, in `unit`.
    pub value: Spanned<f64>,
    /// Elements with a setting of their own.
    pub elements: Named<Spanned<f64>>,
    /// The setting that changes nothing.
    pub neutral: Spanned<f64>,
    /// Lowest setting.
    pub min: Option<Spanned<f64>>,
    /// Highest setting.
    pub max: Option<Spanned<f64>>,
    /// Unit, as written.
    pub unit: Spanned<String>,
    /// First time in force (inclusive).
    pub from: Option<Spanned<f64>>,
    /// Last time in force (inclusive).
    pub until: Option<Spanned<f64>>,
    /// A label.
    pub label: String,
    /// Where it comes from.
    pub source: String,
}

/// What a shock does to its variable while it lasts.
#[derive(Debug, Clone)]
pub enum Effect {
    /// Multiplies it.
    Multiply(Spanned<f64>),
    /// Adds to it, in the variable's unit.
    Add(Spanned<f64>),
    /// Replaces it, in the variable's unit.
    Set(Spanned<f64>),
}

/// `[shocks.NAME]`: a dated disturbance.
#[derive(Debug, Clone)]
pub struct Shock {
    /// The variable it acts on.
    pub variable: Spanned<Name>,
    /// Elements it acts on; all if empty.
    pub elements: Vec<Spanned<String>>,
    /// First and last year, both inclusive.
    pub years: Spanned<(f64, f64)>,
    /// What it does.
    pub effect: Effect,
    /// Where it comes from.
    pub source: String,
}

/// `[condition]`: history that draws must agree with.
#[derive(Debug, Clone)]
pub struct Condition {
    /// Power of the likelihood, above 0 and at most 1.
    pub temper: Spanned<f64>,
    /// Whether draws are weighted or moved; none: moved where weights would tell of too few.
    pub moves: Option<bool>,
    /// `[condition.on.NAME]`.
    pub on: Named<ConditionSeries>,
}

/// `[condition.on.NAME]`.
#[derive(Debug, Clone)]
pub struct ConditionSeries {
    /// Selector `NAME` or `NAME[element, …]`.
    pub of: Spanned<String>,
    /// How observations scatter around the model.
    pub error: ErrorModel,
    /// Standard deviation: in the declared unit, or of the logarithm or logit.
    pub sd: Spanned<f64>,
    /// First time used.
    pub from: Option<f64>,
    /// Last time used.
    pub until: Option<f64>,
    /// Where the standard deviation comes from.
    pub source: String,
    /// Whether what was observed later has been put aside for a test, so that there may be nothing left to agree with.
    pub tested: bool,
}

/// How observations scatter around the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorModel {
    /// Around the value.
    Normal,
    /// Around its logarithm.
    Lognormal,
    /// Around its logit.
    Logit,
}

/// `[criteria.NAME]`: a number by which paths are judged.
#[derive(Debug, Clone)]
pub struct Criterion {
    /// Selector `NAME[element, …]@YEAR`.
    pub of: Spanned<String>,
    /// Whether more is better.
    pub higher_is_better: bool,
    /// A label; made of those of the variable, its elements and the year unless given.
    pub label: Option<String>,
}

/// `[charts.NAME]`.
#[derive(Debug, Clone)]
pub struct Chart {
    /// `fan`, `stacked`, `lines`, `small-multiples`, `decomposition`.
    pub kind: Spanned<String>,
    /// The variables shown; one but for `decomposition` and `lines`.
    pub variables: Vec<Spanned<Name>>,
    /// Fixed elements: only combinations that hold all of these are shown.
    pub elements: Vec<Spanned<String>>,
    /// The dimension laid out as lines, layers or panels.
    pub by: Option<Spanned<Name>>,
    /// Title: what is shown; the variable's label unless given.
    pub title: String,
    /// Subtitle under the title.
    pub subtitle: String,
    /// A source line for the footer.
    pub source: String,
    /// First time shown.
    pub from: Option<f64>,
    /// Last time shown.
    pub until: Option<f64>,
    /// A logarithmic value axis.
    pub log: bool,
}

/// One thing that a scenario changed in what it extends.
#[derive(Debug, Clone)]
pub struct Override {
    /// Dotted path of the key, as in `levers.tariff.value`.
    pub key: String,
    /// What stood there before, as TOML text; none if the key is new.
    pub before: Option<String>,
    /// What stands there now, as TOML text; none if it was removed.
    pub after: Option<String>,
    /// Where the change was written.
    pub span: Span,
}
