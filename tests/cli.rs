//! The command line end to end: what it prints and writes, its exit codes, and what it leaves when it fails or is killed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;
use support::Folder;

#[path = "support/mod.rs"]
mod support;

/// A small uncertain model with something of everything that is printed.
const CASE: &str = r#"
[scenario]
title = "A small case"
narrative = "Told in one sentence."
[time]
start = 2020
end = 2025
[ensemble]
draws = 300
seed = 3
[dimensions.sector]
elements = ["robots", "machine tools"]
[assumptions.growth]
distribution = { uniform = { low = 0, high = 0.1 } }
unit = "1/yr"
source = "a yearbook"
[assumptions.start]
dims = ["sector"]
value = 10
unit = "%"
source = "another yearbook"
[levers.push]
value = 1
neutral = 0
min = 0
max = 3
unit = "1"
source = "judgement"
[variables.share]
dims = ["sector"]
equation = "start * (1 + growth * 1 yr) ^ ((time - starttime) / 1 yr) + push / 100"
unit = "%"
label = "Domestic share"
headline = [2025]
milestones = [13]
[variables.share.targets.goal]
year = 2025
at_least = 13
label = "The goal"
elements = ["robots"]
source = "a plan"
[variables.total]
stock = { initial = "1", inflow = "sum(share, sector) * 1 [1/yr]" }
unit = "1"
[charts.share]
kind = "lines"
variables = ["share"]
by = "sector"
title = "Shares"
"#;

/// The program in a folder, with some arguments.
fn catchup(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().expect("the program starts")
}

fn command(folder: &Path, arguments: &[&str]) -> std::process::Command {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_catchup"));
    command.current_dir(folder).args(arguments).env("COLUMNS", "100");
    command
}

fn folder() -> Folder {
    Folder::new(&[("case.toml", CASE)])
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Asserts the exit code and gives what was printed: standard output, standard error.
#[track_caller]
fn exits(output: &Output, code: i32) -> (String, String) {
    let (out, error) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{out}\n{error}");
    (out, error)
}

/// All files below a folder, by their paths in it.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut pending = vec![folder.to_owned()];
    while let Some(next) = pending.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                pending.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below").to_owned();
                found.insert(name, fs::read(&path).expect("a file"));
            }
        }
    }
    found
}

