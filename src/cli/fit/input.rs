//! What is fitted: columns of a CSV file, or the history of a variable of a scenario.

use std::path::PathBuf;

use super::super::CliError;
use super::super::load::load_all;
use super::{Arguments, given};
use crate::calendar::Unit;
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::fit::Observations;
use crate::model::element_of;
use crate::scenario::history::{DataFiles, Query, Table};
use crate::scenario::options::Options;
use crate::scenario::selector;

/// Observations with what is known of them.
pub(super) struct Input {
    /// Values by time.
    pub by_time: Observations,
    /// Values by cumulative volume, if there is a column of it.
    pub by_volume: Option<Observations>,
    /// What times are written in.
    pub times: Unit,
    /// Where each value of `by_time` stands.
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
    /// What was done to the rows.
    pub notes: Vec<String>,
}

/// Reads what the command line names.
pub(super) fn read(arguments: &Arguments) -> Result<Input, CliError> {
    let mut input = match (&arguments.data, &arguments.file, &arguments.of) {
        (Some(data), ..) => from_table(data, arguments)?,
        (None, Some(file), Some(of)) => from_history(file, of, arguments)?,
        _ => return Err(CliError::Usage("give --data CSV, or a scenario FILE with --of NAME".to_owned())),
    };
    if let Some(unit) = &arguments.unit {
        input.unit.clone_from(unit);
    }
    if let Some(name) = &arguments.name {
        let name = given("--name", name);
        selector::check_name(&name.value, &name.span).map_err(Diagnostics::from)?;
        input.name = name.value;
    }
    Ok(input)
}

fn from_table(data: &str, arguments: &Arguments) -> Result<Input, CliError> {
    let query = Query {
        file: given("--data", data),
        column: given("--column", &arguments.column),
        time: Some(given("--time", &arguments.time)),
        filter: arguments.filter.iter().map(|(name, text)| (given("--where", name), given("--where", text))).collect(),
    };
    let options = [("--volume", &arguments.volume), ("--weights", &arguments.weights)];
    let more: Vec<_> = options.iter().filter_map(|(option, name)| Some(given(option, name.as_deref()?))).collect();
    let mut files = DataFiles::default();
    let mut found = Diagnostics::new();
    let mut table = files.table(&query, &more, &mut found);
    if found.has_errors() {
        return Err(CliError::Input(found));
    }
    let mut notes = notes(&table);
    let all = table.rows.len();
    table.rows.retain(|row| inside(arguments, row.time, table.unit));
    notes.extend(outside(all - table.rows.len()));
    let column = |index: usize| table.rows.iter().map(|row| row.more[index]).collect::<Vec<f64>>();
    let volumes = arguments.volume.as_ref().map(|_| column(0));
    let weights = arguments.weights.as_ref().map(|_| column(more.len() - 1));
    let by_time = Observations {
        x: table.rows.iter().map(|row| row.time).collect(),
        y: table.rows.iter().map(|row| row.value * arguments.factor).collect(),
        weights: weights.unwrap_or_else(|| vec![1.0; table.rows.len()]),
    };
    let called = arguments.filter.last().map_or(&arguments.column, |(_, text)| text);
    let picked: Vec<String> = arguments.filter.iter().map(|(name, text)| format!("{name} = {text}")).collect();
    let picked = if picked.is_empty() { String::new() } else { format!(" where {}", picked.join(", ")) };
    Ok(Input {
        by_volume: volumes.map(|volumes| by_volume(&by_time, &volumes)),
        places: table.rows.iter().map(|row| row.place.clone()).collect(),
        place: query.file.span.clone(),
        label: label(called),
        name: name(called),
        unit: "1".to_owned(),
        source: format!("{data}, column {}{picked}", arguments.column),
        texts: files.texts().into_iter().map(str::to_owned).collect(),
        files: vec![PathBuf::from(data)],
        by_time,
        times: table.unit,
        notes,
    })
}

/// The same observations by cumulative volume, in its order.
fn by_volume(by_time: &Observations, volumes: &[f64]) -> Observations {
    let mut order: Vec<usize> = (0..volumes.len()).collect();
    order.sort_by(|a, b| volumes[*a].total_cmp(&volumes[*b]));
    let sorted = |values: &[f64]| order.iter().map(|&index| values[index]).collect();
    Observations { x: sorted(volumes), y: sorted(&by_time.y), weights: sorted(&by_time.weights) }
}

fn from_history(file: &PathBuf, of: &str, arguments: &Arguments) -> Result<Input, CliError> {
    let loaded = load_all(std::slice::from_ref(file), &Options::default(), arguments.answer.quiet)?;
    let Some(loaded) = loaded.first() else { return Err(CliError::Usage("no file".to_owned())) };
    let model = &loaded.model;
    let text = given("--of", of);
    let target = selector::parse(&text).map_err(Diagnostics::from)?;
    let (variable, _) = element_of(model, &text).map_err(Diagnostics::from)?;
    let entry = &model.variables[variable].declared;
    let elements: Vec<&str> = target.elements.iter().map(|element| element.value.as_str()).collect();
    let wanted = elements.join(", ");
    let belongs = |element: Option<&str>| element.map_or_else(String::new, selector::canonical_elements) == wanted;
    let mut histories = entry.value.history.iter().filter(|history| {
        belongs(history.value.element.as_ref().map(|element| element.value.as_str()))
            && !history.value.points.is_empty()
    });
    let Some(history) = histories.next() else {
        let message = format!("`{of}` has no history to fit");
        let help = format!("give it observed values in [variables.{}.history.NAME]", entry.written);
        return Err(Diagnostics::from(Diagnostic::error("no-history", message, text.span, "").with_help(help)).into());
    };
    let mut notes: Vec<String> =
        histories.map(|other| format!("`{}` is not used: `{}` comes first", other.written, history.written)).collect();
    let points: Vec<(f64, f64)> = history
        .value
        .points
        .iter()
        .filter(|(time, _)| inside(arguments, *time, Unit::Number))
        .map(|(time, value)| (*time, value * arguments.factor))
        .collect();
    notes.extend(outside(history.value.points.len() - points.len()));
    let unit = history.value.unit.as_ref().unwrap_or(&entry.value.unit);
    let stated = if history.value.source.is_empty() { String::new() } else { format!(": {}", history.value.source) };
    Ok(Input {
        by_time: Observations::new(&points),
        by_volume: None,
        times: Unit::Number,
        places: Vec::new(),
        place: text.span.clone(),
        label: if elements.is_empty() {
            entry.value.label.clone()
        } else {
            format!("{} ({wanted})", entry.value.label)
        },
        name: name(&std::iter::once(entry.name.as_str()).chain(elements).collect::<Vec<_>>().join(" ")),
        unit: if arguments.factor == 1.0 { unit.value.clone() } else { "1".to_owned() },
        source: format!("history `{}` of {of} in {}{stated}", history.written, file.display()),
        texts: vec![model.header.hash.clone()],
        files: model.header.files.clone(),
        notes,
    })
}

/// Whether a time is asked for.
fn inside(arguments: &Arguments, time: f64, unit: Unit) -> bool {
    arguments.from.is_none_or(|from| time >= from.begins)
        && arguments.until.is_none_or(|until| time <= until.last(unit))
}

fn outside(count: usize) -> Option<String> {
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
        Unit::Number => {}
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
fn name(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let folded = crate::diagnostic::fold(plain.trim());
    if folded.starts_with(|c: char| c.is_alphabetic()) { folded } else { format!("fitted_{folded}") }
}
