//! Numbers with their units, ranges, differences and changes, as they stand in sentences and tables.

use super::unit::Unit;
use super::{number, time};
use crate::projection::{Direction, Event, Passage, Summary, Target};

/// What joins a number to what follows it.
const JOINT: char = '\u{a0}';

/// A number alone, with three digits: `57`.
#[must_use]
pub fn bare(value: f64, unit: &Unit) -> String {
    unit.plain(unit.grain(3, [value; 2]).write(value * unit.factor))
}

/// A number alone, with a per cent sign where it has one: `57 %`.
#[must_use]
pub fn short(value: f64, unit: &Unit) -> String {
    bare(value, unit) + unit.suffix
}

/// A number alone with its unit: `57 %`, `2.3 bn CNY`.
#[must_use]
pub fn long(value: f64, unit: &Unit) -> String {
    with_words(bare(value, unit), &unit.words)
}

/// A range with a per cent sign: `38–66 %`.
#[must_use]
pub fn short_range(low: f64, high: f64, unit: &Unit) -> String {
    unit.plain(number::range(low * unit.factor, high * unit.factor)) + unit.suffix
}

/// A number before its unit in words, if it has any.
pub(super) fn with_words(number: String, words: &str) -> String {
    if words.is_empty() { number } else { format!("{number}{JOINT}{words}") }
}

/// A difference, with its sign and its unit; of per cent it is in points.
#[must_use]
pub fn difference(value: f64, unit: &Unit) -> String {
    let words = unit.words.strip_prefix('%').map(|rest| format!("points{rest}"));
    with_words(signed(value * unit.factor), words.as_deref().unwrap_or(&unit.words))
}

/// A number with its sign.
#[must_use]
pub fn signed(value: f64) -> String {
    number::signed(value, 3)
}

fn with_sign(value: f64, text: &str) -> String {
    if value > 0.0 { format!("+{text}") } else { text.to_owned() }
}

/// Differences between two others: `−1.2 to +3.4`.
#[must_use]
pub fn difference_range(low: f64, high: f64, unit: &Unit) -> String {
    let texts = number::ends(low * unit.factor, high * unit.factor);
    let [low, high] = [(low, &texts[0]), (high, &texts[1])].map(|(value, text)| with_sign(value, text));
    format!("{low} to {high}")
}

/// How a number changes between two dates, if that means something: per cent a year, or points for what is in per cent.
#[must_use]
pub fn change(from: (f64, f64), to: (f64, f64), unit: &Unit) -> Option<(String, f64)> {
    let ((start, before), (end, after)) = (from, to);
    if !unit.suffix.is_empty() {
        let points = (after - before) * unit.factor;
        return Some((format!("{}\u{a0}points", with_sign(points, &number::decimals(points, 1))), points));
    }
    let growth = ((after / before).ln() / (end - start)).exp_m1() * 100.0;
    let fits = before > 0.0 && after > 0.0 && end > start;
    let text = with_sign(growth, &number::decimals(growth, 1));
    fits.then(|| (format!("{text}\u{a0}%\u{a0}a\u{a0}year"), growth))
}

/// The time by which a share of draws has passed a threshold, no finer than the points of time, `step` years apart;
/// `never`, or the first time for `already`.
#[must_use]
pub fn passing(year: f64, first: f64, step: f64) -> String {
    if year.is_infinite() {
        "never".to_owned()
    } else if year <= first {
        format!("by {}", time::between_points(first, step))
    } else {
        time::between_points(year, step)
    }
}

/// An event as `≥ 70 %`, `≤ 100 USD`, `last ≥ 70 % for 3 years, 2025–2030`, in a run whose points lie `step` years apart.
#[must_use]
pub fn event(event: &Event, unit: &Unit, step: f64) -> String {
    let sign = match event.direction {
        Direction::Above => '≥',
        Direction::Below => '≤',
    };
    let mut text = format!("{sign}{JOINT}{}", given(event.threshold, unit));
    if event.passage == Passage::Last {
        text.insert_str(0, "last ");
    }
    if event.lasting > 0.0 {
        text += &format!(" for{JOINT}{}{JOINT}years", number::significant(event.lasting, 3));
    }
    match [event.from, event.until].map(|end| end.map(|end| time::moment(end, step))).into() {
        (Some(from), Some(until)) => text += &format!(", {from}–{until}"),
        (Some(from), None) => text += &format!(", from{JOINT}{from}"),
        (None, Some(until)) => text += &format!(", by{JOINT}{until}"),
        (None, None) => {}
    }
    text
}

/// A goal with its unit: `≥ 70 %`, `≤ 100 USD`.
#[must_use]
pub fn goal(value: f64, at_least: bool, unit: &Unit) -> String {
    format!("{}{JOINT}{}", if at_least { '≥' } else { '≤' }, given(value, unit))
}

