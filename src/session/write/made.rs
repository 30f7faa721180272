//! How results were made: what stands in the manifest.

use std::path::Path;
use std::time::Duration;

use crate::charts;
use crate::export::{Manifest, Ran, packable};
use crate::numeric::dispatch;
use crate::parallel;
use crate::scenario::merged::Input;
use crate::session::{Error, Session, Table};

/// How numbers were drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Seed.
    pub seed: u64,
    /// Draws; 0 where there are none.
    pub draws: u64,
    /// `sobol`, `latin-hypercube` or `random`; else how numbers were made.
    pub sampler: String,
}

impl Made {
    /// The manifest of results that were made of these scenarios, with this machine and program, with these warnings.
    pub(super) fn manifest(
        self,
        scenarios: Vec<Ran>,
        times: &[(String, Duration)],
        mut warnings: Vec<String>,
    ) -> Manifest {
        warnings.extend(charts::missing_note());
        Manifest {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            scenarios,
            reference: None,
            seed: self.seed,
            draws: self.draws,
            sampler: self.sampler,
            cpu: dispatch::level().name().to_owned(),
            threads: parallel::threads(),
            times: times.to_vec(),
            warnings,
        }
    }
}

impl Session {
    /// What a manifest says of it.
    pub(super) fn ran(&self) -> Ran {
        let header = &self.file.model.header;
        Ran {
            id: header.id.clone(),
            title: header.about.title.clone(),
            hash: header.hash.clone(),
            files: header.files.clone(),
            inputs: header.inputs.clone(),
            overrides: header.overrides.clone(),
            estimated: header.estimated.clone(),
        }
    }

    /// Whether what was read can be laid beside results.
    ///
    /// # Errors
    /// [`Error::Output`] if a file names another by an absolute path.
    pub fn check_packable(&self) -> Result<(), Error> {
        Ok(packable(&[self.ran()])?)
    }

    /// The messages of its warnings.
    pub(super) fn warned(&self) -> Vec<String> {
        self.warnings.iter().map(|warning| warning.message.clone()).collect()
    }

    /// The manifest of results of this scenario alone.
    pub(super) fn manifest(&self, made: Made, times: &[(String, Duration)]) -> Manifest {
        made.manifest(vec![self.ran()], times, self.warned())
    }
}

impl Table {
    /// What a manifest says of it.
    ///
    /// # Errors
    /// Its text was not held, and has changed since it was read.
    pub(super) fn ran(&self, title: String) -> Result<Ran, Error> {
        Ok(data(self.id(), title, &self.path, self.text.hashes()?))
    }
}

/// What a manifest says of data in one file: with its hash, and that of a list that has it alone.
pub(super) fn data(id: String, title: String, file: &Path, [own, hash]: [String; 2]) -> Ran {
    let inputs = vec![Input { path: file.to_owned(), hash: own }];
    Ran { id, title, hash, files: vec![file.to_owned()], inputs, overrides: Vec::new(), estimated: Vec::new() }
}
