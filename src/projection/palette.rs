//! Colours that people with any kind of colour vision can tell apart.
//!
//! The first six are from Okabe and Ito (2008), "Color Universal Design", <https://jfly.uni-koeln.de/color/>; the six
//! after them from Paul Tol's "muted" scheme (technical note SRON/EPS/TN/09-002, 2021). Yellow is left out: it has no
//! contrast on white.

use std::collections::BTreeSet;

/// A colour, red, green and blue in sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub u8, pub u8, pub u8);

/// Text, and what has been observed.
pub const INK: Colour = Colour(0x1F, 0x29, 0x33);
/// Subtitles, axis labels, footers: 5.9 : 1 on white.
pub const MUTED: Colour = Colour(0x5B, 0x65, 0x70);
/// Grid lines.
pub const GRID: Colour = Colour(0xE1, 0xE5, 0xEA);
/// Base lines, and the marker between the observed and the projected.
pub const RULE: Colour = Colour(0x8A, 0x94, 0x9E);
/// Paper.
pub const PAPER: Colour = Colour(0xFF, 0xFF, 0xFF);

const SERIES: [Colour; 12] = [
    Colour(0x00, 0x72, 0xB2),
    Colour(0xD5, 0x5E, 0x00),
    Colour(0x00, 0x9E, 0x73),
    Colour(0xCC, 0x79, 0xA7),
    Colour(0xE6, 0x9F, 0x00),
    Colour(0x56, 0xB4, 0xE9),
    Colour(0x33, 0x22, 0x88),
    Colour(0x99, 0x99, 0x33),
    Colour(0x88, 0x22, 0x55),
    Colour(0x44, 0xAA, 0x99),
    Colour(0xCC, 0x66, 0x77),
    Colour(0x77, 0x77, 0x77),
];

/// The most series that one picture tells apart.
pub const MOST: usize = SERIES.len();

/// The colour of a scenario or a series; indices beyond the palette begin again.
#[must_use]
pub const fn series(index: usize) -> Colour {
    SERIES[index % SERIES.len()]
}

/// What pictures are drawn on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Paper {
    /// White, with dark text.
    #[default]
    Light,
    /// Nearly black, with light text.
    Dark,
}

/// Each colour as it is on dark paper: the same hue, light enough to be told from it.
const DARK: [(Colour, Colour); 16] = [
    (INK, Colour(0xE8, 0xEC, 0xF0)),
    (MUTED, Colour(0xA9, 0xB4, 0xBF)),
    (GRID, Colour(0x32, 0x3B, 0x45)),
    (RULE, Colour(0x74, 0x80, 0x8C)),
    (SERIES[0], Colour(0x45, 0xA3, 0xE6)),
    (SERIES[1], Colour(0xF5, 0x84, 0x3C)),
    (SERIES[2], Colour(0x2D, 0xC2, 0x96)),
    (SERIES[3], Colour(0xE0, 0x98, 0xC4)),
    (SERIES[4], Colour(0xEF, 0xB0, 0x2E)),
    (SERIES[5], Colour(0x8C, 0xD2, 0xFB)),
    (SERIES[6], Colour(0x9A, 0x8C, 0xF0)),
    (SERIES[7], Colour(0xB8, 0xB8, 0x4D)),
    (SERIES[8], Colour(0xD6, 0x6A, 0xA0)),
    (SERIES[9], Colour(0x5C, 0xC4, 0xB4)),
    (SERIES[10], Colour(0xE5, 0x86, 0x92)),
    (SERIES[11], Colour(0xA2, 0xA2, 0xA2)),
];

/// Text on a tint, which no theme turns: black or white on light paper, each with what it is on dark paper.
const ON_TINT: [(Colour, Colour); 4] = [
    (Colour(0, 0, 0), BLACK),
    (Colour(1, 1, 1), WHITE),
    (Colour(254, 254, 254), WHITE),
    (Colour(253, 253, 253), BLACK),
];
const BLACK: Colour = Colour(0, 0, 0);
const WHITE: Colour = Colour(255, 255, 255);

