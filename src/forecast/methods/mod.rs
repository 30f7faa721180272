//! The methods: each a function from a prepared history to its expected path, on the scale of the history.
//!
//! A new method is one new file and one line in [`Method::local`].

pub mod arima;
pub mod ets;
pub mod growth;
pub mod lgt;
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
    /// The last value and the mean growth rate.
    LogDrift,
    /// Damped trend of logarithms.
    LogDamped,
    /// ARIMA models of logarithms, averaged.
    LogArima,
    /// Local and global trend, averaged.
    Lgt,
    /// Growth laws, averaged.
    Growth,
    /// Regression on past changes, with one set of coefficients for all series of a file.
    Pooled,
    /// Regression on own past changes and those of what all series of a file have in common.
    Factor,
}

/// A method that looks at one history alone.
pub type Local = fn(&Prepared, usize) -> Vec<f64>;

impl Method {
    /// All methods, the default first.
    pub const ALL: [Self; 18] = [
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
        Self::LogDrift,
        Self::LogDamped,
        Self::LogArima,
        Self::Lgt,
        Self::Growth,
        Self::Pooled,
        Self::Factor,
    ];

    /// What the combination combines: one or two of each family, and growth by factors if there are far steps. Benchmarks are among
    /// them at far steps of years alone, for the regression holds both. Growth laws are only if the most a value can be is known:
    /// before its inflection, a series does not say where it will saturate. Local and global trend paid with two to four values in a
    /// year, and at far steps of years.
    #[must_use]
    pub fn candidates(has_maximum: bool, has_far_steps: bool, period: usize) -> Vec<Self> {
        let of = |wanted: bool, methods: &[Self]| if wanted { methods.to_vec() } else { Vec::new() };
        let years = period <= 1;
        [
            of(has_maximum, &[Self::Growth]),
            of(true, &[Self::Theta, Self::DynamicTheta, Self::Ets, Self::Arima, Self::Pooled]),
            of((2..=4).contains(&period) || (years && has_far_steps), &[Self::Lgt]),
            of(has_far_steps, &[Self::LogDrift, Self::LogDamped, Self::LogArima]),
            of(years && has_far_steps, &[Self::Drift]),
        ]
        .concat()
    }

    /// Whether the combination counts it at far steps alone: growth by factors; where there is no season, drift and global trend too.
    #[must_use]
    pub fn is_far(self, period: usize) -> bool {
        match self {
            Self::LogDrift | Self::LogDamped | Self::LogArima => true,
            Self::Lgt | Self::Drift => period <= 1,
            _ => false,
        }
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
            Self::LogDrift => "log-drift",
            Self::LogDamped => "log-damped",
            Self::LogArima => "log-arima",
            Self::Lgt => "lgt",
            Self::Growth => "growth",
            Self::Pooled => "pooled",
            Self::Factor => "factor",
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
            Self::Combination | Self::Pooled | Self::Factor => return None,
            Self::Naive => |prepared, horizon| naive::naive(&prepared.working, horizon),
            Self::Drift => naive::drift_of_values,
            Self::Ses => |prepared, horizon| ets::single(&prepared.working, ets::Trend::None, horizon),
            Self::Holt => |prepared, horizon| ets::single(&prepared.working, ets::Trend::Linear, horizon),
            Self::Damped => |prepared, horizon| damped(&prepared.working, horizon),
            Self::Ets => |prepared, horizon| ets::averaged(&prepared.working, horizon),
            Self::Theta => |prepared, horizon| theta::standard(&prepared.working, horizon),
            Self::OptimisedTheta => |prepared, horizon| theta::optimised(&prepared.working, horizon),
            Self::DynamicTheta => |prepared, horizon| theta::dynamic(&prepared.working, horizon),
            Self::Arima => |prepared, horizon| arima::averaged(&prepared.working, horizon),
            Self::LogDrift => |prepared, horizon| by_factors(prepared, horizon, naive::drift),
            Self::LogDamped => |prepared, horizon| by_factors(prepared, horizon, damped),
            Self::LogArima => |prepared, horizon| by_factors(prepared, horizon, arima::averaged),
            Self::Lgt => lgt::averaged,
            Self::Growth => growth::averaged,
        })
    }
}

fn damped(history: &[f64], horizon: usize) -> Vec<f64> {
    ets::single(history, ets::Trend::Damped, horizon)
}

/// A method on logarithms, whose changes are factors; on the history as it is if not all values are positive.
fn by_factors(prepared: &Prepared, horizon: usize, method: fn(&[f64], usize) -> Vec<f64>) -> Vec<f64> {
    let scale = prepared.scale;
    let logarithms: Vec<f64> = prepared.working.iter().map(|scaled| scale.back(*scaled).ln()).collect();
    if logarithms.iter().all(|logarithm| logarithm.is_finite()) {
        method(&logarithms, horizon).into_iter().map(|logarithm| scale.forward(logarithm.exp())).collect()
    } else {
        method(&prepared.working, horizon)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_global_trend_counts_in_quarters_and_far_ahead_in_years() {
        let counts = |(far, period): (bool, usize)| Method::candidates(false, far, period).contains(&Method::Lgt);
        let all = [(true, 1), (false, 1), (true, 2), (false, 4), (true, 4), (true, 12), (true, 52)];
        assert_eq!(all.map(counts), [true, false, true, true, true, false, false]);
        assert!(
            Method::Lgt.is_far(1) && !Method::Lgt.is_far(4) && Method::LogDrift.is_far(12) && !Method::Ets.is_far(1)
        );
    }

    #[test]
    fn growth_goes_on_by_factors() {
        let values: Vec<f64> = (0..8).map(|time| 44_000.0 * 0.8_f64.powi(time)).collect();
        let prepared = Prepared::new(&values, 1, None);
        for method in [Method::LogDrift, Method::LogDamped, Method::LogArima] {
            let path = method.local().expect("a method of one history")(&prepared, 4);
            let found = prepared.back(path[3], 4);
            // A damped trend goes on by 0.98, 0.98², … of its slope: 0.8 to the power of 3.81 in four steps.
            let steps = if method == Method::LogDamped { 3.808 } else { 4.0 };
            let expected = values[7] * 0.8_f64.powf(steps);
            assert!((found / expected - 1.0).abs() < 2e-3, "{}: {found}, not {expected}", method.name());
        }
        let below = Prepared::new(&[-1.0, 1.0, 2.0, 5.0], 1, None);
        assert_eq!(by_factors(&below, 2, naive::drift), naive::drift(&below.working, 2));
    }
}
