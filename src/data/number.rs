//! Numbers as offices and spreadsheets write them. How a separator is meant is decided for a whole column.

mod lists;
mod shape;

use lists::{FLAGS, GROUPING, MISSING, NO_FLAGS, SECRET, WORDS};
use shape::{Parts, shape};
pub(super) use shape::{Shape, is_long, is_money, shape_of};

/// Which of the two marks comes before the parts of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decimal {
    /// `1,234.5`
    Point,
    /// `1.234,5`
    Comma,
}

/// A number of a cell, with what stood beside it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Number<'a> {
    /// It, with what multiplies it.
    pub value: f64,
    /// What words behind it multiplied it by: 1 if there are none.
    pub factor: f64,
    /// The letters or marks behind it, else the sign of money before it.
    pub flag: &'a str,
    /// Whether it was followed by `%`.
    pub percent: bool,
}

/// Numbers of tables are smaller than this; larger ones are mistakes, or marks for what is missing.
const LARGEST: f64 = 1e100;

/// What to do about a cell that is no number.
pub fn number_help(text: &str) -> &'static str {
    if text.parse::<f64>().is_ok_and(|number| !number.is_nan() && !is_fine(number, text)) {
        "numbers of tables have sizes below 1e100, and above 1e-308 unless they are 0"
    } else if is_sized(text) {
        "write the scale as a word, as 1.2 billion, or the number in full, as 1200000000"
    } else {
        "leave a cell empty if nothing is known; write 1234.5 without separators"
    }
}

/// Whether a number is one of those that tables have: no larger than those are, and 0 only if all of its digits are.
fn is_fine(value: f64, digits: &str) -> bool {
    let is_zero =
        || digits.split(['e', 'E']).next().unwrap_or(digits).bytes().all(|byte| !(b'1'..=b'9').contains(&byte));
    value.abs() < LARGEST && (value.is_normal() || is_zero())
}

/// Whether a text is a number with one letter behind it that most often is a scale: `1.2B`, `$950 M`.
#[must_use]
pub(super) fn is_sized(text: &str) -> bool {
    Parts::of(text).is_some_and(|parts| is_size(parts.rest.trim(), !parts.money.is_empty()))
}

/// Whether what is behind a number is such a letter; small ones are flags where there is no money before the number.
fn is_size(rest: &str, money: bool) -> bool {
    matches!(rest, "B" | "T" | "G" | "K" | "M" | "MM" | "k" | "m") || money && matches!(rest, "b" | "t" | "g" | "mm")
}

/// The side of a ledger that a number is on by what stands behind it: `Cr` is crore elsewhere, `dr` a flag.
#[must_use]
pub(super) fn side(text: &str) -> Option<Side> {
    match Parts::of(text)?.rest.trim().trim_end_matches('.') {
        "Cr" | "CR" | "cr" => Some(Side::Credit),
        "Dr" | "DR" => Some(Side::Debit),
        _ => None,
    }
}

/// A side of a ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// What is owed to somebody: `1,234.50 Cr`.
    Credit,
    /// What somebody owes: `1,234.50 Dr`.
    Debit,
}

