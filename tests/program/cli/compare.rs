//! `catchup compare` and `catchup solve` end to end.

use std::fs;

use serde_json::Value;

use super::{CASE, catchup, command, exits, files, names};
use crate::support::Folder;

const OTHER: &str = "extends = \"case.toml\"\n[scenario]\ntitle = \"Push: three\"\n[levers.push]\nvalue = 3\n";
const TEMPLATE: &str = "extends = \"case.toml\"\n[scenario]\ntemplate = true\n";
const CRITERIA: &str = "[comparison]\nreference = \"case\"\ncost = \"share\"\nimports = \"total\"\n[criteria.robots]\nof = \"share[robots]@2025\"\nbetter = \"high\"\n[criteria.total]\nof = \"total@2025\"\nbetter = \"low\"\n";

fn folder() -> Folder {
    let case = format!("{CASE}\n{CRITERIA}");
    Folder::new(&[("case.toml", &case), ("push.toml", OTHER), ("base.toml", TEMPLATE)])
}

const ALL: [&str; 4] = ["compare", "push.toml", "case.toml", "base.toml"];

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    ALL.iter().chain(more).copied().collect()
}

#[test]
fn it_writes_tables_and_pictures_and_says_what_matters() {
    let folder = folder();
    let here = folder.folder.path();
    let (out, error) = exits(&catchup(here, &ALL), 0);
    assert!(error.contains("base.toml is a template and is not compared"), "{error}");
    for part in ["2 A small case (reference)", "1 Push: three", "paired difference", "Why paths differ", "Push +2"] {
        assert!(out.contains(part), "`{part}` is missing in\n{out}");
    }
    assert!(out.lines().all(|line| line.chars().count() <= 100), "{out}");
    let written = names(&here.join("output/compare"));
    for file in [
        "paths.csv",
        "paths.parquet",
        "differences.csv",
        "milestones.csv",
        "targets.csv",
        "costs.csv",
        "criteria.csv",
        "dominance.csv",
        "attribution.csv",
        "brief.html",
        "brief.md",
        "report.html",
        "run.json",
        "charts/paths-share.svg",
        "charts/paths-share.png",
        "charts/costs.svg",
    ] {
        assert!(written.contains(file), "{file} is not in {written:?}");
    }
    let attribution = fs::read_to_string(here.join("output/compare/attribution.csv")).expect("the table");
    let row = attribution.lines().nth(1).expect("a row");
    assert!(row.starts_with("push,share[robots]@2025,") && row.contains("levers.push"), "{row}");
    let manifest: Value =
        serde_json::from_slice(&fs::read(here.join("output/compare/run.json")).expect("it is there")).expect("JSON");
    assert_eq!(manifest["reference"], "case");
    assert_eq!(manifest["scenarios"].as_array().map(Vec::len), Some(2));
}

#[test]
fn the_json_object_has_scenarios_and_pairs() {
    let folder = folder();
    let (out, _) = exits(&catchup(folder.folder.path(), &with(&["--json", "--milestone", "total=1.5"])), 0);
    let object: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(object["reference"], "case");
    let scenarios = object["scenarios"].as_array().expect("a list");
    assert_eq!(scenarios.len(), 2);
    for scenario in scenarios {
        assert_eq!(
            scenario["milestones"].as_array().map(Vec::len),
            Some(3),
            "two elements, and one from the command line"
        );
        assert!(scenario["targets"][0]["probability"].is_number());
        assert!(scenario["costs"]["parts"]["total"]["mean"].is_number());
        assert!(scenario["cumulative_import_bill"]["value"]["p50"].is_number());
    }
    let gap = &object["pairs"][0]["attribution"][0];
    let parts: f64 = gap["parts"].as_array().expect("parts").iter().filter_map(|part| part["value"].as_f64()).sum();
    // push / 100 goes from 1 to 3: two points of per cent.
    assert!((parts - 2.0).abs() < 1e-9 && (gap["gap"].as_f64().expect("a number") - 2.0).abs() < 1e-9, "{gap}");
}

