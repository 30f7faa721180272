//! Which of the problems of a file are causes, and which only follow from others.
//!
//! An error of one entry can make others look wrong where they are not. [`Code`](crate::diagnostic::Code) says what an error puts in
//! doubt and what it rests on itself; an error that rests on what another has put in doubt is left out, and all else is said.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::PathBuf;

use super::fields::NOT_SAID;
use super::format::{FILE, Shape};
use super::merge;
use super::merged::Merged;
use super::tree::{Kind, Node, Table};
use crate::diagnostic::{Code, Diagnostic, Label, Matter, Reach, Severity, Span, did_you_mean, fold};

/// So many further places of an unknown name are shown.
const MOST_PLACES: usize = 5;

/// A named entry of a file, or a table of fixed keys.
struct Part {
    kind: String,
    name: String,
    /// What it says of its dimensions and its unit.
    dimensions: Vec<String>,
    units: Vec<String>,
    doubtful: BTreeSet<Matter>,
}

/// A place in a file: what stands there, as the keys that lead to it from the entry.
struct Place {
    start: usize,
    end: usize,
    part: usize,
    path: String,
}

/// What errors have put in doubt so far.
pub struct Doubt {
    parts: Vec<Part>,
    /// By file, in the order of their beginnings, an outer one before those inside it.
    places: HashMap<PathBuf, Vec<Place>>,
    /// Names that are of nothing, each with the place in `kept` of the problem that says so.
    unknown: HashMap<String, usize>,
    /// How often each of `kept` is found elsewhere besides.
    more: HashMap<usize, usize>,
    /// Names that none can have, of entries that are left out.
    misnamed: Vec<String>,
    /// Values that could not be read, by entry and path.
    unread: HashSet<(usize, String)>,
    /// Something is wrong with a table of data.
    data: bool,
    time: bool,
    kept: Vec<Diagnostic>,
}

impl Doubt {
    /// What is wrong with a file as it was read.
    #[must_use]
    pub fn of(merged: &Merged, found: Vec<Diagnostic>) -> Self {
        let (table, _) = merge::enabled(&merged.table);
        let mut doubt = Self {
            parts: Vec::new(),
            places: HashMap::new(),
            unknown: HashMap::new(),
            more: HashMap::new(),
            misnamed: Vec::new(),
            unread: HashSet::new(),
            data: false,
            time: table.get("time").is_none(),
            kept: Vec::new(),
        };
        doubt.gather(&table);
        let unread: Vec<(usize, String)> = (found.iter().filter(|problem| problem.severity == Severity::Error))
            .filter(|problem| problem.code.reach() != Reach::Nothing)
            .filter_map(|problem| doubt.place_of(&problem.labels.first()?.span))
            .filter(|(_, path)| !path.is_empty())
            .collect();
        doubt.sift(found);
        doubt.unread.extend(unread);
        doubt
    }

    /// Whether the time axis is as it was written.
    #[must_use]
    pub fn time_is_known(&self) -> bool {
        !self.time
    }

    /// Takes up what else was found, in the order in which one thing can follow from another, unless it may only follow from
    /// what is known to be wrong.
    pub fn sift(&mut self, found: Vec<Diagnostic>) {
        for problem in found {
            let is_error = problem.severity == Severity::Error;
            let is_told = is_error && self.is_told(&problem);
            if !is_told && !self.is_sure(&problem) {
                continue;
            }
            if is_error {
                self.reach(&problem);
            }
            if !is_told {
                self.kept.push(problem);
            }
        }
    }

    /// All that is to be said.
    #[must_use]
    pub fn into_problems(mut self) -> Vec<Diagnostic> {
        for (problem, count) in self.more {
            if let Some(last) = self.kept[problem].labels.last_mut().filter(|_| count > MOST_PLACES) {
                last.text = format!("and here, and in {} more places", count - MOST_PLACES);
            }
        }
        self.kept
    }

