//! A TOML text as a tree in which every key and value knows where it stands.
//!
//! Syntax errors do not stop the reading: what can be understood is in the tree, what cannot is in the diagnostics.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use super::{Name, slips};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Source, Span, fold};

/// A value and its place.
#[derive(Debug, Clone)]
pub struct Node {
    /// For a text the inside of the quotes if it is verbatim, else the whole literal.
    pub span: Span,
    /// The value.
    pub kind: Kind,
}

/// What a value is.
#[derive(Debug, Clone)]
pub enum Kind {
    /// A text.
    Text(String),
    /// A number written with a point or an exponent.
    Float(f64),
    /// A number written without.
    Integer(i64),
    /// `true` or `false`.
    Boolean(bool),
    /// A date or a time of day, which no key takes.
    Date,
    /// A list.
    List(Vec<Node>),
    /// A table.
    Table(Table),
    /// A value of the wrong kind, already reported; it stands for "something is written here".
    Rejected,
}

/// A table in the order written.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// Its keys with their values.
    pub items: Vec<Item>,
}

/// One line of a table.
#[derive(Debug, Clone)]
pub struct Item {
    /// The key.
    pub key: Key,
    /// What it is set to.
    pub value: Node,
}

/// A key and its place.
#[derive(Debug, Clone)]
pub struct Key {
    /// As written, without quotes.
    pub written: String,
    /// As compared with other names.
    pub name: Name,
    /// Where it stands, quotes included.
    pub span: Span,
}

impl Table {
    /// The item whose key folds to `name`.
    #[must_use]
    pub fn item(&self, name: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.key.name == name)
    }

    /// The value of the key that folds to `name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.item(name).map(|item| &item.value)
    }

    /// The value of the key that folds to `name`, to be changed.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Node> {
        self.items.iter_mut().find(|item| item.key.name == name).map(|item| &mut item.value)
    }

    /// Adds what another table has besides, and what its tables have.
    pub fn fill(&mut self, more: Self) {
        for item in more.items {
            match (self.get_mut(&item.key.name).map(|node| &mut node.kind), item.value.kind) {
                (None, kind) => self.items.push(Item { value: Node { kind, ..item.value }, ..item }),
                (Some(Kind::Table(own)), Kind::Table(more)) => own.fill(more),
                (Some(_), _) => {}
            }
        }
    }

    /// Takes out the item whose key folds to `name`.
    pub fn remove(&mut self, name: &str) -> Option<Item> {
        let index = self.items.iter().position(|item| item.key.name == name)?;
        Some(self.items.remove(index))
    }
}

impl Node {
    /// The table, if it is one.
    #[must_use]
    pub fn as_table(&self) -> Option<&Table> {
        match &self.kind {
            Kind::Table(table) => Some(table),
            _ => None,
        }
    }

    /// What it is, for messages.
    #[must_use]
    pub fn describe(&self) -> &'static str {
        match self.kind {
            Kind::Text(_) => "a text",
            Kind::Float(_) => "a number",
            Kind::Integer(_) => "a whole number",
            Kind::Boolean(_) => "true or false",
            Kind::Date => "a date or time",
            Kind::List(_) => "a list",
            Kind::Table(_) => "a table",
            Kind::Rejected => "something else",
        }
    }

    /// Whether both say the same, however they are written.
    #[must_use]
    pub fn means_the_same(&self, other: &Self) -> bool {
        match (&self.kind, &other.kind) {
            (Kind::Text(a), Kind::Text(b)) => a == b,
            (Kind::Boolean(a), Kind::Boolean(b)) => a == b,
            (Kind::List(a), Kind::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.means_the_same(b)),
            (Kind::Table(a), Kind::Table(b)) => {
                let same = |item: &Item| b.get(&item.key.name).is_some_and(|other| item.value.means_the_same(other));
                a.items.len() == b.items.len() && a.items.iter().all(same)
            }
            _ => matches!((self.as_number(), other.as_number()), (Some(a), Some(b)) if a == b),
        }
    }

    /// The number, if it is one.
    #[must_use]
    pub fn as_number(&self) -> Option<f64> {
        match self.kind {
            Kind::Float(number) => Some(number),
            Kind::Integer(number) => Some(number as f64),
            _ => None,
        }
    }
}

/// The value as TOML on one line; numbers as they were written.
impl fmt::Display for Node {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Text(text) => write!(formatter, "{}", quoted(text)),
            Kind::List(nodes) => {
                formatter.write_str("[")?;
                for (index, node) in nodes.iter().enumerate() {
                    write!(formatter, "{}{node}", if index > 0 { ", " } else { "" })?;
                }
                formatter.write_str("]")
            }
            Kind::Table(table) if table.items.is_empty() => formatter.write_str("{}"),
            Kind::Table(table) => {
                for (index, Item { key, value }) in table.items.iter().enumerate() {
                    let before = if index > 0 { ", " } else { "{ " };
                    write!(formatter, "{before}{} = {value}", bare_or_quoted(&key.written))?;
                }
                formatter.write_str(" }")
            }
            Kind::Float(number) if self.span.text().parse::<f64>().is_err() && !self.span.text().contains('_') => {
                write!(formatter, "{number}")
            }
            _ => formatter.write_str(self.span.text()),
        }
    }
}