#[test]
fn what_is_not_ranked_is_neither_best_nor_regretted_in_json() {
    let case = format!("{CASE}\n{CRITERIA}");
    let aside = "extends = \"case.toml\"\n[scenario]\ntitle = \"Aside\"\nrank = false\n[levers.push]\nvalue = 0.5\n";
    let folder = Folder::new(&[("case.toml", &case), ("push.toml", OTHER), ("aside.toml", aside)]);
    let arguments = ["compare", "case.toml", "push.toml", "aside.toml", "--draws", "100", "--json"];
    let (out, _) = exits(&catchup(folder.folder.path(), &arguments), 0);
    let object: Value = serde_json::from_str(&out).expect("JSON");
    for scenario in object["scenarios"].as_array().expect("a list") {
        let ranked = scenario["id"] != "aside";
        assert_eq!(scenario["ranked"], ranked, "{scenario}");
        for criterion in scenario["criteria"].as_array().expect("a list") {
            assert_eq!(
                (criterion["best"].is_number(), criterion["regret"].is_object()),
                (ranked, ranked),
                "{criterion}"
            );
            assert!(criterion["value"]["p50"].is_number(), "{criterion}");
        }
    }
}

#[test]
fn worlds_stand_in_json_tables_and_the_brief_and_are_run_again() {
    let case = format!("{CASE}\n{CRITERIA}");
    let slump = "extends = \"case.toml\"\n[scenario]\ntitle = \"A slump\"\n[levers.push]\nvalue = 0.5\n";
    let folder = Folder::new(&[("case.toml", &case), ("push.toml", OTHER), ("slump.toml", slump)]);
    let here = folder.folder.path();
    let arguments = ["compare", "push.toml", "case.toml", "--worlds", "slump.toml", "--json"];
    let (out, _) = exits(&catchup(here, &arguments), 0);
    let object: Value = serde_json::from_str(&out).expect("JSON");
    let rows = object["worlds"].as_array().expect("a list");
    assert_eq!(rows.len(), 2 * 2 * 2, "paths, worlds and criteria");
    assert!(rows.iter().all(|row| row["median"].is_number() && row["regret"]["mean"].is_number()), "{rows:?}");
    let shares = ["push", "case"].map(|path| object["weights"][path]["share"].as_f64().expect("a share"));
    assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{shares:?}");
    assert!(object["undominated"]["push"].is_number() && object["satisficing"]["case"]["all"].is_number());
    assert!(
        object["notes"].to_string().contains("in the world A slump Push: three has not its own levers.push"),
        "{out}"
    );
    let results = here.join("output/compare");
    let worlds = fs::read_to_string(results.join("worlds.csv")).expect("the table");
    assert_eq!(worlds.lines().count(), 1 + 8);
    assert_eq!(fs::read_to_string(results.join("robustness.csv")).expect("the table").lines().count(), 1 + 2);
    let brief = fs::read_to_string(results.join("brief.md")).expect("the brief");
    for heading in [
        "## Paths by what is wanted",
        "## Chances of the targets",
        "## When the world turns",
        "## What to keep in mind",
    ] {
        assert!(brief.contains(heading), "{heading} is missing in\n{brief}");
    }
    exits(&catchup(here, &["rerun", "output/compare"]), 0);
}

#[test]
fn the_file_names_its_worlds() {
    let slump = "extends = \"case.toml\"\n[scenario]\ntitle = \"A slump\"\n[levers.push]\nvalue = 0.5\n";
    let case = format!("{CASE}\n{}", CRITERIA.replace("[comparison]", "[comparison]\nworlds = [\"slump.toml\"]"));
    let folder = Folder::new(&[("case.toml", &case), ("push.toml", OTHER), ("slump.toml", slump)]);
    let run = |arguments: &[&str]| {
        let all: Vec<&str> = ["compare", "push.toml", "case.toml", "--format", "csv"]
            .into_iter()
            .chain(arguments.iter().copied())
            .collect();
        exits(&catchup(folder.folder.path(), &all), 0).0
    };
    let found = run(&["--worlds"]);
    assert!(found.contains("A slump") && found.contains("Mean regret in the world in which it is greatest"), "{found}");
    // A total of 2.4 is no share, so what is lost of it is no points.
    let lost = |line: &str| line.starts_with("Total in 2025  ") && line.ends_with("0.2  0");
    assert!(found.lines().any(lost), "{found}");
    assert!(!run(&[]).contains("A slump"), "worlds are laid where they are asked for");
    let folder = self::folder();
    let (_, error) = exits(&catchup(folder.folder.path(), &with(&["--worlds"])), 2);
    assert!(error.contains("names no worlds"), "{error}");
}

