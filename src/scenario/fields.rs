//! Typed values out of a checked table.
//!
//! The checks have reported every key that is unknown, missing or of the wrong shape. So nothing is reported here; where a
//! required key is missing a placeholder is returned that nobody sees, because the scenario is not handed out.

use super::tree::{Item, Key, Kind, Node, Table};
use super::{Entry, Name, Named};
use crate::diagnostic::{Span, Spanned, fold};

/// Stands for a text that is missing or no text, of which it has been said: nothing more is to be said of it. No file can have it.
pub const NOT_SAID: &str = "\0";

/// A table and the place that stands for it.
#[derive(Debug, Clone, Copy)]
pub struct Fields<'a> {
    /// The keys.
    pub table: &'a Table,
    /// Where the table is named.
    pub place: &'a Span,
}

impl<'a> Fields<'a> {
    /// The key and its value.
    #[must_use]
    pub fn item(&self, key: &str) -> Option<&'a Item> {
        self.table.item(key)
    }

    /// Whether the key has a value other than a blank text.
    #[must_use]
    pub fn says(&self, key: &str) -> bool {
        let blank = |node: &Node| matches!(&node.kind, Kind::Text(text) if text.trim().is_empty());
        self.table.get(key).is_some_and(|node| !blank(node))
    }

    /// A text.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<Spanned<String>> {
        text(self.table.get(key)?)
    }

    /// A text that must be there.
    #[must_use]
    pub fn required_text(&self, key: &str) -> Spanned<String> {
        self.text(key).unwrap_or_else(|| self.placeholder(NOT_SAID.to_owned()))
    }

    /// A text without its place.
    #[must_use]
    pub fn plain_text(&self, key: &str) -> Option<String> {
        self.text(key).map(|text| text.value)
    }

    /// A text, or the default at the place of the table; [`NOT_SAID`] if something else is there.
    #[must_use]
    pub fn text_or(&self, key: &str, default: &str) -> Spanned<String> {
        let default = if self.item(key).is_some() { NOT_SAID } else { default };
        self.text(key).unwrap_or_else(|| self.placeholder(default.to_owned()))
    }

    /// A label; made from the name of the table unless given.
    #[must_use]
    pub fn label(&self, key: &str, written: &str) -> String {
        self.plain_text(key).unwrap_or_else(|| readable(written))
    }

    /// A number.
    #[must_use]
    pub fn number(&self, key: &str) -> Option<Spanned<f64>> {
        number(self.table.get(key)?)
    }

    /// A number that must be there.
    #[must_use]
    pub fn required_number(&self, key: &str) -> Spanned<f64> {
        self.number(key).unwrap_or_else(|| self.placeholder(0.0))
    }

    /// A whole number.
    #[must_use]
    pub fn integer(&self, key: &str) -> Option<Spanned<i64>> {
        let node = self.table.get(key)?;
        match node.kind {
            Kind::Integer(number) => Some(Spanned::new(number, node.span.clone())),
            _ => None,
        }
    }

    /// `true` or `false`.
    #[must_use]
    pub fn flag(&self, key: &str) -> Option<bool> {
        match self.table.get(key)?.kind {
            Kind::Boolean(flag) => Some(flag),
            _ => None,
        }
    }

    /// Whether the key has this text.
    #[must_use]
    pub fn is(&self, key: &str, value: &str) -> bool {
        self.text(key).is_some_and(|text| text.value == value)
    }

    /// A list of texts; empty unless given.
    #[must_use]
    pub fn texts(&self, key: &str) -> Vec<Spanned<String>> {
        self.list(key).iter().filter_map(text).collect()
    }

    /// The codes of warnings that are not to be given.
    #[must_use]
    pub fn allowed(&self) -> Vec<String> {
        self.texts("allow").into_iter().map(|code| code.value).collect()
    }

    /// The place of a list that is there and empty.
    #[must_use]
    pub fn empty_list(&self, key: &str) -> Option<&'a Span> {
        match self.table.get(key)? {
            Node { kind: Kind::List(nodes), span } if nodes.is_empty() => Some(span),
            _ => None,
        }
    }

    /// A list of names, folded; empty unless given.
    #[must_use]
    pub fn names(&self, key: &str) -> Vec<Spanned<Name>> {
        self.texts(key).into_iter().map(|text| text.map(|name| fold(&name))).collect()
    }

    /// A list of numbers; empty unless given.
    #[must_use]
    pub fn numbers(&self, key: &str) -> Vec<Spanned<f64>> {
        self.list(key).iter().filter_map(number).collect()
    }

    /// A list of numbers and of tables, each made into the same thing; empty unless given.
    #[must_use]
    pub fn numbers_or<T>(
        &self,
        key: &str,
        of_number: impl Fn(Spanned<f64>) -> Spanned<T>,
        of_table: impl Fn(Fields<'a>) -> T,
    ) -> Vec<Spanned<T>> {
        let one = |node: &'a Node| match node.as_table() {
            Some(table) => Some(Spanned::new(of_table(Fields { table, place: &node.span }), node.span.clone())),
            None => number(node).map(&of_number),
        };
        self.list(key).iter().filter_map(one).collect()
    }

    /// A list of numbers with the place of the list.
    #[must_use]
    pub fn series(&self, key: &str) -> Spanned<Vec<f64>> {
        let span = self.table.get(key).map_or(self.place, |node| &node.span);
        Spanned::new(self.numbers(key).into_iter().map(|number| number.value).collect(), span.clone())
    }

    /// A table inside this one.
    #[must_use]
    pub fn table(&self, key: &str) -> Option<Fields<'a>> {
        let Item { key, value } = self.table.item(key)?;
        Some(Fields { table: value.as_table()?, place: &key.span })
    }

    /// The entries of a table by free names.
    pub fn entries(&self, key: &str) -> impl Iterator<Item = (&'a Key, &'a Node)> {
        let table = self.table.get(key).and_then(Node::as_table);
        table.into_iter().flat_map(|table| table.items.iter().map(|item| (&item.key, &item.value)))
    }

    /// A table of numbers by element.
    #[must_use]
    pub fn numbers_by_name(&self, key: &str) -> Named<Spanned<f64>> {
        self.entries(key).filter_map(|(key, node)| Some(entry(key, number(node)?))).collect()
    }

    /// A table of texts by free names.
    #[must_use]
    pub fn texts_by_name(&self, key: &str) -> Named<Spanned<String>> {
        self.entries(key).filter_map(|(key, node)| Some(entry(key, text(node)?))).collect()
    }

    /// Reads each of the tables by free names.
    pub fn tables<T>(&self, key: &str, mut read: impl FnMut(&'a Key, Fields<'a>) -> T) -> Named<T> {
        let tables = self.entries(key).filter_map(|(key, node)| Some((key, node.as_table()?)));
        tables.map(|(key, table)| entry(key, read(key, Fields { table, place: &key.span }))).collect()
    }

    fn list(&self, key: &str) -> &'a [Node] {
        match self.table.get(key).map(|node| &node.kind) {
            Some(Kind::List(nodes)) => nodes,
            _ => &[],
        }
    }

    fn placeholder<T>(&self, value: T) -> Spanned<T> {
        Spanned::new(value, self.place.clone())
    }
}

/// A value under its name.
#[must_use]
pub fn entry<T>(key: &Key, value: T) -> Entry<T> {
    Entry { name: key.name.clone(), written: key.written.clone(), span: key.span.clone(), value }
}

impl<T> Entry<T> {
    /// The same name for another value.
    #[must_use]
    pub fn with<U>(self, value: U) -> Entry<U> {
        Entry { name: self.name, written: self.written, span: self.span, value }
    }
}

fn text(node: &Node) -> Option<Spanned<String>> {
    match &node.kind {
        Kind::Text(text) => Some(Spanned::new(text.clone(), node.span.clone())),
        _ => None,
    }
}

fn number(node: &Node) -> Option<Spanned<f64>> {
    Some(Spanned::new(node.as_number()?, node.span.clone()))
}

/// A name as a label: the first letter large, underscores as blanks.
#[must_use]
pub fn readable(written: &str) -> String {
    let spaced = written.replace('_', " ");
    let mut letters = spaced.trim().chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_as_labels() {
        for (name, label) in [("capital_stock", "Capital stock"), ("R&D", "R&D"), ("élan", "Élan"), ("", "")] {
            assert_eq!(readable(name), label);
        }
    }
}
