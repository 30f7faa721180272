//! `catchup fit`: from data to parameters, tables, charts and scenarios; and what it says of data that cannot be fitted.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

/// Resident population of the United States, 1790 to 2000, millions (US Census Bureau, decennial censuses).
const POPULATION: [f64; 22] = [
    3.929, 5.308, 7.240, 9.638, 12.861, 17.063, 23.192, 31.443, 38.558, 50.189, 62.980, 76.212, 92.228, 106.022,
    123.203, 132.165, 151.326, 179.323, 203.302, 226.542, 248.710, 281.422,
];

pub(super) fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

fn population() -> String {
    let rows = POPULATION.iter().enumerate().map(|(index, value)| format!("{},{value}\n", 1790 + 10 * index));
    "year,value\n".to_owned() + &rows.collect::<String>()
}

/// Runs the program in a folder: exit code, standard output, standard error.
pub(super) fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_catchup"))
        .current_dir(folder)
        .env("COLUMNS", "100")
        .args(arguments)
        .output()
        .expect("runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().expect("an exit code"), text(&output.stdout), text(&output.stderr))
}

pub(super) fn json(folder: &Path, arguments: &[&str]) -> Value {
    let (code, out, error) = run(folder, arguments);
    assert_eq!((code, error.as_str()), (0, ""), "{out}");
    serde_json::from_str(&out).expect("is JSON")
}

pub(super) fn number(value: &Value, pointer: &str) -> f64 {
    value.pointer(pointer).and_then(Value::as_f64).unwrap_or_else(|| panic!("no number at {pointer} of {value:#}"))
}

pub(super) fn close(found: f64, expected: f64, relative: f64) {
    assert!((found - expected).abs() <= relative * expected.abs(), "{found}, not {expected}");
}

#[test]
fn a_table_needs_no_flag_and_a_scenario_says_of_what() {
    let folder = folder(&[("us.csv", &population()), ("us.toml", "")]);
    let rest = ["--law", "exponential", "--errors", "independent", "--json"];
    let of = |table: &[&str]| json(folder.path(), &[&["fit"], table, &rest].concat())["laws"].clone();
    assert_eq!(of(&["us.csv"]), of(&["--data", "us.csv"]));
    let (code, _, error) = run(folder.path(), &["fit", "us.toml"]);
    assert!(code == 2 && error.contains("--of NAME"), "{error}");
    let (code, _, error) = run(folder.path(), &["fit", "--data", "us.csv", "--of", "population"]);
    assert!(code == 2 && error.contains("cannot be used with"), "{error}");
}

/// Where the data are from is said: the file, a column and rows if they were named, and what a history says of itself.
#[test]
fn the_source_of_data_is_said() {
    let long: String =
        (0..12).map(|year| format!("us,{},{}\nca,{},1\n", 2000 + year, 10 + year, 2000 + year)).collect();
    let people = "[scenario]\ntitle = \"People\"\n[time]\nstart = 2000\nend = 2020\n[variables.people]\nequation = \"1\"\n\
         unit = \"1\"\n[variables.people.history.census]\nvalues = { 2000 = 3, 2001 = 4, 2002 = 6, 2003 = 7 }\n\
         source = \"Bureau of the census\"\n";
    let long = format!("country,year,people\n{long}");
    let folder = folder(&[("us.csv", &population()), ("long.csv", &long), ("people.toml", people)]);
    for (of, said) in [
        (&["us.csv"][..], "22 observations, 1790 to 2000, independent level errors. Source: us.csv\n"),
        (
            &["long.csv", "--column", "people", "--where", "country=us"],
            "Source: long.csv, column people where country = us\n",
        ),
        (
            &["people.toml", "--of", "people"],
            "Source: history `census` of people in people.toml: Bureau of the census\n",
        ),
    ] {
        let (code, out, error) =
            run(folder.path(), &[&["fit"], of, &["--law", "linear", "--errors", "independent"]].concat());
        assert_eq!(code, 0, "{error}");
        let first = out.split("\nlinear =").next().unwrap_or_default();
        let first = first.split_whitespace().collect::<Vec<_>>().join(" ") + "\n";
        assert!(first.ends_with(said), "{first}{out}");
    }
}

