//! Axes: round ticks, and where a value falls in pixels.

use crate::wording::number;
use crate::wording::unit::Unit;

/// Maps values to pixels, linearly or by their logarithm.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
    log: bool,
}

impl Scale {
    /// Maps `low` to pixel `from` and `high` to pixel `to`; a range without extent maps to the middle.
    #[must_use]
    pub fn new(low: f64, high: f64, from: f64, to: f64, log: bool) -> Self {
        Self { low, high, from, to, log }
    }

    /// The pixel of a value.
    #[must_use]
    pub fn at(&self, value: f64) -> f64 {
        let share = if self.log {
            (value / self.low).ln() / (self.high / self.low).ln()
        } else {
            (value - self.low) / (self.high - self.low)
        };
        let share = if share.is_finite() { share } else { 0.5 };
        // What lies far outside is cut by the edge of the picture, and must not overflow its coordinates.
        self.from + share.clamp(-1.0, 2.0) * (self.to - self.from)
    }
}

/// The axis of values: its ends and its ticks, in the numbers of the chart.
#[derive(Debug, Clone, PartialEq)]
pub struct ValueAxis {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Ticks, ascending.
    pub ticks: Vec<f64>,
    /// Distance of linear ticks.
    step: f64,
    /// Logarithmic.
    pub log: bool,
}

impl ValueAxis {
    /// A linear axis around values from `low` to `high` with about `count` ticks.
    ///
    /// Values of one sign are shown from zero unless their range is less than a quarter of their size; shares (in
    /// per cent, at most 100) do not get an axis beyond 100 %. Shares and points always are.
    #[must_use]
    pub fn linear(low: f64, high: f64, unit: &Unit, count: usize) -> Self {
        let (low, high) = (low.min(high), high.max(low));
        let size = low.abs().max(high.abs());
        // All zeros, or nothing finite.
        if !(size.is_finite() && size > 1e-300) {
            return Self::steps(0.0, 1.0, 0.5);
        }
        let from_zero = high - low >= 0.25 * size || unit.suffix.contains('%') || unit.words.starts_with("points");
        let (mut bottom, mut top) = (low, high);
        // Of values that differ by rounding alone a change would be drawn that is none.
        if from_zero || high - low <= 1e-12 * size {
            (bottom, top) = (low.min(0.0), high.max(0.0));
        }
        let step = nice_step((top - bottom) / count.max(1) as f64);
        // A little room, lest a line runs along the edge.
        let room = 0.02 * (top - bottom);
        let whole = unit.suffix.contains('%') && low >= 0.0 && high <= 100.0 + 1e-9;
        top = ((if top == 0.0 { top } else { top + room }) / step).ceil() * step;
        bottom = ((if bottom == 0.0 { bottom } else { bottom - room }) / step).floor() * step;
        if whole {
            top = top.min(100.0_f64.max(step));
        }
        Self::steps(bottom, top, step)
    }

    /// A linear axis just around values with about `count` ticks; zero has no part in it.
    #[must_use]
    pub fn around(low: f64, high: f64, count: usize) -> Self {
        let size = low.abs().max(high.abs());
        if !(size.is_finite() && high - low > 1e-12 * size) {
            let half = if size.is_finite() && size > 1e-300 { size / 2.0 } else { 0.5 };
            let middle = if size.is_finite() { low } else { 0.0 };
            return Self::around_range(middle - half, middle + half, count);
        }
        Self::around_range(low, high, count)
    }

    fn around_range(low: f64, high: f64, count: usize) -> Self {
        let step = nice_step((high - low) / count.max(1) as f64);
        Self::steps((low / step + 1e-9).floor() * step, (high / step - 1e-9).ceil() * step, step)
    }

    fn steps(low: f64, high: f64, step: f64) -> Self {
        let first = (low / step).round();
        let count = ((high - low) / step + 1e-6).floor().clamp(0.0, 50.0) as usize;
        let ticks = (0..=count).map(|index| (first + index as f64) * step).collect();
        Self { low, high, ticks, step, log: false }
    }

