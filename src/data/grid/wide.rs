//! Digits and marks as wide as Chinese letters (Unicode, halfwidth and fullwidth forms), as keyboards of East Asia write them.

use std::borrow::Cow;

/// From a wide sign to the usual one.
const OFFSET: u32 = 0xfee0;

/// Whether a text has wide digits: U+FF10 to U+FF19.
pub(super) fn has_digits(text: &[u8]) -> bool {
    let mut rest = text;
    while let Some(at) = rest.iter().position(|byte| *byte == 0xef) {
        if rest[at..].starts_with(&[0xef, 0xbc]) && rest.get(at + 2).is_some_and(|last| (0x90..=0x99).contains(last)) {
            return true;
        }
        rest = &rest[at + 1..];
    }
    false
}

/// A number or a time with usual digits; other texts, as names in which a wide digit stands, as they are.
pub(super) fn narrowed(text: Cow<'_, str>) -> Cow<'_, str> {
    let is_wide = |c: char| ('！'..='～').contains(&c);
    let of_number = |c: char| {
        is_wide(c) && !usual(c).is_ascii_alphabetic()
            || matches!(usual(c), 'Q' | 'q' | 'M' | 'm' | 'H' | 'h' | 'e' | 'E')
            || c.is_ascii_digit()
            || " .,+-/:%()−–年月日季度第上下半万亿億萬".contains(c)
    };
    if text.chars().any(|c| ('０'..='９').contains(&c)) && text.chars().all(of_number) {
        return Cow::Owned(text.chars().map(usual).collect());
    }
    text
}

/// The usual sign for a wide one.
fn usual(c: char) -> char {
    if ('！'..='～').contains(&c) { char::from_u32(c as u32 - OFFSET).unwrap_or(c) } else { c }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_times_are_narrowed_and_names_are_not() {
        for (text, expected) in [
            ("１２．５", "12.5"),
            ("－１，２３４", "-1,234"),
            ("２０１９年３月", "2019年3月"),
            ("２０２０Ｑ１", "2020Q1"),
            ("１５％", "15%"),
            ("第１種", "第１種"),
            ("Ａ１", "Ａ１"),
            ("2019", "2019"),
        ] {
            assert_eq!(narrowed(Cow::Borrowed(text)), expected, "{text}");
        }
        assert!(has_digits("年,値\n２０１９,1".as_bytes()) && !has_digits("年（1）,値".as_bytes()));
    }
}