/// The values of `src/fit/tests.rs`, through the command line.
#[test]
pub(super) fn json_has_all_that_is_known_of_a_law() {
    let folder = folder(&[("us.csv", &population())]);
    let independent = ["--errors", "independent"];
    let found =
        json(folder.path(), &[&["fit", "--data", "us.csv", "--law", "logistic", "--json"], &independent[..]].concat());
    assert_eq!(found["best"], "logistic");
    assert_eq!((number(&found, "/data/observations"), number(&found, "/data/until")), (22.0, 2000.0));
    let law = &found["laws"][0];
    for (pointer, expected) in [
        ("/parameters/0/value", 440.830_537_754_5),
        ("/parameters/0/standard_error", 34.999_707_139_7),
        ("/parameters/0/low", 381.476_71),
        ("/parameters/0/high", 536.910_21),
        ("/parameters/2/value", 1_976.633_473_181_2),
        ("/sigma", 4.908_700_973),
        ("/aicc", 139.565_371_129),
        ("/correlation/0/1", -0.915_472_545_8),
    ] {
        close(number(law, pointer), expected, 1e-6);
    }
    // Of the logarithms of the capacity and of the rate: the covariance itself is of the parameters.
    close(number(law, "/covariance/0/0").sqrt(), 34.999_707_139_7, 1e-6);
    assert_eq!(law["parameters"][0]["identified"], true);
}

#[test]
fn all_laws_are_compared_on_one_error_scale() {
    let folder = folder(&[("us.csv", &population())]);
    let found = json(folder.path(), &["fit", "--data", "us.csv", "--errors", "independent", "--json"]);
    let laws = found["laws"].as_array().expect("laws");
    let criteria: Vec<f64> = laws.iter().map(|law| number(law, "/aicc")).collect();
    assert!(criteria.is_sorted(), "{criteria:?}");
    assert!(laws.iter().all(|law| law["error_scale"] == "log"), "positive values are compared by factors");
    close(laws.iter().map(|law| number(law, "/weight")).sum(), 1.0, 1e-12);
    assert_eq!(found["skipped"][0]["law"], "fisher-pry");
    let names: Vec<&str> = laws.iter().filter_map(|law| law["law"].as_str()).collect();
    assert!(
        ["linear", "exponential", "logistic", "gompertz", "bass"].iter().all(|name| names.contains(name)),
        "{names:?}"
    );
    // The exponential law on its own scale is the same fit.
    let alone =
        json(folder.path(), &["fit", "--data", "us.csv", "--law", "exponential", "--errors", "independent", "--json"]);
    let among = laws.iter().find(|law| law["law"] == "exponential").expect("is one of them");
    assert_eq!(alone["laws"][0]["parameters"], among["parameters"]);
    close(number(&alone, "/laws/0/aicc"), 180.171_221_929, 1e-9);
}

/// Sales by p = 0.02, q = 0.4 among 1000 with small errors that are no multiple of any law.
fn sales() -> String {
    let f = |t: f64| (1.0 - (-0.42 * t).exp()) / (1.0 + 20.0 * (-0.42 * t).exp());
    let errors = [1.2, -0.8, 0.3, -1.5, 0.9, 1.1, -0.4, -1.0, 0.7, 0.2, -0.6, 1.4, -0.9, 0.1, -0.2];
    let row = |(index, error): (usize, &f64)| {
        let t = index as f64 + 1.0;
        format!("{},tv,{}\n{},radio,\n", 2000 + index, 1000.0 * (f(t) - f(t - 1.0)) + error, 2000 + index)
    };
    "period,product,sales\n".to_owned() + &errors.iter().enumerate().map(row).collect::<String>()
}

/// Estimates from scipy 1.17: `curve_fit` of m (F(t) - F(t - 1)) to the data of `sales`.
#[test]
fn bass_by_first_purchases() {
    let folder = folder(&[("sales.csv", &sales())]);
    let found = json(
        folder.path(),
        &[
            "fit",
            "--data",
            "sales.csv",
            "--time",
            "period",
            "--column",
            "sales",
            "--where",
            "product=tv",
            "--law",
            "bass-adoptions",
            "--errors",
            "independent",
            "--json",
        ],
    );
    for (index, [value, error]) in [
        [1_000.506_616_66, 4.274_225_78],
        [0.020_006_741_765, 0.000_281_698_422],
        [0.399_914_966_98, 0.002_874_494_235],
    ]
    .iter()
    .enumerate()
    {
        close(number(&found, &format!("/laws/0/parameters/{index}/value")), *value, 1e-6);
        close(number(&found, &format!("/laws/0/parameters/{index}/standard_error")), *error, 1e-4);
    }
}

