//! Parts of a run: what shards have found, in files that are merged to the run that one machine would have done.
//!
//! A file begins with a line that says what it is a part of, as JSON, with the length and the hash of what follows. Each is
//! written whole or not at all, and is the same bytes whenever it is made.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::write_bytes_file;

use crate::engine::Progress;
use crate::export::{ExportError, disk};
use crate::numeric::dispatch;
use crate::scenario::merged::hash_of;
use crate::session::{Error, Joined, NextPass, Run, Session, Shard};

/// Which run parts are of: what must be the same of all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The version of the program.
    pub version: String,
    /// The scenario.
    pub scenario: String,
    /// The hash of all that was read of it, and of what was set.
    pub hash: String,
    /// Seed.
    pub seed: u64,
    /// Draws of all shards together.
    pub draws: u64,
    /// Sampler.
    pub sampler: String,
    /// How many shards there are.
    pub of: u64,
    /// The arguments of the command line but for what differs between shards.
    pub command: Vec<String>,
}

/// A file that is a part of a run.
#[derive(Debug, Clone)]
pub struct PartFile {
    /// Where it lies.
    pub path: PathBuf,
    /// What it is a part of.
    pub origin: Origin,
    /// The instruction set that it was computed with.
    pub cpu: String,
    /// The shard, counted from 1; none for what is known after a pass.
    pub shard: Option<u64>,
    /// The pass, counted from 1: that of the shard, or the next.
    pub pass: u32,
    /// The hash of what the pass looked for; empty for the first.
    pub step: String,
    content: Vec<u8>,
}

/// What carrying out a shard came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// The file of the part.
    pub file: PathBuf,
    /// The pass, counted from 1.
    pub pass: u32,
    /// Whether the part was there already.
    pub was_there: bool,
}

/// What merging parts came to.
#[derive(Debug)]
pub enum MergedParts {
    /// Another pass is needed; what it looks for has been laid beside the parts.
    Next {
        /// Its number.
        pass: u32,
        /// Where what it looks for has been written.
        files: Vec<PathBuf>,
    },
    /// The run.
    Run(Box<Run>),
}

const PART: &str = "part";
const STEP: &str = "step";

