//! Fits the NIST Statistical Reference Datasets for nonlinear regression and compares with the certified values:
//! `cargo run --release --example nist -- DIR`, where DIR holds `.dat` files from
//! <https://www.itl.nist.gov/div898/strd/nls/nls_main.shtml>.
//!
//! Prints a row for each problem and start: steps, and the digits (minus the decimal logarithm of the relative error, at most
//! 11, as many as are certified) of the worst parameter, of the worst standard error and of the residual sum of squares.
//! A row passes with at least 6 digits of every parameter and standard error.

mod file;
mod models;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use catchup::fit::least_squares::{Options, Problem, Solution, solve};
use catchup::fit::{Extended, Number, Uncertainty};

use file::File;
use models::Model;

/// Digits of certified values.
const CERTIFIED: f64 = 11.0;
/// Digits a row must have to pass.
const ENOUGH: f64 = 6.0;

/// A data set and its equation.
struct Regression {
    model: Model,
    rows: Vec<Vec<Extended>>,
}

impl Problem for Regression {
    fn parameters(&self) -> usize {
        self.model.counts().0
    }

    fn rows(&self) -> usize {
        self.rows.len()
    }

    fn residual<N: Number>(&self, parameters: &[N], row: usize) -> N {
        let number = |value: &Extended| N::constant(value.high) + N::constant(value.low);
        let predictors: [N; 2] = [1, 2].map(|index| self.rows[row].get(index).map_or(N::constant(0.0), number));
        self.model.response(number(&self.rows[row][0])) - self.model.fitted(parameters, &predictors)
    }
}

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
        match problem(&path) {
            Ok((file, model)) => {
                let [passed, failed] = compare(file, model);
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

/// A file and the equation of its data set, if they go together.
fn problem(path: &Path) -> Result<(File, Model), String> {
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    let file = File::parse(&String::from_utf8_lossy(&bytes))?;
    let model = Model::named(&file.dataset).ok_or_else(|| format!("the model of `{}` is not known", file.dataset))?;
    let (parameters, predictors) = model.counts();
    if file.parameters.len() != parameters {
        return Err(format!("{} parameters, the model has {parameters}", file.parameters.len()));
    }
    if file.rows.iter().any(|row| row.len() != predictors + 1) {
        return Err(format!("a row has not a response and {predictors} predictors"));
    }
    Ok((file, model))
}

/// Fits from both starts, prints a row for each; how many passed and failed.
fn compare(file: File, model: Model) -> [usize; 2] {
    let File { dataset, starts, parameters, errors, sum_of_squares, rows } = file;
    let regression = Regression { model, rows };
    let options = Options { extended: true, ..Options::default() };
    let mut counts = [0; 2];
    for (index, start) in starts.iter().enumerate() {
        let row = match solve(&regression, start, &options) {
            Ok(solution) => {
                let digits = digits(&solution, &parameters, &errors, sum_of_squares);
                let passed = solution.converged && digits[0] >= ENOUGH && digits[1] >= ENOUGH;
                counts[usize::from(!passed)] += 1;
                let [parameters, errors, squares] = digits;
                let verdict = if passed { "passed" } else { "failed" };
                format!("{:>6} {parameters:>11.1} {errors:>7.1} {squares:>8.1}  {verdict}", solution.steps)
            }
            Err(error) => {
                counts[1] += 1;
                format!("failed: {error}")
            }
        };
        println!("{dataset:<10} {:>5} {row}", index + 1);
    }
    counts
}

/// Digits of the worst parameter, of the worst standard error, and of the sum of squares.
fn digits(solution: &Solution, parameters: &[f64], errors: &[f64], sum_of_squares: f64) -> [f64; 3] {
    let worst = |found: &[f64], certified: &[f64]| {
        found.iter().zip(certified).map(|(found, certified)| agreement(*found, *certified)).fold(CERTIFIED, f64::min)
    };
    let found = Uncertainty::of(solution).standard_errors();
    [worst(&solution.parameters, parameters), worst(&found, errors), agreement(solution.sum_of_squares, sum_of_squares)]
}

/// Digits that two numbers share: minus the decimal logarithm of the relative error, between 0 and [`CERTIFIED`].
fn agreement(found: f64, certified: f64) -> f64 {
    let error = if certified == 0.0 { found.abs() } else { ((found - certified) / certified).abs() };
    if error.is_nan() { 0.0 } else { (-error.log10()).clamp(0.0, CERTIFIED) }
}
