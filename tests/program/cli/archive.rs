//! Results as an archive: verified, and made again.

use std::fs::{self, File};
use std::process::Stdio;

use super::{CASE, catchup, command, exits, folder, names};
use crate::support::Folder;

#[test]
fn a_folder_is_whole_until_a_byte_of_it_changes() {
    let folder = folder();
    let here = folder.folder.path();
    exits(&catchup(here, &["run", "case.toml", "--format", "csv,svg,html", "--out", "o"]), 0);
    let (out, _) = exits(&catchup(here, &["verify", "o/case"]), 0);
    assert!(out.contains("whole"), "{out}");
    let results = here.join("o/case");
    for name in names(&results) {
        let path = results.join(&name);
        let bytes = fs::read(&path).expect("a file");
        // A letter in the middle, an ending that is gone, a file that is gone.
        let mut edited = bytes.clone();
        let middle = edited.len() / 2;
        edited[middle] ^= 1;
        for edit in [Some(edited), Some(bytes[..bytes.len() - 1].to_vec()), None] {
            match edit {
                Some(edit) => fs::write(&path, edit).expect("written"),
                None => fs::remove_file(&path).expect("removed"),
            }
            let (_, error) = exits(&catchup(here, &["verify", "o/case"]), 1);
            assert!(error.contains(&name), "{name}: {error}");
            fs::write(&path, &bytes).expect("written");
        }
    }
    fs::write(results.join("notes.txt"), "mine").expect("written");
    let (_, error) = exits(&catchup(here, &["verify", "o/case"]), 1);
    assert!(error.contains("notes.txt came later"), "{error}");
    // What is there and no file is not said to be missing.
    fs::remove_file(results.join("targets.csv")).expect("removed");
    fs::create_dir(results.join("targets.csv")).expect("made");
    let (_, error) = exits(&catchup(here, &["verify", "o/case"]), 1);
    assert!(error.contains("targets.csv cannot be read ("), "{error}");
    exits(&catchup(here, &["verify", "nothing"]), 1);
}

#[test]
fn the_same_bytes_are_made_again_or_it_is_said_why_not() {
    let folder = folder();
    let here = folder.folder.path();
    for (arguments, results) in [
        (&["run", "case.toml", "--draws", "64", "--set", "push=2", "--out", "o"][..], "o/case"),
        (&["solve", "case.toml", "--lever", "push", "--reach", "total@2025>=1.1", "--out=s"], "s"),
    ] {
        exits(&catchup(here, arguments), 0);
        let before = names(here);
        let (out, _) = exits(&catchup(here, &["rerun", results]), 0);
        assert!(out.contains("byte by byte"), "{out}");
        assert_eq!(names(here), before, "nothing else is written");
    }
    let nowhere = command(here, &["rerun", "o/case"]).env("TMPDIR", here.join("nowhere")).output().expect("it starts");
    let (_, error) = exits(&nowhere, 4);
    assert!(error.starts_with("error: no temporary folder can be made in `"), "{error}");
    let projections = here.join("o/case/projections.csv");
    let bytes = fs::read(&projections).expect("a file");
    let mut edited = bytes.clone();
    edited[bytes.len() / 2] ^= 1;
    for edit in [Some(edited), None] {
        match edit {
            Some(edit) => fs::write(&projections, edit).expect("written"),
            None => fs::remove_file(&projections).expect("removed"),
        }
        let (_, error) = exits(&catchup(here, &["rerun", "o/case"]), 1);
        assert!(error.contains("projections.csv"), "{error}");
    }
    fs::write(&projections, &bytes).expect("written");
    fs::write(here.join("o/case/notes.txt"), "mine").expect("written");
    exits(&catchup(here, &["rerun", "o/case"]), 0);
    fs::remove_file(here.join("o/case/notes.txt")).expect("removed");
    fs::write(here.join("case.toml"), CASE.replace("high = 0.1", "high = 0.2")).expect("written");
    let (_, error) = exits(&catchup(here, &["rerun", "o/case"]), 1);
    assert!(
        error.contains("projections.csv has other bytes") && error.contains("case.toml is gone or has changed"),
        "{error}"
    );
    let (out, _) = exits(&catchup(here, &["verify", "o/case"]), 0);
    assert!(out.contains("its input case.toml"), "{out}");
    fs::remove_file(here.join("case.toml")).expect("removed");
    let (_, error) = exits(&catchup(here, &["rerun", "o/case"]), 1);
    assert!(error.contains("does not run now"), "{error}");
}

