//! `catchup forecast` and `catchup backtest`: tables in several forms, what is said of bad ones, and scores.

use std::fmt::Write;
use std::path::Path;
use std::process::Output;

use serde_json::Value;

use super::support::Folder;

fn catchup(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_catchup"));
    command.current_dir(folder).args(arguments).env("COLUMNS", "160");
    command.output().expect("the program starts")
}

/// What a command prints on standard output and standard error, with its exit code.
fn said(text: &str, arguments: &[&str]) -> (String, String, Option<i32>) {
    let folder = Folder::new(&[("data.csv", text)]);
    let output = catchup(folder.folder.path(), arguments);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr), output.status.code())
}

/// The JSON object of a command that must succeed.
#[track_caller]
fn object(text: &str, arguments: &[&str]) -> Value {
    let (out, error, code) = said(text, arguments);
    assert_eq!(code, Some(0), "{error}");
    serde_json::from_str(&out).expect("JSON")
}

/// The times and medians of the first series.
fn path(object: &Value) -> Vec<(String, f64)> {
    let steps = object["series"][0]["forecast"].as_array().expect("steps");
    steps.iter().map(|step| (step["time"].as_str().unwrap().to_owned(), step["p50"].as_f64().unwrap())).collect()
}

fn notes(object: &Value) -> String {
    object["notes"].as_array().expect("notes").iter().map(|note| format!("{}\n", note.as_str().unwrap())).collect()
}

/// `count` rows of a straight line from 2000 on.
fn line(count: usize) -> String {
    let rows = (0..count).map(|index| format!("{},{}\n", 2000 + index, 10 + 2 * index));
    format!("year,value\n{}", rows.collect::<String>())
}

const FORECAST: [&str; 5] = ["forecast", "data.csv", "--json", "--horizon", "2"];

#[test]
fn a_line_goes_on() {
    for method in ["drift", "holt", "arima"] {
        let found = object(&line(12), &[&FORECAST[..], &["--method", method]].concat());
        for ((time, value), (year, expected)) in path(&found).iter().zip([("2012", 34.0), ("2013", 36.0)]) {
            assert_eq!(time, year);
            // On the scale of square roots a line is nearly one.
            assert!((value - expected).abs() < 0.7, "{method}: {value}");
        }
    }
    assert_eq!(path(&object(&line(12), &[&FORECAST[..], &["--method", "naive"]].concat()))[1].1.round(), 32.0);
}

#[test]
fn forms_of_tables_and_times() {
    let numbers = [3.0, 4.0, 6.0, 5.0, 7.0, 9.0];
    let table = |header: &str, row: &dyn Fn(usize, f64) -> String| {
        let rows: Vec<String> = numbers.iter().enumerate().map(|(index, value)| row(index, *value)).collect();
        format!("{header}\n{}\n", rows.join("\n"))
    };
    let years: Vec<String> = (0..6).map(|index| (2000 + index).to_string()).collect();
    let across = format!("country,{}\nChina,{}\n", years.join(","), numbers.map(|number| number.to_string()).join(","));
    let cases = [
        (table("series_id,period,value", &|index, value| format!("a,{},{value}", index + 1)), "7"),
        (table("year,robots,tools", &|index, value| format!("{},{value},{}", 2000 + index, value * 2.0)), "2006"),
        (table("date,y", &|index, value| format!("2020-{:02},{value}", index + 1)), "2020-07"),
        (table("date,y", &|index, value| format!("{}-12-31,{value}", 2000 + index)), "2006-12"),
        (table("quarter,y", &|index, value| format!("{}Q{},{value}", 2020 + index / 4, index % 4 + 1)), "2021Q3"),
        (
            table("day,y", &|index, value| format!("2020-01-{:02},{value}", 1 + 7 * (index % 4) + index / 4)),
            "2020-01-23",
        ),
        (across, "2006"),
        (table("month,y", &|index, value| format!("2020{:02},{value}", index + 1)), "2020-07"),
        (table("date,y", &|index, value| format!("2020{:02}28,{value}", index + 1)), "2020-07"),
        (table("when,how much", &|index, value| format!("{},{value}", 2000 + index)), "2006"),
        (table("year;value", &|index, value| format!("{};{value},0", 2000 + index)), "2006"),
        (table("year,value", &|index, value| format!("{}/{:02},{value}", 2000 + index, index + 1)), "2006"),
        (table("date,y", &|index, value| format!("28/{:02}/2020,{value}", index + 1)), "2020-07"),
    ];
    // The combination would learn from months more slowly than from years.
    let drift = [&FORECAST[..], &["--method", "drift"]].concat();
    let reference = path(&object(&cases[0].0, &drift))[0].1;
    for (text, time) in cases {
        let found = path(&object(&text, &drift));
        assert_eq!(found[0].0, time, "{text}");
        // Days have gaps here; two series learn from one another.
        if !text.starts_with("day") && !text.contains("tools") {
            assert!((found[0].1 - reference).abs() < 1e-9, "{text}");
        }
    }
}

