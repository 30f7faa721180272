//! Which assumptions drive a number: models whose indices and swings are known, from file to result.

#[path = "support/pipeline.rs"]
mod pipeline;
mod support;

use std::fs;
use std::path::Path;
use std::process::Output;

use catchup::analysis::sensitivity::Bootstrap;
use catchup::analysis::{Driver, SensitivityOptions, sensitivity};
use catchup::diagnostic::{Diagnostic, Source, Span, Spanned};
use catchup::model::Model;
use catchup::model::{Quantity, quantity};
use pipeline::{equations, model, scenario};
use serde_json::Value;
use support::Folder;

fn text(body: &str) -> String {
    scenario("start = 2020\nend = 2024", body)
}

fn assumption(name: &str, distribution: &str) -> String {
    format!("[assumptions.{name}]\ndistribution = {{ {distribution} }}\nunit = \"1\"\nsource = \"judgement\"\n")
}

fn find(model: &Model, selector: &str) -> Result<Quantity, Diagnostic> {
    let source = Source::new("--of", selector);
    quantity(model, &Spanned::new(selector.to_owned(), Span::new(&source, 0..selector.len())))
}

fn analyse(text: &str, selector: &str) -> Vec<Driver> {
    let model = model(text);
    let bootstrap = Bootstrap { replicates: 200, level: 0.99, seed: 1 };
    let options =
        SensitivityOptions { samples: 1 << 13, swing: true, sobol: true, ranking: true, trajectories: 50, bootstrap };
    let of = find(&model, selector).unwrap_or_else(|problem| panic!("{}", problem.message));
    sensitivity(&model, of, &options, &|_| {}).unwrap_or_else(|error| panic!("{error}"))
}

#[track_caller]
fn assert_near(found: f64, expected: f64, tolerance: f64, what: &str) {
    assert!((found - expected).abs() <= tolerance, "{what}: {found} is not {expected} ± {tolerance}");
}

#[test]
fn an_additive_model_has_known_indices_and_swings() {
    // In 2022, x = 3 a + 4 b in %: variances 9 and 16, quantiles of a uniform on (0, 1) at 0.05 and 0.95.
    let unit = "uniform = { low = 0, high = 1 }";
    let body = assumption("a", unit) + &assumption("b", unit) + &assumption("c", unit);
    let found = analyse(
        &text(&(body + &equations(&[("x", "(time - 2020 yr) / 2 yr * (3 * a + 4 * b)", "%"), ("y", "c", "1")]))),
        "x@2022",
    );
    let labels: Vec<&str> = found.iter().map(|driver| driver.label.as_str()).collect();
    assert_eq!(labels, ["b", "a"], "the greatest first, and not c, on which x does not depend");
    for (driver, (share, weight, other)) in found.iter().zip([(0.64, 400.0, 300.0), (0.36, 300.0, 400.0)]) {
        let indices = driver.indices.expect("asked for");
        assert!(indices.first.contains(share) && indices.total.contains(share), "{driver:?}");
        assert_near(indices.total.estimate, share, 5e-3, "total index");
        assert_near(driver.ranking.expect("asked for"), share, 0.02, "ranking");
        let swing = driver.swing.expect("asked for");
        assert_near(swing.low, 0.05 * weight + 0.5 * other, 1e-9, "at 5 %");
        assert_near(swing.high, 0.95 * weight + 0.5 * other, 1e-9, "at 95 %");
        assert_near(swing.base, 350.0, 1e-9, "at all medians");
        // Moving a uniform on (0, 1) through its whole range moves x by its weight, wherever the others are.
        let effects = driver.effects.expect("asked for");
        assert_near(effects.mu_star, weight, 1e-9, "mean absolute effect");
        assert_near(effects.mu, weight, 1e-9, "mean effect");
        assert_near(effects.sigma, 0.0, 1e-9, "standard deviation of effects");
    }
}

#[test]
fn correlated_assumptions_are_one_factor_and_swing_alone() {
    // Standard normal a, b with a Pearson correlation of 1/2, that is a rank correlation of 6 / pi asin(1 / 4), and c with
    // variance 1: x = a + b + c has variance 4, of which a and b together make 3. Cov(x, a) = 1.5, so that a explains
    // 1.5^2 / 4 with what is correlated with it.
    let normal = "normal = { mean = 0, sd = 1 }";
    let rank = 6.0 / std::f64::consts::PI * 0.25_f64.asin();
    let body = assumption("a", normal)
        + &assumption("b", normal)
        + &assumption("c", normal)
        + &format!("[correlations.k]\nbetween = [\"a\", \"b\"]\nrank = {rank}\nsource = \"judgement\"\n");
    let found = analyse(&text(&(body + &equations(&[("x", "a + b + c", "1")]))), "x@2020");
    let get = |label: &str| found.iter().find(|driver| driver.label == label).expect(label);
    let (group, alone) = (get("a + b"), get("c"));
    assert_eq!(found[0].label, "a + b");
    for (driver, share) in [(group, 0.75), (alone, 0.25)] {
        let indices = driver.indices.expect("asked for");
        assert!(indices.first.contains(share) && indices.total.contains(share), "{driver:?}");
    }
    assert!(get("a").indices.is_none() && group.swing.is_none());
    for label in ["a", "b"] {
        let swing = get(label).swing.expect("asked for");
        // The 95 % quantile of the standard normal distribution.
        assert_near(swing.high, 1.644_853_626_951_472_2, 1e-9, label);
        assert_near(swing.low, -1.644_853_626_951_472_2, 1e-9, label);
        assert_near(get(label).ranking.expect("asked for"), 0.5625, 0.02, label);
    }
    // A move by half of all probability is one from quantile (i + 1/2) / 8 to (i + 9/2) / 8, i from 0 to 3: of a standard
    // normal by 1.6914 or 1.3759. One that took the other along would be half as far again.
    for label in ["a", "b", "c"] {
        let effects = get(label).effects.expect("asked for");
        assert!((2.75..3.39).contains(&effects.mu) && effects.mu == effects.mu_star, "{label} {effects:?}");
    }
}

