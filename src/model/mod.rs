//! The model: a scenario whose names, dimensions, units and causal order have been checked.
//!
//! [`check`](check::check) consumes a [`Scenario`](crate::scenario::Scenario) and gives a [`Model`], or reports everything
//! that is wrong with it. A model in hand is valid: later stages cannot fail on its author's mistakes. What is checked
//! carries what its author wrote as `declared`; what needs no check is the [`Header`]. [`compile`](compile::compile) turns it into a
//! [`Program`](program::Program).

pub(crate) mod ast;
mod axis;
pub mod check;
pub mod compile;
pub(crate) mod dependence;
mod fit;
pub(crate) mod graph;
mod header;
mod lexer;
mod lookup;
pub(crate) mod lower;
mod names;
mod operation;
pub(crate) mod parser;
pub mod program;
mod quantity;
mod slips;
pub mod term;
pub mod units;

use crate::diagnostic::{Spanned, fold};
use crate::distribution::Distribution;
use crate::scenario::{self, At, Entry, ErrorModel, Named};
use term::{DimensionId, Term};
use units::{Unit, Units};

pub use axis::Axis;
pub use check::expression::Signature;
pub use fit::{Fit, FitTarget};
pub use header::Header;
pub use lookup::Lookup;
pub(crate) use lookup::interpolate;
pub use names::RESERVED;
pub use quantity::{Quantity, element_of, quantity};

/// A checked scenario.
#[derive(Debug, Clone)]
pub struct Model {
    /// What needs no check, as it was read.
    pub header: Header,
    /// Points of time.
    pub axis: Axis,
    /// Dimensions, in declared order; their names and those of their elements are all there is to them.
    pub dimensions: Named<scenario::Dimension>,
    /// Assumptions, in declared order.
    pub assumptions: Vec<Assumption>,
    /// Levers, in declared order.
    pub levers: Vec<Lever>,
    /// Lookup tables, in declared order.
    pub lookups: Vec<Lookup>,
    /// Variables, in declared order.
    pub variables: Vec<Variable>,
    /// What is drawn at random, one for each uncertain element.
    pub draws: Vec<DrawSource>,
    /// Groups of draws that are correlated.
    pub correlations: Vec<CorrelationGroup>,
    /// All units the scenario may use.
    pub units: Units,
    /// Disturbances, in declared order.
    pub shocks: Vec<Shock>,
    /// Charts asked for, in declared order.
    pub charts: Vec<Chart>,
    /// The numbers by which paths are judged, in declared order.
    pub criteria: Vec<Criterion>,
    /// The variable whose elements are what a path costs.
    pub cost: Option<usize>,
    /// The variable that is the import bill summed up over time.
    pub imports: Option<usize>,
    /// The variable that says what would be lost if what is depended on were withheld, by starting time; it has no dimensions.
    pub exposure: Option<usize>,
    /// What draws must agree with, if there is anything.
    pub condition: Option<Condition>,
    /// Laws that are still to be fitted to history.
    pub fits: Vec<Fit>,
}

/// Observations that draws must agree with.
#[derive(Debug, Clone)]
pub struct Condition {
    /// Power of the likelihood, above 0 and at most 1.
    pub temper: f64,
    /// Whether draws are weighted or moved; none: moved where weights would tell of too few.
    pub moves: Option<bool>,
    /// The series, at least one, in declared order.
    pub series: Vec<Conditioned>,
}

/// A series that draws must agree with.
#[derive(Debug, Clone)]
pub struct Conditioned {
    /// What its author wrote.
    pub declared: Entry<scenario::ConditionSeries>,
    /// Index of the variable.
    pub variable: usize,
    /// Flat index of the element.
    pub element: usize,
    /// How observations scatter around the model.
    pub error: ErrorModel,
    /// Standard deviation: in base units, or of the logarithm or logit.
    pub sd: f64,
    /// Observations: point of time as reported, value in base units.
    pub observations: Vec<(usize, f64)>,
}

/// A number by which paths are judged.
#[derive(Debug, Clone)]
pub struct Criterion {
    /// What its author wrote.
    pub declared: Entry<scenario::Criterion>,
    /// The number.
    pub of: Quantity,
}

/// A checked chart.
#[derive(Debug, Clone)]
pub struct Chart {
    /// What its author wrote.
    pub declared: Entry<scenario::Chart>,
    /// Indices of the variables shown.
    pub variables: Vec<usize>,
    /// The dimension laid out as lines, layers or panels.
    pub by: Option<DimensionId>,
}

