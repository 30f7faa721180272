//! Seasons: recurring deviations within a year, taken out before a forecast and put back after it.

/// What a cycle may weigh as a share of the next one.
const KEPT: [f64; 5] = [1.0, 0.9, 0.8, 0.65, 0.45];

/// The ratio of the variance between the places of a cycle to that within them from which seasons count as stable: the convention
/// of X-11 (Lothian & Morry 1978, A set of quality control statistics for the X-11-ARIMA seasonal adjustment method), far above
/// what chance gives, since deviations from a moving average are no independent numbers.
const STABLE: f64 = 7.0;

/// Deviations by place in the cycle.
#[derive(Debug, Clone, PartialEq)]
pub struct Season {
    /// One for each place; the first belongs to the first value.
    indices: Vec<f64>,
    /// They are factors rather than summands.
    factors: bool,
}

impl Season {
    /// The season of gapless values, if there are three full cycles, it is significant, and it would have foretold later
    /// cycles better than no season; factors if all values are positive.
    ///
    /// Late cycles weigh more than early ones as far as that would have foretold each cycle better from those before it:
    /// seasons change.
    ///
    /// Test: autocorrelation at the length of the cycle against Bartlett's standard error at 90 %, as in the M competitions.
    /// In what grows fast every autocorrelation is high, so that this test sees no season; one whose places in the cycle stand
    /// apart beyond doubt, once the trend is taken out, is one too ([`STABLE`]). Indices: ratios to centred moving averages (Makridakis & Hibon 2000, doi:10.1016/S0169-2070(00)00057-1; Makridakis,
    /// Spiliotis & Assimakopoulos 2020, doi:10.1016/j.ijforecast.2019.04.014), smoothed exponentially from cycle to cycle
    /// (Winters 1960, doi:10.1287/mnsc.6.3.324).
    #[must_use]
    pub fn of(values: &[f64], period: usize) -> Option<Self> {
        if period < 2 || values.len() < 3 * period {
            return None;
        }
        let factors = values.iter().all(|value| *value > 0.0);
        let neutral = if factors { 1.0 } else { 0.0 };
        let first = period / 2;
        let deviations: Vec<f64> = (first..values.len() - first)
            .map(|at| {
                let trend = centred_mean(values, at, period);
                if factors { values[at] / trend } else { values[at] - trend }
            })
            .collect();
        if !is_significant(values, period) && !is_stable(&deviations, period) {
            return None;
        }
        let tried = KEPT.map(|kept| smooth(&deviations, period, kept));
        let (missed, means) = tried.into_iter().min_by(|a, b| a.0.total_cmp(&b.0))?;
        let without: f64 = deviations[period..].iter().map(|deviation| (deviation - neutral).abs()).sum();
        if missed >= without {
            return None;
        }
        let mean = means.iter().sum::<f64>() / period as f64;
        let indices: Vec<f64> = (0..period)
            .map(|at| {
                // The first deviation is not at the first place.
                let index = means[(at + period - first % period) % period];
                if factors { index / mean } else { index - mean }
            })
            .collect();
        let usable = indices.iter().all(|index| index.is_finite() && (!factors || *index > 0.0));
        usable.then_some(Self { indices, factors })
    }

    /// A value without its season; `at` is its place in the series, from 0.
    #[must_use]
    pub fn remove(&self, value: f64, at: usize) -> f64 {
        let index = self.indices[at % self.indices.len()];
        if self.factors { value / index } else { value - index }
    }

    /// A value with its season.
    #[must_use]
    pub fn restore(&self, value: f64, at: usize) -> f64 {
        let index = self.indices[at % self.indices.len()];
        if self.factors { value * index } else { value + index }
    }
}

/// Whether the autocorrelation at a lag is above its 90 % limit given those at shorter lags.
fn is_significant(values: &[f64], lag: usize) -> bool {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    if variance <= 0.0 {
        return false;
    }
    let correlation = |lag: usize| {
        let pairs = values.iter().zip(&values[lag..]);
        pairs.map(|(a, b)| (a - mean) * (b - mean)).sum::<f64>() / variance
    };
    let shorter: f64 = (1..lag).map(|lag| correlation(lag).powi(2)).sum();
    correlation(lag) > 1.645 * ((1.0 + 2.0 * shorter) / n).sqrt()
}

/// Whether deviations from the trend differ by the place in the cycle beyond doubt: the F ratio of an analysis of variance.
fn is_stable(deviations: &[f64], period: usize) -> bool {
    let mean = |values: &mut dyn Iterator<Item = f64>| {
        let (count, sum) = values.fold((0.0, 0.0), |(count, sum), value| (count + 1.0, sum + value));
        (count, sum / count)
    };
    let (all, middle) = mean(&mut deviations.iter().copied());
    let (mut between, mut within) = (0.0, 0.0);
    for place in 0..period.min(deviations.len()) {
        let here = || deviations[place..].iter().step_by(period).copied();
        let (count, level) = mean(&mut here());
        between += count * (level - middle).powi(2);
        within += here().map(|value| (value - level).powi(2)).sum::<f64>();
    }
    let freedom = (all - period as f64) / (period as f64 - 1.0);
    between * freedom > STABLE * within
}

