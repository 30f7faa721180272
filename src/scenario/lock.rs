//! The lock of a study: which random numbers belong to what, so that they stay its own while the model grows.
//!
//! Without a lock, assumptions take Sobol dimensions in the order of the files, and elements are told apart by their place:
//! what is put in before others moves theirs. A lock is a CSV file with the columns `kind`, `name`, `element` and `number`:
//! for each element of a dimension its place, for each random number of an assumption its Sobol dimension.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::path::PathBuf;

use super::chain::beside;
use super::csv::Csv;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Spanned, fold};
use crate::numeric::random;

/// The columns of the file.
const COLUMNS: [&str; 4] = ["kind", "name", "element", "number"];
/// No number is as great as this: models have fewer elements by far.
const LEAST_NOT: usize = 1 << 31;
/// What has a place is numbered below this; what is told by its name, from here on to twice that.
const BY_NAME: u64 = 1 << 39;

/// Numbers that belong to names.
#[derive(Debug, Clone)]
pub struct Lock {
    /// The file, as the scenario names it.
    pub file: Spanned<String>,
    /// By dimension, the places of its elements.
    elements: HashMap<String, HashMap<String, usize>>,
    /// By assumption and element, as in a selector.
    numbers: HashMap<(String, String), usize>,
    /// Numbers that belong to something.
    taken: HashSet<usize>,
    /// The lines of the file, as they are written again.
    lines: String,
}

impl Lock {
    /// A lock of nothing, in this file.
    #[must_use]
    pub fn new(file: Spanned<String>) -> Self {
        let lines = COLUMNS.join(",") + "\n";
        Self { file, elements: HashMap::new(), numbers: HashMap::new(), taken: HashSet::new(), lines }
    }

    /// Reads a file; what is wrong in it is added to `found`.
    pub(super) fn read(file: Spanned<String>, csv: &Csv, found: &mut Diagnostics) -> Self {
        let mut lock = Self::new(file);
        let columns = COLUMNS.map(|name| csv.column(name));
        for (name, _) in COLUMNS.iter().zip(columns).filter(|(_, column)| column.is_none()) {
            let message = format!("the lock has no column `{name}`");
            let problem = Diagnostic::error(Code::MissingColumn, message, csv.header_span(), "the columns of the file");
            found.push(problem.with_label(lock.file.span.clone(), "read for this").with_help(AGAIN));
        }
        let [Some(kind), Some(name), Some(element), Some(number)] = columns else { return lock };
        for row in &csv.rows {
            let fine = row[number].value.parse().is_ok_and(|number| {
                let (name, element) = (fold(&row[name].value), &row[element].value);
                match row[kind].value.as_str() {
                    "dimension" => lock.place(&name, &fold(element), number),
                    "assumption" => lock.number(&name, &folded(element), number),
                    _ => false,
                }
            });
            if !fine {
                let place = row[kind].span.join(&row[number].span);
                let message = "this line of the lock is not one that `catchup lock` wrote";
                let problem = Diagnostic::error(Code::BadLock, message, place, "neither new nor known");
                found.push(problem.with_help(AGAIN));
            }
        }
        lock
    }

    /// The next element of a dimension; whether it is new, and in its place.
    fn place(&mut self, dimension: &str, element: &str, place: usize) -> bool {
        let elements = self.elements.entry(dimension.to_owned()).or_default();
        let fine = elements.len() == place && !elements.contains_key(element);
        if fine {
            elements.insert(element.to_owned(), place);
            let _ = writeln!(self.lines, "dimension,{dimension},{element},{place}");
        }
        fine
    }

    /// The number of an element of an assumption; whether both are new.
    fn number(&mut self, name: &str, element: &str, number: usize) -> bool {
        let key = (name.to_owned(), element.to_owned());
        let fine = number < LEAST_NOT && !self.numbers.contains_key(&key) && self.taken.insert(number);
        if fine {
            self.numbers.insert(key, number);
            let quote = if element.contains(',') { "\"" } else { "" };
            let _ = writeln!(self.lines, "assumption,{name},{quote}{element}{quote},{number}");
        }
        fine
    }

    /// What tells the random numbers of an element apart, given its dimensions and its element of each: the same whatever
    /// elements come to them later.
    #[must_use]
    pub fn stream<'a>(&self, elements: impl Iterator<Item = (&'a str, &'a str)> + Clone) -> u64 {
        let place = |(dimension, element): (&str, &str)| {
            let known = self.elements.get(dimension)?;
            Some((*known.get(element)? as u64, known.len() as u64))
        };
        let flat = elements.clone().try_fold(0_u64, |flat, pair| {
            let (place, size) = place(pair)?;
            flat.checked_mul(size)?.checked_add(place).filter(|flat| *flat < BY_NAME)
        });
        flat.unwrap_or_else(|| {
            let names: Vec<&str> = elements.map(|(_, element)| element).collect();
            BY_NAME | (random::key(0, &names.join(", "), 0) % BY_NAME)
        })
    }

    /// The Sobol dimension of an element of an assumption, if it has one.
    #[must_use]
    pub fn dimension(&self, assumption: &str, element: &str) -> Option<usize> {
        self.numbers.get(&(assumption.to_owned(), element.to_owned())).copied()
    }

    /// The first Sobol dimension that belongs to nothing.
    #[must_use]
    pub fn next(&self) -> usize {
        self.taken.iter().max().map_or(0, |most| most + 1)
    }

    /// Gives the elements of a dimension their places, unless it has some already.
    pub fn add_dimension<'a>(&mut self, dimension: &str, elements: impl Iterator<Item = &'a str>) {
        if !self.elements.contains_key(dimension) {
            for (place, element) in elements.enumerate() {
                self.place(dimension, element, place);
            }
        }
    }

    /// Gives an element of an assumption its Sobol dimension, unless it has one already; whether it had none.
    pub fn add_assumption(&mut self, name: &str, element: &str, number: usize) -> bool {
        self.number(name, element, number)
    }

    /// Where the file is.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        beside(&self.file.span.source.path, &self.file)
    }

    /// How many random numbers it has.
    #[must_use]
    pub fn count(&self) -> usize {
        self.numbers.len()
    }

    /// What the file says.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.lines
    }
}

/// What to do with a lock that is not whole.
const AGAIN: &str =
    "take the file that was there before; or remove it and run `catchup lock`, which gives new numbers to all";

/// Elements as they are told apart, however they are written.
fn folded(elements: &str) -> String {
    if elements.is_empty() { String::new() } else { elements.split(',').map(fold).collect::<Vec<_>>().join(", ") }
}
