//! Tables in JSON that are no list of records: columns, rows below headings, objects by name or by time.

use serde_json::{Map, Value};

use super::super::block::heading_time;
use super::{plain, written_out};

/// The table that a value is, or that one of the values of an object is, as comma-separated values.
pub(super) fn table(value: &Value) -> Option<String> {
    let object = || value.as_object();
    let here = object()
        .and_then(split)
        .or_else(|| object().and_then(columns))
        .or_else(|| object().and_then(by_name))
        .or_else(|| object().and_then(by_time))
        .or_else(|| rows(value));
    here.or_else(|| object()?.values().find_map(table))
}

fn is_plain(value: &Value) -> bool {
    !value.is_array() && !value.is_object()
}

/// Whether names only count, from 0 on.
fn count<'a>(mut names: impl Iterator<Item = &'a String>) -> bool {
    (0..).zip(names.by_ref()).all(|(at, name): (usize, &String)| name.parse() == Ok(at))
}

fn are_times<'a>(mut names: impl Iterator<Item = &'a String>) -> bool {
    names.all(|name| heading_time(name).is_some())
}

/// `{"columns": […], "index": […], "data": [[…], …]}`: an index that only counts is left away.
fn split(object: &Map<String, Value>) -> Option<String> {
    let mut names: Vec<String> = object.get("columns")?.as_array()?.iter().map(plain).collect();
    let data = object.get("data")?.as_array()?;
    let mut rows: Vec<Vec<String>> =
        data.iter().map(|row| Some(row.as_array()?.iter().map(plain).collect())).collect::<Option<_>>()?;
    let index: Vec<String> = object.get("index").and_then(Value::as_array).into_iter().flatten().map(plain).collect();
    if rows.is_empty() || rows.iter().any(|row| row.len() != names.len()) {
        return None;
    }
    if index.len() == rows.len() && !count(index.iter()) {
        names.insert(0, "index".to_owned());
        rows.iter_mut().zip(index).for_each(|(row, name)| row.insert(0, name));
    }
    Some(written_out(&names, &rows))
}

/// `{"year": [2019, 2020], "robots": [1.5, 2.5]}`: lists of one length.
fn columns(object: &Map<String, Value>) -> Option<String> {
    let lists: Vec<&Vec<Value>> = object.values().map(Value::as_array).collect::<Option<_>>()?;
    let length = lists.first()?.len();
    let fine =
        lists.len() > 1 && length > 0 && lists.iter().all(|list| list.len() == length && list.iter().all(is_plain));
    let row = |at: usize| lists.iter().map(|list| plain(&list[at])).collect();
    fine.then(|| written_out(&object.keys().cloned().collect::<Vec<_>>(), &(0..length).map(row).collect::<Vec<_>>()))
}

/// Objects by name: `{"0": {"year": 2019}}` are rows, `{"year": {"0": 2019}}` and `{"robots": {"2019": 1.5}}` columns.
fn by_name(object: &Map<String, Value>) -> Option<String> {
    let inner: Vec<&Map<String, Value>> = object.values().map(Value::as_object).collect::<Option<_>>()?;
    if inner.is_empty() || inner.iter().any(|one| one.is_empty() || !one.values().all(is_plain)) {
        return None;
    }
    let mut keys: Vec<&String> = Vec::new();
    for key in inner.iter().flat_map(|one| one.keys()) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let cell = |one: &Map<String, Value>, key: &String| one.get(key).map_or_else(String::new, plain);
    let counted = count(object.keys());
    if !counted && (count(keys.iter().copied()) || are_times(keys.iter().copied())) {
        let named = !count(keys.iter().copied());
        let names: Vec<String> = named.then(|| "time".to_owned()).into_iter().chain(object.keys().cloned()).collect();
        let row = |key: &&String| {
            let first = named.then(|| (*key).clone());
            first.into_iter().chain(inner.iter().map(|one| cell(one, key))).collect()
        };
        return Some(written_out(&names, &keys.iter().map(row).collect::<Vec<_>>()));
    }
    let first = if are_times(object.keys()) { "time" } else { "name" };
    let names: Vec<String> =
        (!counted).then(|| first.to_owned()).into_iter().chain(keys.iter().map(|key| (*key).clone())).collect();
    let row = |(name, one): (&String, &&Map<String, Value>)| {
        let first = (!counted).then(|| name.clone());
        first.into_iter().chain(keys.iter().map(|key| cell(one, key))).collect()
    };
    (object.len() > 1).then(|| written_out(&names, &object.keys().zip(&inner).map(row).collect::<Vec<_>>()))
}

/// `{"2019": 1.5, "2020": 2.5}`.
fn by_time(object: &Map<String, Value>) -> Option<String> {
    let fine = object.len() > 1 && object.iter().all(|(time, value)| heading_time(time).is_some() && is_plain(value));
    let rows: Vec<Vec<String>> = object.iter().map(|(time, value)| vec![time.clone(), plain(value)]).collect();
    fine.then(|| written_out(&["time".to_owned(), "value".to_owned()], &rows))
}

/// `[["year", "robots"], [2019, 1.5]]`: rows of one length below one of texts.
fn rows(value: &Value) -> Option<String> {
    let (first, rest) = value.as_array()?.split_first()?;
    let names = first.as_array()?;
    let fine = |row: &&Vec<Value>| row.len() == names.len() && row.iter().all(is_plain);
    let rows: Vec<&Vec<Value>> = rest.iter().map(|row| row.as_array().filter(fine)).collect::<Option<_>>()?;
    if names.len() < 2 || rows.is_empty() || !names.iter().all(Value::is_string) {
        return None;
    }
    let texts = |row: &Vec<Value>| row.iter().map(plain).collect::<Vec<_>>();
    Some(written_out(&texts(names), &rows.into_iter().map(texts).collect::<Vec<_>>()))
}