/// Error scale, launch, weights and known parameters reach the fit: what they do there is tested in `src/fit`.
#[test]
fn options_reach_the_fit() {
    let weighted: String = population()
        .lines()
        .enumerate()
        .map(|(row, line)| format!("{line},{}\n", if row == 0 { "w" } else { "4" }))
        .collect();
    let folder = folder(&[("us.csv", &weighted)]);
    let us = |more: &[&str]| {
        json(folder.path(), &[&["fit", "--data", "us.csv", "--errors", "independent", "--json"], more].concat())["laws"]
            [0]
        .clone()
    };
    let plain = us(&["--law", "logistic"]);
    // Equal weights of 4 change nothing but the standard deviation of an observation of weight 1.
    let fourfold = us(&["--law", "logistic", "--weights", "w"]);
    close(number(&fourfold, "/parameters/0/standard_error"), number(&plain, "/parameters/0/standard_error"), 1e-9);
    close(number(&fourfold, "/sigma"), 2.0 * number(&plain, "/sigma"), 1e-9);
    assert_eq!(us(&["--law", "logistic", "--error", "log"])["error_scale"], "log");
    assert_eq!(number(&us(&["--law", "bass", "--launch", "1770"]), "/launch"), 1770.0);
    assert_eq!(number(&us(&["--law", "gompertz", "--fix", "rate=0.006"]), "/parameters/2/value"), 0.006);
    let thousandfold = us(&["--law", "logistic", "--factor", "1000"]);
    close(number(&thousandfold, "/parameters/0/value"), 440_830.537_754_5, 1e-9);
}

/// Cost falls by a fifth with each doubling.
#[test]
fn wright_by_cumulative_volume() {
    let rows: String = (0..8)
        .map(|doubling| format!("{},{},{}\n", 2000 + doubling, 2_f64.powi(doubling), 50.0 * 0.8_f64.powi(doubling)))
        .collect();
    let folder = folder(&[("modules.csv", &format!("year,volume,value\n{rows}"))]);
    let found =
        json(folder.path(), &["fit", "--data", "modules.csv", "--volume", "volume", "--law", "wright", "--json"]);
    close(number(&found, "/laws/0/parameters/0/value"), 50.0, 1e-9);
    close(number(&found, "/laws/0/derived/0/value"), 0.2, 1e-9);
    let (code, _, error) = run(folder.path(), &["fit", "--data", "modules.csv", "--law", "wright"]);
    assert_eq!(
        (code, error.as_str()),
        (2, "error: wright is a law of cumulative volume: name its column with --volume\n")
    );
    written_scenario_runs(folder.path(), &["--data", "modules.csv", "--volume", "volume", "--law", "wright"], "50");
}

/// Fits and writes, then checks and runs what was written: the median begins where the law does.
fn written_scenario_runs(folder: &Path, fit: &[&str], begins_with: &str) {
    let mut arguments = vec!["fit"];
    arguments.extend_from_slice(fit);
    arguments.extend_from_slice(&["--write", "fitted.toml", "--force", "--quiet"]);
    assert_eq!(run(folder, &arguments), (0, String::new(), String::new()));
    let (code, out, error) = run(folder, &["check", "fitted.toml"]);
    assert_eq!((code, error.as_str()), (0, ""), "{}", fs::read_to_string(folder.join("fitted.toml")).expect("written"));
    assert!(out.contains("valid"), "{out}");
    let (code, _, error) = run(folder, &["run", "fitted.toml", "--draws", "500", "--format", "csv", "--quiet"]);
    assert_eq!((code, error.as_str()), (0, ""));
    let table = fs::read_to_string(folder.join("output/fitted/projections.csv")).expect("written");
    // Seven quantiles end a row, the median in their middle.
    assert!(table.starts_with("variable,label,unit,year,observed,mean,sd,p05,p10,p25,p50,p75,p90,p95\n"), "{table}");
    let first = table.lines().nth(1).expect("a row").rsplit(',').nth(3).expect("a cell");
    let value: f64 = first.parse().expect("a number");
    close(value, begins_with.parse().expect("a number"), 0.02);
}

