//! What is at hand where an expression stands.

use super::super::expression::Which;

/// What is at hand where an expression stands.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    /// Names of modules before names in the expression, each with a dot behind it.
    pub module: String,
    /// The variable that it belongs to, as the scenario calls it: the beginning of names of what is made for it.
    pub own: String,
    /// Dimensions by whose elements the equation varies as a whole.
    pub dims: Vec<String>,
    /// If it is written for one element: the element of each dimension, or part of one, that is named on the left.
    pub at: Option<Vec<(String, String)>>,
    /// What `*` and `part!` stand for inside functions over elements.
    pub stars: Vec<(String, Star)>,
    /// Whether it says where a stock begins.
    pub initial: bool,
    /// The place of the variable that the equation is of.
    pub place: Option<usize>,
    /// What that variable, in its own equation, stands for: what it was a step before.
    pub before: Option<String>,
    /// Where the equation is.
    pub range: std::ops::Range<usize>,
}

/// What a dimension that is gone through stands for.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Star {
    /// The element at hand of a dimension, of which the scenario goes through all.
    Whole(String),
    /// An element.
    Element(String),
}

/// Why an expression could not be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// It has to be written for each element by itself.
    Elements,
    /// Something is wrong, which has been told.
    Wrong,
}

impl Scope {
    /// The key of a subscript that is gone through: `place` counts such of one reference.
    pub(super) fn key(which: &Which, place: usize) -> Option<String> {
        match which {
            Which::All => Some(format!("*{place}")),
            Which::AllOf(part) => Some(part.clone()),
            Which::Range(first, last) => Some(format!("{first}:{last}")),
            Which::Named(_) | Which::Computed(_) => None,
        }
    }

    /// What a subscript that is gone through stands for.
    pub(super) fn star(&self, key: &str) -> Option<&Star> {
        self.stars.iter().rev().find(|(known, _)| known == key).map(|(_, star)| star)
    }

    /// The element at hand of a dimension, or of a part of one.
    pub(super) fn element(&self, dimension: &str) -> Option<&str> {
        if let Some(Star::Element(element)) = self.star(dimension) {
            return Some(element);
        }
        let at = self.at.as_ref()?;
        at.iter().find(|(known, _)| known == dimension).map(|(_, element)| element.as_str())
    }
}