    /// A logarithmic axis around positive values from `low` to `high`, or nothing if a value is not positive.
    #[must_use]
    pub fn logarithmic(low: f64, high: f64) -> Option<Self> {
        if !(low > 1e-300 && high >= low && high < 1e300) {
            return None;
        }
        let (first, last) = (low.log10().floor() as i32, high.log10().ceil() as i32);
        let decades = last - first;
        let within: &[f64] = match high.log10() - low.log10() {
            ..=2.2 => &[1.0, 2.0, 5.0],
            ..=3.2 => &[1.0, 3.0],
            _ => &[1.0],
        };
        let every = (decades / 8 + 1) as usize;
        let ticks: Vec<f64> = (first - 1..=last)
            .step_by(every)
            .flat_map(|decade| within.iter().map(move |part| part * 10_f64.powi(decade)))
            .collect();
        let bottom = ticks.iter().copied().filter(|tick| *tick <= low).fold(10_f64.powi(first - 1), f64::max);
        let top = ticks
            .iter()
            .copied()
            .filter(|tick| *tick >= high * (1.0 - 1e-12) && *tick > bottom)
            .fold(10_f64.powi(last.max(first + 1)), f64::min);
        let ticks = ticks.into_iter().filter(|tick| (bottom..=top).contains(tick)).collect();
        Some(Self { low: bottom, high: top, ticks, step: 0.0, log: true })
    }

    /// The text of a tick.
    #[must_use]
    pub fn tick(&self, value: f64, unit: &Unit) -> String {
        let text = if self.log || !(1e-4..1e15).contains(&self.step) {
            number::significant(value, 3)
        } else {
            number::decimals(value, places(self.step))
        };
        unit.plain(text) + unit.suffix
    }

    /// The number of a label: ten times as fine as the ticks; large numbers are rounded to a hundredth of a tick, or to three digits
    /// where these are as fine as a tenth of one. What would have fewer than two digits has two of its own, as it has in a title.
    #[must_use]
    pub fn number(&self, value: f64) -> String {
        if self.log || !(1e-4..1e15).contains(&self.step) {
            return number::significant(value, 3);
        }
        let least = 1e-9 * self.low.abs().max(self.high.abs());
        if value.abs() <= least {
            return "0".to_owned();
        }
        // Of thousands three digits are enough, if that is as fine as a tenth of a tick.
        let [tenth, third] = [self.step / 10.0, value.abs() / 100.0].map(|size| 10_f64.powf(size.log10().floor()));
        let grain = self.grain().max(tenth.min(third));
        // Three from a hundred on.
        let enough = if value.abs() < 100.0 { 9.95 } else { 99.95 };
        if value.abs() < enough * grain {
            return number::figure(value);
        }
        let value = if grain > 1.0 { (value / grain).round() * grain } else { value };
        number::decimals(value, places(self.step / 10.0))
    }

    /// What numbers of labels are rounded to, if that leaves two digits.
    fn grain(&self) -> f64 {
        let large = 10_f64.powf((self.step / 100.0).log10().floor());
        if large > 1.0 { large } else { 10_f64.powi(-(places(self.step / 10.0) as i32)) }
    }

    /// Whether a bar or layer of this height cannot be seen.
    #[must_use]
    pub fn is_nothing(&self, value: f64) -> bool {
        !self.log && value.abs() < self.grain() / 2.0
    }

    /// What a subtitle says of an axis without zero, on which heights are no sizes: `the axis begins at 95`. Nothing of one with it,
    /// and of a logarithmic one.
    #[must_use]
    pub fn beginning(&self, unit: &Unit) -> String {
        match (self.low, self.high) {
            _ if self.log => String::new(),
            (low, _) if low > 0.0 => format!("the axis begins at {}", self.tick(low, unit)),
            (_, high) if high < 0.0 => format!("the axis ends at {}", self.tick(high, unit)),
            _ => String::new(),
        }
    }

