//! Shards of a run carried out into a folder of parts, and parts merged to the run that one machine would have done.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::part::{Origin, PART, PartFile, STEP, in_folder};
use crate::diagnostic::counted;
use crate::engine::Progress;
use crate::export::{ExportError, disk};
use crate::numeric::dispatch;
use crate::numeric::sorting::sort_by_key;
use crate::scenario::merged::hash_of;
use crate::session::{Error, Joined, NextPass, Run, Session, Shard};

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
        if folder.is_file() {
            return Err(Error::Question(format!("{} is a file: --part names a folder", folder.display())));
        }
        disk::create_dir_all(folder).map_err(|source| ExportError::File { path: folder.to_owned(), source })?;
        let origin = self.origin(shard.of, command);
        // A part that was lost or broken since is made again, whatever pass it is of.
        let mut carried = self.write_pass(shard, folder, &origin, None, progress)?;
        for step in steps_in(folder, &origin)? {
            let next = self.write_pass(shard, folder, &origin, Some(&step), progress)?;
            carried = Carried { was_there: carried.was_there && next.was_there, ..next };
        }
        Ok(carried)
    }

    fn write_pass(
        &self,
        shard: Shard,
        folder: &Path,
        origin: &Origin,
        step: Option<&PartFile>,
        progress: &dyn Progress,
    ) -> Result<Carried, Error> {
        let pass = step.map_or(1, |step| step.pass);
        let path = folder.join(format!("{}-of-{}.pass-{pass}.{PART}", shard.number, shard.of));
        let looked_for = step.map_or_else(String::new, |step| hash_of(&step.content));
        let cpu = dispatch::level().name().to_owned();
        if let Some(there) = path.exists().then(|| PartFile::read(&path).ok()).flatten() {
            same(&there, origin, folder)?;
            if there.step == looked_for && there.shard == Some(shard.number) && there.cpu == cpu {
                return Ok(Carried { file: path, pass, was_there: true });
            }
        }
        let content = self.shard(shard, step.map(PartFile::as_next).as_ref(), progress)?;
        let (origin, shard) = (origin.clone(), Some(shard.number));
        PartFile { path: path.clone(), origin, cpu, shard, pass, step: looked_for, content }.write()?;
        Ok(Carried { file: path, pass, was_there: false })
    }

    /// Merges parts of all shards of this scenario: a run, or what another pass looks for, which is laid beside the parts.
    /// Parts of several instruction sets, which differ by rounding, are merged only if that is allowed.
    ///
    /// # Errors
    /// [`Error::Question`] that names the parts that are missing, double, or of another run; a run gives nothing.
    pub fn merge(&self, parts: &[PartFile], mixed: bool, progress: &dyn Progress) -> Result<MergedParts, Error> {
        let Some(first) = PartFile::like_most(parts) else {
            return Err(Error::Question("there are no parts".to_owned()));
        };
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

/// What merges have asked for, pass by pass, if that is of this run.
fn steps_in(folder: &Path, origin: &Origin) -> Result<Vec<PartFile>, Error> {
    let mut steps = Vec::new();
    for path in in_folder(folder, STEP)? {
        let advice =
            |error: Error| Error::Question(format!("{error}: remove it, and merge again, which lays it there anew"));
        let step = PartFile::read(&path).map_err(advice)?;
        same(&step, origin, folder)?;
        steps.push(step);
    }
    sort_by_key(&mut steps, |step| step.pass);
    Ok(steps)
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

/// What is wrong with parts that are not of one run; what is wrong with several is said once.
fn strangers(parts: &[PartFile], origin: &Origin, mixed: bool) -> Vec<String> {
    let mut wrong: BTreeMap<String, Vec<&Path>> = BTreeMap::new();
    for part in parts {
        let differences = differences(&part.origin, origin);
        if !differences.is_empty() {
            let what = format!("of another run: {}", differences.join(", "));
            wrong.entry(what).or_default().push(&part.path);
        }
        if part.shard.is_none_or(|shard| shard == 0 || shard > origin.of) {
            wrong.entry(format!("no shard of {}", origin.of)).or_default().push(&part.path);
        }
    }
    let said = |(what, paths): (&String, &Vec<&Path>)| match paths[..] {
        [one] => format!("{}: is {what}", one.display()),
        [one, ..] => format!("{} and {} more: are {what}", one.display(), counted(paths.len() - 1, "part")),
        [] => what.clone(),
    };
    let mut problems: Vec<String> = wrong.iter().map(said).collect();
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
    sort_by_key(&mut sorted, |part| part.shard);
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
