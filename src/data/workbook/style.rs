//! What the format of a cell says of the number in it.

/// How a number is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Shown {
    /// As it is.
    #[default]
    Plain,
    /// In per cent.
    Percent,
    /// A date of which only the year is shown.
    Year,
    /// A date of which the year and the month are shown.
    Month,
}

impl Shown {
    /// What a format says, as `0.0%` or `mmm\-yy`.
    pub fn of(format: &str) -> Self {
        let plain = bare(format);
        let has = |letter: char| plain.contains(letter);
        if has('%') {
            return Self::Percent;
        }
        match (has('y'), has('m'), has('d') || has('h') || has('s')) {
            (true, true, false) => Self::Month,
            (true, false, false) => Self::Year,
            _ => Self::Plain,
        }
    }
}

/// The letters of a format, small, that are no texts of their own: without quotes, brackets, and what a backslash shows.
fn bare(format: &str) -> String {
    let mut plain = String::new();
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => drop(letters.by_ref().take_while(|letter| *letter != '"').count()),
            '[' => drop(letters.by_ref().take_while(|letter| *letter != ']').count()),
            '\\' | '_' | '*' => drop(letters.next()),
            // What follows is for negative numbers.
            ';' => break,
            _ => plain.extend(letter.to_lowercase()),
        }
    }
    if plain == "general" { String::new() } else { plain }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_say_what_is_shown() {
        for (format, shown) in [
            ("General", Shown::Plain),
            ("0.0%", Shown::Percent),
            ("#,##0\\ \"%\"", Shown::Plain),
            ("yyyy-mm-dd", Shown::Plain),
            ("[$-409]mmm\\-yy;@", Shown::Month),
            ("yyyy", Shown::Year),
            ("yyyy\"年\"m\"月\"", Shown::Month),
            ("#,##0.00 \"days\"", Shown::Plain),
        ] {
            assert_eq!(Shown::of(format), shown, "{format}");
        }
    }
}
