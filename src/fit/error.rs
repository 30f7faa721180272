//! Why a law cannot be fitted to data.

use super::scale::Scale;

/// Why a law cannot be fitted.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum LawError {
    /// Too few observations.
    #[error("{law} has {parameters} free parameters and needs at least {} observations, there are {rows}", parameters + 1)]
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
    /// A cumulative volume that is not above 0.
    #[error("a cumulative volume must be above 0, this is {volume}")]
    Volume {
        /// Index of the observation.
        row: usize,
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
    /// No search found anything.
    #[error("no parameters of {law} give finite values at all observations on the {} scale", scale.name())]
    NoStart {
        /// The law.
        law: &'static str,
        /// The error scale.
        scale: Scale,
    },
}

fn requirement(scale: Scale) -> &'static str {
    match scale {
        Scale::Level => "values must be finite",
        Scale::Log => "values must be above 0",
        Scale::Logit => "values must be shares between 0 and 1",
    }
}