#[test]
fn every_law_is_written_as_a_scenario_that_runs() {
    let shares: String = (0..12)
        .map(|year| {
            let wobble = [0.02, -0.03, 0.01, -0.01][year % 4];
            let share = 1.0 / (1.0 + (-(0.3 * year as f64 - 3.0 + wobble)).exp());
            format!("{},{share}\n", 2010 + year)
        })
        .collect();
    let folder =
        folder(&[("us.csv", &population()), ("shares.csv", &format!("year,value\n{shares}")), ("sales.csv", &sales())]);
    let tv = ["--time", "period", "--column", "sales", "--where", "product=tv"];
    for (law, data, more, begins) in [
        ("linear", "us.csv", &[][..], "-40.655"),
        ("exponential", "us.csv", &[], "6.06"),
        ("logistic", "us.csv", &[], "7.680"),
        ("gompertz", "us.csv", &["--unit", "%", "--name", "US population"], "4.104"),
        ("weibull", "us.csv", &["--fix", "capacity=400"], "0.08236"),
        ("bass", "us.csv", &[], "2.237"),
        ("fisher-pry", "shares.csv", &["--project", "2030"], "0.04744"),
        ("bass-adoptions", "sales.csv", &tv, "24.27"),
    ] {
        let mut arguments = vec!["--data", data, "--law", law, "--errors", "independent"];
        arguments.extend_from_slice(more);
        written_scenario_runs(folder.path(), &arguments, begins);
    }
}

/// Draws of the written assumptions have the correlation that the fit found.
#[test]
fn written_assumptions_are_correlated() {
    let folder = folder(&[("us.csv", &population())]);
    let path = folder.path();
    let written = ["fit", "--data", "us.csv", "--law", "logistic", "--errors", "independent", "--write", "us.toml"];
    assert_eq!(run(path, &written).0, 0);
    let text = fs::read_to_string(path.join("us.toml")).expect("written");
    // 6/pi arcsin(-0.9154725458 / 2) and 34.9997/440.8305, by hand.
    for expected in
        ["rank = -0.90803765", "sigma = 0.0793949242", "file = \"us.csv\"", "95 % profile interval 381.5 to 536.9"]
    {
        assert!(text.contains(expected), "{expected} is not in\n{text}");
    }
    let (code, _, error) = run(path, &written);
    assert_eq!(
        (code, error.as_str()),
        (2, "error: us.toml exists already and is left as it is; --force replaces it\n")
    );
}