/// What a cell of a column of numbers says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// Nothing is known; the letters behind the mark.
    Missing(&'a str),
    /// A number.
    Number(Number<'a>),
    /// Something else.
    Other,
}

/// Whether a cell says that nothing is known: it is empty, or has one of the usual marks, as `NA`, `NaN`, `..` or `-`.
#[must_use]
pub fn is_missing(text: &str) -> bool {
    text.is_empty() || (text.len() <= 13 && MISSING.iter().any(|mark| text.eq_ignore_ascii_case(mark)))
}

/// Whether a cell of a column of numbers says that its office keeps the number to itself.
#[must_use]
pub fn is_secret(text: &str) -> bool {
    text.len() <= 6 && SECRET.iter().any(|mark| text.eq_ignore_ascii_case(mark))
}

/// What a number is multiplied by that a text is followed by, or a unit begins with.
#[must_use]
pub fn multiplier(text: &str) -> Option<(f64, usize)> {
    const KNOWN: [(&str, f64); 9] = [
        ("万亿", 1e12),
        ("百万", 1e6),
        ("千万", 1e7),
        ("亿", 1e8),
        ("億", 1e8),
        ("万", 1e4),
        ("萬", 1e4),
        ("crore", 1e7),
        ("lakh", 1e5),
    ];
    // The alphabet alone, for other letters take other numbers of bytes when they are small: the sign of kelvin is a `k` of three.
    let folded = text.to_ascii_lowercase();
    let (word, factor) = KNOWN.iter().find(|(word, _)| folded.starts_with(word))?;
    let plural = usize::from(word.is_ascii() && folded[word.len()..].starts_with('s'));
    Some((*factor, word.len() + plural))
}

/// Reads a cell whose mark of decimals is known.
#[must_use]
pub fn cell(text: &str, decimal: Decimal) -> Cell<'_> {
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'-');
    if decimal == Decimal::Point
        && plain(text)
        && let Ok(value) = text.parse::<f64>()
        && is_fine(value, text)
    {
        return Cell::Number(Number { value, factor: 1.0, flag: "", percent: false });
    }
    if is_missing(text) {
        return Cell::Missing("");
    }
    let Some(parts) = Parts::of(text) else { return missing_with_flag(text) };
    let (group, mark) = if decimal == Decimal::Point { (',', '.') } else { ('.', ',') };
    if shape(parts.body) == Shape::Wrong || misplaced(parts.body, group, mark) {
        return Cell::Other;
    }
    let digits: String = parts
        .body
        .chars()
        .filter(|c| *c != group && !GROUPING.contains(c))
        .map(|c| if c == mark { '.' } else { c })
        .collect();
    let (Ok(value), Some((factor, percent, flag))) = (digits.parse::<f64>(), behind(parts.rest)) else {
        return Cell::Other;
    };
    // `$1.2b` is no number with a flag.
    if !flag.is_empty() && is_size(flag, !parts.money.is_empty()) {
        return Cell::Other;
    }
    let value = if parts.negative { -value } else { value } * factor;
    let flag = if flag.is_empty() { parts.money } else { flag };
    if is_fine(value, &digits) { Cell::Number(Number { value, factor, flag, percent }) } else { Cell::Other }
}

/// Whether a mark that groups digits is not before three of them: `1,5` where commas group.
fn misplaced(body: &str, group: char, mark: char) -> bool {
    let whole = body.split([mark, 'e', 'E']).next().unwrap_or(body);
    if body.matches(mark).count() > 1 || body[whole.len()..].contains(group) {
        return true;
    }
    whole.contains(group)
        && whole.rsplit(group).next().is_none_or(|last| last.chars().filter(char::is_ascii_digit).count() != 3)
}

/// A mark for what is missing with a flag, as `: z` of Eurostat, `[x]` or an error of a spreadsheet.
fn missing_with_flag(text: &str) -> Cell<'_> {
    const ERRORS: [&str; 6] = ["#DIV/0!", "#REF!", "#VALUE!", "#NUM!", "#NAME?", "#NULL!"];
    let (mark, flag) = text.split_once([' ', '\u{a0}']).unwrap_or((text, ""));
    if matches!(mark, ":" | ".." | "." | "…" | "-") && is_flag(flag.trim()) {
        return Cell::Missing(flag.trim());
    }
    let bracketed = text.strip_prefix('[').and_then(|inside| inside.strip_suffix(']'));
    let letters =
        bracketed.is_some_and(|inside| inside.len() <= 4 && inside.bytes().all(|byte| byte.is_ascii_alphabetic()));
    if letters || ERRORS.contains(&text) { Cell::Missing(text) } else { Cell::Other }
}

/// What stands behind a number: a factor, whether it is in per cent, and the flag.
fn behind(rest: &str) -> Option<(f64, bool, &str)> {
    let rest = rest.trim();
    if rest.is_empty() {
        return Some((1.0, false, ""));
    }
    if let Some(flag) = rest.strip_prefix(['%', '％']) {
        return is_flag(flag.trim()).then(|| (1.0, true, flag.trim()));
    }
    if let Some((factor, length)) = multiplier(rest) {
        return rest[length..].trim().is_empty().then_some((factor, false, ""));
    }
    if let Some((_, factor)) = WORDS.iter().find(|(word, _)| rest.eq_ignore_ascii_case(word)) {
        return Some((*factor, false, ""));
    }
    is_flag(rest).then_some((1.0, false, rest))
}

