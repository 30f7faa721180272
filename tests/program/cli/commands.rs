//! What each command prints and writes.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{CASE, catchup, exits, files, folder, names, text};
use crate::support::Folder;

/// What moves together is a number with a source, like any other.
#[test]
fn correlations_are_shown_with_their_sources() {
    let more = "extends = \"case.toml\"\n[scenario]\ntitle = \"Together\"\n[assumptions.start]\n\
                distribution = { uniform = { low = 5, high = 15 } }\nsource = \"a guess\"\n\
                [correlations.both]\nbetween = [\"growth\", \"start\"]\nrank = 0.25\nsource = \"a study of both\"\n";
    let folder = Folder::new(&[("case.toml", CASE), ("more.toml", more)]);
    let here = folder.folder.path();
    let (sheet, _) = exits(&catchup(here, &["show", "more.toml"]), 0);
    assert!(sheet.contains("both: rank 0.25 between growth, start") && sheet.contains("a study of both"), "{sheet}");
    let (json, _) = exits(&catchup(here, &["show", "more.toml", "--json"]), 0);
    let json: Value = serde_json::from_str(&json).expect("an object");
    assert_eq!(json["correlations"][0]["text"], "rank correlation of growth and start");
    assert_eq!(json["correlations"][0]["source"], "a study of both");
    exits(&catchup(here, &["run", "more.toml", "--format", "html"]), 0);
    let page = fs::read_to_string(here.join("output/more/report.html")).expect("a page");
    assert!(page.contains("rank correlation of growth and start") && page.contains("a study of both"));
}

#[test]
fn a_run_prints_a_summary_and_writes_tables_and_charts() {
    let folder = folder();
    let here = folder.folder.path();
    let (out, error) = exits(&catchup(here, &["run", "case.toml"]), 0);
    assert_eq!(error, "");
    for part in ["A small case", "Told in one sentence.", "Domestic share", "2025", "Machine tools", "63", "300 draws"]
    {
        assert!(out.contains(part), "`{part}` is missing in\n{out}");
    }
    assert!(out.contains("output/case"), "{out}");
    let written = files(&here.join("output/case"));
    let expected = [
        "charts/share.png",
        "charts/share.svg",
        "iamc.csv",
        "milestones.csv",
        "projections.csv",
        "projections.parquet",
        "projections.xlsx",
        "report.html",
        "run.json",
        "targets.csv",
    ];
    assert_eq!(written.keys().map(|path| path.display().to_string()).collect::<Vec<_>>(), expected);
    assert!(written[Path::new("charts/share.png")].starts_with(b"\x89PNG"));
    assert!(text(&written[Path::new("charts/share.svg")]).contains("<svg"));
    assert!(written[Path::new("projections.parquet")].starts_with(b"PAR1"));
    // A heading, and a row for each of two sectors and the total in each of six years.
    assert_eq!(text(&written[Path::new("projections.csv")]).lines().count(), 1 + 3 * 6);
    let manifest: Value = serde_json::from_slice(&written[Path::new("run.json")]).expect("JSON");
    assert_eq!((&manifest["seed"], &manifest["draws"]), (&Value::from(3), &Value::from(300)));
}

#[test]
fn a_chart_of_what_is_certain_is_left_out_and_nothing_else() {
    let scenario = "[scenario]\ntitle = \"Case\"\n[time]\nstart = 2020\nend = 2022\n[ensemble]\ndraws = 8\n\
        [assumptions.a]\nunit = \"1\"\nsource = \"judgement\"\ndistribution.uniform = { low = 1, high = 2 }\n\
        [variables.x]\nequation = \"a\"\nunit = \"1\"\n\
        [charts.how_likely]\nkind = \"distribution\"\nvariables = [\"x\"]\n\
        [charts.over_time]\nkind = \"fan\"\nvariables = [\"x\"]\n";
    let folder = Folder::new(&[("case.toml", scenario)]);
    let here = folder.folder.path();
    let (_, error) = exits(&catchup(here, &["run", "case.toml", "--out", "uncertain"]), 0);
    assert_eq!(error, "");
    assert!(files(&here.join("uncertain")).keys().any(|path| path.ends_with("how_likely.png")));
    let (_, error) = exits(&catchup(here, &["run", "case.toml", "--set", "a=1.5", "--out", "certain"]), 0);
    for part in ["warning", "chart-left-out", "how_likely", "nothing is uncertain", "case.toml:"] {
        assert!(error.contains(part), "`{part}` is missing in\n{error}");
    }
    let written = files(&here.join("certain"));
    let has = |name: &str| written.keys().any(|path| path.ends_with(name));
    assert!(has("over_time.png") && has("projections.csv") && has("report.html") && !has("how_likely.png"));
}

