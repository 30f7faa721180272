//! A law that is to be fitted to history, its names resolved.

use super::Model;
use super::check::expression::Signature;
use super::units::{Dimension, Unit};
use crate::laws::curves::{Input, Quantity};
use crate::scenario::{self, Binding, Entry};

/// A law with the data that it is to be fitted to.
#[derive(Debug, Clone)]
pub struct Fit {
    /// What its author wrote.
    pub declared: Entry<scenario::Fit>,
    /// Index of the variable.
    pub variable: usize,
    /// Flat index of the element.
    pub element: usize,
    /// The unit that values are fitted in: that of the variable, or 1 where it is a share.
    pub unit: Unit,
    /// Text of that unit.
    pub unit_text: String,
    /// Time in years, and value in that unit, of what is known within the window; in increasing time.
    pub points: Vec<(f64, f64)>,
    /// By [`Input`]: its value at the time of each point, in base units; empty if the law does not depend on it.
    pub inputs: [Vec<f64>; Input::ALL.len()],
    /// Times of values that are left out since an input of the law is not known of them.
    pub without: Vec<(f64, Input)>,
    /// Where the values come from.
    pub source: String,
    /// Parameters that are known, by index in the law, in that unit, years and shares of 1.
    pub fixed: Vec<(usize, f64)>,
    /// Assumptions that are parameters, in the order of the file.
    pub targets: Vec<FitTarget>,
}

/// An assumption that is a parameter of a law.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FitTarget {
    /// Index of the parameter in the law; behind the last are the scatter around it and the memory of errors.
    pub parameter: usize,
    /// Its place in the bindings of the file.
    pub binding: usize,
    /// Index of the assumption.
    pub assumption: usize,
    /// The element that is meant, as it is written as a key; empty for all.
    pub element: String,
}

/// The dimension of a parameter, given that of the values.
#[must_use]
pub fn dimension(quantity: Quantity, of_values: &Dimension) -> Dimension {
    match quantity {
        Quantity::Value => of_values.clone(),
        Quantity::ValueRate => of_values.per(&Dimension::year()),
        Quantity::Number => Dimension::one(),
        Quantity::Rate => Dimension::one().per(&Dimension::year()),
        Quantity::Time | Quantity::Span => Dimension::year(),
    }
}

impl Fit {
    /// The assumption that a target is, as it stands in the file.
    #[must_use]
    pub fn binding(&self, target: &FitTarget) -> &Entry<Binding> {
        &self.declared.value.parameters[target.binding]
    }

    /// A parameter of the law in the unit of an assumption. Years are base units, and so are rates and shares.
    #[must_use]
    pub fn in_unit(&self, quantity: Quantity, unit: &Unit, value: f64) -> f64 {
        unit.from_base(if quantity.is_of_values() { self.unit.to_base(value) } else { value })
    }
}

impl Model {
    /// Name, dimensions and unit of the assumption that a target is.
    #[must_use]
    pub fn signature_of(&self, target: &FitTarget) -> &Signature {
        &self.assumptions[target.assumption].signature
    }
}
