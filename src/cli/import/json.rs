//! What was understood of a table as JSON. A table may have a million series: each is written by itself, in the form that all
//! objects of the program are printed in, with nothing in between.

use std::io::{self, Write};

use serde_json::Value;

use crate::session::SeriesSummary;

/// After so many bytes they are passed on.
const SOME: usize = 1 << 16;

/// Writes what there is of all series as an object, and each of them in its place of `series`.
///
/// # Errors
/// What was written could not be passed on.
pub(super) fn write<'a>(
    out: &mut impl Write,
    of_all: &Value,
    mut series: impl Iterator<Item = SeriesSummary<'a>>,
) -> io::Result<()> {
    let mut text = Vec::with_capacity(2 * SOME);
    for (at, (key, value)) in of_all.as_object().into_iter().flatten().enumerate() {
        text.extend_from_slice(if at == 0 { b"{\n  " } else { b",\n  " });
        serde_json::to_writer(&mut text, key)?;
        text.extend_from_slice(b": ");
        if key != "series" {
            text.extend_from_slice(serde_json::to_string_pretty(value)?.replace('\n', "\n  ").as_bytes());
            continue;
        }
        let mut any = false;
        for one in series.by_ref() {
            text.extend_from_slice(if any { b",\n    " } else { b"[\n    " });
            put_series(&mut text, &one)?;
            any = true;
            if text.len() > SOME {
                out.write_all(&text)?;
                text.clear();
            }
        }
        text.extend_from_slice(if any { b"\n  ]" } else { b"[]" });
    }
    text.extend_from_slice(b"\n}\n");
    out.write_all(&text)
}

/// One series.
fn put_series(text: &mut Vec<u8>, one: &SeriesSummary) -> io::Result<()> {
    text.extend_from_slice(b"{\n      \"name\": ");
    put_text(text, one.name)?;
    text.extend_from_slice(b",\n      \"keys\": {");
    put_keys(text, &one.keys)?;
    text.extend_from_slice(b"},\n      \"measure\": ");
    match one.measure {
        Some(measure) => put_text(text, measure)?,
        None => text.extend_from_slice(b"null"),
    }
    text.extend_from_slice(b",\n      \"unit\": ");
    put_text(text, one.unit)?;
    text.extend_from_slice(b",\n      \"values\": ");
    serde_json::to_writer(&mut *text, &one.counts.0)?;
    text.extend_from_slice(b",\n      \"missing\": ");
    serde_json::to_writer(&mut *text, &one.counts.1)?;
    let [first, last] = [0, 1].map(|end| one.ends.as_ref().map(|ends| &ends[end]));
    text.extend_from_slice(b",\n      \"first\": ");
    put_end(text, first)?;
    text.extend_from_slice(b",\n      \"last\": ");
    put_end(text, last)?;
    text.extend_from_slice(b"\n    }");
    Ok(())
}

/// The columns that tell a series apart, with its texts. Of two columns of one name the last is written.
fn put_keys(text: &mut Vec<u8>, keys: &[(&str, &str)]) -> io::Result<()> {
    let last = |at: usize, name: &str| keys[at + 1..].iter().all(|(other, _)| *other != name);
    let mut any = false;
    for (_, (name, key)) in keys.iter().enumerate().filter(|(at, (name, _))| last(*at, name)) {
        text.extend_from_slice(if any { b",\n        " } else { b"\n        " });
        put_text(text, name)?;
        text.extend_from_slice(b": ");
        put_text(text, key)?;
        any = true;
    }
    if any {
        text.extend_from_slice(b"\n      ");
    }
    Ok(())
}

/// A value with its time.
fn put_end(text: &mut Vec<u8>, end: Option<&(String, f64)>) -> io::Result<()> {
    let Some((time, value)) = end else {
        text.extend_from_slice(b"null");
        return Ok(());
    };
    text.extend_from_slice(b"{\n        \"time\": ");
    put_text(text, time)?;
    text.extend_from_slice(b",\n        \"value\": ");
    serde_json::to_writer(&mut *text, value)?;
    text.extend_from_slice(b"\n      }");
    Ok(())
}

/// A text in quotes; most have nothing that stands for itself only behind a backslash.
fn put_text(text: &mut Vec<u8>, plain: &str) -> io::Result<()> {
    let is_odd = |byte: u8| byte < b' ' || matches!(byte, b'"' | b'\\');
    if plain.bytes().fold(false, |any, byte| any | is_odd(byte)) {
        return Ok(serde_json::to_writer(text, plain)?);
    }
    text.push(b'"');
    text.extend_from_slice(plain.as_bytes());
    text.push(b'"');
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// As the printer of objects writes the same.
    #[test]
    fn series_are_written_as_other_objects_are() {
        let one = |name: &'static str, keys: &[(&'static str, &'static str)], ends| SeriesSummary {
            name,
            keys: keys.to_vec(),
            measure: (name != "b").then_some("sold \u{2713}"),
            unit: "a \"b\" \\ \u{1}\u{7f}\u{4e07}",
            counts: (3, 0),
            ends,
        };
        let ends = [("2019".to_owned(), 1e21), ("2020\t".to_owned(), -0.1)];
        let all = [
            one("a", &[("region", "A\nB"), ("code", "\u{1f}"), ("region", "C")], Some(ends.clone())),
            one("b", &[], None),
        ];
        let end = |at: usize| json!({ "time": ends[at].0, "value": ends[at].1 });
        let written = |one: &SeriesSummary| {
            let keys: serde_json::Map<String, Value> =
                one.keys.iter().rev().map(|(name, key)| ((*name).to_owned(), json!(key))).collect();
            let keys = if one.keys.is_empty() { json!({}) } else { json!({ "code": keys["code"], "region": "C" }) };
            let [first, last] = if one.ends.is_some() { [end(0), end(1)] } else { [Value::Null, Value::Null] };
            json!({
                "name": one.name, "keys": keys, "measure": one.measure, "unit": one.unit, "values": 3, "missing": 0,
                "first": first, "last": last,
            })
        };
        for count in [0, 1, 2] {
            let of_all =
                |series: Value| json!({ "file": "a \"b\"", "series": series, "notes": ["a", "b"], "flags": {} });
            let series: Vec<Value> = all[..count].iter().map(written).collect();
            let mut out = Vec::new();
            write(&mut out, &of_all(Value::Null), all[..count].iter().cloned()).unwrap();
            let expected = serde_json::to_string_pretty(&of_all(json!(series))).unwrap() + "\n";
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }
}
