//! What is fitted: columns of a CSV file, or the history of a variable of a scenario.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::calendar::{Stamp, Unit};
use crate::diagnostic::{Diagnostics, Span};
use crate::fit::{Input, Observations};
use crate::scenario::files::{Disk, Files};
use crate::scenario::history::{DataFiles, Query, Table, Written};
use crate::scenario::merged;
use crate::selector;
use crate::session::moment::when;
use crate::session::{Error, Moment, given};

/// Which columns of a table are fitted. Where the table has no column of a usual name, `year` or `value`, it has its own.
#[derive(Debug, Clone)]
pub struct FitColumns {
    /// Times: years, or dates such as 2020Q1, 2020-03 and 2020-03-31.
    pub time: String,
    /// Values.
    pub value: String,
    /// Cumulative volumes, for laws of learning.
    pub volume: Option<String>,
    /// What is made in each period, for laws of scale.
    pub production: Option<String>,
    /// Stocks of knowledge, for learning by searching.
    pub knowledge: Option<String>,
    /// Weights: the variance of a value is in inverse proportion to its weight.
    pub weights: Option<String>,
    /// Only rows in which a column has a text.
    pub filter: Vec<(String, String)>,
    /// How the table is written, where that is not found by itself.
    pub written: Written,
}

impl FitColumns {
    /// The column of an input of laws of learning.
    #[must_use]
    pub fn input(&self, input: Input) -> Option<&str> {
        match input {
            Input::Volume => self.volume.as_deref(),
            Input::Production => self.production.as_deref(),
            Input::Knowledge => self.knowledge.as_deref(),
        }
    }
}

impl Default for FitColumns {
    fn default() -> Self {
        let [time, value] = ["year", "value"].map(str::to_owned);
        Self {
            time,
            value,
            volume: None,
            production: None,
            knowledge: None,
            weights: None,
            filter: Vec::new(),
            written: Written::default(),
        }
    }
}

/// Which values are taken, and what they are called.
#[derive(Debug, Clone)]
pub struct FitOptions {
    /// What values are multiplied by: 0.01 turns per cent into shares.
    pub factor: f64,
    /// First time that is used.
    pub from: Option<Moment>,
    /// Last time that is used.
    pub until: Option<Moment>,
    /// Unit of the values.
    pub unit: Option<String>,
    /// Name of what is fitted.
    pub name: Option<String>,
}

impl Default for FitOptions {
    fn default() -> Self {
        Self { factor: 1.0, from: None, until: None, unit: None, name: None }
    }
}

/// Where observations come from.
#[derive(Debug, Clone)]
pub(super) enum Origin {
    /// Columns of a file.
    Columns { file: PathBuf, columns: Box<FitColumns> },
    /// The history of a variable of this scenario, whose points of time are so many years apart.
    History { scenario: PathBuf, step: f64 },
}

/// Observations with what is known of them.
#[derive(Debug, Clone)]
pub struct FitData {
    /// Values by time, with the volumes that there are columns of.
    pub observations: Observations,
    /// What times are written in.
    pub times: Unit,
    /// Where each value stands.
    pub places: Vec<Span>,
    /// What a problem of all values points at.
    pub place: Span,
    /// What they are, for people.
    pub label: String,
    /// What they are, as a name.
    pub name: String,
    /// Unit.
    pub unit: String,
    /// Where they come from.
    pub source: String,
    /// The texts read.
    pub texts: Vec<String>,
    /// The files read.
    pub files: Vec<PathBuf>,
    /// These with their hashes.
    pub inputs: Vec<merged::Input>,
    /// What was done to the rows.
    pub notes: Vec<String>,
    pub(super) origin: Origin,
    pub(super) options: FitOptions,
}

impl FitData {
    /// Reads columns of a CSV file.
    ///
    /// # Errors
    /// The file or a column is not there, or cells are no numbers or times: each with its place.
    pub fn read(file: &Path, columns: &FitColumns, options: &FitOptions) -> Result<Self, Error> {
        Self::read_from(Arc::new(Disk), file, columns, options)
    }