#[test]
fn a_manifest_says_by_what_it_was_made_and_thresholds_change_its_hash() {
    let folder = Folder::new(&[
        (
            "case.toml",
            &CASE
                .replace("[variables.total]", "[variables.total.history.seen]\nfile = \"seen.csv\"\n[variables.total]"),
        ),
        ("seen.csv", "year,value\n2020,1\n"),
    ]);
    let here = folder.folder.path();
    let manifest = |arguments: &[&str]| -> serde_json::Value {
        exits(&catchup(here, arguments), 0);
        serde_json::from_slice(&fs::read(here.join("o/case/run.json")).expect("a manifest")).expect("JSON")
    };
    let plain = ["run", "case.toml", "--format", "csv", "--out", "o"];
    let first = manifest(&plain);
    assert_eq!(first["command"], serde_json::json!(plain));
    let inputs = first["scenario"]["inputs"].as_array().expect("a list");
    let files: Vec<&str> = inputs.iter().filter_map(|input| input["file"].as_str()).collect();
    assert_eq!(files, ["case.toml", "seen.csv"]);
    let second = manifest(&[&plain[..], &["--milestone", "total<=0.9"]].concat());
    assert_ne!(first["scenario"]["hash"], second["scenario"]["hash"]);
}

/// Standard error and output that take nothing, as on a full disk.
#[cfg(target_os = "linux")]
#[test]
fn messages_that_nobody_hears_stop_nothing() {
    let folder = folder();
    let here = folder.folder.path();
    let template = CASE.replace("[scenario]", "[scenario]\ntemplate = true");
    fs::write(here.join("base.toml"), template).expect("written");
    fs::write(here.join("bad.toml"), "nonsense").expect("written");
    let full = || Stdio::from(File::options().write(true).open("/dev/full").expect("a full device"));
    for (arguments, code) in [
        (&["run", "case.toml", "base.toml", "--format", "csv", "--out", "o"][..], 0),
        (&["run", "case.toml", "--format", "csv", "--out", "o"], 0),
        (&["check", "bad.toml"], 1),
        (&["run", "bad.toml"], 1),
        (&["walk"], 2),
        (&["run", "case.toml", "--out", "/proc/x"], 4),
    ] {
        let status = command(here, arguments).stderr(full()).stdout(Stdio::null()).status().expect("it starts");
        assert_eq!(status.code(), Some(code), "{arguments:?}");
    }
    assert!(here.join("o/case/projections.csv").exists());
    let both =
        command(here, &["run", "case.toml", "--format", "csv", "--out", "p"]).stderr(full()).stdout(full()).status();
    assert_eq!(both.expect("it starts").code(), Some(4));
    assert!(here.join("p/case/projections.csv").exists(), "what was computed is there");
    for arguments in [&["--help"][..], &["run", "--help"], &["--version"], &["explain", "unit-mismatch"]] {
        let status = command(here, arguments).stdout(full()).stderr(Stdio::null()).status().expect("it starts");
        assert_eq!(status.code(), Some(4), "{arguments:?}");
    }
}

#[test]
fn a_lock_is_written_and_counts_as_an_input() {
    let folder = folder();
    let here = folder.folder.path();
    let (_, error) = exits(&catchup(here, &["lock", "case.toml"]), 2);
    assert!(error.contains("lock = \"case.lock.csv\""), "{error}");
    fs::write(here.join("case.toml"), CASE.replace("[ensemble]", "[ensemble]\nlock = \"a.lock.csv\""))
        .expect("written");
    let (_, error) = exits(&catchup(here, &["run", "case.toml"]), 1);
    assert!(error.contains("there is no lock `a.lock.csv`"), "{error}");
    let (out, _) = exits(&catchup(here, &["lock", "case.toml"]), 0);
    assert!(out.starts_with("a.lock.csv: ") && out.contains(" new"), "{out}");
    exits(&catchup(here, &["run", "case.toml", "--format", "csv", "--out", "o"]), 0);
    let manifest = fs::read_to_string(here.join("o/case/run.json")).expect("a manifest");
    assert!(manifest.contains("a.lock.csv"), "{manifest}");
}

