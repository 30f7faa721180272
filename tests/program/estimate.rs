//! What commands print and write of fits.

use std::process::Command;

use catchup::workbench::scenario::Worth;
use catchup::workbench::scenario::options::Options;
use catchup::workbench::scenario::read::read;

use super::estimates::{LOGISTIC, known_until, load, near, shares, stock, textbook};
use super::succeeds;
use super::support::Folder;

#[test]
fn estimates_are_what_fit_writes() {
    let folder = Folder::new(&[("case.toml", &shares())]);
    let to = folder.folder.path().join("written.toml");
    let window = ["--of", "share[poland]", "--law", "fisher-pry", "--factor", "0.01", "--until", "2017"];
    let errors = ["--errors", "independent"];
    let mut command = Command::new(env!("CARGO_BIN_EXE_catchup"));
    succeeds(command.arg("fit").arg(&folder.main).args(window).args(errors).arg("--write").arg(&to));
    let (written, _) = read(&to, &Options::default()).unwrap_or_else(|problems| panic!("{problems}"));
    let (model, _) = load(
        &shares()
            .replace("unit = \"%\"\nelements", "unit = \"1\"\nelements")
            .replace("unit = \"%/yr\"\n[assumptions.other]", "unit = \"1/yr\"\n[assumptions.other]"),
        &known_until(2017.0),
    );
    let worth = |worth: Option<&Worth>| worth.map(ToString::to_string).unwrap_or_default();
    let of_file = |name: &str| {
        let entry = written.assumptions.iter().find(|entry| entry.name.ends_with(name)).expect(name);
        worth(entry.value.worth.as_ref())
    };
    let [start, pace, _] = model.assumptions.as_slice() else { panic!("three assumptions") };
    let poland = start.declared.value.elements.iter().find(|element| element.name == "poland").expect("poland is told");
    assert_eq!(worth(Some(&poland.value.worth)), of_file("_start"));
    assert_eq!(worth(pace.declared.value.worth.as_ref()), of_file("_rate"));
    // The second row of a Cholesky factor begins with the correlation of normal scores, 2 sin(pi r / 6).
    let rank = written.correlations.last().expect("a correlation").value.rank.value;
    let [group] = model.correlations.as_slice() else { panic!("one group") };
    assert_eq!(group.members.len(), 2);
    near(group.factor[1][0], 2.0 * (std::f64::consts::PI * rank / 6.0).sin(), 1e-15);
}

fn catchup(folder: &Folder) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_catchup"));
    command.current_dir(folder.folder.path()).env("COLUMNS", "100").env("NO_COLOR", "1");
    command
}

#[test]
fn a_backtest_refits_and_records_it() {
    let folder = Folder::new(&[("case.toml", &shares())]);
    let arguments = ["backtest", "case.toml", "--until", "2011,2014,2017", "--draws", "256", "--out", "out"];
    let run = succeeds(catchup(&folder).args(arguments));
    let shown = String::from_utf8(run.stdout.clone()).unwrap();
    assert!(
        shown.contains("adoption: fitted to share[poland], 2010 to 2017, 8 values (fisher-pry, logit errors)"),
        "{shown}"
    );
    let said = String::from_utf8(run.stderr.clone()).unwrap();
    assert_eq!(said.matches("warning[not-fitted]").count(), 1, "{said}");
    let text = std::fs::read_to_string(folder.folder.path().join("out/run.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
    let fits = manifest["scenario"]["fits"].as_array().expect("fits");
    let values: Vec<Option<i64>> = fits.iter().map(|fit| fit["values"].as_i64()).collect();
    assert_eq!(values, [Some(2), Some(5), Some(8)]);
    assert!(fits[0]["not_fitted"].as_str().unwrap().contains("at least 3 observations"));
    assert!(manifest["warnings"][0].as_str().unwrap().contains("known until 2011"));
    let expected = textbook(8);
    near(fits[2]["parameters"][1]["value"].as_f64().unwrap(), 100.0 * expected.slope, 1e-7);
    near(fits[2]["parameters"][1]["standard_error"].as_f64().unwrap(), 100.0 * expected.errors[1], 1e-7);
    let cuts: Vec<&str> =
        manifest["scenario"]["overrides"].as_array().unwrap().iter().filter_map(|c| c["after"].as_str()).collect();
    assert_eq!(cuts, ["2011", "2014", "2017"]);
}

#[test]
fn a_run_may_know_less() {
    let folder = Folder::new(&[("case.toml", &shares())]);
    let shown = succeeds(catchup(&folder).args(["show", "case.toml", "--known-until", "2014"]));
    let shown = String::from_utf8(shown.stdout.clone()).unwrap();
    for part in ["known until 2014", "Fitted to history", "start → start[poland]", "2010 to 2014, 5 values"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let arguments =
        ["run", "case.toml", "--known-until", "2014", "--draws", "64", "--format", "csv", "--out", "out", "-q"];
    succeeds(catchup(&folder).args(arguments));
    let text = std::fs::read_to_string(folder.folder.path().join("out/case/run.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(manifest["scenario"]["fits"][0]["known_until"].as_f64(), Some(2014.0));
    assert_eq!(manifest["scenario"]["overrides"][0]["key"].as_str(), Some("time.known_until"));
}

#[test]
fn a_backtest_needs_a_history() {
    let text = stock(LOGISTIC);
    let (head, _) = text.split_once("[variables.stock.history.seen]").unwrap();
    let (before, after) = head.split_once("[fits.growth]").unwrap();
    let bare = format!("{before}{}", &after[after.find("[variables.stock]").unwrap()..]);
    let folder = Folder::new(&[("case.toml", &bare)]);
    let run = catchup(&folder).args(["backtest", "case.toml", "--until", "2018"]).output().unwrap();
    assert_eq!(run.status.code(), Some(2));
    let said = String::from_utf8(run.stderr.clone()).unwrap();
    assert!(said.contains("case.toml has no history"), "{said}");
}
