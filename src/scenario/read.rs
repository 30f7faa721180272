//! From a file to a [`Scenario`].

use std::fmt::Write;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::Scenario;
use super::chain::{self, Document};
use super::complete;
use super::entries::Entries;
use super::fields::Fields;
use super::general;
use super::history::DataFiles;
use super::merge;
use super::options::Options;
use super::set;
use crate::diagnostic::{Diagnostic, Diagnostics, Source, Span};

/// Reads a scenario file, all it extends and the data they name; returns warnings besides.
///
/// # Errors
/// All problems found, each with the place it stands at: what cannot be read, is not TOML, is unknown, missing, of the
/// wrong kind or out of bounds. What equations, units and distributions mean is not checked here.
pub fn read(path: &Path, options: &Options) -> Result<(Scenario, Vec<Diagnostic>), Diagnostics> {
    match read_through(path, options) {
        (Some(scenario), found) => found.or(scenario),
        (None, found) => Err(found),
    }
}

/// What [`read`] gives, with the scenario even where it has errors, as far as it could be understood: so that what a
/// later stage finds wrong can be said at the same time. None if a file could not be read or is not TOML.
#[must_use]
pub fn read_through(path: &Path, options: &Options) -> (Option<Scenario>, Diagnostics) {
    let mut found = Diagnostics::new();
    let chain = chain::load(path, &mut found);
    let (Some(root), Some(last)) = (chain.first(), chain.last()) else {
        return (None, found);
    };
    let whole = Span::start_of(&last.source);
    let files: Vec<_> = chain.iter().map(|document| document.path.clone()).collect();
    let (id, root_id) = (stem(path), stem(&root.path));
    let texts: Vec<String> = chain.iter().map(|Document { source, .. }| source.text.clone()).collect();
    if chain::is_broken(&found) {
        return (None, found);
    }
    let (table, overrides) = merge::merge(chain, &mut found);
    complete::complete(&table, &whole, &mut found);
    let fields = Fields { table: &table, place: &whole };
    let mut data = DataFiles::default();
    let mut scenario = assemble(fields, &id, &root_id, options, &mut data, &mut found);
    scenario.overrides = overrides;
    for argument in &options.set {
        let source = Source::new("--set", argument.as_str());
        match set::apply(&mut scenario, &table, &source) {
            Ok(change) => scenario.overrides.push(change),
            Err(problem) => found.push(problem),
        }
    }
    scenario.files = files;
    scenario.hash =
        hash(texts.iter().map(String::as_str).chain(data.texts()).chain(options.set.iter().map(String::as_str)));
    (Some(scenario), found)
}

/// The scenario without what is known of its files and changes.
fn assemble(
    fields: Fields<'_>,
    id: &str,
    root_id: &str,
    options: &Options,
    data: &mut DataFiles,
    found: &mut Diagnostics,
) -> Scenario {
    let about = general::about(fields, id, root_id, found);
    let time = general::time(fields, found);
    let ensemble = general::ensemble(fields, options, found);
    let mut entries = Entries { data, found };
    let variables = entries.variables(fields);
    Scenario {
        id: id.to_owned(),
        files: Vec::new(),
        hash: String::new(),
        about,
        time,
        ensemble,
        units: fields.texts_by_name("units"),
        dimensions: entries.dimensions(fields),
        assumptions: entries.assumptions(fields),
        correlations: entries.correlations(fields),
        lookups: entries.lookups(fields),
        levers: entries.levers(fields),
        shocks: entries.shocks(fields),
        charts: entries.charts(fields, &variables),
        variables,
        overrides: Vec::new(),
    }
}

fn stem(path: &Path) -> String {
    path.file_stem().map_or_else(|| "scenario".to_owned(), |stem| stem.to_string_lossy().into_owned())
}

/// SHA-256 over texts, each after its length, in hexadecimal.
fn hash<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let mut hasher = Sha256::new();
    for text in texts {
        hasher.update((text.len() as u64).to_le_bytes());
        hasher.update(text);
    }
    let digest = hasher.finalize();
    digest.iter().fold(String::new(), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
