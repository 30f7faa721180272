//! `[assumptions.NAME]` and their distributions.

use super::Entries;
use crate::diagnostic::{Diagnostic, Spanned};
use crate::scenario::fields::{Fields, entry};
use crate::scenario::history::Query;
use crate::scenario::tree::{Kind, Node};
use crate::scenario::{Assumption, AssumptionElement, Distribution, Entry, Named, Parameter, Worth};

impl Entries<'_> {
    /// `[assumptions.NAME]`.
    pub fn assumptions(&mut self, file: Fields<'_>) -> Named<Assumption> {
        file.tables("assumptions", |key, fields| {
            let source = fields.plain_text("source").filter(|source| !source.trim().is_empty());
            let worth = self.worth(fields);
            if source.is_none() && has_worth(fields) {
                self.missing_source("assumption", key);
            }
            let elements = fields.tables("elements", |key, element| {
                let own = element.plain_text("source").filter(|source| !source.trim().is_empty());
                if own.is_none() && source.is_none() && !has_worth(fields) {
                    self.missing_source("element", key);
                }
                let worth = self.worth(element).unwrap_or(Worth::Value(element.required_number("value")));
                AssumptionElement { worth, source: own.or(source.clone()).unwrap_or_default() }
            });
            Assumption {
                dims: fields.names("dims"),
                worth,
                elements,
                unit: fields.required_text("unit"),
                source: source.unwrap_or_default(),
                note: fields.plain_text("note").unwrap_or_default(),
                label: fields.label("label", &key.written),
                shared: fields.flag("shared").unwrap_or(false),
            }
        })
    }

    fn worth(&mut self, fields: Fields<'_>) -> Option<Worth> {
        if let Some(value) = fields.number("value") {
            return Some(Worth::Value(value));
        }
        let node = fields.table.get("distribution")?;
        self.distribution(node, fields).map(Worth::Distribution)
    }

    /// A distribution with one kind; `owner` stands for it where it has no place of its own.
    fn distribution(&mut self, node: &Node, owner: Fields<'_>) -> Option<Distribution> {
        let Some(item) = node.as_table()?.items.first() else {
            let message = "a distribution needs a kind";
            let diagnostic = Diagnostic::error("bad-value", message, owner.place.clone(), "");
            self.found.push(diagnostic.with_help("for example { triangular = { low = 1, mode = 2, high = 3 } }"));
            return None;
        };
        let kind = Spanned::new(item.key.name.clone(), item.key.span.clone());
        let fields = Fields { table: item.value.as_table()?, place: &item.key.span };
        let mut parameters: Named<Parameter> = Vec::new();
        for parameter in &fields.table.items {
            let value = match &parameter.value.kind {
                Kind::List(nodes) => Parameter::List(nodes.iter().filter_map(Node::as_number).collect()),
                Kind::Table(_) => match self.distribution(&parameter.value, fields) {
                    Some(inner) => Parameter::Distribution(Box::new(inner)),
                    None => continue,
                },
                _ => match parameter.value.as_number() {
                    Some(number) => Parameter::Number(number),
                    None => continue,
                },
            };
            parameters.push(entry(&parameter.key, value));
        }
        if let Some(file) = fields.text("file") {
            parameters.extend(self.column_of_data(fields, file));
        }
        Some(Distribution { kind, parameters })
    }

    /// `empirical {file, column}` as the list of values that the column holds.
    fn column_of_data(&mut self, fields: Fields<'_>, file: Spanned<String>) -> Option<Entry<Parameter>> {
        let key = &fields.table.item("file")?.key;
        if let Some(values) = fields.table.item("values") {
            let message = "an empirical distribution has either `values` or `file`, not both";
            self.found.push(Diagnostic::error("conflicting-keys", message, values.key.span.clone(), "").with_label(key.span.clone(), ""));
        }
        let column = fields.text("column").unwrap_or_else(|| Spanned::new("value".to_owned(), file.span.clone()));
        let query = Query { file, column, time: None, filter: Vec::new() };
        let values = self.data.series(&query, self.found).into_iter().map(|(_, value)| value).collect();
        Some(Entry { name: "values".to_owned(), written: "file".to_owned(), span: key.span.clone(), value: Parameter::List(values) })
    }
}

fn has_worth(fields: Fields<'_>) -> bool {
    fields.table.item("value").is_some() || fields.table.item("distribution").is_some()
}
