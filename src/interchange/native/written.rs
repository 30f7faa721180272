//! Texts of the equation language, put together with the brackets that they need and no others.

/// How tightly the loosest operator of a text binds, as the language has them.
pub(super) const CHOICE: u8 = 0;
pub(super) const OR: u8 = 1;
pub(super) const AND: u8 = 2;
pub(super) const NOT: u8 = 3;
pub(super) const COMPARISON: u8 = 4;
pub(super) const SUM: u8 = 5;
pub(super) const PRODUCT: u8 = 6;
pub(super) const MINUS: u8 = 7;
pub(super) const POWER: u8 = 8;
pub(super) const ATOM: u8 = 9;

/// A text of the equation language.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Written {
    pub text: String,
    pub strength: u8,
}

impl Written {
    pub(super) fn new(text: impl Into<String>, strength: u8) -> Self {
        Self { text: text.into(), strength }
    }

    /// A name, a number that is not negative, or a call.
    pub(super) fn atom(text: impl Into<String>) -> Self {
        Self::new(text, ATOM)
    }

    pub(super) fn number(value: f64) -> Self {
        if value < 0.0 {
            return Self::new(super::super::toml::decimal(value), MINUS);
        }
        Self::atom(super::super::toml::decimal(value))
    }

    /// As an operand of an operator of some strength.
    pub(super) fn at(&self, strength: u8) -> String {
        if self.strength < strength { format!("({})", self.text) } else { self.text.clone() }
    }

    /// Two operands of an operator that groups from the left.
    pub(super) fn joined(left: &Self, operator: &str, right: &Self, strength: u8) -> Self {
        Self::new(format!("{} {operator} {}", left.at(strength), right.at(strength + 1)), strength)
    }

    /// A text in which `$1` is the first argument as it is, and `@1` the same as an operand of any operator.
    pub(super) fn filled(template: &str, arguments: &[Self], strength: u8) -> Self {
        let mut text = String::new();
        let mut characters = template.chars().peekable();
        while let Some(character) = characters.next() {
            let place = characters.peek().and_then(|next| next.to_digit(10)).map(|digit| digit as usize);
            let argument = place.and_then(|place| arguments.get(place.wrapping_sub(1)));
            match (character, argument) {
                ('$', Some(argument)) => text.push_str(&argument.text),
                ('@', Some(argument)) => text.push_str(&argument.at(ATOM)),
                _ => {
                    text.push(character);
                    continue;
                }
            }
            characters.next();
        }
        Self::new(text, strength)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_stand_where_they_are_needed() {
        let (a, b) = (Written::atom("a"), Written::atom("b"));
        let sum = Written::joined(&a, "+", &b, SUM);
        assert_eq!(Written::joined(&sum, "*", &a, PRODUCT).text, "(a + b) * a");
        assert_eq!(Written::joined(&a, "-", &sum, SUM).text, "a - (a + b)");
        assert_eq!(Written::joined(&sum, "-", &a, SUM).text, "a + b - a");
        assert_eq!(Written::filled("f($1) / @1 $", &[sum], PRODUCT).text, "f(a + b) / (a + b) $");
        assert_eq!(Written::number(-2.5).at(ATOM), "(-2.5)");
    }
}
