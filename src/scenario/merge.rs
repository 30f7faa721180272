//! Inheritance: a file changes just what it names in the file it extends.

use std::collections::HashMap;

use super::chain::Document;
use super::check::ENABLED;
use super::fields::Fields;
use super::format::{FILE, Format, Shape};
use super::tree::{Item, Kind, Node, Table};
use super::{Dormant, Name, Override};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};

/// Keys of `[scenario]` that describe one file and are not inherited.
const OWN: [&str; 5] = ["title", "narrative", "template", "rank", "colour"];

/// One table from a chain of files, the root first, with the changes that later files made.
///
/// Tables merge key by key, named entries keep the order in which they were first declared, and alternatives such as
/// `value` and `distribution` replace one another as a whole. Entries with `enabled = false` stay: see [`enabled`].
pub fn merge(chain: Vec<Document>, found: &mut Diagnostics) -> (Table, Vec<Override>) {
    let mut documents = chain.into_iter();
    let mut merged = documents.next().map(|root| root.table).unwrap_or_default();
    let mut merger = Merger { log: Vec::new(), found };
    only_switches(&merged, merger.found);
    for Document { source, table, .. } in documents {
        if let Some(Kind::Table(about)) =
            merged.items.iter_mut().find(|item| item.key.name == "scenario").map(|item| &mut item.value.kind)
        {
            about.items.retain(|item| !OWN.contains(&item.key.name.as_str()));
        }
        merger.table(&mut merged, table, &FILE, "", &Span::start_of(&source));
    }
    let mut log = merger.log;
    log.retain(|change| !OWN.iter().any(|own| change.key.strip_prefix("scenario.") == Some(own)));
    (merged, log)
}

/// A merged table without what is switched off, and the assumptions that were, for they keep their place among the
/// random numbers.
pub fn enabled(merged: &Table) -> (Table, Vec<Dormant>) {
    let assumptions = merged.get("assumptions").and_then(Node::as_table).map_or(&[][..], |table| &table.items);
    let dormant = assumptions.iter().enumerate().filter_map(|(index, item)| {
        let table = item.value.as_table().filter(|_| is_disabled(&item.value))?;
        let before = assumptions[..index].iter().filter(|earlier| !is_disabled(&earlier.value)).count();
        let fields = Fields { table, place: &item.value.span };
        let shared = fields.flag("shared").unwrap_or(false);
        let dims = fields.names("dims").into_iter().map(|name| name.value).filter(|_| !shared).collect();
        Some(Dormant { before, dims })
    });
    let dormant = dormant.collect();
    let mut table = merged.clone();
    drop_disabled(&mut table, &FILE);
    (table, dormant)
}

struct Merger<'a> {
    log: Vec<Override>,
    found: &'a mut Diagnostics,
}

