//! Parameters of curves: what each is measured in, what values it may take, and the scatter around any curve.

use super::scale::Scale;

/// What values a parameter may take, and on which scale it is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Domain {
    /// Any number, searched as it is.
    Real,
    /// Above 0, searched by its logarithm.
    Positive,
    /// Between 0 and 1, searched by its logit.
    Share,
    /// Above -1, searched by the logarithm of 1 + it: a rate of growth.
    Growth,
}

/// Units in which a parameter is given; times are in years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// That of the values.
    Value,
    /// That of the values, a year.
    ValueRate,
    /// 1.
    Number,
    /// 1/yr.
    Rate,
    /// A point of time in years.
    Time,
    /// A span of time in years.
    Span,
}

/// A parameter of a law.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// Name.
    pub name: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// What it is measured in.
    pub quantity: Quantity,
    /// What values it may take.
    pub domain: Domain,
}

impl Quantity {
    /// The text of its unit, given that of the values.
    #[must_use]
    pub fn unit(self, of_values: &str) -> String {
        match self {
            Self::Value => of_values.to_owned(),
            Self::ValueRate => format!("{of_values}/yr"),
            Self::Number => "1".to_owned(),
            Self::Rate => "1/yr".to_owned(),
            Self::Time | Self::Span => "yr".to_owned(),
        }
    }

    /// Whether it scales with the values.
    #[must_use]
    pub fn is_of_values(self) -> bool {
        matches!(self, Self::Value | Self::ValueRate)
    }
}

impl Domain {
    /// Whether a number is inside.
    #[must_use]
    pub fn contains(self, natural: f64) -> bool {
        let inside = match self {
            Self::Real => true,
            Self::Positive => natural > 0.0,
            Self::Share => natural > 0.0 && natural < 1.0,
            Self::Growth => natural > -1.0,
        };
        inside && natural.is_finite()
    }
}

/// A parameter.
pub(super) const fn parameter(name: &'static str, doc: &'static str, quantity: Quantity, domain: Domain) -> Parameter {
    Parameter { name, doc, quantity, domain }
}

/// The name of [`residual`].
pub const RESIDUAL: &str = "residual";

/// How far observations scatter around a law: the standard deviation of their differences from it, of logarithms or
/// logits where errors are those.
#[must_use]
pub fn residual(scale: Scale) -> &'static Parameter {
    static OF_VALUES: Parameter =
        parameter(RESIDUAL, "standard deviation of values around the law", Quantity::Value, Domain::Positive);
    static OF_FACTORS: Parameter = parameter(
        RESIDUAL,
        "standard deviation of logarithms or logits around the law",
        Quantity::Number,
        Domain::Positive,
    );
    match scale {
        Scale::Level => &OF_VALUES,
        Scale::Log | Scale::Logit => &OF_FACTORS,
    }
}

/// The name of [`memory`].
pub const MEMORY: &str = "memory";

/// What is left of a deviation from a law after a period: 0 where errors are independent, 1 where they walk.
#[must_use]
pub fn memory() -> &'static Parameter {
    static LEFT: Parameter =
        parameter(MEMORY, "part of a deviation that is left after a period", Quantity::Number, Domain::Share);
    &LEFT
}

/// The capacity of a law of growth.
pub(super) const CAPACITY: Parameter =
    parameter("capacity", "the level that growth ends at", Quantity::Value, Domain::Positive);
