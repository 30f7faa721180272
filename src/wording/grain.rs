//! How finely numbers are written that stand together: with as many digits as tell them apart.

use super::number::{decimals, significant};

/// The digits of numbers that stand together, in one cell of a table or in one sentence.
///
/// A number alone has a few significant digits and no zeros behind them. Beside another from which these would not tell it apart, both
/// are written to the same place, with the zeros that this takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grain {
    digits: usize,
    /// The power of ten to which all are written, if their digits are not enough.
    place: Option<i32>,
}

/// No number has more digits than this, however close another is.
const MOST: i32 = 8;
/// Numbers that lie closer together, as a part of the greater, differ by rounding alone.
const ROUNDING: f64 = 1e-9;

/// Whether the ends of a range are the same number, but for rounding.
#[must_use]
pub fn is_certain(low: f64, high: f64) -> bool {
    low == high || (high - low).abs() <= ROUNDING * low.abs().max(high.abs())
}

/// The power of ten of the first digit.
fn first_place(value: f64) -> i32 {
    value.abs().log10().floor() as i32
}

impl Grain {
    /// Numbers with so many significant digits.
    #[must_use]
    pub const fn digits(digits: usize) -> Self {
        Self { digits, place: None }
    }

    /// As many digits more, if any, as show so many digits of what lies between two numbers, at most eight in all.
    #[must_use]
    pub fn apart(self, one: f64, other: f64, digits: i32) -> Self {
        let (gap, size) = ((one - other).abs(), one.abs().max(other.abs()));
        if !gap.is_normal() || !size.is_finite() || is_certain(one, other) {
            return self;
        }
        // A gap of a tenth may come out a little less.
        let place = (first_place(gap * (1.0 + ROUNDING)) - digits + 1).max(first_place(size) - MOST + 1);
        let enough = place > first_place(size) - self.digits as i32;
        let place = if enough { self.place } else { Some(self.place.map_or(place, |own| own.min(place))) };
        Self { place, ..self }
    }

    /// The digits of a range: two of its width.
    #[must_use]
    pub fn range(self, low: f64, high: f64) -> Self {
        self.apart(low, high, 2)
    }

    /// Whether the digits of a number alone are not enough.
    #[must_use]
    pub fn is_fine(self) -> bool {
        self.place.is_some()
    }

    /// How many significant digits a number of them has.
    #[must_use]
    pub fn digits_of(self, value: f64) -> usize {
        self.place.map_or(self.digits, |place| (first_place(value) - place + 1).max(1) as usize)
    }

    /// A number of them.
    #[must_use]
    pub fn write(self, value: f64) -> String {
        const WORDS: [(i32, &str); 3] = [(12, "\u{a0}trn"), (9, "\u{a0}bn"), (6, "\u{a0}mn")];
        let Some(place) = self.place else { return significant(value, self.digits) };
        if !value.is_finite() || value == 0.0 {
            return decimals(value, (-place).max(0) as usize);
        }
        if !(1e-4..1e15).contains(&value.abs()) {
            return significant(value, self.digits_of(value));
        }
        // What is rounded up to a million is one.
        let rounded = if place > 0 { (value / 10_f64.powi(place)).round() * 10_f64.powi(place) } else { value };
        let (scale, word) =
            WORDS.into_iter().find(|(scale, _)| rounded.abs() >= 10_f64.powi(*scale)).unwrap_or((0, ""));
        format!("{}{word}", decimals(rounded / 10_f64.powi(scale), (scale - place).max(0) as usize))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_shows_two_digits_of_its_width() {
        for (low, median, high, expected) in [
            // Three digits are enough: nothing changes.
            (38.04, 57.31, 66.32, "57.3 (38–66.3)"),
            (3.0, 50.0, 12_345.0, "50 (3–12,300)"),
            (0.48, 0.5, 0.52, "0.5 (0.48–0.52)"),
            // They are not: all have the same decimals, zeros and all.
            (1012.41, 1013.4, 1014.39, "1,013.4 (1,012.4–1,014.4)"),
            (2003.7, 2005.0, 2006.3, "2,005.0 (2,003.7–2,006.3)"),
            (0.997_12, 0.997_5, 0.998_04, "0.99750 (0.99712–0.99804)"),
            (-5000.4, -5000.0, -4999.6, "−5,000.00 (−5,000.40 to −4,999.60)"),
            (1.012_41e6, 1.0134e6, 1.014_39e6, "1.0134 mn (1.0124 mn–1.0144 mn)"),
            (123_000.0, 123_456.0, 124_000.0, "123,500 (123,000–124,000)"),
            (4.1234e-9, 4.1238e-9, 4.1242e-9, "4.1238 × 10⁻⁹ (4.1234 × 10⁻⁹–4.1242 × 10⁻⁹)"),
            // Eight digits at most.
            (1000.0, 1_000.000_005, 1_000.000_01, "1,000.0000 (1,000.0000–1,000.0000)"),
        ] {
            let grain = Grain::digits(3).range(low, high);
            let [from, to] = [low, high].map(|end| grain.write(end));
            let joint = if low < 0.0 { " to " } else { "–" };
            let text = format!("{} ({from}{joint}{to})", grain.write(median)).replace('\u{a0}', " ");
            assert_eq!(text, expected);
        }
    }

    #[test]
    fn numbers_are_told_from_goals_and_never_by_rounding() {
        for (value, goal, expected) in [
            (1013.4, 1013.0, "1,013.4"),
            (1013.0 + 1e-9, 1013.0, "1,010"),
            (99.97, 100.0, "99.97"),
            (57.3, 70.0, "57.3"),
            (f64::NAN, 1.0, "n/a"),
            (0.0, 1e-320, "0"),
        ] {
            assert_eq!(Grain::digits(3).apart(value, goal, 1).write(value), expected, "{value} {goal}");
        }
        assert!(is_certain(0.1 + 0.2, 0.3) && is_certain(0.0, 0.0) && !is_certain(0.0, 1e-12));
        // What is coarser takes nothing away.
        let fine = Grain::digits(3).apart(1013.4, 1013.37, 1).apart(1013.4, 1012.0, 1);
        assert_eq!(fine.write(1013.4), "1,013.40");
    }
}
