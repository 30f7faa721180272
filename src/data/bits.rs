//! What of many things was seen, a bit for each.

const BITS: usize = u64::BITS as usize;

/// Bits, none of them set at first.
#[derive(Debug)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    /// So many.
    pub fn new(count: usize) -> Self {
        Self(vec![0; count.div_ceil(BITS)])
    }

    /// Sets one; whether it was not set yet.
    ///
    /// # Panics
    /// There are not so many.
    #[inline]
    pub fn set(&mut self, at: usize) -> bool {
        let (word, bit) = (&mut self.0[at / BITS], 1 << (at % BITS));
        let fresh = *word & bit == 0;
        *word |= bit;
        fresh
    }

    /// How many are set.
    pub fn count(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_set_once() {
        let mut bits = Bits::new(130);
        let set = [0, 63, 64, 129, 64, 0].map(|at| bits.set(at));
        assert_eq!((set, bits.count()), ([true, true, true, true, false, false], 4));
    }
}
