//! Tables in JSON, written out as comma-separated values: records as interfaces of offices give them, also one on each line;
//! columns and rows as programs write them; JSON-stat and SDMX-JSON; series of stores of measurements and of their boards.

mod cube;
mod measured;
mod sdmx;
mod shapes;

use serde_json::{Map, Value};

use super::block::heading_time;

/// A string may have this many bytes, whatever it is for.
const LARGEST_TEXT: usize = 1 << 24;
/// What is read, for messages.
const READ: &str = "a list of objects with the same keys, columns as lists of one length, rows below a list of names, JSON-stat \
                    and SDMX-JSON are read";

/// A table that was found.
#[derive(Debug)]
pub struct Table {
    /// It, as comma-separated values.
    pub text: String,
    /// The name of its form.
    pub form: &'static str,
    /// What was decided.
    pub notes: Vec<String>,
}

/// The table in a text that is JSON. None of other texts.
///
/// # Errors
/// It is JSON with a mistake, or no table of a known form: says what was expected.
pub fn table(text: &str) -> Option<Result<Table, String>> {
    let inside = text.trim_start_matches('\u{feff}').trim_start();
    if !inside.starts_with(['{', '[']) {
        return None;
    }
    if looks_like(inside) && has_large_text(inside) {
        return Some(Err("a text in it has more than 16 MB".to_owned()));
    }
    match parsed(inside) {
        Ok((value, form)) => Some(found(&value, form)),
        // A text that begins with a bracket can be a table all the same, as one with a heading in brackets.
        Err(problem) => looks_like(inside).then(|| Err(format!("it is JSON with a mistake, or cut off: {problem}"))),
    }
}

/// Whether a string is larger than any that is read, which is seen before anything is made of it.
fn has_large_text(text: &str) -> bool {
    let (mut at, mut begins) = (0, None);
    while let Some(found) = text[at..].find(['"', '\\']).filter(|_| text.len() > LARGEST_TEXT) {
        let mark = at + found;
        at = mark + 1;
        match begins {
            Some(start) if mark - start > LARGEST_TEXT => return true,
            // What follows it, be it of several bytes, is neither a quote that ends a text nor a mark of another.
            Some(_) if text.as_bytes()[mark] == b'\\' => at += text[at..].chars().next().map_or(0, char::len_utf8),
            Some(_) => begins = None,
            None => begins = (text.as_bytes()[mark] == b'"').then_some(at),
        }
    }
    begins.is_some_and(|start| text.len() - start > LARGEST_TEXT)
}

/// The value of a text, or the values of its lines, with the name of its form. Numbers that JSON has not are nothing.
fn parsed(text: &str) -> Result<(Value, &'static str), serde_json::Error> {
    let plain = |text: &str| {
        let value = serde_json::from_str(text).map(|value| (value, "JSON"));
        value.or_else(|problem| {
            let each: Option<Vec<Value>> =
                serde_json::Deserializer::from_str(text).into_iter::<Value>().map(Result::ok).collect();
            let lines =
                each.filter(|lines| lines.len() > 1 && lines.iter().all(|line| line.is_object() || line.is_array()));
            lines.map(|lines| (Value::Array(lines), "JSON lines")).ok_or(problem)
        })
    };
    plain(text).or_else(|problem| without_nan(text).map_or(Err(problem), |text| plain(&text)))
}

