//! What the separators between the digits of a number can mean.

use super::lists::{GROUPING, MONEY};
use super::{Decimal, is_flag};

/// A cell taken apart: `-1 234,5 b` is a minus, `1 234,5` and ` b`.
pub(super) struct Parts<'a> {
    pub negative: bool,
    pub money: &'a str,
    pub body: &'a str,
    pub rest: &'a str,
}

impl<'a> Parts<'a> {
    pub fn of(text: &'a str) -> Option<Self> {
        let (bracket, text, after) = match text.strip_prefix('(').and_then(|inside| inside.split_once(')')) {
            // Brackets around a number mean less than nothing.
            Some((inside, after)) if is_flag(after.trim()) => (true, inside.trim(), after),
            _ => (false, text, ""),
        };
        let minus = text.strip_prefix(['-', '−', '–', '－']);
        let text = minus.unwrap_or_else(|| text.strip_prefix(['+', '＋']).unwrap_or(text)).trim_start();
        let plain = text.strip_prefix(MONEY).unwrap_or(text);
        let (money, text) = (&text[..text.len() - plain.len()], plain.trim_start());
        if !text.starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == ',') {
            return None;
        }
        let end = body_end(text);
        let (body, rest) = text.split_at(end);
        if !after.is_empty() && !rest.is_empty() {
            return None;
        }
        let rest = if after.is_empty() { rest } else { after };
        let has_digit = body.bytes().any(|byte| byte.is_ascii_digit());
        has_digit.then_some(Self { negative: bracket || minus.is_some(), money, body, rest })
    }
}

/// Where the digits and separators of a number end that a text begins with.
fn body_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes[from.min(bytes.len())..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut at = 0;
    loop {
        at += digits(at);
        let Some(next) = text[at..].chars().next() else { return at };
        if (next == '.' || next == ',') && (digits(at + 1) > 0 || at > 0) {
            at += 1;
        } else if GROUPING.contains(&next) && at > 0 && digits(at + next.len_utf8()) == 3 {
            at += next.len_utf8();
        } else if next == 'e' || next == 'E' {
            let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
            let exponent = digits(at + 1 + sign);
            // `1e` is a flag.
            return if exponent > 0 { at + 1 + sign + exponent } else { at };
        } else {
            return at;
        }
    }
}

/// What the separators of a number can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::data) enum Shape {
    /// There is none.
    Plain,
    /// It is clear what is the mark of decimals.
    Decides(Decimal),
    /// `1.234` or `1,234`: the mark of decimals may be this one, or it groups digits.
    Either(Decimal),
    /// Neither.
    Wrong,
}

/// What the separators of digits can mean.
pub(super) fn shape(body: &str) -> Shape {
    let (points, commas) = (body.matches('.').count(), body.matches(',').count());
    let grouped = body.contains(GROUPING);
    if body.contains(['e', 'E']) {
        return if commas == 0 { Shape::Decides(Decimal::Point) } else { Shape::Decides(Decimal::Comma) };
    }
    match (points, commas) {
        (0, 0) => Shape::Plain,
        (0, _) => alone(body, ',', Decimal::Comma, Decimal::Point, grouped),
        (_, 0) => alone(body, '.', Decimal::Point, Decimal::Comma, grouped),
        _ if body.rfind('.') > body.rfind(',') && points == 1 => Shape::Decides(Decimal::Point),
        _ if body.rfind(',') > body.rfind('.') && commas == 1 => Shape::Decides(Decimal::Comma),
        _ => Shape::Wrong,
    }
}

/// What one kind of separators can mean.
fn alone(body: &str, mark: char, decimal: Decimal, other: Decimal, grouped: bool) -> Shape {
    let parts: Vec<&str> = body.split(mark).collect();
    let (first, last) = (parts[0], parts[parts.len() - 1]);
    if parts.len() == 2 {
        let either = last.len() == 3 && (1..=3).contains(&first.len()) && !first.starts_with('0') && !grouped;
        return if either { Shape::Either(decimal) } else { Shape::Decides(decimal) };
    }
    let groups = &parts[1..parts.len() - 1];
    // India groups by two digits but for the last three.
    let regular = (1..=3).contains(&first.len())
        && last.len() == 3
        && (groups.iter().all(|group| group.len() == 3) || groups.iter().all(|group| group.len() == 2));
    if regular { Shape::Decides(other) } else { Shape::Wrong }
}

/// What the separators of a cell can mean; none if it is no number.
#[must_use]
pub(in crate::data) fn shape_of(text: &str) -> Option<Shape> {
    Parts::of(text).map(|parts| shape(parts.body))
}

/// Whether the digits of a number without separators are more than three.
pub(in crate::data) fn is_long(text: &str) -> bool {
    Parts::of(text).is_some_and(|parts| parts.body.len() > 3)
}

/// Whether a sign of money stands before a number.
pub(in crate::data) fn is_money(text: &str) -> bool {
    Parts::of(text).is_some_and(|parts| !parts.money.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_separators_can_mean() {
        for (text, expected) in [
            ("1234", Shape::Plain),
            ("1,234", Shape::Either(Decimal::Comma)),
            ("1.234", Shape::Either(Decimal::Point)),
            ("0,234", Shape::Decides(Decimal::Comma)),
            ("1234,567", Shape::Decides(Decimal::Comma)),
            ("1,5", Shape::Decides(Decimal::Comma)),
            ("1,234,567", Shape::Decides(Decimal::Point)),
            ("1.234,5", Shape::Decides(Decimal::Comma)),
            ("1 234,567", Shape::Decides(Decimal::Comma)),
            ("1,234.5", Shape::Decides(Decimal::Point)),
            ("1.2.3", Shape::Wrong),
        ] {
            assert_eq!(shape_of(text), Some(expected), "{text}");
        }
    }
}
