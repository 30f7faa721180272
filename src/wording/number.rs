//! Numbers as people read them: thousands separated, a proper minus, as many decimals as mean something.

use super::grain::Grain;

/// A number with a fixed number of decimals, thousands separated by commas.
#[must_use]
pub fn decimals(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return "n/a".to_owned();
    }
    let text = format!("{:.*}", decimals.min(12), value.abs());
    let (whole, fraction) = text.split_once('.').map_or((text.as_str(), None), |(a, b)| (a, Some(b)));
    let mut separated = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            separated.push(',');
        }
        separated.push(digit);
    }
    let zero = text.chars().all(|letter| matches!(letter, '0' | '.'));
    let sign = if value < 0.0 && !zero { "−" } else { "" };
    match fraction {
        Some(fraction) => format!("{sign}{separated}.{fraction}"),
        None => format!("{sign}{separated}"),
    }
}

/// A number with a few significant digits and no trailing zeros: 1,230,000 with three digits is `1.23 mn`.
///
/// Beyond a quadrillion and below a ten-thousandth it is written as a power of ten.
#[must_use]
pub fn significant(value: f64, digits: usize) -> String {
    const WORDS: [(f64, &str); 3] = [(1e12, "\u{a0}trn"), (1e9, "\u{a0}bn"), (1e6, "\u{a0}mn")];
    if value == 0.0 || !value.is_finite() {
        return decimals(value, 0);
    }
    if value.abs() >= 1e15 || value.abs() < 1e-4 {
        return power_of_ten(value, digits);
    }
    // Rounding comes first: 999,999.9 with three digits is a million.
    let value = format!("{:.*e}", digits.saturating_sub(1), value).parse().unwrap_or(value);
    let (scale, word) = WORDS.into_iter().find(|(scale, _)| value.abs() >= *scale).unwrap_or((1.0, ""));
    format!("{}{word}", trimmed(value / scale, digits))
}

/// The digits that a number in a sentence or at a mark has: two, three from a hundred on. It is the one rule of titles and labels,
/// lest the two seem to differ.
fn digits_of(value: f64) -> usize {
    if value.abs() >= 100.0 { 3 } else { 2 }
}

/// A number in a sentence or at a mark: `74`, `4.6`, `194`, `4,950`.
#[must_use]
pub fn figure(value: f64) -> String {
    significant(value, digits_of(value))
}

/// As [`figure`], with as many digits more as show one of the width of a range.
#[must_use]
pub fn figure_within(value: f64, low: f64, high: f64) -> String {
    Grain::digits(digits_of(value)).apart(low, high, 1).write(value)
}

/// As [`figure`], with its sign.
#[must_use]
pub fn signed_figure(value: f64) -> String {
    signed(value, digits_of(value))
}

/// Two numbers in one sentence: with as many digits as show what is between them, rounded to no more than half of it.
#[must_use]
pub fn figures(one: f64, other: f64) -> [String; 2] {
    let [size, gap] = [one.abs().max(other.abs()), (one - other).abs()];
    let digits = |value: f64| {
        let apart = value.abs().log10().floor() - (gap / 2.0).log10().floor() + 1.0;
        if gap > 1e-6 * size { (apart as usize).clamp(digits_of(value), 7) } else { digits_of(value) }
    };
    [one, other].map(|value| significant(value, digits(value)))
}

/// As [`figure`], with the fewest digits that leave the number on its side of a goal; none if seven do not.
#[must_use]
pub fn beside(value: f64, goal: f64) -> Option<String> {
    let rounded = |digits: usize| format!("{:.*e}", digits - 1, value).parse().unwrap_or(value);
    let digits = (digits_of(value)..=7).find(|digits| {
        let rounded: f64 = rounded(*digits);
        rounded != goal && (rounded < goal) == (value < goal)
    })?;
    Some(significant(value, digits))
}

/// The ends of a range, each with three digits, or with as many as show two of its width: `57.3` and `85`, `236` and `1,300`,
/// `1,012.4` and `1,014.4`. It is the one rule of tables and sentences; marks of pictures have the digits of a [`figure`].
#[must_use]
pub fn ends(low: f64, high: f64) -> [String; 2] {
    ends_of(Grain::digits(3).range(low, high), low, high)
}

