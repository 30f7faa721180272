//! Variables: definitions, goals and what has been observed.

use super::{Name, Named};
use crate::diagnostic::Spanned;
use crate::projection::Event;

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
        /// Whether its outflows are limited to what it holds.
        non_negative: bool,
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
    pub milestones: Vec<Spanned<Event>>,
    /// Announced goals.
    pub targets: Named<Target>,
    /// What has been observed.
    pub history: Named<History>,
    /// Codes of warnings that are not to be given of it.
    pub allow: Vec<String>,
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

/// What a table says of the unit of its numbers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stated {
    /// The unit, as written; empty if it says none.
    pub unit: String,
    /// Whether words in it, as `5 mn`, have multiplied its numbers.
    pub multiplied: bool,
}

/// `[variables.NAME.history.NAME]`: observed values, already read from the file they stand in.
#[derive(Debug, Clone)]
pub struct History {
    /// The element it belongs to (`element` or `element, element`); none for a variable without dimensions.
    pub element: Option<Spanned<String>>,
    /// Time in years and value in `unit`, in increasing time.
    pub points: Vec<(f64, f64)>,
    /// The times of points as they are written.
    pub written: Vec<Spanned<String>>,
    /// Unit of the values; the variable's unit if none.
    pub unit: Option<Spanned<String>>,
    /// What the table that they are from says of their unit.
    pub stated: Stated,
    /// What it is for.
    pub usage: Use,
    /// Whether a backtest counts it: not what is a judgement or a forecast of others.
    pub scored: bool,
    /// Which moment of a step the values belong to.
    pub at: At,
    /// Codes of warnings that are not to be given of it.
    pub allow: Vec<String>,
    /// Where they come from.
    pub source: String,
}
