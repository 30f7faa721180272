//! A file merged with all it extends, not yet read as a scenario.

use std::fmt::Write;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::chain::{self, Document, beside};
use super::complete;
use super::entries::Entries;
use super::fields::Fields;
use super::files::{Disk, Files};
use super::general;
use super::history::DataFiles;
use super::merge;
use super::milestones;
use super::options::Options;
use super::set;
use super::tree::Table;
use super::{Override, Scenario};
use crate::diagnostic::{Diagnostics, Source, Span, Spanned};

/// A file merged with all it extends.
#[derive(Debug, Clone)]
pub struct Merged {
    id: String,
    root_id: String,
    /// Where it was read, and where the data are read that it names.
    from: Arc<dyn Files>,
    files: Vec<PathBuf>,
    texts: Vec<String>,
    pub(super) table: Table,
    overrides: Vec<Override>,
    /// Where a problem of the file as a whole is shown.
    whole: Span,
}

impl Merged {
    /// Reads a file and all it extends from disk. None if one of them cannot be read or is not TOML; other problems are added to
    /// `found` too.
    pub fn load(path: &Path, found: &mut Diagnostics) -> Option<Self> {
        Self::load_from(Arc::new(Disk), path, found)
    }

    /// The same from other files, among which are the data too.
    pub fn load_from(from: Arc<dyn Files>, path: &Path, found: &mut Diagnostics) -> Option<Self> {
        let chain = chain::load(&*from, path, found);
        let (root, last) = (chain.first()?, chain.last()?);
        let (id, root_id, whole) = (stem(path), stem(&root.path), Span::start_of(&last.source));
        let files = chain.iter().map(|document| document.path.clone()).collect();
        let texts = chain.iter().map(|Document { source, .. }| source.text.clone()).collect();
        if chain::is_broken(found) {
            return None;
        }
        let (table, overrides) = merge::merge(chain, found);
        Some(Self { id, root_id, from, files, texts, table, overrides, whole })
    }

    /// The file that it extends, merged with all that extends; none if it extends nothing, or that cannot be read, which is
    /// added to `found`.
    pub fn parent(&self, found: &mut Diagnostics) -> Option<Self> {
        let place = self.files.len().checked_sub(2)?;
        Self::load_from(Arc::clone(&self.from), &self.files[place], found)
    }

    /// This file, extended by one that is not read from anywhere: its text is here.
    #[must_use]
    pub fn extended(&self, path: &Path, text: &str, found: &mut Diagnostics) -> Self {
        let source = Source::new(path, text);
        let mut table = chain::read_table(&*self.from, &source, found).unwrap_or_default();
        chain::extended(&mut table, path);
        let base = Document { path: path.to_owned(), source: Arc::clone(&source), table: self.table.clone() };
        let over = Document { path: path.to_owned(), source: Arc::clone(&source), table };
        let (table, changes) = merge::merge(vec![base, over], found);
        let (mut files, mut texts, mut overrides) = (self.files.clone(), self.texts.clone(), self.overrides.clone());
        files.push(path.to_owned());
        texts.push(text.to_owned());
        overrides.extend(changes);
        Self {
            id: stem(path),
            root_id: self.root_id.clone(),
            from: Arc::clone(&self.from),
            files,
            texts,
            table,
            overrides,
            whole: Span::start_of(&source),
        }
    }

    /// The texts of the file and of all it extends.
    #[must_use]
    pub fn sources(&self) -> Vec<Arc<Source>> {
        self.files.iter().zip(&self.texts).map(|(file, text)| Source::new(file.clone(), text.clone())).collect()
    }

    /// Reads it as a scenario, and the data files it names; problems are added to `found`.
    pub fn scenario(&self, options: &Options, found: &mut Diagnostics) -> Scenario {
        let (mut table, dormant) = merge::enabled(&self.table);
        complete::complete(&mut table, &self.whole, found);
        let mut data = DataFiles::new(Arc::clone(&self.from));
        let mut scenario = self.assemble(&table, options, &mut data, found);
        scenario.dormant = dormant;
        if let Some(until) = options.known_until {
            let change = forget(&mut scenario, until);
            scenario.overrides.push(change);
            found.extend(general::known_problem(&scenario.time).filter(|_| !until.is_finite()));
            found.extend(general::beyond_the_end(&scenario.time));
        }
        milestones::add(&mut scenario, &options.milestones, found);
        for argument in &options.set {
            let source = Source::new("--set", argument.as_str());
            match set::apply(&mut scenario, &table, &source) {
                Ok(change) => scenario.overrides.push(change),
                Err(problem) => found.push(problem),
            }
        }
        let known = options.known_until.map(|until| format!("known until {until}"));
        let own = self.files.iter().map(PathBuf::as_path).zip(self.texts.iter().map(String::as_str));
        let read: Vec<(&Path, &str)> = own.chain(data.texts()).collect();
        scenario.inputs = read.iter().map(|(path, text)| Input::of(path, text, data.hash(path))).collect();
        scenario.inputs.dedup_by(|next, input| next.path == input.path);
        let texts = read.iter().map(|(_, text)| *text);
        scenario.hash = hash(
            texts
                .chain(options.set.iter().map(String::as_str))
                .chain(known.as_deref())
                .chain(options.milestones.iter().map(String::as_str)),
        );
        scenario
    }

