//! What tells one file from another, and files mixed from two.

use std::collections::HashSet;

use super::merged::Merged;
use super::tree::{Item, Kind, Node, Table};

/// Tables that change no number of a draw: they say how a scenario is told, drawn, weighted and judged.
const TELLING: [&str; 6] = ["scenario", "ensemble", "charts", "condition", "criteria", "comparison"];

impl Merged {
    /// What tells `other` from this file and may change a number: dotted names such as `levers.tariff` or `time.end`, in
    /// the order of the file.
    #[must_use]
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let sections = union([Some(&self.table), Some(&other.table)]);
        let mut found = Vec::new();
        for section in sections.into_iter().filter(|section| !TELLING.contains(section)) {
            let [here, there] = [self, other].map(|file| file.table.get(section).and_then(Node::as_table));
            for name in union([here, there]) {
                let [here, there] = [here, there].map(|table| table.and_then(|table| table.get(name)));
                if !here.zip(there).is_some_and(|(here, there)| here.means_the_same(there)) {
                    found.push(format!("{section}.{name}"));
                }
            }
        }
        found
    }

    /// How the entry of this name (see [`Merged::differences`]) differs in `other`: a line `key: here → there` for each
    /// key.
    #[must_use]
    pub fn changes(&self, other: &Self, name: &str) -> Vec<String> {
        let entry = |file: &'_ Self| {
            let (section, name) = name.split_once('.')?;
            file.table.get(section)?.as_table()?.get(name).cloned()
        };
        let mut lines = Vec::new();
        leaves("", entry(self).as_ref(), entry(other).as_ref(), &mut lines);
        lines
    }

    /// This file with the named entries (see [`Merged::differences`]) as they stand in `other`, without charts, conditions
    /// and criteria, which may name what is not there any more.
    #[must_use]
    pub fn mixed<'a>(&self, other: &Self, names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut mixed = self.clone();
        for section in ["charts", "condition", "criteria", "comparison"] {
            mixed.table.remove(section);
        }
        for (section, name) in names.into_iter().filter_map(|name| name.split_once('.')) {
            take(&mut mixed.table, other.table.item(section), section, name);
        }
        mixed
    }
}

/// The names of two tables, each once, those of the first first.
fn union(tables: [Option<&Table>; 2]) -> Vec<&str> {
    let mut seen = HashSet::new();
    let names = tables.into_iter().flatten().flat_map(|table| &table.items).map(|item| item.key.name.as_str());
    names.filter(|name| seen.insert(*name)).collect()
}

/// Adds a line for each value that differs.
fn leaves(path: &str, here: Option<&Node>, there: Option<&Node>, lines: &mut Vec<String>) {
    let tables = [here, there].map(|node| node.and_then(Node::as_table));
    if let [Some(_), Some(_)] = tables {
        for name in union(tables) {
            let [here, there] = tables.map(|table| table.and_then(|table| table.get(name)));
            let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
            leaves(&path, here, there, lines);
        }
        return;
    }
    if here.zip(there).is_some_and(|(here, there)| here.means_the_same(there)) {
        return;
    }
    let text = |node: Option<&Node>| node.map_or_else(|| "none".to_owned(), ToString::to_string);
    let path = if path.is_empty() { String::new() } else { format!("{path}: ") };
    lines.push(format!("{path}{} → {}", text(here), text(there)));
}

/// Puts the entry `name` as it stands in the section `given` in the place of that in `table`, or takes it out.
fn take(table: &mut Table, given: Option<&Item>, section: &str, name: &str) {
    if let (None, Some(given)) = (table.item(section), given) {
        let empty = Node { kind: Kind::Table(Table::default()), span: given.value.span.clone() };
        table.items.push(Item { key: given.key.clone(), value: empty });
    }
    let Some(Kind::Table(entries)) = table.get_mut(section).map(|node| &mut node.kind) else { return };
    let entry = given.and_then(|given| given.value.as_table()).and_then(|given| given.item(name));
    match (entries.items.iter_mut().find(|item| item.key.name == name), entry) {
        (Some(place), Some(entry)) => *place = entry.clone(),
        (None, Some(entry)) => entries.items.push(entry.clone()),
        (_, None) => {
            entries.remove(name);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use super::super::files::Memory;
    use super::super::options::Options;
    use super::*;
    use crate::diagnostic::Diagnostics;

    const BASE: &str = "
[scenario]
title = \"Base\"
[time]
start = 2020
end = 2030
[assumptions.rate]
value = 0.1
unit = \"1/yr\"
source = \"judgement\"
[assumptions.off]
value = 1
unit = \"1\"
source = \"judgement\"
[levers.tariff]
value = 0
neutral = 0
unit = \"1\"
source = \"choice\"
[variables.x]
equation = \"rate * 1 yr + tariff\"
unit = \"1\"
";

    const OTHER: &str = "
extends = \"base.toml\"
[scenario]
title = \"Other\"
narrative = \"told differently\"
[ensemble]
draws = 5
[time]
end = 2035
[assumptions.off]
enabled = false
[levers.tariff]
value = 0.2
[lookups.new]
x = [0, 1]
y = [0, 1]
source = \"judgement\"
";

    fn merged() -> [Merged; 2] {
        let files = Arc::new(Memory::new([("base.toml", BASE), ("other.toml", OTHER)]));
        ["base.toml", "other.toml"]
            .map(|path| Merged::load_from(files.clone(), Path::new(path), &mut Diagnostics::new()).unwrap())
    }

    #[test]
    fn differences_are_those_that_may_change_a_number() {
        let [base, other] = merged();
        let expected = ["time.end", "assumptions.off", "levers.tariff", "lookups.new"];
        assert_eq!(base.differences(&other), expected);
        assert_eq!(other.differences(&base), expected);
        assert!(base.differences(&base).is_empty());
        assert_eq!(base.changes(&other, "levers.tariff"), ["value: 0 → 0.2"]);
        assert_eq!(base.changes(&other, "time.end"), ["2030 → 2035"]);
        assert_eq!(base.changes(&other, "assumptions.off"), ["enabled: none → false"]);
    }

    #[test]
    fn a_mixture_has_what_was_taken_and_nothing_else() {
        let [base, other] = merged();
        let all = base.differences(&other);
        let names = |taken: &[&str]| base.differences(&base.mixed(&other, taken.iter().copied()));
        assert_eq!(names(&["time.end", "lookups.new"]), ["time.end", "lookups.new"]);
        assert!(base.mixed(&other, all.iter().map(String::as_str)).differences(&other).is_empty());
        assert!(other.mixed(&base, all.iter().map(String::as_str)).differences(&base).is_empty());
        let scenario = base.mixed(&other, ["assumptions.off"]).scenario(&Options::default(), &mut Diagnostics::new());
        assert_eq!(scenario.assumptions.len(), 1);
        assert_eq!(scenario.dormant.len(), 1);
    }
}
