//! What `forecast` and `backtest` share: naming a table of series, and methods.

use std::path::PathBuf;

use super::CliError;
use crate::forecast::{Columns, Method};
use crate::session::{Table, TableOptions};

/// Which table, and what its columns are.
#[derive(Debug, Clone, clap::Args)]
pub struct TableArguments {
    /// Comma-separated values: long (a row for each series and time), or wide (a column for each series, or for each time).
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The column that tells series apart, in a long table.
    #[arg(long, value_name = "COLUMN")]
    series: Option<String>,
    /// The column of times.
    #[arg(long, value_name = "COLUMN")]
    time: Option<String>,
    /// The column of values, in a long table.
    #[arg(long, value_name = "COLUMN")]
    value: Option<String>,
    /// Steps in a season, where the times do not tell, such as 4 for quarters that are only numbered.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=1000))]
    season: Option<u16>,
    /// The most a value can be, such as 100 for a share in per cent; forecasts then stay between 0 and it.
    #[arg(long, value_name = "NUMBER", value_parser = positive)]
    max: Option<f64>,
}

impl TableArguments {
    /// Reads the table.
    pub fn read(&self, split: Option<&str>) -> Result<Table, CliError> {
        let columns = Columns {
            series: self.series.clone(),
            time: self.time.clone(),
            value: self.value.clone(),
            split: split.map(str::to_owned),
        };
        let options = TableOptions { columns, season: self.season.map(usize::from), maximum: self.max };
        Ok(Table::read(&self.file, &options)?)
    }
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