#[test]
fn a_packed_folder_is_enough_to_make_it_again() {
    let case = CASE
        .replace("[variables.total]", "[variables.total.history.seen]\nfile = \"../data/seen.csv\"\n[variables.total]");
    let child = "extends = \"case.toml\"\n[scenario]\ntitle = \"Child\"\n";
    let folder = Folder::new(&[("x", "")]);
    let home = folder.folder.path();
    let lay = |place: &str| {
        for (name, text) in
            [("study/case.toml", case.as_str()), ("study/child.toml", child), ("data/seen.csv", "year,value\n2020,1\n")]
        {
            let path = home.join(place).join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            fs::write(path, text).expect("written");
        }
        home.join(place)
    };
    let (first, second) = (lay("first"), lay("second"));
    let study = first.join("study");
    exits(&catchup(&study, &["run", "child.toml", "case.toml", "--pack", "--format", "csv,html", "--out", "o"]), 0);
    let absolute = study.join("case.toml").display().to_string();
    exits(&catchup(&study, &["compare", &absolute, "child.toml", "--pack", "--format", "csv", "--out", "c"]), 0);
    exits(&catchup(&first, &["forecast", "data/seen.csv", "--pack", "--out", "f"]), 1);
    fs::write(first.join("data/seen.csv"), "year,value\n2020,1\n2021,2\n2022,4\n2023,5\n").expect("written");
    exits(&catchup(&first, &["forecast", "data/seen.csv", "--pack", "--out", "f"]), 0);
    assert_eq!(
        names(&study.join("o/child")).into_iter().filter(|name| name.starts_with("inputs")).collect::<Vec<_>>(),
        ["inputs/data/seen.csv", "inputs/study/case.toml", "inputs/study/child.toml"]
    );
    let kept = home.join("kept");
    fs::create_dir(&kept).expect("made");
    for (from, to) in [("study/o/child", "run"), ("study/o/case", "other"), ("study/c", "compare"), ("f", "forecast")] {
        fs::rename(first.join(from), kept.join(to)).expect("moved");
    }
    fs::remove_dir_all(&first).expect("removed");
    for results in ["run", "other", "compare", "forecast"] {
        let (out, _) = exits(&catchup(&kept, &["rerun", results]), 0);
        assert!(out.contains("byte by byte"), "{results}: {out}");
        let (out, _) = exits(&catchup(&kept, &["verify", results]), 0);
        assert!(!out.contains("input"), "{out}");
    }
    fs::write(kept.join("run/inputs/study/child.toml"), child.replace("Child", "Other")).expect("written");
    let (_, error) = exits(&catchup(&kept, &["verify", "run"]), 1);
    assert!(error.contains("inputs/study/child.toml has changed"), "{error}");
    exits(&catchup(&kept, &["rerun", "run"]), 1);
    // What cannot be packed is refused, and what is packed needs a place.
    let data = second.join("data/seen.csv").display().to_string();
    let study = second.join("study");
    fs::write(study.join("case.toml"), case.replace("../data/seen.csv", &data)).expect("written");
    let (_, error) = exits(&catchup(&study, &["run", "case.toml", "--pack", "--out", "o"]), 4);
    assert!(error.contains("cannot be packed: a file names it by an absolute path"), "{error}");
    exits(&catchup(&study, &["forecast", &data, "--pack"]), 2);
}

/// What is known of an input are the bytes of its file, whatever text was made of these.
#[test]
fn inputs_that_are_no_plain_text_are_packed_and_made_again() {
    let folder = Folder::new(&[
        ("marked.csv", "\u{feff}year,value\n2020,1\n2021,2\n2022,4\n2023,5\n"),
        (
            "list.json",
            r#"[{"year":2020,"value":1},{"year":2021,"value":2},{"year":2022,"value":4},{"year":2023,"value":5}]"#,
        ),
        ("drawn.md", "| year | value |\n|---|---|\n| 2020 | 1 |\n| 2021 | 2 |\n| 2022 | 4 |\n| 2023 | 5 |\n"),
    ]);
    let here = folder.folder.path();
    let offices = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/offices");
    fs::copy(offices.join("workbook.xlsx"), here.join("book.xlsx")).expect("copied");
    // By `sha256sum`.
    let book = "58637750b63fcdaf847233a9aad8c7ebce7ebc002be6eb35d15e0e2dec47fa0b";
    for file in ["book.xlsx", "marked.csv", "list.json", "drawn.md"] {
        let range = if file == "book.xlsx" { &["--range", "Data!A4:B8"][..] } else { &[] };
        let forecast = ["forecast", file, "--method", "naive", "--horizon", "2", "--pack", "--out", "f"];
        exits(&catchup(here, &[&forecast[..], range].concat()), 0);
        let manifest = fs::read_to_string(here.join("f/run.json")).expect("a manifest");
        assert_eq!(manifest.contains(book), file == "book.xlsx", "{manifest}");
        let (out, _) = exits(&catchup(here, &["rerun", "f"]), 0);
        assert!(out.contains("byte by byte"), "{file}: {out}");
        exits(&catchup(here, &["import", file, "--out", "i"]), 0);
        let (out, _) = exits(&catchup(here, &["verify", "i"]), 0);
        assert!(!out.contains("changed"), "{file}: {out}");
    }
}

