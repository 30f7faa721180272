//! What there is of each series: how many values, the first and the last.

use std::collections::HashSet;

use foldhash::fast::RandomState;

use super::Stamp;
use super::points::Points;
use crate::data::bits::Bits;
use crate::parallel;

/// Bits of a table of times, and of one of series and times, for each value.
const BITS_OF_TIME: usize = 64;
const BITS_OF_VALUE: usize = 16;

/// What there is of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ends {
    /// The place of its first number by time, if it has one; of several the first in the file.
    pub first: u32,
    /// The place of its last number.
    pub last: u32,
    /// How many values are numbers.
    pub known: u32,
    /// How many are missing.
    pub missing: u32,
}

/// The same while it is looked for, with the times of both ends.
#[derive(Debug, Clone, Copy)]
struct Looked<T> {
    ends: Ends,
    times: Option<(T, T)>,
}

impl<T: Copy + Ord> Looked<T> {
    const NOTHING: Self = Self { ends: Ends { first: 0, last: 0, known: 0, missing: 0 }, times: None };

    /// Adds a number.
    #[inline]
    fn add(&mut self, place: u32, time: T) {
        self.ends.known += 1;
        let (first, last) = self.times.get_or_insert_with(|| {
            (self.ends.first, self.ends.last) = (place, place);
            (time, time)
        });
        if time < *first {
            (*first, self.ends.first) = (time, place);
        }
        if time > *last {
            (*last, self.ends.last) = (time, place);
        }
    }

    /// With what was found behind it.
    fn and(self, next: Self) -> Self {
        let (Some(own), Some(other)) = (self.times, next.times) else {
            let (some, none) = if self.times.is_some() { (self, next) } else { (next, self) };
            let missing = some.ends.missing + none.ends.missing;
            return Self { ends: Ends { missing, ..some.ends }, ..some };
        };
        let (first, since) = if other.0 < own.0 { (next.ends.first, other.0) } else { (self.ends.first, own.0) };
        let (last, until) = if other.1 > own.1 { (next.ends.last, other.1) } else { (self.ends.last, own.1) };
        let (known, missing) = (self.ends.known + next.ends.known, self.ends.missing + next.ends.missing);
        Self { ends: Ends { first, last, known, missing }, times: Some((since, until)) }
    }
}

impl Points {
    /// What there is of so many series, from the first.
    #[must_use]
    pub fn ends(&self, most: usize) -> Vec<Ends> {
        match self.plain_times() {
            Some(at) => self.ends_by(most, |place| at[place]),
            None => self.ends_by(most, |place| self.stamp(place)),
        }
    }

    fn ends_by<T: Copy + Ord + Send>(&self, most: usize, time: impl Fn(usize) -> T + Sync) -> Vec<Ends> {
        let of_piece = |places: std::ops::Range<usize>| {
            let mut found = vec![Looked::NOTHING; most];
            let (series, values) = (self.series_of(places.clone()), self.values_of(places.clone()));
            for (place, (series, value)) in places.zip(series.iter().zip(values)) {
                match found.get_mut(*series as usize) {
                    Some(found) if value.is_nan() => found.ends.missing += 1,
                    Some(found) => found.add(place as u32, time(place)),
                    None => {}
                }
            }
            found
        };
        // Where there are few values of each series, what every thread would hold of all series is more than it looks at.
        let pieces = parallel::threads().min(self.len() / (most.max(1) * 8)).max(1);
        let each = self.len().div_ceil(pieces);
        let range = |piece: usize| piece * each..((piece + 1) * each).min(self.len());
        let found = parallel::map_indices(pieces, |piece| of_piece(range(piece)));
        let joined = found.into_iter().reduce(|one, other| one.into_iter().zip(other).map(|(a, b)| a.and(b)).collect());
        joined.unwrap_or_default().into_iter().map(|found| found.ends).collect()
    }

    /// How many different times there are, between the first and the last of all.
    #[must_use]
    pub fn distinct_times(&self, first: Stamp, last: Stamp) -> usize {
        let steps = last.at.checked_sub(first.at).and_then(|steps| usize::try_from(steps).ok());
        let most = (self.len() * BITS_OF_TIME).max(1 << 16);
        let (Some(at), Some(steps)) = (self.plain_times(), steps.filter(|steps| *steps < most)) else {
            return self.stamps().collect::<HashSet<Stamp, RandomState>>().len();
        };
        // A bit for each time that there may be.
        let mut seen = Bits::new(steps + 1);
        for time in at {
            seen.set((i64::from(*time) - first.at) as usize);
        }
        seen.count()
    }

