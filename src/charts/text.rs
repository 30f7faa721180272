//! Type: how wide a text is, where it breaks, and its glyphs.

use std::borrow::Cow;

use unicode_bidi::{BidiClass, BidiInfo, Level, bidi_class};

use super::fonts::{self, Face, Glyph, Han};

/// Height of capitals and figures, in units of the font size.
pub const CAPITALS: f64 = 2048.0 / 2816.0;

/// The weight of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Weight {
    /// Running text.
    Regular,
    /// Titles and names.
    SemiBold,
}

/// Stops the letters before it from turning round what follows.
const RIGHTWARDS: char = '\u{200e}';

/// A text after which others read from left to right, in whatever direction its own letters run: numbers, colons and signs that
/// follow Hebrew or Arabic letters would else be set among them.
#[must_use]
pub fn closed(text: &str) -> String {
    if text.chars().any(is_leftwards) { format!("{text}{RIGHTWARDS}") } else { text.to_owned() }
}

fn is_leftwards(letter: char) -> bool {
    matches!(bidi_class(letter), BidiClass::R | BidiClass::AL | BidiClass::AN)
}

/// Marks of direction have neither width nor ink, and no font need have them.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202c}' | '\u{2066}'..='\u{2069}')
}

/// Width of a text in pixels at a font size in pixels. Kerning is left out, which errs to the wide side.
#[must_use]
pub fn width(text: &str, size: f64, weight: Weight) -> f64 {
    let own = fonts::own(weight);
    let mut width = 0.0;
    let mut han = None;
    for letter in text.chars().filter(|letter| !is_mark(*letter)) {
        let advance = if own.has(letter) {
            own.advance(letter)
        } else {
            let han = *han.get_or_insert_with(|| Han::of(text));
            fonts::face_of(letter, weight, han).unwrap_or(own).advance(letter)
        };
        width += advance;
    }
    width * size
}

/// A piece of text in one face, with its glyphs.
pub struct Run {
    /// The face.
    pub face: &'static Face,
    /// Its glyphs, from the beginning of the whole text.
    pub glyphs: Vec<Glyph>,
}

/// The glyphs of a text, from left to right, and its width in units of the font size.
#[must_use]
pub fn set(text: &str, weight: Weight) -> (Vec<Run>, f64) {
    let mut runs = Vec::new();
    let mut x = 0.0;
    let han = Han::of(text);
    for (piece, rightwards) in directions(text) {
        let mut pieces = faces(&piece, weight, han);
        if !rightwards {
            pieces.reverse();
        }
        for (face, piece) in pieces {
            let mut glyphs = Vec::new();
            x = face.shape(piece, rightwards, x, &mut glyphs);
            runs.push(Run { face, glyphs });
        }
    }
    (runs, x)
}

/// The pieces of a text that run in one direction, as they stand from left to right; whether each is read rightwards.
fn directions(text: &str) -> Vec<(Cow<'_, str>, bool)> {
    if text.is_ascii() {
        return vec![(Cow::Borrowed(text), true)];
    }
    let bare = |piece: &'_ str| piece.chars().filter(|letter| !is_mark(*letter)).collect::<String>();
    let without = |piece: &'_ str| piece.chars().any(is_mark).then(|| bare(piece));
    if !text.chars().any(is_leftwards) {
        return vec![(without(text).map_or(Cow::Borrowed(text), Cow::Owned), true)];
    }
    let info = BidiInfo::new(text, Some(Level::ltr()));
    let Some(paragraph) = info.paragraphs.first() else { return Vec::new() };
    let (levels, runs) = info.visual_runs(paragraph, paragraph.range.clone());
    let piece = |run: std::ops::Range<usize>| {
        let piece = &text[run.clone()];
        (without(piece).map_or(Cow::Borrowed(piece), Cow::Owned), levels[run.start].is_ltr())
    };
    runs.into_iter().map(piece).collect()
}

