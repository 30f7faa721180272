//! The same numbers whatever the number of threads, through the program.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::succeeds;
use super::support::Folder;

/// Uncertain in every way: dimensions, correlations, noise, lags, stocks, elements of their own, a shared assumption.
const MODEL: &str = include_str!("../files/everything_varies.toml");

/// The command on a file, into a folder.
fn command(file: &Path, out: &Path, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_catchup"));
    command.arg("run").arg(file).arg("--out").arg(out).args(["--quiet", "--format", "csv,iamc,draws"]).args(more);
    command
}

#[test]
fn one_two_and_five_threads_write_the_same_bytes() {
    let folder = Folder::new(&[("case.toml", MODEL)]);
    let files = ["projections.csv", "iamc.csv", "milestones.csv", "targets.csv", "draws.parquet"];
    let bytes = |out: &str, more: &[&str]| {
        let out = folder.folder.path().join(out);
        succeeds(&mut command(&folder.main, &out, more));
        files.map(|name| fs::read(out.join("case").join(name)).unwrap_or_default())
    };
    let one = bytes("one", &["--threads", "1"]);
    assert!(one[0].len() > 1000 && one[4].len() > 1000, "something is written");
    assert!(one == bytes("two", &["--threads", "2"]), "two threads");
    assert!(one == bytes("five", &["--threads", "5"]), "five threads");
    assert!(one == bytes("again", &["--threads", "5", "--seed", "11"]), "the same seed");
    assert!(one[0] != bytes("seed", &["--seed", "12"])[0], "another seed");
}
