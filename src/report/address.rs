//! Addresses within a page, and links to them.

use maud::{Markup, html};

/// The part of an address that names a series: letters, digits and underscores, joined by hyphens.
pub fn slug(text: &str) -> String {
    let kept = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '.');
    let words: Vec<&str> = text.split(|letter| !kept(letter)).filter(|word| !word.is_empty()).collect();
    words.join("-")
}

/// A link to a row or chart of the page.
pub fn link(id: &str, text: &str) -> Markup {
    html! { a href={ "#" (id) } { (text) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_hold_nothing_that_ends_them() {
        assert_eq!(slug("share[robots, key_parts]@2030"), "share-robots-key_parts-2030");
        assert_eq!(slug("\"><script>"), "script");
    }
}
