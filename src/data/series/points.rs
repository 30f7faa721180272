//! Values with their places and times, in columns: large tables have tens of millions, and a value with its time need not take
//! more than some twenty bytes.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Point;
use crate::calendar::{Stamp, Unit};
use crate::data::grid::TOGETHER;
use crate::parallel;

/// Stands for a count of time that 32 bits do not hold.
pub(super) const FAR: i32 = i32::MIN;

/// The values of a table, in the order of the file.
#[derive(Debug, Default)]
pub struct Points {
    /// How many there are; there is room for more.
    count: usize,
    series: Vec<u32>,
    rows: Rows,
    columns: Same<u32>,
    units: Same<Unit>,
    at: Vec<i32>,
    /// Counts of time that 32 bits do not hold, by place.
    far: BTreeMap<usize, i64>,
    values: Vec<f64>,
    test: Same<bool>,
}

/// Rows of values, of which each most often has as many as the one above it.
#[derive(Debug, Default)]
struct Rows(Vec<Run>);

/// Rows that follow one another and have equally many values.
#[derive(Debug, Clone, Copy)]
struct Run {
    /// The place of the first value.
    first: u32,
    /// Its row.
    row: u32,
    /// Values of each row; 0 while there is but one.
    each: u32,
}

impl Run {
    #[inline]
    fn row(self, place: u32) -> u32 {
        self.row + (place - self.first).checked_div(self.each).unwrap_or(0)
    }
}

impl Rows {
    #[inline]
    fn push(&mut self, place: usize, row: u32) {
        let place = place as u32;
        if let Some(run) = self.0.last_mut() {
            if run.row(place) == row {
                return;
            }
            if run.each == 0 && row == run.row + 1 {
                run.each = place - run.first;
                return;
            }
            // A row that has more than those above it begins a run.
            if run.each > 0 && (run.row..run.row(place)).contains(&row) {
                let first = run.first + (row - run.row) * run.each;
                return self.0.push(Run { first, row, each: 0 });
            }
        }
        self.0.push(Run { first: place, row, each: 0 });
    }

    /// Adds rows that have so many values each.
    fn extend(&mut self, place: usize, rows: &[u32], each: usize) {
        for (index, row) in rows.iter().enumerate() {
            (0..each).for_each(|value| self.push(place + index * each + value, *row));
            // What follows may go on as these do.
            if index == 1
                && let (Some(run), Some(last)) = (self.0.last(), rows.last())
                && (last - rows[0]) as usize == rows.len() - 1
                && run.each as usize == each
                && run.row((place + rows.len() * each - 1) as u32) == *last
            {
                return;
            }
        }
    }

    #[inline]
    fn get(&self, place: usize) -> u32 {
        let place = place as u32;
        let run = if self.0.len() == 1 { 0 } else { self.0.partition_point(|run| run.first <= place) - 1 };
        self.0[run].row(place)
    }
}

/// What is most often the same for all.
#[derive(Debug)]
enum Same<T> {
    All(Option<T>),
    Each(Vec<T>),
}

impl<T> Default for Same<T> {
    fn default() -> Self {
        Self::All(None)
    }
}

impl<T: Copy + PartialEq> Same<T> {
    /// Adds what comes after so many.
    #[inline]
    fn push(&mut self, before: usize, item: T) {
        match self {
            Self::All(Some(all)) if *all == item => {}
            Self::All(None) => *self = Self::All(Some(item)),
            Self::All(Some(all)) => {
                let mut each = vec![*all; before];
                each.push(item);
                *self = Self::Each(each);
            }
            Self::Each(each) => each.push(item),
        }
    }

    /// Adds one so often.
    fn extend(&mut self, before: usize, item: T, count: usize) {
        if count > 0 {
            self.push(before, item);
        }
        if let Self::Each(each) = self {
            each.resize(before + count, item);
        }
    }

    /// # Panics
    /// There are not so many.
    #[inline]
    fn get(&self, index: usize) -> T {
        match self {
            Self::All(Some(all)) => *all,
            Self::All(None) => unreachable!("nothing was added"),
            Self::Each(each) => each[index],
        }
    }
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
        match columns {
            [only] => self.columns.extend(place, *only as u32, count),
            _ => (0..count).for_each(|at| self.columns.push(place + at, columns[at % each] as u32)),
        }
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

    /// When a value is.
    #[inline]
    fn stamp(&self, index: usize) -> Stamp {
        let at = match self.at[index] {
            FAR => self.far.get(&index).copied().unwrap_or_else(|| unreachable!("it was put there")),
            near => i64::from(near),
        };
        Stamp { unit: self.units.get(index), at }
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

    /// Those of so many series, from the first, in the order of the file, as long as they are few.
    pub fn of_first(&self, most: usize) -> Vec<Point> {
        let of_piece = |piece: usize| {
            let start = piece * TOGETHER;
            let series = &self.series[start..(start + TOGETHER).min(self.len())];
            let of_these = |(_, series): &(usize, &u32)| (**series as usize) < most;
            series.iter().enumerate().filter(of_these).map(|(at, _)| self.get(start + at)).collect::<Vec<Point>>()
        };
        parallel::map_indices(self.len().div_ceil(TOGETHER), of_piece).concat()
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
        let stamps: Vec<Stamp> = self.stamps().map(change).collect();
        (self.units, self.far) = (Same::default(), BTreeMap::new());
        for (index, stamp) in stamps.into_iter().enumerate() {
            self.units.push(index, stamp.unit);
            self.at[index] = self.narrowed(index, stamp.at);
        }
    }
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
        // Rows of as many values as there are columns, some of which are left out.
        let rows: Vec<u32> = (0..400)
            .flat_map(|row: u32| std::iter::repeat_n(row + row / 50, [3, 3, 3, 1, 4][row as usize / 80]))
            .collect();
        let mut found = Rows::default();
        rows.iter().enumerate().for_each(|(place, row)| found.push(place, *row));
        assert!((0..rows.len()).all(|place| found.get(place) == rows[place]), "{found:?}");
        assert!(found.0.len() < 20, "{found:?}");
        let mut bulk = Rows::default();
        let mut place = 0;
        for some in [&[0, 1][..], &[2, 3, 4, 5], &[6], &[8, 9, 10, 11], &[12, 14, 15, 16]] {
            bulk.extend(place, some, 3);
            place += some.len() * 3;
        }
        let expected = [0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 14, 15, 16].map(|row| [row; 3]).concat();
        assert_eq!((0..place).map(|place| bulk.get(place)).collect::<Vec<u32>>(), expected);
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
