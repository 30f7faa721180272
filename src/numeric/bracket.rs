//! An interval of values that is divided into bins.

/// An interval of values, both ends within, and its bins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bracket {
    /// The least value.
    pub(super) low: f64,
    /// The greatest.
    pub(super) high: f64,
    pub(super) bins: u32,
    /// Bins per unit where they are equally wide; 0 where they divide the numbers that there are.
    scale: f64,
}

impl Bracket {
    /// The values from `low` to `high`, which may be infinite, in bins that are equally wide if that is possible.
    #[must_use]
    pub fn new(low: f64, high: f64, bins: u32) -> Self {
        let scale = f64::from(bins) / (high - low);
        let even = scale.is_finite() && scale > 0.0;
        Self { scale: if even { scale } else { 0.0 }, ..Self::of_numbers(low, high, bins) }
    }

    /// The same in bins of equally many of the numbers that can be written: however values crowd, each is a small part.
    #[must_use]
    pub fn of_numbers(low: f64, high: f64, bins: u32) -> Self {
        // A zero has no sign.
        let (low, high) = (low + 0.0, high + 0.0);
        Self { low, high, bins: if low == high { 1 } else { bins.max(1) }, scale: 0.0 }
    }

    /// Its ends, its bins, and whether they are equally wide: what [`Self::of_parts`] makes it of again.
    #[must_use]
    pub fn parts(&self) -> (f64, f64, u32, bool) {
        (self.low, self.high, self.bins, self.scale > 0.0)
    }

    /// A bracket of its parts.
    #[must_use]
    pub fn of_parts((low, high, bins, even): (f64, f64, u32, bool)) -> Self {
        if even { Self::new(low, high, bins) } else { Self::of_numbers(low, high, bins) }
    }

    /// Whether it is one value.
    pub(super) fn is_single(&self) -> bool {
        self.low == self.high
    }

    /// A bracket with bins of the same kind.
    pub(super) fn alike(self, low: f64, high: f64, bins: u32) -> Self {
        if self.scale > 0.0 { Self::new(low, high, bins) } else { Self::of_numbers(low, high, bins) }
    }

    /// The bin of a value within, which grows with the value.
    pub(super) fn bin(&self, value: f64) -> u32 {
        let place = if self.scale > 0.0 {
            ((value - self.low) * self.scale) as u32
        } else {
            let numbers = u128::from(number(self.high) - number(self.low)) + 1;
            let place = u128::from(number(value) - number(self.low)) * u128::from(self.bins) / numbers;
            place as u32
        };
        place.min(self.bins - 1)
    }

    /// The least and the greatest number of a bin.
    pub(super) fn ends(&self, bin: u32) -> (f64, f64) {
        let (first, last) = (number(self.low), number(self.high));
        // The numbers before the first of a bin: its bins grow with the number.
        let before = |bin: u32| {
            let (mut low, mut high) = (first, last + 1);
            while low < high {
                let middle = low + (high - low) / 2;
                if self.bin(numbered(middle)) < bin { low = middle + 1 } else { high = middle }
            }
            low
        };
        (numbered(before(bin)) + 0.0, numbered(before(bin + 1) - 1) + 0.0)
    }
}

/// Numbers in order: greater ones have greater places, and neighbours follow one another. A zero has no sign.
fn number(value: f64) -> u64 {
    let bits = (value + 0.0).to_bits();
    if bits >> 63 == 0 { bits | 1 << 63 } else { !bits }
}

fn numbered(place: u64) -> f64 {
    f64::from_bits(if place >> 63 == 0 { !place } else { place & !(1 << 63) })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_in_order_and_found_again() {
        let values = [f64::NEG_INFINITY, -1e300, -1.0, -f64::MIN_POSITIVE, 0.0, 5e-324, 1.0, 1e300, f64::INFINITY];
        assert!(values.is_sorted_by(|a, b| number(*a) < number(*b)));
        assert!(values.iter().all(|value| numbered(number(*value)).to_bits() == value.to_bits()));
        assert_eq!(number(-0.0), number(0.0));
        assert_eq!(number(1.0) + 1, number(1.0_f64.next_up()));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn ends_of_bins_touch_and_hold_their_values(
            low in -1e3..1e3f64, width in 0.0..1e3f64, bins in 1u32..70, share in 0.0..=1f64, even in any::<bool>(),
        ) {
            let of = if even { Bracket::new } else { Bracket::of_numbers };
            let bracket = of(low, low + width, bins);
            let value = (low + share * width).min(low + width);
            let (first, last) = bracket.ends(bracket.bin(value));
            prop_assert!(first <= value && value <= last);
            prop_assert_eq!(bracket.bin(first), bracket.bin(value));
            prop_assert_eq!(bracket.bin(last), bracket.bin(value));
            prop_assert!(first == bracket.low || bracket.bin(first.next_down()) < bracket.bin(value));
            prop_assert!(last == bracket.high || bracket.bin(last.next_up()) > bracket.bin(value));
        }
    }
}
