//! JSON-stat (<https://json-stat.org/full/>, version 2.0): the cells of a cube as rows.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::{plain, quoted};

/// Cells of a cube at most.
const MOST_CELLS: usize = 20_000_000;

/// A dimension of a cube: its name, and the texts of its categories in order.
struct Dimension {
    name: String,
    texts: Vec<String>,
}

/// The cells of a cube as rows, the last dimension running fastest.
pub(super) fn cells_of(cube: &Map<String, Value>) -> Result<String, String> {
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