fn names(folder: &Path) -> BTreeSet<String> {
    files(folder).into_keys().map(|path| path.display().to_string()).collect()
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
fn a_command_line_that_makes_no_sense_is_code_2() {
    let folder = folder();
    for arguments in [
        &["run"][..],
        &["run", "case.toml", "--draws", "0"],
        &["run", "case.toml", "--draws", "many"],
        &["run", "case.toml", "--sampler", "halton"],
        &["run", "case.toml", "--threads", "0"],
        &["run", "case.toml", "--format", "docx"],
        &["run", "case.toml", "--nonsense"],
        &["walk", "case.toml"],
        &[],
    ] {
        let (_, error) = exits(&catchup(folder.folder.path(), arguments), 2);
        assert!(!error.is_empty(), "{arguments:?}");
    }
    assert_eq!(names(folder.folder.path()).len(), 1, "nothing is written");
    for flag in ["--help", "--version"] {
        exits(&catchup(folder.folder.path(), &[flag]), 0);
    }
}

/// Files that cannot be read or are wrong, with what is said of them.
#[test]
fn a_bad_file_is_code_1_and_nothing_is_written() {
    let folder = folder();
    let here = folder.folder.path();
    fs::write(here.join("empty.toml"), "").expect("written");
    fs::write(here.join("blank.toml"), " \n\t\n").expect("written");
    fs::write(here.join("latin1.toml"), b"[scenario]\ntitle = \"M\xfcller\"\n").expect("written");
    fs::write(here.join("zeros.toml"), [0_u8; 1000]).expect("written");
    fs::write(here.join("typo.toml"), CASE.replace("unit = \"1/yr\"", "unti = \"1/yr\"")).expect("written");
    fs::write(here.join("loop.toml"), CASE.replace("initial = \"1\"", "initial = \"total\"")).expect("written");
    fs::create_dir(here.join("folder.toml")).expect("a folder");
    for (file, parts) in [
        ("empty.toml", &["empty.toml", "is empty", "catchup new"][..]),
        ("blank.toml", &["is empty"]),
        ("latin1.toml", &["not UTF-8", "line 2"]),
        ("zeros.toml", &["zeros.toml"]),
        ("typo.toml", &["typo.toml:15:1", "did you mean `unit`?"]),
        ("loop.toml", &["total → total", "at the start"]),
        ("folder.toml", &["is a folder"]),
        ("missing.toml", &["there is no file"]),
        ("csae.toml", &["there is no file", "case.toml"]),
    ] {
        let before = names(here);
        // A good file beside it is not run either.
        let (out, error) = exits(&catchup(here, &["run", "case.toml", file]), 1);
        assert_eq!(out, "", "{file}");
        for part in parts {
            assert!(error.contains(part), "{file}: `{part}` is missing in\n{error}");
        }
        assert!(!error.contains("panicked"), "{file}");
        assert_eq!(names(here), before, "{file}");
        assert!(!here.join("output").exists(), "{file}");
    }
}

#[test]
fn a_file_of_a_hundred_megabytes_is_refused_at_once() {
    let folder = folder();
    let here = folder.folder.path();
    File::create(here.join("large.toml")).and_then(|file| file.set_len(100_000_000)).expect("a large file");
    // The same as lines of comments, which are valid TOML.
    let line = "# a comment that is quite long and says nothing at all, over and over again\n";
    fs::write(here.join("comments.toml"), line.repeat(100_000_000 / line.len())).expect("written");
    for file in ["large.toml", "comments.toml"] {
        let begin = Instant::now();
        let (_, error) = exits(&catchup(here, &["run", file]), 1);
        assert!(error.contains("larger than 8 MB"), "{error}");
        assert!(begin.elapsed() < Duration::from_secs(5), "took {:?}", begin.elapsed());
    }
}

#[test]
fn too_many_draws_are_refused_with_the_budget() {
    let folder = folder();
    let here = folder.folder.path();
    let begin = Instant::now();
    let (_, error) = exits(&catchup(here, &["run", "case.toml", "--draws", "1000000000000"]), 3);
    // 10^12 draws, six points of time, eight bytes: 43.7 TiB.
    for part in ["1000000000000 draws", "43.7 TiB", "1.0 GiB", "memory"] {
        assert!(error.contains(part), "`{part}` is missing in\n{error}");
    }
    assert!(begin.elapsed() < Duration::from_secs(5), "took {:?}", begin.elapsed());
    let small = CASE.replace("seed = 3", "seed = 3\nmemory = \"1 kB\"");
    fs::write(here.join("small.toml"), small).expect("written");
    let (_, error) = exits(&catchup(here, &["run", "small.toml"]), 3);
    assert!(error.contains("1000 bytes"), "{error}");
    // Every draw kept is more than one column at a time.
    let (_, error) = exits(&catchup(here, &["run", "case.toml", "--draws", "20000000", "--format", "draws"]), 3);
    assert!(error.contains("all draws of all reported variables"), "{error}");
    assert!(files(&here.join("output")).is_empty());
}

#[test]
fn a_number_that_breaks_is_named_with_variable_year_draw_and_equation() {
    // 1 / (3 - t) is infinite in 2023; and a logarithm of what becomes negative in some draws.
    for (equation, parts) in [
        ("1 / (3 - (time - starttime) / 1 yr)", &["`bad`", "infinite", "2023", "draw 0"][..]),
        ("ln(0.45 - growth * (time - starttime))", &["`bad`", "not a number", "2025", "draw "]),
    ] {
        let broken = format!(
            "{CASE}[variables.bad]\nequation = \"{equation}\"\nunit = \"1\"\n\
            [variables.after]\nequation = \"bad * 2\"\nunit = \"1\"\n"
        );
        let folder = Folder::new(&[("broken.toml", &broken)]);
        let (out, error) = exits(&catchup(folder.folder.path(), &["run", "broken.toml"]), 3);
        assert_eq!(out, "");
        for part in parts.iter().chain([&"broken.toml:", &equation]) {
            assert!(error.contains(part), "`{part}` is missing in\n{error}");
        }
        assert!(files(&folder.folder.path().join("output")).is_empty(), "nothing is written");
    }
}

#[test]
fn a_failing_run_leaves_earlier_results_as_they_are() {
    let folder = folder();
    let here = folder.folder.path();
    exits(&catchup(here, &["run", "case.toml", "--quiet"]), 0);
    let before = files(&here.join("output"));
    let failing = CASE.replace("sum(share, sector)", "sum(share, sector) / (time - 2023 yr) * 1 yr");
    fs::write(here.join("case.toml"), failing).expect("written");
    exits(&catchup(here, &["run", "case.toml", "--quiet"]), 3);
    assert!(files(&here.join("output")) == before);
    fs::write(here.join("case.toml"), CASE.replace("inflow", "inflw")).expect("written");
    exits(&catchup(here, &["run", "case.toml", "--quiet"]), 1);
    assert!(files(&here.join("output")) == before);
    // A successful one replaces them, and what is no longer asked for goes.
    fs::write(here.join("case.toml"), CASE).expect("written");
    exits(&catchup(here, &["run", "case.toml", "--quiet", "--format", "csv"]), 0);
    assert_eq!(names(&here.join("output/case")).len(), 4);
}

#[test]
fn an_output_folder_that_cannot_be_is_code_4_before_the_work() {
    let folder = folder();
    let here = folder.folder.path();
    fs::write(here.join("file"), "mine").expect("written");
    let before = files(here);
    for out in ["file", "file/deeper", "file/deeper/still"] {
        let begin = Instant::now();
        // As many draws as would take long.
        let arguments = ["run", "case.toml", "--out", out, "--draws", "20000000"];
        let (printed, error) = exits(&catchup(here, &arguments), 4);
        assert_eq!(printed, "");
        assert!(error.contains("file") && error.contains("not a folder"), "{error}");
        assert!(begin.elapsed() < Duration::from_secs(5), "took {:?}", begin.elapsed());
    }
    // A folder of somebody else in the place of results is left alone.
    fs::create_dir_all(here.join("output/case")).expect("a folder");
    fs::write(here.join("output/case/thesis.txt"), "mine").expect("written");
    exits(&catchup(here, &["run", "case.toml", "--quiet"]), 4);
    assert_eq!(fs::read(here.join("output/case/thesis.txt")).expect("the file"), b"mine");
    fs::remove_dir_all(here.join("output")).expect("removed");
    assert!(files(here) == before);
}

#[test]
fn a_closed_pipe_is_not_an_error_to_talk_about() {
    let folder = folder();
    let mut child = command(folder.folder.path(), &["run", "case.toml", "--format", "csv"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(text(&output.stderr), "");
}

#[test]
fn a_killed_run_leaves_the_old_results_or_the_new() {
    let folder = folder();
    let here = folder.folder.path();
    let run = |seed: &str| ["run", "case.toml", "--quiet", "--draws", "100000", "--seed", seed].map(str::to_owned);
    let spawn = |seed: &str| {
        let arguments = run(seed);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        command(here, &arguments).spawn().expect("the program starts")
    };
    let results = || {
        let mut found = files(&here.join("output/case"));
        // The manifest holds times.
        found.remove(Path::new("run.json")).expect("results are complete: the manifest is there");
        found
    };
    let begin = Instant::now();
    spawn("1").wait().expect("it ends");
    let lasts = begin.elapsed();
    let old = results();
    spawn("2").wait().expect("it ends");
    let new = results();
    assert!(old != new && old.keys().eq(new.keys()));
    spawn("1").wait().expect("it ends");
    let moments = 16;
    for moment in 0..moments {
        let mut child = spawn("2");
        sleep(lasts * moment / (moments - 3));
        child.kill().expect("killed");
        child.wait().expect("it ends");
        let found = results();
        assert!(found == old || found == new, "killed at moment {moment}: {:?}", found.keys());
    }
    // What killed runs have left behind is cleared by the next.
    spawn("1").wait().expect("it ends");
    assert!(results() == old);
    let left: Vec<_> =
        fs::read_dir(here.join("output")).expect("a folder").map(|e| e.expect("one").file_name()).collect();
    assert_eq!(left, ["case"]);
}

#[test]
fn a_killed_first_run_leaves_no_results() {
    let folder = folder();
    let here = folder.folder.path();
    let mut child = command(here, &["run", "case.toml", "--quiet", "--draws", "20000000"]).spawn().expect("started");
    // The folder that gathers results is there as soon as the work begins.
    let begin = Instant::now();
    while !here.join("output").exists() && begin.elapsed() < Duration::from_secs(20) {
        sleep(Duration::from_millis(5));
    }
    sleep(Duration::from_millis(50));
    child.kill().expect("killed while it runs");
    let status = child.wait().expect("it ends");
    assert!(!status.success());
    assert!(!here.join("output/case").exists());
}