    /// A number with its unit sign: `57 %`.
    #[must_use]
    pub fn value(&self, value: f64, unit: &Unit) -> String {
        unit.plain(self.number(value)) + unit.suffix
    }

    /// A range: `38–66 %`; of two numbers that are written the same, that number.
    #[must_use]
    pub fn range(&self, low: f64, high: f64, unit: &Unit) -> String {
        if self.number(low) == self.number(high) {
            return self.value(low, unit);
        }
        let joint = if low < 0.0 { "\u{a0}to\u{a0}" } else { "–" };
        unit.plain(format!("{}{joint}{}", self.number(low), self.number(high))) + unit.suffix
    }
}

/// Decimals that tell apart multiples of a step.
fn places(step: f64) -> usize {
    (-step.log10() - 1e-9).ceil().clamp(0.0, 12.0) as usize
}

/// The least of 1, 2, 5, 10, … that is at least `rough`.
fn nice_step(rough: f64) -> f64 {
    if !(rough.is_finite() && rough > 1e-300) {
        return 1.0;
    }
    let decade = 10_f64.powf(rough.log10().floor());
    let part = rough / decade;
    let nice = [1.0, 2.0, 5.0].into_iter().find(|nice| part <= nice * (1.0 + 1e-9)).unwrap_or(10.0);
    nice * decade
}

/// Years to label between two dates, at most `most`: the closest multiples of a round step, of which the next coarser ones are
/// taken if they label both ends and the closest neither. Parts of a year are labelled in a short time that is not of whole years
/// alone.
#[must_use]
pub fn years(from: f64, to: f64, whole: bool, most: usize) -> Vec<f64> {
    let span = to - from;
    if !span.is_finite() {
        return Vec::new();
    }
    let parts = [0.25, 0.5].into_iter().filter(|_| span <= 2.5 && !whole);
    let round = (0..7).flat_map(|decade| [1.0, 2.0, 5.0].map(|part| part * 10_f64.powi(decade)));
    let mut steps = parts.chain(round).map(|step| multiples(from, to, step));
    let Some(closest) = steps.find(|years| years.len() <= most.max(1)) else { return Vec::new() };
    let is_at = |year: Option<&f64>, end: f64| year.is_some_and(|year| (year - end).abs() < 1e-6);
    let coarser = steps.next().filter(|years| is_at(years.first(), from) && is_at(years.last(), to));
    match coarser {
        Some(coarser) if !is_at(closest.first(), from) && !is_at(closest.last(), to) => coarser,
        _ => closest,
    }
}

