//! Files that are parts of a run: what shards have found, and what later passes look for.
//!
//! A file begins with a line that says what it is a part of, as JSON, with the length of what follows and the hash of both. Each
//! is written whole or not at all, and is the same bytes whenever it is made.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::single::write_bytes_file;
use crate::export::disk;
use crate::scenario::merged::hash_of;
use crate::session::{Error, NextPass};

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

impl Origin {
    /// Which run it is, whatever the command line was.
    fn run(&self) -> (&str, &str, &str, u64, u64, &str, u64) {
        (&self.version, &self.scenario, &self.hash, self.seed, self.draws, &self.sampler, self.of)
    }
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
    pub(super) content: Vec<u8>,
}

pub(super) const PART: &str = "part";
pub(super) const STEP: &str = "step";

impl PartFile {
    /// Reads a file.
    ///
    /// # Errors
    /// [`Error::Question`] that says what is wrong with it: it is not a part, is cut off, or has been changed.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let wrong = |what: &str| Error::Question(format!("{}: {what}", path.display()));
        let bytes = disk::read(path).map_err(|why| unread(path, &why))?;
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
                // What a merge has laid beside the parts comes with `parts/*`.
                files.extend((!is(path, STEP)).then(|| path.clone()));
                continue;
            }
            match in_folder(path, PART) {
                Ok(inside) if inside.is_empty() => problems.push(format!(
                    "{}: has no parts; `catchup run FILE --shard K/N --part FOLDER` writes them",
                    path.display()
                )),
                Ok(inside) => files.extend(inside),
                Err(error) => problems.push(error.to_string()),
            }
        }
        let mut known = HashSet::new();
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

    /// A part of the run that most of these are of.
    #[must_use]
    pub fn like_most(parts: &[Self]) -> Option<&Self> {
        let mut alike = HashMap::new();
        for part in parts {
            *alike.entry(part.origin.run()).or_insert(0) += 1;
        }
        // Of runs with as many parts, that of the first.
        parts.iter().rev().max_by_key(|part| alike[&part.origin.run()])
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

    /// Writes the file.
    pub(super) fn write(&self) -> Result<(), Error> {
        write_bytes_file(&self.path, &self.bytes(), true, |_| Ok(()))
    }

    /// What it says a pass looks for.
    pub(super) fn as_next(&self) -> NextPass {
        NextPass { pass: self.pass, known: self.content.clone() }
    }
}

/// The files of a folder with an ending, in order of their names.
pub(super) fn in_folder(folder: &Path, ending: &str) -> Result<Vec<PathBuf>, Error> {
    let entries = disk::read_dir(folder).map_err(|why| unread(folder, &why))?;
    let mut found: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|path| is(path, ending)).collect();
    found.sort();
    Ok(found)
}

/// Whether a file has an ending, and is no hidden one that a killed run has left.
fn is(path: &Path, ending: &str) -> bool {
    let hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
    !hidden && path.is_file() && path.extension().is_some_and(|own| own == ending)
}

fn unread(path: &Path, why: &io::Error) -> Error {
    let why = if why.kind() == io::ErrorKind::NotFound {
        "there is no such file or folder".to_owned()
    } else {
        format!("cannot be read: {why}")
    };
    Error::Question(format!("{}: {why}", path.display()))
}
