//! What of a file with errors can be checked all the same. An error of one entry can make others look wrong where they are not:
//! of what rests on it nothing is said, of all else everything.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::format::{FILE, Shape};
use super::merge;
use super::merged::Merged;
use super::tree::{Kind, Node, Table};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity, Span, fold};

/// Errors that leave everything else as it was written.
const HARMLESS: [&str; 8] = [
    "unknown-key",
    "missing-source",
    "bad-csv",
    "missing-column",
    "no-rows",
    "not-a-number",
    "duplicate-time",
    "bad-set",
];

/// Errors of an entry by which others are taken to be something else than they are.
const OF_SIGNATURE: [&str; 3] = ["missing-unit", "bad-name", "duplicate-name"];
/// Keys of an entry that say what others have in it.
const SIGNATURE: [&str; 4] = ["unit", "dims", "x_unit", "shared"];
/// Keys that say what an entry is itself.
const DEFINING: [&str; 9] = ["value", "distribution", "elements", "unit", "dims", "equation", "stock", "kind", ""];

/// What is wrong with a name or a text by itself, whatever else there is.
const OF_ITSELF: [&str; 7] = [
    "unknown-unit",
    "unknown-dimension",
    "unknown-variable",
    "unknown-name",
    "unknown-function",
    "syntax",
    "arguments",
];
/// What is wrong only on a time axis that is known.
const OF_TIME: [&str; 4] = ["bad-time", "off-axis", "lag", "lever-period"];
/// What may be wrong only because a history could not be read.
const OF_HISTORY: [&str; 2] = ["no-history", "nothing-observed"];
/// What would be said of an axis, a past or variables that only could not be read.
const DOUBTFUL: [&str; 2] = ["lag-initial", "no-variables"];

/// A named entry of a file, or a table of fixed keys.
struct Part {
    kind: String,
    name: String,
    /// First-level key, or nothing for the name of the entry; and a place that belongs to it.
    places: Vec<(String, Span)>,
    /// First-level key of each text, and the text.
    texts: Vec<(String, String)>,
    /// First-level keys that have errors.
    broken: BTreeSet<String>,
    /// Others may be wrong about it.
    doubtful: bool,
}

/// What is known of the errors of a file.
pub struct Doubt {
    parts: Vec<Part>,
    /// Whether the time axis is as it was written.
    pub time_is_known: bool,
}

impl Doubt {
    /// Finds the entries that the errors of a file are of.
    #[must_use]
    pub fn of(merged: &Merged, found: &Diagnostics) -> Self {
        let (table, _) = merge::enabled(&merged.table);
        let mut doubt = Self { parts: parts(&table), time_is_known: table.get("time").is_some() };
        let errors = found.as_slice().iter().filter(|problem| problem.severity == Severity::Error);
        for problem in errors.filter(|problem| !HARMLESS.contains(&problem.code)) {
            let Some((part, key)) = doubt.place_of(problem) else { continue };
            let part = &mut doubt.parts[part];
            part.doubtful |= OF_SIGNATURE.contains(&problem.code)
                || SIGNATURE.contains(&key.as_str())
                || part.kind == "units"
                || (part.kind == "dimensions" && ["elements", ""].contains(&key.as_str()))
                || (key.is_empty() && problem.code == "wrong-type");
            doubt.time_is_known &= part.kind != "time";
            part.broken.insert(key);
        }
        doubt.spread();
        doubt
    }

    /// What has a doubtful unit or dimension is doubtful too.
    fn spread(&mut self) {
        let bases = self.parts.iter().filter(|part| part.doubtful && ["units", "dimensions"].contains(&&*part.kind));
        let bases: Vec<String> = bases.map(|part| part.name.clone()).collect();
        for part in &mut self.parts {
            let texts = part.texts.iter().filter(|(key, _)| SIGNATURE.contains(&key.as_str()));
            part.doubtful |= texts.into_iter().any(|(_, text)| bases.iter().any(|base| mentions(text, base)));
        }
    }

