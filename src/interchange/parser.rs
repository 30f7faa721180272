//! Reads equations of both languages (recursive descent with precedence climbing).
//!
//! From loose to tight, XMILE (section 3.3.1 of the standard): `OR`; `AND`; `=` `<>`; `<` `<=` `>` `>=`; `+` `-`; `*` `/` `MOD`;
//! unary `+` `-` `NOT`; `^`. In Vensim `:NOT:` is looser than comparisons, which are all of one strength.

mod brackets;

use crate::diagnostic::Code;
use std::ops::Range;

use super::Problem;
use super::expression::{Expression, Infix, Kind, Name, Subscript, Which, folded};
use super::lexer::{Dialect, Token, TokenKind, tokens};
use super::text::Placed;

/// How deeply an equation may be nested.
const DEEPEST: usize = 100;

/// Reads a whole equation.
pub(crate) fn parse(text: &Placed, dialect: Dialect) -> Result<Expression, Problem> {
    let mut parser = Parser::new(text, dialect)?;
    let expression = parser.expression(0)?;
    parser.end()?;
    Ok(expression)
}

/// A cursor over the tokens of an equation.
pub(crate) struct Parser {
    tokens: Vec<Token>,
    position: usize,
    depth: usize,
    /// How many operators and brackets there have been: a chain of them is as deep a tree as it is long.
    parts: usize,
    dialect: Dialect,
}

/// More operators and brackets than an equation may have.
const MOST_PARTS: usize = 1_500;

const UNARY: u8 = 7;
const POWER: u8 = 8;
/// `:NOT:` of Vensim: looser than comparisons.
const LOOSE_NOT: u8 = 3;

impl Parser {
    pub(crate) fn new(text: &Placed, dialect: Dialect) -> Result<Self, Problem> {
        Ok(Self { tokens: tokens(text, dialect)?, position: 0, depth: 0, parts: 0, dialect })
    }

    pub(crate) fn peek(&self) -> &Token {
        // The last token is always the end, and nothing advances past it.
        &self.tokens[self.position]
    }

    fn after(&self) -> &TokenKind {
        &self.tokens[(self.position + 1).min(self.tokens.len() - 1)].kind
    }

    pub(crate) fn advance(&mut self) -> Token {
        let token = self.tokens[self.position].clone();
        if self.position + 1 < self.tokens.len() {
            self.position += 1;
        }
        token
    }

    pub(crate) fn is(&self, symbol: &str) -> bool {
        matches!(&self.peek().kind, TokenKind::Symbol(found) if *found == symbol)
    }

    /// Goes past a symbol if it is next.
    pub(crate) fn take(&mut self, symbol: &str) -> bool {
        let here = self.is(symbol);
        if here {
            self.advance();
        }
        here
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(&self.peek().kind, TokenKind::Word(found) if found.eq_ignore_ascii_case(word))
    }

    pub(crate) fn unexpected(&self, expected: &str) -> Problem {
        let found = self.peek();
        Problem::new(
            Code::Syntax,
            format!("{expected} was expected here, not {}", found.kind.describe()),
            found.range.clone(),
        )
    }

    pub(crate) fn expect(&mut self, symbol: &str, after: &str) -> Result<Range<usize>, Problem> {
        if self.is(symbol) { Ok(self.advance().range) } else { Err(self.unexpected(&format!("`{symbol}` {after}"))) }
    }

    pub(crate) fn end(&self) -> Result<(), Problem> {
        if self.peek().kind == TokenKind::End {
            return Ok(());
        }
        let before = &self.tokens[self.position.saturating_sub(1)].kind;
        let between = matches!((before, self.after()), (TokenKind::Number(_), TokenKind::Number(_)));
        let problem = self.unexpected("an operator");
        Err(if self.is(",") && between { problem.with_help("numbers have a point, as in `1.5`") } else { problem })
    }

