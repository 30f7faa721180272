//! What needs something that is not part of this repository: published reference data, the yearly series of the M3
//! competition and the NIST datasets for nonlinear regression (see `examples/nist/main.rs`), and a browser for the explorer.
//!
//! Data are looked for in the folder that `CATCHUP_SHARED` names, `../shared` otherwise. A test whose data are not there is
//! counted as ignored, as one of the explorer is without Chromium or Chrome, and what it lacks is said; the harness of the standard library cannot decide that when it runs.

#[path = "../examples/nist/file.rs"]
mod file;
#[path = "../examples/nist/models.rs"]
mod models;
#[path = "../examples/nist/regression.rs"]
mod regression;

#[cfg(unix)]
mod browser;
#[cfg(unix)]
#[path = "support/served.rs"]
mod served;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use libtest_mimic::{Arguments, Trial};
use regression::Reference;
use serde_json::Value;

/// A test, the data it needs below the folder, what they are, and what it does with them.
type Case = (&'static str, &'static str, &'static str, fn(&Path));

const CASES: [Case; 2] = [
    (
        "m3_yearly",
        "bench/m3_yearly.csv",
        "the columns series_id, period, value, split of the M3 competition",
        m3_yearly,
    ),
    ("certified_values_are_reached_from_both_starts", "bench/nist", "NIST .dat files for nonlinear regression", nist),
];

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let shared = std::env::var_os("CATCHUP_SHARED").map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    let trial = |(name, place, what, test): Case| {
        let data = shared.join(place);
        let there = data.exists();
        if !there && !arguments.list {
            eprintln!("{name} is ignored: put {what} at {}, or set CATCHUP_SHARED", data.display());
        }
        Trial::test(name, move || {
            test(&data);
            Ok(())
        })
        .with_ignored_flag(!there)
    };
    let trials = CASES.into_iter().map(trial).chain(in_a_browser(&arguments)).collect();
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// A test of the explorer and its name.
#[cfg(unix)]
type Explored = (&'static str, fn(&Path));

/// The explorer in a browser, on systems where one can be driven.
#[cfg(unix)]
fn in_a_browser(arguments: &Arguments) -> Vec<Trial> {
    let browser = browser::devtools::found();
    if browser.is_none() && !arguments.list {
        eprintln!("the explorer is not tried: install Chromium or Chrome, or set CATCHUP_BROWSER");
    }
    let there = browser.is_some();
    if !cfg!(feature = "live") && !arguments.list {
        eprintln!(
            "live pages are not tried: `rustup target add wasm32-unknown-unknown`, then test with `--features live`"
        );
    }
    let cases: [Explored; 7] = [
        ("the_explorer_in_a_browser", browser::explores),
        ("pinned_and_now_are_of_the_same_draws", browser::sharpens),
        ("the_explorer_is_measured", browser::is_measured),
        ("a_live_page_in_a_browser", browser::live::works),
        ("a_live_page_in_a_report", browser::live::is_in_a_report),
        ("a_live_page_shows_hostile_texts_as_texts", browser::live::is_harmless),
        ("a_live_page_is_measured", browser::live::is_measured),
    ];
    let trial = |(name, test): (&str, fn(&Path))| {
        let browser = browser.clone().unwrap_or_default();
        let run = move || {
            test(&browser);
            Ok(())
        };
        Trial::test(name, run).with_ignored_flag(!there || (name.starts_with("a_live_page") && !cfg!(feature = "live")))
    };
    cases.into_iter().map(trial).collect()
}

/// The explorer in a browser: not on this system.
#[cfg(not(unix))]
fn in_a_browser(_arguments: &Arguments) -> Vec<Trial> {
    Vec::new()
}

/// The published goals for the yearly series of the M3 competition.
fn m3_yearly(data: &Path) {
    let data = data.canonicalize().expect("the data are there");
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = Command::new(env!("CARGO_BIN_EXE_catchup"));
    command.current_dir(&folder).arg("backtest").arg(data).args(["--split", "split", "--json"]);
    let output = command.output().expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let number = |key: &str| found[key].as_f64().expect(key);
    assert!(number("smape") <= 15.57, "{found}");
    assert!(number("mase") <= 2.576, "{found}");
    assert!(number("msis") < 28.7, "{found}");
    assert!((0.93..=0.97).contains(&number("coverage_95")), "{found}");
    assert!(found["test"]["p"].as_f64() < Some(0.05) && number("skill_drift") > 0.0, "{found}");
}

/// Both starts of every NIST problem reach 9 digits, three more than asked for.
fn nist(folder: &Path) {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut count = 0;
    for path in entries.map(|entry| entry.expect("an entry").path()) {
        let problem = Reference::read(&path).expect("a problem");
        for start in &problem.starts {
            let outcome = problem.fit(start).expect("a solution");
            assert!(outcome.has(9.0), "{}: {:?} after {} steps", problem.dataset, outcome.digits, outcome.steps);
            count += 1;
        }
    }
    assert!(count > 0, "{} is empty", folder.display());
}
