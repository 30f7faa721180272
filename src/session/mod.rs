//! What a front end may ask: open a scenario, see what it has, set what differs, run it, compare it, and ask of it.
//!
//! A command line, a page, a Python package and a program of yours stand on the same few nouns. Nothing here prints, and
//! nothing knows of a command line.

mod ask;
mod backtest;
mod compare;
mod error;
#[cfg(feature = "models")]
mod export_model;
mod fit;
mod forecast;
mod health;
#[cfg(feature = "models")]
mod import;
mod imported;
mod inventory;
mod lock;
mod moment;
mod open;
mod origin;
mod range;
#[cfg(any(test, feature = "records"))]
mod records;
mod run;
mod sensitivity;
mod shard;
mod solve;
mod table;
#[cfg(test)]
mod tests;
mod tidy;
mod vary;
#[cfg(feature = "report")]
pub mod write;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::analysis::compare::Compared;
use crate::diagnostic::{Diagnostic, Diagnostics, Source, Span, Spanned};
use crate::model::Model;
use crate::numeric::dispatch;
use crate::scenario::portable::newer;
use crate::wording::number;

#[cfg(feature = "explorer")]
pub(crate) use vary::{Glance, Moved};

pub use crate::analysis::compare::{Group, Step, combinations};
pub use crate::analysis::sensitivity::{Effects, Indices, Interval, Swing};
pub use crate::analysis::{Discovery, Driver, Limits, Miss, NextPass, Region, RunError, RunOptions, Shard};
pub use crate::calendar::{Span as Frequency, Stamp, Unit as TimeUnit};
pub use crate::data::{Columns, DateOrder, Decimal, Summary as SeriesSummary};
pub use crate::encoding::Encoding;
pub use crate::engine::{Ensemble, Progress};
pub use crate::numeric::weights::Weights;
pub use crate::projection::Input;
pub use crate::scenario::files::{Disk, Files, Memory, Recorded};
pub use crate::scenario::history::Written;
pub use crate::scenario::options::{Options, parse_memory};
pub use crate::scenario::schema::json_schema;
pub use crate::scenario::variation::Variation;
pub use crate::scenario::{Estimated, ParameterEstimate, Sampler};
pub use ask::{Answered, Condition};
pub use backtest::Backtested;
pub use compare::{CompareOptions, compare};
pub use error::Error;
pub use fit::{FitColumns, FitData, FitHistory, FitOptions, FitRequest, Fits, Skipped};
pub use health::Health;
#[cfg(feature = "models")]
pub use import::{ImportedModel, import_model, is_model};
pub use imported::Imported;
pub use inventory::{Lever, Size, Target, Variable};
pub use lock::Locked;
pub use moment::{Moment, computed, when};
pub use open::distinct;
pub use run::Run;
pub use sensitivity::{Method as SensitivityMethod, Sensitivity, SensitivityRequest};
pub use shard::Joined;
pub use solve::Goal;
pub use table::{Forecast, ForecastOptions, LEVELS, Learned, ScoreOptions, Scores, Table, TableOptions, level_name};

/// An open scenario: a file merged with all it extends, what was set on it, and the checked model.
///
/// It stays open: setting a lever or an assumption checks the model anew and leaves everything else as it was, so that two
/// sessions of one file share their random numbers.
#[derive(Debug, Clone)]
pub struct Session {
    path: PathBuf,
    file: Compared,
    options: Options,
    warnings: Vec<Diagnostic>,
}