#[test]
fn history_of_a_scenario_is_fitted_and_extended() {
    let history: Vec<String> =
        POPULATION.iter().enumerate().map(|(index, value)| format!("\"{}\" = {value}", 1790 + 10 * index)).collect();
    let scenario = format!(
        "[scenario]\ntitle = \"People\"\n[time]\nstart = 1790\nend = 2020\n\
         [dimensions.country]\nelements = [\"united states\", \"canada\"]\n\
         [variables.people]\ndims = [\"country\"]\nequation = \"1\"\nunit = \"1\"\n\
         [variables.people.history.census]\nelement = \"United States\"\nvalues = {{ {} }}\nsource = \"Census\"\n",
        history.join(", ")
    );
    let folder = folder(&[("people.toml", &scenario)]);
    let path = folder.path();
    let of = ["fit", "people.toml", "--of", "people[united states]", "--law", "logistic", "--errors", "independent"];
    let found = json(path, &[&of[..], &["--json"]].concat());
    close(number(&found, "/laws/0/parameters/0/value"), 440.830_537_754_5, 1e-9);
    let (code, _, error) = run(path, &[&of[..], &["--write", "fitted.toml", "--quiet"]].concat());
    assert_eq!((code, error.as_str()), (0, ""));
    let (code, out, error) = run(path, &["check", "fitted.toml"]);
    assert_eq!((code, error.as_str()), (0, ""), "{out}");
    assert!(fs::read_to_string(path.join("fitted.toml")).expect("written").starts_with("# Written by catchup"));
    // Errors that walk from census to census make a tenth of such a step each year.
    let walk = ["fit", "people.toml", "--of", "people[united states]", "--law", "logistic", "--errors", "walk"];
    let (code, _, error) =
        run(path, &[&walk[..], &["--fix", "capacity=440", "--write", "walk.toml", "--quiet"]].concat());
    assert_eq!((code, error.as_str()), (0, ""));
    let (code, _, error) = run(path, &["run", "walk.toml", "--draws", "2000", "--format", "csv", "--quiet"]);
    assert_eq!((code, error.as_str()), (0, ""));
    let table = fs::read_to_string(path.join("output/walk/projections.csv")).expect("written");
    let row = |year: &str| -> Vec<f64> {
        let row = table.lines().find(|row| row.contains("fit") && row.contains(&format!(",{year},"))).expect("a row");
        let cells: Vec<&str> = row.rsplit(',').collect();
        cells[..7].iter().rev().map(|cell| cell.parse().expect("a number")).collect()
    };
    close(row("2000")[3], 281.422, 1e-9);
    let walk = json(path, &[&walk[..], &["--fix", "capacity=440", "--json"]].concat());
    let decade = number(&walk, "/laws/0/sigma");
    let spread = |year: &str| (row(year)[6] - row(year)[0]) / 2.0 / 1.645;
    assert!((spread("2001") / decade / 0.1_f64.sqrt() - 1.0).abs() < 0.15, "{} {decade}", spread("2001"));
    for (of, message) in [
        ("people[canada]", "`people[canada]` has no history to fit"),
        ("poeple[canada]", "there is no variable `poeple`"),
        ("people", "`people` needs one element for each of country"),
    ] {
        let (code, _, error) = run(path, &["fit", "people.toml", "--of", of]);
        assert_eq!(code, 1);
        assert!(error.contains(message), "{error}");
    }
}

#[test]
fn a_folder_has_tables_and_a_chart() {
    let folder = folder(&[("us.csv", &population())]);
    let path = folder.path();
    let (code, out, error) = run(
        path,
        &["fit", "--data", "us.csv", "--law", "logistic", "--project", "2030", "--out", "fit", "--unit", "%"],
    );
    assert_eq!((code, error.as_str()), (0, ""));
    assert!(out.contains("capacity"), "{out}");
    for file in ["fit.csv", "fitted.csv", "run.json", "charts/fit.png", "charts/fit.svg"] {
        assert!(path.join("fit").join(file).is_file(), "{file}");
    }
    let fitted = fs::read_to_string(path.join("fit/fitted.csv")).expect("written");
    assert_eq!(fitted.lines().count(), 1 + 22 + 3, "observations and three decades more");
    let svg = fs::read_to_string(path.join("fit/charts/fit.svg")).expect("written");
    assert!(svg.contains("interval") && !svg.contains("draws"));
}

/// Data, arguments, exit code, and what standard error must say.
type Bad<'a> = (&'a str, &'a [&'a str], i32, &'a [&'a str]);

const LINE: &str = "year,value\n2000,1\n2001,2\n2002,3.1\n2003,4\n";