#[test]
fn options_replace_what_the_file_says() {
    let folder = folder();
    let here = folder.folder.path();
    let arguments = [
        "run",
        "case.toml",
        "--draws",
        "64",
        "--seed",
        "9",
        "--sampler",
        "random",
        "--threads",
        "1",
        "--out",
        "there/deep",
        "--set",
        "growth=0.05",
        "--set",
        "start[machine tools]=20",
        "--set",
        "push=0",
        "--format",
        "csv,draws",
        "--json",
    ];
    let (out, error) = exits(&catchup(here, &arguments), 0);
    assert_eq!(error, "");
    let result: Value = serde_json::from_str(&out).expect("one JSON object");
    let about = &result["scenario"];
    // Nothing is uncertain any more: one draw is enough.
    assert_eq!((&about["draws"], &about["seed"]), (&Value::from(1), &Value::from(9)));
    assert_eq!((&about["sampler"], &about["uncertain"]), (&Value::from("random"), &Value::from(false)));
    let headline = result["headline"].as_array().expect("a list");
    assert_eq!(headline.len(), 2);
    for (entry, first) in headline.iter().zip([10.0, 20.0]) {
        let expected = first * 1.05_f64.powi(5);
        let found = entry["p50"].as_f64().expect("a number");
        assert!((found - expected).abs() < 1e-10, "{found} is not {expected}");
    }
    assert_eq!(headline[1]["variable"], "share[machine_tools]");
    for key in ["milestones", "targets", "files"] {
        assert!(!result[key].as_array().expect("a list").is_empty(), "{key}");
    }
    let probability = &result["targets"][0]["probability"];
    assert_eq!(*probability, Value::from(0.0), "12.76 % is not 13 %");
    let out = here.join("there/deep/case");
    let expected = ["draws.parquet", "milestones.csv", "projections.csv", "run.json", "targets.csv"];
    assert_eq!(names(&out).into_iter().collect::<Vec<_>>(), expected);
    assert!(!here.join("output").exists());
    let manifest = text(&fs::read(out.join("run.json")).expect("the manifest"));
    for part in ["growth", "assumptions.start.elements.machine_tools", "levers.push", "0.05"] {
        assert!(manifest.contains(part), "`{part}` is not recorded in\n{manifest}");
    }
    for file in result["files"].as_array().expect("a list") {
        assert!(here.join(file.as_str().expect("a path")).exists(), "{file}");
    }
}

#[test]
fn draws_seed_and_sampler_change_results() {
    let folder = folder();
    let here = folder.folder.path();
    let table = |more: &[&str]| {
        let mut arguments = vec!["run", "case.toml", "--quiet", "--format", "csv"];
        arguments.extend(more);
        let (out, error) = exits(&catchup(here, &arguments), 0);
        assert_eq!((out.as_str(), error.as_str()), ("", ""), "quiet");
        fs::read(here.join("output/case/projections.csv")).expect("the table")
    };
    let plain = table(&[]);
    assert!(plain == table(&["--seed", "3", "--draws", "300", "--sampler", "sobol"]));
    for more in [["--seed", "4"], ["--draws", "301"], ["--sampler", "random"], ["--sampler", "latin-hypercube"]] {
        assert!(plain != table(&more), "{more:?}");
    }
}

