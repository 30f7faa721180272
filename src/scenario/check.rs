//! Checks of one file against the format: unknown keys, values of the wrong kind, names that are the same.

use super::format::{self, Choice, FILE, Format, Presence, Shape};
use super::spreads;
use super::tree::{Item, Key, Kind, Node, Table, is_hidden};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::distribution::KINDS;
use crate::selector;

/// Checks keys and values of one file.
///
/// What is wrong is reported and then taken out (unknown keys) or marked as [`Kind::Rejected`] (values), so that later
/// stages meet only what has the right shape.
pub fn shapes(file: &mut Table, found: &mut Diagnostics) {
    Shapes { found }.table(file, &FILE, None);
}

/// The key by which a named table is switched off.
pub const ENABLED: &str = "enabled";

/// After this many problems of one file, unknown keys are not compared with known ones any more.
const MANY: usize = 500;
/// How a distribution is written.
const EXAMPLE: &str = "for example { triangular = { low = 1, mode = 2, high = 3 } }";

struct Shapes<'a> {
    found: &'a mut Diagnostics,
}

impl Shapes<'_> {
    fn table(&mut self, table: &mut Table, format: &Format, owner: Option<&Key>) {
        self.table_with(table, format, owner, false);
    }

    fn table_with(&mut self, table: &mut Table, format: &Format, owner: Option<&Key>, can_be_disabled: bool) {
        let present: Vec<&str> =
            format.names().filter(|name| table.items.iter().any(|item| item.key.written == *name)).collect();
        // A distribution that lies loose in the table, and the line that it has.
        let loose = format.key("distribution").filter(|_| !present.contains(&"distribution"));
        let loose = loose.and_then(|_| spreads::loose(table.items.iter().map(|item| item.key.written.as_str())));
        let mut spread = false;
        let mut astray = Table::default();
        table.items.retain_mut(|item| match format.key(&item.key.written) {
            Some(key) => {
                self.value(&mut item.value, key.shape, &item.key);
                true
            }
            None if can_be_disabled && item.key.written == ENABLED => {
                self.value(&mut item.value, Shape::Boolean, &item.key);
                true
            }
            None => {
                let line = loose.as_deref().filter(|_| spreads::is_of_distribution(&item.key.written));
                let meant = self.meant(item, format, &present);
                self.unknown_key(&item.key, format, owner, line, meant);
                if line.is_some() {
                    "distribution".clone_into(&mut item.key.name);
                    item.value.kind = Kind::Rejected;
                    return !std::mem::replace(&mut spread, true);
                }
                let Some(key) = meant.filter(|key| could_be(&item.value, key, &present)) else { return false };
                key.name.clone_into(&mut item.key.name);
                self.value(&mut item.value, key.shape, &item.key);
                let is_table = item.value.as_table().is_some();
                if is_table {
                    astray.items.push(item.clone());
                }
                !is_table
            }
        });
        table.fill(astray);
        for choice in format.choices {
            self.at_most_one(table, choice, format);
        }
    }

    /// The key that an unknown one was most likely meant to be; of equally near ones what is not there yet and takes such a
    /// value. Looked for only in the first of many, because it takes time.
    fn meant(&self, item: &Item, format: &Format, present: &[&str]) -> Option<&'static format::Key> {
        let few = self.found.as_slice().len() < MANY;
        let fits = |key: &format::Key| !present.contains(&key.name) && key.shape.takes(&item.value.kind);
        few.then(|| format.near(&item.key.written, &fits)).flatten()
    }

    fn unknown_key(
        &mut self,
        key: &Key,
        format: &Format,
        owner: Option<&Key>,
        loose: Option<&str>,
        meant: Option<&format::Key>,
    ) {
        let message = format!("`{}` is not a key of {}", key.written, format.what);
        let mut diagnostic = Diagnostic::error(Code::UnknownKey, message, key.span.clone(), "unknown key");
        if let Some(owner) = owner {
            diagnostic = diagnostic.with_label(owner.span.clone(), "in this table");
        }
        let written = key.written.as_str();
        if let Some(line) = loose {
            self.found.push(diagnostic.with_help(format!("what is uncertain is a distribution: write `{line}`")));
            return;
        }
        self.found.push(diagnostic.with_help(match meant {
            Some(meant) => format!("did you mean `{}`?", meant.name),
            None if owner.is_some() && FILE.key(&key.written).is_some() => {
                format!("`{}` belongs at the top of the file, before the first [table]", key.written)
            }
            None => match FILE.below(written).filter(|_| owner.is_none()) {
                Some((what, place)) => format!("`{written}` is a key of {what}: write {place}"),
                None => format!("its keys are {}", format.names().collect::<Vec<_>>().join(", ")),
            },
        }));
    }

    fn at_most_one(&mut self, table: &Table, choice: &Choice, format: &Format) {
        let mut present = choice.one_of.iter().filter_map(|key| table.item(key));
        if let (Some(first), Some(second)) = (present.next(), present.next()) {
            let (a, b) = (&first.key.written, &second.key.written);
            let message = format!("{} has either `{a}` or `{b}`, not both", format.what);
            let diagnostic = Diagnostic::error(Code::ConflictingKeys, message, second.key.span.clone(), "and this")
                .with_label(first.key.span.clone(), "this")
                .with_help("remove one of them");
            self.found.push(diagnostic);
        }
    }

    fn value(&mut self, node: &mut Node, shape: Shape, key: &Key) {
        self.control(node);
        let fits = match (shape, &mut node.kind) {
            (Shape::Text, Kind::Text(_)) | (Shape::Boolean, Kind::Boolean(_)) | (Shape::Integer, Kind::Integer(_)) => {
                true
            }
            (Shape::Number, _) => self.is_number(node),
            (Shape::OneOf(choices), Kind::Text(text)) => {
                let known = choices.contains(&text.as_str());
                if !known {
                    let message = format!("`{}` must be {}", key.written, shape.describe());
                    let diagnostic = Diagnostic::error(Code::BadValue, message, node.span.clone(), "none of these")
                        .with_suggestion(text, choices.iter().copied());
                    self.found.push(diagnostic);
                    node.kind = Kind::Rejected;
                }
                true
            }
            (Shape::SomeOf(choices), Kind::List(nodes)) => {
                let texts = nodes.iter().all(|node| matches!(node.kind, Kind::Text(_)));
                for node in nodes.iter_mut().filter(|_| texts) {
                    self.value(node, Shape::OneOf(choices), key);
                }
                texts
            }
            (Shape::Texts, Kind::List(nodes)) => nodes.iter().all(|node| matches!(node.kind, Kind::Text(_))),
            (Shape::Numbers, Kind::List(nodes)) => nodes.iter().all(|node| self.is_number(node)),
            (Shape::NumbersOr(format), Kind::List(nodes)) => {
                nodes.iter_mut().all(|node| self.number_or_table(node, format, key))
            }
            (Shape::Years, Kind::List(nodes)) => nodes.len() == 2 && nodes.iter().all(|node| self.is_number(node)),
            (Shape::TextMap, Kind::Table(table)) => self.map(table, Shape::Text, false),
            (Shape::NumberMap, Kind::Table(table)) => self.map(table, Shape::Number, true),
            (Shape::YearMap, Kind::Table(table)) => self.years(table),
            (Shape::Distribution, Kind::Table(table)) => {
                self.distribution(table, key);
                true
            }
            (Shape::Table(format), Kind::Table(table)) => {
                self.table(table, format, Some(key));
                true
            }
            (Shape::Elements(format), Kind::Table(table)) => self.map(table, Shape::Table(format), true),
            (Shape::Named(format), Kind::Table(table)) => self.named(table, format),
            _ => false,
        };
        if !fits {
            self.wrong_type(node, shape, key);
            node.kind = Kind::Rejected;
        }
    }

    /// Whether it is a number, or a table, whose keys are checked here.
    fn number_or_table(&mut self, node: &mut Node, format: &'static Format, key: &Key) -> bool {
        let Kind::Table(table) = &mut node.kind else { return self.is_number(node) };
        self.table(table, format, Some(key));
        for choice in format.choices.iter().filter(|choice| choice.required) {
            if !choice.keys().any(|key| table.get(key).is_some()) {
                let keys = choice.keys().collect::<Vec<_>>().join("` or `");
                let message = format!("{} needs `{keys}`", format.what);
                self.found.push(Diagnostic::error(Code::MissingKey, message, node.span.clone(), ""));
            }
        }
        true
    }

    /// Texts go into pictures, pages, tables and terminals, none of which can show control characters.
    fn control(&mut self, node: &mut Node) {
        let texts: Vec<&mut Node> = match &mut node.kind {
            Kind::Text(_) => vec![node],
            Kind::List(nodes) => nodes.iter_mut().collect(),
            _ => Vec::new(),
        };
        for node in texts {
            let Kind::Text(text) = &mut node.kind else { continue };
            let control = text.chars().find(|letter| is_hidden(*letter) && !matches!(letter, '\n' | '\r' | '\t'));
            if let Some(letter) = control {
                let message =
                    format!("a text has the control character U+{:04X}, which nothing can show", letter as u32);
                self.found.push(Diagnostic::error(Code::BadValue, message, node.span.clone(), "in this text"));
                text.retain(|letter| !is_hidden(letter));
            }
        }
    }

    /// Whether it is a number; one that is not finite is reported here.
    fn is_number(&mut self, node: &Node) -> bool {
        let number = node.as_number();
        if number.is_some_and(|number| !number.is_finite()) {
            let diagnostic = Diagnostic::error(Code::BadValue, "a number must be finite", node.span.clone(), "");
            self.found.push(diagnostic);
        }
        number.is_some()
    }

    fn wrong_type(&mut self, node: &Node, shape: Shape, key: &Key) {
        let message = format!("`{}` must be {}", key.written, shape.describe());
        let (place, label) = culprit(node, shape, key);
        let diagnostic = Diagnostic::error(Code::WrongType, message, place.clone(), label);
        self.found.push(match (&node.kind, shape) {
            (Kind::Text(text), Shape::Number | Shape::Integer) if text.trim().parse::<f64>().is_ok() => {
                diagnostic.with_help(format!("write {} without quotes", text.trim()))
            }
            (Kind::Integer(_) | Kind::Float(_), Shape::Text) => {
                diagnostic.with_help(format!("write it in quotes, \"{}\"", node.span.text()))
            }
            (Kind::Float(number), Shape::Integer) if number.fract() == 0.0 => {
                diagnostic.with_help(format!("write {number}"))
            }
            (Kind::Text(text), Shape::Texts | Shape::SomeOf(_)) => diagnostic.with_help(format!("write [\"{text}\"]")),
            (Kind::Integer(_) | Kind::Float(_), Shape::Numbers | Shape::NumbersOr(_)) => {
                diagnostic.with_help(format!("write [{}]", node.span.text()))
            }
            (Kind::Text(text), Shape::Boolean) if text == "true" || text == "false" => {
                diagnostic.with_help(format!("write {text} without quotes"))
            }
            (_, Shape::Named(_)) => diagnostic.with_help(format!("write tables such as [{}.NAME]", key.written)),
            (_, Shape::Distribution) => {
                diagnostic.with_help(spreads::line(node.span.text()).unwrap_or_else(|| EXAMPLE.to_owned()))
            }
            (Kind::Text(text), Shape::Number) if key.name == "value" => match spreads::line(text) {
                Some(line) => diagnostic.with_help(format!("a value is one number: {line} in its place")),
                None => diagnostic,
            },
            _ => diagnostic,
        });
    }

    /// A table whose keys are free names, or lists of elements; always fits.
    fn map(&mut self, table: &mut Table, shape: Shape, by_element: bool) -> bool {
        self.names(table, by_element);
        for item in &mut table.items {
            self.value(&mut item.value, shape, &item.key);
        }
        true
    }

    fn named(&mut self, table: &mut Table, format: &'static Format) -> bool {
        self.names(table, false);
        for Item { key, value } in &mut table.items {
            if let Kind::Table(entry) = &mut value.kind {
                self.table_with(entry, format, Some(key), true);
                continue;
            }
            let message = format!("`{}` must be a table for {}", key.written, format.what);
            let label = format!("this is {}", value.describe());
            let required = format.keys.iter().filter(|key| key.presence == Presence::Required);
            let required: Vec<&str> = required.map(|key| key.name).collect();
            let diagnostic = Diagnostic::error(Code::WrongType, message, value.span.clone(), label);
            self.found.push(diagnostic.with_help(format!("its keys must include {}", required.join(", "))));
            value.kind = Kind::Rejected;
        }
        true
    }

    /// Names must be usable in selectors and differ by more than their way of writing.
    fn names(&mut self, table: &mut Table, by_element: bool) {
        let mut seen = std::collections::HashMap::new();
        let mut keep = Vec::with_capacity(table.items.len());
        for mut item in std::mem::take(&mut table.items) {
            if by_element {
                item.key.name = selector::canonical_elements(&item.key.written);
            } else if let Err(diagnostic) = selector::check_name(&item.key.written, &item.key.span) {
                self.found.push(diagnostic);
                continue;
            }
            if let Some(first) = seen.insert(item.key.name.clone(), item.key.clone()) {
                self.found.push(duplicate(&item.key.written, &item.key.span, &first.span));
                continue;
            }
            keep.push(item);
        }
        table.items = keep;
    }

    fn years(&mut self, table: &mut Table) -> bool {
        for Item { key, value } in &mut table.items {
            if !key.written.trim().parse::<f64>().is_ok_and(f64::is_finite) {
                let message = format!("`{}` is not a year", key.written);
                let diagnostic = Diagnostic::error(Code::BadValue, message, key.span.clone(), "");
                self.found.push(diagnostic.with_help("write years such as 2019, or \"2019.25\" in quotes"));
                value.kind = Kind::Rejected;
            } else if value.as_table().is_some() {
                let message = format!("`{}` is followed by a point, which makes it a table", key.written);
                let diagnostic = Diagnostic::error(Code::WrongType, message, key.span.clone(), "");
                self.found.push(diagnostic.with_help("put a year with a fraction in quotes: \"2019.25\" = 1"));
                value.kind = Kind::Rejected;
            } else {
                self.value(value, Shape::Number, key);
            }
        }
        true
    }

    /// `{ KIND = { PARAMETER = number, list or distribution } }`, with one kind.
    fn distribution(&mut self, table: &mut Table, owner: &Key) {
        if table.items.is_empty() {
            let diagnostic = Diagnostic::error(Code::BadValue, "a distribution needs a kind", owner.span.clone(), "");
            self.found.push(diagnostic.with_help(EXAMPLE));
        }
        let kinds = || KINDS.iter().map(|kind| kind.name);
        // One slip, whatever stands beside it.
        if let Some(says) = table.items.iter().position(|item| spreads::says_kind(&item.key.written)) {
            let other = table.items.remove(says);
            table.items = vec![other];
        }
        table.items.retain_mut(|Item { key, value }| {
            if !kinds().any(|kind| kind == key.written) {
                let message = format!("`{}` is not a kind of distribution", key.written);
                let diagnostic =
                    Diagnostic::error(Code::UnknownDistribution, message, key.span.clone(), "unknown kind");
                self.found.push(match spreads::kind(&key.written) {
                    Some(help) => diagnostic.with_help(help),
                    None => diagnostic
                        .with_help(format!("known kinds are {}", kinds().collect::<Vec<_>>().join(", ")))
                        .with_suggestion(&key.written, kinds()),
                });
                return false;
            }
            self.parameters(key, value);
            true
        });
        let place = table.items.get(1).map_or(&owner.span, |item| &item.key.span);
        if table.items.len() > 1 {
            let diagnostic =
                Diagnostic::error(Code::BadValue, "a distribution has one kind", place.clone(), "a second kind")
                    .with_label(table.items[0].key.span.clone(), "the first");
            self.found.push(diagnostic);
        }
    }

    fn parameters(&mut self, kind: &Key, value: &mut Node) {
        let Kind::Table(parameters) = &mut value.kind else {
            let message = format!("`{}` must be a table of parameters", kind.written);
            let label = format!("this is {}", value.describe());
            let diagnostic = Diagnostic::error(Code::WrongType, message, value.span.clone(), label);
            self.found.push(diagnostic.with_help("parameters are always named, as in { low = 1, high = 2 }"));
            value.kind = Kind::Rejected;
            return;
        };
        self.names(parameters, false);
        let from_file = kind.written == "empirical";
        let of_another = kind.written == "truncated";
        for Item { key, value } in &mut parameters.items {
            match &mut value.kind {
                Kind::Table(_) if of_another && KINDS.iter().any(|kind| kind.name == key.written) => {
                    let message = format!("`{}` has no parameter `{}`", kind.written, key.written);
                    let diagnostic = Diagnostic::error(Code::Distribution, message, key.span.clone(), "here");
                    self.found.push(diagnostic.with_help(format!("write `of = {{ {} = … }}`", key.written)));
                    value.kind = Kind::Rejected;
                }
                Kind::Table(inner) => self.distribution(inner, key),
                Kind::List(_) => self.value(value, Shape::Numbers, key),
                Kind::Text(_) if from_file && matches!(key.name.as_str(), "file" | "column") => {}
                _ => self.value(value, Shape::Number, key),
            }
        }
    }
}