#[test]
fn bad_input_is_explained() {
    let bad: &[Bad] = &[
        ("", &[], 1, &["`data.csv` is empty"]),
        ("year,value\n", &[], 1, &["`data.csv` has no rows"]),
        (
            "year,value\n2000,1\n2001,many\n2002,3\n",
            &[],
            1,
            &["the value `many` on line 3 is not a number", "data.csv:3:6"],
        ),
        (
            "year,value\n2000,1\nNaN,2\n2002,3\n",
            &[],
            1,
            &["the time `NaN` on line 3 is neither a number nor a date", "data.csv:3:1"],
        ),
        (
            "year,value\n2000,1\n-9223372036854775808,2\n2002,3\n",
            &[],
            1,
            &["the time `-9223372036854775808` on line 3 is too far for a year", "data.csv:3:1"],
        ),
        (
            "year,value\n03/04/2020,1\n04/05/2020,2\n",
            &[],
            1,
            &["`03/04/2020` may be 2020-04-03 or 2020-03-04", "--dates day-first or --dates month-first"],
        ),
        (
            "year,value\n2020Q1,1\n2020-04,2\n2020Q3,3\n",
            &[],
            1,
            &["the time `2020-04` is written in another way than the first", "data.csv:3:1"],
        ),
        ("year,value\n2020Q1,1\n2020.25,2\n", &[], 1, &["the time `2020.25` is written in another way"]),
        ("year,value\n2020Q1,1\nQ1 2020,2\n2020Q2,3\n", &[], 1, &["there are two values for Q1 2020", "data.csv:3:1"]),
        ("year,value\n2000,1\n2001,inf\n2002,3\n", &[], 1, &["the value `inf` on line 3 is not a number"]),
        ("year,value\n2000,1\n", &["--until", "soon"], 2, &["`soon` is not a time: write a year, or 2020, 2020Q1"]),
        ("year,value\n2000,1\n2000,2\n2002,3\n", &[], 1, &["there are two values for 2000"]),
        (
            "year,land,value\n2000,a,1\n2001,a,2\n2002,a,3\n2000,b,1\n2001,b,2\n2002,b,3\n",
            &[],
            1,
            &["there are two values for 2000, and so for 2 rows more", "--where \"land\"=\"a\""],
        ),
        (
            "year,value\n2000,1\n",
            &["--law", "linear"],
            1,
            &["linear has 2 free parameters and needs at least 3 observations"],
        ),
        ("year,value\n2000,5\n2001,5\n2002,5\n2003,5\n", &[], 1, &["all values are 5: nothing can be learnt"]),
        ("year,value\n2000,0\n2001,0\n2002,0\n2003,0\n", &[], 1, &["all values are 0: nothing can be learnt"]),
        ("year,valeu\n2000,1\n", &[], 1, &["has no column `value`", "did you mean `valeu`?"]),
        ("year;value\n2000\n", &[], 1, &["this row has 1 field, the header has 2 fields"]),
        (
            "year,value\n2000,1\n2001,-2\n2002,3\n",
            &["--law", "exponential"],
            1,
            &["-2 cannot be fitted with log errors", "data.csv:3:6"],
        ),
        ("year,value\n2000,20\n2001,30\n2002,45\n", &["--law", "fisher-pry"], 1, &["--factor 0.01", "data.csv:2:6"]),
        (
            "year,value,w\n2000,1,1\n2001,2,0\n2002,3,1\n",
            &["--law", "linear", "--weights", "w"],
            1,
            &["a weight must be above 0"],
        ),
        ("year,value\n2000,1\n2001,2\n", &["--law", "logistik"], 2, &["did you mean `logistic`?"]),
        (
            "year,value\n2000,1\n2001,2\n",
            &["--law", "linear", "--fix", "slop=1"],
            2,
            &["linear has no parameter `slop`, but level, slope"],
        ),
        ("year,value\n2000,1\n2001,2\n", &["--project", "2010"], 2, &["--project is of what is written: give --out"]),
        (LINE, &["--law", "linear", "--project", "2001", "--out", "o"], 2, &["not after the last value, that of 2003"]),
        (
            LINE,
            &["--law", "linear", "--project", "1e7", "--out", "o"],
            2,
            &["10000 periods or more after the last value"],
        ),
        ("year,value\n2000,1\n2001,2\n", &["--fix", "slop=1"], 2, &["no law has a parameter `slop`"]),
    ];
    for (data, more, expected, says) in bad {
        let folder = folder(&[("data.csv", data)]);
        let (code, out, error) = run(folder.path(), &[&["fit", "--data", "data.csv"], *more].concat());
        assert_eq!((code, out.as_str()), (*expected, ""), "{data:?}: {error}");
        for words in *says {
            assert!(error.contains(words), "{words:?} is not in {error}");
        }
    }
    let folder = folder(&[]);
    let (code, _, error) = run(folder.path(), &["fit", "--data", "none.csv"]);
    assert_eq!(code, 1);
    assert!(error.contains("there is no file `none.csv`"), "{error}");
}

