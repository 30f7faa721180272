//! Series as stores of measurements and their boards give them: frames, data points and tables of Grafana
//! (<https://grafana.com/developers/dataplane>), matrices of Prometheus (<https://prometheus.io/docs/prometheus/latest/querying/api>),
//! series of `InfluxDB`; cells of PX-Web by their keys; lists of records inside of records, as of the Bureau of Labor Statistics.

use serde_json::{Map, Value};

use super::{Records, field, plain, written};

/// A row by the names of its columns.
type Row = Map<String, Value>;

/// The rows of such series, with the name of their form; none of other values.
pub(super) fn table(value: &Value) -> Option<(String, &'static str)> {
    let found = frames(value)
        .map(|rows| (rows, "JSON of Grafana"))
        .or_else(|| data_points(value).map(|rows| (rows, "JSON of Grafana")))
        .or_else(|| tables(value).map(|rows| (rows, "JSON of Grafana")))
        .or_else(|| matrix(value).map(|rows| (rows, "JSON of Prometheus")))
        .or_else(|| influx(value).map(|rows| (rows, "JSON of InfluxDB")))
        .or_else(|| by_keys(value).map(|rows| (rows, "JSON of PX-Web")));
    let (rows, form) = found.filter(|(rows, _)| !rows.is_empty())?;
    Some((written(&rows.iter().collect::<Records>()), form))
}

/// Lists of records that records have each under one name, as records of one list with what is beside them.
pub(super) fn inside(lists: &[(String, Records)]) -> Option<(String, Vec<Row>)> {
    let of = |record: &Row, name: &str| -> Option<Vec<Row>> {
        let list = record.get(name)?.as_array()?;
        let objects: Vec<&Row> = list.iter().map(Value::as_object).collect::<Option<_>>()?;
        Some(objects.into_iter().map(|one| beside(record, name, one)).collect())
    };
    lists.iter().find_map(|(path, records)| {
        let is_list = |name: &&String| records.iter().all(|record| of(record, name).is_some());
        let mut names = records[0].keys().filter(is_list);
        let (Some(name), None) = (names.next(), names.next()) else { return None };
        let rows: Vec<Row> = records.iter().filter_map(|record| of(record, name)).flatten().collect();
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        (rows.len() > records.len()).then_some((path, rows))
    })
}

/// A record with the plain values of the one that its list stands in.
fn beside(outer: &Row, list: &str, inner: &Row) -> Row {
    let mut row = Row::new();
    for (name, value) in outer.iter().filter(|(name, value)| *name != list && !value.is_array()) {
        row.extend(field(name, value).into_iter().map(|(name, text)| (name, Value::String(text))));
    }
    for (name, value) in inner {
        // Notes are most often lists of nothing.
        let nothing = |one: &Value| one.as_object().is_some_and(Map::is_empty);
        let empty = value.as_array().is_some_and(|list| list.iter().all(nothing));
        let name = if row.contains_key(name) { format!("{list} {name}") } else { name.clone() };
        row.insert(name, if empty { Value::Null } else { value.clone() });
    }
    row
}

/// A row for each number of frames that have times: `{"schema": {"fields": […]}, "data": {"values": […]}}`.
fn frames(value: &Value) -> Option<Vec<Row>> {
    let mut found = Vec::new();
    collect(value, 0, &mut found);
    let rows: Vec<Row> = found.into_iter().filter_map(of_frame).flatten().collect();
    (!rows.is_empty()).then_some(rows)
}

/// All frames in a value, not far below it.
fn collect<'a>(value: &'a Value, depth: usize, found: &mut Vec<&'a Row>) {
    const DEEPEST: usize = 6;
    match value {
        Value::Object(object) if object.contains_key("schema") && object.contains_key("data") => found.push(object),
        Value::Object(object) if depth < DEEPEST => {
            object.values().for_each(|one| collect(one, depth + 1, found));
        }
        Value::Array(list) if depth < DEEPEST => list.iter().for_each(|one| collect(one, depth + 1, found)),
        _ => {}
    }
}