impl PartFile {
    /// Reads a file.
    ///
    /// # Errors
    /// [`Error::Question`] that says what is wrong with it: it is not a part, is cut off, or has been changed.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let wrong = |what: &str| Error::Question(format!("{}: {what}", path.display()));
        let bytes = disk::read(path).map_err(|source| ExportError::File { path: path.to_owned(), source })?;
        let end = bytes.iter().position(|byte| *byte == b'\n').ok_or_else(|| wrong("is not a part of a run"))?;
        let head: Value = serde_json::from_slice(&bytes[..end]).map_err(|_| wrong("is not a part of a run"))?;
        let read = |head: &Value| {
            let text = |key: &str| head[key].as_str().map(str::to_owned);
            let command = head["command"].as_array()?.iter().map(|word| word.as_str().map(str::to_owned));
            let shard = match head["kind"].as_str()? {
                PART => Some(head["shard"].as_u64()?),
                STEP => None,
                _ => return None,
            };
            Some(Self {
                path: path.to_owned(),
                origin: Origin {
                    version: text("version")?,
                    scenario: text("scenario")?,
                    hash: text("hash")?,
                    seed: head["seed"].as_u64()?,
                    draws: head["draws"].as_u64()?,
                    sampler: text("sampler")?,
                    of: head["of"].as_u64()?,
                    command: command.collect::<Option<_>>()?,
                },
                cpu: text("cpu")?,
                shard,
                pass: u32::try_from(head["pass"].as_u64()?).ok()?,
                step: text("step")?,
                content: bytes[end + 1..].to_vec(),
            })
        };
        let part = read(&head).ok_or_else(|| wrong("is not a part of a run"))?;
        let length = head["bytes"].as_u64().unwrap_or(0);
        if (part.content.len() as u64) < length {
            return Err(wrong(&format!("is cut off: {} of {length} bytes are there", part.content.len())));
        }
        if part.content.len() as u64 > length || part.bytes() != bytes {
            return Err(wrong("has been changed: it has another hash than it says"));
        }
        Ok(part)
    }

    /// All parts in files and folders, each once.
    ///
    /// # Errors
    /// As [`Self::read`], or a folder has none; all problems together.
    pub fn read_all(paths: &[PathBuf]) -> Result<Vec<Self>, Error> {
        let (mut files, mut problems) = (Vec::new(), Vec::new());
        for path in paths {
            if !path.is_dir() {
                files.push(path.clone());
                continue;
            }
            let inside = disk::read_dir(path).map_err(|source| ExportError::File { path: path.clone(), source })?;
            let mut inside: Vec<PathBuf> =
                inside.flatten().map(|entry| entry.path()).filter(|path| is(path, PART)).collect();
            if inside.is_empty() {
                problems.push(format!(
                    "{}: has no parts; `catchup run FILE --shard K/N --part` writes them",
                    path.display()
                ));
            }
            inside.sort();
            files.extend(inside);
        }
        let mut known = std::collections::HashSet::new();
        files.retain(|file| known.insert(file.canonicalize().unwrap_or_else(|_| file.clone())));
        let mut parts = Vec::new();
        for file in files {
            match Self::read(&file) {
                Ok(part) => parts.push(part),
                Err(error) => problems.push(error.to_string()),
            }
        }
        if problems.is_empty() { Ok(parts) } else { Err(Error::Question(problems.join("\n"))) }
    }

    fn bytes(&self) -> Vec<u8> {
        let Origin { version, scenario, hash, seed, draws, sampler, of, command } = &self.origin;
        let head = json!({
            "program": "catchup", "kind": if self.shard.is_some() { PART } else { STEP }, "version": version,
            "scenario": scenario, "hash": hash, "seed": seed, "draws": draws, "sampler": sampler, "cpu": self.cpu,
            "shard": self.shard, "of": of, "pass": self.pass, "step": self.step, "command": command,
            "bytes": self.content.len(),
        });
        // The hash is of the line too: who changes the number of a shard changes what it is a part of.
        let mut bytes = format!("{head}\n").into_bytes();
        bytes.extend(&self.content);
        let hash = hash_of(&bytes);
        let line = head.to_string();
        let mut sealed = format!("{},\"sha256\":\"{hash}\"}}\n", line.strip_suffix('}').unwrap_or(&line)).into_bytes();
        sealed.extend(&self.content);
        sealed
    }

    fn write(&self) -> Result<(), Error> {
        write_bytes_file(&self.path, &self.bytes(), true, |_| Ok(()))
    }

    fn as_next(&self) -> NextPass {
        NextPass { pass: self.pass, known: self.content.clone() }
    }
}

fn is(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|own| own == ending)
}

impl Session {
    /// Carries out the next pass over the draws of a shard, and writes what it found into a folder, unless it is there:
    /// the first pass, or the one that a merge has asked for. `command` are the arguments of the command line but for what
    /// differs between shards.
    ///
    /// # Errors
    /// The folder has parts of another run, or cannot take the file; a run gives nothing.
    pub fn write_part(
        &self,
        shard: Shard,
        folder: &Path,
        command: Vec<String>,
        progress: &dyn Progress,
    ) -> Result<Carried, Error> {
        disk::create_dir_all(folder).map_err(|source| ExportError::File { path: folder.to_owned(), source })?;
        let origin = self.origin(shard.of, command);
        let step = step_in(folder, &origin)?;
        let pass = step.as_ref().map_or(1, |step| step.pass);
        let path = folder.join(format!("{}-of-{}.pass-{pass}.{PART}", shard.number, shard.of));
        let looked_for = step.as_ref().map_or_else(String::new, |step| hash_of(&step.content));
        let cpu = dispatch::level().name().to_owned();
        // One that is broken is made again.
        if let Some(there) = path.exists().then(|| PartFile::read(&path).ok()).flatten() {
            same(&there, &origin, folder)?;
            if there.step == looked_for && there.shard == Some(shard.number) && there.cpu == cpu {
                return Ok(Carried { file: path, pass, was_there: true });
            }
        }
        let next = step.map(|step| step.as_next());
        let content = self.shard(shard, next.as_ref(), progress)?;
        PartFile { path: path.clone(), origin, cpu, shard: Some(shard.number), pass, step: looked_for, content }
            .write()?;
        Ok(Carried { file: path, pass, was_there: false })
    }