#[test]
fn what_is_wrong_is_said_where_it_is() {
    let good = "2000,1\n2001,2\n2002,3\n2003,4\n";
    for (text, arguments, expected) in [
        (
            format!("year,value\n{good}2004,many\n"),
            vec![],
            vec!["not-a-number", "the value `many` on line 6", "data.csv:6:6"],
        ),
        (format!("year,value\n{good}2004,\"1,5,2\"\n"), vec![], vec!["not-a-number", "without separators"]),
        (format!("year,value\n{good}2004,inf\n"), vec![], vec!["not-a-number", "`inf`"]),
        (format!("year,value\n{good}2003,9\n"), vec![], vec!["duplicate-time", "two values for 2003", "data.csv:6:6"]),
        (
            format!("year,value\n{good}soon,9\n"),
            vec![],
            vec!["bad-time", "`soon` on line 6 is not a time", "data.csv:6:1"],
        ),
        (format!("year,value\n{good}31/12/2004,9\n"), vec![], vec!["bad-time", "write times as"]),
        (format!("year,value\n{good}2004-05,9\n"), vec![], vec!["bad-time", "in another way than the first"]),
        (
            "date,value\n01/02/2020,1\n01/03/2020,2\n01/04/2020,3\n01/05/2020,4\n".to_owned(),
            vec![],
            vec!["ambiguous-time", "may be 2020-02-01 or 2020-01-02", "--dates day-first"],
        ),
        (format!("year,value\n{good}20050,9\n"), vec![], vec!["bad-time", "too uneven"]),
        ("year,value\n2000,1\n".to_owned(), vec![], vec!["too-short", "has 1 value", "needs 4"]),
        ("year,value\n2000,\n2001,NA\n".to_owned(), vec![], vec!["too-short", "has 0 values"]),
        ("year,value\n".to_owned(), vec![], vec!["no-rows"]),
        (String::new(), vec![], vec!["bad-csv", "is empty"]),
        (format!("year,value\n{good}2004\n"), vec![], vec!["bad-csv", "this row has 1 field"]),
        (
            "year,value\n2000,\"1,234\"\n2001,\"2,345\"\n2002,\"3,456\"\n2003,\"4,567\"\n".to_owned(),
            vec![],
            vec!["ambiguous-number", "`1,234` may be 1234 or 1.234", "--decimal point"],
        ),
        (format!("year,value\n{good}"), vec!["--value", "valeu"], vec!["missing-column", "did you mean `value`?"]),
        ("a,b\nx,1\n".to_owned(), vec![], vec!["missing-column", "no column of times"]),
        (format!("year,value\n{good}"), vec!["--max", "3"], vec!["out-of-bounds", "the value 4", "data.csv:5:6"]),
    ] {
        let (out, error, code) = said(&text, &[&FORECAST[..], &arguments].concat());
        assert_eq!((code, out.as_str()), (Some(1), ""), "{text}{error}");
        for part in expected {
            assert!(error.contains(part), "{text}{error}");
        }
    }
    let (_, error, code) = said("", &["forecast", "dato.csv"]);
    assert!(code == Some(1) && error.contains("did you mean `data.csv`?"), "{error}");
    let (_, error, code) = said(&line(9), &["forecast", "data.csv", "--method", "thete"]);
    assert!(code == Some(2) && error.contains("did you mean `theta`?"), "{error}");
    let (_, error, code) = said("[scenario]", &["backtest", "case.toml"]);
    assert!(code == Some(2) && error.contains("say --until YEAR"), "{error}");
}

#[test]
fn all_problems_of_a_kind_at_once() {
    let (_, error, _) = said("year,value\nsoon,1\n2001,q\n2002,y\n2003,4\n", &FORECAST);
    for part in ["`soon`", "`q`", "`y`"] {
        assert!(error.contains(part), "{error}");
    }
}

#[test]
fn what_is_unusual_is_treated_and_said() {
    let gap = object("year,value\n2000,1\n2001,\n2002,3\n2004,5\n2005,6\n2006,n/a\n", &FORECAST);
    assert_eq!(path(&gap)[0].0, "2006", "a forecast begins after the last value");
    assert!(notes(&gap).contains("straight line between their neighbours"), "{gap}");
    assert!(notes(&gap).contains("after the last one were left away"), "{gap}");
    let disorder = object("year,value\n2003,4\n2000,1\n2002,3\n2001,2\n", &FORECAST);
    assert!(notes(&disorder).contains("were put in order of time"), "{disorder}");
    assert_eq!(path(&disorder)[0].0, "2004");
    for value in ["0", "7"] {
        let constant =
            object(&format!("year,value\n2000,{value}\n2001,{value}\n2002,{value}\n2003,{value}\n"), &FORECAST);
        assert!(notes(&constant).contains("nothing ever changed"), "{constant}");
        let step = &constant["series"][0]["forecast"][1];
        for end in ["p025", "p975"] {
            let apart = step[end].as_f64().unwrap() - value.parse::<f64>().unwrap();
            assert!(apart.abs() < 1e-12, "{step}");
        }
    }
    let unused = object("year,value,remark\n2000,1,a\n2001,2,b\n2002,3,c\n2003,4,d\n", &FORECAST);
    assert!(notes(&unused).contains("not used: column `remark`"), "{unused}");
    assert!(notes(&unused).contains("there is little to learn errors from"), "{unused}");
}