/// A text as a TOML basic string. JSON escapes are TOML escapes, except that TOML escapes DEL too.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}

pub(super) fn bare_or_quoted(key: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !key.is_empty() && key.chars().all(bare) { key.to_owned() } else { quoted(key) }
}

/// More syntax errors than this mean that the text is something else altogether.
const MOST_ERRORS: usize = 200;

/// What to look for where a list or an inline table does not end.
const UNCLOSED: &str = "a bracket that opens before this place is not closed: look for a missing `]` or `}` above";

/// How many of the errors are to be told, and whether the last of them is of a bracket that is never closed: whatever
/// is wrong after it is only that all lines that follow are taken for what stands in the bracket.
fn told(errors: &[toml::de::Error]) -> (usize, bool) {
    let starts = |error: &toml::de::Error, words: &[&str]| words.iter().any(|word| error.message().starts_with(word));
    let never_closed = errors.iter().any(|error| starts(error, &["unclosed array", "unclosed inline table"]));
    let first = errors.iter().position(|error| starts(error, &["missing comma between", "missing key for inline"]));
    match first.filter(|_| never_closed) {
        Some(first) => (first + 1, true),
        None => (errors.len().min(MOST_ERRORS), false),
    }
}

/// Whether a letter shows nothing, or turns round what is written after it, which makes numbers read backwards.
pub fn is_hidden(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{202d}' | '\u{202e}')
}

/// Reads a TOML text; all syntax errors (of very many, the first) are added to `found`.
pub fn parse(source: &Arc<Source>, found: &mut Diagnostics) -> Table {
    let (root, errors) = DeTable::parse_recoverable(&source.text);
    let mut last_line = 0..0;
    let (count, open) = told(&errors);
    for (place, error) in errors.iter().take(count).enumerate() {
        let span = Span::new(source, error.span().unwrap_or(0..0));
        // What follows on the same line is mostly an echo of the first.
        let line = span.line();
        if line != last_line {
            let message = format!("this is not TOML: {}", error.message());
            let unclosed = open && place + 1 == count;
            let instead = if unclosed { Some(UNCLOSED.to_owned()) } else { slips::line_instead(&span) };
            let problem = Diagnostic::error(Code::Syntax, message, span, "");
            found.push(match instead {
                Some(line) => problem.with_help(line),
                None => problem,
            });
        }
        last_line = line;
    }
    Builder { source }.table(root.get_ref())
}

struct Builder<'a> {
    source: &'a Arc<Source>,
}

impl Builder<'_> {
    fn table(&self, table: &DeTable<'_>) -> Table {
        let item = |(key, value): (&toml::Spanned<Cow<'_, str>>, &toml::Spanned<DeValue<'_>>)| {
            let written = key.get_ref();
            let span = Span::new(self.source, key.span());
            let key = Key { written: written.to_string(), name: fold(written), span };
            Item { key, value: self.node(value) }
        };
        Table { items: table.iter().map(item).collect() }
    }

    fn node(&self, value: &toml::Spanned<DeValue<'_>>) -> Node {
        let mut span = Span::new(self.source, value.span());
        let kind = match value.get_ref() {
            DeValue::String(text) => {
                span.range = inside(&self.source.text, span.range, text);
                Kind::Text(text.to_string())
            }
            DeValue::Integer(number) => {
                // Too large for an integer is still a number, if a decimal one.
                let too_large = || Kind::Float(number.as_str().parse().unwrap_or(f64::INFINITY));
                i64::from_str_radix(number.as_str(), number.radix()).map_or_else(|_| too_large(), Kind::Integer)
            }
            DeValue::Float(number) => Kind::Float(number.as_str().parse().unwrap_or(f64::INFINITY)),
            DeValue::Boolean(flag) => Kind::Boolean(*flag),
            DeValue::Datetime(_) => Kind::Date,
            DeValue::Array(nodes) => Kind::List(nodes.iter().map(|node| self.node(node)).collect()),
            DeValue::Table(table) => Kind::Table(self.table(table)),
        };
        Node { span, kind }
    }
}

