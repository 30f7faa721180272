//! Reads the text of an equation into a syntax tree (recursive descent with precedence climbing).

use std::ops::Range;

use super::ast::{Expression, Infix, Kind, Prefix};
use super::lexer::{SyntaxError, Token, TokenKind, tokens};
use super::slips;
use crate::diagnostic::fold;

/// How deeply an equation may be nested.
const DEEPEST: usize = 100;

/// How many words and signs an equation may have: a chain of operators is as deep a tree as it is long.
const LONGEST: usize = 2_000;

/// Words that cannot be names of variables.
pub const KEYWORDS: &[&str] = &["if", "then", "else", "and", "or", "not"];

/// Reads an equation.
///
/// # Errors
/// The first thing that is not of the language's form.
pub fn parse(text: &str) -> Result<Expression, SyntaxError> {
    if let Some(slip) = slips::of_text(text) {
        return Err(slip);
    }
    let mut parser = Parser { text, tokens: tokens(text)?, position: 0, depth: 0 };
    if let Some(token) = parser.tokens.get(LONGEST) {
        return Err(SyntaxError {
            range: token.range.clone(),
            message: format!("the equation has more than {LONGEST} words and signs"),
            help: Some("give parts of it names of their own as variables".to_owned()),
        });
    }
    if parser.peek().kind == TokenKind::End {
        return Err(SyntaxError { range: 0..text.len(), message: "the equation is empty".to_owned(), help: None });
    }
    let expression = parser.expression(0)?;
    match &parser.peek().kind {
        TokenKind::End => Ok(expression),
        other => {
            let error = parser.unexpected(&format!("an operator was expected here, not {}", other.describe()));
            let help = slips::decimal_comma(text, error.range.start);
            Err(SyntaxError { help: help.or(error.help), ..error })
        }
    }
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    position: usize,
    depth: usize,
}

/// Binding strength of infix operators, loosest first; `^` is the only right-associative one.
fn infix(kind: &TokenKind) -> Option<(Infix, u8)> {
    let (operator, strength) = match kind {
        TokenKind::Word(word) if word.eq_ignore_ascii_case("or") => (Infix::Or, 1),
        TokenKind::Word(word) if word.eq_ignore_ascii_case("and") => (Infix::And, 2),
        TokenKind::Symbol("<") => (Infix::Less, COMPARISON),
        TokenKind::Symbol("<=") => (Infix::LessEqual, COMPARISON),
        TokenKind::Symbol(">") => (Infix::Greater, COMPARISON),
        TokenKind::Symbol(">=") => (Infix::GreaterEqual, COMPARISON),
        TokenKind::Symbol("=" | "==") => (Infix::Equal, COMPARISON),
        TokenKind::Symbol("<>" | "!=") => (Infix::NotEqual, COMPARISON),
        TokenKind::Symbol("+") => (Infix::Plus, 5),
        TokenKind::Symbol("-") => (Infix::Minus, 5),
        TokenKind::Symbol("*") => (Infix::Times, 6),
        TokenKind::Symbol("/") => (Infix::Over, 6),
        TokenKind::Symbol("^") => (Infix::Power, 8),
        _ => return None,
    };
    Some((operator, strength))
}

const COMPARISON: u8 = 4;
const NOT: u8 = 3;
const MINUS: u8 = 7;