#[test]
fn noise_is_one_factor() {
    // Variances 4 of a and 1 of the noise.
    let body = assumption("a", "normal = { mean = 0, sd = 2 }");
    let found = analyse(&text(&(body + &equations(&[("x", "a + normal(0, 1)", "1")]))), "x@2021");
    assert_eq!(found.iter().map(|driver| driver.label.as_str()).collect::<Vec<_>>(), ["a", "noise"]);
    for (driver, share) in found.iter().zip([0.8, 0.2]) {
        let indices = driver.indices.expect("asked for");
        assert!(indices.first.contains(share) && indices.total.contains(share), "{driver:?}");
    }
    // The same draws of the noise at both ends.
    let swing = found[0].swing.expect("asked for");
    assert_near(swing.high - swing.low, 4.0 * 1.644_853_626_951_472_2, 1e-9, "swing under noise");
    // The noise adds nothing to effects: moves of N(0, 2) by half of all probability, twice those of N(0, 1).
    let effects = found[0].effects.expect("asked for");
    assert!((5.5..6.77).contains(&effects.mu_star) && effects.sigma < 0.7, "{effects:?}");
    assert!(found[1].effects.is_none());
}

#[test]
fn elements_are_named_and_shared_ones_once() {
    let unit = "distribution = { uniform = { low = 0, high = 1 } }\nunit = \"1\"\nsource = \"judgement\"\n";
    let body = format!(
        "[dimensions.sector]\nelements = [\"robots\", \"tools\"]\n\
         [assumptions.own]\ndims = [\"sector\"]\n{unit}[assumptions.common]\ndims = [\"sector\"]\nshared = true\n{unit}\
         [variables.x]\ndims = [\"sector\"]\nequation = \"2 * own + common\"\nunit = \"1\"\n\
         [variables.total]\nequation = \"sum(common, sector)\"\nunit = \"1\"\n"
    );
    let found = analyse(&text(&body), "x[tools]@2020");
    assert_eq!(found.iter().map(|driver| driver.label.as_str()).collect::<Vec<_>>(), ["own[tools]", "common"]);
    // Both elements of a shared assumption are one number: all of the variance, and a swing of 2 (0.95 - 0.05).
    let found = analyse(&text(&body), "total@2020");
    assert_eq!(found.len(), 1, "{found:?}");
    let (indices, swing) = (found[0].indices.expect("asked for"), found[0].swing.expect("asked for"));
    assert_near(indices.first.estimate, 1.0, 5e-3, "first-order index");
    assert_near(swing.high - swing.low, 1.8, 1e-9, "swing");
}

#[test]
fn a_number_without_uncertainty_has_no_drivers() {
    assert_eq!(analyse(&text(&equations(&[("x", "2", "1")])), "x@2020"), []);
}

#[test]
fn selectors_that_point_at_nothing() {
    let body = "[dimensions.sector]\nelements = [\"robots\", \"tools\"]\n\
                [variables.share]\ndims = [\"sector\"]\nequation = \"1\"\nunit = \"1\"\n";
    let model = model(&text(body));
    for (selector, at, message) in [
        ("shore[robots]@2020", "shore", "there is no variable `shore`"),
        ("share[robot]@2020", "robot", "the dimension `sector` has no element `robot`"),
        ("share@2020", "share", "`share` needs one element for each of sector"),
        ("share[robots, tools]@2020", "share", "`share` needs one element for each of sector"),
        ("share[robots]", "share[robots]", "a year is missing"),
        ("share[robots]@2025", "2025", "2025 is not on the time axis"),
        ("share[robots]@2019", "2019", "2019 is not on the time axis"),
        ("share[robots]@2020.5", "2020.5", "2020.5 is not on the time axis"),
    ] {
        let found = find(&model, selector).expect_err(selector);
        assert_eq!((found.labels[0].span.text(), found.message.as_str()), (at, message), "{selector}");
    }
    let expected = Quantity { variable: 0, element: 1, point: 4 };
    assert_eq!(find(&model, "Share[Tools]@2024").expect("is there"), expected);
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
    assert!(text.contains("x@2021 misses where it is below 0.5 1 (The goal): 88 % of 4,096 worlds do."), "{text}");

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
