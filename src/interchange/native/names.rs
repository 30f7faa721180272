//! What the parts of a model are called in a scenario.

use std::collections::HashSet;

/// Words that have a meaning in equations, and cannot be names.
const TAKEN: &[&str] =
    &["time", "starttime", "stoptime", "known_until", "dt", "pi", "if", "then", "else", "and", "or", "not"];

/// Names that have been given.
#[derive(Debug, Default)]
pub(super) struct Names {
    given: HashSet<String>,
    /// The same, in order.
    order: Vec<String>,
}

impl Names {
    /// A name of letters, digits and underscores that is like `wanted`, and that nothing else has.
    pub(super) fn give(&mut self, wanted: &str) -> String {
        let plain = plain(wanted);
        let mut name = plain.clone();
        let mut number = 2;
        while TAKEN.contains(&name.as_str()) || !self.given.insert(name.clone()) {
            name = format!("{plain}_{number}");
            number += 1;
        }
        self.order.push(name.clone());
        name
    }

    /// How many names have been given.
    pub(super) fn mark(&self) -> usize {
        self.order.len()
    }

    /// Takes back all names but the first so many.
    pub(super) fn back_to(&mut self, mark: usize) {
        for name in self.order.drain(mark..) {
            self.given.remove(&name);
        }
    }
}

/// A name with all but letters and digits as single underscores, in lower case.
pub(super) fn plain(written: &str) -> String {
    let mut name = String::new();
    for character in written.chars().flat_map(char::to_lowercase) {
        if character.is_alphanumeric() {
            name.push(character);
        } else if !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
    }
    let name = name.trim_end_matches('_');
    match name.chars().next() {
        None => "unnamed".to_owned(),
        Some(first) if first.is_alphabetic() => name.to_owned(),
        Some(_) => format!("n_{name}"),
    }
}

/// A name as equations write it: in quotes where it is not of letters, digits and underscores.
pub(super) fn in_equation(name: &str) -> String {
    let first = name.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_');
    if first && name.chars().all(|c| c.is_alphanumeric() || c == '_') && !TAKEN.contains(&name.to_lowercase().as_str())
    {
        name.to_owned()
    } else if name.contains('\'') {
        format!("\"{name}\"")
    } else {
        format!("'{name}'")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain_and_given_once() {
        let mut names = Names::default();
        for (wanted, given) in [
            ("teacup_temperature", "teacup_temperature"),
            ("Teacup-Temperature", "teacup_temperature_2"),
            ("time", "time_2"),
            ("aux_with_$pec!@|_characters", "aux_with_pec_characters"),
            ("2nd", "n_2nd"),
            ("$", "unnamed"),
            ("goods.stock", "goods_stock"),
        ] {
            assert_eq!(names.give(wanted), given);
        }
        assert_eq!(in_equation("rest of china"), "'rest of china'");
    }
}
