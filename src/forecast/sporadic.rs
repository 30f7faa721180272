//! Series that are zero now and again, such as the demand for a spare part: no path leads through them.

use super::empirical::Empirical;
use super::prepared::Prepared;

/// Steps from one value above zero to the next, on average, from which a series is sporadic: Syntetos, Boylan & Croston
/// 2005, doi:10.1057/palgrave.jors.2601841.
const INTERVAL: f64 = 1.32;
/// Separate stretches of zeros that there must be: a series that began or ended once is not sporadic.
const STRETCHES: usize = 3;
/// Values that say enough of a distribution.
const ENOUGH: usize = 12;
/// What a value weighs as a share of the next one.
const KEPT: f64 = 0.98;

/// The distribution of the values of a sporadic history, late ones weighing more: at any step ahead what comes is like
/// what came. None if the history is not sporadic, or has a season, which tells zeros beforehand.
#[must_use]
pub fn values(history: &[f64], prepared: &Prepared) -> Option<Empirical> {
    if prepared.is_seasonal() {
        return None;
    }
    let recent = &history[history.len() - prepared.working.len()..];
    let first = recent.iter().position(|value| *value > 0.0)?;
    let known: Vec<f64> = recent[first..].iter().copied().filter(|value| value.is_finite()).collect();
    let demands = known.iter().filter(|value| **value > 0.0).count();
    let stretches = known.windows(2).filter(|pair| pair[0] != 0.0 && pair[1] == 0.0).count();
    let sporadic = known.len() >= ENOUGH
        && stretches >= STRETCHES
        && known.len() as f64 > INTERVAL * demands as f64
        && known.iter().all(|value| *value >= 0.0);
    let age = |index: usize| (known.len() - 1 - index) as i32;
    sporadic.then(|| {
        Empirical::new(known.iter().enumerate().map(|(index, value)| (*value, KEPT.powi(age(index)))).collect())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn which_series_are_sporadic() {
        let found = |history: &[f64], period: usize| values(history, &Prepared::new(history, period, None)).is_some();
        let mut demand = vec![0.0, 0.0, 3.0, 0.0, 0.0, 1.0, 0.0, 0.0, 2.0, 0.0, 0.0, 0.0, 1.0, 0.0, 5.0, 2.0];
        assert!(found(&demand, 1));
        // It began late, it ended, a zero here and there, a season, too short, below zero.
        assert!(!found(&[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 2.0, 5.0, 9.0, 12.0, 14.0, 16.0], 1));
        assert!(!found(&[9.0, 8.0, 6.0, 3.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0], 1));
        assert!(!found(&[9.0, 0.0, 6.0, 3.0, 0.0, 5.0, 5.0, 6.0, 0.0, 7.0, 4.0, 6.0, 7.0, 8.0, 9.0], 1));
        let season: Vec<f64> = (0..48).map(|at| [0.0, 5.0, 9.0, 0.0][at % 4]).collect();
        assert!(!found(&season, 4));
        assert!(!found(&demand[..9], 1));
        demand[5] = -1.0;
        assert!(!found(&demand, 1));
    }
}