/// Whether a text is what offices lay beside numbers: some of their letters, in brackets or not, or marks of footnotes.
fn is_flag(text: &str) -> bool {
    let inside = text.trim_matches(['(', ')', '[', ']']);
    let letters = |text: &str| {
        let folded = text.to_ascii_lowercase();
        let known = folded.len() <= 3 && folded.chars().all(|c| FLAGS.contains(c));
        known && folded.chars().is_sorted_by(|a, b| a < b) && !NO_FLAGS.contains(&folded.as_str())
    };
    let marks = |text: &str| text.chars().all(|c| "*†‡§#ªº¹²³⁰⁴⁵⁶⁷⁸⁹".contains(c));
    let note = text.starts_with(['(', '[']) && inside.len() <= 2 && inside.bytes().all(|byte| byte.is_ascii_digit());
    letters(inside) || marks(text) || note
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str, decimal: Decimal) -> Option<f64> {
        match cell(text, decimal) {
            Cell::Number(number) => Some(number.value),
            Cell::Missing(_) | Cell::Other => None,
        }
    }

    #[test]
    fn numbers_of_offices() {
        for (text, expected) in [
            ("12", 12.0),
            ("-3.5", -3.5),
            ("−3.5", -3.5),
            ("(3.5)", -3.5),
            ("+7", 7.0),
            ("1,234.5", 1234.5),
            ("1 234.5", 1234.5),
            ("1\u{a0}234\u{a0}567", 1_234_567.0),
            ("1'234.5", 1234.5),
            ("12,34,567", 1_234_567.0),
            ("1e3", 1000.0),
            ("1.5E-3", 0.0015),
            ("13.9 b", 13.9),
            ("15.8p", 15.8),
            ("13*", 13.0),
            ("5 (1)", 5.0),
            ("(5)b", -5.0),
            ("(103.74) (e)", -103.74),
            ("(150)*", -150.0),
            ("15%", 15.0),
            ("15.5 %", 15.5),
            ("3.5万", 35_000.0),
            ("1.2亿", 1.2e8),
            ("2 crore", 2e7),
            ("3 lakhs", 3e5),
            ("1.5 Cr", 1.5e7),
            ("1000 bn", 1e12),
            ("991 trn", 9.91e14),
            ("5 Million", 5e6),
            ("4 mn", 4e6),
            ("7 dep", 7.0),
            ("$1,200", 1200.0),
            (".5", 0.5),
            ("-9.9e99", -9.9e99),
            ("1e-300", 1e-300),
            ("0.0e-999", 0.0),
        ] {
            assert_eq!(value(text, Decimal::Point), Some(expected), "{text}");
        }
        for (text, expected) in
            [("1.234,5", 1234.5), ("10,5", 10.5), ("1.234", 1234.0), ("1 234,5", 1234.5), ("-0,25", -0.25)]
        {
            assert_eq!(value(text, Decimal::Comma), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_number() {
        for text in [
            "many",
            "1,5",
            "1.2.3",
            "5 k",
            "5 m",
            "900 USD",
            "5 eur",
            "5 tn",
            "5 Rs",
            "5 la\u{212a}h",
            "1.2B",
            "$1.2b",
            "1.2 T",
            "4G",
            "inf",
            "NaN",
            "1,23,45",
            "12-13",
            "2020-01",
            "1 23",
            "1e100",
            "-1e400",
            "1e-400",
            "-2.5E-309",
        ] {
            assert_eq!(value(text, Decimal::Point), None, "{text}");
        }
        for text in
            ["", "..", "...", "…", ":", ".", "-", "--", "NA", "#N/A", "n/a", "*", ": z", ".. c", "[x]", "#DIV/0!"]
        {
            assert!(matches!(cell(text, Decimal::Point), Cell::Missing(_)), "{text}");
        }
    }
}
