//! Where values stand and what they have in common, in little room.

/// Rows of values, of which each most often has as many as the one above it.
#[derive(Debug, Default)]
pub(super) struct Rows(Vec<Run>);

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
    pub fn push(&mut self, place: usize, row: u32) {
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
    pub fn extend(&mut self, place: usize, rows: &[u32], each: usize) {
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
    pub fn get(&self, place: usize) -> u32 {
        let place = place as u32;
        let run = if self.0.len() == 1 { 0 } else { self.0.partition_point(|run| run.first <= place) - 1 };
        self.0[run].row(place)
    }
}

/// What is most often the same for all.
#[derive(Debug)]
pub(super) enum Same<T> {
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
    pub fn push(&mut self, before: usize, item: T) {
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
    pub fn extend(&mut self, before: usize, item: T, count: usize) {
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
    pub fn get(&self, index: usize) -> T {
        match self {
            Self::All(Some(all)) => *all,
            Self::All(None) => unreachable!("nothing was added"),
            Self::Each(each) => each[index],
        }
    }
}

/// The columns of values: one for all, or the same in every row.
#[derive(Debug)]
pub(super) enum Columns {
    /// In turn: so many values of a row.
    Turn(Vec<u32>),
    Each(Vec<u32>),
}

impl Default for Columns {
    fn default() -> Self {
        Self::Turn(Vec::new())
    }
}

impl Columns {
    /// Adds what comes after so many.
    #[inline]
    pub fn push(&mut self, before: usize, column: u32) {
        match self {
            Self::Turn(turn) if turn.is_empty() => turn.push(column),
            Self::Turn(turn) if turn[before % turn.len()] == column => {}
            Self::Turn(_) => self.each(before).push(column),
            Self::Each(each) => each.push(column),
        }
    }

    /// Adds the columns of so many rows.
    pub fn extend(&mut self, before: usize, columns: &[usize], rows: usize) {
        let columns: Vec<u32> = columns.iter().map(|column| *column as u32).collect();
        match self {
            Self::Turn(turn) if turn.is_empty() => *turn = columns,
            Self::Turn(turn) if *turn == columns && before.is_multiple_of(columns.len()) => {}
            _ => {
                let each = self.each(before);
                (0..rows).for_each(|_| each.extend_from_slice(&columns));
            }
        }
    }

    /// Lists them one by one.
    fn each(&mut self, before: usize) -> &mut Vec<u32> {
        if let Self::Turn(turn) = self {
            *self = Self::Each(turn.iter().copied().cycle().take(before).collect());
        }
        match self {
            Self::Each(each) => each,
            Self::Turn(_) => unreachable!("they were listed"),
        }
    }

    #[inline]
    pub fn get(&self, index: usize) -> u32 {
        match self {
            Self::Turn(turn) => turn[index % turn.len()],
            Self::Each(each) => each[index],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_those_that_were_put_in() {
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
    }

    #[test]
    fn columns_are_those_that_were_put_in() {
        let mut expected: Vec<u32> = Vec::new();
        let mut found = Columns::default();
        let is_same = |found: &Columns, expected: &[u32]| {
            expected.iter().enumerate().all(|(at, column)| found.get(at) == *column)
        };
        for _ in 0..3 {
            found.extend(expected.len(), &[2, 3, 5], 4);
            expected.extend([2, 3, 5].repeat(4));
        }
        assert!(is_same(&found, &expected) && matches!(found, Columns::Turn(_)), "{found:?}");
        for column in [2, 3, 5, 2, 5] {
            found.push(expected.len(), column);
            expected.push(column);
        }
        found.extend(expected.len(), &[7, 8], 2);
        expected.extend([7, 8, 7, 8]);
        assert!(is_same(&found, &expected) && matches!(found, Columns::Each(_)), "{found:?}");
        let mut one = Columns::default();
        (0..5).for_each(|before| one.push(before, 4));
        one.push(5, 6);
        assert!(is_same(&one, &[4, 4, 4, 4, 4, 6]));
    }
}
