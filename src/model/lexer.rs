//! Cuts the text of an equation into tokens.

use std::ops::Range;

use super::slips;

/// A token and its bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Its bytes in the equation.
    pub range: Range<usize>,
}

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub enum TokenKind {
    /// A number.
    Number(f64),
    /// A name, as written.
    Word(String),
    /// A name in quotes: never a keyword.
    Quoted(String),
    /// An operator or bracket.
    Symbol(&'static str),
    /// The end of the text.
    End,
}

impl TokenKind {
    /// How messages name it.
    #[must_use]
    pub fn describe(&self) -> String {
        match self {
            Self::Number(value) => format!("the number `{value}`"),
            Self::Word(word) => format!("`{word}`"),
            Self::Quoted(word) => format!("`\"{word}\"`"),
            Self::Symbol(symbol) => format!("`{symbol}`"),
            Self::End => "the end of the equation".to_owned(),
        }
    }
}

/// A problem in the text of an equation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// Bytes at fault.
    pub range: Range<usize>,
    /// What is wrong and what was expected.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

/// Longer symbols first, so that `<=` is not read as `<`.
const SYMBOLS: &[&str] =
    &["<=", ">=", "<>", "!=", "==", "<", ">", "=", "+", "-", "*", "/", "^", "(", ")", "[", "]", ",", "%"];

/// Cuts a text into tokens; the last is always [`TokenKind::End`].
///
/// # Errors
/// A character that no token begins with, an unclosed quote, or a number out of range.
pub fn tokens(text: &str) -> Result<Vec<Token>, SyntaxError> {
    let mut found = Vec::new();
    let mut position = 0;
    while let Some(character) = text[position..].chars().next() {
        let rest = &text[position..];
        let (kind, length) = if character.is_whitespace() {
            position += character.len_utf8();
            continue;
        } else if character.is_ascii_digit() || character == '.' {
            number(rest, position)?
        } else if character == '"' || character == '\'' {
            quoted(rest, position, character)?
        } else if character.is_alphabetic() || character == '_' {
            let length = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
            (TokenKind::Word(rest[..length].to_owned()), length)
        } else if let Some(symbol) = SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol)) {
            (TokenKind::Symbol(symbol), symbol.len())
        } else {
            return Err(SyntaxError {
                range: position..position + character.len_utf8(),
                message: format!("the character `{character}` has no meaning in an equation"),
                help: slips::straight(text).or_else(|| lookalike(character).map(|meant| format!("write `{meant}`"))),
            });
        };
        found.push(Token { kind, range: position..position + length });
        position += length;
    }
    found.push(Token { kind: TokenKind::End, range: text.len()..text.len() });
    Ok(found)
}

/// Characters that word processors put in the place of operators.
fn lookalike(character: char) -> Option<&'static str> {
    Some(match character {
        '×' | '·' | '⋅' => "*",
        '÷' => "/",
        '−' | '–' | '—' => "-",
        '≤' => "<=",
        '≥' => ">=",
        '≠' => "<>",
        ';' => ",",
        '&' => "and",
        '|' => "or",
        '!' => "not",
        _ => return None,
    })
}

fn quoted(rest: &str, position: usize, quote: char) -> Result<(TokenKind, usize), SyntaxError> {
    match rest[1..].find(quote) {
        Some(0) => Err(SyntaxError {
            range: position..position + 2,
            message: "a name in quotes is empty".to_owned(),
            help: None,
        }),
        Some(end) => Ok((TokenKind::Quoted(rest[1..=end].to_owned()), end + 2)),
        None => Err(SyntaxError {
            range: position..position + rest.len(),
            message: "a quote is opened here and never closed".to_owned(),
            help: None,
        }),
    }
}

fn number(rest: &str, position: usize) -> Result<(TokenKind, usize), SyntaxError> {
    let bytes = rest.as_bytes();
    let digits = |mut at: usize| {
        while bytes.get(at).is_some_and(|b| b.is_ascii_digit() || *b == b'_') {
            at += 1;
        }
        at
    };
    let mut end = digits(0);
    if bytes.get(end) == Some(&b'.') {
        end = digits(end + 1);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let exponent = digits(end + 1 + sign);
        if exponent > end + 1 + sign {
            end = exponent;
        }
    }
    match rest[..end].replace('_', "").parse::<f64>() {
        Ok(value) if value.is_finite() => Ok((TokenKind::Number(value), end)),
        _ => Err(SyntaxError {
            range: position..position + end,
            message: format!("`{}` is not a number", &rest[..end]),
            help: None,
        }),
    }
}
