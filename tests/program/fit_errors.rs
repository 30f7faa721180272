//! `catchup fit` with errors that draw on those before them, launches, volumes, laws of learning: from the command line
//! to scenarios.

use super::fit::{close, folder, json, number, run};

/// Thirty years of costs that fall by 7 % a year, with errors that are a random walk: steps from a table.
fn walking() -> String {
    let steps = [
        0.13, 0.14, 0.01, -0.08, -0.11, 0.0, -0.1, -0.14, 0.02, 0.01, 0.05, -0.09, 0.0, -0.01, -0.15, 0.05, 0.03, 0.24,
        0.02, -0.01, 0.12, 0.02, 0.09, -0.04, 0.02, 0.1, 0.07, 0.01, -0.11, 0.04,
    ];
    let mut error = 0.0;
    let rows = steps.iter().enumerate().map(|(year, step)| {
        error += step;
        format!("{},{:.4}\n", 1990 + year, 50.0 * (-0.07 * year as f64 + error).exp())
    });
    "year,value\n".to_owned() + &rows.collect::<String>()
}

/// The written scenario goes on from the last value, as widely as the prediction bands say.
#[test]
fn scenarios_go_on_from_the_last_value() {
    let folder = folder(&[("cost.csv", &walking())]);
    let path = folder.path();
    for (errors, level) in [("walk", "log"), ("ar1", "log"), ("walk", "level")] {
        let fit =
            ["fit", "--data", "cost.csv", "--law", "moore", "--error", level, "--errors", errors, "--project", "2029"];
        let write = ["--out", "fit", "--write", "cost.toml", "--force", "--quiet"];
        let (code, out, error) = run(path, &[&fit[..], &write].concat());
        assert_eq!((code, error.as_str()), (0, ""), "{out}");
        let (code, _, error) = run(path, &["run", "cost.toml", "--draws", "4000", "--format", "csv", "--quiet"]);
        assert_eq!(
            (code, error.as_str()),
            (0, ""),
            "{}",
            std::fs::read_to_string(path.join("cost.toml")).expect("written")
        );
        let cells = |file: &str, year: &str, column: &str| -> f64 {
            let table = std::fs::read_to_string(path.join(file)).expect("written");
            let head: Vec<&str> = table.lines().next().expect("a head").split(',').collect();
            let at = |name: &str| head.iter().position(|known| *known == name).expect("a column");
            let time = head.iter().position(|known| ["time", "year"].contains(known)).expect("a time");
            let row = table.lines().map(|line| line.split(',').collect::<Vec<_>>()).find(|row| row[time] == year);
            row.expect("a row")[at(column)].parse().expect("a number")
        };
        let scale = |value: f64| if level == "log" { value.ln() } else { value };
        for year in ["2020", "2024", "2029"] {
            let fitted = |column: &str| scale(cells("fit/fitted.csv", year, column));
            let drawn = |column: &str| scale(cells("output/cost/projections.csv", year, column));
            // Student's and the normal quantile at 97.5 %, the normal one at 95 %.
            let width = (fitted("predicted_high") - fitted("predicted_low")) / 2.048 / 2.0;
            let spread = (drawn("p95") - drawn("p05")) / 1.645 / 2.0;
            assert!((drawn("p50") - fitted("expected")).abs() < 0.15 * width, "{errors} {level} {year}");
            // Autoregressive bands average over correlations; the scenario has one.
            let near = if errors == "ar1" { 0.6..1.3 } else { 0.85..1.15 };
            assert!(near.contains(&(spread / width)), "{errors} {level} {year}: {spread}, bands {width}");
        }
        // Until then it is the law.
        let begins = cells("output/cost/projections.csv", "1990", "p50") / cells("fit/fitted.csv", "1990", "fitted");
        assert!((begins - 1.0).abs() < 0.02, "{errors} {level}: {begins}");
    }
}

#[test]
fn structures_of_errors_are_chosen_or_asked_for() {
    let folder = folder(&[("cost.csv", &walking())]);
    let of = |more: &[&str]| {
        json(folder.path(), &[&["fit", "--data", "cost.csv", "--law", "moore", "--json"], more].concat())["laws"][0]
            .clone()
    };
    let chosen = of(&[]);
    assert_eq!(chosen["errors"], "walk");
    assert_eq!(chosen["structures"].as_array().expect("a list").len(), 3);
    let [independent, walk] = ["independent", "walk"].map(|errors| of(&["--errors", errors]));
    assert_eq!((&independent["errors"], &walk["errors"]), (&"independent".into(), &"walk".into()));
    let width = |law: &serde_json::Value| number(law, "/parameters/1/high") - number(law, "/parameters/1/low");
    assert!(width(&walk) > 2.0 * width(&independent) && width(&chosen) > 0.8 * width(&walk));
    let (code, out, _) = run(folder.path(), &["fit", "--data", "cost.csv", "--law", "moore"]);
    assert_eq!(code, 0);
    assert!(
        out.contains("random walk log errors") && out.contains("Errors: random walk; intervals average over"),
        "{out}"
    );
    let (code, _, error) = run(folder.path(), &["fit", "--data", "cost.csv", "--errors", "walks"]);
    assert_eq!(code, 2);
    assert!(error.contains("structures of errors are independent, ar1, walk, auto"), "{error}");
}

