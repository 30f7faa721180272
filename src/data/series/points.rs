//! Values with their places and times, in columns: large tables have tens of millions, and a value with its time need not take
//! more than some twenty bytes.

mod kept;

use std::collections::BTreeMap;
use std::ops::Range;

use super::Point;
use crate::calendar::{Stamp, Unit};
use crate::data::grid::TOGETHER;
use crate::parallel;
use kept::{Columns, Rows, Same};

/// Stands for a count of time that 32 bits do not hold.
pub(super) const FAR: i32 = i32::MIN;

/// The values of a table, in the order of the file.
#[derive(Debug, Default)]
pub struct Points {
    /// How many there are; there is room for more.
    count: usize,
    series: Vec<u32>,
    rows: Rows,
    columns: Columns,
    units: Same<Unit>,
    at: Vec<i32>,
    /// Counts of time that 32 bits do not hold, by place.
    far: BTreeMap<usize, i64>,
    values: Vec<f64>,
    test: Same<bool>,
}

/// Room for values that follow one another.
#[derive(Debug)]
pub(super) struct Room<'a> {
    /// Which series each is of.
    pub series: &'a mut [u32],
    /// The count of its time.
    pub at: &'a mut [i32],
    /// How much it is.
    pub values: &'a mut [f64],
}

impl Points {
    /// Makes room for so many values. It takes no memory before it is used.
    pub(super) fn reserve(&mut self, values: usize) {
        let values = self.count + values;
        if self.values.is_empty() {
            (self.series, self.at, self.values) = (vec![0; values], vec![0; values], vec![0.0; values]);
        } else if values > self.values.len() {
            self.series.resize(values, 0);
            self.at.resize(values, 0);
            self.values.resize(values, 0.0);
        }
    }

    /// Adds a value.
    pub(super) fn push(&mut self, point: Point) {
        let place = self.count;
        if place == self.values.len() {
            self.reserve(place.max(1 << 10));
        }
        self.columns.push(place, point.column);
        self.units.push(place, point.stamp.unit);
        self.test.push(place, point.test);
        self.rows.push(place, point.row);
        (self.series[place], self.values[place]) = (point.series, point.value);
        self.at[place] = self.narrowed(place, point.stamp.at);
        self.count += 1;
    }

    /// Adds values of rows in columns, whose series, times and sizes are still to come; gives their places.
    pub(super) fn claim(&mut self, rows: &[u32], columns: &[usize], unit: Unit, test: &[bool]) -> Range<usize> {
        let (place, each) = (self.count, columns.len());
        let count = rows.len() * each;
        if place + count > self.values.len() {
            self.reserve(place.max(count));
        }
        self.columns.extend(place, columns, rows.len());
        self.units.extend(place, unit, count);
        if test.is_empty() {
            self.test.extend(place, false, count);
        } else {
            (0..count).for_each(|at| self.test.push(place + at, test[at / each]));
        }
        self.rows.extend(place, rows, each);
        self.count += count;
        place..self.count
    }

    /// The room of values that were added so, by ranges that rise.
    pub(super) fn rooms(&mut self, ranges: impl IntoIterator<Item = Range<usize>>) -> Vec<Room<'_>> {
        let (mut series, mut at, mut values) = (&mut self.series[..], &mut self.at[..], &mut self.values[..]);
        let (mut rooms, mut begins) = (Vec::new(), 0);
        for range in ranges {
            let (skipped, length) = (range.start - begins, range.len());
            let (of_series, of_times, of_values);
            (of_series, series) = next(series, skipped, length);
            (of_times, at) = next(at, skipped, length);
            (of_values, values) = next(values, skipped, length);
            rooms.push(Room { series: of_series, at: of_times, values: of_values });
            begins = range.end;
        }
        rooms
    }

    #[inline]
    fn narrowed(&mut self, place: usize, at: i64) -> i32 {
        match i32::try_from(at) {
            Ok(narrow) if narrow != FAR => narrow,
            _ => {
                self.far.insert(place, at);
                FAR
            }
        }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The counts of all times, if these are of one kind and 32 bits hold all of them.
    pub(super) fn plain_times(&self) -> Option<&[i32]> {
        (matches!(self.units, Same::All(_)) && self.far.is_empty()).then(|| &self.at[..self.count])
    }

    /// Which series some are of.
    pub(super) fn series_of(&self, some: Range<usize>) -> &[u32] {
        &self.series[some]
    }

    /// How much some are; not numbers are missing.
    pub(in crate::data) fn values_of(&self, some: Range<usize>) -> &[f64] {
        &self.values[some]
    }

    /// When a value is.
    #[inline]
    pub(in crate::data) fn stamp(&self, index: usize) -> Stamp {
        stamp_of(&self.units, &self.far, self.at[index], index)
    }

    /// One of them.
    ///
    /// # Panics
    /// There are not so many.
    #[must_use]
    #[inline]
    pub fn get(&self, index: usize) -> Point {
        Point {
            series: self.series[index],
            row: self.rows.get(index),
            column: self.columns.get(index),
            stamp: self.stamp(index),
            value: self.values[index],
            test: self.test.get(index),
        }
    }

    /// The first of them.
    #[must_use]
    pub fn first(&self) -> Option<Point> {
        (!self.is_empty()).then(|| self.get(0))
    }

    /// All of them, in the order of the file.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Point> + ExactSizeIterator + '_ {
        (0..self.len()).map(|index| self.get(index))
    }

    /// Which series each is of, and its time, in the order of the file.
    pub fn steps(&self) -> impl ExactSizeIterator<Item = (usize, Stamp)> + '_ {
        (0..self.len()).map(|index| (self.series[index] as usize, self.stamp(index)))
    }

    /// Whether it is evident that no series has two values for one time: all values of each stand together, and their times rise.
    pub(super) fn rise(&self) -> bool {
        let Same::All(_) = self.units else { return false };
        let of_piece = |piece: usize| {
            let start = (piece * TOGETHER).saturating_sub(1);
            let end = ((piece + 1) * TOGETHER).min(self.len());
            let (series, at) = (&self.series[start..end], &self.at[start..end]);
            let rises = |(series, at): (&[u32], &[i32])| {
                series[0] < series[1] || series[0] == series[1] && at[0] < at[1] && at[0] != FAR
            };
            series.windows(2).zip(at.windows(2)).all(rises)
        };
        let pieces = self.len().div_ceil(TOGETHER);
        // Where they do not, that is most often so among the first.
        (pieces == 0 || of_piece(0)) && parallel::map_indices(pieces, of_piece).into_iter().all(|rises| rises)
    }

    /// The times of all, in the order of the file.
    pub fn stamps(&self) -> impl ExactSizeIterator<Item = Stamp> + '_ {
        self.stamps_of(0..self.len())
    }

    /// The times of some.
    pub fn stamps_of(&self, some: Range<usize>) -> impl ExactSizeIterator<Item = Stamp> + '_ {
        (some.start..some.end.min(self.len())).map(|index| self.stamp(index))
    }

    /// Puts another time in place of each.
    pub(super) fn change_times(&mut self, change: impl Fn(Stamp) -> Stamp) {
        let (units, far) = (std::mem::take(&mut self.units), std::mem::take(&mut self.far));
        for place in 0..self.count {
            let stamp = change(stamp_of(&units, &far, self.at[place], place));
            self.units.push(place, stamp.unit);
            self.at[place] = self.narrowed(place, stamp.at);
        }
    }
}