    /// Merges parts of all shards of this scenario: a run, or what another pass looks for, which is laid beside the parts.
    /// Parts of several instruction sets, which differ by rounding, are merged only if that is allowed.
    ///
    /// # Errors
    /// [`Error::Question`] that names the parts that are missing, double, or of another run; a run gives nothing.
    pub fn merge(&self, parts: &[PartFile], mixed: bool, progress: &dyn Progress) -> Result<MergedParts, Error> {
        let Some(first) = parts.first() else { return Err(Error::Question("there are no parts".to_owned())) };
        let origin = self.origin(first.origin.of, first.origin.command.clone());
        let problems = strangers(parts, &origin, mixed);
        if !problems.is_empty() {
            return Err(Error::Question(problems.join("\n")));
        }
        let mut passes: Vec<Vec<Vec<u8>>> = Vec::new();
        let mut step = String::new();
        for pass in 1.. {
            let own: Vec<&PartFile> = parts.iter().filter(|part| part.pass == pass && part.step == step).collect();
            passes.push(in_order(&own, pass, origin.of)?.into_iter().map(|part| part.content.clone()).collect());
            match self.join(&passes, &cpus(parts), progress)? {
                Joined::Run(run) => return Ok(MergedParts::Run(run)),
                Joined::Next(next) => {
                    step = hash_of(&next.known);
                    let other = parts.iter().filter(|part| part.pass == next.pass && part.step != step);
                    let stale =
                        |part: &PartFile| format!("{}: is of another merge: run its shard again", part.path.display());
                    let stale: Vec<String> = other.map(stale).collect();
                    if !stale.is_empty() {
                        lay(&next, parts, &origin)?;
                        return Err(Error::Question(stale.join("\n")));
                    }
                    if !parts.iter().any(|part| part.pass == next.pass && part.step == step) {
                        return Ok(MergedParts::Next { pass: next.pass, files: lay(&next, parts, &origin)? });
                    }
                }
            }
        }
        unreachable!("a merge ends")
    }

    fn origin(&self, of: u64, command: Vec<String>) -> Origin {
        let header = &self.file.model.header;
        Origin {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            scenario: header.id.clone(),
            hash: header.hash.clone(),
            seed: header.ensemble.seed,
            draws: header.ensemble.draws.value,
            sampler: header.ensemble.sampler.name().to_owned(),
            of,
            command,
        }
    }
}

/// What the latest merge has asked for, if that is of this run.
fn step_in(folder: &Path, origin: &Origin) -> Result<Option<PartFile>, Error> {
    let inside = disk::read_dir(folder).map_err(|source| ExportError::File { path: folder.to_owned(), source })?;
    let paths = inside.flatten().map(|entry| entry.path()).filter(|path| is(path, STEP));
    let steps = paths.map(|path| PartFile::read(&path)).collect::<Result<Vec<_>, _>>()?;
    for step in &steps {
        same(step, origin, folder)?;
    }
    Ok(steps.into_iter().max_by_key(|step| step.pass))
}

/// Sees to it that a part in a folder is of this run.
fn same(part: &PartFile, origin: &Origin, folder: &Path) -> Result<(), Error> {
    match differences(&part.origin, origin) {
        differences if differences.is_empty() => Ok(()),
        differences => Err(Error::Question(format!(
            "{} has parts of another run ({}: {}): remove them, or give another folder with --part",
            folder.display(),
            part.path.file_name().unwrap_or_default().to_string_lossy(),
            differences.join(", ")
        ))),
    }
}

/// The instruction sets of parts, each once.
fn cpus(parts: &[PartFile]) -> String {
    let mut found: Vec<&str> = parts.iter().map(|part| part.cpu.as_str()).collect();
    found.sort_unstable();
    found.dedup();
    found.join(", ")
}

