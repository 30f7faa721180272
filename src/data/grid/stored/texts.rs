//! The texts that stand in a column, each once.

use std::hash::BuildHasher;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::unquoted;

/// No text.
const NONE: u32 = u32::MAX;

/// Texts of a column with their numbers.
#[derive(Debug, Default)]
pub(super) struct Texts {
    pub all: Vec<Arc<str>>,
    /// By text: the first that says the same, with quotes or without.
    pub says: Vec<u32>,
    /// The one that says nothing, if it is there.
    pub blank: Option<u32>,
    /// Where texts are found by what they hash to, from a place on: half of a hash and the number. There are twice as many places as
    /// texts, and a power of two.
    places: Vec<(u32, u32)>,
    state: RandomState,
    /// The number that was given last.
    last: u32,
    /// Cells that were numbered.
    cells: usize,
    /// Whether texts are so many and so seldom the same that none is numbered any more.
    many: bool,
}

impl Texts {
    /// The numbers of the texts of so many cells; none if there are more than so many, and most stand in no other cell.
    pub fn numbers<'a>(&mut self, texts: impl Iterator<Item = &'a str>, cells: usize, most: usize) -> Option<Vec<u32>> {
        if self.many {
            return None;
        }
        let numbers = texts.map(|text| self.next(text)).collect();
        self.cells += cells;
        self.many = self.all.len() > most && self.all.len() * 2 > self.cells;
        Some(numbers)
    }

    /// The number of a text; most often it is the one that came behind the last text before.
    fn next(&mut self, text: &str) -> u32 {
        let expected = self.last as usize + 1;
        let follows = self.all.get(expected).is_some_and(|other| **other == *text);
        self.last = if follows { expected as u32 } else { self.number(text) };
        self.last
    }

    /// The number of a text, which is added if it is not there.
    pub fn number(&mut self, text: &str) -> u32 {
        if self.places.len() < 2 * (self.all.len() + 1) {
            self.spread();
        }
        let hash = self.state.hash_one(text);
        let mut place = self.place(hash);
        while let (half, number) = self.places[place]
            && number != NONE
        {
            if half == half_of(hash) && *self.all[number as usize] == *text {
                return number;
            }
            place = (place + 1) & (self.places.len() - 1);
        }
        let number = self.all.len() as u32;
        self.places[place] = (half_of(hash), number);
        self.all.push(Arc::from(text));
        self.says.push(number);
        if text.is_empty() {
            self.blank = Some(number);
        }
        if text.starts_with('"') {
            // What it says without quotes has a number of its own.
            let says = self.number(&unquoted(text));
            self.says[number as usize] = says;
        }
        number
    }

    /// Where a text that hashes so is looked for first.
    fn place(&self, hash: u64) -> usize {
        hash as usize & (self.places.len() - 1)
    }

    /// Spreads texts over twice as many places.
    fn spread(&mut self) {
        let count = (2 * self.places.len()).max(16);
        self.places = vec![(0, NONE); count];
        for (number, text) in self.all.iter().enumerate() {
            let hash = self.state.hash_one(&**text);
            let mut place = hash as usize & (count - 1);
            while self.places[place].1 != NONE {
                place = (place + 1) & (count - 1);
            }
            self.places[place] = (half_of(hash), number as u32);
        }
    }
}

/// The half of a hash that does not say where its text is looked for first, unless there are very many.
fn half_of(hash: u64) -> u32 {
    (hash >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_has_one_number() {
        let mut texts = Texts::default();
        let all: Vec<String> = (0..5000).map(|at| format!("{}", at * at % 3001)).collect();
        let mut known: Vec<&String> = Vec::new();
        for text in &all {
            let expected = known.iter().position(|other| *other == text).unwrap_or_else(|| {
                known.push(text);
                known.len() - 1
            });
            assert_eq!(texts.number(text), expected as u32, "{text}");
        }
        assert!(known.iter().zip(&texts.all).all(|(known, text)| known.as_str() == &**text));
        assert_eq!((texts.all.len(), texts.blank), (known.len(), None));
        // What is in quotes says what another says.
        let [quoted, plain, empty] = ["\"a\"", "a", ""].map(|text| texts.number(text));
        assert_eq!((texts.says[quoted as usize], texts.says[plain as usize]), (plain, plain));
        assert_eq!(texts.blank, Some(empty));
    }

    #[test]
    fn texts_that_are_seldom_the_same_are_numbered_no_more() {
        let all: Vec<String> = (0..100).map(|at| at.to_string()).collect();
        let all = || all.iter().map(String::as_str);
        let same: Vec<u32> = (0..100).collect();
        let (mut often, mut seldom) = (Texts::default(), Texts::default());
        for _ in 0..3 {
            assert_eq!(often.numbers(all(), 200, 90), Some(same.clone()));
        }
        assert_eq!(seldom.numbers(all().take(90), 90, 90), Some(same[..90].to_vec()));
        assert_eq!(seldom.numbers(all(), 80, 90), Some(same.clone()), "they are known to be too many behind these");
        assert_eq!(seldom.numbers(all(), 100, 90), None);
    }
}
