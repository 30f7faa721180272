//! What to write where units do not go together.

use std::ops::Range;

use super::expression::Checker;
use crate::model::units::Dimension;

impl Checker<'_, '_> {
    /// What may be missing between two units, of what stands at a place.
    pub(super) fn unit_help(&self, found: &Dimension, wanted: &Dimension, range: &Range<usize>) -> String {
        let missing = wanted.per(found);
        let [found_text, wanted_text, missing_text] =
            [found, wanted, &missing].map(|dimension| self.context.units.in_terms(dimension));
        if found.is_one() {
            let year = *wanted == Dimension::year();
            let with = |text: &str| if year { format!("{text} yr") } else { format!("{text} [{wanted_text}]") };
            match self.equation.value.get(range.clone()).map(str::trim) {
                Some(text) if is_number(text) => {
                    format!("`{text}` is read as a plain number; if it is in `{wanted_text}`, write `{}`", with(text))
                }
                Some(text) if is_name(text) => format!(
                    "`{text}` has the unit \"1\", that of a plain number; if it is in `{wanted_text}`, declare that as its \
                     unit, else multiply it, as by `{}`",
                    with("1")
                ),
                _ => format!(
                    "it is a plain number; a part of it lacks its unit, or it is to be multiplied, as by `{}`",
                    with("1")
                ),
            }
        } else if missing == Dimension::year() {
            "multiply by a time, such as `1 yr` or `dt`, or correct a unit that it is made of".to_owned()
        } else if missing == Dimension::one().per(&Dimension::year()) {
            "divide by a time, such as `1 yr`, or correct a unit that it is made of".to_owned()
        } else if wanted.is_one() {
            format!("divide by a reference value in `{found_text}`")
        } else {
            // Thousands are often written so.
            let is_kelvin = |factor: &str| factor == "K" || factor.starts_with("K^");
            let kelvin =
                if missing_text.split([' ', '/']).any(is_kelvin) { "; `K` is kelvin, thousands are `k`" } else { "" };
            format!(
                "the two differ by the factor `{missing_text}`; multiply by an assumption with that unit, or correct one{kelvin}"
            )
        }
    }

    /// Whether what stands at a place is a number and nothing else.
    pub(super) fn is_plain_number(&self, range: &Range<usize>) -> bool {
        self.equation.value.get(range.clone()).is_some_and(|text| is_number(text.trim()))
    }
}

/// Whether a part of an equation is a number and nothing else.
fn is_number(text: &str) -> bool {
    text.starts_with(|letter: char| letter.is_ascii_digit() || letter == '.')
        && text.replace('_', "").parse::<f64>().is_ok()
}

/// Whether a part of an equation is a name, of an element too.
fn is_name(text: &str) -> bool {
    let plain = |letter: char| letter.is_alphanumeric() || "_ []\"',".contains(letter);
    text.starts_with(|letter: char| letter.is_alphabetic() || letter == '"' || letter == '\'')
        && text.chars().all(plain)
}