/// The ends of a range, written so finely. What of the lesser is finer than the sixth digit of the greater is nothing beside it.
pub(super) fn ends_of(grain: Grain, low: f64, high: f64) -> [String; 2] {
    let size = low.abs().max(high.abs());
    let least = 10_f64.powf(size.log10().floor() - 5.0);
    let fits = least.is_normal();
    [low, high].map(|end| grain.write(if fits && end.abs() < least / 2.0 { 0.0 } else { end }))
}

/// What stands between the ends of a range: a word where a sign of minus would stand beside the dash.
pub(super) fn joint(low: f64) -> &'static str {
    if low < 0.0 { "\u{a0}to\u{a0}" } else { "–" }
}

/// A range in tables: `57.3–85`, with a word where a sign of minus would stand beside the dash: `−5.8 to 18.8`.
#[must_use]
pub fn range(low: f64, high: f64) -> String {
    ends(low, high).join(joint(low))
}

/// A number that its author wrote: up to seven digits, as many as he gave.
#[must_use]
pub fn given(value: f64) -> String {
    significant(value, 7)
}

/// A number with its sign: `+3.1`, `−2`.
#[must_use]
pub fn signed(value: f64, digits: usize) -> String {
    let text = significant(value, digits);
    if value > 0.0 { format!("+{text}") } else { text }
}

fn trimmed(value: f64, digits: usize) -> String {
    let places = (digits as f64 - 1.0 - value.abs().log10().floor()).max(0.0);
    let text = decimals(value, places as usize);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

fn power_of_ten(value: f64, digits: usize) -> String {
    let text = format!("{:.*e}", digits.saturating_sub(1), value.abs());
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text.as_str(), "0"));
    let mantissa = if mantissa.contains('.') { mantissa.trim_end_matches('0').trim_end_matches('.') } else { mantissa };
    let raised: String = exponent.chars().map(superscript).collect();
    let sign = if value < 0.0 { "−" } else { "" };
    format!("{sign}{mantissa}\u{a0}×\u{a0}10{raised}")
}

/// A digit or minus sign as a superscript; other characters stay.
#[must_use]
pub fn superscript(character: char) -> char {
    match character {
        '-' => '⁻',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '0' | '4'..='9' => char::from_u32('⁰' as u32 + character as u32 - '0' as u32).unwrap_or(character),
        other => other,
    }
}

/// A date in years: whole years as they are, quarters as `2024 Q2`, others with two decimals.
#[must_use]
pub fn year(time: f64) -> String {
    let quarter = (time - time.floor()) * 4.0;
    if !time.is_finite() {
        "n/a".to_owned()
    } else if (time - time.round()).abs() < 1e-6 {
        format!("{:.0}", time.round())
    } else if (quarter - quarter.round()).abs() < 1e-6 {
        format!("{:.0}\u{a0}Q{:.0}", time.floor(), quarter.round() + 1.0)
    } else {
        format!("{time:.2}")
    }
}

