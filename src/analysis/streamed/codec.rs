//! Numbers as bytes: counts in as few as they need, seven bits in each (LEB128), others as their bits.

/// Writes numbers.
#[derive(Default)]
pub(super) struct Writer(pub Vec<u8>);

impl Writer {
    /// A count.
    pub fn count(&mut self, mut count: u64) {
        while count >= 0x80 {
            self.0.push(count as u8 | 0x80);
            count >>= 7;
        }
        self.0.push(count as u8);
    }

    /// How many counts there are, and the counts.
    pub fn counts(&mut self, counts: impl ExactSizeIterator<Item = u64>) {
        self.count(counts.len() as u64);
        counts.for_each(|count| self.count(count));
    }

    /// A number, bit by bit.
    pub fn number(&mut self, number: f64) {
        self.0.extend(number.to_bits().to_le_bytes());
    }

    /// How many numbers there are, and the numbers.
    pub fn numbers(&mut self, numbers: &[f64]) {
        self.count(numbers.len() as u64);
        for number in numbers {
            self.number(*number);
        }
    }
}

/// Reads what was written; none where bytes end too early or say what cannot be.
pub(super) struct Reader<'a>(pub &'a [u8]);

impl Reader<'_> {
    pub fn count(&mut self) -> Option<u64> {
        let mut count = 0;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            count |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(count);
            }
        }
        None
    }

    pub fn counts(&mut self) -> Option<Vec<u64>> {
        let length = self.length(1)?;
        (0..length).map(|_| self.count()).collect()
    }

    pub fn number(&mut self) -> Option<f64> {
        let (bytes, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(f64::from_bits(u64::from_le_bytes(*bytes)))
    }

    pub fn numbers(&mut self) -> Option<Vec<f64>> {
        let length = self.length(8)?;
        (0..length).map(|_| self.number()).collect()
    }

    /// How many things follow, each of which takes so many bytes at least: no more than there are bytes.
    pub fn length(&mut self, bytes: usize) -> Option<usize> {
        let length = usize::try_from(self.count()?).ok()?;
        (length.checked_mul(bytes)? <= self.0.len()).then_some(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_bit_by_bit() {
        let counts = [0, 1, 127, 128, 300, u64::MAX];
        let numbers = [0.0, -0.0, 1.5, f64::NEG_INFINITY, f64::NAN];
        let mut writer = Writer::default();
        writer.counts(counts.into_iter());
        writer.numbers(&numbers);
        let mut reader = Reader(&writer.0);
        assert_eq!(reader.counts().unwrap(), counts);
        let bits = |numbers: &[f64]| numbers.iter().map(|number| number.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&reader.numbers().unwrap()), bits(&numbers));
        assert!(reader.0.is_empty());
        // 300 = 0b10_0101100.
        let mut writer = Writer::default();
        writer.count(300);
        assert_eq!(writer.0, [0b1010_1100, 0b10]);
    }

    #[test]
    fn what_is_cut_off_or_cannot_be_is_none() {
        let mut writer = Writer::default();
        writer.numbers(&[1.0, 2.0]);
        for length in 0..writer.0.len() {
            assert_eq!(Reader(&writer.0[..length]).numbers(), None);
        }
        assert_eq!(Reader(&[0xff; 11]).count(), None);
        // So many numbers as no memory has.
        assert_eq!(Reader(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]).numbers(), None);
    }
}
