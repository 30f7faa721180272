//! Writes a draft as a scenario file that reads well.

use std::fmt::Write;

use super::draft::{Draft, Field, Value};

/// What a scenario file that was made from a model begins with.
pub(super) const MADE_FROM: &str = "# Made from ";

/// The text of a scenario file; `from` is the model that it was made from.
pub(super) fn write(draft: &Draft, from: &str) -> String {
    let mut text = format!("{MADE_FROM}{from} by `catchup import`.\n");
    for field in &draft.fields {
        section(&field.key, &field.value, &mut text);
    }
    text
}

/// A table of the file: `[key]`, or `[key.name]` for each of those that it holds.
fn section(path: &str, value: &Value, text: &mut String) {
    let Value::Table(fields) = value else { return };
    let named = path.matches('.').count() == 0 && NAMED.contains(&path);
    if !named {
        // Writing to a text cannot fail.
        let _ = writeln!(text, "\n[{path}]");
    }
    let mut after = Vec::new();
    for Field { key, value, .. } in fields {
        let inner = format!("{path}.{}", word(key));
        match value {
            Value::Table(_) if named => section(&inner, value, text),
            // A line break in braces is not TOML 1.0: elements stand in a table of their own.
            Value::Table(_) if key == "elements" => after.push((inner, value)),
            _ => {
                let _ = writeln!(text, "{} = {}", word(key), inline(value));
            }
        }
    }
    for (path, value) in after {
        section(&path, value, text);
    }
}

/// Keys of a file that hold tables by name.
const NAMED: &[&str] = &["dimensions", "assumptions", "lookups", "variables"];

/// A value on one line.
fn inline(value: &Value) -> String {
    let list = |parts: Vec<String>| format!("[{}]", parts.join(", "));
    match value {
        Value::Text(text) => quoted(text),
        Value::Number(number) => decimal(*number),
        Value::Flag(flag) => flag.to_string(),
        Value::Texts(texts) => list(texts.iter().map(|text| quoted(text)).collect()),
        Value::Numbers(numbers) => list(numbers.iter().map(|number| decimal(*number)).collect()),
        Value::Table(fields) if fields.is_empty() => "{}".to_owned(),
        Value::Table(fields) => {
            let parts: Vec<String> =
                fields.iter().map(|field| format!("{} = {}", word(&field.key), inline(&field.value))).collect();
            format!("{{ {} }}", parts.join(", "))
        }
    }
}

/// A number as TOML and equations write it, with all its digits.
pub(super) fn decimal(number: f64) -> String {
    let plain = number == 0.0 || (1e-5..1e16).contains(&number.abs());
    if plain { number.to_string() } else { format!("{number:e}") }
}

/// A key, in quotes where it needs them.
fn word(key: &str) -> String {
    let bare = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if bare { key.to_owned() } else { quoted(key) }
}

/// A text as a TOML basic string: JSON escapes are TOML escapes, except that TOML escapes DEL too.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}