#[test]
fn bounds_hold() {
    let shares = "year,value\n2000,70\n2001,79\n2002,86\n2003,92\n2004,96\n2005,98\n";
    let arguments = [&FORECAST[..], &["--max", "100"]].concat();
    let falling = "year,value\n2000,9\n2001,5\n2002,2\n2003,1\n2004,0\n";
    for (text, arguments, high) in [(shares, &arguments[..], 100.0), (falling, &FORECAST[..], f64::MAX)] {
        let found = object(text, arguments);
        for step in found["series"][0]["forecast"].as_array().unwrap() {
            for name in ["p025", "p50", "p975"] {
                let value = step[name].as_f64().unwrap();
                assert!((0.0..=high).contains(&value), "{step}");
            }
        }
    }
    let negative = object("year,value\n2000,-5\n2001,-7\n2002,-6\n2003,-9\n", &FORECAST);
    assert!(path(&negative)[0].1 < -5.0, "{negative}");
}

/// An exponential through these would leave the range of numbers.
#[test]
fn forecasts_stay_numbers() {
    let text = "year,value\n2000,1e-99\n2001,1e-99\n2002,1e-66\n2003,1e-33\n2004,1\n2005,1e49\n2006,1e99\n";
    for method in ["growth", "combination", "dynamic-theta", "arima"] {
        let found = object(text, &[&FORECAST[..], &["--method", method]].concat());
        for step in found["series"][0]["forecast"].as_array().unwrap() {
            assert!(step["p025"].as_f64() <= step["p50"].as_f64() && step["p50"].as_f64() <= step["p975"].as_f64());
            assert!(step["p975"].as_f64().is_some_and(f64::is_finite), "{method}: {step}");
        }
    }
}

#[test]
fn seasons_return() {
    let pattern = [80.0, 100.0, 130.0, 90.0];
    let rows: String =
        (0..32).map(|at| format!("{}Q{},{}\n", 2015 + at / 4, at % 4 + 1, pattern[at % 4] + at as f64)).collect();
    let found = object(&format!("quarter,value\n{rows}"), &["forecast", "data.csv", "--json", "--horizon", "4"]);
    let values: Vec<f64> = path(&found).iter().map(|(_, value)| *value).collect();
    for (value, expected) in values.iter().zip([112.0, 133.0, 164.0, 125.0]) {
        assert!((value / expected - 1.0).abs() < 0.06, "{values:?}");
    }
    assert!(notes(&found).contains("a season of 4 steps"), "{found}");
    let none: String = (0..32).map(|at| format!("{}Q{},{}\n", 2015 + at / 4, at % 4 + 1, 100 + at * at % 7)).collect();
    let none = object(&format!("quarter,value\n{none}"), &["forecast", "data.csv", "--json", "--horizon", "4"]);
    assert!(notes(&none).contains("no season of 4 steps was found"), "{none}");
    // The same without a word on quarters in the times.
    let numbered: String =
        rows.lines().enumerate().map(|(at, row)| format!("{at},{}\n", row.split(',').nth(1).unwrap())).collect();
    let again = object(
        &format!("period,value\n{numbered}"),
        &["forecast", "data.csv", "--json", "--horizon", "4", "--season", "4"],
    );
    assert_eq!(path(&again).iter().map(|(_, value)| *value).collect::<Vec<_>>(), values);
}

/// A million rows of one series, and of many.
/// Demand in one step of four or so: a path between zeros and demands is neither, and its intervals hold hardly any value.
#[test]
fn sporadic_series_are_draws_from_their_values() {
    let demand = [0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 5, 0, 0, 0, 0, 1, 0, 0, 0, 3, 0];
    let rows: String = (0..).zip(demand).map(|(index, value)| format!("{},{value}\n", 2000 + index)).collect();
    let found = object(&format!("year,parts\n{rows}"), &FORECAST);
    assert!(notes(&found).contains("1 series is zero now and again"), "{}", notes(&found));
    for step in found["series"][0]["forecast"].as_array().expect("steps") {
        let quantile = |name: &str| step[name].as_f64().expect("a number");
        assert_eq!(["p025", "p25", "p50", "p75", "p975"].map(quantile), [0.0, 0.0, 0.0, 1.0, 5.0], "{step}");
    }
}

/// A calm season of months: what comes is known to a few per cent a year ahead, even from one series.
#[test]
fn one_seasonal_series_has_narrow_intervals() {
    let month = |index: usize| {
        let season = (index as f64 / 12.0 * std::f64::consts::TAU).sin();
        // Noise with a standard deviation of 2, without a generator: its sum of two angles never repeats.
        let noise = (index as f64 * 1.7).sin() + (index as f64 * index as f64 * 0.61).sin();
        100.0 + 30.0 * season + 2.0 * noise
    };
    let rows: String = (0..96).map(|at| format!("{}-{:02},{}\n", 2010 + at / 12, at % 12 + 1, month(at))).collect();
    let found = object(&format!("month,value\n{rows}"), &["forecast", "data.csv", "--json", "--horizon", "12"]);
    for (at, step) in (96..).zip(found["series"][0]["forecast"].as_array().expect("steps")) {
        let [low, high] = ["p05", "p95"].map(|name| step[name].as_f64().expect("a number"));
        assert!(low < month(at) && month(at) < high && high - low < 40.0, "{step}: {}", month(at));
    }
}

