//! Marks and words beside times, which are left away as these are read.

use super::forms::COMPACT;
use super::offices::{fiscal, plain_year};
use super::{Stamp, Unit};

/// Whether a year has a mark behind it that is left away as it is read: `2020*`, `2020e`, `2022 (p)`.
#[must_use]
pub fn has_mark(text: &str) -> bool {
    let text = text.trim();
    let plain = without_bracket(text);
    let note = &text[plain.len()..];
    without_mark(plain) != plain || !note.is_empty() && !note.contains(plain) && Stamp::lenient(plain).is_some()
}

/// `2023.12 p)` and `2023.1/4 e)` (Statistics Korea) without the mark of a provisional, revised, estimated or forecast number; so
/// is `2023.12 p`, which has two digits behind a point, and `2021 г.1)` without the number of a footnote.
#[must_use]
pub fn unmarked(text: &str) -> &str {
    const LETTERS: [char; 8] = ['p', 'r', 'e', 'f', 'P', 'R', 'E', 'F'];
    let ends_with_digit = |text: &&str| text.ends_with(|last: char| last.is_ascii_digit());
    let half = text.strip_suffix(')').filter(|before| !before.contains('('));
    if let Some(before) = half.and_then(|before| before.strip_suffix(LETTERS)) {
        return Some(before.trim_end()).filter(ends_with_digit).unwrap_or(text);
    }
    if let Some(before) = half.and_then(without_footnote) {
        return before;
    }
    let is_month = |text: &&str| {
        let month = text.split_once('.').map(|(year, month)| (year.len(), month.len()));
        month == Some((4, 2)) && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
    };
    text.strip_suffix(LETTERS).map(str::trim_end).filter(is_month).unwrap_or(text)
}

/// `2021 г.1`, `2021 1` and `20211`, behind which was a bracket, without the number of a footnote.
fn without_footnote(text: &str) -> Option<&str> {
    /// Digits of a year, and of the number of a footnote at most.
    const YEAR: usize = 4;
    const NUMBER: usize = 2;
    let rest = text.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let digits = text.len() - rest.len();
    if rest.is_empty() {
        let is_year = |year: &&str| plain_year(year).is_some_and(|year| COMPACT.contains(&year));
        return text.get(..YEAR).filter(|_| digits == YEAR + 1).filter(is_year);
    }
    let apart = rest.ends_with([' ', '\u{a0}']) || ["г.", "г"].iter().any(|word| rest.ends_with(word));
    let has_digit = |rest: &&str| rest.bytes().any(|byte| byte.is_ascii_digit());
    Some(rest.trim_end()).filter(has_digit).filter(|_| apart && (1..=NUMBER).contains(&digits))
}

/// `2015 [YR2015]`, `2023 (p)` and `December 2021 (final)` without what is in brackets.
pub(super) fn without_bracket(text: &str) -> &str {
    let is_bracketed = |at: &usize| {
        let rest = text[*at..].trim_start();
        (rest.starts_with('[') && rest.ends_with(']')) || (rest.starts_with('(') && rest.ends_with(')'))
    };
    let cut = text.match_indices([' ', '\u{a0}']).map(|(at, _)| at).find(is_bracketed);
    cut.map_or(text, |at| text[..at].trim())
}

/// `2021 г.`, `январь 2023 года` without the word for a year.
pub(super) fn without_word(text: &str) -> &str {
    const WORDS: [&str; 5] = ["г.", "г", "год", "года", "рік"];
    if text.is_ascii() {
        return text;
    }
    let ends = |word: &&str| text.strip_suffix(*word).map(str::trim_end);
    let before = WORDS.iter().find_map(ends);
    before.filter(|before| before.ends_with(|last: char| last.is_ascii_digit())).unwrap_or(text)
}

/// `2020*`, `2020e`, `2020 p`, `FY22A` without the mark of an estimate, a forecast, a provisional, a revised or an actual number.
pub(super) fn without_mark(text: &str) -> &str {
    let text = unmarked(text);
    // A star stands beside months and quarters too.
    if let Some(rest) = text.strip_suffix('*').map(|rest| rest.trim_end_matches(['*', ' ']))
        && rest.len() > 4
        && Stamp::lenient(rest).is_some_and(|(stamp, _)| stamp.unit != Unit::Number)
    {
        return rest;
    }
    if let Some(year) = without_words_of_estimates(text) {
        return year;
    }
    let cut = text.strip_suffix(['*', 'a', 'e', 'f', 'p', 'r', 'A', 'E', 'F', 'P', 'R']).map(str::trim_end);
    let is_year = |year: &&str| plain_year(year).is_some() || year.starts_with(['F', 'f']) && fiscal(year).is_some();
    cut.filter(is_year).unwrap_or(text)
}

/// `Sơ bộ 2021`, `Prel. 2021`, `2021 est.`: the year beside a word that says that its numbers are not the last.
fn without_words_of_estimates(text: &str) -> Option<&str> {
    const WORDS: [&str; 12] = [
        "est",
        "estimate",
        "estimated",
        "prel",
        "prelim",
        "preliminary",
        "prov",
        "provisional",
        "forecast",
        "vorläufig",
        "sơ bộ",
        "ước tính",
    ];
    let is_word = |text: &str| WORDS.contains(&text.trim().trim_end_matches('.').to_lowercase().as_str());
    let year = |at: usize| text.split_at_checked(at);
    let behind =
        text.len().checked_sub(4).and_then(year).filter(|(word, year)| plain_year(year).is_some() && is_word(word));
    let before = year(4).filter(|(year, word)| plain_year(year).is_some() && is_word(word));
    behind.map(|(_, year)| year).or(before.map(|(year, _)| year))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_taken_from_times_alone() {
        for (text, plain) in [
            ("2023.12 p)", "2023.12"),
            ("2023.12p)", "2023.12"),
            ("2023.12 p", "2023.12"),
            ("2023 e)", "2023"),
            ("2023.1/4 p)", "2023.1/4"),
            ("2023 (p)", "2023 (p)"),
            ("(a) p)", "(a) p)"),
            ("top)", "top)"),
            ("12.5 p", "12.5 p"),
            ("2023.12", "2023.12"),
            ("2021 г.1)", "2021 г."),
            ("2021г.12)", "2021г."),
            ("2021 1)", "2021"),
            ("20211)", "2021"),
            ("2021.1)", "2021.1)"),
            ("202101)", "202101)"),
            ("1)", "1)"),
            ("12345)", "12345)"),
            ("A 1)", "A 1)"),
        ] {
            assert_eq!(unmarked(text), plain, "{text}");
            assert_eq!(has_mark(text), plain != text || text == "2023 (p)", "{text}");
        }
    }
}
