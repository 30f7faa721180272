//! The methods: each a function from a prepared history to its expected path, on the scale of the history.
//!
//! A new method is one new file and one line in [`Method::local`].

pub mod arima;
pub mod ets;
pub mod growth;
pub mod naive;
pub mod theta;

use super::prepared::Prepared;

/// How a series is forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// The weighted median of those candidates that did well.
    Combination,
    /// The last value.
    Naive,
    /// The last value and the mean change.
    Drift,
    /// Simple exponential smoothing.
    Ses,
    /// Holt's linear trend.
    Holt,
    /// Damped trend.
    Damped,
    /// Exponential smoothing, forms averaged.
    Ets,
    /// The standard theta method.
    Theta,
    /// The optimised theta method.
    OptimisedTheta,
    /// The dynamic optimised theta method.
    DynamicTheta,
    /// ARIMA models, averaged.
    Arima,
    /// Growth laws, averaged.
    Growth,
    /// Regression on past changes, with one set of coefficients for all series of a file.
    Pooled,
}

/// A method that looks at one history alone.
pub type Local = fn(&Prepared, usize) -> Vec<f64>;

impl Method {
    /// All methods, the default first.
    pub const ALL: [Self; 13] = [
        Self::Combination,
        Self::Naive,
        Self::Drift,
        Self::Ses,
        Self::Holt,
        Self::Damped,
        Self::Ets,
        Self::Theta,
        Self::OptimisedTheta,
        Self::DynamicTheta,
        Self::Arima,
        Self::Growth,
        Self::Pooled,
    ];

    /// What the combination combines: one or two of each family. The benchmarks are not among them, for the regression
    /// holds both. Growth laws are only if the most a value can be is known: before its inflection, a series does not say
    /// where it will saturate.
    #[must_use]
    pub fn candidates(has_maximum: bool) -> &'static [Self] {
        const ALL: [Method; 6] =
            [Method::Theta, Method::DynamicTheta, Method::Ets, Method::Arima, Method::Pooled, Method::Growth];
        if has_maximum { &ALL } else { &ALL[..5] }
    }

    /// The name in commands and tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Combination => "combination",
            Self::Naive => "naive",
            Self::Drift => "drift",
            Self::Ses => "ses",
            Self::Holt => "holt",
            Self::Damped => "damped",
            Self::Ets => "ets",
            Self::Theta => "theta",
            Self::OptimisedTheta => "optimised-theta",
            Self::DynamicTheta => "dynamic-theta",
            Self::Arima => "arima",
            Self::Growth => "growth",
            Self::Pooled => "pooled",
        }
    }

    /// The method of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.name() == name)
    }

    /// The function, if the method needs nothing but the history.
    #[must_use]
    pub fn local(self) -> Option<Local> {
        Some(match self {
            Self::Combination | Self::Pooled => return None,
            Self::Naive => |prepared, horizon| naive::naive(&prepared.working, horizon),
            Self::Drift => naive::drift_of_values,
            Self::Ses => |prepared, horizon| ets::single(&prepared.working, ets::Trend::None, horizon),
            Self::Holt => |prepared, horizon| ets::single(&prepared.working, ets::Trend::Linear, horizon),
            Self::Damped => |prepared, horizon| ets::single(&prepared.working, ets::Trend::Damped, horizon),
            Self::Ets => |prepared, horizon| ets::averaged(&prepared.working, horizon),
            Self::Theta => |prepared, horizon| theta::standard(&prepared.working, horizon),
            Self::OptimisedTheta => |prepared, horizon| theta::optimised(&prepared.working, horizon),
            Self::DynamicTheta => |prepared, horizon| theta::dynamic(&prepared.working, horizon),
            Self::Arima => |prepared, horizon| arima::averaged(&prepared.working, horizon),
            Self::Growth => growth::averaged,
        })
    }
}

/// Least and greatest value.
fn range(values: &[f64]) -> (f64, f64) {
    values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(*value), high.max(*value)))
}