/// A number that its author gave, as he did, with its unit, of which a per cent sign is enough.
#[must_use]
pub fn given(value: f64, unit: &Unit) -> String {
    let number = unit.plain(number::given(value * unit.factor));
    if unit.suffix.is_empty() { with_words(number, &unit.words) } else { number + unit.suffix }
}

/// As [`goal`], where the unit is said nowhere else: `≥ 5 % a year`.
#[must_use]
pub fn whole_goal(value: f64, at_least: bool, unit: &Unit) -> String {
    format!("{}{JOINT}{}", if at_least { '≥' } else { '≤' }, whole(value, unit))
}

/// A number that its author gave, as he did, with its whole unit: `5 % a year`.
#[must_use]
pub fn whole(value: f64, unit: &Unit) -> String {
    with_words(unit.plain(number::given(value * unit.factor)), &unit.words)
}

/// How a target stands: met or missed if its date has been observed, or is past and the run says so; else its chance.
#[must_use]
pub fn standing(target: &Target) -> String {
    let met = if target.probability > 0.5 { "met" } else { "missed" };
    match (target.observed, target.past) {
        (true, _) => met.to_owned(),
        (false, true) if target.probability > 0.0 && target.probability < 1.0 => {
            format!("{met} by the run in {}", number::probability(target.probability.max(1.0 - target.probability)))
        }
        (false, true) => format!("{met} by the run"),
        (false, false) => number::probability(target.probability),
    }
}

/// The unit in which summaries are shown.
#[must_use]
pub fn unit_of_summaries<'a>(unit: &str, summaries: impl IntoIterator<Item = &'a Summary>) -> Unit {
    let values = summaries.into_iter().flat_map(|summary| [summary.low, summary.median, summary.high, summary.mean]);
    let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
    Unit::new(unit, low, high)
}

/// Several of something: `1 draw`, `2 draws`.
#[must_use]
pub fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", number::decimals(number as f64, 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_ranges_and_differences() {
        let share = Unit::new("1", 0.0, 0.9);
        let money = Unit::new("bn CNY_2020/yr", 0.0, 9.0);
        assert_eq!(long(0.5731, &share), "57.3\u{a0}%");
        assert_eq!(short_range(0.38, 0.663, &share), "38–66.3\u{a0}%");
        assert_eq!(short_range(3.0, 12_345.0, &money), "3–12,300");
        assert_eq!(short_range(0.0, 0.0, &money), "0–0");
        assert_eq!(short(1.5, &money), "1.5");
        let rate = Unit::new("1/yr", 0.0, 0.9);
        assert_eq!(whole_goal(0.05, true, &rate), "≥\u{a0}5\u{a0}%\u{a0}a\u{a0}year");
        assert_eq!(
            (rate.sign().as_str(), share.sign().as_str(), money.sign().as_str()),
            ("\u{a0}%\u{a0}a\u{a0}year", "\u{a0}%", "")
        );
        assert_eq!(long(1.5, &money), "1.5\u{a0}bn\u{a0}CNY a\u{a0}year (2020\u{a0}prices)");
        assert_eq!(short_range(-2.0, 1.0, &money), "−2\u{a0}to\u{a0}1");
        assert_eq!(difference(0.032, &share), "+3.2\u{a0}points");
        assert_eq!(difference(-1.25, &Unit::new("robot", 0.0, 5.0)), "−1.25\u{a0}robots");
        assert_eq!(difference_range(-0.01, 0.02, &share), "−1 to +2");
    }

    #[test]
    fn changes_over_time() {
        let (share, count) = (Unit::new("1", 0.0, 0.9), Unit::new("robot", 0.0, 9.0));
        // Doubling in ten years is 7.177 % a year: 2^(1/10) - 1.
        let growth = change((2010.0, 4.0), (2020.0, 8.0), &count).map(|(text, _)| text);
        assert_eq!(growth.as_deref(), Some("+7.2\u{a0}%\u{a0}a\u{a0}year"));
        assert_eq!(
            change((2010.0, 0.2), (2020.0, 0.15), &share).map(|(text, _)| text).as_deref(),
            Some("−5.0\u{a0}points")
        );
        assert_eq!(change((2010.0, 0.0), (2020.0, 8.0), &count), None);
        assert_eq!(change((2010.0, 4.0), (2010.0, 8.0), &count), None);
    }

    #[test]
    fn passings_and_counts() {
        assert_eq!(passing(f64::INFINITY, 2013.0, 1.0), "never");
        assert_eq!(passing(2013.0, 2013.0, 1.0), "by 2013");
        assert_eq!(passing(2027.4, 2013.0, 1.0), "2028");
        assert_eq!(passing(2027.4, 2013.0, 0.5), "2027.5");
        assert_eq!(passing(2027.42, 2013.0, 0.1), "2027.42");
        assert_eq!((count(1, "draw"), count(1200, "draw")), ("1 draw".to_owned(), "1,200 draws".to_owned()));
    }
}
