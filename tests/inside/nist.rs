//! The NIST reference datasets for nonlinear regression, where they are at hand: see `examples/nist/main.rs`.

#[path = "../../examples/nist/file.rs"]
mod file;
#[path = "../../examples/nist/models.rs"]
mod models;
#[path = "../../examples/nist/regression.rs"]
mod regression;

use std::path::PathBuf;

use regression::Reference;

/// Both starts of every problem reach 9 digits, three more than asked for.
#[test]
fn certified_values_are_reached_from_both_starts() {
    let shared = std::env::var_os("CATCHUP_SHARED").map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    let folder = shared.join("bench/nist");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("not tested: there is no folder {}", folder.display());
        return;
    };
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
