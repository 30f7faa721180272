//! What a curve takes from the data as given, and how it is written in the language of equations.

use super::at::{At, Input};

/// What a law takes from the data as given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// The first time with the volumes of that time.
    pub first: At,
    /// When diffusion began: time at which nobody had adopted.
    pub launch: f64,
    /// Years in one period.
    pub period: f64,
}

impl Frame {
    /// The first time.
    pub(super) const fn origin(&self) -> f64 {
        self.first.time
    }

    /// How many times its first value an input is.
    pub(super) fn relative(&self, at: &At, input: Input) -> f64 {
        at.input(input) / self.first.input(input)
    }

    /// The time of an equation since the first of the data, `time - 2002 yr`: to the last digit, for a month is a part of a year
    /// that ten digits do not say.
    pub(super) fn since_origin(&self, time: &str) -> String {
        format!("{time} - {} yr", self.first.time)
    }

    /// The time of an equation since the launch.
    pub(super) fn since_launch(&self, time: &str) -> String {
        format!("{time} - {} yr", self.launch)
    }

    /// The first value of an input, as equations write it.
    pub(super) fn first(&self, input: Input) -> String {
        number(self.first.input(input))
    }
}

/// How an equation says the time and each input.
#[derive(Debug, Clone)]
pub struct Texts {
    /// The time.
    pub time: String,
    /// By [`Input`], in the order of [`Input::ALL`].
    pub inputs: [String; Input::ALL.len()],
}

impl Texts {
    pub(super) fn input(&self, input: Input) -> &str {
        &self.inputs[input as usize]
    }
}

/// A number with ten digits: more than any fit means.
#[must_use]
pub fn rounded(value: f64) -> f64 {
    format!("{value:.9e}").parse().unwrap_or(value)
}

/// A number with ten digits, as equations and scenario files write it.
#[must_use]
pub fn number(value: f64) -> String {
    let rounded = rounded(value);
    if rounded.abs() < 1e16 && rounded.fract() == 0.0 { format!("{rounded:.0}") } else { format!("{rounded:?}") }
}
