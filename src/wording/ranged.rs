//! A number and the range around it, which are written equally finely.

use super::number;
use super::phrase::with_words;
use super::unit::Unit;
use crate::projection::Summary;

/// A number, such as a median, and the range that stands beside it; see [`super::grain::Grain`] for their digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranged {
    /// The number, without its unit.
    value: String,
    /// The ends of the range, and what stands between them; none of what is certain.
    range: Option<([String; 2], &'static str)>,
    suffix: &'static str,
}

impl Ranged {
    /// A median with its range of nine in ten draws, each with three digits, or with as many as show two of the width of the range.
    #[must_use]
    pub fn median(summary: &Summary, unit: &Unit) -> Self {
        Self::beside(summary.median, summary, unit, &[])
    }

    /// As [`Self::median`], in digits that also tell the median from numbers that are said beside it, as a goal is.
    #[must_use]
    pub fn median_beside(summary: &Summary, unit: &Unit, others: &[f64]) -> Self {
        Self::beside(summary.median, summary, unit, others)
    }

    /// A mean with the range of nine in ten draws.
    #[must_use]
    pub fn mean(summary: &Summary, unit: &Unit) -> Self {
        Self::beside(summary.mean, summary, unit, &[])
    }

    /// The median of differences with its range, all with their signs and without that of per cent: they are points.
    #[must_use]
    pub fn difference(summary: &Summary, unit: &Unit) -> Self {
        let unit = Unit { calendar: false, ..unit.clone() };
        let mut written = Self { suffix: "", ..Self::median(summary, &unit) };
        let sign = |value: f64, text: &mut String| {
            if value > 0.0 {
                text.insert(0, '+');
            }
        };
        sign(summary.median, &mut written.value);
        if let Some((ends, joint)) = &mut written.range {
            sign(summary.low, &mut ends[0]);
            sign(summary.high, &mut ends[1]);
            *joint = " to ";
        }
        written
    }

    fn beside(value: f64, summary: &Summary, unit: &Unit, others: &[f64]) -> Self {
        let [value, low, high] = [value, summary.low, summary.high].map(|value| value * unit.factor);
        let grain = unit.grain(3, [low, high]).range(low, high);
        // Where the range says less than three digits do, a number close by says nothing of the range.
        let own = others.iter().fold(grain, |grain, other| grain.apart(value, other * unit.factor, 1));
        let grain = if grain.is_fine() { own } else { grain };
        let ends = number::ends_of(grain, low, high).map(|end| unit.plain(end));
        let is_certain = super::grain::is_certain(low, high);
        Self {
            value: unit.plain(own.write(value)),
            range: (!is_certain).then_some((ends, number::joint(low))),
            suffix: unit.suffix,
        }
    }

    /// The number without its unit: `57`.
    #[must_use]
    pub fn number(&self) -> &str {
        &self.value
    }

    /// The number with a per cent sign where it has one: `57 %`.
    #[must_use]
    pub fn short(&self) -> String {
        format!("{}{}", self.value, self.suffix)
    }

    /// The number with its unit: `57 %`, `2.3 bn CNY`.
    #[must_use]
    pub fn long(&self, unit: &Unit) -> String {
        with_words(self.value.clone(), &unit.words)
    }

    /// The range with a per cent sign: `38–66 %`; none of what is certain.
    #[must_use]
    pub fn range(&self) -> Option<String> {
        self.range.as_ref().map(|(ends, joint)| format!("{}{}", ends.join(joint), self.suffix))
    }

    /// The range in a sentence: `38 and 66 %`; none of what is certain.
    #[must_use]
    pub fn between(&self) -> Option<String> {
        self.range.as_ref().map(|(ends, _)| format!("{}{}", ends.join(" and "), self.suffix))
    }

    /// A cell whose heading says the unit: `57 (38–66)`.
    #[must_use]
    pub fn cell(&self) -> String {
        let range = self.range.as_ref().map(|(ends, joint)| format!(" ({})", ends.join(joint)));
        self.value.clone() + &range.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary(low: f64, median: f64, high: f64) -> Summary {
        Summary { mean: median, low, median, high }
    }

    #[test]
    fn a_number_and_its_range_are_written_alike() {
        let (pressure, share) = (Unit::new("hPa", 0.0, 1100.0), Unit::new("1", 0.0, 0.9));
        let written = Ranged::median(&summary(1012.41, 1013.4, 1014.39), &pressure);
        assert_eq!(written.cell(), "1,013.4 (1,012.4–1,014.4)");
        assert_eq!(written.long(&pressure), "1,013.4\u{a0}hPa");
        assert_eq!(written.between().as_deref(), Some("1,012.4 and 1,014.4"));
        let written = Ranged::median(&summary(0.38, 0.5731, 0.663), &share);
        assert_eq!((written.short().as_str(), written.range().as_deref()), ("57.3\u{a0}%", Some("38–66.3\u{a0}%")));
        // What is certain has no range; of what is not, however little, it is not left away.
        assert_eq!(Ranged::median(&summary(0.3, 0.3, 0.1 + 0.2), &pressure).cell(), "0.3");
        let close = Ranged::median(&summary(1e3, 1_000.000_005, 1_000.000_01), &pressure);
        assert_eq!(close.cell(), "1,000.0000 (1,000.0000–1,000.0000)");
    }

    #[test]
    fn a_goal_is_told_from_the_number_beside_it() {
        let pressure = Unit::new("hPa", 0.0, 1100.0);
        for (low, median, high, expected) in [
            (1013.4, 1013.4, 1013.4, "1,013.4"),
            (900.0, 1013.4, 1100.0, "1,013.4 (900–1,100)"),
            (1012.6, 1013.04, 1013.6, "1,013.04 (1,012.60–1,013.60)"),
            (900.0, 980.0, 1100.0, "980 (900–1,100)"),
        ] {
            assert_eq!(Ranged::median_beside(&summary(low, median, high), &pressure, &[1013.0]).cell(), expected);
        }
    }

    #[test]
    fn years_of_the_calendar_are_no_thousands() {
        let years = Unit::new("yr", 2003.0, 2006.0);
        assert_eq!(Ranged::median(&summary(2003.66, 2004.3, 2004.94), &years).cell(), "2004.3 (2003.7–2004.9)");
        assert_eq!(Ranged::median(&summary(2003.66, 2004.3, 2004.96), &years).cell(), "2004.3 (2003.7–2005.0)");
        assert_eq!(Ranged::median(&summary(2004.2, 2031.7, 2052.1), &years).cell(), "2032 (2004–2052)");
        assert_eq!(Ranged::median(&summary(2004.3, 2004.3, 2004.3), &years).cell(), "2004.3");
        assert_eq!(Ranged::median(&summary(2004.0, 2004.0, 2004.0), &years).cell(), "2004");
        // What lies between two years is no year.
        assert_eq!(Ranged::difference(&summary(0.61, 0.613, 0.617), &years).cell(), "+0.6130 (+0.6100 to +0.6170)");
        let differences = summary(-0.01, 0.0, 0.02);
        assert_eq!(Ranged::difference(&differences, &Unit::new("1", 0.0, 0.9)).cell(), "0 (−1 to +2)");
        let points = Ranged::difference(&differences, &Unit::new("1", 0.0, 0.9));
        assert_eq!(points.range().as_deref(), Some("−1 to +2"));
    }
}
