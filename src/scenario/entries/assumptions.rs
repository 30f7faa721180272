//! `[assumptions.NAME]` and their distributions.

use super::Entries;
use crate::diagnostic::{Code, Diagnostic, Spanned};
use crate::scenario::fields::{Fields, entry};
use crate::scenario::history::{Query, Written};
use crate::scenario::tree::{Item, Kind, Node};
use crate::scenario::{Assumption, AssumptionElement, Distribution, Entry, Fit, Named, Parameter, Stated, Worth};

impl Entries<'_> {
    /// `[assumptions.NAME]`. What is fitted has data as its source, so that what the file says of it needs none.
    pub fn assumptions(&mut self, file: Fields<'_>, fits: &Named<Fit>) -> Named<Assumption> {
        file.tables("assumptions", |key, fields| {
            let fitted = |element: &str| fits.iter().any(|fit| fit.value.tells(&key.name, element));
            let source = fields.plain_text("source").filter(|source| !source.trim().is_empty());
            let worth = self.worth(fields);
            let common = worth_item(fields);
            if let (false, Some(item)) = (fields.says("source") || fitted(""), common) {
                self.missing_source("assumption", key, &item.key.span);
            }
            let elements = fields.tables("elements", |key, element| {
                let own = element.plain_text("source").filter(|source| !source.trim().is_empty());
                let sourced = element.says("source") || fields.says("source") || fitted(&key.name);
                // Without a source for the common worth either, that has been said already.
                if !sourced && common.is_none() {
                    self.missing_source("element", key, &key.span);
                }
                let worth = self.worth(element).unwrap_or(Worth::Value(element.required_number("value")));
                AssumptionElement { worth, source: own.or(source.clone()).unwrap_or_default() }
            });
            let levels = self.levels(fields);
            Assumption {
                levels,
                dims: fields.names("dims"),
                worth,
                elements,
                unit: fields.required_text("unit"),
                source: source.unwrap_or_default(),
                note: fields.plain_text("note").unwrap_or_default(),
                label: fields.label("label", &key.written),
                shared: fields.flag("shared").unwrap_or(false),
                allow: fields.allowed(),
            }
        })
    }

    /// Names of values, by value.
    fn levels(&mut self, fields: Fields<'_>) -> Vec<(f64, Spanned<String>)> {
        let mut levels = Vec::new();
        for level in fields.texts_by_name("levels") {
            match level.written.trim().parse::<f64>().ok().filter(|value| value.is_finite()) {
                Some(value) => levels.push((value, Spanned::new(level.value.value, level.span))),
                None => {
                    let message = format!("`{}` is not a number", level.written);
                    let problem = Diagnostic::error(Code::BadValue, message, level.span, "");
                    self.found
                        .push(problem.with_help("write the name of a value after it: levels = { 1 = \"controls\" }"));
                }
            }
        }
        levels
    }

    fn worth(&mut self, fields: Fields<'_>) -> Option<Worth> {
        if let Some(value) = fields.number("value") {
            return Some(Worth::Value(value));
        }
        let node = fields.table.get("distribution")?;
        self.distribution(node).map(Worth::Distribution)
    }

    /// A distribution with its one kind.
    fn distribution(&mut self, node: &Node) -> Option<Distribution> {
        let item = node.as_table()?.items.first()?;
        let kind = Spanned::new(item.key.name.clone(), item.key.span.clone());
        let fields = Fields { table: item.value.as_table()?, place: &item.key.span };
        let mut parameters: Named<Parameter> = Vec::new();
        for parameter in &fields.table.items {
            let value = match &parameter.value.kind {
                Kind::List(nodes) => Parameter::List(nodes.iter().filter_map(Node::as_number).collect()),
                Kind::Table(_) => match self.distribution(&parameter.value) {
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
        let mut stated = Stated::default();
        if let Some(file) = fields.text("file")
            && let Some((values, said)) = self.column_of_data(fields, file)
        {
            parameters.push(values);
            stated = said;
        }
        Some(Distribution { kind, parameters, stated })
    }

    /// `empirical {file, column}` as the list of values that the column holds.
    fn column_of_data(&mut self, fields: Fields<'_>, file: Spanned<String>) -> Option<(Entry<Parameter>, Stated)> {
        let key = &fields.table.item("file")?.key;
        if let Some(values) = fields.table.item("values") {
            let message = "an empirical distribution has either `values` or `file`, not both";
            self.found.push(
                Diagnostic::error(Code::ConflictingKeys, message, values.key.span.clone(), "")
                    .with_label(key.span.clone(), ""),
            );
        }
        let column = fields.text("column").unwrap_or_else(|| Spanned::new("value".to_owned(), file.span.clone()));
        let query = Query { file, column, time: None, filter: Vec::new(), written: Written::default() };
        let known = self.found.as_slice().len();
        let table = self.data.table(&query, &[], self.found);
        // Why there are none has been said.
        if table.rows.is_empty() && self.found.as_slice().len() > known {
            return None;
        }
        let values = Entry {
            name: "values".to_owned(),
            written: "file".to_owned(),
            span: key.span.clone(),
            value: Parameter::List(table.rows.iter().map(|row| row.value).collect()),
        };
        Some((values, Stated { unit: table.of_values, multiplied: table.multiplied != 1.0 }))
    }
}

/// The key that says what all elements are worth.
fn worth_item(fields: Fields<'_>) -> Option<&Item> {
    fields.item("value").or_else(|| fields.item("distribution"))
}
