//! Level shifts: what came before a break of another size than all other changes says nothing of what comes.

use super::start::LEAST;

/// How many times the second largest change the largest is where a level has shifted.
const APART: f64 = 4.0;
/// How many times the median change it is besides.
const USUAL: f64 = 10.0;

/// How many times as large or as small a new level is, where fewer than [`LEAST`] values are on one side of the shift.
const FACTOR: f64 = 5.0;
/// The same as [`APART`] and [`USUAL`] where the last values alone are on the new level.
const LATE: (f64, f64) = (10.0, 25.0);

/// The first value after the last level shift of a history; 0 if there is none.
///
/// A shift is a change far larger than any other, with at least [`LEAST`] values on each side, or with fewer before it and twice as
/// many after it if the level is another altogether: a spike goes up and down again, which are two large changes, and the last values
/// may be one. Changes are those of roots, or of the values themselves if some are negative; missing values are passed over.
#[must_use]
pub fn start(history: &[f64]) -> usize {
    let mut start = 0;
    while let Some(shift) = largest(&history[start..]) {
        start += shift;
    }
    start
}

/// A new level that the last two or three values of a history are on, too few to learn from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Late {
    /// The first value that is on it.
    pub at: usize,
    /// What values before are to be taken times, and what is to be added to them, to be on it too: what was learned of how they
    /// change is all there is.
    pub times: f64,
    /// See `times`.
    pub plus: f64,
}

impl Late {
    /// The new level of a history, if there is one.
    #[must_use]
    pub fn of(history: &[f64]) -> Option<Self> {
        let change = Change::largest(history)?;
        let few = change.after >= 2 && change.after < LEAST && change.before >= LEAST;
        if !(few && change.is_beyond(LATE) && change.is_altogether()) {
            return None;
        }
        let (times, plus) = if change.from > 0.0 && change.to > 0.0 {
            (change.to / change.from, 0.0)
        } else {
            (1.0, change.to - change.from)
        };
        Some(Self { at: change.at, times, plus })
    }
}

/// Where the level of a history shifts most.
fn largest(history: &[f64]) -> Option<usize> {
    let change = Change::largest(history)?;
    let sides = change.before >= LEAST && change.after >= LEAST;
    let early = change.before < LEAST && change.after >= 2 * LEAST && change.is_altogether();
    ((sides || early) && change.is_beyond((APART, USUAL))).then_some(change.at)
}

/// The largest change of a history.
struct Change {
    /// The place of the value that is changed to, the value before, and that value.
    at: usize,
    from: f64,
    to: f64,
    /// How many values there are before the change, and after it.
    before: usize,
    after: usize,
    /// Its size, and those of the next largest change and the median one.
    size: f64,
    second: f64,
    median: f64,
}

impl Change {
    fn largest(history: &[f64]) -> Option<Self> {
        let negative = history.iter().any(|value| *value < 0.0);
        let known = history.iter().enumerate().filter(|(_, value)| value.is_finite());
        let values: Vec<(usize, f64)> =
            known.map(|(at, value)| (at, if negative { *value } else { value.sqrt() })).collect();
        if values.len() < LEAST + 2 {
            return None;
        }
        let changes: Vec<f64> = values.windows(2).map(|pair| (pair[1].1 - pair[0].1).abs()).collect();
        let (place, size) = changes.iter().copied().enumerate().max_by(|a, b| a.1.total_cmp(&b.1))?;
        let mut others: Vec<f64> = changes;
        others.swap_remove(place);
        others.sort_by(f64::total_cmp);
        let (from, at) = (values[place].0, values[place + 1].0);
        Some(Self {
            at,
            from: history[from],
            to: history[at],
            before: place + 1,
            after: values.len() - place - 1,
            size,
            second: others[others.len() - 1],
            median: others[others.len() / 2],
        })
    }

    fn is_beyond(&self, (apart, usual): (f64, f64)) -> bool {
        self.size > apart * self.second && self.size > usual * self.median
    }

    /// Whether the new level is another altogether.
    fn is_altogether(&self) -> bool {
        let (less, more) = (self.from.abs().min(self.to.abs()), self.from.abs().max(self.to.abs()));
        more > FACTOR * less || self.from.signum() != self.to.signum()
    }
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
        // Few values are before it, and enough are left.
        let early = [&shifted[3..], &[1002.0, 1008.0, 997.0, 1001.0]].concat();
        assert_eq!(start(&early), 2);
        assert_eq!(start(&early[..8]), 0);
        // Too few values are left, a spike, growth, nothing but the change, a walk.
        assert_eq!(start(&shifted[..8]), 0);
        assert_eq!(start(&[10.0, 11.0, 9.5, 10.5, 1000.0, 10.0, 9.0, 11.0, 10.0]), 0);
        assert_eq!(start(&(0..12).map(|time| 2_f64.powi(time)).collect::<Vec<_>>()), 0);
        assert_eq!(start(&[3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0, 5.0, 3.0]), 0);
        // Nothing else ever changed, and two shifts.
        assert_eq!(start(&[1.0, 1.0, 1.0, 1.0, 5.0, 5.0, 5.0, 5.0]), 4);
        assert_eq!(start(&[-1.0, 1.0, 0.0, 1.0, 99.0, 98.0, 99.0, 97.0, 5e3, 5e3, 5e3, 5e3]), 8);
    }

    #[test]
    fn a_new_level_of_the_last_values() {
        let old = [10.0, 11.0, 9.5, 10.5, 10.0];
        let with = |new: &[f64]| Late::of(&[&old[..], new].concat());
        for new in [&[1000.0, 1010.0][..], &[1000.0, 1010.0, 990.0]] {
            assert_eq!(with(new), Some(Late { at: 5, times: 100.0, plus: 0.0 }), "{new:?}");
        }
        // One value, or enough to learn from, or no other level altogether.
        for new in [&[1000.0][..], &[1000.0, 1010.0, 990.0, 1005.0], &[20.0, 20.5]] {
            assert_eq!(with(new), None, "{new:?}");
        }
        assert_eq!(Late::of(&[0.0, 0.0, 0.0, 0.0, 7.0, 7.0]), Some(Late { at: 4, times: 1.0, plus: 7.0 }));
        assert_eq!(Late::of(&[-1.0, 1.0, 0.0, -1.0, 1.0, 900.0, 901.0]), Some(Late { at: 5, times: 900.0, plus: 0.0 }));
    }
}