#[test]
fn several_files_run_and_templates_are_skipped_with_a_note() {
    let child = "extends = \"base.toml\"\n[scenario]\ntitle = \"Child\"\n[levers.push]\nvalue = 2\n";
    let base = CASE.replace("title = \"A small case\"", "title = \"Base\"\ntemplate = true");
    let folder = Folder::new(&[("case.toml", CASE), ("child.toml", child), ("base.toml", &base)]);
    let here = folder.folder.path();
    let arguments = ["run", "case.toml", "base.toml", "child.toml", "--format", "csv"];
    let (out, error) = exits(&catchup(here, &arguments), 0);
    assert!(error.contains("base.toml is a template"), "{error}");
    assert!(out.contains("A small case") && out.contains("Child"), "{out}");
    assert!(here.join("output/case").exists() && here.join("output/child").exists());
    assert!(!here.join("output/base").exists());
    let (out, _) = exits(&catchup(here, &[&arguments[..], &["--json"]].concat()), 0);
    let result: Value = serde_json::from_str(&out).expect("one JSON object");
    assert_eq!(result["runs"].as_array().map(Vec::len), Some(2));
    exits(&catchup(here, &["run", "base.toml", "--template", "--quiet", "--format", "csv"]), 0);
    assert!(here.join("output/base").exists());
}

#[test]
fn two_files_of_one_name_do_not_share_a_folder() {
    let folder = folder();
    let here = folder.folder.path();
    fs::create_dir(here.join("more")).expect("a folder");
    fs::write(here.join("more/case.toml"), CASE).expect("written");
    let (_, error) = exits(&catchup(here, &["run", "case.toml", "more/case.toml"]), 2);
    assert!(error.contains("more/case.toml") && error.contains("rename"), "{error}");
    assert!(!here.join("output").exists());
}

#[test]
fn check_reports_everything_and_runs_nothing() {
    let folder = Folder::new(&[
        ("case.toml", CASE),
        ("first.toml", &CASE.replace("growth * 1 yr", "growht * 1 yr")),
        ("second.toml", &CASE.replace("start = 2020", "strat = 2020")),
    ]);
    let here = folder.folder.path();
    let (out, error) = exits(&catchup(here, &["check", "case.toml"]), 0);
    assert!(out.contains("valid") && error.is_empty(), "{out}{error}");
    let (_, error) = exits(&catchup(here, &["check", "case.toml", "first.toml", "second.toml"]), 1);
    for part in ["first.toml:", "did you mean `growth`?", "second.toml:", "did you mean `start`?"] {
        assert!(error.contains(part), "`{part}` is missing in\n{error}");
    }
    let (out, _) = exits(&catchup(here, &["check", "first.toml", "--json"]), 1);
    let result: Value = serde_json::from_str(&out).expect("one JSON object");
    assert_eq!(result["valid"], false);
    assert_eq!(result["diagnostics"][0]["code"], "unknown-variable");
    let (out, _) = exits(&catchup(here, &["check", "case.toml", "--set", "push=9"]), 1);
    assert_eq!(out, "");
    assert_eq!(names(here).len(), 3, "nothing is written");
}

#[test]
fn a_misspelt_key_is_one_problem_and_hides_no_other() {
    let misspelt =
        CASE.replace("unit = \"1/yr\"", "unti = \"1/yr\"").replace("inflow = \"sum(share", "inflow = \"sum(shrae");
    let folder = Folder::new(&[("case.toml", &misspelt)]);
    let (_, error) = exits(&catchup(folder.folder.path(), &["check", "case.toml"]), 1);
    assert_eq!(error.matches("error[").count(), 2, "{error}");
    assert!(error.contains("did you mean `unit`?") && error.contains("did you mean `share`?"), "{error}");
}

