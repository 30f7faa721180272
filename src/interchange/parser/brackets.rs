//! What stands in brackets: subscripts behind a name, and points of a graphical function.

use super::super::Problem;
use super::super::expression::{Expression, Kind, Subscript, Which, folded};
use super::super::lexer::{Dialect, TokenKind};
use super::Parser;
use crate::diagnostic::Code;

impl Parser {
    /// What stands in brackets behind a name, and where the brackets end.
    pub(crate) fn subscripts(&mut self) -> Result<(Vec<Subscript>, usize), Problem> {
        self.expect("[", "before subscripts")?;
        let mut found = Vec::new();
        loop {
            let start = self.peek().range.start;
            let kind = self.which()?;
            let end = self.tokens[self.position - 1].range.end;
            found.push(Subscript { kind, range: start..end });
            if !self.take(",") {
                break;
            }
        }
        let end = self.expect("]", "to close the subscripts")?.end;
        Ok((found, end))
    }

    fn which(&mut self) -> Result<Which, Problem> {
        if self.take("*") {
            if !self.take(":") {
                return Ok(Which::All);
            }
            let token = self.advance();
            return match token.kind {
                TokenKind::Word(word) | TokenKind::Quoted(word) => Ok(Which::AllOf(folded(&word))),
                _ => {
                    Err(Problem::new(Code::Syntax, "the name of a part of a dimension was expected here", token.range))
                }
            };
        }
        let alone = matches!(self.after(), TokenKind::Symbol("," | "]" | "!"));
        if let TokenKind::Word(word) | TokenKind::Quoted(word) = &self.peek().kind
            && alone
        {
            let name = folded(word);
            self.advance();
            return Ok(if self.take("!") { Which::AllOf(name) } else { Which::Named(name) });
        }
        if let TokenKind::Number(number) = self.peek().kind
            && alone
            && number.fract() == 0.0
        {
            self.advance();
            return Ok(Which::Named(number.to_string()));
        }
        if self.dialect == Dialect::Xmile && *self.after() == TokenKind::Symbol(":") {
            let first = self.element()?;
            self.advance();
            return Ok(Which::Range(first, self.element()?));
        }
        Ok(Which::Computed(Box::new(self.expression(0)?)))
    }

    /// An element by its name or number.
    fn element(&mut self) -> Result<String, Problem> {
        let token = self.advance();
        match token.kind {
            TokenKind::Word(word) | TokenKind::Quoted(word) => Ok(folded(&word)),
            TokenKind::Number(number) if number.fract() == 0.0 => Ok(number.to_string()),
            other => {
                let message = format!("an element was expected here, not {}", other.describe());
                Err(Problem::new(Code::Syntax, message, token.range))
            }
        }
    }

    /// Whether points of a graphical function follow an opening bracket: `[(` or `(number,`.
    pub(super) fn points_ahead(&self) -> bool {
        if self.dialect != Dialect::Vensim {
            return false;
        }
        let kind = |ahead: usize| self.tokens.get(self.position + ahead).map(|token| &token.kind);
        let sign = usize::from(matches!(kind(1), Some(TokenKind::Symbol("-" | "+"))));
        match kind(0) {
            Some(TokenKind::Symbol("[")) => true,
            Some(TokenKind::Symbol("(")) => {
                matches!(kind(1 + sign), Some(TokenKind::Number(_)))
                    && matches!(kind(2 + sign), Some(TokenKind::Symbol(",")))
            }
            _ => false,
        }
    }

    /// Points in brackets, whose opening bracket has been read: `[(0,0)-(10,10)],(0,0),(1,2))`.
    pub(crate) fn points(&mut self, start: usize) -> Result<Expression, Problem> {
        let mut points = Vec::new();
        if self.take("[") {
            // The window in which the picture is drawn, and points of a reference line.
            while !self.is("]") {
                if self.peek().kind == TokenKind::End {
                    return Err(self.unexpected("`]` to close the window of the picture"));
                }
                self.advance();
            }
            self.advance();
            self.take(",");
        }
        while !self.is(")") {
            self.expect("(", "before a point")?;
            let x = self.signed()?;
            self.expect(",", "between abscissa and ordinate")?;
            let y = self.signed()?;
            self.expect(")", "behind a point")?;
            points.push((x, y));
            if !self.take(",") {
                break;
            }
        }
        let end = self.expect(")", "to close the points")?.end;
        Ok(Expression::new(Kind::Points(points), start..end))
    }

    /// A number with a sign.
    pub(crate) fn signed(&mut self) -> Result<f64, Problem> {
        let negative = self.take("-");
        if !negative {
            self.take("+");
        }
        let token = self.advance();
        match token.kind {
            TokenKind::Number(value) => Ok(if negative { -value } else { value }),
            TokenKind::Symbol(":NA:") => Ok(-(2.0_f64.powi(109))),
            other => Err(Problem::new(
                Code::Syntax,
                format!("a number was expected here, not {}", other.describe()),
                token.range,
            )),
        }
    }
}