/// Dark paper.
pub const DARK_PAPER: Colour = Colour(0x1B, 0x21, 0x28);

impl Colour {
    /// This colour of the light palette, or a tint of one, as it is on some paper.
    ///
    /// A tint is a colour of the palette laid over white; on dark paper it is the same laid over that. What is darkened for
    /// text is the colour itself, for on dark paper all are light enough to be read.
    #[must_use]
    pub fn on(self, paper: Paper) -> Self {
        if paper == Paper::Light {
            return self;
        }
        if let Some((_, dark)) = ON_TINT.iter().find(|(light, _)| *light == self) {
            return *dark;
        }
        let mut best = (f64::INFINITY, INK, 1.0);
        for (light, dark) in DARK {
            for (own, least) in [(light, 0.0), (light.for_text(), 0.95)] {
                let share = self.share_of(own).clamp(least, 1.0);
                let off = self.distance(own.over(PAPER, share));
                if off < best.0 {
                    best = (off, dark, share);
                }
            }
        }
        best.1.over(DARK_PAPER, best.2)
    }

    /// Black or white for text on this colour, or tint, of the palette, on light paper and on dark paper whichever is read better:
    /// one of the two has a contrast of 4.58 : 1 or more with any colour.
    #[must_use]
    pub fn text_on(self) -> Self {
        let is_bright = |paper: Paper| {
            let own = self.on(paper);
            own.contrast(WHITE) < own.contrast(BLACK)
        };
        let of = |bright: bool| if bright { BLACK } else { WHITE };
        let wanted = [Paper::Light, Paper::Dark].map(|paper| of(is_bright(paper)));
        let near = |colour: Self| if colour.0 < 128 { BLACK } else { WHITE };
        let found = ON_TINT.iter().find(|(light, dark)| [near(*light), *dark] == wanted);
        found.map_or(BLACK, |(light, _)| *light)
    }

    /// How much of a colour lies over white in this one, as far as it does.
    fn share_of(self, colour: Self) -> f64 {
        let (from, to) = (PAPER.channels(), colour.channels());
        let own = self.channels();
        let (mut along, mut square) = (0.0, 0.0);
        for channel in 0..3 {
            let step = to[channel] - from[channel];
            along += (own[channel] - from[channel]) * step;
            square += step * step;
        }
        along / square
    }

    fn distance(self, other: Self) -> f64 {
        self.channels().into_iter().zip(other.channels()).map(|(a, b)| (a - b) * (a - b)).sum()
    }

    fn channels(self) -> [f64; 3] {
        [self.0, self.1, self.2].map(f64::from)
    }

    /// As a variable of a page that follows its theme: `var(--c0072b2)`.
    #[must_use]
    pub fn variable(self) -> String {
        format!("var(--c{})", self.hexadecimal().trim_start_matches('#'))
    }

    /// A colour written as in HTML, as the variable of a page; what is none stays as it is.
    #[must_use]
    pub fn variable_of(text: &str) -> String {
        Self::parse(text.trim_start_matches('#')).map_or_else(|| text.to_owned(), Self::variable)
    }

    /// As in HTML: `#0072b2`.
    #[must_use]
    pub fn hexadecimal(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }

    /// The colour that is written so: `0072b2`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let number = u32::from_str_radix(text, 16).ok().filter(|_| text.len() == 6)?;
        let [_, red, green, blue] = number.to_be_bytes();
        Some(Self(red, green, blue))
    }

    /// As one number: 0x0072b2.
    #[must_use]
    pub const fn number(self) -> u32 {
        u32::from_be_bytes([0, self.0, self.1, self.2])
    }

    /// The colour laid over `under` with an opacity between 0 and 1.
    #[must_use]
    pub fn over(self, under: Self, opacity: f64) -> Self {
        let mix =
            |above: u8, below: u8| (f64::from(above) * opacity + f64::from(below) * (1.0 - opacity)).round() as u8;
        Self(mix(self.0, under.0), mix(self.1, under.1), mix(self.2, under.2))
    }

    /// The colour darkened until text in it reads well on white: a contrast of at least 4.5 : 1 (WCAG 2.1, 1.4.3).
    #[must_use]
    pub fn for_text(self) -> Self {
        let black = Self(0, 0, 0);
        (0..=20)
            .map(|step| black.over(self, f64::from(step) * 0.05))
            .find(|colour| colour.contrast_on_white() >= 4.5)
            .unwrap_or(black)
    }

    /// Contrast ratio with white, by the definition of WCAG 2.1.
    #[must_use]
    pub fn contrast_on_white(self) -> f64 {
        self.contrast(PAPER)
    }

    /// Contrast ratio with another colour, by the definition of WCAG 2.1.
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.luminance(), other.luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }
}