    /// Whether it is of a name that is known to be of nothing: that is one mistake, wherever it has consequences.
    fn is_told(&mut self, problem: &Diagnostic) -> bool {
        let Some(label) = problem.labels.first() else { return false };
        let Some(told) = self.unknown.get(&fold(label.span.text())).copied() else { return false };
        let first = &mut self.kept[told];
        let is_same = (first.code, &first.message, &first.help) == (problem.code, &problem.message, &problem.help);
        if problem.code.reach() == Reach::OfName && !is_same {
            return false;
        }
        let labels = &mut first.labels;
        if labels.iter().all(|known| known.span != label.span) {
            let count = self.more.entry(told).or_default();
            *count += 1;
            if *count <= MOST_PLACES {
                labels.push(Label { span: label.span.clone(), text: "and here".to_owned() });
            }
        }
        true
    }

    fn is_sure(&self, problem: &Diagnostic) -> bool {
        let own = problem.labels.first().and_then(|label| self.place_of(&label.span));
        let in_place = |(part, path): &(usize, String)| self.is_unread(*part, path);
        if problem.message.contains(NOT_SAID) || own.as_ref().is_some_and(in_place) || self.is_misnamed(problem) {
            return false;
        }
        let rests = problem.code.rests_on();
        let is_error = |known: &Diagnostic| known.severity == Severity::Error;
        let of_file = rests.iter().any(|on| match on {
            Matter::Time => self.time,
            Matter::History => self.data,
            Matter::Whole => self.kept.iter().any(is_error),
            Matter::Name | Matter::Dimensions | Matter::Unit | Matter::Worth | Matter::Settings => false,
        });
        let doubtful = |part: &Part| {
            !rests.is_empty()
                && (part.doubtful.contains(&Matter::Name) || rests.iter().any(|on| part.doubtful.contains(on)))
        };
        let of_own = own.is_some_and(|(part, _)| doubtful(&self.parts[part]));
        let mentioned = Mentioned::of(problem);
        !of_file && !of_own && !self.parts.iter().any(|part| doubtful(part) && mentioned.has(&part.name))
    }

    /// Whether what stands there, or something in it, could not be read.
    fn is_unread(&self, part: usize, path: &str) -> bool {
        let within =
            |other: &str| other.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        !path.is_empty() && self.unread.iter().any(|(other, at)| *other == part && within(at))
    }

    /// Whether it misses what has a name that is none.
    fn is_misnamed(&self, problem: &Diagnostic) -> bool {
        let place = problem.labels.first().filter(|_| problem.code.reach() == Reach::OfName);
        place.is_some_and(|label| did_you_mean(label.span.text(), self.misnamed.iter().map(String::as_str)).is_some())
    }

    /// Puts in doubt what an error leaves unknown.
    fn reach(&mut self, problem: &Diagnostic) {
        let reach = problem.code.reach();
        if reach == Reach::OfName
            && let Some(label) = problem.labels.first().filter(|label| !label.span.range.is_empty())
        {
            self.unknown.entry(fold(label.span.text())).or_insert(self.kept.len());
        }
        if problem.code == Code::BadName {
            self.misnamed.extend(problem.labels.first().map(|label| label.span.text().trim_matches('"').to_owned()));
        }
        let place = problem.labels.iter().find_map(|label| self.place_of(&label.span));
        let Some((part, path)) = place else {
            self.data |= reach != Reach::Nothing;
            return;
        };
        let matter = match reach {
            Reach::Nothing => return,
            Reach::OfKey | Reach::OfName => matter_of(&self.parts[part].kind, path.split('.').next().unwrap_or("")),
            Reach::Of(Matter::Worth) if self.parts[part].kind == "dimensions" => Matter::Dimensions,
            Reach::Of(matter) => matter,
        };
        self.time |= self.parts[part].kind == "time";
        self.parts[part].doubtful.insert(matter);
        self.spread(part);
    }

    /// What has a unit or dimension that is in doubt is in doubt too.
    fn spread(&mut self, part: usize) {
        let Part { kind, name, .. } = &self.parts[part];
        let (is_unit, name) = (kind == "units", name.clone());
        if !is_unit && kind != "dimensions" {
            return;
        }
        for part in &mut self.parts {
            let (texts, matter) =
                if is_unit { (&part.units, Matter::Unit) } else { (&part.dimensions, Matter::Dimensions) };
            if texts.iter().any(|text| words(text).any(|word| fold(word) == name)) {
                part.doubtful.insert(matter);
            }
        }
    }

