//! SDMX-JSON (<https://github.com/sdmx-twg/sdmx-json>, data messages 1.0 and 2.0): observations as rows, with the codes of their
//! dimensions.

use serde_json::{Map, Value};

use super::{plain, written_out};

/// A dimension: its name, and its codes in order.
struct Dimension {
    name: String,
    codes: Vec<String>,
}

/// Whether an object is such a message; the part of it that has the data.
pub(super) fn data(value: &Value) -> Option<&Map<String, Value>> {
    let object = value.as_object()?;
    let inside = object.get("data").and_then(Value::as_object).unwrap_or(object);
    let structured = inside.contains_key("structure") || inside.contains_key("structures");
    (inside.contains_key("dataSets") && structured).then_some(inside)
}

/// A row for each observation.
pub(super) fn rows(data: &Map<String, Value>) -> Result<String, String> {
    let missing = |what: &str| format!("SDMX-JSON without {what}");
    let structures = data.get("structures").and_then(Value::as_array);
    let structure = |set: &Value| {
        let number = set.get("structure").and_then(Value::as_u64).unwrap_or(0) as usize;
        structures.map_or_else(|| data.get("structure"), |all| all.get(number))
    };
    let mut columns: Vec<String> = Vec::new();
    let mut rows = Vec::new();
    for set in data["dataSets"].as_array().ok_or_else(|| missing("a list of `dataSets`"))? {
        let dimensions =
            structure(set).and_then(|found| found.get("dimensions")).ok_or_else(|| missing("dimensions"))?;
        let [of_series, of_values] = ["series", "observation"].map(|level| named(dimensions.get(level)));
        let all: Vec<String> = of_series.iter().chain(&of_values).map(|one| one.name.clone()).collect();
        if columns.is_empty() {
            columns = all;
        } else if columns != all {
            return Err("SDMX-JSON whose data sets have different dimensions".to_owned());
        }
        let add =
            |rows: &mut Vec<Vec<String>>, before: &[String], observations: Option<&Value>| -> Result<(), String> {
                for (key, values) in observations.and_then(Value::as_object).into_iter().flatten() {
                    let mut row = before.to_vec();
                    row.extend(codes(key, &of_values)?);
                    row.push(values.get(0).map_or_else(String::new, plain));
                    rows.push(row);
                }
                Ok(())
            };
        for (key, series) in set.get("series").and_then(Value::as_object).into_iter().flatten() {
            add(&mut rows, &codes(key, &of_series)?, series.get("observations"))?;
        }
        add(&mut rows, &[], set.get("observations"))?;
    }
    if rows.is_empty() {
        return Err(missing("observations"));
    }
    columns.push("OBS_VALUE".to_owned());
    Ok(written_out(&columns, &rows))
}

fn named(dimensions: Option<&Value>) -> Vec<Dimension> {
    let dimension = |one: &Value| {
        let codes = one.get("values").and_then(Value::as_array).into_iter().flatten();
        let code = |value: &Value| value.get("id").or_else(|| value.get("name")).map_or_else(String::new, plain);
        Dimension { name: one.get("id").map_or_else(String::new, plain), codes: codes.map(code).collect() }
    };
    dimensions.and_then(Value::as_array).into_iter().flatten().map(dimension).collect()
}

/// The codes that a key such as `0:1:4` stands for.
fn codes(key: &str, dimensions: &[Dimension]) -> Result<Vec<String>, String> {
    let places: Vec<&str> = if key.is_empty() { Vec::new() } else { key.split(':').collect() };
    if places.len() != dimensions.len() {
        return Err(format!("SDMX-JSON whose key `{key}` has not as many parts as there are dimensions"));
    }
    let code = |(place, dimension): (&&str, &Dimension)| {
        let found = place.parse::<usize>().ok().and_then(|place| dimension.codes.get(place));
        found.cloned().ok_or_else(|| format!("SDMX-JSON without code {place} of `{}`", dimension.name))
    };
    places.iter().zip(dimensions).map(code).collect()
}
