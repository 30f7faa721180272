//! Results as bytes: all that they have comes back, number by number.

use std::path::{Path, PathBuf};

use catchup::Session;
use catchup::projection::{Comparison, Frontier, Projection};
use catchup::record::Record;
use catchup::session::{
    CompareOptions, Goal, Options, RunOptions, Sensitivity, SensitivityMethod, SensitivityRequest, compare,
};

/// A scenario of the repository with few draws.
fn opened(name: &str) -> Session {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
    let options = Options { draws: Some(64), ..Options::default() };
    Session::open_with(path, options).unwrap_or_else(|problems| panic!("{problems}"))
}

/// What is read back of a record, as far as it can be seen.
fn assert_comes_back<T: Record + std::fmt::Debug>(one: &T) {
    let bytes = one.to_bytes();
    let again = T::from_bytes(&bytes).expect("a record");
    assert_eq!(format!("{again:?}"), format!("{one:?}"));
    assert!(T::from_bytes(&bytes[..bytes.len() - 1]).is_none(), "what is cut off is none");
}

#[test]
fn projections_of_all_kinds_come_back() {
    for name in ["baseline.toml", "examples/china-conditioned.toml"] {
        assert_comes_back::<Projection>(&opened(name).run().expect("a run").projection);
    }
}

#[test]
fn a_run_comes_back_with_its_notes() {
    let session = opened("baseline.toml");
    let run = session.run_with(&RunOptions::default(), &|_| {}).expect("a run");
    let bytes = run.to_bytes();
    let again = session.run_of(&bytes).expect("a run");
    assert_eq!(format!("{:?}", again.projection), format!("{:?}", run.projection));
    assert_eq!((again.weights, again.cpu), (run.weights, run.cpu));
    assert_eq!(again.notes.len(), run.notes.len());
    assert_eq!(again.times.len(), run.times.len());
    assert!(session.run_of(&bytes[1..]).is_none());
}

#[test]
fn comparisons_come_back_with_all_their_parts() {
    let sessions = [opened("baseline.toml"), opened("plan-push.toml"), opened("self-reliance.toml")];
    let options = CompareOptions {
        attribute: true,
        attribution_draws: Some(20),
        worlds: vec![opened("worlds/slump.toml")],
        ..CompareOptions::default()
    };
    let found = compare(&sessions, &options, &|_| {}).expect("a comparison");
    assert!(
        found.costs.is_some() && found.worlds.is_some() && found.dominance.is_some(),
        "a comparison with something in it"
    );
    assert!(!found.criteria.is_empty() && !found.attributions.is_empty());
    assert_comes_back::<Comparison>(&found);
}

#[test]
fn answers_to_questions_come_back() {
    let session = opened("baseline.toml");
    let number = "domestic_share[robots, equipment]@2030";
    let methods =
        vec![SensitivityMethod::Swing, SensitivityMethod::Sobol, SensitivityMethod::Ranking, SensitivityMethod::Morris];
    let miss = catchup::session::Miss { bound: 0.5, below: true, target: String::new() };
    let request = SensitivityRequest { methods, samples: 16, trajectories: 2, miss: Some(miss) };
    assert_comes_back::<Sensitivity>(&session.sensitivity(number, &request).expect("drivers"));
    let goal =
        Goal { lever: "procurement_mandate".into(), reach: format!("{number}=0.5"), probability: 0.5, between: None };
    assert_comes_back::<Frontier>(&session.solve(&goal).expect("a frontier"));
    assert_comes_back(&session.backtest(2018.0).expect("a backtest").found);
}
