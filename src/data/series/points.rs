//! Values with their places and times, in columns: large tables have tens of millions, and a value with its time need not take
//! more than some twenty bytes.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Point;
use crate::calendar::{Stamp, Unit};

/// Stands for a count of time that 32 bits do not hold.
const FAR: i32 = i32::MIN;

/// The values of a table, in the order of the file.
#[derive(Debug, Default)]
pub struct Points {
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

impl Points {
    /// Makes room for so many values.
    pub(super) fn reserve(&mut self, values: usize) {
        self.series.reserve_exact(values);
        self.at.reserve_exact(values);
        self.values.reserve_exact(values);
    }

    /// Adds a value.
    #[inline]
    pub(super) fn push(&mut self, point: Point) {
        let before = self.values.len();
        self.columns.push(before, point.column);
        self.units.push(before, point.stamp.unit);
        self.test.push(before, point.test);
        self.series.push(point.series);
        self.rows.push(before, point.row);
        self.values.push(point.value);
        let at = self.narrowed(before, point.stamp.at);
        self.at.push(at);
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
        self.values.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
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
        points.change_times(|stamp| Stamp { unit: Unit::Day, at: stamp.at.saturating_add(1) });
        assert_eq!(points.stamps().map(|stamp| stamp.at).collect::<Vec<_>>(), [2021, far + 1, i64::MAX, -4, 8]);
        assert!(points.stamps().all(|stamp| stamp.unit == Unit::Day));
    }
}