impl Parser<'_> {
    fn peek(&self) -> &Token {
        // The last token is always the end, and nothing advances past it.
        &self.tokens[self.position]
    }

    fn advance(&mut self) -> Token {
        let token = self.tokens[self.position].clone();
        if self.position + 1 < self.tokens.len() {
            self.position += 1;
        }
        token
    }

    fn unexpected(&self, message: &str) -> SyntaxError {
        SyntaxError { range: self.peek().range.clone(), message: message.to_owned(), help: None }
    }

    fn is_symbol(&self, symbol: &str) -> bool {
        matches!(&self.peek().kind, TokenKind::Symbol(found) if *found == symbol)
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(&self.peek().kind, TokenKind::Word(found) if found.eq_ignore_ascii_case(word))
    }

    fn expect_symbol(&mut self, symbol: &str, after: &str) -> Result<Range<usize>, SyntaxError> {
        if self.is_symbol(symbol) {
            return Ok(self.advance().range);
        }
        let found = self.peek().kind.describe();
        Err(self.unexpected(&format!("`{symbol}` was expected {after}, not {found}")))
    }

    fn expect_word(&mut self, word: &str, after: &str) -> Result<(), SyntaxError> {
        if self.is_word(word) {
            self.advance();
            return Ok(());
        }
        let found = self.peek().kind.describe();
        Err(self.unexpected(&format!("`{word}` was expected {after}, not {found}")))
    }

    /// An expression whose infix operators all bind at least as tightly as `strength`.
    fn expression(&mut self, strength: u8) -> Result<Expression, SyntaxError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(SyntaxError {
                help: Some("give parts of it names of their own as variables".to_owned()),
                ..self.unexpected("the equation is nested too deeply")
            });
        }
        let mut left = self.operand()?;
        while let Some((operator, binding)) = infix(&self.peek().kind) {
            if binding < strength {
                break;
            }
            let sign = self.advance().range;
            let right = self.expression(if operator == Infix::Power { MINUS } else { binding + 1 })?;
            if binding == COMPARISON
                && let Some(error) = self.chain(&left, (&sign, &right))
            {
                return Err(error);
            }
            let range = left.range.start..right.range.end;
            left = Expression { kind: Kind::Infix(operator, Box::new(left), Box::new(right)), range };
        }
        self.depth -= 1;
        Ok(left)
    }

    /// The error of a comparison with what another comparison gives, which is 0 or 1: `1 < y < 2` is true of all y.
    fn chain(&self, left: &Expression, (sign, right): (&Range<usize>, &Expression)) -> Option<SyntaxError> {
        let Kind::Infix(inner, first, middle) = &left.kind else { return None };
        // What stands in brackets is meant.
        let bracketed = left.range.start < first.range.start;
        if bracketed || !inner.compares() {
            return None;
        }
        let of = |range: &Range<usize>| self.text[range.clone()].trim();
        let (one, other) = (of(&left.range), format!("{} {} {}", of(&middle.range), of(sign), of(&right.range)));
        Some(SyntaxError {
            range: sign.clone(),
            message: "a comparison is 0 or 1, and is not compared again".to_owned(),
            help: Some(format!("write `{one} and {other}`")),
        })
    }

    fn operand(&mut self) -> Result<Expression, SyntaxError> {
        let start = self.peek().range.start;
        let prefix = match &self.peek().kind {
            TokenKind::Symbol("-") => Some((Some(Prefix::Minus), MINUS)),
            TokenKind::Symbol("+") => Some((None, MINUS)),
            TokenKind::Word(word) if word.eq_ignore_ascii_case("not") => Some((Some(Prefix::Not), NOT)),
            _ => None,
        };
        if let Some((operator, strength)) = prefix {
            self.advance();
            let inner = self.expression(strength)?;
            let range = start..inner.range.end;
            return Ok(match operator {
                Some(operator) => Expression { kind: Kind::Prefix(operator, Box::new(inner)), range },
                None => inner,
            });
        }
        if self.is_word("if") {
            return self.conditional();
        }
        let token = self.advance();
        match token.kind {
            TokenKind::Number(value) => self.number(value, token.range),
            TokenKind::Symbol("(") => {
                let mut inner = self.expression(0)?;
                let close = self.expect_symbol(")", "to close the bracket")?;
                inner.range = start..close.end;
                Ok(inner)
            }
            TokenKind::Word(word) => {
                if KEYWORDS.contains(&word.to_lowercase().as_str()) {
                    return Err(SyntaxError {
                        range: token.range,
                        message: format!("a value was expected here, not `{word}`"),
                        help: Some(format!("a name `{word}` must be put in quotes")),
                    });
                }
                self.named(&word, token.range)
            }
            TokenKind::Quoted(word) => self.named(&word, token.range),
            other => Err(SyntaxError {
                range: token.range,
                message: format!("a value was expected here, not {}", other.describe()),
                help: None,
            }),
        }
    }

    fn conditional(&mut self) -> Result<Expression, SyntaxError> {
        let start = self.advance().range.start;
        self.condition_as_function(start)?;
        let condition = self.expression(0)?;
        self.expect_word("then", "after the condition of `if`")?;
        let then = self.expression(0)?;
        self.expect_word("else", "after the value of `then`")?;
        let otherwise = self.expression(0)?;
        let range = start..otherwise.range.end;
        Ok(Expression { kind: Kind::If(Box::new(condition), Box::new(then), Box::new(otherwise)), range })
    }

    /// Refuses `IF(a, b, c)` and `IF THEN ELSE(a, b, c)`, with the line to write instead.
    fn condition_as_function(&mut self, start: usize) -> Result<(), SyntaxError> {
        let before = self.position;
        for word in ["then", "else"] {
            if self.is_word(word) {
                self.advance();
            }
        }
        if !self.is_symbol("(") {
            self.position = before;
            return Ok(());
        }
        self.advance();
        let mut parts = Vec::new();
        while let Ok(part) = self.expression(0) {
            parts.push(&self.text[part.range]);
            if !self.is_symbol(",") {
                break;
            }
            self.advance();
        }
        if self.is_symbol(")")
            && (parts.len() > 1 || self.position > before && self.tokens[before].kind != TokenKind::Symbol("("))
        {
            let end = self.advance().range.end;
            return Err(slips::of_condition(start..end, &parts, self.text));
        }
        self.position = before;
        Ok(())
    }

    /// A number, and the unit that may follow it: `%`, names beside one another, or any unit in brackets.
    fn number(&mut self, value: f64, range: Range<usize>) -> Result<Expression, SyntaxError> {
        let mut end = range.end;
        let mut words: Vec<(String, Range<usize>)> = Vec::new();
        if self.is_symbol("[") {
            let open = self.advance().range;
            let mut text = String::new();
            let mut at = open.end;
            while !self.is_symbol("]") {
                let token = self.advance();
                // Blanks are kept so that offsets in the unit's text are offsets in the equation.
                text.push_str(&" ".repeat(token.range.start.saturating_sub(at)));
                at = token.range.end;
                match token.kind {
                    TokenKind::Word(word) => text.push_str(&word),
                    TokenKind::Number(number) => text.push_str(&number.to_string()),
                    TokenKind::Symbol(symbol @ ("/" | "*" | "^" | "%" | "-")) => text.push_str(symbol),
                    other => {
                        return Err(SyntaxError {
                            range: token.range,
                            message: format!("a unit or `]` was expected here, not {}", other.describe()),
                            help: None,
                        });
                    }
                }
            }
            end = self.advance().range.end;
            words.push((text, open.end..end - 1));
        } else {
            loop {
                let word = match &self.peek().kind {
                    TokenKind::Symbol("%") => "%".to_owned(),
                    TokenKind::Word(word) if !KEYWORDS.contains(&word.to_lowercase().as_str()) => word.clone(),
                    _ => break,
                };
                let at = self.advance().range;
                end = at.end;
                words.push((word, at));
            }
            if self.is_symbol("^") && words.iter().any(|(word, _)| word != "%") {
                return Err(SyntaxError {
                    help: Some("write the unit in brackets, `4 [yr^2]`, or the quantity, `(4 yr)^2`".to_owned()),
                    ..self.unexpected("is the unit raised here, or the number with it?")
                });
            }
        }
        let unit = words.first().map(|(_, first)| {
            let text: Vec<&str> = words.iter().map(|(word, _)| word.as_str()).collect();
            (text.join(" "), first.start..end)
        });
        Ok(Expression { kind: Kind::Number { value, unit }, range: range.start..end })
    }

    fn named(&mut self, word: &str, range: Range<usize>) -> Result<Expression, SyntaxError> {
        let name = fold(word);
        if self.is_symbol("(") {
            self.advance();
            let mut arguments = Vec::new();
            if !self.is_symbol(")") {
                loop {
                    arguments.push(self.expression(0)?);
                    if !self.is_symbol(",") {
                        break;
                    }
                    self.advance();
                }
            }
            let close = self.expect_symbol(")", "to close the arguments")?;
            let whole = range.start..close.end;
            return Ok(Expression { kind: Kind::Call { name, name_range: range, arguments }, range: whole });
        }
        let mut subscripts = Vec::new();
        let mut end = range.end;
        if self.is_symbol("[") {
            self.advance();
            loop {
                let token = self.advance();
                match token.kind {
                    TokenKind::Word(word) | TokenKind::Quoted(word) => subscripts.push((fold(&word), token.range)),
                    other => {
                        return Err(SyntaxError {
                            range: token.range,
                            message: format!(
                                "the name of an element or dimension was expected here, not {}",
                                other.describe()
                            ),
                            help: Some("put names with blanks or operators in quotes: x['rest of china']".to_owned()),
                        });
                    }
                }
                if !self.is_symbol(",") {
                    break;
                }
                self.advance();
            }
            end = self.expect_symbol("]", "to close the subscript")?.end;
        }
        Ok(Expression { kind: Kind::Name { name, subscripts }, range: range.start..end })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes a tree with all brackets, so that precedence can be read off.
    fn bracketed(expression: &Expression) -> String {
        match &expression.kind {
            Kind::Number { value, unit } => match unit {
                Some((unit, _)) => format!("{value}{{{unit}}}"),
                None => value.to_string(),
            },
            Kind::Name { name, subscripts } if subscripts.is_empty() => name.clone(),
            Kind::Name { name, subscripts } => {
                format!("{name}[{}]", subscripts.iter().map(|(s, _)| s.as_str()).collect::<Vec<_>>().join(","))
            }
            Kind::Call { name, arguments, .. } => {
                format!("{name}({})", arguments.iter().map(bracketed).collect::<Vec<_>>().join(","))
            }
            Kind::Prefix(operator, inner) => format!("({operator:?} {})", bracketed(inner)),
            Kind::Infix(operator, left, right) => format!("({} {operator:?} {})", bracketed(left), bracketed(right)),
            Kind::If(c, a, b) => format!("(if {} {} {})", bracketed(c), bracketed(a), bracketed(b)),
        }
    }

    #[test]
    fn precedence_and_forms() {
        for (text, expected) in [
            ("a + b * c", "(a Plus (b Times c))"),
            ("a - b - c", "((a Minus b) Minus c)"),
            ("a / b / c", "((a Over b) Over c)"),
            ("-x ^ 2", "(Minus (x Power 2))"),
            ("2 ^ -x", "(2 Power (Minus x))"),
            ("2 ^ 3 ^ 2", "(2 Power (3 Power 2))"),
            ("-a * b", "((Minus a) Times b)"),
            ("a < b and not c = d or e", "(((a Less b) And (Not (c Equal d))) Or e)"),
            ("(a < b) = (c < d)", "((a Less b) Equal (c Less d))"),
            ("if a > 1 then b else c + 1", "(if (a Greater 1) b (c Plus 1))"),
            ("49.1%", "49.1{%}"),
            ("10 bn CNY_2020 * x", "(10{bn CNY_2020} Times x)"),
            ("3 [bn CNY/yr] + y", "(3{bn CNY/yr} Plus y)"),
            ("12 yr", "12{yr}"),
            ("1_000.5e-3", "1.0005"),
            ("share[Machine_Tools, tier]", "share[machine_tools,tier]"),
            ("\"machine tools\"['Rest of China']", "machine_tools[rest_of_china]"),
            ("sum(x * y, sector)", "sum((x Times y),sector)"),
            ("+x", "x"),
            ("f()", "f()"),
        ] {
            assert_eq!(bracketed(&parse(text).unwrap()), expected, "{text}");
        }
    }

    #[test]
    fn errors_point_at_the_fault() {
        for (text, range, part) in [
            ("", 0..0, "empty"),
            ("a +", 3..3, "the end of the equation"),
            ("(a + b", 6..6, "to close the bracket"),
            ("a b", 2..3, "an operator was expected"),
            ("a × b", 2..4, "is written `*`"),
            ("a § b", 2..4, "no meaning"),
            ("a < b < c", 6..7, "not compared again"),
            ("(a + 1) = b = c", 12..13, "not compared again"),
            ("if a then b", 11..11, "`else`"),
            ("then", 0..4, "a value was expected"),
            ("x[1]", 2..3, "element or dimension"),
            ("\"open", 0..5, "never closed"),
            ("1e999", 0..5, "not a number"),
            ("f(a,)", 4..5, "a value was expected"),
            ("1 [a", 4..4, "a unit or `]`"),
            ("4 yr^2", 4..5, "is the unit raised"),
        ] {
            let error = parse(text).unwrap_err();
            assert_eq!(error.range, range, "{text}: {}", error.message);
            assert!(error.message.contains(part), "{text}: {}", error.message);
        }
    }

    #[test]
    fn chains_of_comparisons_have_the_line_to_write_instead() {
        for (text, help) in [
            ("1 < y < 2", "write `1 < y and y < 2`"),
            ("if a <= b + 1 <= c then 1 else 0", "write `a <= b + 1 and b + 1 <= c`"),
        ] {
            assert_eq!(parse(text).unwrap_err().help.as_deref(), Some(help), "{text}");
        }
    }

    #[test]
    fn deep_nesting_is_an_error_not_a_crash() {
        let chain = "1+".repeat(100_000) + "1";
        for text in ["(".repeat(100_000), "-".repeat(100_000), "2^".repeat(100_000), "if ".repeat(100_000), chain] {
            assert!(parse(&text).is_err());
        }
    }
}