    /// The scenario without what is known of switches and the command line.
    fn assemble(&self, table: &Table, options: &Options, data: &mut DataFiles, found: &mut Diagnostics) -> Scenario {
        let fields = Fields { table, place: &self.whole };
        let about = general::about(fields, &self.id, &self.root_id, found);
        let time = general::time(fields, found);
        let ensemble = general::ensemble(fields, options, data, found);
        let mut entries = Entries { data, found, time: &time };
        let variables = entries.variables(fields);
        let fits = entries.fits(fields);
        Scenario {
            id: self.id.clone(),
            files: self.files.clone(),
            inputs: Vec::new(),
            hash: String::new(),
            about,
            time: time.clone(),
            ensemble,
            units: fields.texts_by_name("units"),
            dimensions: entries.dimensions(fields),
            assumptions: entries.assumptions(fields, &fits),
            dormant: Vec::new(),
            correlations: entries.correlations(fields),
            lookups: entries.lookups(fields),
            levers: entries.levers(fields),
            shocks: entries.shocks(fields),
            charts: entries.charts(fields),
            fits,
            estimated: Vec::new(),
            condition: entries.condition(fields),
            criteria: entries.criteria(fields),
            cost: fields.table("comparison").and_then(|comparison| comparison.text("cost")),
            imports: fields.table("comparison").and_then(|comparison| comparison.text("imports")),
            exposure: fields.table("comparison").and_then(|comparison| comparison.text("exposure")),
            worlds: worlds(fields),
            reference: fields.table("comparison").and_then(|comparison| comparison.plain_text("reference")),
            variables,
            overrides: self.overrides.clone(),
        }
    }
}

/// The files of `worlds` in `[comparison]`, beside the file that names them.
fn worlds(fields: Fields<'_>) -> Vec<PathBuf> {
    let named = fields.table("comparison").map(|comparison| comparison.texts("worlds")).unwrap_or_default();
    named.iter().map(|file| beside(&file.span.source.path, file)).collect()
}

/// Leaves a scenario with what was known until a year; returns what was changed.
fn forget(scenario: &mut Scenario, until: f64) -> Override {
    let source = Source::new("--known-until", until.to_string());
    let span = Span::new(&source, 0..source.text.len());
    let before = scenario.time.known_until.replace(Spanned::new(until, span.clone()));
    for series in scenario.condition.iter_mut().flat_map(|condition| &mut condition.on) {
        series.value.until = Some(series.value.until.map_or(until, |known| known.min(until)));
        series.value.tested = true;
    }
    Override {
        key: "time.known_until".to_owned(),
        before: before.map(|year| year.value.to_string()),
        after: Some(until.to_string()),
        span,
    }
}

fn stem(path: &Path) -> String {
    super::files::stream::stem(path, "scenario")
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Where it was found.
    pub path: PathBuf,
    /// SHA-256 of its bytes, in hexadecimal.
    pub hash: String,
}

impl Input {
    /// A file with this text.
    #[must_use]
    pub fn new(path: &Path, text: &str) -> Self {
        Self { path: path.to_owned(), hash: hash_of(text.as_bytes()) }
    }

    /// The same, of a file whose bytes may be others than those of the text that was made of it.
    #[must_use]
    pub fn of(path: &Path, text: &str, hash: Option<&str>) -> Self {
        hash.map_or_else(|| Self::new(path, text), |hash| Self { path: path.to_owned(), hash: hash.to_owned() })
    }
}

/// SHA-256 over texts, each after its length, in hexadecimal.
pub fn hash<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let mut hasher = Sha256::new();
    for text in texts {
        hasher.update((text.len() as u64).to_le_bytes());
        hasher.update(text);
    }
    hexadecimal(&hasher.finalize())
}

/// SHA-256 of bytes, in hexadecimal.
#[must_use]
pub fn hash_of(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// What [`hash_of`] gives of a text of so many bytes, and [`hash`] of it alone; none if it cannot be read or has not so many.
#[cfg_attr(not(feature = "report"), allow(dead_code, reason = "manifests alone ask for it"))]
pub fn hashes_of(text: &mut dyn Read, bytes: u64) -> Option<[String; 2]> {
    let (mut own, mut all) = (Sha256::new(), Sha256::new());
    all.update(bytes.to_le_bytes());
    let (mut buffer, mut read) = (vec![0; 1 << 20], 0);
    loop {
        let some = text.read(&mut buffer).ok()?;
        if some == 0 {
            break;
        }
        own.update(&buffer[..some]);
        all.update(&buffer[..some]);
        read += some as u64;
    }
    (read == bytes).then(|| [hexadecimal(&own.finalize()), hexadecimal(&all.finalize())])
}

/// A file that is hashed as it is read.
pub struct Hashed<R> {
    file: R,
    hasher: Sha256,
}

impl<R: Read> Hashed<R> {
    /// Nothing of it is read yet.
    pub fn new(file: R) -> Self {
        Self { file, hasher: Sha256::new() }
    }

    /// What [`hash_of`] gives of all that was read.
    pub fn hash(self) -> String {
        hexadecimal(&self.hasher.finalize())
    }
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.hasher.update(&buffer[..read]);
        Ok(read)
    }
}

/// Bytes in hexadecimal digits.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
