//! Cuts equations of both languages into tokens.

use crate::diagnostic::Code;
use std::ops::Range;

use super::Problem;
use super::text::Placed;

/// Which language an equation is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// XMILE, as in `.xmile` and `.stmx`.
    Xmile,
    /// Vensim, as in `.mdl`.
    Vensim,
}

/// A token and its bytes in the file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Token {
    pub kind: TokenKind,
    pub range: Range<usize>,
    /// Whether a line ends between it and the one before it.
    pub on_new_line: bool,
}

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum TokenKind {
    Number(f64),
    /// A name, as written.
    Word(String),
    /// A name in double quotes: never a word of the language.
    Quoted(String),
    /// A text in single quotes.
    Text(String),
    Symbol(&'static str),
    End,
}

impl TokenKind {
    /// How messages name it.
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Number(value) => format!("the number `{value}`"),
            Self::Word(word) => format!("`{word}`"),
            Self::Quoted(word) => format!("`\"{word}\"`"),
            Self::Text(text) => format!("`'{text}'`"),
            Self::Symbol(symbol) => format!("`{symbol}`"),
            Self::End => "the end of the equation".to_owned(),
        }
    }
}

/// More words and signs than an equation may have, long lists of numbers among them.
const LONGEST: usize = 500_000;

const XMILE: &[&str] =
    &["<=", ">=", "<>", "//", "<", ">", "=", "+", "-", "*", "/", "^", "(", ")", "[", "]", ",", ":", ";"];
const VENSIM: &[&str] = &[
    ":AND:",
    ":OR:",
    ":NOT:",
    ":NA:",
    ":EXCEPT:",
    ":INTERPOLATE:",
    ":RAW:",
    ":HOLD BACKWARD:",
    ":LOOK FORWARD:",
    ":SUPPLEMENTARY:",
    ":THE CONDITION:",
    ":TEST INPUT:",
    ":=",
    "<->",
    "->",
    "<=",
    ">=",
    "<>",
    "==",
    "<",
    ">",
    "=",
    "+",
    "-",
    "*",
    "/",
    "^",
    "(",
    ")",
    "[",
    "]",
    ",",
    ":",
    "!",
    ";",
];

/// Cuts a text into tokens; the last is always [`TokenKind::End`].
pub(crate) fn tokens(placed: &Placed, dialect: Dialect) -> Result<Vec<Token>, Problem> {
    let text = placed.text.as_str();
    let mut found = Vec::new();
    let mut position = 0;
    let mut on_new_line = false;
    while let Some(character) = text[position..].chars().next() {
        let rest = &text[position..];
        match gap(rest, character, dialect) {
            Some(length) if length > 0 => {
                on_new_line |= character == '\n';
                position += length;
                continue;
            }
            Some(_) => return Err(problem(placed, position..text.len(), "a comment is opened here and never closed")),
            None => {}
        }
        let (kind, length) = if character.is_ascii_digit()
            || (character == '.' && rest[1..].starts_with(|c: char| c.is_ascii_digit()))
        {
            number(rest, position, placed)?
        } else if character == '"' {
            quoted(rest, position, placed)?
        } else if character == '\'' && dialect == Dialect::Vensim {
            let Some(end) = rest[1..].find('\'') else {
                return Err(problem(placed, position..text.len(), "a quote is opened here and never closed"));
            };
            (TokenKind::Text(rest[1..=end].to_owned()), end + 2)
        } else if is_first(character)
            || dialect == Dialect::Xmile && character == '.' && rest[1..].starts_with(is_first)
        {
            let end = word(rest, dialect);
            // A line may go on behind a backslash within a name.
            (TokenKind::Word(rest[..end].replace('\\', " ").trim_end().to_owned()), end)
        } else if let Some(symbol) = symbol(rest, dialect) {
            (TokenKind::Symbol(symbol), symbol.len())
        } else {
            let message = format!("the character `{character}` has no meaning in an equation");
            return Err(problem(placed, position..position + character.len_utf8(), &message));
        };
        let on_new_line = std::mem::take(&mut on_new_line);
        found.push(Token { kind, range: placed.range(position..position + length), on_new_line });
        position += length;
        if found.len() > LONGEST {
            let message = format!("the equation has more than {LONGEST} words and signs");
            return Err(problem(placed, 0..text.len().min(1), &message));
        }
    }
    found.push(Token { kind: TokenKind::End, range: placed.range(text.len()..text.len()), on_new_line });
    Ok(found)
}

