//! Fits the NIST Statistical Reference Datasets for nonlinear regression and compares with the certified values:
//! `cargo run --release --example nist -- DIR`, where DIR holds `.dat` files from
//! <https://www.itl.nist.gov/div898/strd/nls/nls_main.shtml>.
//!
//! Prints a row for each problem and start: steps, and the digits (minus the decimal logarithm of the relative error, at most
//! 11, as many as are certified) of the worst parameter, of the worst standard error and of the residual sum of squares.
//! A row passes with at least 6 digits of every parameter and standard error.

mod file;
mod models;
mod regression;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use regression::Reference;

/// Digits a row must have to pass.
const ENOUGH: f64 = 6.0;

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("usage: cargo run --release --example nist -- DIR, where DIR holds NIST .dat files");
        return ExitCode::from(2);
    };
    let files = match files(&folder) {
        Ok(files) if !files.is_empty() => files,
        Ok(_) => return fail(&format!("{} holds no .dat file", folder.display())),
        Err(error) => return fail(&format!("{}: {error}", folder.display())),
    };
    println!(
        "{:<10} {:>5} {:>6} {:>11} {:>7} {:>8}  result",
        "problem", "start", "steps", "parameters", "errors", "squares"
    );
    let mut counts = [0; 2];
    for path in files {
        match Reference::read(&path) {
            Ok(problem) => {
                let [passed, failed] = compare(&problem);
                counts = [counts[0] + passed, counts[1] + failed];
            }
            Err(why) => println!("{} skipped: {why}", path.display()),
        }
    }
    println!("{} passed, {} failed", counts[0], counts[1]);
    if counts[1] > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn fail(message: &str) -> ExitCode {
    eprintln!("error: {message}");
    ExitCode::FAILURE
}

/// The `.dat` files of a folder, in order.
fn files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let paths: Vec<PathBuf> =
        std::fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    let is_data = |path: &PathBuf| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("dat"));
    let mut files: Vec<PathBuf> = paths.into_iter().filter(is_data).collect();
    files.sort();
    Ok(files)
}

/// Fits from both starts, prints a row for each; how many passed and failed.
fn compare(problem: &Reference) -> [usize; 2] {
    let mut counts = [0; 2];
    for (index, start) in problem.starts.iter().enumerate() {
        let (passed, row) = match problem.fit(start) {
            Ok(outcome) => {
                let [parameters, errors, squares] = outcome.digits;
                let passed = outcome.has(ENOUGH);
                let verdict = if passed { "passed" } else { "failed" };
                let digits = format!("{parameters:>11.1} {errors:>7.1} {squares:>8.1}");
                (passed, format!("{:>6} {digits}  {verdict}", outcome.steps))
            }
            Err(error) => (false, format!("failed: {error}")),
        };
        counts[usize::from(!passed)] += 1;
        println!("{:<10} {:>5} {row}", problem.dataset, index + 1);
    }
    counts
}
