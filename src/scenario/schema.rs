//! A JSON schema of the scenario file, for editors.

use serde_json::{Map, Value, json};

use super::check::ENABLED;
use super::format::{Choice, FILE, Format, Key, Presence, Shape};
use crate::distribution::KINDS;

/// The schema (JSON Schema draft 2020-12), made from the same tables that files are checked against.
///
/// Nothing is required in it, because a file may inherit any key; what must be there in the end is said in descriptions.
#[must_use]
pub fn json_schema() -> Value {
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "catchup scenario",
    });
    if let (Some(schema), Value::Object(file)) = (schema.as_object_mut(), table(&FILE)) {
        schema.extend(file);
        schema.insert("$defs".to_owned(), json!({ "distribution": distribution() }));
    }
    schema
}

fn table(format: &Format) -> Value {
    let properties: Map<String, Value> = format.keys.iter().map(|key| (key.name.to_owned(), property(key))).collect();
    let mut table = json!({
        "description": format.doc,
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    });
    let exclusions: Vec<Value> = format.choices.iter().flat_map(exclusions).collect();
    if !exclusions.is_empty() {
        table["allOf"] = Value::Array(exclusions);
    }
    table
}

/// No two of the keys that exclude one another.
fn exclusions(choice: &Choice) -> Vec<Value> {
    let pairs = choice
        .one_of
        .iter()
        .enumerate()
        .flat_map(|(index, first)| choice.one_of[index + 1..].iter().map(move |second| [*first, *second]));
    pairs.map(|pair| json!({ "not": { "required": pair } })).collect()
}

fn property(key: &Key) -> Value {
    let mut property = shape(key.shape);
    let required = if key.presence == Presence::Required { " Required." } else { "" };
    property["description"] = format!("{}{required}", key.doc).into();
    if let Presence::Default(default) = key.presence {
        property["default"] = from_toml(default);
    }
    property
}

fn shape(shape: Shape) -> Value {
    match shape {
        Shape::Text => json!({ "type": "string" }),
        Shape::Number => json!({ "type": "number" }),
        Shape::Integer => json!({ "type": "integer" }),
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::OneOf(choices) => json!({ "enum": choices }),
        Shape::SomeOf(choices) => json!({ "type": "array", "items": { "enum": choices } }),
        Shape::Texts => json!({ "type": "array", "items": { "type": "string" } }),
        Shape::Numbers => json!({ "type": "array", "items": { "type": "number" } }),
        Shape::NumbersOr(format) => {
            json!({ "type": "array", "items": { "anyOf": [{ "type": "number" }, table(format)] } })
        }
        Shape::Years => {
            json!({ "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2 })
        }
        Shape::TextMap => json!({ "type": "object", "additionalProperties": { "type": "string" } }),
        Shape::NumberMap | Shape::YearMap => {
            json!({ "type": "object", "additionalProperties": { "type": "number" } })
        }
        Shape::Distribution => json!({ "$ref": "#/$defs/distribution" }),
        Shape::Table(format) => table(format),
        Shape::Elements(format) => {
            json!({ "type": "object", "additionalProperties": table(format) })
        }
        Shape::Named(format) => {
            let mut entry = table(format);
            entry["properties"][ENABLED] = json!({
                "type": "boolean",
                "description": "false removes what another file declares.",
                "default": true,
            });
            json!({ "type": "object", "additionalProperties": entry })
        }
    }
}

/// `{ KIND = { PARAMETER = … } }`.
fn distribution() -> Value {
    let kinds: Map<String, Value> = KINDS
        .iter()
        .map(|kind| {
            let mut parameter = vec![
                json!({ "type": "number" }),
                json!({ "type": "array", "items": { "type": "number" } }),
                json!({ "$ref": "#/$defs/distribution" }),
            ];
            if kind.name == "empirical" {
                parameter.push(json!({ "type": "string" }));
            }
            let parameters =
                json!({ "description": format!("{}: {}", kind.signature(), kind.doc), "type": "object", "additionalProperties": { "anyOf": parameter } });
            (kind.name.to_owned(), parameters)
        })
        .collect();
    json!({
        "description": "A distribution: one kind with its named parameters.",
        "type": "object",
        "properties": kinds,
        "additionalProperties": false,
        "minProperties": 1,
        "maxProperties": 1,
    })
}

/// A default, written as TOML: JSON but for the underscores in numbers.
fn from_toml(text: &str) -> Value {
    let number = || serde_json::from_str(&text.replace('_', "")).unwrap_or(Value::Null);
    serde_json::from_str(text).unwrap_or_else(|_| number())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All keys of a table and of those inside it.
    fn keys(format: &'static Format, all: &mut Vec<&'static str>) {
        for key in format.keys {
            all.push(key.name);
            if let Shape::Table(inner) | Shape::Named(inner) | Shape::Elements(inner) | Shape::NumbersOr(inner) =
                key.shape
            {
                keys(inner, all);
            }
        }
    }

    #[test]
    fn every_key_is_documented() {
        let manual = include_str!("../../docs/scenario-file.md");
        let mut names = vec![ENABLED];
        keys(&FILE, &mut names);
        names.extend(KINDS.iter().map(|kind| kind.name));
        for name in names {
            let words = manual.split(|c: char| !c.is_alphanumeric() && c != '_');
            assert!(words.into_iter().any(|word| word == name), "`{name}` is missing in docs/scenario-file.md");
        }
    }

    #[test]
    fn every_default_has_the_shape_of_its_key() {
        fn check(format: &'static Format) {
            for key in format.keys {
                if let Presence::Default(text) = key.presence {
                    let fits = match (key.shape, from_toml(text)) {
                        (Shape::Text, Value::String(_))
                        | (Shape::Boolean, Value::Bool(_))
                        | (Shape::Number | Shape::Integer, Value::Number(_))
                        | (Shape::Texts | Shape::SomeOf(_) | Shape::Numbers | Shape::NumbersOr(_), Value::Array(_)) => {
                            true
                        }
                        (Shape::OneOf(choices), Value::String(text)) => choices.contains(&text.as_str()),
                        _ => false,
                    };
                    assert!(fits, "{} = {text}", key.name);
                }
                if let Shape::Table(inner) | Shape::Named(inner) | Shape::Elements(inner) | Shape::NumbersOr(inner) =
                    key.shape
                {
                    check(inner);
                }
            }
        }
        check(&FILE);
    }

    #[test]
    fn the_published_schema_is_this_one() {
        let published: Value = serde_json::from_str(include_str!("../../docs/scenario.schema.json")).expect("JSON");
        assert!(
            published == json_schema(),
            "docs/scenario.schema.json is out of date; it should be\n{:#}",
            json_schema()
        );
    }
}