    /// An operator that stands next, with its strength.
    fn infix(&self) -> Option<(Infix, u8)> {
        let equality = if self.dialect == Dialect::Xmile { 3 } else { 4 };
        Some(match &self.peek().kind {
            TokenKind::Symbol(":OR:") => (Infix::Or, 1),
            TokenKind::Symbol(":AND:") => (Infix::And, 2),
            TokenKind::Word(word) if self.dialect == Dialect::Xmile => match word.to_ascii_lowercase().as_str() {
                "or" => (Infix::Or, 1),
                "and" => (Infix::And, 2),
                "mod" => (Infix::Modulo, 6),
                _ => return None,
            },
            TokenKind::Symbol("=" | "==") => (Infix::Equal, equality),
            TokenKind::Symbol("<>") => (Infix::NotEqual, equality),
            TokenKind::Symbol("<") => (Infix::Less, 4),
            TokenKind::Symbol("<=") => (Infix::LessEqual, 4),
            TokenKind::Symbol(">") => (Infix::Greater, 4),
            TokenKind::Symbol(">=") => (Infix::GreaterEqual, 4),
            TokenKind::Symbol("+") => (Infix::Add, 5),
            TokenKind::Symbol("-") => (Infix::Subtract, 5),
            TokenKind::Symbol("*") => (Infix::Multiply, 6),
            TokenKind::Symbol("/") => (Infix::Divide, 6),
            TokenKind::Symbol("//") => (Infix::SafeDivide, 6),
            TokenKind::Symbol("^") => (Infix::Power, POWER),
            _ => return None,
        })
    }

    /// An expression whose operators all bind at least as tightly as `strength`.
    pub(crate) fn expression(&mut self, strength: u8) -> Result<Expression, Problem> {
        (self.depth, self.parts) = (self.depth + 1, self.parts + 1);
        if self.depth > DEEPEST || self.parts > MOST_PARTS {
            let what =
                if self.depth > DEEPEST { "the equation is nested too deeply" } else { "the equation is too long" };
            let problem = Problem::new(Code::Syntax, what, self.peek().range.clone());
            return Err(problem.with_help("give parts of it names of their own"));
        }
        let mut left = self.operand()?;
        while let Some((operator, binding)) = self.infix() {
            if binding < strength {
                break;
            }
            self.advance();
            let right = self.expression(if operator == Infix::Power { UNARY } else { binding + 1 })?;
            left = Expression::infix(operator, left, right);
        }
        self.depth -= 1;
        Ok(left)
    }

    fn operand(&mut self) -> Result<Expression, Problem> {
        let start = self.peek().range.start;
        let xmile = self.dialect == Dialect::Xmile;
        if self.take("-") {
            let inner = self.expression(UNARY)?;
            let range = start..inner.range.end;
            return Ok(Expression::new(Kind::Negate(Box::new(inner)), range));
        }
        if self.take("+") {
            return self.expression(UNARY);
        }
        if self.is(":NOT:") || (xmile && self.is_word("not")) {
            self.advance();
            let inner = self.expression(if xmile { UNARY } else { LOOSE_NOT })?;
            let range = start..inner.range.end;
            return Ok(Expression::new(Kind::Not(Box::new(inner)), range));
        }
        if xmile && self.is_word("if") && *self.after() != TokenKind::End {
            return self.conditional(start);
        }
        let token = self.advance();
        match token.kind {
            TokenKind::Number(value) => Ok(Expression::number(value, token.range)),
            // Vensim's "not available" is this number (Reference Manual, "Missing values").
            TokenKind::Symbol(":NA:") => Ok(Expression::number(-(2.0_f64.powi(109)), token.range)),
            TokenKind::Symbol("(") if self.points_ahead() => self.points(start),
            TokenKind::Symbol("(") => {
                let mut inner = self.expression(0)?;
                inner.range = start..self.expect(")", "to close the bracket")?.end;
                Ok(inner)
            }
            TokenKind::Text(text) => Ok(Expression::new(Kind::Text(text), token.range)),
            TokenKind::Word(word)
                if xmile && ["then", "else", "and", "or", "mod"].contains(&word.to_ascii_lowercase().as_str()) =>
            {
                Err(Problem::new(Code::Syntax, format!("a value was expected here, not `{word}`"), token.range))
            }
            TokenKind::Word(word) | TokenKind::Quoted(word) => self.named(&word, token.range),
            TokenKind::Symbol(_) | TokenKind::End => Err(Problem::new(
                Code::Syntax,
                format!("a value was expected here, not {}", token.kind.describe()),
                token.range,
            )),
        }
    }

    fn conditional(&mut self, start: usize) -> Result<Expression, Problem> {
        self.advance();
        let condition = self.expression(0)?;
        self.word("then", "after the condition of `IF`")?;
        let then = self.expression(0)?;
        self.word("else", "after the value of `THEN`")?;
        let otherwise = self.expression(0)?;
        let range = start..otherwise.range.end;
        Ok(Expression::new(Kind::If(Box::new(condition), Box::new(then), Box::new(otherwise)), range))
    }

    fn word(&mut self, word: &str, after: &str) -> Result<(), Problem> {
        if !self.is_word(word) {
            return Err(self.unexpected(&format!("`{}` {after}", word.to_uppercase())));
        }
        self.advance();
        Ok(())
    }