impl Session {
    /// Opens a scenario file.
    ///
    /// # Errors
    /// Everything that is wrong with the file, with what it extends and with the data it names, each with its place.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Diagnostics> {
        Self::open_with(path, Options::default())
    }

    /// As [`Self::open`], with what takes precedence over the file: draws, seed, settings.
    ///
    /// # Errors
    /// As [`Self::open`]; what is wrong with the options points into their texts.
    pub fn open_with(path: impl AsRef<Path>, options: Options) -> Result<Self, Diagnostics> {
        open::open(Arc::new(Disk), path.as_ref(), options)
    }

    /// As [`Self::open_with`], with the file, what it extends and the data it names among other files than those of the
    /// system, such as texts in [`Memory`].
    ///
    /// # Errors
    /// As [`Self::open_with`].
    pub fn open_from(files: Arc<dyn Files>, path: impl AsRef<Path>, options: Options) -> Result<Self, Diagnostics> {
        open::open(files, path.as_ref(), options)
    }

    /// Opens a scenario that is a text, under a name such as that of a file without its ending. It can extend nothing and name
    /// no data: [`Self::open_from`] takes several texts.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn from_text(name: &str, text: &str) -> Result<Self, Diagnostics> {
        let path = format!("{name}.toml");
        Self::open_from(Arc::new(Memory::new([(path.as_str(), text)])), &path, Options::default())
    }

    /// What the file, and each that it extends, has of TOML 1.1 that readers of TOML 1.0 refuse.
    #[must_use]
    pub fn newer_toml(&self) -> Vec<Diagnostic> {
        self.file.merged.sources().iter().flat_map(newer).collect()
    }

    /// Opens several files with the same options; the problems of all are reported together.
    ///
    /// # Errors
    /// As [`Self::open_with`], of all files.
    pub fn open_all(paths: &[PathBuf], options: &Options) -> Result<Vec<Self>, Diagnostics> {
        let (mut sessions, mut problems) = (Vec::new(), Vec::new());
        for path in paths {
            match Self::open_with(path, options.clone()) {
                Ok(session) => sessions.push(session),
                Err(found) => problems.extend(found.into_vec()),
            }
        }
        if problems.is_empty() { Ok(sessions) } else { Err(Diagnostics::from(problems)) }
    }

    /// The same scenario with other options, in the place of all that were given before. The file is not read again.
    ///
    /// # Errors
    /// As [`Self::open_with`].
    pub fn with(&self, options: Options) -> Result<Self, Diagnostics> {
        open::of_merged(self.file.merged.clone(), &self.path, options, Diagnostics::new())
    }

    /// Fixes an assumption or sets a lever, `NAME` or `NAME[element]`, to a number in its declared unit.
    ///
    /// # Errors
    /// The name or element is unknown, the lever's bounds do not allow the number, or the model is not valid with it; the
    /// session then stays as it was.
    pub fn set(&mut self, name: &str, value: f64) -> Result<(), Diagnostics> {
        let mut options = self.options.clone();
        options.set.push(format!("{name}={value}"));
        *self = self.with(options)?;
        Ok(())
    }

    /// Takes back everything that was set.
    ///
    /// # Errors
    /// None that opening the file has not had.
    pub fn reset(&mut self) -> Result<(), Diagnostics> {
        *self = self.with(Options { set: Vec::new(), ..self.options.clone() })?;
        Ok(())
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The name of the file without its ending: the name of the scenario in tables and of its output folder.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.file.model.header.id
    }

    /// Files of the worlds that the scenario would have paths laid into: `worlds` in `[comparison]`.
    #[must_use]
    pub fn worlds(&self) -> &[PathBuf] {
        &self.file.model.header.worlds
    }

    /// The same scenario under another name and title, for one file that is compared with several settings.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        let header = &mut self.file.model.header;
        name.clone_into(&mut header.id);
        name.clone_into(&mut header.about.title);
        self
    }

    /// SHA-256 over the texts of all files that were read and of what was set, in hexadecimal.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.file.model.header.hash
    }

    /// All files that were read, data among them.
    pub fn files_read(&self) -> impl Iterator<Item = &Path> {
        self.file.model.header.inputs.iter().map(|input| input.path.as_path())
    }

    /// Seed and sampler of runs.
    #[must_use]
    pub fn sampling(&self) -> (u64, Sampler) {
        let ensemble = &self.file.model.header.ensemble;
        (ensemble.seed, ensemble.sampler)
    }

    /// The instruction set that numbers are computed with on this machine: for one of them and one version, bits are equal.
    #[must_use]
    pub fn cpu() -> &'static str {
        dispatch::level().name()
    }

    /// The title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.file.model.header.about.title
    }

    /// The story in a few sentences.
    #[must_use]
    pub fn narrative(&self) -> &str {
        &self.file.model.header.about.narrative
    }

    /// Whether it is a base file that others extend.
    #[must_use]
    pub fn is_template(&self) -> bool {
        self.file.model.header.about.template
    }

    /// How many draws a run has.
    #[must_use]
    pub fn draws(&self) -> u64 {
        self.file.model.header.ensemble.draws.value
    }

    /// What was fitted to history when the file was read.
    #[must_use]
    pub fn fits(&self) -> &[Estimated] {
        &self.file.model.header.estimated
    }

    /// What takes precedence over the file.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// What is worth knowing of the file though it is valid.
    #[must_use]
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// The checked model.
    #[cfg_attr(not(feature = "cli"), allow(dead_code, reason = "the sheet of a model is what the program shows"))]
    pub(crate) fn model(&self) -> &Model {
        &self.file.model
    }
}

/// A text that was given, so that problems can point into it; `name` says where it was.
fn given(name: &str, text: &str) -> Spanned<String> {
    let source = Source::new(name, text);
    Spanned::new(text.to_owned(), Span::new(&source, 0..text.len()))
}
