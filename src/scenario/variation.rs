//! What somebody moved in a scenario, as a file that extends it and changes nothing else.

use std::fmt::Write as _;

use super::merged::Merged;
use super::tree::{Item, Node, Table, bare_or_quoted, quoted};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Source, Span, Spanned, fold};
use crate::selector::{self, Selector};

/// What was moved: numbers of levers and assumptions, years of levers, shocks.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Variation {
    /// `NAME` or `NAME[element, …]` of a lever or an assumption, and its number in its declared unit.
    pub numbers: Vec<(String, f64)>,
    /// A lever, and the first and the last year in which it is in force.
    pub years: Vec<(String, [f64; 2])>,
    /// A shock, and whether it happens.
    pub shocks: Vec<(String, bool)>,
}

/// Where a number comes from that was moved by hand.
const SOURCE: &str = "moved in the explorer";

impl Variation {
    /// Whether nothing was moved.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty() && self.years.is_empty() && self.shocks.is_empty()
    }
}

/// An entry of the file, and the lines that change it.
struct Change {
    section: &'static str,
    name: String,
    written: String,
    /// Elements, empty for all, with their numbers.
    numbers: Vec<(String, f64)>,
    lines: String,
}

/// The file in the making.
struct Writer<'a> {
    table: &'a Table,
    changes: Vec<Change>,
    problems: Vec<Diagnostic>,
}

impl Merged {
    /// The tables of a file that extends this one and changes what was moved; `[scenario]` and `extends` are not among them.
    ///
    /// # Errors
    /// Names that are not there, numbers that are not finite, one number set twice. What else is wrong with them is seen when
    /// the file is read.
    pub fn varied(&self, variation: &Variation) -> Result<String, Diagnostics> {
        let mut writer = Writer { table: &self.table, changes: Vec::new(), problems: Vec::new() };
        for (name, number) in &variation.numbers {
            writer.number(name, *number);
        }
        for (name, years) in &variation.years {
            writer.years(name, *years);
        }
        for (name, on) in &variation.shocks {
            writer.switch(name, *on);
        }
        if !writer.problems.is_empty() {
            return Err(Diagnostics::from(writer.problems));
        }
        let written = |change: &Change| {
            let numbers = match change.section {
                "levers" => lever(entry(&self.table, change), &change.numbers),
                "assumptions" => assumption(entry(&self.table, change), &change.numbers),
                _ => String::new(),
            };
            format!("\n[{}.{}]\n{numbers}{}", change.section, bare_or_quoted(&change.written), change.lines)
        };
        Ok(writer.changes.iter().map(written).collect())
    }

    /// What is switched off in a section, as written.
    #[must_use]
    pub fn switched_off(&self, section: &str) -> Vec<String> {
        let entries = self.table.get(section).and_then(Node::as_table).map_or(&[][..], |table| &table.items);
        let off = |item: &&Item| matches!(field(&item.value, "enabled"), Some(node) if node.to_string() == "false");
        entries.iter().filter(off).map(|item| item.key.written.clone()).collect()
    }
}

