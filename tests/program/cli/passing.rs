//! What is gone once it was read, and names that no file can have.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Output, Stdio};

use super::{CASE, catchup, command, exits, folder, names};
use crate::support::Folder;

/// Runs the program with a file as the text of a pipe.
fn piped(here: &Path, file: &str, arguments: &[&str]) -> Output {
    use std::io::Write as _;
    let text = fs::read(here.join(file)).expect("a file");
    let mut child = command(here, arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut pipe = child.stdin.take().expect("a pipe");
    // The program may end before it has read all.
    let _refused = pipe.write_all(&text);
    drop(pipe);
    child.wait_with_output().expect("it ends")
}

fn table() -> String {
    let rows: String = (2000..2020).map(|year| format!("{year},{}\n", 100 + 3 * (year - 2000) + year % 3)).collect();
    format!("year,value\n{rows}")
}

/// As of a file, whichever name standard input has.
#[test]
fn standard_input_is_read_once_and_asked_for_as_often_as_need_be() {
    let folder = Folder::new(&[("case.toml", CASE), ("line.csv", &table())]);
    let here = folder.folder.path();
    for (file, arguments) in [
        ("case.toml", &["check", "FILE"][..]),
        ("case.toml", &["show", "FILE"]),
        ("case.toml", &["ask", "FILE", "total@2025"]),
        ("case.toml", &["solve", "FILE", "--lever", "push", "--reach", "total@2025>=1.1", "--draws", "64"]),
        ("line.csv", &["forecast", "FILE", "--horizon", "2", "--json"]),
        ("line.csv", &["import", "FILE"]),
        ("line.csv", &["fit", "--data", "FILE", "--law", "linear"]),
    ] {
        let of = |name: &str| -> Vec<String> { arguments.iter().map(|word| word.replace("FILE", name)).collect() };
        let plain = |out: String, name: &str| -> Vec<String> {
            let lines = out.lines().filter(|line| !line.contains("second") && !line.contains(" s"));
            lines.map(|line| line.replace(name, "FILE")).collect()
        };
        let words = of(file);
        let (expected, _) = exits(&catchup(here, &words.iter().map(String::as_str).collect::<Vec<_>>()), 0);
        for name in ["-", "/dev/stdin"] {
            let words = of(name);
            let (out, error) = exits(&piped(here, file, &words.iter().map(String::as_str).collect::<Vec<_>>()), 0);
            let (found, expected) = (plain(out, name).len(), plain(expected.clone(), file).len());
            assert_eq!(found, expected, "{words:?}\n{error}");
        }
    }
    let run = ["run", "-", "--draws", "64", "--format", "csv", "--out", "o"];
    exits(&piped(here, "case.toml", &run), 0);
    exits(&catchup(here, &["run", "case.toml", "--draws", "64", "--format", "csv", "--out", "o"]), 0);
    let of = |name: &str| fs::read_to_string(here.join(name)).expect("a table");
    assert_eq!(of("o/stdin/projections.csv"), of("o/case/projections.csv"));
    exits(&catchup(here, &["verify", "o/stdin"]), 0);
    let (_, error) = exits(&catchup(here, &["rerun", "o/stdin"]), 1);
    assert!(error.contains("kept nowhere") && error.contains("`catchup run - --draws 64"), "{error}");
}

/// What cannot be done is said before the work, and nothing is written.
#[test]
fn what_needs_a_file_is_refused_at_once() {
    let folder = Folder::new(&[("case.toml", CASE), ("line.csv", &table())]);
    let here = folder.folder.path();
    let before = names(here);
    for (file, arguments, code, words) in [
        ("case.toml", &["run", "-", "--pack"][..], 4, "save it to a file"),
        ("case.toml", &["run", "/dev/stdin", "--pack"], 4, "save it to a file"),
        ("case.toml", &["run", "-", "--watch"], 2, "give a file"),
        ("case.toml", &["explore", "-", "--no-open"], 2, "give one"),
        ("case.toml", &["export", "-", "--xmile"], 2, "say --out NAME.xmile"),
        ("line.csv", &["forecast", "-", "--pack", "--out", "f"], 4, "save it to a file"),
        ("line.csv", &["import", "-", "--pack", "--out", "i"], 4, "save it to a file"),
        ("line.csv", &["fit", "--data", "-", "--law", "linear", "--pack", "--out", "f"], 4, "save it to a file"),
        ("line.csv", &["backtest", "-", "--pack", "--out", "b"], 4, "save it to a file"),
    ] {
        let (_, error) = exits(&piped(here, file, arguments), code);
        assert!(error.contains(words), "{arguments:?}: {error}");
    }
    assert_eq!(names(here), before);
    // The numbers stand in a scenario that is written of a table without a name.
    exits(&piped(here, "line.csv", &["fit", "--data", "-", "--law", "linear", "--write", "line.toml"]), 0);
    exits(&catchup(here, &["check", "line.toml"]), 0);
    assert!(fs::read_to_string(here.join("line.toml")).expect("written").contains("2000\" = 102"));
}

/// Nothing waits for standard input that nobody writes.
#[test]
fn an_empty_standard_input_is_an_empty_file() {
    let folder = folder();
    let here = folder.folder.path();
    for (arguments, words) in [(&["check", "-"][..], "the file is empty"), (&["forecast", "-"], "is empty")] {
        let (_, error) = exits(&command(here, arguments).stdin(Stdio::null()).output().expect("it starts"), 1);
        assert!(error.contains(words), "{error}");
    }
    let file = File::open(here.join("case.toml")).expect("a file");
    exits(&command(here, &["check", "-"]).stdin(file).output().expect("it starts"), 0);
}

/// Names in Chinese take three bytes a letter; no file can have one of more than 255.
#[test]
fn long_names_of_charts_scenarios_and_folders_never_lose_the_work() {
    let long = "中国智能制造".repeat(15);
    let charts: String = ["一", "二"]
        .map(|end| format!("[charts.\"{long}{end}\"]\nkind = \"lines\"\nvariables = [\"share\"]\nby = \"sector\"\n"))
        .concat();
    let stem = "智".repeat(83);
    let scenario = format!("{stem}.toml");
    let folder = Folder::new(&[(&scenario, &format!("{CASE}{charts}"))]);
    let here = folder.folder.path();
    let out = "o".repeat(255);
    for _ in 0..2 {
        let (_, error) =
            exits(&catchup(here, &["run", &scenario, "--draws", "64", "--format", "svg,png,html", "--out", &out]), 0);
        assert_eq!(error.matches("no file can have a name that long").count(), 2, "{error}");
    }
    let results = here.join(&out).join(&stem);
    let pictures: Vec<String> = names(&results)
        .into_iter()
        .filter(|name| Path::new(name).extension().is_some_and(|ending| ending == "svg"))
        .collect();
    assert_eq!(pictures.len(), 3, "{pictures:?}");
    exits(&catchup(here, &["verify", results.to_str().expect("text")]), 0);
    exits(&catchup(here, &["rerun", results.to_str().expect("text")]), 0);
    let (_, error) = exits(
        &catchup(
            here,
            &["solve", &scenario, "--lever", "push", "--reach", "total@2025>=1.1", "--out", &"s".repeat(255)],
        ),
        0,
    );
    assert_eq!(error, "");
}
