//! What to write where units do not go together.

use std::ops::Range;

use super::expression::Checker;
use crate::model::names::Meaning;
use crate::model::parser;
use crate::model::units::Dimension;

impl Checker<'_, '_> {
    /// What may be missing between two units, of what stands at a place.
    pub(super) fn unit_help(&self, found: &Dimension, wanted: &Dimension, range: &Range<usize>) -> String {
        let missing = wanted.per(found);
        let [found_text, wanted_text, missing_text] =
            [found, wanted, &missing].map(|dimension| self.context.units.in_terms(dimension));
        if found.is_one() {
            let wanted_text = self.scaled(wanted, wanted_text);
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

    /// A unit as the quantities of the equation that are in it have it: in `bn EUR` where they are billions, that a plain number is
    /// not taken for single ones.
    fn scaled(&self, wanted: &Dimension, text: String) -> String {
        const SCALES: [(f64, &str); 4] = [(1e3, "k"), (1e6, "mn"), (1e9, "bn"), (1e12, "trn")];
        let size = |(numerator, denominator): (f64, f64)| numerator / denominator;
        let Ok(one) = self.context.units.parse(&text).map(|unit| size(unit.scale())) else { return text };
        let Ok(expression) = parser::parse(&self.equation.value) else { return text };
        let mut found = None;
        expression.each_name(&mut |name| {
            if let Some(Meaning::Quantity(target)) = self.context.names.get(name) {
                let unit = &self.context.signature(target).unit;
                if unit.dimension == *wanted {
                    found.get_or_insert(size(unit.scale()));
                }
            }
        });
        let scale = SCALES.into_iter().find(|(scale, _)| found.is_some_and(|found| found == scale * one));
        scale.map_or(text.clone(), |(_, scale)| format!("{scale} {text}"))
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