#[test]
fn show_prints_the_model_as_a_sheet() {
    let child = "extends = \"case.toml\"\n[scenario]\ntitle = \"Child\"\n[levers.push]\nvalue = 2\n";
    let folder = Folder::new(&[("child.toml", child), ("case.toml", CASE)]);
    let (out, error) = exits(&catchup(folder.folder.path(), &["show", "child.toml", "--set", "growth=0.01"]), 0);
    assert_eq!(error, "");
    for part in [
        "Child",
        "case.toml",
        "levers.push.value: 1 → 2",
        "growth",
        "set on the command line",
        "another yearbook",
        "machine tools",
        "sum(share, sector) * 1 [1/yr]",
        "2020 to 2025",
    ] {
        assert!(out.contains(part), "`{part}` is missing in\n{out}");
    }
    let (out, _) = exits(&catchup(folder.folder.path(), &["show", "case.toml"]), 0);
    assert!(out.contains("uniform: low 0, high 0.1") && out.contains("source: a yearbook"), "{out}");
    assert!(!out.contains("Changed by this scenario"), "{out}");
}

#[test]
fn the_graph_is_well_formed_dot() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    for file in ["scenarios/baseline.toml", "scenarios/examples/heat-pumps-poland.toml"] {
        let (out, _) = exits(&catchup(here, &["show", file, "--graph"]), 0);
        let mut lines = out.lines();
        assert_eq!(lines.next(), Some("digraph model {"));
        assert_eq!(lines.next_back(), Some("}"));
        let (mut nodes, mut edges) = (BTreeSet::new(), Vec::new());
        for line in lines {
            let line = line.trim().strip_suffix(';').unwrap_or_else(|| panic!("`{line}` does not end"));
            if !line.starts_with('"') {
                continue;
            }
            // Names are quoted and hold no quotes themselves.
            let quoted: Vec<&str> = line.split('"').skip(1).step_by(2).collect();
            match line.split_once(" -> ") {
                Some(_) => edges.push((quoted[0].to_owned(), quoted[1].to_owned())),
                None => assert!(nodes.insert(quoted[0].to_owned()), "`{}` is declared twice", quoted[0]),
            }
        }
        assert!(edges.len() > 10, "{file} has arrows");
        for (from, to) in &edges {
            assert!(nodes.contains(from) && nodes.contains(to), "{from} -> {to}: a node is not declared");
        }
        let distinct: BTreeSet<_> = edges.iter().collect();
        assert_eq!(distinct.len(), edges.len(), "arrows are drawn once");
    }
}

#[test]
fn new_writes_a_scenario_that_runs_and_overwrites_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    let (out, _) = exits(&catchup(here, &["new", "heat-pumps"]), 0);
    assert!(out.contains("heat-pumps.toml"), "{out}");
    let starter = fs::read(here.join("heat-pumps.toml")).expect("the starter");
    exits(&catchup(here, &["check", "heat-pumps.toml"]), 0);
    let (out, error) = exits(&catchup(here, &["run", "heat-pumps.toml", "--draws", "200"]), 0);
    assert!(out.contains("heat pumps") && error.is_empty(), "{out}{error}");
    assert!(here.join("output/heat-pumps/charts/share.png").exists());
    fs::write(here.join("heat-pumps.toml"), "mine").expect("written");
    let (_, error) = exits(&catchup(here, &["new", "heat-pumps.toml"]), 2);
    assert!(error.contains("exists already"), "{error}");
    assert_eq!(fs::read(here.join("heat-pumps.toml")).expect("the file"), b"mine");
    exits(&catchup(here, &["new", "no/such/folder/x"]), 2);
    // Whatever the name, the file is one that can be read.
    exits(&catchup(here, &["new", "say \"hi\" \\ now"]), 0);
    assert!(starter.starts_with(b"#"));
    exits(&catchup(here, &["check", "say \"hi\" \\ now.toml"]), 0);
}

