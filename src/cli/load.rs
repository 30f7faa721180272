//! Reads and checks scenario files for commands.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::CliError;
use super::error::show;
use crate::analysis::checked;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::export::{Manifest, Ran};
use crate::model::Model;
use crate::model::check::{check, warnings};
use crate::numeric::dispatch;
use crate::scenario::merged::Merged;
use crate::scenario::options::Options;

/// A checked file and what is worth knowing of it.
pub(super) struct Loaded {
    pub path: PathBuf,
    pub merged: Merged,
    pub model: Model,
    pub warnings: Vec<Diagnostic>,
}

impl Loaded {
    /// How a run of this file came about; `sample` is seed, draws and sampler.
    pub(super) fn manifest(&self, sample: (u64, u64, String), times: &[(String, Duration)]) -> Manifest {
        let (seed, draws, sampler) = sample;
        Manifest {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            scenarios: vec![self.ran()],
            reference: None,
            seed,
            draws,
            sampler,
            cpu: dispatch::level().name().to_owned(),
            threads: rayon::current_num_threads(),
            times: times.to_vec(),
            warnings: self.warnings.iter().map(|warning| warning.message.clone()).collect(),
        }
    }

    /// What a manifest says of it.
    pub(super) fn ran(&self) -> Ran {
        let header = &self.model.header;
        Ran {
            id: header.id.clone(),
            title: header.about.title.clone(),
            hash: header.hash.clone(),
            files: header.files.clone(),
            overrides: header.overrides.clone(),
            estimated: header.estimated.clone(),
        }
    }
}

/// Errors of a file that leave everything else in it as it was written, so that the model can be checked all the same.
const HARMLESS: &[&str] = &[
    "unknown-key",
    "missing-source",
    "bad-csv",
    "missing-column",
    "no-rows",
    "not-a-number",
    "duplicate-time",
    "bad-set",
];

/// Reads and checks one file. Both say what is wrong in one go, unless what is wrong with the file would make the model
/// look wrong where it is not.
pub(super) fn load(path: &Path, options: &Options) -> Result<Loaded, Diagnostics> {
    let mut found = Diagnostics::new();
    let Some(merged) = Merged::load(path, &mut found) else { return Err(found) };
    let scenario = merged.scenario(options, &mut found);
    if found.has_errors() {
        let errors = || found.as_slice().iter().filter(|problem| problem.severity == Severity::Error);
        let mut problems = found.clone();
        if errors().all(|problem| HARMLESS.contains(&problem.code))
            && let Err(more) = check(scenario)
        {
            // A lag may lack a past only because its data could not be read.
            problems.extend(more.into_vec().into_iter().filter(|problem| problem.code != "lag-initial"));
        }
        return Err(problems);
    }
    let (model, estimated) = checked(scenario)?;
    let mut all = found.into_vec();
    all.extend(estimated);
    all.extend(warnings(&model));
    Ok(Loaded { path: path.to_owned(), merged, model, warnings: all })
}

/// Reads and checks files; the problems of all are reported together. Warnings are shown.
pub(super) fn load_all(paths: &[PathBuf], options: &Options, quiet: bool) -> Result<Vec<Loaded>, CliError> {
    let mut loaded = Vec::new();
    let mut problems = Vec::new();
    for path in paths {
        match load(path, options) {
            Ok(file) => loaded.push(file),
            Err(found) => problems.extend(found.into_vec()),
        }
    }
    if !problems.is_empty() {
        return Err(CliError::Input(Diagnostics::from(problems)));
    }
    if !quiet {
        let warnings: Vec<Diagnostic> = loaded.iter().flat_map(|file| file.warnings.clone()).collect();
        show(&warnings);
    }
    Ok(loaded)
}

/// Refuses two files of one name, which would be taken for one another.
pub(super) fn distinct(files: &[Loaded], why: &str) -> Result<(), CliError> {
    for (index, file) in files.iter().enumerate() {
        let id = &file.model.header.id;
        if let Some(other) = files[..index].iter().find(|other| other.model.header.id == *id) {
            let (first, second) = (other.path.display(), file.path.display());
            return Err(CliError::Usage(if other.path == file.path {
                format!("{first} is given twice")
            } else {
                format!("{first} and {second} {why}, `{id}`; rename one of them")
            }));
        }
    }
    Ok(())
}
