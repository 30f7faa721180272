//! Histories cleared of what says nothing of what comes: values before a level shift, and an outlier.

use std::borrow::Cow;

use super::outlier::outlier;
use super::shift::{self, Late};

/// What is not learned from as it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cleared {
    /// A value that counts as missing.
    pub outlier: Option<usize>,
    /// The first value that is used.
    pub begins: usize,
    /// A level that only the last values are on: those before are brought there.
    pub late: Option<Late>,
}

impl Cleared {
    /// Looks at a history that begins and ends with a number.
    #[must_use]
    pub fn of(history: &[f64]) -> Self {
        let outlier = outlier(history);
        let known = without(history, outlier);
        let begins = shift::start(&known);
        // The first number, if that was the outlier.
        let begins = begins + known[begins..].iter().position(|value| value.is_finite()).unwrap_or(0);
        let late = Late::of(&known[begins..]).map(|late| Late { at: begins + late.at, ..late });
        Self { outlier, begins, late }
    }

    /// The history from where it is used, which begins and ends with a number.
    #[must_use]
    pub fn apply<'a>(&self, history: &'a [f64]) -> Cow<'a, [f64]> {
        let mut known = without(history, self.outlier);
        if let Some(late) = &self.late {
            for value in &mut known.to_mut()[..late.at] {
                *value = late.times * *value + late.plus;
            }
        }
        match known {
            Cow::Borrowed(known) => Cow::Borrowed(&known[self.begins..]),
            Cow::Owned(mut known) => Cow::Owned(known.split_off(self.begins)),
        }
    }
}

impl Cleared {
    /// What is said of it of a series with a name and times of its steps.
    #[must_use]
    pub fn told(&self, name: &str, history: &[f64], time: impl Fn(usize) -> String) -> Vec<String> {
        let before = |step: usize| {
            let others = history[..step].iter().enumerate().rev();
            others.filter(|(at, value)| value.is_finite() && self.outlier != Some(*at)).map(|(_, value)| *value).next()
        };
        let outlier = self.outlier.map(|at| {
            let (value, time) = (history[at], time(at));
            if at + 1 == history.len() {
                format!(
                    "`{name}`: its last value, {value} at {time}, is far from all others and taken for a mistake: the forecast goes on \
                     from those before it; if it is right, values after it will show it"
                )
            } else {
                format!("`{name}`: {value} at {time} is far from all other values, and none repeats it: it counts as missing")
            }
        });
        let shifted = before(self.begins).filter(|_| self.begins > 0).map(|before| {
            let (after, time) = (history[self.begins], time(self.begins));
            format!(
                "`{name}`: its level shifts from {before} to {after} at {time}, a change far beyond any other: only values since then are used"
            )
        });
        let late = self.late.and_then(|late| Some((late, before(late.at)?))).map(|(late, before)| {
            let (after, time, left) = (history[late.at], time(late.at), history.len() - late.at);
            format!(
                "`{name}`: its level shifts from {before} to {after} at {time}, and only {left} values are on the new one: those before are \
                 brought there too, for how it changes"
            )
        });
        [outlier, shifted, late].into_iter().flatten().collect()
    }
}

/// The history that is learned from.
#[must_use]
pub fn cleared(history: &[f64]) -> Cow<'_, [f64]> {
    Cleared::of(history).apply(history)
}

/// A history without one of its values, which counts as missing; the last one is as the value before it and the median change make it,
/// for a forecast begins there.
fn without(history: &[f64], place: Option<usize>) -> Cow<'_, [f64]> {
    let Some(place) = place else { return Cow::Borrowed(history) };
    let mut known = history.to_vec();
    known[place] = f64::NAN;
    if place + 1 == history.len() {
        let numbers: Vec<f64> = known.iter().copied().filter(|value| value.is_finite()).collect();
        let mut changes: Vec<f64> = numbers.windows(2).map(|pair| pair[1] - pair[0]).collect();
        changes.sort_by(f64::total_cmp);
        known[place] = numbers[numbers.len() - 1] + changes[changes.len() / 2];
    }
    Cow::Owned(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_to_learn_from() {
        let values = [10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0];
        let with = |changed: &[(usize, f64)]| {
            let mut history = values.to_vec();
            for (place, value) in changed {
                history[*place] = *value;
            }
            cleared(&history).into_owned()
        };
        let same = |found: Vec<f64>, expected: &[f64]| {
            let equal = |(a, b): (&f64, &f64)| (a - b).abs() < 1e-12 || (a.is_nan() && b.is_nan());
            assert!(
                found.len() == expected.len() && found.iter().zip(expected).all(equal),
                "{found:?}, not {expected:?}"
            );
        };
        same(with(&[]), &values);
        same(with(&[(3, 1300.0)]), &[10.0, 11.0, 12.0, f64::NAN, 14.0, 15.0, 16.0, 17.0]);
        same(with(&[(0, 1000.0)]), &values[1..]);
        // The last value is where a forecast begins: the one before it and a step of one.
        same(with(&[(7, 1700.0)]), &values);
        let times = 1600.0 / 15.0;
        let brought = [10.0, 11.0, 12.0, 13.0, 14.0, 15.0].map(|value| value * times);
        same(with(&[(6, 1600.0), (7, 1700.0)]), &[&brought[..], &[1600.0, 1700.0]].concat());
    }
}
