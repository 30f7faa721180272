//! Some rows as columns: numbers by their digits, texts by numbers of their own.

/// The form of a cell that is a text; those of numbers are how many decimals they have.
pub(super) const TEXT: u8 = u8::MAX;
/// Added to the form of a number in quotes.
pub(super) const QUOTED: u8 = 32;

/// Some rows.
#[derive(Debug)]
pub(super) struct Piece {
    pub columns: Vec<Column>,
    pub rows: usize,
    /// The lines of the file above the first row.
    pub above: usize,
    /// By row: lines above it in the piece, where not each row has one.
    pub lines: Option<Vec<u32>>,
    /// How many cells most rows have.
    pub width: usize,
    /// Rows that have another number of cells, and that.
    pub odd: Vec<(u32, u32)>,
}

impl Piece {
    #[inline]
    pub fn width(&self, at: usize) -> usize {
        if self.odd.is_empty() {
            return self.width;
        }
        let found = self.odd.binary_search_by_key(&(at as u32), |(row, _)| *row);
        found.map_or(self.width, |found| self.odd[found].1 as usize)
    }

    pub fn line(&self, at: usize) -> usize {
        self.above + 1 + self.lines.as_ref().map_or(at, |lines| lines[at] as usize)
    }
}

/// The cells of a column in a piece.
#[derive(Debug)]
pub(super) enum Column {
    /// Digits with the number of decimals, or the number of a text.
    Coded { digits: Whole, forms: Forms },
    /// Texts that are seldom the same.
    Plain(Plain),
}

impl Column {
    /// Lets a cell be a text that has a number.
    pub fn set(&mut self, at: usize, number: u32, raw: &str) {
        match self {
            Self::Coded { digits, forms } => {
                digits.set(at, i64::from(number));
                forms.set(at, TEXT, digits.len());
            }
            Self::Plain(plain) => plain.set(at, raw),
        }
    }
}

/// Whole numbers in as few bytes as all of them need.
#[derive(Debug)]
pub(super) enum Whole {
    One(Vec<i8>),
    Two(Vec<i16>),
    Four(Vec<i32>),
    Eight(Vec<i64>),
}

impl Whole {
    pub fn of(numbers: &[i64]) -> Self {
        let (least, most) =
            numbers.iter().fold((0, 0), |(least, most), number| (*number.min(&least), *number.max(&most)));
        if i8::try_from(least).is_ok() && i8::try_from(most).is_ok() {
            Self::One(numbers.iter().map(|number| *number as i8).collect())
        } else if i16::try_from(least).is_ok() && i16::try_from(most).is_ok() {
            Self::Two(numbers.iter().map(|number| *number as i16).collect())
        } else if i32::try_from(least).is_ok() && i32::try_from(most).is_ok() {
            Self::Four(numbers.iter().map(|number| *number as i32).collect())
        } else {
            Self::Eight(numbers.to_vec())
        }
    }

    #[inline]
    pub fn get(&self, at: usize) -> i64 {
        match self {
            Self::One(all) => i64::from(all[at]),
            Self::Two(all) => i64::from(all[at]),
            Self::Four(all) => i64::from(all[at]),
            Self::Eight(all) => all[at],
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::One(all) => all.len(),
            Self::Two(all) => all.len(),
            Self::Four(all) => all.len(),
            Self::Eight(all) => all.len(),
        }
    }

    fn set(&mut self, at: usize, number: i64) {
        match self {
            Self::One(all) if i8::try_from(number).is_ok() => return all[at] = number as i8,
            Self::Two(all) if i16::try_from(number).is_ok() => return all[at] = number as i16,
            Self::Four(all) if i32::try_from(number).is_ok() => return all[at] = number as i32,
            Self::Eight(all) => return all[at] = number,
            Self::One(_) | Self::Two(_) | Self::Four(_) => {}
        }
        let mut all: Vec<i64> = (0..self.len()).map(|at| self.get(at)).collect();
        all[at] = number;
        *self = Self::of(&all);
    }
}

/// What the numbers of cells are.
#[derive(Debug)]
pub(super) enum Forms {
    All(u8),
    Each(Vec<u8>),
}

impl Forms {
    #[inline]
    pub fn get(&self, at: usize) -> u8 {
        match self {
            Self::All(all) => *all,
            Self::Each(each) => each[at],
        }
    }

    fn set(&mut self, at: usize, form: u8, len: usize) {
        if let Self::All(all) = self {
            if *all == form {
                return;
            }
            *self = Self::Each(vec![*all; len]);
        }
        if let Self::Each(each) = self {
            each[at] = form;
        }
    }
}

/// Texts one behind the other.
#[derive(Debug, Default)]
pub(super) struct Plain {
    text: String,
    ends: Vec<u32>,
}

impl Plain {
    pub fn text(&self, at: usize) -> &str {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.text[start..self.ends[at] as usize]
    }

    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len() as u32);
    }

    pub fn shrink_to_fit(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    fn set(&mut self, at: usize, text: &str) {
        let mut changed = Self::default();
        for other in 0..self.ends.len() {
            changed.push(if other == at { text } else { self.text(other) });
        }
        *self = changed;
    }
}