fn of_frame(frame: &Row) -> Option<Vec<Row>> {
    let fields = frame.get("schema")?.get("fields")?.as_array()?;
    let columns = frame.get("data")?.get("values")?.as_array()?;
    let is = |field: &Value, kind: &str| field.get("type").and_then(Value::as_str) == Some(kind);
    let time = fields.iter().position(|field| is(field, "time"))?;
    let cell = |at: usize, row: usize| columns.get(at).and_then(|column| column.get(row)).cloned().unwrap_or_default();
    let name = |field: &Value| field.get("name").map_or_else(String::new, plain);
    let mut rows = Vec::new();
    for row in 0..columns.get(time)?.as_array()?.len() {
        for (at, field) in fields.iter().enumerate().filter(|(_, field)| is(field, "number")) {
            let mut cells = Row::new();
            for (other, of_text) in fields.iter().enumerate().filter(|(_, other)| is(other, "string")) {
                cells.insert(name(of_text), cell(other, row));
            }
            cells.extend(labels(field.get("labels")));
            let shown = field.get("config").and_then(|config| config.get("displayNameFromDS")).map(plain);
            cells.insert("name".to_owned(), Value::String(shown.unwrap_or_else(|| name(field))));
            cells.insert("time".to_owned(), cell(time, row));
            cells.insert("value".to_owned(), cell(at, row));
            rows.push(cells);
        }
    }
    Some(rows)
}

fn labels(value: Option<&Value>) -> Row {
    value.and_then(Value::as_object).cloned().unwrap_or_default()
}

/// `[{"target": "Ardonia", "datapoints": [[12.5, 1577836800000]]}]`.
fn data_points(value: &Value) -> Option<Vec<Row>> {
    let mut rows = Vec::new();
    for series in value.as_array()? {
        let (name, points) = (series.get("target")?, series.get("datapoints")?.as_array()?);
        for point in points {
            let mut row = Row::from_iter([("name".to_owned(), name.clone())]);
            row.insert("time".to_owned(), point.get(1)?.clone());
            row.insert("value".to_owned(), point.get(0)?.clone());
            rows.push(row);
        }
    }
    Some(rows)
}

/// `[{"columns": [{"text": "Time"}, …], "rows": [[1577836800000, …]]}]`.
fn tables(value: &Value) -> Option<Vec<Row>> {
    let mut rows = Vec::new();
    for table in value.as_array()? {
        let columns = table.get("columns")?.as_array()?;
        let names: Vec<String> = columns.iter().map(|column| column.get("text").map(plain)).collect::<Option<_>>()?;
        for row in table.get("rows")?.as_array()? {
            rows.push(names.iter().cloned().zip(row.as_array()?.iter().cloned()).collect());
        }
    }
    Some(rows)
}

/// `{"data": {"resultType": "matrix", "result": [{"metric": {…}, "values": [[1577836800, "12.5"]]}]}}`.
fn matrix(value: &Value) -> Option<Vec<Row>> {
    let data = value.get("data").filter(|data| data.get("resultType").is_some())?;
    let mut rows = Vec::new();
    for series in data.get("result")?.as_array()? {
        let one = series.get("value").map(std::slice::from_ref);
        let points = series.get("values").and_then(Value::as_array).map(Vec::as_slice).or(one)?;
        for point in points {
            let mut row = labels(series.get("metric"));
            // Seconds, to be read as other boards have them.
            let seconds = point.get(0)?.as_f64()?;
            row.insert("time".to_owned(), Value::from((seconds * 1000.0).round() as i64));
            row.insert("value".to_owned(), point.get(1)?.clone());
            rows.push(row);
        }
    }
    Some(rows)
}

/// `{"results": [{"series": [{"name": …, "tags": {…}, "columns": ["time", …], "values": [[…]]}]}]}`.
fn influx(value: &Value) -> Option<Vec<Row>> {
    let mut rows = Vec::new();
    for result in value.get("results")?.as_array()? {
        for series in result.get("series").and_then(Value::as_array).into_iter().flatten() {
            let columns = series.get("columns")?.as_array()?;
            for values in series.get("values")?.as_array()? {
                let mut row = Row::from_iter([("name".to_owned(), series.get("name").cloned().unwrap_or_default())]);
                row.extend(labels(series.get("tags")));
                let cells = columns.iter().zip(values.as_array()?);
                row.extend(cells.map(|(column, value)| (plain(column), value.clone())));
                rows.push(row);
            }
        }
    }
    Some(rows)
}