/// What is done to rows is said.
#[test]
fn gaps_and_disorder_are_stated() {
    let folder = folder(&[("data.csv", "year,value\n2003,4.1\n2000,1\n2001,\n2002,2.9\n2004,5.2\n1950,7\n")]);
    let (code, out, error) = run(folder.path(), &["fit", "--data", "data.csv", "--law", "linear", "--from", "2000"]);
    assert_eq!((code, error.as_str()), (0, ""));
    for note in [
        "note: rows without a value that are left out: 1",
        "note: rows were put in the order of time",
        "note: values outside of --from and --until that are not used: 1",
    ] {
        assert!(out.contains(note), "{out}");
    }
}

/// Twenty times, and the values of a logistic curve in them: capacity 100, rate 0.2 a step, half at the tenth step.
fn dated(times: &[String]) -> String {
    let value = |step: usize| 100.0 / (1.0 + (-0.2 * (step as f64 - 10.0)).exp()) + [0.2, -0.1, -0.1][step % 3];
    let rows = times.iter().enumerate().map(|(step, time)| format!("{time},{}\n", value(step)));
    "date,value\n".to_owned() + &rows.collect::<String>()
}

/// Forms of time: the rate is that of a step times the steps in a year, whatever the form.
#[test]
fn dates_are_parts_of_years() {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let ends = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let times = |form: &dyn Fn(usize, usize) -> String, steps: usize| -> Vec<String> {
        (0..20).map(|step| form(2018 + step / steps, step % steps)).collect()
    };
    for (times, in_a_year, midpoint, first, last) in [
        (times(&|year, _| year.to_string(), 1), 1.0, 2028.0, "2018", "2037"),
        (times(&|year, quarter| format!("{year}Q{}", quarter + 1), 4), 4.0, 2020.5, "2018Q1", "2022Q4"),
        (
            times(&|year, month| format!("{year}-{:02}", month + 1), 12),
            12.0,
            2018.0 + 10.0 / 12.0,
            "2018-01",
            "2019-08",
        ),
        (
            times(&|year, month| format!("{} {year}", months[month]), 12),
            12.0,
            2018.0 + 10.0 / 12.0,
            "2018-01",
            "2019-08",
        ),
        (times(&|year, month| format!("{year}{:02}", month + 1), 12), 12.0, 2018.0 + 10.0 / 12.0, "2018-01", "2019-08"),
        (
            times(&|year, month| format!("{}.{:02}.{year}", ends[month], month + 1), 12),
            12.0,
            2018.0 + 10.0 / 12.0,
            "2018-01",
            "2019-08",
        ),
        (
            times(&|year, day| format!("{year}-03-{:02}", day + 1), 20),
            365.0,
            2018.0 + 69.0 / 365.0,
            "2018-03-01",
            "2018-03-20",
        ),
        (
            times(&|year, day| format!("{year}03{:02}", day + 1), 20),
            365.0,
            2018.0 + 69.0 / 365.0,
            "2018-03-01",
            "2018-03-20",
        ),
    ] {
        let folder = folder(&[("data.csv", &dated(&times))]);
        let found =
            json(folder.path(), &["fit", "--data", "data.csv", "--time", "date", "--law", "logistic", "--json"]);
        // The waves upon the curve shift what is found by less than this.
        close(number(&found, "/laws/0/parameters/1/value"), 0.2 * in_a_year, 5e-3);
        assert!((number(&found, "/laws/0/parameters/2/value") - midpoint).abs() < 0.03 / in_a_year, "{times:?}");
        assert_eq!([&found["data"]["first"], &found["data"]["last"]], [first, last]);
    }
}