/// What differs between the runs that parts are of.
fn differences(part: &Origin, origin: &Origin) -> Vec<String> {
    let of = |what: &str, is: &dyn ToString, should: &dyn ToString| {
        let (is, should) = (is.to_string(), should.to_string());
        (is != should).then(|| format!("{what} {is}, not {should}"))
    };
    let mut found: Vec<String> = [
        of("version", &part.version, &origin.version),
        of("scenario", &part.scenario, &origin.scenario),
        of("seed", &part.seed, &origin.seed),
        of("draws", &part.draws, &origin.draws),
        of("sampler", &part.sampler, &origin.sampler),
        of("number of shards", &part.of, &origin.of),
    ]
    .into_iter()
    .flatten()
    .collect();
    if found.is_empty() && part.hash != origin.hash {
        found.push("its files, or what was set on the command line, were other ones".to_owned());
    }
    found
}

/// What is wrong with parts that are not of one run.
fn strangers(parts: &[PartFile], origin: &Origin, mixed: bool) -> Vec<String> {
    let mut problems = Vec::new();
    for part in parts {
        let differences = differences(&part.origin, origin);
        if !differences.is_empty() {
            problems.push(format!("{}: is of another run: {}", part.path.display(), differences.join(", ")));
        }
        if part.shard.is_none_or(|shard| shard == 0 || shard > origin.of) {
            problems.push(format!("{}: is no shard of {}", part.path.display(), origin.of));
        }
    }
    if let Some(other) = parts.iter().find(|part| part.cpu != parts[0].cpu).filter(|_| !mixed) {
        problems.push(format!(
            "{}: was computed with the instruction set {}, and {} with {}: their last digits differ by rounding; \
             --mixed merges them all the same",
            other.path.display(),
            other.cpu,
            parts[0].path.display(),
            parts[0].cpu
        ));
    }
    problems
}

/// The parts of a pass in the order of shards, each once.
fn in_order<'p>(parts: &[&'p PartFile], pass: u32, of: u64) -> Result<Vec<&'p PartFile>, Error> {
    let mut sorted = parts.to_vec();
    sorted.sort_by_key(|part| part.shard);
    let mut problems: Vec<String> = Vec::new();
    for pair in sorted.windows(2).filter(|pair| pair[0].shard == pair[1].shard) {
        let (one, other) = (pair[0].path.display(), pair[1].path.display());
        let shard = pair[0].shard.unwrap_or_default();
        problems.push(format!("shard {shard}/{of} is there twice in pass {pass}: {one} and {other}"));
    }
    let missing: Vec<String> = (1..=of)
        .filter(|shard| sorted.binary_search_by_key(&Some(*shard), |part| part.shard).is_err())
        .map(|shard| format!("{shard}/{of}"))
        .collect();
    if !missing.is_empty() {
        let shown: Vec<&str> = missing.iter().take(20).map(String::as_str).collect();
        let more = if missing.len() > 20 { format!(" and {} more", missing.len() - 20) } else { String::new() };
        let many = if missing.len() == 1 { "shard" } else { "shards" };
        problems.push(format!("pass {pass} lacks {many} {}{more}", shown.join(", ")));
    }
    if problems.is_empty() { Ok(sorted) } else { Err(Error::Question(problems.join("\n"))) }
}

/// Lays what the next pass looks for into each folder that has parts.
fn lay(next: &NextPass, parts: &[PartFile], origin: &Origin) -> Result<Vec<PathBuf>, Error> {
    let folder = |part: &PartFile| part.path.parent().unwrap_or(Path::new("")).to_owned();
    let mut folders: Vec<PathBuf> = parts.iter().map(folder).collect();
    folders.sort();
    folders.dedup();
    let file = |folder: &PathBuf| {
        let path = folder.join(format!("pass-{}.{STEP}", next.pass));
        let step = PartFile {
            path: path.clone(),
            origin: origin.clone(),
            cpu: parts[0].cpu.clone(),
            shard: None,
            pass: next.pass,
            step: String::new(),
            content: next.known.clone(),
        };
        step.write().map(|()| path)
    };
    folders.iter().map(file).collect()
}