    /// Whether it is evident that of so many series none has two values for one time: where a bit for each series and each time that
    /// there may be takes little room.
    pub(super) fn differ(&self, series: usize) -> bool {
        let Some(at) = self.plain_times() else { return false };
        let (Some(first), Some(last)) = (at.iter().min(), at.iter().max()) else { return true };
        let steps = (i64::from(*last) - i64::from(*first)) as usize + 1;
        let Some(most) = steps.checked_mul(series).filter(|most| *most <= self.len() * BITS_OF_VALUE) else {
            return false;
        };
        let mut seen = Bits::new(most);
        let place =
            |(series, at): (&u32, &i32)| *series as usize * steps + (i64::from(*at) - i64::from(*first)) as usize;
        self.series_of(0..self.len()).iter().zip(at).map(place).all(|place| seen.set(place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Unit;
    use crate::data::Point;

    fn points(all: &[(u32, i64, f64)]) -> Points {
        let mut points = Points::default();
        for (row, (series, at, value)) in all.iter().enumerate() {
            let stamp = Stamp { unit: Unit::Number, at: *at };
            points.push(Point { series: *series, row: row as u32, column: 1, stamp, value: *value, test: false });
        }
        points
    }

    /// However times are kept, and however many look for them at once.
    #[test]
    fn ends_of_series_are_by_time() {
        let mut all = vec![(1, 2003, f64::NAN), (0, 2001, 1.0), (1, 2002, 2.0), (0, 2000, 3.0), (2, 1999, f64::NAN)];
        all.extend((0..100).map(|step| (0, 2001 - step % 3, 4.0)));
        all.push((1, 2001, 5.0));
        let ends = |first, last, known, missing| Ends { first, last, known, missing };
        // The first of those of 1999 is the third of a hundred that begin at place 5.
        let expected = [ends(7, 1, 102, 0), ends(105, 2, 2, 1), ends(0, 0, 0, 1)];
        for threads in [1, 3] {
            for (far, first) in
                [(i64::from(i32::MIN), [ends(3, 1, 2, 0), ends(5, 2, 2, 1)]), (1, [expected[0], expected[1]])]
            {
                let all: Vec<(u32, i64, f64)> =
                    if far == 1 { all.clone() } else { all[..5].iter().copied().chain([(1, far - 7, 1.0)]).collect() };
                let points = points(&all);
                let found = parallel::within(threads, || points.ends(3));
                assert_eq!((&found[..2], found[2]), (&first[..], expected[2]), "{threads} {far}");
                assert_eq!(points.ends(1), [first[0]]);
            }
        }
    }

    /// Where there is room for all times of all series; what is not evident is looked for otherwise.
    #[test]
    fn times_that_differ_are_told() {
        let all = [(1, 2003, 1.0), (0, 2001, 1.0), (1, 2001, 2.0), (0, 2003, 3.0)];
        assert!(points(&all).differ(2));
        assert!(!points(&[&all[..], &[(1, 2003, 9.0)]].concat()).differ(2));
        assert!(!points(&[&all[..], &[(1, 9003, 9.0)]].concat()).differ(2), "that is too much room");
        assert!(!points(&[&all[..], &[(1, i64::MAX, 9.0)]].concat()).differ(2));
    }

    #[test]
    fn different_times_are_counted() {
        for (times, expected) in
            [(&[2000, 2001, 2040, 2000, 1990, 2008, 2001][..], 5), (&[0, i64::MAX, 0][..], 2), (&[-5][..], 1)]
        {
            let all: Vec<(u32, i64, f64)> = times.iter().map(|at| (0, *at, 1.0)).collect();
            let stamp = |at: Option<&i64>| Stamp { unit: Unit::Number, at: *at.unwrap() };
            let found = points(&all).distinct_times(stamp(times.iter().min()), stamp(times.iter().max()));
            assert_eq!(found, expected, "{times:?}");
        }
    }
}
