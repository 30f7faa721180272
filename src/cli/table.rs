//! What commands that read tables share: naming a table, its columns and rows; and naming methods.

use std::path::PathBuf;

use super::CliError;
use crate::forecast::Method;
use crate::session::{Columns, DateOrder, Decimal, Encoding, Frequency, Table, TableOptions, Written};

/// Which columns and rows of a table are read, where that is not found by itself.
#[derive(Debug, Clone, clap::Args)]
pub struct ColumnArguments {
    /// The column that tells series apart, in a long table.
    #[arg(long, value_name = "COLUMN")]
    series: Option<String>,
    /// The column of times.
    #[arg(long, value_name = "COLUMN")]
    time: Option<String>,
    /// The column of values.
    #[arg(long, value_name = "COLUMN")]
    value: Option<String>,
    #[command(flatten)]
    rows: RowArguments,
}

/// Which rows of a table are read, and how its cells are written.
#[derive(Debug, Clone, clap::Args)]
pub struct RowArguments {
    /// Only rows in which a column has a text; may be given several times.
    #[arg(long = "where", value_name = "COLUMN=TEXT", value_parser = pair)]
    pub filter: Vec<(String, String)>,
    /// What comes before decimals, where nothing in a column decides what `1,234` is.
    #[arg(long, value_name = "point|comma", value_parser = decimal)]
    pub decimal: Option<Decimal>,
    /// How dates such as 03/04/2020 are written, where nothing in a column decides.
    #[arg(long, value_name = "day-first|month-first", value_parser = order)]
    pub dates: Option<DateOrder>,
    /// The kind of times that is read, where there are several: years, quarters, months or others.
    #[arg(long, value_name = "KIND", value_parser = frequency)]
    pub frequency: Option<Frequency>,
    /// The sheet of a workbook; the first with a table unless given.
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// The cells of a sheet, as B3:H40, or the name of a range; the first table on the sheet unless given.
    #[arg(long, value_name = "CELLS")]
    pub range: Option<String>,
    /// The encoding of a text, as windows-1252 or gb18030; what its marks or its letters say unless given.
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    pub encoding: Option<Encoding>,
    /// A text that stands for what is missing, beside the usual ones; may be given several times.
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub missing: Vec<String>,
}

impl RowArguments {
    /// How the table is written, as far as that was said.
    pub fn written(&self) -> Written {
        let (sheet, range) = (self.sheet.clone(), self.range.clone());
        Written {
            sheet,
            range,
            decimal: self.decimal,
            order: self.dates,
            frequency: self.frequency,
            encoding: self.encoding,
            missing: self.missing.clone(),
        }
    }

    /// Whether anything was given.
    pub fn says_something(&self) -> bool {
        !self.filter.is_empty() || self.written() != Written::default()
    }

    /// What is asked for of a table, without names of columns.
    pub fn columns(&self) -> Columns {
        let (sheet, range) = (self.sheet.clone(), self.range.clone());
        Columns {
            filter: self.filter.clone(),
            decimal: self.decimal,
            order: self.dates,
            frequency: self.frequency,
            sheet,
            range,
            encoding: self.encoding,
            missing: self.missing.clone(),
            ..Columns::default()
        }
    }
}

impl ColumnArguments {
    /// What is asked for of a table.
    pub fn columns(&self) -> Columns {
        let (series, time, value) = (self.series.clone(), self.time.clone(), self.value.clone());
        Columns { series, time, value, ..self.rows.columns() }
    }
}

/// Which table, and what its columns are.
#[derive(Debug, Clone, clap::Args)]
pub struct TableArguments {
    /// A table of series in any layout: a row for each value, a column for each series, or a column for each time.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[command(flatten)]
    columns: ColumnArguments,
    /// Columns over which series add up to totals, such as region,sector; or `series`: all series of the table do. Totals that
    /// the table does not have are made, and forecasts of parts and totals add up.
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',', conflicts_with = "max")]
    adds_up: Vec<String>,
    /// Steps in a season, where the times do not tell, such as 4 for quarters that are only numbered.
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    season: Option<usize>,
    /// The most a value can be, such as 100 for a share in per cent; forecasts then stay between 0 and it.
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    max: Option<f64>,
}

impl TableArguments {
    /// Flags that say how a table is read, and whether they were given.
    pub fn given(&self) -> [(&'static str, bool); 13] {
        let ColumnArguments { series, time, value, rows } = &self.columns;
        [
            ("--series", series.is_some()),
            ("--time", time.is_some()),
            ("--value", value.is_some()),
            ("--where", !rows.filter.is_empty()),
            ("--decimal", rows.decimal.is_some()),
            ("--dates", rows.dates.is_some()),
            ("--sheet", rows.sheet.is_some()),
            ("--range", rows.range.is_some()),
            ("--frequency", rows.frequency.is_some()),
            ("--encoding", rows.encoding.is_some()),
            ("--adds-up", !self.adds_up.is_empty()),
            ("--season", self.season.is_some()),
            ("--max", self.max.is_some()),
        ]
    }

    /// Reads the table.
    pub fn read(&self, split: Option<&str>) -> Result<Table, CliError> {
        let columns =
            Columns { split: split.map(str::to_owned), adds_up: self.adds_up.clone(), ..self.columns.columns() };
        let options = TableOptions { columns, season: self.season, maximum: self.max };
        Ok(Table::read(&self.file, &options)?)
    }
}

/// Reads `COLUMN=TEXT`.
pub(super) fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write COLUMN=TEXT")?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

fn decimal(text: &str) -> Result<Decimal, String> {
    match text {
        "point" | "." => Ok(Decimal::Point),
        "comma" | "," => Ok(Decimal::Comma),
        _ => Err("write point or comma".to_owned()),
    }
}

fn order(text: &str) -> Result<DateOrder, String> {
    match text {
        "day-first" => Ok(DateOrder::DayFirst),
        "month-first" => Ok(DateOrder::MonthFirst),
        _ => Err("write day-first or month-first".to_owned()),
    }
}

fn frequency(text: &str) -> Result<Frequency, String> {
    let help = "write years, fiscal years, half-years, quarters, months, weeks or days";
    Frequency::named(text).ok_or_else(|| help.to_owned())
}

fn encoding(text: &str) -> Result<Encoding, String> {
    Encoding::named(text).ok_or_else(|| crate::encoding::NAMES.to_owned())
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