/// Whether what stands under a misspelled key is read as what was meant, so that it is not missing as well, and what is said of
/// the rest is true: tables where a table is meant, beside those of the right name, and what is not there yet.
fn could_be(node: &Node, meant: &format::Key, present: &[&str]) -> bool {
    match meant.shape {
        Shape::Named(_) | Shape::Table(_) => meant.shape.takes(&node.kind),
        _ => !present.contains(&meant.name),
    }
}

/// Where the wrong type is, and what stands there: in a list the first item that does not fit.
fn culprit<'a>(node: &'a Node, shape: Shape, key: &'a Key) -> (&'a Span, String) {
    let fits = |item: &Node| match shape {
        Shape::Texts | Shape::SomeOf(_) => matches!(item.kind, Kind::Text(_)),
        Shape::NumbersOr(_) => item.as_number().is_some() || matches!(item.kind, Kind::Table(_)),
        Shape::Numbers | Shape::Years => item.as_number().is_some(),
        _ => false,
    };
    match (&node.kind, shape) {
        (Kind::Table(_), _) => (&key.span, "this is a table".to_owned()),
        (Kind::List(items), Shape::Texts | Shape::SomeOf(_) | Shape::Numbers | Shape::NumbersOr(_) | Shape::Years) => {
            match items.iter().find(|item| !fits(item)) {
                Some(item) => (&item.span, format!("this is {}", item.describe())),
                None => (&node.span, format!("the length of this list is {}", items.len())),
            }
        }
        _ => (&node.span, format!("this is {}", node.describe())),
    }
}

/// Two names that are the same.
pub fn duplicate(written: &str, second: &Span, first: &Span) -> Diagnostic {
    let message = format!("`{written}` is declared twice");
    Diagnostic::error(Code::DuplicateName, message, second.clone(), "again here")
        .with_label(first.clone(), "first here")
        .with_help("names ignore case; blank, hyphen and underscore are the same")
}
