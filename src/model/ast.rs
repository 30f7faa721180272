//! The syntax tree of an equation.

use std::ops::Range;

/// An expression and the bytes of the equation it stands at.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    /// What it is.
    pub kind: Kind,
    /// Bytes of the equation's text.
    pub range: Range<usize>,
}

/// Prefix operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prefix {
    /// `-x`
    Minus,
    /// `not x`
    Not,
}

/// Operators between two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Infix {
    /// `or`
    Or,
    /// `and`
    And,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `=`
    Equal,
    /// `<>`
    NotEqual,
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Times,
    /// `/`
    Over,
    /// `^`
    Power,
}

impl Infix {
    /// Whether it is true or false of two numbers.
    #[must_use]
    pub const fn compares(self) -> bool {
        match self {
            Self::Less | Self::LessEqual | Self::Greater | Self::GreaterEqual | Self::Equal | Self::NotEqual => true,
            Self::Or | Self::And | Self::Plus | Self::Minus | Self::Times | Self::Over | Self::Power => false,
        }
    }
}

/// What an expression is.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// A number with the text of its unit, if it has one.
    Number {
        /// The number as written.
        value: f64,
        /// The unit's text and its bytes in the equation.
        unit: Option<(String, Range<usize>)>,
    },
    /// A name, folded, with subscripts if it has any.
    Name {
        /// The folded name.
        name: String,
        /// Folded names of elements or dimensions, with their bytes.
        subscripts: Vec<(String, Range<usize>)>,
    },
    /// A function of arguments.
    Call {
        /// The folded name.
        name: String,
        /// Bytes of the name.
        name_range: Range<usize>,
        /// Arguments.
        arguments: Vec<Expression>,
    },
    /// A prefix operator.
    Prefix(Prefix, Box<Expression>),
    /// An infix operator.
    Infix(Infix, Box<Expression>, Box<Expression>),
    /// `if condition then a else b`.
    If(Box<Expression>, Box<Expression>, Box<Expression>),
}

impl Expression {
    /// The expressions directly inside this one.
    pub fn parts(&self) -> Vec<&Self> {
        match &self.kind {
            Kind::Number { .. } | Kind::Name { .. } => Vec::new(),
            Kind::Call { arguments, .. } => arguments.iter().collect(),
            Kind::Prefix(_, inner) => vec![inner.as_ref()],
            Kind::Infix(_, left, right) => vec![left.as_ref(), right.as_ref()],
            Kind::If(condition, then, otherwise) => vec![condition.as_ref(), then.as_ref(), otherwise.as_ref()],
        }
    }

    /// Calls `visit` with every name in it, folded, that is not that of a function.
    pub fn each_name<'a>(&'a self, visit: &mut impl FnMut(&'a str)) {
        if let Kind::Name { name, .. } = &self.kind {
            visit(name);
        }
        self.parts().into_iter().for_each(|part| part.each_name(visit));
    }

    /// Calls `visit` with every name in it, folded, that is the whole first argument of a function.
    pub fn each_operand<'a>(&'a self, visit: &mut impl FnMut(&'a str)) {
        if let Kind::Call { arguments, .. } = &self.kind
            && let Some(Kind::Name { name, .. }) = arguments.first().map(|argument| &argument.kind)
        {
            visit(name);
        }
        self.parts().into_iter().for_each(|part| part.each_operand(visit));
    }
}