/// The range inside the quotes of a literal if `value` stands there verbatim, else the whole literal.
fn inside(text: &str, literal: Range<usize>, value: &str) -> Range<usize> {
    let Some(written) = text.get(literal.clone()) else {
        return literal;
    };
    let long = written.starts_with("\"\"\"") || written.starts_with("'''");
    let quotes = if long { 3 } else { 1 };
    // A newline right after three quotes is not part of the text.
    let newline = match written.get(quotes..) {
        Some(after) if long && after.starts_with("\r\n") => 2,
        Some(after) if long && after.starts_with('\n') => 1,
        _ => 0,
    };
    let inner = literal.start + quotes + newline..literal.end.saturating_sub(quotes);
    if text.get(inner.clone()) == Some(value) { inner } else { literal }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Table, Vec<String>) {
        let mut found = Diagnostics::new();
        let table = parse(&Source::new("x.toml", text), &mut found);
        (table, found.into_iter().map(|diagnostic| diagnostic.message).collect())
    }

    #[test]
    fn texts_are_placed_inside_their_quotes_if_verbatim() {
        for (written, value, placed) in [
            ("\"ab\"", "ab", "ab"),
            ("'ab'", "ab", "ab"),
            ("\"\"", "", ""),
            ("\"\"\"\na b\"\"\"", "a b", "a b"),
            ("'''\r\na b'''", "a b", "a b"),
            (r#""a\tb""#, "a\tb", r#""a\tb""#),
            ("\"\"\"a\\\n  b\"\"\"", "ab", "\"\"\"a\\\n  b\"\"\""),
        ] {
            let (table, errors) = read(&format!("x = {written}\n"));
            let node = table.get("x").expect("is there");
            assert!(matches!(&node.kind, Kind::Text(text) if text == value), "{written}: {node}");
            assert_eq!((node.span.text(), errors.len()), (placed, 0), "{written}");
        }
    }

    #[test]
    fn values_are_written_as_toml_again() {
        let text = "a = 1_000\nb = \"x\\\"y\"\nc.d = [1, 2.50]\n[c.\"e f\"]\ng = true\nh = 2020-01-01\n[i]\n";
        let (table, _) = read(text);
        let written = Node { span: Span::start_of(&Source::new("", "")), kind: Kind::Table(table) };
        let expected =
            r#"{ a = 1_000, b = "x\"y", c = { d = [1, 2.50], "e f" = { g = true, h = 2020-01-01 } }, i = {} }"#;
        assert_eq!(written.to_string(), expected);
    }

    #[test]
    fn the_same_is_meant() {
        for (a, b, same) in [
            ("1", "1.0", true),
            ("1_0", "10", true),
            ("1", "2", false),
            ("1", "\"1\"", false),
            ("'a'", "\"a\"", true),
            ("true", "false", false),
            ("{ a = 1, b = 2 }", "{ B = 2, A = 1 }", true),
            ("{ a = 1 }", "{ a = 1, b = 2 }", false),
            ("[1, 2]", "[2, 1]", false),
        ] {
            let (table, _) = read(&format!("a = {a}\nb = {b}\n"));
            let (a, b) = (table.get("a").expect("a"), table.get("b").expect("b"));
            assert_eq!(a.means_the_same(b), same, "{a} {b}");
        }
    }

    #[test]
    fn all_syntax_errors_are_found_and_the_rest_is_read() {
        let (table, errors) = read("a = 1 2\nb = 0x_f\nb = 3\n[c\nd = 1\n[e]\nf = 1\n");
        assert_eq!(errors.len(), 4, "{errors:?}");
        assert!(table.get("e").is_some_and(|node| node.to_string() == "{ f = 1 }"));
    }

    /// What follows a bracket that is never closed is read as if it stood in it: that is one mistake, not one a line.
    #[test]
    fn a_bracket_that_is_never_closed_is_one_error() {
        let rest = "b = 1\n[c]\nd = \"x\"\ne = [1, 2]\n[f]\ng = { h = 1 }\n";
        for open in ["a = [1, 2", "a = { x = 1", "a = { x = { y = 1 }"] {
            let (_, errors) = read(&format!("{open}\n{rest}"));
            assert_eq!(errors.len(), 1, "{open}: {errors:?}");
        }
        // A comma that is missing in a list that ends is told, and so is what comes after.
        let (_, errors) = read("a = [1\n2]\nb = 2 3\n[c]\nd = 1\n");
        assert_eq!(errors.len(), 2, "{errors:?}");
    }

    #[test]
    fn depth_is_limited() {
        let (_, errors) = read(&format!("a = {}", "[".repeat(1_000_000)));
        assert!(!errors.is_empty());
    }

    #[test]
    fn numbers_beyond_the_range_are_infinite() {
        for text in ["1e999", "0xffffffffffffffffffff"] {
            let (table, _) = read(&format!("x = {text}"));
            assert_eq!(table.get("x").and_then(Node::as_number), Some(f64::INFINITY), "{text}");
        }
    }
}