    /// A name, its subscripts, and the arguments if it is called.
    fn named(&mut self, word: &str, range: Range<usize>) -> Result<Expression, Problem> {
        let (start, mut end) = (range.start, range.end);
        let mut name = Name { folded: folded(word), range, subscripts: Vec::new() };
        if self.is("[") {
            (name.subscripts, end) = self.subscripts()?;
        } else if self.dialect == Dialect::Vensim && self.is("!") {
            // A range that is gone through, where the place of its element is wanted.
            end = self.advance().range.end;
            let range = start..end;
            name.subscripts = vec![Subscript { kind: Which::AllOf(name.folded.clone()), range }];
        }
        if !self.take("(") {
            return Ok(Expression::new(Kind::Name(name), start..end));
        }
        let mut arguments = Vec::new();
        if !self.is(")") {
            loop {
                // An argument may be left out, as in `f(a, , b)`, where it is called by place alone.
                arguments.push(self.expression(0)?);
                // Behind a colon stand names that a macro of Vensim gives further values to.
                let vensim = self.dialect == Dialect::Vensim;
                if !(self.take(",") || vensim && self.take(":")) {
                    break;
                }
            }
        }
        end = self.expect(")", "to close the arguments")?.end;
        Ok(Expression::new(Kind::Call(name, arguments), start..end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An expression with all brackets written out.
    fn bracketed(text: &str, dialect: Dialect) -> String {
        fn show(expression: &Expression) -> String {
            match &expression.kind {
                Kind::Number(value) => value.to_string(),
                Kind::Text(text) => format!("'{text}'"),
                Kind::Name(name) => name.folded.clone(),
                Kind::Call(name, arguments) => {
                    format!("{}({})", name.folded, arguments.iter().map(show).collect::<Vec<_>>().join(" "))
                }
                Kind::Negate(a) => format!("(neg {})", show(a)),
                Kind::Not(a) => format!("(not {})", show(a)),
                Kind::Infix(operator, a, b) => format!("({operator:?} {} {})", show(a), show(b)),
                Kind::If(a, b, c) => format!("(if {} {} {})", show(a), show(b), show(c)),
                Kind::Points(points) => format!("{points:?}"),
                Kind::Values(values) => format!("{values:?}"),
            }
        }
        match parse(&Placed::verbatim(text, 0), dialect) {
            Ok(expression) => show(&expression),
            Err(problem) => format!("{}@{:?}", problem.message, problem.range),
        }
    }

    #[test]
    fn operators_bind_as_each_language_says() {
        use Dialect::{Vensim, Xmile};
        for (dialect, text, expected) in [
            (Xmile, "-2^2", "(neg (Power 2 2))"),
            (Xmile, "2^-3", "(Power 2 (neg 3))"),
            (Xmile, "2^3^2", "(Power 2 (Power 3 2))"),
            (Xmile, "NOT a = b", "(Equal (not a) b)"),
            (Xmile, "a < b = c", "(Equal (Less a b) c)"),
            (Xmile, "a OR b AND c", "(Or a (And b c))"),
            (Xmile, "a + b MOD c", "(Add a (Modulo b c))"),
            (Xmile, "IF a THEN b ELSE c + 1", "(if a b (Add c 1))"),
            (Xmile, "{note} \"a b\" * 2", "(Multiply a_b 2)"),
            (Vensim, ":NOT: a = b", "(not (Equal a b))"),
            (Vensim, "IF THEN ELSE(a b > 1, c, d)", "if_then_else((Greater a_b 1) c d)"),
            (Vensim, "a - b - c", "(Subtract (Subtract a b) c)"),
            (Vensim, "WITH LOOKUP(t, ([(0,0)-(9,9)],(0,1),(2,-3)))", "with_lookup(t [(0.0, 1.0), (2.0, -3.0)])"),
            (Xmile, "a +", "a value was expected here, not the end of the equation@3..3"),
            (Xmile, "(a", "`)` to close the bracket was expected here, not the end of the equation@2..2"),
        ] {
            assert_eq!(bracketed(text, dialect), expected, "{text}");
        }
    }

    #[test]
    fn nesting_is_bounded() {
        let deep = format!("{}a{}", "(".repeat(100_000), ")".repeat(100_000));
        assert!(bracketed(&deep, Dialect::Xmile).starts_with("the equation is nested too deeply"));
        let long = format!("a{}", "+a".repeat(10_000));
        assert!(bracketed(&long, Dialect::Xmile).starts_with("the equation is too long"));
        let nested = format!("{}a{}", "(".repeat(500), ")".repeat(500));
        assert!(bracketed(&nested, Dialect::Xmile).starts_with("the equation is nested too deeply"));
    }
}
