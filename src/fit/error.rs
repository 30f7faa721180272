//! Why a law cannot be fitted to data.

use super::scale::Scale;
use super::{Input, Structure};

/// Why a law cannot be fitted.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum LawError {
    /// Too few observations.
    #[error(
        "{law} has {parameters} free parameter{} and needs at least {} observations, there {} {rows}",
        if *parameters == 1 { "" } else { "s" },
        parameters + 1,
        if *rows == 1 { "is" } else { "are" }
    )]
    TooFew {
        /// The law.
        law: &'static str,
        /// Its free parameters.
        parameters: usize,
        /// Observations.
        rows: usize,
    },
    /// Nothing changes.
    #[error("all values are {value}: nothing can be learnt about {law} from data that do not change")]
    Constant {
        /// The law.
        law: &'static str,
        /// The value.
        value: f64,
    },
    /// A value that has no place on the error scale.
    #[error("{value} cannot be fitted with {} errors: {}", scale.name(), requirement(*scale))]
    Value {
        /// Index of the observation.
        row: usize,
        /// Its value.
        value: f64,
        /// The scale.
        scale: Scale,
    },
    /// The squares of the values are lost among the least numbers that there are.
    #[error("no value is larger than {largest:e}: the squares of such numbers are 0")]
    Small {
        /// The largest, without its sign.
        largest: f64,
    },
    /// The law has none but positive values, and the data have none.
    #[error("no value is above 0, and {law} has no others: turn signs with a factor, or choose a law with a base")]
    Negative {
        /// The law.
        law: &'static str,
    },
    /// The law depends on what is not given.
    #[error("{law} is a law of {}: name its column with --{}", input.doc(), input.name())]
    Input {
        /// The law.
        law: &'static str,
        /// What it depends on.
        input: Input,
    },
    /// Errors that draw on those before them, without an order.
    #[error("errors that are {} need one value for each time, in increasing time", structure.words())]
    Order {
        /// The structure that was asked for.
        structure: Structure,
    },
    /// A volume that is not above 0.
    #[error("{} must be above 0, this is {volume}", input.doc())]
    Volume {
        /// Index of the observation.
        row: usize,
        /// Which volume.
        input: Input,
        /// The volume.
        volume: f64,
    },
    /// A weight that is not above 0.
    #[error("a weight must be above 0, this is {weight}")]
    Weight {
        /// Index of the observation.
        row: usize,
        /// The weight.
        weight: f64,
    },
    /// A fixed parameter that the law cannot have.
    #[error("{law} cannot have {parameter} = {value}")]
    Fixed {
        /// The law.
        law: &'static str,
        /// The parameter.
        parameter: &'static str,
        /// The value.
        value: f64,
    },
    /// Of many laws for very many observations, those that are behind on some of them are not fitted to all.
    #[error("on {rows} of the observations, evenly spread, others are nearer; --law fits it to all")]
    Behind {
        /// Observations by which laws were chosen.
        rows: usize,
    },
    /// No search found anything.
    #[error("no parameters of {law} give finite values at all observations on the {} scale", scale.name())]
    NoStart {
        /// The law.
        law: &'static str,
        /// The error scale.
        scale: Scale,
    },
}

impl LawError {
    /// The same, where so many observations in front were left out.
    pub(super) fn later(mut self, by: usize) -> Self {
        if let Self::Value { row, .. } | Self::Volume { row, .. } | Self::Weight { row, .. } = &mut self {
            *row += by;
        }
        self
    }
}

fn requirement(scale: Scale) -> &'static str {
    match scale {
        Scale::Level => "values must be finite",
        Scale::Log => "values must be above 0",
        Scale::Logit => "values must be shares between 0 and 1",
    }
}
