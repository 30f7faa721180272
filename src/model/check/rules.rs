//! Unit rules of laws: `U`, `U/yr`, `1/A`, with letters that stand for any unit, the same throughout a call.

use std::collections::HashMap;

use crate::model::units::Dimension;

/// What the letters of a rule stand for in one call.
#[derive(Debug, Default)]
pub(super) struct Bindings(HashMap<&'static str, Dimension>);

/// A factor of a rule: known, or a letter that is still free.
enum Factor {
    Known(Dimension),
    Free(&'static str),
}

impl Bindings {
    fn factor(&self, text: &'static str) -> Factor {
        match text.trim() {
            "1" => Factor::Known(Dimension::one()),
            "yr" => Factor::Known(Dimension::year()),
            letter => self.0.get(letter).cloned().map_or(Factor::Free(letter), Factor::Known),
        }
    }

    fn sides(&self, rule: &'static str) -> (Factor, Factor) {
        let (over, under) = rule.split_once('/').unwrap_or((rule, "1"));
        (self.factor(over), self.factor(under))
    }

    /// Binds the free letter of a rule so that it gives the unit found, or checks that it does.
    ///
    /// # Errors
    /// The unit that was wanted, if it is another.
    pub(super) fn unify(&mut self, rule: &'static str, found: &Dimension) -> Result<(), Dimension> {
        match self.sides(rule) {
            (Factor::Known(over), Factor::Known(under)) => {
                let wanted = over.per(&under);
                if wanted == *found { Ok(()) } else { Err(wanted) }
            }
            (Factor::Free(letter), Factor::Known(under)) => {
                self.0.insert(letter, found.times(&under));
                Ok(())
            }
            (Factor::Known(over), Factor::Free(letter)) => {
                self.0.insert(letter, over.per(found));
                Ok(())
            }
            (Factor::Free(_), Factor::Free(_)) => Ok(()),
        }
    }

    /// The unit a rule gives, if all its letters are bound.
    pub(super) fn resolve(&self, rule: &'static str) -> Option<Dimension> {
        match self.sides(rule) {
            (Factor::Known(over), Factor::Known(under)) => Some(over.per(&under)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_bind_once_and_hold() {
        let (year, money) = (Dimension::year(), Dimension::base("CNY"));
        let mut bindings = Bindings::default();
        assert_eq!(bindings.unify("U/yr", &money.per(&year)), Ok(()));
        assert_eq!(bindings.resolve("U"), Some(money.clone()));
        assert_eq!(bindings.unify("U", &year), Err(money));
        assert_eq!(bindings.unify("1/A", &Dimension::one().per(&year)), Ok(()));
        assert_eq!(bindings.unify("A", &year), Ok(()));
        assert_eq!(bindings.unify("1", &year), Err(Dimension::one()));
        assert_eq!(bindings.resolve("B"), None);
    }
}
