//! Inputs in the words of the file, for sheets and reports.

use std::fmt::{Display, Formatter, Result, Write as _};

use super::{Distribution, Effect, Lever, Parameter, Shock, Worth};

/// Longer lists of numbers are counted rather than written out.
const MOST_LISTED: usize = 6;

impl Display for Worth {
    /// A number, or a distribution with its parameters: `triangular: low 0, mode 0.04, high 0.08`.
    fn fmt(&self, f: &mut Formatter) -> Result {
        match self {
            Self::Value(number) => write!(f, "{}", number.value),
            Self::Distribution(distribution) => write!(f, "{distribution}"),
        }
    }
}

impl Display for Distribution {
    fn fmt(&self, f: &mut Formatter) -> Result {
        let parameters: Vec<String> = self
            .parameters
            .iter()
            .map(|parameter| {
                let name = &parameter.written;
                match &parameter.value {
                    Parameter::Number(number) => format!("{name} {number}"),
                    Parameter::List(list) if list.len() <= MOST_LISTED => {
                        let numbers: Vec<String> = list.iter().map(ToString::to_string).collect();
                        format!("{name} [{}]", numbers.join(", "))
                    }
                    Parameter::List(list) => format!("{name} of {} numbers", list.len()),
                    Parameter::Distribution(inner) => format!("{name} ({inner})"),
                }
            })
            .collect();
        write!(f, "{}: {}", self.kind.value, parameters.join(", "))
    }
}

impl Lever {
    /// First and last time in force as they are written; endless where they are not.
    #[must_use]
    pub fn period(&self) -> (f64, f64) {
        let [from, until] = [&self.from, &self.until].map(|year| year.as_ref().map(|year| year.value));
        (from.unwrap_or(f64::NEG_INFINITY), until.unwrap_or(f64::INFINITY))
    }

    /// What else holds of a setting: `neutral 0, min 0, max 0.25, from 2026`; in force from the first to the last of two times,
    /// which `when` writes.
    #[must_use]
    pub fn bounds(&self, (from, until): (f64, f64), when: impl Fn(f64) -> String) -> String {
        let mut text = format!("neutral {}", self.neutral.value);
        for (name, bound) in [("min", &self.min), ("max", &self.max)] {
            if let Some(bound) = bound {
                let _ = write!(text, ", {name} {}", bound.value);
            }
        }
        for (name, bound) in [("from", from), ("until", until)] {
            if bound.is_finite() {
                let _ = write!(text, ", {name} {}", when(bound));
            }
        }
        text
    }
}

impl Shock {
    /// What it acts on, how, and when: `imports[robots] times 0.6, 2027 to 2030`; `when` writes times.
    #[must_use]
    pub fn in_words(&self, (first, last): (f64, f64), when: impl Fn(f64) -> String) -> String {
        let elements = self.elements.iter().map(|element| element.value.as_str());
        let what = crate::selector::text(&self.variable.value, elements);
        let how = match &self.effect {
            Effect::Multiply(by) => format!("times {}", by.value),
            Effect::Add(by) if by.value < 0.0 => format!("minus {}", -by.value),
            Effect::Add(by) => format!("plus {}", by.value),
            Effect::Set(to) => format!("set to {}", to.value),
        };
        format!("{what} {how}, {} to {}", when(first), when(last))
    }
}