    /// Whether a problem that the check of the model has found is one whatever becomes of the errors of the file.
    #[must_use]
    pub fn is_sure(&self, problem: &Diagnostic) -> bool {
        if DOUBTFUL.contains(&problem.code) || (!self.time_is_known && OF_TIME.contains(&problem.code)) {
            return false;
        }
        if OF_HISTORY.contains(&problem.code) && self.parts.iter().any(|part| part.broken.contains("history")) {
            return false;
        }
        let Some((part, key)) = self.place_of(problem) else { return true };
        let part = &self.parts[part];
        let of_itself = OF_ITSELF.contains(&problem.code);
        if part.broken.contains(&key) || (!of_itself && part.broken.iter().any(|key| DEFINING.contains(&&**key))) {
            return false;
        }
        let doubtful = || self.parts.iter().filter(|part| part.doubtful).map(|part| part.name.as_str());
        if of_itself {
            !doubtful().any(|name| mentions(&problem.message, name))
        } else {
            !doubtful().any(|name| part.name != name && part.texts.iter().any(|(_, text)| mentions(text, name)))
                && !part.doubtful
        }
    }

    /// The entry that a problem is of, and the key in it.
    fn place_of(&self, problem: &Diagnostic) -> Option<(usize, String)> {
        let span = &problem.labels.first()?.span;
        let holds = |place: &Span| {
            (Arc::ptr_eq(&place.source, &span.source) || place.source.path == span.source.path)
                && place.range.start <= span.range.start
                && span.range.end <= place.range.end
        };
        self.parts.iter().enumerate().find_map(|(index, part)| {
            let (key, _) = part.places.iter().find(|(_, place)| holds(place))?;
            Some((index, key.clone()))
        })
    }
}

/// Whether a text names something, as a word of its own.
fn mentions(text: &str, name: &str) -> bool {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    text.to_lowercase().split(|letter| !is_word(letter)).any(|word| word == name)
        || (name.contains('_') && fold(text).contains(name))
}

fn parts(table: &Table) -> Vec<Part> {
    let mut found = Vec::new();
    for item in &table.items {
        let of_names =
            FILE.key(&item.key.name).is_some_and(|key| matches!(key.shape, Shape::Named(_) | Shape::TextMap));
        match item.value.as_table().filter(|_| of_names) {
            Some(entries) => {
                for entry in &entries.items {
                    found.push(part(&item.key.name, &entry.key.name, &entry.key.span, &entry.value));
                }
            }
            None => found.push(part(&item.key.name, "", &item.key.span, &item.value)),
        }
    }
    found
}

fn part(kind: &str, name: &str, key: &Span, value: &Node) -> Part {
    let mut part = Part {
        kind: kind.to_owned(),
        name: name.to_owned(),
        places: Vec::new(),
        texts: Vec::new(),
        broken: BTreeSet::new(),
        doubtful: false,
    };
    match value.as_table() {
        Some(table) => {
            for item in &table.items {
                part.places.push((item.key.name.clone(), item.key.span.clone()));
                gather(&mut part, &item.key.name, &item.value);
            }
        }
        None => gather(&mut part, "", value),
    }
    part.places.push((String::new(), key.clone()));
    part
}

/// Adds the places and texts of a value to those of an entry.
fn gather(part: &mut Part, key: &str, node: &Node) {
    match &node.kind {
        Kind::Table(table) => {
            for item in &table.items {
                part.places.push((key.to_owned(), item.key.span.clone()));
                gather(part, key, &item.value);
            }
        }
        Kind::List(nodes) => nodes.iter().for_each(|node| gather(part, key, node)),
        Kind::Text(text) => part.texts.push((key.to_owned(), text.clone())),
        Kind::Float(_) | Kind::Integer(_) | Kind::Boolean(_) | Kind::Date | Kind::Rejected => {}
    }
    part.places.push((key.to_owned(), node.span.clone()));
}