#[test]
fn each_of_several_is_made_again_with_its_own_colours() {
    let other = CASE.replacen("[variables.total]", "[variables.total]\nlabel = \"Other\"", 1);
    let folder = Folder::new(&[
        ("case.toml", CASE),
        ("other.toml", other.as_str()),
        ("t.csv", "year,value\n2020,1\n2021,2\n2022,4\n2023,9\n"),
    ]);
    let here = folder.folder.path();
    exits(&catchup(here, &["run", "case.toml", "other.toml", "--format", "svg", "--out", "o"]), 0);
    exits(&catchup(here, &["rerun", "o/case"]), 0);
    exits(&catchup(here, &["rerun", "o/other"]), 0);
    // What was written besides is not written again, nor asked for again.
    let fit = ["fit", "--data", "t.csv", "--law", "exponential", "--write", "w.toml", "--name", "w", "--force"];
    exits(&catchup(here, &[&fit[..], &["--out", "f"]].concat()), 0);
    exits(&catchup(here, &["rerun", "f"]), 0);
    exits(&catchup(here, &["import", "t.csv", "--scenario", "s", "--out", "i"]), 0);
    exits(&catchup(here, &["rerun", "i"]), 0);
}

#[test]
fn texts_that_look_like_formulas_are_kept_from_spreadsheets_on_request() {
    let case = CASE.replacen("[variables.total]", "[variables.total]\nlabel = \"=1+1\"", 1);
    let folder = Folder::new(&[("case.toml", case.as_str())]);
    let here = folder.folder.path();
    for (more, label) in [(&[][..], "\ntotal,=1+1,"), (&["--no-formulas"][..], "\ntotal,'=1+1,")] {
        exits(&catchup(here, &[&["run", "case.toml", "--format", "csv", "--out", "o"], more].concat()), 0);
        let table = fs::read_to_string(here.join("o/case/projections.csv")).expect("a table");
        assert!(table.contains(label), "{table}");
        exits(&catchup(here, &["verify", "o/case"]), 0);
        exits(&catchup(here, &["rerun", "o/case"]), 0);
    }
}

#[test]
fn a_rerun_writes_nothing_but_in_its_own_folder_whatever_a_manifest_says() {
    let folder = folder();
    let here = folder.folder.path();
    let sensitivity = ["--time-limit", "1 min", "sensitivity", "case.toml", "--of", "total@2025", "--samples", "64"];
    exits(&catchup(here, &[&sensitivity[..], &["--csv", "mine.csv", "--out", "s"]].concat()), 0);
    fs::write(here.join("mine.csv"), "kept").expect("written");
    exits(&catchup(here, &["rerun", "s"]), 0);
    assert_eq!(fs::read_to_string(here.join("mine.csv")).expect("there"), "kept");
    exits(&catchup(here, &["--time-limit", "60", "run", "case.toml", "--format", "csv", "--pack", "--out", "o"]), 0);
    exits(&catchup(here, &["rerun", "o/case"]), 0);
    // Edited by hand: another command, and an input with a name that leads elsewhere.
    let path = here.join("o/case/run.json");
    let manifest: serde_json::Value = serde_json::from_slice(&fs::read(&path).expect("there")).expect("JSON");
    let mut other = manifest.clone();
    other["command"] = serde_json::json!(["new", "study"]);
    fs::write(&path, other.to_string()).expect("written");
    let (_, error) = exits(&catchup(here, &["rerun", "o/case"]), 1);
    assert!(error.contains("makes no folder of results") && !here.join("study.toml").exists(), "{error}");
    let mut other = manifest;
    other["hashes"]["inputs/../run.json"] = serde_json::json!("");
    fs::write(&path, other.to_string()).expect("written");
    let (_, error) = exits(&catchup(here, &["rerun", "o/case"]), 1);
    assert!(error.contains("inputs/../run.json is not made any more"), "{error}");
}

#[test]
fn what_a_rerun_began_ends_with_it_when_time_is_over() {
    let folder = folder();
    let here = folder.folder.path();
    exits(&catchup(here, &["run", "case.toml", "--draws", "64", "--format", "csv", "--out", "o"]), 0);
    let manifest = here.join("o/case/run.json");
    let text = fs::read_to_string(&manifest).expect("a manifest");
    fs::write(&manifest, text.replace("\"64\"", "\"900000000\"")).expect("written");
    let temporary = here.join("temporary");
    fs::create_dir(&temporary).expect("made");
    let mut rerun = command(here, &["rerun", "o/case", "--time-limit", "0.3 s"]);
    exits(&rerun.env("TMPDIR", &temporary).output().expect("it starts"), 3);
    // The folder is taken away when what wrote into it is dead.
    assert_eq!(fs::read_dir(&temporary).expect("a folder").count(), 0);
}
