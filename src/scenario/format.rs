//! The one definition of the file format, as data.
//!
//! The checks of a file, inheritance and the JSON schema all follow these tables, so a key is added in one place.

mod inputs;
mod results;
mod shared;
mod tables;

use super::synonyms::synonym;
use super::tree::Kind;
use crate::diagnostic::{did_you_mean, fold};

pub use tables::FILE;

/// What a key takes.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// A text.
    Text,
    /// A finite number.
    Number,
    /// A whole number.
    Integer,
    /// `true` or `false`.
    Boolean,
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// A list of some of these texts.
    SomeOf(&'static [&'static str]),
    /// A list of texts.
    Texts,
    /// A list of numbers.
    Numbers,
    /// A list of numbers, or of tables with fixed keys in their places.
    NumbersOr(&'static Format),
    /// A list of a first and a last year.
    Years,
    /// A table of texts by free names.
    TextMap,
    /// A table of numbers by element.
    NumberMap,
    /// A table of numbers by year.
    YearMap,
    /// `{ KIND = { PARAMETER = … } }`.
    Distribution,
    /// A table with fixed keys.
    Table(&'static Format),
    /// A table by element, each with fixed keys.
    Elements(&'static Format),
    /// Tables by free names, each with fixed keys and `enabled`.
    Named(&'static Format),
}

impl Shape {
    /// What is expected, for messages.
    #[must_use]
    pub fn describe(self) -> String {
        match self {
            Self::Text => "a text".to_owned(),
            Self::Number => "a number".to_owned(),
            Self::Integer => "a whole number".to_owned(),
            Self::Boolean => "true or false".to_owned(),
            Self::OneOf(choices) => format!("one of {}", quoted_list(choices)),
            Self::SomeOf(choices) => format!("a list of some of {}", quoted_list(choices)),
            Self::Texts => "a list of texts".to_owned(),
            Self::Numbers => "a list of numbers".to_owned(),
            Self::NumbersOr(format) => format!("a list of numbers, or of tables for {}", format.what),
            Self::Years => "a list of two years, the first and the last".to_owned(),
            Self::TextMap => "a table of texts".to_owned(),
            Self::NumberMap => "a table of numbers by element".to_owned(),
            Self::YearMap => "a table of numbers by year".to_owned(),
            Self::Distribution => "a distribution".to_owned(),
            Self::Table(format) => format!("a table for {}", format.what),
            Self::Elements(_) => "a table of elements".to_owned(),
            Self::Named(format) => format!("tables by name, each {}", format.what),
        }
    }
}

impl Shape {
    /// Whether it takes a value of this kind, whatever is in it.
    #[must_use]
    pub fn takes(self, kind: &Kind) -> bool {
        match self {
            Self::Text | Self::OneOf(_) => matches!(kind, Kind::Text(_)),
            Self::Number => matches!(kind, Kind::Float(_) | Kind::Integer(_)),
            Self::Integer => matches!(kind, Kind::Integer(_)),
            Self::Boolean => matches!(kind, Kind::Boolean(_)),
            Self::SomeOf(_) | Self::Texts | Self::Numbers | Self::NumbersOr(_) | Self::Years => {
                matches!(kind, Kind::List(_))
            }
            Self::TextMap
            | Self::NumberMap
            | Self::YearMap
            | Self::Distribution
            | Self::Table(_)
            | Self::Elements(_)
            | Self::Named(_) => matches!(kind, Kind::Table(_)),
        }
    }
}

/// Texts in quotes, separated by commas.
fn quoted_list(texts: &[&str]) -> String {
    texts.iter().map(|text| format!("\"{text}\"")).collect::<Vec<_>>().join(", ")
}

/// Whether a key must be there once all files are merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// It must.
    Required,
    /// It need not.
    Optional,
    /// It need not, and then has this value, as TOML.
    Default(&'static str),
}

/// One key.
#[derive(Debug)]
pub struct Key {
    /// As it is written in files.
    pub name: &'static str,
    /// What it takes.
    pub shape: Shape,
    /// Whether it must be there.
    pub presence: Presence,
    /// What it means, in a sentence.
    pub doc: &'static str,
}

/// Keys that say the same thing in different ways.
#[derive(Debug)]
pub struct Choice {
    /// At most one of these.
    pub one_of: &'static [&'static str],
    /// May stand beside it or alone.
    pub beside: &'static [&'static str],
    /// Belongs to the choice: no longer holds when an extending file chooses anew.
    pub with: &'static [&'static str],
    /// Whether something must be chosen.
    pub required: bool,
}

impl Choice {
    /// The keys by which something is chosen.
    pub fn keys(&self) -> impl Iterator<Item = &'static str> + Clone {
        self.one_of.iter().chain(self.beside).copied()
    }
}

/// The keys of one kind of table.
#[derive(Debug)]
pub struct Format {
    /// What such a table describes, with its article.
    pub what: &'static str,
    /// What it is for, in a sentence.
    pub doc: &'static str,
    /// Its keys, in the order of the documentation.
    pub keys: &'static [Key],
    /// Keys that exclude and replace one another.
    pub choices: &'static [Choice],
}

/// Whether a word is a longer or shorter form of a key: `dims` of `dimensions`, `description` of `desc`.
fn of_length(written: &str, name: &str) -> bool {
    const FEWEST: usize = 3;
    let [own, other] = [written, name].map(|word| word.trim_end_matches('s'));
    own.len() >= FEWEST && other.len() >= FEWEST && (own.starts_with(other) || other.starts_with(own))
}

/// Whether a word is a key with letters left out, the first of which stays: `yr` of `year`, `lbl` of `label`.
fn is_short_for(written: &str, name: &str) -> bool {
    let mut rest = name.chars();
    let in_order = written.chars().all(|letter| rest.any(|other| other == letter));
    in_order && 2 * written.len() >= name.len() && written.chars().next() == name.chars().next()
}

impl Format {
    /// The names of its keys.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.keys.iter().map(|key| key.name)
    }

    /// The key that an unknown one was most likely meant to be: what others call so, what is written nearly so, or what it is
    /// short for. Of equally near ones those that `fit` come first.
    #[must_use]
    pub fn near(&self, written: &str, fit: &dyn Fn(&Key) -> bool) -> Option<&'static Key> {
        let (fitting, others): (Vec<_>, Vec<_>) = self.keys.iter().partition(|key| fit(key));
        let names = || fitting.iter().chain(&others).map(|key| key.name);
        let near = synonym(&fold(written), names()).or_else(|| did_you_mean(written, names()));
        let near = near.or_else(|| names().find(|name| of_length(written, name))).or_else(|| {
            let mut short = fitting.iter().filter(|key| is_short_for(written, key.name));
            short.next().filter(|_| short.next().is_none()).map(|key| key.name)
        });
        self.key(near?)
    }

    /// What has a key among the tables below this one, and how it is to be written.
    #[must_use]
    pub fn below(&self, name: &str) -> Option<(&'static str, String)> {
        self.keys.iter().find_map(|key| {
            let (path, format) = match key.shape {
                Shape::Named(format) => (format!("{}.NAME", key.name), format),
                Shape::Table(format) => (key.name.to_owned(), format),
                _ => return None,
            };
            let place = match format.key(name)?.shape {
                Shape::Named(_) => format!("[{path}.{name}.NAME]"),
                Shape::Table(_) => format!("[{path}.{name}]"),
                _ => format!("it in [{path}]"),
            };
            Some((format.what, place))
        })
    }

    /// The key of this name.
    #[must_use]
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }
}
