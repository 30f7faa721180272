//! Levers, which a policy maker sets, and shocks, which nobody does.

use super::{Name, Named};
use crate::diagnostic::Spanned;

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
    /// Codes of warnings that are not to be given of it.
    pub allow: Vec<String>,
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
    /// Codes of warnings that are not to be given of it.
    pub allow: Vec<String>,
}