impl Writer<'_> {
    fn number(&mut self, written: &str, number: f64) {
        let text = given(written);
        let target = match selector::parse(&text) {
            Ok(Selector { year: None, name, elements }) => Selector { year: None, name, elements },
            Ok(_) => return self.bad(&text, "a setting holds for all years"),
            Err(problem) => return self.problems.push(problem),
        };
        if !number.is_finite() {
            return self.bad(&text, "a setting is a finite number");
        }
        let Some(change) = self.change(&["levers", "assumptions"], &target.name) else { return };
        let element = target.element();
        let overlaps = |other: &String| *other == element || other.is_empty() || element.is_empty();
        if self.changes[change].numbers.iter().any(|(other, _)| overlaps(other)) {
            return self.bad(&text, "this number is set twice");
        }
        self.changes[change].numbers.push((element, number));
    }

    fn years(&mut self, written: &str, [from, until]: [f64; 2]) {
        let text = given(written);
        if !(from.is_finite() && until.is_finite()) {
            return self.bad(&text, "years are finite numbers");
        }
        let name = Spanned::new(fold(written), text.span.clone());
        let Some(change) = self.change(&["levers"], &name) else { return };
        self.changes[change].lines = format!("from = {}\nuntil = {}\n", toml(from), toml(until));
    }

    fn switch(&mut self, written: &str, on: bool) {
        let text = given(written);
        let name = Spanned::new(fold(written), text.span.clone());
        let Some(change) = self.change(&["shocks"], &name) else { return };
        self.changes[change].lines = format!("enabled = {on}\n");
    }

    /// The place of the change of an entry that is in one of these sections.
    fn change(&mut self, sections: &[&'static str], name: &Spanned<String>) -> Option<usize> {
        let items =
            |section: &str| self.table.get(section).and_then(Node::as_table).map_or(&[][..], |table| &table.items);
        let found = sections.iter().find_map(|section| {
            items(section).iter().find(|item| item.key.name == name.value).map(|item| (*section, item))
        });
        let Some((section, item)) = found else {
            let known = sections.iter().flat_map(|section| items(section)).map(|item| item.key.written.as_str());
            let what: Vec<&str> = sections.iter().map(|section| section.trim_end_matches('s')).collect();
            let message = format!("there is no {} `{}`", what.join(" or "), name.value);
            let problem = Diagnostic::error(Code::UnknownName, message, name.span.clone(), "");
            self.problems.push(problem.with_suggestion(&name.value, known));
            return None;
        };
        let same = |change: &Change| change.section == section && change.name == name.value;
        Some(self.changes.iter().position(same).unwrap_or_else(|| {
            let (name, written) = (name.value.clone(), item.key.written.clone());
            self.changes.push(Change { section, name, written, numbers: Vec::new(), lines: String::new() });
            self.changes.len() - 1
        }))
    }

    fn bad(&mut self, text: &Spanned<String>, message: &str) {
        self.problems.push(Diagnostic::error(Code::BadSet, message, text.span.clone(), ""));
    }
}

fn given(text: &str) -> Spanned<String> {
    let source = Source::new("setting", text);
    Spanned::new(text.to_owned(), Span::new(&source, 0..text.len()))
}

fn entry<'a>(table: &'a Table, change: &Change) -> Option<&'a Node> {
    table.get(change.section)?.as_table()?.get(&change.name)
}

fn field<'a>(node: &'a Node, key: &str) -> Option<&'a Node> {
    node.as_table()?.get(key)
}

/// A number as TOML that is read as the same bits.
fn toml(number: f64) -> String {
    format!("{number:?}")
}

/// The lines that set a lever. Elements merge key by key; a number for all takes the place of each.
fn lever(entry: Option<&Node>, numbers: &[(String, f64)]) -> String {
    let own = entry.and_then(|entry| field(entry, "elements")).and_then(Node::as_table);
    let mut text = String::new();
    let mut elements: Vec<String> = Vec::new();
    for (element, number) in numbers {
        if element.is_empty() {
            let _ = writeln!(text, "value = {}", toml(*number));
            let all = own.iter().flat_map(|table| &table.items);
            elements.extend(all.map(|item| format!("{} = {}", bare_or_quoted(&item.key.written), toml(*number))));
        } else {
            elements.push(format!("{} = {}", bare_or_quoted(element), toml(*number)));
        }
    }
    if !elements.is_empty() {
        let _ = writeln!(text, "elements = {{ {} }}", elements.join(", "));
    }
    text
}

/// The lines that fix an assumption. What it is worth is replaced as a whole by a file that extends another, so what stays is
/// said again.
fn assumption(entry: Option<&Node>, numbers: &[(String, f64)]) -> String {
    let said = |key: &str| {
        let node = entry.and_then(|entry| field(entry, key));
        node.map_or_else(String::new, |node| format!("{key} = {node}\n"))
    };
    let [(first, number), ..] = numbers else { return String::new() };
    if first.is_empty() {
        return format!("value = {}\nsource = {}\n{}", toml(*number), quoted(SOURCE), said("levels"));
    }
    let own = entry.and_then(|entry| field(entry, "elements")).and_then(Node::as_table);
    let moved = |item: &&Item| numbers.iter().all(|(element, _)| *element != item.key.name);
    let stays = own.iter().flat_map(|table| &table.items).filter(moved);
    let mut elements: Vec<String> =
        stays.map(|item| format!("{} = {}", bare_or_quoted(&item.key.written), item.value)).collect();
    elements.extend(numbers.iter().map(|(element, number)| {
        format!("{} = {{ value = {}, source = {} }}", bare_or_quoted(element), toml(*number), quoted(SOURCE))
    }));
    let worth: String = ["value", "distribution", "source", "levels"].iter().map(|key| said(key)).collect();
    format!("{worth}elements = {{ {} }}\n", elements.join(", "))
}
