//! Bad files, command lines, runs and output folders; and programs that are killed.

use std::fs::{self, File};
use std::path::Path;
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::{CASE, catchup, command, exits, files, folder, names, text};
use crate::support::Folder;

/// One error that says what the file is, rather than one for each of its lines.
#[test]
fn a_table_is_no_scenario() {
    let folder =
        Folder::new(&[("case.toml", CASE), ("t.csv", "year,share\n2020,3\n2021,4\n"), ("y.toml", "title: A, B\n")]);
    let here = folder.folder.path();
    let (_, error) = exits(&catchup(here, &["run", "t.csv"]), 1);
    assert!(error.contains("this is a table, not a scenario") && error.matches("error[").count() == 1, "{error}");
    let (_, error) = exits(&catchup(here, &["run", "y.toml"]), 1);
    assert!(!error.contains("this is a table"), "{error}");
    let (_, error) = exits(&catchup(here, &["ask", "case.toml", "total@2025 >= 1"]), 1);
    assert!(error.contains("what follows @ must be a year") && error.contains("given NAME@YEAR"), "{error}");
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
        &["run", "case.toml", "--known-until", "soon"],
        &["run", "case.toml", "--known-until", "nan"],
        &["forecast", "case.toml", "--paths", "5"],
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
        ("latin1.toml", &["not UTF-8", "latin1.toml:2:11"]),
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
fn a_year_after_the_last_one_is_not_a_year_until_which_history_is_known() {
    let folder = folder();
    let (_, error) = exits(&catchup(folder.folder.path(), &["run", "case.toml", "--known-until", "2026"]), 1);
    assert!(error.contains("after the last year") && error.contains("--known-until:1:1"), "{error}");
    assert_eq!(names(folder.folder.path()).len(), 1, "nothing is written");
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
fn very_many_draws_say_how_long_they_will_take_and_budgets_hold() {
    let folder = folder();
    let here = folder.folder.path();
    let (_, error) = exits(&catchup(here, &["run", "case.toml", "--draws", "1000000000000", "--time-limit", "12"]), 3);
    assert!(
        error.contains("about") && ["h to go", "days to go", "years to go"].iter().any(|left| error.contains(left)),
        "{error}"
    );
    let small = CASE.replace("seed = 3", "seed = 3\nmemory = \"1 kB\"");
    fs::write(here.join("small.toml"), small).expect("written");
    let (_, error) = exits(&catchup(here, &["run", "small.toml"]), 3);
    let error = error.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(error.contains("the budget of 1000 bytes"), "{error}");
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
        // That of a run that died when its results were in place; the next takes it away.
        found.remove(Path::new(".lock"));
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
    // Only a folder made in the very instant of its run's death is spared for an hour: nothing is in it.
    let empty = |folder: &Path| files(folder).keys().all(|file| file.as_os_str() == ".lock.new");
    let left: Vec<_> = fs::read_dir(here.join("output"))
        .expect("a folder")
        .map(|entry| entry.expect("one").path())
        .filter(|folder| !empty(folder))
        .collect();
    assert_eq!(left, [here.join("output/case")]);
    assert!(!here.join("output/case/.lock").exists());
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

#[test]
fn a_time_limit_ends_work_and_leaves_what_was_there() {
    let folder = folder();
    let here = folder.folder.path();
    let small = ["run", "case.toml", "--format", "csv", "--out", "o", "--draws", "64"];
    exits(&catchup(here, &small), 0);
    let large =
        ["run", "case.toml", "--out", "o", "--draws", "60000000", "--memory", "60 GiB", "--time-limit", "0.2 s"];
    let (_, error) = exits(&catchup(here, &large), 3);
    assert!(error.contains("stopped after 0.2 s, as --time-limit says"), "{error}");
    exits(&catchup(here, &["verify", "o/case"]), 0);
    exits(&catchup(here, &small), 0);
    let left: Vec<_> =
        fs::read_dir(here.join("o")).expect("a folder").flatten().map(|entry| entry.file_name()).collect();
    assert_eq!(left, ["case"], "the next run clears what was left");
    let (_, error) = exits(&catchup(here, &["run", "case.toml", "--time-limit", "soon"]), 2);
    assert!(error.contains("is not a time such as 90"), "{error}");
}

#[test]
fn texts_of_any_length_are_not_printed_whole() {
    let long = "x".repeat(100_000);
    let folder = folder();
    let here = folder.folder.path();
    for (from, to, commands, code) in [
        ("A small case", "LONG", &["run", "compare"][..], 0),
        ("Told in one sentence.", "LONG", &["run"], 0),
        ("\"Domestic share\"", "\"LONG\"", &["run", "compare"], 0),
        ("a yearbook", "LONG", &["show"], 0),
        ("machine tools", "LONG", &["show", "run"], 0),
        ("unit = \"%\"", "unit = \"LONG\"", &["check"], 1),
    ] {
        fs::write(here.join("long.toml"), CASE.replace(from, &to.replace("LONG", &long))).expect("written");
        for command in commands {
            let arguments: &[&str] = match *command {
                "run" => &["run", "long.toml", "--format", "csv"],
                "compare" => &["compare", "case.toml", "long.toml", "--format", "csv"],
                other => &[other, "long.toml"],
            };
            let (out, error) = exits(&catchup(here, arguments), code);
            let printed = out.len() + error.len();
            assert!(printed < 40_000, "{from}: {command} prints {printed} bytes");
        }
    }
}
