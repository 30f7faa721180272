//! Assumptions, what they are worth and how they hang together; lookup tables.

use super::{Name, Named, Stated};
use crate::diagnostic::Spanned;

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
    /// What the table that its values are from says of their unit.
    pub stated: Stated,
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
    /// Names of values, by value in the declared unit.
    pub levels: Vec<(f64, Spanned<String>)>,
    /// With dimensions: one draw for all elements.
    pub shared: bool,
    /// Codes of warnings that are not to be given of it.
    pub allow: Vec<String>,
}

/// One element of an assumption.
#[derive(Debug, Clone)]
pub struct AssumptionElement {
    /// What it is worth.
    pub worth: Worth,
    /// Where the number comes from; the assumption's own source unless given.
    pub source: String,
}

/// An assumption that is switched off: it keeps its Sobol dimensions, so that others keep their random numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dormant {
    /// How many assumptions that are in force stand before it.
    pub before: usize,
    /// Dimensions, by name, unless all elements share one draw.
    pub dims: Vec<Name>,
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