fn symbol(rest: &str, dialect: Dialect) -> Option<&'static str> {
    let symbols = if dialect == Dialect::Xmile { XMILE } else { VENSIM };
    let begins = |symbol: &&&str| rest.get(..symbol.len()).is_some_and(|start| start.eq_ignore_ascii_case(symbol));
    symbols.iter().find(begins).copied()
}

/// How many bytes of blanks or of a comment stand here; 0 if a comment does not end, none if something else stands here.
fn gap(rest: &str, character: char, dialect: Dialect) -> Option<usize> {
    if character.is_whitespace() || character == '\u{a0}' || character == '\u{feff}' {
        return Some(character.len_utf8());
    }
    // In a model of Vensim a line goes on behind a backslash at its end.
    if character == '\\' && dialect == Dialect::Vensim {
        return Some(1);
    }
    (character == '{').then(|| rest.find('}').map_or(0, |end| end + 1))
}

fn is_first(character: char) -> bool {
    character.is_alphabetic() || character == '_' || character == '$'
}

/// The length of a name. In Vensim words beside one another are one name.
fn word(rest: &str, dialect: Dialect) -> usize {
    let inside = |c: char| match dialect {
        Dialect::Xmile => c.is_alphanumeric() || matches!(c, '_' | '$' | '.'),
        Dialect::Vensim => c.is_alphanumeric() || matches!(c, '_' | '$' | '.' | '\'' | '&' | '%' | '#' | '?'),
    };
    let mut end = rest.find(|c: char| !inside(c)).unwrap_or(rest.len());
    if dialect == Dialect::Vensim {
        loop {
            let after = &rest[end..];
            let blank = after.find(|c: char| !(c.is_whitespace() || c == '\\')).unwrap_or(after.len());
            let next = &after[blank..];
            if blank == 0 || !next.starts_with(inside) {
                break;
            }
            end += blank + next.find(|c: char| !inside(c)).unwrap_or(next.len());
        }
    }
    end
}

fn quoted(rest: &str, position: usize, placed: &Placed) -> Result<(TokenKind, usize), Problem> {
    let mut name = String::new();
    let mut characters = rest.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        match character {
            '"' if name.trim().is_empty() => {
                return Err(problem(placed, position..position + at + 1, "a name in quotes is empty"));
            }
            '"' => return Ok((TokenKind::Quoted(name), at + 1)),
            '\\' => match characters.next() {
                Some((_, 'n')) => name.push(' '),
                Some((_, other)) => name.push(other),
                None => break,
            },
            other => name.push(other),
        }
    }
    Err(problem(placed, position..position + rest.len(), "a quote is opened here and never closed"))
}

fn number(rest: &str, position: usize, placed: &Placed) -> Result<(TokenKind, usize), Problem> {
    let bytes = rest.as_bytes();
    let digits = |mut at: usize| {
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
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
    // A second point makes neither a number nor two.
    if bytes.get(end) == Some(&b'.') {
        let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(rest.len());
        let message = format!("`{}` is not a number: a number has one point", &rest[..end]);
        return Err(problem(placed, position..position + end, &message));
    }
    match rest[..end].parse::<f64>() {
        Ok(value) if value.is_finite() => Ok((TokenKind::Number(value), end)),
        _ => Err(problem(placed, position..position + end, &format!("`{}` is not a number", &rest[..end]))),
    }
}

fn problem(placed: &Placed, range: Range<usize>, message: &str) -> Problem {
    Problem::new(Code::Syntax, message, placed.range(range))
}
