//! A short form of the fault programme (`cargo run --release --example faults`): some operations of some commands fail.

#[path = "../../examples/faults/programme.rs"]
#[allow(dead_code, reason = "the example uses all of it")]
pub(crate) mod programme;

use programme::child::{Child, arguments, carry_out};
use programme::{Tally, operations};

/// The program, where this file is run again as its own child; else there is nothing to do.
#[test]
fn child() {
    if let Some(arguments) = arguments() {
        carry_out(arguments, || None);
    }
}

#[test]
fn what_fails_leaves_the_old_results_or_the_new() {
    let lead = ["--exact", "faults::child", "--nocapture"].map(str::to_owned).to_vec();
    let mut tally = Tally::default();
    operations(&Child { lead }, &["run", "run inside", "fit --write"], 29, &mut tally);
    assert!(tally.failed.is_empty(), "{}", tally.failed.join("\n"));
    assert!(tally.survived() >= 27, "one of each kind at least: {:?}", tally.passed);
}