/// The multiples of a step from one number to another; a hair outside counts as inside.
fn multiples(from: f64, to: f64, step: f64) -> Vec<f64> {
    let first = (from / step - 1e-9).ceil();
    let count = ((to / step + 1e-9).floor() - first).clamp(-1.0, 1000.0) as i32;
    (0..=count).map(|index| (first + f64::from(index)) * step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plain() -> Unit {
        Unit::new("robot", 0.0, 10.0)
    }

    fn percent() -> Unit {
        Unit::new("1", 0.0, 1.0)
    }

    #[test]
    fn linear_ticks() {
        let cases: [(f64, f64, Unit, &[f64]); 10] = [
            (25.0, 92.0, percent(), &[0.0, 20.0, 40.0, 60.0, 80.0, 100.0]),
            (0.0, 100.0, percent(), &[0.0, 20.0, 40.0, 60.0, 80.0, 100.0]),
            (0.0, 87.0, plain(), &[0.0, 20.0, 40.0, 60.0, 80.0, 100.0]),
            (-30.0, 45.0, plain(), &[-40.0, -20.0, 0.0, 20.0, 40.0, 60.0]),
            (-30.0, -5.0, plain(), &[-40.0, -30.0, -20.0, -10.0, 0.0]),
            (996.0, 1004.0, plain(), &[994.0, 996.0, 998.0, 1000.0, 1002.0, 1004.0, 1006.0]),
            (0.0, 0.0, plain(), &[0.0, 0.5, 1.0]),
            (7.0, 7.0, plain(), &[0.0, 2.0, 4.0, 6.0, 8.0]),
            (7.0, 7.000_000_000_000_001, plain(), &[0.0, 2.0, 4.0, 6.0, 8.0]),
            (0.0, f64::INFINITY, plain(), &[0.0, 0.5, 1.0]),
        ];
        for (low, high, unit, expected) in cases {
            let axis = ValueAxis::linear(low, high, &unit, 5);
            assert_eq!(axis.ticks, expected, "{low} {high}");
        }
    }

    #[test]
    fn an_axis_without_zero_is_said_to_be_one() {
        for (low, high, unit, expected) in [
            (996.0, 1004.0, plain(), "the axis begins at 994"),
            (-104.0, -96.0, plain(), "the axis ends at −94"),
            (25.0, 92.0, plain(), ""),
            (90.0, 92.0, percent(), ""),
            (-30.0, 45.0, plain(), ""),
        ] {
            assert_eq!(ValueAxis::linear(low, high, &unit, 5).beginning(&unit), expected, "{low} {high}");
        }
        assert_eq!(ValueAxis::logarithmic(2.0, 2000.0).expect("an axis").beginning(&plain()), "");
    }

    #[test]
    fn ticks_just_around() {
        let cases: [(f64, f64, &[f64]); 5] = [
            (41.0, 68.0, &[40.0, 50.0, 60.0, 70.0]),
            (-3.0, 7.0, &[-4.0, -2.0, 0.0, 2.0, 4.0, 6.0, 8.0]),
            (10.0, 20.0, &[10.0, 12.0, 14.0, 16.0, 18.0, 20.0]),
            (8.0, 8.0, &[4.0, 6.0, 8.0, 10.0, 12.0]),
            (0.0, 0.0, &[-0.6, -0.4, -0.2, 0.0, 0.2, 0.4, 0.6]),
        ];
        for (low, high, expected) in cases {
            let ticks = ValueAxis::around(low, high, 5).ticks;
            assert_eq!(ticks.len(), expected.len(), "{low} {high}: {ticks:?}");
            assert!(ticks.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{low} {high}: {ticks:?}");
        }
    }

    #[test]
    fn logarithmic_ticks() {
        let cases: [(f64, f64, Option<&[f64]>); 5] = [
            (3.0, 40.0, Some(&[2.0, 5.0, 10.0, 20.0, 50.0])),
            (1.0, 1.0, Some(&[1.0, 2.0])),
            (0.5, 90_000.0, Some(&[0.1, 1.0, 10.0, 100.0, 1000.0, 10_000.0, 100_000.0])),
            (0.0, 5.0, None),
            (-1.0, 5.0, None),
        ];
        for (low, high, expected) in cases {
            let ticks = ValueAxis::logarithmic(low, high).map(|axis| axis.ticks);
            match (ticks, expected) {
                (None, None) => {}
                (Some(ticks), Some(expected)) => {
                    assert_eq!(ticks.len(), expected.len(), "{low} {high}: {ticks:?}");
                    for (tick, expected) in ticks.iter().zip(expected) {
                        assert!((tick / expected - 1.0).abs() < 1e-12);
                    }
                }
                other => panic!("{low} {high}: {other:?}"),
            }
        }
    }

    #[test]
    fn labels_of_ticks_and_values() {
        let shares = ValueAxis::linear(0.0, 90.0, &percent(), 5);
        assert_eq!(shares.tick(40.0, &percent()), "40\u{a0}%");
        assert_eq!(shares.value(57.36, &percent()), "57\u{a0}%");
        assert_eq!(shares.range(38.2, 66.0, &percent()), "38–66\u{a0}%");
        let fine = ValueAxis::linear(-0.2, 1.4, &plain(), 4);
        assert_eq!(fine.tick(0.5, &plain()), "0.5");
        assert_eq!(fine.number(0.456), "0.46");
        // No label calls 0 what is not, and none has fewer digits than a title.
        let wide = ValueAxis::linear(0.0, 10_000.0, &plain(), 5);
        assert_eq!([7.563, 0.0, 1e-7, -94.6].map(|value| wide.number(value)), ["7.6", "0", "0", "−95"]);
        assert_eq!([0.0, -1e-12].map(|value| fine.number(value)), ["0", "0"], "not 0.00");
        assert_eq!(wide.number(251.4), "251");
        assert_eq!(shares.value(4.64, &percent()), "4.6\u{a0}%");
        assert!(wide.is_nothing(4.0) && !wide.is_nothing(7.0));
        assert_eq!(fine.range(-0.1, 0.2, &plain()), "−0.10\u{a0}to\u{a0}0.20");
        let large = ValueAxis::linear(0.0, 12_000.0, &plain(), 5);
        assert_eq!(large.tick(5000.0, &plain()), "5,000");
        let counts = ValueAxis::linear(0.0, 782_000.0, &plain(), 5);
        assert_eq!(counts.number(566_183.0), "566,000");
        let tiny = ValueAxis::linear(0.0, 2e-7, &plain(), 4);
        assert_eq!(tiny.tick(5e-8, &plain()), "5\u{a0}×\u{a0}10⁻⁸");
    }

    #[test]
    fn years_to_label() {
        let cases: [(f64, f64, usize, &[f64]); 7] = [
            (2013.0, 2035.0, 8, &[2015.0, 2020.0, 2025.0, 2030.0, 2035.0]),
            (2013.0, 2020.0, 8, &[2013.0, 2014.0, 2015.0, 2016.0, 2017.0, 2018.0, 2019.0, 2020.0]),
            (2013.0, 2035.0, 3, &[2020.0, 2030.0]),
            (2024.0, 2024.75, 8, &[2024.0, 2024.25, 2024.5, 2024.75]),
            (1900.0, 2100.0, 5, &[1900.0, 1950.0, 2000.0, 2050.0, 2100.0]),
            // Not 2026, 2028 … 2034, which name neither end.
            (2025.0, 2035.0, 8, &[2025.0, 2030.0, 2035.0]),
            (2020.0, 2035.0, 8, &[2020.0, 2022.0, 2024.0, 2026.0, 2028.0, 2030.0, 2032.0, 2034.0]),
        ];
        for (from, to, most, expected) in cases {
            assert_eq!(years(from, to, false, most), expected, "{from} {to}");
        }
        assert_eq!(years(2024.0, 2026.0, true, 8), [2024.0, 2025.0, 2026.0]);
    }

    proptest! {
        #[test]
        fn every_linear_axis_holds_its_values(low in -1e12..1e12_f64, size in 0.0..1e9_f64) {
            let axis = ValueAxis::linear(low, low + size, &plain(), 5);
            let slack = 1e-9 * (axis.high - axis.low);
            prop_assert!(axis.low <= low + slack && low + size <= axis.high + slack);
            prop_assert!((2..=12).contains(&axis.ticks.len()), "{:?}", axis.ticks);
            prop_assert!(axis.ticks.windows(2).all(|pair| pair[0] < pair[1]));
        }

        #[test]
        fn every_logarithmic_axis_holds_its_values(low in 1e-9..1e9_f64, ratio in 1.0..1e9_f64) {
            let axis = ValueAxis::logarithmic(low, low * ratio);
            prop_assert!(axis.is_some());
            if let Some(axis) = axis {
                prop_assert!(axis.low <= low * (1.0 + 1e-9) && low * ratio <= axis.high * (1.0 + 1e-9));
                prop_assert!((1..=12).contains(&axis.ticks.len()), "{:?}", axis.ticks);
            }
        }
    }
}
