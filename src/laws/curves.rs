//! Curves that can be fitted to data: what each is called, its parameters, its value, where a search for it begins, and
//! how an equation says it.
//!
//! A curve is a file here with a type behind the trait [`Formula`], and its line in the list below. Most are calls of
//! the functions beside this, the very ones that equations call; [`crate::fit`] fits them.

mod at;
mod based;
mod bass;
mod bass_adoptions;
mod exponential;
mod fisher_pry;
mod frame;
mod goddard;
mod gompertz;
mod learning;
mod linear;
mod logistic;
mod moore;
mod nordhaus;
mod parameter;
mod scale;
mod sinclair_klepper_cohen;
mod start;
mod structure;
#[cfg(test)]
mod tests;
mod two_factor;
mod weibull;
mod wright;
mod wright_base;

use super::Real;

use parameter::{CAPACITY, parameter};

pub use at::{At, Input};
pub use frame::{Frame, Texts, number, rounded};
pub use parameter::{Domain, MEMORY, Parameter, Quantity, RESIDUAL, memory, residual};
pub use scale::Scale;
pub use structure::Structure;

/// Observations: where, and values.
type Points = [(At, f64)];

/// The value of a parameter that is known; none where it is to be found.
type Known = Option<f64>;

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
    /// What it depends on besides time.
    const INPUTS: &'static [Input] = &[];
    /// Whether it begins at a launch.
    const LAUNCHED: bool = false;
    /// Whether values are what is added in each period rather than a level.
    const PER_PERIOD: bool = false;
    /// The law of which it is another way of writing.
    const SAME_AS: Option<&'static str> = None;

    /// Its value with parameters `b` at a place.
    fn value<N: Real + Copy>(b: &[N], frame: &Frame, at: &At) -> N;

    /// What else its parameters say: name, unit, value.
    fn derived<N: Real + Copy>(b: &[N], frame: &Frame) -> Vec<(&'static str, &'static str, N)>;

    /// Parameters to begin a search from; those that are known are as they are.
    fn starts(points: &Points, frame: &Frame, known: &[Known]) -> Vec<Vec<f64>>;

    /// The curve in the language of equations: `b` are the names of parameters, `at` says time and volumes.
    fn equation(b: &[String], frame: &Frame, at: &Texts) -> String;
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
    /// What it depends on besides time.
    pub inputs: &'static [Input],
    /// Whether it begins at a launch, before which it is 0.
    pub launched: bool,
    /// Whether values are what is added in each period rather than a level.
    pub per_period: bool,
    /// The law of which it is another way of writing, if there is one: together they would count twice.
    pub same_as: Option<&'static str>,
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
            /// Its value at a place.
            pub fn value<N: Real + Copy>(&self, b: &[N], frame: &Frame, at: &At) -> N {
                match self.form {
                    $(Form::$curve => $file::$curve::value(b, frame, at)),+
                }
            }

            /// What else its parameters say: name, unit, value.
            pub fn derived<N: Real + Copy>(&self, b: &[N], frame: &Frame) -> Vec<(&'static str, &'static str, N)> {
                match self.form {
                    $(Form::$curve => $file::$curve::derived(b, frame)),+
                }
            }

            /// Parameters to begin a search from, given observations and, where there are any, parameters that are
            /// known.
            #[must_use]
            pub fn starts(&self, points: &[(At, f64)], frame: &Frame, known: &[Option<f64>]) -> Vec<Vec<f64>> {
                match self.form {
                    $(Form::$curve => $file::$curve::starts(points, frame, known)),+
                }
            }

            /// The law in the language of equations.
            ///
            /// `names` are those of its parameters, in order; `at` says what the equation calls the time and the
            /// volumes.
            #[must_use]
            pub fn equation(&self, names: &[String], frame: &Frame, at: &Texts) -> String {
                match self.form {
                    $(Form::$curve => $file::$curve::equation(names, frame, at)),+
                }
            }
        }
    };
}

curves! {
    linear::Linear,
    exponential::Exponential,
    based::ExponentialBase,
    logistic::Logistic,
    based::LogisticBase,
    gompertz::Gompertz,
    based::GompertzBase,
    weibull::Weibull,
    bass::Bass,
    bass_adoptions::BassAdoptions,
    fisher_pry::FisherPry,
    wright::Wright,
    wright_base::WrightBase,
    moore::Moore,
    goddard::Goddard,
    sinclair_klepper_cohen::SinclairKlepperCohen,
    nordhaus::Nordhaus,
    two_factor::TwoFactor,
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
            inputs: F::INPUTS,
            launched: F::LAUNCHED,
            per_period: F::PER_PERIOD,
            same_as: F::SAME_AS,
            form,
        }
    }

    /// The curve called `name`, case and hyphens apart.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        let folded = name.trim().to_lowercase().replace([' ', '_'], "-");
        CURVES.iter().find(|law| law.name == folded)
    }

    /// Whether it is a function of volumes besides time.
    #[must_use]
    pub const fn by_volume(&self) -> bool {
        !self.inputs.is_empty()
    }

    /// Whether all of its values are above 0, or at 0 before a launch.
    #[must_use]
    pub fn never_negative(&self) -> bool {
        matches!(self.parameters[0].domain, Domain::Positive | Domain::Share)
    }

    /// A parameter by its index; behind the last are `residual` and `memory`, which every law has.
    #[must_use]
    pub fn parameter(&self, index: usize, scale: Scale) -> &'static Parameter {
        let behind = || if index == self.parameters.len() { residual(scale) } else { memory() };
        self.parameters.get(index).unwrap_or_else(behind)
    }
}