    /// The entry that a place is in, and the keys that lead to it.
    fn place_of(&self, span: &Span) -> Option<(usize, String)> {
        let places = self.places.get(&span.source.path)?;
        let before = places.partition_point(|place| place.start <= span.range.start);
        let innermost = places[..before].iter().rev().find(|place| span.range.end <= place.end)?;
        Some((innermost.part, innermost.path.clone()))
    }

    fn gather(&mut self, table: &Table) {
        for item in &table.items {
            let kind = &item.key.name;
            let of_names = FILE.key(kind).is_some_and(|key| matches!(key.shape, Shape::Named(_) | Shape::TextMap));
            match item.value.as_table().filter(|_| of_names) {
                Some(entries) => {
                    for entry in &entries.items {
                        self.part(kind, &entry.key.name, &entry.key.span, &entry.value);
                    }
                }
                None => self.part(kind, "", &item.key.span, &item.value),
            }
        }
        for places in self.places.values_mut() {
            places.sort_by_key(|place| (place.start, std::cmp::Reverse(place.end)));
        }
    }

    fn part(&mut self, kind: &str, name: &str, key: &Span, value: &Node) {
        let (mut dimensions, mut units) = (Vec::new(), Vec::new());
        for item in value.as_table().map_or(&[][..], |table| &table.items) {
            match item.key.name.as_str() {
                "dims" => texts(&item.value, &mut dimensions),
                "unit" | "x_unit" => texts(&item.value, &mut units),
                _ => {}
            }
        }
        if kind == "units" {
            texts(value, &mut units);
        }
        self.parts.push(Part {
            kind: kind.to_owned(),
            name: name.to_owned(),
            dimensions,
            units,
            doubtful: BTreeSet::new(),
        });
        self.place(key, "");
        self.inside(value, "");
    }

    /// The places of a value of the latest entry, and of all in it.
    fn inside(&mut self, node: &Node, path: &str) {
        self.place(&node.span, path);
        match &node.kind {
            Kind::Table(table) => {
                for item in &table.items {
                    let path =
                        if path.is_empty() { item.key.name.clone() } else { format!("{path}.{}", item.key.name) };
                    self.place(&item.key.span, &path);
                    self.inside(&item.value, &path);
                }
            }
            Kind::List(nodes) => nodes.iter().for_each(|node| self.inside(node, path)),
            Kind::Text(_) | Kind::Float(_) | Kind::Integer(_) | Kind::Boolean(_) | Kind::Date | Kind::Rejected => {}
        }
    }

    fn place(&mut self, span: &Span, path: &str) {
        let part = self.parts.len() - 1;
        let place = Place { start: span.range.start, end: span.range.end, part, path: path.to_owned() };
        self.places.entry(span.source.path.clone()).or_default().push(place);
    }
}

/// What a key says of its entry.
fn matter_of(kind: &str, key: &str) -> Matter {
    match (kind, key) {
        ("dimensions", "elements") => Matter::Dimensions,
        // Of these nothing is known while something is wrong with them.
        ("units" | "dimensions", _) | ("fits", "law") | (_, "") => Matter::Name,
        ("time", _) => Matter::Time,
        (_, "dims") => Matter::Dimensions,
        (_, "unit" | "x_unit") => Matter::Unit,
        (_, "history") => Matter::History,
        (_, "value" | "distribution" | "elements" | "shared" | "equation" | "stock" | "x" | "y") => Matter::Worth,
        _ => Matter::Settings,
    }
}

fn texts(node: &Node, found: &mut Vec<String>) {
    match &node.kind {
        Kind::Text(text) => found.push(text.clone()),
        Kind::List(nodes) => nodes.iter().for_each(|node| texts(node, found)),
        _ => {}
    }
}

/// Letters, digits and underscores that hang together.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').filter(|word| !word.is_empty())
}

/// What a problem names in its message, and at its places.
struct Mentioned {
    words: HashSet<String>,
    folded: String,
}

impl Mentioned {
    fn of(problem: &Diagnostic) -> Self {
        let named = problem.message.split('`').skip(1).step_by(2);
        let text = named.chain(problem.labels.iter().map(|label| label.span.text())).collect::<Vec<_>>().join(" | ");
        Self { words: words(&text).map(str::to_lowercase).collect(), folded: fold(&text) }
    }

    fn has(&self, name: &str) -> bool {
        !name.is_empty() && (self.words.contains(name) || (name.contains('_') && self.folded.contains(name)))
    }
}