#[test]
fn a_question_with_an_if_is_answered_as_text_and_as_json() {
    let folder = folder();
    let here = folder.folder.path();
    let question = "total@2025 given share[robots]@2022..2023 >= 12 and share[robots]@2023 < 13";
    let (out, _) = exits(&catchup(here, &["ask", "case.toml", question]), 0);
    for text in ["A chance of ", "at least 12", "in each of 2022 to 2023", "below 13", "such worlds", "other worlds"] {
        assert!(out.contains(text), "{text}: {out}");
    }
    let (out, _) = exits(&catchup(here, &["ask", "case.toml", question, "--json"]), 0);
    let object: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    let chance = object["chance"].as_f64().expect("a number");
    assert!((0.0..1.0).contains(&chance) && object["draws"].is_u64(), "{object}");
    assert!(object["given"]["p50"].as_f64() > object["otherwise"]["p05"].as_f64(), "{object}");
    let (out, _) = exits(&catchup(here, &["ask", "case.toml", "total@2025 given total@2021 > 99"]), 0);
    assert!(out.contains("No world of the run is such a one"), "{out}");
    let (_, error) = exits(&catchup(here, &["ask", "case.toml", "total@2025 given total"]), 1);
    assert!(error.contains("bad-question"), "{error}");
}

#[test]
fn codes_are_explained() {
    let folder = folder();
    let here = folder.folder.path();
    let (out, _) = exits(&catchup(here, &["explain", "unit-mismatch"]), 0);
    assert!(out.contains("two sides differ in unit"), "{out}");
    let (out, _) = exits(&catchup(here, &["explain"]), 0);
    assert!(out.lines().any(|line| line == "lever-bounds"), "{out}");
    let (_, error) = exits(&catchup(here, &["explain", "unit-mismach"]), 2);
    assert!(error.contains("did you mean `unit-mismatch`?"), "{error}");
}

#[test]
fn show_tells_of_one_name_and_tells_programs() {
    let folder = folder();
    let here = folder.folder.path();
    let (out, _) = exits(&catchup(here, &["show", "case.toml", "--about", "Share"]), 0);
    for part in ["share [sector], %", "reads: growth, push, start", "is read by: total"] {
        assert!(out.contains(part), "`{part}` is missing in\n{out}");
    }
    let (out, _) = exits(&catchup(here, &["show", "case.toml", "--about", "start"]), 0);
    assert!(out.contains("source: another yearbook") && out.contains("is read by: share"), "{out}");
    let (_, error) = exits(&catchup(here, &["show", "case.toml", "--about", "shrae"]), 2);
    assert!(error.contains("did you mean `share`?"), "{error}");
    let (out, _) = exits(&catchup(here, &["show", "case.toml", "--json"]), 0);
    let shown: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(shown["variables"][0]["name"], "share");
    assert_eq!(shown["variables"][1]["definitions"][0]["inflow"], "sum(share, sector) * 1 [1/yr]");
    assert_eq!((shown["levers"][0]["max"].as_f64(), shown["targets"][0]["at_least"].as_f64()), (Some(3.0), Some(13.0)));
    let high = shown["assumptions"][0]["p95"].as_f64().expect("a number");
    assert!((high - 0.095).abs() < 1e-12, "{high}");
}

#[test]
fn a_watched_run_runs_again_when_its_file_is_saved() {
    let folder = folder();
    let here = folder.folder.path();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_catchup"));
    command.current_dir(here).args([
        "run",
        "case.toml",
        "--watch",
        "--quiet",
        "--format",
        "csv",
        "--time-limit",
        "2min",
    ]);
    let mut child = command.stderr(std::process::Stdio::null()).spawn().expect("the program starts");
    let manifest = here.join("output/case/run.json");
    let waits_for = |what: &str| {
        let begin = std::time::Instant::now();
        while !fs::read_to_string(&manifest).is_ok_and(|text| text.contains(what)) {
            assert!(begin.elapsed() < std::time::Duration::from_secs(60), "no run with `{what}`");
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
    };
    waits_for("A small case");
    fs::write(here.join("case.toml"), CASE.replace("A small case", "A case that was broken [")).expect("written");
    fs::write(here.join("case.toml"), CASE.replace("A small case", "A case that was saved again")).expect("written");
    waits_for("A case that was saved again");
    child.kill().expect("it runs still");
    child.wait().expect("it ends");
}