/// A checked assumption.
#[derive(Debug, Clone)]
pub struct Assumption {
    /// What its author wrote.
    pub declared: Entry<scenario::Assumption>,
    /// Name, dimensions and unit.
    pub signature: Signature,
    /// One for each element, the last dimension running fastest.
    pub values: Vec<Value>,
    /// By element: the place in the written elements of the one that says what it is worth; none where all are told at once.
    pub told_by: Vec<Option<usize>>,
    /// Whether all elements have one random number.
    pub shared: bool,
    /// Which random numbers belong to each element; one for all of a shared assumption.
    pub streams: Vec<Stream>,
}

/// Which random numbers belong to an element of an assumption, together with its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stream {
    /// What tells it apart from other elements: its place, unless a lock says otherwise.
    pub element: u64,
    /// Its Sobol dimension: elements of all assumptions numbered in declared order, unless a lock says otherwise.
    pub dimension: usize,
}

/// What an element of an assumption is worth, in base units.
#[derive(Debug, Clone)]
pub enum Value {
    /// A number.
    Fixed(f64),
    /// An index into [`Model::draws`].
    Random(usize),
}

/// Something drawn at random.
#[derive(Debug, Clone)]
pub struct DrawSource {
    /// Its distribution, in base units.
    pub distribution: Distribution,
    /// The folded name of its assumption, which keys its random numbers.
    pub name: String,
    /// Which random numbers are its own.
    pub stream: Stream,
}

/// Random numbers that are correlated: `normal[i] = sum over j <= i of factor[i][j] independent[j]`.
#[derive(Debug, Clone)]
pub struct CorrelationGroup {
    /// In declared order.
    pub members: Vec<Correlated>,
    /// Lower Cholesky factor of the correlation of normal scores, row by row.
    pub factor: Vec<Vec<f64>>,
}

/// A random number that is correlated with others. An assumption that is fixed keeps its own, unread, so that fixing it
/// changes no other.
#[derive(Debug, Clone)]
pub struct Correlated {
    /// The folded name of its assumption.
    pub name: String,
    /// Which random numbers are its own, as in [`DrawSource`].
    pub stream: Stream,
    /// What is drawn with it, as indices into [`Model::draws`]: several for a shared assumption of several distributions.
    pub draws: Vec<usize>,
}

/// A checked lever.
#[derive(Debug, Clone)]
pub struct Lever {
    /// What its author wrote.
    pub declared: Entry<scenario::Lever>,
    /// Name, dimensions and unit.
    pub signature: Signature,
    /// Setting of each element during the period, in base units.
    pub values: Vec<f64>,
    /// Setting outside the period, in base units.
    pub neutral: f64,
    /// First time in force.
    pub from: f64,
    /// Last time in force.
    pub until: f64,
}

/// A checked definition of a variable.
#[derive(Debug, Clone)]
pub enum Definition {
    /// An equation.
    Equation(Term),
    /// A stock with its flows.
    Stock {
        /// Value at the start.
        initial: Term,
        /// Inflow per year.
        inflow: Option<Term>,
        /// Outflow per year.
        outflow: Option<Term>,
        /// Whether its outflows are limited to what it holds.
        non_negative: bool,
    },
}

/// A checked variable.
#[derive(Debug, Clone)]
pub struct Variable {
    /// What its author wrote.
    pub declared: Entry<scenario::Variable>,
    /// Name, dimensions and unit.
    pub signature: Signature,
    /// Its definitions.
    pub definitions: Vec<Definition>,
    /// The definition of each element, the last dimension running fastest.
    pub of_element: Vec<usize>,
    /// Observed values that replace the equation, by element: (point, value in base units). Point -1 is one step before
    /// the start; only points until `known_until` are here.
    pub driven: Vec<Vec<(i64, f64)>>,
    /// All observed values by element, for lags that reach before the start.
    pub observed: Vec<Vec<(i64, f64)>>,
    /// Observed values by element that a backtest counts.
    pub scored: Vec<Vec<(i64, f64)>>,
    /// Whether it is reported.
    pub reported: bool,
    /// Which moment of a step reports show.
    pub at: At,
    /// The text of its equation, to show where something goes wrong.
    pub equation: Option<Spanned<String>>,
}

/// A checked shock.
#[derive(Debug, Clone)]
pub struct Shock {
    /// What its author wrote.
    pub declared: Entry<scenario::Shock>,
    /// Index of the variable it acts on.
    pub variable: usize,
    /// Flat indices of the elements it acts on.
    pub elements: Vec<usize>,
    /// First and last time, inclusive.
    pub period: (f64, f64),
    /// Factor.
    pub multiply: f64,
    /// Addend in base units, after the factor; `set` is factor 0 and this addend.
    pub add: f64,
}