/// `{"columns": [{"text": "region"}, …], "data": [{"key": ["00", "2019"], "values": ["1250"]}]}`.
fn by_keys(value: &Value) -> Option<Vec<Row>> {
    let name = |column: &Value| column.get("text").or_else(|| column.get("code")).map(plain);
    let names: Vec<String> = value.get("columns")?.as_array()?.iter().map(name).collect::<Option<_>>()?;
    let mut rows = Vec::new();
    for row in value.get("data")?.as_array()? {
        let cells: Vec<&Value> = row.get("key")?.as_array()?.iter().chain(row.get("values")?.as_array()?).collect();
        if cells.len() != names.len() {
            return None;
        }
        rows.push(names.iter().cloned().zip(cells.into_iter().cloned()).collect());
    }
    Some(rows)
}

#[cfg(test)]
mod tests {
    use crate::data::json::table;

    fn read(text: &str) -> (String, &'static str) {
        let table = table(text).expect("JSON").unwrap_or_else(|problem| panic!("{text}: {problem}"));
        (table.text, table.form)
    }

    #[test]
    fn series_of_boards_and_stores_are_rows() {
        for (text, expected, form) in [
            (
                r#"{"results":{"A":{"frames":[{"schema":{"fields":[{"name":"Time","type":"time"},{"name":"Value","type":"number",
                "labels":{"country":"Ardonia"}}]},"data":{"values":[[1577836800000,1609459200000],[12.5,null]]}}]}}}"#,
                "country,name,time,value\nArdonia,Value,1577836800000,12.5\nArdonia,Value,1609459200000,\n",
                "JSON of Grafana",
            ),
            (
                r#"[{"target":"Ardonia","datapoints":[[12.5,1577836800000],[null,1609459200000]]}]"#,
                "name,time,value\nArdonia,1577836800000,12.5\nArdonia,1609459200000,\n",
                "JSON of Grafana",
            ),
            (
                r#"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"country":"Ardonia"},
                "values":[[1577836800,"12.5"],[1609459200.5,"NaN"]]}]}}"#,
                "country,time,value\nArdonia,1577836800000,12.5\nArdonia,1609459200500,NaN\n",
                "JSON of Prometheus",
            ),
            (
                r#"{"results":[{"series":[{"name":"robots","tags":{"country":"Ardonia"},"columns":["time","value"],
                "values":[["2020-01-01T00:00:00Z",12.5]]}]}]}"#,
                "name,country,time,value\nrobots,Ardonia,2020-01-01T00:00:00Z,12.5\n",
                "JSON of InfluxDB",
            ),
            (
                r#"{"columns":[{"code":"R","text":"region","type":"d"},{"code":"T","text":"år","type":"t"},{"code":"1",
                "text":"Antal","type":"c"}],"data":[{"key":["00","2019"],"values":["1250"]},{"key":["00","2020"],"values":[".."]}]}"#,
                "region,år,Antal\n00,2019,1250\n00,2020,..\n",
                "JSON of PX-Web",
            ),
            (
                r#"[{"columns":[{"text":"Time","type":"time"},{"text":"Value"}],"rows":[[1577836800000,12.5],[1609459200000,13]],
                "type":"table"}]"#,
                "Time,Value\n1577836800000,12.5\n1609459200000,13\n",
                "JSON of Grafana",
            ),
        ] {
            assert_eq!(read(text), (expected.to_owned(), form), "{text}");
        }
    }

    #[test]
    fn lists_inside_of_records_are_one() {
        let text = r#"{"status":"ok","Results":{"series":[
            {"seriesID":"A","data":[{"year":"2020","period":"M01","value":"1.5","footnotes":[{}]},
            {"year":"2020","period":"M02","value":"2.5","footnotes":[{"code":"P"}]}]},
            {"seriesID":"B","data":[{"year":"2020","period":"M01","value":"3.5","footnotes":[{}]}]}]}}"#;
        let expected = "seriesID,year,period,value,footnotes\nA,2020,M01,1.5,\nA,2020,M02,2.5,\"[{\"\"code\"\":\"\"P\"\"}]\"\n\
                        B,2020,M01,3.5,\n";
        assert_eq!(read(text), (expected.to_owned(), "JSON"));
    }
}
