//! What a text has of TOML 1.1 that readers of TOML 1.0 refuse.

use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Source, Span};

/// Line breaks and last commas in inline tables, `\e` and `\x41` in texts: new in TOML 1.1 (<https://toml.io/en/v1.1.0>).
///
/// The text is TOML; of a text that is not, what is found may be wrong.
#[must_use]
pub fn newer(source: &Arc<Source>) -> Vec<Diagnostic> {
    let mut scan = Scan { bytes: source.text.as_bytes(), at: 0, open: Vec::new(), found: Vec::new() };
    scan.run();
    let warn = |(range, message, help): (Range<usize>, &str, &str)| {
        let message = format!("{message} is new in TOML 1.1");
        Diagnostic::warning(Code::Toml11, message, Span::new(source, range), "not in TOML 1.0").with_help(help)
    };
    scan.found.into_iter().map(warn).collect()
}

/// A bracket that is open, and whether a line break in it has been found.
struct Open {
    inline_table: bool,
    broken: bool,
}

struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
    open: Vec<Open>,
    found: Vec<(Range<usize>, &'static str, &'static str)>,
}

impl Scan<'_> {
    fn run(&mut self) {
        // The comma that nothing has followed yet.
        let mut comma = None;
        while let Some(byte) = self.bytes.get(self.at).copied() {
            match byte {
                b'#' => {
                    let end = self.bytes[self.at..].iter().position(|byte| *byte == b'\n');
                    self.at = end.map_or(self.bytes.len(), |end| self.at + end);
                    continue;
                }
                b'"' | b'\'' => {
                    comma = None;
                    self.text(byte);
                    continue;
                }
                b'{' | b'[' => self.open.push(Open { inline_table: byte == b'{', broken: false }),
                b'}' => {
                    if let Some(comma) = comma.take() {
                        self.note(
                            comma..comma + 1,
                            "a comma after the last key of an inline table",
                            "remove the comma",
                        );
                    }
                    self.open.pop();
                }
                b']' => {
                    self.open.pop();
                }
                b'\n' => self.line_break(),
                _ => {}
            }
            match byte {
                b',' => comma = Some(self.at),
                byte if byte.is_ascii_whitespace() => {}
                _ => comma = None,
            }
            self.at += 1;
        }
    }

    fn note(&mut self, range: Range<usize>, message: &'static str, help: &'static str) {
        self.found.push((range, message, help));
    }

    fn line_break(&mut self) {
        let at = self.at;
        if let Some(open) = self.open.last_mut().filter(|open| open.inline_table && !open.broken) {
            open.broken = true;
            let help = "write the table on one line, or as a [table] of its own";
            self.note(at.saturating_sub(1)..at, "a line break in an inline table", help);
        }
    }

    /// A text in quotes, of one line or of several.
    fn text(&mut self, quote: u8) {
        let long = self.bytes[self.at..].starts_with(&[quote; 3]);
        self.at += if long { 3 } else { 1 };
        while let Some(byte) = self.bytes.get(self.at).copied() {
            if byte == b'\\' && quote == b'"' {
                self.escape();
                continue;
            }
            let closes = if long { self.bytes[self.at..].starts_with(&[quote; 3]) } else { byte == quote };
            if closes {
                self.at += if long { 3 } else { 1 };
                // Up to two quotes may stand before the three that close.
                while long && self.bytes.get(self.at) == Some(&quote) {
                    self.at += 1;
                }
                return;
            }
            if byte == b'\n' && !long {
                return;
            }
            self.at += 1;
        }
    }

    fn escape(&mut self) {
        let at = self.at;
        match self.bytes.get(at + 1) {
            Some(b'e') => self.note(at..at + 2, "the escape `\\e`", "write `\\u001B`"),
            Some(b'x') => {
                self.note(at..(at + 4).min(self.bytes.len()), "the escape `\\x`", "write `\\u00` and the two digits");
            }
            _ => {}
        }
        self.at += 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_new_in_toml_1_1_is_found() {
        for (text, expected) in [
            ("a = { b = 1,\n  c = 2 }\n", vec!["a line break in an inline table"]),
            ("a = { b = 1, }\n", vec!["a comma after the last key of an inline table"]),
            (
                "a = {\n  b = 1,\n}\n",
                vec!["a line break in an inline table", "a comma after the last key of an inline table"],
            ),
            ("a = \"\\e[1m \\x41\"\n", vec!["the escape `\\e`", "the escape `\\x`"]),
            (
                "a = \"\"\"\n\\x41\"\"\"\"\nb = { c = 1,\n d = 2 }",
                vec!["the escape `\\x`", "a line break in an inline table"],
            ),
            ("a = [\n  { b = 1 },\n  2,\n]\n[x]\ny = '\\e { \\x41'\nz = \"{\\n\"\n# { \n", vec![]),
            ("a = { b = [\n1,\n2,\n] }\n", vec![]),
            ("a = '''\n{\n'''\nb = \"\\\\e\"\n", vec![]),
        ] {
            let source = Source::new("a.toml", text);
            let found: Vec<String> = newer(&source).into_iter().map(|one| one.message).collect();
            let expected: Vec<String> = expected.into_iter().map(|what| format!("{what} is new in TOML 1.1")).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
