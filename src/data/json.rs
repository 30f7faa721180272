//! Tables in JSON: records as interfaces of offices give them, and JSON-stat (<https://json-stat.org/full/>, version 2.0), written
//! out as comma-separated values.

use std::fmt::Write as _;

use serde_json::{Map, Value};

/// Cells of a cube at most.
const MOST_CELLS: usize = 20_000_000;

/// The table in a text that is JSON, as comma-separated values, with the name of its form. None of other texts.
///
/// # Errors
/// It is JSON and no table of a known form: says what was expected.
pub fn table(text: &str) -> Option<Result<(String, &'static str), String>> {
    let inside = text.trim_start_matches('\u{feff}').trim_start();
    if !inside.starts_with(['{', '[']) {
        return None;
    }
    // A text that begins with a bracket can be a table all the same, as one with a heading in brackets.
    let value: Value = serde_json::from_str(inside).ok()?;
    if let Some(cube) =
        value.as_object().filter(|object| object.contains_key("dimension") && object.contains_key("size"))
    {
        return Some(cells_of(cube).map(|text| (text, "JSON-stat")));
    }
    let found = records(&value).ok_or_else(|| {
        "it is JSON without a list of records: a list of objects with the same keys, or JSON-stat, is read".to_owned()
    });
    Some(found.map(|records| (written(&records), "JSON")))
}

/// The longest list of objects, at the top or one or two levels below it.
fn records(value: &Value) -> Option<Vec<&Map<String, Value>>> {
    let here = match value {
        Value::Array(list) => {
            list.iter().map(Value::as_object).collect::<Option<Vec<_>>>().filter(|list| list.len() > 1)
        }
        Value::Object(_) | Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    };
    let below: Vec<&Value> = match value {
        Value::Array(list) if here.is_none() => list.iter().filter(|one| one.is_array()).take(10).collect(),
        Value::Object(object) => object.values().filter(|one| one.is_array() || one.is_object()).take(50).collect(),
        _ => Vec::new(),
    };
    here.into_iter().chain(below.into_iter().filter_map(records)).max_by_key(Vec::len)
}

/// Records as rows: what is named `value` of an object stands for it, and its `id` beside it.
fn written(records: &[&Map<String, Value>]) -> String {
    let rows: Vec<Vec<(String, String)>> = records.iter().map(|record| fields(record)).collect();
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in rows.iter().flatten() {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let mut text = names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(",") + "\n";
    for row in &rows {
        let cell = |name: &&str| {
            row.iter().find(|(other, _)| other == name).map_or_else(String::new, |(_, cell)| quoted(cell))
        };
        text.push_str(&names.iter().map(cell).collect::<Vec<_>>().join(","));
        text.push('\n');
    }
    text
}

fn fields(record: &Map<String, Value>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (name, value) in record {
        match value {
            Value::Object(inside) if inside.contains_key("value") => {
                found.push((name.clone(), plain(&inside["value"])));
                found.extend(inside.get("id").map(|id| (format!("{name} id"), plain(id))));
            }
            Value::Object(inside) => {
                found.extend(inside.iter().map(|(key, value)| (format!("{name} {key}"), plain(value))));
            }
            _ => found.push((name.clone(), plain(value))),
        }
    }
    found
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

/// A dimension of a cube: its name, and the texts of its categories in order.
struct Dimension {
    name: String,
    texts: Vec<String>,
}

/// The cells of a cube as rows, the last dimension running fastest.
fn cells_of(cube: &Map<String, Value>) -> Result<String, String> {
    let ids = cube
        .get("id")
        .or_else(|| cube["dimension"].get("id"))
        .and_then(Value::as_array)
        .ok_or("JSON-stat without `id`")?;
    let times: Vec<&str> = cube
        .get("role")
        .and_then(|role| role.get("time")?.as_array())
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let mut dimensions = Vec::new();
    for id in ids {
        let id = id.as_str().ok_or("JSON-stat whose `id` has no texts")?;
        dimensions.push(dimension(id, &cube["dimension"][id], times.contains(&id))?);
    }
    let cells = dimensions
        .iter()
        .try_fold(1_usize, |all, one| all.checked_mul(one.texts.len()))
        .filter(|all| *all <= MOST_CELLS);
    let cells = cells.ok_or_else(|| format!("JSON-stat with more than {MOST_CELLS} cells"))?;
    let entry = |key: &str, at: usize| -> String {
        let value = match cube.get(key) {
            Some(Value::Array(list)) => list.get(at),
            Some(Value::Object(object)) => object.get(&at.to_string()),
            _ => None,
        };
        value.map_or_else(String::new, plain)
    };
    let mut text: String = dimensions.iter().map(|one| quoted(&one.name) + ",").collect();
    text.push_str("value,obs_flag\n");
    for at in 0..cells {
        let mut rest = at;
        let mut row = Vec::new();
        for one in dimensions.iter().rev() {
            row.push(quoted(&one.texts[rest % one.texts.len()]));
            rest /= one.texts.len();
        }
        row.reverse();
        let _ = writeln!(text, "{},{},{}", row.join(","), quoted(&entry("value", at)), quoted(&entry("status", at)));
    }
    Ok(text)
}

fn dimension(id: &str, value: &Value, is_time: bool) -> Result<Dimension, String> {
    let category =
        value.get("category").ok_or_else(|| format!("JSON-stat whose dimension `{id}` has no categories"))?;
    let labels = category.get("label").and_then(Value::as_object);
    let codes: Vec<String> = match category.get("index") {
        Some(Value::Array(list)) => list.iter().map(plain).collect(),
        Some(Value::Object(places)) => {
            let mut places: Vec<(u64, &String)> =
                places.iter().map(|(code, at)| (at.as_u64().unwrap_or(0), code)).collect();
            places.sort_unstable();
            places.into_iter().map(|(_, code)| code.clone()).collect()
        }
        _ => labels.map(|labels| labels.keys().cloned().collect()).unwrap_or_default(),
    };
    if codes.is_empty() {
        return Err(format!("JSON-stat whose dimension `{id}` has no categories"));
    }
    let text = |code: &String| {
        let label = labels.and_then(|labels| labels.get(code)?.as_str()).filter(|_| !is_time);
        label.map_or_else(|| code.clone(), str::to_owned)
    };
    let name = if is_time { "time" } else { id };
    Ok(Dimension { name: name.to_owned(), texts: codes.iter().map(text).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cubes_are_rows() {
        let text = r#"{"version":"2.0","class":"dataset","id":["geo","time"],"size":[2,2],"role":{"time":["time"]},
            "dimension":{"geo":{"category":{"index":{"AA":0,"BB":1},"label":{"AA":"Ardonia","BB":"Belland, east"}}},
            "time":{"category":{"index":["2019","2020"]}}},"value":{"0":1.5,"1":2,"3":4},"status":{"1":"p"}}"#;
        let (text, form) = table(text).expect("JSON").expect("a cube");
        assert_eq!(form, "JSON-stat");
        assert_eq!(
            text,
            "geo,time,value,obs_flag\nArdonia,2019,1.5,\nArdonia,2020,2,p\n\"Belland, east\",2019,,\n\"Belland, east\",2020,4,\n"
        );
    }

    #[test]
    fn what_is_no_table() {
        assert!(table("[a],b\n1,2\n").is_none());
        assert!(table("{\"a\":1}").expect("JSON").is_err());
        let huge = r#"{"id":["a"],"size":[1],"dimension":{"a":{}},"value":[]}"#;
        assert!(table(huge).expect("JSON").is_err());
    }
}
