//! The texts that stand in a column, each once.

use std::hash::BuildHasher;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::short::{self, Key, Part};
use super::unquoted;

/// No text.
const NONE: u32 = u32::MAX;
/// So many texts are looked for together: what they wait for in memory they wait for at the same time.
const TOGETHER: usize = 32;

/// Texts of a column with their numbers.
#[derive(Debug, Default)]
pub(super) struct Texts {
    pub all: Vec<Arc<str>>,
    /// By text: the first that says the same, with quotes or without.
    pub says: Vec<u32>,
    /// The one that says nothing, if it is there.
    pub blank: Option<u32>,
    /// By text: what it is compared by, as long as texts are looked for.
    keys: Vec<Key>,
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
    /// The numbers of texts that stand in some bytes, of so many cells; none if there are more than so many, and most stand in no
    /// other cell.
    pub fn numbers(&mut self, bytes: &[u8], parts: &[Part], cells: usize, most: usize) -> Option<Vec<u32>> {
        if self.many {
            return None;
        }
        let mut numbers = Vec::with_capacity(parts.len());
        while let Some(part) = parts.get(numbers.len()) {
            // Most often a text is the one that came behind the last before.
            if self.follows(bytes, *part) {
                self.last += 1;
                numbers.push(self.last);
                continue;
            }
            let some = &parts[numbers.len()..(numbers.len() + TOGETHER).min(parts.len())];
            for (part, (key, found)) in some.iter().zip(self.find(bytes, some)) {
                self.last = if found == NONE { self.put(key, || part.text(bytes)) } else { found };
                numbers.push(self.last);
            }
        }
        self.cells += cells;
        self.many = self.all.len() > most && self.all.len() * 2 > self.cells;
        Some(numbers)
    }

    /// Whether a part of some bytes is the text behind the one that was found last.
    #[inline]
    fn follows(&self, bytes: &[u8], part: Part) -> bool {
        let expected = self.last as usize + 1;
        let Some(key) = self.keys.get(expected) else { return false };
        match short::key(bytes, part) {
            Some(short) => *key == short,
            None => self.all[expected].as_bytes() == part.bytes(bytes),
        }
    }

    /// What some parts of bytes are compared by, with the numbers of most that are there; of others [`NONE`].
    fn find(&mut self, bytes: &[u8], parts: &[Part]) -> [(Key, u32); TOGETHER] {
        self.make_room();
        let mut found = [(0, NONE); TOGETHER];
        for ((key, _), part) in found.iter_mut().zip(parts) {
            *key = short::key(bytes, *part).unwrap_or_else(|| self.long(part.bytes(bytes)));
        }
        let (mask, mut hashes) = (self.places.len() - 1, [0; TOGETHER]);
        for (hash, (key, _)) in hashes.iter_mut().zip(&found[..parts.len()]) {
            *hash = self.hash(*key);
        }
        for ((_, number), hash) in found[..parts.len()].iter_mut().zip(hashes) {
            let place = hash as usize & mask;
            let ((first, one), (second, other)) = (self.places[place], self.places[(place + 1) & mask]);
            let behind = if second == half_of(hash) { other } else { NONE };
            *number = if first == half_of(hash) { one } else { behind };
        }
        for ((key, number), part) in found.iter_mut().zip(parts) {
            let is_it = *number != NONE
                && self.keys[*number as usize] == *key
                && (short::is_short(*key) || self.all[*number as usize].as_bytes() == part.bytes(bytes));
            *number = if is_it { *number } else { NONE };
        }
        found
    }

    /// The number of a text, which is added if it is not there.
    pub fn number(&mut self, text: &str) -> u32 {
        let key = self.key(text);
        self.put(key, || text)
    }

    /// The same with what it is compared by.
    fn put<'a>(&mut self, key: Key, text: impl Fn() -> &'a str) -> u32 {
        self.make_room();
        let hash = self.hash(key);
        let mut place = hash as usize & (self.places.len() - 1);
        while let (half, number) = self.places[place]
            && number != NONE
        {
            let is_it = half == half_of(hash) && self.keys[number as usize] == key;
            if is_it && (short::is_short(key) || *self.all[number as usize] == *text()) {
                return number;
            }
            place = (place + 1) & (self.places.len() - 1);
        }
        let (number, text) = (self.all.len() as u32, text());
        self.places[place] = (half_of(hash), number);
        self.all.push(Arc::from(text));
        self.keys.push(key);
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

    /// Gives back what is needed only to find texts; it is made again where that is asked for.
    pub fn settle(&mut self) {
        (self.keys, self.places) = (Vec::new(), Vec::new());
    }

    /// What a text is compared by.
    fn key(&self, text: &str) -> Key {
        let bytes = text.as_bytes();
        short::key(bytes, Part::of(0, bytes.len())).unwrap_or_else(|| self.long(bytes))
    }

    /// The same of one that is long.
    fn long(&self, text: &[u8]) -> Key {
        short::long(self.state.hash_one(text))
    }

    #[inline]
    fn hash(&self, key: Key) -> u64 {
        self.state.hash_one(key)
    }

    /// Makes room for one more text, by spreading all over twice as many places.
    #[inline]
    fn make_room(&mut self) {
        if self.places.len() < 2 * (self.all.len() + TOGETHER) {
            self.spread();
        }
    }

    fn spread(&mut self) {
        if self.keys.len() < self.all.len() {
            self.keys = self.all.iter().map(|text| self.key(text)).collect();
        }
        let count = (2 * (self.all.len() + TOGETHER)).next_power_of_two();
        self.places = vec![(0, NONE); count];
        for (number, key) in self.keys.iter().enumerate() {
            let hash = self.hash(*key);
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
        let bytes = all.concat();
        let parts: Vec<Part> = all
            .iter()
            .scan(0, |end, text| {
                *end += text.len();
                Some(Part::of(*end - text.len(), text.len()))
            })
            .collect();
        let same: Vec<u32> = (0..100).collect();
        let (mut often, mut seldom) = (Texts::default(), Texts::default());
        for _ in 0..3 {
            assert_eq!(often.numbers(bytes.as_bytes(), &parts, 200, 90), Some(same.clone()));
        }
        assert_eq!(seldom.numbers(bytes.as_bytes(), &parts[..90], 90, 90), Some(same[..90].to_vec()));
        assert_eq!(
            seldom.numbers(bytes.as_bytes(), &parts, 80, 90),
            Some(same.clone()),
            "they are known to be too many behind these"
        );
        assert_eq!(seldom.numbers(bytes.as_bytes(), &parts, 100, 90), None);
    }
}