#[test]
fn without_criteria_headline_values_and_differences_are_told() {
    let files = [("case.toml", CASE), ("push.toml", OTHER)];
    let folder = Folder::new(&files);
    let arguments = ["compare", "push.toml", "case.toml", "--reference", "case", "--format", "csv", "--no-attribution"];
    let (out, _) = exits(&catchup(folder.folder.path(), &arguments), 0);
    // 10 (1 + growth)^5 + 1 at growth of 5 %, and of .5 and 9.5 % at the ends, and two points more on the path.
    for part in [
        "Domestic share: Robots, %: median (5–95 %), paired differences below; differences in points",
        "13.8 (11.3–16.7)",
        "\n1 less 2  ",
        "  +2\n",
        "Domestic share: year passed, median\n",
        "  ≥ 13 %  by 2020  2024",
    ] {
        assert!(out.contains(part), "`{part}` is missing in\n{out}");
    }
}

#[test]
fn costs_add_up_in_means_and_differ_in_medians() {
    let costs = "[variables.spent]\ndims = [\"sector\"]\nequation = \"if sector = robots then push * growth * 1 [yr] else 0\"\nunit = \"1\"\n";
    let case = format!("{CASE}\n{}{costs}", CRITERIA.replace("cost = \"share\"", "cost = \"spent\""));
    let folder = Folder::new(&[("case.toml", &case), ("push.toml", OTHER)]);
    let (out, _) = exits(&catchup(folder.folder.path(), &["compare", "push.toml", "case.toml", "--format", "csv"]), 0);
    let (_, table) = out.split_once("Spent, %: means by 2025").expect("a table of costs");
    let (means, gaps) = table.split_once("total against 2").expect("a table of differences");
    // Three and one times a growth that is uniform from 0 to 10 %.
    assert!(means.contains("Robots  15  5\n"), "{means}");
    assert!(!means.contains("achine tools"), "what no path spends is left away: {means}");
    assert!(gaps.contains("paired difference: median (5–95 %)") && gaps.contains("to +19)"), "{gaps}");
}

#[test]
fn results_do_not_depend_on_threads() {
    let folder = folder();
    let here = folder.folder.path();
    let run = |out: &str, threads: &str| {
        exits(&catchup(here, &with(&["--quiet", "--format", "csv", "--out", out, "--threads", threads])), 0);
        let mut found = files(&here.join(out));
        found.remove(std::path::Path::new("run.json"));
        found
    };
    assert!(run("one", "1") == run("three", "3"));
}

#[test]
fn the_reference_is_what_is_asked_for_and_mistakes_are_explained() {
    let folder = folder();
    let here = folder.folder.path();
    let (out, _) = exits(&catchup(here, &with(&["--reference", "push", "--format", "csv"])), 0);
    assert!(out.contains("1 Push: three (reference)"), "{out}");
    for (arguments, code, words) in [
        (with(&["--reference", "psh"]), 2, "did you mean `push`?"),
        (with(&["--format", "csv,draws"]), 2, "not written as draws"),
        (vec!["compare", "case.toml", "case.toml"], 2, "case.toml is given twice"),
        (vec!["compare", "case.toml", "base.toml"], 2, "at least two scenarios"),
        (with(&["--milestone", "totl=1"]), 1, "did you mean `total`?"),
        (with(&["--milestone", "total"]), 1, "an equals sign is missing"),
        (with(&["--set", "push=9"]), 1, "the highest setting is 3"),
    ] {
        let before = files(here);
        let (out, error) = exits(&catchup(here, &arguments), code);
        assert_eq!(out, "");
        assert!(error.contains(words), "{words} is missing in\n{error}");
        assert!(files(here) == before, "nothing is written");
    }
}

#[test]
fn scenarios_on_different_axes_are_refused_with_both_places() {
    let folder = folder();
    let here = folder.folder.path();
    fs::write(here.join("long.toml"), "extends = \"case.toml\"\n[scenario]\ntitle = \"Long\"\n[time]\nend = 2030\n")
        .expect("written");
    let (_, error) = exits(&catchup(here, &["compare", "case.toml", "long.toml"]), 1);
    for part in ["different time axes", "long.toml:5", "in the reference"] {
        assert!(error.contains(part), "`{part}` is missing in\n{error}");
    }
}

