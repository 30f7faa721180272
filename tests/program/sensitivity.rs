//! `catchup sensitivity`: regions, targets, and what a folder takes.

use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::Value;

use super::support::{Folder, equations, scenario};

fn text(body: &str) -> String {
    scenario("start = 2020\nend = 2024", body)
}

#[track_caller]
fn assert_near(found: f64, expected: f64, tolerance: f64, what: &str) {
    assert!((found - expected).abs() <= tolerance, "{what}: {found} is not {expected} ± {tolerance}");
}

/// The program with these arguments in a folder.
fn catchup(folder: &Path, arguments: &[&str]) -> Output {
    std::process::Command::new(env!("CARGO_BIN_EXE_catchup"))
        .current_dir(folder)
        .args(arguments)
        .output()
        .expect("the program starts")
}

#[track_caller]
fn json(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("one object")
}

/// In 2020, x is 1 where a > 6 (of 0 to 10) and b < 30 % (of 0 to 100 %), and 0 elsewhere; c does nothing. From 2021 on
/// there is a target for x, which it never meets; y = 3 a.
fn planted() -> Folder {
    let uniform = |name: &str, high: f64, unit: &str| {
        format!(
            "[assumptions.{name}]\ndistribution = {{ uniform = {{ low = 0, high = {high} }} }}\nunit = \"{unit}\"\n\
             source = \"judgement\"\n"
        )
    };
    let body = uniform("a", 10.0, "1")
        + &uniform("b", 100.0, "%")
        + &uniform("c", 1.0, "1")
        + &equations(&[("y", "3 * a", "1"), ("x", "if a > 6 and b < 0.3 then 1 else 0 * c", "1")])
        + "[variables.x.targets.goal]\nyear = 2021\nat_least = 0.5\nlabel = \"The goal\"\nsource = \"a plan\"\n";
    Folder::new(&[("case.toml", &text(&body))])
}

#[test]
fn a_planted_box_is_found_through_the_command_line() {
    let folder = planted();
    let arguments = ["sensitivity", "case.toml", "--of", "x@2020", "--method", "prim", "--miss-above", "0.5", "--json"];
    let found = json(&catchup(folder.folder.path(), &arguments));
    assert!(found.get("drivers").is_none(), "only a region was asked for: {found}");
    let found = &found["discovery"];
    assert_eq!(found["miss"], serde_json::json!({ "direction": "above", "bound": 0.5, "target": "" }));
    let number = |value: &Value| value.as_f64().expect("a number");
    // 0.4 * 0.3 of all worlds.
    assert_near(number(&found["misses"]), 0.12, 0.002, "share of misses");
    let region = &found["region"];
    assert!(number(&region["coverage"]) > 0.9 && number(&region["density"]) > 0.9, "{region}");
    let limits = region["limits"].as_array().expect("limits");
    let of = |name: &str| limits.iter().find(|limit| limit["assumption"] == name);
    let (a, b) = (of("a").expect("bounded"), of("b").expect("bounded"));
    // Peels are a twentieth of what is left.
    assert_near(number(&a["low"]), 6.0, 0.25, "a from");
    assert!(a["high"].is_null(), "{a}");
    assert_near(number(&b["high"]), 30.0, 2.5, "b to");
    assert_eq!((&b["unit"], &b["low"]), (&"%".into(), &Value::Null));
}

#[test]
fn an_announced_target_says_what_a_miss_is() {
    let folder = planted();
    let ask = |of: &str, more: &[&str]| {
        let arguments = [&["sensitivity", "case.toml", "--of", of, "--method", "prim"], more].concat();
        catchup(folder.folder.path(), &arguments)
    };
    let found = json(&ask("x@2021", &["--json"]));
    let miss = serde_json::json!({ "direction": "below", "bound": 0.5, "target": "The goal" });
    assert_eq!(found["discovery"]["miss"], miss);
    assert_near(found["discovery"]["misses"].as_f64().expect("a number"), 0.88, 0.002, "share of misses");
    let text = String::from_utf8(ask("x@2021", &[]).stdout).expect("text").replace('\u{a0}', " ");
    assert!(text.contains("x@2021 misses where it is below 0.5 (The goal): 88 % of 4,096 worlds do."), "{text}");

    let none = ask("x@2020", &[]);
    assert_eq!(none.status.code(), Some(2));
    let message = String::from_utf8_lossy(&none.stderr).into_owned();
    assert!(message.contains("no target is announced for x@2020; give --miss-below NUMBER"), "{message}");
    assert_eq!(ask("x@2020", &["--miss-below", "1", "--miss-above", "2"]).status.code(), Some(2));
    assert_eq!(ask("x@2020", &["--miss-below", "nan"]).status.code(), Some(2));
    let nowhere = json(&ask("x@2020", &["--miss-below", "-1", "--json"]));
    assert_eq!(nowhere["discovery"]["misses"], 0.0);
    assert!(nowhere["discovery"]["region"].is_null());
}

#[test]
fn a_folder_takes_tables_charts_and_manifest() {
    let folder = planted();
    let arguments = [
        "sensitivity",
        "case.toml",
        "--of",
        "y@2020",
        "--method",
        "swing,sobol,morris,prim",
        "--miss-above",
        "24",
        "--out",
        "s",
        "--csv",
        "table.csv",
    ];
    let output = catchup(folder.folder.path(), &arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let out = folder.folder.path().join("s");
    let mut names: Vec<String> = fs::read_dir(&out)
        .expect("written")
        .map(|file| file.expect("a file").file_name().into_string().expect("UTF-8"))
        .collect();
    names.sort();
    let expected =
        ["indices.png", "indices.svg", "region.csv", "run.json", "sensitivity.csv", "tornado.png", "tornado.svg"];
    assert_eq!(names, expected);
    let read = |path: &Path| fs::read_to_string(path).expect("written");
    let table = read(&out.join("sensitivity.csv"));
    assert_eq!(table, read(&folder.folder.path().join("table.csv")));
    // y = 3 a, with a uniform on (0, 10): 1.5 at its 5 %, 28.5 at its 95 % quantile; an effect of 30.
    let rows: Vec<&str> = table.lines().collect();
    assert_eq!(rows.len(), 2, "{table}");
    let cells: Vec<&str> = rows[1].split(',').collect();
    assert_eq!((cells[0], cells[7]), ("\"a\"", ""));
    for (cell, expected) in [(8, 1.5), (9, 28.5), (10, 30.0), (11, 30.0), (12, 0.0)] {
        assert_near(cells[cell].parse().expect("a number"), expected, 1e-9, rows[0]);
    }
    // A miss above 24 is a above 8.
    let region = read(&out.join("region.csv"));
    let low: f64 =
        region.lines().nth(1).and_then(|row| row.split(',').nth(3)).expect("a limit").parse().expect("a number");
    assert_near(low, 8.0, 0.15, &region);
    let manifest: Value = serde_json::from_str(&read(&out.join("run.json"))).expect("JSON");
    assert_eq!((&manifest["draws"], &manifest["files"][4]), (&4096.into(), &"sensitivity.csv".into()));
    assert!(read(&out.join("tornado.svg")).contains("all at their medians: 15"));
}

#[test]
fn nothing_is_drawn_where_nothing_is_uncertain() {
    let folder = Folder::new(&[("case.toml", &text(&equations(&[("x", "2", "1")])))]);
    let output = catchup(folder.folder.path(), &["sensitivity", "case.toml", "--of", "x@2020", "--out", "s"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let files = fs::read_dir(folder.folder.path().join("s")).expect("written").count();
    assert_eq!(files, 2, "the empty table and the manifest");
}