/// The colours that texts name as variables of a page, in the order of their numbers, each with what it is on dark paper.
#[must_use]
pub fn page_colours<'t>(texts: impl IntoIterator<Item = &'t str>) -> Vec<(Colour, Colour)> {
    let mut named = BTreeSet::new();
    for text in texts {
        for (at, name) in text.match_indices("var(--c") {
            let colour = text.get(at + name.len()..at + name.len() + 6);
            named.extend(colour.and_then(Colour::parse).map(Colour::number));
        }
    }
    let colour = |number: u32| {
        let [_, red, green, blue] = number.to_be_bytes();
        Colour(red, green, blue)
    };
    named.into_iter().map(|number| (colour(number), colour(number).on(Paper::Dark))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_of_a_page_are_those_it_names() {
        let text = format!("<path fill=\"{}\"/><path fill=\"{}\"/> var(--cnone)", INK.variable(), PAPER.variable());
        let found = page_colours([text.as_str(), "var(--c1f2933)", "var(--c"]);
        assert_eq!(found, [(INK, INK.on(Paper::Dark)), (PAPER, DARK_PAPER)]);
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        // Black on white is 21 : 1 by definition; #767676 is the known lightest grey that passes 4.5 : 1.
        assert!((Colour(0, 0, 0).contrast_on_white() - 21.0).abs() < 1e-9);
        assert!(Colour(0x76, 0x76, 0x76).contrast_on_white() >= 4.5);
        assert!(Colour(0x77, 0x77, 0x77).contrast_on_white() < 4.5);
    }

    #[test]
    fn text_in_any_series_colour_is_legible() {
        for index in 0..MOST {
            assert!(series(index).for_text().contrast_on_white() >= 4.5, "{index}");
        }
        assert_eq!(series(0).for_text(), series(0), "a dark colour stays as it is");
    }

    #[test]
    fn dark_paper_has_colours_that_can_be_read_too() {
        let paper = PAPER.on(Paper::Dark);
        assert_eq!(paper, DARK_PAPER);
        for colour in
            [INK, MUTED].into_iter().chain((0..MOST).flat_map(|index| [series(index), series(index).for_text()]))
        {
            assert!(colour.on(Paper::Dark).contrast(paper) >= 4.5, "{colour:?} {:?}", colour.on(Paper::Dark));
        }
        // A tint stays a tint of the same colour, and light paper changes nothing.
        let tint = series(1).over(PAPER, 0.4).on(Paper::Dark);
        assert!(tint.distance(series(1).on(Paper::Dark).over(DARK_PAPER, 0.4)) < 12.0, "{tint:?}");
        assert_eq!(series(1).on(Paper::Light), series(1));
    }

    #[test]
    fn text_on_a_tint_can_be_read_on_both_papers() {
        for index in 0..MOST {
            for share in 0..=20 {
                let tint = series(index).over(PAPER, f64::from(share) / 20.0);
                let contrast = |paper| tint.text_on().on(paper).contrast(tint.on(paper));
                let (light, dark) = (contrast(Paper::Light), contrast(Paper::Dark));
                assert!(light >= 4.5 && dark >= 4.5, "{index} {share}: {light} {dark}");
            }
        }
    }

    #[test]
    fn series_differ_and_begin_again() {
        for first in 0..MOST {
            for second in 0..first {
                assert_ne!(series(first), series(second));
            }
        }
        assert_eq!(series(MOST + 3), series(3));
    }
}