/// Costs by what was made, made until then and spent on research.
fn learning() -> String {
    let rows = (0..15).map(|year| {
        let t = f64::from(year);
        let production = 10.0 * (0.15 * t + 0.4 * (1.3 * t).sin()).exp();
        let knowledge = 20.0 + 3.0 * t + 8.0 * (0.4 * t).cos();
        let volume = 30.0 + 25.0 * t + 5.0 * t * t + production;
        let cost = 80.0 * (volume / 50.0).powf(-0.3) * (knowledge / 28.0).powf(-0.2) * (0.02 * (3.0 * t).sin()).exp();
        format!("{},{cost},{volume},{production},{knowledge}\n", 2000 + year)
    });
    "year,value,volume,production,knowledge\n".to_owned() + &rows.collect::<String>()
}

#[test]
fn laws_of_learning_are_fitted_and_written() {
    let folder = folder(&[("modules.csv", &learning())]);
    let path = folder.path();
    let columns = ["--volume", "volume", "--production", "production", "--knowledge", "knowledge"];
    for law in ["wright", "goddard", "sinclair-klepper-cohen", "nordhaus", "two-factor", "moore"] {
        let fit = [
            &["fit", "--data", "modules.csv", "--law", law, "--write", "modules.toml", "--force", "--quiet"],
            &columns[..],
        ];
        assert_eq!(run(path, &fit.concat()), (0, String::new(), String::new()), "{law}");
        let (code, out, error) = run(path, &["run", "modules.toml", "--draws", "100", "--format", "csv", "--quiet"]);
        assert_eq!((code, error.as_str()), (0, ""), "{law}: {out}");
    }
    let all = json(path, &[&["fit", "--data", "modules.csv", "--json"], &columns[..]].concat());
    assert_eq!(all["best"], "two-factor");
    assert!(all["laws"].as_array().expect("laws").iter().all(|law| law["law"] != "moore"), "it is the exponential law");
    let two = json(path, &[&["fit", "--data", "modules.csv", "--law", "two-factor", "--json"], &columns[..]].concat());
    close(number(&two, "/laws/0/parameters/1/value"), 0.3, 0.1);
    close(number(&two, "/laws/0/parameters/2/value"), 0.2, 0.2);
    let (code, _, error) = run(path, &["fit", "--data", "modules.csv", "--law", "two-factor", "--volume", "volume"]);
    assert_eq!(
        (code, error.as_str()),
        (2, "error: two-factor is a law of knowledge: name its column with --knowledge\n")
    );
}

/// What was made in a year, given for what was made until then.
#[test]
fn cumulative_volumes_that_fall_are_named() {
    let folder =
        folder(&[("modules.csv", "year,value,volume\n2000,9,1\n2001,8,3\n2002,7,2\n2003,6,5\n2004,5.5,4\n2005,5,7\n")]);
    let fit = ["fit", "--data", "modules.csv", "--law", "wright", "--volume", "volume"];
    let (code, out, _) = run(folder.path(), &fit);
    assert_eq!(code, 0);
    let words: Vec<&str> = out.split_whitespace().collect();
    let said = "note: cumulative volume falls from 3 to 2 in 2002, and in 1 more: what is made in a period goes to --production";
    assert!(words.join(" ").contains(said), "{out}");
}

/// Zeros until 2003, then Bass with p = 0.01 and q = 0.38.
#[test]
fn zeros_say_when_growth_began() {
    let f = |t: f64| if t <= 0.0 { 0.0 } else { (1.0 - (-0.39 * t).exp()) / (1.0 + 38.0 * (-0.39 * t).exp()) };
    let rows: String =
        (0..24).map(|year| format!("{},{:.2}\n", 1999 + year, 1000.0 * f(f64::from(year) - 4.0))).collect();
    let folder = folder(&[
        ("adopters.csv", &format!("year,value\n{rows}")),
        ("losses.csv", "year,value\n2000,-1\n2001,-2\n2002,-4\n2003,-7\n2004,-9\n"),
    ]);
    let fit = ["fit", "--data", "adopters.csv", "--law", "bass"];
    let found = json(folder.path(), &[&fit[..], &["--json"]].concat());
    close(number(&found, "/laws/0/parameters/1/value"), 0.01, 0.01);
    assert_eq!(number(&found, "/laws/0/launch"), 2003.0);
    let (_, out, _) = run(folder.path(), &[&fit[..], &["--out", "fit"]].concat());
    assert!(out.contains("note: 5 zeros in front say that growth began in 2003"), "{out}");
    let table = std::fs::read_to_string(folder.path().join("fit/fitted.csv")).expect("written");
    assert_eq!(table.lines().count(), 25);
    let (code, _, error) = run(folder.path(), &["fit", "--data", "losses.csv", "--law", "logistic"]);
    assert_eq!(code, 1);
    assert!(error.contains("no value is above 0, and logistic has no others"), "{error}");
}