/// Weighted means of the deviations at each place of the cycle, of which one a cycle older weighs `kept` times as much,
/// after the sum of absolute errors, had each been foretold by the mean of those before it.
fn smooth(deviations: &[f64], period: usize, kept: f64) -> (f64, Vec<f64>) {
    let (mut means, mut weights) = (deviations[..period].to_vec(), vec![1.0; period]);
    let mut missed = 0.0;
    for (at, deviation) in deviations.iter().enumerate().skip(period) {
        let (mean, weight) = (&mut means[at % period], &mut weights[at % period]);
        missed += (deviation - *mean).abs();
        *weight = *weight * kept + 1.0;
        *mean += (deviation - *mean) / *weight;
    }
    (missed, means)
}

/// The mean of one cycle around a place; the ends of an even cycle count half.
fn centred_mean(values: &[f64], at: usize, period: usize) -> f64 {
    let window = &values[at - period / 2..=at + period / 2];
    let ends = f64::midpoint(window[0], window[window.len() - 1]);
    let extra = if period.is_multiple_of(2) { ends } else { 0.0 };
    (window.iter().sum::<f64>() - extra) / period as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_season_is_found() {
        let pattern = [0.8, 1.2, 1.1, 0.9];
        let values: Vec<f64> = (0..24).map(|at| 100.0 * pattern[at % 4]).collect();
        let season = Season::of(&values, 4).expect("a season");
        for (at, value) in values.iter().enumerate() {
            assert!((season.remove(*value, at) - 100.0).abs() < 1e-9);
            assert!((season.restore(100.0, at) - value).abs() < 1e-9);
        }
    }

    #[test]
    fn sums_where_values_are_not_positive() {
        let pattern = [-3.0, 1.0, 2.0];
        let values: Vec<f64> = (0..18).map(|at| pattern[at % 3]).collect();
        let season = Season::of(&values, 3).expect("a season");
        assert!((season.remove(values[4], 4)).abs() < 1e-9);
    }

    /// The pattern is turned round half way. Once the new one has been there for long, it is the season; the mean of both
    /// would be none.
    #[test]
    fn a_season_that_changes_is_followed() {
        let (early, late) = ([0.7, 1.2, 1.3, 0.8], [1.3, 0.8, 0.7, 1.2]);
        let values: Vec<f64> = (0..64).map(|at| 100.0 * if at < 24 { early } else { late }[at % 4]).collect();
        let season = Season::of(&values, 4).expect("a season");
        for (at, index) in late.iter().enumerate() {
            let found = season.restore(100.0, 64 + at);
            assert!((found - 100.0 * index).abs() < 2.0, "{found}");
        }
    }

    /// In growth of 2 % a month the autocorrelation at twelve months says nothing.
    #[test]
    fn a_season_of_what_grows_fast_is_found() {
        for (period, growth, cycles) in [(12, 1.02_f64, 4), (12, 1.03, 5), (4, 1.08, 6)] {
            let turn = |at: usize| std::f64::consts::TAU * (at % period) as f64 / period as f64;
            let level = |at: usize| 5.0 * growth.powi(at as i32);
            let values: Vec<f64> = (0..cycles * period).map(|at| level(at) * (1.0 + 0.3 * turn(at).cos())).collect();
            assert!(!is_significant(&values, period), "or this tries nothing");
            let season = Season::of(&values, period).expect("a season");
            for (at, value) in values.iter().enumerate() {
                let (found, expected) = (season.remove(*value, at), level(at));
                assert!((found / expected - 1.0).abs() < 0.06, "{at}: {found} {expected}");
            }
        }
    }

    /// Deviations 1, 3, 5 and 2, 4, 6, these moved by a gap: within places 16 over four degrees of freedom, between them
    /// 1.5 (1 + gap)^2 over one.
    #[test]
    fn places_stand_apart_by_the_ratio_of_variances() {
        let of = |gap: f64| [1.0, 2.0 + gap, 3.0, 4.0 + gap, 5.0, 6.0 + gap];
        let edge = (STABLE * 16.0 / 6.0).sqrt() - 1.0;
        assert!(!is_stable(&of(edge - 0.01), 2));
        assert!(is_stable(&of(edge + 0.01), 2));
    }

    #[test]
    fn none_without_cycles_or_significance() {
        let trend: Vec<f64> = (0..24).map(f64::from).collect();
        assert_eq!(Season::of(&trend, 4), None);
        assert_eq!(Season::of(&[1.0, 2.0, 1.0, 2.0, 1.0], 2), None);
        assert_eq!(Season::of(&[5.0; 24], 4), None);
        assert_eq!(Season::of(&trend, 1), None);
    }
}
