//! Texts that are compared at once, as they have few bytes.

/// A text of at most [`MOST`] bytes, and how many these are; of a longer one what it hashes to.
pub(super) type Key = u128;

/// Bytes of a text that is its key.
const MOST: usize = 15;
/// In place of the number of bytes, of a text that has more.
const LONG: u8 = u8::MAX;

/// Where a text stands in some bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Part {
    start: u32,
    length: u32,
}

impl Part {
    /// So many bytes from one on.
    pub fn of(start: usize, length: usize) -> Self {
        Self { start: start as u32, length: length as u32 }
    }

    /// Its bytes.
    #[inline]
    pub fn bytes(self, bytes: &[u8]) -> &[u8] {
        &bytes[self.start as usize..][..self.length as usize]
    }

    /// The text, of bytes that were found to be UTF-8 as they were read.
    pub fn text(self, bytes: &[u8]) -> &str {
        std::str::from_utf8(self.bytes(bytes)).unwrap_or_default()
    }

    /// Its first byte.
    #[inline]
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// How many bytes it has.
    #[inline]
    pub fn len(self) -> usize {
        self.length as usize
    }

    /// Whether the same bytes stand at a place behind it.
    #[inline]
    pub fn is_again(self, bytes: &[u8], at: usize) -> bool {
        if let (true, Some(own), Some(other)) = (self.len() <= MOST, word(bytes, self.start as usize), word(bytes, at))
        {
            return (own ^ other) & mask(self.len()) == 0;
        }
        bytes.get(at..at + self.len()) == Some(self.bytes(bytes))
    }
}

/// Sixteen bytes from one on, if there are so many.
#[inline]
fn word(bytes: &[u8], at: usize) -> Option<u128> {
    let sixteen = bytes.get(at..at + 16)?;
    sixteen.try_into().ok().map(u128::from_le_bytes)
}

/// Has the bits of so many bytes, below sixteen.
#[inline]
fn mask(bytes: usize) -> u128 {
    (1 << (8 * bytes)) - 1
}

/// What a text is compared by; none if it is long.
#[inline]
pub(super) fn key(bytes: &[u8], part: Part) -> Option<Key> {
    if part.len() > MOST {
        return None;
    }
    let word = word(bytes, part.start as usize).unwrap_or_else(|| {
        let mut sixteen = [0; 16];
        sixteen[..part.len()].copy_from_slice(part.bytes(bytes));
        u128::from_le_bytes(sixteen)
    });
    Some(word & mask(part.len()) | (part.len() as u128) << (8 * MOST))
}

/// The key of a long text that hashes so.
pub(super) fn long(hash: u64) -> Key {
    u128::from(hash) | u128::from(LONG) << (8 * MOST)
}

/// Whether a key is the whole of its text.
#[inline]
pub(super) fn is_short(key: Key) -> bool {
    key >> (8 * MOST) != u128::from(LONG)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In the middle of a text, and where it ends.
    #[test]
    fn texts_of_one_key_are_the_same() {
        let bytes = "a,b,ab,a\0,,region 1234567,region 12345678,region 1234567,b,a".as_bytes();
        let mut parts = Vec::new();
        for piece in bytes.split(|byte| *byte == b',') {
            parts.push(Part::of(piece.as_ptr() as usize - bytes.as_ptr() as usize, piece.len()));
        }
        for one in &parts {
            for other in &parts {
                let (own, key_of_other) = (key(bytes, *one), key(bytes, *other));
                let same = one.bytes(bytes) == other.bytes(bytes);
                if let (Some(own), Some(key_of_other)) = (own, key_of_other) {
                    assert_eq!(own == key_of_other, same, "{one:?} {other:?}");
                    assert!(is_short(own));
                }
                assert_eq!(own.is_none(), one.len() > 15);
                let begins = bytes[other.start as usize..].starts_with(one.bytes(bytes));
                assert_eq!(one.is_again(bytes, other.start as usize), begins, "{one:?} {other:?}");
            }
        }
        assert!(!is_short(long(7)));
    }
}
