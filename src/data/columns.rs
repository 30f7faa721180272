//! What a front end may say of a table: its columns, rows, and how it is written.

use super::clock::DateOrder;
use super::frame::Asked;
use super::number::Decimal;
use super::roles::asked;
use crate::calendar::Span as Frequency;
use crate::encoding::Encoding;

/// What is asked for of a table; what is not is found.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    /// The column that tells series apart.
    pub series: Option<String>,
    /// The column of times.
    pub time: Option<String>,
    /// The column of values.
    pub value: Option<String>,
    /// The column that says `train` or `test`.
    pub split: Option<String>,
    /// The columns over which series add up to totals, or `series` for all series of a table.
    pub adds_up: Vec<String>,
    /// Only rows in which these columns have these texts.
    pub filter: Vec<(String, String)>,
    /// What comes before decimals, where cells leave that open.
    pub decimal: Option<Decimal>,
    /// Which number of `03/04/2020` is the day, where cells leave that open.
    pub order: Option<DateOrder>,
    /// The kind of times that is read, where there are several.
    pub frequency: Option<Frequency>,
    /// The sheet of a workbook; the first with a table unless given.
    pub sheet: Option<String>,
    /// The cells of a sheet, as `B3:H40`; the first table on it unless given.
    pub range: Option<String>,
    /// The encoding of a text; what its marks or its letters say unless given.
    pub encoding: Option<Encoding>,
    /// Texts that stand for what is missing, beside the usual ones.
    pub missing: Vec<String>,
}

impl Columns {
    /// The same with places: those of the options of a command line.
    #[must_use]
    pub fn asked(&self) -> Asked {
        let given = |name: &Option<String>, option| name.as_ref().map(|name| asked(option, name));
        Asked {
            series: given(&self.series, "--series"),
            time: given(&self.time, "--time"),
            value: given(&self.value, "--value"),
            split: given(&self.split, "--split"),
            adds_up: self.adds_up.iter().map(|name| asked("--adds-up", name)).collect(),
            filter: self.filter.iter().map(|(name, text)| (asked("--where", name), asked("--where", text))).collect(),
            decimal: self.decimal,
            order: self.order,
            frequency: self.frequency,
            missing: self.missing.clone(),
        }
    }
}