#[test]
fn solve_finds_the_setting_and_writes_the_frontier() {
    let folder = folder();
    let here = folder.folder.path();
    let ask = ["solve", "case.toml", "--lever", "push", "--reach", "share[robots]@2025=12.5", "--probability", "0.9"];
    let arguments: Vec<&str> = ask.iter().copied().chain(["--out", "answer", "--json"]).collect();
    let (out, _) = exits(&catchup(here, &arguments), 0);
    let object: Value = serde_json::from_str(&out).expect("JSON");
    // 10 % (1 + g)^5 + push % >= 12.5 % with g uniform on 0 … 0.1: in 90 % of worlds g >= 0.01.
    let strength = object["solution"]["strength"].as_f64().expect("a number");
    assert!((strength - (12.5 - 10.0 * 1.01_f64.powi(5))).abs() < 0.02, "{strength}");
    assert_eq!(
        names(&here.join("answer")).into_iter().collect::<Vec<_>>(),
        ["charts/frontier.png", "charts/frontier.svg", "frontier.csv", "run.json"]
    );
    let (out, _) =
        exits(&catchup(here, &["solve", "case.toml", "--lever", "push", "--reach", "share[robots]@2025=99"]), 0);
    assert!(out.starts_with("\nNo strength of Push"), "{out}");
    for (lever, reach, words) in [
        ("psh", "total@2025=1", "did you mean `push`?"),
        ("push", "total@2025", "an equals sign is missing"),
        ("push", "total@2025=much", "`much` is not a number"),
        ("push", "total@2030=1", "2030 is not on the time axis"),
        ("push", "share@2025=1", "needs one element"),
    ] {
        let (_, error) = exits(&catchup(here, &["solve", "case.toml", "--lever", lever, "--reach", reach]), 1);
        assert!(error.contains(words), "{words} is missing in\n{error}");
    }
}

#[test]
fn a_scenario_is_backtested_from_years_in_the_past() {
    let case = CASE.replace(
        "[charts.share]",
        "[variables.share.history.seen]\nelement = \"robots\"\nvalues = { 2020 = 10, 2021 = 11.4, 2022 = 30 }\nuse = \"drive\"\nsource = \"seen\"\n[charts.share]",
    );
    let line: String = (2000..2020).map(|year| format!("{year},{}\n", year % 7)).collect();
    let folder = Folder::new(&[("case.toml", &case), ("line.csv", &format!("year,value\n{line}"))]);
    let here = folder.folder.path();
    let (out, _) = exits(&catchup(here, &["backtest", "case.toml", "--until", "2020,2021", "--out", "past"]), 0);
    for part in ["Known until 2020: 50 % of 2 observations", "Domestic share, Robots", "Missed", "2022  30"] {
        assert!(out.contains(part), "`{part}` is missing in\n{out}");
    }
    let written = names(&here.join("past"));
    for file in ["backtest.csv", "charts/until-2020-share-robots.png", "charts/until-2021-share-robots.svg", "run.json"]
    {
        assert!(written.contains(file), "{file} is not in {written:?}");
    }
    let (out, _) = exits(&catchup(here, &["backtest", "case.toml", "--until", "2021", "--json"]), 0);
    let object: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(object["backtests"][0]["observations"][0]["observed"], 30.0);
    for (arguments, words) in [
        (vec!["backtest", "case.toml"], "say --until YEAR"),
        (vec!["backtest", "case.toml", "--until", "2023"], "nothing was observed after 2023"),
        (
            vec!["backtest", "case.toml", "--until", "2020", "--origins", "3", "--season", "4"],
            "--origins, --season are for the backtest of a table, and case.toml is a scenario",
        ),
        (
            vec!["backtest", "line.csv", "--until", "2015"],
            "--until is for the backtest of a scenario, and line.csv is a table: leave out --until",
        ),
        (vec!["backtest", "line.csv", "--draws", "10"], "--draws is for the backtest of a scenario"),
        (vec!["backtest", "line.csv", "--horizon", "0"], "the horizon is a number from 1 to 1000, not 0"),
        (vec!["backtest", "line.csv", "--origins", "1001"], "origins is a number from 1 to 1000, not 1001"),
        (vec!["forecast", "line.csv", "--horizon", "0"], "the horizon is a number from 1 to 1000, not 0"),
        (vec!["forecast", "line.csv", "--max", "-1"], "a maximum is a number above 0, not -1"),
        (vec!["forecast", "line.csv", "--levels", "0.5,1"], "a level is a number between 0 and 1"),
        (vec!["forecast", "line.csv", "--season", "0"], "a season is a number from 1 to 1000, not 0"),
        (vec!["sensitivity", "case.toml", "--of", "total@2025", "--samples", "1"], "from 16 to 1048576, not 1"),
        (vec!["sensitivity", "case.toml", "--of", "total@2025", "--miss-below", "nan"], "finite, not NaN"),
    ] {
        let (_, error) = exits(&catchup(here, &arguments), 2);
        assert!(error.contains(words), "{error}");
    }
}