    /// As [`Self::read`], from other files than those on disk.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_from(
        files: Arc<dyn Files>,
        file: &Path,
        columns: &FitColumns,
        options: &FitOptions,
    ) -> Result<Self, Error> {
        let shown = file.display().to_string();
        let filter = columns.filter.iter();
        let query = Query {
            file: given("command line", &shown),
            column: given("--column", &columns.value),
            time: Some(given("--time", &columns.time)),
            filter: filter.map(|(name, text)| (given("--where", name), given("--where", text))).collect(),
            written: columns.written.clone(),
        };
        let inputs: Vec<Input> = Input::ALL.into_iter().filter(|input| columns.input(*input).is_some()).collect();
        let options_of = inputs.iter().map(|input| (format!("--{}", input.name()), columns.input(*input)));
        let further = options_of.chain([("--weights".to_owned(), columns.weights.as_deref())]);
        let more: Vec<_> = further.filter_map(|(option, name)| Some(given(&option, name?))).collect();
        let mut files = DataFiles::new(files);
        let mut found = Diagnostics::new();
        let mut table = files.table(&query, &more, &mut found);
        if found.has_errors() {
            return Err(Error::Input(found));
        }
        let mut notes = notes(&table);
        notes.extend(found.into_iter().map(|warning| warning.message));
        notes.append(&mut table.notes);
        if options.unit.is_none() && !table.of_values.is_empty() {
            notes.push(format!("the unit of the table is {}: --unit says which it is here", table.of_values));
        }
        let all = table.rows.len();
        table.rows.retain(|row| options.takes(row.time, table.unit));
        notes.extend(outside(all - table.rows.len()));
        let column = |index: usize| table.rows.iter().map(|row| row.more[index]).collect::<Vec<f64>>();
        let weights = columns.weights.as_ref().map(|_| column(more.len() - 1));
        let points: Vec<(f64, f64)> = table.rows.iter().map(|row| (row.time, row.value * options.factor)).collect();
        let mut observations = Observations::new(&points);
        if let Some(weights) = weights {
            observations.weights = weights;
        }
        for (index, input) in inputs.iter().enumerate() {
            observations = observations.with(*input, column(index));
        }
        notes.extend(falling(&observations, table.unit));
        notes.extend(exchanged(&observations, table.unit));
        let called = columns.filter.last().map_or(&columns.value, |(_, text)| text);
        let picked: Vec<String> = columns.filter.iter().map(|(name, text)| format!("{name} = {text}")).collect();
        let picked = if picked.is_empty() { String::new() } else { format!(" where {}", picked.join(", ")) };
        // Unless it is named, the column is found by what is in it, whatever it is called.
        let column = if columns.value == FitColumns::default().value {
            String::new()
        } else {
            format!(", column {}", columns.value)
        };
        Self {
            places: table.rows.iter().map(|row| row.place.clone()).collect(),
            place: query.file.span.clone(),
            label: label(called),
            name: name(called),
            unit: "1".to_owned(),
            source: format!("{shown}{column}{picked}"),
            texts: files.texts().into_iter().map(|(_, text)| text.to_owned()).collect(),
            inputs: files
                .texts()
                .into_iter()
                .map(|(path, text)| merged::Input::of(path, text, files.hash(path)))
                .collect(),
            files: vec![file.to_owned()],
            observations,
            times: table.unit,
            notes,
            origin: Origin::Columns { file: file.to_owned(), columns: Box::new(columns.clone()) },
            options: options.clone(),
        }
        .called_as_asked()
    }

    /// The same under the name and unit asked for.
    pub(super) fn called_as_asked(mut self) -> Result<Self, Error> {
        if let Some(unit) = &self.options.unit {
            self.unit.clone_from(unit);
        }
        if let Some(name) = &self.options.name {
            let name = given("--name", name);
            selector::check_name(&name.value, &name.span)?;
            self.name = name.value;
        }
        Ok(self)
    }
}

impl FitOptions {
    /// Whether values of a time are used.
    pub(super) fn takes(&self, time: f64, unit: Unit) -> bool {
        self.from.is_none_or(|from| time >= from.begins) && self.until.is_none_or(|until| time <= until.last(unit))
    }
}

/// Cumulative volumes that fall, which they cannot: most likely they are volumes of a period.
pub(super) fn falling(observations: &Observations, times: Unit) -> Option<String> {
    let volumes = &observations.inputs[Input::Volume as usize];
    let falls = observations.falls();
    let first = *falls.first()?;
    let also = if falls.len() > 1 { format!(", and in {} more", falls.len() - 1) } else { String::new() };
    Some(format!(
        "cumulative volume falls from {} to {} in {}{also}: what is made in a period goes to --production",
        volumes[first - 1],
        volumes[first],
        when(observations.x[first], times)
    ))
}

/// What is made in a period and is more than all that has been made: most likely the two are exchanged.
pub(super) fn exchanged(observations: &Observations, times: Unit) -> Option<String> {
    let [volumes, productions] = [Input::Volume, Input::Production].map(|input| &observations.inputs[input as usize]);
    let at = volumes.iter().zip(productions).position(|(volume, production)| production > volume)?;
    Some(format!(
        "production {} is more than the cumulative volume {} in {}: --volume takes all that has been made until a time, --production what is made in it",
        productions[at],
        volumes[at],
        when(observations.x[at], times)
    ))
}

pub(super) fn outside(count: usize) -> Option<String> {
    (count > 0).then(|| format!("values outside of --from and --until that are not used: {count}"))
}

/// What was done to the rows of a table.
fn notes(table: &Table) -> Vec<String> {
    let mut notes = Vec::new();
    if table.empty > 0 {
        notes.push(format!("rows without a value that are left out: {}", table.empty));
    }
    if table.reordered {
        notes.push("rows were put in the order of time".to_owned());
    }
    match table.unit {
        Unit::Number => {
            notes.extend(table.rows.iter().find_map(|row| Stamp::serial_hint(&row.time.to_string(), row.time)));
        }
        Unit::Quarter => notes.push("times are quarters: a quarter counts from its beginning".to_owned()),
        Unit::Month => notes.push("times are months: a month counts from its beginning".to_owned()),
        Unit::Day => notes.push("times are days".to_owned()),
    }
    notes
}

/// A name as people write it: `robot_share` is `Robot share`.
fn label(text: &str) -> String {
    let spaced = text.replace('_', " ");
    let mut characters = spaced.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// A text as a name that equations can use: letters, digits and underscores, a letter first.
pub(super) fn name(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let folded = crate::diagnostic::fold(plain.trim());
    if folded.starts_with(|c: char| c.is_alphabetic()) { folded } else { format!("fitted_{folded}") }
}