/// Costs by what was made, as history of the variables of a scenario; of 2012 nobody knows what was made until then.
const COSTS: &str = r#"
[scenario]
title = "Costs"
[time]
start = 2010
end = 2025
[units]
unit = "base"
[variables.cost]
label = "Cost"
equation = "50"
unit = "1"
history.seen = { values = { 2010 = 80, 2011 = 72.5, 2012 = 66, 2013 = 57.1, 2014 = 52.3, 2015 = 41.8, 2016 = 36.9 }, source = "s" }
[variables.made]
equation = "1000 unit"
unit = "unit"
history.counted = { values = { 2010 = 5.9, 2011 = 7.5, 2013 = 11.8, 2014 = 15.1, 2015 = 21.9, 2016 = 29.1 }, unit = "k unit", source = "s" }
[variables.yearly]
equation = "1 k unit"
unit = "k unit"
history.counted = { values = { 2010 = 900, 2011 = 1600, 2012 = 1400, 2013 = 2900, 2014 = 3300, 2015 = 6800, 2016 = 7200 }, unit = "unit", source = "s" }
[variables.unseen]
equation = "1"
unit = "1"
[variables.late]
equation = "1"
unit = "1"
history.counted = { values = { 2020 = 1 }, source = "s" }
"#;

/// Expected values by numpy, least squares of logarithms.
#[test]
fn laws_of_learning_are_fitted_to_the_history_of_a_scenario() {
    let folder = folder(&[("costs.toml", COSTS)]);
    let path = folder.path();
    let fit = |law: &'static str, more: &[&'static str]| -> Vec<&'static str> {
        [&["fit", "costs.toml", "--of", "cost", "--errors", "independent", "--law", law], more].concat()
    };
    let skc = fit("sinclair-klepper-cohen", &["--volume", "made", "--production", "yearly", "--json"]);
    for (arguments, values) in [
        (fit("wright", &["--volume", "made", "--json"]), &WRIGHT[..]),
        (fit("goddard", &["--production", "yearly", "--json"]), &GODDARD[..]),
        (skc, &SINCLAIR[..]),
    ] {
        let found = json(path, &arguments);
        for (at, value) in values.iter().enumerate() {
            close(number(&found, &format!("/laws/0/parameters/{at}/value")), *value, 1e-8);
        }
    }
    let (code, out, _) = run(path, &fit("wright", &["--volume", "made"]));
    let words: Vec<&str> = out.split_whitespace().collect();
    let said = "values that are left out, since `made` is not observed then: 1 of 7, the first of 2012";
    assert!(code == 0 && words.join(" ").contains(said), "{out}");
    let (code, _, error) = run(path, &fit("wright", &["--volume", "made", "--write", "fit.toml", "--quiet"]));
    assert_eq!((code, error.as_str()), (0, ""));
    let (code, out, _) = run(path, &["run", "fit.toml", "--draws", "100", "--format", "csv", "--quiet"]);
    assert!(code == 0, "{out}");
}

const WRIGHT: [f64; 2] = [80.877_560_933_059_48, 0.491_426_386_961_64];
const GODDARD: [f64; 2] = [82.230_496_182_407_32, 0.351_661_877_289_330_74];
const SINCLAIR: [f64; 3] = [81.637_945_230_375_17, 0.134_588_389_973_942_3, 0.345_059_144_570_681_43];

#[test]
fn what_a_scenario_does_not_know_of_volumes_is_said_where_it_is_asked_for() {
    let folder = folder(&[("costs.toml", COSTS)]);
    let said = |more: &[&str]| {
        let fit = [&["fit", "costs.toml", "--of", "cost", "--law", "wright"], more].concat();
        let (code, _, error) = run(folder.path(), &fit);
        assert!(code != 0, "{error}");
        error
    };
    assert_eq!(
        said(&[]),
        "error: wright is a law of cumulative volume: name the variable whose history says it with --volume\n"
    );
    for (name, text) in [
        ("mad", "there is no variable `mad`"),
        ("unseen", "`unseen` has no history to fit"),
        ("late", "`late` is not observed at any time at which `cost` is"),
    ] {
        let error = said(&["--volume", name]);
        assert!(error.contains(text) && error.contains("--volume"), "{error}");
    }
}
