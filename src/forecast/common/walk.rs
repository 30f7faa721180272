//! A random walk with drift along a history, and what it missed at each time.

use super::Missed;
use crate::forecast::prepared::Prepared;
use crate::forecast::scale::Scale;
use crate::forecast::start::growth;
use crate::forecast::trained::Settings;

/// Changes that a drift is known from at least.
const LEAST: usize = 5;
/// Times before the end of each history that are looked at.
const LONGEST: usize = 100;
/// The weight of a new change in the smoothed one, and of that in the drift beside the mean of all.
const SMOOTHING: (f64, f64) = (0.35, 0.5);

/// A history on its scale, and what was known of its changes at each value.
pub(super) struct Walk {
    working: Vec<f64>,
    /// Drift and mean absolute change, from the second value on.
    known: Vec<(f64, f64)>,
    /// The same times: the greatest value so far over the mean of such, by how much changes have grown with a series; 1 where it is
    /// not on roots.
    grown: Vec<f64>,
}

impl Walk {
    pub(super) fn of(history: &[f64], settings: &Settings) -> Self {
        let Prepared { working, scale, .. } = Prepared::new(history, settings.period, settings.maximum);
        let (mut sum, mut sizes, mut smooth) = (0.0, 0.0, 0.0);
        let known = (1..).zip(working.windows(2)).map(|(changes, pair)| {
            let (change, changes) = (pair[1] - pair[0], f64::from(changes));
            sum += change;
            sizes += change.abs();
            smooth = if changes <= 3.0 { sum / changes } else { smooth + SMOOTHING.0 * (change - smooth) };
            (SMOOTHING.1 * smooth + (1.0 - SMOOTHING.1) * sum / changes, sizes / changes)
        });
        let grown = if scale == Scale::Root { grown(&working) } else { vec![1.0; working.len().saturating_sub(1)] };
        Self { known: known.collect(), grown, working }
    }

    /// How much larger changes are after the history up to a value so many before the last than they were in it, if they grow with
    /// what the series is.
    pub(super) fn grown(&self, back: usize) -> f64 {
        self.grown[self.changes() - back - 1]
    }

    /// How many changes there are.
    pub(super) fn changes(&self) -> usize {
        self.known.len()
    }

    /// What a walk missed so many steps ahead at each time, in mean absolute changes times the growth of its errors.
    pub(super) fn errors(&self, ahead: usize, end: i64) -> impl Iterator<Item = Missed> {
        let last = self.working.len() - 1;
        let from = LEAST.max(last.saturating_sub(LONGEST));
        (from..(last + 1).saturating_sub(ahead)).filter_map(move |at| {
            let (drift, unit) = self.known[at - 1];
            let missed = self.working[at + ahead] - self.working[at] - ahead as f64 * drift;
            let error = missed / (unit * growth(at, ahead));
            error.is_finite().then_some(Missed { at: end - (last - at) as i64, error })
        })
    }
}

/// From the second value on: the greatest so far over the mean of the greatest so far.
fn grown(working: &[f64]) -> Vec<f64> {
    let (mut greatest, mut sum) = (working.first().copied().unwrap_or(0.0), 0.0);
    let grown = (1..).zip(working.iter().skip(1)).map(|(changes, value)| {
        greatest = greatest.max(*value);
        sum += greatest;
        if sum > 0.0 { greatest * f64::from(changes) / sum } else { 1.0 }
    });
    grown.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: changes of 1 and 3 in turn, then none.
    #[test]
    fn errors_of_a_walk() {
        let settings = Settings { horizon: 2, period: 1, maximum: None, methods: vec![] };
        let walk = Walk::of(&[-100.0, -99.0, -96.0, -95.0, -92.0, -91.0, -91.0, -91.0], &settings);
        // The mean of 1, 3 and 1, and that smoothed by 3 and 1; the mean of all five is 9 / 5.
        let smooth = 5.0 / 3.0 + 0.35 * (3.0 - 5.0 / 3.0);
        let smooth = smooth + 0.35 * (1.0 - smooth);
        let drift = f64::midpoint(smooth, 1.8);
        let found: Vec<Missed> = walk.errors(2, 50).collect();
        assert_eq!((found.len(), found[0].at), (1, 48));
        // Two steps: 1 + 1.25² + 2² / 5.
        let expected = -2.0 * drift / (1.8 * (1.0 + 1.5625 + 0.8_f64).sqrt());
        assert!((found[0].error - expected).abs() < 1e-12, "{}, not {expected}", found[0].error);
        assert_eq!([walk.grown(0), walk.grown(3)], [1.0, 1.0]);
        // On roots: 1, 2, 4, 4, 6. The last three over the means of 2, 4, 4 and 6, of 2, 4 and 4, and of 2 and 4.
        let walk = Walk::of(&[1.0, 4.0, 16.0, 9.0, 36.0], &settings);
        for (back, expected) in [(0, 1.5), (1, 1.2), (2, 4.0 / 3.0), (3, 1.0)] {
            assert!((walk.grown(back) - expected).abs() < 1e-12, "{back}: {}", walk.grown(back));
        }
        assert!(Walk::of(&[5.0; 9], &settings).errors(1, 0).next().is_none());
    }
}
