//! What `forecast` and `backtest` share: reading a table of series, and naming methods.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::CliError;
use crate::diagnostic::{Diagnostics, Source, Span};
use crate::export::{Manifest, Ran};
use crate::forecast::{Columns, Method, Panel};
use crate::numeric::{dispatch, parallel};
use crate::scenario::files::read_text;
use crate::scenario::merged::hash;

/// A table may have this many bytes.
const LARGEST: u64 = 1_000_000_000;

/// Which table, and what its columns are.
#[derive(Debug, Clone, clap::Args)]
pub struct Table {
    /// Comma-separated values: long (a row for each series and time), or wide (a column for each series, or for each time).
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The column that tells series apart, in a long table.
    #[arg(long, value_name = "COLUMN")]
    pub series: Option<String>,
    /// The column of times.
    #[arg(long, value_name = "COLUMN")]
    pub time: Option<String>,
    /// The column of values, in a long table.
    #[arg(long, value_name = "COLUMN")]
    pub value: Option<String>,
    /// Steps in a season, where the times do not tell, such as 4 for quarters that are only numbered.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub season: Option<u16>,
    /// The most a value can be, such as 100 for a share in per cent; forecasts then stay between 0 and it.
    #[arg(long, value_name = "NUMBER", value_parser = positive)]
    pub max: Option<f64>,
}

/// A table that has been read.
pub(super) struct Read {
    pub panel: Panel,
    pub source: Arc<Source>,
}

impl Table {
    /// Reads the table.
    pub fn read(&self, split: Option<&str>) -> Result<Read, CliError> {
        let shown = self.file.display().to_string();
        let named = Source::new("command line", shown.clone());
        let place = Span::new(&named, 0..shown.len());
        let source = read_text(&self.file, LARGEST).map_err(|problem| Diagnostics::from(vec![problem.at(place)]))?;
        let columns = Columns {
            series: self.series.clone(),
            time: self.time.clone(),
            value: self.value.clone(),
            split: split.map(str::to_owned),
        };
        let panel = Panel::read(&source, &columns, self.max)?;
        Ok(Read { panel, source })
    }

    /// Steps in a season: as asked for, or as the times say.
    pub fn period(&self, panel: &Panel) -> usize {
        self.season.map_or_else(|| panel.calendar.period(), usize::from)
    }

    /// The name of the file without its ending.
    pub fn id(&self) -> String {
        stem(&self.file)
    }
}

impl Read {
    /// How an output folder came about.
    pub fn manifest(
        &self,
        table: &Table,
        title: String,
        seed: u64,
        draws: u64,
        times: Vec<(String, std::time::Duration)>,
    ) -> Manifest {
        let ran = Ran {
            id: table.id(),
            title,
            hash: hash(std::iter::once(self.source.text.as_str())),
            files: vec![table.file.clone()],
            overrides: Vec::new(),
            estimated: Vec::new(),
        };
        Manifest {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            scenarios: vec![ran],
            reference: None,
            seed,
            draws,
            sampler: "calibrated errors of rolling origins".to_owned(),
            cpu: dispatch::level().name().to_owned(),
            threads: parallel::threads(),
            times,
            warnings: self.panel.notes.clone(),
        }
    }
}

fn stem(path: &Path) -> String {
    path.file_stem().map_or_else(|| "table".to_owned(), |stem| stem.to_string_lossy().into_owned())
}

/// Reads the name of a method.
pub(super) fn method(name: &str) -> Result<Method, String> {
    Method::named(name).ok_or_else(|| {
        let names: Vec<&str> = Method::ALL.iter().map(|method| method.name()).collect();
        let near = crate::diagnostic::did_you_mean(name, names.iter().copied());
        let hint = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
        format!("{hint}methods are {}", names.join(", "))
    })
}

fn positive(text: &str) -> Result<f64, String> {
    text.parse::<f64>()
        .ok()
        .filter(|number| number.is_finite() && *number > 0.0)
        .ok_or_else(|| "a number above zero is needed".to_owned())
}
