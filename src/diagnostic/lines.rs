//! Texts in lines of a terminal, whose characters are one or two columns wide.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Spaces that do not break.
const UNBREAKABLE: [char; 2] = ['\u{a0}', '\u{202f}'];
/// Signs of East Asian texts that do not begin a line.
const CLOSING: &str = "、。，．；：！？）］｝》〉」』】〕”’％・ー…";
/// Signs of East Asian texts that do not end a line.
const OPENING: &str = "（［｛《〈「『【〔“‘";

/// A text with common spaces alone: terminals are searched and copied from.
#[must_use]
pub fn with_common_spaces(text: &str) -> String {
    text.replace(UNBREAKABLE, " ")
}

/// The columns of a terminal that a text takes.
#[must_use]
pub fn columns(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.width() }
}

/// The beginning of a text that takes at most so many columns.
#[must_use]
pub fn beginning(text: &str, most: usize) -> &str {
    let mut taken = 0;
    let end = text.char_indices().find(|(_, letter)| {
        taken += letter.width().unwrap_or(0);
        taken > most
    });
    end.map_or(text, |(end, _)| &text[..end])
}

/// Breaks a text into lines of at most so many columns, the first of `first`. It breaks where there is white space and between
/// East Asian characters, which are written without; what cannot be broken has a line of its own, however long. What an
/// unbreakable space holds together stays together, by a common space: terminals are searched and copied from.
#[must_use]
pub fn broken(text: &str, first: usize, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(|c: char| c.is_whitespace() && !UNBREAKABLE.contains(&c)).filter(|word| !word.is_empty()) {
        for (place, piece) in pieces(word).into_iter().enumerate() {
            let space = usize::from(place == 0 && !line.is_empty());
            let room = if lines.is_empty() { first } else { width };
            if !line.is_empty() && columns(&line) + space + columns(piece) > room {
                lines.push(std::mem::take(&mut line));
            } else if space > 0 {
                line.push(' ');
            }
            line.push_str(&with_common_spaces(piece));
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// The parts of a word between which a line may end: before and after each wide character.
fn pieces(word: &str) -> Vec<&str> {
    if word.is_ascii() {
        return vec![word];
    }
    let wide = |letter: char| letter.width() == Some(2);
    let mut found = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, letter) in word.char_indices() {
        let breaks = before.is_some_and(|before| (wide(before) || wide(letter)) && !OPENING.contains(before));
        if breaks && !CLOSING.contains(letter) {
            found.push(&word[start..at]);
            start = at;
        }
        before = Some(letter);
    }
    found.push(&word[start..]);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_take_two_columns_and_texts_of_them_break_between_them() {
        assert_eq!(columns("机器人 50 %"), 11);
        assert_eq!(beginning("机器人", 5), "机器");
        assert_eq!(beginning("ab", 5), "ab");
        assert_eq!(broken("工业机器人，国产份额 50 %", 9, 9), ["工业机器", "人，国产", "份额 50 %"]);
        // A mark does not begin a line, and a bracket does not end one.
        assert_eq!(broken("工业机器，国产", 8, 8), ["工业机", "器，国产"]);
        assert_eq!(broken("工业机（国产）", 8, 8), ["工业机", "（国产）"]);
    }

    #[test]
    fn lines_are_no_longer_than_they_may_be_unless_a_word_is() {
        assert_eq!(broken("one two three four", 3, 9), ["one", "two three", "four"]);
        assert_eq!(broken("one /a/path/that/is/long two", 9, 9), ["one", "/a/path/that/is/long", "two"]);
        assert_eq!(broken("five 10\u{a0}% six", 8, 8), ["five", "10 % six"]);
        assert!(broken(" \n", 8, 8).is_empty());
    }
}
