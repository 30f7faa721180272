//! What is missing once all files are merged.

use super::format::{FILE, Format, Presence, Shape};
use super::tree::{Item, Key, Kind, Node, Table};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, did_you_mean, fold};

/// Behind so many problems nothing is suggested any more.
const MOST_SUGGESTED: usize = 100;

/// Reports what a merged file lacks.
///
/// Entries that are misspelled in the heads of their tables are put where they were meant to be.
pub fn complete(file: &mut Table, whole: &Span, found: &mut Diagnostics) {
    for key in FILE.keys {
        let inside = file.get_mut(key.name).map(|node| &mut node.kind);
        if let (Shape::Named(format), Some(Kind::Table(entries))) = (key.shape, inside) {
            astray(entries, format, found);
        }
    }
    missing(file, &FILE, None, whole, found);
}

fn missing(table: &Table, format: &Format, owner: Option<&Key>, place: &Span, found: &mut Diagnostics) {
    let name = owner.map_or_else(|| format.what.to_owned(), |key| describe_owner(format, key));
    for key in format.keys {
        let node = table.get(key.name);
        let blank = node.filter(|node| matches!(&node.kind, Kind::Text(text) if text.trim().is_empty()));
        if key.presence == Presence::Required && (node.is_none() || blank.is_some()) {
            let place = blank.map_or(place, |node| &node.span);
            found.push(missing_key(key.name, key.doc, &name, place));
        }
        match (key.shape, node.and_then(Node::as_table)) {
            (Shape::Table(inner), Some(inside)) => {
                let item = table.item(key.name);
                missing(inside, inner, item.map(|item| &item.key), item.map_or(place, |item| &item.key.span), found);
            }
            (Shape::Named(inner) | Shape::Elements(inner), Some(inside)) => {
                for Item { key, value } in &inside.items {
                    if let Some(entry) = value.as_table() {
                        let mut lacking = Diagnostics::new();
                        missing(entry, inner, Some(key), &key.span, &mut lacking);
                        // Looked for among all entries: only where something is lacking, and of the first problems.
                        let asked = lacking.has_errors() && found.as_slice().len() < MOST_SUGGESTED;
                        match asked.then(|| inherited(inside, key)).flatten() {
                            Some(meant) => found.push(mistyped(inner, key, meant)),
                            None => found.extend(lacking),
                        }
                    }
                }
            }
            _ => {}
        }
    }
    for choice in format.choices.iter().filter(|choice| choice.required) {
        if choice.keys().all(|key| table.get(key).is_none()) {
            let keys: Vec<String> = choice.keys().map(|key| format!("`{key}`")).collect();
            let (last, others) =
                keys.split_last().map_or(("", [].as_slice()), |(last, others)| (last.as_str(), others));
            let message = format!("{name} needs {} or {last}", others.join(", "));
            found.push(Diagnostic::error(Code::MissingKey, message, place.clone(), ""));
        }
    }
}

/// Entries of which there are only tables below them, as `[variables.stok.history.seen]`, and that almost have the name of one that
/// lacks these.
fn astray(entries: &mut Table, format: &Format, found: &mut Diagnostics) {
    if !format.keys.iter().any(|key| key.presence == Presence::Required) {
        return;
    }
    let is_of_heads = |item: &Item| {
        let tables = |inside: &Table| inside.items.iter().all(|item| item.value.as_table().is_some());
        item.value.as_table().is_some_and(|inside| !inside.items.is_empty() && tables(inside))
    };
    let chosen = |item: &Item| {
        let says = |key| item.value.as_table().is_some_and(|inside| inside.get(key).is_some());
        format.choices.iter().any(|choice| choice.required && choice.keys().any(says))
    };
    let meant = |item: &Item| {
        let others = entries.items.iter().filter(|other| !(is_of_heads(other) || chosen(other) && chosen(item)));
        did_you_mean(&item.key.written, others.map(|other| other.key.written.as_str())).map(str::to_owned)
    };
    let lost: Vec<(String, String)> = (entries.items.iter().filter(|item| is_of_heads(item)))
        .filter_map(|item| Some((item.key.name.clone(), meant(item)?)))
        .take(MOST_SUGGESTED)
        .collect();
    for (name, meant) in lost {
        let Some(Item { key, value }) = entries.remove(&name) else { continue };
        let message = format!("there is no {} `{}`, and a new one needs more than this", noun(format), key.written);
        let problem = Diagnostic::error(Code::MissingKey, message, key.span.clone(), "");
        found.push(problem.with_help(format!("did you mean `{meant}`?")));
        let own = entries.get_mut(&fold(&meant)).map(|node| &mut node.kind);
        if let (Some(Kind::Table(own)), Kind::Table(more)) = (own, value.kind) {
            own.fill(more);
        }
    }
}

/// The entry of another file that one of this name was probably meant to change.
fn inherited<'t>(entries: &'t Table, key: &Key) -> Option<&'t str> {
    let others = entries.items.iter().filter(|other| other.key.span.source.path != key.span.source.path);
    did_you_mean(&key.written, others.map(|other| other.key.written.as_str()))
}

/// An entry that lacks what a new one needs, and almost has the name of one that is there.
fn mistyped(format: &Format, key: &Key, meant: &str) -> Diagnostic {
    let noun = noun(format);
    let message = format!("there is no {noun} `{}` to change, and a new one needs more than this", key.written);
    Diagnostic::error(Code::MissingKey, message, key.span.clone(), "").with_help(format!("did you mean `{meant}`?"))
}

fn noun(format: &Format) -> &'static str {
    format.what.trim_start_matches("an ").trim_start_matches("a ")
}

/// `the assumption "learning"`, or `[time]`.
fn describe_owner(format: &Format, key: &Key) -> String {
    let noun = noun(format);
    if noun.starts_with('[') { noun.to_owned() } else { format!("the {noun} `{}`", key.written) }
}

/// A key that must be there, or is there and blank.
pub fn missing_key(key: &str, doc: &str, owner: &str, place: &Span) -> Diagnostic {
    let (code, what, help) = match key {
        "source" => {
            (Code::MissingSource, "a source", "say where the number comes from, or write source = \"judgement\"")
        }
        "unit" => (Code::MissingUnit, "a unit", "add a unit, such as unit = \"bn CNY_2020\"; \"1\" is dimensionless"),
        _ => (Code::MissingKey, "", doc),
    };
    let what = if what.is_empty() { format!("`{key}`") } else { what.to_owned() };
    Diagnostic::error(code, format!("{owner} needs {what}"), place.clone(), "").with_help(help)
}