impl Merger<'_> {
    /// Merges a table with fixed keys; `place` is where the later file names it.
    fn table(&mut self, base: &mut Table, over: Table, format: &Format, path: &str, place: &Span) {
        let mut whole: Vec<&str> = Vec::new();
        for choice in format.choices {
            if choice.keys().any(|key| over.item(key).is_some()) {
                whole.extend(choice.keys());
                let gone = choice.keys().chain(choice.with.iter().copied()).filter(|key| over.item(key).is_none());
                for item in gone.filter_map(|key| base.remove(key)) {
                    self.note(format!("{path}.{}", item.key.name), Some(&item.value), None, place);
                }
            }
        }
        for item in over.items {
            let shape = format.key(&item.key.name).map(|key| key.shape);
            let merging = shape.filter(|_| !whole.contains(&item.key.name.as_str()));
            self.item(base, item, merging, path);
        }
    }

    /// Merges one key; without a shape, or with one that is not a table, the later value replaces the earlier.
    fn item(&mut self, base: &mut Table, item: Item, shape: Option<Shape>, path: &str) {
        let path = if path.is_empty() { item.key.name.clone() } else { format!("{path}.{}", item.key.name) };
        let place = item.key.span.clone();
        // A new table of named entries is merged into an empty one, so that each entry is noted by itself.
        let grows = matches!(shape, Some(Shape::Named(_) | Shape::Table(_) | Shape::TextMap | Shape::NumberMap));
        if base.item(&item.key.name).is_none() && grows && item.value.as_table().is_some() {
            let value = Node { kind: Kind::Table(Table::default()), span: item.value.span.clone() };
            base.items.push(Item { key: item.key.clone(), value });
        }
        let Some(old) = base.items.iter_mut().find(|old| old.key.name == item.key.name) else {
            self.note(path, None, Some(&item.value), &place);
            base.items.push(item);
            return;
        };
        match (shape, &mut old.value.kind, item.value.kind) {
            (Some(Shape::Table(format)), Kind::Table(old), Kind::Table(new)) => {
                self.table(old, new, format, &path, &place);
            }
            (Some(Shape::Named(format)), Kind::Table(old), Kind::Table(new)) => {
                let places: HashMap<Name, usize> =
                    old.items.iter().enumerate().map(|(index, item)| (item.key.name.clone(), index)).collect();
                for entry in new.items {
                    let place = places.get(&entry.key.name).copied();
                    self.entry(old, place, entry, format, &path);
                }
            }
            (Some(Shape::TextMap | Shape::NumberMap), Kind::Table(old), Kind::Table(new)) => {
                for entry in new.items {
                    self.item(old, entry, None, &path);
                }
            }
            (_, _, kind) => {
                let new = Node { kind, span: item.value.span };
                if !old.value.means_the_same(&new) {
                    self.note(path, Some(&old.value), Some(&new), &place);
                }
                *old = Item { key: item.key, value: new };
            }
        }
    }

    /// Merges one named entry, which may switch itself off or on; `index` is where `base` has that name.
    fn entry(&mut self, base: &mut Table, index: Option<usize>, entry: Item, format: &Format, path: &str) {
        let path = format!("{path}.{}", entry.key.name);
        let place = entry.key.span.clone();
        let Some(old) = index.and_then(|index| base.items.get_mut(index)) else {
            if only_a_switch(&entry) {
                let names = base.items.iter().map(|item| item.key.written.as_str());
                let problem = nothing_to_switch(&entry).with_suggestion(&entry.key.written, names);
                self.found.push(problem);
                return;
            }
            if !is_disabled(&entry.value) {
                self.note(path, None, Some(&entry.value), &place);
            }
            base.items.push(entry);
            return;
        };
        let was_off = is_disabled(&old.value);
        let before = old.value.clone();
        let mark = self.log.len();
        match (&mut old.value.kind, entry.value.kind) {
            (Kind::Table(old), Kind::Table(new)) => self.table(old, new, format, &path, &place),
            (_, kind) => old.value = Node { kind, span: entry.value.span },
        }
        let is_off = is_disabled(&old.value);
        if was_off || is_off {
            // Switched on or off: one change, and what changed inside is part of it.
            self.log.truncate(mark);
        }
        if was_off != is_off {
            let after = old.value.clone();
            let (before, after) = if is_off { (Some(&before), None) } else { (None, Some(&after)) };
            self.note(path, before, after, &place);
        }
    }

    fn note(&mut self, key: String, before: Option<&Node>, after: Option<&Node>, span: &Span) {
        let text = |node: &Node| without_switch(node).to_string();
        self.log.push(Override { key, before: before.map(text), after: after.map(text), span: span.clone() });
    }
}

/// The entry as it is without `enabled`.
fn without_switch(node: &Node) -> Node {
    let mut node = node.clone();
    if let Kind::Table(table) = &mut node.kind {
        table.remove(ENABLED);
    }
    node
}

fn is_disabled(entry: &Node) -> bool {
    let switch = entry.as_table().and_then(|table| table.get(ENABLED));
    matches!(switch, Some(Node { kind: Kind::Boolean(false), .. }))
}

fn only_a_switch(entry: &Item) -> bool {
    entry.value.as_table().is_some_and(|table| table.items.len() == 1 && table.item(ENABLED).is_some())
}

fn nothing_to_switch(entry: &Item) -> Diagnostic {
    let message = format!("there is no `{}` to switch on or off", entry.key.written);
    Diagnostic::error(Code::UnknownName, message, entry.key.span.clone(), "not declared in what this file extends")
}

/// A switch in the root file has nothing to act on.
fn only_switches(root: &Table, found: &mut Diagnostics) {
    let named = FILE.keys.iter().filter(|key| matches!(key.shape, Shape::Named(_)));
    let entries = named.filter_map(|key| root.get(key.name)?.as_table()).flat_map(|table| &table.items);
    found.extend(entries.filter(|entry| only_a_switch(entry)).map(nothing_to_switch));
}

fn drop_disabled(table: &mut Table, format: &Format) {
    for Item { key, value } in &mut table.items {
        let (Some(Shape::Named(inner)), Kind::Table(entries)) =
            (format.key(&key.name).map(|key| key.shape), &mut value.kind)
        else {
            continue;
        };
        entries.items.retain(|entry| !is_disabled(&entry.value));
        for entry in &mut entries.items {
            if let Kind::Table(fields) = &mut entry.value.kind {
                fields.remove(ENABLED);
                drop_disabled(fields, inner);
            }
        }
    }
}