#[test]
fn thresholds_and_goals_of_others_are_not_shown_as_the_references() {
    let case = CASE.replace("1 [1/yr]\" }", "1 [1/yr]\" }\nmilestones = [1.1]\ntargets = { goal = { year = 2025, at_least = 1.1, source = \"judgement\" } }");
    assert_ne!(case, CASE);
    let other = "extends = \"case.toml\"\n[scenario]\ntitle = \"A title that takes more than one line of a narrow terminal, as some do\"\n\
                 [variables.total]\nmilestones = [123456]\n[variables.total.targets.goal]\nat_least = 0\n";
    let folder = Folder::new(&[("case.toml", &case), ("other.toml", other)]);
    let here = folder.folder.path();
    let mut command = command(here, &["compare", "case.toml", "other.toml", "--format", "csv"]);
    let (out, _) = exits(&command.env("COLUMNS", "60").output().expect("it runs"), 0);
    let out = out.replace('\u{a0}', " ");
    let rows = |title: &str| -> Vec<String> {
        let from = out.lines().skip_while(|line| !line.contains(title)).skip(1);
        from.take_while(|line| !line.is_empty()).map(str::to_owned).collect()
    };
    // Each path has cells under its own thresholds and in the rows of its own goals, and none under those of the other.
    let passed = rows("year passed");
    assert!(passed[0].contains("≥ 1.1") && passed[0].contains("≥ 123,456"), "{out}");
    assert!(passed.iter().any(|row| row.starts_with('1') && row.ends_with('–')), "{out}");
    assert!(passed.iter().any(|row| row.starts_with("2 ") && row.contains(" – ") && !row.ends_with('–')), "{out}");
    let met = rows("Chance that a target is met").join("\n");
    let (first, second) = met.split_once("≥ 0").expect("the goal of the other path");
    assert!(first.contains("≥ 1.1") && first.contains('–') && second.contains('–'), "{out}");
    assert!(out.lines().all(|line| line.chars().count() <= 60), "{out}");
}

#[test]
fn solve_takes_a_range_and_shows_costs_in_one_unit() {
    let folder = folder();
    let here = folder.folder.path();
    let ask = |more: &[&str]| {
        let all = ["solve", "case.toml", "--lever", "push", "--reach", "total@2025=1"];
        catchup(here, &all.iter().chain(more).copied().collect::<Vec<_>>())
    };
    let (out, _) = exits(&ask(&["--between", "0.5,2", "--json"]), 0);
    let found: Value = serde_json::from_str(&out).expect("JSON");
    let strengths: Vec<f64> =
        found["frontier"].as_array().expect("a list").iter().filter_map(|row| row["strength"].as_f64()).collect();
    assert_eq!((strengths[0], strengths.last().copied()), (0.5, Some(2.0)));
    let (_, error) = exits(&ask(&["--between", "-0.5,2"]), 1);
    assert!(error.contains("bounds do not allow"), "{error}");
    for wrong in ["4", "1,0", "nan,1", "-inf,inf"] {
        let (_, error) = exits(&ask(&["--between", wrong]), 2);
        assert!(error.contains("--between"), "{error}");
    }
    let (_, error) =
        exits(&catchup(here, &["solve", "case.toml", "--lever", "push@2024", "--reach", "total@2025=1"]), 1);
    assert!(error.contains("without a year"), "{error}");
}
