//! Type: the embedded fonts, how wide a text is, and where it breaks.
//!
//! Inter (SIL Open Font License, `assets/fonts/OFL.txt`) is part of the binary, so that pictures look the same on every
//! machine. Plotters draws a bold style of a family that has none as regular, without a word; each weight is
//! therefore a family of its own.

use std::sync::OnceLock;

use plotters::style::{FontDesc, FontFamily, FontStyle, register_font};

static REGULAR: &[u8] = include_bytes!("../../assets/fonts/Inter-Regular.otf");
static SEMI_BOLD: &[u8] = include_bytes!("../../assets/fonts/Inter-SemiBold.otf");

/// Ascender minus descender of Inter, in units of the font size. Plotters scales fonts by this height.
const HEIGHT: f64 = (2728.0 + 680.0) / 2816.0;

/// Height of capitals and figures, in units of the font size.
pub const CAPITALS: f64 = 2048.0 / 2816.0;

/// The weight of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Running text.
    Regular,
    /// Titles and names.
    SemiBold,
}

impl Weight {
    /// The name that plotters knows this weight by.
    #[must_use]
    pub fn family(self) -> &'static str {
        match self {
            Self::Regular => "Inter",
            Self::SemiBold => "Inter SemiBold",
        }
    }

    fn bytes(self) -> &'static [u8] {
        match self {
            Self::Regular => REGULAR,
            Self::SemiBold => SEMI_BOLD,
        }
    }
}

/// The embedded font files.
#[must_use]
pub fn fonts() -> [&'static [u8]; 2] {
    [Weight::Regular, Weight::SemiBold].map(Weight::bytes)
}

/// Makes the fonts known to plotters; false if it could not read one of them.
pub fn register() -> bool {
    static DONE: OnceLock<bool> = OnceLock::new();
    *DONE.get_or_init(|| {
        [Weight::Regular, Weight::SemiBold]
            .iter()
            .all(|weight| register_font(weight.family(), FontStyle::Normal, weight.bytes()).is_ok())
    })
}

/// Width of a text in pixels at a font size in pixels. Kerning is left out, which errs to the wide side.
#[must_use]
pub fn width(text: &str, size: f64, weight: Weight) -> f64 {
    // Plotters measures in whole pixels: measure large, then scale.
    const LARGE: f64 = 1000.0;
    register();
    let font = FontDesc::new(FontFamily::Name(weight.family()), LARGE, FontStyle::Normal);
    font.layout_box(text).map_or_else(
        |_| 0.6 * size * text.chars().count() as f64,
        |((left, _), (right, _))| f64::from(right - left) / LARGE * HEIGHT * size,
    )
}

/// Breaks a text into lines at most `room` pixels wide and at most `most` of them; what does not fit ends in "…".
///
/// Lines break at blanks, but not at no-break spaces; a word wider than `room` is broken anywhere. There is always at
/// least one line, empty for an empty text.
#[must_use]
pub fn wrap(text: &str, size: f64, weight: Weight, room: f64, most: usize) -> Vec<String> {
    let fits = |text: &str| width(text, size, weight) <= room;
    let mut lines = vec![String::new()];
    for word in text.split([' ', '\n', '\t']).filter(|word| !word.is_empty()) {
        for piece in pieces(word, &fits) {
            let last = lines.len() - 1;
            let longer = if lines[last].is_empty() { piece.clone() } else { format!("{} {piece}", lines[last]) };
            if fits(&longer) || lines[last].is_empty() {
                lines[last] = longer;
            } else {
                lines.push(piece);
            }
        }
    }
    if lines.len() > most.max(1) {
        lines.truncate(most.max(1));
        if let Some(last) = lines.last_mut() {
            *last = shorten(&format!("{last}…"), &fits);
        }
    }
    lines
}

/// A word as it is if it fits a line, else in pieces that do.
fn pieces(word: &str, fits: &impl Fn(&str) -> bool) -> Vec<String> {
    if fits(word) {
        return vec![word.to_owned()];
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

/// Cuts letters before a closing "…" until the text fits.
fn shorten(text: &str, fits: &impl Fn(&str) -> bool) -> String {
    let mut kept: Vec<char> = text.trim_end_matches('…').trim_end().chars().collect();
    loop {
        let short = format!("{}…", kept.iter().collect::<String>().trim_end());
        if fits(&short) || kept.pop().is_none() {
            return short;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plotters_reads_both_fonts() {
        assert!(register());
    }

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
        assert_eq!(wrap("", 12.0, Weight::Regular, 100.0, 3), [""]);
    }
}
