//! Curves that can be fitted to data: what each is called, its parameters, its value, where a search for it begins, and
//! how an equation says it.
//!
//! A curve is a file here with a type behind the trait [`Formula`], and its line in the list below. Most are calls of the
//! functions beside this, the very ones that equations call; [`crate::fit`] fits them.

mod bass;
mod bass_adoptions;
mod exponential;
mod fisher_pry;
mod frame;
mod gompertz;
mod linear;
mod logistic;
mod parameter;
mod scale;
mod start;
#[cfg(test)]
mod tests;
mod weibull;
mod wright;

use super::Real;

use parameter::{CAPACITY, parameter};

pub use frame::{Frame, number, rounded};
pub use parameter::{Domain, Parameter, Quantity, RESIDUAL, residual};
pub use scale::Scale;

/// Observations: times in years, or cumulative volumes, with values.
type Points = [(f64, f64)];

/// What a curve is: everything that is to be said of it, in one place.
trait Formula {
    /// Name on the command line and in scenario files.
    const NAME: &'static str;
    /// What it says.
    const DOC: &'static str;
    /// The formula, `t0` being the first time of the data.
    const FORMULA: &'static str;
    /// Which data it is for.
    const PURPOSE: &'static str;
    /// Parameters.
    const PARAMETERS: &'static [Parameter];
    /// How observations scatter around it unless said otherwise.
    const SCALE: Scale;
    /// Whether it is a function of cumulative volume rather than of time.
    const BY_VOLUME: bool = false;
    /// Whether values are what is added in each period rather than a level.
    const PER_PERIOD: bool = false;

    /// Its value with parameters `b` at a time in years, or at a cumulative volume.
    fn value<N: Real + Copy>(b: &[N], frame: &Frame, x: f64) -> N;

    /// What else its parameters say: name, unit, value.
    fn derived<N: Real + Copy>(b: &[N], frame: &Frame) -> Vec<(&'static str, &'static str, N)>;

    /// Parameters to begin a search from.
    fn starts(points: &Points, frame: &Frame) -> Vec<Vec<f64>>;

    /// The curve in the language of equations: `b` are the names of parameters, `x` is the text of the time, or of the
    /// cumulative volume.
    fn equation(b: &[String], frame: &Frame, x: &str) -> String;
}

/// A law that can be fitted to data.
#[derive(Debug, PartialEq, Eq)]
pub struct Curve {
    /// Name on the command line.
    pub name: &'static str,
    /// What it says.
    pub doc: &'static str,
    /// Formula, `t0` being the first time of the data.
    pub formula: &'static str,
    /// Which data it is for.
    pub purpose: &'static str,
    /// Parameters.
    pub parameters: &'static [Parameter],
    /// How observations scatter around it unless said otherwise.
    pub scale: Scale,
    /// Whether it is a function of cumulative volume rather than of time.
    pub by_volume: bool,
    /// Whether values are what is added in each period rather than a level.
    pub per_period: bool,
    form: Form,
}

/// Makes of the list of curves all that runs over it, so that none can be left out anywhere.
macro_rules! curves {
    ($($file:ident::$curve:ident),+ $(,)?) => {
        /// Which curve.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        enum Form {
            $($curve),+
        }

        /// Every law that can be fitted.
        pub static CURVES: [Curve; [$(Form::$curve),+].len()] = [$(Curve::of::<$file::$curve>(Form::$curve)),+];

        impl Curve {
            /// Its value at a time in years, or at a cumulative volume.
            pub fn value<N: Real + Copy>(&self, b: &[N], frame: &Frame, x: f64) -> N {
                match self.form {
                    $(Form::$curve => $file::$curve::value(b, frame, x)),+
                }
            }

            /// What else its parameters say: name, unit, value.
            pub fn derived<N: Real + Copy>(&self, b: &[N], frame: &Frame) -> Vec<(&'static str, &'static str, N)> {
                match self.form {
                    $(Form::$curve => $file::$curve::derived(b, frame)),+
                }
            }

            /// Parameters to begin a search from, given observations.
            #[must_use]
            pub fn starts(&self, points: &[(f64, f64)], frame: &Frame) -> Vec<Vec<f64>> {
                match self.form {
                    $(Form::$curve => $file::$curve::starts(points, frame)),+
                }
            }

            /// The law in the language of equations.
            ///
            /// `names` are those of its parameters, in order; `x` is the text of what it is a function of: `time`, or
            /// the cumulative volume if it is [`by_volume`](Self::by_volume).
            #[must_use]
            pub fn equation(&self, names: &[String], frame: &Frame, x: &str) -> String {
                match self.form {
                    $(Form::$curve => $file::$curve::equation(names, frame, x)),+
                }
            }
        }
    };
}

curves! {
    linear::Linear,
    exponential::Exponential,
    logistic::Logistic,
    gompertz::Gompertz,
    weibull::Weibull,
    bass::Bass,
    bass_adoptions::BassAdoptions,
    fisher_pry::FisherPry,
    wright::Wright,
}

/// The names of [`CURVES`], in the same order.
pub static CURVE_NAMES: [&str; CURVES.len()] = {
    let mut names = [""; CURVES.len()];
    let mut place = 0;
    while place < names.len() {
        names[place] = CURVES[place].name;
        place += 1;
    }
    names
};

/// The most parameters that a curve has.
pub const MOST_PARAMETERS: usize = {
    let mut most = 0;
    let mut place = 0;
    while place < CURVES.len() {
        let count = CURVES[place].parameters.len();
        most = if count > most { count } else { most };
        place += 1;
    }
    most
};

impl Curve {
    const fn of<F: Formula>(form: Form) -> Self {
        Self {
            name: F::NAME,
            doc: F::DOC,
            formula: F::FORMULA,
            purpose: F::PURPOSE,
            parameters: F::PARAMETERS,
            scale: F::SCALE,
            by_volume: F::BY_VOLUME,
            per_period: F::PER_PERIOD,
            form,
        }
    }

    /// The curve called `name`, case and hyphens apart.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        let folded = name.trim().to_lowercase().replace([' ', '_'], "-");
        CURVES.iter().find(|law| law.name == folded)
    }

    /// A parameter by its index; the one behind the last is `residual`, which every law has.
    #[must_use]
    pub fn parameter(&self, index: usize, scale: Scale) -> &'static Parameter {
        self.parameters.get(index).unwrap_or_else(|| residual(scale))
    }
}
