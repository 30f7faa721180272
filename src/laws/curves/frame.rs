//! What a curve takes from the data as given, and how it is written in the language of equations.

/// What a law takes from the data as given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// The first time, or the first cumulative volume.
    pub origin: f64,
    /// When diffusion began: time at which nobody had adopted.
    pub launch: f64,
    /// Years in one period.
    pub period: f64,
}

impl Frame {
    /// The time of an equation since the first of the data, `time - 2002 yr`.
    pub(super) fn since_origin(&self, time: &str) -> String {
        format!("{time} - {} yr", number(self.origin))
    }

    /// The time of an equation since the launch.
    pub(super) fn since_launch(&self, time: &str) -> String {
        format!("{time} - {} yr", number(self.launch))
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