impl Model {
    /// The variable of this name, however it is written.
    #[must_use]
    pub fn variable_named(&self, name: &str) -> Option<usize> {
        let name = fold(name);
        self.variables.iter().position(|variable| variable.declared.name == name)
    }

    /// The assumption of this name, however it is written.
    #[must_use]
    pub fn assumption_named(&self, name: &str) -> Option<usize> {
        let name = fold(name);
        self.assumptions.iter().position(|assumption| assumption.declared.name == name)
    }

    /// The lever of this name, however it is written.
    #[must_use]
    pub fn lever_named(&self, name: &str) -> Option<usize> {
        let name = fold(name);
        self.levers.iter().position(|lever| lever.declared.name == name)
    }

    /// The shock of this name, however it is written.
    #[must_use]
    pub fn shock_named(&self, name: &str) -> Option<usize> {
        let name = fold(name);
        self.shocks.iter().position(|shock| shock.declared.name == name)
    }

    /// Number of elements of a dimension.
    #[must_use]
    pub fn size(&self, dim: DimensionId) -> usize {
        self.dimensions[dim].value.elements.len()
    }

    /// Number of elements of something with these dimensions; 1 without any.
    #[must_use]
    pub fn count(&self, dims: &[DimensionId]) -> usize {
        dims.iter().map(|dim| self.size(*dim)).product()
    }

    /// The flat index of a combination of elements.
    #[must_use]
    pub fn flat(&self, dims: &[DimensionId], elements: &[usize]) -> usize {
        dims.iter().zip(elements).fold(0, |flat, (dim, element)| flat * self.size(*dim) + element)
    }

    /// The combination of elements at a flat index.
    #[must_use]
    pub fn elements(&self, dims: &[DimensionId], flat: usize) -> Vec<usize> {
        unflatten(|dim| self.size(dim), dims, flat)
    }

    /// A variable's element as written in a selector: `share[robots, components]`.
    #[must_use]
    pub fn selector(&self, signature: &Signature, flat: usize) -> String {
        let elements = signature.dims.iter().zip(self.elements(&signature.dims, flat));
        let names = elements.map(|(dim, element)| &self.dimensions[*dim].value.elements[element].written);
        crate::selector::text(&signature.name, names.map(String::as_str))
    }

    /// The elements by which a random number of an assumption is told, as in a selector; empty where one is for all.
    #[must_use]
    pub fn stream_name(&self, assumption: &Assumption, place: usize) -> String {
        let dims = if assumption.shared { &[][..] } else { &assumption.signature.dims };
        let elements = dims.iter().zip(self.elements(dims, place));
        let names: Vec<&str> =
            elements.map(|(dim, element)| self.dimensions[*dim].value.elements[element].name.as_str()).collect();
        names.join(", ")
    }

    /// The unit that a text of the scenario names, if it is one.
    #[must_use]
    pub fn history_unit(&self, text: &str) -> Option<Unit> {
        self.units.parse(text).ok()
    }

    /// Whether anything differs between draws.
    #[must_use]
    pub fn is_uncertain(&self) -> bool {
        !self.draws.is_empty() || self.variables.iter().any(|v| v.definitions.iter().any(Definition::is_noisy))
    }
}

/// The combination of elements of some dimensions at a flat index, the last dimension running fastest.
fn unflatten(size: impl Fn(DimensionId) -> usize, dims: &[DimensionId], mut flat: usize) -> Vec<usize> {
    let mut elements = vec![0; dims.len()];
    for (position, dim) in dims.iter().enumerate().rev() {
        elements[position] = flat % size(*dim);
        flat /= size(*dim);
    }
    elements
}

impl Assumption {
    /// Its value in base units, if it is one number for all draws and has no dimensions.
    fn fixed(&self) -> Option<f64> {
        match self.values.as_slice() {
            [Value::Fixed(value)] => Some(*value),
            _ => None,
        }
    }
}

impl Definition {
    /// The terms of a definition.
    pub fn terms(&self) -> impl Iterator<Item = &Term> {
        let (first, second, third) = match self {
            Self::Equation(term) => (Some(term), None, None),
            Self::Stock { initial, inflow, outflow, .. } => (Some(initial), inflow.as_ref(), outflow.as_ref()),
        };
        first.into_iter().chain(second).chain(third)
    }

    fn is_noisy(&self) -> bool {
        self.terms().any(|term| term.any(&|term| matches!(term, Term::Noise(..))))
    }
}