/// The pieces of a text that are set in one face; blanks and marks stay with what stands before them.
fn faces(text: &str, weight: Weight, han: Han) -> Vec<(&'static Face, &str)> {
    let mut pieces: Vec<(&'static Face, usize, usize)> = Vec::new();
    // A character that follows in the same face keeps it, but Latin ones go back to Inter.
    let stays = |face: &Face, letter: char| joins(letter) || (!letter.is_ascii() && face.has(letter));
    for (at, letter) in text.char_indices() {
        let end = at + letter.len_utf8();
        if let Some((_, _, last)) = pieces.last_mut().filter(|(face, ..)| stays(face, letter)) {
            *last = end;
            continue;
        }
        let face = fonts::face_of(letter, weight, han).unwrap_or_else(|| fonts::own(weight));
        match pieces.last_mut() {
            Some((last, _, to)) if std::ptr::eq(*last, face) => *to = end,
            _ => pieces.push((face, at, end)),
        }
    }
    pieces.into_iter().map(|(face, from, to)| (face, &text[from..to])).collect()
}

/// Whether a character belongs to the one before it: joiners, variation selectors, combining marks.
fn joins(letter: char) -> bool {
    matches!(letter, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}') || bidi_class(letter) == BidiClass::NSM
}

/// Breaks a text into lines at most `room` pixels wide and at most `most` of them; what does not fit ends in "…".
///
/// Lines break at blanks, but not at no-break spaces, and between Han characters and kana, which have none; a word wider
/// than `room` is broken anywhere. There is always at
/// least one line, empty for an empty text.
#[must_use]
pub fn wrap(text: &str, size: f64, weight: Weight, room: f64, most: usize) -> Vec<String> {
    let fits = |text: &str| width(text, size, weight) <= room;
    let mut lines = vec![String::new()];
    for word in text.split([' ', '\n', '\t']).filter(|word| !word.is_empty()) {
        for (index, piece) in unbroken(word).into_iter().flat_map(|part| pieces(part, &fits)).enumerate() {
            let last = lines.len() - 1;
            let blank = if lines[last].is_empty() || index > 0 { "" } else { " " };
            let longer = format!("{}{blank}{piece}", lines[last]);
            if fits(&longer) || lines[last].is_empty() {
                lines[last] = longer;
            } else {
                lines.push(piece);
            }
        }
    }
    if lines.len() > most.max(1) {
        let rest = lines.split_off(most.max(1)).swap_remove(0);
        if let Some(last) = lines.last_mut() {
            // The beginning of the next word may be all that tells two names apart.
            let blank = if text.contains(&format!("{last} {rest}")) { " " } else { "" };
            *last = shorten(&format!("{last}{blank}{rest}…"), &fits);
        }
    }
    lines
}

/// The parts of a word between which a line may break: Han characters and kana stand alone, with the punctuation after them.
fn unbroken(word: &str) -> Vec<&str> {
    let alone =
        |letter: char| matches!(letter, '\u{2e80}'..='\u{2fff}' | '\u{3040}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}');
    let closes = |letter: char| {
        "\u{3001}\u{3002}\u{ff0c}\u{ff1a}\u{ff1b}\u{ff01}\u{ff1f}\u{ff09}\u{300d}\u{300b}\u{30fc},.:;!?)%"
            .contains(letter)
    };
    let mut parts = Vec::new();
    let mut from = 0;
    let mut before: Option<char> = None;
    for (at, letter) in word.char_indices() {
        let opens = |letter: char| "\u{ff08}\u{300c}\u{300a}(".contains(letter);
        if let Some(before) = before
            && (alone(letter) || alone(before) || (closes(before) && alone(letter)) || opens(letter) && alone(before))
            && !closes(letter)
            && !opens(before)
        {
            parts.push(&word[from..at]);
            from = at;
        }
        before = Some(letter);
    }
    parts.push(&word[from..]);
    parts
}

/// A word as it is if it fits a line, else in pieces that do.
fn pieces(word: &str, fits: &impl Fn(&str) -> bool) -> Vec<String> {
    if fits(word) {
        return vec![word.to_owned()];
    }
    // A range breaks behind its dash rather than within a number.
    if let Some((low, high)) = word.split_once('–').map(|(low, high)| (format!("{low}–"), high))
        && fits(&low)
        && fits(high)
    {
        return vec![low, high.to_owned()];
    }
    let mut pieces = vec![String::new()];
    for letter in word.chars() {
        let last = pieces.len() - 1;
        let longer = format!("{}{letter}", pieces[last]);
        if fits(&longer) || pieces[last].is_empty() {
            pieces[last] = longer;
        } else {
            pieces.push(letter.to_string());
        }
    }
    pieces
}

/// Cuts letters before a closing "…" until the text fits, and numbers as a whole: the beginning of one is another.
fn shorten(text: &str, fits: &impl Fn(&str) -> bool) -> String {
    let all: Vec<char> = text.trim_end_matches('…').trim_end().chars().collect();
    let of_number = |letter: &char| letter.is_ascii_digit() || matches!(letter, '.' | ',' | '−');
    let in_number =
        |place: usize| place > 0 && place < all.len() && of_number(&all[place - 1]) && of_number(&all[place]);
    for count in (0..=all.len()).rev().filter(|count| !in_number(*count)) {
        let short = format!("{}…", all[..count].iter().collect::<String>().trim_end());
        if fits(&short) || count == 0 {
            return short;
        }
    }
    "…".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_the_font() {
        // Advances from the `hmtx` table of Inter 3.19 (units per em 2816), read with fontTools.
        let cases = [
            ("A", Weight::Regular, ADVANCES[0]),
            ("0", Weight::Regular, ADVANCES[1]),
            ("mm", Weight::Regular, 2.0 * ADVANCES[2]),
            ("A", Weight::SemiBold, ADVANCES[3]),
        ];
        for (text, weight, units) in cases {
            let expected = units / 2816.0 * 12.0;
            let got = width(text, 12.0, weight);
            assert!((got - expected).abs() < 0.03, "{text} {weight:?}: {got} {expected}");
        }
    }

    const ADVANCES: [f64; 4] = [1904.0, 1760.0, 2448.0, 2038.0];

    #[test]
    fn numbers_after_letters_that_run_leftwards_keep_their_place() {
        let visual = |text: &str| directions(text).into_iter().map(|(piece, _)| piece.into_owned()).collect::<Vec<_>>();
        let hebrew = "\u{5e9}\u{5de}\u{5e9}";
        let arabic = "\u{637}\u{627}\u{642}\u{629}";
        for name in [hebrew, arabic] {
            let text = format!("{}: 34\u{a0}% in 2030", closed(name));
            assert_eq!(visual(&text), [name, ": 34\u{a0}% in 2030"]);
            // Without it the number would be read with the letters, and stand before them.
            assert_ne!(visual(&format!("{name}: 34\u{a0}% in 2030"))[0], name);
            let plain = width(name, 12.0, Weight::Regular) + width(": 34", 12.0, Weight::Regular);
            assert!((width(&format!("{}: 34", closed(name)), 12.0, Weight::Regular) - plain).abs() < 1e-9);
        }
        assert_eq!(closed("Solar"), "Solar");
        assert_eq!(visual("Solar\u{200e} 34"), ["Solar 34"]);
        assert!(!fonts::missing_characters().contains(RIGHTWARDS));
    }

    #[test]
    fn lines_break_at_blanks_and_fit() {
        let text = "Domestic share of industrial robots sold in China, by value, at 70\u{a0}% of demand";
        let lines = wrap(text, 14.0, Weight::Regular, 150.0, 9);
        assert!(lines.len() > 2);
        assert_eq!(lines.join(" "), text);
        for line in &lines {
            assert!(width(line, 14.0, Weight::Regular) <= 150.0, "{line}");
        }
    }

    #[test]
    fn what_does_not_fit_is_cut_with_an_ellipsis() {
        let cases = [
            ("Sonderabschreibungsmöglichkeitenverordnung of machines", 90.0, 2),
            ("a b c d e f g h i j k l m n o p q r s t u v w", 40.0, 2),
            ("x", 0.5, 1),
        ];
        for (text, room, most) in cases {
            let lines = wrap(text, 12.0, Weight::SemiBold, room, most);
            assert!(lines.len() <= most);
            if room > 12.0 {
                assert!(lines.last().is_some_and(|line| line.ends_with('…')));
                assert!(lines.iter().all(|line| width(line, 12.0, Weight::SemiBold) <= room));
            }
        }
        // What follows the first word may tell two names apart, and the beginning of a number is another number.
        let cut = |text: &str, room: f64| wrap(text, 13.0, Weight::SemiBold, room, 1).concat();
        assert_ne!(cut("Industrial robots", 90.0), cut("Industrial software", 90.0));
        assert_eq!(cut("from 12.5 to 119.25", 95.0), "from 12.5 to…");
        assert_eq!(wrap("", 12.0, Weight::Regular, 100.0, 3), [""]);
    }
}