/// A probability between 0 and 1 in whole per cent; what is possible is not called 0 %, what is not certain not 100 %.
#[must_use]
pub fn probability(value: f64) -> String {
    if value > 0.0 && value <= 0.005 {
        "under 1\u{a0}%".to_owned()
    } else if (0.995..1.0).contains(&value) {
        "over 99\u{a0}%".to_owned()
    } else {
        format!("{:.0}\u{a0}%", value * 100.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixed_decimals() {
        let cases = [
            (0.0, 0, "0"),
            (-0.0, 1, "0.0"),
            (-0.04, 1, "0.0"),
            (999.0, 0, "999"),
            (1000.0, 0, "1,000"),
            (-1_234_567.891, 2, "−1,234,567.89"),
            (0.125, 2, "0.12"),
            (f64::NAN, 1, "n/a"),
        ];
        for (value, places, expected) in cases {
            assert_eq!(decimals(value, places), expected);
        }
    }

    #[test]
    fn significant_digits() {
        let cases = [
            (0.0, "0"),
            (57.0, "57"),
            (0.5, "0.5"),
            (12_345.0, "12,300"),
            (1_230_000.0, "1.23\u{a0}mn"),
            (999_999.9, "1\u{a0}mn"),
            (-2.5e9, "−2.5\u{a0}bn"),
            (7e12, "7\u{a0}trn"),
            (2.5e-7, "2.5\u{a0}×\u{a0}10⁻⁷"),
            (1e300, "1\u{a0}×\u{a0}10³⁰⁰"),
        ];
        for (value, expected) in cases {
            assert_eq!(significant(value, 3), expected);
        }
    }

    #[test]
    fn figures_tell_numbers_apart_and_no_more() {
        for (value, expected) in
            [(74.3, "74"), (4.64, "4.6"), (194.4, "194"), (0.0, "0"), (-0.748, "−0.75"), (99.7, "100")]
        {
            assert_eq!(figure(value), expected);
        }
        for (one, other, expected) in [
            (58.8, 82.3, ["59", "82"]),
            (1.646, 1.658, ["1.646", "1.658"]),
            (106.4, 110.0, ["106", "110"]),
            (0.0, 15.0, ["0", "15"]),
            (5.0, 5.0, ["5", "5"]),
        ] {
            assert_eq!(figures(one, other), expected);
        }
        // The goal of 108 is missed by 106, that of 110 by 109.6, and that of 99.99 by 99.985.
        for (value, goal, expected) in [
            (106.2, 108.0, Some("106")),
            (109.6, 110.0, Some("109.6")),
            (99.985, 99.99, Some("99.98")),
            (80.0, 80.0, None),
        ] {
            assert_eq!(beside(value, goal).as_deref(), expected, "{value} {goal}");
        }
        for (value, low, high, expected) in [
            (57.3, 38.0, 66.0, "57"),
            (1013.4, 1012.41, 1014.39, "1,013"),
            (1013.4, 1013.31, 1013.49, "1,013.4"),
            (1013.4, 1013.4, 1013.4, "1,010"),
        ] {
            assert_eq!(figure_within(value, low, high), expected);
        }
        assert_eq!([106.6, 99.99, 70.0].map(given), ["106.6", "99.99", "70"]);
    }

    #[test]
    fn ranges_have_three_digits_at_either_end_or_as_many_as_show_their_width() {
        for (low, high, expected) in [
            (236.4, 1302.0, "236–1,300"),
            (57.34, 85.0, "57.3–85"),
            (3.0, 12_345.0, "3–12,300"),
            (-5.79, 18.84, "−5.79 to 18.8"),
            (1e-9, 4.5, "0–4.5"),
            (0.0, 0.0, "0–0"),
            (1.2e-9, 4.5e-9, "1.2 × 10⁻⁹–4.5 × 10⁻⁹"),
            // Three would not show how wide it is.
            (1012.41, 1014.39, "1,012.4–1,014.4"),
            (-1000.5, -999.5, "−1,000.5 to −999.5"),
        ] {
            assert_eq!(range(low, high).replace('\u{a0}', " "), expected);
        }
    }

    #[test]
    fn dates_and_probabilities() {
        let dates = [(2024.0, "2024"), (2024.25, "2024\u{a0}Q2"), (2024.1, "2024.10")];
        for (time, expected) in dates {
            assert_eq!(year(time), expected);
        }
        let probabilities = [
            (0.0, "0\u{a0}%"),
            (0.001, "under 1\u{a0}%"),
            (0.124, "12\u{a0}%"),
            (0.999, "over 99\u{a0}%"),
            (1.0, "100\u{a0}%"),
        ];
        for (value, expected) in probabilities {
            assert_eq!(probability(value), expected);
        }
    }

    #[test]
    fn no_chance_is_rounded_to_none_or_to_certainty() {
        let cases = [(0.0, "0"), (0.005, "under 1"), (0.0051, "1"), (0.5, "50"), (0.995, "over 99"), (1.0, "100")];
        for (value, expected) in cases {
            assert_eq!(probability(value), format!("{expected}\u{a0}%"), "{value}");
        }
    }
}
