//! Tests that start the program, and look at what it prints and writes.

mod cli;
mod docs;
mod estimate;
mod explore;
mod faults;
mod fit;
mod fit_errors;
mod forecast;
mod import;
mod published;
mod reproducible;
mod sensitivity;
mod shard_faults;
mod shards;
mod socket;

#[path = "../support/estimates.rs"]
mod estimates;
#[path = "../support/served.rs"]
mod served;
#[path = "../support/mod.rs"]
mod support;

use std::process::{Command, Output};

/// What a command leaves that must succeed.
#[track_caller]
fn succeeds(command: &mut Command) -> Output {
    let output = command.output().expect("the program starts");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}
