//! Colours that people with any kind of colour vision can tell apart.
//!
//! The first six are from Okabe and Ito (2008), "Color Universal Design", <https://jfly.uni-koeln.de/color/>; the six
//! after them from Paul Tol's "muted" scheme (technical note SRON/EPS/TN/09-002, 2021). Yellow is left out: it has no
//! contrast on white.

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

impl Colour {
    /// As in HTML: `#0072b2`.
    #[must_use]
    pub fn hexadecimal(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
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
        let linear = |channel: u8| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        let luminance = 0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2);
        1.05 / (luminance + 0.05)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn series_differ_and_begin_again() {
        for first in 0..MOST {
            for second in 0..first {
                assert_ne!(series(first), series(second));
            }
        }
        assert_eq!(series(MOST + 3), series(3));
    }
}
