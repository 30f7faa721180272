//! Expressions, whichever of the two languages they were written in.

use std::ops::Range;

/// An expression and where it stands in its file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Expression {
    /// What it is.
    pub kind: Kind,
    /// Its bytes in the file.
    pub range: Range<usize>,
}

/// What an expression is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    /// A number.
    Number(f64),
    /// A text in single quotes, such as the name of a file.
    Text(String),
    /// A variable or a word of the language, with its subscripts.
    Name(Name),
    /// A function or a graphical function with its arguments.
    Call(Name, Vec<Expression>),
    /// The negative.
    Negate(Box<Expression>),
    /// 1 for 0, else 0.
    Not(Box<Expression>),
    /// Two operands.
    Infix(Infix, Box<Expression>, Box<Expression>),
    /// A choice.
    If(Box<Expression>, Box<Expression>, Box<Expression>),
    /// Points written in place: a graphical function that has no name.
    Points(Vec<(f64, f64)>),
    /// Rows of numbers: what elements of an array are worth, the last dimension across.
    Values(Vec<Vec<f64>>),
}

/// A name as it is compared with others, and what stands in brackets behind it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Name {
    /// See [`folded`].
    pub folded: String,
    /// Its bytes in the file, without subscripts.
    pub range: Range<usize>,
    /// Subscripts, in order.
    pub subscripts: Vec<Subscript>,
}

/// What picks elements of one dimension.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Subscript {
    /// What it is.
    pub kind: Which,
    /// Its bytes in the file.
    pub range: Range<usize>,
}

/// Which elements of a dimension.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Which {
    /// An element, or the element at hand of a dimension or a part of it.
    Named(String),
    /// All, in turn: `*`.
    All,
    /// All of a part of it, in turn: `*:part`, `part!`.
    AllOf(String),
    /// From one to another, in turn: `1:3`, `first:last`.
    Range(String, String),
    /// By its place, from 1.
    Computed(Box<Expression>),
}

/// Operators on two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Infix {
    Add,
    Subtract,
    Multiply,
    Divide,
    SafeDivide,
    Modulo,
    Power,
    And,
    Or,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Equal,
    NotEqual,
}

impl Expression {
    pub(crate) fn new(kind: Kind, range: Range<usize>) -> Self {
        Self { kind, range }
    }

    pub(crate) fn number(value: f64, range: Range<usize>) -> Self {
        Self::new(Kind::Number(value), range)
    }

    /// A variable without subscripts.
    pub(crate) fn name(name: &str, range: Range<usize>) -> Self {
        let range_of_name = range.clone();
        Self::new(Kind::Name(Name { folded: name.to_owned(), range: range_of_name, subscripts: Vec::new() }), range)
    }

    pub(crate) fn infix(operator: Infix, left: Self, right: Self) -> Self {
        let range = left.range.start.min(right.range.start)..left.range.end.max(right.range.end);
        Self::new(Kind::Infix(operator, Box::new(left), Box::new(right)), range)
    }

    /// The number that it is, if it is nothing but that.
    pub(crate) fn as_number(&self) -> Option<f64> {
        match &self.kind {
            Kind::Number(value) => Some(*value),
            Kind::Negate(inner) => inner.as_number().map(|value| -value),
            _ => None,
        }
    }

    /// The expressions directly inside this one.
    pub(crate) fn parts(&self) -> Vec<&Self> {
        fn computed(name: &Name) -> impl Iterator<Item = &Expression> {
            name.subscripts.iter().filter_map(|subscript| match &subscript.kind {
                Which::Computed(inner) => Some(inner.as_ref()),
                Which::Named(_) | Which::All | Which::AllOf(_) | Which::Range(..) => None,
            })
        }
        match &self.kind {
            Kind::Number(_) | Kind::Text(_) | Kind::Points(_) | Kind::Values(_) => Vec::new(),
            Kind::Name(name) => computed(name).collect(),
            Kind::Call(name, arguments) => computed(name).chain(arguments).collect(),
            Kind::Negate(a) | Kind::Not(a) => vec![a.as_ref()],
            Kind::Infix(_, a, b) => vec![a.as_ref(), b.as_ref()],
            Kind::If(a, b, c) => vec![a.as_ref(), b.as_ref(), c.as_ref()],
        }
    }

    /// Calls `visit` with this and all inside it.
    pub(crate) fn each<'a>(&'a self, visit: &mut impl FnMut(&'a Self)) {
        visit(self);
        for part in self.parts() {
            part.each(visit);
        }
    }
}

/// A name as both languages compare it: letters of one case, and blanks, line breaks, no-break blanks and underscores,
/// however many, as one underscore. Quotes have been taken off.
pub(crate) fn folded(written: &str) -> String {
    let mut name = String::with_capacity(written.len());
    let mut characters = written.trim().chars().peekable();
    let mut gap = false;
    while let Some(character) = characters.next() {
        // Line breaks may be written `\n` in names, as Stella shows them.
        let escaped_break = character == '\\' && characters.peek() == Some(&'n');
        if escaped_break {
            characters.next();
        }
        if escaped_break || character == '_' || character.is_whitespace() || character == '\u{a0}' {
            gap = true;
            continue;
        }
        if gap {
            name.push('_');
            gap = false;
        }
        name.extend(character.to_lowercase());
    }
    if gap {
        name.push('_');
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_alike_however_they_are_spaced() {
        for written in [
            "Wom Multiplier",
            "wom_multiplier",
            "WOM  MULTIPLIER",
            "wom\\nmultiplier",
            "wom\nmultiplier",
            "wom\u{a0}_multiplier",
        ] {
            assert_eq!(folded(written), "wom_multiplier", "{written}");
        }
        assert_eq!(folded("_x"), "_x");
    }
}
