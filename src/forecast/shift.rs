//! Level shifts: what came before a break of another size than all other changes says nothing of what comes.

use super::start::LEAST;

/// How many times the second largest change the largest is where a level has shifted.
const APART: f64 = 4.0;
/// How many times the median change it is besides.
const USUAL: f64 = 10.0;

/// The first value after the last level shift of a history; 0 if there is none.
///
/// A shift is a change far larger than any other, with at least [`LEAST`] values on each side: a spike goes up and down again,
/// which are two large changes, and the last values may be one. Changes are those of roots, or of the values themselves if some are
/// negative; missing values are passed over.
#[must_use]
pub fn start(history: &[f64]) -> usize {
    let mut start = 0;
    while let Some(shift) = largest(&history[start..]) {
        start += shift;
    }
    start
}

/// Where the level of a history shifts most.
fn largest(history: &[f64]) -> Option<usize> {
    let negative = history.iter().any(|value| *value < 0.0);
    let known = history.iter().enumerate().filter(|(_, value)| value.is_finite());
    let values: Vec<(usize, f64)> =
        known.map(|(at, value)| (at, if negative { *value } else { value.sqrt() })).collect();
    if values.len() < 2 * LEAST {
        return None;
    }
    let changes: Vec<f64> = values.windows(2).map(|pair| (pair[1].1 - pair[0].1).abs()).collect();
    let (place, change) = changes.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1))?;
    let mut others: Vec<f64> = changes.clone();
    others.swap_remove(place);
    others.sort_by(f64::total_cmp);
    let far = *change > APART * others[others.len() - 1] && *change > USUAL * others[others.len() / 2];
    let sides = place + 1 >= LEAST && values.len() - place > LEAST;
    (far && sides).then(|| values[place + 1].0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shifts_and_what_are_none() {
        let shifted = [10.0, 11.0, 9.5, 10.5, 10.0, 1000.0, 1010.0, 990.0, 1005.0];
        assert_eq!(start(&shifted), 5);
        let missing = [10.0, 11.0, f64::NAN, 9.5, 10.5, f64::NAN, 1000.0, 1010.0, 990.0, 1005.0];
        assert_eq!(start(&missing), 6);
        // Too few values are left, a spike, growth, nothing but the change, a walk.
        assert_eq!(start(&shifted[..8]), 0);
        assert_eq!(start(&[10.0, 11.0, 9.5, 10.5, 1000.0, 10.0, 9.0, 11.0, 10.0]), 0);
        assert_eq!(start(&(0..12).map(|time| 2_f64.powi(time)).collect::<Vec<_>>()), 0);
        assert_eq!(start(&[3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0, 5.0, 3.0]), 0);
        // Nothing else ever changed, and two shifts.
        assert_eq!(start(&[1.0, 1.0, 1.0, 1.0, 5.0, 5.0, 5.0, 5.0]), 4);
        assert_eq!(start(&[-1.0, 1.0, 0.0, 1.0, 99.0, 98.0, 99.0, 97.0, 5e3, 5e3, 5e3, 5e3]), 8);
    }
}