/// Times come back as dates: in text, in tables, beyond the data, and in a scenario that reads the file.
#[test]
fn dates_are_written_back() {
    let quarters: Vec<String> = (0..20).map(|step| format!("{}Q{}", 2018 + step / 4, step % 4 + 1)).collect();
    let folder = folder(&[("data.csv", &dated(&quarters))]);
    let fit = ["fit", "--data", "data.csv", "--time", "date", "--law", "logistic"];
    let (code, out, error) =
        run(folder.path(), &[&fit[..], &["--until", "2021", "--project", "2023Q2", "--out", "fit"]].concat());
    assert_eq!((code, error.as_str()), (0, ""));
    for words in ["16 observations, 2018Q1 to 2021Q4", "2020-06", "times are quarters", "not used: 4"] {
        assert!(out.contains(words), "{words} is not in {out}");
    }
    let fitted = fs::read_to_string(folder.path().join("fit/fitted.csv")).expect("written");
    assert!(fitted.starts_with("law,time,date,volume,observed,fitted"), "{fitted}");
    let cells: Vec<Vec<&str>> = fitted.lines().skip(1).map(|line| line.split(',').take(3).collect()).collect();
    assert_eq!(cells.len(), 16 + 6);
    assert_eq!(cells[1], ["logistic", "2018.25", "2018Q2"]);
    assert_eq!(cells[21], ["logistic", "2023.25", "2023Q2"]);
    let chart = fs::read_to_string(folder.path().join("fit/charts/fit.svg")).expect("drawn");
    for words in ["estimate in\u{a0}2023Q2", "observed from", " in 2018Q1 to "] {
        assert!(chart.contains(words), "{words} is not in {chart}");
    }
    written_scenario_runs(folder.path(), &fit[1..], "12.03");
}

/// Marks of missing values are read as `forecast` reads them; a scenario that reads the file does the same.
#[test]
fn rows_without_a_value_are_left_out() {
    let marked: String = ["NaN", "NA", "..", "-", ""]
        .iter()
        .enumerate()
        .map(|(index, mark)| format!("{},{mark}\n", 2001 + 10 * index))
        .collect();
    let folder = folder(&[("us.csv", &population()), ("marked.csv", &(population() + &marked))]);
    let fit = |file| json(folder.path(), &["fit", "--data", file, "--law", "logistic", "--json"]);
    let (whole, marked) = (fit("us.csv"), fit("marked.csv"));
    assert_eq!(whole["laws"], marked["laws"]);
    assert!(marked.to_string().contains("rows without a value that are left out: 5"), "{marked}");
    let write = ["fit", "--data", "marked.csv", "--law", "logistic", "--write", "fitted.toml", "--quiet"];
    assert_eq!(run(folder.path(), &write), (0, String::new(), String::new()));
    assert_eq!(run(folder.path(), &["check", "fitted.toml", "--quiet"]).0, 0);
}

/// Daily data of a quarter of a year: its chart marks weeks rather than the years in it, of which there is none.
#[test]
fn charts_of_days_mark_days() {
    let days: Vec<String> = (1..=28).map(|day| format!("2019-05-{day:02}")).collect();
    let folder = folder(&[("data.csv", &dated(&days))]);
    let fit = ["fit", "--data", "data.csv", "--time", "date", "--law", "logistic", "--out", "fit"];
    let (code, _, error) = run(folder.path(), &fit);
    assert_eq!((code, error.as_str()), (0, ""));
    let chart = fs::read_to_string(folder.path().join("fit/charts/fit.svg")).expect("drawn");
    for words in [">2019-05-13<", ">2019-05-20<", "on\u{a0}2019-05-28"] {
        assert!(chart.contains(words), "{words} is not in {chart}");
    }
}

/// Before the bend a capacity has no upper limit: this is said, and nothing is written.
#[test]
fn what_is_not_identified_is_not_written() {
    let rows: String = [0.9, -1.1, 0.3, 0.8, -0.6, -0.2, 1.2, -0.9, 0.1, 0.5, -1.3, 0.4]
        .iter()
        .enumerate()
        .map(|(year, noise)| {
            format!("{},{}\n", 2000 + year, 100.0 / (1.0 + (-0.3 * (year as f64 - 20.0)).exp()) + 0.1 * noise)
        })
        .collect();
    let folder = folder(&[("early.csv", &format!("year,value\n{rows}"))]);
    let early = ["fit", "--data", "early.csv", "--law", "logistic"];
    let (code, out, _) = run(folder.path(), &early);
    assert_eq!(code, 0);
    assert!(out.contains("warning: capacity of logistic is not identified"), "{out}");
    let (code, _, error) = run(folder.path(), &[&early[..], &["--write", "early.toml"]].concat());
    assert_eq!(code, 1);
    assert!(error.contains("--fix capacity=NUMBER"), "{error}");
    assert!(!folder.path().join("early.toml").exists());
    let fixed = [&early[1..], &["--fix", "capacity=100"]].concat();
    written_scenario_runs(folder.path(), &fixed, "0.2483");
}