#[test]
fn large_tables() {
    let mut one = "period,value\n".to_owned();
    let mut many = "id,period,value\n".to_owned();
    for index in 0..1_000_000_u32 {
        let value = 100 + index.wrapping_mul(2_654_435_761) % 1000;
        let _ = writeln!(one, "{index},{value}");
        if index < 60_000 {
            let _ = writeln!(many, "s{},{},{value}", index / 10, index % 10);
        }
    }
    let found = object(&one, &FORECAST);
    assert_eq!(path(&found)[0].0, "1000000");
    assert!(notes(&found).contains("only the last 500 values are used"));
    assert_eq!(object(&many, &FORECAST)["series"].as_array().map(Vec::len), Some(6000));
}

/// Charts of months name months, at the end of the fan and where it is short on the axis.
#[test]
fn charts_write_times_as_tables_do() {
    let rows: String = (0..12).map(|at| format!("2018-{:02},{}\n", at + 1, 10 + 3 * at)).collect();
    let folder = Folder::new(&[("data.csv", &format!("month,robots\n{rows}"))]);
    let output = catchup(folder.folder.path(), &["forecast", "data.csv", "--horizon", "5", "--out", "out"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let chart = std::fs::read_to_string(folder.folder.path().join("out/charts/001-robots.svg")).expect("drawn");
    for words in ["estimate in\u{a0}May\u{a0}2019", " in Jan\u{a0}2018 to ", ">Apr\u{a0}2018<"] {
        assert!(chart.contains(words), "{words} is not in {chart}");
    }
}

#[test]
fn outputs_are_whole_and_the_same_again() {
    let text: String = (0..8).map(|at| format!("{},{},{}\n", 2000 + at, 10 + 3 * at, 40 - at * at / 3)).collect();
    let folder = Folder::new(&[("data.csv", &format!("year,robots,\"tools, all\"\n{text}"))]);
    let run = |out: &str| {
        let output =
            catchup(folder.folder.path(), &["forecast", "data.csv", "--paths", "20", "--charts", "1", "--out", out]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let (said, _) = (run("one"), run("two"));
    assert!(said.contains("charts are of the first 1 series"), "{said}");
    let read = |file: &str| std::fs::read_to_string(folder.folder.path().join(file)).expect(file);
    for file in ["forecast.csv", "paths.csv", "charts/001-robots.svg"] {
        assert_eq!(read(&format!("one/{file}")), read(&format!("two/{file}")), "{file}");
    }
    let table = read("one/forecast.csv");
    assert!(
        table.starts_with("series,time,p025,p05,p10,p20,p25,p30,p40,p50,p60,p70,p75,p80,p90,p95,p975\nrobots,2008,"),
        "{table}"
    );
    assert!(table.contains("\"tools, all\",2008,"), "{table}");
    assert_eq!(read("one/paths.csv").lines().count(), 1 + 2 * 20 * 6);
    assert!(read("one/charts/001-robots.svg").contains("Forecast by combination"));
    assert!(!folder.folder.path().join("one/charts/002-tools__all.svg").exists());
    let manifest: Value = serde_json::from_str(&read("one/run.json")).expect("JSON");
    assert_eq!((&manifest["seed"], &manifest["scenario"]["files"][0]), (&1.into(), &"data.csv".into()));
}

/// Scores of methods that are known by hand: train 1, 2, 3, 4; test 6, 4.
#[test]
fn scores_of_a_split() {
    let text = "id,period,value,split\na,1,1,train\na,2,2,train\na,3,3,train\na,4,4,train\na,5,6,test\na,6,4,test\n";
    let found = object(text, &["backtest", "data.csv", "--split", "split", "--method", "naive,drift", "--json"]);
    let close = |value: &Value, expected: f64| assert!((value.as_f64().unwrap() - expected).abs() < 1e-9, "{value}");
    // Naive: errors 2 and 0 on a scale of 1. Drift: 6 - 5 and 4 - 6.
    close(&found["mase"], 1.0);
    close(&found["smape"], 0.5 * 200.0 * 2.0 / 10.0);
    close(&found["methods"][1]["mase"], 1.5);
    close(&found["methods"][1]["smape"], 0.5 * (200.0 / 11.0 + 40.0));
    close(&found["skill_drift"], 1.0 - 1.0 / 1.5);
    close(&found["skill_naive"], 0.0);
    assert_eq!(
        (found["series"].as_u64(), found["values"].as_u64(), found["test"].as_object()),
        (Some(1), Some(2), None)
    );
    // By step: 2 of 6, then nothing; drift is 1 and 2 off.
    close(&found["mape"], 100.0 / 6.0);
    close(&found["steps"][0]["mape"], 100.0 / 3.0);
    close(&found["steps"][1]["mase"], 0.0);
    close(&found["methods"][1]["steps"][1]["mase"], 2.0);
    for key in ["coverage_80", "coverage_95", "msis", "seconds", "crps", "pinball", "wql", "sql"] {
        assert!(found[key].is_number(), "{key}");
    }
    let pit: f64 = found["pit"].as_array().unwrap().iter().map(|share| share.as_f64().unwrap()).sum();
    assert!((pit - 1.0).abs() < 1e-9);
}

/// Quantile losses from the quantiles that the same history is forecast to have, by the definitions of public comparisons:
/// 2 |(y - q)(1[y <= q] - level)|, averaged over deciles.
#[test]
fn quantile_losses_are_those_of_the_deciles_that_are_forecast() {
    let history = [3.0, 5.0, 4.0, 8.0, 7.0, 9.0];
    let rows = |values: &[f64], from: usize, split: &str| -> String {
        let rows = (from..).zip(values).map(|(time, value)| format!("a,{time},{value}{split}\n"));
        rows.collect()
    };
    let levels = "0.9,0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8";
    let known = format!("id,period,value\n{}", rows(&history, 1, ""));
    let forecast = object(&known, &[&FORECAST[..], &["--method", "drift", "--levels", levels]].concat());
    let actual = [6.0, 14.0];
    let text = format!("id,period,value,split\n{}{}", rows(&history, 1, ",train"), rows(&actual, 7, ",test"));
    let found = object(&text, &["backtest", "data.csv", "--split", "split", "--method", "drift", "--json"]);
    let losses: Vec<f64> = (0..2)
        .map(|step| {
            let quantiles = forecast["series"][0]["forecast"][step].as_object().unwrap();
            let keys: Vec<&str> = quantiles.keys().map(String::as_str).collect();
            assert_eq!(keys, ["time", "p10", "p20", "p30", "p40", "p50", "p60", "p70", "p80", "p90"]);
            let loss = |decile: u32| {
                let level = f64::from(decile) / 10.0;
                let quantile = quantiles[&format!("p{decile}0")].as_f64().unwrap();
                let below = if actual[step] <= quantile { 1.0 } else { 0.0 };
                2.0 * ((actual[step] - quantile) * (below - level)).abs()
            };
            (1..=9).map(loss).sum::<f64>() / 9.0
        })
        .collect();
    let close = |value: &Value, expected: f64| assert!((value.as_f64().unwrap() - expected).abs() < 1e-9, "{value}");
    close(&found["wql"], (losses[0] + losses[1]) / 20.0);
    close(&found["steps"][1]["wql"], losses[1] / 14.0);
    // Changes of 2, -1, 4, -1 and 2.
    close(&found["sql"], f64::midpoint(losses[0], losses[1]) / 2.0);
    close(&found["steps"][0]["sql"], losses[0] / 2.0);
    // Without width all deciles are 5: losses of 1 by hand, of values 6 and 4.
    let constant =
        "id,period,value,split\na,1,5,train\na,2,5,train\na,3,5,train\na,4,5,train\na,5,6,test\na,6,4,test\n";
    let found = object(constant, &["backtest", "data.csv", "--split", "split", "--method", "naive", "--json"]);
    close(&found["wql"], 0.2);
    close(&found["mape"], 0.5 * (100.0 / 6.0 + 25.0));
    assert!(found["sql"].is_null() && found["mase"].is_null(), "{found}");
    let (_, error, code) = said(&known, &[&FORECAST[..], &["--levels", "0.5,90"]].concat());
    assert!(code == Some(2) && error.contains("between 0 and 1"), "{error}");
}

#[test]
fn backtests_of_what_cannot_be_scored() {
    let rows = "a,1,1,train\na,2,2,train\na,3,3,train\na,4,4,train\n";
    let split = ["backtest", "data.csv", "--split", "split"];
    for (text, arguments, expected) in [
        (format!("id,period,value,split\n{rows}"), &split[..], vec!["bad-split", "no series has `test` rows"]),
        (format!("id,period,value,split\n{rows}a,5,5,later\n"), &split[..], vec!["`later` is neither", "data.csv:6:7"]),
        (
            format!("id,period,value,split\na,0,5,test\n{rows}"),
            &split[..],
            vec!["bad-split", "before the end of `train`"],
        ),
        (
            format!("id,period,value\n{}", rows.replace(",train", "")),
            &split[..2],
            vec!["too-short", "shorter --horizon"],
        ),
    ] {
        let (_, error, code) = said(&text, arguments);
        assert_eq!(code, Some(1), "{error}");
        for part in expected {
            assert!(error.contains(part), "{error}");
        }
    }
}

/// Intervals without width hold the value that never changed, although 5 is not exp(ln 5) to the last digit.
#[test]
fn what_never_changes_is_covered() {
    for value in [0, 5] {
        let rows: String = (0..20).map(|step| format!("{},{value}\n", 2000 + step)).collect();
        let found = object(&format!("year,value\n{rows}"), &["backtest", "data.csv", "--json"]);
        assert_eq!((&found["coverage_50"], &found["coverage_95"]), (&Value::from(1.0), &Value::from(1.0)), "{value}");
        assert!(notes(&found).contains("nothing had ever changed before"), "{found}");
    }
}

/// Errors of what never changed have no scale: such scores are empty cells, `null`, and `n/a`, at each step too.
#[test]
fn scores_that_do_not_exist_are_empty() {
    let rows: String = (0..16).map(|at| format!("{},5\n", 2000 + at)).collect();
    let folder = Folder::new(&[("data.csv", &format!("year,value\n{rows}"))]);
    let of = |more: &[&str]| catchup(folder.folder.path(), &[&["backtest", "data.csv"], more].concat()).stdout;
    let found: Value = serde_json::from_slice(&of(&["--out", "out", "--json"])).expect("JSON");
    assert!(found["methods"][0]["mase"].is_null() && found["methods"][0]["smape"].is_number(), "{found}");
    assert!(String::from_utf8_lossy(&of(&[])).contains("n/a"));
    for (file, mase, columns) in [("scores.csv", 3, 17), ("steps.csv", 4, 14)] {
        let text = std::fs::read_to_string(folder.folder.path().join("out").join(file)).expect(file);
        assert!(!text.contains("NaN"), "{text}");
        for row in text.lines().skip(1) {
            let cells: Vec<&str> = row.split(',').collect();
            assert_eq!((cells.len(), cells[mase]), (columns, ""), "{row}");
            assert!(cells[mase - 1].parse::<f64>().is_ok(), "{row}");
        }
    }
}

#[test]
fn rolling_origins_in_each_series() {
    let mut text = "id,period,value\n".to_owned();
    for series in 0..12 {
        for at in 0..20 {
            let _ = writeln!(text, "s{series},{at},{}", 50 + series * at + (at * 7 + series * 3) % 5);
        }
    }
    let arguments = ["backtest", "data.csv", "--origins", "3", "--horizon", "4", "--out", "out", "--json"];
    let folder = Folder::new(&[("data.csv", &text)]);
    let output = catchup(folder.folder.path(), &arguments);
    let found: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((found["origins"].as_u64(), found["values"].as_u64()), (Some(3), Some(12 * 3 * 4)));
    // What grows by a steady amount is better forecast with a drift than without.
    assert!(found["methods"][2]["mase"].as_f64() < found["methods"][1]["mase"].as_f64(), "{found}");
    assert_eq!(found["methods"][1]["test"]["benchmark"], "drift");
    assert!(found["methods"][1]["test"]["p"].as_f64() < Some(0.01), "{found}");
    for file in ["scores.csv", "pit.csv", "run.json", "charts/pit-combination.png"] {
        assert!(folder.folder.path().join("out").join(file).exists(), "{file}");
    }
}

/// What falls by a factor goes on by it: halves, and four fifths; neither interval is of nothing.
#[test]
fn declines_go_on_by_factors() {
    for (first, factor, count, ahead) in [(1e6, 0.5, 9, 2), (44_000.0, 0.8, 12, 4)] {
        let rows = (0..count).map(|time| format!("{},{}\n", 2000 + time, first * f64::powi(factor, time)));
        let text = format!("year,value\n{}", rows.collect::<String>());
        let found = object(&text, &["forecast", "data.csv", "--json", "--horizon", "4"]);
        let step = &found["series"][0]["forecast"][ahead as usize - 1];
        let quantile = |name: &str| step[name].as_f64().unwrap();
        let expected = first * f64::powi(factor, count - 1 + ahead);
        assert!((quantile("p50") / expected - 1.0).abs() < 0.1, "{step}, not {expected}");
        assert!(quantile("p25") > 0.5 * expected && quantile("p25") <= quantile("p75"), "{step}");
        assert!(quantile("p75") < 2.0 * expected && quantile("p975") < 20.0 * expected, "{step}");
    }
}

#[test]
fn a_level_shift_is_found_and_said() {
    let values = [10.0, 11.0, 9.5, 10.5, 10.0, 9.0, 1000.0, 1010.0, 990.0, 1005.0, 1002.0, 998.0];
    let rows = (2000..).zip(values).map(|(year, value)| format!("{year},{value}\n"));
    let found = object(&format!("year,value\n{}", rows.collect::<String>()), &FORECAST);
    assert!(notes(&found).contains("its level shifts from 9 to 1000 at 2006"), "{found}");
    for step in found["series"][0]["forecast"].as_array().unwrap() {
        let quantile = |name: &str| step[name].as_f64().unwrap();
        assert!((quantile("p50") - 1000.0).abs() < 15.0 && quantile("p975") < 1200.0, "{step}");
    }
}

/// One value entered in another unit, or as zero, wherever it is: it is named, and forecasts are as if it were missing.
#[test]
fn an_outlier_is_found_and_said() {
    let value = |time: i32| 1000.0 + 20.0 * f64::from(time) + f64::from(time * 7 % 5) * 6.0;
    let forecast = |changed: &[(i32, f64)]| {
        let factor = |time: i32| changed.iter().find(|(at, _)| *at == time).map_or(1.0, |(_, factor)| *factor);
        let rows = (0..24).map(|time| format!("{},{}\n", 2000 + time, value(time) * factor(time)));
        object(&format!("year,value\n{}", rows.collect::<String>()), &FORECAST)
    };
    let quantile = |found: &Value, name: &str| found["series"][0]["forecast"][1][name].as_f64().unwrap();
    let clean = forecast(&[]);
    let width = |found: &Value| quantile(found, "p975") - quantile(found, "p025");
    for (at, factor) in [(0, 100.0), (11, 100.0), (11, 0.0), (22, 100.0), (23, 100.0), (23, 0.0)] {
        let found = forecast(&[(at, factor)]);
        let said = if at == 23 { "far from all others and taken for a mistake" } else { "far from all other values" };
        assert!(notes(&found).contains(said) && notes(&found).contains(&(2000 + at).to_string()), "{found}");
        let median = quantile(&found, "p50") / quantile(&clean, "p50");
        assert!((median - 1.0).abs() < 0.02, "{factor} at {at}: {median}");
        assert!(width(&found) < 1.5 * width(&clean), "{factor} at {at}: {} and {}", width(&found), width(&clean));
    }
    // What happened twice may happen again.
    assert!(!notes(&forecast(&[(8, 100.0), (15, 100.0)])).contains("far from"));
}

/// Two values on another level are too few to learn from: how the series changes is learned from those before.
#[test]
fn a_late_level_shift_is_found_and_said() {
    let values = [10.0, 11.0, 9.5, 10.5, 10.0, 9.0, 10.0, 10.5, 1000.0, 1010.0];
    let rows = (2000..).zip(values).map(|(year, value)| format!("{year},{value}\n"));
    let found = object(&format!("year,value\n{}", rows.collect::<String>()), &FORECAST);
    assert!(notes(&found).contains("its level shifts from 10.5 to 1000 at 2008, and only 2 values"), "{found}");
    for step in found["series"][0]["forecast"].as_array().unwrap() {
        let quantile = |name: &str| step[name].as_f64().unwrap();
        assert!((quantile("p50") - 1000.0).abs() < 60.0 && quantile("p975") < 2000.0, "{step}");
    }
}

/// Twelve walks that a common shock moves, and a backtest at several origins.
#[test]
fn what_series_have_in_common_is_said() {
    let shock = [3.0, -4.0, 5.0, 1.0, -6.0, 2.0, 4.0, -3.0, 6.0, -5.0, 3.0, 2.0, -4.0, 5.0, -2.0, 4.0];
    let mut text = "series,year,value\n".to_owned();
    for series in 0..12 {
        let mut level = 100.0;
        for (time, shock) in (0..).zip(shock) {
            level += shock + f64::from((series * 7 + time * 5) % 3) - 1.0;
            writeln!(text, "s{series},{},{level}", 2000 + time).unwrap();
        }
    }
    let found = object(&text, &FORECAST);
    assert!(notes(&found).contains("miss together"), "{found}");
    // Where no interval is wider for it, none is said to be.
    let few = "year,one,two\n2018,20,1\n2019,22,2\n2020,,3\n2021,27,4\n2022,29,5\n2023,31,6\n";
    let found = notes(&object(few, &["forecast", "data.csv", "--json", "--horizon", "5"]));
    assert!(found.contains("miss together") && !found.contains("times as wide"), "{found}");
    let scores =
        object(&text, &["backtest", "data.csv", "--json", "--horizon", "2", "--origins", "3", "--method", "drift"]);
    let origins = scores["by_origin"].as_array().unwrap();
    assert_eq!(origins.len(), 3);
    let mean: f64 = origins.iter().map(|origin| origin["coverage_80"].as_f64().unwrap()).sum::<f64>() / 3.0;
    assert!((mean - scores["coverage_80"].as_f64().unwrap()).abs() < 1e-9, "{scores}");
}

/// Points add up to the last digit of rounding, sample paths too, and quantiles of a total are those of sums over paths.
#[test]
fn forecasts_of_parts_and_totals_add_up() {
    let mut text = "country,year,value\n".to_owned();
    for (country, seed) in [("A", 7_u32), ("B", 31), ("C", 57)] {
        let mut level = 100.0;
        for year in 2000..2024_u32 {
            level += f64::from((year * seed * seed + seed) % 13) - 5.0;
            writeln!(text, "{country},{year},{level}").unwrap();
        }
    }
    let folder = Folder::new(&[("data.csv", text.as_str())]);
    let arguments =
        ["forecast", "data.csv", "--adds-up", "country", "--horizon", "3", "--out", "out", "--paths", "2000"];
    let output = catchup(folder.folder.path(), &[&arguments[..], &["--json"]].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&found["adds_up"][0]["totals"], &found["adds_up"][0]["parts"]), (&Value::from(1), &Value::from(3)));
    assert_eq!(found["series"][0]["series"], "total");
    for step in 0..3 {
        let point = |series: usize| found["series"][series]["forecast"][step]["point"].as_f64().unwrap();
        assert!((point(0) - (1..4).map(point).sum::<f64>()).abs() < 1e-9);
    }
    let paths = std::fs::read_to_string(folder.folder.path().join("out/paths.csv")).unwrap();
    let rows: Vec<Vec<&str>> = paths.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let draws = |name: &str| -> Vec<f64> {
        rows.iter().filter(|row| row[0] == name && row[2] == "2026").map(|row| row[3].parse().unwrap()).collect()
    };
    let parts = ["A", "B", "C"].map(draws);
    let mut sums: Vec<f64> = (0..2000).map(|draw| parts.iter().map(|part| part[draw]).sum()).collect();
    assert!(sums.iter().zip(draws("total")).all(|(sum, total)| (sum - total).abs() < 1e-9));
    sums.sort_by(f64::total_cmp);
    let high = found["series"][0]["forecast"][2]["p90"].as_f64().unwrap();
    let share = sums.partition_point(|sum| *sum <= high) as f64 / 2000.0;
    assert!((share - 0.9).abs() < 0.001, "{share}");
    let scores = object(&text, &["backtest", "data.csv", "--adds-up", "country", "--horizon", "3", "--json"]);
    assert_eq!(scores["series"], 4);
    let levels = scores["by_level"].as_array().unwrap();
    assert_eq!(levels.iter().map(|level| &level["level"]).collect::<Vec<_>>(), ["all", "parts"]);
    // The mean over four series is that of the total and of three parts.
    let mase = |scores: &Value| scores["mase"].as_f64().unwrap();
    assert!((4.0 * mase(&scores) - mase(&levels[0]) - 3.0 * mase(&levels[1])).abs() < 1e-9);
    // C begins late: before it has four values, there is no total either.
    let late: String = text
        .lines()
        .filter(|line| !line.starts_with("C,200") && !line.starts_with("C,201"))
        .fold(String::new(), |text, line| text + line + "\n");
    let late = late + "C,2018,90\nC,2019,94\n";
    let scores =
        object(&late, &["backtest", "data.csv", "--adds-up", "country", "--horizon", "2", "--origins", "2", "--json"]);
    assert!(
        notes(&scores).contains("1 of 1 groups that add up are left as they are at origin 2"),
        "{}",
        notes(&scores)
    );
}

#[test]
fn what_does_not_add_up_is_said_where_it_is() {
    let rows = |name: &str, by: u32| -> String {
        (0..5).map(|step| format!("{name},{},{}\n", 2000 + step, by * (step + 1))).collect()
    };
    let good = format!("country,year,value\n{}{}", rows("A", 1), rows("B", 2));
    for (text, arguments, expected) in [
        (
            format!("{good}{}", rows("", 4)),
            &["--adds-up", "country"][..],
            vec!["does-not-add-up", "`total` is 20 at 2004, but its 2 parts add up to 15", "data.csv:16:7"],
        ),
        (
            format!("{good}{}", rows("C", 4)).replace("C,2004,20\n", ""),
            &["--adds-up", "country"],
            vec!["ends at 2003", "--where"],
        ),
        (
            format!("{good}{}{}", rows("total", 3), rows("World", 3)),
            &["--adds-up", "country"],
            vec![
                "does-not-add-up",
                "`total` and `World` are totals of the same parts",
                "data.csv:21:",
                "keep one of them",
            ],
        ),
        (good.clone(), &["--adds-up", "region"], vec!["missing-column", "no column `region`", "country, year, value"]),
        (good.clone(), &["--adds-up", "country,year"], vec!["does-not-add-up", "`year` tells no series apart"]),
    ] {
        let (_, error, code) = said(&text, &[&FORECAST[..], arguments].concat());
        assert_eq!(code, Some(1), "{error}");
        for part in expected {
            assert!(error.contains(part), "{error}");
        }
    }
    let (_, error, code) = said(&good, &[&FORECAST[..], &["--adds-up", "country", "--max", "9"]].concat());
    assert!(code == Some(2) && error.contains("--max"), "{error}");
}

/// Doubling each year goes on, and its limits are told of, unless a maximum bounds them.
#[test]
fn growth_that_nothing_bounds_is_said() {
    let rows: String = (0..12).map(|step| format!("{},{}\n", 2000 + step, 1_u32 << step)).collect();
    let text = format!("year,value\n{rows}");
    let far = ["forecast", "data.csv", "--json", "--horizon", "10"];
    let said = notes(&object(&text, &far));
    assert!(said.contains("times the greatest value so far, and nothing bounds it"), "{said}");
    let bounded = notes(&object(&text, &[&far[..], &["--max", "5000"]].concat()));
    assert!(!bounded.contains("nothing bounds it"), "{bounded}");
    assert!(!notes(&object(&line(12), &far)).contains("nothing bounds it"));
}

/// A column called `value` says nothing of its series: the chart has the name of the table. One that is called something keeps it.
#[test]
fn charts_of_a_column_called_value_have_the_name_of_the_table() {
    for (heading, title) in [("value", "heat pumps: "), ("Pumps", "Pumps: ")] {
        let folder = Folder::new(&[("heat_pumps.csv", &line(12).replace("value", heading))]);
        let output = catchup(folder.folder.path(), &["forecast", "heat_pumps.csv", "--out", "out", "--horizon", "2"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let chart = std::fs::read_to_string(folder.folder.path().join(format!("out/charts/001-{heading}.svg")));
        let chart = chart.expect("drawn");
        assert!(chart.contains(&format!("<title>{title}")), "{}", &chart[..600]);
    }
}
