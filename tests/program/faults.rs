//! A short form of the fault programme (`cargo run --release --example faults`): some operations of some commands fail.

#[path = "../../examples/faults/programme.rs"]
#[allow(dead_code, reason = "the example uses all of it")]
pub(crate) mod programme;

use programme::child::{Child, arguments, carry_out};
use programme::{operations, try_all};

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
    let child = Child { lead };
    let cases = operations(&child, &["run", "run inside", "fit --write"], 29);
    let tally = try_all(&child, &cases);
    assert!(tally.failed.is_empty(), "{}", tally.failed.join("\n"));
    assert!(tally.survived() >= 27, "one of each kind at least: {:?}", tally.passed);
}
