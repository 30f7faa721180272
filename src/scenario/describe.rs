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
    /// What else holds of a setting: `neutral 0, min 0, max 0.25, from 2026`.
    #[must_use]
    pub fn bounds(&self) -> String {
        let mut text = format!("neutral {}", self.neutral.value);
        for (name, bound) in [("min", &self.min), ("max", &self.max), ("from", &self.from), ("until", &self.until)] {
            if let Some(bound) = bound {
                let _ = write!(text, ", {name} {}", bound.value);
            }
        }
        text
    }
}

impl Display for Shock {
    /// What it acts on, how, and when: `imports[robots] times 0.6, 2027 to 2030`.
    fn fmt(&self, f: &mut Formatter) -> Result {
        f.write_str(&self.variable.value)?;
        if !self.elements.is_empty() {
            let elements: Vec<&str> = self.elements.iter().map(|element| element.value.as_str()).collect();
            write!(f, "[{}]", elements.join(", "))?;
        }
        match &self.effect {
            Effect::Multiply(by) => write!(f, " times {}", by.value)?,
            Effect::Add(by) => write!(f, " plus {}", by.value)?,
            Effect::Set(to) => write!(f, " set to {}", to.value)?,
        }
        let (first, last) = self.years.value;
        write!(f, ", {first} to {last}")
    }
}