/// A text without the numbers that Python writes and JSON has not: `NaN`, `Infinity`; none if there is none of them.
fn without_nan(text: &str) -> Option<String> {
    let (mut out, mut rest, mut any) = (String::with_capacity(text.len()), text, false);
    while let Some(at) = rest.find(['"', 'N', 'I', '-']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with('"') {
            let mut escaped = false;
            let inside = rest[1..].find(|letter| {
                let ends = letter == '"' && !escaped;
                escaped = letter == '\\' && !escaped;
                ends
            });
            let end = inside.map_or(rest.len(), |inside| inside + 2);
            out.push_str(&rest[..end]);
            rest = &rest[end..];
        } else if let Some(after) = ["NaN", "Infinity", "-Infinity"].iter().find_map(|word| rest.strip_prefix(word)) {
            out.push_str("null");
            (rest, any) = (after, true);
        } else {
            out.push_str(&rest[..1]);
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    any.then_some(out)
}

/// Whether a text can hardly be anything but JSON.
fn looks_like(text: &str) -> bool {
    let inside = text[1..].trim_start();
    if text.starts_with('{') { inside.starts_with('"') } else { inside.starts_with(['{', '[']) }
}

fn found(value: &Value, form: &'static str) -> Result<Table, String> {
    let table = |text, form| Table { text, form, notes: Vec::new() };
    if let Some(cube) =
        value.as_object().filter(|object| object.contains_key("dimension") && object.contains_key("size"))
    {
        return cube::cells_of(cube).map(|text| table(text, "JSON-stat"));
    }
    if let Some(data) = sdmx::data(value) {
        return sdmx::rows(data).map(|text| table(text, "SDMX-JSON"));
    }
    if let Some((text, form)) = measured::table(value) {
        return Ok(table(text, form));
    }
    let mut lists = Vec::new();
    records(value, "", &mut lists);
    let inside = measured::inside(&lists);
    if let Some((name, rows)) = &inside {
        lists.push((name.clone(), rows.iter().collect()));
    }
    // Of lists of one length the last.
    let longest = lists.iter().enumerate().max_by_key(|(_, (_, list))| list.len());
    let Some((place, (name, list))) = longest.filter(|(_, (_, list))| list.len() > 1 || lists_in(list[0]) > 1) else {
        let one = lists.iter().find(|(_, list)| has_times(list[0])).map(|(_, list)| written(list));
        let found = shapes::table(value).or(one);
        return found.map(|text| table(text, form)).ok_or_else(|| format!("it is JSON without a table: {READ}"));
    };
    let others: Vec<String> = lists
        .iter()
        .enumerate()
        .filter(|(other, (path, list))| *other != place && list.len() > 1 && !name.starts_with(path.as_str()))
        .map(|(_, (name, list))| format!("`{name}` with {}", list.len()))
        .collect();
    let note = format!("of several lists of records the longest is read, `{name}`; others are {}", others.join(", "));
    let notes = if others.is_empty() { Vec::new() } else { vec![note] };
    Ok(Table { text: written(list), form, notes })
}

/// Whether a record has times as names, as `{"2019": 1.5}` in it.
fn has_times(record: &Map<String, Value>) -> bool {
    fields(record).iter().filter(|(name, _)| heading_time(name).is_some()).count() > 1
}

/// Records of one list.
type Records<'a> = Vec<&'a Map<String, Value>>;

/// All lists of objects, at the top or below it, with the names that lead there.
fn records<'a>(value: &'a Value, name: &str, found: &mut Vec<(String, Records<'a>)>) {
    match value {
        Value::Array(list) => {
            let objects: Option<Records> = list.iter().map(Value::as_object).collect();
            match objects.filter(|objects| !objects.is_empty()) {
                Some(objects) => {
                    if objects.len() == 1 {
                        records(&list[0], name, found);
                    }
                    found.push((name.to_owned(), objects));
                }
                None => list.iter().filter(|one| one.is_array()).take(10).for_each(|one| records(one, name, found)),
            }
        }
        Value::Object(object) => {
            for (key, one) in object.iter().filter(|(_, one)| one.is_array() || one.is_object()).take(50) {
                let name = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
                records(one, &name, found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// How many lists of plain values of one length, longer than any other, a record has.
fn lists_in(record: &Map<String, Value>) -> usize {
    let length = longest(record);
    record.values().filter(|value| plain_list(value).is_some_and(|list| list.len() == length)).count()
}

fn plain_list(value: &Value) -> Option<&Vec<Value>> {
    value.as_array().filter(|list| !list.is_empty() && list.iter().all(|one| !one.is_array() && !one.is_object()))
}

fn longest(record: &Map<String, Value>) -> usize {
    record.values().filter_map(plain_list).map(Vec::len).max().unwrap_or(0)
}

/// Records as rows: what is named `value` of an object stands for it, and its `id` beside it. A record with several lists of one
/// length, as `period` and `value`, is a row for each of their places.
fn written(records: &[&Map<String, Value>]) -> String {
    let listed = lists_in(records[0]) > 1;
    let mut rows: Vec<Vec<(String, String)>> = Vec::new();
    for record in records {
        if !listed {
            rows.push(fields(record));
            continue;
        }
        for at in 0..longest(record) {
            let cell = |(name, value): (&String, &Value)| match plain_list(value) {
                Some(list) => vec![(name.clone(), list.get(at).map_or_else(String::new, plain))],
                None => field(name, value),
            };
            rows.push(record.iter().flat_map(cell).collect());
        }
    }
    let mut names: Vec<String> = Vec::new();
    for (name, _) in rows.iter().flatten() {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    let cells = |row: Vec<(String, String)>| -> Vec<String> {
        let cell = |name: &String| {
            row.iter().find(|(other, _)| other == name).map_or_else(String::new, |(_, cell)| cell.clone())
        };
        names.iter().map(cell).collect()
    };
    let rows: Vec<Vec<String>> = rows.into_iter().map(cells).collect();
    written_out(&names, &rows)
}

fn fields(record: &Map<String, Value>) -> Vec<(String, String)> {
    record.iter().flat_map(|(name, value)| field(name, value)).collect()
}

/// The cells of a value in a record; times in an object, as `{"2019": 1.5}`, are names of columns by themselves.
fn field(name: &str, value: &Value) -> Vec<(String, String)> {
    match value {
        Value::Object(inside) if inside.contains_key("value") => {
            let id = inside.get("id").map(|id| (format!("{name} id"), plain(id)));
            std::iter::once((name.to_owned(), plain(&inside["value"]))).chain(id).collect()
        }
        Value::Object(inside) if !inside.is_empty() && inside.keys().all(|key| heading_time(key).is_some()) => {
            inside.iter().map(|(key, value)| (key.clone(), plain(value))).collect()
        }
        Value::Object(inside) => inside.iter().map(|(key, value)| (format!("{name} {key}"), plain(value))).collect(),
        _ => vec![(name.to_owned(), plain(value))],
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

/// Names and rows as comma-separated values.
fn written_out(names: &[String], rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| cells.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(",") + "\n";
    std::iter::once(names).chain(rows.iter().map(Vec::as_slice)).map(line).collect()
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (String, &'static str) {
        let table = table(text).expect("JSON").unwrap_or_else(|problem| panic!("{text}: {problem}"));
        (table.text, table.form)
    }

    #[test]
    fn cubes_are_rows() {
        let text = r#"{"version":"2.0","class":"dataset","id":["geo","time"],"size":[2,2],"role":{"time":["time"]},
            "dimension":{"geo":{"category":{"index":{"AA":0,"BB":1},"label":{"AA":"Ardonia","BB":"Belland, east"}}},
            "time":{"category":{"index":["2019","2020"]}}},"value":{"0":1.5,"1":2,"3":4},"status":{"1":"p"}}"#;
        let (text, form) = read(text);
        assert_eq!(form, "JSON-stat");
        assert_eq!(
            text,
            "geo,time,value,obs_flag\nArdonia,2019,1.5,\nArdonia,2020,2,p\n\"Belland, east\",2019,,\n\"Belland, east\",2020,4,\n"
        );
    }

    #[test]
    fn large_texts_are_refused_before_they_are_read() {
        let half = LARGEST_TEXT / 2;
        let problem = |text: &str| table(text).expect("JSON").expect_err(&text[..20]);
        for (name, ends) in
            [("x".repeat(LARGEST_TEXT + 1), true), ("\\\"".repeat(half + 1), true), ("x".repeat(2 * half), false)]
        {
            let text = format!(
                "[{{\"year\":2019,\"of\":\"{name}\",\"robots\":1.5}},{{\"year\":2020,\"of\":\"\",\"robots\":2}}]"
            );
            assert_eq!(has_large_text(&text), ends);
            // What no quote ends is as large.
            assert_eq!(has_large_text(&format!("[{{\"of\":\"{name}")), ends);
            if ends {
                assert_eq!(problem(&text), "a text in it has more than 16 MB");
            }
        }
        assert!(!has_large_text(&format!("[{}1,\"a\"]", "1,".repeat(LARGEST_TEXT))), "numbers are no text");
    }

    /// Every shape in which programs write two columns.
    #[test]
    fn tables_have_many_shapes() {
        let expected = "year,robots\n2019,1.5\n2020,\n";
        for text in [
            r#"[{"year":2019,"robots":1.5},{"year":2020,"robots":null}]"#,
            r#"[{"year":2019,"robots":1.5},{"year":2020,"robots":NaN}]"#,
            "{\"year\":2019,\"robots\":1.5}\n{\"year\":2020,\"robots\":null}\n",
            r#"{"year":[2019,2020],"robots":[1.5,null]}"#,
            r#"{"columns":["year","robots"],"index":[0,1],"data":[[2019,1.5],[2020,null]]}"#,
            r#"{"0":{"year":2019,"robots":1.5},"1":{"year":2020,"robots":null}}"#,
            r#"{"year":{"0":2019,"1":2020},"robots":{"0":1.5,"1":null}}"#,
            r#"[["year","robots"],[2019,1.5],[2020,null]]"#,
            r#"{"meta":{"unit":"t"},"rows":[["year","robots"],[2019,1.5],[2020,null]]}"#,
            r#"{"data":{"docs":[{"year":[2019,2020],"robots":[1.5,null]}]}}"#,
        ] {
            assert_eq!(read(text).0, expected, "{text}");
        }
        for (text, expected) in [
            (r#"{"robots":{"2019":1.5,"2020":2.5}}"#, "time,robots\n2019,1.5\n2020,2.5\n"),
            (r#"{"Ardonia":{"gdp":1},"Belland":{"gdp":2}}"#, "name,gdp\nArdonia,1\nBelland,2\n"),
            (r#"{"2019":1.5,"2020":2.5}"#, "time,value\n2019,1.5\n2020,2.5\n"),
            (r#"[{"series":[{"place":{"id":"1"},"values":{"2019":"5","2020":"6"}}]}]"#, "place id,2019,2020\n1,5,6\n"),
        ] {
            assert_eq!(read(text).0, expected, "{text}");
        }
        let both = r#"{"years":[{"d":"2019"},{"d":"2020"}],"quarters":[{"d":"2019Q1"},{"d":"2019Q2"},{"d":"2019Q3"}]}"#;
        let notes = table(both).expect("JSON").expect("a table").notes;
        assert_eq!(notes, ["of several lists of records the longest is read, `quarters`; others are `years` with 2"]);
    }

    #[test]
    fn observations_of_sdmx_are_rows() {
        let text = r#"{"header":{},"dataSets":[{"series":{"0:0":{"observations":{"0":[1.5,0],"1":[1.6]}},
            "0:1":{"observations":{"1":[2.6]}}}}],"structure":{"dimensions":{"series":[{"id":"FREQ","values":[{"id":"A"}]},
            {"id":"AREA","values":[{"id":"AA","name":"Ardonia"},{"id":"BB"}]}],
            "observation":[{"id":"TIME_PERIOD","values":[{"id":"2019"},{"id":"2020"}]}]}}}"#;
        let expected = "FREQ,AREA,TIME_PERIOD,OBS_VALUE\nA,AA,2019,1.5\nA,AA,2020,1.6\nA,BB,2020,2.6\n";
        assert_eq!(read(text), (expected.to_owned(), "SDMX-JSON"));
        let problem = table(&text.replace("0:1", "0:7")).expect("JSON").expect_err("no such code");
        assert_eq!(problem, "SDMX-JSON without code 7 of `AREA`");
    }

    #[test]
    fn what_is_no_table() {
        assert!(table("[a],b\n1,2\n").is_none());
        assert!(table("{\"a\":1}").expect("JSON").is_err());
        let cut = table("[{\"year\":2019,\"v\":1},{\"year\":2020,\"v\":").expect("JSON").expect_err("is cut off");
        assert!(cut.contains("with a mistake, or cut off: EOF"), "{cut}");
        let huge = r#"{"id":["a"],"size":[1],"dimension":{"a":{}},"value":[]}"#;
        assert!(table(huge).expect("JSON").is_err());
    }
}
