//! The scenario file: what an analyst writes, read but not yet checked.
//!
//! [`read`](read::read) turns a file and all it extends into one [`Scenario`]. Every value keeps the [`Span`] it was
//! written at, so that a later stage can point at file, line and column. Nothing here knows what an equation means:
//! equations and units are still text.

mod assumptions;
mod chain;
mod check;
mod complete;
pub mod csv;
mod describe;
mod difference;
pub mod doubt;
mod entries;
pub mod fields;
pub mod files;
mod fits;
pub mod foreign;
pub mod format;
mod general;
pub mod history;
mod levers;
pub mod lock;
mod merge;
pub mod merged;
mod milestones;
pub mod options;
pub(crate) mod portable;
pub mod read;
mod results;
pub mod schema;
pub mod set;
pub mod silence;
mod slips;
pub mod spreads;
mod synonyms;
mod tree;
mod variables;
pub mod variation;

use std::path::PathBuf;

use crate::diagnostic::{Span, Spanned};
use merged::Input;

pub use crate::projection::Sampler;

pub use assumptions::{
    Assumption, AssumptionElement, Correlation, Distribution, Dormant, Extrapolation, Lookup, Parameter, Worth,
};
pub use fits::{Binding, Estimated, Fit, ParameterEstimate, last_words};
#[cfg(feature = "cli")]
pub use general::MOST_DRAWS;
pub use levers::{Effect, Lever, Shock};
pub use results::{Chart, Condition, ConditionSeries, Criterion, ErrorModel};
pub use variables::{At, Definition, History, Stated, Target, Use, Variable};

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
    /// All files read, data among them, with hashes.
    pub inputs: Vec<Input>,
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
    /// `[comparison]`: the variable that says what would be lost if what is depended on were withheld.
    pub exposure: Option<Spanned<String>>,
    /// `[comparison]`: files of the worlds that paths are laid into.
    pub worlds: Vec<PathBuf>,
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
    /// Whether it is one of the paths to choose from.
    pub ranked: bool,
    /// The model's name in IAMC tables; the root file's stem unless given.
    pub model: String,
    /// The region that IAMC tables name for variables without a region dimension.
    pub region: String,
    /// A note on sources for the footer of charts.
    pub source: String,
    /// The colour of this scenario in every chart, an index into the palette (0-based); none: chosen by position.
    pub colour: Option<usize>,
    /// Codes of warnings that are not to be given.
    pub allow: Vec<String>,
    /// Whether units are checked and converted; else they are labels.
    pub check_units: bool,
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

impl Time {
    /// An axis in the place of one that is wrong, on which names and units can be checked all the same.
    #[must_use]
    pub fn some(&self) -> Self {
        let at = |value: f64, place: &Spanned<f64>| Spanned::new(value, place.span.clone());
        let (start, end, step) = (at(2000.0, &self.start), at(2001.0, &self.end), at(1.0, &self.step));
        Self { start, end, step, method: self.method, known_until: None }
    }
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
    /// Which random numbers belong to what, if the study says so.
    pub lock: Option<lock::Lock>,
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