/// When a value is, by the count that is kept of it.
#[inline]
fn stamp_of(units: &Same<Unit>, far: &BTreeMap<usize, i64>, at: i32, place: usize) -> Stamp {
    let at = match at {
        FAR => far.get(&place).copied().unwrap_or_else(|| unreachable!("it was put there")),
        near => i64::from(near),
    };
    Stamp { unit: units.get(place), at }
}

/// So many items behind others, and what follows them.
fn next<T>(all: &mut [T], skipped: usize, length: usize) -> (&mut [T], &mut [T]) {
    all.split_at_mut(skipped).1.split_at_mut(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_in_comes_out() {
        let point = |row: u32, column: u32, at: i64, test: bool| Point {
            series: row % 3,
            row,
            column,
            stamp: Stamp { unit: Unit::Number, at },
            value: f64::from(row) / 7.0,
            test,
        };
        let far = i64::from(i32::MIN);
        let all = [
            point(0, 1, 2020, false),
            point(1, 1, far, false),
            point(2, 2, i64::MAX, false),
            point(9, 2, -5, true),
            Point { stamp: Stamp { unit: Unit::Day, at: 7 }, ..point(10, 1, 0, false) },
        ];
        let mut points = Points::default();
        assert!(points.is_empty() && points.first().is_none());
        points.reserve(all.len());
        for point in all {
            points.push(point);
        }
        assert_eq!(points.iter().collect::<Vec<_>>(), all);
        assert_eq!(points.first(), Some(all[0]));
        points.change_times(|stamp| Stamp { unit: Unit::Day, at: stamp.at.saturating_add(1) });
        assert_eq!(points.stamps().map(|stamp| stamp.at).collect::<Vec<_>>(), [2021, far + 1, i64::MAX, -4, 8]);
        assert!(points.stamps().all(|stamp| stamp.unit == Unit::Day));
    }

    #[test]
    fn values_that_were_claimed_are_put_between_others() {
        let one = |row: u32, value: f64| Point {
            series: 7,
            row,
            column: 2,
            stamp: Stamp { unit: Unit::Number, at: 2020 },
            value,
            test: false,
        };
        let mut points = Points::default();
        points.push(one(0, 0.5));
        let first = points.claim(&[1, 2, 3], &[1, 2], Unit::Number, &[false, true, false]);
        points.push(one(4, 4.5));
        let second = points.claim(&[5], &[2], Unit::Number, &[]);
        for (room, series) in points.rooms([first.clone(), second.clone()]).into_iter().zip([1, 2]) {
            room.series.fill(series);
            room.at.fill(2000 + series as i32);
            room.values.fill(f64::from(series));
        }
        let found = |place: usize| {
            let point = points.get(place);
            (point.series, point.row, point.column, point.stamp.at, point.value, point.test)
        };
        assert_eq!((first, second, points.len()), (1..7, 8..9, 9));
        assert_eq!((found(0), found(7)), ((7, 0, 2, 2020, 0.5, false), (7, 4, 2, 2020, 4.5, false)));
        assert_eq!((found(1), found(4)), ((1, 1, 1, 2001, 1.0, false), (1, 2, 2, 2001, 1.0, true)));
        assert_eq!((found(6), found(8)), ((1, 3, 2, 2001, 1.0, false), (2, 5, 2, 2002, 2.0, false)));
    }
}
